"""What every forecaster of the next event's actor or recipient can do."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from comity.forecast.stream import Ids, Stream

Scores = NDArray[np.floating[Any]]


class Forecaster(Protocol):
    """Answers (actor, event, ?) and (?, event, recipient) for a day, from days before it.

    Subjects, relations and answers are ids of the stream that was fitted; see :mod:`comity.forecast.stream`.
    """

    def fit(self, history: Stream, span: int = 1) -> None:
        """Learn from past events, for forecasts up to ``span`` days after the last day that is known."""

    def observe(self, events: Stream) -> None:
        """Take in the events of later days, without learning anew."""

    def predict(self, subjects: Ids, relations: Ids, day: int) -> Scores:
        """Score every actor as the answer to each query: one row a query, higher is likelier; equal scores are ties."""
        ...
