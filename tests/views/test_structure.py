"""The section on the record: what loaded data say of a pair, and what is not loaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.observatory import Observatory
from comity.structure import structure
from comity.views.dossier import Dossier
from comity.views.model import Figure


@pytest.fixture(scope="module")
def folder() -> Path:
    found = Path(__file__).parents[3] / "shared" / "data" / "structure"
    if not found.is_dir():
        pytest.skip("the shared development data are not beside this project")
    return found


@pytest.fixture(scope="module")
def observatory(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    opened = Observatory(tmp_path_factory.mktemp("structure") / "comity.duckdb")
    opened.load("atop", folder / "atop" / "atop_alliance.parquet")
    opened.load("cow_nmc", folder / "cow_nmc" / "cow_nmc.parquet")
    return opened


@pytest.fixture(scope="module")
def written(observatory: Observatory) -> Dossier:
    return observatory.dossier("CHN", "RUS", written=date(2024, 1, 1))


def test_figures_are_those_of_the_measures(observatory: Observatory, written: Dossier) -> None:
    figures, *_ = written.section("structure").tables
    found = {str(row[0]): row[1:] for row in figures.rows}
    latest, before = found["Share of the world's capabilities (CINC), China"]
    measured = {row["year"]: row["cinc"] for row in observatory.measure("capabilities", [("CHN", "RUS")]).to_pylist()
                if row["a"] == "CHN"}  # fmt: skip
    assert isinstance(latest, Figure)
    assert isinstance(before, Figure)
    assert (latest.value, before.value) == (measured[2022], measured[2012])
    assert latest.text == "23.4% (2022)"
    assert latest.section == "structure"
    duties, _ = found["What the two owe each other by treaty"]
    assert isinstance(duties, Figure)
    assert duties.text == "non-aggression, consultation (2018)"


def test_what_is_loaded_is_cited_with_its_years_and_what_is_not_is_named(written: Dossier) -> None:
    section = written.section("structure")
    sources = next(table for table in section.tables if table.key == "structure_sources")
    assert [(row[0], row[1]) for row in sources.rows] == [
        ("Alliance Treaty Obligations and Provisions (ATOP), 5.1", "1815–2018"),
        ("National Material Capabilities, 7.0", "1816–2022"),
    ]
    assert all("2002" in str(row[2]) or "1972" in str(row[2]) for row in sources.rows)
    text = "".join(str(part) for sentence in section.prose for part in sentence)
    assert "Not loaded, and therefore not known here:" in text
    assert "United Nations General Assembly votes" in text


def test_nothing_after_the_day_is_looked_at(observatory: Observatory) -> None:
    found = structure(observatory._store, "CHN", "RUS", date(2000, 6, 1))
    assert found is not None
    assert max(row["year"] for row in found["rows"]) == 2000
    assert {one["year"] for one in found["blocs"]} == {2000}


def test_organisations_have_no_record(observatory: Observatory, tmp_path: Path) -> None:
    assert structure(observatory._store, "CHN", "NATO", date(2024, 1, 1)) is None
    with Observatory(tmp_path / "empty.duckdb") as empty:
        assert structure(empty._store, "CHN", "RUS", date(2024, 1, 1)) is None
