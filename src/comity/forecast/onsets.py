r"""Onsets by dyad and year: the chance that a dispute, or whatever a panel marks, begins between two states.

From strictly earlier years come the pair's climatology (the share of its years with an onset, drawn towards that of all
pairs by :data:`YEARS` years), its onsets fading with half-lives of 2, 8 and 32 years, its years of peace, and how often
each of the two began anything with anybody. A logistic regression with a ridge that pulls it to the climatology weighs
them; it is learnt anew for each year from the :data:`BACK` years before it.

Beside it stand what is usual in the field: the climatology, and a logit on the years of peace with their square and
cube, learnt from the same years. Onsets are rare: all are learnt from, and of the other years some drawn at random, for
which the constant is corrected.

**When it misleads:** nothing but past onsets is known here, neither alliances nor borders nor power, so that a pair
that becomes dangerous for new reasons is missed. Years are forecast one ahead only.

Sources: Beck, Katz and Tucker 1998; Carter and Signorino 2010 (years of peace); King and Zeng 2001 (rare events).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.errors import InputError
from comity.forecast import hurdle, probability
from comity.forecast.grading import Reliability

Values = NDArray[np.float64]
Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]

YEARS = 10.0
"""The share of all pairs is counted as so many years of the pair's own."""

HALF_LIVES = (2.0, 8.0, 32.0)

BACK = 20
"""So many years before the one that is forecast are learnt from."""

QUIET_YEARS = 30_000
"""So many pair-years without an onset are learnt from."""

LEAST = 20
"""With fewer onsets to learn from, the climatology is the answer."""

RIDGE = 200.0
"""How strongly weights are drawn to where the climatology alone speaks."""

SCHEMA = pa.schema(
    [("a", pa.int64()), ("b", pa.int64()), ("year", pa.int64()), ("chance", pa.float64()),
     ("climatology", pa.float64()), ("peace_years_logit", pa.float64()), ("peace_years", pa.int64()),
     ("onset", pa.int64())]
)  # fmt: skip
"""One row a pair and year: the chance of an onset, the two others, years since the last, and whether one came."""


FORECASTS = ("chance", "climatology", "peace_years_logit")
"""The forecast, then the two that are usual in the field."""


@dataclass(frozen=True, slots=True)
class OnsetScores:
    """Scores of forecasts of pair-years; ``happened`` is the share that had an onset.

    ``brier`` and ``log`` are by forecast, the smaller the better; ``over_climatology`` and ``over_peace_years`` are
    Brier skills with intervals of 90% from resampling pairs and years.
    """

    n: int
    happened: float
    first: int
    last: int
    brier: dict[str, float]
    log: dict[str, float]
    ece: float
    over_climatology: probability.Skill
    over_peace_years: probability.Skill
    reliability: tuple[Reliability, ...]


def scored(rows: pa.Table) -> OnsetScores:
    """Score the rows of :func:`backtest`."""
    happened, year = rows["onset"].to_numpy() > 0, rows["year"].to_numpy()
    chances = {name: rows[name].to_numpy() for name in FORECASTS}
    losses = {name: (values - happened) ** 2 for name, values in chances.items()}
    pair = np.unique(rows["a"].to_numpy() * 1000 + rows["b"].to_numpy(), return_inverse=True)[1]
    skills = (probability.skill(losses["chance"], losses[name], pair, year - year.min()) for name in FORECASTS[1:])
    over_climatology, over_peace_years = skills
    return OnsetScores(
        n=len(happened),
        happened=float(happened.mean()),
        first=int(year.min()),
        last=int(year.max()),
        brier={name: float(values.mean()) for name, values in losses.items()},
        log={name: probability.log_score(values, happened) for name, values in chances.items()},
        ece=probability.calibration_error(chances["chance"], happened),
        over_climatology=over_climatology,
        over_peace_years=over_peace_years,
        reliability=probability.reliability_table(chances["chance"], happened),
    )


@dataclass(frozen=True, slots=True)
class _Panel:
    """Pair-years in the order of pair and year, with what was known before each."""

    a: Ids
    b: Ids
    year: Ids
    onset: Flags
    asked: Flags
    peace: Ids
    climatology: Values
    evidence: Values


def backtest(panel: pa.Table, years: range) -> pa.Table:
    """Forecast the pairs of some years, each from the years before it, and put what came beside it.

    Args:
        panel: columns ``a``, ``b`` (codes of states, each pair one way round), ``year``, ``onset`` (0 or 1) and, where
            at hand, ``ongoing``: years in which a dispute goes on without a new one are neither asked about nor learnt
            from. All years of all pairs belong in it, those in which nothing happened too.
        years: the years to forecast.

    Raises:
        InputError: a column is missing or has empty cells, a pair-year is there twice, or no year has pairs and a
            year before it.
    """
    known = _panel(panel)
    parts = [_year(known, year) for year in years if len(known.year) and known.year.min() < year <= known.year.max()]
    found = pa.concat_tables(parts) if parts else SCHEMA.empty_table()
    if not found.num_rows:
        raise InputError(f"no pair of the panel can be forecast in {years.start} to {years.stop - 1}")
    return found


def forecast(panel: pa.Table, year: int) -> pa.Table:
    """Forecast the pairs of a year from the years before it; ``onset`` is what the panel has of that year."""
    return backtest(panel, range(year, year + 1))


