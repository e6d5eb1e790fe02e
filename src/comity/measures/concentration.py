"""How concentrated capabilities are among the major powers."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from comity import datafiles, states
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS = {"cow_nmc": "cow_nmc"}

_CONCENTRATION = """
WITH shares AS (
  SELECT n.year, n.cinc / sum(n.cinc) OVER (PARTITION BY n.year) AS share
  FROM nmc n JOIN powers p ON p.year = n.year AND p.ccode = n.ccode WHERE n.cinc IS NOT NULL
)
SELECT year, 'majors' AS "set", count(*) AS n,
  sqrt((sum(share ** 2) - 1 / count(*)) / nullif(1 - 1 / count(*), 0)) AS con,
  sum(share ** 2) AS hhi, 1 / sum(share ** 2) AS effective, max(share) AS top1,
  list_sum(list(share ORDER BY share DESC)[:2]) AS top2, -sum(share * ln(share)) AS entropy
FROM shares WHERE ($first IS NULL OR year >= $first) AND ($last IS NULL OR year <= $last)
GROUP BY year ORDER BY year
"""


def concentration(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Compute Ray and Singer's concentration, and its kin, of CINC among the major powers of each year.

    ::

        con       = sqrt((sum(s ** 2) - 1 / n) / (1 - 1 / n))     s: shares among the n powers
        hhi       = sum(s ** 2)                                   Herfindahl and Hirschman
        effective = 1 / hhi                                       as many equal powers would be as concentrated
        entropy   = -sum(s * ln(s))

    Columns: ``year``, ``set`` (``majors``), ``n``, ``con`` (0: all equal, 1: one has all), ``hhi``, ``effective``,
    ``top1`` and ``top2`` (share of the strongest, of the two strongest), ``entropy``. It is about the system and not
    about ``pairs``, which change nothing. Powers are those that the Correlates of War Project counts (1816 to today),
    for every year in which it does so for a day or more; the shares are of CINC as published.

    **When it misleads:** the set jumps, and the figure with it: when Japan and Germany join again in 1991 ``con``
    moves although nobody's strength does. It inherits what is wrong with CINC.

    Source: Ray and Singer, "Measuring the Concentration of Power in the International System", Sociological Methods
    and Research 1 (1973), 403-437.

    >>> nmc = pa.table({"ccode": [200, 220, 365, 710], "year": [1919] * 4, "cinc": [0.5, 0.25, 0.25, 0.9]})
    >>> row = concentration({"cow_nmc": nmc}).to_pylist()[0]
    >>> row["n"], round(row["con"], 6), round(row["effective"], 6)
    (2, 0.333333, 1.8)
    """
    nmc = tables["cow_nmc"]
    powers = _powers(nmc["year"].unique().to_pylist())
    return query(_CONCENTRATION, {"nmc": nmc, "powers": powers}, first=first, last=last)


def powers(year: int) -> tuple[str, ...]:
    """The major powers of a year: those that COW counts as such on any day of it.

    >>> powers(1950)
    ('USA', 'GBR', 'FRA', 'RUS', 'CHN')
    """
    found = [
        power["state"]
        for power in _majors()
        if int(str(power["from"])[:4]) <= year <= int(str(power.get("to", "9999"))[:4])
    ]
    return tuple(dict.fromkeys(found))


@functools.cache
def _majors() -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = datafiles.load("majors.yml")
    return found


def _powers(years: Sequence[int]) -> pa.Table:
    rows = [{"year": year, "ccode": states.number("cow", code, year)} for year in years for code in powers(year)]
    return pa.Table.from_pylist(rows, schema=pa.schema([("year", pa.int64()), ("ccode", pa.int64())]))
