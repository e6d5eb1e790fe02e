"""A backtest in figures: by horizon and class, by how much the pairs deal with each other, and onsets apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import InputError
from comity.forecast.backtest import LEAST, backtest, weekly
from comity.forecast.dyads import HORIZONS
from comity.forecast.grading import Reliability
from comity.forecast.history import History
from comity.forecast.probability import ProbabilityScores, reliability_table, scores
from comity.model import QUADS

ORIGINS = 12
"""From so many days, seven days apart, is forecast."""

ACTIVITY = (LEAST, 20, 100)
"""Pairs are told apart from these numbers of events before the forecast on."""


@dataclass(frozen=True, slots=True)
class Part:
    """Scores of some of the forecasts: of which pairs (``all``, ``onset`` in quiet ones, ``20 to 99 events`` before),
    of which class and of which horizon; None stands for all of them."""

    pairs: str
    event: str | None
    horizon: int | None
    scores: ProbabilityScores


@dataclass(frozen=True, slots=True)
class Trial:
    """What a backtest found: ``rows`` as :func:`comity.forecast.backtest.backtest` gives them, and their scores."""

    data: str
    last: date
    origins: tuple[date, ...]
    rows: pa.Table
    parts: tuple[Part, ...]
    reliability: tuple[Reliability, ...]


def trial(
    history: History,
    *,
    first: date | None = None,
    last: date | None = None,
    horizons: Sequence[int] = HORIZONS,
    kinds: Sequence[str] = QUADS,
    least: int = LEAST,
) -> Trial:
    """Forecast all pairs on days that are past, seven days apart, and score what was said.

    The days run from ``first`` to ``last``: unless given, the last twelve from which even the longest window is over.

    Raises:
        InputError: nothing is known, or no window is over with a pair in it.
    """
    if history.last is None or history.first is None:
        raise InputError(f"{history.name} holds no event of a known day: there is nothing to test on")
    end = last or history.last - timedelta(days=max(horizons) - 1)
    begin = first or end - timedelta(days=7 * (ORIGINS - 1))
    origins = weekly(begin, end)
    rows = backtest(history, origins, horizons=horizons, classes=kinds, least=least)
    happened = pc.greater(rows["seen"], 0).to_numpy()
    return Trial(
        history.name,
        history.last,
        tuple(origins),
        rows,
        tuple(_parts(rows, horizons, kinds)),
        reliability_table(rows["chance"].to_numpy(), happened),
    )


def _parts(rows: pa.Table, horizons: Sequence[int], kinds: Sequence[str]) -> Iterator[Part]:
    for horizon in sorted(set(horizons)):
        own = rows.filter(pc.equal(rows["horizon"], horizon))
        yield from _scored("all", None, horizon, own)
        for event in kinds:
            yield from _scored("all", event, horizon, own.filter(pc.equal(own["event"], event)))
        calm = own.filter(own["quiet"])
        yield from _scored("onset", None, horizon, calm)
        for event in kinds:
            yield from _scored("onset", event, horizon, calm.filter(pc.equal(calm["event"], event)))
        for low, high in zip(ACTIVITY, (*ACTIVITY[1:], None), strict=True):
            inside = pc.greater_equal(own["events"], low)
            if high is not None:
                inside = pc.and_(inside, pc.less(own["events"], high))
            name = f"{low} to {high - 1} events" if high else f"{low} events or more"
            yield from _scored(name, None, horizon, own.filter(inside))


def _scored(pairs: str, event: str | None, horizon: int, rows: pa.Table) -> Iterator[Part]:
    if rows.num_rows:
        yield Part(pairs, event, horizon, scores(rows))
