"""ATOP's directed dyad-years.

Judgement call: the five obligations stay apart. "Allied" by any obligation makes the United States and Russia allies
since 1975 through a promise not to attack; whoever needs a level chooses it (see ``alliance_similarity``).
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")


def load(raw: Path) -> pa.Table:
    """Read the directed dyad-year file, or the same table as Parquet with the columns that ``peacesciencer`` names.

    Raises:
        InputError: a state, the year or an obligation has no column.
    """
    rows = reading.table(raw)
    wanted = {"ccode1": ["ccode1", "stateA", "mem1"], "ccode2": ["ccode2", "stateB", "mem2"], "year": "year"}
    return reading.columns(rows, wanted | {name: [name, f"atop_{name}"] for name in OBLIGATIONS}, raw)
