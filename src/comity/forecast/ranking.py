"""Rankings: whom an actor will do something to on a day, or who will do it to it, by the ranker and its baselines.

The question is (actor, event, ?, day) or (?, event, recipient, day): *if* such an act is told of that day, with whom?
Whether it will come at all is not said here; that is what :mod:`comity.forecast.outlook` gives a chance for. The actors
that the history knows are put in order by the ranker (:mod:`comity.forecast.counting`), which is learnt from the days
before, for as many days ahead as are asked for. Beside its places stand those of the baselines: recurrency in its three
forms and popularity.

**When it misleads:** ``share`` is the ranker's own, among all actors of the history; another actor than those that were
ever told of cannot be named. With few past events of the kind, the order is what others did. Reasons are the rules that
speak loudest; they are associations, and the network behind the order weighs more than them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.errors import InputError, UnknownActor, UnknownEventType
from comity.forecast import make
from comity.forecast.counting import Counting, Reason
from comity.forecast.forecaster import Forecaster
from comity.forecast.history import History
from comity.forecast.scoreboard import Vintage, vintage
from comity.forecast.stream import COLUMNS, Stream, read

Asks = Literal["whom", "who"]
Values = NDArray[np.float64]

BASELINES = ("recurrency", "strict", "relaxed", "popularity")

FEW = 5
"""With fewer past events of the kind the order is a guess."""

LITTLE = 5_000
"""Learnt from fewer events of all kinds, high shares were too sure (docs/forecasting.md)."""

REASONS = 3
"""So many reasons at most are told of an answer, each of which was right before."""

_LOOKED_AT = 12

_NAMED = 6
"""So many kinds of events are named where another was asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One actor in its place.

    ``share`` is the part that the ranker gives it of all actors. ``seen`` is how often the event was there between the
    two before, this way round, and ``last`` its last day. ``baselines`` are its places by each baseline, the mean of
    those that tie; None where the baseline knows nothing of it.
    """

    name: str
    place: int
    share: float
    seen: int
    last: date | None
    baselines: Mapping[str, float | None]
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The first answers to ``subject`` does ``event`` to whom, or who does it to ``subject``, on the day ``on``.

    ``past`` is in how many past events of the kind the subject had its part, ``few`` that these are too few; ``little``
    that few events of any kind were learnt from, so that high shares are too sure; ``among`` is how many actors were
    put in order. ``first`` and ``last`` are the days between which something is known.
    """

    subject: str
    event: str
    asks: Asks
    on: date
    vintage: Vintage
    first: date
    last: date
    past: int
    few: bool
    little: bool
    among: int
    answers: tuple[Answer, ...]

    def sides(self, one: Answer) -> tuple[str, str]:
        """Actor and recipient, with this answer in the place that was asked for."""
        return (self.subject, one.name) if self.asks == "whom" else (one.name, self.subject)

    def why(self, one: Answer) -> list[str]:
        """The reasons for an answer, in words."""
        return [_words(reason, one.name if reason.reverse else self.subject, self.event) for reason in one.why]

    def records(self) -> list[dict[str, Any]]:
        """An object for each answer, in their order."""
        about = {name: getattr(self, name) for name in ("event", "asks", "on", "past", "few", "little", "among")}
        return [
            {
                **dict(zip(("actor", "recipient"), self.sides(one), strict=True)),
                **about,
                "place": one.place,
                "share": one.share,
                "seen": one.seen,
                "last_seen": one.last,
                "baselines": dict(one.baselines),
                "why": [
                    {"words": words, **asdict(reason)} for words, reason in zip(self.why(one), one.why, strict=True)
                ],
                **asdict(self.vintage),
            }
            for one in self.answers
        ]


