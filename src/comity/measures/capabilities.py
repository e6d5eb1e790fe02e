"""The Composite Index of National Capability (CINC), computed anew from its components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.measures.pairs import Pair
from comity.measures.query import query

NEEDS = {"cow_nmc": "cow_nmc"}

COMPONENTS = ("milex", "milper", "irst", "pec", "tpop", "upop")

_SHARES = ", ".join(f"{name} / nullif(sum({name}) OVER world, 0) AS s_{name}" for name in COMPONENTS)
_ALL = "[" + ", ".join(f"s_{name}" for name in COMPONENTS) + "]"
_CINC = f"""
WITH shares AS (
  SELECT ccode, year, cinc AS published, {_SHARES} FROM nmc WINDOW world AS (PARTITION BY year)
)
SELECT s.state AS a, shares.year, ccode, list_avg({_ALL}) AS cinc,
  len([x FOR x IN {_ALL} IF x IS NOT NULL]) AS components, published, s.current
FROM shares JOIN states s ON s.number = ccode AND s.year = shares.year
"""


def capabilities(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Compute each state's share of the capabilities of the state system, year by year.

    ::

        CINC = mean over the components that are known of (the state's amount / the sum over all states)

    Columns: ``a``, ``year``, ``ccode``, ``cinc``, ``components`` (how many of the six are known) and ``published``
    (the index as the file has it). The components are military expenditure and personnel, iron and steel, energy,
    population and the population of large towns. With ``pairs`` only their states come; shares are of the world all
    the same. For 1990 the file has the Federal Republic (260) beside united Germany (255), and North Yemen beside
    Yemen; the row is that of the number which the state ends the year with, and the sums are over all, as published.

    **When it misleads:** a component that is not known is left out of the mean, not taken for zero, so the index is a
    mean of different things for different states and does not sum to 1 in most years. Population weighs a third, and
    steel stands for industry: that flatters large and poor states, China's and India's share above all. Military
    expenditure is in current dollars at official rates.

    Source: Singer, Bremer and Stuckey, "Capability Distribution, Uncertainty, and Major Power War" (1972).

    >>> amounts = {name: [30.0, 10.0] for name in COMPONENTS} | {"upop": [None, 5.0]}
    >>> nmc = pa.table({"ccode": [2, 365], "year": [1900, 1900], "cinc": [None, None], **amounts})
    >>> [(row["a"], row["cinc"], row["components"]) for row in capabilities({"cow_nmc": nmc}).to_pylist()]
    [('RUS', 0.375, 6), ('USA', 0.75, 5)]
    """
    nmc = tables["cow_nmc"]
    wanted = sorted({state for pair in pairs for state in pair})
    return query(
        f"""SELECT * EXCLUDE (current) FROM ({_CINC})
        WHERE ($first IS NULL OR year >= $first) AND ($last IS NULL OR year <= $last)
          AND (len($wanted) = 0 OR list_contains($wanted, a))
        QUALIFY row_number() OVER (PARTITION BY a, year ORDER BY current DESC, ccode) = 1
        ORDER BY a, year""",
        {"nmc": nmc, "states": states.table("cow", nmc["year"].unique().to_pylist())},
        first=first,
        last=last,
        wanted=wanted,
    )
