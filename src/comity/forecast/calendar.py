r"""Announced acts as evidence: how often what was announced came to pass, and what that does to a forecast.

Of the acts that were announced with a date, and whose time was over, a share was told as having happened. An announced
act that lies ahead raises a forecast of its kind by that share, shrunk towards one half as if two more announcements
had been counted of which one was kept, and for each precision of the date (day, month, year) towards the share of all,

.. math:: r = \frac{kept + 1}{over + 2} \qquad r_{day} = \frac{kept_{day} + 5 r}{over_{day} + 5}

times the part of the announced span that falls into the forecast's window. Announcement and forecast are joined as
independent: :math:`1 - (1 - p)(1 - r)`; the number of events is that of the forecast plus one with chance r.

**When it misleads:** what was announced and not reported counts as not kept, for the forecast is of what reports will
tell; a thin collection of reports therefore has a low rate. A pair that meets on schedule has such meetings in its base
rate already, so that the sum is somewhat too high.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import numpy as np
import pyarrow as pa

from comity.forecast.scoreboard import Driver, Forecast
from comity.model import QUADS

Kind = TypeVar("Kind", bound=Forecast)

DOUBT = 5.0
"""With how many announcements of a precision the rate of all is counted."""


@dataclass(frozen=True, slots=True)
class Announced:
    """An announced act that lies ahead, and the chance that such an announcement is kept (0 to 1)."""

    one: str
    two: str
    reciprocal: bool
    type: str
    quad: str
    precision: str
    begins: date
    ends: date
    id: str
    kept: int
    over: int
    rate: float

    def concerns(self, actor: str, recipient: str, event: str) -> bool:
        """Whether the act would be of this kind, by the one to the other."""
        sides = (actor, recipient) in ((self.one, self.two), (self.two, self.one))[: 2 if self.reciprocal else 1]
        return sides and event == (self.quad if event in QUADS else self.type)

    def within(self, first: date, last: date) -> float:
        """Which part of the announced span lies in these days, both included."""
        days = (min(self.ends, last) - max(self.begins, first)).days + 1
        return max(0, days) / ((self.ends - self.begins).days + 1)


def ahead(appointments: pa.Table, on: date) -> list[Announced]:
    """The announced acts whose time is not over on a day, each with the rate at which such announcements were kept.

    ``appointments`` is the table of :func:`comity.measures.announced.appointments` as of that day.
    """
    rows = appointments.to_pylist()
    over = [row for row in rows if row["status"] != "ahead"]
    kept = sum(row["status"] == "happened" for row in over)
    rate = (kept + 1) / (len(over) + 2)
    found = []
    for row in rows:
        if row["status"] != "ahead" or row["ends"] < on:
            continue
        alike = [one for one in over if one["precision"] == row["precision"]]
        good = sum(one["status"] == "happened" for one in alike)
        fields = {name: row[name] for name in Announced.__slots__ if name in row}
        own = (good + DOUBT * rate) / (len(alike) + DOUBT)
        found.append(Announced(**fields, kept=good, over=len(alike), rate=own))
    return found


def raised(forecast: Kind, announced: Iterable[Announced]) -> Kind:
    """The forecast with the announced acts of its kind taken in, each as a driver."""
    counts = np.array(forecast.counts)
    chance, mean = forecast.chance, forecast.mean
    drivers: list[Driver] = []
    for one in announced:
        share = one.within(forecast.on, forecast.until)
        if not share or not one.concerns(forecast.actor, forecast.recipient, forecast.event):
            continue
        came = one.rate * share
        counts = np.convolve(counts, [1 - came, came])
        chance, mean = 1 - (1 - chance) * (1 - came), mean + came
        drivers.append(Driver(_words(one, came), (one.id,)))
    if not drivers:
        return forecast
    low, median, high = quantiles(counts)
    return replace(
        forecast,
        chance=chance,
        mean=mean,
        low=low,
        median=median,
        high=high,
        counts=tuple(counts.tolist()),
        drivers=(*drivers, *forecast.drivers),
    )


def quantiles(counts: Sequence[float] | np.typing.NDArray[np.float64]) -> tuple[int, int, int]:
    """The 10, 50 and 90% quantiles of a distribution over 0, 1, 2 ...

    >>> quantiles([0.3, 0.3, 0.2, 0.2])
    (0, 1, 3)
    """
    below = np.cumsum(counts)
    low, median, high = np.minimum(np.searchsorted(below, np.array([0.1, 0.5, 0.9]) - 1e-9), len(below) - 1).tolist()
    return low, median, high


def _words(one: Announced, came: float) -> str:
    when = str(one.begins)[: {"day": 10, "month": 7, "year": 4}[one.precision]]
    kept = f"{one.kept} of {one.over} such announcements with a {one.precision} that is over were told as kept"
    return f"{one.type} announced for {when}: adds {came:.0%} ({kept})"
