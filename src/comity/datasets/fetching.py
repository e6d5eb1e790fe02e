"""Publishers' files over the network, only when somebody asks: whole, known by their digest, resumed where they broke.

A file arrives under its name with ``.part`` behind it, and takes its name when all of it is there. A connection that
breaks is taken up where it broke, in the same call or in a later one, but only where the server still vouches for the
same content (``If-Range``); else the file is begun anew. What is there already is asked for with its mark
(``If-None-Match``), so that nothing is sent twice. One connection, one request at a time; a server that is busy is
waited for as long as it says, up to a bound. A web page in place of the data, as a network's log-in page sends it, is
refused before it touches what is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import httpx

from comity.errors import InputError, UnreadableInput

LIMIT = 4 << 30
"""Bytes that a file may have."""

_LOOK = 512
_FEW = 3
_BUSY = (429, 503)
_PASSING = (408, 500, 502, 504)
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|meta|script|body|title)\b", re.IGNORECASE)
_TITLE = re.compile(rb"<title[^>]*>\s*(.*?)\s*</title>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: for a connection, for the next bytes, between tries, and at most at once.

    A server that sends fewer than ``slowest`` bytes a second for as long as ``read`` counts as a broken connection.
    """

    connect: float = 20
    read: float = 60
    tries: int = 6
    pause: float = 1
    longest: float = 120
    slowest: float = 200


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is here: from which address, how long, its SHA-256, and what it is to the one that was here before.

    ``told`` is what somebody should know who watches: a connection that broke, a content that changed on the way.
    """

    address: str
    path: Path
    digest: str
    size: int
    state: Literal["new", "same", "changed"]
    told: tuple[str, ...] = ()


class _Other(Exception):
    """The address gives something else, now and later."""

    def __init__(self, error: InputError) -> None:
        super().__init__(str(error))
        self.error = error


class _Again(Exception):
    """One try has failed in a way that may pass, or with ``few`` hardly soon; ``wait`` is what the server asks for."""

    def __init__(self, why: str, wait: float | None = None, *, few: bool = False) -> None:
        super().__init__(why)
        self.wait, self.few = wait, few


def fetch(
    address: str,
    folder: Path,
    *,
    name: str | None = None,
    instead: str = "look for the file on its publisher's page",
    limit: int = LIMIT,
    patience: Patience | None = None,
    progress: Callable[[int], None] | None = None,
) -> Fetched:
    """Fetch one file into a folder; what a broken call has left there is gone on with.

    ``name`` is the file's in the folder, by default the last part of its address; ``instead`` says what to do where the
    address does not give it; ``progress`` is told how many bytes are there.

    Raises:
        InputError: the address does not give the file; the message says what it gives and what to do.
    """
    if not _is_address(address):
        raise InputError(f"{address!r} is no address: it begins with https:// or http://")
    waits, told = patience or Patience(), list[str]()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / called(address, name)
        with _client(waits) as client:
            for count in range(1, waits.tries + 1):
                try:
                    return _once(client, address, target, limit, waits, progress or _silent, told)
                except _Other as refused:
                    raise type(refused.error)(f"{refused.error}: {instead}") from refused
                except _Again as failed:
                    wait = failed.wait if failed.wait is not None else waits.pause * 2 ** (count - 1)
                    if failed.wait is not None and wait > waits.longest:
                        raise InputError(
                            f"{address} is busy and asks to be left alone for {wait:,.0f} seconds ({failed}): give the "
                            f"same command again then{_kept(target)}"
                        ) from failed
                    if count >= (min(waits.tries, _FEW) if failed.few else waits.tries):
                        raise InputError(
                            f"{address} could not be fetched in {count} tries, at the last {failed}: give the same "
                            f"command again later{_kept(target)}"
                        ) from failed
                    told.append(str(failed))
                    time.sleep(min(wait, waits.longest))
    except OSError as error:
        raise InputError(f"{folder} cannot be written to: {(error.strerror or str(error)).lower()}") from error
    raise AssertionError("the loop ends in a return or a raise")


def called(address: str, name: str | None = None) -> str:
    """What the file of an address is called in the folder: a plain name, which can lead nowhere else."""
    return _safe(name or address)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        httpx.URL(text)
    except (ValueError, httpx.InvalidURL):
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _silent(done: int) -> None:
    """Nobody watches."""


def _client(patience: Patience) -> httpx.Client:
    agent = f"comity/{version('comity')} (published research data, one connection)"
    return httpx.Client(
        follow_redirects=True,
        max_redirects=8,
        timeout=httpx.Timeout(patience.read, connect=patience.connect),
        limits=httpx.Limits(max_connections=1),
        headers={"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"},
    )


def _once(
    client: httpx.Client,
    address: str,
    target: Path,
    limit: int,
    patience: Patience,
    progress: Callable[[int], None],
    told: list[str],
) -> Fetched:
    """One request and what becomes of it."""
    part, kept, begun = _part(target), _record(target, address), _record(_part(target), address)
    headers, start = _asked(part, begun)
    if not start and kept and target.is_file():
        headers = _marks(kept)
    try:
        with client.stream("GET", address, headers=headers) as response:
            if response.status_code == 304 and kept:
                return Fetched(address, target, kept["digest"], kept["size"], "same", tuple(told))
            if response.status_code == 416:
                _forget(part)
                raise _Again("the server has not so much of the file as is here, so it is begun anew", 0)
            _refused(address, response)
            if any(one.url.scheme == "https" for one in response.history) and response.url.scheme == "http":
                raise _Other(InputError(f"{address} leads on to {response.url}, which is not protected"))
            if response.status_code == 206 and not _continues(response, start, begun):
                _forget(part)
                raise _Again("the server went on somewhere else in the file, so it is begun anew", 0)
            if response.status_code == 200 and start:
                same = begun is not None and _mark(response) == {name: begun[name] for name in ("etag", "modified")}
                other = "the content has changed at its publisher since it was begun"
                told.append(f"{'the server cannot go on in the middle' if same else other}, so it is begun anew")
                start = 0
            _receive(response, address, part, start, limit, patience, progress)
    except httpx.TooManyRedirects as error:
        raise _Other(InputError(f"{address} leads from one address to the next without end")) from error
    except httpx.UnsupportedProtocol as error:
        raise _Other(InputError(f"{address} leads on to no web address ({error})")) from error
    except httpx.TransportError as error:
        raise _Again(_broken(error), few=isinstance(error, httpx.ConnectError)) from error
    return _arrived(address, target, kept, told)


def _asked(part: Path, begun: Mapping[str, Any] | None) -> tuple[dict[str, str], int]:
    """The headers that go on with what is begun, and where; what nobody vouches for is not gone on with."""
    if begun is None or not part.is_file() or not part.stat().st_size:
        return {}, 0
    # A weak mark does not hold from byte to byte.
    etag = begun["etag"]
    vouched = etag if etag and not etag.startswith("W/") else begun["modified"]
    if not vouched:
        return {}, 0
    start = part.stat().st_size
    return {"Range": f"bytes={start}-", "If-Range": vouched}, start


def _marks(kept: Mapping[str, Any]) -> dict[str, str]:
    marks = {"If-None-Match": kept["etag"], "If-Modified-Since": kept["modified"]}
    return {name: mark for name, mark in marks.items() if mark}


def _refused(address: str, response: httpx.Response) -> None:
    """What the server says in place of the file."""
    status, said = response.status_code, f"{response.status_code} {response.reason_phrase}".strip()
    if status in (200, 206):
        return
    if status in _BUSY:
        raise _Again(f"the server was busy ({said})", _after(response))
    if status in _PASSING:
        raise _Again(f"the server failed ({said})")
    if status in (404, 410):
        raise _Other(InputError(f"{address} is not there any more ({said})"))
    if status == 511:
        raise InputError(f"{address} was not reached: this network wants you to log in first ({said})")
    if status in (401, 402, 403, 407, 451):
        raise _Other(
            InputError(f"{address} does not give the file without more ado, which may be to register ({said})")
        )
    raise _Other(InputError(f"{address} answers {said} in place of the file"))


def _after(response: httpx.Response) -> float | None:
    """Seconds that the server asks to wait, from a number or a date."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
    except (TypeError, ValueError):
        return None
    return max((until - datetime.now(until.tzinfo or UTC)).total_seconds(), 0) if until.tzinfo else None


