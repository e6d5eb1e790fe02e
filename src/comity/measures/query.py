"""One SQL query over Arrow tables, in memory, with nothing else in reach."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa


def query(sql: str, tables: Mapping[str, pa.Table], **parameters: Any) -> pa.Table:
    """Run ``sql`` over the named tables; ``$name`` in it stands for the parameter of that name.

    >>> acts = pa.table({"type": ["CONSULT", "AID", "CONSULT"]})
    >>> query("select count(*) as n from acts where type = $type", {"acts": acts}, type="CONSULT").to_pylist()
    [{'n': 2}]
    """
    named = set(re.findall(r"\$(\w+)", sql))
    used = {name: value for name, value in parameters.items() if name in named}
    with _database().cursor() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return connection.sql(sql, params=used).to_arrow_table()


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    """An empty database in memory; each query has a connection of its own, whose tables go with it."""
    return duckdb.connect(":memory:", config={"enable_external_access": "false"})
