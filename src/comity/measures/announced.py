"""The calendar: what was announced, and whether a later report tells that it came to pass."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from comity.measures.acts import acts
from comity.measures.query import query

TOLERANCE_DAYS = 3
"""An act this many days before or after the announced day still keeps the appointment."""


def announced(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None = None, until: date | None = None
) -> pa.Table:
    """List the acts announced between ``a`` and ``b`` with what became of them.

    One row an announcement, with the columns of :func:`comity.measures.acts.acts` and

    - ``status``: ``happened`` (an actual act of the same type between the two falls on the day, give or take
      ``TOLERANCE_DAYS``, or into the month or year, where no day was named), ``ahead`` (its time is not over before the
      day of the last report read), ``not_reported`` (its time is over and no report read tells of it), ``undated``;
    - ``outcome``: the id of the act that kept the appointment, else null;
    - ``as_of``: the day of the last report read.

    **When it misleads:** ``not_reported`` is not "did not happen": what was not read is not known. A visit announced
    for a month is taken as kept by any visit in that month.
    """
    found = acts(tables, a, b, since=since, until=until)
    return query(
        f"""
        with read as (select max(published) as as_of from reports where superseded_by is null),
        kept as (
          select p.id, first(h.id order by h.begins, h.id) as outcome
          from found p join done h on p.modality = 'future' and h.modality = 'actual' and h.dated
            and h.type = p.type and h.one = p.one and h.two = p.two and h.published >= p.published
            and h.begins >= p.begins - (case when p.precision = 'day' then {TOLERANCE_DAYS} else 0 end)
            and h.ends <= p.ends + (case when p.precision = 'day' then {TOLERANCE_DAYS} else 0 end)
          group by p.id
        )
        select p.*, k.outcome, r.as_of,
          case when k.outcome is not null then 'happened' when p.ends is null then 'undated'
            when p.ends < r.as_of then 'not_reported' else 'ahead' end as status
        from found p cross join read r left join kept k using (id)
        where p.modality = 'future' order by p.begins nulls last, p.id
        """,
        {"found": found, "done": acts(tables, a, b), "reports": tables["reports"]},
    )
