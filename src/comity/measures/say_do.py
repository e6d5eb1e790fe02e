"""The say-do gap: what a state says to another, held against what it does to it.

Declared and revealed conduct are compared on the same footing: each is the balance of its friendly and unfriendly acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from comity.measures.acts import acts
from comity.measures.coverage import PLACED, STEPS, Period
from comity.measures.query import query

DRAWS = 2000
SEED = 1


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
    declared = (supporting - opposing quotations of a about b) / (supporting + opposing)
    declared_gap = declared - deeds

    Directed: in each row ``a`` acts towards ``b``; mutual acts count for both sides. Columns: ``a``, ``b``, ``year``,
    ``period``, ``n_words``, ``n_deeds``, ``words``, ``deeds``, ``gap``, ``low`` and ``high`` (95 percent, of ``gap``),
    ``deeds_share`` (deeds among all acts, 0 to 1: how much is done, and not only said), ``n_declared`` (quotations that
    take a stance), ``declared`` and ``declared_gap``. Only periods with an act have a row; ``gap`` is null where there
    are no words or no deeds to compare. Datasets of events have no quotations.

    The interval is that of the difference of two shares of friendly acts, each with Jeffreys' prior (Beta 1/2, 1/2),
    2,000 draws: it stays wide where there are few deeds, also where all of them are alike. There, where Jeffreys'
    interval would leave the share itself out, it reaches as far as the gap.

    **When it misleads:** reports tell of words more readily than of deeds, so a low ``deeds_share`` is partly the
    press's; a gap from one or two deeds is an anecdote, so look at ``n_deeds``. An act dated only to the year is left
    out of a monthly series.

    Sources: quad classes of the PLOVER codebook; the balance is the net cooperation ratio of Azar and Sloan (1975);
    interval Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16 (2001).

    >>> from comity.measures.by_hand import by_hand
    >>> told = by_hand([("2024-05-01", "USA", "CHN", "CONSULT"), ("2024-05-02", "USA", "CHN", "SUPPORT"),
    ...                 ("2024-05-03", "USA", "CHN", "SANCTION"), ("2024-05-04", "USA", "CHN", "SANCTION")])
    >>> row = say_do(told, "USA", "CHN").to_pylist()[0]
    >>> row["words"], row["deeds"], row["gap"], row["low"] > 0
    (1.0, -1.0, 2.0, True)
    """
    counted = query(
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
          words - deeds as gap, said, done, (done + harmed) / (said + scolded + done + harmed) as deeds_share,
          coalesce(supporting + opposing, 0) as n_declared,
          (supporting - opposing) / nullif(supporting + opposing, 0) as declared, declared - deeds as declared_gap
        from balanced left join (
          select speaker as a, case when $step > 0 then left(published::varchar, $step) else '' end as place,
            count(*) filter (stance = 'support') as supporting, count(*) filter (stance = 'oppose') as opposing
          from quotes
          where (speaker = $a and list_contains(about, $b)) or (speaker = $b and list_contains(about, $a))
          group by all) stances using (a, place)
        order by a = $b, period
        """,
        {"found": acts(tables, a, b, since=since, until=until), "quotes": tables["quotes"]},
        a=a,
        b=b,
        step=STEPS[by],
    )
    return _with_interval(counted)


def _with_interval(counted: pa.Table) -> pa.Table:
    low: list[float | None] = []
    high: list[float | None] = []
    for row in counted.to_pylist():
        if row["gap"] is None:
            low.append(None)
            high.append(None)
            continue
        rng = np.random.default_rng(SEED)
        words = rng.beta(row["said"] + 0.5, row["n_words"] - row["said"] + 0.5, DRAWS)
        deeds = rng.beta(row["done"] + 0.5, row["n_deeds"] - row["done"] + 0.5, DRAWS)
        bounds = np.quantile(2 * (words - deeds), (0.025, 0.975))
        low.append(min(float(bounds[0]), row["gap"]))
        high.append(max(float(bounds[1]), row["gap"]))
    place = counted.column_names.index("said")
    bare = counted.drop_columns(["said", "done"])
    with_low = bare.add_column(place, "low", pa.array(low, pa.float64()))
    return with_low.add_column(place + 1, "high", pa.array(high, pa.float64()))
