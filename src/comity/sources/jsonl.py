"""Reports as JSON lines, one object a line, or as one JSON array of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from comity.model import Document, Rejection
from comity.sources.raw import LARGEST_ARRAY, LARGEST_REPORT, Opened, UnreadableText, decode, excerpt
from comity.sources.rows import document


def read(opened: Opened, published: date | None) -> Iterator[Document | Rejection]:
    """Read line by line; a broken line is refused by its number, and the others are read."""
    number = 0
    while line := opened.stream.readline(LARGEST_REPORT + 1):
        number += 1
        where = f"{opened.location}, line {number}"
        if len(line) > LARGEST_REPORT:
            began = excerpt(line)
            while line and not line.endswith(b"\n"):
                line = opened.stream.readline(LARGEST_REPORT + 1)
            yield Rejection(where, f"longer than {LARGEST_REPORT / 1e6:.0f} MB, too long for one report", began)
            continue
        if line.strip():
            yield _line(line, where, published)
    if not number:
        yield Rejection(opened.location, "the file is empty")


def _line(line: bytes, where: str, published: date | None) -> Document | Rejection:
    try:
        text, _ = decode(line)
        value = json.loads(text)
    except UnreadableText as error:
        return Rejection(where, str(error), excerpt(line))
    except (json.JSONDecodeError, RecursionError) as error:
        return Rejection(where, f"no JSON: {error}", excerpt(line))
    return _object(value, where, published)


def read_array(opened: Opened, published: date | None) -> Iterator[Document | Rejection]:
    """Read one JSON array of reports, one report, or JSON lines under the name of JSON."""
    data = opened.stream.read(LARGEST_ARRAY + 1)
    if len(data) > LARGEST_ARRAY:
        raise UnreadableText(
            f"larger than {LARGEST_ARRAY / 1e6:.0f} MB, too large for one array: give it as JSON lines"
        )
    text, _ = decode(data)
    try:
        value = json.loads(text)
    except RecursionError:
        yield Rejection(opened.location, "no JSON: nested too deeply", excerpt(text))
        return
    except json.JSONDecodeError as error:
        if "Extra data" not in error.msg:
            yield Rejection(opened.location, f"no JSON: {error}", excerpt(text))
            return
        for number, line in enumerate(data.splitlines(), 1):
            if line.strip():
                yield _line(line, f"{opened.location}, line {number}", published)
        return
    rows = value if isinstance(value, list) else [value]
    for number, row in enumerate(rows, 1):
        yield _object(row, f"{opened.location}, report {number}", published)
    if not rows:
        yield Rejection(opened.location, "an empty list, no reports")


def _object(value: Any, where: str, published: date | None) -> Document | Rejection:
    if not isinstance(value, dict):
        return Rejection(where, f"a JSON {type(value).__name__}, not an object with a text", excerpt(str(value)))
    return document(value, where, published)
