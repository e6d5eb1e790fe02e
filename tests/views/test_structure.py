"""The section on the record: what loaded data say of a pair, and what is not loaded."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from lxml import html as lxml_html

from comity.observatory import Observatory
from comity.structure import structure
from comity.views.dossier import Dossier
from comity.views.model import Basis, Figure


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
    latest, before, rests = found["Share of the world's capabilities (CINC), China"]
    measured = {row["year"]: row["cinc"] for row in observatory.measure("capabilities", [("CHN", "RUS")]).to_pylist()
                if row["a"] == "CHN"}  # fmt: skip
    assert isinstance(latest, Figure)
    assert isinstance(before, Figure)
    assert (latest.value, before.value) == (measured[2022], measured[2012])
    assert latest.text == "23.4% (2022)"
    assert rests == "6 components; cow_nmc"
    assert latest.basis == Basis(
        "capabilities", "share of one", "2022", 6, "components", data="National Material Capabilities, 7.0"
    )
    assert "capabilities" in figures.measures
    duties, *_ = found["What the two owe each other by treaty"]
    assert isinstance(duties, Figure)
    assert duties.text == "non-aggression, consultation (2018)"


def test_what_is_loaded_is_cited_with_its_years_and_what_is_not_is_named(written: Dossier) -> None:
    section = written.section("structure")
    sources = next(table for table in section.tables if table.key == "structure_sources")
    assert [row[:3] for row in sources.rows] == [
        ("atop", "Alliance Treaty Obligations and Provisions (ATOP), 5.1", "1815–2018"),
        ("cow_nmc", "National Material Capabilities, 7.0", "1816–2022"),
    ]
    assert all("2002" in str(row[3]) or "1972" in str(row[3]) for row in sources.rows)
    text = "".join(str(part) for sentence in section.prose for part in sentence)
    assert "Not loaded, and therefore not known here:" in text
    assert "United Nations General Assembly votes" in text
    assert "comity load NAME brings each in: colt, cow_igo," in text


def test_nothing_after_the_day_is_looked_at(observatory: Observatory) -> None:
    found = structure(observatory._store, "CHN", "RUS", date(2000, 6, 1))
    assert found is not None
    assert max(row["year"] for row in found["rows"]) == 2000
    assert {row["year"] for row in found["likeness"]} == {1990, 2000}


def test_every_statistic_of_likeness_stands_beside_the_others(observatory: Observatory, written: Dossier) -> None:
    table = next(one for one in written.section("structure").tables if one.key == "structure_likeness")
    measured = {
        row["year"]: row for row in observatory.measure("alliance_similarity", [("CHN", "RUS")], first=2008).to_pylist()
    }
    for row, year in zip(table.rows, (2018, 2008), strict=True):
        cells = dict(zip(table.columns, row, strict=True))
        assert cells["what"] == f"Alliances (ATOP), {year}"
        assert cells["agree"] == ""
        assert {
            name: cell.value for name, cell in cells.items() if isinstance(cell, Figure)
        } == {name: measured[year][column] for name, column in (
            ("s", "s_abs"), ("kappa", "kappa_sq"), ("pi", "pi_sq"), ("tau_b", "tau_b"))}  # fmt: skip


def test_a_measured_figure_leads_to_how_it_is_computed(written: Dossier) -> None:
    tree = lxml_html.document_fromstring(written.html())
    links = tree.xpath("//section[@id='structure']//a[@class='n']/@href")
    assert "#m-capabilities" in links
    titles = tree.xpath("//section[@id='structure']//a[@class='n']/@title")
    assert (
        "Share of the world's capabilities (CINC), China, 2022; share of one; 2022; n = 6 components; "
        "National Material Capabilities, 7.0"
    ) in titles
    for name in ("capabilities", "alliance_similarity", "capability_ratio"):
        entry = tree.get_element_by_id(f"m-{name}")
        assert f"comity measure {name} --pair CHN,RUS" in entry.text_content()
        assert "When it misleads" in entry.text_content()
    assert "### capabilities" in written.markdown()
    methods = {one["name"]: one for one in json.loads(written.json())["methods"]}
    assert methods["capability_ratio"]["formulas"][0].startswith("share1 = cinc1 / (cinc1 + cinc2)")


def test_organisations_have_no_record(observatory: Observatory, tmp_path: Path) -> None:
    assert structure(observatory._store, "CHN", "NATO", date(2024, 1, 1)) is None
    with Observatory(tmp_path / "empty.duckdb") as empty:
        assert structure(empty._store, "CHN", "RUS", date(2024, 1, 1)) is None
