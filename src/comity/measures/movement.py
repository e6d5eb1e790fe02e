"""Who moves towards whom: how ties change, beyond what the whole system does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity.measures import networks
from comity.measures.pairs import Pair
from comity.measures.query import query

NETWORKS = networks.NETWORKS
NETWORK_MAY = networks.NETWORK_MAY

SPAN = 3
"""So many years are averaged on either side of the change; at least two of each must be known."""

BEFORE = 2 * SPAN - 1
"""How many years before the first that is asked for are needed."""

_MOVEMENT = """
WITH directed AS (
  SELECT year, a, b, weight FROM ties UNION ALL SELECT year, b, a, weight FROM ties
), years AS (SELECT DISTINCT year FROM ties),
sums AS (
  SELECT y.year, d.a, d.b,
    avg(weight) FILTER (d.year > y.year - $span) AS after, count(*) FILTER (d.year > y.year - $span) AS n_after,
    avg(weight) FILTER (d.year <= y.year - $span) AS before, count(*) FILTER (d.year <= y.year - $span) AS n_before
  FROM years y JOIN directed d ON d.year <= y.year AND d.year > y.year - 2 * $span
  WHERE ($first IS NULL OR y.year >= $first) AND ($last IS NULL OR y.year <= $last)
  GROUP BY ALL
), changes AS (
  SELECT year, a, b, before, after, after - before AS change FROM sums WHERE least(n_after, n_before) >= 2
), middles AS (
  SELECT year, median(change) AS everybody, 1.4826 * mad(change) AS spread FROM changes GROUP BY year
), ranked AS (
  SELECT c.*, m.everybody, c.change - m.everybody AS beyond, beyond / nullif(m.spread, 0) AS z,
    rank() OVER (PARTITION BY c.year, c.a ORDER BY c.change DESC) AS rank,
    count(*) OVER (PARTITION BY c.year, c.a) AS partners
  FROM changes c JOIN middles m USING (year)
)
SELECT year, $by AS network, a, b, before, after, change, everybody, beyond, z, rank, partners FROM ranked
WHERE len($pairs) = 0 OR list_contains($pairs, a || ',' || b)
ORDER BY year, a, rank, b
"""


def movement(
    tables: Mapping[str, pa.Table],
    pairs: Sequence[Pair] = (),
    *,
    first: int | None = None,
    last: int | None = None,
    by: str = "votes",
) -> pa.Table:
    """Compare each tie with what it was, and with how all ties moved meanwhile.

    ::

        change = mean of the last three years - mean of the three before
        beyond = change - median change of all pairs
        z      = beyond / (1.4826 * median absolute deviation of the changes)

    Columns: ``year`` (the last of the six), ``network``, ``a``, ``b``, ``before``, ``after``, ``change``, ``everybody``
    (the median), ``beyond``, ``z``, ``rank`` (1: the partner that ``a`` moved closest to) and ``partners`` (of how
    many). Each pair comes both ways round, since ranks differ, or as it is asked for. A pair needs two years known on
    either side.

    **When it misleads:** a tie has two ends, and moves when either state does, or when the agenda does; that the
    United States and Russia come closer by ``votes`` may be the doing of one vote that all agree on. Where nothing
    changed for most pairs, as by ``treaties``, ``z`` is null. ``z`` near 2 is common among thousands of pairs.

    Source: comity's own; the network and its weights as in :func:`network`.

    >>> one = {"type": "COOPERATE", "mode": None, "reciprocal": True, "modality": "actual", "published": None}
    >>> rows = [one | {"actor": "CHN", "recipient": other, "date": f"{year}-01-0{day}", "intensity": 9.5}
    ...         for other, days in (("RUS", 3), ("USA", 1)) for year in range(2010, 2016)
    ...         for day in range(1, 1 + (days if year > 2012 else 1))]
    >>> found = movement({"events": pa.Table.from_pylist(rows)}, [("CHN", "RUS")], by="events").to_pylist()
    >>> [(row["year"], round(row["change"], 3), row["rank"]) for row in found if row["year"] == 2015]
    [(2015, 0.266, 1)]
    """
    reach = None if first is None else first - BEFORE
    ties = networks.network(tables, first=reach, last=last, by=by)
    return query(
        _MOVEMENT, {"ties": ties}, first=first, last=last, span=SPAN, by=by, pairs=[f"{a},{b}" for a, b in pairs]
    )
