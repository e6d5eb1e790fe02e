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


def appointments(tables: Mapping[str, pa.Table], *, before: date | None = None) -> pa.Table:
    """List the announced acts of all pairs with what had become of them by the beginning of a day.

    Only what reports had told before that day counts (all of them unless given). One row for each pair, type and
    announced time that bears a date: ``one``, ``two`` (the sides, in alphabetical order where the act is mutual),
    ``reciprocal``, ``type``, ``quad``, ``precision``, ``begins``, ``ends``, ``published`` (first told), ``id`` (of that
    event), ``as_of`` (day of the last report read) and ``status`` as in :func:`announced`, of which it is the broad and
    quick form: tellings are not merged by mode and context.
    """
    return query(
        f"""
        with told as (
          select * from events where modality in ('future', 'actual') and length(date) > 0
            and (published < $before or ($before is null and published is not null))
        ), placed as (
          select *, case when reciprocal then least(actor, recipient) else actor end as one,
            case when reciprocal then greatest(actor, recipient) else recipient end as two,
            try_cast(date || (case length(date) when 7 then '-01' when 4 then '-01-01' else '' end) as date) as begins,
            case length(date) when 10 then begins when 7 then last_day(begins)
              when 4 then (begins + interval 1 year)::date - 1 end as ends,
            case length(date) when 10 then {TOLERANCE_DAYS} else 0 end as slack
          from told
        ), plans as (
          select one, two, reciprocal, type, any_value(quad) as quad, "precision", begins, ends,
            any_value(slack) as slack, min(published) as published, arg_min(id, (published, id)) as id
          from placed where modality = 'future' and begins is not null
          group by one, two, reciprocal, type, "precision", begins, ends
        ), kept as (
          select distinct p.id from plans p join placed h on h.modality = 'actual' and h.type = p.type
            and h.one = p.one and h.two = p.two and h.published >= p.published
            and h.begins >= p.begins - p.slack and h.ends <= p.ends + p.slack
        ), read as (
          select max(published) as as_of from reports where published < $before or $before is null
        )
        select p.* exclude (slack), r.as_of,
          case when k.id is not null then 'happened' when p.ends < r.as_of then 'not_reported'
            else 'ahead' end as status
        from plans p cross join read r left join kept k using (id)
        order by p.begins, p.ends, p.one, p.two, p.type, p.id
        """,
        {"events": tables["events"], "reports": tables["reports"]},
        before=before,
    )
