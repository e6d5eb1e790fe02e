"""The facts as Arrow tables.

Judgement calls: figures stay in the currency and the year (calendar or fiscal) in which they were reported; where two
offices report the same trade, both stand side by side; what was not surely known is left out, so a missing row means
nothing except where ``dataset.yml`` says that absence is zero.

>>> facts = load()
>>> facts["trade"].schema.names[:4]
['a', 'b', 'quantity', 'item']
>>> facts["trade"].schema.metadata[b"dataset"], facts["coverage"].to_pylist()[0]["table"]
(b'comity facts 1', 'exercises')
"""

from __future__ import annotations

import csv
import functools
from importlib.resources import files
from typing import Any

import pyarrow as pa

from comity import datafiles
from comity.errors import DataError

_CERTAINTIES = {"exact", "rounded", "approximate"}


@functools.cache
def about() -> dict[str, Any]:
    """What ``dataset.yml`` says: origin, licence, version, and of each table its columns, key, coverage and absence."""
    text = files("comity.datasets.facts").joinpath("dataset.yml").read_text(encoding="utf-8")
    described: dict[str, Any] = datafiles.parse(text, "datasets/facts/dataset.yml")
    return described


def load() -> dict[str, pa.Table]:
    """Every table by its name, and two about them.

    ``coverage`` has the pairs and years for which a table counts as complete; ``reporters`` the words (a regular
    expression) by which reports name those who report figures, and why their figures end.

    Text columns are strings, empty where nothing is to be said; numbers are doubles. The metadata of each schema name
    the dataset with its version.

    Raises:
        DataError: a file breaks its own rules; the message says which row.
    """
    described = about()
    named = {"dataset": f"{described['title']} {described['version']}"}
    tables = {name: _table(name, entry).replace_schema_metadata(named) for name, entry in described["tables"].items()}
    covered = [
        {"table": name, **pair, "absence": entry["absence"]}
        for name, entry in described["tables"].items()
        for pair in entry.get("coverage", ())
    ]
    silent = described["silent"]
    named_as = [
        {"reporter": reporter, "words": words, "silent": silent.get(reporter, "")}
        for reporter, words in described["reporters"].items()
    ]
    return tables | {
        "coverage": pa.Table.from_pylist(covered).replace_schema_metadata(named),
        "reporters": pa.Table.from_pylist(named_as).replace_schema_metadata(named),
    }


def _table(name: str, entry: dict[str, Any]) -> pa.Table:
    text = files("comity").joinpath("data", "facts", f"{name}.csv").read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines())
    rows: list[dict[str, Any]] = list(reader)
    columns = list(reader.fieldnames or ())
    numbers = entry.get("numbers", ())
    keys = set()
    for number, row in enumerate(rows, 2):
        where = f"data/facts/{name}.csv, line {number}"
        if None in row or None in row.values():
            raise DataError(f"{where}: {len(columns)} columns are wanted")
        if row["certainty"] not in _CERTAINTIES:
            raise DataError(f"{where}: certainty {row['certainty']!r} is none of {', '.join(sorted(_CERTAINTIES))}")
        key = tuple(row[column] for column in entry["key"])
        if key in keys:
            raise DataError(f"{where}: a second row for {', '.join(key)}")
        keys.add(key)
        for column in numbers:
            try:
                row[column] = float(row[column])
            except ValueError as error:
                raise DataError(f"{where}: {column} {row[column]!r} is no number") from error
    schema = pa.schema([(column, pa.float64() if column in numbers else pa.string()) for column in columns])
    return pa.Table.from_pylist(rows, schema=schema)
