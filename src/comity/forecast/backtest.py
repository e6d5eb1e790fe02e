"""Backtests of dyad forecasts: what would have been said on days that are past, held against what came.

**Rules.** Each forecast knows only days before the day on which it begins: counts, weights, climatology and the choice
of pairs come from these, learnt anew for each such day (a frozen vintage). Windows that are learnt from are over before
that day, so that none overlaps the window that is forecast. Asked are pairs whose actor did at least ``least`` things
to the recipient before that day. Windows that are not over on the last day that is known are left out, and those of
which nothing was read. An event counts once a day and kind. Chances are no ranks: there are no ties to break and
nothing to filter.

Beside each chance stand the pair's own climatology and *persistence*, calibrated: by how many such events the window
before had, of the same length, how often the next one had any, as learnt by a logistic from the windows that were over
before that day. A pair is *quiet* where no such event was told of the window before and of at least 30 days; what then
comes is an onset.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from comity.errors import InputError
from comity.forecast import lessons
from comity.forecast.dyads import HORIZONS, DyadForecaster, fit
from comity.forecast.grading import crps
from comity.forecast.history import History
from comity.forecast.hurdle import distribution
from comity.forecast.ledger import Ids
from comity.model import QUADS

LEAST = 5
"""Pairs are asked about once the actor did so much to the recipient."""

QUIET = 30
"""Nothing for so many days, and for the length of the window, is quiet."""

SCHEMA = pa.schema(
    [("actor", pa.string()), ("recipient", pa.string()), ("event", pa.string()), ("horizon", pa.int64()),
     ("on", pa.date32()), ("events", pa.int64()), ("quiet", pa.bool_()), ("chance", pa.float64()),
     ("climatology", pa.float64()), ("persistence", pa.float64()), ("mean", pa.float64()), ("seen", pa.int64()),
     ("crps", pa.float64()), ("crps_climatology", pa.float64())]
)  # fmt: skip
"""The columns of a backtest, one row a forecast: ``events`` are those of the pair before it, of any kind."""


def backtest(
    history: History,
    origins: Sequence[date],
    *,
    horizons: Sequence[int] = HORIZONS,
    classes: Sequence[str] = QUADS,
    least: int = LEAST,
    among: Collection[str] | None = None,
) -> pa.Table:
    """Forecast all pairs on each of some days, and put beside each forecast what came.

    Args:
        history: past events, those that came after the days included.
        origins: the first days of the windows.
        horizons: lengths of the windows in days.
        classes: quad classes or events.
        least: pairs with fewer events than this before the day are not asked about.
        among: actors between which pairs are asked about; None for all.

    Raises:
        InputError: no window is over, or there is no pair to ask about.
    """
    if history.first is None or history.last is None:
        raise InputError(f"{history.name} holds no event of a known day: there is nothing to test on")
    forecaster = fit(history)
    parts = []
    for on in sorted(origins):
        day = (on - history.first).days
        pairs = _asked(forecaster, day, least, among) if day > 0 else np.empty(0, np.int64)
        for event in classes if len(pairs) else ():
            for horizon in horizons:
                until = on + timedelta(horizon - 1)
                if until <= history.last and history.read(on, until):
                    parts.append(_forecasts(forecaster, day, on, event, horizon, pairs))
        forecaster = DyadForecaster(history, forecaster.book)
    if not parts:
        raise InputError(
            f"no window of {_or(horizons)} days that begins on the days asked about is over with a pair in it"
        )
    return pa.concat_tables(parts)


def weekly(first: date, last: date) -> list[date]:
    """Days seven days apart, from the first on, none after the last."""
    return [first + timedelta(days) for days in range(0, (last - first).days + 1, 7)]


def _asked(forecaster: DyadForecaster, day: int, least: int, among: Collection[str] | None) -> Ids:
    book = forecaster.book
    known = np.arange(2 * int(np.searchsorted(book.met, day)))
    end = int(np.searchsorted(book.day, day))
    number = np.bincount(book.pair[:end], minlength=len(known))
    chosen = number >= least
    if among is not None:
        asked = np.isin(np.arange(len(book.actors)), [book.actors[one] for one in among if one in book.actors])
        actors, recipients = book.sides(known)
        chosen &= asked[actors] & asked[recipients]
    return np.asarray(known[chosen], np.int64)


def _forecasts(forecaster: DyadForecaster, day: int, on: date, event: str, horizon: int, pairs: Ids) -> pa.Table:
    book = forecaster.book
    lesson, answer = forecaster.lesson(day, event, horizon), forecaster.answers(day, event, horizon, pairs)
    whole = book.marks(book.of_class(event), day + horizon)
    days = np.full(len(pairs), day)
    seen = whole.number(pairs, days, days + horizon)
    calm = whole.number(pairs, days - max(QUIET, horizon), days) == 0
    before = whole.number(pairs, days - horizon, days)
    prior = answer.prior
    names = list(book.actors)
    actors, recipients = ([names[one] for one in side] for side in book.sides(pairs))
    columns: dict[str, Any] = {
        "actor": actors,
        "recipient": recipients,
        "event": [event] * len(pairs),
        "horizon": np.full(len(pairs), horizon),
        "on": [on] * len(pairs),
        "events": book.marks(np.ones(len(book.day), np.bool_), day).number(pairs, 0 * days, days),
        "quiet": calm,
        "chance": answer.chance,
        "climatology": prior.climatology,
        "persistence": lessons.persistent(lesson, before),
        "mean": answer.chance * (1 + answer.beyond),
        "seen": seen,
        "crps": _crps(answer.chance, answer.beyond, lesson.hurdle.dispersion, seen),
        "crps_climatology": _crps(prior.climatology, prior.usually, lesson.spread, seen),
    }
    return pa.table(columns, schema=SCHEMA)


def _crps(chance: Any, beyond: Any, dispersion: float, seen: Ids) -> list[float]:
    return [
        crps(distribution(one, more, dispersion).tolist(), came)
        for one, more, came in zip(chance.tolist(), beyond.tolist(), seen.tolist(), strict=True)
    ]


def _or(numbers: Sequence[int]) -> str:
    return " or ".join(str(one) for one in numbers)
