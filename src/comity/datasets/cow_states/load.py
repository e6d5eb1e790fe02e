"""COW's state system and its major powers.

Judgement call: an end in 2016 (2024 in newer files) is where the list stops, not where the state does; it is kept as
the publisher has it, and ``comity.states`` reads it as open.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import reading

_DAYS = """
SELECT * EXCLUDE (styear, stmonth, stday, endyear, endmonth, endday),
  concat_ws('-', styear, stmonth, stday) AS begin, concat_ws('-', endyear, endmonth, endday) AS "end"
FROM spells
"""
_PARTS = ("styear", "stmonth", "stday", "endyear", "endmonth", "endday")


def load(raw: Path) -> pa.Table:
    """Read ``states2016.csv``, ``system2016.csv`` or ``majors2016.csv``.

    Raises:
        InputError: it has the columns of none of the three.
    """
    rows = reading.table(raw)
    if reading.has(rows, "year"):
        return reading.columns(rows, {"ccode": "ccode", "abbreviation": "stateabb", "year": "year"}, raw)
    wanted = {name: name for name in ("ccode", *_PARTS)}
    if reading.has(rows, "statenme"):
        wanted |= {"abbreviation": "stateabb", "name": "statenme"}
    with duckdb.connect() as memory:
        memory.register("spells", reading.columns(rows, wanted, raw))
        return memory.sql(_DAYS).to_arrow_table()
