"""How strong two states are beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.economies import ECONOMIES, economies
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS = {"cow_nmc": "cow_nmc"}
MAY = ECONOMIES

_RATIO = """
WITH named AS (
  SELECT s.state, n.year, n.cinc FROM nmc n JOIN states s ON s.number = n.ccode AND s.year = n.year
  WHERE s.current AND ($first IS NULL OR n.year >= $first) AND ($last IS NULL OR n.year <= $last)
)
SELECT one.state AS a, other.state AS b, one.year, one.cinc AS cinc1, other.cinc AS cinc2,
  one.cinc / nullif(one.cinc + other.cinc, 0) AS share1,
  greatest(one.cinc, other.cinc) / nullif(least(one.cinc, other.cinc), 0) AS ratio,
  x.gdp / nullif(x.gdp + y.gdp, 0) AS gdp_share1,
  greatest(x.gdp, y.gdp) / nullif(least(x.gdp, y.gdp), 0) AS gdp_ratio, x.unit AS gdp_unit
FROM named one JOIN named other USING (year)
  LEFT JOIN economies x ON x.a = one.state AND x.year = one.year
  LEFT JOIN economies y ON y.a = other.state AND y.year = one.year
WHERE CASE WHEN len($pairs) = 0 THEN one.state < other.state
  ELSE list_contains($pairs, one.state || ',' || other.state) END
ORDER BY one.state, other.state, one.year
"""


def capability_ratio(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Hold the capabilities (CINC, as published) of two states against each other, year by year.

    ::

        share1 = cinc1 / (cinc1 + cinc2)
        ratio  = the greater one / the smaller one

    Columns: ``a``, ``b``, ``year``, ``cinc1``, ``cinc2``, ``share1`` (from 0 to 1; a half between equals), ``ratio``
    (from 1) and, where product is loaded, ``gdp_share1`` and ``gdp_ratio``, the same of it, with its ``gdp_unit``. Null
    where an index is not known, or is zero on the smaller side. Only members of the state system have rows; for 1990
    Germany is the united one.

    **When it misleads:** it inherits what is wrong with CINC (see ``capabilities``), and between a great and a tiny
    state the ratio is a large number that says no more than that.

    Source: Singer, Bremer and Stuckey (1972); as a dyadic ratio Bremer, "Dangerous Dyads", Journal of Conflict
    Resolution 36 (1992), 309-341.

    >>> nmc = pa.table({"ccode": [2, 365], "year": [2016, 2016], "cinc": [0.12, 0.04]})
    >>> row = capability_ratio({"cow_nmc": nmc}, [("RUS", "USA")]).to_pylist()[0]
    >>> round(row["share1"], 6), round(row["ratio"], 6)
    (0.25, 3.0)
    """
    nmc = tables["cow_nmc"]
    return query(
        _RATIO,
        {
            "nmc": nmc,
            "states": states.table("cow", nmc["year"].unique().to_pylist()),
            "economies": economies(tables),
        },
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
