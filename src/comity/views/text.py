"""Words of others made harmless: no control characters, no tricks of writing direction, no links but to web pages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# C0 and C1 controls but for tab and line ends, embeddings, overrides and isolates of the direction of writing, lone
# surrogates, and characters that no page may hold.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def harmless(text: str) -> str:
    """Put the replacement character in the place of each that could mislead or break a page; the length stays.

    >>> harmless("a\\u202ecod.exe")
    'a\ufffdcod.exe'
    """
    return _HARMFUL.sub("\ufffd", text)


def web_address(url: str | None) -> str | None:
    """The address where it leads to a web page, else None.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)"), web_address("https://a b")
    ('https://example.org/a', None, None)
    """
    if not url or re.search(r"[\s\"'<>`\\]", url) or harmless(url) != url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
