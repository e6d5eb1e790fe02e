"""The section on the record behind the story: treaties, votes, power, trade, as far as data on them are loaded.

It is written from plain rows, as :func:`comity.structure.structure` gives them. Every figure has the year that it is
of, what it rests on, and how it is computed, and the datasets stand below with their versions, the years that they
cover and what to cite. What is not loaded is named: it is not known here, which is not nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from comity.views.charts import chart
from comity.views.material import Material, Row, signed
from comity.views.model import Basis, Cell, Chart, Figure, Section, Table
from comity.views.prose import fill, prose, say, the, words

KEY = "structure"


def structure(m: Material) -> Section | None:
    """What published data say of the two."""
    if m.structure is None:
        return None
    record = m.structure
    told = [say("structure")]
    if record["missing"]:
        told.append(missing(record["missing"]))
    data = titles(record["sources"])
    tables = [_figures(m, record["rows"], data)]
    charts: tuple[Chart, ...] = ()
    if record["likeness"]:
        tables.append(_likeness(record["likeness"], data))
    if record["series"]:
        tables.append(_series(m, record["series"]))
        charts = (_drawn(m, record["series"]),)
    tables.append(sources(record["sources"]))
    return Section(KEY, words("sections", KEY), tuple(told), charts, tuple(tables))


def missing(lacking: Mapping[str, str]) -> tuple[str | Figure, ...]:
    """One line on what is not loaded, and how to load it."""
    return say("structure_missing", what="; ".join(lacking.values()), names=", ".join(lacking))


def titles(listed: Sequence[Row]) -> dict[str, str]:
    """Name of a dataset -> its title with its version."""
    return {one["name"]: f"{one['title']}, {one['version']}" for one in listed}


def sources(listed: Sequence[Row], key: str = "structure_sources") -> Table:
    """The datasets with the years that they cover and what to cite."""
    columns = {"name": "Name", "title": "Data", "covers": "Covers", "citation": "Cite"}
    rows = tuple(
        (one["name"], f"{one['title']}, {one['version']}", f"{one['first']}–{one['last']}" if one["first"] else "",
         one["citation"])
        for one in listed
    )  # fmt: skip
    return Table(key, words("captions", "structure_sources"), columns, rows, folded=True)


# -- figures ---------------------------------------------------------------------------------------------------------


def _figures(m: Material, rows: Sequence[Row], data: Mapping[str, str]) -> Table:
    columns = {"what": "What", "figure": "Latest", "earlier": "Ten years before", "rests": "Rests on"}
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        # Kappa of the votes stands in the table of likeness, beside its kin.
        if row["key"] == "votes_chance":
            continue
        label = _label(m, row)
        latest = _written(row, "", label, data)
        before = None if row["earlier_year"] is None else _written(row, "earlier", label, data)
        # What the two owe each other alike is said once.
        if row["form"] == "duties" and cells and latest.text == _text(cells[-1][1]):
            cells[-1] = (str(prose()["structure"]["treaty_both"]), *cells[-1][1:])
        else:
            cells.append((label, latest, before, _rests(row)))
    measures = tuple(dict.fromkeys(row["measure"] for row in rows if row["key"] != "votes_chance"))
    return Table(KEY, words("captions", KEY), columns, tuple(cells), measures=measures)


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Figure) else cell or ""


def _rests(row: Row) -> str:
    """How much a figure rests on, and the names of the datasets."""
    much = f"{row['n']:,} {row['of']}" if row["n"] is not None else ""
    note = row["note"] if row["form"] not in ("duties", "kinds") else ""
    return "; ".join(part for part in (much, note.replace("-", "−"), ", ".join(row["data"])) if part)


def _label(m: Material, row: Row) -> str:
    text = prose()["structure"][row["key"]]
    one, other = (m.b, m.a) if row["side"] == m.b.code else (m.a, m.b)
    return "".join(map(str, fill(text, a=one.said, b=the(other.name))))


FORMS: Mapping[str, Callable[[Any], str]] = {
    "share": lambda value: f"{value:.1%}",
    "number": signed,
    "distance": lambda value: f"{value:.2f}",
    "count": lambda value: f"{value:,}",
    "millions": lambda value: f"${value:,.0f} million",
    "ratio": lambda value: _ratio(value),
}
"""How a value is written, by its form."""


def _ratio(share: float) -> str:
    """The share of the first in both together, as a ratio.

    >>> _ratio(0.75), _ratio(0.2), _ratio(1.0)
    ('3.0 to 1', '1 to 4.0', 'all')
    """
    if share in (0.0, 1.0):
        return "all" if share else "none"
    return f"{share / (1 - share):.1f} to 1" if share >= 0.5 else f"1 to {(1 - share) / share:.1f}"


def _written(row: Row, which: str, about: str, data: Mapping[str, str]) -> Figure:
    """The latest or the earlier figure of a row."""
    value, year, note = (row[which] if which else row["value"]), *(
        row[f"{which}_{name}" if which else name] for name in ("year", "note")
    )  # fmt: skip
    form = row["form"]
    if form == "duties":
        text = note
    elif form == "kinds":
        text = f"{value}: {note}" if note else "none"
    else:
        text = FORMS[form](value)
    basis = Basis(
        row["measure"], unit=words("units", form), period=str(year), n=None if which else row["n"], of=row["of"],
        data="; ".join(data[name] for name in row["data"] if name in data),
    )  # fmt: skip
    return Figure(value, f"{text} ({year})", f"{about}, {year}", section=KEY, basis=basis)


def _likeness(rows: Sequence[Row], data: Mapping[str, str]) -> Table:
    kinds = ("agree", "s", "kappa", "pi", "tau_b")
    columns = {"what": "What, year"} | {kind: words("likeness", kind) for kind in kinds} | {"rests": "Rests on"}
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        label, of = f"{words('compared', row['what'])}, {row['year']}", words("compared_of", row["what"])
        basis = Basis(
            row["measure"], unit=words("units", "number"), period=str(row["year"]), n=row["n"], of=of,
            data="; ".join(data[name] for name in row["data"] if name in data),
        )  # fmt: skip
        found = (_likeness_of(row, kind, label, basis) for kind in kinds)
        cells.append((label, *found, f"{row['n']:,} {of}; {', '.join(row['data'])}"))
    measures = tuple(dict.fromkeys(row["measure"] for row in rows))
    key = "structure_likeness"
    return Table(key, words("captions", key), columns, tuple(cells), measures=measures)


def _likeness_of(row: Row, kind: str, label: str, basis: Basis) -> Cell:
    """A statistic of a row: empty where it does not apply, not known where it is not defined."""
    if kind not in row:
        return ""
    if row[kind] is None or math.isnan(row[kind]):
        return None
    return Figure(row[kind], signed(row[kind]), f"{words('likeness', kind)}, {label}", section=KEY, basis=basis)


# -- over time -------------------------------------------------------------------------------------------------------

_FORMS = {
    "votes": "share",
    "votes_chance": "number",
    "capabilities": "share",
    "gdp_share": "share",
    "trade": "millions",
}
"""How the figures of the chart are written."""


def _series(m: Material, series: Sequence[Row]) -> Table:
    lines = list(dict.fromkeys((row["key"], row["side"]) for row in series))
    named = {line: _label(m, {"key": line[0], "side": line[1]}) for line in lines}
    forms = {"share": "{:.1%}", "millions": "{:,.0f}"}
    years = sorted({row["year"] for row in series})
    value = {(row["key"], row["side"], row["year"]): row["value"] for row in series}
    cells: list[tuple[Cell, ...]] = []
    for year in years:
        found: list[Cell] = [str(year)]
        for key, side in lines:
            one = value.get((key, side, year))
            text = forms.get(_FORMS[key], "{:.2f}")
            about = f"{named[key, side]}, {year}"
            found.append(None if one is None else Figure(one, text.format(one), about, section=KEY))
        cells.append(tuple(found))
    columns = {"year": "Year", **{f"{key}_{side}".lower() if side else key: named[key, side] for key, side in lines}}
    return Table("structure_series", words("captions", "structure_series"), columns, tuple(cells), folded=True)


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
