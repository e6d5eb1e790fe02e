"""How much two states depend on their trade with each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS = {"cow_trade": "cow_trade", "cow_trade_totals": "cow_trade"}

# A pair may stand in the file either way round, or both ways; each is read both ways, and equal rows are one.
_DEPENDENCE = """
WITH named AS (
  SELECT s.state, s.number AS ccode, s.year, s.current FROM states s WHERE s.state IS NOT NULL
), directed AS (
  SELECT ccode1, ccode2, year, flow1, flow2 FROM trade
  UNION SELECT ccode2, ccode1, year, flow2, flow1 FROM trade
), dyads AS (
  SELECT one.state AS a, other.state AS b, d.year, d.ccode1, d.ccode2, d.flow1, d.flow2
  FROM directed d
  JOIN named one ON one.ccode = d.ccode1 AND one.year = d.year
  JOIN named other ON other.ccode = d.ccode2 AND other.year = d.year
  WHERE ($first IS NULL OR d.year >= $first) AND ($last IS NULL OR d.year <= $last)
    AND CASE WHEN len($pairs) = 0 THEN one.state < other.state
        ELSE list_contains($pairs, one.state || ',' || other.state) END
  QUALIFY row_number() OVER (
    PARTITION BY a, b, d.year ORDER BY one.current AND other.current DESC, d.ccode1, d.ccode2) = 1
), sums AS (
  SELECT d.*, flow1 + flow2 AS tot, t1.imports + t1.exports AS ttot1, t2.imports + t2.exports AS ttot2,
    tot / nullif(ttot1, 0) AS share1, tot / nullif(ttot2, 0) AS share2
  FROM dyads d
  LEFT JOIN totals t1 ON t1.ccode = d.ccode1 AND t1.year = d.year
  LEFT JOIN totals t2 ON t2.ccode = d.ccode2 AND t2.year = d.year
)
SELECT a, b, year, flow1, flow2, tot, ttot1, ttot2, share1, share2, sqrt(share1 * share2) AS salience,
  1 - abs(share1 - share2) AS symmetry, salience * symmetry AS interdep
FROM sums ORDER BY a, b, year
"""


def trade_dependence(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Hold the trade of two states against what each of them trades with the world.

    ::

        share1, share2 = (flow1 + flow2) / (imports + exports of a, of b)      Barbieri's trade share
        salience       = sqrt(share1 * share2)
        symmetry       = 1 - abs(share1 - share2)
        interdep       = salience * symmetry

    Columns: ``a``, ``b``, ``year``, ``flow1`` (what ``a`` imports from ``b``), ``flow2`` (what ``b`` imports from
    ``a``), ``tot`` (both together), ``ttot1`` and ``ttot2`` (all trade of ``a``, of ``b``), and those above. Amounts
    are millions of current US dollars. Where a flow or a total is not known, what rests on it is null; it is never
    taken for zero.

    **When it misleads:** shares of trade are not shares of the economy: a state that hardly trades can have a large
    share and little at stake. ``symmetry`` is near 1 between states that do not trade at all. Flows are those that the
    importer reported, and mirror figures of the exporter often differ by a tenth and more.

    Source: Barbieri, "Economic Interdependence: A Path to Peace or a Source of Interstate Conflict?", Journal of Peace
    Research 33 (1996), 29-49.

    >>> trade = pa.table({"ccode1": [2], "ccode2": [710], "year": [1870], "flow1": [12.0], "flow2": [1.0]})
    >>> totals = pa.table({"ccode": [2, 710], "year": [1870] * 2, "imports": [450.0, 88.0], "exports": [418.0, 112.0]})
    >>> row = trade_dependence({"cow_trade": trade, "cow_trade_totals": totals}, [("CHN", "USA")]).to_pylist()[0]
    >>> row["flow1"], row["tot"], row["share1"], round(row["share2"], 6)
    (1.0, 13.0, 0.065, 0.014977)
    """
    trade, totals = tables["cow_trade"], tables["cow_trade_totals"]
    return query(
        _DEPENDENCE,
        {"trade": trade, "totals": totals, "states": states.table("cow", trade["year"].unique().to_pylist())},
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
