"""The documentation names what is there, and all that is there is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs import commands
from docs.generate import PAGES

PROJECT = Path(__file__).parent.parent
WRITTEN = [PROJECT / "README.md", *sorted(PROJECT.joinpath("docs").rglob("*.md"))]
GROUPS = {words[:-1] for words in commands.commands() if words[1:]}


def named(text: str) -> set[tuple[str, ...]]:
    """The commands that a page tells its reader to give, as code between backticks or in a block of commands."""
    code = re.findall(r"```(?:sh|bash|console|shell)\n(.*?)```", text, re.DOTALL)
    lines = [*re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))]
    lines += [line for block in code for line in block.splitlines()]
    found = set()
    for line in lines:
        for words in re.findall(r"(?:^|[|&;$] *)(?:\S*/bin/)?comity((?: [a-z][a-z-]*)+)", line.strip()):
            given = tuple(words.split())
            found.add(given[:2] if given[:1] in GROUPS else given[:1])
    return found


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_command_that_is_named_exists(page: Path) -> None:
    there = {*commands.commands(), *GROUPS}
    assert sorted(named(page.read_text(encoding="utf-8")) - there) == []


def test_every_command_is_documented() -> None:
    text = PROJECT.joinpath("docs", "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^## comity (.+)$", text, re.MULTILINE) == [" ".join(words) for words in commands.commands()]


def test_the_page_of_commands_is_up_to_date() -> None:
    written = PROJECT.joinpath("docs", "commands.md").read_text(encoding="utf-8")
    assert written == PAGES["commands.md"](), "docs/commands.md is stale: run make docs"


def test_the_words_of_commands_are_found_in_pages() -> None:
    page = (
        "Run `comity code FILE`, then\n```sh\n.venv/bin/comity score pairs x\ncat a | comity read -\n```\n`comity: no`"
    )
    assert named(page) == {("code",), ("score", "pairs"), ("read",)}


@pytest.mark.parametrize("words", list(commands.commands()), ids=" ".join)
def test_help_says_what_each_parameter_means(words: tuple[str, ...]) -> None:
    text = commands.shown(words)
    assert len(text.splitlines()[2].split()) > 3
    assert re.findall(r"^│ \*?\s{0,3}((?:\S+ )*--\S+(?: [A-Z]+)?)\s*(?:\[.*)?│$", text, re.MULTILINE) == []
