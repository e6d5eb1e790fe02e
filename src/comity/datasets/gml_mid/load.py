"""Gibler, Miller and Little's disputes as dyad-years, which carry what is told of the dispute as a whole with them.

Judgement calls:

- ``-9`` is "not known" and becomes empty, as in COW's disputes.
- A few disputes begin in a month 13; their month becomes empty.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import reading

COLUMNS = ("dispnum", "ccode1", "ccode2", "year", "sidea1", "sidea2", "orig1", "orig2", "hiact1", "hiact2", "hostlev1",
           "hostlev2", "fatality1", "fatality2", "fatality", "hostlev", "mindur", "maxdur", "recip",
           "stmon")  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``gml_dirdisp``, or the dyad-years that were whittled of it.

    Raises:
        InputError: a column is not there.
    """
    names = {name: name for name in COLUMNS}
    table = reading.columns(reading.table(raw), names | {"onset": ["midonset", "gmlmidonset", "onset"]}, raw)
    month = pc.cast(table["stmon"], pa.int64())
    return table.set_column(table.column_names.index("stmon"), "stmon", pc.if_else(pc.equal(month, 13), None, month))
