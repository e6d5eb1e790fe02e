"""Cooperation, coverage and the say-do gap over time: counted by hand, and a gap is never a zero."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from comity.measures.cooperation import cooperation
from comity.measures.coverage import coverage, naming
from comity.measures.say_do import say_do
from scenes import act, claim, kept, quote, report


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, pa.Table]:
    """2021: five acts; 2022: a report, no act; 2023: nothing read; 2024: one deed, dated to the year."""
    return kept(
        tmp_path,
        [
            report(
                "a",
                "2021-03-02",
                act("CHN", "RUS", on="2021-03-01"),
                act("CHN", "RUS", "COOPERATE", on="2021-03-01"),
                act("CHN", "RUS", "SUPPORT", on="2021-03-01"),
            ),
            report("b", "2021-05-02", act("RUS", "CHN", "ACCUSE", on="2021-05-01"), source="Post"),
            report("c", "2021-05-09", act("RUS", "CHN", "SANCTION"), source=None),
            report("d", "2022-05-09", act("USA", "CHN")),
            report("e", "2024-05-09", act("CHN", "RUS", "AID", on="2024")),
            report("f", None, act("CHN", "USA", on=None)),
            report("g", "2023-05-09", act("FRA", "USA")),
        ],
    )


def test_a_year_without_a_report_is_a_gap_and_a_year_without_an_act_is_zero(tables: dict[str, pa.Table]) -> None:
    rows = {row["period"]: row for row in cooperation(tables, "CHN", "RUS").to_pylist()}
    assert list(rows) == ["2021", "2022", "2023", "2024"]
    counts = ("verbal_coop", "material_coop", "verbal_conf", "material_conf", "acts")
    assert [rows["2021"][name] for name in counts] == [2, 1, 1, 1, 5]
    assert [rows["2022"][name] for name in counts] == [0, 0, 0, 0, 0]
    assert [rows["2023"][name] for name in counts] == [None] * 5
    assert (rows["2021"]["net"], rows["2021"]["net_verbal"], rows["2021"]["net_material"]) == (0.2, 1 / 3, 0.0)
    assert (rows["2022"]["net"], rows["2023"]["net"]) == (None, None)
    assert [row["reports"] for row in rows.values()] == [3, 1, 0, 1]


def test_an_act_dated_to_the_year_has_no_month(tables: dict[str, pa.Table]) -> None:
    rows = {row["period"]: row for row in cooperation(tables, "CHN", "RUS", by="month").to_pylist()}
    assert rows["2024-05"]["acts"] == 0
    assert rows["2021-04"]["acts"] is None
    assert sum(row["acts"] or 0 for row in rows.values()) == 5


def test_the_span_holds_every_act_dated_or_not(tmp_path: Path) -> None:
    undated = kept(tmp_path, [report("a", None, act("CHN", "RUS"), act("CHN", "RUS", "AID", on="2024"))])
    (row,) = cooperation(undated, "CHN", "RUS", by="span").to_pylist()
    assert (row["period"], row["acts"], row["reports"]) == (None, 2, 1)


def test_the_bounds_of_the_series(tables: dict[str, pa.Table]) -> None:
    bounds = {"since": date(2020, 1, 1), "until": date(2022, 12, 31)}
    rows = cooperation(tables, "CHN", "RUS", **bounds).to_pylist()
    assert [(row["period"], row["acts"]) for row in rows] == [("2020", None), ("2021", 5), ("2022", 0)]


def test_what_did_not_happen_is_not_counted(tmp_path: Path) -> None:
    moods = ("negated", "hypothetical", "future", "historical")
    told = [act("CHN", "RUS", "AID", on="2024-05-01", modality=mood) for mood in moods]
    rows = cooperation(kept(tmp_path, [report("a", "2024-05-02", *told)]), "CHN", "RUS").to_pylist()
    assert [row["acts"] for row in rows] == [0]


def test_without_any_date_there_is_no_series(tmp_path: Path) -> None:
    assert cooperation(kept(tmp_path, [report("a", None, act("CHN", "RUS"))]), "CHN", "RUS").num_rows == 0


def test_coverage_by_month_and_source(tables: dict[str, pa.Table]) -> None:
    rows = coverage(tables, "CHN", "RUS").to_pylist()
    assert [(row["period"], row["source"], row["reports"], row["pair_reports"]) for row in rows] == [
        (None, "Wire", 1, 0),
        ("2021-03", "Wire", 1, 1),
        ("2021-05", "Post", 1, 1),
        ("2021-05", None, 1, 1),
        ("2022-05", "Wire", 1, 0),
        ("2024-05", "Wire", 1, 1),
    ]


def test_coverage_of_the_span_is_one_row_a_source(tables: dict[str, pa.Table]) -> None:
    rows = coverage(tables, "CHN", "RUS", by="span").to_pylist()
    assert {row["source"]: row["reports"] for row in rows} == {None: 1, "Post": 1, "Wire": 4}
    assert {row["year"] for row in rows} == {None}


def test_which_reports_name_a_side_and_which_tell_of_both(tmp_path: Path) -> None:
    told = kept(
        tmp_path,
        [
            report("act", "2024-01-01", act("RUS", "CHN")),
            report("quote", "2024-01-02", quote("CHN", "RUS")),
            report("claim", "2024-01-03", claim("RUS", "CHN")),
            report("apart", "2024-01-04", act("CHN", "USA"), act("RUS", "JPN")),
            report("one", "2024-01-05", quote("USA", "CHN")),
            report("none", "2024-01-06", act("USA", "JPN")),
        ],
    )
    names = {row["digest"]: row["id"] for row in told["reports"].to_pylist()}
    rows = {names[row["digest"]]: (row["both_named"], row["tells"]) for row in naming(told, "CHN", "RUS").to_pylist()}
    assert rows == {
        "act": (True, True),
        "quote": (True, True),
        "claim": (True, True),
        "apart": (True, False),
        "one": (False, False),
    }


def test_words_and_deeds_of_each_side(tables: dict[str, pa.Table]) -> None:
    rows = {(row["a"], row["period"]): row for row in say_do(tables, "CHN", "RUS").to_pylist()}
    assert list(rows) == [("CHN", "2021"), ("CHN", "2024"), ("RUS", "2021")]
    china, russia = rows["CHN", "2021"], rows["RUS", "2021"]
    assert [china[name] for name in ("n_words", "n_deeds", "words", "deeds", "gap")] == [2, 1, 1.0, 1.0, 0.0]
    # Russia: a talk done by both, and an accusation; a sanction.
    assert [russia[name] for name in ("n_words", "n_deeds", "words", "deeds", "gap")] == [2, 1, 0.0, -1.0, 1.0]
    assert russia["deeds_share"] == pytest.approx(1 / 3)
    assert rows["CHN", "2024"]["words"] is None
    assert rows["CHN", "2024"]["gap"] is None
