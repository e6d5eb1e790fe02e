"""The monthly series of a pair as a dataset of events tells it, quick also where the dataset is very large."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from comity.measures.query import query

_MONTHLY = """
WITH pair AS (SELECT * FROM months WHERE one = least($a, $b) AND two = greatest($a, $b)),
attention AS (SELECT month, sum(n) AS n FROM months WHERE $a IN (one, two) OR $b IN (one, two) GROUP BY month),
bounded AS (
  SELECT month, n FROM attention
  WHERE (month >= date_trunc('month', $since::DATE) OR $since IS NULL) AND (month <= $until OR $until IS NULL)
), span AS (SELECT min(month) AS first, max(month) AS last FROM bounded),
every AS (SELECT unnest(generate_series(first, last, INTERVAL 1 month))::DATE AS month FROM span)
SELECT $a AS a, $b AS b, year(e.month) AS year, strftime(e.month, '%Y-%m') AS period,
  CASE WHEN t.n > 0 THEN coalesce(p.n, 0) END AS n, coalesce(t.n, 0)::BIGINT AS attention,
  p.n / t.n AS share,
  CASE WHEN t.n > 0 THEN coalesce(p.verbal_coop, 0) END AS verbal_coop,
  CASE WHEN t.n > 0 THEN coalesce(p.material_coop, 0) END AS material_coop,
  CASE WHEN t.n > 0 THEN coalesce(p.verbal_conf, 0) END AS verbal_conf,
  CASE WHEN t.n > 0 THEN coalesce(p.material_conf, 0) END AS material_conf,
  CASE WHEN t.n > 0 THEN coalesce(CASE WHEN $a < $b THEN p.by_one ELSE p.by_two END, 0) END AS by_a,
  CASE WHEN t.n > 0 THEN coalesce(CASE WHEN $a < $b THEN p.by_two ELSE p.by_one END, 0) END AS by_b,
  p.intensity / p.n AS intensity, p.goldstein / nullif(p.goldstein_n, 0) AS goldstein
FROM every e LEFT JOIN bounded t USING (month) LEFT JOIN pair p USING (month) ORDER BY e.month
"""


def monthly(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None = None, until: date | None = None
) -> pa.Table:
    """Count the events between ``a`` and ``b`` by month and quad class, as they are told.

    ::

        share = n / attention                attention: events of the month in which either side has a part

    Columns: ``a``, ``b``, ``year``, ``period``, ``n``, ``attention``, ``share``, the four quad classes, ``by_a`` and
    ``by_b`` (events of one side alone), ``intensity`` and ``goldstein`` (means). A month without any event of either
    side has nulls. It is made from ``months``, sums by pair and month that are kept up to date when a file is loaded.

    **When it misleads:** events are not merged into acts: ten articles on one meeting are ten events, or one, as the
    dataset has it. For acts, and for intervals, take ``conduct``.

    Source: comity's own; the share of attention as in most work with GDELT, for instance Leetaru and Schrodt (2013).

    >>> row = {"one": "CHN", "two": "RUS", "month": date(2024, 5, 1), "n": 3, "verbal_coop": 2, "material_coop": 1,
    ...        "verbal_conf": 0, "material_conf": 0, "by_one": 1, "by_two": 0, "intensity": 15.0, "goldstein": 6.0,
    ...        "goldstein_n": 2}
    >>> other = row | {"two": "USA", "n": 9}
    >>> found = monthly({"months": pa.Table.from_pylist([row, other])}, "RUS", "CHN").to_pylist()[0]
    >>> found["n"], found["attention"], found["share"], found["by_b"], found["intensity"], found["goldstein"]
    (3, 12, 0.25, 1, 5.0, 3.0)
    """
    return query(_MONTHLY, {"months": tables["months"]}, a=a, b=b, since=since, until=until)
