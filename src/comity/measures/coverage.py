"""Coverage: how much was read of a pair, from whom and when; and so what is not known.

Counts of events measure attention as well as conduct. A period in which no report about either side was read says
nothing about the relation: it is a gap, never a zero. A dataset of events has no reports; its events that name either
side stand in for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import pyarrow as pa

from comity.measures.acts import acts
from comity.measures.query import query

Period = Literal["year", "month", "span"]

STEPS: dict[Period, int] = {"year": 4, "month": 7, "span": 0}
"""How many characters of an ISO date name its period; ``span`` puts everything into one, undated acts as well."""

PLACED = """case when $step = 0 then '' when left(begins::varchar, $step) = left(ends::varchar, $step)
  then left(begins::varchar, $step) end"""
"""SQL: the period of an act, null where its date spans several."""

# A report concerns an actor when something coded in it names the actor, in whatever part.
_NAMING = """
select r.digest, r.published, r.source,
  bool_or(n.code = $a) and bool_or(n.code = $b) as both_named,
  bool_or(coalesce(n.pair, false)) as tells
from reports r join (
  select report, actor as code, (actor, recipient) in (($a, $b), ($b, $a)) as pair from events
  union all select report, recipient, null from events
  union all select report, speaker, list_contains(about, case when speaker = $a then $b when speaker = $b then $a end)
    from quotes
  union all select report, unnest(about), null from quotes
  union all select report, subject, (subject, partner) in (($a, $b), ($b, $a)) from claims
  union all select report, partner, null from claims
) n on n.report = r.digest
where n.code in ($a, $b) and r.superseded_by is null
  and (r.published >= $since or $since is null) and (r.published <= $until or $until is null)
group by all
"""


def coverage(
    tables: Mapping[str, pa.Table],
    a: str,
    b: str,
    *,
    since: date | None = None,
    until: date | None = None,
    by: Period = "month",
) -> pa.Table:
    """Count the reports that name either side, by period and source.

    Columns: ``a``, ``b``, ``year``, ``period`` (``2024``, ``2024-05``), ``source``, ``reports`` (naming either side)
    and ``pair_reports`` (telling of something between the two). A period that no report covers has no row. Reports
    without a day of publication have a null period; so has the whole, where ``by`` is ``span``.

    **When it misleads:** a source read whole and one read by chance count alike; a report counts for the month in
    which it came out, whatever it tells of.
    """
    return query(
        """
        select $a as a, $b as b, case when $step > 0 then year(day) end as year,
          nullif(left(day::varchar, $step), '') as period, source,
          sum(reports)::bigint as reports, sum(pair_reports)::bigint as pair_reports
        from attention group by all order by period nulls first, source
        """,
        {"attention": attention(tables, a, b, since=since, until=until)},
        a=a,
        b=b,
        step=STEPS[by],
    )


def attention(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None = None, until: date | None = None
) -> pa.Table:
    """Count by day and source what names ``a`` or ``b``: the reports or, in a dataset of events, its events.

    Columns: ``day``, ``source``, ``reports`` and ``pair_reports``. A table ``attention`` among ``tables`` is taken as
    it is; else the reports are counted.
    """
    if "attention" in tables:
        return query(
            """select * from attention where (day >= $since or $since is null) and (day <= $until or $until is null)""",
            {"attention": tables["attention"]},
            since=since,
            until=until,
        )
    return query(
        """select published as day, source, count(*) as reports, count(*) filter (tells) as pair_reports
        from named group by all""",
        {"named": naming(tables, a, b, since=since, until=until)},
    )


def naming(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None = None, until: date | None = None
) -> pa.Table:
    """List the current reports in which something coded names ``a`` or ``b``.

    Columns: ``digest``, ``published``, ``source``, ``both_named`` and ``tells`` (whether an event, quote or claim
    stands between the two).
    """
    read = {name: tables[name] for name in ("reports", "events", "quotes", "claims")}
    return query(_NAMING, read, a=a, b=b, since=since, until=until)


def periods(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None, until: date | None, by: Period
) -> pa.Table:
    """List every period of the span with the number of reports that cover it: the skeleton of all series.

    The span runs from ``since`` to ``until`` or, where these are open, over the dated actual acts and the reports.
    Columns: ``period``, ``year``, ``reports``.
    """
    covered = attention(tables, a, b, since=since, until=until)
    return query(
        """
        with days as (
          select day from covered where day is not null
          union all select begins from found where modality = 'actual' and begins is not null
        ), span as (select coalesce($since, min(day)) as first, coalesce($until, max(day)) as last from days),
        steps as (
          select distinct left(day::varchar, $step) as period, year(day) as year
          from (select unnest(generate_series(first, last, interval 1 day))::date as day from span) where $step > 0
          union all select '', null where $step = 0
        )
        select period, steps.year, coalesce(sum(covered.reports), 0)::bigint as reports
        from steps left join covered on coalesce(left(covered.day::varchar, $step), '') = period
        group by all order by period
        """,
        {"covered": covered, "found": acts(tables, a, b, since=since, until=until)},
        since=since,
        until=until,
        step=STEPS[by],
    )
