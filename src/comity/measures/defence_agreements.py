"""Agreements on defence cooperation that two states have with each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS = {"dcad": "dcad"}

KINDS = ("agreement", "general", "sector")

# Each pair stands in the file once, and is read both ways round.
_AGREEMENTS = """
WITH named AS (
  SELECT x.state AS a, y.state AS b, d.year::BIGINT AS year, {columns}
  FROM dcad d JOIN states x ON x.number = d.ccode1 AND x.year = d.year
    JOIN states y ON y.number = d.ccode2 AND y.year = d.year
  WHERE x.state <> y.state
), both_ways AS (
  SELECT a, b, year, {maxima} FROM (FROM named UNION ALL SELECT * REPLACE (b AS a, a AS b) FROM named) GROUP BY ALL
), partners AS (SELECT a, year, count(*) FILTER (agreement = 1) AS n FROM both_ways GROUP BY ALL),
shared AS (
  SELECT one.a, other.a AS b, one.year, count(*) AS n FROM both_ways one JOIN both_ways other USING (b, year)
  WHERE one.agreement = 1 AND other.agreement = 1 AND one.a <> other.a
    AND (len($pairs) = 0 OR list_contains($pairs, one.a || ',' || other.a)) GROUP BY ALL
)
SELECT d.a, d.b, d.year, {names}, coalesce(s.n, 0)::BIGINT AS shared_partners, p.n AS partners1, q.n AS partners2
FROM both_ways d LEFT JOIN shared s USING (a, b, year)
  JOIN partners p ON p.a = d.a AND p.year = d.year JOIN partners q ON q.a = d.b AND q.year = d.year
WHERE ($first IS NULL OR d.year >= $first) AND ($last IS NULL OR d.year <= $last)
  AND CASE WHEN len($pairs) = 0 THEN d.a < d.b ELSE list_contains($pairs, d.a || ',' || d.b) END
ORDER BY d.a, d.b, d.year
"""

COLUMNS = [name + wide for name in KINDS for wide in ("", "_wide")]
_SQL = _AGREEMENTS.format(
    columns=", ".join(f"d.{name}" for name in COLUMNS),
    maxima=", ".join(f"max({name}) AS {name}" for name in COLUMNS),
    names=", ".join(f"d.{name}" for name in COLUMNS),
)


def defence_agreements(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Tell which agreements on defence cooperation two states have in force in each year, and with how many others.

    ::

        partners1, partners2 = number of states with which a, with which b has an agreement
        shared_partners      = number of states with which both have one

    Columns: ``a``, ``b``, ``year``; 1 or 0 in ``agreement`` (any), ``general`` (a framework for the whole of defence)
    and ``sector`` (on one matter, such as procurement or exercises) by the strict reading of the sources, and the same
    with ``_wide`` by the wide one; ``shared_partners``, ``partners1`` and ``partners2``, which count strict ones. A
    pair or year that the data do not have has no row.

    **When it misleads:** an agreement to cooperate is no promise to fight; for that see ``alliance_obligations``. The
    number of agreements has grown over the years, so that two states share more partners than before without having
    drawn nearer.

    Source: Kinne, "The Defense Cooperation Agreement Dataset (DCAD)", Journal of Conflict Resolution 64 (2020).

    >>> signed = [(365, 710, 1), (365, 750, 1), (710, 750, 0), (2, 750, 1)]
    >>> rows = [{"ccode1": x, "ccode2": y, "year": 2005, **dict.fromkeys(COLUMNS, n)} for x, y, n in signed]
    >>> row = defence_agreements({"dcad": pa.Table.from_pylist(rows)}, [("CHN", "IND")]).to_pylist()[0]
    >>> row["agreement"], row["shared_partners"], row["partners1"], row["partners2"]
    (0, 1, 1, 2)
    """
    dcad = tables["dcad"]
    return query(
        _SQL,
        {"dcad": dcad, "states": states.table("cow", dcad["year"].unique().to_pylist())},
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
