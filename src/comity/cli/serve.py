"""The command that shows all of it in a browser: serve."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from comity.cli.commands import DB, Actors, Db, Json, _one_thread, _open, _print, app


@app.command
def serve(
    *,
    port: Annotated[int, Parameter(validator=Number(gte=0, lte=65535))] = 8765,
    actors: Actors = None,
    db: Db = DB,
    as_json: Json = False,
) -> None:
    """Show pairs, dossiers, what is loaded and the record of forecasts in a browser, until Ctrl-C.

    Only this machine can look, at 127.0.0.1; nothing is fetched from anywhere. The file stays free for other commands:
    what they bring is there when a page is loaded again.

    Parameters
    ----------
    port
        Where to listen; 0 takes any that is free.
    """
    from comity.cli import show
    from comity.web.server import serving
    from comity.web.site import Site

    _one_thread()
    with _open(db, actors, read_only=True):
        pass
    with suppress(KeyboardInterrupt), serving(Site(db, actors or ()), port) as server:
        _print({"address": server.address}, as_json, lambda: show.line(f"{server.address} shows {db}; Ctrl-C ends it"))
        server.serve_forever()
    if not as_json:
        show.line("ended")
