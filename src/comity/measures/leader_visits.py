"""Journeys of the leaders of two states to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity.measures.pairs import Pair, covered, pair_years
from comity.measures.query import query

NEEDS = {"colt": "colt"}

_VISITS = """
WITH paid AS (
  SELECT traveller AS a, host AS b, year::BIGINT AS year, count(*) AS visits,
    count(*) FILTER (met_host) AS met, count(*) FILTER (multilateral) AS multilateral
  FROM colt WHERE traveller IS NOT NULL AND host IS NOT NULL AND traveller <> host GROUP BY ALL
), journeys AS (SELECT a, year, sum(visits) AS n FROM paid GROUP BY ALL),
asked AS (SELECT * FROM pair_years UNION SELECT a, b, year FROM paid WHERE len($pairs) = 0)
SELECT q.a, q.b, q.year, coalesce(p.visits, 0)::BIGINT AS visits, coalesce(p.met, 0)::BIGINT AS met_host,
  coalesce(p.multilateral, 0)::BIGINT AS multilateral, coalesce(r.visits, 0)::BIGINT AS received,
  coalesce(p.visits, 0) / nullif(j.n, 0) AS share
FROM asked q LEFT JOIN paid p ON p.a = q.a AND p.b = q.b AND p.year = q.year
  LEFT JOIN paid r ON r.a = q.b AND r.b = q.a AND r.year = q.year
  LEFT JOIN journeys j ON j.a = q.a AND j.year = q.year
WHERE ($first IS NULL OR q.year >= $first) AND ($last IS NULL OR q.year <= $last)
ORDER BY q.a, q.b, q.year
"""


def leader_visits(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Count the journeys of ``a``'s leaders to ``b``, and those that ``b``'s leaders paid back.

    ::

        share = journeys to b / all journeys of a's leaders to other states

    Columns: ``a``, ``b``, ``year``, ``visits`` (of heads of state and government), ``met_host`` (with a meeting of the
    host's leader), ``multilateral`` (to a meeting of many there), ``received`` (journeys of ``b`` to ``a``) and
    ``share`` (null where ``a``'s leaders did not travel). With ``pairs`` all years come that the data cover and in
    which both are states.

    **When it misleads:** a journey to a summit that happens to be held in ``b`` is a visit to ``b``: subtract
    ``multilateral``. Two leaders that meet in a third state visit nobody. In 2020 hardly anybody travelled.

    Source: codebook of the Country and Organizational Leader Travel data, Diplometrics, University of Denver.

    >>> trip = {"traveller": "CHN", "host": "RUS", "year": 2023, "met_host": True, "multilateral": False}
    >>> row = leader_visits({"colt": pa.Table.from_pylist([trip])}, [("CHN", "RUS")]).to_pylist()[0]
    >>> row["visits"], row["met_host"], row["received"], row["share"]
    (1, 1, 0, 1.0)
    """
    colt = tables["colt"]
    return query(
        _VISITS,
        {"colt": colt, "pair_years": pair_years(pairs, covered(colt, first, last))},
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
