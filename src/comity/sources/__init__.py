"""Reports from where they lie: text, HTML, JSON, JSON lines, CSV and Parquet files, folders, and standard input.

One module a format, each with ``read(opened, published) -> Iterator[Document | Rejection]``. Nothing is dropped: what
cannot be used comes out as a ``Rejection`` that says where it lay, why it was refused, and how it began.

>>> sorted(FORMATS)
['csv', 'html', 'json', 'jsonl', 'parquet', 'text', 'tsv']
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from comity.errors import InputError
from comity.model import Document, Rejection
from comity.sources.raw import HEAD, Opened, UnreadableText, excerpt, looks_binary, whole_characters

FORMATS: dict[str, str] = {
    "text": "comity.sources.text:read",
    "html": "comity.sources.html:read",
    "json": "comity.sources.jsonl:read_array",
    "jsonl": "comity.sources.jsonl:read",
    "csv": "comity.sources.tabular:read_csv",
    "tsv": "comity.sources.tabular:read_tsv",
    "parquet": "comity.sources.tabular:read_parquet",
}
"""Name of a format -> ``module:function``; loaded only when a file of that format is read."""

SUFFIXES: dict[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
"""Ending of a file's name -> format; ``.gz`` after it is unpacked, and other names are judged by their first bytes."""

_NOT_READ: dict[bytes, str] = {
    b"%pdf-": "a PDF, which comity does not read: save its text",
    b"{\\rtf": "a rich text file, which comity does not read: save it as plain text",
    b"warc/1.": "a web archive (WARC), which comity does not read yet: give its pages as HTML files or JSON lines",
}
"""How files begin that look like text and are no report -> why they are refused."""

_FEEDS = (b"<rss", b"<feed", b"<rdf:rdf")


def read(location: str | Path, *, published: date | None = None) -> Iterator[Document | Rejection]:
    """Read all reports at a location: a file, a folder and what lies below it, or ``-`` for standard input.

    ``published`` is the day for reports that bring none of their own; without it they have none. Files of a folder
    come in the order of their names; hidden ones are passed over, and links to other folders are not followed. Memory
    stays flat: rows are read as they are needed.

    Raises:
        InputError: nothing lies at the location, or it cannot be opened.
    """
    if str(location) == "-":
        yield from _file("standard input", sys.stdin.buffer, "", published)
        return
    path = Path(location)
    if path.is_dir():
        yield from _folder(path, published)
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        raise InputError(
            f"{path}: {(error.strerror or str(error)).lower()}; give a file or a folder of reports"
        ) from error
    with stream:
        yield from _file(_shown(path), stream, path.name, published)


def _folder(folder: Path, published: date | None) -> Iterator[Document | Rejection]:
    unreadable: list[OSError] = []
    empty = True
    for below, names, files in os.walk(folder, onerror=unreadable.append):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for link in (path for name in names if (path := Path(below, name)).is_symlink()):
            yield Rejection(_shown(link), "a link to a folder, which is not followed: give that folder itself")
        for name in sorted(name for name in files if not name.startswith(".")):
            empty = False
            path = Path(below, name)
            try:
                if not stat.S_ISREG(path.stat().st_mode):
                    yield Rejection(_shown(path), "no file but a pipe, a socket or a device")
                    continue
                stream = path.open("rb")
            except OSError as error:
                yield Rejection(_shown(path), f"cannot be opened: {(error.strerror or str(error)).lower()}")
                continue
            with stream:
                yield from _file(_shown(path), stream, name, published)
    for denied in unreadable:
        yield Rejection(_shown(denied.filename), f"cannot be opened: {(denied.strerror or str(denied)).lower()}")
    if empty and not unreadable:
        yield Rejection(_shown(folder), "the folder holds no files")


def _shown(path: Path | str) -> str:
    """A path for messages and for ids; names may hold bytes that are no text."""
    return whole_characters(str(path))


def _file(location: str, stream: BinaryIO, name: str, published: date | None) -> Iterator[Document | Rejection]:
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    head = buffered.peek(HEAD)[:HEAD]
    try:
        if head.startswith(b"\x1f\x8b"):
            unpacked = io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=buffered)))
            yield from _file(location, cast("BinaryIO", unpacked), name.removesuffix(".gz"), published)
            return
        if not head.strip():
            rest = buffered.read(1 << 20) if head else b""
            if not rest.strip():
                yield Rejection(location, "the file is empty")
                return
            buffered = io.BufferedReader(cast("io.RawIOBase", io.BytesIO(rest + buffered.read())))
            head = buffered.peek(HEAD)[:HEAD]
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if refused := next((reason for magic, reason in _NOT_READ.items() if start.startswith(magic)), None):
            yield Rejection(location, refused, excerpt(head))
            return
        if start.startswith((b"<?xml", *_FEEDS)) and any(root in start for root in _FEEDS):
            reason = "a news feed (RSS or Atom), which comity does not read yet: save the articles that it names"
            yield Rejection(location, reason, excerpt(head))
            return
        kind = SUFFIXES.get(Path(name).suffix.lower()) or _sniff(start)
        if looks_binary(head) and kind != "parquet":
            yield Rejection(location, "binary data, not a report: give text, HTML, JSON, CSV or Parquet", excerpt(head))
            return
        module, function = FORMATS[kind].split(":")
        yield from getattr(import_module(module), function)(Opened(location, cast("BinaryIO", buffered)), published)
    except UnreadableText as error:
        yield Rejection(location, str(error), excerpt(head))
    except (OSError, EOFError, zlib.error) as error:
        yield Rejection(location, f"breaks off or is damaged: {error}", excerpt(head))


def _sniff(start: bytes) -> str:
    if start.startswith(b"par1"):
        return "parquet"
    if start.startswith(b"{"):
        return "jsonl"
    if start.startswith((b"[{", b"[\n", b"[ ", b"[\r")):
        return "json"
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<?xml")) or b"<html" in start:
        return "html"
    return "text"
