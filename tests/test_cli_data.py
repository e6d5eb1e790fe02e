"""load, datasets and measure as commands: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import run
from publishers import GOOD, nmc


@pytest.fixture
def db(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    path = str(tmp_path / "comity.duckdb")
    assert run(capsys, "load", "cow_nmc", str(nmc(tmp_path, GOOD)), "--db", path)[0] == 0
    return path


def test_load_tells_what_was_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, db = str(nmc(tmp_path, GOOD)), str(tmp_path / "new.duckdb")
    status, out, _ = run(capsys, "load", "cow_nmc", file, "--db", db, "--json")
    row = json.loads(out[0])
    assert (status, len(out), row["dataset"], row["kept"], row["new"]) == (0, 1, "cow_nmc", 3, True)
    status, out, _ = run(capsys, "load", "cow_nmc", file, "--db", db)
    assert (status, out) == (0, ["National Material Capabilities: this file is kept already, 2012 to 2012"])


def test_load_without_a_file_says_where_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, told = run(capsys, "load", "un_votes")
    assert (status, out) == (1, [])
    assert "https://doi.org/10.7910/DVN/LEJUQZ" in told
    assert "comity load un_votes FILE" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("load", "nonsense", "x.csv"), "there is no dataset 'nonsense': choose one of"),
        (("load", "atop", "not-there.csv"), "not-there.csv does not exist"),
        (("measure", "capabilities", "--pair", "CHN"), "'CHN' is no pair"),
        (("measure", "capabilities", "--from", "2013", "--to", "2012"), "--from 2013 lies after --to 2012"),
        (("measure", "trade_dependence"), "comity load cow_trade FILE"),
    ],
)
def test_what_cannot_be_done_takes_one_line(
    db: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    status, out, error = run(capsys, *arguments, "--db", db)
    assert (status, out, error.count("\n")) == (1, [], 1)
    assert told in error


def test_measure_prints_one_row_a_line(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, error = run(capsys, "measure", "capabilities", "--pair", "USA,China", "--db", db, "--json")
    rows = [json.loads(line) for line in out]
    assert status == 0
    assert error.startswith("cite: Singer, J. David")
    assert error.count("\n") == 1
    assert [(row["a"], row["year"], row["components"]) for row in rows] == [("CHN", 2012, 6), ("USA", 2012, 6)]
    assert list(rows[0])[:2] == ["a", "year"]


def test_measure_writes_a_file(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "measure", "capabilities", "--db", db, "-o", str(tmp_path / "cinc.csv"))
    assert status == 0
    assert out[1].startswith("Singer, J. David")
    assert (tmp_path / "cinc.csv").read_text(encoding="utf-8").startswith("a,year,ccode,cinc,")


def test_datasets_lists_what_is_loaded(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "datasets", "--db", db, "--json")
    rows = {row["name"]: row for row in map(json.loads, out)}
    assert [one["kept"] for one in rows["cow_nmc"]["loaded"]] == [3]
    assert rows["atop"]["loaded"] == []
    assert all(row["licence"] and row["citation"] for row in rows.values())
    _, people, _ = run(capsys, "datasets", "--db", db)
    assert any("loaded: NMC.csv, 3 rows, 2012 to 2012" in line for line in people)


def test_datasets_needs_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "datasets", "--db", str(tmp_path / "none.duckdb"))
    assert status == 0
    assert out
    assert not (tmp_path / "none.duckdb").exists()


def test_one_dataset_shows_what_was_set_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = str(tmp_path / "comity.duckdb")
    run(capsys, "load", "cow_nmc", str(nmc(tmp_path, [*GOOD, GOOD[0]])), "--db", db)
    _, out, _ = run(capsys, "datasets", "cow_nmc", "--db", db, "--json")
    (row,) = map(json.loads, out)
    assert [(one["row"], one["reason"]) for one in row["set_apart"]] == [(4, "repeats data row 1")]
    _, people, _ = run(capsys, "datasets", "cow_nmc", "--db", db)
    assert people[-1].startswith("    NMC.csv, data row 4: repeats data row 1: 2,2012,")
    status, _, told = run(capsys, "datasets", "nonsense", "--db", db)
    assert (status, "there is no dataset 'nonsense'" in told) == (1, True)
