r"""How many events: a hurdle (any at all) and, beyond it, a negative binomial, both held to a prior.

The chance :math:`p` of at least one event and the mean :math:`m` of the events beyond the first are

.. math:: \text{logit } p = \text{logit } p_1 + (w_0 - 1) \, \text{logit } p_0 + x w \qquad
          \log m = v_0 \log m_0 + x v

where :math:`p_0` is the pair's own base rate, :math:`p_1` the same at the level at which is read of late, and
:math:`m_0` the mean that a Poisson of the pair's rate has beyond its first event. The level enters whole: all pairs
share it, so that a weight for it could be learnt from a few weeks only. The weights are learnt with a ridge that
pulls them to where the prior alone speaks (:math:`w_0 = v_0 = 1`, else 0), so that little evidence leaves the base
rate as it is. The number of events is 0 with chance :math:`1 - p`, else 1 and a negative binomial of mean :math:`m`
and dispersion :math:`r` (variance :math:`m + m^2 / r`), the likeliest one given the means.

Sources: Mullahy 1986 (hurdle models of counts); Hoerl and Kennard 1970 (ridge).
"""

from __future__ import annotations

import math
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

_EDGE = 1e-6

_DISPERSIONS = np.geomspace(0.05, 100.0, 45)


@dataclass(frozen=True, slots=True)
class Hurdle:
    """Weights of the evidence: for the log odds of any event, then for the log mean of the events beyond the first.

    The first weight belongs to the prior, the last is a constant.
    """

    any: Values
    more: Values
    dispersion: float

    def log_odds(self, evidence: Values, base: Values, start: Values) -> Values:
        """Log odds of at least one event by evidence, base rate, and the base rate at the level of late."""
        return log_odds(self.any, evidence, base, start)

    def beyond(self, evidence: Values, base: Values) -> Values:
        """Mean number of events beyond the first where there is any; ``base`` is that of the prior."""
        return _means(self.more, np.log(base), evidence)


def untaught(width: int) -> Hurdle:
    """A hurdle that says what the prior says, for so many columns of evidence."""
    return Hurdle(_prior(width), _prior(width), 1.0)


def learn(
    evidence: Values, base: Values, start: Values, beyond: Values, seen: Values, before: NDArray[np.bool_] | None = None
) -> Hurdle:
    """Learn from windows that are over: their evidence and prior, and the number of events that came.

    Where ``before`` is true an event came in an earlier part of the window, which is forecast by itself: whether any
    event comes is learnt from the others.
    """
    rest = np.ones(len(seen), bool) if before is None else ~before
    any_ = logistic(evidence[rest], base[rest], seen[rest] > 0, start=start[rest])
    more = seen > 0
    columns, prior, left = evidence[more], np.log(beyond[more]), seen[more] - 1
    if not len(left):
        return Hurdle(any_, _prior(evidence.shape[1]), 1.0)
    weights, spread = _prior(evidence.shape[1]), 1.0
    for _ in range(3):
        weights = _ridge(columns, prior, prior, left, spread)
        spread = dispersion(_means(weights, prior, columns), left)
    return Hurdle(any_, weights, spread)


def logistic(
    evidence: Values,
    base: Values,
    happened: NDArray[np.bool_],
    ridge: float = RIDGE,
    start: Values | None = None,
) -> Values:
    """Weights of the base rate's log odds, of the evidence, and a constant, drawn to where the start alone speaks.

    The start is the base rate unless given. Where nothing happened at all nothing is learnt.
    """
    if not happened.any():
        return _prior(evidence.shape[1])
    first = logit(base if start is None else start)
    return _ridge(evidence, logit(base), first, happened.astype(np.float64), None, ridge)


def log_odds(weights: Values, evidence: Values, base: Values, start: Values) -> Values:
    """Log odds that such weights give to each row of evidence."""
    return np.asarray(logit(start) + (weights[0] - 1) * logit(base) + evidence @ weights[1:-1] + weights[-1])


def dispersion(means: Values, counts: Values) -> float:
    """The likeliest dispersion of negative binomials with these means, given the counts; 1 without any."""
    if not len(counts):
        return 1.0
    kinds, kind = np.unique(counts, return_inverse=True)
    best, found = -math.inf, 1.0
    for one in _DISPERSIONS.tolist():
        choices = np.array([math.lgamma(count + one) - math.lgamma(one) for count in kinds.tolist()])
        terms = choices[kind] + one * np.log(one / (one + means)) + counts * np.log(means / (one + means))
        if (likelihood := float(terms.sum())) > best:
            best, found = likelihood, one
    return found


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
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def _prior(width: int) -> Values:
    return np.asarray(np.r_[1.0, np.zeros(width + 1)])


def _means(weights: Values, prior: Values, evidence: Values) -> Values:
    terms = weights[0] * prior + evidence @ weights[1:-1] + weights[-1]
    return np.asarray(np.exp(np.clip(terms, -10, np.log(LONGEST))))


def _ridge(
    evidence: Values, prior: Values, offset: Values, seen: Values, dispersion: float | None, ridge: float = RIDGE
) -> Values:
    """Newton's method for what is added to the offset, drawn to nothing; the first weight is that of the prior.

    Without a dispersion a logistic, with one a negative binomial regression.
    """
    columns = np.column_stack([prior, evidence])
    centre, spread = columns.mean(axis=0), columns.std(axis=0)
    spread[spread < 1e-9] = 1.0
    scaled = np.column_stack([(columns - centre) / spread, np.ones(len(columns))])
    pull = np.r_[np.full(columns.shape[1], ridge), min(1.0, ridge)]
    weights = np.zeros(len(pull))
    for _ in range(15):
        terms = offset + scaled @ weights
        if dispersion is None:
            fitted = chances(terms)
            slope, weight = fitted - seen, fitted * (1 - fitted)
        else:
            fitted = np.exp(np.clip(terms, -10, np.log(LONGEST)))
            weight = fitted / (1 + fitted / dispersion)
            slope = (fitted - seen) / (1 + fitted / dispersion)
        gradient = scaled.T @ slope + pull * weights
        curvature = (scaled * weight[:, None]).T @ scaled + np.diag(pull)
        step = np.linalg.solve(curvature, gradient)
        step *= min(1.0, 1.0 / max(1e-12, float(np.abs(step).max())))
        weights = weights - step
        if float(np.abs(step).max()) < 1e-4:
            break
    plain = weights[:-1] / spread
    return np.asarray(np.r_[1 + plain[0], plain[1:], weights[-1] - float(plain @ centre)])
