"""The actual acts of a pair, placed in the periods of a series, as arrays: what measures over time are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.measures.acts import acts
from comity.measures.coverage import PLACED, STEPS, Period, periods
from comity.measures.query import query

QUADS = ("verbal_coop", "material_coop", "verbal_conf", "material_conf")

KINDS: Mapping[str, tuple[str, ...]] = {
    **{quad: (quad,) for quad in QUADS},
    "cooperation": ("verbal_coop", "material_coop"),
    "conflict": ("verbal_conf", "material_conf"),
}
"""What is counted apart -> the quad classes that it takes together."""

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Placed:
    """The periods from first to last without a gap, what was read in each, and each act with its place among them.

    ``side`` is 1 where ``a`` acts, -1 where ``b`` does, 0 where both do; ``goldstein`` is NaN where an act has none.
    ``day`` counts days since 1970. A period is ``known`` where something was read or an act falls into it.
    """

    periods: tuple[str, ...]
    years: tuple[int | None, ...]
    reports: Numbers
    place: Places
    day: Places
    quad: NDArray[np.str_]
    side: Places
    intensity: Numbers
    goldstein: Numbers
    weight: Numbers
    ids: tuple[str, ...]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which periods something is known of."""
        read = self.reports > 0
        read[self.place] = True
        return np.asarray(read)

    def of(self, kind: str) -> NDArray[np.bool_]:
        """Which acts are of a kind."""
        return np.isin(self.quad, KINDS[kind])

    def counts(self, chosen: NDArray[np.bool_]) -> Numbers:
        """How many of the chosen acts fall into each period."""
        return np.bincount(self.place[chosen], minlength=len(self.periods)).astype(np.float64)


def placed(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None, until: date | None, by: Period
) -> Placed:
    """Place the actual acts between ``a`` and ``b``; those dated to more than one period are left out."""
    steps = periods(tables, a, b, since=since, until=until, by=by)
    found = query(
        f"""
        with kept as (select *, {PLACED} as period from found where modality = 'actual'),
        steps as (select period, row_number() over (order by period) - 1 as place from periods)
        select s.place, date_diff('day', date '1970-01-01', k.begins) as day, k.quad,
          case when k.reciprocal then 0 when k.actor = $a then 1 else -1 end as side,
          k.intensity::double as intensity, coalesce(k.goldstein, 'nan'::double) as goldstein,
          (abs(k.intensity) * ln(1 + k.reports))::double as weight, k.id
        from kept k join steps s using (period) order by s.place, day, k.id
        """,
        {"found": acts(tables, a, b, since=since, until=until), "periods": steps},
        a=a,
        step=STEPS[by],
    )
    column = {name: found.column(name).to_numpy() for name in found.column_names if name != "id"}
    return Placed(
        periods=tuple(steps["period"].to_pylist()),
        years=tuple(steps["year"].to_pylist()),
        reports=steps["reports"].to_numpy().astype(np.float64),
        place=column["place"].astype(np.int64),
        day=np.nan_to_num(column["day"]).astype(np.int64),
        quad=column["quad"].astype(str),
        side=column["side"].astype(np.int64),
        intensity=column["intensity"],
        goldstein=column["goldstein"],
        weight=column["weight"],
        ids=tuple(found["id"].to_pylist()),
    )
