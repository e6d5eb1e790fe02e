"""Onsets of disputes between states: the forecasts of each year of the Correlates of War's disputes, 1980 to 2010.

``python -m benchmarks.onsets [FIRST LAST]`` prints skills. The data lie beside the project.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from comity.forecast import probability
from comity.forecast.onsets import backtest
from comity.measures.query import query

DATA = Path(__file__).parents[2] / "shared" / "data" / "structure"
YEARS = (1980, 2010)

_PANEL = """
with years as (
  select distinct ccode, unnest(range(styear, endyear + 1)) as year from states
), pairs as (
  select x.ccode as a, y.ccode as b, year from years x join years y using (year) where x.ccode < y.ccode
    and year <= 2010
), disputes as (
  select ccode1 as a, ccode2 as b, year, max(cowmidonset) as onset, max(cowmidongoing) as ongoing from mids
  where ccode1 < ccode2 group by all
)
select a, b, year, coalesce(onset, 0)::int as onset, coalesce(ongoing, 0)::int as ongoing
from pairs left join disputes using (a, b, year)
"""


def available() -> bool:
    """Whether the disputes are there."""
    return DATA.is_dir()


def panel() -> pa.Table:
    """All pairs of members of the state system, 1816 to 2010, with the onsets of disputes."""
    states = pa.csv.read_csv(DATA / "cow_states" / "cow_states.csv")
    mids = pq.read_table(DATA / "mid" / "cow_mid_ddydisps.parquet")
    return query(_PANEL, {"states": states, "mids": mids})


def figures(first: int = YEARS[0], last: int = YEARS[1]) -> dict[str, float]:
    """Brier skill in percent over climatology and over the logit on years of peace, with intervals; log scores."""
    rows = backtest(panel(), range(first, last + 1))
    happened = rows["onset"].to_numpy() > 0
    chances = {name: rows[name].to_numpy() for name in ("chance", "climatology", "peace_years_logit")}
    losses = {name: (values - happened) ** 2 for name, values in chances.items()}
    pair = np.unique(rows["a"].to_numpy() * 1000 + rows["b"].to_numpy(), return_inverse=True)[1]
    year = rows["year"].to_numpy() - first
    found = {"dispute onsets, pair-years": float(len(happened)), "dispute onsets, per thousand": 1000 * happened.mean()}
    for name, other in (("climatology", "climatology"), ("the logit on years of peace", "peace_years_logit")):
        skill = probability.skill(losses["chance"], losses[other], pair, year)
        for what, value in (("", skill.value), (", interval from", skill.low), (", interval to", skill.high)):
            found[f"dispute onsets, Brier skill over {name}{what}"] = round(100 * value, 2)
    for name, values in chances.items():
        found[f"dispute onsets, log score, {name}"] = round(probability.log_score(values, happened), 5)
    found["dispute onsets, calibration error"] = round(probability.calibration_error(chances["chance"], happened), 5)
    return found


if __name__ == "__main__":
    for name_, figure in figures(*map(int, sys.argv[1:])).items():
        print(f"{name_}: {figure:g}")
