"""comity panel: what it prints and writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import commands
from panel.conftest import ATOP, NMC, Filled

ALLIES = ["2,20,1950,1,0,0,0,1", "20,2,1950,0,0,0,0,1"]
CAPABLE = ["USA,2,1950,1,2,3,4,5,6,0.3,2021", "USA,2,1951,1,2,3,4,5,6,0.32,2021"]


@pytest.fixture
def db(filled: Filled, tmp_path: Path) -> str:
    filled(atop=(ATOP, ALLIES), cow_nmc=(NMC, CAPABLE)).__exit__(None, None, None)
    return str(tmp_path / "small.duckdb")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    return commands.run(capsys, "panel", *arguments)


def test_rows_come_one_a_line_and_citations_apart(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, told = run(
        capsys, "--unit", "dyad-year", "--from", "1950", "--to", "1951", "--pair", "USA,Canada",
        "--add", "atop:defense", "--add", "cow_nmc:cinc", "--lag", "cinc_a",
        "--spells", "defense_ab", "--db", db, "--json",
    )  # fmt: skip
    assert status == 0
    assert [json.loads(line) for line in out] == [
        {"a": "USA", "b": "CAN", "ccode_a": 2, "ccode_b": 20, "year": 1950, "defense_ab": 1, "defense_ba": 0,
         "cinc_a": 0.3, "cinc_b": None, "defense_ab_t": 0, "defense_ab_t2": 0, "defense_ab_t3": 0, "cinc_a_lag1": None},
        {"a": "USA", "b": "CAN", "ccode_a": 2, "ccode_b": 20, "year": 1951, "defense_ab": None, "defense_ba": None,
         "cinc_a": 0.32, "cinc_b": None, "defense_ab_t": None, "defense_ab_t2": None, "defense_ab_t3": None,
         "cinc_a_lag1": 0.3},
    ]  # fmt: skip
    assert [line[:12] for line in told.splitlines()] == ["cite: Leeds,", "cite: Singer"]


def test_a_file_is_written_and_people_are_told_what_it_rests_on(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "panel.parquet"
    status, out, _ = run(
        capsys, "--from", "1950", "--to", "1951", "--add", "cow_nmc", "--where", "a = 'USA'", "-o", str(file),
        "--db", db,
    )  # fmt: skip
    table = pq.read_table(file)
    assert (status, set(table["a"].to_pylist())) == (0, {"USA"})
    assert out[0] == f"{file} is written: {table.num_rows} rows, {table.num_columns} columns"
    assert out[1] == "    cow_nmc: 1950 to 1951; a row that is not there is missing"
    assert out[2].startswith("cite: Singer")
    _, out, _ = run(capsys, "--from", "1950", "--to", "1951", "-o", str(file), "--db", db, "--json")
    assert json.loads(out[0])["columns"] == ["a", "b", "ccode_a", "ccode_b", "year"]


def test_people_see_the_first_rows_and_what_to_cite(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(
        capsys, "--unit", "state-year", "--from", "1950", "--to", "1950", "--state", "USA", "--add", "cow_nmc:cinc",
        "--db", db,
    )  # fmt: skip
    assert (status, out[1].split()) == (0, ["USA", "2", "1950", "0.3"])
    assert out[2].startswith("Singer")


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("--to", "1950"), 2, "--from is missing"),
        (("--from", "1951", "--to", "1950"), 1, "--from 1951 lies after --to 1950"),
        (("--from", "1950", "--to", "1950", "--unit", "dyad-decade"), 2, "dyad-decade"),
        (("--from", "1950", "--to", "1950", "--pair", "CHN"), 1, "'CHN' is no pair"),
        (("--from", "1950", "--to", "1950", "--lag", "year:x"), 1, "as --lag cinc_a:2"),
        (("--from", "1950", "--to", "1950", "--add", "nonsense"), 1, "there is nothing called 'nonsense' to add"),
        (("--from", "1950", "--to", "1950", "-o", "panel.xlsx"), 1, "the ending names no format"),
    ],
)
def test_what_cannot_be_done_takes_one_line(
    db: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int, told: str
) -> None:
    left, out, error = run(capsys, *arguments, "--db", db)
    assert (left, out, error.count("\n")) == (status, [], 1)
    assert told in error


def test_one_state_alone_is_no_pair(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, told = run(capsys, "--from", "1950", "--to", "1951", "--state", "USA", "--db", db)
    assert (status, out) == (1, [])
    assert "USA alone is no pair" in told


def test_states_that_were_never_there_together_are_told(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, why in (
        (("--pair", "DEU,DDR", "--from", "1950", "--to", "1953"), "there is no dyad-year from 1950 to 1953"),
        (("--unit", "state-year", "--state", "UKR", "--from", "1850", "--to", "1852"), "there is no state-year"),
    ):
        status, out, told = run(capsys, *arguments, "--json", "--db", db)
        assert (status, out, told.count("\n")) == (1, [], 1)
        assert why in told
