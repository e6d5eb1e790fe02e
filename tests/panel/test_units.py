"""The rows of a panel: who is there when, by each system, against the published lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import duckdb
import pytest

from comity import Observatory
from comity.errors import InputError
from comity.panel import UNITS


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    with Observatory(tmp_path_factory.mktemp("units") / "empty.duckdb") as observatory:
        yield observatory


def states(observatory: Observatory, since: int, until: int, system: str, *names: str) -> set[tuple[Any, ...]]:
    table = observatory.panel("state-year", since=since, until=until, system=system, states=names).to_arrow()  # type: ignore[arg-type]
    return {tuple(row.values()) for row in table.to_pylist()}


TRAPS: list[tuple[str, tuple[str, ...], int, set[tuple[Any, ...]]]] = [
    # system, states, year, rows: code of comity, code of the system
    ("cow", ("DEU", "DDR"), 1954, {("DDR", 265)}),
    ("cow", ("DEU", "DDR"), 1955, {("DEU", 260), ("DDR", 265)}),
    ("cow", ("DEU", "DDR"), 1989, {("DEU", 260), ("DDR", 265)}),
    ("cow", ("DEU", "DDR"), 1990, {("DEU", 260), ("DEU", 255), ("DDR", 265)}),
    ("cow", ("DEU", "DDR"), 1991, {("DEU", 255)}),
    ("gw", ("DEU", "DDR"), 1949, {("DEU", 260), ("DDR", 265)}),
    ("gw", ("DEU", "DDR"), 1991, {("DEU", 260)}),
    ("iso", ("DEU", "DDR"), 1990, {("DEU", "DEU"), ("DDR", "DDR")}),
    ("iso", ("DEU", "DDR"), 1991, {("DEU", "DEU")}),
    ("cow", ("YEM", "YMD"), 1990, {("YEM", 678), ("YEM", 679), ("YMD", 680)}),
    ("gw", ("YEM", "YMD"), 1991, {("YEM", 678)}),
    ("iso", ("YEM", "YMD"), 1989, {("YEM", "YEM"), ("YMD", "YMD")}),
    ("cow", ("YUG", "SCG", "SRB", "MNE"), 2002, {("YUG", 345)}),
    ("cow", ("YUG", "SCG", "SRB", "MNE"), 2003, {("SCG", 345)}),
    ("cow", ("YUG", "SCG", "SRB", "MNE"), 2006, {("SRB", 345), ("MNE", 341)}),
    ("gw", ("YUG", "SCG", "SRB", "MNE"), 2006, {("SCG", 345), ("SRB", 340), ("MNE", 341)}),
    ("gw", ("YUG", "SCG", "SRB", "MNE"), 2007, {("SRB", 340), ("MNE", 341)}),
    ("iso", ("YUG", "SCG", "SRB", "MNE"), 2003, {("SCG", "SCG")}),
    ("iso", ("YUG", "SCG", "SRB", "MNE"), 2007, {("SRB", "SRB"), ("MNE", "MNE")}),
    ("cow", ("RUS", "UKR"), 1990, {("RUS", 365)}),
    ("iso", ("RUS",), 1991, {("RUS", "SUN")}),
    ("iso", ("RUS",), 1992, {("RUS", "RUS")}),
    ("cow", ("TWN", "CHN"), 1948, {("CHN", 710)}),
    ("cow", ("TWN", "CHN"), 1949, {("CHN", 710), ("TWN", 713)}),
    ("gw", ("XKX",), 2007, set()),
    ("gw", ("XKX",), 2008, {("XKX", 347)}),
    ("iso", ("XKX",), 2008, {("XKX", "XKX")}),
    ("cow", ("VNM", "RVN"), 1975, {("VNM", 816), ("RVN", 817)}),
    ("cow", ("VNM", "RVN"), 1976, {("VNM", 816)}),
    ("iso", ("VNM",), 1970, {("VNM", "VDR")}),
    ("cow", ("AUH", "AUT", "HUN"), 1914, {("AUH", 300)}),
    ("iso", ("AUH",), 1914, {("AUH", None)}),
    ("cow", ("AUH", "AUT", "HUN"), 1920, {("AUT", 305), ("HUN", 310)}),
    ("cow", ("JOSEON", "KOR", "PRK"), 1905, {("JOSEON", 730)}),
    ("cow", ("JOSEON", "KOR", "PRK"), 1910, set()),
    ("gw", ("JOSEON", "KOR", "PRK"), 1910, {("JOSEON", 730)}),
    ("cow", ("JOSEON", "KOR", "PRK"), 1950, {("PRK", 731), ("KOR", 732)}),
    ("cow", ("CSK", "CZE", "SVK"), 1992, {("CSK", 315)}),
    ("cow", ("CSK", "CZE", "SVK"), 1993, {("CZE", 316), ("SVK", 317)}),
]


@pytest.mark.parametrize(("system", "names", "year", "rows"), TRAPS)
def test_a_state_is_there_under_the_code_of_its_time(
    empty: Observatory, system: str, names: tuple[str, ...], year: int, rows: set[tuple[Any, ...]]
) -> None:
    assert states(empty, year, year, system, *names) == {(*row, year) for row in rows}


def test_germany_has_two_codes_from_1949_to_1990(empty: Observatory) -> None:
    found = states(empty, 1949, 1990, "gw", "DEU", "DDR")
    assert {(code, year) for _, code, year in found} == {
        (code, year) for code in (260, 265) for year in range(1949, 1991)
    }  # fmt: skip


LISTS: list[tuple[Literal["cow", "gw"], str, str, tuple[str, ...]]] = [
    ("cow", "isard/cw_system.parquet", "ccode", ("start", "end")),
    ("gw", "isard/gw_system.parquet", "gwcode", ("start", "end")),
    ("gw", "geo/gw_states.csv", "gwcode", ("startdate", "enddate")),
    ("cow", "cow_states/cow_states.csv", "ccode", ("styear", "endyear")),
]


@pytest.mark.parametrize(("system", "file", "code", "span"), LISTS, ids=[file for _, file, _, _ in LISTS])
def test_the_rows_are_those_of_the_published_list(
    shared: Path, empty: Observatory, system: Literal["cow", "gw"], file: str, code: str, span: tuple[str, str]
) -> None:
    last = 2015
    path = shared / "data" / "structure" / file
    begin, end = (one if one.endswith("year") else f'year("{one}"::DATE)' for one in span)
    listed = duckdb.sql(
        f"SELECT DISTINCT {code}::INT, unnest(range({begin}, least({end}, {last}) + 1)) AS year FROM '{path}'"
    ).fetchall()
    panel = empty.panel("state-year", since=1816, until=last, system=system).to_arrow()
    ours = set(zip(panel.column(1).to_pylist(), panel["year"].to_pylist(), strict=True))
    theirs = {(number, year) for number, year in listed if year >= 1816}
    if file == "geo/gw_states.csv":
        # That list leaves out the microstates, which the newer one has.
        assert theirs - ours == set()
    else:
        assert ours == theirs


def test_two_states_are_a_pair_only_while_both_are_there(empty: Observatory) -> None:
    germanies = empty.panel("dyad-year", since=1989, until=1991, states=["DEU", "DDR"]).to_arrow().to_pylist()
    assert [(row["ccode_a"], row["ccode_b"], row["year"]) for row in germanies] == [(260, 265, 1989), (260, 265, 1990)]


def test_an_undirected_panel_has_each_pair_once_and_a_directed_one_twice(empty: Observatory) -> None:
    once = empty.panel("dyad-year", since=1900, until=1901)
    twice = empty.panel("dyad-year", since=1900, until=1901, directed=True)
    assert len(twice) == 2 * len(once)
    pairs = once.to_arrow()
    assert all(a < b for a, b in zip(pairs["ccode_a"].to_pylist(), pairs["ccode_b"].to_pylist(), strict=True))


def test_a_pair_keeps_the_order_in_which_it_is_asked_for(empty: Observatory) -> None:
    asked = [("Russia", "USA"), ("CHN", "710")]
    with pytest.raises(InputError, match="CHN and CHN are one state"):
        empty.panel("dyad-year", since=1950, until=1950, pairs=asked)
    (row,) = empty.panel("dyad-year", since=1950, until=1950, pairs=asked[:1]).to_arrow().to_pylist()
    assert (row["a"], row["b"], row["ccode_a"], row["ccode_b"]) == ("RUS", "USA", 365, 2)


def test_months_and_days_end_with_the_state(empty: Observatory) -> None:
    months = empty.panel("state-month", since=1990, until=1990, states=["DDR"]).to_arrow()
    assert months["month"].to_pylist() == list(range(1, 11))
    days = empty.panel("state-day", since=1990, until=1990, states=["DDR"]).to_arrow()
    assert days["date"].to_pylist()[-1].isoformat() == "1990-10-02"


def test_every_unit_has_each_row_once(real: Observatory) -> None:
    for unit in UNITS:
        one = {"pairs": [("FRA", "DEU")]} if unit == "dyad-day" else {"states": ["FRA", "DEU", "DDR", "YUG"]}
        panel = real.panel(unit, since=1989, until=1991, **one)  # type: ignore[arg-type]
        keys = [*panel.shape.unit_columns(), *panel.shape.time_columns()]
        rows = [tuple(row.values()) for row in panel.to_arrow().select(keys).to_pylist()]
        assert rows
        assert len(set(rows)) == len(rows), unit


def test_leaders_are_the_units_that_archigos_has(real: Observatory) -> None:
    rows = real.panel("leader-year", since=1991, until=1992, states=["Russia"]).to_arrow().to_pylist()
    assert [(row["leader"], row["gwcode"], row["year"]) for row in rows] == [
        ("Gorbachev", 365, 1991), ("Yeltsin", 365, 1991), ("Yeltsin", 365, 1992)
    ]  # fmt: skip
    alone = real.panel("leader-dyad-year", since=1991, until=1991, states=["RUS"])
    assert len(alone) == 0
    pairs = real.panel("leader-dyad-year", since=1991, until=1991, pairs=[("USA", "RUS")]).to_arrow().to_pylist()
    assert {(row["leader_a"], row["leader_b"]) for row in pairs} == {
        ("G.H.W. Bush", "Gorbachev"),
        ("G.H.W. Bush", "Yeltsin"),
    }


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"unit": "dyad-decade"}, "there is no unit 'dyad-decade'"),
        ({"since": 1991}, "--from 1991 lies after --to 1990"),
        ({"unit": "state-year", "directed": True}, "no pairs that could be directed"),
        ({"unit": "state-year", "pairs": [("CHN", "RUS")]}, "has no pairs: name states"),
        ({"system": "polity"}, "there is no system of states 'polity'"),
        ({"unit": "dyad-day", "since": 1900}, "would have about"),
        ({"unit": "leader-year", "system": "cow"}, "take them with --system gw"),
        ({"unit": "leader-year"}, "has no table archigos loaded"),
        ({"states": ["Atlantis"]}, "Atlantis"),
    ],
)
def test_what_cannot_be_meant_is_refused(empty: Observatory, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        empty.panel(**{"unit": "dyad-year", "since": 1990, "until": 1990, **asked})
