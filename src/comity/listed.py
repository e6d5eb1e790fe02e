"""What the facts that ship with comity list of a pair: meetings, exercises, treaties, sanctions, votes, memberships.

Judgement calls: sanctions of an organisation are listed of the states that were its members on that day; a treaty of
many is listed where both sides are among the parties that its row names; membership counts as the actor files date it,
which for an organisation before it had members of its own is the signature of its treaty. A list that is empty says
that comity lists nothing, and never that there was nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from comity.actors import ActorBook
from comity.datasets.facts.load import about, load

Row = dict[str, Any]

ORGANISATIONS = (
    "UN", "NATO", "EU", "OSCE", "COE", "CIS", "CSTO", "SCO", "EAEU", "BRICS", "G7", "G20", "ASEAN", "AU", "ECOWAS",
    "AES", "LAS", "GCC", "OIC", "MERCOSUR", "OPEC", "WTO", "QUAD", "AUKUS", "FIVE_EYES",
)  # fmt: skip
"""The organisations whose members are held against each other."""


def listed(book: ActorBook, a: str, b: str, on: date) -> Row | None:
    """The facts of two actors until a day; None where nothing is listed of them.

    Keys: ``meetings``, ``exercises``, ``treaties``, ``sanctions``, ``votes``, ``trade`` (rows of the facts, oldest
    first), ``memberships`` (``code``, ``name``, ``since`` of both, ``until``, the ``spells`` of each side, and the
    ``source`` and lower ``certainty`` of their last time together),
    ``alone`` (code of a side -> organisations of which it alone is a member), ``states`` (whether both are),
    ``dataset`` and ``citation``.
    """
    tables = {name: _until(table.to_pylist(), on) for name, table in load().items() if name in about()["tables"]}
    pair = {a, b}
    found: Row = {
        "meetings": [row for row in tables["meetings"] if {row["a"], row["b"]} == pair],
        "exercises": [row for row in tables["exercises"] if pair <= set(row["participants"].split("|"))],
        "treaties": [row for row in tables["treaties"] if pair <= set(row["parties"].split("|"))],
        "sanctions": [
            row | {"by": by, "against": other}
            for row in tables["sanctions"]
            for by, other in ((a, b), (b, a))
            if row["target"] == other and _sends(book, by, row)
        ],
        "votes": [row for row in _votes(tables["votes"], a, b) if len(row["votes"]) == 2],
        "trade": [
            row for row in tables["trade"]
            if {row["a"], row["b"]} == pair and (row["quantity"], row["direction"]) == ("trade", "turnover")
        ],
        "memberships": [one for code in ORGANISATIONS if (one := _membership(book, code, a, b, on))],
    }  # fmt: skip
    if not any(found.values()):
        return None
    states = all(one in book.entities and book.entities[one].kind == "state" for one in (a, b))
    found["alone"] = {
        side: [book.entities[code].name for code in ORGANISATIONS
               if _member(book, code, side, on) and not _member(book, code, other, on) and states]
        for side, other in ((a, b), (b, a))
    }  # fmt: skip
    described = about()
    return found | {
        "states": states,
        "dataset": f"{described['title']} {described['version']}",
        "citation": described["citation"],
    }


def _until(rows: Iterable[Row], on: date) -> list[Row]:
    """The rows until a day, in order of time; a fiscal year counts by the year in which it begins."""
    return sorted(
        (row for row in rows if row["period"][: len(str(on))] <= str(on)[: len(row["period"])]),
        key=lambda row: row["period"],
    )


def _sends(book: ActorBook, side: str, row: Mapping[str, Any]) -> bool:
    """Whether a side is the sender of a sanction, or was a member of the organisation that is."""
    day = row["period"]
    return any(
        sender == side
        or any(
            member.value == side
            and (member.since is None or member.since <= day)
            and (member.until is None or day[: len(member.until)] <= member.until)
            for member in (book.entities[sender].members if sender in book.entities else ())
        )
        for sender in row["sender"].split("|")
    )


def _votes(rows: Iterable[Row], a: str, b: str) -> Iterable[Row]:
    """One row a resolution on which a vote of either side is listed, with the votes of each."""
    found: dict[str, Row] = {}
    for row in rows:
        if row["state"] in (a, b):
            one = found.setdefault(row["resolution"], {**row, "votes": {}})
            one["votes"][row["state"]] = row["vote"]
    return found.values()


def _membership(book: ActorBook, code: str, a: str, b: str, on: date) -> Row | None:
    """An organisation of which both are or once were members together by a day."""
    held = {
        side: [one for one in book.entities[code].members
               if one.value == side and (one.since is None or one.since <= str(on)[: len(one.since)])]
        for side in (a, b)
    }  # fmt: skip
    together = [
        (max(one.since or "", other.since or ""), min(one.until or "9999", other.until or "9999"), one, other)
        for one in held[a]
        for other in held[b]
    ]
    together = [spell for spell in together if spell[0] < spell[1]]
    if not together:
        return None
    since, until, *both = together[-1]
    now = until == "9999" or str(on)[: len(until)] <= until
    return {
        "code": code,
        "name": book.entities[code].name,
        "since": since or None,
        "until": None if now else until,
        "spells": {side: [(one.since, one.until) for one in spells] for side, spells in held.items()},
        "source": "; ".join(dict.fromkeys(one.source for one in both if one.source)),
        "certainty": _lower(one.certainty for one in both),
    }


def _lower(certainties: Iterable[str | None]) -> str | None:
    """``approximate`` where one is, None where one says nothing, and ``exact`` where all are."""
    found = set(certainties)
    return "approximate" if "approximate" in found else None if None in found else "exact"


def _member(book: ActorBook, code: str, side: str, on: date) -> bool:
    return side in book.members(code, on)
