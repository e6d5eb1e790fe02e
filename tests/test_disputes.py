"""Dyad-years from the command line: the onset of disputes between two states, beside the field's baselines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from comity.observatory import Observatory
from commands import run

pytestmark = pytest.mark.filterwarnings("ignore:Cyclopts application invoked")

HEADER = (
    "dispnum,ccode1,ccode2,year,cowmidonset,sidea1,sidea2,orig1,orig2,hiact1,hiact2,hostlev1,hostlev2,"
    "fatality1,fatality2"
)
YEARS = range(1950, 1971)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two rivals who begin something every second year, pairs with a dispute each, and one that never ends."""
    folder = tmp_path_factory.mktemp("disputes")
    began = [(2, 365, year) for year in YEARS if year % 2 == 0]
    began += [
        (200, other, 1950 + number) for number, other in enumerate((40, 70, 90, 100, 130, 160, 220, 325, 339, 345))
    ]
    rows = [(number, one, other, year, 1) for number, (one, other, year) in enumerate(began, 1)]
    rows += [(99, 651, 666, year, int(year == YEARS[0])) for year in YEARS]
    lines = [
        f"{number},{a},{b},{year},{onset},1,0,1,1,7,7,3,3,0,0"
        for number, one, other, year, onset in rows
        for a, b in ((one, other), (other, one))
    ]
    folder.joinpath("cow_mid.csv").write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    with Observatory(folder / "years.duckdb") as observatory:
        observatory.load("cow_mid", folder / "cow_mid.csv")
    return folder / "years.duckdb"


def asked(capsys: pytest.CaptureFixture[str], db: Path, *arguments: str) -> list[dict[str, Any]]:
    status, out, err = run(capsys, *arguments, "--unit", "dyad-year", "--db", str(db), "--json")
    assert (status, err) == (0, "")
    return [json.loads(line) for line in out]


def test_the_year_after_the_data_beside_the_baselines(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = asked(capsys, db, "forecast", "USA", "Russia")
    assert (row["a"], row["b"], row["year"], row["came"]) == ("USA", "RUS", 1971, None)
    assert (row["onsets"], row["first"], row["last"]) == ([*range(1950, 1971, 2)], 1950, 1970)
    assert row["chance"] > 0.2 > row["everybody"]
    assert row["climatology"] > row["everybody"]
    assert 0 < row["peace_years_logit"] < 1
    assert "Palmer" in row["citation"]
    (calm,) = asked(capsys, db, "forecast", "CAN", "BRA")
    assert calm["chance"] < 0.02
    assert calm["onsets"] == []


def test_where_a_dispute_may_go_on_after_the_data_the_answer_says_so(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (row,) = asked(capsys, db, "forecast", "ISR", "EGY")
    assert (row["year"], row["in_dispute"]) == (1971, True)
    (calm,) = asked(capsys, db, "forecast", "CAN", "BRA")
    (past,) = asked(capsys, db, "forecast", "USA", "RUS", "--on", "1961")
    assert (calm["in_dispute"], past["in_dispute"]) == (False, False)
    _, out, _ = run(capsys, "forecast", "ISR", "EGY", "--unit", "dyad-year", "--db", str(db))
    told = " ".join(" ".join(out).split())
    assert "in a dispute in 1970, the last year of the data. Whether it went on into 1971 is not known" in told


def test_an_earlier_year_knows_earlier_years_alone(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = asked(capsys, db, "forecast", "USA", "RUS", "--on", "1961")
    assert (row["year"], row["came"], row["onsets"]) == (1961, False, [*range(1950, 1961, 2)])
    (day,) = asked(capsys, db, "forecast", "USA", "RUS", "--on", "1961-07-01")
    assert day == row


def test_people_see_the_baselines_and_what_to_cite(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "forecast", "USA", "RUS", "--unit", "dyad-year", "--db", str(db))
    told = "\n".join(out)
    assert status == 0
    assert "USA and RUS: whether a dispute begins in 1971" in told
    for name in ("climatology of the pair", "logit on years of peace", "mean of all pairs", "To cite: Palmer"):
        assert name in told


def test_a_backtest_of_years(db: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    (found,) = asked(capsys, db, "backtest", "--from", "1961", "--to", "1970", "-o", str(rows))
    assert (found["first"], found["last"]) == (1961, 1970)
    assert set(found["brier"]) == {"chance", "climatology", "peace_years_logit"}
    assert found["brier"]["chance"] < found["brier"]["peace_years_logit"]
    assert found["over_climatology"]["low"] <= found["over_climatology"]["value"] <= found["over_climatology"]["high"]
    assert sum(one["n"] for one in found["reliability"]) == found["n"]
    assert len(rows.read_text(encoding="utf-8").splitlines()) == found["n"] + 1
    status, out, _ = run(capsys, "backtest", "--unit", "dyad-year", "--from", "1966", "--db", str(db))
    assert status == 0
    assert "Onsets of disputes (cow_mid), 1966 to 1970" in out[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("forecast", "USA", "Atlantis"), "Atlantis"),
        (("forecast", "USA", "United States"), "are the same state"),
        (("forecast", "USA", "RUS", "--on", "1980"), "give a year from 1951 to 1971"),
        (("forecast", "USA", "RUS", "--on", "1950"), "give a year from 1951 to 1971"),
        (("forecast", "ISR", "EGY", "--on", "1960"), "whether one begins is not asked"),
        (("forecast", "USA", "UKR"), "never both members of the state system"),
        (("forecast", "USA", "KWT", "--on", "1955"), "not both members of the state system in 1955"),
        (("forecast", "USA"), "takes two states"),
        (("forecast", "USA", "RUS", "--disputes", "gml_mid"), "are not loaded: comity load gml_mid FILE"),
        (("backtest", "--from", "1940"), "let 1951 to 1970 be tested"),
        (("backtest", "--horizon", "7"), "and nothing else"),
    ],
)
def test_what_cannot_be_forecast_is_said_in_one_line(
    db: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    status, out, err = run(capsys, *arguments, "--unit", "dyad-year", "--db", str(db))
    assert (status, out, err.count("\n")) == (1, [], 1)
    assert words in err
