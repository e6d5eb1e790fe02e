"""Publishers' files as they are, read into tables in which nothing has been interpreted yet.

CSV and its kin, spreadsheets, Stata and Parquet files, alone or as the only data file in a zip or gzip archive. A row
with too few or too many cells is never padded or cut: it stops the reading, or is set apart where the caller says so.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

from comity.datasets import spreadsheets, stata
from comity.errors import InputError, UnreadableInput

_DATA = (".csv", ".txt", ".tab", ".tsv", ".dta", ".parquet", ".xls", ".xlsx")
_PREAMBLE = 60
_PIECE = 1 << 20
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_REPEATING = pa.dictionary(pa.int32(), pa.string())


def contents(raw: Path, members: str | None = None) -> bytes:
    """The bytes of a file, out of its archive where it lies in one; of several there ``members`` says which is meant
    (``*`` stands for anything).

    Raises:
        UnreadableInput: it cannot be read, is empty, is a damaged archive, or holds not exactly one data file.
    """
    try:
        data = raw.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        elif data[:4] == b"PK\x03\x04" and not spreadsheets.is_workbook(data):
            data = _member(raw, data, members)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableInput(f"{raw.name} cannot be read: {reason.lower()}; fetch the file anew") from error
    if not data or data.isspace():
        raise UnreadableInput(f"{raw.name} is empty: fetch the file anew")
    if data.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise UnreadableInput(f"{raw.name} is a web page and not the data: follow the page's own link to the file")
    return data


def _member(raw: Path, data: bytes, members: str | None) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(_DATA) and "__MACOSX" not in name]
        if members is not None and len(names) > 1:
            names = [name for name in names if fnmatch(name.rpartition("/")[2].lower(), members.lower())] or names
        if len(names) != 1:
            listed = ", ".join(names[:8]) or "none"
            raise UnreadableInput(
                f"{raw.name} holds {len(names)} data files ({listed}): unpack it and give the one that is meant"
            )
        return archive.read(names[0])


def table(
    raw: Path, *, head: str | Collection[str] | None = None, sheet: str | None = None, members: str | None = None
) -> pa.Table:
    """Read a file of whichever form its beginning shows: Parquet, Stata, a spreadsheet, or CSV with a header line.

    Where the publisher puts lines above the header, ``head`` is what the header's first cell holds, or may hold.
    ``sheet`` is the sheet of a spreadsheet that is meant, the first one if there is none of that name; ``members`` is
    the file that is meant in an archive of several.
    """
    data = contents(raw, members)
    if data.startswith(b"PAR1"):
        return _parquet(raw, data)
    if data.startswith(b"<stata_dta>"):
        return stata.table(data, raw.name)
    heads = None if head is None else {one.casefold() for one in ([head] if isinstance(head, str) else head)}
    if data.startswith(spreadsheets.MARKS):
        return spreadsheets.table(data, raw.name, heads, sheet)
    return delimited(data if heads is None else _below(raw, data, heads), raw)


def _below(raw: Path, data: bytes, heads: set[str]) -> bytes:
    """The lines from the header on."""
    data = _unix(data)
    start = 0
    for _ in range(_PREAMBLE):
        line = data[start:].partition(b"\n")[0]
        cells = next(csv.reader([line.decode("latin-1").removeprefix("ï»¿")]), [""]) or [""]
        if cells[0].strip().casefold() in heads and sum(map(bool, cells)) > 1:
            return data[start:]
        start += len(line) + 1
        if start >= len(data):
            break
    raise UnreadableInput(f"{raw.name} has no line that begins with {' or '.join(sorted(heads))} near its beginning")


def _parquet(raw: Path, data: bytes) -> pa.Table:
    """A Parquet file's cells keep their types."""
    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowInvalid, OSError) as error:
        raise UnreadableInput(f"{raw.name} is a damaged Parquet file: fetch it anew") from error
    plain = [
        pc.cast(column, pa.string()) if pa.types.is_dictionary(column.type) else column for column in table.columns
    ]
    return pa.table(plain, names=table.column_names)


@dataclass(frozen=True, slots=True)
class Ragged:
    """A line that has not as many cells as the others."""

    line: int
    cells: int
    text: str


