r"""Grades: what became of forecasts, once the days that they are about are over.

A forecast is graded when its last day lies before the last day of the data at hand, for the last day may not be over;
until then it is *open*. A window in which nothing was read of anybody grades nothing: it is *not covered*, which is no
peace. Let :math:`p` be the chance that was given, :math:`o` 1 where such an event was seen and 0 where not, and
:math:`F` the forecast distribution of the number :math:`x` that was seen:

.. math:: Brier = (p - o)^2 \qquad log = -\ln |1 - o - p| \qquad CRPS = \sum_k (F(k) - [x \le k])^2

All three are better the smaller they are. The Brier and log scores of the pair's own base rate stand beside them; the
skill is :math:`1 - \overline{Brier} / \overline{Brier_{base}}`, above 0 where the forecasts beat it. A forecast counts
as *right* where its chance lay on the side of one half on which the outcome fell.

**When it misleads:** forecasts of one pair with windows that overlap share their outcomes, so that twenty of them are
fewer than twenty tests. Forecasts made in hindsight (for days that the data had covered already) are graded apart.

Sources: Brier 1950; Gneiting and Raftery 2007 (proper scores); Epstein 1969 and Matheson and Winkler 1976 (ranked
probability scores).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.forecast.history import History
from comity.forecast.scoreboard import Made
from comity.model import QUADS

Status = Literal["graded", "open", "not_covered"]

CERTAIN = 1e-4
"""Chances are cut to this distance from 0 and 1 for the log score, which would else be endless."""

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Where the classes of the reliability table begin."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A forecast with what became of it; the scores are None while it is not graded.

    ``seen`` is the number of such events in its window, ``days`` and ``events`` the days and ids of the first of them.
    """

    made: Made
    status: Status
    seen: int | None = None
    days: tuple[date, ...] = ()
    events: tuple[str, ...] = ()
    brier: float | None = None
    brier_base: float | None = None
    log: float | None = None
    log_base: float | None = None
    crps: float | None = None

    @property
    def right(self) -> bool | None:
        """Whether the chance lay on the side of one half on which the outcome fell."""
        return None if self.seen is None else (self.made.forecast.chance >= 0.5) == (self.seen > 0)


@dataclass(frozen=True, slots=True)
class Score:
    """Means over graded forecasts of one kind; ``happened`` and ``right`` are counts, ``chance`` the mean chance."""

    event: str | None
    horizon: int | None
    n: int
    happened: int
    right: int
    chance: float
    base: float
    brier: float
    brier_base: float
    skill: float | None
    log: float
    log_base: float
    crps: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Forecasts whose chance lay from ``low`` to ``high``: how many, their mean chance, the share that came true."""

    low: float
    high: float
    n: int
    chance: float
    happened: float


SHOWN = 5
"""So many events at most are named as having fulfilled a forecast."""


def grade(made: Iterable[Made], history: History) -> list[Graded]:
    """Hold forecasts against the history at hand; those made from other data are left out."""
    own = [one for one in made if one.vintage.data == history.name]
    pairs: dict[tuple[str, str], pa.Table] = {}
    for one in own:
        sides = (one.forecast.actor, one.forecast.recipient)
        if sides not in pairs:
            pairs[sides] = history.pair(*sides)
    return [_grade(one, history, pairs[one.forecast.actor, one.forecast.recipient]) for one in own]


def scores(graded: Sequence[Graded]) -> list[Score]:
    """The means over all graded forecasts, then by horizon, then by kind of event and horizon."""
    done = [one for one in graded if one.status == "graded"]
    if not done:
        return []
    horizons = sorted({one.made.forecast.horizon for one in done})
    events = sorted({one.made.forecast.event for one in done}, key=lambda one: (one not in QUADS, one))
    groups: list[tuple[str | None, int | None]] = [(None, None), *((None, horizon) for horizon in horizons)]
    groups += [(event, horizon) for event in events for horizon in horizons]
    return [_score(event, horizon, chosen) for event, horizon in groups if (chosen := _of(done, event, horizon))]


def reliability(graded: Iterable[Graded]) -> list[Reliability]:
    """How often what was given some chance came true; classes without a forecast are left out."""
    done = [one for one in graded if one.status == "graded"]
    found = []
    for place, low in enumerate(EDGES):
        high = EDGES[place + 1] if place + 1 < len(EDGES) else 1.0
        inside = [
            one for one in done if low <= one.made.forecast.chance < high or one.made.forecast.chance == high == 1
        ]
        if inside:
            chance = sum(one.made.forecast.chance for one in inside) / len(inside)
            happened = sum(one.seen is not None and one.seen > 0 for one in inside) / len(inside)
            found.append(Reliability(low, high, len(inside), chance, happened))
    return found


def crps(counts: Sequence[float], seen: int) -> float:
    """The ranked probability score of a distribution over 0, 1, 2 ... and the number that was seen.

    >>> crps((0.25, 0.5, 0.25), 1), crps((0.0, 1.0), 3)
    (0.125, 2.0)
    """
    below = np.cumsum(counts)
    width = max(len(below), seen + 1)
    below = np.concatenate([below, np.ones(width - len(below))])
    return float(np.sum((below - (np.arange(width) >= seen)) ** 2))


def _grade(one: Made, history: History, events: pa.Table) -> Graded:
    wanted = one.forecast
    if history.last is None or wanted.until >= history.last:
        return Graded(one, "open")
    if not history.read(wanted.on, wanted.until):
        return Graded(one, "not_covered")
    named = events["quad"] if wanted.event in QUADS else events["event"]
    inside = pc.and_(
        pc.fill_null(pc.equal(named, wanted.event), False),
        pc.and_(
            pc.greater_equal(events["date"], pa.scalar(wanted.on, pa.date32())),
            pc.less_equal(events["date"], pa.scalar(wanted.until, pa.date32())),
        ),
    )
    found = events.filter(inside)
    seen = found.num_rows
    return Graded(
        one,
        "graded",
        seen,
        tuple(found["date"].slice(0, SHOWN).to_pylist()),
        tuple(each for each in found["id"].slice(0, SHOWN).to_pylist() if each is not None),
        (wanted.chance - (seen > 0)) ** 2,
        (wanted.base - (seen > 0)) ** 2,
        _log(wanted.chance, seen > 0),
        _log(wanted.base, seen > 0),
        crps(wanted.counts, seen),
    )


def _log(chance: float, happened: bool) -> float:
    given = chance if happened else 1 - chance
    return -math.log(min(max(given, CERTAIN), 1 - CERTAIN))


def _of(done: Sequence[Graded], event: str | None, horizon: int | None) -> list[Graded]:
    return [
        one for one in done if event in (None, one.made.forecast.event) and horizon in (None, one.made.forecast.horizon)
    ]


def _score(event: str | None, horizon: int | None, chosen: Sequence[Graded]) -> Score:
    def mean(values: Iterable[float | None]) -> float:
        return sum(value for value in values if value is not None) / len(chosen)

    brier, brier_base = mean(one.brier for one in chosen), mean(one.brier_base for one in chosen)
    return Score(
        event,
        horizon,
        len(chosen),
        sum(one.seen is not None and one.seen > 0 for one in chosen),
        sum(bool(one.right) for one in chosen),
        mean(one.made.forecast.chance for one in chosen),
        mean(one.made.forecast.base for one in chosen),
        brier,
        brier_base,
        1 - brier / brier_base if brier_base else None,
        mean(one.log for one in chosen),
        mean(one.log_base for one in chosen),
        mean(one.crps for one in chosen),
    )
