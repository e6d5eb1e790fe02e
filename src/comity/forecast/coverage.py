r"""How much is read of late, and which stretch of the past best tells how much will be read.

The level at which is read is a fading count of all events against its average, with a half-life of H days. Which H
serves differs: a long one where the amount jumps from week to week by chance, a short one where it drifts. So that
one is taken which would have served best so far: over all days whose next h days were over before the day that is
asked about,

.. math:: \hat H = \arg\min_H \sum_s \left( \log r_s - \log l_s(H) \right)^2

with the level :math:`l_s(H)` before day s and :math:`r_s` what was read in the h days from s on, both against the
average before s. To take no level at all (always 1) is among the choices.

**When it misleads:** no past level knows that less will be read next month (a summer, an election). With less than a
year of data no season can be learnt.
"""

from __future__ import annotations

import numpy as np

from comity.forecast import evidence
from comity.forecast.evidence import HALF_LIVES, OTHERS, Seen, Values
from comity.forecast.ledger import Ids, Ledger

USUAL = 32
"""The half-life where too little is known to choose one."""


def half_life(book: Ledger, day: int, horizon: int, start: int) -> int | None:
    """The half-life whose level best told the next ``horizon`` days, over days from ``start`` on; None for no level."""
    clock = int(book.ticks(day))
    days = np.arange(start, clock - horizon + 1)
    if not len(days):
        return USUAL
    daily = np.bincount(book.ticks(book.day[: int(np.searchsorted(book.day, day))]), minlength=clock)
    whole = np.r_[0, np.cumsum(daily)]
    average = whole[days] / days
    told = np.log((whole[days + horizon] - whole[days] + OTHERS) / (horizon * average + OTHERS))
    errors = [told - np.log(level[days]) for level in _levels(daily, whole)]
    best = int(np.argmin([float(np.mean(each**2)) for each in (*errors, told)]))
    return HALF_LIVES[best] if best < len(HALF_LIVES) else None


def level(counts: Seen, day: int, pairs: Ids, half_life: int | None) -> Values:
    """How much is read of all others at that half-life, over their average, for each pair."""
    if half_life is None:
        return np.ones(len(pairs))
    return evidence.read(counts, day, pairs)[:, HALF_LIVES.index(half_life)]


def _levels(daily: Ids, whole: Ids) -> Values:
    """The level before each day, by half-life."""
    spans = np.array(HALF_LIVES)
    fade = 0.5 ** (1 / spans)
    sums = np.zeros((len(daily) + 1, len(spans)))
    for day, number in enumerate(daily.tolist()):
        sums[day + 1] = sums[day] * fade + number
    days = np.arange(len(daily) + 1)[:, None]
    exposure = (1 - fade**days) / (1 - fade)
    average = whole[:, None] / np.maximum(days, 1)
    return np.asarray((sums + OTHERS) / (exposure * average + OTHERS)).T
