"""Panels as files: Parquet, Arrow, CSV and Stata, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pyarrow.types as pt

from comity.errors import InputError
from comity.panel import stata


def _csv(table: pa.Table, file: Any) -> None:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it, as in :mod:`comity.exports`."""
    safe = [
        pc.replace_substring_regex(column, r"^( *[=+\-@\t\r\n])", r"'\1") if pt.is_string(column.type) else column
        for column in table.columns
    ]
    pv.write_csv(pa.table(safe, names=table.column_names), file, pv.WriteOptions(quoting_style="needed"))


def _arrow(table: pa.Table, file: Any) -> None:
    with pa.ipc.new_file(file, table.schema) as out:
        out.write_table(table)


FORMATS: dict[str, Callable[[pa.Table, Any], None]] = {
    ".parquet": pq.write_table,
    ".arrow": _arrow,
    ".csv": _csv,
    ".dta": stata.write,
}
"""Ending of a file -> what writes it."""


def write(table: pa.Table, path: Path, ending: str = "") -> Path:
    """Write a table in a format, or in that which the file's ending names.

    Raises:
        InputError: the ending names no format, or the file cannot be written.
    """
    ending = ending or path.suffix.lower()
    if ending not in FORMATS:
        raise InputError(f"{path}: the ending names no format; choose one of {', '.join(FORMATS)}")
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            FORMATS[ending](table, file)
        os.replace(beside, path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return path
