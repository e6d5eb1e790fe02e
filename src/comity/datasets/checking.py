"""Whether rows are what their dataset says they are: types, impossible values, unknown codes, years, repeated keys.

A row that breaks a rule stops the loading with a message that names it; nothing of the file is kept then. Two things
are set apart instead, with the reason: a row that repeats another one in every cell, and a row to which ``load.py``
itself gave a reason, in a column ``rejected``. Event files, which machines write by the million, always have a few
broken rows; there these are set apart too, unless they are more than one in twenty: then the file is something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from comity import states
from comity.datasets import places
from comity.datasets.catalogue import Column, Dataset, Part
from comity.errors import InputError

TYPES = {"integer": "BIGINT", "number": "DOUBLE", "text": "VARCHAR", "date": "DATE", "boolean": "BOOLEAN"}
"""DuckDB's name of each type of ``dataset.yml``."""

REJECTED = "rejected"

_Rule = tuple[Column | None, str, str]
"""The column that a rule is of, if it is of one, the condition in SQL that breaks it, and how that is told."""

BROKEN = 0.05
"""The share of broken rows above which an event file is taken for something else."""

_CALLED = {"integer": "whole number", "number": "number", "text": "text", "date": "date", "boolean": "truth value"}
_TRIMMED = "TRIMMED"
_TEXT = ("VARCHAR", _TRIMMED)
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
        raw, trimmed = _trimmed(raw)
        memory.register("raw", raw)
        kinds = {name: str(kind) for name, kind, *_ in memory.execute("DESCRIBE raw").fetchall()} | trimmed
        cells = ", ".join(_cells(column, kinds[column.name], part.marks) for column in part.columns)
        reason = f"r.{REJECTED}" if REJECTED in kinds else "NULL::VARCHAR"
        # Of each row its number, why it is set apart, and each cell with its type; and whether it had something else.
        typed = f'SELECT row_number() OVER () AS "#", {reason} AS "?", {cells} FROM raw r'
        rules = list(_all_rules(kinds, dataset, part))
        # Most files are clean; one in which a row has to be looked at is made a table.
        if (clean := _clean(memory, typed, rules, part)) is not None:
            memory.register("typed", clean.append_column("?", pa.nulls(clean.num_rows, pa.string())))
            return Checked(clean, _REJECTIONS.empty_table(), *_years(memory, dataset, part))
        memory.execute(f"CREATE TABLE typed AS {typed}")
        for problem in _problems(memory, rules, dataset, part):
            raise InputError(f"{dataset.name}: {file}, {problem}")
        if dataset.accumulates and (broken := _broken(memory)):
            raise InputError(f"{dataset.name}: {file}, {broken}")
        names = ", ".join(f'"{column.name}"' for column in part.columns)
        # DuckDB keeps the order of rows in a query that neither groups nor joins; sorting would take the memory twice.
        kept = memory.sql(f'SELECT {names} FROM typed WHERE "?" IS NULL').to_arrow_table()
        away = memory.sql(
            f"""SELECT "#" AS row, "?" AS reason, concat_ws(',', {names})[:200] AS excerpt FROM typed
            WHERE "?" IS NOT NULL ORDER BY row"""
        )
        return Checked(kept, away.to_arrow_table().cast(_REJECTIONS), *_years(memory, dataset, part))


def _clean(memory: duckdb.DuckDBPyConnection, typed: str, rules: Sequence[_Rule], part: Part) -> pa.Table | None:
    """The rows with their types, where none is set apart, breaks a rule or has another one's key; else None."""
    names = ", ".join(f'"{column.name}"' for column in part.columns)
    broken = " OR ".join(f"({condition}) IS TRUE" for _, condition, _ in rules) or "FALSE"
    rows = memory.sql(f"""SELECT {names}, "?" IS NOT NULL OR {broken} AS "!" FROM ({typed})""").to_arrow_table()
    if not rows.num_rows or pc.any(rows["!"]).as_py():
        return None
    rows = rows.drop_columns("!")
    memory.register("clean", rows)
    ((distinct,),) = memory.execute(f"SELECT count(DISTINCT ({_keys(part)})) FROM clean").fetchall()
    memory.unregister("clean")
    return rows if distinct == rows.num_rows else None


