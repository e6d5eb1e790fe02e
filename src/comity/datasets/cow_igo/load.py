"""COW's memberships of intergovernmental organisations, counted.

Judgement call: of the publisher's wide tables only counts are kept. In them 1 is full membership, 2 associate, 3
observer, and everything else (0 none, -1 no state yet, -9 not known) counts as none.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import reading

_NO_ORGANISATIONS = {"ccode", "year", "state", "stateabb", "country", "version"}
_KINDS = {1: "full", 2: "associate", 3: "observer"}


def load(raw: Path) -> pa.Table:
    """Read ``state_year_formatv3.csv``, or a table of counts by dyad or state.

    Raises:
        InputError: it has the columns of none of these.
    """
    rows = reading.table(raw)
    if reading.has(rows, "dyadigos") or reading.has(rows, "ccode1"):
        dyads = {"ccode1": "ccode1", "ccode2": "ccode2", "year": "year", "shared": "dyadigos"}
        return reading.columns(rows, dyads, raw)
    if reading.has(rows, "sum_igo_full"):
        counted = {"ccode": "ccode", "year": "year"} | {kind: f"sum_igo_{kind}" for kind in _KINDS.values()}
        return reading.columns(rows, counted, raw)
    keys = reading.columns(rows, {"ccode": "ccode", "year": "year"}, raw)
    organisations = [name for name in rows.column_names if name.lower() not in _NO_ORGANISATIONS]
    counts = ", ".join(f"{_count(organisations, value)} AS {kind}" for value, kind in _KINDS.items())
    with duckdb.connect() as memory:
        memory.register("wide", rows)
        sums = memory.sql(f"SELECT {counts} FROM wide").to_arrow_table()
    return pa.table({name: table[name] for table in (keys, sums) for name in table.column_names})


def _count(organisations: list[str], value: int) -> str:
    return " + ".join(f'coalesce(TRY_CAST("{name}" AS DOUBLE) = {value}, FALSE)::INT' for name in organisations)
