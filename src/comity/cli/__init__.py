"""The command line: thin over :mod:`comity.observatory`. What is heavy is imported only where it is used.

Exit status: 0 done; 1 something asked for could not be done, and one line on stderr says what and what to do; 2 wrong
usage; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from cyclopts import CycloptsError
from cyclopts.exceptions import MissingArgumentError

from comity.cli import data as data
from comity.cli import forecast as forecast
from comity.cli import panel as panel
from comity.cli import serve as serve
from comity.cli.commands import app
from comity.errors import ComityError

__all__ = ["app", "main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, with the words that this process was started with unless others are given.

    Leaves with the exit status where it is not 0.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        given = sys.argv[1:] if arguments is None else list(arguments)
        app(given, exit_on_error=False, print_error=False, verbose=False, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError as error:
        _leave(2, _usage(error))
    except ComityError as error:
        _leave(error.exit_status, str(error))
    except KeyboardInterrupt:
        _leave(130, "stopped; nothing is left half done, and the same command goes on")
    except BrokenPipeError:
        _forget_stdout()
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _leave(1, f"{where}{(error.strerror or str(error)).lower()}")


def _leave(status: int, message: str) -> None:
    """Say it on one line, without the control characters that a file's name may hold, and go."""
    words = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in " ".join(message.split()))
    try:
        sys.stdout.flush()
    except OSError:
        _forget_stdout()
    print(f"comity: {words}", file=sys.stderr)
    sys.exit(status)


def _forget_stdout() -> None:
    """Nobody reads it any more (| head), or its disk is full: Python would complain again while it closes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage(error: CycloptsError) -> str:
    command = " ".join(("comity", *(error.command_chain or ())))
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        name = error.argument.name
        given = bool(error.keyword or error.argument.tokens)
        missing = f"{name} needs a value" if given else f"{_shown(error)} is missing"
        return f"{missing}; see {command} --help"
    message = str(error)
    return f"{message if message.endswith('...') else message.rstrip('.')}; see {command} --help"


def _shown(error: MissingArgumentError) -> str:
    assert error.argument is not None
    if error.argument.field_info.is_positional:
        return error.argument.name.lstrip("-").upper()
    return error.argument.name
