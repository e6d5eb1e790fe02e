"""The say-do gap: what a state says to another, held against what it does to it.

Declared and revealed conduct are compared on the same footing: each is the balance of its friendly and unfriendly acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from comity.measures.acts import acts
from comity.measures.coverage import PLACED, STEPS, Period
from comity.measures.query import query


def say_do(
    tables: Mapping[str, pa.Table],
    a: str,
    b: str,
    *,
    since: date | None = None,
    until: date | None = None,
    by: Period = "year",
) -> pa.Table:
    """Compare the words and the deeds of each side towards the other, by period.

    ::

        words = (verbal cooperation - verbal conflict) / (verbal cooperation + verbal conflict)
        deeds = (material cooperation - material conflict) / (material cooperation + material conflict)
        gap   = words - deeds           from -2 to 2; above 0 the words are friendlier than the deeds

    Directed: in each row ``a`` acts towards ``b``; mutual acts count for both sides. Columns: ``a``, ``b``, ``year``,
    ``period``, ``n_words``, ``n_deeds``, ``words``, ``deeds``, ``gap``, ``deeds_share`` (deeds among all acts, 0 to 1:
    how much is done, and not only said). Only periods with an act have a row; ``gap`` is null where there are no words
    or no deeds to compare.

    **When it misleads:** reports tell of words more readily than of deeds, so a low ``deeds_share`` is partly the
    press's; a gap from one or two deeds is an anecdote, so look at ``n_deeds``. An act dated only to the year is left
    out of a monthly series.

    Sources: quad classes of the PLOVER codebook; the balance is the net cooperation ratio of Azar and Sloan (1975).
    """
    return query(
        f"""
        with sides as (
          select $a as a, $b as b, * from found where reciprocal or actor = $a
          union all select $b, $a, * from found where reciprocal or actor = $b
        ), counted as (
          select a, b, {PLACED} as place, nullif(place, '') as period,
            case when $step > 0 then year(begins) end as year,
            count(*) filter (quad = 'verbal_coop') as said, count(*) filter (quad = 'verbal_conf') as scolded,
            count(*) filter (quad = 'material_coop') as done, count(*) filter (quad = 'material_conf') as harmed
          from sides
          where modality = 'actual' and place is not null
          group by all
        ), balanced as (
          select *, (said - scolded) / nullif(said + scolded, 0) as words,
            (done - harmed) / nullif(done + harmed, 0) as deeds
          from counted
        )
        select a, b, year, period, said + scolded as n_words, done + harmed as n_deeds, words, deeds,
          words - deeds as gap, (done + harmed) / (said + scolded + done + harmed) as deeds_share
        from balanced order by a = $b, period
        """,
        {"found": acts(tables, a, b, since=since, until=until)},
        a=a,
        b=b,
        step=STEPS[by],
    )
