"""COW's diplomatic exchange.

Judgement call: a rank of 9 is kept as it is. It means that somebody was there in another form, and is no rank above an
ambassador; whoever makes a scale of the ranks has to decide where it belongs.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

COLUMNS = {
    "ccode1": "ccode1", "ccode2": "ccode2", "year": "year", "at1": "DR_at_1", "at2": "DR_at_2", "exchange": "DE",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``Diplomatic_Exchange_2006v1.csv``.

    Raises:
        InputError: a column is not there.
    """
    return reading.columns(reading.table(raw), COLUMNS, raw)
