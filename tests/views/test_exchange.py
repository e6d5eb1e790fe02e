"""Conduct against the usual, give and take, the gap's interval, and third parties' answers, each with its sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from comity.actors import ActorBook
from comity.measures.conduct import conduct
from comity.measures.reciprocity import reciprocity
from comity.measures.responses import responses
from comity.measures.volatility import volatility
from comity.model import Coding
from comity.views.dossier import Dossier, dossier
from comity.views.model import Figure, Table
from comity.views.prose import plain
from scenes import act, kept, report

from .conftest import WRITTEN

MONTHS = [f"{year}-{month:02}" for year in (2020, 2021, 2022) for month in range(1, 13)]


def told() -> list[Coding]:
    """Three years: help each month, every fifth month a sanction, answered in the next; Britain protests at once."""
    out = []
    for number, month in enumerate(MONTHS):
        items = [act("USA", "CHN", "AID", on=f"{month}-01"), act("CHN", "USA", on=f"{month}-03")]
        if number % 5 == 0:
            items.append(act("USA", "CHN", "SANCTION", on=f"{month}-10"))
            # A report of its own, which does not tell of the two.
            out.append(report(f"britain {month}", f"{month}-13", act("GBR", "CHN", "ACCUSE", on=f"{month}-12")))
            out.append(report(f"london {month}", f"{month}-14", act("GBR", "CHN", "REJECT", on=f"{month}-13")))
        if number % 5 == 1:
            items.append(act("CHN", "USA", "SANCTION", on=f"{month}-10"))
        out.append(report(f"pair {month}", f"{month}-11", *items))
    return [*out, report("later", "2021-07-21", act("GBR", "CHN", "ACCUSE", on="2021-07-20"))]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    return kept(tmp_path_factory.mktemp("exchange"), told(), involving=("USA", "CHN"))


@pytest.fixture(scope="module")
def written(tables: dict[str, pa.Table], book: ActorBook) -> Dossier:
    return dossier(tables, book, "USA", "CHN", written=WRITTEN)


def table(dossier: Dossier, section: str, key: str) -> Table:
    return next(one for one in dossier.section(section).tables if one.key == key)


def cells(found: Table) -> list[dict[str, object]]:
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_each_period_stands_against_the_usual_of_the_pair(written: Dossier, tables: dict[str, pa.Table]) -> None:
    measured = {
        (row["period"], row["kind"]): row for row in conduct(tables, "USA", "CHN", by="month").to_pylist()
    }  # fmt: skip
    rows = cells(table(written, "conduct", "conduct"))
    assert [row["period"] for row in rows] == MONTHS
    for row in rows:
        for kind in ("cooperation", "conflict"):
            number, z = row[kind], row[f"{kind}_z"]
            assert isinstance(number, Figure)
            assert isinstance(z, Figure)
            wanted = measured[str(row["period"]), kind]
            assert (number.value, z.value) == (wanted["n"], wanted["z"])
            assert set(z.evidence) == set(number.evidence)
            assert z.basis is not None
            assert z.basis.n == wanted["reports"]


def test_correlations_carry_interval_months_and_acts(written: Dossier, tables: dict[str, pa.Table]) -> None:
    measured = {
        (row["kind"].capitalize(), row["lag"]): row for row in reciprocity(tables, "USA", "CHN").to_pylist()
    }  # fmt: skip
    rows = cells(table(written, "exchange", "exchange_lags"))
    assert len(rows) == len([row for row in measured.values() if row["r"] is not None])
    for row in rows:
        wanted = measured[str(row["kind"]), int(str(row["lag"]).replace("−", "-"))]
        r = row["r"]
        assert isinstance(r, Figure)
        assert r.basis is not None
        assert (r.value, r.basis.low, r.basis.high, r.basis.n) == (
            wanted["r"], wanted["low"], wanted["high"], wanted["n"],
        )  # fmt: skip
        assert len(r.evidence) == wanted["n_a"] + wanted["n_b"]
    text = " ".join(plain(one) for one in written.section("exchange").prose)
    assert "Of conflict by one side alone, 8 acts are by the United States and 7 by China: 93% is returned" in text


def test_a_lag_that_stands_out_alone_is_not_believed(written: Dossier, tables: dict[str, pa.Table]) -> None:
    rows = [row for row in reciprocity(tables, "USA", "CHN").to_pylist() if row["kind"] == "conflict"]
    above = {row["lag"] for row in rows if row["low"] > 0}
    assert 1 in above
    assert not {0, 2} & above
    text = " ".join(plain(one) for one in written.section("exchange").prose)
    assert "No lag of up to six months stands out for conflict." in text


def test_swings_stand_beside_what_chance_would_make(written: Dossier, tables: dict[str, pa.Table]) -> None:
    measured = {row["period"]: row for row in volatility(tables, "USA", "CHN").to_pylist()}
    rows = cells(table(written, "exchange", "exchange_swings"))
    assert len(rows) == sum(row["volatility"] is not None for row in measured.values())
    for row in rows:
        values = [row[name].value for name in ("n", "volatility", "noise") if isinstance(row[name], Figure)]
        wanted = measured[str(row["period"])]
        assert values == [wanted["n"], wanted["volatility"], wanted["noise"]]


def test_the_gap_of_words_and_deeds_is_drawn_with_its_interval(written: Dossier) -> None:
    drawn = next(one for one in written.section("say_do").charts if one.key == "say_do_gap")
    values = [row for row in drawn.spec["data"]["values"] if row["value"] is not None]
    assert values
    assert all(row["low"] <= row["value"] <= row["high"] or row["low"] < row["high"] for row in values)
    assert "95 percent" in drawn.title


def test_third_parties_that_answer_are_told_with_all_their_acts(written: Dossier, tables: dict[str, pa.Table]) -> None:
    measured = {
        (row["third"], row["kind"], row["trigger"]): row for row in responses(tables, "USA", "CHN").to_pylist()
    }  # fmt: skip
    wanted = measured["GBR", "conflict", "material_conf"]
    row = next(one for one in cells(table(written, "reactions", "responses"))
               if one["what"] == "United Kingdom: conflict after conflict in deeds")  # fmt: skip
    ratio, after = row["ratio"], row["n_after"]
    assert isinstance(ratio, Figure)
    assert isinstance(after, Figure)
    assert (ratio.value, after.value) == (wanted["ratio"], wanted["n_after"])
    assert after.value == 16
    proofs = {proof.id: proof for proof in written.evidence}
    assert len(set(after.evidence)) == 16
    assert all(proofs[one].tellings[0].text for one in after.evidence)
    # None of these reports tells of the two, so that the list of reactions has none of them.
    assert not written.section("reactions").acts


def test_too_little_to_measure_is_one_quiet_line(tmp_path: Path, book: ActorBook) -> None:
    few = [report(f"r{n}", f"2020-{n:02}-02", act("CHN", "RUS", on=f"2020-{n:02}-01")) for n in range(1, 7)]
    found = dossier(kept(tmp_path, few, involving=("CHN", "RUS")), book, "CHN", "RUS", written=WRITTEN)
    assert "exchange" not in [one.key for one in found.sections]
    lines = [
        plain(one) for section in found.sections for one in section.prose if "24 months with reports" in plain(one)
    ]
    assert len(lines) == 1
    assert "of 6 months something was read" in lines[0]
    assert all(one.key != "responses" for one in found.section("reactions").tables)


def test_all_of_it_stands_in_every_form(written: Dossier) -> None:
    page, text = written.html(), written.markdown()
    for heading in ("Against their own usual", "Give and take"):
        assert heading in page
        assert f"## {heading}" in text
    assert {"conduct", "reciprocity", "volatility", "say_do", "responses"} <= {
        one["name"] for one in json.loads(written.json())["methods"]
    }
    assert 'id="m-reciprocity"' in page
