"""What a dataset says of itself in its ``dataset.yml``: where it comes from, what it covers, what its columns hold.

::

    title, origin, version, citation, licence, address, unit     words for people
    files        how the publisher calls the files that ``load.py`` reads
    codes        the system of its state codes: cow, gw, iso or names
    coverage     {from, to}: the years of the version described here; without ``to`` it goes on
    absence      what it means that a row is not there, inside the coverage: zero or missing
    accumulates  true where every file adds to those before (event files); else a new file replaces the old one
    tables       name -> {what, keys, year, until, missing, assertions, columns}

A column has a ``type`` (integer, number, text, date, boolean) and, as they apply, ``what`` it holds, the ``least`` and
the ``most`` that is possible, the ``values`` that it may take, ``code`` where it holds a state of COW or GW, and
``missing: true`` where it may be empty. ``missing`` of a table lists the marks that its publisher writes instead;
``assertions`` are conditions in SQL, each with what it says in words, that hold in every row or are unknown there.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
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
    )


def _part(name: str, raw: Mapping[str, Any], where: str) -> Part:
    columns = tuple(_column(key, one or {}, f"{where}, {name}") for key, one in raw["columns"].items())
    known = {column.name for column in columns}
    year, until = raw.get("year"), raw.get("until", raw.get("year"))
    if strange := {*raw["keys"], *filter(None, (year, until))} - known:
        raise DataError(f"{where}, {name}: no column is called {', '.join(sorted(strange))}")
    marks = tuple(str(mark) for mark in raw.get("missing", ()))
    assertions = tuple((str(sql), str(words)) for words, sql in raw.get("assertions", {}).items())
    return Part(name, raw["what"], tuple(raw["keys"]), year, until, marks, assertions, columns)


def _column(name: str, raw: Mapping[str, Any], where: str) -> Column:
    if strange := set(raw) - {"type", "what", "least", "most", "values", "code", "missing"}:
        raise DataError(f"{where}, {name}: unknown key {', '.join(sorted(strange))}")
    if raw.get("type") not in get_args(Type):
        raise DataError(f"{where}, {name}: type {raw.get('type')!r} is none of {', '.join(get_args(Type))}")
    return Column(
        name, raw["type"], raw.get("what", ""), raw.get("least"), raw.get("most"), tuple(raw.get("values", ())),
        raw.get("code"), raw.get("missing", False),
    )  # fmt: skip
