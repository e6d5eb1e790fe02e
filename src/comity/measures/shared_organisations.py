"""How many intergovernmental organisations two states belong to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS = {"cow_igo": "cow_igo", "cow_igo_states": "cow_igo"}

# Each pair stands in the file once, and is read both ways round.
_SHARED = """
WITH directed AS (
  SELECT ccode1, ccode2, year, shared FROM dyads UNION SELECT ccode2, ccode1, year, shared FROM dyads
)
SELECT one.state AS a, other.state AS b, d.year, d.shared, m1."full" AS member1, m2."full" AS member2,
  d.shared / nullif(m1."full", 0) AS share1, d.shared / nullif(m2."full", 0) AS share2
FROM directed d
JOIN states one ON one.number = d.ccode1 AND one.year = d.year
JOIN states other ON other.number = d.ccode2 AND other.year = d.year
LEFT JOIN members m1 ON m1.ccode = d.ccode1 AND m1.year = d.year
LEFT JOIN members m2 ON m2.ccode = d.ccode2 AND m2.year = d.year
WHERE ($first IS NULL OR d.year >= $first) AND ($last IS NULL OR d.year <= $last)
  AND CASE WHEN len($pairs) = 0 THEN a < b ELSE list_contains($pairs, a || ',' || b) END
QUALIFY row_number() OVER (
  PARTITION BY a, b, d.year ORDER BY one.current AND other.current DESC, d.ccode1, d.ccode2) = 1
ORDER BY a, b, d.year
"""


def shared_organisations(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Count the organisations of which both states are full members, year by year.

    ::

        share1, share2 = shared / all organisations of which a, of which b is a full member

    Columns: ``a``, ``b``, ``year``, ``shared``, ``member1`` and ``member2`` (the organisations of each), ``share1`` and
    ``share2``. Memberships of associates and observers do not count. What is not known is null.

    **When it misleads:** the number grows with the number of organisations: nearly every pair shares more in 2014 than
    the closest pair of 1950. All organisations count alike, the United Nations as much as a council on olive oil.

    Source: Pevehouse and others, "Tracking Organizations in the World", Journal of Peace Research 57 (2020), 492-503.

    >>> dyads = pa.table({"ccode1": [2], "ccode2": [20], "year": [1920], "shared": [7]})
    >>> members = pa.table({"ccode": [2, 20], "year": [1920, 1920], "full": [28, 14]})
    >>> tables = {"cow_igo": dyads, "cow_igo_states": members}
    >>> row = shared_organisations(tables, [("CAN", "USA")]).to_pylist()[0]
    >>> row["shared"], row["share1"], row["share2"]
    (7, 0.5, 0.25)
    """
    dyads = tables["cow_igo"]
    named = states.table("cow", dyads["year"].unique().to_pylist())
    return query(
        _SHARED,
        {"dyads": dyads, "members": tables["cow_igo_states"], "states": named},
        first=first,
        last=last,
        pairs=[f"{a},{b}" for a, b in pairs],
    )
