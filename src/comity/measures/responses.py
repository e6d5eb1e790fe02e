"""Third parties' responses: what others do more, or less, in the days after the pair did something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from comity.measures.acts import acts, current, distinct, within
from comity.measures.query import query

DAYS = 7
"""A response falls on the day of the pair's act or within so many days after it."""

LEAST = 10
"""Third parties with fewer acts of a kind have no row."""

_RESPONSES = """
with triggers as (
  select quad as trigger, begins as day from pair
  where modality = 'actual' and begins = ends group by all
), span as (select min(begins) as first, max(begins) as last from others where modality = 'actual'),
days as (select unnest(generate_series(first, last, interval 1 day))::date as day from span),
marked as (
  select distinct t.trigger, d.day from triggers t join days d on d.day between t.day and t.day + $days
), lengths as (
  select trigger, count(*) as after_days, (select count(*) from days) - count(*) as other_days from marked group by all
), told as (
  select case when actor in ($a, $b) then recipient else actor end as third,
    case when quad like '%coop' then 'cooperation' else 'conflict' end as kind, begins as day
  from others where modality = 'actual' and begins = ends
), daily as (select third, kind, day, count(*) as n from told group by all),
spreads as (
  select third, kind, sum(n) as n,
    greatest(1, (sum(n * n) - sum(n) ** 2 / (select count(*) from days)) / sum(n)) as spread
  from daily group by all having sum(n) >= $least
), counted as (
  select s.third, s.kind, l.trigger, l.after_days, l.other_days, any_value(s.spread) as spread,
    coalesce(sum(d.n) filter (m.day is not null), 0) as n_after, coalesce(sum(d.n) filter (m.day is null), 0) as n_other
  from spreads s cross join lengths l
  join daily d on d.third = s.third and d.kind = s.kind
  left join marked m on m.trigger = l.trigger and m.day = d.day
  group by all
), rated as (
  select *, n_after / nullif(after_days, 0) as rate_after, n_other / nullif(other_days, 0) as rate_other,
    ln((n_after + 0.5) / after_days) - ln((n_other + 0.5) / other_days) as lead,
    1.96 * sqrt(spread * (1 / (n_after + 0.5) + 1 / (n_other + 0.5))) as wide
  from counted where other_days > 0
)
select $a as a, $b as b, third, trigger, kind, n_after::bigint as n_after, n_other::bigint as n_other, after_days,
  other_days, rate_after, rate_other, rate_after / nullif(rate_other, 0) as ratio, exp(lead - wide) as low,
  exp(lead + wide) as high, spread as overdispersion
from rated order by third, trigger, kind
"""

_ANSWERS = """
with triggers as (
  select quad as trigger, begins as day from pair where modality = 'actual' and begins = ends group by all
), told as (
  select *, case when actor in ($a, $b) then recipient else actor end as third,
    case when quad like '%coop' then 'cooperation' else 'conflict' end as kind
  from others where modality = 'actual' and begins = ends
)
select o.*, a.triggers from told o join (
  select o.id, list_sort(list(distinct t.trigger)) as triggers
  from told o join triggers t on o.begins between t.day and t.day + $days group by o.id) a using (id)
order by o.begins, o.id
"""


def responses(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None = None, until: date | None = None
) -> pa.Table:
    """Compare what third parties do towards either side within a week of the pair's acts with what they do else.

    ::

        ratio = (acts on days within a week after an act of the pair / those days) / (acts on other days / those days)

    Columns: ``a``, ``b``, ``third``, ``trigger`` (the quad class of the pair's act), ``kind`` (of the response:
    ``cooperation`` or ``conflict``, with either side, in either direction), ``n_after`` and ``n_other`` (acts),
    ``after_days`` and ``other_days``, ``rate_after`` and ``rate_other`` (a day), ``ratio`` with ``low`` and ``high``
    (95 percent) and ``overdispersion`` (variance of the third party's daily acts over their mean, at least 1, by which
    the interval is widened). Third parties with ten acts of the kind or more have rows; only acts dated to the day
    count.

    **When it misleads:** all counts rise when the pair is much in the news, and third parties with them: hold the ratio
    of one third party against those of the others. The week after one act is often the week of the next. Where the pair
    acts nearly every day there are no other days to compare with.

    Source: comity's own; an event study in the manner of Goldstein and Freeman (1990).

    >>> from comity.measures.by_hand import by_hand
    >>> pair = [(f"2024-{month:02}-01", "CHN", "RUS", "AID") for month in range(1, 13)]
    >>> usa = [(f"2024-{month:02}-0{day}", "USA", "RUS", "ACCUSE") for month in range(1, 13) for day in (2, 3)]
    >>> row = responses(by_hand([*pair, *usa]), "CHN", "RUS").to_pylist()[0]
    >>> row["third"], row["trigger"], row["kind"], row["n_after"], row["n_other"], row["low"] > 5
    ('USA', 'material_coop', 'conflict', 24, 0, True)
    """
    return query(
        _RESPONSES,
        {"pair": acts(tables, a, b, since=since, until=until), "others": _others(tables, a, b, since, until)},
        a=a,
        b=b,
        days=DAYS,
        least=LEAST,
    )


def answers(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None = None, until: date | None = None
) -> pa.Table:
    """List the acts that :func:`responses` counts as coming within a week after an act of the pair.

    One row an act, with the columns of :func:`comity.measures.acts.acts` and ``third``, ``kind`` and ``triggers``: the
    quad classes of the pair's acts of the week before.

    >>> from comity.measures.by_hand import by_hand
    >>> told = [("2024-05-01", "CHN", "RUS", "AID"), ("2024-05-03", "USA", "RUS", "ACCUSE"),
    ...         ("2024-06-03", "USA", "RUS", "ACCUSE")]
    >>> found = answers(by_hand(told), "CHN", "RUS").to_pylist()
    >>> [(str(row["begins"]), row["third"], row["triggers"]) for row in found]
    [('2024-05-03', 'USA', ['material_coop'])]
    """
    return query(
        _ANSWERS,
        {"pair": acts(tables, a, b, since=since, until=until), "others": _others(tables, a, b, since, until)},
        a=a,
        b=b,
        days=DAYS,
    )


def _others(tables: Mapping[str, pa.Table], a: str, b: str, since: date | None, until: date | None) -> pa.Table:
    """What third parties do towards either side, and either side towards them."""
    thirds = query(
        """select * from events where (actor in ($a, $b)) <> (recipient in ($a, $b))""",
        {"events": current(tables["events"], tables["reports"])},
        a=a,
        b=b,
    )
    return within(distinct(thirds), since, until)
