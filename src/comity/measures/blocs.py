"""Blocs: which states hold together more than they do with others, and how surely."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.measures import networks
from comity.measures.pairs import Pair

NETWORKS = networks.NETWORKS
NETWORK_MAY = networks.NETWORK_MAY

SEEDS = 20
"""How often a network is divided; each time the states are looked at in another order."""

TOGETHER = 0.5
"""Two states are kept together where more than this share of the divisions puts them together."""

ROUNDS = 10
"""How often consensus is sought before the last division is taken."""

_SCHEMA = pa.schema(
    [("year", pa.int64()), ("network", pa.string()), ("bloc", pa.int64()), ("lead", pa.string()), ("size", pa.int64()),
     ("a", pa.string()), ("stability", pa.float64()), ("elsewhere", pa.float64()), ("modularity", pa.float64())]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blocs:
    """A division into blocs, the largest first.

    ``stability`` is of each member the mean share of divisions that put it together with the others of its bloc (1
    where it is alone in all), ``elsewhere`` the highest such share with another bloc, ``modularity`` that of the ties
    above 0.
    """

    members: tuple[tuple[str, ...], ...]
    stability: Mapping[str, float]
    elsewhere: Mapping[str, float]
    modularity: float

    def of(self, code: str) -> int | None:
        """The number of a state's bloc; None where it has no tie."""
        return next((number for number, bloc in enumerate(self.members) if code in bloc), None)


def divide(ties: Iterable[tuple[str, str, float]], *, seeds: int = SEEDS) -> Blocs:
    """Divide a network into blocs, by consensus over many divisions.

    ::

        D[i, j] = share of the divisions that put i and j together
        then divide the network of D where D > 0.5, and so on until all divisions agree

    Each division is Louvain's, of the ties above 0 with their weights. The order of the ties changes nothing.

    >>> near, far = [("a", "b", 0.9), ("b", "c", 0.8), ("a", "c", 0.7)], [("x", "y", 0.9), ("c", "x", 0.1)]
    >>> divide(near + far).members
    (('a', 'b', 'c'), ('x', 'y'))

    Sources: Blondel and others, "Fast Unfolding of Communities in Large Networks", Journal of Statistical Mechanics
    (2008); Lancichinetti and Fortunato, "Consensus Clustering in Complex Networks", Scientific Reports 2 (2012), 336.
    """
    return _divided(tuple(sorted(ties)), seeds)


@functools.lru_cache(maxsize=8)
def _divided(known: tuple[tuple[str, str, float], ...], seeds: int) -> Blocs:
    """One network is asked about by several measures, and is divided once."""
    import networkx as nx

    members = sorted({code for a, b, _ in known for code in (a, b)})
    kept = [(a, b, weight) for a, b, weight in known if weight > 0]
    if not members:
        return Blocs((), {}, {}, 0.0)
    first = together = _together(members, kept, seeds)
    for _ in range(ROUNDS):
        if np.isin(together, (0.0, 1.0)).all():
            break
        rows, columns = np.nonzero(np.triu(together, 1) > TOGETHER)
        near = zip(rows.tolist(), columns.tolist(), strict=True)
        pairs = [(members[i], members[j], float(together[i, j])) for i, j in near]
        together = _together(members, pairs, seeds)
    blocs = _blocs(members, together)
    graph = _graph(members, kept)
    modularity = nx.community.modularity(graph, [set(bloc) for bloc in blocs]) if kept else 0.0
    stability, elsewhere = _stability(members, blocs, first)
    return Blocs(blocs, stability, elsewhere, float(modularity))


