"""LEAD, by the terms of Archigos, as the package peacesciencer has it.

Judgement call: what a leader has been through is told as of the beginning of the term; it says nothing of why a state
acted.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

COLUMNS = {
    "obsid": "obsid", "education": "leveledu", "military": "milservice", "combat": "combat", "rebel": "rebel",
    "war_won": "warwin", "war_lost": "warloss", "rebellion_won": "rebelwin", "rebellion_lost": "rebelloss",
    "years": "yrsexper", "health_body": "physhealth", "health_mind": "mentalhealth",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``LEAD``.

    Raises:
        InputError: a column is not there.
    """
    return reading.columns(reading.table(raw), COLUMNS, raw)
