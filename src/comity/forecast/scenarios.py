r"""Scenarios: what followed when such a thing happened before. Counted association, not cause.

"If A sanctions B, what follows within 30 days?" is answered from the past. A *case* is a day on which the condition
was met, such that windows of one pair do not overlap: the next case begins after the window of the one before. For each
kind of event, by the one or by the other, n of N cases were followed by it within the window. Beside it stands the
*base rate*: how many of all windows of that length, whatever they began with, held such an event between the same two.

The pair's own cases are few, so that the chance shrinks them towards what happened elsewhere. Over the cases of all
other pairs, :math:`O` were followed by such an event where :math:`E` would have been by the base rates of these pairs.
Their ratio, itself drawn towards 1, raises or lowers the pair's base rate b, as a rate of events is raised:

.. math:: r = \frac{O + 2}{E + 2} \qquad q = 1 - (1 - b)^r \qquad chance = \frac{n + 5 q}{N + 5}

so that pairs that deal much with each other anyway make no lift. Windows that are not over on the last day, and windows
in which nothing was read of anybody, are left out of cases and base rates alike.

**When it misleads:** whatever leads to the condition may also lead to what follows: a crisis brings sanctions and
threats alike, and sanctions without a crisis may bring neither. Reporters that follow a quarrel see more of all that
follows. What happens on the very day of the condition is not counted, for the order within a day is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.errors import InputError
from comity.forecast.history import History
from comity.model import QUADS
from comity.ontology import load_ontology

Ids = NDArray[np.int64]
Shares = NDArray[np.float64]

DOUBT = 5.0
"""With how many cases the chance that others suggest is counted beside the pair's own."""

DOUBT_ELSEWHERE = 2.0
"""How many events more, both seen and expected, draw the ratio of the others towards 1."""

ENOUGH = 10
"""Fewer cases of the pair's own than this are flagged."""

EXAMPLES = 3

_EPOCH = date(1970, 1, 1)
_SPAN = 1 << 22  # more days than any history has: a key holds a group and a day


@dataclass(frozen=True, slots=True)
class Case:
    """One time that it went so: the condition and what followed, by their days and the ids of their events."""

    actor: str
    recipient: str
    condition_on: date
    condition: str | None
    followed_on: date
    followed: str | None


@dataclass(frozen=True, slots=True)
class Follow:
    """One kind of event after the condition. Shares and chances lie between 0 and 1.

    ``n`` of ``cases`` of the pair's own were followed by it, ``n_elsewhere`` of ``cases_elsewhere`` of all other pairs;
    ``base`` and ``base_elsewhere`` are the base rates of windows of the same length. ``chance`` is the shrunk answer,
    ``ratio`` the chance over the pair's base rate (None where that is zero); ``low`` flags few cases of the pair's own.
    ``examples`` are the latest times that it went so, between others where it never did between the two.
    """

    actor: str
    recipient: str
    event: str
    n: int
    cases: int
    base: float
    n_elsewhere: int
    cases_elsewhere: int
    base_elsewhere: float
    chance: float
    ratio: float | None
    low: bool
    examples: tuple[Case, ...]

    @property
    def last(self) -> date | None:
        """When it last went so, in the pair or else elsewhere."""
        return self.examples[0].followed_on if self.examples else None


@dataclass(frozen=True, slots=True)
class Scenario:
    """What followed the condition that ``actor`` did ``condition`` to ``recipient``, the most raised chance first.

    ``within`` is the length of the window in days; ``cases`` are the pair's own, ``first`` and ``last`` the days
    between which was counted, ``data`` the name of the history.
    """

    actor: str
    recipient: str
    condition: str
    within: int
    cases: int
    cases_elsewhere: int
    first: date | None
    last: date | None
    data: str
    follows: tuple[Follow, ...]


