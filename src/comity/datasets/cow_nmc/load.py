"""The abridged file of the National Material Capabilities.

Judgement calls:

- ``-9`` is "not known" and becomes empty; a zero stays a zero.
- ``cinc`` is kept as published, beside the measure ``capabilities`` that computes it anew from the components.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

COMPONENTS = ("milex", "milper", "irst", "pec", "tpop", "upop")

VERSIONS = {"2011": "5.0", "2021": "6.0", "7": "7.0"}
"""What the file's own column ``version`` holds -> the version that the publisher announced."""


def load(raw: Path) -> pa.Table:
    """Read ``NMC-70-abridged.csv`` or an older one, or the same table as Parquet.

    Raises:
        InputError: a column is not there.
    """
    rows = reading.table(raw)
    table = reading.columns(rows, {name: name for name in ("ccode", "year", *COMPONENTS, "cinc")}, raw)
    if reading.has(rows, "version") and (own := set(rows["version"].unique().to_pylist())):
        told = "; ".join(sorted(VERSIONS.get(str(one), f"the file's own {one}") for one in own))
        return table.replace_schema_metadata({"version": told})
    return table
