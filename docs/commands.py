"""The page of all commands, from what ``--help`` says."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator

from cyclopts import App
from rich.console import Console

from comity.cli import app

INTRODUCTION = """\
# Commands

What each command's `--help` says; this page is made from it by `make docs`.

- Each command prints for people. With `--json` it prints one JSON object a line on standard output and nothing else.
- **Exit status**: 0 done; 1 something asked for could not be done, and one line on standard error says what and what
  to do; 2 wrong usage; 130 stopped by Ctrl-C. Nothing is left half done: a reading that was stopped goes on where it
  was when the same command is given again.
- Progress goes to standard error, and only where somebody looks at it, but for the bringing into order of many million
  events, which is told of in any case. Colour stands nowhere alone, is off in pipes, and with `NO_COLOR=1`.
- `comity code` and `comity read` take several locations. What cannot be used is refused with its reason and takes
  nothing else with it; where not one report was found, or a location is not there, the status is 1.
- `COMITY_DB` names the observatory's file where `--db` does not; `COMITY_ENDPOINT`, `COMITY_MODEL` and `COMITY_KEY` are
  for the [remote coder](remote.md) alone.
- `comity --install-completion` teaches your shell the commands and options.
"""


def commands(of: App = app, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, in the order of the alphabet: ``("score", "pairs")``."""
    for name in sorted(of):
        if name.startswith("-"):
            continue
        below = list(commands(of[name], (*before, name)))
        yield from below or [(*before, name)]


def shown(words: tuple[str, ...]) -> str:
    """What ``comity WORDS --help`` prints, 100 columns wide and without lines around it."""
    paper = io.StringIO()
    with contextlib.redirect_stdout(paper):
        app.help_print(words, console=Console(file=paper, width=100, no_color=True, force_terminal=False))
    return paper.getvalue()


def page() -> str:
    """The page as Markdown."""
    return "\n".join([INTRODUCTION, *(_entry(words) for words in commands())])


def _entry(words: tuple[str, ...]) -> str:
    lines = [re.sub(r"^[╭╰│]─?|[╮╯│]$", "", line).rstrip(" ─") for line in shown(words).splitlines()]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return f"## comity {' '.join(words)}\n\n```text\n{text}\n```\n"
