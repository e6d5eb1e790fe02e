"""The capitals of the R package peacesciencer, written out as a table.

Judgement calls:

- Where a state moved its capital, each has its own days. A state of the lists may have had a capital long before it was
  a member, and those days are kept.
- Gleditsch and Ward know Yemen as 678 throughout; the table has the Correlates of War's 679 for it since 1990.
- Places are kept as they are in the table, though that of Tunis is in the middle of Tunisia.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import reading


def load(raw: Path) -> pa.Table:
    """Read ``cow_capitals`` or ``gw_capitals`` as CSV or Parquet.

    Raises:
        InputError: it has the columns of neither.
    """
    rows = reading.table(raw)
    code = "gwcode" if reading.has(rows, "gwcode") else "ccode"
    wanted = {code: code, "capital": "capital", "begin": "stdate", "end": "enddate"}
    table = reading.columns(rows, wanted | {"latitude": "lat", "longitude": "lng"}, raw)
    if code == "ccode":
        return table
    codes = pc.replace_substring_regex(pc.cast(table[code], pa.string()), "^679$", "678")
    return table.set_column(table.column_names.index(code), code, codes)
