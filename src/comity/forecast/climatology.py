r"""The base rate of a pair: how often it was so before.

Of n windows of the horizon that were over before a day, k held such an event; windows of which nothing was read are
left out. With the share q of all pairs that dealt with each other before, the **climatology** is

.. math:: p = \frac{k + 2 h q}{n + 2 h}

since h windows that begin on h days in a row are worth about one. What forecasts start from is drawn with twice that
weight towards the share of pairs that have as many events (in classes of twice as many each). For two that never dealt
with each other the base rate is the share of such pairs that began to in the last window, by how much both of them do:

.. math:: p_0 = 1 - \exp(-\kappa \, acts_{actor} \, acts_{recipient} / acts_{all})

**When it misleads:** what was rare for long and has become common (a war) has a base rate of the long time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.forecast.evidence import Values
from comity.forecast.ledger import Ids, Ledger, Marks

ALL = 2.0
"""The share of all pairs is counted as so many windows of the pair's own."""

ACTIVE = 4.0
"""The share of pairs that are as active is counted as so many windows of the pair's own."""

_GROUPS = 24


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of windows with such an event: over all pairs, and by how many events of any kind they have.

    ``possible`` is the number of windows that were over, ``read`` on how many days of such a window something was read.
    """

    horizon: int
    possible: int
    read: float
    overall: float
    by_activity: Values

    def climatology(self, windows: Ids) -> Values:
        """The base rates of pairs with such events in so many windows."""
        weight = ALL * self.horizon
        return np.asarray((windows + weight * self.overall) / (self.possible + weight))

    def start(self, windows: Ids, events: Values) -> Values:
        """What forecasts start from, for pairs with such events in so many windows, and so many events in all."""
        weight = ACTIVE * self.horizon
        return np.asarray((windows + weight * self.by_activity[activity(events)]) / (self.possible + weight))


def shares(
    windows: Ids, number: Values, events: Values, possible: int, read: float, days: float, horizon: int
) -> Shares:
    """Shares of windows over some pairs: of each the windows with such an event, the number of these, of all events."""
    group = activity(events)
    size = np.bincount(group, minlength=_GROUPS)
    overall = (float(number.sum()) + 0.5) / max(1, len(number))
    mean = (np.bincount(group, number, minlength=_GROUPS) + 5 * overall) / (size + 5) / max(1.0, days)
    weight = 10.0 * horizon
    found = np.bincount(group, windows, minlength=_GROUPS) + weight * (1 - np.exp(-read * mean))
    all_pairs = float(windows.sum()) + weight * (1 - np.exp(-read * overall / max(1.0, days)))
    return Shares(
        horizon,
        possible,
        read,
        float(all_pairs / (len(windows) * possible + weight)),
        found / (size * possible + weight),
    )


def activity(events: Values) -> Ids:
    """The class of activity of a pair with so many events: 0, 1 to 2, 3 to 6, 7 to 14 and so on.

    >>> activity(np.array([0, 1, 2, 3, 6, 7])).tolist()
    [0, 1, 1, 2, 2, 3]
    """
    return np.minimum(np.floor(np.log2(1 + events)), _GROUPS - 1).astype(np.int64)


def possible(book: Ledger, day: int, horizon: int) -> int:
    """How many windows were over before a day, without those of which nothing was read."""
    covered = Marks(book.covered, book.covered)
    return int(covered.windows(np.zeros(1, np.int64), np.array([day]), horizon)[0])


def read(book: Ledger, day: int, horizon: int) -> float:
    """On how many days something was read, of windows that were over before a day and of which anything was read."""
    begins = np.arange(max(1, day - horizon + 1))
    number = book.ticks(np.minimum(begins + horizon, day)) - book.ticks(begins)
    return float(number.sum() / max(1, np.count_nonzero(number))) * horizon / min(horizon, day)


def newcomers(book: Ledger, day: int, marks: Marks, horizon: int) -> float:
    """The factor kappa: pairs that had such an event in the last window and none before, over what would be even."""
    origin = day - horizon
    acted, underwent, total = deeds(book, max(0, origin))
    known, later = (int(np.searchsorted(book.met, max(0, end))) for end in (origin, day))
    one, two = book.one[:known], book.two[:known]
    dealing = float((acted * underwent).sum() + (acted[one] * underwent[two] + acted[two] * underwent[one]).sum())
    new = np.arange(2 * known, 2 * later)
    came = np.count_nonzero(marks.number(new, np.full(len(new), origin), np.full(len(new), day)))
    return (came + 0.5) / (max(0.0, total - dealing / max(1.0, total)) + 1) if origin > 0 else 0.0


def deeds(book: Ledger, day: int) -> tuple[Values, Values, float]:
    """How often each actor acted and was acted upon before a day, and how many events that is."""
    end = int(np.searchsorted(book.day, day))
    actors, recipients = book.sides(book.pair[:end])
    size = len(book.actors)
    acted, underwent = (np.bincount(side, minlength=size).astype(np.float64) for side in (actors, recipients))
    return acted, underwent, float(end)
