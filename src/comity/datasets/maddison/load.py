"""The Maddison Project Database, sheet of full data.

Judgement call: figures are of territories of today, or of the last ones for the Soviet Union, Yugoslavia and
Czechoslovakia, which stand beside their successors: adding all states up counts some of them twice.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

COLUMNS = {"iso": "countrycode", "year": "year", "gdp_per_head": ["gdppc", "cgdppc"], "population": "pop"}


def load(raw: Path) -> pa.Table:
    """Read ``mpd2023_web.xlsx`` or an older release, or its full data as CSV or Stata file.

    Raises:
        InputError: a column is not there.
    """
    return reading.columns(reading.table(raw, sheet="Full data", head="countrycode"), COLUMNS, raw)
