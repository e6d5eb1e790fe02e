"""Histories: the past events that dyad forecasts, scenarios and their grading rest on.

A history has one row for each actor, recipient, kind of event and day, however many reports tell of it. It comes from
the observatory's own events, from those of a loaded dataset, or from a Parquet file. What both sides did counts for
both directions.

>>> from datetime import date
>>> rows = pa.table({"actor": ["CHN"], "type": ["CONSULT"], "recipient": ["RUS"], "date": [date(2024, 5, 16)]})
>>> history = of_events(rows, "calls.parquet")
>>> history.events.to_pylist()[0]["quad"], history.last
('verbal_coop', datetime.date(2024, 5, 16))
"""

from __future__ import annotations

import difflib
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity import eventdata
from comity.errors import InputError, UnknownActor, UnknownEventType
from comity.forecast.stream import load
from comity.measures.query import query
from comity.model import QUADS
from comity.ontology import load_ontology
from comity.store import Store

Days = NDArray[np.int64]

OBSERVATORY = "observatory"
"""The name of the history that is made of the observatory's own events."""

LATE = 366
"""An act told more days after it than this is recalled, not reported, and is left out of the history."""

KINDS = ("event", "type", "quad")
"""The columns of a file of which one must say what was done; the first that is there is read."""

_SCHEMA = pa.schema(
    [("actor", pa.string()), ("recipient", pa.string()), ("event", pa.string()), ("quad", pa.string()),
     ("date", pa.date32()), ("id", pa.string())]
)  # fmt: skip

# One row an actor, recipient, type and day. The day is the text's own or, where it gives none, the report's.
_TOLD = f"""
with placed as (
  select e.id, actor, recipient, reciprocal, type, quad, published,
    case when e."precision" = 'day' then try_cast(e.date as date) when e."precision" = 'unknown' then published end
      as day
  from events e
  where e.modality = 'actual' and (published < $before or ($before is null and published is not null))
), sided as (
  select id, actor, recipient, type, quad, published, day from placed
  union all select id, recipient, actor, type, quad, published, day from placed where reciprocal
)
select actor, recipient, type as event, any_value(quad) as quad, day as date, arg_min(id, (published, id)) as id
from sided
where day <= published and day >= published - {LATE} and actor <> recipient
group by actor, recipient, type, day
order by date, actor, recipient, event
"""

