"""All that is counted of the past, and the candidates for an answer that follow from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from comity.forecast.counters import NEVER, Dense, Sparse, Values
from comity.forecast.places import places
from comity.forecast.rules import Rules
from comity.forecast.stream import Facts, Ids, Stream
from comity.forecast.walks import Steps

HALF_LIVES = (2.0, 7.0, 25.0, 90.0, 1000.0)
"""Days after which an event counts half, in the tables that tell actors apart."""
LONG = (25.0, 1000.0)
"""Likewise, in the tables of countries and sectors and of bonds."""
UNSEEN = -60.0
"""Log chance of actors that were never seen."""
PARTNERS = 100
"""To how many partners a walk can step."""
ALIKE = 80
"""How many actors with the same partners are asked what they did."""
WALKS = 6


class Memory:
    """Fading counts of everything that was remembered, up to ``day``."""

    def __init__(self, history: Stream) -> None:
        self.actors, self.relations, self.events = len(history.actors), history.relations, len(history.events)
        seen = np.zeros(self.actors, dtype=bool)
        seen[history.actor] = seen[history.recipient] = True
        self.places = places(history.actors, seen)
        self.day: int | None = None
        self.triple = Sparse(HALF_LIVES)  # subject, relation, object
        self.pair = Sparse(HALF_LIVES)  # side, subject, object
        self.query = Sparse(HALF_LIVES)  # subject, relation
        self.bond = Sparse(LONG)  # subject, object
        self.country_triple = Sparse(LONG)  # subject's country, relation, object
        self.sector_triple = Sparse(LONG)  # subject's sector, relation, object's sector
        self.query_sector = Sparse(LONG)  # subject, relation, object's sector
        countries = self.places.countries
        self.by_relation = Dense(HALF_LIVES, self.relations, self.actors)
        self.by_side = Dense(HALF_LIVES, 2, self.actors)
        self.by_country = Dense(LONG, countries, self.actors)
        self.subject_country = Dense(LONG, self.actors, countries)
        self.relation_countries = Dense(LONG, self.relations, countries, countries)
        self.last_by_relation: NDArray[np.int32] = np.full((self.relations, self.actors), NEVER, dtype=np.int32)
        self.last: NDArray[np.int32] = np.full(self.actors, NEVER, dtype=np.int32)
        self.first: NDArray[np.int32] = np.full(self.actors, -NEVER * 10, dtype=np.int32)
        self.rules = Rules(self.actors, self.relations)
        self._steps: list[Steps] | None = None

    def remember(self, facts: Facts, day: int) -> None:
        """Take in the events of a day, which must be later than all before."""
        self._fade(day)
        s, r, o = facts.subjects, facts.relations, facts.objects
        side = r // self.events
        country, sector = self.places.country, self.places.sector
        self.triple.add(self.triple_key(s, r, o), day)
        self.pair.add((side * self.actors + s) * self.actors + o, day)
        self.query.add(s * self.relations + r, day)
        self.bond.add(s * self.actors + o, day)
        self.country_triple.add(self.triple_key(country[s], r, o), day)
        self.sector_triple.add(self.sector_key(sector[s], r, o), day)
        self.query_sector.add(self.sector_key(s, r, o), day)
        self.by_relation.add(r, o)
        self.by_side.add(side, o)
        self.by_country.add(country[s], o)
        self.subject_country.add(s, country[o])
        self.relation_countries.add(r, country[s], country[o])
        self.last_by_relation[r, o] = self.last[o] = day
        self.first[o] = np.minimum(self.first[o], day)
        self.rules.remember(facts, day)

    def triple_key(self, subjects: Ids, relations: Ids, objects: Ids | int) -> Ids:
        """Key of ``triple``, and with countries for subjects of ``country_triple``."""
        return (subjects * self.relations + relations) * self.actors + objects

    def sector_key(self, subjects: Ids, relations: Ids, objects: Ids) -> Ids:
        """Key of ``query_sector``, and with sectors for subjects of ``sector_triple``."""
        return (subjects * self.relations + relations) * self.places.sectors + self.places.sector[objects]

    def walks(self, subjects: Ids, relations: Ids) -> list[Values]:
        """Chances of each actor at the end of a walk, for each query.

        Two steps from the subject; one step on from its earlier answers with the relation; and the earlier answers of
        those that have the same partners. Each over the last weeks, and over all days.
        """
        if self._steps is None:
            self._steps = [Steps(self.bond, self.actors, column, PARTNERS) for column in range(len(LONG))]
        count = len(subjects)
        distinct, which = np.unique(subjects, return_inverse=True)
        two = [steps.from_actors(distinct) for steps in self._steps]
        run, rows = self.triple.under(self.triple_key(subjects, relations, 0), self.actors)
        weight = self.triple.values[rows, 3]
        weight = (weight / (np.bincount(run, weight, minlength=count) + 0.5)[run]).astype(np.float32)
        answers = self.triple.keys[rows] % self.actors
        return [
            *(chances[which] for chances in two),
            *(steps.walk(count, run, answers, weight) for steps in self._steps),
            *(self._alike(chances, distinct, which, relations, 3 + late) for late, chances in enumerate(two)),
        ]

    def backoff(self, subjects: Ids, relations: Ids, walks: list[Values]) -> Values:
        """Log of a rough chance of each actor: weighted shares among the answers to ever wider questions."""
        side, country = relations // self.events, self.places.country[subjects]
        chance = 0.1 * _share(self.by_relation.values[2][relations])
        chance += 0.05 * _share(self.by_relation.values[4][relations])
        chance += np.where(country > 0, np.float32(0.1), np.float32(0))[:, None] * _share(
            self.by_country.values[1][country]
        )
        chance += 0.02 * _share(self.by_side.values[2])[side]
        for weight, walk in zip((0.1, 0.05, 0.1, 0.05, 0.3, 0.3), walks, strict=True):
            chance += np.float32(weight) * walk
        chance[:, self.last == NEVER] = np.exp(UNSEEN)
        self._scatter(chance, self.triple, self.triple_key(subjects, relations, 0), 3, 1.0)
        for one in (0, 1):
            self._scatter(chance, self.pair, (one * self.actors + subjects) * self.actors, 3, 0.2)
        self._scatter(chance, self.country_triple, self.triple_key(country, relations, 0), 1, 0.15)
        return np.asarray(np.log(chance + np.float32(1e-26)))

    def _scatter(self, chance: Values, table: Sparse, firsts: Ids, column: int, weight: float) -> None:
        run, rows = table.under(firsts, self.actors)
        values = table.values[rows, column]
        total = np.bincount(run, values, minlength=len(chance)) + 1
        np.add.at(chance, (run, table.keys[rows] % self.actors), (weight * values / total[run]).astype(np.float32))

    def _alike(self, chances: Values, subjects: Ids, which: Ids, relations: Ids, column: int) -> Values:
        chances = chances.copy()
        chances[np.arange(len(subjects)), subjects] = 0
        most = min(ALIKE, self.actors)
        near = np.argpartition(-chances, most - 1, axis=1)[:, :most]
        weight = np.take_along_axis(chances, near, axis=1)[which].ravel()
        others, asked = near[which].ravel(), np.repeat(relations, most)
        total = self.query.values[self.query.find(others * self.relations + asked), column]
        run, rows = self.triple.under(self.triple_key(others, asked, 0), self.actors)
        value = weight[run] * self.triple.values[rows, column] / (total[run] + 0.5)
        cells = run // most * self.actors + self.triple.keys[rows] % self.actors
        flat = np.bincount(cells, value, minlength=len(which) * self.actors)
        return flat.reshape(len(which), self.actors).astype(np.float32)

    def _fade(self, day: int) -> None:
        days = 0 if self.day is None else day - self.day
        for table in (
            self.triple, self.pair, self.query, self.bond, self.country_triple, self.sector_triple, self.query_sector,
            self.by_relation, self.by_side, self.by_country, self.subject_country, self.relation_countries,
        ):  # fmt: skip
            table.fade(days)
        self.day = day
        self._steps = None


def _share(counts: Values) -> Values:
    return np.asarray(counts / (counts.sum(axis=1, keepdims=True) + 1))