def delimited(
    data: bytes,
    raw: Path,
    *,
    delimiter: str = ",",
    names: Sequence[str] | None = None,
    only: Collection[str] = (),
    repeating: Collection[str] = (),
    encodings: Sequence[str] = ("utf-8", "latin-1"),
    quote: bool = True,
    ragged: list[Ragged] | None = None,
) -> pa.Table:
    """Read a table of text, every cell as text; ``names`` are those of a file without a header line, and ``only`` the
    columns that are wanted, where that is not all. Those of ``repeating``, which hold few different cells, come as
    dictionaries, which saves time and room.

    The first of ``encodings`` in which all bytes make sense is taken. Lines that have not as many cells as the header
    go to ``ragged`` where it is given.

    Raises:
        UnreadableInput: the encoding is another one, or a line has not as many cells as the header.
    """
    data = utf8(raw, data, encodings)
    first = data.partition(b"\n")[0].decode("utf-8").rstrip("\r")
    labels = [label.strip() for label in (next(csv.reader([first], delimiter=delimiter)) if names is None else names)]
    if twice := [label for label in labels if labels.count(label) > 1]:
        raise UnreadableInput(f"{raw.name}: two columns are called {twice[0]!r}")
    bad: list[Ragged] = []

    def aside(row: pv.InvalidRow) -> str:
        bad.append(Ragged(row.number, row.actual_columns, row.text[:200]))
        return "skip"

    try:
        table = pv.read_csv(
            pa.BufferReader(data),
            read_options=pv.ReadOptions(column_names=labels, skip_rows=names is None, use_threads=False),
            parse_options=pv.ParseOptions(
                delimiter=delimiter, quote_char='"' if quote else False, invalid_row_handler=aside,
                newlines_in_values=quote,
            ),
            convert_options=pv.ConvertOptions(
                column_types={label: _REPEATING if label in repeating else pa.string() for label in labels},
                strings_can_be_null=True, null_values=[""],
                quoted_strings_can_be_null=True, include_columns=list(only) or None,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid as error:
        raise UnreadableInput(f"{raw.name} cannot be read as a table: {str(error).splitlines()[0]}") from error
    if bad and ragged is None:
        raise UnreadableInput(
            f"{raw.name}, line {bad[0].line}: {bad[0].cells} cells instead of {len(labels)} ({bad[0].text[:60]!r}); "
            "the file may be cut off or its columns shifted: fetch it anew"
        )
    if ragged is not None:
        ragged += bad
    return table


def separated(
    data: bytes,
    raw: Path,
    *,
    names: Sequence[str] | None = None,
    only: Collection[str] = (),
    repeating: Collection[str] = (),
    encodings: Sequence[str] = ("utf-8", "latin-1"),
    ragged: list[Ragged] | None = None,
) -> pa.Table:
    """Read text whose cells are separated by tabs and never quoted."""
    return delimited(
        data, raw, delimiter="\t", names=names, only=only, repeating=repeating, encodings=encodings, quote=False,
        ragged=ragged,
    )  # fmt: skip


def with_ragged(rows: pa.Table, ragged: Sequence[Ragged]) -> pa.Table:
    """Put the lines that could not be read behind the rows, empty but for the reason, in a column ``rejected``."""
    reasons = [f"line {one.line} has {one.cells} cells: {one.text}" for one in ragged]
    columns = [pa.chunked_array([*column.chunks, pa.nulls(len(ragged), column.type)]) for column in rows.columns]
    rejected = pa.chunked_array([pa.nulls(rows.num_rows, pa.string()), pa.array(reasons, pa.string())])
    return pa.table([*columns, rejected], names=[*rows.column_names, "rejected"])


def utf8(raw: Path, data: bytes, encodings: Sequence[str] = ("utf-8", "latin-1")) -> bytes:
    """Text as UTF-8, without a mark at its beginning, and with line ends as they are today.

    Raises:
        UnreadableInput: the bytes make no sense in any of the encodings.
    """
    data = _unix(data)
    if data.startswith(_UTF16):
        raise UnreadableInput(f"{raw.name} is UTF-16 text, as a spreadsheet saves it: give the publisher's own file")
    if data.startswith(b"PAR1"):
        raise UnreadableInput(f"{raw.name} is a Parquet file, and this dataset is read from text")
    if data.isascii():
        return data
    where = 0
    for encoding in encodings:
        found = _undecodable(data, encoding)
        where = found or 0
        if found is None:
            plain = data if encoding == "utf-8" else data.decode(encoding).encode("utf-8")
            return plain.removeprefix(b"\xef\xbb\xbf")
    line = data[:where].count(b"\n") + 1
    raise UnreadableInput(
        f"{raw.name}, line {line}: byte {data[where]:#04x} is no {encodings[-1]} text; was the file saved anew "
        "by another program? Give the publisher's own file"
    )


def _undecodable(data: bytes, encoding: str) -> int | None:
    """Where text stops making sense in an encoding, if it does; a piece at a time, as texts are large."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    for start in range(0, len(data), _PIECE):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(view[start : start + _PIECE], final=start + _PIECE >= len(data))
        except UnicodeDecodeError as error:
            return start - pending + error.start
    return None


def _unix(data: bytes) -> bytes:
    """Some of the older files have the line ends of the first Macintoshes."""
    return data.replace(b"\r", b"\n") if b"\r" in data and b"\n" not in data else data


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


def unpivoted(rows: pa.Table, over: Sequence[str], name: str, value: str) -> pa.Table:
    """A row for each of the columns ``over``: its name in ``name``, its cell in ``value``; the other columns stay."""
    repeated = pa.array(np.repeat(np.arange(rows.num_rows), len(over)))
    found = {label: rows[label].take(repeated) for label in rows.column_names if label not in over}
    found[name] = pa.array(list(over) * rows.num_rows, pa.string())
    cells = pa.concat_arrays([rows[label].cast(pa.string()).combine_chunks() for label in over])
    order = np.arange(rows.num_rows * len(over)).reshape(len(over), rows.num_rows).T.ravel()
    found[value] = cells.take(pa.array(order))
    return pa.table(found)


def has(rows: pa.Table, *names: str) -> bool:
    """Whether a table has all of these columns, in whatever case."""
    return {name.lower() for name in names} <= {name.lower() for name in rows.column_names}
