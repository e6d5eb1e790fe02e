"""Whom a publisher means who writes states and territories by ISO 3166's letters, by the United Nations' numbers or by
name.

>>> by_number(156), by_number(490), by_number(344), by_number(0)
('CHN', 'TWN', 'HKG', None)
>>> by_name("Viet Nam"), by_name("Hong Kong"), by_name("Atlantis")
('VNM', 'HKG', None)
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity import datafiles, states
from comity.errors import InputError, UnknownActor

_SHOWN = 5


@functools.cache
def known() -> frozenset[str]:
    """All codes of three letters that a column of ISO codes may hold: of today, withdrawn, and comity's own."""
    dated = states.iso_table(range(1970, 2030))["iso"].to_pylist()
    return frozenset({*states.names(), *dated, *_data()["numbers"], *_data()["territories"], *_data()["withdrawn"]})


def coded(codes: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of codes of three letters, with those that some publishers write in another way as ISO writes them.

    >>> coded(pa.chunked_array([["CHN", "ROM", " KSV", "QQQ", None]])).to_pylist()
    ['CHN', 'ROU', 'XKX', 'QQQ', None]
    """
    variants = _data()["variants"]
    plain = [one.strip() if one is not None else None for one in codes.to_pylist()]
    return pa.chunked_array([pa.array([variants.get(one, one) for one in plain], pa.string())])


def by_number(number: int) -> str | None:
    """The code of a state or territory by its number in ISO 3166 or in the statistics of trade."""
    return _numbered().get(number)


@functools.cache
def by_name(name: str) -> str | None:
    """The code of a state or territory by an English name; None where nothing is called so, or something else is."""
    if name.strip().isdigit():
        return None
    if found := _territories().get(name.strip().casefold()):
        return found
    try:
        return states.find(name)
    except InputError:
        return None


def named(names: pa.ChunkedArray, raw: Path, also: Mapping[str, str | None]) -> pa.Array:
    """The codes of a column of names; ``also`` has what the publisher writes in its own way, None for what is no state.

    Raises:
        InputError: a name is nobody's; the message lists some of them.
    """
    found = {name: also[name] if name in also else by_name(name) for name in names.unique().to_pylist() if name}
    strange = [name for name, code in found.items() if code is None and name not in also]
    if strange:
        listed = ", ".join(repr(name) for name in strange[:_SHOWN]) + (" ..." if len(strange) > _SHOWN else "")
        raise UnknownActor(f"{raw.name} names {listed}, which nobody knows as a state by that name")
    return pa.array([found.get(name) for name in names.to_pylist()], pa.string())


def settled(table: pa.Table, *names: str) -> pa.Table:
    """A table with the codes of some columns as ISO writes them, as :func:`coded` does it."""
    for name in names:
        table = table.set_column(table.column_names.index(name), name, coded(table[name]))
    return table


@functools.cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = datafiles.load("iso3166.yml")
    return data


@functools.cache
def _numbered() -> Mapping[int, str]:
    return {number: code for code, number in _data()["numbers"].items()} | dict(_data()["other_numbers"])


@functools.cache
def _territories() -> Mapping[str, str]:
    return {name.casefold(): code for code, name in _data()["territories"].items()}
