"""Power by product, to be read beside the composite index of capabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.economies import ECONOMIES, economies
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS: Mapping[str, str] = {}
MAY = {**ECONOMIES, "cow_nmc": "cow_nmc"}
ANY = ("world_bank_gdp_ppp", "maddison", "gdp_estimates", "world_bank_gdp")
"""One of these must be loaded."""

_POWER = """
WITH capable AS (
  SELECT s.state AS a, n.year, n.cinc FROM nmc n JOIN states s ON s.number = n.ccode AND s.year = n.year
  WHERE s.current AND s.state IS NOT NULL
), shares AS (
  SELECT e.*, gdp / population AS gdp_per_head, gdp / sum(gdp) OVER world AS gdp_share,
    gdp * gdp / population AS net, net / sum(net) OVER world AS net_share, count(gdp) OVER world AS known
  FROM economies e WINDOW world AS (PARTITION BY e.year)
)
SELECT s.a, s.year, s.unit, s.gdp, s.population, s.gdp_per_head, s.gdp_share, s.net_share, c.cinc, s.known
FROM shares s LEFT JOIN capable c ON c.a = s.a AND c.year = s.year
WHERE ($first IS NULL OR s.year >= $first) AND ($last IS NULL OR s.year <= $last)
  AND (len($wanted) = 0 OR list_contains($wanted, s.a))
ORDER BY s.a, s.year
"""


def gdp_power(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Share the world's product out among states, gross and net of what large populations use up.

    ::

        gdp_share = gdp / sum of gdp over all states
        net       = gdp * gdp per head
        net_share = net / sum of net over all states

    Columns: ``a``, ``year``, ``unit`` (of the product), ``gdp``, ``population``, ``gdp_per_head``, ``gdp_share``,
    ``net_share``, ``cinc`` (the composite index, where it is loaded) and ``known``: of how many states the product is
    known in the year. With ``pairs`` only their states come; shares are of the world all the same.

    **When it misleads:** shares are of the states that are ``known``, and jump when large ones join. Product at
    purchasing power overstates what a poor state can buy abroad, at official rates it understates what it can build at
    home. ``net`` is a rule of thumb for surplus, and puts the United States further ahead than any other measure.

    Source: Beckley, "The Power of Nations: Measuring What Matters", International Security 43 (2018), 7-44, for gdp
    times gdp per head.

    >>> rows = {"iso": ["USA", "CHN"], "year": [2010, 2010], "gdp_per_head": [50.0, 10.0], "population": [3.0, 15.0]}
    >>> found = gdp_power({"maddison": pa.table(rows)}).to_pylist()
    >>> [(row["a"], row["gdp_share"], round(row["net_share"], 4)) for row in found]
    [('CHN', 0.5, 0.1667), ('USA', 0.5, 0.8333)]
    """
    found = economies(tables)
    none = query("SELECT 0 AS ccode, 0 AS year, 0.0 AS cinc WHERE false", {})
    nmc = tables.get("cow_nmc", none)
    return query(
        _POWER,
        {"economies": found, "nmc": nmc, "states": states.table("cow", nmc["year"].unique().to_pylist())},
        first=first,
        last=last,
        wanted=sorted({code for pair in pairs for code in pair}),
    )
