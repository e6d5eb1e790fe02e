r"""What was learnt by a day about one class of events and one horizon, and what it says of pairs.

**A longer horizon is never less likely.** Windows of 7 days are learnt from, then what comes after the 7th day and up
to the 30th where nothing came in the first 7, then what comes after the 30th, and so on: the *rungs*. The chance that
nothing comes is that of nothing on any of these,

.. math:: 1 - p = \prod_k (1 - q_k)^{s_k}

with :math:`s_k = 1`, but on the last rung, of which a horizon may want a part only: there it is by how far the windows
without any event had become fewer by then. The expected number is the chance and the events beyond the first; these
too are never fewer on a longer rung than on the one before. So both can only rise with the horizon, whatever is learnt.

Earlier windows also forecast later ones, which shows how far such chances could be relied on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.forecast import climatology, coverage, evidence, hurdle
from comity.forecast.climatology import Shares
from comity.forecast.evidence import Seen, Usual, Values
from comity.forecast.grading import Reliability
from comity.forecast.hurdle import Hurdle
from comity.forecast.ledger import Ids, Ledger, Marks
from comity.forecast.probability import reliability_table
from comity.forecast.windows import (
    START,
    Prior,
    Windows,
    gather,
    known_of,
    prior_of,
    rungs,
    shares_of,
    starts_of,
)

SILENT = 10.0
"""Of pairs whose actor never did anything so many are taken to do as the climatology says."""

DOUBTED = 1.0
"""Ridge of the weights by which persistence is calibrated."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was known on ``day`` of an event class and a horizon.

    ``rung`` is the length of the windows that were learnt from, ``below`` the lesson of the rung before, on which
    this one builds. ``half_life`` is that of the level at which is read; ``passed`` what share of the way from the
    rung below the horizon has gone: in the log of the chance of none, and in events beyond the first. ``told`` is the
    share of windows of the rung in which anything was read by the rung below. ``shares`` are those of the horizon,
    ``whole`` those of the rung. ``opening`` are the chance, and the number beyond the first, of an actor that never
    did anything to the recipient though that did something to it. ``persistence`` are weights (:func:`persistent`),
    ``spread`` the dispersion of numbers about the climatology, ``windows`` from how many was learnt; ``record`` how
    earlier windows forecast later ones.
    """

    day: int
    event: str
    horizon: int
    rung: int
    below: Lesson | None
    hurdle: Hurdle
    half_life: int | None
    passed: tuple[float, float]
    told: float
    marks: Marks
    usual: Usual
    shares: Shares
    whole: Shares
    newcomers: float
    opening: tuple[float, float]
    persistence: Values
    spread: float
    windows: int
    record: tuple[Reliability, ...]

    @property
    def ladder(self) -> tuple[Lesson, ...]:
        """This lesson and those on which it builds, the shortest first."""
        return (self,) if self.below is None else (*self.below.ladder, self)


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


def learn(book: Ledger, counts: Seen, day: int, event: str, horizon: int, below: Lesson | None) -> Lesson:
    """Learn from windows that were over before a day.

    ``counts`` are of the sample, at the origins of the last rung and on that day; ``below`` is the lesson of the rung
    before, where there is one.
    """
    ladder, marks = rungs(horizon), book.marks(book.of_class(event), day)
    half_lives = [one.half_life for one in below.ladder] if below else []
    half_lives.append(coverage.half_life(book, day, ladder[-1], START))
    windows = gather(book, counts, marks, horizon, half_lives)
    known, usual = known_of(counts, day)
    shares, whole = (shares_of(book, counts, day, known, marks, days) for days in (horizon, ladder[-1]))
    even, some = np.full(len(windows.before), shares.overall), windows.came[:, -1] > 0
    return Lesson(
        day=day,
        event=event,
        horizon=horizon,
        rung=ladder[-1],
        below=below,
        hurdle=_taught(windows),
        half_life=half_lives[-1],
        passed=_passed(windows, horizon),
        told=_told(book, day, horizon),
        marks=marks,
        usual=usual,
        shares=shares,
        whole=whole,
        newcomers=_newcomers(book, day, marks, horizon, below),
        opening=_opening(counts, marks, whole, _passed(windows, horizon), below),
        persistence=hurdle.logistic(_lately(windows.before), even, windows.reached > 0, DOUBTED),
        spread=hurdle.dispersion(windows.usually[some], windows.came[some, -1] - 1.0),
        windows=len(windows.begin),
        record=_record(book, windows, day, horizon),
    )  # fmt: skip


def answers(book: Ledger, counts: Seen, lesson: Lesson, pairs: Ids) -> Answers:
    """What a lesson says of pairs that dealt with each other before; ``counts`` are of these at the lesson's day.

    Of a class of which nothing was told of anybody, nothing is known but that: the answer is the climatology.
    """
    prior = prior_of(counts, lesson.day, pairs, lesson.marks, lesson.usual, lesson.shares)
    none, groups = np.zeros(len(pairs)), len(evidence.GROUPS)
    if not len(lesson.marks.keys):
        return Answers(prior, prior.climatology, none, np.zeros((len(pairs), groups)))
    ladder = lesson.ladder
    columns = evidence.columns(book, counts, lesson.day, pairs, lesson.usual)
    starts = starts_of(
        counts, lesson.day, pairs, lesson.marks, lesson.usual,
        [one.whole for one in ladder], [one.half_life for one in ladder],
    )  # fmt: skip
    of_group = np.array([evidence.GROUPS.index(name) for name in evidence.COLUMNS])
    stays, more = np.ones(len(pairs)), none
    moved = np.zeros((len(pairs), groups))
    for rung, one in enumerate(ladder):
        base, start, beyond = starts.base[:, rung], starts.chance[:, rung], starts.beyond[:, rung]
        chance = hurdle.chances(one.hurdle.log_odds(columns, base, start))
        onward = _onward(stays, chance, one.told)
        excess = (1 - stays * onward) * one.hurdle.beyond(columns, beyond)
        more = more + one.passed[1] * np.maximum(0, excess - more)
        stays = stays * onward ** one.passed[0]
        each = columns * one.hurdle.any[1:-1] * (one.passed[0] * chance)[:, None]
        moved += np.column_stack([each[:, of_group == number].sum(axis=1) for number in range(groups)])
    chance = 1 - stays
    raised = moved / chance[:, None]
    # Of those that never did anything to the other no weights were learnt: they open as such pairs do.
    silent = evidence.totals(counts, lesson.day, pairs)[1] == 0
    chance[silent], more[silent], raised[silent] = (*lesson.opening, 0.0)
    raised[:, -1] = hurdle.logit(chance) - hurdle.logit(prior.climatology) - raised[:, :-1].sum(axis=1)
    return Answers(prior, chance, more / chance, raised)


def persistent(lesson: Lesson, before: Ids) -> Values:
    """The chance of any event by how many the window before had, as learnt: persistence, calibrated."""
    base = np.full(len(before), lesson.shares.overall)
    return hurdle.chances(hurdle.log_odds(lesson.persistence, _lately(before), base, base))


def _taught(windows: Windows) -> Hurdle:
    before = windows.came[:, -2] > 0 if windows.came.shape[1] > 1 else None
    return hurdle.learn(
        windows.columns, windows.base[:, -1], windows.start[:, -1], windows.beyond,
        windows.came[:, -1].astype(np.float64), before,
    )  # fmt: skip


def _onward(stays: Values, chance: Values, told: float) -> Values:
    """By what the chance of none falls from one rung to the next: never a rise.

    Where nothing was read by the rung below in some of the longer windows, it counts in the share ``told`` of them.
    """
    return np.asarray(np.minimum(1.0, (1 - chance) / np.maximum(stays, 1e-12) ** (1 - told)))


def _told(book: Ledger, day: int, horizon: int) -> float:
    """Of windows of the rung in which anything was read, the share in which there was by the rung below."""
    ladder = rungs(horizon)
    begins = np.arange(max(0, day - ladder[-1] + 1))
    if len(ladder) == 1 or not len(begins):
        return 1.0
    short, long = (book.ticks(begins + rung) > book.ticks(begins) for rung in ladder[-2:])
    return float(short.sum() / max(1, long.sum()))


def _newcomers(book: Ledger, day: int, marks: Marks, horizon: int, below: Lesson | None) -> float:
    """The factor of two that never met; on a longer rung it is no less than on the one before."""
    first, last = (below.rung, rungs(horizon)[-1]) if below else (0, rungs(horizon)[-1])
    short = below.newcomers if below else 0.0
    long = climatology.newcomers(book, day, marks, last) or (short * last / first if first else 0.0)
    return short + max(0.0, long - short) * (horizon - first) / (last - first)


def _opening(
    counts: Seen, marks: Marks, whole: Shares, passed: tuple[float, float], below: Lesson | None
) -> tuple[float, float]:
    """How often those that had never done anything to the other did so in the last window, and how much beyond."""
    begins = counts.origins[-2:-1]
    known = known_of(counts, int(begins[0]))[0] if len(begins) else np.empty(0, np.int64)
    silent = known[evidence.totals(counts, int(begins[0]), known)[1] == 0] if len(begins) else known
    number = marks.number(silent, np.full(len(silent), begins), np.full(len(silent), begins + whole.horizon))
    pairs, came, beyond = len(silent), int(np.count_nonzero(number)), float(np.maximum(number - 1, 0).sum())
    usual = float(whole.climatology(np.zeros(1, np.int64))[0])
    short = below.opening if below else (0.0, 0.0)
    long = (came + SILENT * usual) / (pairs + SILENT), beyond / (pairs + SILENT)
    chance = 1 - (1 - short[0]) ** (1 - passed[0]) * (1 - max(long[0], short[0])) ** passed[0]
    return chance, short[1] + passed[1] * max(0.0, long[1] - short[1])


def _passed(windows: Windows, horizon: int) -> tuple[float, float]:
    ladder = rungs(horizon)
    first, last = ladder[-2] if len(ladder) > 1 else 0, ladder[-1]
    if horizon == last:
        return 1.0, 1.0
    none = np.zeros(len(windows.begin), np.int64)
    came = (windows.came[:, -2] if first else none, windows.reached, windows.came[:, -1])
    stays = [-np.log((np.count_nonzero(number == 0) + 0.5) / (len(none) + 0.5)) for number in came]
    more = [float(np.maximum(number - 1, 0).sum()) for number in came]
    even = (horizon - first) / (last - first)
    gone, beyond = ((b - a) / (c - a) if c > a else even for a, b, c in (stays, more))
    return float(gone), float(beyond)


def _record(book: Ledger, windows: Windows, day: int, horizon: int) -> tuple[Reliability, ...]:
    """The last third of the windows, forecast from those that were over before the first of them."""
    begins = np.unique(windows.begin)
    if len(begins) < 2:
        return ()
    first = begins[len(begins) - max(1, len(begins) // 3)]
    early, later = windows.where(windows.begin + rungs(horizon)[-1] <= first), windows.where(windows.begin >= first)
    stays = np.ones(len(later.begin))
    for rung in range(later.came.shape[1]):
        rest = early.came[:, rung - 1] == 0 if rung else np.ones(len(early.begin), bool)
        weights = hurdle.logistic(
            early.columns[rest], early.base[rest, rung], early.came[rest, rung] > 0, start=early.start[rest, rung]
        )
        chance = hurdle.chances(hurdle.log_odds(weights, later.columns, later.base[:, rung], later.start[:, rung]))
        share = _passed(early, horizon)[0] if rung == later.came.shape[1] - 1 else 1.0
        stays = stays * _onward(stays, chance, _told(book, day, rungs(horizon)[rung])) ** share
    return reliability_table(1 - stays, later.reached > 0)


def _lately(before: Ids) -> Values:
    """What persistence goes by: whether the window before had any such event, and how many."""
    return np.column_stack([before > 0, np.log1p(before)]).astype(np.float64)
