"""The forecasting desk: reads a history, forecasts, keeps what it said, and grades it, over an observatory's file."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.errors import InputError, UnknownActor
from comity.forecast import scenarios, scoreboard
from comity.forecast.calendar import Announced, ahead
from comity.forecast.dyads import HORIZONS
from comity.forecast.grading import Graded, Reliability, Score, grade, reliability, scores
from comity.forecast.history import OBSERVATORY, History, of_file, of_tables
from comity.forecast.outlook import Outlook, outlook
from comity.forecast.scenarios import Scenario
from comity.forecast.trial import Trial, trial
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


class Desk:
    """Forecasts from one observatory's file; ``resolve`` gives the code of a name.

    What it read of the file it keeps, so that the second forecast is quick: make a new desk after the file has changed.
    """

    def __init__(self, store: Store, resolve: Callable[[str], str]) -> None:
        self._store, self._resolve = store, resolve
        self._known: dict[tuple[Path | None, date | None], History] = {}
        self._planned: dict[date, list[Announced]] = {}

    @functools.cached_property
    def _tables(self) -> dict[str, pa.Table]:
        return {name: self._store.table(name, columns=columns).read_all() for name, columns in COLUMNS.items()}

    def history(self, file: Path | None = None, before: date | None = None) -> History:
        """The observatory's own history, or that of a Parquet file, as it was known before a day.

        Raises:
            InputError: nothing is known, or the file cannot be read.
        """
        if (file, before) not in self._known:
            if file is None:
                found = of_tables(self._tables, before=before)
            else:
                found = of_file(file) if before is None else self.history(file).before(before)
            self._known[file, before] = found
        return self._known[file, before]

    def forecast(
        self,
        a: str,
        b: str,
        *,
        by: str | None = None,
        on: date | None = None,
        horizons: Sequence[int] = HORIZONS,
        kinds: Sequence[str] = QUADS,
        file: Path | None = None,
        keep: bool = True,
    ) -> Outlook:
        """Forecast what two actors will do to each other, and keep it on the scoreboard.

        ``on`` is the first day that is forecast, the one after the last known day unless given.

        Raises:
            InputError: nothing is known before that day, or the same actor is given twice.
            UnknownActor: no event has such an actor.
        """
        whole = self.history(file)
        first, last = self._span(whole)
        day = on or last + timedelta(days=1)
        known = whole if day > last else self.history(file, day)
        if known.first is None:
            raise InputError(f"nothing is known before {day}: {whole.name} begins on {first}; give a later day (--on)")
        one, other, actor = self._sides(whole, a, b, by)
        found = outlook(
            known,
            one,
            other,
            on=day,
            by=actor if by else None,
            horizons=horizons,
            kinds=kinds,
            planned=self._ahead(day) if file is None else (),
            known_until=last,
        )
        if keep:
            scoreboard.keep(self._store, found.forecasts, found.vintage)
        return found

    def scenario(
        self,
        a: str,
        b: str,
        condition: str,
        *,
        by: str | None = None,
        within: int = 30,
        kinds: Sequence[str] = (),
        file: Path | None = None,
    ) -> Scenario:
        """Count what followed when ``by`` (``a`` unless given) did something to the other.

        Raises:
            InputError: the same actor is given twice, or ``by`` is neither of the two.
            UnknownActor: no event has such an actor.
            UnknownEventType: there is no such event.
        """
        history = self.history(file)
        self._span(history)
        one, other, actor = self._sides(history, a, b, by)
        return scenarios.scenario(history, actor, other if actor == one else one, condition, within, tuple(kinds))

    def backtest(self, *, file: Path | None = None, **options: Any) -> Trial:
        """Forecast days that are past and score what was said; :func:`comity.forecast.trial.trial` has the options.

        Raises:
            InputError: nothing is known, or no window is over with a pair in it.
        """
        history = self.history(file)
        self._span(history)
        return trial(history, **options)

    def record(self, file: Path | None = None, *, between: tuple[str, str] | None = None) -> Scoreboard:
        """Grade the forecasts that were made from the observatory's events, or from a file of this name."""
        history = self.history(file)
        graded = grade(scoreboard.kept(self._store, between=between), history)
        # What was made in hindsight is shown, but not taken for foresight.
        fair = [one for one in graded if not one.made.hindsight]
        return Scoreboard(history.name, history.last, tuple(graded), tuple(scores(fair)), tuple(reliability(fair)))

    def told(self, a: str, b: str, *, on: date | None = None) -> dict[str, Any]:
        """What comes next between two actors and how earlier forecasts did, as plain rows for a dossier.

        Nothing is kept of it. Where there is nothing to forecast from, the rows are empty.
        """
        try:
            found = self.forecast(a, b, on=on, keep=False)
        except InputError:
            return {"on": on, "last": None, "forecasts": [], "record": []}
        rows = []
        for graded in self.record(between=(a, b)).graded:
            wanted, made = graded.made.forecast, graded.made
            grades = {
                name: getattr(graded, name) for name in ("status", "seen", "right", "events", "brier", "brier_base")
            }
            rows.append(
                {name: getattr(wanted, name) for name in ("actor", "recipient", "event", "on", "until", "horizon")}
                | {"chance": wanted.chance, "base": wanted.base, "made_at": made.made_at, "hindsight": made.hindsight}
                | grades
            )
        return {
            "on": found.on,
            "last": found.last,
            "forecasts": [one.record() for one in found.forecasts],
            "record": rows,
        }

    def _ahead(self, day: date) -> list[Announced]:
        """What was announced before a day and lay ahead of it."""
        if day not in self._planned:
            self._planned[day] = ahead(appointments(self._tables, before=day), day)
        return self._planned[day]

    def _span(self, history: History) -> tuple[date, date]:
        if history.first is not None and history.last is not None:
            return history.first, history.last
        if history.name != OBSERVATORY:
            raise InputError(f"{history.name} holds no event: give a file of past events")
        raise InputError(
            f"{self._store.path} holds no report of a known day: read some into it first (comity read PATH --db "
            f"{self._store.path}), or give a file of events (--history FILE)"
        )

    def _sides(self, history: History, a: str, b: str, by: str | None) -> tuple[str, str, str]:
        """The two as the history names them, and which of them acts."""
        one, other = (_name(history, name, self._resolve) for name in (a, b))
        if one == other:
            raise InputError(f"{a} is given twice, as {one}: give two different actors")
        actor = one if by is None else _name(history, by, self._resolve)
        if actor not in (one, other):
            raise InputError(f"{by} is neither {one} nor {other}: give one of the two (--by)")
        return one, other, actor


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
