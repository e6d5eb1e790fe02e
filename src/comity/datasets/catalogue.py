"""What a dataset says of itself in its ``dataset.yml``: where it comes from, what it covers, what its columns hold.

::

    title, origin, version, citation, licence, address, unit     words for people
    files        how the publisher calls the files that ``load.py`` reads
    downloads    where they can be fetched, as :class:`Download` tells; without it ``by_hand`` says how to come by them
    seen         what ``load.py`` was tried with, where that was no file of the publisher's
    codes        the system of its state codes: cow, gw, iso or names
    coverage     {from, to}: the years of the version described here; without ``to`` it goes on
    absence      what it means that a row is not there, inside the coverage: zero or missing
    accumulates  true where every file adds to those before (event files); else a new file replaces the old one
    partial      true where a file has some pairs or years of many: its rows replace those of the same key
    tables       name -> {what, keys, year, until, missing, assertions, panel, events, columns}

A column has a ``type`` (integer, number, text, date, boolean) and, as they apply, ``what`` it holds, the ``least`` and
the ``most`` that is possible, the ``values`` that it may take, ``code`` where it holds a state of COW, GW or ISO, and
``missing: true`` where it may be empty. ``panel`` of a table says how it enters a panel, as :class:`Entry` tells.
``events`` of a table of events says what the columns of :mod:`comity.eventdata` are in it, in SQL, where they have
other names than there. ``missing`` of a table lists the marks that its publisher writes instead;
``assertions`` are conditions in SQL, each with what it says in words, that hold in every row or are unknown there.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.resources import files
from typing import Any, Literal, get_args

from comity import datafiles
from comity.errors import DataError, InputError

Type = Literal["integer", "number", "text", "date", "boolean"]
Absence = Literal["zero", "missing"]

SHIPPED = ("facts",)
"""Datasets that ship with comity and are never loaded from a file."""

_WORDS = ("title", "origin", "version", "citation", "licence", "address", "unit", "codes", "absence", "absence_note")


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what may stand in it."""

    name: str
    type: Type
    what: str
    least: float | None
    most: float | None
    values: tuple[Any, ...]
    code: str | None
    missing: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """How a table enters a panel. A table with a state and a year in its key, and nothing else, needs to say nothing.

    ``pairs`` (of two states) is ``directed`` where a row is about what the first does to the second, and ``mutual``
    where it holds of both: it is then read either way round, columns that end in 1 and 2 changing places. ``states``
    names the columns with the states, where they are not those with a ``code`` in the key. ``absent`` has what a column
    holds where absence means zero and zero is none of its values. ``whole`` says that a file of the version described
    covers its years from end to end, though there are years without rows. ``event`` is the column that tells spells.

    Several rows of one unit and period become one in two ways. ``whittle`` has rules by name, in order, each an order
    in SQL: the row that comes first is taken. ``take`` has aggregates in SQL, by the name of the column that they make;
    with it alone only those columns are there. ``beside`` names another table of the dataset whose columns the rules
    may use as ``beside.column``, and the column in which the two agree. ``period_start`` and ``period_end`` are the
    first and last day of the panel's period. ``otherwise`` names a table of the dataset, and SQL that makes the rows of
    this one out of it where this one is not loaded.
    """

    pairs: Literal["directed", "mutual"] | None = None
    states: tuple[str, ...] = ()
    absent: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    event: str | None = None
    whittle: Mapping[str, str] = field(default_factory=dict)
    take: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    beside: tuple[str, str] | None = None
    otherwise: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a dataset; ``year`` names the column, if any, that its coverage begins by, and ``until`` the one
    that it ends by.
    """

    name: str
    what: str
    keys: tuple[str, ...]
    year: str | None
    until: str | None
    marks: tuple[str, ...]
    assertions: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    panel: Entry = Entry()
    events: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """One file at its publisher's.

    ``member`` is what the file that is meant is called in the archive at the address (``*`` stands for anything),
    ``name`` what the fetched file is to be called where its address does not tell.
    """

    address: str
    member: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A published dataset."""

    name: str
    title: str
    origin: str
    version: str
    citation: str
    licence: str
    address: str
    unit: str
    codes: str
    absence: Absence
    absence_note: str
    files: tuple[str, ...]
    first: int
    last: int | None
    accumulates: bool
    parts: tuple[Part, ...]
    downloads: tuple[Download, ...] = ()
    by_hand: str = ""
    seen: str = ""
    partial: bool = False


