"""How able one state is to influence another through what ties them, and what part of all such influence that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity.measures.economies import by_iso
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS = {"fbic": "fbic"}

_INFLUENCE = """
WITH named AS (
  SELECT x.state AS a, y.state AS b, f.year::BIGINT AS year, max(f.fbic) AS fbic, max(f.bandwidth) AS bandwidth,
    max(f.dependence) AS dependence
  FROM fbic f JOIN names x ON x.iso = f.sender JOIN names y ON y.iso = f.target WHERE x.state <> y.state GROUP BY ALL
), placed AS (
  SELECT *, fbic / nullif(sum(fbic) OVER target, 0) AS share,
    CASE WHEN fbic IS NOT NULL THEN rank() OVER (target ORDER BY fbic DESC NULLS LAST) END AS rank
  FROM named WINDOW target AS (PARTITION BY b, year)
)
SELECT p.a, p.b, p.year, p.fbic, p.bandwidth, p.dependence, p.share, p.rank, p.fbic - o.fbic AS balance
FROM placed p LEFT JOIN placed o ON o.a = p.b AND o.b = p.a AND o.year = p.year
WHERE ($first IS NULL OR p.year >= $first) AND ($last IS NULL OR p.year <= $last)
  AND (len($pairs) = 0 OR list_contains($pairs, p.a || ',' || p.b))
ORDER BY p.a, p.b, p.year
"""


def influence_capacity(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Tell how able ``a`` is to influence ``b`` by the FBIC index, and how that compares with all others.

    ::

        share   = fbic of a over b / sum of the fbic of all states over b
        balance = fbic of a over b - fbic of b over a

    Columns: ``a`` (who influences), ``b``, ``year``, ``fbic`` (0 to 1, as published: bandwidth weighed by dependence),
    ``bandwidth`` (how much there is between the two), ``dependence`` (how much b depends on a), ``share``, ``rank`` (1
    for the state with the greatest capacity to influence b) and ``balance``. A pair or year that the data do not have
    has no row.

    **When it misleads:** it counts formal ties: trade, aid, arms, treaties, memberships, missions. What is bought,
    threatened or broadcast is not in it, and a capacity is not its use. A high index over a state on which all others
    have a high one is no sway of its own: read ``share`` beside ``fbic``.

    Source: Moyer, Meisel, Matthews, Bohl and Burrows, "China-US Competition: Measuring Global Influence" (2021).

    >>> rows = [("CHN", "PRK", 0.6, 0.5, 0.8), ("RUS", "PRK", 0.2, 0.3, 0.3), ("PRK", "CHN", 0.01, 0.5, 0.01)]
    >>> names = ("sender", "target", "fbic", "bandwidth", "dependence")
    >>> table = pa.Table.from_pylist([dict(zip(names, row)) | {"year": 2015} for row in rows])
    >>> row = influence_capacity({"fbic": table}, [("CHN", "PRK")]).to_pylist()[0]
    >>> round(row["share"], 2), row["rank"], round(row["balance"], 2)
    (0.75, 1, 0.59)
    """
    return query(
        _INFLUENCE,
        {"fbic": tables["fbic"], "names": by_iso()},
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
