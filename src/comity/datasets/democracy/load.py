"""Three scales of democracy in one table, as the package isard has them in either system of states.

Judgement call: the package joins Polity by number, and Polity numbers some states otherwise (see ``polity``): both
Sudans since 2011, Ethiopia since 1993, the Soviet Union and Vietnam lack its score here or have another's.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

SCALES = {"unified": "euds", "unified_adjusted": "aeuds", "polity2": "polity2", "electoral": "v2x_polyarchy"}


def load(raw: Path) -> pa.Table:
    """Read ``cw_democracy`` or ``gw_democracy``.

    Raises:
        InputError: a column is not there.
    """
    rows = reading.table(raw)
    code = "gwcode" if reading.has(rows, "gwcode") else "ccode"
    return reading.columns(rows, {code: code, "year": "year"} | SCALES, raw)
