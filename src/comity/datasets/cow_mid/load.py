"""COW's militarized disputes: as disputes (MIDA), as parts in them (MIDB), or as dyad-years.

Judgement call: ``-9`` is "not known" and becomes empty, deaths above all; it is not "no deaths", which is 0.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

DYADS = ("dispnum", "ccode1", "ccode2", "year", "sidea1", "sidea2", "orig1", "orig2", "hiact1", "hiact2", "hostlev1",
         "hostlev2", "fatality1", "fatality2")  # fmt: skip
DISPUTES = ("dispnum", "styear", "stmon", "outcome", "settle", "fatality", "mindur", "maxdur", "hiact", "hostlev",
            "recip")  # fmt: skip
PARTICIPANTS = ("dispnum", "ccode", "styear", "stmon", "stday", "endyear", "endmon", "endday", "sidea", "fatality",
                "hiact", "hostlev", "orig")  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``MIDA 5.0.csv`` or ``MIDB 5.0.csv``, or the dyad-years as Parquet.

    Raises:
        InputError: it has the columns of none of these.
    """
    rows = reading.table(raw)
    if reading.has(rows, "ccode1"):
        onset = ["cowmidonset", "disponset", "onset"]
        return reading.columns(rows, {name: name for name in DYADS} | {"onset": onset}, raw)
    names = PARTICIPANTS if reading.has(rows, "ccode") else DISPUTES
    return reading.columns(rows, {name: name for name in names}, raw)
