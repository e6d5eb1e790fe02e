"""Reports as rows of CSV, tab-separated or Parquet files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, cast

from comity.model import Document, Rejection
from comity.sources.raw import HEAD, LARGEST_REPORT, Opened, UnreadableText, decode, excerpt
from comity.sources.rows import document, without_text

_BATCH = 256
_SEPARATORS = ",;\t|"


def read_csv(opened: Opened, published: date | None) -> Iterator[Document | Rejection]:
    """Read rows under a header, separated by what the header has most of: comma, semicolon, tab or upright stroke."""
    peek = getattr(opened.stream, "peek", None)
    header = (peek(HEAD)[:HEAD] if peek else b"").split(b"\n", 1)[0].decode("latin-1")
    yield from _rows(opened, max(_SEPARATORS, key=header.count), published)


def read_tsv(opened: Opened, published: date | None) -> Iterator[Document | Rejection]:
    """Read tab-separated rows under a header."""
    yield from _rows(opened, "\t", published)


def _rows(opened: Opened, delimiter: str, published: date | None) -> Iterator[Document | Rejection]:
    csv.field_size_limit(LARGEST_REPORT)
    # Bytes that are not UTF-8 survive as surrogates and are read as Windows-1252, value by value.
    lines = io.TextIOWrapper(opened.stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        header = [name.strip() for name in next(reader, [])]
        if header and (refused := without_text(header)):
            yield Rejection(opened.location, refused, excerpt(delimiter.join(header)))
            return
        while True:
            start = reader.line_num + 1
            where = f"{opened.location}, line {start}"
            try:
                values = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                yield Rejection(
                    where, f"no CSV row: {error}; fields longer than {LARGEST_REPORT / 1e6:.0f} MB are none"
                )
                continue
            if not any(value.strip() for value in values):
                continue
            values = [_mended(value) for value in values]
            if len(values) != len(header):
                reason = f"{len(values)} values under {len(header)} columns: is a text with commas or breaks unquoted?"
                yield Rejection(where, reason, excerpt(delimiter.join(values)))
                continue
            yield document(dict(zip(header, values, strict=True)), where, published)
        if reader.line_num <= 1:
            yield Rejection(opened.location, "a header without rows" if header else "the file is empty")
    finally:
        lines.detach()


def _mended(value: str) -> str:
    if value.isascii() or not any("\udc80" <= char <= "\udcff" for char in value):
        return value
    data = value.encode("utf-8", "surrogateescape")
    try:
        return decode(data)[0]
    except UnreadableText:
        return data.decode("utf-8", "replace")


def read_parquet(opened: Opened, published: date | None) -> Iterator[Document | Rejection]:
    """Read rows batch by batch, so that the file may be larger than memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = opened.stream if opened.stream.seekable() else cast("BinaryIO", io.BytesIO(opened.stream.read()))
    number = 0
    try:
        file = pq.ParquetFile(stream)
        if refused := without_text(file.schema_arrow.names):
            yield Rejection(opened.location, refused)
            return
        for batch in file.iter_batches(batch_size=_BATCH):
            for row in batch.to_pylist():
                number += 1
                yield document(row, f"{opened.location}, row {number}", published)
    except pa.ArrowException as error:
        yield Rejection(opened.location, f"no whole Parquet file after row {number}: {str(error).splitlines()[0]}")
        return
    if not number:
        yield Rejection(opened.location, "a Parquet file without rows")
