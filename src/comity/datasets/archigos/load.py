"""Archigos, the leaders of states and their terms.

Judgement calls:

- The publisher calls its state codes ``ccode``; they are Gleditsch and Ward's.
- A year of birth below 1700 is the publisher's mark for "not known" and becomes empty.
- The yearly text file (``arch_annual.txt``) cuts terms at New Year and is refused.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import reading
from comity.errors import UnreadableInput

_YEARLY = [b"obsid", b"leadid", b"ccode"]

SAME = ("obsid", "leadid", "leader", "gender", "startdate", "enddate", "entry", "exit", "exitcode")


def load(raw: Path) -> pa.Table:
    """Read ``Archigos_4.1_stata14.dta``, or the same table as Parquet or CSV.

    Raises:
        InputError: it has not the columns of terms, or has them year by year.
    """
    if reading.contents(raw)[:500].partition(b"\n")[0].split(b"\t")[:3] == _YEARLY:
        raise UnreadableInput(
            f"{raw.name} is Archigos's yearly file, which cuts every term at New Year: give the file of whole terms"
        )
    rows = reading.table(raw)
    wanted = {"gwcode": ["gwcode", "ccode"], "yrborn": "yrborn"} | {name: name for name in SAME}
    table = reading.columns(rows, wanted, raw)
    born = pc.cast(table["yrborn"], pa.int64())
    known = pc.if_else(pc.less(born, 1700), None, born)
    return table.set_column(table.column_names.index("yrborn"), "yrborn", known)
