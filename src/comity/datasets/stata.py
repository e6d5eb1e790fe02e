"""Stata's data files (versions 13 to 18, formats 117 and 118) as tables, without Stata and without its labels.

Missing values become null, days (``%td``) become dates. Long strings kept apart (``strL``) are not read: their column
is left out. The form is told in Stata's own help under ``dta``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.errors import UnreadableInput

_STRL = 32768
_NUMBERS = {65526: ("f8", 8.988e307), 65527: ("f4", 1.701e38), 65528: ("i4", 2147483620), 65529: ("i2", 32740),
            65530: ("i1", 100)}  # fmt: skip
"""Code of a number's type -> its form, and the greatest value that is one; greater ones are kinds of missing."""
_WIDTHS = {117: (33, 49), 118: (129, 57)}
"""Format -> the bytes of a name and of a display format."""
_EPOCH = date(1960, 1, 1).toordinal() - date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class _Header:
    order: str
    width: tuple[int, int]
    encoding: str
    columns: int
    rows: int
    places: tuple[int, ...]


def table(data: bytes, name: str) -> pa.Table:
    """Read the bytes of a Stata file; ``name`` is the file's, for the message.

    Raises:
        UnreadableInput: it is no Stata file of a format known here, or it is cut off.
    """
    head = _header(data, name)
    if not data.endswith(b"</stata_dta>"):
        raise UnreadableInput(f"{name}: this Stata file is cut off: fetch it anew")
    try:
        kinds = struct.unpack_from(f"{head.order}{head.columns}H", data, head.places[2] + len("<variable_types>"))
        labels = _texts(data, head.places[3] + len("<varnames>"), head.width[0], head)
        formats = _texts(data, head.places[5] + len("<formats>"), head.width[1], head)
        fields = [(str(at), _form(kind, head.order)) for at, kind in enumerate(kinds)]
        start = head.places[9] + len("<data>")
        rows = np.frombuffer(data, np.dtype(fields), head.rows, start)
    except (struct.error, ValueError) as error:
        raise UnreadableInput(f"{name}: this Stata file is cut off or damaged: fetch it anew") from error
    found = {}
    for at, (label, kind, form) in enumerate(zip(labels, kinds, formats, strict=True)):
        if kind != _STRL:
            found[label] = _column(rows[str(at)], kind, form, head.encoding)
    return pa.table(found)


def _header(data: bytes, name: str) -> _Header:
    if not data.startswith(b"<stata_dta>"):
        raise UnreadableInput(f"{name} is no Stata file of version 13 or later: give the publisher's CSV instead")
    try:
        release = int(_between(data, b"release"))
        order = {b"LSF": "<", b"MSF": ">"}[_between(data, b"byteorder")]
        if release not in _WIDTHS:
            raise UnreadableInput(f"{name} has Stata's format {release}; known here are 117 and 118")
        columns = struct.unpack_from(f"{order}H", data, data.index(b"<K>") + 3)[0]
        rows = struct.unpack_from(f"{order}{'Q' if release > 117 else 'I'}", data, data.index(b"<N>") + 3)[0]
        places = struct.unpack_from(f"{order}14Q", data, data.index(b"<map>") + 5)
    except (ValueError, KeyError, struct.error) as error:
        raise UnreadableInput(f"{name}: the head of this Stata file is damaged: fetch it anew") from error
    return _Header(order, _WIDTHS[release], "utf-8" if release > 117 else "cp1252", columns, rows, places)


def _between(data: bytes, tag: bytes) -> bytes:
    start = data.index(b"<" + tag + b">") + len(tag) + 2
    return data[start : data.index(b"</" + tag + b">", start)]


def _texts(data: bytes, start: int, width: int, head: _Header) -> list[str]:
    cells = (data[start + at * width : start + (at + 1) * width] for at in range(head.columns))
    return [cell.partition(b"\0")[0].decode(head.encoding, "replace") for cell in cells]


def _form(kind: int, order: str) -> str:
    if kind in _NUMBERS:
        return order + _NUMBERS[kind][0]
    return "V8" if kind == _STRL else f"S{kind}"


def _column(values: NDArray[np.generic], kind: int, form: str, encoding: str) -> pa.Array:
    if kind not in _NUMBERS:
        cut = (_text(cell.partition(b"\0")[0], encoding) for cell in values.tolist())
        return pa.array([cell or None for cell in cut], pa.string())
    missing = values > _NUMBERS[kind][1]  # type: ignore[operator]
    if form.startswith("%td"):
        days = np.where(missing, 0, values).astype("i4") + _EPOCH
        return pa.array(days, mask=missing).cast(pa.date32())
    return pa.array(np.ascontiguousarray(values).astype(values.dtype.newbyteorder("=")), mask=missing)


def _text(cell: bytes, encoding: str) -> str:
    """Files that an older Stata began hold text in Windows' encoding, whatever their format says."""
    try:
        return cell.decode(encoding)
    except UnicodeDecodeError:
        return cell.decode("cp1252", "replace")
