"""EUSANCT's dyads of the three senders with all states.

Judgement call: of the many columns only those are read that say whether there was a threat or a sanction.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

COLUMNS = {
    "sender": "sender", "ccode": ["ccodecow", "ccode"], "name": "cname", "year": "year", "threat": "threat_dyad",
    "sanction": "sanction_dyad",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``EUSANCT_Dataset_Dyadic.xls``, or the same as CSV.

    Raises:
        InputError: a column is not there.
    """
    return reading.columns(reading.table(raw), COLUMNS, raw)
