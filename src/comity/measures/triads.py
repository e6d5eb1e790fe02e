"""Triads: on whose side third states stand, between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity.measures import networks
from comity.measures.pairs import Pair
from comity.measures.query import query

NETWORKS = networks.NETWORKS
NETWORK_MAY = networks.NETWORK_MAY

_TRIADS = """
WITH directed AS (
  SELECT year, a, b, weight FROM ties UNION ALL SELECT year, b, a, weight FROM ties
), met AS (
  SELECT x.year, x.a, y.a AS b, x.b AS third, x.weight AS one, y.weight AS two, abs(one * two) AS strength
  FROM directed x JOIN directed y ON x.year = y.year AND x.b = y.b
  WHERE CASE WHEN len($pairs) = 0 THEN x.a < y.a ELSE list_contains($pairs, x.a || ',' || y.a) END
), counted AS (
  SELECT year, a, b, count(*) AS thirds, count(*) FILTER (one > 0 AND two > 0) AS friends,
    count(*) FILTER (one < 0 AND two < 0) AS foes, count(*) FILTER (one > 0 AND two < 0) AS with1,
    count(*) FILTER (one < 0 AND two > 0) AS with2, sum(one * two) / sum(strength) AS pull,
    coalesce(list(third ORDER BY strength DESC, third) FILTER (one < 0 AND two < 0), []) AS foes_named,
    coalesce(list(third ORDER BY strength DESC, third) FILTER (one > 0 AND two < 0), []) AS with1_named,
    coalesce(list(third ORDER BY strength DESC, third) FILTER (one < 0 AND two > 0), []) AS with2_named
  FROM met GROUP BY year, a, b
)
SELECT c.year, $by AS network, c.a, c.b, d.weight, thirds, friends, foes, with1, with2,
  (CASE WHEN d.weight > 0 THEN friends + foes WHEN d.weight < 0 THEN with1 + with2 END) / thirds AS balanced,
  pull, foes_named, with1_named, with2_named
FROM counted c LEFT JOIN directed d ON d.year = c.year AND d.a = c.a AND d.b = c.b
ORDER BY c.year, c.a, c.b
"""


def triads(
    tables: Mapping[str, pa.Table],
    pairs: Sequence[Pair] = (),
    *,
    first: int | None = None,
    last: int | None = None,
    by: str = "treaties",
) -> pa.Table:
    """Count the third states that have a tie with both of two, by whose friend and whose foe they are.

    ::

        balanced = triads whose three signs multiply to plus / all triads of the pair
        pull     = sum(w1 * w2) / sum(|w1 * w2|)      w1, w2: ties of a third state with a and with b

    Columns: ``year``, ``network``, ``a``, ``b``, ``weight`` (of their own tie, null where there is none), ``thirds``,
    ``friends`` (of both), ``foes`` (of both), ``with1`` (friends of ``a`` and foes of ``b``), ``with2`` (the other way
    round), ``balanced`` (null without a tie of the two), ``pull`` (from -1 to 1: what the third states would have the
    tie of the two be), and the codes of those in ``foes_named``, ``with1_named`` and ``with2_named``, the strongest
    ties first.

    **When it misleads:** ``treaties`` has foes only in years that the disputes cover. In a network where nearly all are
    friends, nearly all triads are balanced and say little: look at ``foes``, ``with1`` and ``with2``. By ``votes`` a
    tie near 0 counts as friend or foe by its sign alone; ``pull`` weighs it as what it is.

    Sources: Heider (1946); Cartwright and Harary, "Structural Balance", Psychological Review 63 (1956), 277-293; for
    states Maoz and others, "What Is the Enemy of My Enemy?", Journal of Politics 69 (2007).

    >>> pact = {"ccode1": [2, 2], "ccode2": [200, 220], "year": [2010] * 2, "defense": [1, 1]}
    >>> none = {name: [0, 0] for name in ("offense", "neutral", "nonagg", "consul")}
    >>> war = {"ccode1": [200], "ccode2": [220], "year": [2010], "hostlev1": [5], "hostlev2": [4]}
    >>> tables = {"atop": pa.table(pact | none), "cow_mid": pa.table(war)}
    >>> row = triads(tables, [("USA", "GBR")]).to_pylist()[0]
    >>> row["weight"], row["thirds"], row["with1_named"], row["balanced"], row["pull"]
    (1.0, 1, ['FRA'], 0.0, -1.0)
    """
    ties = networks.network(tables, first=first, last=last, by=by)
    return query(_TRIADS, {"ties": ties}, by=by, pairs=[f"{a},{b}" for a, b in pairs])
