"""HTTP on the loopback: the address is 127.0.0.1 alone, and only who names it so is answered.

A page of another site could make a browser ask this server, or let its own name lead here (DNS rebinding). Such a
request comes with another name in ``Host``, or is marked as cross-site by the browser: both are refused, as is all that
is not GET. Nothing that is answered may run a script, fetch anything, or be put into a frame.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from comity.errors import InputError
from comity.web.site import Page, Site, message

ADDRESS = "127.0.0.1"
PORT = 8765

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Server(ThreadingHTTPServer):
    """Serves a site on the loopback; a slow reader keeps nobody else waiting."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        super().__init__((ADDRESS, port), _Handler)

    @property
    def address(self) -> str:
        """Where to look."""
        return f"http://{ADDRESS}:{self.server_port}/"


@contextmanager
def serving(site: Site, port: int = PORT) -> Iterator[Server]:
    """A server that listens; ``serve_forever`` lets it answer.

    Raises:
        InputError: the port cannot be had.
    """
    try:
        server = Server(site, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InputError(
                f"port {port} is taken by another program: give another one (--port {port + 1})"
            ) from error
        if error.errno == errno.EACCES:
            raise InputError(f"port {port} is for the system alone: give one from 1024 on (--port {PORT})") from error
        raise
    with server:
        yield server


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = 30

    def do_GET(self) -> None:
        own = {f"{name}:{self.server.server_port}" for name in (ADDRESS, "localhost")}
        if len(hosts := self.headers.get_all("Host", [])) != 1 or hosts[0].lower() not in own:
            self._answer(message(HTTPStatus.FORBIDDEN, f"This page is for {self.server.address} alone."))
        elif self.headers.get("Sec-Fetch-Site", "none").lower() == "cross-site":
            self._answer(message(HTTPStatus.FORBIDDEN, "A page of another site asked for this one."))
        else:
            self._answer(self.server.site.page(self.path))

    def _refuse(self) -> None:
        self._answer(message(HTTPStatus.METHOD_NOT_ALLOWED, "Pages can be read here, and nothing else."))

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _refuse

    def _answer(self, page: Page) -> None:
        body = page.html.encode("utf-8", "replace")
        with suppress(OSError):
            self.send_response(page.status)
            if page.status is HTTPStatus.METHOD_NOT_ALLOWED:
                self.send_header("Allow", "GET")
            if page.location is not None:
                self.send_header("Location", page.location)
            for name, value in HEADERS.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    def version_string(self) -> str:
        """The name of the server, without the versions of what it runs on."""
        return "comity"

    def log_message(self, *_: object) -> None:
        """Nothing is written down of who looked at what."""
