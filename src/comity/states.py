"""States by number and date: the codes of the Correlates of War (COW), of Gleditsch and Ward (GW), and comity's own.

Published data number their states, and a number is right only for its time: West Germany is COW's 260 and united
Germany 255, Yugoslavia's 345 became Serbia's. Everything that is joined by state and year goes through here.

- Within a year a number stands for the state that held it last: 345 is SCG in 2003 and SRB in 2006.
- Within a year a state goes by the number that it held last: DEU is 255 in 1990, though 260 was a member until October.
- Outside its dates a number stands for whoever held it nearest: Ukraine voted in the General Assembly as 369 long
  before COW counts it as a state. Membership is another question, and :func:`members` answers it.

>>> state("cow", 260, 1989), state("cow", 255, 1990), state("cow", 345, 2003), state("cow", 365, 1985)
('DEU', 'DEU', 'SCG', 'RUS')
>>> number("cow", "DEU", 1989), number("cow", "DEU", 1990), number("cow", "DEU", 1950)
(260, 255, None)
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from comity import datafiles
from comity.actors import ActorBook, Dated
from comity.errors import InputError, UnknownActor

System = Literal["cow", "gw"]

SYSTEMS: tuple[System, ...] = ("cow", "gw")
FIRST = 1816
"""The year in which both lists begin."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A number and the state that it stands for, from day to day, inclusive; open ends are 0001 and 9999."""

    number: int
    state: str
    since: str
    until: str

    def touches(self, year: int) -> bool:
        """Whether it holds on any day of a year, which is how both lists count their members."""
        return int(self.since[:4]) <= year <= int(self.until[:4])

    def years_from(self, year: int) -> int:
        """How many years lie between it and a year; 0 where it touches it."""
        return max(int(self.since[:4]) - year, year - int(self.until[:4]), 0)


@functools.cache
def spells(system: System) -> tuple[Spell, ...]:
    """All spells of a system, in the order of numbers and dates."""
    found = [
        _spell(code, entity.code)
        for entity in _book().entities.values()
        if entity.kind == "state"
        for code in (entity.cow if system == "cow" else entity.gw)
    ]
    for row in datafiles.load("former_states.yml"):
        for code in row.get(system) or ():
            found.append(Spell(code["code"], row["code"], str(code["from"]), str(code.get("to", "9999-12-31"))))
    return tuple(sorted(found, key=lambda one: (one.number, one.since)))


@functools.cache
def names() -> Mapping[str, str]:
    """The English names of all states of the lists, by code."""
    former = {row["code"]: row["name"] for row in datafiles.load("former_states.yml")}
    return former | {code: one.name for code, one in _book().entities.items() if one.kind == "state"}


def state(system: System, number: int, year: int) -> str | None:
    """The state for which a number stands in a year; None where the system has no such number."""
    held = _by_number(system).get(number)
    if not held:
        return None
    near = min(one.years_from(year) for one in held)
    return max((one for one in held if one.years_from(year) == near), key=_end).state


def number(system: System, code: str, year: int) -> int | None:
    """The number by which a state goes in a year; None where it is no member in that year."""
    held = [one for one in spells(system) if one.state == code and one.touches(year)]
    return max(held, key=_end).number if held else None


def members(system: System, year: int) -> tuple[int, ...]:
    """The numbers of the states that were members on any day of a year.

    COW's list ends in 2016 and GW's in 2017; who is there then is taken to be there still.
    """
    return tuple(sorted({one.number for one in spells(system) if one.touches(year)}))


def find(name: str) -> str:
    """The code of a state given by code, by name, or by COW number.

    >>> find("China"), find("AUH"), find("365")
    ('CHN', 'AUH', 'RUS')

    Raises:
        UnknownActor: nothing is called so.
    """
    if name.strip().upper() in names():
        return name.strip().upper()
    if name.isdigit():
        if found := state("cow", int(name), 2100):
            return found
        raise UnknownActor(f"the Correlates of War have no state {name}; give a code such as CHN, or a name")
    entity = _book().resolve(name)
    if entity.kind != "state":
        raise InputError(f"{name} is {entity.name}, which is no state: the structural record knows states only")
    return entity.code


def table(system: System, years: Iterable[int]) -> pa.Table:
    """Every number in every one of the years: ``number``, ``year``, ``state``, ``member`` and ``current``.

    ``current`` marks the number by which its state goes in that year, one at most for each state.
    """
    rows: list[tuple[int, int, str | None, bool, bool]] = []
    for year in sorted(set(years)):
        last: dict[str, Spell] = {}
        inside = [one for one in spells(system) if one.touches(year)]
        for one in inside:
            last[one.state] = max(last.get(one.state, one), one, key=_end)
        current = {one.number for one in last.values()}
        present = {one.number for one in inside}
        for each in _by_number(system):
            rows.append((each, year, state(system, each, year), each in present, each in current))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in _SCHEMA]
    return pa.table(columns, schema=_SCHEMA)


_SCHEMA = pa.schema(
    [("number", pa.int32()), ("year", pa.int32()), ("state", pa.string()), ("member", pa.bool_()),
     ("current", pa.bool_())]
)  # fmt: skip


def iso(code: str, year: int) -> str | None:
    """The code that ISO 3166 had for a state in a year; None where it had none. Codes without a beginning reach back
    behind the standard, which is of 1974.

    >>> iso("RUS", 1985), iso("RUS", 1995), iso("DDR", 1985), iso("AUH", 1914)
    ('SUN', 'RUS', 'DDR', None)
    """
    entity = _book().entities.get(code)
    held = [
        one
        for one in (entity.iso if entity else ())
        if int((one.since or "0001")[:4]) <= year <= int((one.until or "9999")[:4])
    ]
    return max(held, key=lambda one: one.until or "9999").value if held else None


def iso_table(years: Iterable[int]) -> pa.Table:
    """The ISO code of every state in every one of the years: ``state``, ``year``, ``iso``; only those that have one."""
    found = [(code, year, iso(code, year)) for code in names() for year in sorted(set(years))]
    columns = [list(column) for column in zip(*(row for row in found if row[2]), strict=True)] or [[], [], []]
    return pa.table(columns, schema=pa.schema([("state", pa.string()), ("year", pa.int32()), ("iso", pa.string())]))


@functools.cache
def _book() -> ActorBook:
    return ActorBook.load()


@functools.cache
def _by_number(system: System) -> Mapping[int, tuple[Spell, ...]]:
    grouped: dict[int, list[Spell]] = {}
    for one in spells(system):
        grouped.setdefault(one.number, []).append(one)
    return {key: tuple(held) for key, held in grouped.items()}


def _end(spell: Spell) -> tuple[str, str]:
    return spell.until, spell.since


def _spell(code: Dated, entity: str) -> Spell:
    return Spell(int(code.value), entity, code.since or "0001-01-01", code.until or "9999-12-31")