def _year(known: _Panel, year: int) -> pa.Table:
    past = known.asked & (known.year < year) & (known.year >= year - BACK)
    now = known.asked & (known.year == year)
    learnt, share = _drawn(past, known.onset)
    happened = known.onset[learnt]
    climatology = known.climatology[now]
    chance = flat = climatology
    if happened.sum() >= LEAST:
        odds = np.log(share)

        def fitted(evidence: Values, start: Values, ridge: float) -> Values:
            weights = hurdle.logistic(evidence[learnt], start[learnt], happened, ridge)
            terms = weights[0] * hurdle.logit(start[now]) + evidence[now] @ weights[1:-1] + weights[-1]
            return hurdle.chances(terms + odds)

        raised = hurdle.chances(np.log(known.climatology / (1 - known.climatology)) - odds)
        chance = fitted(known.evidence, raised, RIDGE)
        flat = fitted(_cubic(known.peace), np.full(len(known.year), 0.5), 1e-3)
    columns = (known.a[now], known.b[now], known.year[now], chance, climatology, flat, known.peace[now])
    return pa.table([*columns, known.onset[now].astype(np.int64)], schema=SCHEMA)


def _drawn(past: Flags, onset: Flags) -> tuple[Ids, float]:
    """Rows to learn from, and which share of those without an onset they hold."""
    began, calm = np.flatnonzero(past & onset), np.flatnonzero(past & ~onset)
    share = min(1.0, QUIET_YEARS / max(1, len(calm)))
    if share < 1:
        calm = np.random.default_rng(0).choice(calm, QUIET_YEARS, replace=False)
    return np.sort(np.concatenate([began, calm])), share


def _panel(table: pa.Table) -> _Panel:
    for name in ("a", "b", "year", "onset"):
        if name not in table.column_names:
            raise InputError(f"the panel has no column {name}: onsets need a, b, year and onset")
        if table[name].null_count:
            raise InputError(
                f"column {name} of the panel has {table[name].null_count:,} empty cells: leave such rows out"
            )
    table = table.sort_by([("a", "ascending"), ("b", "ascending"), ("year", "ascending")])
    a, b, year = (table[name].to_numpy().astype(np.int64) for name in ("a", "b", "year"))
    onset = table["onset"].to_numpy() > 0
    ongoing = onset | (table["ongoing"].fill_null(0).to_numpy() > 0 if "ongoing" in table.column_names else False)
    first = np.r_[True, (a[1:] != a[:-1]) | (b[1:] != b[:-1])][: len(a)]
    if (~first[1:] & (year[1:] == year[:-1])).any():
        raise InputError("the panel has a pair twice in one year")
    pair = np.cumsum(first) - 1
    begin = np.flatnonzero(first)[pair] if len(a) else pair
    row = np.arange(len(a))
    before = np.r_[0, np.cumsum(onset)][: len(a)] - np.r_[0, np.cumsum(onset)][begin]
    fading, peace = _histories(year, onset, ongoing, first)
    shares, acts = _system(a, b, year, onset)
    climatology = (before + YEARS * shares) / (row - begin + YEARS)
    evidence = np.column_stack([fading, np.log1p(before), np.log1p(peace), _cubic(peace), acts])
    return _Panel(a, b, year, onset, ~ongoing | onset, peace, np.clip(climatology, 1e-5, 1 - 1e-5), evidence)


def _histories(year: Ids, onset: Flags, ongoing: Flags, first: Flags) -> tuple[Values, Ids]:
    """Fading counts of the pair's earlier onsets, and the years since its last dispute, or since it began."""
    fading = np.zeros((len(year), len(HALF_LIVES)))
    peace = np.zeros(len(year), np.int64)
    state, rest = np.zeros(len(HALF_LIVES)), 0
    rates = np.array([0.5 ** (1 / one) for one in HALF_LIVES])
    then = 0
    for row, (now, began, goes_on, new) in enumerate(
        zip(year.tolist(), onset.tolist(), ongoing.tolist(), first.tolist(), strict=True)
    ):
        if new:
            state, rest = np.zeros(len(HALF_LIVES)), 0
        elif state.any():
            state = state * rates ** (now - then)
        fading[row], peace[row] = state, rest
        if began:
            state = state + 1
        rest = 0 if goes_on else rest + 1
        then = now
    return np.log1p(fading), peace


def _system(a: Ids, b: Ids, year: Ids, onset: Flags) -> tuple[Values, Values]:
    """The share of earlier pair-years with an onset, and how often each side lately began anything with anybody."""
    if not len(year):
        return np.empty(0), np.empty((0, 2))
    states, number = np.unique(np.concatenate([a, b]), return_inverse=True)
    sides = number.reshape(2, -1)
    start, size = int(year.min()), int(year.max() - year.min()) + 1
    began = np.zeros((size, len(states)))
    for side in sides:
        np.add.at(began, (year[onset] - start, side[onset]), 1)
    lately, state = np.zeros_like(began), np.zeros(len(states))
    for one in range(size):
        lately[one] = state
        state = 0.5 ** (1 / 8) * state + began[one]
    onsets = np.bincount(year - start, onset, minlength=size)
    years = np.bincount(year - start, minlength=size)
    share = (np.r_[0, np.cumsum(onsets)[:-1]] + 0.5) / (np.r_[0, np.cumsum(years)[:-1]] + 100)
    of_sides = np.sort(np.column_stack([lately[year - start, side] for side in sides]), axis=1)
    return share[year - start], np.log1p(of_sides)


def _cubic(peace: Ids) -> Values:
    years = peace / 10.0
    return np.column_stack([years, years**2, years**3])
