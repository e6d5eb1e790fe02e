"""The section on what event datasets tell: their rows, apart from what comity coded and can prove with a sentence.

It is written from plain rows, as :func:`comity.coded.coded` gives them, and put into a dossier that is otherwise done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from comity.views.charts import LABELS
from comity.views.evidence import what, who
from comity.views.methods import methods
from comity.views.model import Cell, Dossier, Figure, Section, Table
from comity.views.prose import day, paragraph, prose, say, words

KEY = "event_data"

OPEN = 15
"""A table of more rows than this is folded."""

Row = Mapping[str, Any]


def with_event_data(dossier: Dossier, record: Sequence[Row]) -> Dossier:
    """The dossier with a section on what event datasets tell of the two; the same one where they tell nothing."""
    if not record:
        return dossier
    made = section(dossier, record)
    sections = list(dossier.sections)
    sections[0] = replace(sections[0], prose=(*sections[0].prose, say("event_data_below", what=_counts(record))))
    at = [one.key for one in sections].index("coverage")
    sections.insert(at, made)
    nothing = dossier.headline == prose()["headlines"]["nothing"]
    span = f"{day(min(one['first'] for one in record))} to {day(max(one['last'] for one in record))}"
    return replace(
        dossier,
        headline=words("headlines", "coded") if nothing else dossier.headline,
        span=span if dossier.span == "no dates" else dossier.span,
        sections=tuple(sections),
        methods=methods(sections, dossier.a.code, dossier.b.code),
    )


def section(dossier: Dossier, record: Sequence[Row]) -> Section:
    """What each dataset tells, by year, where its level changed, and some of its rows."""
    lead = paragraph(say("event_data", a=dossier.a.said, b=dossier.b.said, what=_counts(record)))
    tables = [table for one in record for table in (_years(dossier, one), _changes(one), _rows(dossier, one)) if table]
    columns = {"title": "Data", "covers": "Events of the two", "citation": "Cite"}
    sources = tuple(
        (f"{one['title']}, {one['version']}", f"{day(one['first'])} to {day(one['last'])}", one["citation"])
        for one in record
    )
    tables.append(Table(f"{KEY}_sources", words("captions", f"{KEY}_sources"), columns, sources))
    return Section(KEY, words("sections", KEY), (lead, say("event_data_caveat")), tables=tuple(tables))


def _counts(record: Sequence[Row]) -> tuple[str | Figure, ...]:
    parts: list[str | Figure] = []
    for one in record:
        parts += [", " if parts else "", f"{one['title']}: ", _figure(one["n"], f"events of {one['name']}")]
    return tuple(parts)


def _years(dossier: Dossier, one: Row) -> Table:
    columns = {
        "year": "Year", **LABELS, "events": "All events", "by_a": f"By {dossier.a.name} alone",
        "by_b": f"By {dossier.b.name} alone", "attention": "Naming either side", "share": "Share", "net": "Balance",
    }  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for row in one["years"]:
        about = f"{one['name']}, {row['year']}"
        if row["n"] is None:
            rows.append((str(row["year"]), *(None for _ in range(len(columns) - 1))))
            continue
        friendly, share = row["verbal_coop"] + row["material_coop"], row["n"] / row["attention"]
        net = 2 * friendly / row["n"] - 1 if row["n"] else None
        rows.append(
            (
                str(row["year"]),
                *(_figure(row[name], f"events, {words('quads', name)}, {about}") for name in LABELS),
                _figure(row["n"], f"events, {about}"),
                *(_figure(row[side], f"events by one side alone, {about}") for side in ("by_a", "by_b")),
                _figure(row["attention"], f"events that name either side, {about}"),
                Figure(share, f"{share:.1%}", f"share of them between the two, {about}", section=KEY),
                Figure(net, f"{net:+.2f}".replace("-", "−"), f"balance, {about}", section=KEY) if row["n"] else None,
            )
        )
    caption = f"{words('captions', KEY)}: {one['title']}"
    return Table(f"{KEY}_{one['name']}", caption, columns, tuple(rows), folded=len(rows) > OPEN, measures=("monthly",))


def _changes(one: Row) -> Table | None:
    if not one["changes"]:
        return None
    columns = {
        "period": "From", "kind": "What", "method": "How seen", "before": "Before", "after": "After",
        "ratio": "Ratio, 95 percent", "rows": "Rows that tell it",
    }  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for row in sorted(one["changes"], key=lambda row: (row["period"], row["kind"], row["method"])):
        about = f"{words('kinds_of_act', row['kind'])}, {day(row['period'])}, {one['name']}"
        levels = (
            Figure(row[name], f"{row[name]:.3f}", f"share of attention {name}, {about}", section=KEY)
            for name in ("before", "after")
        )
        rows.append(
            (
                day(row["period"]), words("kinds_of_act", row["kind"]), words("methods", row["method"]), *levels,
                " to ".join(f"{bound:.1f}" for bound in (row["low"], row["high"])), ", ".join(row["shown"]),
            )
        )  # fmt: skip
    caption = f"{words('captions', f'{KEY}_changes')}: {one['title']}"
    return Table(
        f"{KEY}_{one['name']}_changes", caption, columns, tuple(rows), folded=len(rows) > OPEN,
        measures=("change_points",),
    )  # fmt: skip


def _rows(dossier: Dossier, one: Row) -> Table:
    columns = {
        "row": "Row", "date": "Day", "who": "Who", "what": "What", "class": "Class", "weight": "Weight",
        "place": "Where", "source": "Source",
    }  # fmt: skip
    names = {side.code: side.name for side in (dossier.a, dossier.b)}
    rows = tuple(
        (
            row["id"], row["date"], who(row, lambda code: names.get(code, code)), what(row), LABELS[row["quad"]],
            f"{row['intensity']:+g}".replace("-", "−"), row["location"] or "",
            row["source"] or row["url"] or one["title"],
        )
        for row in one["events"]
    )  # fmt: skip
    caption = f"{words('captions', f'{KEY}_rows')}: {one['title']}"
    return Table(f"{KEY}_{one['name']}_rows", caption, columns, rows, folded=len(rows) > OPEN)


def _figure(value: int, about: str) -> Figure:
    return Figure(value, f"{value:,}", about, section=KEY)
