"""One report in an HTML page: its main text, title, day and publisher. Scripts are dropped, never run.

Pages come from strangers, so each is taken apart in a process beside this one (:mod:`comity.sources.page`) that may
use five seconds and half a gigabyte for it. A page that needs more is refused, and the next one gets a new process.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

from comity.errors import ComityError
from comity.model import Document, Rejection
from comity.sources.page import TOO_MUCH
from comity.sources.raw import Opened, UnreadableText, excerpt, whole_characters
from comity.sources.rows import day

LARGEST_TEXT = 150_000
"""The most characters that a page's text may have: some fifty printed pages, which are coded in ten seconds."""

_PATIENCE = 60.0


def read(opened: Opened, published: date | None) -> Iterator[Document | Rejection]:
    """Read one page. Its day is what its own markup says, never a guess from the words of the text."""
    page = opened.whole()
    about = _READER.ask(page)
    if refused := about.get("refused"):
        raise UnreadableText(refused)
    text = (about["text"] or "").strip()
    if not text:
        yield Rejection(opened.location, "the page holds no text of a report", excerpt(page))
        return
    if len(text) > LARGEST_TEXT:
        reason = (
            f"the page holds {len(text):,} characters of text, more than one report: save it as text to have it read"
        )
        yield Rejection(opened.location, reason, excerpt(text))
        return
    try:
        own = day(about["date"])
    except ValueError:
        own = None
    yield Document(
        about["url"] or opened.location,
        text,
        title=about["title"],
        published=own or published,
        source=about["sitename"] or about["hostname"],
        url=about["url"],
        language=about["language"],
    )


class _Reader:
    """The process that takes pages apart: started with the first page, and again after a page has killed it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()
        atexit.register(self.close)

    def ask(self, page: bytes) -> dict[str, Any]:
        """What :func:`comity.sources.page.extract` finds, or ``refused`` with the reason."""
        with self._one_at_a_time:
            process = self._process or self._start()
            # CPU time is what is limited, so that a busy machine changes nothing; this is for what only hangs.
            watchdog = threading.Timer(_PATIENCE, process.kill)
            watchdog.start()
            try:
                answer = _exchange(process, b"%d\n%b" % (len(page), page))
            except BaseException:
                self.close()
                raise
            finally:
                watchdog.cancel()
            if not answer:
                self.close()
                return {"refused": TOO_MUCH}
            found: dict[str, Any] = json.loads(answer)
            return {name: whole_characters(value) if value else None for name, value in found.items()}

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        # -P: a folder of reports that holds a "json.py" is no place to import from. A session of its own: Ctrl-C is
        # for the process that the terminal knows.
        self._process = process = subprocess.Popen(
            [sys.executable, "-P", "-m", "comity.sources.page"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if not _exchange(process, b""):
            self.close()
            raise ComityError("no process can be started to read pages in: see that the machine has memory left")
        return process


def _exchange(process: subprocess.Popen[bytes], question: bytes) -> bytes:
    """Its answer, or nothing where it died of the question."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(question)
        process.stdin.flush()
    except BrokenPipeError:
        return b""
    return process.stdout.readline()


_READER = _Reader()
