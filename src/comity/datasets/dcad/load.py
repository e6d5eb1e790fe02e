"""DCAD's dyads.

Judgement call: the strict and the wide reading of the sources stay apart; the strict one is the one that the author
trusts.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

COLUMNS = {
    "ccode1": "ccode1", "ccode2": "ccode2", "year": "year", "general": "dcaGeneralV1", "general_wide": "dcaGeneralV2",
    "sector": "dcaSectorV1", "sector_wide": "dcaSectorV2", "agreement": "dcaAnyV1", "agreement_wide": "dcaAnyV2",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``DCAD-v1.0-dyadic.csv``.

    Raises:
        InputError: a column is not there.
    """
    return reading.columns(reading.table(raw, members="DCAD*dyadic.csv"), COLUMNS, raw)