_LOADED = """
with placed as (
  select actor, recipient, reciprocal, type, quad, try_cast(date as date) as day from ({events})
  where modality = 'actual' and "precision" = 'day'
), sided as (
  select actor, recipient, type, quad, day from placed
  union all select recipient, actor, type, quad, day from placed where reciprocal
)
select distinct actor, recipient, type as event, quad, day as date, null::varchar as id
from sided where day is not null
order by date, actor, recipient, event
"""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Past events, and the days of which anything is known. Two histories are the same where their digests agree.

    ``name`` says where they come from: ``observatory``, or the name of a loaded dataset or of a file. ``events`` has
    the columns ``actor``, ``recipient``, ``event`` (a type of PLOVER, or the file's own word), ``quad`` (null where the
    word has no known class), ``date`` and ``id`` (of the event in the observatory's file; null where it comes from
    another), in order of time. ``covered`` are the days, counted from 1970-01-01, on which anything was read of
    anybody.
    """

    name: str
    events: pa.Table
    covered: Days

    @property
    def first(self) -> date | None:
        """The first day of which anything is known."""
        return _date(self.covered[0]) if len(self.covered) else None

    @property
    def last(self) -> date | None:
        """The last day of which anything is known."""
        return _date(self.covered[-1]) if len(self.covered) else None

    def before(self, day: date) -> History:
        """What was known at the beginning of a day."""
        kept = self.events.filter(pc.less(self.events["date"], pa.scalar(day, pa.date32())))
        return History(self.name, kept, self.covered[self.covered < _number(day)])

    def read(self, first: date, last: date) -> bool:
        """Whether anything was read of these days, both included."""
        begin, end = np.searchsorted(self.covered, [_number(first), _number(last) + 1])
        return bool(end > begin)

    @functools.lru_cache(maxsize=8)  # noqa: B019, a history is worth keeping
    def digest(self) -> str:
        """SHA-256 of all events and covered days: the same history has the same digest, in whatever order it came."""
        whole = hashlib.sha256(self.covered.astype("<i8").tobytes())
        columns = [pc.fill_null(self.events[name].cast(pa.string()), "") for name in _SCHEMA.names[:5]]
        for chunk in pc.binary_join_element_wise(*columns, "\n", "\x1f").chunks:
            data, offsets = chunk.buffers()[2], np.frombuffer(chunk.buffers()[1], np.int32)[chunk.offset :]
            if len(chunk):
                whole.update(data[int(offsets[0]) : int(offsets[len(chunk)])])
        return whole.hexdigest()

    def pair(self, actor: str, recipient: str) -> pa.Table:
        """The events of one actor towards one recipient."""
        mask = pc.and_(pc.equal(self.events["actor"], actor), pc.equal(self.events["recipient"], recipient))
        return self.events.filter(mask)

    def known(self, name: str) -> bool:
        """Whether an actor of this name has a part in any event."""
        return any(bool(pc.any(pc.equal(self.events[side], name)).as_py()) for side in ("actor", "recipient"))

    def kind(self, word: str) -> str:
        """The event that a word means: as it is told of here, or else a type of PLOVER however it is written."""
        if bool(pc.any(pc.equal(self.events["event"], word)).as_py()):
            return word
        return word.upper() if word.upper() in load_ontology().types else word

    def actor(self, name: str, *others: str) -> str:
        """The actor of this name, or of the first of the other names that is known.

        Raises:
            UnknownActor: no event has any of them; the message names near ones.
        """
        for one in (name, *others, name.replace(" ", "_")):
            if self.known(one):
                return one
        names = {one for side in ("actor", "recipient") for one in pc.unique(self.events[side]).to_pylist()}
        near = difflib.get_close_matches(name, sorted(names), n=3, cutoff=0.5)
        hint = f"; near: {', '.join(near)}" if near else ""
        raise UnknownActor(f"no event of {self.name} has an actor {name!r}{hint}")


def of_file(path: Path) -> History:
    """Read a Parquet file with the columns ``actor``, ``recipient``, ``date`` and one of ``event``, ``type``, ``quad``.

    Raises:
        InputError: the file cannot be read; the message says why.
    """
    return of_events(load(path), path.name)


def of_events(events: pa.Table, name: str) -> History:
    """Make a history of a table with these columns; rows may come in any order and more than once.

    Raises:
        InputError: a column is missing, a cell is empty, or a date is none.
    """
    kind = next((one for one in KINDS if one in events.column_names), None)
    if missing := [one for one in ("actor", "recipient", "date") if one not in events.column_names]:
        raise InputError(f"{name} has no column {missing[0]}: events need actor, recipient, date and {_or(KINDS)}")
    if kind is None:
        raise InputError(f"{name} says nowhere what was done: events need one of the columns {_or(KINDS)}")
    used = events.select(["actor", "recipient", kind, "date"]).rename_columns(["actor", "recipient", "event", "date"])
    for column in used.column_names:
        if used[column].null_count:
            raise InputError(
                f"{name}: column {column} has {used[column].null_count:,} empty cells: leave such rows out"
            )
    dates = used["date"]
    try:
        if pa.types.is_string(dates.type) or pa.types.is_large_string(dates.type):
            dates = pc.utf8_slice_codeunits(dates, 0, 10)
        used = used.set_column(3, "date", dates.cast(pa.date32(), safe=False))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InputError(f"{name}: {str(error).splitlines()[0]}; dates look like 2014-11-01") from error
    words = pc.unique(used["event"].cast(pa.string())).to_pylist()
    known = {word: classed(word) for word in words}
    classes = pa.table(
        {
            "word": pa.array(words, pa.string()),
            "event": pa.array([known[word][0] for word in words], pa.string()),
            "quad": pa.array([known[word][1] for word in words], pa.string()),
        }
    )
    rows = query(
        """select distinct u.actor::varchar as actor, u.recipient::varchar as recipient, c.event, c.quad, u.date,
          null::varchar as id
        from used u join classes c on c.word = u.event::varchar where u.actor::varchar <> u.recipient::varchar
        order by date, actor, recipient, event""",
        {"used": used, "classes": classes},
    )
    return History(name, rows.cast(_SCHEMA), _days(used["date"]))


def of_tables(tables: Mapping[str, pa.Table], *, before: date | None = None) -> History:
    """Make a history of the tables ``events`` and ``reports`` of a store, as it was known before a day."""
    rows = query(_TOLD, {"events": tables["events"]}, before=before)
    read = tables["reports"]["published"].drop_null()
    if before is not None:
        read = read.filter(pc.less(read, pa.scalar(before, pa.date32())))
    return History(OBSERVATORY, rows.cast(_SCHEMA), np.union1d(_days(read), _days(rows["date"])))


def of_loaded(store: Store, dataset: str) -> History:
    """Make a history of the events of a loaded dataset, on the days that it gives them.

    Raises:
        InputError: no event dataset of this name is loaded; the message names those that are.
    """
    there = eventdata.loaded(store)
    if dataset not in there:
        known = f"there is {', '.join(there)}" if there else f"comity load icews FILE --db {store.path} loads one"
        raise InputError(f"no event dataset {dataset!r} is loaded into {store.path}: {known}")
    rows = store.connection.sql(_LOADED.format(events=eventdata.sql([dataset]))).to_arrow_table()
    return History(dataset, rows.cast(_SCHEMA), _days(rows["date"]))


@functools.lru_cache(maxsize=4096)
def classed(word: str) -> tuple[str, str | None]:
    """The event type and quad class of a word: a type of PLOVER, a quad class, or a CAMEO code; else of none.

    >>> classed("042"), classed("Make_a_visit"), classed("verbal_conf")
    (('CONSULT', 'verbal_coop'), ('Make_a_visit', None), ('verbal_conf', 'verbal_conf'))
    """
    ontology = load_ontology()
    if word in QUADS:
        return word, word
    if word in ontology.types:
        return word, ontology.types[word].quad
    if word[:1].isdigit():
        try:
            code = ontology.from_cameo(word)
        except UnknownEventType:
            return word, None
        return (code.type, ontology.types[code.type].quad) if code.type else (word, code.quad)
    return word, None


def _days(dates: pa.ChunkedArray) -> Days:
    numbers = dates.cast(pa.int32()).to_numpy().astype(np.int64)
    return np.unique(numbers)


def _date(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(number))


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _or(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
