"""The forecasting desk: reads a history, forecasts, keeps what it said, and grades it, over an observatory's file."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.errors import InputError, UnknownActor
from comity.forecast import scenarios, scoreboard
from comity.forecast.calendar import Announced, ahead
from comity.forecast.dyads import HORIZONS
from comity.forecast.grading import Graded, Reliability, Score, grade, reliability, scores
from comity.forecast.history import OBSERVATORY, History, of_file, of_loaded, of_tables
from comity.forecast.outlook import Outlook, outlook
from comity.forecast.ranking import Asks, Ranking, ranking
from comity.forecast.scenarios import Scenario
from comity.forecast.trial import Trial, trial
from comity.measures.announced import appointments
from comity.model import QUADS
from comity.store import Store

Source = Path | str | None
"""Where past events come from: a file, a loaded dataset by its name, or the observatory's own events."""

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
        self._known: dict[tuple[Source, date | None], History] = {}
        self._planned: dict[date, list[Announced]] = {}

    @functools.cached_property
    def _tables(self) -> dict[str, pa.Table]:
        return {name: self._store.table(name, columns=columns).read_all() for name, columns in COLUMNS.items()}

    def history(self, source: Source = None, before: date | None = None) -> History:
        """The observatory's own history, a loaded dataset's or a Parquet file's, as it was known before a day.

        Raises:
            InputError: nothing is known, the file cannot be read, or the dataset is not loaded.
        """
        if (source, before) not in self._known:
            if source is None:
                found = of_tables(self._tables, before=before)
            elif before is not None:
                found = self.history(source).before(before)
            else:
                found = of_file(source) if isinstance(source, Path) else of_loaded(self._store, source)
            self._known[source, before] = found
        return self._known[source, before]

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
        events: str | None = None,
        keep: bool = True,
    ) -> Outlook:
        """Forecast what two actors will do to each other, and keep it on the scoreboard.

        ``on`` is the first day that is forecast, the one after the last known day unless given. Past events are the
        observatory's own, or those of a Parquet ``file``, or of the loaded dataset that ``events`` names.

        Raises:
            InputError: nothing is known before that day, or the same actor is given twice.
            UnknownActor: no event has such an actor.
        """
        source = _source(file, events)
        whole, known, day, last = self._before(source, on)
        one, other, actor = self._sides(whole, a, b, by)
        found = outlook(
            known,
            one,
            other,
            on=day,
            by=actor if by else None,
            horizons=horizons,
            kinds=[whole.kind(one) for one in kinds],
            planned=self._ahead(day) if source is None else (),
            known_until=last,
        )
        if keep:
            scoreboard.keep(self._store, found.forecasts, found.vintage)
        return replace(found, kept=keep)

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
        events: str | None = None,
    ) -> Scenario:
        """Count what followed when ``by`` (``a`` unless given) did something to the other.

        Raises:
            InputError: the same actor is given twice, or ``by`` is neither of the two.
            UnknownActor: no event has such an actor.
            UnknownEventType: there is no such event.
        """
        history = self.history(_source(file, events))
        self._span(history)
        one, other, actor = self._sides(history, a, b, by)
        asked, *told = map(history.kind, (condition, *kinds))
        return scenarios.scenario(history, actor, other if actor == one else one, asked, within, tuple(told))

    def ranking(
        self,
        name: str,
        event: str,
        *,
        asks: Asks = "whom",
        on: date | None = None,
        most: int = 10,
        file: Path | None = None,
        events: str | None = None,
    ) -> Ranking:
        """Put in order whom an actor will do something to on a day or, ``asks="who"``, who will do it to the actor.

        Nothing is kept of it on the scoreboard, which is one of chances.

        Raises:
            InputError: nothing is known before that day.
            UnknownActor: no event has such an actor.
            UnknownEventType: no event is of this kind.
        """
        whole, known, day, last = self._before(_source(file, events), on)
        subject = _name(whole, name, self._resolve)
        return ranking(known, subject, whole.kind(event), asks=asks, on=day, most=most, known_until=last)

    def backtest(self, *, file: Path | None = None, events: str | None = None, **options: Any) -> Trial:
        """Forecast days that are past and score what was said; :func:`comity.forecast.trial.trial` has the options.

        Raises:
            InputError: nothing is known, or no window is over with a pair in it.
        """
        history = self.history(_source(file, events))
        self._span(history)
        kinds = [history.kind(one) for one in options.pop("kinds", QUADS)]
        return trial(history, kinds=kinds, **options)

    def record(
        self, file: Path | None = None, events: str | None = None, *, between: tuple[str, str] | None = None
    ) -> Scoreboard:
        """Grade the forecasts made from the observatory's events, a file of this name, or those of a loaded dataset."""
        history = self.history(_source(file, events))
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

    def _before(self, source: Source, on: date | None) -> tuple[History, History, date, date]:
        """The whole history, what was known of it before the day that is forecast, that day, and the last known one."""
        whole = self.history(source)
        first, last = self._span(whole)
        day = on or last + timedelta(days=1)
        known = whole if day > last else self.history(source, day)
        if known.first is None:
            raise InputError(f"nothing is known before {day}: {whole.name} begins on {first}; give a later day (--on)")
        return whole, known, day, last

    def _span(self, history: History) -> tuple[date, date]:
        if history.first is not None and history.last is not None:
            return history.first, history.last
        if history.name != OBSERVATORY:
            raise InputError(f"{history.name} holds no event: give a file of past events")
        raise InputError(
            f"{self._store.path} holds no report of a known day: read some into it first (comity read PATH --db "
            f"{self._store.path}), or take events of a loaded dataset (--events icews) or of a file (--history FILE)"
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


def _source(file: Path | None, events: str | None) -> Source:
    if file is not None and events is not None:
        raise InputError(
            "past events come from one place: give either a file (--history) or a loaded dataset (--events)"
        )
    return file if file is not None else events


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
