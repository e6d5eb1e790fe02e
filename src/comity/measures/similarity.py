"""How alike two lists of positions are: S, kappa, pi and tau-b, each from the table of how often they meet.

Whatever is compared (votes, alliances), two states' positions on the same items fall into a small square table: entry
``[k, l]`` counts the items, weighted or not, on which the one stands at level ``k`` and the other at ``l``. All
measures here are functions of that table, and work on many tables at once: the last two axes are the levels.

What is compared decides what a figure means. Agreement that chance would bring as well counts in full for S and not
at all for kappa and pi: China and the Soviet Union agreed in .956 of the roll calls of 1988, with a kappa near .1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def joint(x: NDArray[np.integer], y: NDArray[np.integer], levels: int, weights: Array | None = None) -> Array:
    """The joint table of two lists of positions (0 to ``levels - 1``) on the same items.

    >>> joint(np.array([0, 1, 1]), np.array([0, 0, 1]), 2)
    array([[1., 0.],
           [1., 1.]])
    """
    table = np.zeros((levels, levels))
    np.add.at(table, (x, y), 1.0 if weights is None else weights)
    return table


def joints(
    positions: NDArray[np.integer],
    levels: int,
    one: NDArray[np.integer],
    other: NDArray[np.integer],
    weights: Array | None = None,
) -> Array:
    """The joint tables of pairs of rows, ``one[i]`` with ``other[i]``, of a matrix of states by items.

    A position below 0 is missing, and counts in no table. The result has the shape (pairs, levels, levels).

    >>> joints(np.array([[0, 1, 1], [0, 0, -1]]), 2, np.array([0]), np.array([1]))
    array([[[1., 0.],
            [1., 0.]]])
    """
    used, places = np.unique(np.concatenate([one, other]), return_inverse=True)
    one, other = places[: len(one)], places[len(one) :]
    at = [(positions[used] == level).astype(np.float64) for level in range(levels)]
    weighted = at if weights is None else [each * weights for each in at]
    rows = [np.stack([(row @ column.T)[one, other] for column in at], axis=-1) for row in weighted]
    return np.stack(rows, axis=-2)


def s_score(table: Array, *, power: int, dmax: float) -> Array:
    """Signorino and Ritter's S: one minus twice the mean distance, as a share of the greatest that is possible.

    ::

        S = 1 - 2 * sum(w * |x - y| ** power) / (dmax ** power * sum(w))

    From -1 (as far apart as possible on every item) to 1 (the same on every item). ``power`` is 1 for the absolute and
    2 for the squared metric. ``dmax`` is fixed by what is compared, 3 for alliances and 2 for votes, and never taken
    from the data. For a weighted S the table is the weighted one. **When it misleads:** where most states take the
    same position on most items (no alliance with nearly everybody) S is high between any two.

    Germany and Russia in 1914, of table 6 of the paper:

    >>> germany = np.array([3, 0, 0, 0, 3, 3] + [0] * 5 + [3] + [0] * 8)
    >>> russia = np.array([0, 3, 1, 3, 0, 1] + [0] * 14)
    >>> round(float(s_score(joint(germany, russia, 4), power=1, dmax=3)), 6)
    0.4

    Source: Signorino and Ritter, "Tau-b or Not Tau-b", International Studies Quarterly 43 (1999), 115-144.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - 2 * _sum(table * _distances(table, power)) / (dmax**power * _sum(table)))


def kappa(table: Array, *, power: int) -> Array:
    """Cohen's kappa: how much less two states disagree than their own habits would make them by chance.

    ::

        kappa = 1 - observed / expected        expected from the product of each side's own shares

    Disagreement between levels counts ``|k - l| ** power``: 0 for every difference alike (nominal), 1 linear, 2
    squared. NaN where a side has one position only and so has the other, the same: chance could bring nothing else.

    >>> round(float(kappa(np.array([[20.0, 5.0], [10.0, 15.0]]), power=0)), 6)
    0.4

    Source: Cohen, Psychological Bulletin 70 (1968), 213-220; for foreign policy Häge, "Choice or Circumstance?",
    Political Analysis 19 (2011), 287-305.
    """
    rows, columns = _shares(table)
    return _corrected(table, rows, columns, power)


