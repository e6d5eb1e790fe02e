"""Who acts: the share of a relation that each side carries, and what both do together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from comity.measures.acts import acts
from comity.measures.query import query


def initiative(
    tables: Mapping[str, pa.Table], a: str, b: str, *, since: date | None = None, until: date | None = None
) -> pa.Table:
    """Count the actual acts by the side that carries them out.

    Three rows: ``a`` towards ``b``, ``b`` towards ``a``, and mutual acts (``mutual`` true; talks, joint exercises,
    agreements). Columns: ``a``, ``b``, ``mutual``, ``verbal_coop``, ``material_coop``, ``verbal_conf``,
    ``material_conf``, ``acts``, ``visits`` (visits paid by ``a``: they are mutual acts, but somebody travels; null in
    the mutual row).

    **When it misleads:** the grammar of a report decides who acts. "China receives Russian gas" and "Russia supplies
    China" are read alike, but a text that tells only one side's conduct tilts the count.

    Source: directed dyads as in Goldstein and Freeman, "Three-Way Street", 1990.
    """
    return query(
        """
        with sides(a, b, mutual, place) as (values ($a, $b, false, 1), ($b, $a, false, 2), ($a, $b, true, 3)),
        kept as (select * from found where modality = 'actual')
        select s.a, s.b, s.mutual,
          count(k.id) filter (quad = 'verbal_coop') as verbal_coop,
          count(k.id) filter (quad = 'material_coop') as material_coop,
          count(k.id) filter (quad = 'verbal_conf') as verbal_conf,
          count(k.id) filter (quad = 'material_conf') as material_conf,
          count(k.id) as acts,
          case when not s.mutual then
            (select count(*) from kept v where v.actor = s.a and v.type = 'CONSULT' and v.mode = 'visit') end as visits
        from sides s left join kept k on k.reciprocal = s.mutual and (s.mutual or k.actor = s.a)
        group by all order by any_value(s.place)
        """,
        {"found": acts(tables, a, b, since=since, until=until)},
        a=a,
        b=b,
    )
