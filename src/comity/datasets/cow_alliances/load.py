"""COW's formal alliances by directed dyad and year.

Judgement call: two states may have several alliances in a year. All are kept, and the measure takes the strongest.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

SAME = ("ccode1", "ccode2", "year", "defense", "neutrality", "nonaggression", "entente")


def load(raw: Path) -> pa.Table:
    """Read ``alliance_v4.1_by_directed_yearly.csv``.

    Raises:
        InputError: a column is not there.
    """
    return reading.columns(
        reading.table(raw), {"alliance": ["version4id", "alliance"]} | {name: [name] for name in SAME}, raw
    )
