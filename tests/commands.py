"""The command line, run in this process."""

from __future__ import annotations

import pytest

from comity.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    """The exit status, the lines of stdout and stderr of a command."""
    try:
        main(arguments)
        status = 0
    except SystemExit as left:
        status = int(left.code or 0)
    printed = capsys.readouterr()
    return status, printed.out.splitlines(), printed.err
