"""The proofs of a dossier: every act, quotation and claim with its sentences, numbered in order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from comity.views.model import Proof, ReportEntry, Telling
from comity.views.prose import the, words

Row = Mapping[str, Any]
Naming = Callable[[str], str]

TELLINGS = 4
"""An act told by many reports shows the sentences of the first few; the others are counted, with their ids."""

LONGEST = 700
"""A sentence longer than this many characters is cut in the dossier, with an ellipsis; the store keeps it whole."""


def in_time(row: Row) -> tuple[bool, str, str]:
    """The place of an act in order of time, undated ones last."""
    return row["begins"] is None, str(row["begins"] or ""), row["id"]


def act_date(row: Row) -> str | None:
    """The day of an act as the text gives it; an undated act that happened stands on the day of its report."""
    if row["date"]:
        return str(row["date"])
    return str(row["begins"]) if row.get("begins") else None


def who(row: Row, name: Naming) -> str:
    """``China and Russia`` for what both did, ``China to Russia`` for what one did."""
    actor, recipient = name(row["actor"]), the(name(row["recipient"]))
    return f"{actor} and {recipient}" if row["reciprocal"] else f"{actor} to {recipient}"


def what(row: Row) -> str:
    """The type of an act in plain words, with its mode."""
    kind = words("types", row["type"])
    return f"{kind} ({words('modes', row['mode'])})" if row["mode"] else kind


def claimed(row: Row, name: Naming) -> str:
    """A claim in plain words: ``A record: trade, China and Russia, 2024``."""
    sides = " and ".join(the(name(code)) for code in (row["subject"], row["partner"]) if code)
    level = " ".join(part for part in (row["value"], row["unit"]) if part)
    rest = ", ".join(part for part in (words("quantities", row["quantity"]), sides, row["period"], level) if part)
    kind = words("kinds", row["kind"])
    return f"{kind[:1].upper()}{kind[1:]}: {rest}"


def proofs(
    acts: Iterable[Row], quotes: Sequence[Row], claims: Sequence[Row], events: Mapping[str, Row], name: Naming
) -> tuple[Proof, ...]:
    """Number the proofs: acts in order of time, undated ones last, then quotations, then claims."""
    found: list[Proof] = []
    for row in sorted(acts, key=in_time):
        tellings = [events[one] for one in row["events"] if one in events]
        found.append(
            Proof(
                id=row["id"],
                number=len(found) + 1,
                kind="act",
                date=act_date(row),
                heading=f"{who(row, name)}: {what(row)}",
                modality=row["modality"],
                codes=_codes(row),
                tellings=tuple(_telling(one) for one in tellings[:TELLINGS]),
                events=tuple(row["events"]),
                more=max(0, len(tellings) - TELLINGS),
                dated=row["dated"] or row["begins"] is None,
            )
        )
    for number, row in enumerate(quotes):
        found.append(_said(row, quote_id(number), len(found) + 1, name))
    for number, row in enumerate(claims):
        found.append(
            Proof(
                id=claim_id(number),
                number=len(found) + 1,
                kind="claim",
                date=_day(row),
                heading=claimed(row, name),
                modality=None,
                codes=f"{row['kind']} {row['quantity']}",
                tellings=(_telling(row),),
                events=(claim_id(number),),
            )
        )
    return tuple(found)


def quote_id(number: int) -> str:
    """The id of a quotation in the dossier, counted from 0."""
    return f"quote-{number + 1}"


def claim_id(number: int) -> str:
    """The id of a claim in the dossier, counted from 0."""
    return f"claim-{number + 1}"


def reports_read(named: Sequence[Row], used: Iterable[str], reports: Mapping[str, Row]) -> tuple[ReportEntry, ...]:
    """Number the reports that name either side or are used, in order of publication, undated ones last."""
    tells = {row["digest"]: bool(row["tells"]) for row in named}
    rows = sorted(
        (reports[digest] for digest in {*tells, *used} if digest in reports),
        key=lambda row: (row["published"] is None, str(row["published"] or ""), row["id"], row["digest"]),
    )
    return tuple(
        ReportEntry(
            id=row["digest"],
            number=number,
            title=row["title"] or row["id"],
            source=row["source"],
            published=row["published"],
            url=row["url"],
            document=row["id"],
            tells=tells.get(row["digest"], True),
            within=row["digest"] in tells,
        )
        for number, row in enumerate(rows, 1)
    )


def shortened(text: str, longest: int = LONGEST) -> str:
    """A sentence on one line, cut with an ellipsis where it is too long.

    >>> shortened("one two three", 8)
    'one two…'
    """
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _said(row: Row, identifier: str, number: int, name: Naming) -> Proof:
    about = " and ".join(the(name(code)) for code in row["about"])
    return Proof(
        id=identifier,
        number=number,
        kind="quote",
        date=_day(row),
        heading=f"Quotation: {speaker(row, name)}" + (f" on {about}" if about else ""),
        modality=None,
        codes=f"{row['speaker']} {row['stance']}",
        tellings=(_telling(row),),
        events=(identifier,),
    )


def speaker(row: Row, name: Naming) -> str:
    """Who is quoted: name, office and side, as far as the report gives them."""
    person = " ".join(part for part in (row["speaker_role"], row["speaker_name"]) if part)
    side = name(row["speaker"])
    return f"{person} ({side})" if person and person != side else side


def _telling(row: Row) -> Telling:
    text = row["evidence_text"]
    mark = None
    if "trigger_start" in row and len(text) <= LONGEST:
        start, end = row["trigger_start"] - row["evidence_start"], row["trigger_end"] - row["evidence_start"]
        if 0 <= start < end <= len(text):
            mark = (start, end)
    return Telling(
        text=text if mark else shortened(text),
        trigger=mark,
        report=row["report"],
        title=row["title"],
        source=row["source"],
        published=row["published"],
        url=row["url"],
    )


def _day(row: Row) -> str | None:
    return str(row["published"]) if row["published"] else None


def _codes(row: Row) -> str:
    kind = f"{row['type']}:{row['mode']}" if row["mode"] else row["type"]
    arrow = "<->" if row["reciprocal"] else "->"
    contexts = " ".join(row["contexts"] or ())
    cameo = f"CAMEO {row['cameo']}" if row["cameo"] else ""
    return " · ".join(
        part for part in (f"{row['actor']} {arrow} {row['recipient']}", kind, contexts, cameo, row["modality"]) if part
    )