def pi(table: Array, *, power: int) -> Array:
    """Scott's pi: as kappa, but chance is drawn from the shares of both sides together.

    It is lower than kappa where the two differ in their habits, since that difference counts as disagreement.

    >>> round(float(pi(np.array([[20.0, 5.0], [10.0, 15.0]]), power=0)), 6)
    0.393939

    Source: Scott, Public Opinion Quarterly 19 (1955), 321-325; Häge (2011).
    """
    rows, columns = _shares(table)
    both = (rows + columns) / 2
    return _corrected(table, both, both, power)


def tau_b(table: Array) -> Array:
    """Kendall's tau-b: whether two states rank all others alike, ties allowed for.

    ::

        tau-b = (concordant - discordant) / sqrt((pairs - ties in x) * (pairs - ties in y))

    From -1 to 1; NaN where a side has one position only. **When it misleads:** it looks at ranks only, and calls two
    states without common allies unlike however few their allies are; that is what S was made for.

    >>> germany = np.array([3, 0, 0, 0, 3, 3] + [0] * 5 + [3] + [0] * 8)
    >>> russia = np.array([0, 3, 1, 3, 0, 1] + [0] * 14)
    >>> round(float(tau_b(joint(germany, russia, 4))), 8)
    0.03031695

    Source: Kendall, Biometrika 33 (1945), 239-251; for alliances Bueno de Mesquita, "Measuring Systemic Polarity",
    Journal of Conflict Resolution 19 (1975).
    """
    levels = table.shape[-1]
    lead = np.zeros(table.shape[:-2])
    for k in range(levels):
        for one in range(levels):
            above = table[..., k + 1 :, :].sum(axis=-2)
            lead += table[..., k, one] * (above[..., one + 1 :].sum(axis=-1) - above[..., :one].sum(axis=-1))
    total = _sum(table) ** 2
    untied = [(total - (table.sum(axis=axis) ** 2).sum(axis=-1)) / 2 for axis in (-1, -2)]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(lead / np.sqrt(untied[0] * untied[1]))


def binary(table: Array) -> Array:
    """The table of whether there is anything at all: level 0 against all others.

    >>> binary(np.arange(9.0).reshape(3, 3))
    array([[ 0.,  3.],
           [ 9., 24.]])
    """
    head, tail = table[..., :1], table[..., 1:].sum(axis=-1, keepdims=True)
    wide = np.concatenate([head, tail], axis=-1)
    return np.asarray(np.concatenate([wide[..., :1, :], wide[..., 1:, :].sum(axis=-2, keepdims=True)], axis=-2))


def _distances(table: Array, power: int) -> Array:
    levels = np.arange(table.shape[-1])
    apart = np.abs(levels[:, None] - levels[None, :]).astype(np.float64)
    return np.asarray((apart > 0).astype(np.float64) if power == 0 else apart**power)


def _sum(table: Array) -> Array:
    return np.asarray(table.sum(axis=(-2, -1)))


def _shares(table: Array) -> tuple[Array, Array]:
    with np.errstate(invalid="ignore", divide="ignore"):
        total = _sum(table)[..., None]
        return table.sum(axis=-1) / total, table.sum(axis=-2) / total


def _corrected(table: Array, rows: Array, columns: Array, power: int) -> Array:
    apart = _distances(table, power)
    expected = np.einsum("...k,kl,...l->...", rows, apart, columns)
    with np.errstate(invalid="ignore", divide="ignore"):
        result = 1 - _sum(table * apart) / _sum(table) / expected
    return np.asarray(np.where(expected > 0, result, np.nan))
