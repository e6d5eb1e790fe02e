"""Strategic rivalries, as the R package peacesciencer has them.

Judgement calls:

- The lists go back to 1494 and name states that the Correlates of War never counted, such as Venice. Their rows are set
  apart, with the reason, since no panel has such a state.
- A type that is not marked is 0.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity import states
from comity.datasets import reading

KINDS = ("positional", "spatial", "ideological", "interventionary", "principal", "aprin")

_APART = """
SELECT *, CASE WHEN list_contains($known, ccode1::INT) AND list_contains($known, ccode2::INT) THEN NULL
  ELSE 'one of the two is no state of the Correlates of War' END AS rejected FROM rows
"""


def load(raw: Path) -> pa.Table:
    """Read ``tss_rivalries`` or ``td_rivalries`` as CSV or Parquet.

    Raises:
        InputError: it has the columns of neither.
    """
    rows = reading.table(raw)
    wanted = {"ccode1": "ccode1", "ccode2": "ccode2"}
    if reading.has(rows, "tssr_id"):
        wanted |= {"tssr_id": "tssr_id", "name": "rivalry", "begin": "start", "end": "end"}
        wanted |= {kind: kind for kind in KINDS}
        marked = ", ".join(f"CASE WHEN \"{kind}\" IN ('1', '1.0') THEN 1 ELSE 0 END AS \"{kind}\"" for kind in KINDS)
        sql = _APART.replace("SELECT *", f"SELECT * REPLACE ({marked})")
    else:
        wanted |= {"rivalryno": "rivalryno", "name": "rivalryname", "begin": "styear", "end": "endyear"}
        wanted |= {name: name for name in ("region", "type1", "type2", "type3")}
        sql = _APART
    table = reading.columns(rows, wanted, raw)
    known = sorted({one.number for one in states.spells("cow")})
    with duckdb.connect() as memory:
        memory.register("rows", table)
        return memory.sql(sql, params={"known": known}).to_arrow_table()
