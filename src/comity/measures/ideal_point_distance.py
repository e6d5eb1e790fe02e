"""How far apart two states stand by their votes, on the line that orders all states best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS = {"ideal_points": "ideal_points"}

_DISTANCE = """
WITH named AS (
  SELECT s.state, p.year, p.point, p.q5, p.q95, p.votes
  FROM points p JOIN states s ON s.number = p.ccode AND s.year = p.year
  WHERE ($first IS NULL OR p.year >= $first) AND ($last IS NULL OR p.year <= $last)
  QUALIFY row_number() OVER (PARTITION BY s.state, p.year ORDER BY s.current DESC, p.ccode) = 1
)
SELECT one.state AS a, other.state AS b, year, abs(one.point - other.point) AS distance,
  one.point AS point1, one.q5 AS q5_1, one.q95 AS q95_1, other.point AS point2, other.q5 AS q5_2, other.q95 AS q95_2,
  one.q5 > other.q95 OR other.q5 > one.q95 AS apart
FROM named one JOIN named other USING (year)
WHERE CASE WHEN len($pairs) = 0 THEN a < b ELSE list_contains($pairs, a || ',' || b) END
ORDER BY a, b, year
"""


def ideal_point_distance(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Take the distance of two states' ideal points in each session of the General Assembly.

    ::

        distance = abs(point1 - point2)

    Columns: ``a``, ``b``, ``year`` (in which the session began), ``distance``, then of each state its ``point`` and the
    5 and 95 percent quantiles of the estimate, as published, and ``apart``: whether these two intervals do not meet.
    A session in which one of the two has no estimate has no row. Germany is the Federal Republic until 1990.

    **When it misleads:** the estimates of two states are not independent, so the intervals only hint at whether a
    distance is more than noise. The line is about what the Assembly votes on, which is mostly what divides the United
    States from the majority; two states can be near on it and at odds with each other. The points of different releases
    are not on the same scale to the last digit.

    Source: Bailey, Strezhnev and Voeten, "Estimating Dynamic State Preferences from United Nations Voting Data",
    Journal of Conflict Resolution 61 (2017), 430-456.

    >>> points = pa.table({"ccode": [2, 365], "year": [1946, 1946], "point": [1.675, -2.038], "q5": [1.3, -2.5],
    ...                    "q95": [2.0, -1.6], "votes": [42, 42]})
    >>> row = ideal_point_distance({"ideal_points": points}, [("USA", "RUS")]).to_pylist()[0]
    >>> round(row["distance"], 3), row["apart"]
    (3.713, True)
    """
    points = tables["ideal_points"]
    return query(
        _DISTANCE,
        {"points": points, "states": states.table("cow", points["year"].unique().to_pylist())},
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
