"""Workbooks of Excel, of today (xlsx) and of before (xls), as tables of text.

A day is written as ISO writes it, and a whole number without a point, so that a sheet says what the same table as CSV
would say.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import python_calamine

from comity.errors import UnreadableInput

_OLD = b"\xd0\xcf\x11\xe0"
MARKS = (_OLD, b"PK\x03\x04")
"""How workbooks begin; the second mark is that of any zip archive."""

_NO_SECTOR, _FREE = 0xFFFFFFFA, 0xFFFFFFFF
_PREAMBLE = 60


def is_workbook(data: bytes) -> bool:
    """Whether a zip archive is a workbook or another document of an office.

    Raises:
        zipfile.BadZipFile: it is a damaged archive.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "[Content_Types].xml" in archive.namelist()


def table(data: bytes, name: str, heads: Collection[str] | None = None, sheet: str | None = None) -> pa.Table:
    """One sheet of a workbook, every cell as text, from its header on; rows that are empty are not there.

    ``name`` is the file's, for the message; ``heads`` what the header's first cell may hold, in lower case, where there
    are lines above it; ``sheet`` the sheet that is meant, the first if there is none of that name.

    Raises:
        UnreadableInput: it is no workbook, is damaged, or the sheet is no table under a header.
    """
    if data.startswith(_OLD) and not _is_whole(data):
        raise UnreadableInput(f"{name} is a cut off spreadsheet: fetch it anew")
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        title = sheet if sheet in book.sheet_names else book.sheet_names[0]
        rows = book.get_sheet_by_name(title).to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, IndexError, ValueError, OSError) as error:
        raise UnreadableInput(f"{name} is a damaged spreadsheet ({error}): fetch it anew") from error
    texts = [[_cell(cell) for cell in row] for row in rows]
    texts = [row for row in texts if any(row)]
    at = 0
    if heads is not None:
        at = next(
            (n for n, row in enumerate(texts[:_PREAMBLE]) if row[0].casefold() in heads and sum(map(bool, row)) > 1), -1
        )
    if at < 0 or not texts:
        raise UnreadableInput(f"{name}: the sheet {title!r} has no header that begins with {heads or 'a name'}")
    labels = [label for label in texts[at] if label]
    if texts[at][: len(labels)] != labels or len(set(labels)) < len(labels):
        raise UnreadableInput(f"{name}: the header of the sheet {title!r} has gaps, or a name twice")
    body = texts[at + 1 :]
    if beside := next((n for n, row in enumerate(body, at + 2) if any(row[len(labels) :])), None):
        raise UnreadableInput(f"{name}, sheet {title!r}, row {beside}: cells beside the columns that have a name")
    return pa.table({label: pa.array([row[n] or None for row in body], pa.string()) for n, label in enumerate(labels)})


def _is_whole(data: bytes) -> bool:
    """Whether all sectors that an older workbook counts as used are there, which its reader takes for granted."""
    sector = 1 << int.from_bytes(data[30:32], "little")
    there = len(data) // sector - 1
    if sector not in (512, 4096) or len(data) < sector or len(data) % sector:
        return False
    tables = [int.from_bytes(data[at : at + 4], "little") for at in range(76, 512, 4)]
    used = -1
    for nth, table in enumerate(one for one in tables if one < _NO_SECTOR):
        if table >= there:
            return False
        entries = np.frombuffer(data, "<u4", sector // 4, (table + 1) * sector)
        taken = np.flatnonzero(entries != _FREE)
        used = nth * (sector // 4) + int(taken[-1]) if taken.size else used
    return 0 <= used < there


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()
