"""The section on the system around a pair: its figures are those of the measures, and its gaps are named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from comity.observatory import Observatory
from comity.structure import structure
from comity.surroundings import surroundings
from comity.views.dossier import Dossier
from comity.views.model import Figure, Table
from comity.views.prose import plain

DAY = date(2024, 1, 1)


@pytest.fixture(scope="module")
def folder() -> Path:
    found = Path(__file__).parents[3] / "shared" / "data" / "structure"
    if not found.is_dir():
        pytest.skip("the shared development data are not beside this project")
    return found


@pytest.fixture(scope="module")
def observatory(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    opened = Observatory(tmp_path_factory.mktemp("system") / "comity.duckdb")
    opened.load("atop", folder / "atop" / "atop_alliance.parquet")
    opened.load("cow_mid", folder / "mid" / "cow_mid_ddydisps.parquet")
    opened.load("cow_nmc", folder / "cow_nmc" / "cow_nmc.parquet")
    return opened


@pytest.fixture(scope="module")
def written(observatory: Observatory) -> Dossier:
    return observatory.dossier("USA", "CHN", written=DAY)


def table(dossier: Dossier, key: str) -> Table:
    return next(one for one in dossier.section("system").tables if one.key == key)


def test_blocs_and_triads_are_those_of_the_measures(observatory: Observatory, written: Dossier) -> None:
    found = table(written, "system_networks")
    # Treaties reach to 2018, but the disputes, and with them the foes, only to 2014.
    assert list(found.columns.values()) == ["What", "Treaties and disputes, 2014"]
    cells = {str(row[0]): row[1] for row in found.rows}
    year = {"first": 2014, "last": 2014, "by": "treaties"}
    (triads,) = observatory.measure("triads", [("USA", "CHN")], **year).to_pylist()
    (balance,) = observatory.measure("structural_balance", [("USA", "CHN")], **year).to_pylist()
    blocs = {row["a"]: row for row in observatory.measure("blocs", [("USA", "CHN")], **year).to_pylist()}
    values = {label: cell.value for label, cell in cells.items() if isinstance(cell, Figure)}
    assert values["Bloc of the United States"] == blocs["USA"]["size"]
    assert values["With the United States, against China"] == triads["with1"] == 3
    assert values["Pull of third states on the two"] == triads["pull"]
    assert values["Ties that fit no two camps"] == balance["frustration"] == 27
    text = " ".join(plain(one) for one in written.section("system").prose)
    assert "the United States stands in a bloc of" in text
    assert "3 stand with the United States against China (Japan, South Korea and the Philippines)" in text
    pull = cells["Pull of third states on the two"]
    assert isinstance(pull, Figure)
    assert pull.basis is not None
    assert (pull.basis.n, pull.basis.period) == (triads["thirds"], "2014")
    assert "Militarized interstate disputes" in pull.basis.data


def test_who_moved_most_to_and_from_either_side(observatory: Observatory, written: Dossier) -> None:
    found = table(written, "system_movers")
    rows = observatory.measure("movement", first=2014, last=2014, by="treaties").to_pylist()
    best = min((row for row in rows if row["a"] == "USA"), key=lambda row: row["rank"])
    first = dict(zip(found.columns, found.rows[0], strict=True))
    assert first["side"] == "United States"
    change = first["change"]
    assert isinstance(change, Figure)
    assert change.value == best["change"]


def test_poles_over_time_with_concentration(observatory: Observatory, written: Dossier) -> None:
    found = table(written, "system_poles")
    latest = dict(zip(found.columns, found.rows[0], strict=True))
    (row,) = observatory.measure("polarity", first=2022, last=2022, by="capabilities").to_pylist()
    (con,) = observatory.measure("concentration", first=2022, last=2022).to_pylist()
    assert (latest["year"], latest["kind"]) == ("2022", row["kind"])
    assert [latest[name].value for name in ("top", "powers", "con") if isinstance(latest[name], Figure)] == [
        row["top"], row["effective_powers"], con["con"],
    ]  # fmt: skip
    assert len(found.rows) == 2022 - (DAY.year - 40) + 1


def test_shares_are_of_the_organisations_of_either_side_and_of_rivals(written: Dossier) -> None:
    names = {str(row[1]) for row in table(written, "system_shares").rows}
    assert {"NATO", "European Union", "G7", "BRICS", "Shanghai Cooperation Organization", "AUKUS"} <= names
    assert not {"G20", "African Union", "ASEAN"} & names


def test_one_line_says_what_to_load(written: Dossier, observatory: Observatory, tmp_path: Path) -> None:
    lines = [plain(one) for one in written.section("system").prose]
    assert [line for line in lines if "comity load" in line] == [
        "Not loaded, and therefore not known here: United Nations General Assembly votes (comity load NAME brings each "
        "in: un_votes)."
    ]
    assert surroundings(observatory._store, "CHN", "NATO", DAY) is None
    with Observatory(tmp_path / "empty.duckdb") as empty:
        assert surroundings(empty._store, "CHN", "RUS", DAY) is None
        dossier = empty.dossier("CHN", "RUS", written=DAY)
    assert [one.key for one in dossier.sections] == ["summary", "facts", "coverage"]
    assert "No published data on treaties, votes, power and trade by year are loaded" in dossier.markdown()


def test_nothing_after_the_day_is_looked_at(observatory: Observatory) -> None:
    found = surroundings(observatory._store, "USA", "CHN", date(2000, 6, 1))
    assert found is not None
    assert {one["year"] for one in (*found["networks"], *found["movement"])} == {2000}
    assert max(row["year"] for row in (*found["poles"], *found["shares"])) == 2000


def test_the_same_stands_in_markdown_and_json(written: Dossier) -> None:
    text = written.markdown()
    assert "## The system around them" in text
    assert "| Ties that fit no two camps | 27 of 1,838 |" in text
    sections = {one["key"]: one for one in json.loads(written.json())["sections"]}
    rows = next(one for one in sections["system"]["tables"] if one["key"] == "system_networks")["rows"]
    assert rows[-1]["treaties"]["basis"]["measure"] == "structural_balance"
    assert all(chart.alt and chart.table in {one.key for one in written.section("system").tables}
               for chart in written.section("system").charts)  # fmt: skip


def test_votes_of_another_dataset_stand_in(folder: Path, tmp_path: Path) -> None:
    with Observatory(tmp_path / "votes.duckdb") as observatory:
        observatory.load("unvotes", folder / "unvotes" / "un_votes.parquet")
        observatory.load("unvotes", folder / "unvotes" / "un_roll_calls.parquet")
        system = surroundings(observatory._store, "CHN", "RUS", DAY)
        record = structure(observatory._store, "CHN", "RUS", DAY)
        measured = observatory.measure("un_similarity", [("CHN", "RUS")]).to_pylist()[-1]
    assert system is not None
    assert record is not None
    assert [(one["network"], one["year"], one["data"]) for one in system["networks"]] == [
        ("votes", measured["year"], ["unvotes"])
    ]
    assert "un_votes" not in {**system["missing"], **record["missing"]}
    assert [one["name"] for one in system["sources"]] == ["unvotes"]
    votes = next(row for row in record["rows"] if row["key"] == "votes")
    assert (votes["year"], votes["value"], votes["data"]) == (measured["year"], measured["agree"], ["unvotes"])
