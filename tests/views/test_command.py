"""The dossier from the command line: what is written, and what is said where it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comity.cli import main
from scenes import kept

from .conftest import SCENE

pytestmark = pytest.mark.filterwarnings("ignore:Cyclopts application invoked")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("command")
    kept(folder, SCENE)
    return folder / "scene.duckdb"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["comity", *arguments])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.mark.parametrize("ending", ["html", "md", "json"])
def test_the_ending_names_the_form(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    path = tmp_path / f"pair.{ending}"
    assert run(monkeypatch, "dossier", "China", "RUS", "--db", str(db), "-o", str(path)) == 0
    assert path.name in capsys.readouterr().out.replace("\n", "")
    assert "China and Russia" in path.read_text(encoding="utf-8")


def test_json_is_one_line_on_stdout(
    db: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "dossier", "CHN", "RUS", "--db", str(db), "--json") == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out)["title"] == "China and Russia"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("CHN", "Atlantis"), "no actor is named 'Atlantis'"),
        (("CHN", "China"), "the same actor"),
        (("CHN", "RUS", "--since", "2024-02-01", "--until", "2024-01-01"), "lies after"),
        (("CHN", "RUS", "-o", "pair.txt"), "names no format"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    db: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    words: str,
) -> None:
    assert run(monkeypatch, "dossier", *arguments, "--db", str(db)) == 1
    told = capsys.readouterr()
    assert told.err.startswith("comity: ")
    assert words in told.err
    assert (told.err.count("\n"), told.out) == (1, "")
