"""Cooperation and conflict over time, words and deeds apart.

The four quad classes (verbal and material cooperation, verbal and material conflict) are counted apart because one net
figure hides most of what matters: between states that talk a lot the net ratio stands near 1 in every year, whatever
else happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from comity.measures.acts import acts
from comity.measures.coverage import PLACED, STEPS, Period, periods
from comity.measures.query import query


def cooperation(
    tables: Mapping[str, pa.Table],
    a: str,
    b: str,
    *,
    since: date | None = None,
    until: date | None = None,
    by: Period = "year",
) -> pa.Table:
    """Count the actual acts between ``a`` and ``b`` by period and quad class.

    ::

        net = (cooperation - conflict) / (cooperation + conflict)        from -1 to 1, null without acts

    Columns: ``a``, ``b``, ``year``, ``period``, ``reports`` (that name either side), ``verbal_coop``,
    ``material_coop``, ``verbal_conf``, ``material_conf``, ``acts`` (their sum), ``net_verbal``, ``net_material``,
    ``net``, ``intensity`` (mean of PLOVER's scores, -10 to 10) and ``goldstein`` (mean of Goldstein's weights, -10 to
    10; acts without a CAMEO code are left out). In a period without any report and act all figures are null: a gap, not
    a zero.

    An act dated only to the year has no place in a monthly series and is left out of it. Historical acts, which a
    report only recalls, are never counted. **When it misleads:** with few acts a period, net jumps between its
    extremes; look at ``acts`` first. Counts grow with the number of reports read; hold them against ``reports``.

    Sources: Azar and Sloan, "Dimensions of Interaction", 1975; Goldstein, "A Conflict-Cooperation Scale for WEIS
    Events Data", Journal of Conflict Resolution 36 (1992); the PLOVER codebook for quad classes.
    """
    counts = query(
        f"""
        select {PLACED} as period,
          count(*) filter (quad = 'verbal_coop') as verbal_coop,
          count(*) filter (quad = 'material_coop') as material_coop,
          count(*) filter (quad = 'verbal_conf') as verbal_conf,
          count(*) filter (quad = 'material_conf') as material_conf,
          count(*) as acts, avg(intensity) as intensity, avg(goldstein) as goldstein
        from found
        where modality = 'actual' and period is not null
        group by all
        """,
        {"found": acts(tables, a, b, since=since, until=until)},
        step=STEPS[by],
    )
    return query(
        """
        with filled as (
          select p.year, p.period, p.reports, c.intensity, c.goldstein,
            case when p.reports > 0 or c.acts > 0 then coalesce(c.verbal_coop, 0) end as verbal_coop,
            case when p.reports > 0 or c.acts > 0 then coalesce(c.material_coop, 0) end as material_coop,
            case when p.reports > 0 or c.acts > 0 then coalesce(c.verbal_conf, 0) end as verbal_conf,
            case when p.reports > 0 or c.acts > 0 then coalesce(c.material_conf, 0) end as material_conf,
            case when p.reports > 0 or c.acts > 0 then coalesce(c.acts, 0) end as acts
          from periods p left join counts c using (period)
        )
        select $a as a, $b as b, year, nullif(period, '') as period, reports,
          verbal_coop, material_coop, verbal_conf, material_conf, acts,
          (verbal_coop - verbal_conf) / nullif(verbal_coop + verbal_conf, 0) as net_verbal,
          (material_coop - material_conf) / nullif(material_coop + material_conf, 0) as net_material,
          (verbal_coop + material_coop - verbal_conf - material_conf) / nullif(acts, 0) as net,
          intensity, goldstein
        from filled order by period
        """,
        {"periods": periods(tables, a, b, since=since, until=until, by=by), "counts": counts},
        a=a,
        b=b,
    )
