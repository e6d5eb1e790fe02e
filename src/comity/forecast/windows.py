"""Windows that are over: what was known before each of some pairs and days, and what came.

Windows begin some days apart and go back a few dozen times, over a sample of all pairs, those whose actor had done
something to the recipient. All that stands beside a window was known on the day on which it begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.forecast import climatology, coverage, evidence
from comity.forecast.climatology import Shares
from comity.forecast.evidence import DOUBT, Seen, Usual, Values
from comity.forecast.ledger import Ids, Ledger, Marks

RUNGS = (7, 30, 90, 365)
"""Windows of so many days are learnt from, and of twice as many each beyond."""

PAIRS = 3000
"""So many pairs, with their reverses, are learnt from; of more, so many are drawn at random."""

ROWS = 20_000
"""So many windows are learnt from; of more, so many are drawn at random."""

ORIGINS = 26
"""On so many days, at most, windows begin."""

START = 30
"""No window is learnt from that begins within so many days of the first that is known."""

LEAST = 4
"""Pairs are learnt from once the actor did so much to the recipient."""

CERTAIN = 1 - 1e-4
"""No forecast starts from more than this, so that there is something left for the next rung."""

FLOOR = 0.05
"""What comes after the rung before has at least this share of the whole base rate."""


@dataclass(frozen=True, slots=True)
class Prior:
    """The climatology of pairs: in how many windows they had such an event, the chance, and the mean number of events
    beyond the first, if any."""

    windows: Ids
    climatology: Values
    usually: Values


@dataclass(frozen=True, slots=True)
class Starts:
    """From what forecasts start, a row a pair, a column a rung: the base rate of events after the rung before, the same
    at the level at which is read of late, and the mean number beyond the first in the whole rung."""

    base: Values
    chance: Values
    beyond: Values


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows to learn from: the evidence before each; what is started from and how many events came, by rung.

    ``reached`` are those that came within the horizon that is asked about, ``before`` those of as many days before the
    window; ``usually`` is how many the climatology has beyond the first.
    """

    begin: Ids
    columns: Values
    base: Values
    start: Values
    beyond: Values
    came: Ids
    reached: Ids
    before: Ids
    usually: Values

    def where(self, chosen: NDArray[np.bool_]) -> Windows:
        """Some of them."""
        return Windows(*(getattr(self, name)[chosen] for name in self.__slots__))


def rungs(horizon: int) -> tuple[int, ...]:
    """The lengths of windows from which a horizon is learnt; the last is the first that reaches it.

    >>> rungs(7), rungs(8), rungs(400)
    ((7,), (7, 30), (7, 30, 90, 365, 730))
    """
    found = [*RUNGS]
    while found[-1] < horizon:
        found.append(2 * found[-1])
    return tuple(found[: next(place for place, days in enumerate(found) if days >= horizon) + 1])


def sample(book: Ledger, day: int) -> Ids:
    """Pairs that were known before a day, each with its reverse: all, or some drawn at random."""
    known = int(np.searchsorted(book.met, day))
    some: NDArray[Any] = np.arange(known)
    if known > PAIRS:
        some = np.sort(np.random.default_rng(0).choice(known, PAIRS, replace=False))
    return np.asarray(np.repeat(2 * some, 2) + np.tile([0, 1], len(some)), np.int64)


