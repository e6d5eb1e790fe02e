"""Dimensions, initiative, the calendar and third parties."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.measures.announced import announced, appointments
from comity.measures.initiative import initiative
from comity.measures.profile import BY_TYPE, DIMENSIONS, profile
from comity.measures.reactions import reactions
from comity.ontology import load_ontology
from scenes import Item, act, kept, report


def test_every_context_belongs_to_one_dimension() -> None:
    grouped = [context for members in DIMENSIONS.values() for context in members]
    assert sorted(grouped) == sorted(load_ontology().contexts)
    assert set(BY_TYPE.values()) <= set(DIMENSIONS)


def test_the_types_that_stand_for_a_dimension_are_known() -> None:
    ontology = load_ontology()
    for name in BY_TYPE:
        kind, _, mode = name.partition(":")
        assert ontology.type(kind)
        assert not mode or ontology.mode(kind, mode)


def test_an_act_of_two_dimensions_counts_in_both(tmp_path: Path) -> None:
    told = kept(
        tmp_path,
        [
            report(
                "a",
                "2024-05-02",
                act("CHN", "RUS", "COOPERATE", on="2024-05-01", contexts=("military", "natural_resource")),
                act("CHN", "RUS", "ACCUSE", on="2024-05-01", contexts=("military", "cbrn")),
                act("CHN", "RUS"),
                act("CHN", "RUS", "AID", modality="future"),
            )
        ],
    )
    rows = {row["dimension"]: row for row in profile(told, "CHN", "RUS").to_pylist()}
    assert {name: row["acts"] for name, row in rows.items()} == {
        "military": 2, "energy and resources": 1, "diplomacy": 1,
    }  # fmt: skip
    assert (rows["military"]["material_coop"], rows["military"]["verbal_conf"]) == (1, 1)
    assert rows["military"]["share"] == pytest.approx(2 / 3)
    assert {row["period"] for row in profile(told, "CHN", "RUS", by="month").to_pylist()} == {"2024-05"}


def test_who_acts(tmp_path: Path) -> None:
    told = kept(
        tmp_path,
        [
            report(
                "a",
                "2024-05-02",
                act("CHN", "RUS", mode="visit", on="2024-05-01"),
                act("RUS", "CHN", "AID", on="2024-05-01"),
                act("RUS", "CHN", "ACCUSE", on="2024-05-01"),
                act("RUS", "CHN", "THREATEN", on="2024-05-01", modality="negated"),
            )
        ],
    )
    rows = initiative(told, "CHN", "RUS").to_pylist()
    assert [(row["a"], row["mutual"], row["acts"], row["visits"]) for row in rows] == [
        ("CHN", False, 0, 1),
        ("RUS", False, 2, 0),
        ("CHN", True, 1, None),
    ]


PLAN = act("CHN", "RUS", on="2024-05-09", modality="future")
IN_MAY = act("CHN", "RUS", on="2024-05", modality="future")


@pytest.mark.parametrize(
    ("plan", "later", "read_until", "status"),
    [
        (PLAN, act("RUS", "CHN", on="2024-05-09"), "2024-06-01", "happened"),
        (PLAN, act("RUS", "CHN", on="2024-05-11"), "2024-06-01", "happened"),
        (PLAN, act("RUS", "CHN", on="2024-05-14"), "2024-06-01", "not_reported"),
        (PLAN, act("CHN", "RUS", "AID", on="2024-05-09"), "2024-06-01", "not_reported"),
        (PLAN, act("CHN", "USA", on="2024-05-09"), "2024-06-01", "not_reported"),
        (PLAN, act("CHN", "RUS", on=None), "2024-06-01", "not_reported"),
        (PLAN, act("CHN", "USA"), "2024-05-08", "ahead"),
        (PLAN, act("CHN", "USA"), "2024-05-09", "ahead"),
        (IN_MAY, act("CHN", "RUS", on="2024-05-30"), "2024-06-01", "happened"),
        (IN_MAY, act("CHN", "RUS", on="2024-06-01"), "2024-06-01", "not_reported"),
        (act("CHN", "RUS", modality="future"), act("CHN", "RUS", on="2024-05-30"), "2024-06-01", "undated"),
    ],
)  # fmt: skip
def test_what_became_of_a_plan(tmp_path: Path, plan: Item, later: Item, read_until: str, status: str) -> None:
    told = kept(tmp_path, [report("plan", "2024-04-01", plan), report("later", read_until, later)])
    (row,) = announced(told, "CHN", "RUS").to_pylist()
    assert row["status"] == status
    assert row["outcome"] == ("later-0" if status == "happened" else None)
    assert row["as_of"] == date.fromisoformat(read_until)


def test_an_act_told_before_the_plan_does_not_keep_it(tmp_path: Path) -> None:
    told = kept(
        tmp_path,
        [
            report("before", "2024-05-09", act("CHN", "RUS", on="2024-05-08")),
            report("plan", "2024-05-10", act("CHN", "RUS", on="2024-05-10", modality="future")),
            report("after", "2024-06-10", act("FRA", "USA")),
        ],
    )
    (row,) = announced(told, "CHN", "RUS").to_pylist()
    assert row["status"] == "not_reported"


def test_without_a_day_of_publication_nothing_has_passed(tmp_path: Path) -> None:
    (row,) = announced(kept(tmp_path, [report("plan", None, PLAN)]), "CHN", "RUS").to_pylist()
    assert (row["status"], row["as_of"]) == ("ahead", None)


def test_the_calendar_of_all_pairs_agrees_with_that_of_each_and_knows_no_later_report(tmp_path: Path) -> None:
    told = kept(
        tmp_path,
        [
            report("a", "2024-05-01", act("CHN", "RUS", on="2024-05-16", modality="future")),
            report("b", "2024-05-02", act("RUS", "CHN", on="2024-05-16", modality="future")),
            report("c", "2024-05-03", act("USA", "CHN", "SANCTION", on="2024-06", modality="future")),
            report("d", "2024-05-20", act("RUS", "CHN", on="2024-05-17")),
            report("e", "2024-06-10", act("FRA", "DEU", on="2025", modality="future")),
        ],
    )
    found = appointments(told).to_pylist()
    assert [(row["one"], row["two"], row["type"], row["status"], row["id"]) for row in found] == [
        ("CHN", "RUS", "CONSULT", "happened", "a-0"),
        ("USA", "CHN", "SANCTION", "ahead", "c-0"),
        ("DEU", "FRA", "CONSULT", "ahead", "e-0"),
    ]
    for row in found:
        assert {each["status"] for each in announced(told, row["one"], row["two"]).to_pylist()} == {row["status"]}
    earlier = appointments(told, before=date(2024, 5, 20)).to_pylist()
    assert [(row["id"], row["status"]) for row in earlier] == [("a-0", "ahead"), ("c-0", "ahead")]


def test_third_parties_in_reports_about_the_two(tmp_path: Path) -> None:
    told = kept(
        tmp_path,
        [
            report(
                "both",
                "2024-05-02",
                act("CHN", "RUS", on="2024-05-01"),
                act("USA", "RUS", "SANCTION", on="2024-05-01"),
                act("RUS", "JPN", on="2024-05-01"),
                act("RUS", "FRA", "ACCUSE", on="2024-05-01"),
                act("USA", "JPN", on="2024-05-01"),
            ),
            report("apart", "2024-05-03", act("USA", "CHN", "SANCTION", on="2024-05-02")),
        ],
    )
    rows = reactions(told, "CHN", "RUS").to_pylist()
    assert [(row["third"], row["towards"], row["type"]) for row in rows] == [
        ("USA", "RUS", "SANCTION"),
        ("JPN", "RUS", "CONSULT"),
    ]
