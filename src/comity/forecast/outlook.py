"""The outlook of a pair: dyad forecasts both ways, with the calendar taken in and with what speaks for them.

What the dyad forecaster says from counts alone (:mod:`comity.forecast.dyads`) is raised by what was announced
(:mod:`comity.forecast.calendar`). Beside it stand *precedents*: of the events between the two within the last days,
how often such an event was followed by the one that is forecast. They explain and do not add to the chance, which
holds them already as far as they tell anything.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import InputError
from comity.forecast.calendar import Announced, raised
from comity.forecast.dyads import HORIZONS, DyadForecast, fit
from comity.forecast.history import History
from comity.forecast.scenarios import Follow, precedents
from comity.forecast.scoreboard import Driver, Vintage, vintage
from comity.model import QUADS

RECENT = 30
"""Events of so many days before are looked at as precedents."""

CASES = 5
"""A precedent needs so many cases."""

CLEAR = 2.0
"""A precedent is told where its share lies so many standard errors above the base rate. It is the clearest of several
that were looked at, so that luck has a part in it."""

PRECEDENTS = 2
"""So many precedents are told of a forecast."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected between two actors from the day ``on``.

    ``events`` are the numbers of past events of ``a`` towards ``b`` and the other way; ``announced`` is what lies ahead
    between the two; ``first`` and ``last`` are the days between which something is known. ``kept`` says whether the
    forecasts stand on the scoreboard.
    """

    a: str
    b: str
    on: date
    vintage: Vintage
    first: date
    last: date
    events: tuple[int, int]
    forecasts: tuple[DyadForecast, ...]
    announced: tuple[Announced, ...]
    kept: bool = False


def outlook(
    known: History,
    a: str,
    b: str,
    *,
    on: date,
    by: str | None = None,
    horizons: Sequence[int] = HORIZONS,
    kinds: Sequence[str] = QUADS,
    planned: Sequence[Announced] = (),
    known_until: date | None = None,
) -> Outlook:
    """Forecast what the two will do to each other, or one of them (``by``) to the other, from the day ``on``.

    ``known`` is the history and ``planned`` what was announced and lay ahead, as they were known before that day;
    ``known_until`` is the last day of which anything is known now.

    Raises:
        InputError: nothing is known before that day, or the same actor is given twice.
        UnknownActor: no event has such an actor.
    """
    if known.first is None or known.last is None or not known.events.num_rows:
        raise InputError(f"nothing is known before {on}: {known.name} holds no earlier event of a known day")
    a, b = known.actor(a), known.actor(b)
    if a == b:
        raise InputError(f"{a} is given twice: a forecast needs two different actors")
    forecaster = _fitted(known)
    past = _between(known, a, b)
    forecasts = [
        one
        for actor, recipient in ((a, b), (b, a))
        if by in (None, actor)
        for one in forecaster.forecast(actor, recipient, on, tuple(horizons), tuple(kinds))
    ]
    told = _precedents(past, forecasts, on)
    return Outlook(
        a=a,
        b=b,
        on=on,
        vintage=vintage(known, known_until or known.last, planned),
        first=known.first,
        last=known.last,
        events=(_towards(past, b), _towards(past, a)),
        forecasts=tuple(
            raised(replace(one, drivers=(*one.drivers, *drivers)), planned)
            for one, drivers in zip(forecasts, told, strict=True)
        ),
        announced=tuple(one for one in planned if {one.one, one.two} == {a, b}),
    )


_fitted = functools.lru_cache(maxsize=4)(fit)
"""A history is taken in once, and its weights are learnt once, however often it is asked."""


def _between(history: History, a: str, b: str) -> History:
    """What the two did to each other, with all days on which anything was read."""
    both = pa.concat_tables([history.pair(a, b), history.pair(b, a)])
    return History(history.name, both.sort_by("date"), history.covered)


def _towards(past: History, recipient: str) -> int:
    return int(pc.sum(pc.equal(past.events["recipient"], recipient)).as_py() or 0)


def _precedents(past: History, forecasts: Iterable[DyadForecast], on: date) -> list[list[Driver]]:
    """What such events as were told of the last days were followed by before, for each forecast."""
    recent = past.events.filter(pc.greater_equal(past.events["date"], pa.scalar(on - timedelta(RECENT), pa.date32())))
    conditions = {(row["actor"], row["recipient"], row["event"]) for row in recent.to_pylist()}
    forecasts = list(forecasts)
    kinds = tuple(sorted({one.event for one in forecasts}))
    found: dict[tuple[str, str, int], list[tuple[str, Follow]]] = {}
    for horizon in sorted({one.horizon for one in forecasts}):
        for (actor, _, event), follow in precedents(past, sorted(conditions), horizon, kinds):
            if follow.cases >= CASES and _lift(follow) >= CLEAR:
                found.setdefault((follow.actor, follow.event, horizon), []).append((f"{event} by {actor}", follow))
    best = {key: sorted(told, key=lambda one: (-_lift(one[1]), one[0])) for key, told in found.items()}
    return [
        [
            _driver(condition, follow, one.horizon)
            for condition, follow in best.get((one.actor, one.event, one.horizon), ())[:PRECEDENTS]
        ]
        for one in forecasts
    ]


def _lift(one: Follow) -> float:
    """By how many standard errors the share of cases lies above the base rate."""
    error = math.sqrt(one.base * (1 - one.base) / one.cases)
    return (one.n / one.cases - one.base) / error if error else 0.0


def _driver(condition: str, follow: Follow, horizon: int) -> Driver:
    latest = follow.examples[0]
    ids = tuple(each for each in (latest.condition, latest.followed) if each)
    return Driver(
        f"{condition} within the last {RECENT} days: in {follow.n} of {follow.cases} such cases this followed within "
        f"{horizon} days (usual {follow.base:.0%}), last on {latest.followed_on}",
        ids,
    )
