"""Publishers' files as they are, read into tables in which nothing has been interpreted yet: every cell is text.

CSV and its kin, Stata and Parquet files, alone or as the only data file in a zip or gzip archive. A row with too few or
too many cells is never padded or cut: it stops the reading, or is set apart where the caller says so.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

from comity.errors import InputError, UnreadableInput

_DATA = (".csv", ".txt", ".tab", ".tsv", ".dta", ".parquet")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def contents(raw: Path) -> bytes:
    """The bytes of a file, out of its archive where it lies in one.

    Raises:
        UnreadableInput: it cannot be read, is empty, is a damaged archive, or holds not exactly one data file.
    """
    try:
        data = raw.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        elif data[:4] == b"PK\x03\x04":
            data = _member(raw, data)
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableInput(f"{raw.name} cannot be read: {reason.lower()}; fetch the file anew") from error
    if not data.strip():
        raise UnreadableInput(f"{raw.name} is empty: fetch the file anew")
    if data.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise UnreadableInput(f"{raw.name} is a web page and not the data: follow the page's own link to the file")
    return data


def _member(raw: Path, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(_DATA) and "__MACOSX" not in name]
        if len(names) != 1:
            listed = ", ".join(names[:8]) or "none"
            raise UnreadableInput(
                f"{raw.name} holds {len(names)} data files ({listed}): unpack it and give the one that is meant"
            )
        return archive.read(names[0])


def is_parquet(raw: Path) -> bool:
    """Whether a file begins as Parquet does."""
    with raw.open("rb") as file:
        return file.read(4) == b"PAR1"


def parquet(raw: Path) -> pa.Table:
    """Read a Parquet file; its cells keep their types."""
    try:
        table = pq.read_table(raw)
    except (pa.ArrowInvalid, OSError) as error:
        raise UnreadableInput(f"{raw.name} is a damaged Parquet file: fetch it anew") from error
    plain = [
        pc.cast(column, pa.string()) if pa.types.is_dictionary(column.type) else column for column in table.columns
    ]
    return pa.table(plain, names=table.column_names)


def delimited(
    raw: Path,
    *,
    delimiter: str = ",",
    names: Sequence[str] | None = None,
    encodings: Sequence[str] = ("utf-8",),
    quote: bool = True,
    ragged: list[tuple[int, str]] | None = None,
) -> pa.Table:
    """Read a table of text; ``names`` are those of a file without a header line.

    The first of ``encodings`` in which all bytes make sense is taken. Rows that have not as many cells as the header
    go to ``ragged``, with their line, where it is given.

    Raises:
        UnreadableInput: the encoding is another one, or a row has not as many cells as the header.
    """
    data = contents(raw)
    text, encoding = _decoded(raw, data, encodings)
    header = next(csv.reader([text[: text.find("\n")] if "\n" in text else text], delimiter=delimiter))
    given = names is not None
    labels = [label.strip() for label in (header if names is None else names)]
    if len(set(labels)) < len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        raise UnreadableInput(f"{raw.name}: two columns are called {twice!r}")
    bad: list[tuple[int, str]] = []

    def aside(row: pv.InvalidRow) -> str:
        bad.append((row.number, row.text[:200]))
        return "skip"

    try:
        table = pv.read_csv(
            pa.BufferReader(text.encode("utf-8") if encoding != "utf-8" else data.removeprefix(b"\xef\xbb\xbf")),
            read_options=pv.ReadOptions(column_names=labels, skip_rows=0 if given else 1, use_threads=False),
            parse_options=pv.ParseOptions(
                delimiter=delimiter, quote_char='"' if quote else False, invalid_row_handler=aside,
                newlines_in_values=quote,
            ),
            convert_options=pv.ConvertOptions(
                column_types={label: pa.string() for label in labels}, strings_can_be_null=True, null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid as error:
        raise UnreadableInput(f"{raw.name} cannot be read as a table: {str(error).splitlines()[0]}") from error
    if bad and ragged is None:
        line, excerpt = bad[0]
        cells = len(next(csv.reader([excerpt], delimiter=delimiter)))
        raise UnreadableInput(
            f"{raw.name}, line {line}: {cells} cells instead of {len(labels)} ({excerpt[:60]!r}); the file may be cut "
            "off or its columns shifted: fetch it anew"
        )
    if ragged is not None:
        ragged += bad
    return table


def _decoded(raw: Path, data: bytes, encodings: Sequence[str]) -> tuple[str, str]:
    if data.startswith(_UTF16):
        raise UnreadableInput(f"{raw.name} is UTF-16 text, as a spreadsheet saves it: give the publisher's own file")
    for encoding in encodings:
        try:
            return data.decode("utf-8-sig" if encoding == "utf-8" else encoding), encoding
        except UnicodeDecodeError as error:
            where = error
    line = data[: where.start].count(b"\n") + 1
    raise UnreadableInput(
        f"{raw.name}, line {line}: byte {data[where.start]:#04x} is no {encodings[-1]} text; was the file saved anew "
        "by another program? Give the publisher's own file"
    )


def columns(rows: pa.Table, wanted: Mapping[str, str | Sequence[str]], raw: Path) -> pa.Table:
    """Choose columns and give them comity's names; ``wanted`` is our name -> the publisher's, or several of them.

    Raises:
        InputError: a column is not there; the message says which, and which there are.
    """
    have = {name.lower(): name for name in rows.column_names}
    found: dict[str, str] = {}
    for ours, theirs in wanted.items():
        options = [theirs] if isinstance(theirs, str) else list(theirs)
        match = next((have[option.lower()] for option in options if option.lower() in have), None)
        if match is None:
            listed = ", ".join(rows.column_names[:12]) + (" ..." if rows.num_columns > 12 else "")
            raise InputError(f"{raw.name} has no column {' or '.join(options)}; it has {listed}")
        found[ours] = match
    return pa.table({ours: rows.column(theirs) for ours, theirs in found.items()})


def has(rows: pa.Table, *names: str) -> bool:
    """Whether a table has all of these columns, in whatever case."""
    return {name.lower() for name in names} <= {name.lower() for name in rows.column_names}
