"""Structural balance of signed networks: how few ties stand in the way of two camps.

A signed network is balanced where its members fall into two camps (one may be empty) with friends inside and foes
across. Its frustration is the least number of ties, or the least weight of ties, that break this rule in any division.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

EXACT = 150
"""Up to so many members frustration is searched without a limit of time; above, ``seconds`` bounds the search."""

RESTARTS = 60
"""How often the search for a good division begins anew; the best one is kept."""

TINY = 1e-9
"""Weights that differ by less are equal."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie of two members: above 0 friends, below 0 foes; its size is what it costs to break the rule."""

    a: str
    b: str
    weight: float


@dataclass(frozen=True, slots=True)
class Balance:
    """The least frustration found, what it cannot be less than, and the division that has it.

    ``low`` equals ``frustration`` where the figure is proved. ``camp`` says of each member in which of the two camps it
    stands; the larger one is 0.
    """

    members: int
    ties: int
    negative: int
    frustration: float
    low: float
    camp: Mapping[str, int]

    @property
    def proved(self) -> bool:
        """Whether no division has less."""
        return self.frustration <= self.low + 1e-6

    @property
    def gap(self) -> float:
        """How much of the frustration found is not proved, from 0 to 1."""
        return 0.0 if self.proved else (self.frustration - self.low) / self.frustration


def balance(ties: Iterable[Tie], *, exact: int = EXACT, seconds: float = 60.0, seed: int = 0) -> Balance:
    """Divide a signed network into two camps so that the ties against the division weigh least.

    ::

        frustration = min over divisions of  sum(|weight| of friends apart + |weight| of foes together)

    An integer programme with one unknown for each member and each tie, and one more row for every triangle with an
    odd number of foes, in which some tie must give (Aref, Mason and Wilson 2020). A greedy search from many starts
    gives the first division. With more than ``exact`` members the programme stops after ``seconds``:
    ``frustration`` is then a bound from above and ``low`` one from below.

    **When it misleads:** the division with the least frustration is often not the only one, so that the camp of a
    member with few ties means little. A large network of allies with few foes is always near balance: read it beside
    the share of negative ties.

    Two friends with a common friend and one foe in common are balanced; two foes of whom both are a third one's friends
    are not:

    >>> balance([Tie("a", "b", 1), Tie("b", "c", 1), Tie("a", "d", -1), Tie("b", "d", -1)]).frustration
    0.0
    >>> found = balance([Tie("a", "b", 1), Tie("b", "c", 1), Tie("a", "c", -1)])
    >>> found.frustration, found.proved
    (1.0, True)

    Sources: Harary, "On the Measurement of Structural Balance", Behavioral Science 4 (1959); Aref, Mason and Wilson, "A
    Modeling and Computational Study of the Frustration Index in Signed Networks", Networks 75 (2020), 95-110.
    """
    kept = [tie for tie in ties if tie.weight != 0 and tie.a != tie.b]
    members = sorted({member for tie in kept for member in (tie.a, tie.b)})
    at = {member: place for place, member in enumerate(members)}
    one = np.array([at[tie.a] for tie in kept], dtype=np.int64)
    other = np.array([at[tie.b] for tie in kept], dtype=np.int64)
    weight = np.array([tie.weight for tie in kept], dtype=np.float64)
    side = _greedy(len(members), one, other, weight, seed)
    found, low = _cost(side, one, other, weight), 0.0
    if found:
        limit = None if len(members) <= exact else seconds
        side, low = _programme(len(members), one, other, weight, side, limit)
        found = _cost(side, one, other, weight)
    side = side if (side > 0).sum() * 2 >= len(side) else -side
    camp = {member: int(side[place] < 0) for member, place in at.items()}
    return Balance(len(members), len(kept), int((weight < 0).sum()), found, min(low, found), camp)


def triangles(matrix: Array) -> tuple[int, float | None]:
    """How many triangles a signed network has, and the share of them that are balanced (an even number of foes).

    ``matrix`` has the signs, 0 where there is no tie. The share is None where there is no triangle.

    >>> triangles(np.array([[0, 1, 1], [1, 0, -1], [1, -1, 0]]))
    (1, 0.0)

    Source: Cartwright and Harary, "Structural Balance", Psychological Review 63 (1956), 277-293.
    """
    signs = np.sign(matrix).astype(np.float64)
    there = np.abs(signs)
    many = float(np.trace(there @ there @ there)) / 6
    even = float(np.trace(signs @ signs @ signs)) / 6
    return round(many), (many + even) / (2 * many) if many else None