def _trimmed(raw: pa.Table) -> tuple[pa.Table, dict[str, str]]:
    """The table with the blanks around the entries of its dictionaries gone, and the names of those columns."""
    kinds = {}
    for at, field in enumerate(raw.schema):
        if not pa.types.is_dictionary(field.type):
            continue
        whole = raw.column(at).unify_dictionaries().combine_chunks()
        entries = pc.utf8_trim_whitespace(whole.dictionary)
        if pc.any(pc.equal(entries, "")).as_py():
            raw = raw.set_column(at, field.name, pc.cast(whole, pa.string()))
        else:
            raw = raw.set_column(at, field.name, pa.DictionaryArray.from_arrays(whole.indices, entries))
            kinds[field.name] = _TRIMMED
    return raw, kinds


def _cells(column: Column, kind: str, marks: tuple[str, ...]) -> str:
    value = _unmarked(column, kind, marks)
    if column.type == "text" and kind in _TEXT:
        return f'{value} AS "{column.name}"'
    typed = f"TRY_CAST({value} AS {TYPES[column.type]})"
    if column.type == "integer" and kind in (*_TEXT, "DOUBLE", "FLOAT"):
        # DuckDB would round 1.5; what is not whole has no type here, and is told below.
        typed = f"CASE WHEN TRY_CAST({value} AS DOUBLE) % 1 = 0 THEN {typed} END"
    elif column.type == "number":
        typed = f"CASE WHEN isfinite({typed}) THEN {typed} END"
    return f'{typed} AS "{column.name}", {typed} IS NULL AND {value} IS NOT NULL AS "lost {column.name}"'


def _unmarked(column: Column, kind: str, marks: tuple[str, ...]) -> str:
    """The cell, null where it is empty or holds one of the marks for what is missing."""
    cell = f'r."{column.name}"'
    tests = []
    if kind in _TEXT:
        cell = f"nullif(trim({cell}), '')" if kind == "VARCHAR" else cell
        tests = ["'" + mark.replace("'", "''") + "'" for mark in marks]
        tests = [f"{cell} IN ({', '.join(tests)})"] if tests else []
    numbers = [mark for mark in marks if mark.lstrip("-").replace(".", "", 1).isdigit()]
    if numbers and column.type in ("integer", "number"):
        tests.append(f"TRY_CAST({cell} AS DOUBLE) IN ({', '.join(numbers)})")
    return f"CASE WHEN {' OR '.join(tests)} THEN NULL ELSE {cell} END" if tests else cell


def _all_rules(kinds: Mapping[str, str], dataset: Dataset, part: Part) -> Iterator[_Rule]:
    for column in part.columns:
        for condition, words in _rules(column, kinds[column.name], part, dataset):
            yield column, condition, words
    for condition, words in part.assertions:
        yield None, f"NOT ({condition})", words


def _problems(memory: duckdb.DuckDBPyConnection, rules: Sequence[_Rule], dataset: Dataset, part: Part) -> Iterator[str]:
    """What is wrong, most telling first; the caller stops at the first."""
    counted = ", ".join(f"count(*) FILTER ({broken})" for _, broken, _ in rules)
    ((rows, *counts),) = memory.execute(f'SELECT count(*), {counted} FROM typed WHERE "?" IS NULL').fetchall()
    if not rows:
        yield "holds no rows that could be kept"
    for (column, broken, told), count in zip(rules, counts, strict=True):
        if not count:
            continue
        if dataset.accumulates:
            where = f"{column.name}: {told}" if column else f"it does not hold that {told}"
            memory.execute(f'UPDATE typed SET "?" = $1 WHERE "?" IS NULL AND {broken}', [where])
            continue
        shown = f'"{column.name}"' if column else "NULL"
        query = f'SELECT "#", {shown} FROM typed WHERE "?" IS NULL AND {broken} ORDER BY "#" LIMIT 1'
        ((row, value),) = memory.execute(query).fetchall()
        if column and value is None:
            ((value,),) = memory.execute(f"SELECT {shown} FROM raw LIMIT 1 OFFSET {row - 1}").fetchall()
        more = f" (and {count - 1:,} more rows)" if count > 1 else ""
        if column is None:
            yield f"data row {row:,}: it does not hold that {told}{more}"
        else:
            what = "empty" if value is None or not str(value).strip() else value
            yield f"data row {row:,}: {column.name} is {what}, {told}{more}"
    yield from _repeated(memory, dataset, part)


