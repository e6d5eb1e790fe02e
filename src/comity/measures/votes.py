"""Votes of the General Assembly as measures take them, from whichever of the datasets that have them is loaded."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from comity import states
from comity.measures.economies import by_iso
from comity.measures.query import query

# Of two numbers of one state in a year (both Germanies, both Yemens) the one by which it goes is taken.
_VOETEN = """
SELECT v.year, v.resid AS item, s.state, v.vote - 1 AS position
FROM un_votes v JOIN states s ON s.number = v.ccode AND s.year = v.year
WHERE v.vote IN (1, 2, 3)
QUALIFY row_number() OVER (PARTITION BY v.resid, s.state ORDER BY s.current DESC, v.ccode) = 1
ORDER BY v.year, v.resid, s.state
"""

_PACKAGE = """
SELECT c.session + 1945 AS year, v.rcid AS item, v.state,
  list_position(['yes', 'abstain', 'no'], v.vote) - 1 AS position
FROM unvotes v JOIN unvotes_roll_calls c USING (rcid)
QUALIFY row_number() OVER (PARTITION BY v.rcid, v.state ORDER BY v.country) = 1
ORDER BY ALL
"""

_LIBRARY = """
SELECT coalesce(TRY_CAST(v.session AS BIGINT) + 1945, year(v.date) - (month(v.date) < 9)::BIGINT) AS year,
  v.resolution_id AS item, n.state, list_position(['Y', 'A', 'N'], v.vote) - 1 AS position
FROM undl_votes v JOIN names n ON n.iso = v.state
WHERE v.vote IN ('Y', 'A', 'N')
QUALIFY row_number() OVER (PARTITION BY v.resolution_id, n.state ORDER BY v.state = n.state DESC, v.state) = 1
ORDER BY ALL
"""


def votes(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The votes that were cast: ``year`` in which the session began, ``item`` voted on, ``state``, ``position``.

    A position is 0 for yes, 1 for an abstention, 2 for no; who was absent has no row. Of ``un_votes``, ``unvotes`` with
    ``unvotes_roll_calls``, and ``undl_votes`` the first that is there is taken alone: they number what is voted on in
    different ways, and the library's leave out what was not adopted and votes on paragraphs. The library's special
    sessions count with the regular session that was open, from September to August.

    >>> votes({"undl_votes": pa.table({"resolution_id": [7, 7], "state": ["SUN", "USA"], "vote": ["Y", "X"],
    ...     "session": ["ES-6", "ES-6"], "date": pa.array(["1980-01-14"] * 2).cast(pa.date32())})}).to_pylist()
    [{'year': 1979, 'item': 7, 'state': 'RUS', 'position': 0}]
    """
    if "un_votes" in tables:
        years = tables["un_votes"]["year"].unique().to_pylist()
        return query(_VOETEN, {"un_votes": tables["un_votes"], "states": states.table("cow", years)})
    if "unvotes" in tables:
        return query(_PACKAGE, {name: tables[name] for name in ("unvotes", "unvotes_roll_calls")})
    return query(_LIBRARY, {"undl_votes": tables["undl_votes"], "names": by_iso()})