@functools.cache
def catalogue() -> Mapping[str, Dataset]:
    """All datasets that are published elsewhere, by name, found by their ``dataset.yml``.

    >>> catalogue()["un_votes"].licence
    'CC0 1.0'
    """
    found = {}
    for folder in sorted(files("comity").joinpath("datasets").iterdir(), key=lambda one: one.name):
        if folder.name not in SHIPPED and folder.joinpath("dataset.yml").is_file():
            found[folder.name] = _dataset(folder.name, folder.joinpath("dataset.yml").read_text(encoding="utf-8"))
    return found


def dataset(name: str) -> Dataset:
    """One dataset.

    Raises:
        InputError: there is none of that name; the message lists those that there are.
    """
    if name not in catalogue():
        raise InputError(f"there is no dataset {name!r}: choose one of {', '.join(catalogue())}")
    return catalogue()[name]


def _dataset(name: str, text: str) -> Dataset:
    where = f"datasets/{name}/dataset.yml"
    raw = datafiles.parse(text, where)
    if absent := [key for key in (*_WORDS, "files", "coverage", "tables") if not raw.get(key)]:
        raise DataError(f"{where}: lacks {', '.join(absent)}")
    if raw["absence"] not in get_args(Absence):
        raise DataError(f"{where}: absence is {raw['absence']!r}, none of {', '.join(get_args(Absence))}")
    return Dataset(
        name=name,
        **{key: str(raw[key]).strip() for key in _WORDS if key != "absence"},
        absence=raw["absence"],
        files=tuple(raw["files"]),
        first=raw["coverage"]["from"],
        last=raw["coverage"].get("to"),
        accumulates=raw.get("accumulates", False),
        parts=tuple(_part(key, one, where) for key, one in raw["tables"].items()),
        downloads=tuple(Download(**one) for one in raw.get("downloads", ())),
        by_hand=str(raw.get("by_hand", "")),
        seen=str(raw.get("seen", "")),
        partial=raw.get("partial", False),
    )


def _part(name: str, raw: Mapping[str, Any], where: str) -> Part:
    columns = tuple(_column(key, one or {}, f"{where}, {name}") for key, one in raw["columns"].items())
    known = {column.name for column in columns}
    year, until = raw.get("year"), raw.get("until", raw.get("year"))
    if strange := {*raw["keys"], *filter(None, (year, until))} - known:
        raise DataError(f"{where}, {name}: no column is called {', '.join(sorted(strange))}")
    marks = tuple(str(mark) for mark in raw.get("missing", ()))
    assertions = tuple((str(sql), str(words)) for words, sql in raw.get("assertions", {}).items())
    entry = _entry(raw.get("panel") or {}, known, f"{where}, {name}, panel")
    events = raw.get("events")
    return Part(name, raw["what"], tuple(raw["keys"]), year, until, marks, assertions, columns, entry, events)


def _entry(raw: Mapping[str, Any], known: set[str], where: str) -> Entry:
    if strange := set(raw) - {one.name for one in fields(Entry)}:
        raise DataError(f"{where}: unknown key {', '.join(sorted(strange))}")
    if raw.get("pairs") not in (None, "directed", "mutual"):
        raise DataError(f"{where}: pairs is {raw['pairs']!r}, neither directed nor mutual")
    take = {name: (str(one["sql"]), str(one["what"])) for name, one in raw.get("take", {}).items()}
    if strange := {*raw.get("states", ()), *raw.get("absent", ())} - known - set(take):
        raise DataError(f"{where}: no column is called {', '.join(sorted(strange))}")
    beside, otherwise = raw.get("beside"), raw.get("otherwise")
    return Entry(
        raw.get("pairs"), tuple(raw.get("states", ())), raw.get("absent", {}), raw.get("whole", False),
        raw.get("event"), raw.get("whittle", {}), take, (beside["table"], beside["by"]) if beside else None,
        (otherwise["table"], otherwise["sql"]) if otherwise else None,
    )  # fmt: skip


def _column(name: str, raw: Mapping[str, Any], where: str) -> Column:
    if strange := set(raw) - {"type", "what", "least", "most", "values", "code", "missing"}:
        raise DataError(f"{where}, {name}: unknown key {', '.join(sorted(strange))}")
    if raw.get("type") not in get_args(Type):
        raise DataError(f"{where}, {name}: type {raw.get('type')!r} is none of {', '.join(get_args(Type))}")
    return Column(
        name, raw["type"], raw.get("what", ""), raw.get("least"), raw.get("most"), tuple(raw.get("values", ())),
        raw.get("code"), raw.get("missing", False),
    )  # fmt: skip
