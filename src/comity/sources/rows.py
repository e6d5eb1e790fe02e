"""A row of named values, from JSON, CSV or Parquet, as a report."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from comity.model import Document, Rejection
from comity.sources.raw import LARGEST_REPORT, excerpt, whole_characters

NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "maintext"),
    "id": ("id", "uid", "article_id"),
    "title": ("title", "headline"),
    "published": ("published", "date", "published_at", "publication_date", "pubdate", "date_publish"),
    "source": ("source", "publisher", "outlet", "domain"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
}
"""Field of a report -> the columns it is taken from, the first that is there; all other columns pass through."""

_COMPACT = re.compile(r"\d{8}")


def document(row: Mapping[str, Any], where: str, published: date | None) -> Document | Rejection:
    """Make a report of one row, or say why it cannot be one.

    >>> document({"headline": "Talks", "body": "A met B.", "date": "2024-05-16", "desk": 7}, "x", None).extra
    {'desk': 7}
    """
    try:
        row = plain(row)
        return _document(row, where, published)
    except RecursionError:
        return Rejection(where, "nested too deeply")
    except ValueError as error:
        return Rejection(where, str(error), excerpt(json.dumps(row, ensure_ascii=False)))


def _document(row: Mapping[str, Any], where: str, published: date | None) -> Document:
    if refused := without_text(row):
        raise ValueError(refused)
    columns = {name.strip().lower(): name for name in row}
    used = {field: next((columns[name] for name in names if name in columns), None) for field, names in NAMES.items()}
    value = {field: row[name] if name is not None else None for field, name in used.items()}
    text = value["text"]
    if text is None or (isinstance(text, str) and not text.strip()):
        raise ValueError("the text is empty")
    if not isinstance(text, str):
        raise ValueError(f"the text is no text but {excerpt(json.dumps(text))[:40]}")
    if len(text) > LARGEST_REPORT:
        raise ValueError(f"the text is longer than {LARGEST_REPORT / 1e6:.0f} MB, too long for one report")
    known = {name: _words(value[name]) for name in ("title", "source", "url", "language")}
    return Document(
        _words(value["id"]) or known["url"] or where,
        text,
        published=day(value["published"]) or published,
        extra={name: thing for name, thing in row.items() if name not in used.values() and thing is not None},
        **known,
    )


def without_text(columns: Iterable[str]) -> str | None:
    """Why rows of these columns cannot be reports: none of them is the text. None where one is."""
    given = [name.strip().lower() for name in columns]
    if set(given) & set(NAMES["text"]):
        return None
    return f"no column for the text (text, body, content ...), only {', '.join(given) or 'nothing'}"


def plain(value: Any) -> Any:
    """A value as JSON can hold it: days as ISO 8601, no NaN, no half characters.

    >>> plain({"day": date(2024, 5, 16), "share": float("nan"), "n": (1, True)})
    {'day': '2024-05-16', 'share': None, 'n': [1, True]}
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            return whole_characters(value)
        case float():
            return value if math.isfinite(value) else None
        case date():
            return value.isoformat()
        case Mapping():
            return {whole_characters(str(name)): plain(thing) for name, thing in value.items()}
        case list() | tuple():
            return [plain(thing) for thing in value]
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return str(value)


def day(value: Any) -> date | None:
    """Read the day of a date, a timestamp, an ISO 8601 or a mail date; empty is None.

    >>> day("2024-05-16T09:30:00Z"), day("20240516"), day("Thu, 16 May 2024 09:30:00 GMT"), day(" ")
    (datetime.date(2024, 5, 16), datetime.date(2024, 5, 16), datetime.date(2024, 5, 16), None)

    Raises:
        ValueError: it is something else, such as 05/06/2024, which is two different days.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    words = str(value).strip()
    try:
        if _COMPACT.fullmatch(words):
            return date(int(words[:4]), int(words[4:6]), int(words[6:]))
        return date.fromisoformat(words) if len(words) == 10 else datetime.fromisoformat(words).date()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(words).date()
    except ValueError:
        raise ValueError(f"{words[:40]!r} is no date: write it as 2024-05-16") from None


def _words(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).strip() or None
