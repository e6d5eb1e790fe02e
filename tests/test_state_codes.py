"""State codes by date: the traps one by one, and every number in every year against the published lists."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from comity import states
from comity.errors import InputError, UnknownActor
from comity.states import System

TRAPS = [
    # number, first and last year, state
    ("cow", 255, 1816, 1945, "DEU"), ("cow", 260, 1955, 1990, "DEU"), ("cow", 255, 1990, 2024, "DEU"),
    ("cow", 265, 1954, 1990, "DDR"), ("gw", 260, 1949, 2024, "DEU"), ("gw", 265, 1949, 1990, "DDR"),
    ("cow", 678, 1926, 1990, "YEM"), ("cow", 679, 1990, 2024, "YEM"), ("cow", 680, 1967, 1990, "YMD"),
    ("gw", 678, 1918, 2024, "YEM"), ("gw", 680, 1967, 1990, "YMD"),
    ("cow", 345, 1878, 1917, "SRB"), ("cow", 345, 1918, 1941, "YUG"), ("cow", 345, 1944, 2002, "YUG"),
    ("cow", 345, 2003, 2005, "SCG"),
    ("cow", 345, 2006, 2024, "SRB"), ("gw", 340, 2006, 2024, "SRB"), ("gw", 345, 1918, 2002, "YUG"),
    ("cow", 347, 2008, 2024, "XKX"), ("cow", 341, 2006, 2024, "MNE"),
    ("cow", 365, 1816, 2024, "RUS"), ("gw", 365, 1816, 2024, "RUS"),
    ("cow", 816, 1954, 2024, "VNM"), ("cow", 817, 1954, 1975, "RVN"),
    ("cow", 315, 1918, 1939, "CSK"),
    ("cow", 315, 1945, 1992, "CSK"), ("cow", 316, 1993, 2024, "CZE"), ("cow", 317, 1993, 2024, "SVK"),
    ("cow", 625, 1956, 2024, "SDN"), ("cow", 626, 2011, 2024, "SSD"),
    ("cow", 713, 1949, 2024, "TWN"), ("cow", 710, 1860, 2024, "CHN"),
    ("cow", 300, 1816, 1918, "AUH"), ("cow", 511, 1963, 1964, "ZAN"), ("cow", 730, 1887, 1905, "JOSEON"),
]  # fmt: skip


@pytest.mark.parametrize(("system", "number", "first", "last", "code"), TRAPS)
def test_a_number_stands_for_one_state_in_its_time(
    system: System, number: int, first: int, last: int, code: str
) -> None:
    assert {states.state(system, number, year) for year in range(first, last + 1)} == {code}
    assert all(number in states.members(system, year) for year in range(first, last + 1))


@pytest.mark.parametrize(
    ("code", "year", "number"),
    [
        ("DEU", 1944, 255), ("DEU", 1950, None), ("DEU", 1954, None), ("DEU", 1989, 260), ("DEU", 1990, 255),
        ("DDR", 1989, 265), ("DDR", 1990, 265), ("DDR", 1991, None), ("YEM", 1989, 678), ("YEM", 1990, 679),
        ("YUG", 1917, None), ("YUG", 1918, 345), ("YUG", 1943, None), ("SRB", 1990, None), ("SCG", 2003, 345),
        ("SRB", 2006, 345), ("RUS", 1985, 365), ("UKR", 1985, None), ("CSK", 1992, 315), ("CZE", 1992, None),
        ("SSD", 2010, None), ("SSD", 2011, 626), ("RVN", 1976, None), ("XKX", 2007, None),
    ],
)  # fmt: skip
def test_a_state_goes_by_one_number_of_cow(code: str, year: int, number: int | None) -> None:
    assert states.number("cow", code, year) == number


def test_germany_has_two_codes_while_it_is_divided() -> None:
    for year in range(1955, 1990):
        assert {states.state("cow", one, year) for one in (260, 265)} == {"DEU", "DDR"}
        assert 255 not in states.members("cow", year)


def test_outside_its_dates_a_number_stands_for_who_held_it_nearest() -> None:
    assert states.state("cow", 369, 1946) == "UKR"
    assert states.state("cow", 345, 1942) == "YUG"
    assert states.state("cow", 999, 1990) is None


@pytest.mark.parametrize("system", states.SYSTEMS)
def test_every_member_of_a_year_is_one_state_and_goes_by_one_number(system: System) -> None:
    for row in states.table(system, range(1816, 2025)).to_pylist():
        assert row["state"] is not None
        assert not row["current"] or row["member"]
    for year in (1816, 1914, 1990, 2003, 2020):
        rows = [row for row in states.table(system, [year]).to_pylist() if row["current"]]
        assert len({row["state"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("system", "file", "column"), [("cow", "cowstates.csv", "cowcode"), ("gw", "gwstates.csv", "gwcode")]
)
def test_members_are_those_of_the_published_list(shared: Path, system: System, file: str, column: str) -> None:
    with (shared / "data" / "structure" / "states_pkg" / file).open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    differ = {}
    for year in range(1816, 2020):
        listed = {int(row[column]) for row in rows if int(row["start"][:4]) <= year <= int(row["end"][:4])}
        if unlike := listed ^ set(states.members(system, year)):
            differ[year] = unlike
    assert differ == {}


@pytest.mark.parametrize(
    ("name", "code"),
    [("CHN", "CHN"), ("rus", "RUS"), ("Soviet Union", "RUS"), ("710", "CHN"), ("260", "DEU"), ("AUH", "AUH")],
)
def test_a_state_is_found_by_code_name_or_number(name: str, code: str) -> None:
    assert states.find(name) == code


def test_what_is_no_state_is_refused() -> None:
    with pytest.raises(InputError, match="NATO, which is no state"):
        states.find("NATO")
    with pytest.raises(UnknownActor, match="no state 999"):
        states.find("999")
