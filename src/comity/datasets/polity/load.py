"""Polity5's yearly series.

Judgement calls:

- ``-66``, ``-77`` and ``-88`` are no scores: they go to ``special``, and the scores of such a year are empty.
- Polity numbers some states otherwise than COW does; ``NUMBERS`` has them. Where COW has no such state, ``ccode`` is
  empty.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity import states
from comity.datasets import reading

NUMBERS = {
    324: 325,  # Sardinia, before Italy
    341: 347,  # Kosovo
    342: 345,  # Serbia
    347: 345,  # Yugoslavia of two republics, Serbia and Montenegro
    348: 341,  # Montenegro
    364: 365,  # Soviet Union
    525: 626,  # South Sudan
    529: 530,  # Ethiopia without Eritrea
    626: 625,  # Sudan without the South
    769: 770,  # Pakistan before Bangladesh left
    818: 816,  # Vietnam, united
}
"""Polity's number of a state -> COW's."""

COLUMNS = {
    "polity_code": "ccode", "country": "country", "year": "year", "democracy": "democ", "autocracy": "autoc",
    "polity": "polity", "polity2": "polity2", "durable": "durable",
}  # fmt: skip

_SCORES = """
SELECT * EXCLUDE (democracy, autocracy, polity),
  CASE WHEN TRY_CAST(democracy AS INT) NOT IN (-66, -77, -88) THEN democracy END AS democracy,
  CASE WHEN TRY_CAST(autocracy AS INT) NOT IN (-66, -77, -88) THEN autocracy END AS autocracy,
  CASE WHEN TRY_CAST(polity AS INT) NOT IN (-66, -77, -88) THEN polity END AS polity,
  CASE WHEN TRY_CAST(polity AS INT) IN (-66, -77, -88) THEN TRY_CAST(polity AS INT) END AS special
FROM t
"""


def load(raw: Path) -> pa.Table:
    """Read ``p5v2018.xls``, or the same as CSV.

    Raises:
        InputError: a column is not there.
    """
    table = reading.columns(reading.table(raw, head=["p5", "ccode", "cyear"]), COLUMNS, raw)
    known = {one.number for one in states.spells("cow")}
    codes = [_cow(str(one or "").strip(), known) for one in table["polity_code"].to_pylist()]
    table = table.append_column("ccode", pa.array(codes, pa.int64()))
    with duckdb.connect() as memory:
        memory.register("t", table)
        return memory.sql(_SCORES).to_arrow_table()


def _cow(number: str, known: set[int]) -> int | None:
    if not number.isdigit():
        return None
    code = NUMBERS.get(int(number), int(number))
    return code if code in known else None
