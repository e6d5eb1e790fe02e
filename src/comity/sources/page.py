"""What one HTML page says: its main text, title, day and publisher, found in a process that is limited.

``python -m comity.sources.page`` answers on standard output with one JSON object a page. A page costs at most five
seconds of CPU and half a gigabyte: beyond that the process dies, and :mod:`comity.sources.html` says so.
"""

from __future__ import annotations

import codecs
import json
import re
import sys
import warnings
from contextlib import suppress
from typing import Any

from comity.sources.raw import UnreadableText, decode

SECONDS = 5
MEMORY = 512 * 1024**2

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN = 2048


def extract(page: bytes) -> dict[str, Any]:
    """Text, title, date, url, sitename, hostname and language; a missing one is None. Scripts are dropped, never run.

    Raises:
        UnreadableText: the bytes are text in no encoding.
    """
    from trafilatura import bare_extraction

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = bare_extraction(
            _decoded(page),
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    about = found.as_dict() if found is not None else {}
    return {key: about.get(key) for key in ("text", "title", "date", "url", "sitename", "hostname", "language")}


def _decoded(page: bytes) -> str:
    """The page as text: by its mark or as UTF-8 before what it declares, for many pages declare the wrong thing."""
    declared = _CHARSET.search(page[:_DECLARED_WITHIN])
    if declared is not None:
        with suppress(UnicodeDecodeError):
            return page.decode("utf-8-sig")
        with suppress(LookupError, UnicodeDecodeError):
            if codecs.lookup(declared[1].decode()).name != "utf-8":
                return page.decode(declared[1].decode())
    return decode(page)[0]


def main() -> None:
    """Answer page after page: a line with the number of bytes, and the bytes."""
    questions, answers = sys.stdin.buffer, sys.stdout
    import trafilatura  # noqa: F401

    _limit_memory()
    print("ready", file=answers, flush=True)
    while size := questions.readline():
        page = questions.read(int(size))
        _limit_time()
        try:
            answer = extract(page)
        except UnreadableText as error:
            answer = {"refused": str(error)}
        except MemoryError:
            answer = {"refused": TOO_MUCH}
        except Exception as error:
            answer = {"refused": f"the page cannot be taken apart: {type(error).__name__}"}
        print(json.dumps(answer), file=answers, flush=True)


TOO_MUCH = f"the page took more than {SECONDS} seconds or {MEMORY // 1024**2} MB to take apart"


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _limit_time() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
