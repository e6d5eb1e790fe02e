"""Whoever was named most: the simplest baseline.

Each actor's score is how often it stood on the asked side of any event, the last days counting most.
"""

from __future__ import annotations

import numpy as np

from comity.forecast.forecaster import Scores
from comity.forecast.stream import Ids, Stream

HALF_LIFE = 30.0
"""Days after which an event counts half."""


class Popularity:
    """Ranks actors by how often they lately acted, or were acted upon, whoever asks."""

    def fit(self, history: Stream, span: int = 1) -> None:
        """Count all events."""
        self._counts = np.zeros((2, len(history.actors)))
        self._events = len(history.events)
        self._day = 0
        self.observe(history)

    def observe(self, events: Stream) -> None:
        """Count more events."""
        if not len(events):
            return
        facts = events.facts()
        last = int(events.days[-1])
        self._counts *= np.exp2(-(last - self._day) / HALF_LIFE)
        side = facts.relations // self._events
        np.add.at(self._counts, (side, facts.objects), np.exp2((facts.days - last) / HALF_LIFE))
        self._day = last

    def predict(self, subjects: Ids, relations: Ids, day: int) -> Scores:
        """Give every query on the same side the same scores."""
        return self._counts[relations // self._events].astype(np.float32)
