"""How alike the alliances of two states are: their portfolios of obligations to every state of the system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity import states
from comity.measures.pairs import Columns, Pair, chosen, gathered, yearly
from comity.measures.query import query
from comity.measures.similarity import Array, binary, joints, kappa, pi, s_score, tau_b

NEEDS = {"atop": "atop"}
MAY = {"cow_nmc": "cow_nmc"}

LEVELS = {"defense": 3, "offense": 3, "neutral": 2, "consul": 2, "nonagg": 1}
"""What each obligation of ATOP counts as; the highest one that a pair has is its level, and none is 0."""

SELF = 3
"""A state is to itself as its closest ally."""

DMAX = 3


def alliance_similarity(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Compare the alliance portfolios of two states in every year in which both are members of the state system.

    A portfolio is the level of a state's obligation to each member of the system, itself included: 3 to defend or to
    join an attack, 2 to stay neutral or to consult, 1 not to attack, 0 none.

    ::

        tau_b                rank correlation of the two portfolios
        s_abs, s_sq          S with dmax 3, absolute and squared distances
        s_abs_cinc           s_abs with each member weighted by its capabilities (CINC); null where they are not loaded
        kappa_abs, pi_abs    corrected for chance, absolute distances
        kappa_sq, pi_sq      the same, squared distances
        s_bin, kappa_bin, pi_bin    S, kappa and pi of having any obligation or none

    Columns: ``a``, ``b``, ``year``, ``n`` (members of the system), ``level`` (of what ``a`` owes ``b``), those
    above, and ``note`` where a figure is not defined. Only years that the data cover have rows: before and after them
    alliances are not known, which is not the same as none.

    **When it misleads:** ATOP's promises not to attack are many and cheap. They make the United States and Russia
    allies at the lowest level in every year since 1975; S for the United States and Canada in 1995 is .58, and far
    higher with the alliances of the Correlates of War Project, which leave most such promises out. Most pairs have no
    tie to most states, and S takes that for likeness: read kappa beside it.

    Sources: Signorino and Ritter (1999); Häge (2011); Leeds and others, ATOP (2002).

    >>> one = {"ccode1": [200, 220], "ccode2": [220, 200], "year": [1904, 1904]}
    >>> duties = {"defense": [0, 0], "offense": [0, 0], "neutral": [0, 0], "nonagg": [0, 0], "consul": [1, 1]}
    >>> row = alliance_similarity({"atop": pa.table(one | duties)}, [("GBR", "FRA")]).to_pylist()[0]
    >>> row["n"], row["level"], round(row["s_abs"], 6)
    (44, 2, 0.969697)
    """
    return compared(tables["atop"], LEVELS, tables.get("cow_nmc"), pairs, first=first, last=last)


def compared(
    treaties: pa.Table,
    levels: Mapping[str, int],
    nmc: pa.Table | None,
    pairs: Sequence[Pair],
    *,
    first: int | None,
    last: int | None,
) -> pa.Table:
    """The measure for treaties of whichever project; ``levels`` says what each of its obligations counts as."""
    level = ", ".join(f"{value} * coalesce({name}, 0)" for name, value in levels.items())
    ties = query(
        f"""SELECT ccode1, ccode2, year, max(greatest({level})) AS level FROM treaties
        GROUP BY ALL ORDER BY year, ccode1, ccode2""",
        {"treaties": treaties},
    )
    return gathered(_years(ties, _weights(nmc), pairs, first, last))


def _years(
    ties: pa.Table,
    weights: Mapping[int, Mapping[int, float]],
    pairs: Sequence[Pair],
    first: int | None,
    last: int | None,
) -> Iterator[Columns]:
    for year, treaty in yearly(ties, first, last):
        members = np.array(states.members("cow", year))
        codes, places = _current(members, year)
        one, other = chosen(codes, pairs)
        portfolios = _portfolios(members, treaty)
        table = joints(portfolios, DMAX + 1, places[one], places[other])
        weighted = None
        if year in weights:
            capable = np.array([weights[year].get(member, 0.0) for member in members.tolist()])
            weighted = joints(portfolios, DMAX + 1, places[one], places[other], capable)
        yield {
            "a": codes[one],
            "b": codes[other],
            "year": np.full(len(one), year),
            "n": np.full(len(one), len(members)),
            "level": portfolios[places[one], places[other]],
            **_figures(table, weighted),
        }


def _current(members: NDArray[Any], year: int) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The states of a year, sorted, and where the number that each ends the year with stands among the members."""
    found = {}
    for place, member in enumerate(members.tolist()):
        code = states.state("cow", member, year)
        if code is not None and states.number("cow", code, year) == member:
            found[code] = place
    codes = sorted(found)
    return np.array(codes), np.array([found[code] for code in codes], dtype=np.int64)


def _portfolios(members: NDArray[Any], treaty: Mapping[str, NDArray[Any]]) -> NDArray[np.int64]:
    portfolios = np.zeros((len(members), len(members)), dtype=np.int64)
    inside = np.isin(treaty["ccode1"], members) & np.isin(treaty["ccode2"], members)
    row, column = (np.searchsorted(members, treaty[name][inside]) for name in ("ccode1", "ccode2"))
    portfolios[row, column] = treaty["level"][inside]
    np.fill_diagonal(portfolios, SELF)
    return portfolios


def _weights(nmc: pa.Table | None) -> dict[int, dict[int, float]]:
    weights: dict[int, dict[int, float]] = {}
    if nmc is not None:
        known = query("SELECT year, ccode, cinc FROM nmc WHERE cinc IS NOT NULL", {"nmc": nmc})
        for year, ccode, cinc in zip(*(known.column(name).to_pylist() for name in known.column_names), strict=True):
            weights.setdefault(year, {})[ccode] = cinc
    return weights


def _figures(table: Array, weighted: Array | None) -> Columns:
    figures = {
        "tau_b": tau_b(table),
        "s_abs": s_score(table, power=1, dmax=DMAX),
        "s_sq": s_score(table, power=2, dmax=DMAX),
        "s_abs_cinc": np.full(len(table), np.nan) if weighted is None else s_score(weighted, power=1, dmax=DMAX),
        "kappa_abs": kappa(table, power=1),
        "pi_abs": pi(table, power=1),
        "kappa_sq": kappa(table, power=2),
        "pi_sq": pi(table, power=2),
        "s_bin": s_score(binary(table), power=1, dmax=1),
        "kappa_bin": kappa(binary(table), power=1),
        "pi_bin": pi(binary(table), power=1),
    }
    return {**figures, "note": np.where(np.isnan(figures["tau_b"]), "no variety: tau-b undefined", "")}
