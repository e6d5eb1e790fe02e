"""What is known of a candidate for an answer: logs of counts, of shares and of ages, for the network to weigh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from comity.forecast.counters import Sparse, Values
from comity.forecast.memory import HALF_LIVES, LONG, Memory
from comity.forecast.stream import Ids

ALL = range(len(HALF_LIVES))
OLDEST = 1000
"""Ages in days are cut here."""


def features(
    memory: Memory,
    confidences: Values,
    subjects: Ids,
    relations: Ids,
    candidates: Ids,
    backoff: Values,
    places: Ids,
    walks: Sequence[Values],
    day: int,
) -> Values:
    """Features by query, candidate and feature.

    ``candidates``, the log ``backoff`` and ``walks`` of :class:`Memory` and the ``places`` in the order of ``backoff``
    are by query and candidate.
    """
    parts = [
        *_same(memory, subjects, relations, candidates, day),
        *_answer(memory, subjects, relations, candidates, day),
        *_place(memory, subjects, relations, candidates),
        *_rules(memory, confidences, subjects, relations, candidates, day),
        *_relative(backoff, places, walks),
    ]
    found = np.empty((*candidates.shape, len(parts)), dtype=np.float32)
    for number, part in enumerate(parts):
        found[..., number] = part
    return found


def _same(memory: Memory, subjects: Ids, relations: Ids, candidates: Ids, day: int) -> Iterator[Values]:
    """The same event before, and any event between the two, either way round."""
    s, r, side = subjects[:, None], relations[:, None], relations // memory.events
    asked = memory.query.values[memory.query.find(subjects * memory.relations + relations)]
    fading = _fading(memory, day)
    rows = memory.triple.find(memory.triple_key(s, r, candidates))
    yield from _counts(memory.triple, rows, fading, asked, day)
    for one in (side, 1 - side):
        rows = memory.pair.find((one[:, None] * memory.actors + s) * memory.actors + candidates)
        total = np.column_stack([values[1 - one, subjects] for values in memory.by_side.values])
        yield from _counts(memory.pair, rows, fading, total, day)
    for number in ALL:
        yield np.log(asked[:, number, None] * fading[number] + 0.02)
    yield np.log(np.maximum(day - memory.first[s], 1).astype(np.float32))
    yield (candidates == s).astype(np.float32)
    yield np.full((1, 1), np.log(day - (memory.day or day - 1)), dtype=np.float32)


def _counts(table: Sparse, rows: Ids, fading: Values, total: Values, day: int) -> Iterator[Values]:
    for number in ALL:
        count = table.values[rows, number] * fading[number]
        yield np.log(count + 0.02)
        yield np.log(count / (total[:, number, None] * fading[number] + 0.2) + 0.002)
    yield _age(table.last[rows], day)


def _answer(memory: Memory, subjects: Ids, relations: Ids, candidates: Ids, day: int) -> Iterator[Values]:
    """The candidate as an answer to others, with this relation and with any."""
    r, side = relations[:, None], (relations // memory.events)[:, None]
    fading = _fading(memory, day)
    for number in ALL:
        counts = memory.by_relation.values[number]
        count = counts[r, candidates] * fading[number]
        yield np.log(count + 0.02)
        if number in (1, 2, 4):
            distinct, which = np.unique(relations, return_inverse=True)
            total = counts[distinct].sum(axis=1)[which, None] * fading[number]
            yield np.log(count / (total + 0.5) + 0.0002)
        yield np.log(memory.by_side.values[number][side, candidates] * fading[number] + 0.02)
    yield _age(memory.last_by_relation[r, candidates], day)
    yield _age(memory.last[candidates], day)
    yield np.log(np.maximum(day - memory.first[candidates], 1).astype(np.float32))


def _place(memory: Memory, subjects: Ids, relations: Ids, candidates: Ids) -> Iterator[Values]:
    """The same with the subject's country for the subject, and with the candidate's country and sector for it."""
    s, r = subjects[:, None], relations[:, None]
    own = memory.places.country[subjects]
    home, away = own[:, None], memory.places.country[candidates]
    named, both = home > 0, (home > 0) & (away > 0)
    sector = memory.places.sector[candidates] > 0
    asked = memory.query.values[memory.query.find(subjects * memory.relations + relations)]
    compatriots = memory.country_triple.find(memory.triple_key(home, r, candidates))
    sectors = memory.sector_triple.find(memory.sector_key(memory.places.sector[s], r, candidates))
    own_sector = memory.query_sector.find(memory.sector_key(s, r, candidates))
    distinct, which = np.unique(own, return_inverse=True)
    for number in range(len(LONG)):
        total = memory.relation_countries.values[number][relations, own].sum(axis=1)[:, None]
        count = np.where(named, memory.country_triple.values[compatriots, number], 0)
        yield np.log(count + 0.02)
        yield np.log(count / (total + 0.5) + 0.002)
        count = np.where(named, memory.by_country.values[number][home, candidates], 0)
        yield np.log(count + 0.02)
        whole = memory.by_country.values[number][distinct].sum(axis=1)[which, None]
        yield np.log(count / (whole + 0.5) + 0.0005)
        abroad = memory.subject_country.values[number]
        count = np.where(away > 0, abroad[s, away], 0)
        yield np.log(count / (abroad[subjects].sum(axis=1)[:, None] + 0.5) + 0.002)
        count = np.where(both, memory.relation_countries.values[number][r, home, away], 0)
        yield np.log(count / (total + 0.5) + 0.002)
        yield np.log(np.where(sector, memory.sector_triple.values[sectors, number], 0) + 0.05)
        count = np.where(sector, memory.query_sector.values[own_sector, number], 0)
        yield np.log(count / (asked[:, (2, 4)[number], None] + 0.2) + 0.005)
    yield ((away == home) & named).astype(np.float32)
    yield (away > 0).astype(np.float32)
    yield named.astype(np.float32)


def _rules(
    memory: Memory, confidences: Values, subjects: Ids, relations: Ids, candidates: Ids, day: int
) -> Iterator[Values]:
    """What the rules say: together, the surest, and the candidate's share of all they say."""
    count = candidates.size
    run, confidence = memory.rules.say(
        confidences,
        np.repeat(subjects, candidates.shape[1]),
        np.repeat(relations, candidates.shape[1]),
        candidates.ravel(),
        day,
    )
    together = 1 - np.exp(np.bincount(run, np.log1p(-np.minimum(confidence, 0.99)), minlength=count))
    surest = np.zeros(count, dtype=np.float32)
    np.maximum.at(surest, run, confidence)
    together = together.reshape(candidates.shape)
    yield np.log(together + 1e-3)
    yield np.log(surest.reshape(candidates.shape) + 1e-3)
    yield np.log(together / (together.sum(axis=1, keepdims=True) + 0.01) + 1e-3)


def _relative(backoff: Values, places: Ids, walks: Sequence[Values]) -> Iterator[Values]:
    """The rough chance and the walks, also against the best candidate's, and the place in their order."""
    for walk in walks:
        chance = np.log(walk + 1e-5)
        yield chance
        yield chance - chance.max(axis=1, keepdims=True)
    yield backoff
    yield backoff - backoff.max(axis=1, keepdims=True)
    yield np.log1p(places)


def _fading(memory: Memory, day: int) -> Values:
    """By how much counts fade from the last remembered day until the day asked for."""
    days = day - (memory.day or day)
    return np.exp2(-days / np.array(HALF_LIVES)).astype(np.float32)


def _age(last: NDArray[np.int32], day: int) -> Values:
    return np.log(np.minimum(day - last, OLDEST).astype(np.float32))
