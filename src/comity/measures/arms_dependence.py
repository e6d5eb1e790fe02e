"""How much of the major arms that a state receives come from another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity.measures.pairs import Pair, covered, pair_years
from comity.measures.query import query

NEEDS = {"sipri_tiv": "sipri_tiv"}

SPAN = 5
"""Deliveries are summed over so many years, the last of them the row's own: they come in lumps."""

BEFORE = SPAN - 1
"""How many years before the first that is asked for are needed."""

_DEPENDENCE = """
WITH flows AS (
  SELECT supplier AS a, recipient AS b, year::BIGINT AS year, sum(tiv) AS tiv FROM sipri
  WHERE supplier IS NOT NULL AND recipient IS NOT NULL GROUP BY ALL
), stated AS (
  SELECT recipient AS b, year::BIGINT AS year, max(tiv) AS tiv FROM sipri
  WHERE supplier_name IN ('World', 'Total') AND recipient IS NOT NULL GROUP BY ALL
), summed AS (SELECT b, year, sum(tiv) AS tiv FROM flows GROUP BY ALL),
totals AS (
  SELECT b, year, greatest(coalesce(s.tiv, 0), coalesce(t.tiv, 0)) AS tiv
  FROM stated s FULL JOIN summed t USING (b, year)
), years AS (SELECT unnest($years) AS year),
asked AS (
  SELECT * FROM pair_years
  UNION SELECT DISTINCT f.a, f.b, y.year FROM flows f JOIN years y ON f.year BETWEEN y.year - $before AND y.year
  WHERE len($pairs) = 0
), windows AS (
  SELECT q.a, q.b, q.year,
    (SELECT sum(tiv) FROM flows f WHERE f.a = q.a AND f.b = q.b AND f.year BETWEEN q.year - $before AND q.year) AS tiv,
    (SELECT sum(tiv) FROM totals t WHERE t.b = q.b AND t.year BETWEEN q.year - $before AND q.year) AS received
  FROM asked q
)
SELECT a, b, year, coalesce(tiv, 0) AS tiv, received, coalesce(tiv, 0) / nullif(received, 0) AS share,
  CASE WHEN received > 0 THEN rank() OVER (PARTITION BY b, year ORDER BY coalesce(tiv, 0) DESC) END AS rank
FROM windows WHERE received IS NOT NULL ORDER BY a, b, year
"""


def arms_dependence(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Tell which share of the major arms that ``b`` received over five years ``a`` delivered.

    ::

        share = sum of tiv from a to b, over five years / sum of tiv from all to b, over the same years

    Columns: ``a`` (supplier), ``b`` (recipient), ``year`` (the last of the five), ``tiv`` and ``received`` (millions of
    SIPRI's trend indicator values), ``share`` and ``rank`` (1: the greatest supplier among the rows asked for). What
    ``b`` received in all is the file's own total, or the sum over suppliers where that is more. A state of which the
    loaded files have no deliveries at all has no row.

    **When it misleads:** SIPRI's files have the suppliers and recipients that were asked for: with a file of one
    supplier alone its share is 1. Load one of all suppliers to the recipient. Trend values weigh military worth, not
    prices. Small arms, parts and maintenance are not in them, and what a state builds itself is not either.

    Source: SIPRI Arms Transfers Database, sources and methods; five-year sums as in its yearly reports.

    >>> rows = [{"supplier_name": name, "supplier": code, "recipient_name": "India", "recipient": "IND", "year": 2010,
    ...          "tiv": tiv} for name, code, tiv in (("Russia", "RUS", 75.0), ("World", None, 100.0))]
    >>> row = arms_dependence({"sipri_tiv": pa.Table.from_pylist(rows)}, [("RUS", "IND")]).to_pylist()[0]
    >>> row["tiv"], row["received"], row["share"]
    (75.0, 100.0, 0.75)
    """
    sipri = tables["sipri_tiv"]
    years = covered(sipri, first, last)
    return query(
        _DEPENDENCE,
        {"sipri": sipri, "pair_years": pair_years(pairs, years)},
        years=years,
        before=BEFORE,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