def origins(book: Ledger, day: int, rung: int) -> Ids:
    """The days on which windows begin that are over before a day and of which anything was read, in order."""
    begins = np.arange(day - rung, START - 1, -max(7, rung // 4), dtype=np.int64)
    return begins[book.ticks(begins + rung) > book.ticks(begins)][:ORIGINS][::-1]


def gather(book: Ledger, counts: Seen, marks: Marks, horizon: int, half_lives: Sequence[int | None]) -> Windows:
    """All windows of the rungs of a horizon at all days of ``counts`` but the last, which is the day asked about.

    ``half_lives`` are those of the level at which is read, by rung.
    """
    ladder = rungs(horizon)
    begins = counts.origins[:-1]
    draw = np.random.default_rng(0)
    parts = []
    for begin in begins.tolist():
        known, usual = known_of(counts, begin)
        pairs = known[evidence.totals(counts, begin, known)[1] >= LEAST]
        if len(pairs) > ROWS // len(begins):
            pairs = np.sort(draw.choice(pairs, ROWS // len(begins), replace=False))
        shares = [shares_of(book, counts, begin, known, marks, rung) for rung in ladder]
        starts = starts_of(counts, begin, pairs, marks, usual, shares, half_lives)
        day = np.full(len(pairs), begin)
        parts.append(
            Windows(
                begin=day,
                columns=evidence.columns(book, counts, begin, pairs, usual),
                base=starts.base,
                start=starts.chance,
                beyond=starts.beyond[:, -1],
                came=np.column_stack([marks.number(pairs, day, day + rung) for rung in ladder]),
                reached=marks.number(pairs, day, day + horizon),
                before=marks.number(pairs, day - horizon, day),
                usually=prior_of(counts, begin, pairs, marks, usual, shares[-1]).usually,
            )
        )
    if not parts:
        none, wide = np.empty(0), np.empty((0, len(ladder)))
        number = none.astype(np.int64)
        columns = np.empty((0, len(evidence.COLUMNS)))
        return Windows(number, columns, wide, wide, none, wide.astype(np.int64), number, number, none)
    return Windows(*(np.concatenate([getattr(part, name) for part in parts]) for name in Windows.__slots__))


def known_of(counts: Seen, day: int) -> tuple[Ids, Usual]:
    """Those pairs of the sample that dealt with each other before a day, and what was usual among them."""
    _, every, back = evidence.totals(counts, day, counts.pairs)
    known = counts.pairs[every + back > 0]
    return known, evidence.usual(counts, day, known)


def shares_of(book: Ledger, counts: Seen, day: int, known: Ids, marks: Marks, horizon: int) -> Shares:
    """Shares of windows of a length that held such an event before a day, over these pairs."""
    own, every, _ = evidence.totals(counts, day, known)
    windows = marks.windows(known, np.full(len(known), day), horizon)
    days = float(counts.exposure[counts.at(day), -1])
    possible, read = climatology.possible(book, day, horizon), climatology.read(book, day, horizon)
    return climatology.shares(windows, own, every, possible, read, days, horizon)


def prior_of(counts: Seen, day: int, pairs: Ids, marks: Marks, usual: Usual, shares: Shares) -> Prior:
    """The climatology of pairs before a day."""
    windows = marks.windows(pairs, np.full(len(pairs), day), shares.horizon)
    chance = shares.climatology(windows)
    return Prior(windows, chance, np.maximum(shares.read * _rate(counts, day, pairs, usual) / chance - 1, 0.02))


def starts_of(
    counts: Seen,
    day: int,
    pairs: Ids,
    marks: Marks,
    usual: Usual,
    shares: Sequence[Shares],
    half_lives: Sequence[int | None],
) -> Starts:
    """From what the forecasts of pairs start on a day; ``shares`` and ``half_lives`` are by rung."""
    every = evidence.totals(counts, day, pairs)[1]
    rate, days = _rate(counts, day, pairs, usual), np.full(len(pairs), day)
    parts, before = [], np.zeros(len(pairs))
    for one, half_life in zip(shares, half_lives, strict=True):
        chance = np.minimum(one.start(marks.windows(pairs, days, one.horizon), every), CERTAIN)
        after = np.maximum(1 - (1 - chance) / (1 - before), FLOOR * chance)
        level = coverage.level(counts, day, pairs, half_life)
        number = np.maximum(one.read * rate * level, 1e-6)
        # What a Poisson of that mean has beyond its first event, where there is any.
        parts.append((after, 1 - (1 - after) ** level, number / -np.expm1(-number) - 1))
        before = np.maximum(before, chance)
    return Starts(*(np.column_stack(each) for each in zip(*parts, strict=True)))


def _rate(counts: Seen, day: int, pairs: Ids, usual: Usual) -> Values:
    """Events of each pair on a day on which anything was read, drawn to those of all."""
    own = evidence.totals(counts, day, pairs)[0]
    days = float(counts.exposure[counts.at(day), -1])
    return np.asarray((own + 3 * DOUBT * usual.own) / (days + 3 * DOUBT))
