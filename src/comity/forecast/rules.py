r"""Rules "after r', r follows", with their confidence counted as the days go by.

When (s, r, ?) is asked, every actor o with whom s had to do before is a possible answer, and each of their earlier
events r' speaks for it. The confidence of "r', then r" is the share of such cases in which o was right,

.. math:: conf(r' \to r \mid c) = \frac{right(r', r, c) + m\,p}{asked(r', r, c) + m}

where the case c says how long ago r' was and how often it had been, and p is the share in cases of the same c for
rules that repeat (r' = r) or do not. Counting is *prequential*: a question is answered before it is counted. What
several rules say together is their noisy-or, :math:`1 - \prod (1 - conf)`.

Sources: Liu et al. 2022 (TLogic, AAAI) for rules over time and noisy-or; Dawid 1984 for the prequential principle.
"""

from __future__ import annotations

import numpy as np

from comity.forecast.counters import Sparse, Values, spread
from comity.forecast.stream import Facts, Ids

AGES = (1, 2, 4, 8, 15, 31, 61, 121)
"""First days of the classes of age."""
TIMES = (1, 2, 5)
"""First numbers of the classes of how often."""
CASES = len(AGES) * len(TIMES)
DOUBT = 4.0
"""With how many cases the general share is counted."""
FOREVER = 1e9


class Rules:
    """Confidences of all pairs of relations, and the past events they speak from."""

    def __init__(self, actors: int, relations: int) -> None:
        self.actors, self.relations = actors, relations
        self.past = Sparse((FOREVER,))
        self.asked = np.zeros((relations, relations, CASES), dtype=np.float32)
        self.right = np.zeros((relations, relations, CASES), dtype=np.float32)

    def remember(self, facts: Facts, day: int) -> None:
        """Take in the events of a day."""
        self.past.add((facts.subjects * self.actors + facts.objects) * self.relations + facts.relations, day)

    def case(self, rows: Ids, day: int) -> Ids:
        """In which case past events are on a day, by their rows in ``past``."""
        age = np.searchsorted(AGES, day - self.past.last[rows], side="right") - 1
        times = np.searchsorted(TIMES, self.past.values[rows, 0] + 0.5, side="right") - 1
        return np.asarray(np.maximum(age, 0) * len(TIMES) + times)

    def count(self, facts: Facts, day: int) -> None:
        """Hold all rules against the events of a day that is not remembered yet."""
        queries = np.unique(facts.subjects * self.relations + facts.relations)
        subjects = queries // self.relations
        distinct, which = np.unique(subjects, return_inverse=True)
        width = self.actors * self.relations
        owner, rows = self.past.under(distinct * width, width)
        cells = self.past.keys[rows] % self.relations * CASES + self.case(rows, day)
        size = self.relations * CASES
        packed, counts = np.unique(owner * size + cells, return_counts=True)
        starts = np.searchsorted(packed, which * size)
        run, at = spread(starts, np.searchsorted(packed, (which + 1) * size) - starts)
        body, case = np.divmod(packed[at] % size, CASES)
        head = (queries % self.relations)[run]
        flat = (body * self.relations + head) * CASES + case
        self.asked += np.bincount(flat, counts[at], minlength=self.asked.size).reshape(self.asked.shape)
        pairs = (facts.subjects * self.actors + facts.objects) * self.relations
        run, rows = self.past.under(pairs, self.relations)
        body = self.past.keys[rows] % self.relations
        np.add.at(self.right, (body, facts.relations[run], self.case(rows, day)), 1)

    def say(self, confidences: Values, subjects: Ids, relations: Ids, objects: Ids, day: int) -> tuple[Ids, Values]:
        """For events that may happen: which of them, and the confidence of each rule that speaks for it."""
        run, rows = self.past.under((subjects * self.actors + objects) * self.relations, self.relations)
        body = self.past.keys[rows] % self.relations
        return run, confidences[body, relations[run], self.case(rows, day)]

    def confidences(self) -> Values:
        """How often each rule was right: earlier relation, asked relation, case."""
        same = np.eye(self.relations, dtype=bool)
        found = np.empty_like(self.asked)
        for mask in (same, ~same):
            share = (self.right[mask].sum(axis=0) + 0.01) / (self.asked[mask].sum(axis=0) + 1)
            found[mask] = (self.right[mask] + DOUBT * share) / (self.asked[mask] + DOUBT)
        return found
