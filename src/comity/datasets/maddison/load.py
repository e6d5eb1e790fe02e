"""The Maddison Project Database, sheet of full data.

Judgement calls:

- Figures are of territories of today, or of the last ones for the Soviet Union, Yugoslavia and Czechoslovakia, which
  stand beside their successors: adding all territories up counts some of them twice.
- The Soviet Union is RUS until 1991, and Russia from 1992 on; so ``state`` of Russia's figures is empty before, and of
  the Soviet Union's after.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import places, reading

UNION_ENDS = 1992
"""The first year in which RUS is Russia alone."""

COLUMNS = {"iso": "countrycode", "year": "year", "gdp_per_head": ["gdppc", "cgdppc"], "population": "pop"}


def load(raw: Path) -> pa.Table:
    """Read ``mpd2023_web.xlsx`` or an older release, or its full data as CSV or Stata file.

    Raises:
        InputError: a column is not there.
    """
    rows = reading.table(raw, sheet="Full data", head="countrycode")
    table = places.settled(reading.columns(rows, COLUMNS, raw), "iso")
    whose = [_whose(*row) for row in zip(table["iso"].to_pylist(), table["year"].to_pylist(), strict=True)]
    return table.append_column("state", pa.array(whose, pa.string()))


def _whose(iso: str | None, year: object) -> str | None:
    if iso not in ("RUS", "SUN"):
        return iso
    told = str(year).removesuffix(".0").strip()
    soviet = told.isdigit() and int(told) < UNION_ENDS
    return "RUS" if soviet == (iso == "SUN") else None
