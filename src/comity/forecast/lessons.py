"""What was learnt by a day about one class of events and one horizon, and what it says of pairs.

Windows of the horizon that were over before the day are the lesson: the evidence before each, and how many events came.
They begin some days apart and go back a few dozen times, over a sample of all pairs. Earlier windows also forecast
later ones, which shows how far such chances could be relied on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.forecast import climatology, evidence, hurdle
from comity.forecast.climatology import Shares
from comity.forecast.evidence import DOUBT, Seen, Usual, Values
from comity.forecast.grading import Reliability
from comity.forecast.hurdle import Hurdle
from comity.forecast.ledger import Ids, Ledger, Marks
from comity.forecast.probability import reliability_table

PAIRS = 3000
"""So many pairs, with their reverses, are learnt from; of more, so many are drawn at random."""

ROWS = 20_000
"""So many windows are learnt from; of more, so many are drawn at random."""

ORIGINS = 26
"""On so many days, at most, windows begin."""

START = 30
"""No window is learnt from that begins within so many days of the first that is known."""

LEAST = 4
"""Pairs are learnt from once there were so many events between the two."""

LEVEL = 32
"""Half-life of how much is read of all others: it is taken to go on at that level."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Before any evidence: in how many windows pairs had such an event, and two chances with the mean number of events
    beyond the first, if any: those of the climatology (``climatology``, ``usually``), and those from which forecasts
    start, at the level at which is read of late."""

    windows: Ids
    climatology: Values
    usually: Values
    start: Values
    beyond: Values


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows to learn from: the evidence and the prior before each, how many events came, and how many in as many
    days before it."""

    begin: Ids
    columns: Values
    start: Values
    beyond: Values
    came: Ids
    before: Ids

    def where(self, chosen: NDArray[np.bool_]) -> Windows:
        """Some of them."""
        return Windows(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was known on ``day`` of an event class and a horizon.

    ``persistence`` are the shares of windows with such an event, after a window without and after one with it;
    ``windows`` from how many was learnt; ``record`` how earlier windows forecast later ones.
    """

    day: int
    event: str
    horizon: int
    hurdle: Hurdle
    marks: Marks
    usual: Usual
    shares: Shares
    newcomers: float
    persistence: tuple[float, float]
    windows: int
    record: tuple[Reliability, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a lesson says of pairs, one entry each: the chance, and the mean number of events beyond the first, if any.

    ``raised`` is how much each group of evidence adds to the log odds of the climatology, in the order of
    ``evidence.GROUPS``.
    """

    prior: Prior
    chance: Values
    beyond: Values
    raised: Values


def sample(book: Ledger, day: int) -> Ids:
    """Pairs that were known before a day, each with its reverse: all, or some drawn at random."""
    known = int(np.searchsorted(book.met, day))
    some: NDArray[Any] = np.arange(known)
    if known > PAIRS:
        some = np.sort(np.random.default_rng(0).choice(known, PAIRS, replace=False))
    return np.asarray(np.repeat(2 * some, 2) + np.tile([0, 1], len(some)), np.int64)


def origins(day: int, horizon: int) -> Ids:
    """The days on which windows begin that are over before a day, in order."""
    return np.arange(day - horizon, START - 1, -max(7, horizon // 3), dtype=np.int64)[:ORIGINS][::-1]


def learn(book: Ledger, counts: Seen, day: int, event: str, horizon: int) -> Lesson:
    """Learn from windows that were over before a day; ``counts`` are of the sample, at the origins and that day."""
    marks = book.marks(book.of_class(event), day)
    windows = _windows(book, counts, origins(day, horizon), marks, horizon)
    _, usual, shares = _standing(book, counts, day, marks, horizon)
    had, number = windows.before > 0, windows.came > 0
    return Lesson(
        day=day,
        event=event,
        horizon=horizon,
        hurdle=_taught(windows),
        marks=marks,
        usual=usual,
        shares=shares,
        newcomers=climatology.newcomers(book, day, marks, horizon),
        persistence=(_share(number[~had]), _share(number[had])),
        windows=len(number),
        record=_record(windows, horizon),
    )


def answers(book: Ledger, counts: Seen, lesson: Lesson, pairs: Ids) -> Answers:
    """What a lesson says of pairs that dealt with each other before; ``counts`` are of these at the lesson's day."""
    prior = _prior(counts, lesson.day, pairs, lesson.marks, lesson.usual, lesson.shares)
    columns = evidence.columns(book, counts, lesson.day, pairs, lesson.usual)
    log_odds = lesson.hurdle.log_odds(columns, prior.start)
    each = columns * lesson.hurdle.any[1:-1]
    groups = np.array([evidence.GROUPS.index(name) for name in evidence.COLUMNS])
    raised = np.column_stack([each[:, groups == number].sum(axis=1) for number in range(len(evidence.GROUPS))])
    raised[:, -1] = log_odds - hurdle.logit(prior.climatology) - raised[:, :-1].sum(axis=1)
    return Answers(prior, hurdle.chances(log_odds), lesson.hurdle.beyond(columns, prior.beyond), raised)


def _taught(windows: Windows) -> Hurdle:
    return hurdle.learn(windows.columns, windows.start, windows.beyond, windows.came.astype(np.float64))


def _windows(book: Ledger, counts: Seen, begins: Ids, marks: Marks, horizon: int) -> Windows:
    draw = np.random.default_rng(0)
    parts = []
    for begin in begins.tolist():
        known, usual, shares = _standing(book, counts, begin, marks, horizon)
        _, every, back = evidence.totals(counts, begin, known)
        pairs = known[every + back >= LEAST]
        if len(pairs) > ROWS // len(begins):
            pairs = np.sort(draw.choice(pairs, ROWS // len(begins), replace=False))
        prior = _prior(counts, begin, pairs, marks, usual, shares)
        day = np.full(len(pairs), begin)
        came, before = marks.number(pairs, day, day + horizon), marks.number(pairs, day - horizon, day)
        columns = evidence.columns(book, counts, begin, pairs, usual)
        parts.append(Windows(day, columns, prior.start, prior.beyond, came, before))
    if not parts:
        none = np.empty(0)
        return Windows(
            none.astype(int), np.empty((0, len(evidence.COLUMNS))), none, none, none.astype(int), none.astype(int)
        )
    return Windows(*(np.concatenate([getattr(part, name) for part in parts]) for name in Windows.__slots__))


def _standing(book: Ledger, counts: Seen, day: int, marks: Marks, horizon: int) -> tuple[Ids, Usual, Shares]:
    """Those pairs of the sample that dealt with each other before a day, and what was usual among them."""
    _, every, back = evidence.totals(counts, day, counts.pairs)
    known = counts.pairs[every + back > 0]
    own, every, _ = evidence.totals(counts, day, known)
    windows = marks.windows(known, np.full(len(known), day), horizon)
    possible, days = climatology.possible(book, day, horizon), float(counts.exposure[counts.at(day), -1])
    shares = climatology.shares(windows, own, every, possible, days, horizon)
    return known, evidence.usual(counts, day, known), shares


def _prior(counts: Seen, day: int, pairs: Ids, marks: Marks, usual: Usual, shares: Shares) -> Prior:
    own, every, _ = evidence.totals(counts, day, pairs)
    windows = marks.windows(pairs, np.full(len(pairs), day), shares.horizon)
    level = evidence.read(counts, day, pairs)[:, evidence.HALF_LIVES.index(LEVEL)]
    climatology, start = shares.climatology(windows), 1 - (1 - shares.start(windows, every)) ** level
    days = float(counts.exposure[counts.at(day), -1])
    mean = shares.horizon * (own + 3 * DOUBT * usual.own) / (days + 3 * DOUBT)
    beyond, usually = (np.maximum(each - 1, 0.02) for each in (mean * level / start, mean / climatology))
    return Prior(windows, climatology, usually, start, beyond)


def _record(windows: Windows, horizon: int) -> tuple[Reliability, ...]:
    """The last third of the windows, forecast from those that were over before the first of them."""
    begins = np.unique(windows.begin)
    if len(begins) < 2:
        return ()
    first = begins[len(begins) - max(1, len(begins) // 3)]
    later = windows.where(windows.begin >= first)
    taught = _taught(windows.where(windows.begin + horizon <= first))
    chance = hurdle.chances(taught.log_odds(later.columns, later.start))
    return reliability_table(chance, later.came > 0)


def _share(flags: NDArray[np.bool_]) -> float:
    return (float(flags.sum()) + 0.5) / (len(flags) + 1)
