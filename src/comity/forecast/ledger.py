"""A history of pairs as integers, in order of time: what dyad forecasts count in.

Pairs are numbered by the day on which either did anything to the other: pair ``2u`` is the direction seen first, pair
``2u + 1`` its reverse, so that ``pair ^ 1`` turns a pair round, and the pairs that were known before a day are the
first ones. Days are counted from the first day that is known. Nothing here depends on what comes after a day that is
asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.forecast.history import History
from comity.model import QUADS

Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SPAN = 1 << 24  # more days than any history has: a key holds a pair and a day


@dataclass(frozen=True, slots=True)
class Marks:
    """The days on which pairs have events of one kind.

    ``keys`` are pairs and days of all such events, ``days`` those of the days that have any, both sorted.
    """

    keys: Ids
    days: Ids

    def number(self, pair: Ids, begin: Ids, end: Ids) -> Ids:
        """How many such events each pair has from its day ``begin`` on and before its day ``end``."""
        low, high = (np.searchsorted(self.keys, pair * _SPAN + np.maximum(day, 0)) for day in (begin, end))
        return np.asarray(high - low, np.int64)

    def since(self, pair: Ids, origin: Ids) -> Ids:
        """How many days before its origin each pair had its last such event; the origin + 1 where it had none."""
        place = np.searchsorted(self.days, pair * _SPAN + origin) - 1
        last = self.days[np.maximum(place, 0)] if len(self.days) else np.full(len(pair), -1)
        return np.where((place >= 0) & (last // _SPAN == pair), origin - last % _SPAN, origin + 1)

    def windows(self, pair: Ids, origin: Ids, horizon: int) -> Ids:
        """In how many windows of ``horizon`` days that were over before its origin each pair had any such event."""
        if not len(self.days):
            return np.zeros(len(pair), np.int64)
        owner, day = self.days // _SPAN, self.days % _SPAN
        before = np.where(np.r_[-1, owner[:-1]] == owner, np.r_[-1, day[:-1]], -1)
        begin = np.maximum(np.maximum(day - horizon, before) + 1, 0)  # the windows of which this is the first such day
        sums = np.r_[0, np.cumsum(day - begin + 1)]
        last = origin - horizon  # the last day on which a window may begin
        low = np.searchsorted(self.days, pair * _SPAN)
        high = np.maximum(np.searchsorted(self.days, pair * _SPAN + np.maximum(last + 1, 0)), low)
        next_ = np.minimum(high, len(day) - 1)
        reaches = (high < len(day)) & (owner[next_] == pair) & (day[next_] < origin)
        partly = np.where(reaches, np.maximum(last - begin[next_] + 1, 0), 0)
        return np.where(last < 0, 0, sums[high] - sums[low] + partly)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Events in the order of their days.

    ``actors`` and ``kinds`` are names by number. ``day``, ``pair``, ``kind`` and ``quad`` (4 where the class is not
    known) have one entry an event; ``one`` and ``two`` are the actors of the even pairs, ``met`` the day of the first
    event of each of those or their reverse. ``covered`` are the days on which anything was read.
    """

    actors: dict[str, int]
    kinds: dict[str, int]
    day: Ids
    pair: Ids
    kind: Ids
    quad: Ids
    one: Ids
    two: Ids
    met: Ids
    covered: Ids

    def sides(self, pair: Ids) -> tuple[Ids, Ids]:
        """Actor and recipient of pairs."""
        one, two, turned = self.one[pair >> 1], self.two[pair >> 1], pair & 1 == 1
        return np.where(turned, two, one), np.where(turned, one, two)

    def number(self, actor: str, recipient: str) -> int | None:
        """The number of a pair; None where neither ever did anything to the other."""
        one, two = self.actors[actor], self.actors[recipient]
        found = np.flatnonzero(((self.one == one) & (self.two == two)) | ((self.one == two) & (self.two == one)))
        return None if not len(found) else int(2 * found[0] + (self.one[found[0]] != one))

    def of_class(self, event: str) -> Flags:
        """Which events are of a quad class, or of a kind by the history's own name."""
        if event in QUADS:
            return np.asarray(self.quad == QUADS.index(event))
        return np.asarray(self.kind == self.kinds.get(event, -1))

    def marks(self, chosen: Flags, day: int) -> Marks:
        """The days of the chosen events, by pair, before a day."""
        some = np.flatnonzero(chosen[: int(np.searchsorted(self.day, day))])
        keys = np.sort(self.pair[some] * _SPAN + self.day[some])
        return Marks(keys, np.unique(keys))

    def ticks(self, day: Ids | int) -> Ids:
        """How many days before each of these were covered: the clock by which counts fade."""
        return np.asarray(np.searchsorted(self.covered, day), np.int64)


def ledger(history: History) -> Ledger:
    """Number the actors, kinds, pairs and days of a history."""
    events = history.events
    rows = events.num_rows
    first = int(history.covered[0]) if len(history.covered) else 0
    both = pa.chunked_array([*events["actor"].chunks, *events["recipient"].chunks], pa.string())
    actors, who = _numbered(both)
    kinds, kind = _numbered(events["event"])
    actor, recipient = who[:rows], who[rows:]
    day = events["date"].cast(pa.int32()).to_numpy().astype(np.int64) - first
    met = np.minimum(actor, recipient) * len(actors) + np.maximum(actor, recipient)
    keys, begins, unordered = np.unique(met, return_index=True, return_inverse=True)
    rank = np.empty(len(keys), np.int64)
    rank[np.argsort(begins, kind="stable")] = np.arange(len(keys))
    begins = np.sort(begins)
    one, two, place = actor[begins], recipient[begins], rank[unordered.reshape(-1)]
    quads = pc.fill_null(pc.index_in(events["quad"], pa.array(QUADS)), len(QUADS)).to_numpy().astype(np.int64)
    return Ledger(
        actors={name: number for number, name in enumerate(actors)},
        kinds={name: number for number, name in enumerate(kinds)},
        day=day,
        pair=2 * place + (actor != one[place]),
        kind=kind,
        quad=quads,
        one=one,
        two=two,
        met=day[begins],
        covered=history.covered - first,
    )


def _numbered(names: pa.ChunkedArray) -> tuple[Sequence[str], Ids]:
    if not len(names):
        return [], np.empty(0, np.int64)
    coded = names.combine_chunks().dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy().astype(np.int64)
