"""Change points: when a pair began to act more, or less, than before, and the acts that tell so.

Two methods, for two questions. Offline, the whole series is cut where that explains the counts best: it tells where the
breaks lie, with hindsight. Online, each period is judged with what was known then: it tells what would have been seen
when, and is the better one for thin pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import log
from typing import Any

import numpy as np
import pyarrow as pa

from comity.measures.coverage import Period
from comity.measures.placed import KINDS, Numbers, Placed, placed

SHORTEST = 3
"""A segment has at least so many known periods."""

HAZARD = 1 / 48
"""How likely a change is in a period, before anything is seen: one in 48, or in four years by month."""

RECENT = 12
"""Online, a change is told when the present level began within so many periods ..."""

SURE = 0.8
"""... with at least this probability."""

TELLING = 3
"""The acts that tell a change are of so many periods from it on, or before it where acts became fewer."""

EXPLAINING = 10
"""So many acts are named for a change, the weightiest of those that set the new level apart."""

_SCHEMA = pa.schema(
    [("a", pa.string()), ("b", pa.string()), ("kind", pa.string()), ("method", pa.string()), ("year", pa.int64()),
     ("period", pa.string()), ("earliest", pa.string()), ("latest", pa.string()), ("before", pa.float64()),
     ("after", pa.float64()), ("ratio", pa.float64()), ("low", pa.float64()), ("high", pa.float64()),
     ("probability", pa.float64()), ("n_before", pa.int64()), ("n_after", pa.int64()), ("overdispersion", pa.float64()),
     ("events", pa.list_(pa.string()))]
)  # fmt: skip


def change_points(
    tables: Mapping[str, pa.Table],
    a: str,
    b: str,
    *,
    since: date | None = None,
    until: date | None = None,
    by: Period = "month",
) -> pa.Table:
    """Find the periods in which the pair's cooperation or conflict, in words or deeds, came to another level.

    ::

        acts n of a period are Poisson about rate * exposure; exposure is the reports that name either side
        cost of a segment = -2 log likelihood = 2 (rate * E - N log rate)      N, E summed over the segment
        offline  the cut that minimises sum(cost) + penalty * changes, penalty = 3 * log(periods) * overdispersion
        online   Adams and MacKay's run lengths, rate ~ Gamma, a change in one of 48 periods beforehand

    Offline is optimal partitioning, which finds the best cut of all. ``overdispersion`` is how much more neighbouring
    periods differ than Poisson counts do (1 or more); without it every bunch of reports would be a change. Columns:
    ``a``, ``b``, ``kind`` (the four quad classes, ``cooperation``, ``conflict``), ``method``, ``year`` and ``period``
    of the first period of the new level, ``earliest`` and ``latest`` (offline: beginnings that explain the counts
    nearly as well, within 3.84 of twice the log likelihood), ``before`` and ``after`` (acts for each report, of the
    neighbouring segments), ``ratio`` with ``low`` and ``high`` (95 percent), ``probability`` (online: that the level
    had changed), ``n_before``, ``n_after`` (acts) and ``events``: the acts that tell the change, the weightiest first;
    where acts became fewer, those of the last periods before it. Periods of which nothing was read are left out, and
    are never a change.

    **When it misleads:** a level that drifts is cut into steps. A new source that tells more of the two is a change, as
    conduct is: look at the coverage of that period. The acts named show what was told then; none of them need be the
    cause. With several classes and hundreds of periods a few changes are chance.

    Sources: Jackson and others, "An algorithm for optimal partitioning of data on an interval", IEEE Signal Processing
    Letters 12 (2005); Adams and MacKay, "Bayesian Online Changepoint Detection" (2007).

    >>> from comity.measures.by_hand import by_hand
    >>> quiet = [(f"{year}-{month:02}-05", "CHN", "RUS", "CONSULT") for year in (2022, 2023) for month in range(1, 13)]
    >>> loud = [(f"2023-{month:02}-05", "CHN", "RUS", kind) for month in (9, 10, 11, 12)
    ...         for kind in ("AID", "COOPERATE", "AID", "COOPERATE", "AID")]
    >>> found = change_points(by_hand(quiet + loud), "CHN", "RUS").to_pylist()
    >>> [(row["kind"], row["method"], row["period"], row["n_after"]) for row in found if row["kind"] == "material_coop"]
    [('material_coop', 'offline', '2023-09', 20), ('material_coop', 'online', '2023-09', 5)]
    """
    found = placed(tables, a, b, since=since, until=until, by=by)
    rows = [{"a": a, "b": b, **row} for kind in KINDS for row in _changes(found, kind)]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def segments(counts: Numbers, exposure: Numbers) -> tuple[list[int], float]:
    """Where the best cut of a series of counts begins a new segment, and the overdispersion that it allows for.

    >>> segments(np.array([1.0] * 12 + [9.0] * 12), np.ones(24))
    ([12], 1.0)
    """
    if len(counts) < 2 * SHORTEST or not counts.sum():
        return [], 1.0
    spread = overdispersion(counts, exposure)
    penalty = 3 * log(len(counts)) * spread
    n, e = (np.concatenate([[0.0], np.cumsum(values)]) for values in (counts, exposure))
    # The best cut of what lies before each period ends with the best place of its last segment's beginning.
    best = np.full(len(counts) + 1, np.inf)
    best[0] = 0.0
    began = np.zeros(len(counts) + 1, np.int64)
    for end in range(SHORTEST, len(counts) + 1):
        starts = slice(0, end - SHORTEST + 1)
        costs = best[starts] + _cost(n[end] - n[starts], e[end] - e[starts]) + penalty
        began[end] = costs.argmin()
        best[end] = costs[began[end]]
    breaks: list[int] = []
    at = int(began[-1])
    while at > 0:
        breaks.append(at)
        at = int(began[at])
    return breaks[::-1], spread


def overdispersion(counts: Numbers, exposure: Numbers) -> float:
    """How many times as much neighbouring counts differ as those of a Poisson series would; at least 1.

    ::

        mean of (n2 / e2 - n1 / e1) ** 2 / (r / e1 + r / e2)         r the rate of the two together

    >>> overdispersion(np.array([4.0, 0.0, 8.0, 0.0, 8.0, 4.0]), np.ones(6))
    5.866666666666666
    """
    one, other, first, second = counts[:-1], counts[1:], exposure[:-1], exposure[1:]
    rate = (one + other) / (first + second)
    kept = rate > 0
    expected = rate[kept] * (1 / first[kept] + 1 / second[kept])
    return max(1.0, float(np.mean((other / second - one / first)[kept] ** 2 / expected))) if kept.any() else 1.0


def online(counts: Numbers, exposure: Numbers, spread: float) -> Iterator[tuple[int, int, float]]:
    """Where, when and with what probability a change was seen: the first period of the new level and that of notice.

    Counts and exposures are divided by the overdispersion, so that bunched counts weigh as fewer.

    >>> list(online(np.array([1.0] * 12 + [9.0] * 12), np.ones(24), 1.0))[0][:2]
    (12, 12)
    """
    if len(counts) < 2 * SHORTEST or not counts.sum():
        return
    from scipy.special import gammaln

    seen = counts / spread
    shown = exposure / spread
    prior = np.array([0.5, 0.5 * exposure.sum() / counts.sum()])
    shape, scale = prior[:1].copy(), prior[1:].copy()
    runs = np.array([0.0])
    told = -1
    for at in range(len(counts)):
        # Of a Poisson count with a Gamma rate: the negative binomial, for each length of the run so far.
        likely = (
            gammaln(shape + seen[at]) - gammaln(shape) - gammaln(seen[at] + 1)
            + shape * np.log(scale / (scale + shown[at])) + seen[at] * np.log(shown[at] / (scale + shown[at]))
        )  # fmt: skip
        new = (
            gammaln(prior[0] + seen[at]) - gammaln(prior[0]) - gammaln(seen[at] + 1)
            + prior[0] * np.log(prior[1] / (prior[1] + shown[at]))
            + seen[at] * np.log(shown[at] / (prior[1] + shown[at]))
        )  # fmt: skip
        grown = runs + likely + np.log1p(-HAZARD)
        begun = np.logaddexp.reduce(runs) + new + np.log(HAZARD)
        runs = np.concatenate([[begun], grown]) if at else np.array([new])
        runs -= np.logaddexp.reduce(runs)
        shape = np.concatenate([[prior[0]], shape])[: len(runs)] + seen[at]
        scale = np.concatenate([[prior[1]], scale])[: len(runs)] + shown[at]
        recent = np.exp(runs[:RECENT])
        start = at - int(recent.argmax())
        if at >= RECENT and start > told and recent.sum() >= SURE:
            told = at
            yield start, at, float(recent.sum())


def _changes(found: Placed, kind: str) -> Iterator[dict[str, Any]]:
    known = np.flatnonzero(found.known)
    counts = found.counts(found.of(kind))[known]
    exposure = np.maximum(found.reports[known], 1.0)
    breaks, spread = segments(counts, exposure)
    edges = [0, *breaks, len(counts)]
    for number, at in enumerate(breaks):
        left, right = edges[number], edges[number + 2]
        yield {
            "kind": kind,
            "method": "offline",
            **_bounds(found, known, counts[left:right], exposure[left:right], left, spread),
            **_described(found, kind, known, counts, exposure, (left, at, right), spread),
        }
    noticed = list(online(counts, exposure, spread))
    starts = [0, *(at for at, _, _ in noticed)]
    for number, (at, when, sure) in enumerate(noticed):
        yield {
            "kind": kind,
            "method": "online",
            "earliest": found.periods[known[at]],
            "latest": found.periods[known[when]],
            "probability": sure,
            **_described(found, kind, known, counts, exposure, (min(starts[number], at - 1), at, when + 1), spread),
        }


def _described(
    found: Placed, kind: str, known: Any, counts: Numbers, exposure: Numbers, cut: tuple[int, int, int], spread: float
) -> dict[str, Any]:
    left, at, right = cut
    n_before, n_after = counts[left:at].sum(), counts[at:right].sum()
    before, after = n_before / exposure[left:at].sum(), n_after / exposure[at:right].sum()
    # The half added keeps the interval finite where one side has no act.
    ratio = ((n_after + 0.5) / exposure[at:right].sum()) / ((n_before + 0.5) / exposure[left:at].sum())
    wide = 1.96 * np.sqrt(spread * (1 / (n_after + 0.5) + 1 / (n_before + 0.5)))
    telling = (at, min(right, at + TELLING)) if after >= before else (max(left, at - TELLING), at)
    return {
        "year": found.years[known[at]],
        "period": found.periods[known[at]],
        "before": float(before),
        "after": float(after),
        "ratio": float(after / before) if before else None,
        "low": float(ratio * np.exp(-wide)),
        "high": float(ratio * np.exp(wide)),
        "n_before": int(n_before),
        "n_after": int(n_after),
        "overdispersion": spread,
        "events": _telling(found, kind, known[telling[0] : telling[1]]),
    }


def _telling(found: Placed, kind: str, places: Any) -> list[str]:
    chosen = np.flatnonzero(found.of(kind) & np.isin(found.place, places))
    best = sorted(chosen.tolist(), key=lambda one: (-found.weight[one], found.day[one], found.ids[one]))
    return [found.ids[one] for one in best[:EXPLAINING]]


def _bounds(
    found: Placed, known: Any, counts: Numbers, exposure: Numbers, offset: int, spread: float
) -> dict[str, str]:
    """The earliest and latest beginning of the second segment that explain the two nearly as well as the best."""
    n, e = np.cumsum(counts), np.cumsum(exposure)
    cuts = np.arange(1, len(counts))
    costs = _cost(n[cuts - 1], e[cuts - 1]) + _cost(n[-1] - n[cuts - 1], e[-1] - e[cuts - 1])
    near = cuts[costs <= costs.min() + 3.84 * spread]
    return {"earliest": found.periods[known[offset + near[0]]], "latest": found.periods[known[offset + near[-1]]]}


def _cost(n: Any, exposure: Any) -> Any:
    """-2 log likelihood of counts that sum to ``n``, at their own rate, without what is the same for every cut."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n > 0, 2 * (n - n * np.log(n / exposure)), 0.0)
