"""What the trade of two states weighs in each of their economies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.economies import economies
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS = {"cow_trade": "cow_trade", "world_bank_gdp": "world_bank"}

_WEIGHT = """
WITH named AS (SELECT number, year, state FROM states WHERE state IS NOT NULL AND current),
flows AS (
  SELECT DISTINCT x.state AS a, y.state AS b, t.year::BIGINT AS year, t.flow1 + t.flow2 AS tot
  FROM (SELECT ccode1, ccode2, year, flow1, flow2 FROM trade
        UNION SELECT ccode2, ccode1, year, flow2, flow1 FROM trade) t
  JOIN named x ON x.number = t.ccode1 AND x.year = t.year JOIN named y ON y.number = t.ccode2 AND y.year = t.year
), partners AS (
  SELECT a, year, sum(tot) AS known, sum(tot ** 2) / nullif(sum(tot) ** 2, 0) AS hhi FROM flows WHERE tot > 0
  GROUP BY ALL
)
SELECT f.a, f.b, f.year, f.tot, 1e6 * f.tot / e1.gdp AS share1, 1e6 * f.tot / e2.gdp AS share2,
  least(1e6 * f.tot / e1.gdp, 1e6 * f.tot / e2.gdp) AS weak_link,
  greatest(1e6 * f.tot / e1.gdp, 1e6 * f.tot / e2.gdp) AS strong_link,
  1 / p1.hhi AS partners1, 1 / p2.hhi AS partners2
FROM flows f LEFT JOIN economies e1 ON e1.a = f.a AND e1.year = f.year
  LEFT JOIN economies e2 ON e2.a = f.b AND e2.year = f.year
  LEFT JOIN partners p1 ON p1.a = f.a AND p1.year = f.year LEFT JOIN partners p2 ON p2.a = f.b AND p2.year = f.year
WHERE CASE WHEN len($pairs) = 0 THEN f.a < f.b ELSE list_contains($pairs, f.a || ',' || f.b) END
  AND ($first IS NULL OR f.year >= $first) AND ($last IS NULL OR f.year <= $last)
ORDER BY f.a, f.b, f.year
"""


def trade_weight(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Hold the trade of two states against the product of each, and tell how many partners each has in effect.

    ::

        share1, share2 = (flow1 + flow2) / product of a, of b          both in current US dollars
        weak_link      = min(share1, share2)                           Oneal and Russett's lower dependence
        partners       = 1 / sum(share of each partner in the state's trade ** 2)

    Columns: ``a``, ``b``, ``year``, ``tot`` (both flows, millions of current US dollars), ``share1``, ``share2``,
    ``weak_link``, ``strong_link``, and ``partners1`` and ``partners2``: as many equal partners would be as concentrated
    (the inverse of Herfindahl's index). Null where a flow or a product is not known.

    **When it misleads:** trade counts whole invoices and product only what is added to them, so that ports of transit
    trade more than they produce. ``partners`` is of the flows that are known. The weak link is nearly always that of
    the larger economy, whatever it depends on.

    Source: Oneal and Russett, "The Classical Liberals Were Right", International Studies Quarterly 41 (1997), 267-293.

    >>> trade = pa.table({"ccode1": [2], "ccode2": [20], "year": [2000], "flow1": [200.0], "flow2": [100.0]})
    >>> gdp = pa.table({"iso": ["USA", "CAN"], "year": [2000, 2000], "gdp": [10e9, 1e9]})
    >>> row = trade_weight({"cow_trade": trade, "world_bank_gdp": gdp}, [("USA", "CAN")]).to_pylist()[0]
    >>> row["share1"], row["share2"], row["weak_link"], row["partners1"]
    (0.03, 0.3, 0.03, 1.0)
    """
    trade = tables["cow_trade"]
    return query(
        _WEIGHT,
        {
            "trade": trade,
            "economies": economies({"world_bank_gdp": tables["world_bank_gdp"]}),
            "states": states.table("cow", trade["year"].unique().to_pylist()),
        },
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
