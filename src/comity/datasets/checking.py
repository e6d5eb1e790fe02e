"""Whether rows are what their dataset says they are: types, impossible values, unknown codes, years, repeated keys.

A row that breaks a rule stops the loading with a message that names it; nothing of the file is kept then. Two things
are set apart instead, with the reason: a row that repeats another one in every cell, and a row to which ``load.py``
itself gave a reason, in a column ``rejected``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from comity import states
from comity.datasets.catalogue import Column, Dataset, Part
from comity.errors import InputError

TYPES = {"integer": "BIGINT", "number": "DOUBLE", "text": "VARCHAR", "date": "DATE", "boolean": "BOOLEAN"}
"""DuckDB's name of each type of ``dataset.yml``."""

REJECTED = "rejected"

_REJECTIONS = pa.schema([("row", pa.int64()), ("reason", pa.string()), ("excerpt", pa.string())])


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows that may be stored, and those that may not, with the reason: together all that there were."""

    rows: pa.Table
    rejected: pa.Table
    first: int | None
    last: int | None


def check(raw: pa.Table, dataset: Dataset, part: Part, file: str) -> Checked:
    """Hold rows against a part of a dataset and give its columns their types.

    Raises:
        InputError: a row breaks a rule; the message says which row of which file, what stands there and what may.
    """
    with duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}) as memory:
        memory.register("raw", raw)
        kinds = {name: str(kind) for name, kind, *_ in memory.execute("DESCRIBE raw").fetchall()}
        typed = ", ".join(_typed(column, kinds[column.name], part.marks) for column in part.columns)
        reason = REJECTED if REJECTED in kinds else "NULL::VARCHAR"
        memory.execute(
            f'CREATE TABLE typed AS SELECT row_number() OVER () AS "#", {reason} AS "?", {typed}, '
            f"{', '.join(_lost(column, kinds[column.name], part.marks) for column in part.columns)} FROM raw"
        )
        for problem in _problems(memory, dataset, part):
            raise InputError(f"{dataset.name}: {file}, {problem}")
        names = ", ".join(f'"{column.name}"' for column in part.columns)
        # What repeats an earlier row in every cell says nothing new; a key that comes twice with two contents was a
        # problem above.
        memory.execute(
            f'UPDATE typed SET "?" = \'repeats data row \' || first FROM (SELECT "#" AS row, '
            f'min("#") OVER (PARTITION BY {names}) AS first FROM typed WHERE "?" IS NULL) WHERE row = "#" '
            f"AND first < row"
        )
        first = last = None
        if part.year:
            span = f'SELECT min("{part.year}"), max("{part.year}") FROM typed WHERE "?" IS NULL'
            ((first, last),) = memory.execute(span).fetchall()
            if isinstance(first, date):
                first, last = first.year, last.year
        kept = memory.sql(f'SELECT {names} FROM typed WHERE "?" IS NULL ORDER BY "#"').to_arrow_table()
        away = memory.sql(
            f'SELECT "#" AS row, "?" AS reason, concat_ws(\',\', {names})[:200] AS excerpt FROM typed '
            f'WHERE "?" IS NOT NULL ORDER BY "#"'
        )
        return Checked(kept, away.to_arrow_table().cast(_REJECTIONS), first, last)


def _typed(column: Column, kind: str, marks: tuple[str, ...]) -> str:
    value = _unmarked(column, kind, marks)
    if column.type == "integer" and kind == "VARCHAR":
        # DuckDB would round 1.5; what is not whole becomes null here and is told below.
        number = f"TRY_CAST({value} AS DOUBLE)"
        return f'CASE WHEN {number} = round({number}) THEN {number}::BIGINT END AS "{column.name}"'
    if column.type == "number":
        value = f"CASE WHEN NOT isnan(TRY_CAST({value} AS DOUBLE)) THEN TRY_CAST({value} AS DOUBLE) END"
        return f'{value} AS "{column.name}"'
    return f'TRY_CAST({value} AS {TYPES[column.type]}) AS "{column.name}"'


def _lost(column: Column, kind: str, marks: tuple[str, ...]) -> str:
    """The cell as it came, where there was something in it, to tell an empty cell from one without sense."""
    value = _unmarked(column, kind, marks)
    return f'({value})::VARCHAR AS "raw {column.name}"'


def _unmarked(column: Column, kind: str, marks: tuple[str, ...]) -> str:
    value = f'"{column.name}"'
    if kind == "VARCHAR":
        value = f"nullif(trim({value}), '')"
    for mark in marks:
        quoted = mark.replace("'", "''")
        if column.type in ("integer", "number"):
            same = f"{value}::VARCHAR = '{quoted}'"
            if mark.lstrip("-").replace(".", "").isdigit():
                same += f" OR TRY_CAST({value} AS DOUBLE) = {mark}"
            value = f"CASE WHEN {same} THEN NULL ELSE {value} END"
        elif kind == "VARCHAR":
            value = f"nullif({value}, '{quoted}')"
    return value


def _problems(memory: duckdb.DuckDBPyConnection, dataset: Dataset, part: Part) -> Iterator[str]:
    """What is wrong, most telling first; the caller stops at the first."""
    if not memory.execute('SELECT 1 FROM typed WHERE "?" IS NULL LIMIT 1').fetchall():
        yield "holds no rows that could be kept"
    for column in part.columns:
        for condition, told in _rules(column, part, dataset):
            name, raw = f'"{column.name}"', f'"raw {column.name}"'
            bad = f'"?" IS NULL AND {condition.format(name=name, raw=raw)}'
            ((count, row),) = memory.execute(f'SELECT count(*), min("#") FROM typed WHERE {bad}').fetchall()
            if count:
                query = f'SELECT coalesce({name}::VARCHAR, {raw}) FROM typed WHERE "#" = {row}'
                ((value,),) = memory.execute(query).fetchall()
                more = f" (and {count - 1:,} more rows)" if count > 1 else ""
                shown = "is empty" if value is None else f"is {value}"
                yield f"data row {row:,}: {column.name} {shown}, {told}{more}"
    yield from _twice(memory, part)


def _rules(column: Column, part: Part, dataset: Dataset) -> Iterator[tuple[str, str]]:
    yield "{name} IS NULL AND {raw} IS NOT NULL", f"which is no {_WORDS[column.type]}"
    if not column.missing:
        yield "{name} IS NULL", "and must not be"
    if column.least is not None:
        yield f"{{name}} < {column.least}", f"less than {column.least}, the least that is possible"
    if column.most is not None:
        yield f"{{name}} > {column.most}", f"more than {column.most}, the most that is possible"
    if column.values:
        allowed = ", ".join(repr(value) for value in column.values)
        yield f"{{name}} NOT IN ({allowed})", f"none of {', '.join(str(value) for value in column.values)}"
    if column.code in states.SYSTEMS:
        known = ", ".join(sorted({str(one.number) for one in states.spells(column.code)}))
        yield f"{{name}} NOT IN ({known})", f"a code that {column.code.upper()} does not have"
    if column.name == part.year:
        year = "year({name})" if column.type == "date" else "{name}"
        yield f"{year} < {dataset.first}", f"before {dataset.first}, where the data begin"
        yield f"{year} > {date.today().year}", "in the future"


_WORDS = {"integer": "whole number", "number": "number", "text": "text", "date": "date", "boolean": "truth value"}


def _twice(memory: duckdb.DuckDBPyConnection, part: Part) -> Iterator[str]:
    if not part.keys:
        return
    keys = ", ".join(f'"{key}"' for key in part.keys)
    whole = ", ".join(f'"{column.name}"' for column in part.columns)
    found = memory.execute(
        f"""SELECT {keys}, min("#"), max("#") FROM typed WHERE "?" IS NULL GROUP BY {keys}
        HAVING count(*) > 1 AND count(DISTINCT ({whole})) > 1 ORDER BY min("#") LIMIT 1"""
    ).fetchall()
    for *values, first, last in found:
        named = ", ".join(f"{key} {value}" for key, value in zip(part.keys, values, strict=True))
        yield f"data rows {first:,} and {last:,}: both are of {named}, and differ"
