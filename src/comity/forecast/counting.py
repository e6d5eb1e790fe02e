"""The ranker: counts of the past, rules and short walks, weighed by a small network.

The history is gone through once, day by day. Each day's events are asked of the days before them; the answers train the
rules at once and the network at the end. For forecasts several days ahead the history is gone through in blocks of that
many days, and what is asked in a block knows only the days before the block: forecasts are learnt as they will be made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from comity.forecast.counters import Values
from comity.forecast.features import features
from comity.forecast.forecaster import Scores
from comity.forecast.memory import UNSEEN, Memory
from comity.forecast.network import Network, train
from comity.forecast.rules import AGES, TIMES
from comity.forecast.stream import Facts, Ids, Stream

CANDIDATES = 250
"""How many actors the network ranks; the others follow in the order of their rough chance."""
SAMPLE = 100
"""From how many of them the network learns: a sample in which the likelier ones come more often."""
NOISE = 1.5
"""How much chance there is in that sample, in units of the log chance."""
QUERIES = 240_000
"""From how many queries the network learns at most."""
WARM_UP = 0.3
"""Which part of the history is only counted, so that the network learns from a past of some length."""
EPOCHS = 3
CHUNK = 256
RENEW = 4
"""After how many remembered days the confidences of the rules are worked out anew."""
BEHIND = -200.0
"""What is added to the log chance of actors that the network does not rank."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A past event that speaks for a forecast, and how well such events foretold it.

    In ``right`` of ``asked`` cases the answer to the same question was one with whom ``event`` had happened so long ago
    and so often (``reverse``: seen from the other side). ``ages`` are the first and last number of days (None: no end),
    ``times`` likewise.
    """

    event: str
    reverse: bool
    last: date
    ages: tuple[int, int | None]
    times: tuple[int, int | None]
    right: int
    asked: int
    confidence: float

    def __str__(self) -> str:
        """The reason in words.

        >>> print(Reason("Consult", False, date(2014, 10, 28), (2, 3), (5, None), 14, 19, 0.7))
        in 14 of 19 cases 'Consult' 2 to 3 days before (5 times or more until then) foretold it; last on 2014-10-28
        """
        (near, far), (few, many) = self.ages, self.times
        ago = f"{near}" if near == far else f"{near} to {far}" if far else f"{near} or more"
        times = f"{few} to {many} times" if many and many > few else "once" if many else f"{few} times or more"
        event = self.event.replace("_", " ") + (" by the other" if self.reverse else "")
        return (
            f"in {self.right:,} of {self.asked:,} cases '{event}' {ago} day{'' if ago == '1' else 's'} before "
            f"({times} until then) foretold it; last on {self.last}"
        )


class _Lessons:
    """What the network learns from, in arrays of room for ``most`` queries; memory is taken only as they fill."""

    def __init__(self, most: int) -> None:
        self.most, self.count = most, 0
        self._relations: Ids = np.zeros(most, dtype=np.int64)
        self._features: NDArray[np.float16] | None = None
        self._right: NDArray[np.bool_] | None = None

    def add(self, found: Values, relations: Ids, right: NDArray[np.bool_]) -> None:
        """Keep these queries, as far as there is room."""
        if self._features is None or self._right is None:
            self._features = np.empty((self.most, *found.shape[1:]), dtype=np.float16)
            self._right = np.empty((self.most, right.shape[1]), dtype=bool)
        part = slice(self.count, min(self.count + len(found), self.most))
        size = part.stop - part.start
        self._features[part], self._relations[part], self._right[part] = found[:size], relations[:size], right[:size]
        self.count = part.stop

    def learn(self, kinds: int, seed: int) -> Network | None:
        """Train a network, if there is anything to learn."""
        if self._features is None or self._right is None:
            return None
        some = slice(self.count)
        return train(self._features[some], self._relations[some], self._right[some], kinds, EPOCHS, seed)


class Counting:
    """Ranks actors by all that was counted, as learnt from the history."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, history: Stream, span: int = 1) -> None:
        """Go through the history, then train the network on what was asked on the way."""
        self.names = history.actors
        self.events = history.events
        self.memory = Memory(history)
        self._network: Network | None = None
        self._confidences: Values | None = None
        self._age = 0
        random = np.random.default_rng(self.seed)
        if len(history):
            first, last = int(history.days[0]), int(history.days[-1])
            begin = first + max(1, int((last - first) * WARM_UP))
            asked = 2 * len(history.between(begin))
            share = QUERIES / max(1, asked)
            lessons = _Lessons(min(asked, QUERIES))
            starts = range(last + 1 - (last - first) // span * span, last + 1, span)
            self.observe(history.between(end=starts[0] if len(starts) else None))
            for start in starts:
                block = history.between(start, start + span)
                for day, events in block.by_day():
                    facts = events.facts()
                    if day >= begin:
                        self._learn(facts, day, share, random, lessons)
                    self.memory.rules.count(facts, day)
                self.observe(block)
            self._network = lessons.learn(history.relations, self.seed)

    def observe(self, events: Stream) -> None:
        """Take in the events of later days, without learning anew."""
        for day, todays in events.by_day():
            self.memory.remember(todays.facts(), day)
            self._age += 1

    def predict(self, subjects: Ids, relations: Ids, day: int) -> Scores:
        """Score all actors: candidates by the network, the others by their rough chance."""
        if self.memory.day is None:
            return np.zeros((len(subjects), len(self.names)), dtype=np.float32)
        walks = self.memory.walks(subjects, relations)
        backoff = self.memory.backoff(subjects, relations, walks)
        if self._network is None:
            return backoff
        candidates = _likeliest(backoff, CANDIDATES)
        rough = np.take_along_axis(backoff, candidates, axis=1)
        found = features(
            self.memory,
            self._current(),
            subjects,
            relations,
            candidates,
            rough,
            np.argsort(np.argsort(-rough, axis=1), axis=1),
            [np.take_along_axis(walk, candidates, axis=1) for walk in walks],
            day,
        )
        scores = np.clip(self._network.score(found, relations), BEHIND / 2, None)
        backoff += np.float32(BEHIND)
        np.put_along_axis(backoff, candidates, np.where(rough > UNSEEN + 1, scores, rough + np.float32(BEHIND)), axis=1)
        return backoff

    def why(self, subject: int, relation: int, answer: int, day: int, most: int = 3) -> list[Reason]:
        """The past events between subject and answer that speak loudest for the event, the surest first."""
        rules, count = self.memory.rules, len(self.events)
        key = np.array([(subject * rules.actors + answer) * rules.relations])
        _, rows = rules.past.under(key, rules.relations)
        if not len(rows):
            return []
        body, case = rules.past.keys[rows] % rules.relations, rules.case(rows, day)
        confidence = self._current()[body, relation, case]
        return [
            Reason(
                self.events[body[one] % count],
                bool(body[one] >= count),
                date(1970, 1, 1) + timedelta(days=int(rules.past.last[rows[one]])),
                _class(AGES, int(case[one]) // len(TIMES)),
                _class(TIMES, int(case[one]) % len(TIMES)),
                int(rules.right[body[one], relation, case[one]]),
                int(rules.asked[body[one], relation, case[one]]),
                float(confidence[one]),
            )
            for one in np.argsort(-confidence, kind="stable")[:most].tolist()
        ]

    def _current(self) -> Values:
        if self._confidences is None or self._age >= RENEW:
            self._confidences = self.memory.rules.confidences()
            self._age = 0
        return self._confidences

    def _learn(self, facts: Facts, day: int, share: float, random: np.random.Generator, lessons: _Lessons) -> None:
        """Ask a sample of the day's queries, and keep the candidates' features and which of them were right."""
        keys, row = np.unique(facts.subjects * self.memory.relations + facts.relations, return_inverse=True)
        chosen = np.flatnonzero(random.random(len(keys)) < share)
        for start in range(0, len(chosen), CHUNK):
            part = chosen[start : start + CHUNK]
            subjects, relations = np.divmod(keys[part], self.memory.relations)
            walks = self.memory.walks(subjects, relations)
            backoff = self.memory.backoff(subjects, relations, walks)
            right = np.zeros(backoff.shape, dtype=bool)
            position = np.full(len(keys), -1)
            position[part] = np.arange(len(part))
            asked = position[row] >= 0
            right[position[row[asked]], facts.objects[asked]] = True
            candidates = _likeliest(backoff, CANDIDATES)
            rough = np.take_along_axis(backoff, candidates, axis=1)
            place = np.argsort(np.argsort(-rough, axis=1), axis=1)
            likely = rough + NOISE * random.gumbel(size=rough.shape)
            likely[np.take_along_axis(right, candidates, axis=1)] = np.inf
            kept = np.sort(np.argsort(-likely, axis=1, kind="stable")[:, :SAMPLE], axis=1)
            candidates = np.take_along_axis(candidates, kept, axis=1)
            right = np.take_along_axis(right, candidates, axis=1)
            useful = right.any(axis=1)
            if not useful.any():
                continue
            found = features(
                self.memory,
                self._current(),
                subjects[useful],
                relations[useful],
                candidates[useful],
                np.take_along_axis(backoff, candidates, axis=1)[useful],
                np.take_along_axis(place, kept, axis=1)[useful],
                [np.take_along_axis(walk, candidates, axis=1)[useful] for walk in walks],
                day,
            )
            lessons.add(found, relations[useful], right[useful])


def _likeliest(backoff: Values, most: int) -> Ids:
    """The candidates with the highest scores, in the order of their ids."""
    most = min(most, backoff.shape[1])
    return np.sort(np.argpartition(-backoff, most - 1, axis=1)[:, :most], axis=1)


def _class(bounds: tuple[int, ...], number: int) -> tuple[int, int | None]:
    return bounds[number], bounds[number + 1] - 1 if number + 1 < len(bounds) else None
