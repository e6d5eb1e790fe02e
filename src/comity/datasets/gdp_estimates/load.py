"""Estimates of historic product and population, as the package isard has them in either system of states.

Judgement call: of the many series that the authors estimate these are the three that the package keeps.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

FIGURES = {
    "gdp_per_head": "mrgdppc", "gdp_per_head_sd": "sd_mrgdppc", "gdp": "pwtrgdp", "gdp_sd": "sd_pwtrgdp",
    "population": "pwtpop", "population_sd": "sd_pwtpop",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``cw_gdppop`` or ``gw_gdppop``.

    Raises:
        InputError: a column is not there.
    """
    rows = reading.table(raw)
    code = "gwcode" if reading.has(rows, "gwcode") else "ccode"
    return reading.columns(rows, {code: code, "year": "year"} | FIGURES, raw)
