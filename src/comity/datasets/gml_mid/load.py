"""Gibler, Miller and Little's disputes: as dyad-years, which carry what is told of the dispute as a whole with them, as
parts of states in them, or as disputes.

Judgement calls:

- ``-9`` is "not known" and becomes empty, as in COW's disputes.
- A few disputes begin in a month 13; their month becomes empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import reading

DYADS = ("dispnum", "ccode1", "ccode2", "year", "sidea1", "sidea2", "orig1", "orig2", "hiact1", "hiact2", "hostlev1",
         "hostlev2", "fatality1", "fatality2", "fatality", "hostlev", "mindur", "maxdur", "recip", "stmon")  # fmt: skip
PARTICIPANTS = ("dispnum", "ccode", "styear", "stmon", "stday", "endyear", "endmon", "endday", "sidea", "orig",
                "hiact")  # fmt: skip
DISPUTES = ("dispnum", "styear", "stmon", "outcome", "settle", "fatality", "mindur", "maxdur", "hiact", "hostlev",
            "recip")  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``gml_dirdisp``, the dyad-years that were whittled of it, ``gml_part`` or ``gml_mid_disps``.

    Raises:
        InputError: it has the columns of none of these.
    """
    rows = reading.table(raw)
    names: Mapping[str, str | Sequence[str]]
    if reading.has(rows, "ccode1"):
        names = {name: name for name in DYADS} | {"onset": ["midonset", "gmlmidonset", "onset"]}
    elif reading.has(rows, "ccode"):
        names = {name: name for name in PARTICIPANTS} | {"leader_first": "obsid_start", "leader_last": "obsid_end"}
    else:
        names = {name: name for name in DISPUTES}
    table = reading.columns(rows, names, raw)
    month = pc.cast(table["stmon"], pa.int64())
    return table.set_column(table.column_names.index("stmon"), "stmon", pc.if_else(pc.equal(month, 13), None, month))
