"""What README and docs show is what comity does: their examples run, and their links lead somewhere.

In a page, a block that names a file after its language (```text talks.txt) writes that file, ```console runs commands
of comity and compares what they print (``...`` stands for what is left out), ```python runs as it stands, or line by
line where it has prompts. The blocks of a page run in order, in one empty folder.
"""

from __future__ import annotations

import doctest
import io
import re
import shlex
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest

from comity.cli import main

pytestmark = pytest.mark.filterwarnings("ignore:Cyclopts application invoked")

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(ROOT.joinpath("docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
FILES = {"text", "json", "yaml", "csv"}
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

Run = Callable[..., str]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path) -> list[tuple[str, str | None, str]]:
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [(language, file or None, body) for language, file, body in found]


EXAMPLES = [page for page in PAGES if {"console", "python"} & {language for language, _, _ in blocks(page)}]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        folder.joinpath("printed.txt").write_text(run(patch, "demo"), encoding="utf-8")
    return folder / "demo-out"


def run(patch: pytest.MonkeyPatch, *arguments: str) -> str:
    """What a command of comity prints, on both streams."""
    patch.setattr("sys.argv", ["comity", *arguments])
    patch.setenv("COLUMNS", "120")
    patch.delenv("COMITY_DB", raising=False)
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed), suppress(SystemExit):
        main()
    return printed.getvalue()


def commands(body: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it is said to print."""
    parts = re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]
    return [(command, expected) for command, _, expected in (part.partition("\n") for part in parts)]


def without_padding(printed: str) -> str:
    return "\n".join(line.rstrip() for line in printed.splitlines() if line.strip()) + "\n"


@pytest.mark.parametrize("page", EXAMPLES, ids=name)
def test_the_examples_of_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    if "demo-out" in page.read_text(encoding="utf-8"):
        shutil.copytree(request.getfixturevalue("demo"), tmp_path / "demo-out")
    checker = doctest.OutputChecker()
    names: dict[str, object] = {}
    for number, (language, file, body) in enumerate(blocks(page), 1):
        if file and language in FILES:
            tmp_path.joinpath(file).parent.mkdir(parents=True, exist_ok=True)
            tmp_path.joinpath(file).write_text(body, encoding="utf-8")
        elif language == "console":
            for command, expected in commands(body):
                program, *arguments = shlex.split(command)
                assert program == "comity", f"{name(page)}: {command} is no command of comity: make it a sh block"
                printed = without_padding(run(monkeypatch, *arguments))
                wanted = without_padding(expected)
                assert checker.check_output(wanted, printed, FLAGS), f"$ {command}\nshown:\n{wanted}\ntrue:\n{printed}"
        elif language == "python" and ">>>" in body:
            test = doctest.DocTestParser().get_doctest(body, names, f"{name(page)}, block {number}", None, None)
            told = io.StringIO()
            result = doctest.DocTestRunner(optionflags=FLAGS).run(test, out=told.write, clear_globs=False)
            names.update(test.globs)
            assert result.failed == 0, told.getvalue()
        elif language == "python":
            exec(compile(body, f"{name(page)}, block {number}", "exec"), names)


def test_what_the_readme_quotes_of_the_demo_is_what_it_says(demo: Path) -> None:
    """Numbers apart: they move with every change of the coder, and are brought up to date with a release."""

    def numberless(text: str) -> str:
        return " ".join(re.sub(r"[\d,.+−]*\d", "N", text).split())

    printed = numberless(demo.parent.joinpath("printed.txt").read_text(encoding="utf-8"))
    quoted = next(
        body for language, file, body in blocks(ROOT / "README.md") if language == "text" and "that ship" in body
    )
    parts = [numberless(part) for part in re.split(r"\n\n|\[\.\.\.\]|file:", quoted) if "demo-out" not in part]
    assert [part for part in parts if part not in printed] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    lost = []
    for target in LINK.findall(text):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        file = page.parent.joinpath(path).resolve() if path else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            lost.append(target)
    assert lost == []


def anchors(page: Path) -> set[str]:
    """The names that GitHub gives to the headings of a page."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", sorted(ROOT.joinpath("docs", "guide").glob("*.md")), ids=name)
def test_a_page_of_the_guide_can_be_read_in_one_sitting(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) < 150


def test_every_page_of_the_guide_is_reached_from_the_index() -> None:
    index = ROOT.joinpath("docs", "index.md").read_text(encoding="utf-8")
    reached = {Path(target).name for target in LINK.findall(index)}
    assert {page.name for page in ROOT.joinpath("docs", "guide").glob("*.md")} <= reached


def test_the_tables_that_the_guide_lists_have_these_columns() -> None:
    from comity.observatory import Observatory

    guide = ROOT.joinpath("docs", "guide", "6-data-out.md").read_text(encoding="utf-8")
    listed = re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", guide, re.MULTILINE | re.DOTALL)
    with Observatory(":memory:") as observatory:
        tables = observatory.tables()
    told = {
        table: {
            column for row in re.findall(r"^\| (`.+?) \|", body, re.MULTILINE) for column in re.findall(r"`(\w+)`", row)
        }
        for table, body in listed
    }
    assert told == {table: set(rows.schema.names) for table, rows in tables.items()}
