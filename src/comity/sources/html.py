"""One report in an HTML page: its main text, title, day and publisher. Scripts are dropped, never run."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date

from comity.model import Document, Rejection
from comity.sources.raw import Opened, decode, excerpt
from comity.sources.rows import day


def read(opened: Opened, published: date | None) -> Iterator[Document | Rejection]:
    """Read one page. Its day is what its own markup says, never a guess from the words of the text."""
    from trafilatura import bare_extraction

    page, _ = decode(opened.whole())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    about = found.as_dict() if found is not None else {}
    text = (about.get("text") or "").strip()
    if not text:
        yield Rejection(opened.location, "the page holds no text of a report", excerpt(page))
        return
    try:
        own = day(about.get("date"))
    except ValueError:
        own = None
    url = about.get("url")
    yield Document(
        url or opened.location,
        text,
        title=about.get("title"),
        published=own or published,
        source=about.get("sitename") or about.get("hostname"),
        url=url,
        language=about.get("language"),
    )