def _continues(response: httpx.Response, start: int, begun: Mapping[str, Any] | None) -> bool:
    """Whether a partial answer begins where ours ends, in the same content."""
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", ""))
    if not start or begun is None or not found or int(found[1]) != start:
        return False
    etag = response.headers.get("ETag")
    return (begun["total"] is None or found[2] in ("*", str(begun["total"]))) and etag in (None, begun["etag"] or etag)


def _receive(
    response: httpx.Response,
    address: str,
    part: Path,
    start: int,
    limit: int,
    patience: Patience,
    progress: Callable[[int], None],
) -> None:
    """The body of an answer behind what is there; nothing is touched before its beginning has been looked at."""
    length = response.headers.get("Content-Length", "")
    total = start + int(length) if length.isdigit() else None
    if (total or 0) > limit:
        raise _Other(InputError(f"{address} is {total:,} bytes long, and at most {limit:,} are expected"))
    chunks = _paced(response.iter_raw(), patience)
    first = b""
    while len(first) < _LOOK and (more := next(chunks, b"")):
        first += more
    if not start:
        if _is_page(first, response):
            raise _page(address, first, response)
        _write(part, {"address": address, **_mark(response), "total": total})
    size = start
    with part.open("ab" if start else "wb") as file:
        chunk: bytes | None = first
        while chunk is not None:
            size += len(chunk)
            if size > limit:
                _forget(part)
                raise _Other(InputError(f"{address} is longer than {limit:,} bytes, the most that is expected"))
            file.write(chunk)
            progress(size)
            chunk = next(chunks, None)
        file.flush()
        os.fsync(file.fileno())
    if total is not None and size != total:
        raise _Again(f"the connection ended after {size:,} of {total:,} bytes")


