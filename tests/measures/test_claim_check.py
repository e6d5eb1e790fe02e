"""Claims held against facts made by hand: which are supported, which contradicted, which not covered, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from comity.measures import claim_words
from comity.measures.claim_check import Checked, Facts, check, claims, facts_of
from comity.model import Claim, Passage
from scenes import claim as claim_item
from scenes import kept, report

TRADE = {
    # reporter, a, b, quantity, item, direction, unit: value by year from the first one on; None is a gap
    ("Customs of A", "A", "B", "trade", "", "turnover", "billion US dollars"): (
        2010, [50, 60, 70, 60, 80, 90, 80, 120, 140],
    ),
    ("Customs of B", "B", "A", "trade", "", "turnover", "billion US dollars"): (2010, [52, 61, 76, 83, 81, 92]),
    ("Customs of A", "A", "B", "trade", "", "exports", "billion US dollars"): (2010, [20, 25, 30, 25, 30, 40, 30, 50]),
    ("Customs of A", "A", "B", "trade", "", "imports", "billion US dollars"): (2010, [30, 35, 40, 35, 50, 50, 50, 70]),
    ("Customs of A", "A", "B", "oil", "crude oil", "imports", "million tonnes"): (2010, [10, 11, 12, 13, 14, 15, 20]),
    ("Customs of A", "A", "C", "trade", "", "turnover", "billion US dollars"): (2012, [10, 11, 12, None, 14, 15, 16]),
    ("Office of G", "G", "H", "trade", "", "turnover", "billion US dollars"): (2010, [9, 9, 9, 9, 9, 129.1, 129.3]),
    ("Office of D", "D", "E", "trade", "", "turnover", "billion euros"): (2015, [100, 104, 120]),
}  # fmt: skip
FISCAL = {("Ministry of F", "F", "A", "trade", "", "turnover", "billion US dollars"): (2012, [5, 6, 7, 8, 9, 12])}
EXERCISES = [
    ("2012-04", "naval"), ("2013-07", "naval"), ("2014-05", "land"), ("2015-05", "naval"), ("2015-08", "naval patrol"),
    ("2016-09", "land"), ("2016-10", "naval"), ("2017-01", "air patrol"), ("2017-05", "naval patrol"),
    ("2017-09", "land"),
]  # fmt: skip
PUBLISHED = date(2018, 2, 1)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows).replace_schema_metadata({"dataset": "hand-made facts 7"})


def figures(series: dict[tuple[str, ...], tuple[int, list[Any]]], fiscal: bool = False) -> Iterable[dict[str, Any]]:
    columns = ("reporter", "a", "b", "quantity", "item", "direction", "unit")
    for key, (first, values) in series.items():
        for year, value in enumerate(values, first):
            if value is not None:
                period = f"{year}-{(year + 1) % 100:02d}" if fiscal else str(year)
                certainty = "approximate" if key[0] == "Office of D" else "rounded"
                yield dict(zip(columns, key, strict=True)) | {
                    "period": period, "value": float(value), "certainty": certainty,
                }  # fmt: skip


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_of(
        {
            "trade": table([*figures(TRADE), *figures(FISCAL, fiscal=True)]),
            "exercises": table(
                [{"period": period, "participants": "A|B|C", "kind": kind} for period, kind in EXERCISES]
            ),
            "meetings": table([{"period": "2015-01-01", "a": "A", "b": "B"}]),
            "coverage": table(
                [{"table": "exercises", "a": "A", "b": "B", "from": 2012, "to": 2017, "absence": "zero"}]
            ),
            "reporters": table([{"reporter": "Customs of A", "words": "customs of A"}]),
        }
    )


def made(
    sentence: str,
    kind: str = "rise",
    quantity: str = "trade",
    subject: str | None = "A",
    partner: str | None = "B",
    period: str | None = "2017",
    value: str | None = None,
    unit: str | None = None,
) -> Claim:
    return Claim(kind, quantity, subject, partner, period, value, unit, Passage(0, len(sentence), sentence))  # type: ignore[arg-type]


def tried(facts: Facts, sentence: str, *about: Any, published: date | None = PUBLISHED, **more: Any) -> Checked:
    return check(made(sentence, *about, **more), facts, published)


BILLION = "billion dollars"
YES, NO, OPEN = "supported", "contradicted", "not_covered"


@pytest.mark.parametrize(
    ("sentence", "about", "verdict", "told"),
    [
        # records
        ("reached a record in 2017", ("record",), YES, "the most since 2010"),
        ("reached a record in 2016", ("record", "trade", "A", "B", "2016"), NO, "less than the 90 of 2015"),
        ("the other way round", ("record", "trade", "B", "A", "2017"), YES, "120 billion US dollars in 2017"),
        ("a record 120 billion dollars", ("record", "trade", "A", "B", "2017", "120", BILLION), YES, "fits the 120"),
        ("a record 150 billion dollars", ("record", "trade", "A", "B", "2017", "150", BILLION), NO, "not the 150"),
        ("a record 126 billion dollars", ("record", "trade", "A", "B", "2017", "126", BILLION), OPEN, "near the 126"),
        ("the highest since 2015", ("record", "trade", "A", "C", "2016"), OPEN, "but 2015 is not among them"),
        ("the highest since 2016", ("record", "trade", "A", "C", "2017"), YES, "the most since 2016"),
        ("the highest since 1995", ("record", "trade", "A", "B", "2017"), OPEN, "do not go back to 1995"),
        ("a record", ("record", "trade", "A", "C", "2014"), OPEN, "too late to tell a record"),
        ("a record", ("record", "trade", "A", "C", "2017"), OPEN, "but 2015 is not among them"),
        # rises and falls
        ("rose in 2017", ("rise",), YES, "50.0 percent more than in 2016 (80)"),
        ("fell in 2017", ("fall",), NO, "50.0 percent more than in 2016 (80)"),
        ("rose against 2015", ("rise", "trade", "A", "B", "2016"), NO, "11.1 percent less than in 2015"),
        ("fell from 2012 to 2016", ("fall", "trade", "A", "B", "2016"), NO, "14.3 percent more than in 2012"),
        ("rose by 50 percent", ("rise", "trade", "A", "B", "2017", "50", "percent"), YES, "fits the 50 percent"),
        ("rose by 20 percent", ("rise", "trade", "A", "B", "2017", "20", "percent"), NO, "not the 20 percent"),
        ("rose by 43 percent", ("rise", "trade", "A", "B", "2017", "43", "percent"), OPEN, "near the 43 percent"),
        ("rose by 40 billion dollars", ("rise", "trade", "A", "B", "2017", "40", BILLION), YES, "fits the 40"),
        ("rose from 80 billion dollars", ("rise", "trade", "A", "B", "2017", "80", BILLION), YES, "50.0 percent"),
        ("rose in 2016", ("rise", "trade", "A", "C", "2016"), OPEN, "no figure for 2015"),
        ("rose in 2016", ("rise", "trade", "G", "H", "2016"), OPEN, "more than in 2015 (129.1), practically"),
        ("a record", ("record", "trade", "G", "H", "2016"), OPEN, "too near to the 129.1 of 2015"),
        ("has risen since 2012", ("rise", "trade", "A", "B", "2012"), YES, "more than in 2012"),
        ("rose in 2017", ("rise", "trade", "D", "E", "2016"), YES, "4.0 percent more"),
        # levels
        ("came to 80 billion dollars", ("level", "trade", "A", "B", "2016", "80", BILLION), YES, "fits the 80"),
        ("exceeded 100 billion dollars", ("level", "trade", "A", "B", "2017", "100", BILLION), YES, "over 100"),
        ("exceeded 200 billion dollars", ("level", "trade", "A", "B", "2017", "200", BILLION), NO, "over 200"),
        ("came to $0.12 trillion", ("level", "trade", "A", "B", "2017", "$0.12", "trillion"), YES, "fits the 120"),
        ("was 700 billion yuan", ("level", "trade", "A", "B", "2017", "700", "billion yuan"), OPEN, "not converted"),
        ("was flat in 2016", ("level", "trade", "D", "E", "2016"), OPEN, "4.0 percent more"),
        ("was flat in 2017", ("level", "trade", "D", "E", "2017"), NO, "15.4 percent more"),
        ("accounted for 9 percent of it", ("level", "trade", "A", "B", "2017", "9", "percent"), OPEN, "a share"),
        ("stood somewhere", ("level",), OPEN, "no figure that could be compared"),
        # directions
        ("exports of A to B rose", ("rise", "exports"), YES, "exports from A to B were 50"),
        ("exports of B to A rose", ("rise", "exports", "B", "A"), YES, "exports from B to A were 70"),
        ("imports of A from B rose", ("rise", "imports"), YES, "imports of A from B were 70"),
        ("imports of B from A rose", ("rise", "imports", "B", "A"), YES, "imports of B from A were 50"),
        ("oil from B rose", ("rise", "oil", "B", "A", "2016"), YES, "crude oil from B to A was 20 million tonnes"),
        ("oil from A rose", ("rise", "oil", "A", "B", "2016"), OPEN, "no figures on oil from A to B"),
        ("a record", ("record", "oil", "B", "A", "2016", "20", "million tonnes"), YES, "fits the 20"),
        ("a million barrels", ("record", "oil", "B", "A", "2016", "1", "million barrels"), OPEN, "not converted"),
        # what the figures do not reach
        ("rose in 2019", ("rise", "trade", "A", "B", "2019"), OPEN, "lay ahead"),
        ("rose in 2018", ("rise", "trade", "A", "B", "2018"), OPEN, "was not over"),
        ("rose in 2009", ("rise", "trade", "A", "B", "2009"), OPEN, "2009 is not among them"),
        ("rose in the first half of 2017", ("rise",), OPEN, 'part of a year ("first half")'),
        ("has risen so far", ("rise",), OPEN, "part of a year"),
        ("rose from January to May", ("rise",), OPEN, "part of a year"),
        ("rose in May", ("rise", "trade", "A", "B", "2017-05"), OPEN, "about the month 2017-05"),
        ("the deficit in trade rose", ("rise",), OPEN, "trade balance"),
        ("rose", ("rise", "trade", "A", None), OPEN, "one party only"),
        ("rose", ("rise", "trade", "A", "X"), OPEN, "no figures on trade between A and X"),
        ("tourism rose", ("rise", "tourism"), OPEN, "no figures on tourism"),
        ("grew larger", ("rise", "exercises"), OPEN, "not how large"),
        # no year
        ("rose to 120 billion", ("rise", "trade", "A", "B", None, "120", BILLION), YES, "its figure fits 2017"),
        ("rose to 150 billion", ("rise", "trade", "A", "B", None, "150", BILLION), OPEN, "names no year that fits"),
        ("rose", ("rise", "trade", "A", "B", None), YES, "no year, 2017 was the last full year before its report"),
        ("fell", ("fall", "trade", "A", "B", None), NO, "no year, 2017 was the last full year before its report"),
        ("rose", ("rise", "trade", "G", "H", None), OPEN, "2017, the last full year before the report, as the claim"),
        ("was high", ("level", "trade", "A", "B", None), OPEN, "names no year that fits"),
        # fiscal years
        ("rose in 2017-18", ("rise", "trade", "F", "A", "2017"), YES, "in 2017-18, 33.3 percent more"),
        ("rose in 2017", ("rise", "trade", "F", "A", "2017"), OPEN, "the claim is about a calendar year"),
        ("rose in 2017-18", ("rise", "trade", "D", "E", "2017"), OPEN, "the claim is about a fiscal year"),
    ],
)  # fmt: skip
def test_a_claim_gets_the_verdict_that_the_figures_allow(
    facts: Facts, sentence: str, about: tuple[Any, ...], verdict: str, told: str
) -> None:
    found = tried(facts, sentence, *about)
    assert (found.verdict, told in " ".join(found.basis)) == (verdict, True), found.basis


@pytest.mark.parametrize(
    ("sentence", "kind", "period", "verdict", "told"),
    [
        (
            "were more frequent in 2017",
            "more_frequent",
            "2017",
            "supported",
            "3.0 a year in 2017 against 1.7 a year in 2014",
        ),
        ("were less frequent in 2017", "less_frequent", "2017", "contradicted", "3.0 a year"),
        (
            "have become more frequent",
            "more_frequent",
            None,
            "supported",
            "2.3 a year in 2015 to 2017 against 1.0 a year",
        ),
        ("more frequent since 2016", "more_frequent", "2016", "supported", "2.5 a year in 2016 to 2017 against 1.5"),
        (
            "patrols more frequent in 2017",
            "more_frequent",
            "2017",
            "supported",
            "list of patrols of A and B has 0 in 2014",
        ),
        (
            "patrols and drills more frequent",
            "more_frequent",
            "2017",
            "supported",
            "list of exercises of A and B has 1",
        ),
        ("more frequent in 2014", "more_frequent", "2014", "not_covered", "covers 2012 to 2017"),
    ],
)
def test_how_often_is_counted_within_the_coverage_of_the_list(
    facts: Facts, sentence: str, kind: str, period: str | None, verdict: str, told: str
) -> None:
    found = tried(facts, sentence, kind, "exercises", period=period)
    assert (found.verdict, told in found.basis[0]) == (verdict, True), found.basis


def test_a_list_that_is_not_complete_shows_no_frequency(facts: Facts) -> None:
    found = tried(facts, "more frequent visits in 2015", "more_frequent", "visits", period="2015")
    assert found.verdict == "not_covered"
    assert "counts as complete" in found.basis[0]
    assert tried(facts, "more frequent", "more_frequent", "exercises", "A", "C").verdict == "not_covered"


def test_reporters_that_disagree_stand_side_by_side(facts: Facts) -> None:
    found = tried(facts, "trade fell in 2013", "fall", period="2013")
    assert found.verdict == "not_covered"
    assert [line.partition(":")[0] for line in found.basis[:2]] == ["Customs of A", "Customs of B"]
    assert "disagree" in found.basis[2]


def test_reporters_that_agree_are_both_named(facts: Facts) -> None:
    found = tried(facts, "trade rose in 2015", "rise", period="2015")
    assert found.verdict == "supported"
    assert len(found.basis) == 2


def test_a_claim_that_names_its_source_is_held_against_it_alone(facts: Facts) -> None:
    found = tried(facts, "trade fell in 2013, the customs of A said", "fall", period="2013")
    assert found.verdict == "supported"
    assert found.basis[1].startswith("Customs of B: trade between A and B was 83")


def test_every_line_of_a_basis_is_a_sentence_with_dataset_and_version(facts: Facts) -> None:
    lines = [
        line
        for sentence, about in [("rose in 2017", ("rise",)), ("in May", ("rise", "trade", "A", "B", "2017-05"))]
        for line in tried(facts, sentence, *about).basis
    ]
    assert lines
    assert all("[hand-made facts 7" in line and line.endswith("].") and "\n" not in line for line in lines)


def test_names_take_the_place_of_codes(facts: Facts) -> None:
    found = check(made("rose in 2017"), facts, PUBLISHED, {"A": "the Isles", "B": "Bland"}.__getitem__)
    assert "trade between the Isles and Bland was 120" in found.basis[0]


def test_without_a_day_of_the_report_a_year_is_still_checked(facts: Facts) -> None:
    assert tried(facts, "rose in 2017", published=None).verdict == "supported"
    assert tried(facts, "rose", period=None, published=None).verdict == "not_covered"


def test_a_rise_in_a_report_without_a_day_is_of_no_year(facts: Facts) -> None:
    found = tried(facts, "rose", "rise", "trade", "A", "B", None, published=None)
    assert (found.verdict, "names no year" in found.basis[0]) == ("not_covered", True)


def test_how_often_of_late_in_a_report_without_a_day_is_told_by_the_last_years_of_the_list(facts: Facts) -> None:
    found = tried(facts, "more", "more_frequent", "exercises", period=None, published=None)
    assert found.verdict == "supported"
    assert "2.3 a year in 2015 to 2017 against 1.0" in found.basis[0]
    assert "its report no day, so the last years of the list were taken" in found.basis[0]


def test_the_table_of_claims_keeps_the_pair_and_the_time(tmp_path: Path, facts: Facts) -> None:
    tables = kept(
        tmp_path,
        [
            report("early", "2017-01-01", claim_item("A", "B", "supported", ("as kept",))),
            report("late", "2025-01-01", claim_item("B", "A")),
            report("other", "2025-01-01", claim_item("A", "C")),
        ],
    )
    assert [row["document"] for row in claims(tables, "A", "B").to_pylist()] == ["early", "late"]
    assert [row["document"] for row in claims(tables, "A", "B", since=date(2018, 1, 1)).to_pylist()] == ["late"]
    assert claims(tables, "A", "B").to_pylist()[0]["basis"] == ["as kept"]
    anew = claims(tables, "A", "B", facts=facts)
    assert [row["verdict"] for row in anew.to_pylist()] == ["not_covered", "not_covered"]
    assert anew.schema == tables["claims"].schema


@pytest.mark.parametrize(
    ("value", "unit", "sentence", "figure"),
    [
        ("1,200", "million dollars", "was 1,200 million dollars", (1.2, "billion US dollars", "level", "about")),
        ("3.5", "%", "grew 3.5%", (3.5, "percent", "change", "about")),
        ("38", "bcm", "supplied 38 bcm", (38, "billion cubic metres", "level", "about")),
        (
            "2",
            "million barrels per day",
            "2 million barrels per day",
            (0.002, "billion barrels a day", "level", "about"),
        ),
        ("€90", "billion", "almost €90 billion", (90, "billion euros", "level", "about")),
        ("90", "billion euros", "fell by some 90 billion euros", (90, "billion euros", "change", "about")),
        ("90", "billion euros", "fell from about 90 billion euros", (90, "billion euros", "start", "about")),
        ("90", "billion euros", "less than 90 billion euros", (90, "billion euros", "level", "under")),
        ("90", "billion Australian dollars", "90 billion Australian dollars", (90, "billion", "level", "about")),
    ],
)
def test_a_figure_is_read_with_its_unit_and_part(value: str, unit: str, sentence: str, figure: tuple[Any, ...]) -> None:
    found = claim_words.stated(value, unit, sentence)
    assert found is not None
    assert (pytest.approx(found.number), found.unit, found.role, found.bound) == figure


def test_what_is_no_figure_is_none() -> None:
    assert claim_words.stated("half", None, "fell by half") is None
    assert claim_words.stated(None, None, "fell") is None
