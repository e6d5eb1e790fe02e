r"""How well a forecaster ranks what really happened: MRR and Hits@k under the time-aware filter.

Each event of the test days asks two questions: who was acted upon (actor, event, ?), and who acted (?, event,
recipient). All actors named in history or test are ranked. The rank of the right answer :math:`o` among them is

.. math:: 1 + |\{o' : f(o') > f(o)\}| + |\{o' : f(o') = f(o)\}| / 2

where :math:`o'` leaves out :math:`o` and, the *time-aware filter*, the other right answers of that day. Equal scores
thus get the mean of the ranks they share: the best of them would reward a forecaster for not deciding.

*Single* step: each day is forecast from all days before it. *Multi* step: every day is forecast from the history
before the first test day. It misleads to compare with figures that filter answers of other days (the static filter),
or give ties the best rank; both are higher.

Source: Han et al. 2021 (ICLR) for the filter; Gastinger et al. 2023 (ECML PKDD) for what differs between evaluations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.errors import InputError
from comity.forecast.forecaster import Forecaster, Scores
from comity.forecast.stream import Facts, Ids, Stream, read

Horizon = Literal["single", "multi"]
Ranks = NDArray[np.float64]
CELLS = 6_000_000
"""How many scores are held at once."""


@dataclass(frozen=True, slots=True)
class RankScores:
    """Means over all questions; all but ``questions`` lie between 0 and 1."""

    questions: int
    mrr: float
    hits_at_1: float
    hits_at_3: float
    hits_at_10: float


def score(forecaster: Forecaster, history: pa.Table, test: pa.Table, horizon: Horizon = "single") -> RankScores:
    """Fit a forecaster to ``history`` and score it on the days of ``test``.

    History on or after the first test day is not learnt from: in single-step forecasts it is taken in once its day is
    over, and on its own day it only filters.

    Raises:
        InputError: there is no test event, or a table cannot be read.
    """
    past, future = read(history, test)
    return summary(ranks(forecaster, past, future, horizon))


def ranks(forecaster: Forecaster, past: Stream, future: Stream, horizon: Horizon = "single") -> Ranks:
    """Ranks of the right answers: for each day's events first those of the recipients, then those of the actors."""
    if not len(future):
        raise InputError("there are no events to test on")
    first, last = int(future.days[0]), int(future.days[-1])
    forecaster.fit(past.between(end=first), span=1 if horizon == "single" else max(2, last - first + 1))
    found: list[Ranks] = []
    taken_in = first
    for day, events in future.by_day():
        if horizon == "single" and taken_in < day:
            for earlier in (past.between(taken_in, day), future.between(taken_in, day)):
                forecaster.observe(earlier)
            taken_in = day
        found.append(_ranks_of_day(forecaster, events.facts(), past.between(day, day + 1).facts(), day))
    return np.concatenate(found)


def summary(found: Ranks) -> RankScores:
    """Means of reciprocal ranks and of ranks up to k.

    >>> summary(np.array([1.0, 2.0, 20.0])).hits_at_3
    0.6666666666666666
    """
    hits = [float(np.mean(found <= k)) for k in (1, 3, 10)]
    return RankScores(len(found), float(np.mean(1 / found)), *hits)


def rank_values(values: Scores, answers: Ids) -> Ranks:
    """Rank one answer in each row, unfiltered; ties get the mean of their ranks.

    >>> rank_values(np.array([[3.0, 2.0, 2.0, 2.0]]), np.array([2])).tolist()
    [3.0]
    """
    own = values[np.arange(len(values)), answers][:, None]
    return np.asarray(1 + (values > own).sum(axis=1) + ((values == own).sum(axis=1) - 1) / 2)


def _ranks_of_day(forecaster: Forecaster, facts: Facts, known: Facts, day: int) -> Ranks:
    """Ranks in the order of ``facts``; ``known`` are more right answers, which are filtered but not asked for."""
    subjects = np.concatenate([facts.subjects, known.subjects])
    relations = np.concatenate([facts.relations, known.relations])
    objects = np.concatenate([facts.objects, known.objects])
    queries, row = np.unique(np.column_stack([subjects, relations]), axis=0, return_inverse=True)
    row = row.reshape(-1)
    asked = np.unique(row[: len(facts)])
    found = np.empty(len(facts))
    for rows, values in _predictions(forecaster, queries[asked], day):
        position = np.full(len(queries), -1)
        position[asked[rows]] = np.arange(len(values))
        right = np.flatnonzero(position[row] >= 0)
        rights = np.unique(np.column_stack([position[row[right]], objects[right]]), axis=0)
        asking = right[right < len(facts)]
        found[asking] = _filtered(values, rights, position[row[asking]], objects[asking])
    return found


def _predictions(forecaster: Forecaster, queries: Ids, day: int) -> Iterator[tuple[slice, Scores]]:
    start, step = 0, 64
    while start < len(queries):
        part = slice(start, start + step)
        values = forecaster.predict(queries[part, 0], queries[part, 1], day)
        yield part, values
        start += step
        step = max(1, CELLS // max(1, values.shape[1]))


def _filtered(values: Scores, rights: Ids, rows: Ids, answers: Ids) -> Ranks:
    own = values[rows, answers]
    above, level = np.empty(len(rows)), np.empty(len(rows))
    for one, (row, value) in enumerate(zip(rows, own, strict=True)):
        above[one] = np.count_nonzero(values[row] > value)
        level[one] = np.count_nonzero(values[row] == value) - 1
    starts = np.searchsorted(rights[:, 0], rows)
    counts = np.searchsorted(rights[:, 0], rows, side="right") - starts
    asker = np.repeat(np.arange(len(rows)), counts)
    other = np.arange(len(asker)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(starts, counts)
    others = values[rights[other, 0], rights[other, 1]]
    above -= np.bincount(asker, others > own[asker], minlength=len(rows))
    level -= np.bincount(asker, others == own[asker], minlength=len(rows)) - 1
    return np.asarray(1 + above + level / 2)