def _rules(column: Column, kind: str, part: Part, dataset: Dataset) -> Iterator[tuple[str, str]]:
    """What breaks a column, as a condition in SQL and in words."""
    name = f'"{column.name}"'
    if column.type != "text" or kind not in _TEXT:
        yield f'"lost {column.name}"', f"which is no {_CALLED[column.type]}"
    if not column.missing:
        yield f"{name} IS NULL", "and must not be"
    if column.least is not None:
        yield f"{name} < {column.least}", f"less than {column.least}, the least that is possible"
    if column.most is not None:
        yield f"{name} > {column.most}", f"more than {column.most}, the most that is possible"
    if column.values:
        allowed = ", ".join(repr(value) for value in column.values)
        yield f"{name} NOT IN ({allowed})", f"none of {', '.join(str(value) for value in column.values)}"
    if column.code in states.SYSTEMS:
        known = ", ".join(sorted({str(one.number) for one in states.spells(column.code)}))
        yield f"{name} NOT IN ({known})", f"a code that {column.code.upper()} does not have"
    if column.code == "iso":
        known = ", ".join(f"'{one}'" for one in sorted(places.known()))
        yield f"{name} NOT IN ({known})", "a code that ISO 3166 does not have"
    if column.name == part.year:
        year = f"year({name})" if column.type == "date" else name
        yield f"{year} < {dataset.first}", f"before {dataset.first}, where the data begin"
        yield f"{year} > {date.today().year}", "in the future"


def _broken(memory: duckdb.DuckDBPyConnection) -> str | None:
    """What an event file that is mostly broken suffers from."""
    query = """SELECT count(*), count(*) FILTER ("?" NOT LIKE 'repeats %'), mode("?") FROM typed"""
    ((rows, broken, reason),) = memory.execute(query).fetchall()
    return f"{broken:,} of {rows:,} rows are broken, most of them so: {reason}" if broken > BROKEN * rows else None


def _repeated(memory: duckdb.DuckDBPyConnection, dataset: Dataset, part: Part) -> Iterator[str]:
    """Set apart what repeats an earlier row in every cell; tell of a key that comes twice with two contents."""
    keys = _keys(part)
    query = f'SELECT count(*) - count(DISTINCT ({keys})) FROM typed WHERE "?" IS NULL'
    ((repeated,),) = memory.execute(query).fetchall()
    if not repeated:
        return
    whole = ", ".join(f'"{column.name}"' for column in part.columns)
    memory.execute(
        f"""UPDATE typed SET "?" = 'repeats data row ' || first FROM (
          SELECT "#" AS row, min("#") OVER (PARTITION BY {whole}) AS first FROM typed WHERE "?" IS NULL
        ) WHERE row = "#" AND first < row"""
    )
    if dataset.accumulates:
        memory.execute(
            f"""UPDATE typed SET "?" = 'repeats the key of data row ' || first FROM (
              SELECT "#" AS row, min("#") OVER (PARTITION BY {keys}) AS first FROM typed WHERE "?" IS NULL
            ) WHERE row = "#" AND first < row"""
        )
        return
    found = memory.execute(
        f"""SELECT {keys}, min("#"), max("#") FROM typed WHERE "?" IS NULL
        GROUP BY {keys} HAVING count(*) > 1 ORDER BY min("#") LIMIT 1"""
    ).fetchall()
    for *values, first, last in found:
        named = ", ".join(f"{key} {value}" for key, value in zip(part.keys, values, strict=True))
        yield f"data rows {first:,} and {last:,}: both are of {named}, and differ"


def _keys(part: Part) -> str:
    return ", ".join(f'"{key}"' for key in part.keys)


def _years(
    memory: duckdb.DuckDBPyConnection, dataset: Dataset, part: Part
) -> tuple[int | None, int | None]:  # fmt: skip
    """The years that the rows cover; what has no end goes on to where the data end."""
    if not part.year:
        return None, None
    span = f"""SELECT min("{part.year}"), max("{part.until}"), bool_or("{part.until}" IS NULL)
        FROM typed WHERE "?" IS NULL"""
    first, last, on = (
        one.year if isinstance(one, date) else one for one in memory.execute(span).fetchall()[0]
    )  # fmt: skip
    return first, max(last or 0, dataset.last or date.today().year) if on else last
