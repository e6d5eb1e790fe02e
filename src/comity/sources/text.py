"""One report in a text file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.model import Document, Rejection
from comity.sources.raw import Opened, decode


def read(opened: Opened, published: date | None) -> Iterator[Document | Rejection]:
    """Read the whole file as one report; an encoding other than UTF-8 is noted in ``extra``."""
    text, encoding = decode(opened.whole())
    extra = {} if encoding == "utf-8" else {"encoding": encoding}
    yield Document(opened.location, text.replace("\r\n", "\n").replace("\r", "\n"), published=published, extra=extra)
