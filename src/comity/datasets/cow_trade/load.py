"""COW's trade of pairs of states, and of states with the world.

Judgement calls:

- A file may hold each pair once (the publisher's, the lower code first) or both ways round; it is kept as it comes, and
  measures read it either way. ``flow1`` is what the first state imports.
- ``-9`` is "not known" and becomes empty. The smoothed flows, which fill gaps, stay apart from the reported ones.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

DYADS = ("ccode1", "ccode2", "year", "flow1", "flow2", "smoothflow1", "smoothflow2")
TOTALS = ("ccode", "year", "imports", "exports")


def load(raw: Path) -> pa.Table:
    """Read ``Dyadic_COW_4.0.csv`` or ``National_COW_4.0.csv``, or one of these tables as Parquet.

    Raises:
        InputError: it has the columns of neither.
    """
    rows = reading.table(raw)
    names = TOTALS if reading.has(rows, "imports", "exports") else DYADS
    return reading.columns(rows, {name: name for name in names}, raw)
