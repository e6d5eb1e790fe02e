"""A publisher's web server on this machine, which answers as a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar


class Handler(BaseHTTPRequestHandler):
    """Answers as the test has told the server to; keeps what was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Publisher)
        server.asked.append({name.lower(): value for name, value in self.headers.items()} | {"path": self.path})
        with suppress(BrokenPipeError, ConnectionResetError):
            server.answer(self, len(server.asked))

    def log_message(self, *_: object) -> None:
        pass

    def send(self, status: int, body: bytes = b"", *, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length not in (None, len(body)):
            self.close_connection = True

    def file(self, data: bytes, etag: str = '"one"') -> None:
        """As a good server gives a file: from where it is asked to, while its content is still the same."""
        asked, vouched = self.headers.get("Range"), self.headers.get("If-Range")
        if self.headers.get("If-None-Match") == etag:
            self.send_response(304)
            self.end_headers()
        elif asked and vouched == etag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            span = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self.send(206, data[start:], ETag=etag, Content_Range=span)
        else:
            self.send(200, data, ETag=etag)


class Publisher(ThreadingHTTPServer):
    """A server that keeps what it was asked."""

    daemon_threads = True
    asked: list[dict[str, str]]
    answer: Callable[[Handler, int], None]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/data/NMC.csv"


S = TypeVar("S", bound=ThreadingHTTPServer)


@contextmanager
def running(server: S) -> Iterator[S]:
    """Serve in a thread until the block ends."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def publisher(answer: Callable[[Handler, int], None]) -> AbstractContextManager[Publisher]:
    server = Publisher(("127.0.0.1", 0), Handler)
    server.asked, server.answer = [], answer
    return running(server)
