r"""Forecasts for a pair: how likely one acts upon the other, and how often, within 7, 30 or 90 days.

>>> from datetime import date, timedelta
>>> days = [date(2024, 1, 1) + timedelta(7 * week) for week in range(30)]
>>> rows = {"actor": ["CHN"] * 30, "type": ["CONSULT"] * 30, "recipient": ["RUS"] * 30, "date": days}
>>> forecaster = fit(pa.table(rows))
>>> (one,) = forecaster.forecast("CHN", "RUS", on=date(2024, 7, 23), horizons=(7,), classes=("verbal_coop",))
>>> one.chance > 0.8, one.few
(True, False)
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from comity.errors import InputError
from comity.forecast import climatology, evidence, lessons, reasons, windows
from comity.forecast.calendar import quantiles
from comity.forecast.evidence import Seen
from comity.forecast.grading import Reliability
from comity.forecast.history import History, of_events
from comity.forecast.hurdle import distribution
from comity.forecast.ledger import Ids, Ledger, ledger
from comity.forecast.lessons import Answers, Lesson
from comity.forecast.scoreboard import Driver, Forecast
from comity.model import QUADS
from comity.ontology import load_ontology

HORIZONS = (7, 30, 90)
"""Days that a forecast looks ahead."""

FEW = 5
"""A forecast rests on little where the actor did less than this to the recipient."""

SPANS = 3
"""A forecast rests on little where less than so many of its horizons are known."""


KEPT = 8
"""Counts of so many sets of pairs and days are kept."""


@dataclass(frozen=True, slots=True)
class DyadForecast(Forecast):
    """A forecast for a directed pair, and how forecasts of its kind did before.

    ``seen`` is the number of such events of the pair before the day ``on``. ``reliability`` are earlier forecasts of
    the same class and horizon, for any pair, that gave about this chance: how many, and how many came true, each
    made from what lay before it; None where there are none.
    """

    seen: int = 0
    reliability: Reliability | None = None

    def record(self) -> dict[str, Any]:
        """The forecast as a JSON object; chances lie between 0 and 1."""
        past = self.reliability
        return {
            "actor": self.actor,
            "recipient": self.recipient,
            "event": self.event,
            "on": self.on.isoformat(),
            "until": self.until.isoformat(),
            "horizon": self.horizon,
            "chance": self.chance,
            "base": self.base,
            "ratio": self.ratio,
            "mean": self.mean,
            "low": self.low,
            "median": self.median,
            "high": self.high,
            "few": self.few,
            "seen": self.seen,
            "drivers": [{"words": one.words, "events": list(one.events)} for one in self.drivers],
            "reliability": past
            and {"low": past.low, "high": past.high, "n": past.n, "chance": past.chance, "happened": past.happened},
        }


class DyadForecaster:
    """Answers for any pair and day, each from what lay before that day alone, its weights included.

    ``book`` is the history as integers, where it is at hand already.
    """

    def __init__(self, history: History, book: Ledger | None = None):
        self.history = history
        self.book = book or ledger(history)
        self._lessons: dict[tuple[int, str, int], Lesson] = {}
        self._counts: dict[tuple[bytes, bytes, str], Seen] = {}

    def forecast(
        self,
        actor: str,
        recipient: str,
        on: date,
        horizons: Sequence[int] = HORIZONS,
        classes: Sequence[str] = QUADS,
    ) -> tuple[DyadForecast, ...]:
        """What ``actor`` will do to ``recipient`` on the days that begin with ``on``, by class, then by horizon.

        Args:
            actor: who acts, by the name that the events have.
            recipient: who is acted upon.
            on: first day of the windows; only days before it are used. Later than the day after the last that is
                known, the forecast is that of the day after, and says so.
            horizons: lengths of the windows in days.
            classes: quad classes, types of PLOVER, or events as the history names them.

        Raises:
            UnknownActor: no event has an actor of that name.
            InputError: nothing is known before ``on``, an actor is asked about itself, a horizon is no positive number
                of days, or there is no such class.
        """
        first, last = self.history.first, self.history.last
        if first is None or last is None or on <= first:
            known = "there are no events" if first is None else f"the first day of which anything is known is {first}"
            raise InputError(f"nothing is known before {on}: {known}")
        if actor == recipient:
            raise InputError(f"a forecast needs two actors: {actor!r} was given as both")
        if wrong := [one for one in horizons if one < 1]:
            raise InputError(f"a horizon is a number of days from 1 on, not {wrong[0]}")
        actor, recipient = self.history.actor(actor), self.history.actor(recipient)
        kinds = {*self.book.kinds, *load_ontology().types, *QUADS}
        for one in classes:
            if one not in kinds:
                near = difflib.get_close_matches(one, sorted(kinds), n=3, cutoff=0.4) or QUADS
                raise InputError(f"there is no class {one!r}; near: {', '.join(near)}")
        day = min((on - first).days, (last - first).days + 1)
        return tuple(self._one(actor, recipient, on, day, horizon, event) for event in classes for horizon in horizons)

    def lesson(self, day: int, event: str, horizon: int) -> Lesson:
        """What is learnt from windows that were over before a day, counted from the first that is known."""
        key = (day, event, horizon)
        if key not in self._lessons:
            ladder = windows.rungs(horizon)
            below = self.lesson(day, event, ladder[-2]) if len(ladder) > 1 else None
            days = np.append(windows.origins(self.book, day, ladder[-1]), day)
            counts = self.counts(windows.sample(self.book, day), days, event)
            self._lessons[key] = lessons.learn(self.book, counts, day, event, horizon, below)
        return self._lessons[key]

    def answers(self, day: int, event: str, horizon: int, pairs: Ids) -> Answers:
        """What is expected of pairs that dealt with each other before a day."""
        counts = self.counts(pairs, np.array([day]), event)
        return lessons.answers(self.book, counts, self.lesson(day, event, horizon), pairs)

    def counts(self, pairs: Ids, days: Ids, event: str) -> Seen:
        """Counts of pairs before some days; the latest few are kept, for all quad classes at once."""
        key = (pairs.tobytes(), days.tobytes(), "" if event in QUADS else event)
        if key not in self._counts:
            while len(self._counts) >= KEPT:
                del self._counts[next(iter(self._counts))]
            self._counts[key] = evidence.seen(self.book, pairs, days, event)
        return self._counts[key].of(event) if event in QUADS else self._counts[key]

    def _one(self, actor: str, recipient: str, on: date, day: int, horizon: int, event: str) -> DyadForecast:
        past = reasons.dealings(self.book, actor, recipient, day)
        lesson = self.lesson(day, event, horizon)
        if past is None:
            acted, underwent, total = climatology.deeds(self.book, day)
            acts = acted[self.book.actors[actor]], underwent[self.book.actors[recipient]]
            rate = lesson.newcomers * float(acts[0] * acts[1]) / max(1.0, total)
            base = chance = 1 - math.exp(-rate)
            counts, mean, seen, few = np.array([1 - chance, chance]), chance, 0, True
            drivers = reasons.of_strangers(self.book, actor, recipient, day, int(acts[0]), int(acts[1]))
        else:
            answer = self.answers(day, event, horizon, past.pairs[:1])
            base, chance = float(answer.prior.climatology[0]), float(answer.chance[0])
            counts = distribution(chance, float(answer.beyond[0]), lesson.hurdle.dispersion)
            mean = chance * (1 + float(answer.beyond[0]))
            seen = past.count(self.book, None, back=False, event=event)
            few = past.count(self.book, None, back=False) < FEW or day < SPANS * horizon
            looked = self.counts(past.pairs[:1], np.array([day]), event)
            drivers = reasons.of_dealings(self.history, self.book, past, lesson, looked, answer)
        if late := (on - _day(self.history, day)).days:
            words = (
                f"nothing is known of the {late:,} days before {on}: the forecast is that of {_day(self.history, day)}"
            )
            drivers = (Driver(words), *drivers)
        low, median, high = quantiles(counts)
        return DyadForecast(
            actor, recipient, event, on, horizon, chance, base, mean, low, median, high, tuple(counts.tolist()),
            few=few or late > horizon, drivers=drivers, seen=seen,
            reliability=next((one for one in lesson.record if one.low <= chance < one.high), None),
        )  # fmt: skip


def fit(events: pa.Table | History) -> DyadForecaster:
    """Take in past events for forecasts of pairs.

    Args:
        events: a history, or a table with the columns ``actor``, ``recipient``, ``date`` and one of ``event``,
            ``type``, ``quad``, in any order; what stands there twice counts once. A history also knows on which days
            nothing was read, so that such days are not taken for peace.

    Weights are learnt at the first forecast for a day, class and horizon, from windows that were over before that day,
    and are kept. Announced acts are joined to the answers by :func:`comity.forecast.calendar.raised`.

    Raises:
        InputError: a column is missing, a cell is empty, or a date is none.
    """
    return DyadForecaster(events if isinstance(events, History) else of_events(events, "events"))


def _day(history: History, day: int) -> date:
    assert history.first is not None
    return history.first + timedelta(day)
