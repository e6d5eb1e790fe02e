"""The scoreboard: every forecast that was made, with the data that it rests on, kept as it was made.

Forecasts are rows of a table of their own in the observatory's file. They are only ever added: nothing here changes or
removes one, reading reports anew does not touch them, and the same forecast made twice from the same data is one row.
Each row carries its *vintage*: which data, their digest, how many events, their last day, comity's version, and when it
was made. What became of a forecast is worked out anew from the data at hand (:mod:`comity.forecast.grading`), so that
no grade can be polished either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from typing import Any

import pyarrow as pa

from comity.forecast.history import History
from comity.store import Store

_SETUP = """
CREATE SCHEMA IF NOT EXISTS scoreboard;
CREATE TABLE IF NOT EXISTS scoreboard.forecasts (
    id VARCHAR PRIMARY KEY, made_at TIMESTAMP NOT NULL, version VARCHAR NOT NULL, data VARCHAR NOT NULL,
    digest VARCHAR NOT NULL, events BIGINT NOT NULL, last DATE, known_until DATE, actor VARCHAR NOT NULL,
    recipient VARCHAR NOT NULL, event VARCHAR NOT NULL, "on" DATE NOT NULL, horizon BIGINT NOT NULL,
    chance DOUBLE NOT NULL, base DOUBLE NOT NULL, mean DOUBLE NOT NULL, low BIGINT NOT NULL, median BIGINT NOT NULL,
    high BIGINT NOT NULL, counts DOUBLE[] NOT NULL, few BOOLEAN NOT NULL, drivers VARCHAR NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Driver:
    """A reason for a forecast in words, and the ids of the events that show it."""

    words: str
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of ``actor`` towards ``recipient`` on the ``horizon`` days that begin with the day ``on``.

    ``event`` is a quad class or an event of the history. ``chance`` is the probability of at least one such event,
    ``base`` the pair's own base rate for it; ``mean`` the expected number of such events, each kind counted once a day,
    ``low``, ``median`` and ``high`` its 10, 50 and 90% quantiles, ``counts`` the probabilities of 0, 1, 2 ... of them.
    ``few`` says that the pair has too little history for more than a guess.
    """

    actor: str
    recipient: str
    event: str
    on: date
    horizon: int
    chance: float
    base: float
    mean: float
    low: int
    median: int
    high: int
    counts: tuple[float, ...]
    few: bool
    drivers: tuple[Driver, ...] = ()

    @property
    def ratio(self) -> float | None:
        """The chance over the base rate."""
        return self.chance / self.base if self.base else None

    @property
    def until(self) -> date:
        """The last day of the window."""
        return self.on + timedelta(days=self.horizon - 1)


@dataclass(frozen=True, slots=True)
class Vintage:
    """The data that forecasts rest on: their name, digest, number of events and last day.

    ``known_until`` is the last day of which anything was known to whoever asked: where it lies on or after the day of a
    forecast, that forecast was made in hindsight, though from earlier data alone.
    """

    data: str
    digest: str
    events: int
    last: date | None
    known_until: date | None


@dataclass(frozen=True, slots=True)
class Made:
    """A forecast as it was kept."""

    id: str
    made_at: datetime
    version: str
    vintage: Vintage
    forecast: Forecast

    @property
    def hindsight(self) -> bool:
        """Whether the days that it is about had begun to be known when it was made."""
        return self.vintage.known_until is not None and self.vintage.known_until >= self.forecast.on


def vintage(history: History, known_until: date | None, announced: Iterable[object] = ()) -> Vintage:
    """The vintage of forecasts made from a history, and from what was announced."""
    digest = history.digest()
    if planned := "\n".join(map(repr, announced)):
        digest = hashlib.sha256(f"{digest}\n{planned}".encode()).hexdigest()
    return Vintage(history.name, digest, history.events.num_rows, history.last, known_until)


def keep(store: Store, forecasts: Iterable[Forecast], of: Vintage) -> int:
    """Keep forecasts beside those made before; how many of them are new."""
    now, by = datetime.now(UTC).replace(tzinfo=None), version("comity")
    rows = {(row := _row(one, of, now, by))["id"]: row for one in forecasts}
    if not rows:
        return 0
    connection = store.connection
    with store.transaction():
        connection.execute(_SETUP)
        schema = connection.sql("SELECT * FROM scoreboard.forecasts LIMIT 0").to_arrow_table().schema
        connection.register("incoming", pa.Table.from_pylist(list(rows.values()), schema=schema))
        try:
            ((new,),) = connection.execute(
                "INSERT INTO scoreboard.forecasts BY NAME SELECT * FROM incoming i ANTI JOIN scoreboard.forecasts "
                "USING (id)"
            ).fetchall()
        finally:
            connection.unregister("incoming")
    return int(new)


def kept(store: Store, *, between: tuple[str, str] | None = None) -> list[Made]:
    """All forecasts that were made, or those between two actors, in the order in which they were made."""
    found = store.connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'scoreboard' AND table_name = 'forecasts'"
    ).fetchall()
    if not found:
        return []
    sides = sorted(between or ())
    rows = store.connection.sql(
        """SELECT * FROM scoreboard.forecasts WHERE len($sides) = 0 OR list_sort([actor, recipient]) = $sides
        ORDER BY made_at, "on", actor, recipient, event, horizon, id""",
        params={"sides": sides},
    )
    return [_made(row) for row in rows.to_arrow_table().to_pylist()]


def _row(one: Forecast, of: Vintage, now: datetime, by: str) -> dict[str, Any]:
    key = (of.data, of.digest, by, one.actor, one.recipient, one.event, one.on.isoformat(), str(one.horizon))
    return {
        "id": hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:16],
        "made_at": now,
        "version": by,
        **{name: getattr(of, name) for name in Vintage.__slots__},
        **{name: getattr(one, name) for name in Forecast.__slots__},
        "drivers": json.dumps([[driver.words, driver.events] for driver in one.drivers], ensure_ascii=False),
    }


def _made(row: dict[str, Any]) -> Made:
    drivers = tuple(Driver(words, tuple(events)) for words, events in json.loads(row["drivers"]))
    fields = {name: row[name] for name in Forecast.__slots__}
    fields |= {"counts": tuple(row["counts"]), "drivers": drivers}
    of = Vintage(**{name: row[name] for name in Vintage.__slots__})
    return Made(row["id"], row["made_at"], row["version"], of, Forecast(**fields))
