"""COW's direct contiguity, by year or as spells.

Judgement call: spells begin and end in months. They are kept as the first day of those months, as the publisher's own
precision allows no more.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import reading

_MONTHS = """
SELECT * REPLACE (begin[:4] || '-' || begin[5:6] || '-01' AS begin, "end"[:4] || '-' || "end"[5:6] || '-01' AS "end")
FROM (SELECT * REPLACE (begin::VARCHAR AS begin, "end"::VARCHAR AS "end") FROM spells)
"""


def load(raw: Path) -> pa.Table:
    """Read ``contdird.csv`` (by year) or ``contdir.csv`` (spells), or the spells as Parquet.

    Raises:
        InputError: it has the columns of neither.
    """
    rows = reading.table(raw)
    if reading.has(rows, "stdate"):
        wanted = {name: name for name in ("ccode1", "ccode2", "conttype")} | {"begin": "stdate", "end": "enddate"}
        return reading.columns(rows, wanted, raw)
    if reading.has(rows, "begin"):
        wanted = {"ccode1": "statelno", "ccode2": "statehno", "conttype": "conttype", "begin": "begin", "end": "end"}
        with duckdb.connect() as memory:
            memory.register("spells", reading.columns(rows, wanted, raw))
            return memory.sql(_MONTHS).to_arrow_table()
    wanted = {"ccode1": "state1no", "ccode2": "state2no", "year": "year", "conttype": "conttype"}
    return reading.columns(rows, wanted, raw)