def blocs(
    tables: Mapping[str, pa.Table],
    pairs: Sequence[Pair] = (),
    *,
    first: int | None = None,
    last: int | None = None,
    by: str = "votes",
    seeds: int = SEEDS,
) -> pa.Table:
    """Divide the states of each year into blocs, and say how sure the place of each of them is.

    ::

        stability   mean share of the divisions that put the state together with the others of its bloc
        elsewhere   the highest such share with the members of another bloc

    Columns: ``year``, ``network``, ``bloc`` (0 is the largest), ``lead`` (the member with the strongest ties inside
    it), ``size``, ``a`` (the member), ``stability``, ``elsewhere`` and ``modularity`` (of the division: share of the
    ties inside blocs beyond what chance would put there). With ``pairs`` only their states have rows; the division is
    of all states the same. Every year is divided anew, so that bloc 1 of one year need not be bloc 1 of the next: go by
    ``lead`` and by the members.

    **When it misleads:** the method finds blocs in any network, also where there are none; believe it where
    ``modularity`` is well above 0 and ``stability`` near 1. Only ties above 0 are divided: foes may share a bloc where
    both have its friends. Small blocs inside large ones are not seen.

    Sources: Blondel and others (2008); Lancichinetti and Fortunato (2012); for the General Assembly Macon, Mucha and
    Porter, "Community Structure in the United Nations General Assembly", Physica A 391 (2012).

    >>> pact = {"ccode1": [2, 2, 365], "ccode2": [200, 20, 370], "year": [2010] * 3, "defense": [1, 1, 1]}
    >>> none = {name: [0, 0, 0] for name in ("offense", "neutral", "nonagg", "consul")}
    >>> found = blocs({"atop": pa.table(pact | none)}, by="treaties").to_pylist()
    >>> [(row["bloc"], row["lead"], row["a"], row["stability"]) for row in found][2:]
    [(0, 'USA', 'USA', 1.0), (1, 'BLR', 'BLR', 1.0), (1, 'BLR', 'RUS', 1.0)]
    """
    ties = networks.network(tables, first=first, last=last, by=by)
    wanted = {code for pair in pairs for code in pair}
    rows = [row for row in _rows(ties, by, seeds) if not wanted or row["a"] in wanted]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _rows(table: pa.Table, by: str, seeds: int) -> Iterator[dict[str, Any]]:
    for year, ties in networks.yearly(table):
        found = divide(ties, seeds=seeds)
        for number, bloc in enumerate(found.members):
            lead = leading(bloc, ties)
            for code in bloc:
                yield {
                    "year": year,
                    "network": by,
                    "bloc": number,
                    "lead": lead,
                    "size": len(bloc),
                    "a": code,
                    "stability": found.stability[code],
                    "elsewhere": found.elsewhere[code],
                    "modularity": found.modularity,
                }


def leading(bloc: Sequence[str], ties: Iterable[tuple[str, str, float]]) -> str:
    """The member with the strongest ties inside a bloc, of equals the first by its code.

    >>> leading(("a", "b", "c"), [("a", "b", 0.5), ("b", "c", 0.5), ("c", "x", 9.0)])
    'b'
    """
    inside = dict.fromkeys(sorted(bloc), 0.0)
    for a, b, weight in ties:
        if a in inside and b in inside:
            inside[a] += weight
            inside[b] += weight
    return max(inside, key=lambda code: inside[code])


def _graph(members: Sequence[str], ties: Iterable[tuple[str, str, float]]) -> Any:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(members)
    graph.add_weighted_edges_from(ties)
    return graph


def _together(members: Sequence[str], ties: Sequence[tuple[str, str, float]], seeds: int) -> NDArray[np.float64]:
    import networkx as nx

    graph, at = _graph(members, ties), {code: place for place, code in enumerate(members)}
    share = np.zeros((len(members), len(members)))
    for seed in range(seeds):
        for found in nx.community.louvain_communities(graph, seed=seed):
            places = [at[code] for code in found]
            share[np.ix_(places, places)] += 1 / seeds
    return np.asarray(share.round(12))


def _blocs(members: Sequence[str], together: NDArray[np.float64]) -> tuple[tuple[str, ...], ...]:
    import networkx as nx

    rows, columns = np.nonzero(np.triu(together, 1) > TOGETHER)
    near = zip(rows.tolist(), columns.tolist(), strict=True)
    graph = _graph(members, [(members[i], members[j], 1.0) for i, j in near])
    found = [tuple(sorted(part)) for part in nx.connected_components(graph)]
    return tuple(sorted(found, key=lambda bloc: (-len(bloc), bloc)))


def _stability(
    members: Sequence[str], blocs: Sequence[Sequence[str]], share: NDArray[np.float64]
) -> tuple[dict[str, float], dict[str, float]]:
    at = {code: place for place, code in enumerate(members)}
    places = [np.array([at[code] for code in bloc]) for bloc in blocs]
    stability, elsewhere = {}, {}
    for own, bloc in enumerate(blocs):
        for code in bloc:
            others = places[own][places[own] != at[code]]
            away = [float(share[at[code], other].mean()) for number, other in enumerate(places) if number != own]
            alone = 1.0 - max(away, default=0.0)
            stability[code] = float(share[at[code], others].mean()) if len(others) else alone
            elsewhere[code] = max(away, default=0.0)
    return stability, elsewhere
