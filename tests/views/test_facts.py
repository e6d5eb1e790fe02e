"""The section on facts: what ships with comity, row by row, with source and certainty."""

from __future__ import annotations

import json
from datetime import date

import pytest

from comity.actors import ActorBook
from comity.datasets.facts.load import load
from comity.listed import listed
from comity.observatory import Observatory
from comity.views.dossier import Dossier
from comity.views.model import Figure, Table
from comity.views.prose import plain

DAY = date(2025, 1, 31)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    with Observatory(tmp_path_factory.mktemp("facts") / "comity.duckdb") as observatory:
        return observatory.dossier("CHN", "RUS", written=DAY)


def table(dossier: Dossier, key: str) -> Table:
    return next(one for one in dossier.section("facts").tables if one.key == key)


def test_every_fact_of_the_pair_until_the_day_is_there_with_source_and_certainty(written: Dossier) -> None:
    known = {"CHN", "RUS"}
    wanted = {
        "facts_meetings": [row for row in load()["meetings"].to_pylist() if {row["a"], row["b"]} == known],
        "facts_exercises": [
            row for row in load()["exercises"].to_pylist() if known <= set(row["participants"].split("|"))
        ],
        "facts_treaties": [row for row in load()["treaties"].to_pylist() if known <= set(row["parties"].split("|"))],
    }
    for key, rows in wanted.items():
        before = [row for row in rows if row["period"] <= "2025-01-31"]
        found = table(written, key)
        assert len(found.rows) == len(before) < len(rows)
        sources = [str(row[list(found.columns).index("source")]) for row in found.rows]
        assert sorted(source.partition(". ")[0] for source in sources) == sorted(
            source["source"].partition(". ")[0] for source in before
        )
        assert all(row[-1] for row in found.rows)


def test_the_latest_stand_first_and_the_last_meeting_is_told(written: Dossier) -> None:
    assert table(written, "facts_meetings").rows[0][:2] == ("22 October 2024", "Xi Jinping, Vladimir Putin")
    text = " ".join(plain(one) for one in written.section("facts").prose)
    assert "They last met on 22 October 2024 in Kazan (BRICS summit)." in text
    cast: dict[str, list[str]] = {}
    for row in load()["votes"].to_pylist():
        if row["state"] in ("CHN", "RUS") and row["period"] <= str(DAY):
            cast.setdefault(row["resolution"], []).append(row["vote"])
    alike = sum(one == other for one, other in cast.values())
    assert f"Of {len(cast)} listed resolutions of the General Assembly on Ukraine they voted alike on {alike}." in text


def test_trade_stands_side_by_side_as_each_side_reports_it(written: Dossier) -> None:
    found = table(written, "facts_trade")
    rows = {str(row[0]): row[1:] for row in found.rows}
    chinese, russian = rows["2021"]
    assert isinstance(chinese, Figure)
    assert isinstance(russian, Figure)
    assert (chinese.value, russian.value) == (146.9, 140.7)
    assert rows["2023"][1] is None
    assert "General Administration of Customs of China, billion US dollars" in found.columns.values()


def test_memberships_in_common_and_of_one_side_alone(written: Dossier) -> None:
    shared = {str(row[0]): row[1:] for row in table(written, "facts_memberships").rows}
    assert shared["World Trade Organization"] == (
        "22 August 2012", "", "11 December 2001", "22 August 2012",
        "WTO: Members and Observers, with dates of membership", "not disputed",
    )  # fmt: skip
    assert set(shared) == {
        "United Nations",
        "Shanghai Cooperation Organization",
        "BRICS",
        "G20",
        "World Trade Organization",
    }
    text = " ".join(plain(one) for one in written.section("facts").prose)
    assert (
        "Russia alone is a member of the Organization for Security and Co-operation in Europe, the Commonwealth of "
        "Independent States, the Collective Security Treaty Organization and the Eurasian Economic Union" in text
    )


def test_sanctions_of_an_organisation_are_those_of_its_members_of_that_day() -> None:
    book = ActorBook.load()
    german = listed(book, "DEU", "RUS", DAY)
    british = listed(book, "GBR", "RUS", DAY)
    assert german is not None
    assert british is not None
    assert {row["sender"] for row in german["sanctions"]} == {"EU", "G7|EU|AUS"}
    # The United Kingdom left the EU in January 2020.
    assert {row["sender"] for row in british["sanctions"] if row["period"] > "2020-02"} == {"G7|EU|AUS"}


def test_a_membership_that_ended_has_its_end() -> None:
    found = listed(ActorBook.load(), "DEU", "RUS", DAY)
    assert found is not None
    eight = next(row for row in found["memberships"] if row["code"] == "G7")
    assert (eight["since"], eight["until"]) == ("1998-05", "2014-03-24")
    assert "G7" in found["alone"]["DEU"]
    # Russia was suspended, and says that it left.
    assert (eight["certainty"], "The Hague Declaration" in eight["source"]) == ("approximate", True)


def test_a_membership_is_as_sure_as_the_less_sure_of_both_sides() -> None:
    found = listed(ActorBook.load(), "UKR", "KAZ", DAY)
    assert found is not None
    certainty = {row["code"]: row["certainty"] for row in found["memberships"]}
    assert (certainty["CIS"], certainty["UN"]) == ("approximate", "exact")


def test_nothing_is_listed_of_who_has_nothing() -> None:
    assert listed(ActorBook.load(), "HAMAS", "HOUTHIS", DAY) is None


def test_the_same_stands_in_markdown_and_json(written: Dossier) -> None:
    text = written.markdown()
    assert "## Facts on record" in text
    assert "| 22 October 2024 | Xi Jinping, Vladimir Putin | Kazan | BRICS summit |" in text
    section = next(one for one in json.loads(written.json())["sections"] if one["key"] == "facts")
    assert {one["key"] for one in section["tables"]} >= {"facts_meetings", "facts_exercises", "facts_trade"}


def test_the_charts_draw_every_dated_fact(written: Dossier) -> None:
    strips, lines = written.section("facts").charts
    drawn = len(strips.spec["data"]["values"])
    assert drawn == sum(len(table(written, f"facts_{name}").rows) for name in ("meetings", "exercises", "treaties"))
    assert {one["year"] for one in lines.spec["data"]["values"]} == set(range(2000, 2025))
    assert "<svg" in written.html()
