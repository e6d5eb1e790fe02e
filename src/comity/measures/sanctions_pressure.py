"""Sanctions that one state has in force against another, and how much of the world stands behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity.measures.economies import ECONOMIES, economies
from comity.measures.pairs import Pair, covered, pair_years
from comity.measures.query import query

NEEDS = {"gsdb": "gsdb"}
MAY = ECONOMIES

KINDS = ("arms", "military", "trade", "financial", "travel", "other")

_PRESSURE = f"""
WITH cases AS (
  SELECT sender AS a, target AS b, year::BIGINT AS year, {", ".join(f"max({name}) AS {name}" for name in KINDS)}
  FROM gsdb WHERE sender IS NOT NULL AND target IS NOT NULL GROUP BY ALL
), world AS (SELECT year, sum(gdp) AS gdp FROM economies GROUP BY year),
against AS (
  SELECT c.b, c.year, count(*) AS senders, sum(e.gdp) / any_value(w.gdp) AS share
  FROM cases c LEFT JOIN economies e ON e.a = c.a AND e.year = c.year LEFT JOIN world w ON w.year = c.year
  GROUP BY ALL
), asked AS (SELECT * FROM pair_years UNION SELECT a, b, year FROM cases WHERE len($pairs) = 0)
SELECT q.a, q.b, q.year, {", ".join(f"coalesce(c.{name}, 0)::BIGINT AS {name}" for name in KINDS)},
  ({" + ".join(f"coalesce(c.{name}, 0)" for name in KINDS)})::BIGINT AS breadth,
  coalesce(o.senders, 0)::BIGINT AS senders, o.share AS senders_gdp_share
FROM asked q LEFT JOIN cases c ON c.a = q.a AND c.b = q.b AND c.year = q.year
  LEFT JOIN against o ON o.b = q.b AND o.year = q.year
WHERE ($first IS NULL OR q.year >= $first) AND ($last IS NULL OR q.year <= $last)
ORDER BY q.a, q.b, q.year
"""


def sanctions_pressure(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """List the kinds of sanctions of ``a`` against ``b`` in each year, and how many others sanction ``b`` as well.

    ::

        breadth           = number of kinds in force, 0 to 6
        senders_gdp_share = product of all states that sanction b / product of all states

    Columns: ``a`` (who sanctions), ``b``, ``year``; 1 or 0 in ``arms``, ``military`` (assistance cut), ``trade``,
    ``financial``, ``travel`` and ``other``; ``breadth``, ``senders`` (states with sanctions against ``b``) and
    ``senders_gdp_share`` (null where no data of product are loaded). With ``pairs`` all years come that the data cover
    and in which both are states; a pair without a case has zeros.

    **When it misleads:** a ban on one firm and an embargo on all trade are one kind each. Sanctions of an organisation
    stand with each of its members. The share of product tells who joined, not what it cost the target: see
    ``trade_dependence``. Threats are not in the data.

    Source: Felbermayr, Kirilakha, Syropoulos, Yalcin and Yotov, "The Global Sanctions Data Base", European Economic
    Review 129 (2020).

    >>> row = {"sender": "USA", "target": "RUS", "year": 2014, **dict.fromkeys(KINDS, 0), "financial": 1, "travel": 1}
    >>> found = sanctions_pressure({"gsdb": pa.Table.from_pylist([row])}, [("USA", "RUS")]).to_pylist()[0]
    >>> found["financial"], found["breadth"], found["senders"], found["senders_gdp_share"]
    (1, 2, 1, None)
    """
    gsdb = tables["gsdb"]
    return query(
        _PRESSURE,
        {"gsdb": gsdb, "economies": economies(tables), "pair_years": pair_years(pairs, covered(gsdb, first, last))},
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
