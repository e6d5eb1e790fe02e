"""What two states owe each other under their alliance treaties, obligation by obligation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.alliance_similarity import LEVELS
from comity.measures.pairs import Pair, covered, pair_years
from comity.measures.query import query

NEEDS = {"atop": "atop"}

OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")

_LEVEL = ", ".join(f"{value} * coalesce({name}, 0)" for name, value in LEVELS.items())
_OBLIGATIONS = f"""
WITH named AS (SELECT number, year, state FROM states WHERE state IS NOT NULL AND current),
owed AS (
  SELECT x.state AS a, y.state AS b, t.year::BIGINT AS year,
    {", ".join(f"max({name}) AS {name}" for name in OBLIGATIONS)}, max(greatest({_LEVEL})) AS level
  FROM atop t JOIN named x ON x.number = t.ccode1 AND x.year = t.year
    JOIN named y ON y.number = t.ccode2 AND y.year = t.year
  GROUP BY ALL
), asked AS (SELECT * FROM pair_years UNION SELECT a, b, year FROM owed WHERE len($pairs) = 0)
SELECT q.a, q.b, q.year, {", ".join(f"coalesce(o.{name}, 0)::BIGINT AS {name}" for name in OBLIGATIONS)},
  coalesce(o.level, 0)::BIGINT AS level, coalesce(back.level, 0)::BIGINT AS level_back,
  {" + ".join(f"abs(coalesce(o.{name}, 0) - coalesce(back.{name}, 0))" for name in OBLIGATIONS)} AS unequal
FROM asked q LEFT JOIN owed o ON o.a = q.a AND o.b = q.b AND o.year = q.year
  LEFT JOIN owed back ON back.a = q.b AND back.b = q.a AND back.year = q.year
WHERE ($first IS NULL OR q.year >= $first) AND ($last IS NULL OR q.year <= $last)
ORDER BY q.a, q.b, q.year
"""


def alliance_obligations(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """List what ``a`` owes ``b`` in each year: the vector of obligations, and the highest level among them.

    Columns: ``a``, ``b``, ``year``; 1 or 0 in ``defense`` (help when attacked), ``offense`` (help when attacking),
    ``neutral``, ``nonagg`` (not to attack) and ``consul`` (to consult); ``level`` (3 defence or offence, 2 neutrality
    or consultation, 1 not to attack, 0 nothing), ``level_back`` (of what ``b`` owes ``a``) and ``unequal`` (how many of
    the five differ between the two directions). With ``pairs`` all years come that the data cover and in which both are
    states, with zeros where nothing is owed; else only pairs with a treaty.

    **When it misleads:** a promise not to attack is kept apart here because it is cheap: through it alone the United
    States and Russia are allies at level 1. Obligations are those of the texts; whether anybody would keep them, and
    under which conditions they hold, is not in the vector. Of several treaties the strongest duty of each kind counts.

    Source: Leeds, Ritter, Mitchell and Long, "Alliance Treaty Obligations and Provisions, 1815-1944", International
    Interactions 28 (2002), 237-260.

    >>> one = {"ccode1": [2, 365], "ccode2": [365, 2], "year": [1995, 1995]}
    >>> duties = {name: [int(name == "nonagg")] * 2 for name in OBLIGATIONS}
    >>> row = alliance_obligations({"atop": pa.table(one | duties)}, [("USA", "RUS")]).to_pylist()[0]
    >>> row["nonagg"], row["defense"], row["level"], row["unequal"]
    (1, 0, 1, 0)
    """
    atop = tables["atop"]
    years = covered(atop, first, last)
    named = states.table("cow", years)
    asked = pair_years(pairs, years)
    return query(
        _OBLIGATIONS,
        {"atop": atop, "states": named, "pair_years": asked},
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
