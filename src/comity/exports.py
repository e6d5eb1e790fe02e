"""Tables as files for other programs: Parquet, CSV, JSON and JSON lines, streamed, so that they may be large.

A cell of CSV that a spreadsheet would run as a formula gets an apostrophe before it (CWE-1236); numbers stay numbers.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from comity.errors import InputError

FORMATS = (".parquet", ".csv", ".json", ".jsonl")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(rows: pa.RecordBatchReader, path: Path) -> Path:
    """Write a stream of rows in the format that the file's ending names.

    Raises:
        InputError: the ending names no format, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise InputError(f"{path}: the ending names no format; choose one of {', '.join(FORMATS)}")
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if ending == ".parquet":
            with pq.ParquetWriter(beside, rows.schema) as out:
                for batch in rows:
                    out.write_batch(batch)
        else:
            with beside.open("w", encoding="utf-8", newline="") as file:
                _write_text(rows, file, ending)
        # Moved into its place when it is whole, so that nobody sees half of it.
        os.replace(beside, path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return path


def _write_text(rows: pa.RecordBatchReader, file: TextIO, ending: str) -> None:
    if ending == ".csv":
        table = csv.writer(file)
        table.writerow(rows.schema.names)
        table.writerows([cell(value) for value in row.values()] for row in _dicts(rows))
    elif ending == ".jsonl":
        file.writelines(_json(row) + "\n" for row in _dicts(rows))
    else:
        for number, row in enumerate(_dicts(rows)):
            file.write(("[\n" if not number else ",\n") + _json(row))
        file.write("\n]\n" if file.tell() else "[]\n")


def cell(value: Any) -> Any:
    """One cell of CSV: lists as JSON, and no text that a spreadsheet would run.

    >>> cell("=HYPERLINK(1)"), cell(-2.5), cell("-2.5"), cell(["a"]), cell(None)
    ("'=HYPERLINK(1)", -2.5, "'-2.5", '["a"]', '')
    """
    if value is None:
        return ""
    if isinstance(value, (list, dict)):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return "'" + value
    return value


def _dicts(rows: pa.RecordBatchReader) -> Iterator[dict[str, Any]]:
    for batch in rows:
        yield from batch.to_pylist()


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)
