"""The command line: thin over :mod:`comity.observatory`. What is heavy is imported only where it is used.

Exit status: 0 done; 1 something asked for could not be done, and one line on stderr says what and what to do; 2 wrong
usage; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys

from cyclopts import CycloptsError

from comity.cli import forecast as forecast
from comity.cli.commands import app
from comity.errors import ComityError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line and leave with its exit status."""
    try:
        app(exit_on_error=False)
        sys.stdout.flush()
    except CycloptsError:
        sys.exit(2)
    except ComityError as error:
        print(f"comity: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        print("comity: stopped; what was read until here is kept", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has gone (| head): Python would complain again while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
