"""The minimum distance of two states in each year, by the maps of CShapes.

Judgement call: distances are between the mapped territories of the states themselves; colonies do not count.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading


def load(raw: Path) -> pa.Table:
    """Read ``cow_mindist`` as CSV or Parquet.

    Raises:
        InputError: a column is not there.
    """
    rows = reading.table(raw)
    return reading.columns(rows, {name: name for name in ("ccode1", "ccode2", "year", "mindist")}, raw)
