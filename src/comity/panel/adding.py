"""Columns of a dataset beside the rows of a panel: the one place where zero and missing are told apart.

A cell is what the data say where they have a row. Where they have none, it is zero if the dataset's absence means zero,
the year is covered by the files that are loaded, and all states of the row were members of the dataset's own system in
it; else it is missing. Outside the coverage it is missing whatever the dataset.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.types as pt

from comity import states, vintages
from comity.datasets import Dataset, Part
from comity.errors import DataError, InputError
from comity.measures.query import query
from comity.panel.rows import Ready, basis, ready
from comity.panel.shape import Shape
from comity.store import Store

STATUS = ("published", "absent: zero", "absent: missing", "outside the coverage")
"""What a column ``..._status`` says of the cells beside it."""


@dataclass(frozen=True, slots=True)
class Added:
    """What was added to a panel, and what is to be known of it: ``first`` and ``last`` are the years covered, and
    ``absence`` what it means inside them that the data have no row."""

    name: str
    title: str
    version: str
    citation: str
    first: int | None
    last: int | None
    absence: str
    rule: str
    columns: tuple[str, ...]


def covered(store: Store, dataset: Dataset, part: Part) -> list[tuple[int, int]]:
    """The years in which a missing row means something, as spans.

    They are those that the loaded files span, each file for itself where files add to each other: between the events of
    2020 and those of 2023 nothing is known of 2021. A dataset that says it is whole covers its own years, though the
    first or last of them have no rows.
    """
    name = basis(store, part)
    files = [one for one in vintages.vintages(store) if one.part == name]
    spans = sorted({(one.first, one.last) for one in files if one.first is not None and one.last is not None})
    if not spans:
        return []
    if part.panel.whole and dataset.last and {one.version for one in files} == {dataset.version}:
        return [(dataset.first, dataset.last)]
    if dataset.accumulates or dataset.partial:
        return spans
    return [(min(first for first, _ in spans), max(last for _, last in spans))]


def _version(store: Store, part: Part) -> str:
    name = basis(store, part)
    return "; ".join(sorted({one.version for one in vintages.vintages(store) if one.part == name}))


def added(
    store: Store,
    shape: Shape,
    panel: pa.Table,
    dataset: Dataset,
    part: Part,
    *,
    only: Sequence[str] = (),
    rules: Sequence[str] | None = None,
    status: bool = False,
    prefix: str = "",
) -> tuple[pa.Table, Added]:
    """A panel with columns of a table of a dataset beside its rows, and what is to be known of them.

    Raises:
        InputError: the table is not loaded or does not fit the panel; the message says why.
    """
    rows = ready(store, dataset, part, shape, rules)
    if rows.dyadic and not shape.dyadic:
        raise InputError(f"{part.name} is about pairs of states: take a panel by dyad, and sum it up with to_states")
    spans = covered(store, dataset, part)
    zeros = {name: value for name in rows.values if (value := _absent(name, part, rows)) is not None}
    chosen = _chosen(rows, only, part.name)
    made = joined(panel, shape, rows, chosen, spans, zeros if dataset.absence == "zero" else None, status=status)
    version = _version(store, part)
    rule = _rule(rows, shape, part, rules)
    told = {column.name: column.what for column in part.columns} | {
        name: what for name, (_, what) in part.panel.take.items()
    }
    about = {
        name: {"dataset": f"{dataset.name} {version}", "what": told.get(_origin(name, rows), ""), "rule": rule}
        for name in made.column_names
    }
    panel, columns = placed(panel, made, part.name, prefix, about)
    first = min((one for one, _ in spans), default=None)
    last = max((one for _, one in spans), default=None)
    return panel, Added(
        part.name, dataset.title, version, dataset.citation, first, last, dataset.absence, rule, columns
    )  # fmt: skip


def placed(
    panel: pa.Table, made: pa.Table, name: str, prefix: str, about: Mapping[str, Mapping[str, str]]
) -> tuple[pa.Table, tuple[str, ...]]:
    """A panel with new columns at its end, and what they are called: ``prefix`` and their own names, or, where there is
    a column of that name, the name of what was added before them.

    Raises:
        InputError: they are there already.
    """
    columns = []
    for column in made.column_names:
        called = f"{prefix}{column}"
        if called in panel.column_names or column == "status":
            called = f"{prefix or name + '_'}{column}"
        if called in panel.column_names:
            raise InputError(f"the panel has a column {called} already: add it once, or with a prefix of its own")
        values = made[column]
        if pt.is_decimal(values.type):
            # What DuckDB adds up is wider than any number that others read.
            values = values.cast(pa.int64() if values.type.scale == 0 else pa.float64())
        field = pa.field(called, values.type, metadata=dict(about.get(column, {})))
        panel = panel.append_column(field, values)
        columns.append(called)
    return panel, tuple(columns)


def _chosen(rows: Ready, only: Sequence[str], name: str) -> list[str]:
    """The columns that are asked for, each by its own name, or without the number where there is one for each state."""
    pairs = rows.numbered
    found: list[str] = []
    for one in only:
        if one in rows.values:
            found.append(one)
        elif one in pairs:
            found += pairs[one]
        else:
            raise InputError(f"{name} has no column {one!r}: choose of {', '.join(rows.values)}")
    return list(dict.fromkeys(found)) or list(rows.values)


def joined(
    panel: pa.Table,
    shape: Shape,
    rows: Ready,
    chosen: Sequence[str],
    spans: Sequence[tuple[int, int]],
    zeros: Mapping[str, str] | None,
    *,
    status: bool,
) -> pa.Table:
    """The new columns alone, in the order of the panel's rows; ``zeros`` has what each holds where absence is zero."""
    one = "number" if rows.by_number else "state"
    when = '"#start" = p.start' if rows.by_start else '"#year" = p.year'
    joins: dict[str, tuple[str, ...]]
    if not rows.dyadic:
        joins = {side: (side,) for side in shape.sides}
    elif rows.directed and not shape.directed:
        joins = {"_ab": ("_a", "_b"), "_ba": ("_b", "_a")}
    else:
        joins = {"_ab": ("_a", "_b")}
    within = " OR ".join(f"p.year BETWEEN {first} AND {last}" for first, last in spans)
    inside = f"({within or 'FALSE'})"
    system = rows.system if zeros is not None and not rows.by_number and rows.system in states.SYSTEMS else None
    columns, said, tables = [], [], {"p": shape.keys(panel), "d": rows.table}
    sql = "FROM p"
    for end, sides in joins.items():
        on = [f'd{end}."{key}" = p.{one}{side}' for key, side in zip(("#x", "#y"), sides, strict=False)]
        sql += f" LEFT JOIN d d{end} ON {' AND '.join([*on, f'd{end}.{when}'])}"
        known = f'd{end}."#x" IS NOT NULL'
        members = [f"m{side}.state IS NOT NULL" for side in sides] if system else []
        empty = " AND ".join([inside, *members])
        for name in chosen:
            cell = f'd{end}."{name}"'
            if zeros is not None and name in zeros:
                cell = f"CASE WHEN {known} THEN {cell} WHEN {empty} THEN {zeros[name]} END"
            columns.append(f'{cell} AS "{_called(name, end, rows, shape)}"')
        none = STATUS[2 if zeros is None else 1]
        said.append(f"CASE WHEN {known} THEN '{STATUS[0]}' WHEN {empty} THEN '{none}' ELSE '{STATUS[3]}' END")
    if status:
        columns.append(f"{_least(said)} AS status")
    if system:
        listed = states.table(system, range(shape.first, shape.last + 1))
        tables["m"] = query("SELECT DISTINCT state, year FROM t WHERE member", {"t": listed})
        for side in shape.sides:
            sql += f" LEFT JOIN m m{side} ON m{side}.state = p.state{side} AND m{side}.year = p.year"
    made = query(f"SELECT {', '.join(columns)} {sql} ORDER BY p.row", tables)
    if made.num_rows != panel.num_rows:
        raise DataError(f"joining made {made.num_rows:,} rows of {panel.num_rows:,}: a key came twice")
    return made


