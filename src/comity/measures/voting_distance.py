"""How far apart two states stand in a session of the General Assembly, on the line that its votes themselves draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.measures.pairs import Columns, Pair, chosen, gathered, yearly
from comity.measures.votes import votes

NEEDS = {"un_votes": "un_votes"}
"""Tables that the measure takes -> their dataset."""

FEWEST = 10
"""A state that cast fewer votes in a session has no place in it."""

WEST = ("USA", "GBR", "FRA")
"""The first of these that voted stands on the positive side."""


def voting_distance(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Place all states of a session on a line by how often they agree, and take the distance of two of them.

    ::

        d(x, y)  = 1 - mean agreement of x and y over their joint votes (half for an abstention beside a yes or no)
        points   = first eigenvector of -1/2 J D^2 J, with mean 0 and standard deviation 1     J: centring
        distance = abs(point1 - point2)

    Columns: ``a``, ``b``, ``year`` (in which the session began), ``distance``, ``point1`` and ``point2`` (higher is
    nearer to the United States), and ``explained``, the share of the first dimension in all that are positive. Votes
    are those of ``un_similarity``. A state with fewer than ten votes in a session has no place in it, and a session
    with fewer than three such states has no row. Where two never voted on the same, the mean of all distances stands
    for theirs.

    **When it misleads:** points of two sessions are on two scales, as each is drawn from its own agenda, so that a
    series of distances mixes what states changed with what was voted on; ``ideal_point_distance`` has estimates that
    bridge sessions, with their uncertainty, for the years for which they are published. Where ``explained`` is low one
    line does not tell much.

    Source: Poole, "Spatial Models of Parliamentary Voting" (2005), on the scaling of agreement scores.

    >>> cast = [(2, [1] * 10), (200, [1] * 9 + [2]), (365, [3] * 10), (710, [3] * 8 + [2] * 2)]
    >>> rows = [{"resid": at, "ccode": one, "year": 1980, "vote": v} for one, all in cast for at, v in enumerate(all)]
    >>> table = pa.Table.from_pylist(rows)
    >>> near, far = voting_distance({"un_votes": table}, [("USA", "GBR"), ("USA", "CHN")]).to_pylist()
    >>> near["distance"] < 0.2 < 1.5 < far["distance"], near["point1"] > 0
    (True, True)
    """
    return gathered(_sessions(votes(tables), pairs, first, last))


def _sessions(cast: pa.Table, pairs: Sequence[Pair], first: int | None, last: int | None) -> Iterator[Columns]:
    for year, session in yearly(cast, first, last):
        codes, row, often = np.unique(session["state"], return_inverse=True, return_counts=True)
        items, column = np.unique(session["item"], return_inverse=True)
        positions = np.full((len(codes), len(items)), -1)
        positions[row, column] = session["position"]
        placed = often >= FEWEST
        codes, positions = codes[placed], positions[placed]
        if len(codes) < 3:
            continue
        points, explained = _line(positions)
        west = next((code for code in WEST if code in codes), codes[0])
        points = points if points[np.flatnonzero(codes == west)[0]] >= 0 else -points
        one, other = chosen(codes, pairs)
        yield {
            "a": codes[one],
            "b": codes[other],
            "year": np.full(len(one), year),
            "distance": np.abs(points[one] - points[other]),
            "point1": points[one],
            "point2": points[other],
            "explained": np.full(len(one), explained),
        }


def _line(positions: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
    """The place of each row of positions on the first dimension, and its share in all dimensions."""
    chose = [np.asarray(positions == value, dtype=np.float64) for value in range(3)]
    joint, alike = np.zeros((len(positions),) * 2), np.zeros((len(positions),) * 2)
    for x, mine in enumerate(chose):
        for y, theirs in enumerate(chose):
            count = mine @ theirs.T
            joint += count
            alike += (1 - abs(x - y) / 2) * count
    known = joint > 0
    apart = 1 - np.divide(alike, joint, out=np.ones_like(alike), where=known)
    apart[~known] = apart[known].mean()
    np.fill_diagonal(apart, 0)
    squared = apart**2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean())
    sizes, vectors = np.linalg.eigh(centred)
    positive = sizes[sizes > 0].sum()
    axis = vectors[:, -1]
    spread = axis.std()
    points = (axis - axis.mean()) / spread if spread > 0 else np.zeros_like(axis)
    return points, float(sizes[-1] / positive) if positive > 0 else 0.0
