"""Third parties' reactions: what others do towards a pair in reports about that pair."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from comity.measures.acts import current, distinct, within
from comity.measures.coverage import naming
from comity.measures.query import query


def reactions(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None = None, until: date | None = None
) -> pa.Table:
    """List the acts of third parties towards ``a`` or ``b``, told by reports that also tell of ``a`` and ``b``.

    One row an act, with the columns of :func:`comity.measures.acts.acts` and ``a``, ``b``, ``third`` (who reacts) and
    ``towards`` (``a`` or ``b``). Mutual acts of a third party with one side are included. Negated, hypothetical, future
    and historical acts keep their ``modality``: only actual ones may be counted as having happened.

    **When it misleads:** that a report tells both is no proof that the one was done because of the other. Reactions
    that are reported on their own, in a report without the pair, are not found.
    """
    told = query(
        """
        select e.* from events e join named n on n.digest = e.report
        where n.tells and (
          (e.recipient in ($a, $b) and e.actor not in ($a, $b))
          or (e.reciprocal and e.actor in ($a, $b) and e.recipient not in ($a, $b)))
        """,
        {"events": current(tables["events"], tables["reports"]), "named": naming(tables, a, b)},
        a=a,
        b=b,
    )
    return query(
        """
        select $a as a, $b as b, case when actor in ($a, $b) then recipient else actor end as third,
          case when actor in ($a, $b) then actor else recipient end as towards, *
        from found order by begins nulls last, published nulls last, id
        """,
        {"found": within(distinct(told), since, until)},
        a=a,
        b=b,
    )
