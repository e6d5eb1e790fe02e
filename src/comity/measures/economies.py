"""Product and population of states, from whichever of their publishers is loaded, one publisher for each year.

Figures of two publishers, or in two prices, are never mixed within a year: shares of them would mean nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from comity import states
from comity.measures.query import query

ECONOMIES: Mapping[str, str] = {
    "world_bank_gdp_ppp": "world_bank",
    "world_bank_gdp": "world_bank",
    "world_bank_population": "world_bank",
    "maddison": "maddison",
    "gdp_estimates": "gdp_estimates",
}
"""Tables with product or population -> their dataset; a measure uses those that are loaded."""

# Table, its product in units of currency, its population in people, and what its currency is.
_SOURCES = (
    ("world_bank_gdp_ppp", "gdp_ppp", "NULL", "international dollars, World Bank"),
    ("maddison", "gdp_per_head * population * 1000", "population * 1000", "international dollars of 2011, Maddison"),
    ("gdp_estimates", "gdp * 1e6", "population * 1e6", "international dollars, estimates of Fariss and others"),
    ("world_bank_gdp", "gdp", "NULL", "current US dollars, World Bank"),
)

_STATES = """
SELECT n.state AS a, t.year::BIGINT AS year, {gdp} AS gdp, {population} AS population, {place} AS place,
  '{unit}' AS unit
FROM "{name}" t JOIN {names}
"""
_BY_ISO = "names n ON n.iso = t.iso"
_BY_COW = "numbered n ON n.number = t.ccode AND n.year = t.year AND n.current AND n.state IS NOT NULL"


def economies(tables: Mapping[str, pa.Table]) -> pa.Table:
    """Product and population by state and year.

    Columns: ``a``, ``year``, ``gdp`` (in ``unit``), ``population`` (people) and ``unit``. In each year the first of
    these that knows the product of most states is taken for all: the World Bank's at purchasing power, Maddison's, the
    estimates of Fariss and others, the World Bank's at current prices. Population is the World Bank's where it is
    loaded, else that of the product's publisher. Only states are
    there, no regions or groups of income; the Soviet Union is ``RUS``.

    >>> maddison = pa.table({"iso": ["SUN"], "year": [1950], "gdp_per_head": [2841.0], "population": [179571.0]})
    >>> row = economies({"maddison": maddison}).to_pylist()[0]
    >>> row["a"], row["gdp"] // 10**9, row["population"]
    ('RUS', 510.0, 179571000.0)
    """
    selects = [
        _STATES.format(
            gdp=gdp,
            population=population,
            place=place,
            unit=unit,
            name=name,
            names=_BY_COW if name == "gdp_estimates" else _BY_ISO,
        )
        for place, (name, gdp, population, unit) in enumerate(_SOURCES)
        if name in tables
    ]
    if not selects:
        return _EMPTY
    people = "SELECT NULL::VARCHAR AS a, NULL::BIGINT AS year, NULL::DOUBLE AS population WHERE false"
    if "world_bank_population" in tables:
        people = """SELECT n.state AS a, t.year::BIGINT AS year, max(t.population) AS population
        FROM world_bank_population t JOIN names n ON n.iso = t.iso WHERE t.population IS NOT NULL GROUP BY ALL"""
    used = {name: table for name, table in tables.items() if name in ECONOMIES}
    if "gdp_estimates" in used:
        used["numbered"] = states.table("cow", used["gdp_estimates"]["year"].unique().to_pylist())
    return query(
        f"""
        WITH found AS ({" UNION ALL ".join(selects)}),
        sizes AS (SELECT year, place, count(gdp) AS n FROM found GROUP BY ALL),
        best AS (SELECT year, arg_min(place, (-n, place)) AS place FROM sizes WHERE n > 0 GROUP BY ALL),
        people AS ({people})
        SELECT f.a, f.year, max(f.gdp) AS gdp, coalesce(any_value(p.population), max(f.population)) AS population,
          any_value(f.unit) AS unit
        FROM found f JOIN best USING (year, place) LEFT JOIN people p ON p.a = f.a AND p.year = f.year
        GROUP BY f.a, f.year ORDER BY f.a, f.year
        """,
        {**used, "names": by_iso()},
    )


def by_iso() -> pa.Table:
    """Every ISO code that a state has had, and comity's code of that state: ``iso`` and ``state``."""
    dated = states.iso_table(range(1974, 2031))
    return query(
        """SELECT DISTINCT iso, state FROM (SELECT iso, state FROM dated UNION ALL SELECT code, code FROM known)
        QUALIFY row_number() OVER (PARTITION BY iso ORDER BY iso = state DESC, state) = 1""",
        {"dated": dated, "known": pa.table({"code": sorted(states.names())})},
    )


_EMPTY = pa.schema(
    [("a", pa.string()), ("year", pa.int64()), ("gdp", pa.float64()), ("population", pa.float64()),
     ("unit", pa.string())]
).empty_table()  # fmt: skip
