"""The profile of a relation: in which fields the two act, and whether as partners or as rivals.

PLOVER's contexts are grouped into eight dimensions. An act with contexts of two dimensions counts in both, so shares
need not add up to one. Where the text gives no context, the type stands in for it (``BY_TYPE``); types that say nothing
of a field fall under diplomacy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from comity.measures.acts import acts
from comity.measures.coverage import PLACED, STEPS, Period
from comity.measures.query import query

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "diplomacy": ("diplomatic", "executive", "legislative", "political_institutions", "election", "peacekeeping"),
    "military": ("military", "cbrn", "terrorism"),
    "economy": ("economic", "inequality", "corruption"),
    "energy and resources": ("natural_resource", "environment"),
    "technology and information": ("technology", "cyber", "misinformation", "intelligence"),
    "law and territory": ("legal", "territory", "reparations", "crime", "illegal_drugs", "trafficking"),
    "rights and institutions": (
        "human_rights", "rights_freedoms", "repression", "pro_democracy", "pro_autocracy",
        "gender", "lgbt", "religion_ethnicity",
    ),
    "people and aid": ("human_security", "health", "asylum", "migration", "disasters"),
}  # fmt: skip
"""Dimension -> the contexts of PLOVER that belong to it. A test holds that none is missing."""

BY_TYPE: dict[str, str] = {
    "ASSAULT": "military",
    "MOBILIZE": "military",
    "AID": "people and aid",
    "SANCTION:convict": "law and territory",
    "SANCTION:expel": "diplomacy",
    "SANCTION:withdraw": "diplomacy",
    "SANCTION": "economy",
    "COERCE:cyber": "technology and information",
    "COERCE:misinformation": "technology and information",
    "RETREAT:ceasefire": "military",
    "RETREAT:withdraw": "military",
    "RETREAT:disarm": "military",
}
"""Dimension of acts without any context, by ``TYPE:mode`` or ``TYPE``; all others are diplomacy."""


def dimensions(type: str, mode: str | None, contexts: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Name the dimensions that an act belongs to, at least one.

    >>> dimensions("COOPERATE", None, ["military", "natural_resource"]), dimensions("SANCTION", "expel", [])
    (('military', 'energy and resources'), ('diplomacy',))
    """
    named = tuple(name for name, members in DIMENSIONS.items() if any(context in members for context in contexts))
    return named or (BY_TYPE.get(f"{type}:{mode}") or BY_TYPE.get(type) or "diplomacy",)


def profile(
    tables: Mapping[str, pa.Table],
    a: str,
    b: str,
    *,
    since: date | None = None,
    until: date | None = None,
    by: Period = "span",
) -> pa.Table:
    """Count the actual acts between ``a`` and ``b`` by dimension, quad class and period.

    Columns: ``a``, ``b``, ``year``, ``period``, ``dimension``, ``verbal_coop``, ``material_coop``, ``verbal_conf``,
    ``material_conf``, ``acts``, ``share`` (of all acts of the period; dimensions overlap), ``events`` (the first
    telling of each act). Only dimensions with an act have a row.

    **When it misleads:** contexts are read from the sentence of the act; a summit that settles a gas price is diplomacy
    if the sentence tells only of the summit.

    Source: contexts of the PLOVER codebook; the grouping is comity's own (``DIMENSIONS``).
    """
    found = acts(tables, a, b, since=since, until=until).select(
        ["id", "type", "mode", "contexts", "quad", "modality", "begins", "ends"]
    )
    rows = found.to_pylist()
    fields = pa.table(
        {
            "id": pa.array([row["id"] for row in rows], pa.string()),
            "dims": pa.array(
                [dimensions(row["type"], row["mode"], row["contexts"] or []) for row in rows], pa.list_(pa.string())
            ),
        }
    )
    return query(
        f"""
        with kept as (
          select f.*, d.dims, {PLACED} as place, nullif(place, '') as period,
            case when $step > 0 then year(f.begins) end as year
          from found f join fields d using (id)
          where modality = 'actual' and place is not null
        ), totals as (select period, count(*) as total from kept group by period)
        select $a as a, $b as b, k.year, k.period, k.dimension,
          count(*) filter (quad = 'verbal_coop') as verbal_coop,
          count(*) filter (quad = 'material_coop') as material_coop,
          count(*) filter (quad = 'verbal_conf') as verbal_conf,
          count(*) filter (quad = 'material_conf') as material_conf,
          count(*) as acts, count(*) / any_value(t.total) as share, list(k.id order by k.begins desc) as events
        from (select *, unnest(dims) as dimension from kept) k
          join totals t on t.period is not distinct from k.period
        group by k.year, k.period, k.dimension order by k.period, acts desc, k.dimension
        """,
        {"found": found, "fields": fields},
        a=a,
        b=b,
        step=STEPS[by],
    )
