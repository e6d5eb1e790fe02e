"""Military exercises in which both states took part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.pairs import Pair, covered, pair_years
from comity.measures.query import query

NEEDS = {"jmed": "jmed"}

_EXERCISES = """
WITH parts AS (
  SELECT DISTINCT j.exercise, j.year::BIGINT AS year, s.state FROM jmed j
  JOIN states s ON s.number = j.ccode AND s.year = j.year WHERE s.state IS NOT NULL
), sizes AS (SELECT exercise, year, count(*) AS size FROM parts GROUP BY ALL),
together AS (
  SELECT x.state AS a, y.state AS b, x.year, count(*) AS exercises, count(*) FILTER (z.size = 2) AS bilateral,
    avg(z.size) AS mean_size
  FROM parts x JOIN parts y ON x.exercise = y.exercise AND x.year = y.year AND x.state <> y.state
  JOIN sizes z ON z.exercise = x.exercise AND z.year = x.year GROUP BY ALL
), each AS (SELECT state, year, count(*) AS n FROM parts GROUP BY ALL),
asked AS (SELECT * FROM pair_years UNION SELECT a, b, year FROM together WHERE len($pairs) = 0 AND a < b)
SELECT q.a, q.b, q.year, coalesce(t.exercises, 0)::BIGINT AS exercises, coalesce(t.bilateral, 0)::BIGINT AS bilateral,
  t.mean_size, coalesce(t.exercises, 0) / nullif(x.n, 0) AS share1, coalesce(t.exercises, 0) / nullif(y.n, 0) AS share2
FROM asked q LEFT JOIN together t ON t.a = q.a AND t.b = q.b AND t.year = q.year
  LEFT JOIN each x ON x.state = q.a AND x.year = q.year LEFT JOIN each y ON y.state = q.b AND y.year = q.year
WHERE ($first IS NULL OR q.year >= $first) AND ($last IS NULL OR q.year <= $last)
ORDER BY q.a, q.b, q.year
"""


def joint_exercises(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Count the joint exercises of two states, year by year.

    ::

        share1, share2 = exercises together / all joint exercises of a, of b

    Columns: ``a``, ``b``, ``year``, ``exercises``, ``bilateral`` (those of the two alone), ``mean_size`` (how many
    states took part on the mean), ``share1`` and ``share2`` (null where a state took part in none). With ``pairs`` all
    years come that the data cover and in which both are states.

    **When it misleads:** an exercise of thirty states counts as one of two; see ``mean_size``. The count grows over the
    years with what is reported. Exercises of one state alone, and what was rehearsed, are not in it.

    Source: Bernhardt and Sukin, "Joint Military Exercises and Crisis Dynamics on the Korean Peninsula", Journal of
    Conflict Resolution 65 (2021).

    >>> parts = {"exercise": ["e1", "e1", "e2", "e2", "e2"], "ccode": [710, 365, 710, 365, 2], "year": [2012] * 5}
    >>> row = joint_exercises({"jmed": pa.table(parts)}, [("CHN", "RUS")]).to_pylist()[0]
    >>> row["exercises"], row["bilateral"], row["mean_size"], row["share1"]
    (2, 1, 2.5, 1.0)
    """
    jmed = tables["jmed"]
    years = covered(jmed, first, last)
    return query(
        _EXERCISES,
        {"jmed": jmed, "states": states.table("cow", years), "pair_years": pair_years(pairs, years)},
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