def _paced(chunks: Iterator[bytes], patience: Patience) -> Iterator[bytes]:
    """The same, for as long as they come fast enough."""
    since, size = time.monotonic(), 0
    for chunk in chunks:
        yield chunk
        size += len(chunk)
        if (passed := time.monotonic() - since) >= patience.read:
            if size < patience.slowest * passed:
                raise _Again(f"fewer than {patience.slowest:g} bytes a second came")
            since, size = time.monotonic(), 0


def _mark(response: httpx.Response) -> dict[str, str | None]:
    """What the server vouches for its content with."""
    return {"etag": response.headers.get("ETag"), "modified": response.headers.get("Last-Modified")}


def _is_page(first: bytes, response: httpx.Response) -> bool:
    page = "html" in response.headers.get("Content-Type", "").lower()
    return bool(_PAGE.match(first)) or (page and first.lstrip().startswith(b"<"))


def _page(address: str, first: bytes, response: httpx.Response) -> _Other:
    title = _TITLE.search(first)
    named = f' ("{" ".join(title[1].decode("utf-8", "replace").split())[:80]}")' if title else ""
    where = f", from {response.url.host}" if response.url.host != urlsplit(address).hostname else ""
    return _Other(
        UnreadableInput(
            f"{address} gives a web page{named}{where} in place of the data; where this network wants you to log in, "
            "do so, else the file has moved"
        )
    )


def _arrived(address: str, target: Path, kept: Mapping[str, Any] | None, told: list[str]) -> Fetched:
    """Give the whole file its name, and say what it is to the one that was here."""
    part = _part(target)
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    begun, size = _record(part, address), part.stat().st_size
    part.replace(target)
    _write(target, {**(begun or {"address": address, "etag": None, "modified": None}), "digest": digest, "size": size})
    _note(part).unlink(missing_ok=True)
    state: Literal["new", "same", "changed"] = "new" if kept is None else "changed"
    if kept is not None and kept["digest"] == digest:
        state = "same"
    return Fetched(address, target, digest, size, state, tuple(told))


def _broken(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "nothing came for too long"
    if isinstance(error, httpx.ConnectError):
        return f"no connection came about ({error})"
    return f"the connection broke ({error})" if str(error) else "the connection broke"


def _kept(target: Path) -> str:
    size = _part(target).stat().st_size if _part(target).is_file() else 0
    return f"; the {size:,} bytes that are here are gone on with" if size else ""


def _safe(name: str) -> str:
    """A plain file name of the last part of an address or path, which can lead nowhere else."""
    last = unquote(urlsplit(name).path).replace("\\", "/").rstrip("/").rpartition("/")[2]
    return re.sub(r"[^\w.()+ -]+", "_", last).lstrip(". ")[:120] or "data"


def _part(target: Path) -> Path:
    return target.with_name(target.name + ".part")


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _record(path: Path, address: str) -> dict[str, Any] | None:
    """What was written down of a file, if it is of the same address."""
    try:
        record: dict[str, Any] = json.loads(_note(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if record.get("address") == address else None


def _write(path: Path, record: Mapping[str, Any]) -> None:
    _note(path).write_text(json.dumps(record, indent=1), encoding="utf-8")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)
