"""The Global Sanctions Data Base by directed dyad and year, or by case.

Judgement call: where the publisher gives no code for a side (organisations, states that are gone), its name stays and
the code is empty.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import places, reading

KINDS = {name: name for name in ("arms", "military", "trade", "financial", "travel", "other")} | {
    "trade_how": "descr_trade"
}
DYADS = {
    "cases": "case_id", "sender_name": "sanctioning_state", "sender": "sanctioning_state_iso3",
    "target_name": "sanctioned_state", "target": "sanctioned_state_iso3", "year": "year",
} | KINDS  # fmt: skip
CASES = {
    "case_id": "case_id", "target_name": "sanctioned_state", "sender_name": "sanctioning_state", "begin": "begin",
    "end": "end", "objective": "objective", "success": "success",
} | KINDS  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``GSDB_V4_dyadic.dta`` or ``GSDB_V4.csv``.

    Raises:
        InputError: it has the columns of neither.
    """
    rows = reading.table(raw)
    if reading.has(rows, "begin"):
        return reading.columns(rows, CASES, raw)
    return places.settled(reading.columns(rows, DYADS, raw), "sender", "target")
