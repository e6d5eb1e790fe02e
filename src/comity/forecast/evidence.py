r"""What speaks for and against events of a pair: fading counts, each held against its own average.

For a half-life of H days the pair's recent rate is compared with its own of all days before,

.. math:: x_H = \log \frac{(S_H + K \bar r) / (E_H + K)}{\bar r}, \qquad
          S_H = \sum_{events} 2^{-age / H}, \quad K = 10

which is 0 where it does as it always did. Age is counted in days on which anything was read at all, and the exposure
:math:`E_H` is weighed by how much was read of all others: where less is read, fewer events of a pair are no peace. What
is forecast is what reports will tell; they are taken to go on at the level of late.

**When it misleads:** a pair whose reports grow for reasons of their own (a correspondent is sent) looks busier than it
is; only what is read of all others is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from comity.forecast.ledger import Ids, Ledger
from comity.model import QUADS

Values = NDArray[np.float64]

HALF_LIVES = (2, 4, 8, 16, 32, 64)
"""Of counts between the two, in days on which anything was read."""

ACTIVITY = 16
"""Half-life of what an actor does and undergoes towards anybody."""

DOUBT = 10.0
"""The pair's own average is counted as so many days, and thrice so many of all pairs' average stand behind it."""

OTHERS = 20.0
"""So many events of all others are taken as read in any stretch, so that a thin stream is no measure of coverage."""

GROUPS = ("own", "other", "back", "back_other", "actor", "recipient", "standing")
"""Such events by the actor to the recipient, other events, both from the recipient to the actor; what the actor and
the recipient do and undergo towards anybody; how the pair stands among others."""

COLUMNS = (
    *(group for group in GROUPS[:4] for _ in HALF_LIVES),
    *GROUPS[4:6],
    *("standing" for _ in range(1 + 2 * len(QUADS))),
)
"""The group of each column of evidence."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Fading counts of pairs, each beside its reverse, at some days; the last of the half-lives is endless.

    ``own`` are events of the class that is asked about and ``classes`` those of each quad class, by day, half-life and
    pair; ``acts`` what each actor did and underwent; ``all`` the events of anybody; ``exposure`` of how many days these
    sums are.
    """

    pairs: Ids
    origins: Ids
    own: Values
    classes: Values
    acts: Values
    all: Values
    exposure: Values

    def at(self, day: int) -> int:
        """The place of a day."""
        return int(np.searchsorted(self.origins, day))

    def of(self, quad: str) -> Seen:
        """The same counts where that quad class is asked about."""
        return replace(self, own=self.classes[..., QUADS.index(quad)])


@dataclass(frozen=True, slots=True)
class Usual:
    """Events a day of an average pair: by quad class, and of the class that is asked about."""

    classes: Values
    own: float


def seen(book: Ledger, pairs: Ids, origins: Ids, event: str) -> Seen:
    """Count for pairs and their reverses up to each of some ascending days, from strictly earlier days."""
    unordered = np.unique(pairs >> 1)
    both = np.repeat(2 * unordered, 2) + np.tile([0, 1], len(unordered))
    end = int(np.searchsorted(book.day, origins[-1]))
    place = np.full(len(book.one), -1, np.int64)
    place[unordered] = np.arange(len(unordered))
    local = place[book.pair[:end] >> 1]
    inside = np.flatnonzero(local >= 0)
    where = 2 * local[inside] + (book.pair[inside] & 1)
    clock, ticks = book.ticks(book.day[:end]), book.ticks(origins)
    width = len(QUADS) + 1
    classes = _fading(where * width + book.quad[inside], clock[inside], ticks, len(both) * width, HALF_LIVES)
    classes = classes.reshape(*classes.shape[:2], len(both), width)
    if event in QUADS:
        own = classes[..., QUADS.index(event)]
    else:
        chosen = book.of_class(event)[inside]
        own = _fading(where[chosen], clock[inside][chosen], ticks, len(both), HALF_LIVES)
    sides, size = book.sides(book.pair[:end]), len(book.actors)
    acts = sum(_fading(side, clock, ticks, size, (ACTIVITY,)) for side in sides)
    everything = _fading(np.zeros(end, np.int64), clock, ticks, 1, HALF_LIVES)[..., 0]
    spans = np.array(HALF_LIVES)
    fading = (1 - 0.5 ** (ticks[:, None] / spans)) / (1 - 0.5 ** (1 / spans))
    exposure = np.column_stack([fading, ticks])
    return Seen(both, origins, own, classes, np.asarray(acts), everything, exposure)


def usual(counts: Seen, day: int, pairs: Ids) -> Usual:
    """What an average one of these pairs did before a day."""
    at, here = counts.at(day), np.searchsorted(counts.pairs, pairs)
    scale = max(1, len(pairs)) * max(1.0, float(counts.exposure[at, -1]))
    classes = (counts.classes[at, -1, here].sum(axis=0) + 0.1) / scale
    return Usual(classes, (float(counts.own[at, -1, here].sum()) + 0.1) / scale)


def totals(counts: Seen, day: int, pairs: Ids) -> tuple[Values, Values, Values]:
    """Events of each pair before a day: of the class that is asked about, of all, and of all by its reverse."""
    at = counts.at(day)
    here, back = np.searchsorted(counts.pairs, pairs), np.searchsorted(counts.pairs, pairs ^ 1)
    every = counts.classes[at, -1].sum(axis=-1)
    return counts.own[at, -1, here], every[here], every[back]


def read(counts: Seen, day: int, pairs: Ids) -> Values:
    """How much was read of all others, over their average, by pair and half-life: 1 is as much as ever."""
    at = counts.at(day)
    every = counts.classes[at].sum(axis=-1).T
    here, back = np.searchsorted(counts.pairs, pairs), np.searchsorted(counts.pairs, pairs ^ 1)
    others = counts.all[at] - every[here] - every[back]
    expected = counts.exposure[at, :-1] * others[:, -1:] / max(1.0, float(counts.exposure[at, -1]))
    return np.asarray((others[:, :-1] + OTHERS) / (expected + OTHERS))


def columns(book: Ledger, counts: Seen, day: int, pairs: Ids, usual: Usual) -> Values:
    """The evidence on a day, one row a pair, one column for each of :data:`COLUMNS`."""
    at = counts.at(day)
    here, back = np.searchsorted(counts.pairs, pairs), np.searchsorted(counts.pairs, pairs ^ 1)
    days = max(1.0, float(counts.exposure[at, -1]))
    own, every = counts.own[at].T, counts.classes[at].sum(axis=-1).T
    exposure = counts.exposure[at, :-1] * read(counts, day, pairs)

    def against(found: Values, average: float) -> Values:
        average_own = (found[:, -1:] + 3 * DOUBT * average) / (days + 3 * DOUBT)
        return np.asarray(np.log((found[:, :-1] + DOUBT * average_own) / (exposure + DOUBT) / average_own))

    other = max(float(usual.classes.sum()) - usual.own, usual.own / 10)
    parts = [
        against(own[here], usual.own),
        against(every[here] - own[here], other),
        against(own[back], usual.own),
        against(every[back] - own[back], other),
    ]
    active = exposure[:, HALF_LIVES.index(ACTIVITY)]
    for side in book.sides(pairs):
        recent, whole = counts.acts[at][:, side]
        average = (whole + 10) / (days + 5)
        parts.append(np.log((recent + DOUBT * average) / (active + DOUBT) / average)[:, None])
    parts.append(np.log1p(every[here, -1])[:, None])
    for which in (here, back):
        parts.append(np.log((counts.classes[at, -1, which, : len(QUADS)] + 1) / (days + 3 * DOUBT)))
    return np.hstack(parts)


def _fading(where: Ids, clock: Ids, origins: Ids, size: int, half_lives: tuple[int, ...]) -> Values:
    """Sums of 2 ** (-age / half-life) by place at each origin, the last of them not fading; clocks ascend."""
    found = np.zeros((len(origins), len(half_lives) + 1, size))
    state = np.zeros((len(half_lives) + 1, size))
    then = 0
    for number, now in enumerate(origins.tolist()):
        low, high = np.searchsorted(clock, [then, now])
        places, ages = where[low:high], now - 1 - clock[low:high]
        for row, half_life in enumerate(half_lives):
            state[row] *= 0.5 ** ((now - then) / half_life)
            state[row] += np.bincount(places, 0.5 ** (ages / half_life), minlength=size)
        state[-1] += np.bincount(places, minlength=size)
        found[number] = state
        then = now
    return found
