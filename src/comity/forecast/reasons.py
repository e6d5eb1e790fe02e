"""What speaks for a dyad forecast, in words with figures: past counts, and by how much each moves the chance.

Each reason that is not the base rate says by which factor it moves the odds from there: all of them together lead from
the base rate to the chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.forecast import evidence
from comity.forecast.evidence import HALF_LIVES, Seen
from comity.forecast.history import History
from comity.forecast.ledger import Ids, Ledger
from comity.forecast.lessons import Answers, Lesson
from comity.forecast.scoreboard import Driver

PLAIN = 1.05
"""What moves the odds by less than this factor is not told."""

SHOWN = 4
"""So many reasons at most are told beside the base rate."""

EXAMPLES = 3
"""So many events, the latest, are named as showing a count."""

_RECENT = (7, 30)


@dataclass(frozen=True, slots=True)
class Dealings:
    """The past events between two actors before a day: ``pairs`` are the pair and its reverse."""

    actor: str
    recipient: str
    day: int
    pairs: Ids
    events: Ids

    def count(
        self, book: Ledger, days: int | None, *, back: bool, event: str | None = None, but: str | None = None
    ) -> int:
        """Events of the last ``days`` by the actor or, ``back``, by the recipient: of one class, or of all but one."""
        chosen = book.pair[self.events] == self.pairs[int(back)]
        if days is not None:
            chosen &= book.day[self.events] >= self.day - days
        if event is not None:
            chosen &= book.of_class(event)[self.events]
        if but is not None:
            chosen &= ~book.of_class(but)[self.events]
        return int(chosen.sum())


def dealings(book: Ledger, actor: str, recipient: str, day: int) -> Dealings | None:
    """What two actors did to each other before a day; None where that is nothing."""
    pair = book.number(actor, recipient)
    if pair is None or book.met[pair >> 1] >= day:
        return None
    end = int(np.searchsorted(book.day, day))
    return Dealings(
        actor, recipient, day, np.array([pair, pair ^ 1]), np.flatnonzero(book.pair[:end] >> 1 == pair >> 1)
    )


def of_dealings(
    history: History, book: Ledger, past: Dealings, lesson: Lesson, counts: Seen, answer: Answers
) -> tuple[Driver, ...]:
    """The base rate, then what moves the chance most, the strongest first, then how much is read of late."""
    event, horizon, days = lesson.event, lesson.horizon, int(book.ticks(past.day))
    a, b = past.actor, past.recipient
    windows, possible = int(answer.prior.windows[0]), lesson.shares.possible
    own = past.count(book, None, back=False, event=event)
    base = (
        f"base rate {answer.prior.climatology[0]:.0%}: {event} by {a} towards {b} in {windows:,} of {possible:,} "
        f"earlier windows of {horizon} days ({own:,} such events in {days:,} days), drawn towards all pairs"
    )
    found = [Driver(base, _latest(history, past, event))]
    factors = np.exp(answer.raised[0])
    order = np.argsort(-np.abs(answer.raised[0]), kind="stable")
    for place in order.tolist():
        factor = float(factors[place])
        if 1 / PLAIN < factor < PLAIN or len(found) > SHOWN:
            continue
        found.append(Driver(f"{_told(book, past, evidence.GROUPS[place], event, days, counts)}: odds x {factor:.2f}"))
    share = float(evidence.read(counts, lesson.day, past.pairs[:1])[0, HALF_LIVES.index(evidence.ACTIVITY)])
    if not 2 / 3 < share < 1.5:
        words = f"of all others {share:.1f} times as much as usual was read of late: counts are held against that"
        found.append(Driver(words))
    return tuple(found)


def of_strangers(book: Ledger, actor: str, recipient: str, day: int, acted: int, underwent: int) -> tuple[Driver, ...]:
    """Why two that never dealt with each other are given the chance that such pairs have."""
    words = (
        f"nothing between {actor} and {recipient} in {int(book.ticks(day)):,} days: the chance of pairs that "
        f"begin to deal with each other, as {actor} acted {acted:,} times and {recipient} was acted upon "
        f"{underwent:,} times"
    )
    return (Driver(words),)


def _told(book: Ledger, past: Dealings, group: str, event: str, days: int, counts: Seen) -> str:
    if group == "standing":
        return "how it went on where the record was alike"
    if group in ("actor", "recipient"):
        name = past.actor if group == "actor" else past.recipient
        recent, whole = counts.acts[-1][:, book.actors[name]]
        span = float((1 - 0.5 ** (days / evidence.ACTIVITY)) / (1 - 0.5 ** (1 / evidence.ACTIVITY)))
        return (
            f"{name} and anybody: {30 * recent / span:,.0f} events a month of late, {30 * whole / days:,.0f} on average"
        )
    back = group.startswith("back")
    sides = (past.recipient, past.actor) if back else (past.actor, past.recipient)
    only = {"but": event} if group in ("other", "back_other") else {"event": event}
    week, month, whole = (past.count(book, span, back=back, **only) for span in (*_RECENT, None))
    what = f"other than {event}" if "but" in only else event
    return (
        f"{what} by {sides[0]} towards {sides[1]}: {week:,} in the last 7 days, {month:,} in the last 30, "
        f"{30 * whole / max(30, days):,.1f} in 30 on average"
    )


def _latest(history: History, past: Dealings, event: str) -> tuple[str, ...]:
    """Ids of the latest such events, where the history has any."""
    if history.first is None or not pc.count(history.events["id"]).as_py():
        return ()
    rows = history.before(history.first + timedelta(past.day)).pair(past.actor, past.recipient)
    chosen = rows.filter(pc.or_kleene(pc.equal(rows["event"], event), pc.equal(rows["quad"], event)))
    ids: pa.ChunkedArray = chosen["id"].drop_null()
    return tuple(ids.slice(max(0, len(ids) - EXAMPLES)).to_pylist())
