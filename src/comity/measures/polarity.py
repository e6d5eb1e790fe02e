"""Polarity: among how many poles the world's capabilities, and its blocs, are divided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from comity.measures import networks
from comity.measures.bloc_shares import grouped
from comity.measures.blocs import divide, leading
from comity.measures.capabilities import capabilities
from comity.measures.concentration import powers
from comity.measures.pairs import Pair
from comity.measures.query import query

NETWORKS: Mapping[str, Mapping[str, str]] = {**networks.NETWORKS, "capabilities": {}}
NEEDS = {"cow_nmc": "cow_nmc"}
NETWORK_MAY = networks.NETWORK_MAY

Ties = list[tuple[str, str, float]]

HALF, QUARTER, TWENTIETH = 0.5, 0.25, 0.05

_SCHEMA = pa.schema(
    [("year", pa.int64()), ("network", pa.string()), ("kind", pa.string()), ("poles", pa.int64()),
     ("top", pa.float64()), ("second", pa.float64()), ("effective_powers", pa.float64()), ("states", pa.int64()),
     ("blocs", pa.int64()), ("effective_blocs", pa.float64()), ("bloc1", pa.string()), ("bloc1_cinc", pa.float64()),
     ("bloc2", pa.string()), ("bloc2_cinc", pa.float64()), ("modularity", pa.float64()), ("stability", pa.float64())]
)  # fmt: skip


def polarity(
    tables: Mapping[str, pa.Table],
    pairs: Sequence[Pair] = (),
    *,
    first: int | None = None,
    last: int | None = None,
    by: str = "votes",
) -> pa.Table:
    """Tell, year by year, how many poles capabilities have, and into how many blocs the states fall.

    ::

        shares s of CINC among the major powers of the year, the greatest first
        unipolar    s1 >= 1/2
        bipolar     s1 + s2 >= 1/2, both >= 1/4, and no third does so
        multipolar  three powers or more with s >= 1/20, and neither of the above
        effective_powers = 1 / sum(share of CINC ** 2), over all states
        effective_blocs  = 1 / sum(bloc's share of the CINC of all states in blocs ** 2)

    Columns: ``year``, ``network``, ``kind``, ``poles`` (powers that make it so), ``top`` and ``second`` (s1, s2),
    ``effective_powers``, ``states`` (with a tie), ``blocs`` (of two states or more), ``effective_blocs``, ``bloc1`` and
    ``bloc2`` (the leading members of the two strongest blocs) with their shares of all CINC, ``modularity`` and
    ``stability`` (mean over the states) of the division into blocs, as :func:`blocs` makes it. Years without a network
    or without CINC have no row; by ``capabilities`` all years with CINC have one, and nothing about blocs. It is about
    the system, and ``pairs`` change nothing.

    **When it misleads:** the borders of a half, a quarter and a twentieth are conventions, and a year may cross one by
    the revision of a figure; ``effective_powers`` moves without steps. CINC lets China lead since 1995. Poles by
    capability and blocs by conduct are two things: see both.

    Sources: Modelski, World Power Concentrations (1974), and Rapkin, Thompson and Christopherson, "Bipolarity and
    Bipolarization in the Cold War Era", Journal of Conflict Resolution 23 (1979), 261-295, for the borders; effective
    number as in Laakso and Taagepera, Comparative Political Studies 12 (1979).

    >>> nmc = pa.table({"ccode": [2, 365, 200], "year": [1950] * 3, "cinc": [0.3, 0.25, 0.05]})
    >>> pact = {"ccode1": [2], "ccode2": [200], "year": [1950], "defense": [1]}
    >>> none = {name: [0] for name in ("offense", "neutral", "nonagg", "consul")}
    >>> shares = {name: nmc["cinc"] for name in ("milex", "milper", "irst", "pec", "tpop", "upop")}
    >>> for name, amounts in shares.items(): nmc = nmc.append_column(name, amounts)
    >>> row = polarity({"cow_nmc": nmc, "atop": pa.table(pact | none)}, by="treaties").to_pylist()[0]
    >>> row["kind"], row["poles"], round(row["top"], 6), row["bloc1"]
    ('unipolar', 1, 0.5, 'GBR')
    """
    capable = query(
        "SELECT a, year, cinc AS amount FROM found WHERE cinc IS NOT NULL",
        {"found": capabilities({"cow_nmc": tables["cow_nmc"]}, first=first, last=last)},
    )
    cinc = grouped(capable)
    if by == "capabilities":
        every: Iterable[tuple[int, Ties]] = ((year, []) for year in sorted(cinc))
    else:
        every = networks.yearly(networks.network(tables, first=first, last=last, by=by))
    return pa.Table.from_pylist(list(_years(every, cinc, by)), schema=_SCHEMA)


def kind(shares: Sequence[float]) -> tuple[str, int]:
    """The polarity of the major powers' shares, and how many powers make it so.

    >>> kind([0.45, 0.3, 0.15, 0.1]), kind([0.6, 0.3, 0.1]), kind([0.3, 0.3, 0.3, 0.1]), kind([])
    (('bipolar', 2), ('unipolar', 1), ('multipolar', 4), ('none', 0))
    """
    great = sum(share >= QUARTER for share in shares)
    if any(share >= HALF for share in shares):
        return "unipolar", 1
    if great == 2:
        return "bipolar", 2
    some = sum(share >= TWENTIETH for share in shares)
    return ("multipolar", some) if some > 2 else ("none", some)


def _years(
    every: Iterable[tuple[int, Ties]], capable: Mapping[int, Mapping[str, float]], by: str
) -> Iterator[dict[str, Any]]:
    for year, rows in every:
        if not (cinc := capable.get(year)):
            continue
        major = sorted((cinc[code] for code in powers(year) if code in cinc), reverse=True)
        shares = [share / sum(major) for share in major]
        found = divide(rows)
        strong = sorted(
            ((sum(cinc.get(code, 0.0) for code in bloc), bloc) for bloc in found.members),
            key=lambda one: (-one[0], one[1]),
        )
        inside, world = sum(share for share, _ in strong), sum(cinc.values())
        named = [(leading(bloc, rows), share / world) for share, bloc in strong[:2]] + [(None, None)] * 2
        what, poles = kind(shares)
        yield {
            "year": year,
            "network": by,
            "kind": what,
            "poles": poles,
            "top": shares[0] if shares else None,
            "second": shares[1] if len(shares) > 1 else None,
            "effective_powers": world**2 / sum(share**2 for share in cinc.values()),
            "states": sum(map(len, found.members)) if rows else None,
            "blocs": sum(len(bloc) > 1 for bloc in found.members) if rows else None,
            "effective_blocs": inside**2 / sum(share**2 for share, _ in strong) if inside else None,
            "bloc1": named[0][0],
            "bloc1_cinc": named[0][1],
            "bloc2": named[1][0],
            "bloc2_cinc": named[1][1],
            "modularity": found.modularity if rows else None,
            "stability": sum(found.stability.values()) / len(found.stability) if found.stability else None,
        }
