r"""Scores of probabilities: how far chances were right, and how much better than knowing the base rate.

With chances :math:`p_i`, outcomes :math:`o_i` (1 where it happened) and classes k of ten percent each, the Brier score
falls apart (Murphy 1973) into

.. math:: \overline{(p - o)^2} = \underbrace{\sum_k \tfrac{n_k}{n} (\bar p_k - \bar o_k)^2}_{reliability}
          - \underbrace{\sum_k \tfrac{n_k}{n} (\bar o_k - \bar o)^2}_{resolution}
          + \underbrace{\bar o (1 - \bar o)}_{uncertainty} + within

where *within* is what differs inside the classes. Reliability is better the smaller, resolution the larger it is. The
expected calibration error is :math:`\sum_k \tfrac{n_k}{n} |\bar p_k - \bar o_k|`. Skill is
:math:`1 - Brier / Brier_{other}`: 0 is no better than the other, 1 is perfect.

Intervals are of 90%, from resampling actors' pairs and days of forecast alike, each whole with all its rows, because
windows of one pair are alike and all pairs share what happened in a week. Days are drawn in blocks of neighbours that
reach at least as far as the longest window, the last day followed by the first, because windows that overlap share
their outcomes.

**When it misleads:** with few blocks (:attr:`Skill.blocks`) the interval is too narrow; with one, it is of pairs alone
and says nothing of other times. A skill near 0 where events are rare may hide that rare events were foreseen; the log
score then says more.

Sources: Brier 1950; Murphy 1973; Politis and Romano 1992 (circular blocks); Owen 2007 (resampling of rows and columns).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.forecast.grading import CERTAIN, EDGES, Reliability

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]

DRAWS = 1000
"""So many times are pairs and blocks of days resampled for an interval."""

INTERVAL = (5.0, 95.0)
"""Percentiles between which 90% of the resampled values lie."""


@dataclass(frozen=True, slots=True)
class Skill:
    """Skill against another forecast, with the ends of its interval; ``blocks`` is how many stretches of days that do
    not overlap it rests on."""

    value: float
    low: float
    high: float
    blocks: int


@dataclass(frozen=True, slots=True)
class ProbabilityScores:
    """Scores of many forecasts; of two forecasters the one with the smaller Brier, log score and CRPS is better.

    ``happened`` is a share, ``crps_climatology`` the score of the pair's own climatology. ``over_climatology`` and
    ``over_persistence`` are skills by the Brier score, ``number_over_climatology`` is that by the CRPS.
    """

    n: int
    happened: float
    chance: float
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float
    ece: float
    log: float
    log_climatology: float
    crps: float
    crps_climatology: float
    over_climatology: Skill
    over_persistence: Skill
    number_over_climatology: Skill


def scores(rows: pa.Table) -> ProbabilityScores:
    """Score the rows of a backtest (see :func:`comity.forecast.backtest.backtest`); there must be at least one."""
    chance, happened = rows["chance"].to_numpy(), rows["seen"].to_numpy() > 0
    other = {name: rows[name].to_numpy() for name in ("climatology", "persistence")}
    parts = decomposition(chance, happened)
    losses = {name: (values - happened) ** 2 for name, values in {"chance": chance, **other}.items()}
    names = pc.binary_join_element_wise(rows["actor"], rows["recipient"], "\x1f").combine_chunks()
    pair, day = (np.unique(np.asarray(column), return_inverse=True)[1] for column in (names, rows["on"]))
    block = overlapping(rows["on"].to_numpy(), int(pc.max(rows["horizon"]).as_py()))
    numbers = [rows[name].to_numpy() for name in ("crps", "crps_climatology")]
    return ProbabilityScores(
        n=len(chance),
        happened=float(happened.mean()),
        chance=float(chance.mean()),
        brier=float(losses["chance"].mean()),
        **parts,
        ece=calibration_error(chance, happened),
        log=log_score(chance, happened),
        log_climatology=log_score(other["climatology"], happened),
        crps=float(numbers[0].mean()),
        crps_climatology=float(numbers[1].mean()),
        over_climatology=skill(losses["chance"], losses["climatology"], pair, day, block),
        over_persistence=skill(losses["chance"], losses["persistence"], pair, day, block),
        number_over_climatology=skill(numbers[0], numbers[1], pair, day, block),
    )


def groups(rows: pa.Table, names: Sequence[str]) -> Iterator[tuple[tuple[object, ...], pa.Table]]:
    """The rows of each combination of values of some columns, in order."""
    keys = sorted({tuple(row[name] for name in names) for row in rows.select(list(names)).to_pylist()})
    for key in keys:
        mask = np.ones(rows.num_rows, bool)
        for name, value in zip(names, key, strict=True):
            mask &= pc.equal(rows[name], pa.scalar(value)).to_numpy()
        yield key, rows.filter(pa.array(mask))


def decomposition(chance: Values, happened: Flags) -> dict[str, float]:
    """Reliability, resolution, uncertainty and what differs within the classes: Brier is the first - 2nd + 3rd + 4th.

    >>> parts = decomposition(np.array([0.1, 0.1, 0.9, 0.9]), np.array([False, False, True, True]))
    >>> {name: round(parts[name], 3) for name in ("reliability", "resolution", "uncertainty")}
    {'reliability': 0.01, 'resolution': 0.25, 'uncertainty': 0.25}
    """
    rate = float(happened.mean())
    reliability = resolution = 0.0
    for one in reliability_table(chance, happened):
        share = one.n / len(chance)
        reliability += share * (one.chance - one.happened) ** 2
        resolution += share * (one.happened - rate) ** 2
    uncertainty = rate * (1 - rate)
    within = float(((chance - happened) ** 2).mean()) - (reliability - resolution + uncertainty)
    return {"reliability": reliability, "resolution": resolution, "uncertainty": uncertainty, "within": within}


def calibration_error(chance: Values, happened: Flags) -> float:
    """The expected calibration error over classes of ten percent.

    >>> round(calibration_error(np.array([0.25, 0.25, 0.75, 0.75]), np.array([True, False, True, True])), 3)
    0.25
    """
    table = reliability_table(chance, happened)
    return sum(one.n * abs(one.chance - one.happened) for one in table) / len(chance)


def log_score(chance: Values, happened: Flags) -> float:
    """Mean of minus the logarithm of the chance that was given to what came; chances are kept off 0 and 1."""
    given = np.clip(np.where(happened, chance, 1 - chance), CERTAIN, 1 - CERTAIN)
    return float(-np.log(given).mean())


def reliability_table(chance: Values, happened: Flags) -> tuple[Reliability, ...]:
    """How often what was given some chance came true; classes without a forecast are left out."""
    group = np.clip(np.searchsorted(EDGES, chance, side="right") - 1, 0, len(EDGES) - 1)
    found = []
    for number, low in enumerate(EDGES):
        inside = group == number
        if size := int(inside.sum()):
            high = EDGES[number + 1] if number + 1 < len(EDGES) else 1.0
            found.append(Reliability(low, high, size, float(chance[inside].mean()), float(happened[inside].mean())))
    return tuple(found)


def overlapping(days: NDArray[np.datetime64], horizon: int) -> int:
    """On how many of some days at most, one after another, windows begin that overlap with that of the first.

    >>> overlapping(np.arange("2024-01-01", "2024-03-01", 7, dtype="datetime64[D]"), 30)
    5
    """
    different = np.unique(days).astype("datetime64[D]")
    return int(np.max(np.searchsorted(different, different + horizon) - np.arange(len(different))))


def skill(losses: Values, others: Values, pair: NDArray[np.int64], day: NDArray[np.int64], block: int = 1) -> Skill:
    """One minus the mean loss over the mean loss of the other, with an interval over pairs and blocks of days."""
    pairs, days = int(pair.max()) + 1, int(day.max()) + 1
    place = pair * days + day
    own, other = (np.bincount(place, each, minlength=pairs * days).reshape(pairs, days) for each in (losses, others))
    block = min(block, days)
    draw, follow = np.random.default_rng(0), np.arange(block)
    found = np.empty(DRAWS)
    for number in range(DRAWS):
        of_pairs = np.bincount(draw.integers(pairs, size=pairs), minlength=pairs).astype(float)
        drawn = (draw.integers(days, size=(-(-days // block), 1)) + follow) % days
        of_days = np.bincount(drawn.ravel()[:days], minlength=days).astype(float)
        loss, against = of_pairs @ own @ of_days, of_pairs @ other @ of_days
        found[number] = 1 - loss / against if against else 0.0
    low, high = np.percentile(found, INTERVAL)
    whole = float(others.sum())
    return Skill(1 - float(losses.sum()) / whole if whole else 0.0, float(low), float(high), days // block)
