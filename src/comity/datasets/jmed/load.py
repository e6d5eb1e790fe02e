"""Joint military exercises, one row a participant.

Judgement call: a pair exercised together where both took part in the same exercise; the file does not say with whom in
it.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

COLUMNS = {
    "exercise": "xID", "ccode": "countryCode", "name": "countryName", "year": "startYear", "month": "startMonth",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``jmeDataPublic.xlsx``, or the same as CSV.

    Raises:
        InputError: a column is not there.
    """
    return reading.columns(reading.table(raw), COLUMNS, raw)
