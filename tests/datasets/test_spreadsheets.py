"""Publishers' spreadsheets: the sheet that is meant, its header wherever it stands, cells as they are meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.csv as pv
import pytest

from comity import datasets
from comity.errors import InputError, UnreadableInput
from comity.panel import stata
from layouts import FILES, FOLDER
from workbooks import Cell, workbook

MADDISON: list[list[Cell]] = [
    ["countrycode", "country", "region", "year", "gdppc", "pop"],
    ["CHN", "China", "East Asia", 2022, 16000.5, 1411000],
    ["USA", "United States", "Western Offshoots", 2022, None, 333000],
]


def trips() -> list[list[Cell]]:
    """The made-up journeys, with days as a spreadsheet has them."""
    (one,) = [each for each in FILES if each.dataset == "colt"]
    rows: list[list[Cell]] = [list(line.split(",")) for line in one.text.splitlines()[:2]]
    rows[1] = [date(2013, 3, 22) if cell == "3/22/2013" else cell for cell in rows[1]]
    rows[1] = [date(2013, 3, 24) if cell == "3/24/2013" else cell for cell in rows[1]]
    return rows


def test_the_sheet_that_is_meant_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "mpd2023_web.xlsx", {"Notes": [["Read me"]], "Full data": MADDISON})
    rows = datasets.load("maddison", path).rows.to_pylist()
    assert [(row["iso"], row["year"], row["gdp_per_head"], row["population"]) for row in rows] == [
        ("CHN", 2022, 16000.5, 1411000),
        ("USA", 2022, None, 333000),
    ]


def test_lines_above_the_header_are_passed_over(tmp_path: Path) -> None:
    above: list[list[Cell]] = [["Maddison Project Database"], [], ["release of 2023", None, 3]]
    path = workbook(tmp_path / "mpd.xlsx", {"Full data": [*above, *MADDISON]})
    assert datasets.load("maddison", path).read == 2


def test_days_of_a_spreadsheet_are_days(tmp_path: Path) -> None:
    path = workbook(tmp_path / "colt.xlsx", {"Codebook": [["x"]], "Master": trips()})
    (row,) = datasets.load("colt", path).rows.to_pylist()
    assert (row["begin"], row["end"]) == (date(2013, 3, 22), date(2013, 3, 24))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["country", "year"], ["CHN", 2022]], "has no header that begins with"),
        ([MADDISON[0], [*MADDISON[1], "spare"]], r"row 2: cells beside the columns"),
        ([["countrycode", None, "year"], ["CHN", "x", 2022]], "the header of the sheet 'Full data' has gaps"),
        ([["countrycode", "year", "year"], ["CHN", 1, 2]], "a name twice"),
        ([], "has no header"),
        ([MADDISON[0], ["CHN", "China", "Asia", "2022", "dear", 1]], "data row 1: gdp_per_head is dear, which is no"),
        ([MADDISON[0], ["QQQ", "Nowhere", "Asia", 2022, 1, 1]], "iso is QQQ, a code that ISO 3166 does not have"),
    ],
)
def test_a_sheet_that_is_something_else_is_refused(tmp_path: Path, rows: list[list[Cell]], told: str) -> None:
    path = workbook(tmp_path / "mpd.xlsx", {"Full data": rows})
    with pytest.raises(InputError, match=told):
        datasets.load("maddison", path)


@pytest.mark.parametrize(("dataset", "name"), [("polity", "p5v2018.xls"), ("eusanct", "EUSANCT_Dataset_Dyadic.xls")])
def test_the_older_form_of_a_workbook_says_the_same_as_text(dataset: str, name: str) -> None:
    old = datasets.load(dataset, FOLDER / dataset / name)
    text = datasets.load(dataset, FOLDER / dataset / name.replace(".xls", ".csv"))
    assert old.rows.equals(text.rows)


def test_the_older_form_cut_off_is_refused_or_accounted_for(tmp_path: Path) -> None:
    whole = (FOLDER / "polity" / "p5v2018.xls").read_bytes()
    for at in range(8, len(whole) - 1, len(whole) // 12):
        path = tmp_path / "p5v2018.xls"
        path.write_bytes(whole[:at])
        with pytest.raises(InputError):
            datasets.load("polity", path)


def test_a_stata_file_says_the_same_as_text(tmp_path: Path) -> None:
    text = FOLDER / "gsdb" / "GSDB_V4_dyadic.csv"
    rows = pv.read_csv(text)
    path = tmp_path / "GSDB_V4_dyadic.dta"
    with path.open("wb") as file:
        stata.write(rows, file)
    assert datasets.load("gsdb", path).rows.equals(datasets.load("gsdb", text).rows)


def test_a_cut_off_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "mpd.xlsx", {"Full data": MADDISON})
    whole = path.read_bytes()
    for at in range(50, len(whole) - 1, len(whole) // 15):
        path.write_bytes(whole[:at])
        with pytest.raises(UnreadableInput):
            datasets.load("maddison", path)


def test_a_workbook_with_flipped_bytes_is_refused_or_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "mpd.xlsx", {"Full data": MADDISON})
    whole = path.read_bytes()
    for at in range(30, len(whole), len(whole) // 60):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            loaded = datasets.load("maddison", path)
        except InputError:
            continue
        assert loaded.read == loaded.rows.num_rows + loaded.rejected.num_rows