def scenario(
    history: History, actor: str, recipient: str, condition: str, within: int, kinds: tuple[str, ...] = ()
) -> Scenario:
    """Count what followed when ``actor`` did ``condition`` to ``recipient``, and when others did it to others.

    ``condition`` and ``kinds`` are events of the history (types of PLOVER) or quad classes; without ``kinds`` all
    events that ever followed are counted.

    Raises:
        InputError: the window is no number of days.
        UnknownEventType: neither the history nor PLOVER knows the event.
    """
    if within < 1:
        raise InputError(f"within {within} days lies nothing: give 1 day or more")
    events = history.events
    known = set(pc.unique(events["event"]).to_pylist())
    for word in (condition, *kinds):
        if word not in known and word not in QUADS:
            load_ontology().type(word)
    if not events.num_rows or history.first is None or history.last is None:
        return Scenario(actor, recipient, condition, within, 0, 0, history.first, history.last, history.name, ())
    past = _Past(history, within, (condition, *kinds))
    cases = past.cases(condition, (actor, recipient))
    found = _follows(past, cases, (actor, recipient), kinds or tuple(sorted(known)))
    follows = [one for one in found if kinds or one.n or one.n_elsewhere]
    return Scenario(
        actor,
        recipient,
        condition,
        within,
        int(cases.own.sum()),
        int((~cases.own).sum()),
        history.first,
        history.last,
        history.name,
        tuple(sorted(follows, key=lambda one: (one.base - one.chance, one.actor, one.event))),
    )


def precedents(
    history: History, conditions: Iterable[tuple[str, str, str]], within: int, kinds: tuple[str, ...]
) -> Iterator[tuple[tuple[str, str, str], Follow]]:
    """What followed each of several conditions (actor, recipient, event), as :func:`scenario` counts it."""
    wanted = list(conditions)
    if not wanted or not history.events.num_rows:
        return
    past = _Past(history, within, (*kinds, *(event for _, _, event in wanted)))
    for actor, recipient, event in wanted:
        cases = past.cases(event, (actor, recipient))
        for follow in _follows(past, cases, (actor, recipient), kinds):
            yield (actor, recipient, event), follow


@dataclass(frozen=True, slots=True)
class _Cases:
    """Pair, day and row of each case, and whether it is of the pair that is asked for."""

    pairs: Ids
    days: Ids
    rows: Ids
    own: NDArray[np.bool_]


