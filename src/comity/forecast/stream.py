"""Events as integers, day by day: what forecasters read.

A stream holds each event once, however often the table repeats it, ordered by day. Both questions that can be asked of
an event, (actor, event, ?) and (?, event, recipient), become one: a *query* is a subject and a relation, and relation
``event + number of event types`` is the event seen from the recipient.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from comity.errors import InputError

Ids = NDArray[np.int64]
COLUMNS = ("actor", "event", "recipient", "date")


@dataclass(frozen=True, slots=True)
class Facts:
    """Events of one or more days, each seen from both its sides: ``subjects`` did ``relations`` to ``objects``."""

    subjects: Ids
    relations: Ids
    objects: Ids
    days: Ids

    def __len__(self) -> int:
        return len(self.days)


@dataclass(frozen=True, slots=True)
class Stream:
    """Distinct events in the order of their days.

    ``actors`` and ``events`` are the names behind the ids, and may hold names that this stream does not use. ``days``
    counts from 1970-01-01.
    """

    actors: tuple[str, ...]
    events: tuple[str, ...]
    actor: Ids
    event: Ids
    recipient: Ids
    days: Ids

    def __len__(self) -> int:
        return len(self.days)

    @property
    def relations(self) -> int:
        """How many relations there are: each event type from both its sides."""
        return 2 * len(self.events)

    def between(self, first: int | None = None, end: int | None = None) -> Stream:
        """The events from day ``first`` on and before day ``end``."""
        low = 0 if first is None else int(np.searchsorted(self.days, first))
        high = len(self) if end is None else int(np.searchsorted(self.days, end))
        part = slice(low, max(low, high))
        return replace(
            self,
            actor=self.actor[part],
            event=self.event[part],
            recipient=self.recipient[part],
            days=self.days[part],
        )

    def facts(self) -> Facts:
        """All events from both their sides."""
        return Facts(
            np.concatenate([self.actor, self.recipient]),
            np.concatenate([self.event, self.event + len(self.events)]),
            np.concatenate([self.recipient, self.actor]),
            np.concatenate([self.days, self.days]),
        )

    def by_day(self) -> Iterator[tuple[int, Stream]]:
        """Each day that has events, with its events."""
        for day in np.unique(self.days).tolist():
            yield day, self.between(day, day + 1)


def read(*tables: pa.Table) -> list[Stream]:
    """Turn tables of events into streams that share their ids.

    Each table has the columns ``actor``, ``event``, ``recipient`` (text) and ``date`` (a date, a time, or text such as
    2014-11-01); other columns are ignored, rows may come in any order and more than once.

    Raises:
        InputError: a column is missing, a cell is empty, or a date is none; the message says which.
    """
    columns = [_columns(table) for table in tables]
    actors = _names([column for one in columns for column in (one["actor"], one["recipient"])])
    events = _names([one["event"] for one in columns])
    return [_stream(one, actors, events) for one in columns]


def load(path: Path) -> pa.Table:
    """Read a Parquet file of events.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        return pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else str(error).splitlines()[0]
        raise InputError(f"{path}: {reason}; give a Parquet file with the columns {', '.join(COLUMNS)}") from error


def _columns(table: pa.Table) -> dict[str, pa.Array]:
    if missing := [name for name in COLUMNS if name not in table.column_names]:
        raise InputError(f"events need the columns {', '.join(COLUMNS)}: {missing[0]} is missing")
    columns = {name: table[name].combine_chunks() for name in COLUMNS}
    for name, column in columns.items():
        if column.null_count:
            raise InputError(f"column {name} has {column.null_count:,} empty cells: leave such rows out")
    try:
        dates = columns["date"]
        if pa.types.is_string(dates.type) or pa.types.is_large_string(dates.type):
            dates = pc.utf8_slice_codeunits(dates, 0, 10)
        columns["date"] = dates.cast(pa.date32(), safe=False)
        return columns | {name: columns[name].cast(pa.string()) for name in COLUMNS[:3]}
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InputError(f"events cannot be read: {str(error).splitlines()[0]}; dates look like 2014-11-01") from error


def _names(columns: Sequence[pa.Array]) -> tuple[str, ...]:
    return tuple(sorted({name for column in columns for name in pc.unique(column).to_pylist()}))


def _stream(columns: dict[str, pa.Array], actors: tuple[str, ...], events: tuple[str, ...]) -> Stream:
    def ids(column: pa.Array, names: tuple[str, ...]) -> Ids:
        found = pc.index_in(column, value_set=pa.array(names, pa.string()))
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)

    rows = np.column_stack(
        [
            np.asarray(columns["date"].cast(pa.int32()).to_numpy(zero_copy_only=False), dtype=np.int64),
            ids(columns["actor"], actors),
            ids(columns["event"], events),
            ids(columns["recipient"], actors),
        ]
    )
    days, actor, event, recipient = np.unique(rows, axis=0).T.copy()
    return Stream(actors, events, actor, event, recipient, days)
