r"""Forecasts for a pair: how likely one acts upon the other, and how often, within 7, 30 or 90 days.

>>> from datetime import date, timedelta
>>> days = [date(2024, 1, 1) + timedelta(7 * week) for week in range(30)]
>>> rows = {"actor": ["CHN"] * 30, "type": ["CONSULT"] * 30, "recipient": ["RUS"] * 30, "date": days}
>>> forecaster = fit(pa.table(rows))
>>> (one,) = forecaster.forecast("CHN", "RUS", on=date(2024, 8, 1), horizons=(7,), classes=("verbal_coop",))
>>> one.chance > 0.8, one.few
(True, False)
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from comity.errors import InputError
from comity.forecast.grading import Reliability
from comity.forecast.history import History, of_events
from comity.forecast.scoreboard import Forecast
from comity.model import QUADS

HORIZONS = (7, 30, 90)
"""Days that a forecast looks ahead."""


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
    """Answers for any pair and day, each from what lay before that day alone, its weights included."""

    def __init__(self, history: History):
        self.history = history

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
            on: first day of the windows; only days before it are used. After the last day that is known the forecast
                is that of the day after it, and says so.
            horizons: lengths of the windows in days.
            classes: quad classes, or events as the history names them.

        Raises:
            UnknownActor: no event has an actor of that name.
            InputError: nothing is known before ``on``, an actor is asked about itself, a horizon is no positive number
                of days, or no event is of such a class.
        """
        first = self.history.first
        if first is None or on <= first:
            known = "there are no events" if first is None else f"the first day that is known is {first}"
            raise InputError(f"nothing is known before {on}: {known}")
        if actor == recipient:
            raise InputError(f"a forecast needs two actors: {actor!r} was given as both")
        if wrong := [one for one in horizons if one < 1]:
            raise InputError(f"a horizon is a number of days from 1 on, not {wrong[0]}")
        actor, recipient = self.history.actor(actor), self.history.actor(recipient)
        kinds = set(self.history.events["event"].unique().to_pylist()) | set(QUADS)
        for one in classes:
            if one not in kinds:
                near = difflib.get_close_matches(one, sorted(kinds), n=3, cutoff=0.4)
                raise InputError(f"no event is of class {one!r}; near: {', '.join(near) or ', '.join(QUADS)}")
        return tuple(self._one(actor, recipient, on, days, event) for event in classes for days in horizons)

    def _one(self, actor: str, recipient: str, on: date, days: int, event: str) -> DyadForecast:
        counts = (0.1, 0.9)
        return DyadForecast(actor, recipient, event, on, days, 0.9, 0.9, 0.9, 0, 1, 1, counts, few=False)


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
