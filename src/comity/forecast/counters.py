r"""Counts that fade: an event :math:`d` days ago counts :math:`2^{-d/h}`, for several half-lives :math:`h` at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.forecast.stream import Ids

Values = NDArray[np.floating[Any]]
NEVER = -10_000
"""The last day of what never happened."""


class Sparse:
    """Fading counts by integer key, with the last day of each; keys that never came count 0."""

    def __init__(self, half_lives: tuple[float, ...]) -> None:
        self.half_lives = np.array(half_lives)
        self.keys: Ids = np.zeros(0, dtype=np.int64)
        self.values: Values = np.zeros((1, len(half_lives)), dtype=np.float32)
        self.last: NDArray[np.int32] = np.full(1, NEVER, dtype=np.int32)

    def fade(self, days: int) -> None:
        """Let time pass."""
        self.values *= np.exp2(-days / self.half_lives).astype(np.float32)

    def add(self, keys: Ids, day: int) -> None:
        """Count each of the keys once more, on this day."""
        distinct, counts = np.unique(keys, return_counts=True)
        at = np.searchsorted(self.keys, distinct)
        fresh = np.ones(len(distinct), dtype=bool)
        inside = at < len(self.keys)
        fresh[inside] = self.keys[at[inside]] != distinct[inside]
        if fresh.any():
            where = at[fresh]
            self.keys = np.insert(self.keys, where, distinct[fresh])
            self.values = np.insert(self.values, where, 0, axis=0)
            self.last = np.insert(self.last, where, day)
            at = np.searchsorted(self.keys, distinct)
        self.values[at] += counts[:, None]
        self.last[at] = day

    def find(self, keys: Ids) -> Ids:
        """Rows of ``values`` and ``last``; the last row stands for what never came."""
        at = np.searchsorted(self.keys, keys)
        if not len(self.keys):
            return at
        hit = self.keys[np.minimum(at, len(self.keys) - 1)] == keys
        return np.where(hit, at, len(self.keys))

    def under(self, firsts: Ids, width: int) -> tuple[Ids, Ids]:
        """All rows with keys from ``first`` to before ``first + width``: which of the ``firsts``, and the row."""
        starts = np.searchsorted(self.keys, firsts)
        counts = np.searchsorted(self.keys, firsts + width) - starts
        return spread(starts, counts)


class Dense:
    """Fading counts for all cells of a table."""

    def __init__(self, half_lives: tuple[float, ...], *shape: int) -> None:
        self.half_lives = half_lives
        self.values = [np.zeros(shape, dtype=np.float32) for _ in half_lives]

    def fade(self, days: int) -> None:
        """Let time pass."""
        for half_life, values in zip(self.half_lives, self.values, strict=True):
            values *= np.float32(2 ** (-days / half_life))

    def add(self, *cells: Ids) -> None:
        """Count each of the cells once more."""
        for values in self.values:
            np.add.at(values, cells, np.float32(1))


def spread(starts: Ids, counts: Ids) -> tuple[Ids, Ids]:
    """Runs of whole numbers, one after the other: which run, and the number.

    >>> [part.tolist() for part in spread(np.array([5, 9]), np.array([2, 1]))]
    [[0, 0, 1], [5, 6, 9]]
    """
    run = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return run, np.arange(len(run)) - before[run] + starts[run]
