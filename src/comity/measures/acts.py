"""Acts: what happened between two states, counted once however many reports tell it.

Ten newspapers that report one telephone call make ten events but one act. Tellings are taken for the same act when
actor, recipient (in either order for mutual acts), type, mode, modality and day agree; a telling without a mode joins
the one that names it. This is the one-a-day filter of the KEDS project (Schrodt and Gerner 2000), with two cares more:

- what one report tells twice stays two: if a report names three agreements signed on a day, three acts remain;
- acts other than consultations also have to agree in their contexts: a gas delivery is not a naval drill.

A date that no calendar knows (30 February) counts as none.

Only acts dated to the day are merged, and historical ones of any precision (every report recalls the same treaty).
Two acts "in May" may well be two, and stay so. **When it misleads:** a call and a visit on one day that two reports
both call "talks" become one; the same act dated one day apart by two papers remains two.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from comity.measures.query import query

# One row per act, told from the columns that tellings are merged by; ``spot`` is the place of its first telling.
#   one, two     the two sides, in alphabetical order where the act is mutual
#   begins, ends the days that its date spans; an undated actual act is placed on the day of its report
#   dated        whether that day is the text's own
#   events       ids of all tellings, the first told first
#   reports      how many reports tell it
#   sources      who published them
# Few acts are told more than once, so only those are put in order.
_DISTINCT = """
with placed as (
  select spot, id, report, type, mode, modality, contexts, published, confidence, evidence_start, source,
    case when reciprocal then least(actor, recipient) else actor end as one,
    case when reciprocal then greatest(actor, recipient) else recipient end as two,
    length(coalesce(date, '')) as size,
    try_cast(date || (case size when 7 then '-01' when 4 then '-01-01' else '' end) as date) as first,
    case size when 10 then first when 7 then last_day(first)
      when 4 then (first + interval 1 year)::date - 1 end as last,
    case when modality not in ('future', 'historical') then published end as told,
    coalesce(first, told) as begins, coalesce(last, told) as ends,
    first is not null as dated,
    case when size = 10 or (size > 0 and modality = 'historical') then date end as same_day
  from events
), likened as (
  select p.* exclude (mode, same_day),
    coalesce(case when p.same_day is null then p.mode else coalesce(p.mode, m.mode) end, '') as same_mode,
    coalesce(p.same_day, id) as same_day,
    case when type = 'CONSULT' then '' else coalesce(array_to_string(list_sort(contexts), ' '), '') end as same_contexts
  from placed p left join (
    select one, two, type, modality, same_day, max(mode) as mode from placed where mode is not null group by all
  ) m using (one, two, type, modality, same_day)
), told as (
  select one, two, type, modality, same_day, same_mode, same_contexts, report, min(spot) as spot, count(*) as n
  from likened group by all
), once as (
  select min(spot) as spot from told
  group by one, two, type, modality, same_day, same_mode, same_contexts having sum(n) = 1
), twice as (
  select spot, row_number() over (
      partition by report, one, two, type, modality, same_day, same_mode, same_contexts
      order by evidence_start, id) as nth
  from likened semi join (select * from told where n > 1) using (
    report, one, two, type, modality, same_day, same_mode, same_contexts)
), often as (
  select likened.*, coalesce(nth, 1) as nth,
    row_number() over (order by published nulls last, confidence desc, id) as place
  from likened left join twice using (spot) where spot not in (select spot from once)
), joined as (
  select arg_min(spot, place) as spot, same_mode, list(id order by place) as events,
    list_sort(list_distinct(list(source))) as sources
  from often group by one, two, type, modality, same_day, same_mode, same_contexts, nth
), merged as (
  select spot, same_mode, events, sources from joined
  union all
  select spot, same_mode, [id], list_distinct([source]) from likened where spot in (select spot from once)
)
select p.spot, nullif(m.same_mode, '') as mode, one, two, begins, ends, dated, events, len(events)::bigint as reports,
  sources
from merged m join placed p using (spot)
order by begins nulls last, published nulls last, id
"""

_CURRENT = """
select e.* from events e
anti join (select digest from reports where superseded_by is not null) old on e.report = old.digest
"""

# What happened is picked by its own day; what was announced, recalled, denied or pondered, by the day of the report.
_IN_SPAN = """
  (case when modality = 'actual' then coalesce(ends, published) else published end >= $since or $since is null)
  and (case when modality = 'actual' then coalesce(begins, published) else published end <= $until or $until is null)
"""


def acts(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None = None, until: date | None = None
) -> pa.Table:
    """List the acts between ``a`` and ``b``, in either direction and every modality, each once.

    Actual acts are picked by their own day, all others by the day of the report. The columns are those of ``events``
    for the first telling, and ``events`` (ids of all tellings), ``reports``, ``sources``, ``begins`` and ``ends`` (the
    days that the date spans), ``dated`` (False where the report's day had to stand in), ``one`` and ``two`` (the
    sides, in alphabetical order where the act is mutual). A table ``acts`` among ``tables``, made so of the same pair
    without bounds, is taken as it is: whoever takes several measures makes it once.

    Source: the one-a-day filter, Schrodt and Gerner, "Analyzing International Event Data", 2000.
    """
    if "acts" in tables:
        return within(tables["acts"], since, until)
    pair = query(
        f"select * from ({_CURRENT}) where (actor = $a and recipient = $b) or (actor = $b and recipient = $a)",
        {"events": tables["events"], "reports": tables["reports"]},
        a=a,
        b=b,
    )
    return within(distinct(pair), since, until)


def distinct(events: pa.Table) -> pa.Table:
    """Merge the events that are tellings of one act; see :func:`acts` for the columns."""
    numbered = events.append_column("spot", pa.array(np.arange(events.num_rows)))
    found = query(_DISTINCT, {"events": numbered})
    acts = events.take(found["spot"])
    acts = acts.set_column(acts.schema.get_field_index("mode"), "mode", found["mode"])
    for name in ("one", "two", "begins", "ends", "dated", "events", "reports", "sources"):
        acts = acts.append_column(name, found[name])
    return acts


def within(found: pa.Table, since: date | None, until: date | None) -> pa.Table:
    """Keep the acts of a span of days, both ends included."""
    if since is None and until is None:
        return found
    return query(f"select * from found where {_IN_SPAN}", {"found": found}, since=since, until=until)


def current(events: pa.Table, reports: pa.Table) -> pa.Table:
    """Drop the events of reports that a corrected version has superseded."""
    return query(_CURRENT, {"events": events, "reports": reports})