class _Past:
    """The history as sorted keys: ``group * _SPAN + day``, where a group is a directed pair and a kind of event."""

    def __init__(self, history: History, within: int, asked: tuple[str, ...]) -> None:
        events = history.events
        self.within, self.covered = within, history.covered
        self.names = sorted({one for side in ("actor", "recipient") for one in pc.unique(events[side]).to_pylist()})
        self.at = {name: number for number, name in enumerate(self.names)}
        self.kinds = sorted({*pc.unique(events["event"]).to_pylist(), *QUADS, *asked})
        actor, recipient = (_numbers(events[side], self.names) for side in ("actor", "recipient"))
        day = events["date"].cast(pa.int32()).to_numpy().astype(np.int64)
        event, quad = _numbers(events["event"], self.kinds), _numbers(events["quad"], self.kinds)
        classed = np.flatnonzero((quad >= 0) & (quad != event))
        rows = np.concatenate([np.arange(len(day)), classed])
        group = (actor * len(self.names) + recipient)[rows] * len(self.kinds)
        keys = (group + np.concatenate([event, quad[classed]])) * _SPAN + day[rows]
        order = np.argsort(keys, kind="stable")
        self.keys, self.rows = keys[order], rows[order]
        self.ids = events["id"]
        self.first, self.end = int(self.covered[0]), int(self.covered[-1]) - within
        self.windows = int(_lengths(self.covered, np.zeros_like(self.covered), self).sum())
        groups = self.keys // _SPAN
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        held = _lengths(self.keys % _SPAN, groups, self)
        self.groups, self.held = groups[starts], np.add.reduceat(held, starts)

    def has(self, actor: str, recipient: str) -> bool:
        return actor in self.at and recipient in self.at

    def pair(self, actor: str, recipient: str) -> int:
        return self.at[actor] * len(self.names) + self.at[recipient]

    def back(self, pairs: Ids) -> Ids:
        return pairs % len(self.names) * len(self.names) + pairs // len(self.names)

    def base(self, pairs: Ids, kind: int) -> Shares:
        """Which share of all windows of these pairs holds such an event."""
        groups = pairs * len(self.kinds) + kind
        place = np.minimum(np.searchsorted(self.groups, groups), len(self.groups) - 1)
        found = np.where(self.groups[place] == groups, self.held[place], 0)
        return np.asarray(found / max(self.windows, 1), dtype=np.float64)

    def cases(self, condition: str, of: tuple[str, str]) -> _Cases:
        """Each case of the condition whose window is over and was read; those between the two of ``of`` are its own."""
        kind = self.kinds.index(condition)
        chosen = np.flatnonzero(self.keys // _SPAN % len(self.kinds) == kind)
        pairs, days = self.keys[chosen] // _SPAN // len(self.kinds), self.keys[chosen] % _SPAN
        read = np.searchsorted(self.covered, days + self.within, side="right") > np.searchsorted(
            self.covered, days, side="right"
        )
        kept: list[int] = []
        last_pair, free_from = -1, -1
        for place, (pair, day) in enumerate(zip(pairs.tolist(), days.tolist(), strict=True)):
            if (pair != last_pair or day >= free_from) and day <= self.end and read[place]:
                kept.append(place)
                last_pair, free_from = pair, day + self.within + 1
        pairs = pairs[kept]
        own = pairs == self.pair(*of) if self.has(*of) else np.zeros(len(pairs), dtype=bool)
        return _Cases(pairs, days[kept], self.rows[chosen[kept]], own)

    def next(self, pairs: Ids, kind: int, days: Ids) -> Ids:
        """The first event of the kind within the window after each day, as a place among the keys; -1 for none."""
        begin = (pairs * len(self.kinds) + kind) * _SPAN + days
        place = np.searchsorted(self.keys, begin, side="right")
        inside = place < np.searchsorted(self.keys, begin + self.within, side="right")
        return np.where(inside, place, -1)


def _follows(past: _Past, cases: _Cases, sides: tuple[str, str], kinds: tuple[str, ...]) -> list[Follow]:
    return [_follow(past, cases, sides, event, back=back) for back in (False, True) for event in kinds]


def _follow(past: _Past, cases: _Cases, sides: tuple[str, str], event: str, *, back: bool) -> Follow:
    kind = past.kinds.index(event)
    towards = past.back(cases.pairs) if back else cases.pairs
    found = past.next(towards, kind, cases.days)
    own, others = cases.own, ~cases.own
    actor, recipient = sides[::-1] if back else sides
    base = float(past.base(np.array([past.pair(actor, recipient)]), kind)[0]) if past.has(*sides) else 0.0
    base_elsewhere = float(past.base(towards[others], kind).mean()) if others.any() else base
    n, n_elsewhere = int((found[own] >= 0).sum()), int((found[others] >= 0).sum())
    ratio = (n_elsewhere + DOUBT_ELSEWHERE) / (int(others.sum()) * base_elsewhere + DOUBT_ELSEWHERE)
    # A pair that never had such an event still may: one window more, of those of the others.
    windows = past.windows / past.within
    suggested = 1 - (1 - (base * windows + base_elsewhere) / (windows + 1)) ** ratio
    chance = (n + DOUBT * suggested) / (int(own.sum()) + DOUBT)
    hits = np.flatnonzero((found >= 0) & (own if n else others))
    latest = hits[np.argsort(-cases.days[hits], kind="stable")[:EXAMPLES]].tolist()
    return Follow(
        actor=actor,
        recipient=recipient,
        event=event,
        n=n,
        cases=int(own.sum()),
        base=base,
        n_elsewhere=n_elsewhere,
        cases_elsewhere=int(others.sum()),
        base_elsewhere=base_elsewhere,
        chance=chance,
        ratio=chance / base if base else None,
        low=int(own.sum()) < ENOUGH,
        examples=tuple(_case(past, cases, at, int(found[at])) for at in latest),
    )


def _case(past: _Past, cases: _Cases, at: int, followed: int) -> Case:
    actor, recipient = divmod(int(cases.pairs[at]), len(past.names))
    return Case(
        past.names[actor],
        past.names[recipient],
        _EPOCH + timedelta(days=int(cases.days[at])),
        past.ids[int(cases.rows[at])].as_py(),
        _EPOCH + timedelta(days=int(past.keys[followed] % _SPAN)),
        past.ids[int(past.rows[followed])].as_py(),
    )


def _lengths(days: Ids, groups: Ids, past: _Past) -> Ids:
    """How many more windows each day adds to those that hold an earlier day of its group.

    A window begins after day t and ends on t + ``within``; t runs from the first covered day to ``end``.
    """
    before = np.where(np.diff(groups, prepend=-1) == 0, np.concatenate([[-1], days[:-1]]), past.first)
    begin = np.maximum(np.maximum(days - past.within, before), past.first)
    return np.asarray(np.maximum(np.minimum(days - 1, past.end) - begin + 1, 0))


def _numbers(column: Any, names: list[str]) -> Ids:
    found = pc.fill_null(pc.index_in(column, value_set=pa.array(names, pa.string())), -1)
    return np.asarray(found.to_numpy(), dtype=np.int64)