def _least(said: Sequence[str]) -> str:
    """The least that is known of several sides: STATUS begins with what is known best."""
    ordered = ", ".join(f"'{one}'" for one in STATUS)
    places = ", ".join(f"list_position([{ordered}], {one})" for one in said)
    return f"[{ordered}][greatest({places})]"


def _absent(name: str, part: Part, rows: Ready) -> str | None:
    """What a column holds where absence means zero; None where zero is none of its values."""
    if name in part.panel.absent:
        return json.dumps(part.panel.absent[name])
    kind = rows.table.schema.field(name).type
    if pt.is_boolean(kind):
        return "FALSE"
    if not (pt.is_integer(kind) or pt.is_floating(kind)):
        return None
    column = next((one for one in part.columns if one.name == name), None)
    if column is None or name in part.panel.take:
        return "0"
    possible = (not column.values or 0 in column.values) and (column.least is None or column.least <= 0)
    return "0" if possible and column.code is None else None


def _called(name: str, side: str, rows: Ready, shape: Shape) -> str:
    """What a column is called in the panel: ``cinc_a``, ``flow_b``, ``defense_ab``."""
    if not rows.dyadic or (rows.directed and not shape.directed):
        return name + side
    for base, two in rows.numbered.items():
        if name in two:
            return base + ("_a" if name == two[0] else "_b")
    return name


def _origin(name: str, rows: Ready) -> str:
    """The column of the dataset that a column of the panel comes from."""
    if name in rows.values:
        return name
    base = name
    for end in ("_ab", "_ba", "_a", "_b"):
        base = base.removesuffix(end)
        if base != name:
            break
    return rows.numbered[base][0] if base in rows.numbered else base


def _rule(rows: Ready, shape: Shape, part: Part, rules: Sequence[str] | None) -> str:
    told = []
    if not rows.by_start and shape.step != "year":
        told.append(f"yearly value, the same in every {shape.step} of the year")
    if part.panel.whittle:
        told.append(f"of several, chosen by {', '.join(part.panel.whittle if rules is None else rules)}")
    elif part.panel.take:
        told.append(f"all that held in the {shape.step}")
    if not rows.by_start and part.until != part.year:
        told.append("from the first to the last year, inclusive")
    return "; ".join(told)
