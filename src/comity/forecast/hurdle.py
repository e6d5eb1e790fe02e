r"""How many events: a hurdle (any at all) and, beyond it, a negative binomial, both held to a prior.

The chance :math:`p` of at least one event and the mean :math:`m` of the events beyond the first are

.. math:: \text{logit } p = \text{logit } p_0 + x w \qquad \log m = \log m_0 + x v

with the climatology :math:`p_0, m_0`. Weights are learnt with a ridge that pulls them to where the climatology alone
speaks, so that little evidence leaves the base rate as it is. The number of events is 0 with chance :math:`1 - p`, else
1 and a negative binomial of mean :math:`m` and dispersion :math:`r` (variance :math:`m + m^2 / r`).

Sources: Mullahy 1986 (hurdle models of counts); Hoerl and Kennard 1970 (ridge).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

RIDGE = 500.0
"""So many observations, about, a weight must be worth before it moves half its way from the prior."""

TAIL = 1e-4
"""A distribution of counts ends where less than this lies beyond."""

LONGEST = 1000
"""No distribution of counts has more entries than this."""

_EDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Hurdle:
    """Weights of the evidence: for the log odds of any event, then for the log mean of the events beyond the first.

    The first weight belongs to the climatology, the last is a constant.
    """

    any: Values
    more: Values
    dispersion: float

    def log_odds(self, evidence: Values, base: Values) -> Values:
        """Log odds of at least one event, for each row of evidence and the chance that it starts from."""
        return np.asarray(self.any[0] * logit(base) + evidence @ self.any[1:-1] + self.any[-1])

    def beyond(self, evidence: Values, base: Values) -> Values:
        """Mean number of events beyond the first where there is any; ``base`` is the climatology's."""
        terms = self.more[0] * np.log(base) + evidence @ self.more[1:-1] + self.more[-1]
        return np.asarray(np.exp(np.clip(terms, -10, np.log(LONGEST))))


def untaught(width: int) -> Hurdle:
    """A hurdle that says what the climatology says, for so many columns of evidence."""
    weights = np.r_[1.0, np.zeros(width + 1)]
    return Hurdle(weights, weights, 1.0)


def learn(evidence: Values, base: Values, beyond: Values, seen: Values) -> Hurdle:
    """Learn from windows that are over: their evidence, climatology, and the number of events that came."""
    if not len(seen):
        return untaught(evidence.shape[1])
    weights = logistic(evidence, base, seen > 0)
    more = seen > 0
    columns, left = np.column_stack([np.log(beyond), evidence])[more], seen[more] - 1
    if not len(left):
        return Hurdle(weights, untaught(evidence.shape[1]).more, 1.0)
    dispersion = 1.0
    for _ in range(2):
        means = _ridge(columns, left, dispersion)
        fitted = np.exp(np.clip(columns @ means[:-1] + means[-1], -10, np.log(LONGEST)))
        excess = float(np.sum((left - fitted) ** 2 - fitted))
        dispersion = float(np.clip(np.sum(fitted**2) / excess if excess > 0 else 100.0, 0.05, 100.0))
    return Hurdle(weights, means, dispersion)


def logistic(evidence: Values, start: Values, happened: NDArray[np.bool_], ridge: float = RIDGE) -> Values:
    """Weights of the start's log odds, of the evidence, and a constant, drawn to where the start alone speaks."""
    return _ridge(np.column_stack([logit(start), evidence]), happened.astype(np.float64), None, ridge)


def distribution(chance: float, beyond: float, dispersion: float) -> Values:
    """Probabilities of 0, 1, 2 ... events; what lies past the end is joined to the last.

    >>> distribution(0.5, 0.0, 1.0).tolist()
    [0.5, 0.5]
    """
    if beyond <= 0:
        return np.array([1 - chance, chance])
    steps = np.arange(1, LONGEST - 1)
    ratio = np.log((steps - 1 + dispersion) / steps) + np.log(beyond / (dispersion + beyond))
    more = np.exp(np.r_[0.0, np.cumsum(ratio)] - dispersion * np.log1p(beyond / dispersion))
    below = np.cumsum(more)
    end = int(np.searchsorted(below, 1 - TAIL)) + 1
    more = more[:end]
    more[-1] += max(0.0, 1 - float(more.sum()))
    return np.asarray(np.r_[1 - chance, chance * more])


def logit(chance: Values) -> Values:
    """Log odds of chances, which are kept a little off 0 and 1."""
    kept = np.clip(chance, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(kept / (1 - kept)))


def chances(log_odds: Values) -> Values:
    """Chances of log odds."""
    return 1 / (1 + np.exp(-log_odds))


def _ridge(columns: Values, seen: Values, dispersion: float | None, ridge: float = RIDGE) -> Values:
    """Newton's method; without a dispersion a logistic, with one a negative binomial regression."""
    centre, spread = columns.mean(axis=0), columns.std(axis=0)
    spread[spread < 1e-9] = 1.0
    scaled = np.column_stack([(columns - centre) / spread, np.ones(len(columns))])
    prior = np.r_[spread[0], np.zeros(columns.shape[1] - 1), centre[0]]
    pull = np.r_[np.full(columns.shape[1], ridge), min(1.0, ridge)]
    weights = prior.copy()
    for _ in range(15):
        terms = scaled @ weights
        if dispersion is None:
            fitted = chances(terms)
            slope, weight = fitted - seen, fitted * (1 - fitted)
        else:
            fitted = np.exp(np.clip(terms, -10, np.log(LONGEST)))
            weight = fitted / (1 + fitted / dispersion)
            slope = (fitted - seen) / (1 + fitted / dispersion)
        gradient = scaled.T @ slope + pull * (weights - prior)
        curvature = (scaled * weight[:, None]).T @ scaled + np.diag(pull)
        step = np.linalg.solve(curvature, gradient)
        step *= min(1.0, 1.0 / max(1e-12, float(np.abs(step).max())))
        weights = weights - step
        if float(np.abs(step).max()) < 1e-4:
            break
    plain = weights[:-1] / spread
    return np.asarray(np.r_[plain, weights[-1] - float(plain @ centre)])