def ranking(
    known: History,
    subject: str,
    event: str,
    *,
    asks: Asks = "whom",
    on: date,
    most: int = 10,
    known_until: date | None = None,
) -> Ranking:
    """Put in order whom ``subject`` does ``event`` to on the day ``on``, or who does it to ``subject``.

    ``known`` is the history as it was known before that day; ``known_until`` the last day of which anything is known
    now. At most ``most`` answers are given.

    Raises:
        InputError: nothing is known before that day.
        UnknownActor: no event before that day has such an actor.
        UnknownEventType: no event is of this kind; the message names those that there are.
    """
    if known.first is None or known.last is None or not known.events.num_rows:
        raise InputError(f"nothing is known before {on}: {known.name} holds no earlier event of a known day")
    if not known.known(subject):
        raise UnknownActor(f"no event of {known.name} before {on} has an actor {subject!r}")
    stream, day = _stream(known), (on - date(1970, 1, 1)).days
    if event not in stream.events:
        raise UnknownEventType(f"no event of {known.name} before {on} is {event!r}: the most are {_most(known)}")
    ahead = day - int(stream.days[-1])
    own, relation = stream.actors.index(subject), stream.events.index(event)
    asked = relation if asks == "whom" else relation + len(stream.events)

    def scored(forecaster: Forecaster) -> Values:
        """The score of each actor; the one that is asked about is no answer."""
        found = np.array(forecaster.predict(np.array([own]), np.array([asked]), day)[0], dtype=float)
        found[own] = -np.inf
        return found

    ranker = _ranker(known, ahead)
    scores = scored(ranker)
    order = np.argsort(-scores, kind="stable")[: min(most, len(scores) - 1)]
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    places = {name: _places(scored(_baseline(known, name, ahead))) for name in BASELINES}
    seen = _seen(known, subject, event, asks)
    past = sum(count for count, _ in seen.values())
    answers = []
    for place, one in enumerate(order.tolist(), 1):
        count, last = seen.get(stream.actors[one], (0, None))
        others = {name: found[one] for name, found in places.items()}
        why = tuple(reason for reason in ranker.why(own, asked, one, day, _LOOKED_AT) if reason.right)[:REASONS]
        answers.append(Answer(stream.actors[one], place, float(shares[one]), count, last, others, why))
    return Ranking(
        subject, event, asks, on, vintage(known, known_until or known.last), known.first, known.last,
        past, past < FEW, known.events.num_rows < LITTLE, len(scores) - 1, tuple(answers),
    )  # fmt: skip


@functools.lru_cache(maxsize=4)
def _stream(known: History) -> Stream:
    return read(known.events.select(list(COLUMNS)))[0]


@functools.lru_cache(maxsize=2)
def _ranker(known: History, ahead: int) -> Counting:
    """The ranker, which learns from a history once, however often it is asked."""
    found = Counting()
    found.fit(_stream(known), ahead)
    return found


@functools.lru_cache(maxsize=8)
def _baseline(known: History, name: str, ahead: int) -> Forecaster:
    found = make(name)
    found.fit(_stream(known), ahead)
    return found


def _places(scores: Values) -> list[float | None]:
    """The place of each actor, the best first, ties in the middle of theirs; None where nothing speaks for it.

    >>> _places(np.array([0.2, 0.7, 0.0, 0.2]))
    [2.5, 1.0, None, 2.5]
    """
    _, group, sizes = np.unique(-scores, return_inverse=True, return_counts=True)
    places = np.cumsum(sizes) - (sizes - 1) / 2
    return [place if score > 0 else None for place, score in zip(places[group].tolist(), scores, strict=True)]


def _seen(known: History, subject: str, event: str, asks: Asks) -> dict[str, tuple[int, date]]:
    """How often, and when last, each other actor stood in the place that is asked for."""
    own, other = ("actor", "recipient") if asks == "whom" else ("recipient", "actor")
    rows = known.events
    rows = rows.filter(pc.and_(pc.equal(rows[own], subject), pc.equal(rows["event"], event)))
    counted = rows.group_by(other).aggregate([("date", "count"), ("date", "max")]).to_pylist()
    return {row[other]: (row["date_count"], row["date_max"]) for row in counted}


def _most(known: History) -> str:
    counted = known.events["event"].value_counts().to_pylist()
    counted.sort(key=lambda row: (-row["counts"], row["values"]))
    return ", ".join(f"{row['values']} ({row['counts']:,})" for row in counted[:_NAMED])


def _words(reason: Reason, by: str, event: str) -> str:
    (near, far), (few, many) = reason.ages, reason.times
    ago = f"{near}" if near == far else f"{near} to {far}" if far else f"{near} or more"
    often = "once" if many == 1 else f"{few} to {many} times" if many else f"{few} times or more"
    return (
        f"in {reason.right:,} of {reason.asked:,} cases {reason.event} by {by} ({often}, last {ago} "
        f"day{'' if ago == '1' else 's'} before) was followed by {event}; last on {reason.last}"
    )
