r"""What happened will happen again: the recurrency baseline.

*Strict*: the score of (s, r, o) on day t falls with the days since the same event last happened,

.. math:: \psi_\Delta = 2^{-\lambda (t - k)}, k = \text{its last day}

and is 0 if it never did. *Relaxed*: the share of o among all answers ever given with r, whoever the subject,
:math:`\psi_\xi`. *Combined*: :math:`\alpha \psi_\Delta + (1 - \alpha) \psi_\xi`. Decay and weight are chosen for each
relation on the last days of the history; the score is then used with all of it.

Source: Gastinger, Meilicke, Errica, Sztyler, Schuelke and Stuckenschmidt 2024, "History repeats itself: a baseline for
temporal knowledge graph forecasting" (IJCAI).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from comity.forecast.forecaster import Scores
from comity.forecast.scores import rank_values
from comity.forecast.stream import Ids, Stream

Kind = Literal["strict", "relaxed", "combined"]
DECAYS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
WEIGHTS = (0.1, 0.3, 0.5, 0.9, 0.99, 0.9999)
CHOOSING_DAYS = 30
CHOOSING_FACTS = 6000


class Recurrency:
    """The recurrency baseline; ``kind`` chooses which of its two parts speak."""

    def __init__(self, kind: Kind = "combined") -> None:
        self.kind = kind
        self._keys: Ids = np.zeros(0, dtype=np.int64)
        self._last: Ids = np.zeros(0, dtype=np.int64)

    def fit(self, history: Stream, span: int = 1) -> None:
        """Count all events, after choosing decay and weight on the last days where both parts speak."""
        self._reset(history)
        self.decay = np.full(history.relations, 0.1)
        self.weight = np.full(history.relations, {"strict": 1.0, "relaxed": 0.0, "combined": 0.999}[self.kind])
        if self.kind == "combined" and len(history):
            self._choose(history, span)
            self._reset(history)
        self.observe(history)

    def observe(self, events: Stream) -> None:
        """Count more events."""
        facts = events.facts()
        np.add.at(self._counts, (facts.relations, facts.objects), 1)
        keys = np.concatenate([self._keys, self._key(facts.subjects, facts.relations, facts.objects)])
        days = np.concatenate([self._last, facts.days])
        order = np.lexsort((-days, keys))
        self._keys, first = np.unique(keys[order], return_index=True)
        self._last = days[order][first]

    def predict(self, subjects: Ids, relations: Ids, day: int) -> Scores:
        """Score all actors; see the module for the formula."""
        strict, relaxed = self._parts(subjects, relations, day)
        recurring = strict > 0
        decay, weight = self.decay[relations, None], self.weight[relations, None]
        scores = (1 - weight) * relaxed
        np.add(scores, weight * np.exp2(-decay * strict), out=scores, where=recurring)
        return scores

    def _reset(self, history: Stream) -> None:
        self._actors, self._relations = len(history.actors), history.relations
        self._counts = np.zeros((history.relations, len(history.actors)))
        self._keys = np.zeros(0, dtype=np.int64)
        self._last = np.zeros(0, dtype=np.int64)

    def _key(self, subjects: Ids, relations: Ids, objects: Ids | int) -> Ids:
        return (subjects * self._relations + relations) * self._actors + objects

    def _parts(self, subjects: Ids, relations: Ids, day: int) -> tuple[Scores, Scores]:
        """Days since each answer's last time (0: never), and its share among the answers with the relation."""
        strict = np.zeros((len(subjects), self._actors))
        starts = np.searchsorted(self._keys, self._key(subjects, relations, 0))
        ends = np.searchsorted(self._keys, self._key(subjects, relations, self._actors))
        for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            strict[row, self._keys[start:end] % self._actors] = day - self._last[start:end]
        counts = self._counts[relations]
        return strict, counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

    def _choose(self, history: Stream, span: int) -> None:
        """Take the decay and weight with the best mean reciprocal rank, of each relation shrunk to those of all."""
        first = max(int(history.days[0]), int(history.days[-1]) - CHOOSING_DAYS + 1)
        self.observe(history.between(end=first))
        recent = history.between(first)
        share = min(1.0, CHOOSING_FACTS / max(1, 2 * len(recent)))
        random = np.random.default_rng(0)
        settings = [(decay, weight) for decay in DECAYS for weight in WEIGHTS]
        gains = np.zeros((len(settings), history.relations))
        asked = np.zeros(history.relations)
        for day, events in recent.by_day():
            facts = events.facts()
            chosen = np.flatnonzero(random.random(len(facts)) < share)
            if len(chosen):
                subjects, relations, objects = (
                    column[chosen] for column in (facts.subjects, facts.relations, facts.objects)
                )
                strict, relaxed = self._parts(subjects, relations, day)
                recurring = strict > 0
                np.add.at(asked, relations, 1)
                for number, (decay, weight) in enumerate(settings):
                    scores = (1 - weight) * relaxed
                    np.add(scores, weight * np.exp2(-decay * strict), out=scores, where=recurring)
                    np.add.at(gains[number], relations, 1 / rank_values(scores, objects))
            if span == 1:
                self.observe(events)
        mean = gains.sum(axis=1) / max(1.0, asked.sum())
        shrunk = (gains + 50 * mean[:, None]) / (asked + 50)
        best = np.argmax(shrunk, axis=0)
        self.decay = np.array([settings[number][0] for number in best])
        self.weight = np.array([settings[number][1] for number in best])


def strict() -> Recurrency:
    """The strict part alone."""
    return Recurrency("strict")


def relaxed() -> Recurrency:
    """The relaxed part alone."""
    return Recurrency("relaxed")
