"""The section on the record behind the story: treaties, votes, power, trade, blocs, as far as data on them are loaded.

It is written from plain rows, as :func:`comity.structure.structure` gives them. Every figure has the year that it is
of, and the datasets stand below with their versions, the years that they cover and what to cite. What is not loaded is
named: it is not known here, which is not nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.views.charts import chart
from comity.views.material import Material, Row, signed
from comity.views.model import Cell, Chart, Figure, Section, Sentence, Table
from comity.views.prose import fill, paragraph, prose, say, the, words

KEY = "structure"


def structure(m: Material) -> Section | None:
    """What published data say of the two."""
    if m.structure is None:
        return None
    record = m.structure
    rows, sources = record["rows"], record["sources"]
    told = (
        paragraph(say("structure"), *(_bloc(m, one) for one in record["blocs"])),
        say("structure_missing", what="; ".join(record["missing"])) if record["missing"] else None,
    )
    tables = [_figures(m, rows), _sources(sources)]
    charts: tuple[Chart, ...] = ()
    if record["series"]:
        tables.insert(1, _series(m, record["series"]))
        charts = (_drawn(m, record["series"]),)
    title = words("sections", KEY)
    return Section(KEY, title, tuple(one for one in told if one), charts, tuple(tables))


def _bloc(m: Material, one: Row) -> Sentence:
    key = "structure_together" if one["together"] else "structure_apart"
    stable = min(one["stability"])
    return say(
        key, a=m.a.said, b=m.b.said, network=words("networks", one["network"]), year=one["year"],
        n=_figure(one["sizes"][0], f"{one['sizes'][0]:,}", f"states in the bloc of {m.a.said}"),
        m=_figure(one["sizes"][1], f"{one['sizes'][1]:,}", f"states in the bloc of {m.b.said}"),
        stable=_figure(stable, f"{stable:.0%}", "stability of the place of the less sure of the two"),
    )  # fmt: skip


def _figures(m: Material, rows: Sequence[Row]) -> Table:
    columns = {"what": "What", "figure": "Latest", "earlier": "Ten years before"}
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        label, now, then = _label(m, row), row["year"], row["earlier_year"]
        latest = _written(row, row["value"], row["note"], now, label)
        before = None if then is None else _written(row, row["earlier"], row["earlier_note"], then, f"{label}, {then}")
        # What the two owe each other alike is said once.
        if row["form"] == "duties" and cells and [latest.text, now] == [_text(cells[-1][1]), now]:
            cells[-1] = (str(prose()["structure"]["treaty_both"]), *cells[-1][1:])
        else:
            cells.append((label, latest, before))
    return Table(KEY, words("captions", KEY), columns, tuple(cells))


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Figure) else cell or ""


def _series(m: Material, series: Sequence[Row]) -> Table:
    lines = list(dict.fromkeys((row["key"], row["side"]) for row in series))
    named = {line: _label(m, {"key": line[0], "side": line[1], "about": "each"}) for line in lines}
    forms = {"share": "{:.1%}", "millions": "{:,.0f}"}
    years = sorted({row["year"] for row in series})
    value = {(row["key"], row["side"], row["year"]): row["value"] for row in series}
    cells: list[tuple[Cell, ...]] = []
    for year in years:
        found: list[Cell] = [str(year)]
        for key, side in lines:
            one = value.get((key, side, year))
            form = forms.get(_FORMS[key], "{:.2f}")
            found.append(None if one is None else _figure(one, form.format(one), f"{named[key, side]}, {year}"))
        cells.append(tuple(found))
    columns = {"year": "Year", **{f"{key}_{side}".lower() if side else key: named[key, side] for key, side in lines}}
    return Table("structure_series", words("captions", "structure_series"), columns, tuple(cells), folded=True)


_FORMS = {
    "votes": "share",
    "votes_chance": "number",
    "capabilities": "share",
    "gdp_share": "share",
    "trade": "millions",
}
"""How the figures of the chart are written."""


def _sources(sources: Sequence[Row]) -> Table:
    columns = {"title": "Data", "covers": "Covers", "citation": "Cite"}
    rows = tuple(
        (f"{one['title']}, {one['version']}", f"{one['first']}–{one['last']}" if one["first"] else "", one["citation"])
        for one in sources
    )
    return Table("structure_sources", words("captions", "structure_sources"), columns, rows)


def _label(m: Material, row: Row) -> str:
    names = {m.a.code: m.a, m.b.code: m.b}
    text = prose()["structure"][row["key"]]
    if row["side"] is None:
        return str(text)
    one, other = (m.a, m.b) if row["side"] == m.a.code else (m.b, m.a)
    return "".join(map(str, fill(text, a=names[one.code].said, b=the(other.name))))


def _written(row: Row, value: Any, note: str, year: int, about: str) -> Figure:
    text = {
        "share": lambda: f"{value:.1%}",
        "number": lambda: signed(value),
        "distance": lambda: f"{value:.2f}",
        "count": lambda: f"{value:,}",
        "millions": lambda: f"${value:,.0f} million",
        "duties": lambda: note,
        "kinds": lambda: f"{value}: {note}" if note else "none",
    }[row["form"]]()
    return _figure(value, f"{text} ({year})", about)


def _figure(value: Any, text: str, about: str) -> Figure:
    return Figure(value, text, about, section=KEY)


def _line(m: Material, row: Row) -> str:
    """What stands beside a line of the chart: whose it is or, of the pair's, which."""
    names = {m.a.code: m.a.name, m.b.code: m.b.name}
    return names[row["side"]] if row["side"] else str(prose()["lines"].get(row["key"], ""))


def _drawn(m: Material, series: Sequence[Row]) -> Chart:
    values = [
        {
            "panel": words("panels", row["panel"]),
            "line": _line(m, row),
            "whose": "one" if row["side"] in (None, m.a.code) and row["key"] != "votes_chance" else "other",
            "year": row["year"],
            "value": row["value"],
        }
        for row in series
    ]
    return chart(KEY, KEY, words("charts", KEY), words("alts", KEY), "structure_series", values)