def walk_balance(matrix: Array) -> float:
    """Balance over closed walks of every length, the short ones weighing most: from 0 to 1 (all cycles balanced).

    ::

        walk balance = trace(exp(signs)) / trace(exp(|signs|))

    **When it misleads:** it falls with the size and density of a network, and so compares networks of one kind only.

    >>> round(walk_balance(np.array([[0, 1, 1], [1, 0, -1], [1, -1, 0]])), 3)
    0.686

    Source: Estrada and Benzi, "Walk-based Measure of Balance in Signed Networks", Physical Review E 90 (2014), 042802.
    """
    signs = np.sign(matrix).astype(np.float64)
    low, high = np.linalg.eigvalsh(signs), np.linalg.eigvalsh(np.abs(signs))
    return float(np.exp(low - high.max()).sum() / np.exp(high - high.max()).sum())


def matrix(ties: Sequence[Tie]) -> Array:
    """The ties as a symmetric matrix, its rows and columns in the order of the members' names."""
    members = sorted({member for tie in ties for member in (tie.a, tie.b)})
    at = {member: place for place, member in enumerate(members)}
    made = np.zeros((len(members), len(members)))
    for tie in ties:
        made[at[tie.a], at[tie.b]] = made[at[tie.b], at[tie.a]] = tie.weight
    return made


def _cost(side: NDArray[np.int64], one: NDArray[np.int64], other: NDArray[np.int64], weight: Array) -> float:
    return float(np.abs(weight[np.sign(weight) * side[one] * side[other] < 0]).sum())


def _greedy(
    members: int, one: NDArray[np.int64], other: NDArray[np.int64], weight: Array, seed: int
) -> NDArray[np.int64]:
    """From many starts, let the member change camps to whom it matters most, until it matters to none."""
    rng = np.random.default_rng(seed)
    ties = np.zeros((members, members))
    np.add.at(ties, (one, other), weight)
    ties += ties.T
    best, least = np.ones(members, dtype=np.int64), np.inf
    for start in range(RESTARTS):
        side = np.ones(members) if start == 0 else rng.choice([-1.0, 1.0], members)
        pull = ties @ side
        while (side * pull).min(initial=0) < -TINY:
            worst = int((side * pull).argmin())
            side[worst] = -side[worst]
            pull += 2 * side[worst] * ties[worst]
        found = side.astype(np.int64)
        if (cost := _cost(found, one, other, weight)) < least - TINY:
            best, least = found, cost
    return best


def _programme(
    members: int,
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    weight: Array,
    first: NDArray[np.int64],
    seconds: float | None,
) -> tuple[NDArray[np.int64], float]:
    """Solve the integer programme; the division, or ``first`` where that is better, and the bound from below."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    ties, cost = len(weight), np.abs(weight)
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    least: list[float] = []

    def row(terms: Iterable[tuple[int, float]], bound: float) -> None:
        for column, value in terms:
            rows.append(len(least))
            columns.append(column)
            values.append(value)
        least.append(bound)

    for tie, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        gives = members + tie
        if weight[tie] > 0:
            row(((gives, 1), (a, -1), (b, 1)), 0)
            row(((gives, 1), (a, 1), (b, -1)), 0)
        else:
            row(((gives, 1), (a, -1), (b, -1)), -1)
            row(((gives, 1), (a, 1), (b, 1)), 1)
    for triangle in _odd_triangles(one, other, weight):
        row(((members + tie, 1) for tie in triangle), 1)
    lower = np.zeros(members + ties)
    upper = np.ones(members + ties)
    # The camps have no names: the member with most ties stands in the second.
    lower[int(np.bincount(np.concatenate([one, other]), minlength=members).argmax())] = 1
    solved = milp(
        np.concatenate([np.zeros(members), cost]),
        integrality=np.concatenate([np.ones(members), np.zeros(ties)]),
        bounds=Bounds(lower, upper),
        constraints=LinearConstraint(
            coo_array((values, (rows, columns)), shape=(len(least), members + ties)).tocsr(), lb=np.array(least)
        ),
        options={"mip_rel_gap": 0.0} | ({"time_limit": seconds} if seconds is not None else {}),
    )
    low = float(solved.mip_dual_bound) if solved.mip_dual_bound is not None else 0.0
    if np.all(weight == np.rint(weight)):
        low = float(np.ceil(low - 1e-6))
    if solved.x is None:
        return first, max(low, 0.0)
    side = np.where(solved.x[:members] > 0.5, 1, -1).astype(np.int64)
    better = _cost(side, one, other, weight) <= _cost(first, one, other, weight)
    return (side if better else first), max(low, 0.0)


def _odd_triangles(one: NDArray[np.int64], other: NDArray[np.int64], weight: Array) -> Iterator[tuple[int, int, int]]:
    at = {frozenset(pair): tie for tie, pair in enumerate(zip(one.tolist(), other.tolist(), strict=True))}
    near: dict[int, set[int]] = {}
    for a, b in at:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    for a in sorted(near):
        for b, c in combinations(sorted(member for member in near[a] if member > a), 2):
            if c in near[b]:
                found = at[frozenset((a, b))], at[frozenset((b, c))], at[frozenset((a, c))]
                if np.prod(np.sign(weight[list(found)])) < 0:
                    yield found
