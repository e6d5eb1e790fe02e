"""How two states are represented at each other, and how much of the world is represented at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS = {"cow_diplomatic_exchange": "cow_diplomatic_exchange"}

# Each pair stands in the file once, and is read both ways round; ``host`` is where the envoy of ``guest`` is.
_EXCHANGE = """
WITH sent AS (
  SELECT ccode1 AS host, ccode2 AS guest, year, at1 AS rank, exchange FROM exchange
  UNION SELECT ccode2, ccode1, year, at2, exchange FROM exchange
), named AS (
  SELECT x.state AS host, y.state AS guest, s.year::BIGINT AS year, max(s.rank) AS rank, max(s.exchange) AS exchange
  FROM sent s JOIN states x ON x.number = s.host AND x.year = s.year
    JOIN states y ON y.number = s.guest AND y.year = s.year
  WHERE x.state <> y.state GROUP BY ALL
), received AS (
  SELECT host, year, count(*) FILTER (rank > 0) AS missions,
    count(*) FILTER (rank > 0) / nullif(count(rank), 0) AS share
  FROM named GROUP BY ALL
)
SELECT one.host AS a, one.guest AS b, one.year, one.rank AS at1, other.rank AS at2, one.exchange,
  CASE WHEN one.rank BETWEEN 0 AND 3 AND other.rank BETWEEN 0 AND 3 THEN least(one.rank, other.rank) END AS lower,
  p.missions AS missions1, q.missions AS missions2, p.share AS share1, q.share AS share2
FROM named one LEFT JOIN named other ON other.host = one.guest AND other.guest = one.host AND other.year = one.year
  JOIN received p ON p.host = one.host AND p.year = one.year
  LEFT JOIN received q ON q.host = one.guest AND q.year = one.year
WHERE ($first IS NULL OR one.year >= $first) AND ($last IS NULL OR one.year <= $last)
  AND CASE WHEN len($pairs) = 0 THEN a < b ELSE list_contains($pairs, a || ',' || b) END
ORDER BY a, b, one.year
"""


def diplomatic_representation(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Tell by whom two states are represented at each other, and how many states are represented at each.

    ::

        lower  = the lower of the two ranks, where both are on the scale from 0 to 3
        share1 = missions at a / states of which it is known whether they have one there

    Columns: ``a``, ``b``, ``year``; ``at1`` and ``at2``, the rank of the other's envoy at a and at b (0 none, 1 chargé
    d'affaires, 2 minister, 3 ambassador, 9 in another form), ``exchange`` (1 where either is represented), ``lower``;
    ``missions1`` and ``missions2``, the number of states represented at a and at b, ``share1`` and ``share2``. Only the
    years of the data have rows, every fifth as a rule; of those between nothing is known.

    **When it misleads:** an embassy tells that two states talk, not that they agree. Ministers gave way to ambassadors
    after 1945, so that ranks of different times do not compare; the share of missions, which tells how much a state
    matters to the others, does so better.

    Source: Singer and Small, "The Composition and Status Ordering of the International System", World Politics 18
    (1966); Bayer, "Diplomatic Exchange Data set, v2006.1" (2006).

    >>> table = pa.table({"ccode1": [2, 2, 365], "ccode2": [365, 710, 710], "year": [1970] * 3, "at1": [3, 0, 3],
    ...                   "at2": [3, 0, 1], "exchange": [1, 0, 1]})
    >>> row = diplomatic_representation({"cow_diplomatic_exchange": table}, [("RUS", "CHN")]).to_pylist()[0]
    >>> row["at1"], row["at2"], row["lower"], row["missions1"], row["missions2"], row["share2"]
    (3, 1, 1, 2, 1, 0.5)
    """
    exchange = tables["cow_diplomatic_exchange"]
    return query(
        _EXCHANGE,
        {"exchange": exchange, "states": states.table("cow", exchange["year"].unique().to_pylist())},
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
