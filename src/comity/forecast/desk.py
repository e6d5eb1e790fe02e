"""The forecasting desk: reads a history, forecasts, keeps what it said, and grades it, over an observatory's file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.errors import InputError, UnknownActor
from comity.forecast import scenarios, scoreboard
from comity.forecast.dyads import HORIZONS
from comity.forecast.grading import Graded, Reliability, Score, grade, reliability, scores
from comity.forecast.history import OBSERVATORY, History, of_file, of_tables
from comity.forecast.outlook import Outlook, outlook
from comity.forecast.scenarios import Scenario
from comity.measures.announced import appointments
from comity.model import QUADS
from comity.store import Store

COLUMNS = {
    "events": ("id", "actor", "recipient", "reciprocal", "type", "quad", "modality", "date", "precision", "published"),
    "reports": ("published",),
}
"""What is read of the store: a history needs no sentences."""


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """All forecasts made from some data, with what became of them; ``last`` is the last day of these data."""

    data: str
    last: date | None
    graded: tuple[Graded, ...]
    scores: tuple[Score, ...]
    reliability: tuple[Reliability, ...]


def forecast(
    store: Store,
    a: str,
    b: str,
    resolve: Callable[[str], str],
    *,
    by: str | None = None,
    on: date | None = None,
    horizons: Sequence[int] = HORIZONS,
    kinds: Sequence[str] = QUADS,
    file: Path | None = None,
    keep: bool = True,
) -> Outlook:
    """Forecast what two actors will do to each other, and keep it on the scoreboard.

    The history is the observatory's own, or that of a Parquet file; ``resolve`` gives the code of a name. ``on`` is the
    first day that is forecast, the one after the last known day unless given.

    Raises:
        InputError: nothing is known before that day, or the same actor is given twice.
        UnknownActor: no event has such an actor.
    """
    tables = _tables(store) if file is None else {}
    whole = of_tables(tables) if file is None else of_file(file)
    if whole.last is None:
        raise InputError(_nothing(whole, store))
    day = on or whole.last + timedelta(days=1)
    known = whole if day > whole.last else of_tables(tables, before=day) if file is None else whole.before(day)
    if known.first is None:
        raise InputError(
            f"nothing is known before {day}: {whole.name} begins on {whole.first}; give a later day (--on)"
        )
    one, other = (_name(whole, name, resolve) for name in (a, b))
    found = outlook(
        known,
        one,
        other,
        on=day,
        by=None if by is None else _side(_name(whole, by, resolve), one, other),
        horizons=horizons,
        kinds=kinds,
        appointments=appointments(tables, before=day) if file is None else None,
        known_until=whole.last,
    )
    if keep:
        scoreboard.keep(store, found.forecasts, found.vintage)
    return found


def scenario(
    store: Store,
    a: str,
    b: str,
    condition: str,
    resolve: Callable[[str], str],
    *,
    by: str | None = None,
    within: int = 30,
    kinds: Sequence[str] = (),
    file: Path | None = None,
) -> Scenario:
    """Count what followed when ``by`` (``a`` unless given) did something to the other; see
    :mod:`comity.forecast.scenarios`.

    Raises:
        InputError: the same actor is given twice, or ``by`` is neither of the two.
        UnknownActor: no event has such an actor.
        UnknownEventType: there is no such event.
    """
    history = of_tables(_tables(store)) if file is None else of_file(file)
    if history.last is None:
        raise InputError(_nothing(history, store))
    one, other = (_name(history, name, resolve) for name in (a, b))
    if one == other:
        raise InputError(f"{one} is given twice: a scenario needs two different actors")
    actor = one if by is None else _side(_name(history, by, resolve), one, other)
    return scenarios.scenario(history, actor, other if actor == one else one, condition, within, tuple(kinds))


def record(store: Store, file: Path | None = None, *, between: tuple[str, str] | None = None) -> Scoreboard:
    """Grade the forecasts that were made from the observatory's events, or from a file of this name."""
    history = of_tables(_tables(store)) if file is None else of_file(file)
    graded = grade(scoreboard.kept(store, between=between), history)
    # What was made in hindsight is shown, but not taken for foresight.
    fair = [one for one in graded if not one.made.hindsight]
    return Scoreboard(history.name, history.last, tuple(graded), tuple(scores(fair)), tuple(reliability(fair)))


def told(store: Store, a: str, b: str, *, on: date | None = None) -> dict[str, Any]:
    """What comes next between two actors and how earlier forecasts did, as plain rows for a dossier.

    Nothing is kept of it. Where there is nothing to forecast from, the rows are empty.
    """
    try:
        found = forecast(store, a, b, str, on=on, keep=False)
    except InputError:
        return {"on": on, "last": None, "forecasts": [], "record": []}
    rows = []
    for graded in record(store, between=(a, b)).graded:
        wanted, made = graded.made.forecast, graded.made
        grades = {name: getattr(graded, name) for name in ("status", "seen", "right", "events", "brier", "brier_base")}
        rows.append(
            {name: getattr(wanted, name) for name in ("actor", "recipient", "event", "on", "until", "horizon")}
            | {"chance": wanted.chance, "base": wanted.base, "made_at": made.made_at, "hindsight": made.hindsight}
            | grades
        )
    return {
        "on": found.on,
        "last": found.last,
        "forecasts": [one.record() for one in found.forecasts],
        "record": [row for row in rows if row["event"] in QUADS],
    }


def _tables(store: Store) -> dict[str, pa.Table]:
    return {name: store.table(name, columns=columns).read_all() for name, columns in COLUMNS.items()}


def _name(history: History, name: str, resolve: Callable[[str], str]) -> str:
    """The actor as the history names it: as given, or by its code."""
    if history.known(name):
        return name
    try:
        code = resolve(name)
    except UnknownActor:
        if history.name == OBSERVATORY:
            raise
        return history.actor(name)
    return history.actor(code if history.name == OBSERVATORY or history.known(code) else name)


def _side(actor: str, one: str, other: str) -> str:
    if actor not in (one, other):
        raise InputError(f"{actor} is neither {one} nor {other}: give one of the two (--by)")
    return actor


def _nothing(history: History, store: Store) -> str:
    if history.name != OBSERVATORY:
        return f"{history.name} holds no event: give a file of past events"
    return (
        f"{store.path} holds no report of a known day: read some into it first (comity read PATH --db {store.path}), "
        "or give a file of events (--history FILE)"
    )
