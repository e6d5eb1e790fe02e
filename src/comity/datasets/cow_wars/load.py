"""COW's wars: participants of wars between states, their dyads by year, and the sides of wars within states.

Judgement calls:

- ``-9`` is "not known" and ``-8`` "does not apply"; both become empty. A war within a state that goes on (``-7``) has
  no end.
- A part with two spells is one row; it ends where the last spell ends.
- What is published by war and side is not spread over years; a table of years is read as it is.
- The file of dyads writes two days of one war with day and month exchanged; a month above 12 is read as the day.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import reading

PARTS = {
    "warnum": "WarNum", "name": "WarName", "ccode": "ccode", "side": "Side", "styear": "StartYear1",
    "stmonth": "StartMonth1", "stday": "StartDay1", "first": "EndYear1", "last": "EndYear2", "endmonth": "EndMonth1",
    "endday": "EndDay1", "styear2": "StartYear2", "initiator": "Initiator", "outcome": "Outcome", "deaths": "BatDeath",
}  # fmt: skip
DYADS = {
    "warnum": "warnum", "disno": "disno", "ccode1": "statea", "ccode2": "stateb", "year": "year",
    "sy": "warstrtyr", "sm": "warstrtmnth", "sd": "warstrtday", "ey": "warendyr", "em": "warendmnth", "ed": "warenday",
    "role1": "warolea", "role2": "waroleb", "outcome": "outcomea", "deaths1": "batdtha", "deaths2": "batdthb",
}  # fmt: skip
INTRA = {
    "warnum": "WarNum", "name": "WarName", "wartype": "WarType", "ccode_a": "CcodeA", "side_a": "SideA",
    "ccode_b": "CcodeB", "side_b": "SideB", "styear": ["StartYear1", "StartYr1"], "first": ["EndYear1", "EndYr1"],
    "second": ["EndYear2", "EndYr2"], "international": "Intnl", "initiator": "Initiator", "outcome": "Outcome",
    "deaths_a": ["DeathsSideA", "SideADeaths"], "deaths_b": ["DeathsSideB", "SideBDeaths"],
}  # fmt: skip
INTER_YEARS = {
    "warnum": "warnum", "ccode1": "ccode1", "ccode2": "ccode2", "year": "year", "onset": "cowinteronset",
    "side1": "sidea1", "side2": "sidea2", "initiator1": "initiator1", "initiator2": "initiator2",
    "outcome1": "outcome1", "outcome2": "outcome2", "deaths1": "batdeath1", "deaths2": "batdeath2", "resume": "resume",
}  # fmt: skip
INTRA_YEARS = {
    "warnum": "warnum", "name": "warname", "wartype": "wartype", "year": "year", "onset": "cowintraonset",
    "resume": "resume_combat", "primary": "primary_state", "ccode_a": "ccodea", "side_a": "sidea", "ccode_b": "ccodeb",
    "side_b": "sideb", "international": "intnl", "outcome": "outcome", "deaths_a": "sideadeaths",
    "deaths_b": "sidebdeaths",
}  # fmt: skip

_ENDS = "greatest(TRY_CAST(first AS BIGINT), TRY_CAST(last AS BIGINT))"
_PARTS = f"SELECT * EXCLUDE (first, last), coalesce({_ENDS}, TRY_CAST(first AS BIGINT)) AS endyear FROM t"
_DAY = "CASE WHEN TRY_CAST({m} AS INT) > 12 THEN concat_ws('-', {y}, {d}, {m}) ELSE concat_ws('-', {y}, {m}, {d}) END"
_DYADS = f"""
SELECT * EXCLUDE (sy, sm, sd, ey, em, ed), {_DAY.format(y="sy", m="sm", d="sd")} AS begin,
  {_DAY.format(y="ey", m="em", d="ed")} AS "end"
FROM t
"""
_LATER = "[TRY_CAST(x AS BIGINT) FOR x IN [first, second, third, fourth]]"
_INTRA = f"""
SELECT * EXCLUDE (first, second, third, fourth),
  CASE WHEN list_contains({_LATER}, -7) THEN NULL ELSE list_max({_LATER}) END AS endyear
FROM t
"""


def load(raw: Path) -> pa.Table:
    """Read one of the publisher's files, or the years of one of the kinds of war as Parquet.

    Raises:
        InputError: it has the columns of none of these.
    """
    rows = reading.table(raw)
    if reading.has(rows, "cowinteronset"):
        return reading.columns(rows, INTER_YEARS, raw)
    if reading.has(rows, "cowintraonset"):
        return reading.columns(rows, INTRA_YEARS, raw)
    if reading.has(rows, "warolea"):
        return _made(_DYADS, reading.columns(rows, DYADS, raw))
    if not reading.has(rows, "CcodeA"):
        return _made(_PARTS, reading.columns(rows, PARTS, raw))
    # Version 5 has four spells, the ones before it two.
    later = {
        name: [f"EndYear{nth}", f"EndYr{nth}"] if reading.has(rows, f"EndYr{nth}") else INTRA["second"]
        for nth, name in ((3, "third"), (4, "fourth"))
    }
    return _made(_INTRA, reading.columns(rows, INTRA | later, raw))


def _made(sql: str, table: pa.Table) -> pa.Table:
    with duckdb.connect() as memory:
        memory.register("t", table)
        return memory.sql(sql).to_arrow_table()
