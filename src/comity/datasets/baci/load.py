"""BACI's yearly files, summed over products.

Judgement calls:

- A year has some ten million rows of single products. They are summed for each pair while they are read, and ``flows``
  counts them, so that every row of the file stands in one row here. Chapters 27 and 93 are kept apart.
- A cell that is no number, or a product that is no code of six figures, stops the loading. What the publisher cannot
  classify has a code that ends in letters.
- Pairs are told by CEPII's numbers, which are Comtrade's.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import places, reading
from comity.errors import InputError

_FLOWS = """
CREATE VIEW flows AS
SELECT trim(t) AS t, trim(i) AS i, trim(j) AS j, lpad(trim(k), 6, '0') AS k, trim(v) AS v FROM source
"""
_SUMS = """
SELECT i AS exporter_number, j AS importer_number, t AS year, sum(v::DOUBLE) AS value,
  sum(CASE WHEN k LIKE '27%' THEN v::DOUBLE ELSE 0 END) AS energy,
  sum(CASE WHEN k LIKE '93%' THEN v::DOUBLE ELSE 0 END) AS arms, count(*) AS flows
FROM flows GROUP BY ALL ORDER BY ALL
"""
_BROKEN = """
SELECT row_number() OVER () AS at, concat_ws(',', t, i, j, k, v) FROM flows
WHERE TRY_CAST(t AS INTEGER) IS NULL OR TRY_CAST(i AS INTEGER) IS NULL OR TRY_CAST(j AS INTEGER) IS NULL
  OR NOT regexp_full_match(k, '[0-9]{4}[0-9A-Z]{2}') OR coalesce(TRY_CAST(v AS DOUBLE) >= 0, FALSE) = FALSE
LIMIT 1
"""
_TWICE = "SELECT count(*) - count(DISTINCT (t, i, j, k)) FROM flows"


def load(raw: Path) -> pa.Table:
    """Read ``BACI_HS92_Y2023_V202501.csv`` or its like, or a small archive of one.

    Raises:
        InputError: the columns are not t, i, j, k, v and q, or a row is none of theirs.
    """
    rows = reading.table(raw, members="BACI*_Y*.csv")
    flows = reading.columns(rows, {name: name for name in ("t", "i", "j", "k", "v")}, raw)
    with duckdb.connect() as memory:
        memory.register("source", flows)
        memory.execute(_FLOWS)
        if broken := memory.execute(_BROKEN).fetchone():
            raise InputError(f"{raw.name}: a row is {broken[1]!r}, which is no year, two numbers, product and value")
        ((twice,),) = memory.execute(_TWICE).fetchall()
        if twice:
            raise InputError(f"{raw.name}: {twice:,} rows are of a pair, year and product that another row has already")
        table = memory.sql(_SUMS).to_arrow_table()
    for name in ("exporter", "importer"):
        codes = [places.by_number(int(one)) for one in table[f"{name}_number"].to_pylist()]
        table = table.append_column(name, pa.array(codes, pa.string()))
    return table
