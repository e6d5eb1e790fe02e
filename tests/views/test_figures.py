"""Every number of a dossier is what a plain count gives, and carries what it was counted from."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from comity.actors import ActorBook
from comity.model import Coding
from comity.views.dossier import Dossier, dossier
from comity.views.model import Figure, Section, Table
from comity.views.prose import plain, prose
from scenes import act, claim, kept, quote, report

from .conftest import SCENE, WRITTEN, write_up


def figure(dossier: Dossier, about: str) -> Figure:
    return next(one for one in dossier.figures() if one.about == about)


def table(section: Section, key: str) -> Table:
    return next(one for one in section.tables if one.key == key)


def cells(found: Table, column: str) -> list[object]:
    at = list(found.columns).index(column)
    return [cell.value if isinstance(cell := row[at], Figure) else cell for row in found.rows]


def test_counts_are_those_of_the_tables(scene: Dossier, tables: dict[str, pa.Table]) -> None:
    events = tables["events"].to_pylist()
    pair = [row for row in events if {row["actor"], row["recipient"]} == {"CHN", "RUS"}]
    # One call is told by two reports: it is one act.
    actual = [row for row in pair if row["modality"] == "actual" and row["id"] != "b-0"]
    assert figure(scene, "acts that happened").value == len(actual) == 7
    quads = Counter(row["quad"] for row in actual)
    assert quads == {"verbal_coop": 3, "material_coop": 2, "verbal_conf": 2}
    for quad, number in quads.items():
        assert figure(scene, f"acts of {prose()['quads'][quad]}").value == number
    assert figure(scene, "announced acts").value == sum(row["modality"] == "future" for row in pair) == 2
    assert figure(scene, "announced acts: happened").evidence == ("d-2",)
    assert figure(scene, "announced acts: no date given").evidence == ("d-3",)
    assert figure(scene, "acts not done or denied").value == 1
    assert figure(scene, "acts only possible").value == 1
    assert figure(scene, "acts recalled").value == 1
    assert figure(scene, "acts of third parties").evidence == ("c-1",)
    assert figure(scene, "quotations of China").value == tables["quotes"].num_rows
    assert figure(scene, "claims").value == tables["claims"].num_rows
    assert figure(scene, "claims: supported").value == 1
    assert figure(scene, "reports that name either side").value == tables["reports"].num_rows
    assert figure(scene, "reports that tell of the two").value == 7


def test_a_count_is_the_number_of_its_proofs(scene: Dossier) -> None:
    counts = [one for one in scene.figures() if isinstance(one.value, int) and one.section is None]
    assert len(counts) > 50
    proved = [one for one in counts if one.about not in ("acts of third parties", "reports that tell it")]
    assert [one for one in proved if one.value != len(set(one.evidence))] == []


def test_balances_are_cooperation_less_conflict_over_both(scene: Dossier) -> None:
    quads = {proof.id: act.quad for section in scene.sections for listed in section.acts for act in listed.shown
             for proof in scene.evidence if proof.id == act.id}  # fmt: skip
    for one in scene.figures():
        if one.about.startswith("balance") and one.value is not None:
            coop = sum(quads[identifier].endswith("coop") for identifier in one.evidence)
            assert one.value == pytest.approx((2 * coop - len(one.evidence)) / len(one.evidence))


def test_every_proof_named_is_there_with_its_sentence(scene: Dossier) -> None:
    known = {proof.id for proof in scene.evidence} | {one.id for one in scene.reports}
    assert {one for figure in scene.figures() for one in figure.evidence} <= known
    assert [proof.number for proof in scene.evidence] == list(range(1, len(scene.evidence) + 1))
    assert all(telling.text for proof in scene.evidence for telling in proof.tellings)
    (call,) = [proof for proof in scene.evidence if proof.id == "a-0"]
    assert (call.events, len(call.tellings), call.more) == (("a-0", "b-0"), 2, 0)
    start, end = call.tellings[0].trigger or (0, 0)
    assert call.tellings[0].text[start:end] == "dealt"


def test_a_year_without_a_report_is_not_known_and_drawn_as_a_gap(scene: Dossier) -> None:
    section = scene.section("cooperation")
    found = table(section, "cooperation")
    assert cells(found, "period") == ["2020", "2021", "2022", "2023", "2024"]
    assert cells(found, "acts") == [3, None, 2, None, 2]
    assert cells(found, "net") == [1.0, None, 1.0, None, -1.0]
    drawn = [row for row in section.charts[0].spec["data"]["values"] if row["period"] == "2023"]
    assert drawn
    assert all(row == {"period": "2023", "kind": row["kind"], "gap": True} for row in drawn)
    assert cells(table(scene.section("profile"), "dimensions"), "diplomacy") == [1, None, 2, None, 2]


def test_every_chart_stands_over_a_table_of_its_section(scene: Dossier) -> None:
    charts = [(section, chart) for section in scene.sections for chart in section.charts]
    assert {chart.key for _, chart in charts} >= {"cooperation", "timeline", "profile", "say_do", "coverage"}
    for section, chart in charts:
        assert table(section, chart.table)
        assert chart.alt
        assert str(chart.spec["$schema"]).endswith("/vega-lite/v5.json")


def test_months_that_nobody_read(scene: Dossier) -> None:
    found = table(scene.section("coverage"), "coverage_months")
    assert cells(found, "year") == ["2020", "2021", "2022", "2023", "2024"]
    assert cells(found, "march") == [2, None, None, None, ""]
    assert cells(found, "january") == ["", None, None, None, 1]
    assert figure(scene, "months without a report").value == 48 - 7
    sources = table(scene.section("coverage"), "coverage_sources")
    assert dict(zip(cells(sources, "source"), cells(sources, "reports"), strict=True)) == {
        "Wire": 4, "Post": 3, "no source named": 1,
    }  # fmt: skip


def test_the_calendar_tells_what_became_of_each_plan(scene: Dossier) -> None:
    (listed,) = scene.section("calendar").acts
    assert [(act.id, act.status, act.outcome) for act in listed.shown] == [
        ("d-2", "happened", "e-0"),
        ("d-3", "undated", None),
    ]


def test_claims_carry_their_verdict_and_basis(scene: Dossier) -> None:
    entries = scene.section("claims").claims
    assert [entry.verdict for entry in entries] == ["unchecked", "supported"]
    assert [entry.basis for entry in entries] == [(), ("100 in 2024, 90 in 2023 (made for this test)",)]


def test_an_act_without_a_day_says_that_the_report_lent_it_one(scene: Dossier) -> None:
    listed = {act.id: act for act in scene.section("timeline").acts[0].shown}
    assert (listed["g-0"].date, listed["g-0"].dated) == ("2024-01-05", False)
    assert (listed["g-1"].date, listed["g-1"].dated) == ("2024", True)


def test_the_days_asked_for_bound_acts_and_reports(tmp_path: Path, book: ActorBook) -> None:
    late = report("late", "2023-01-05", act("CHN", "RUS", "AID", on="2022-12-30"))
    early = report("early", "2022-05-05", act("CHN", "RUS", on="2022-05-04"))
    other = report("other", "2023-03-05", act("CHN", "RUS", on="2023-03-04"))
    found = write_up(tmp_path, book, [late, early, other], since=date(2022, 1, 1), until=date(2022, 12, 31))
    assert figure(found, "acts that happened").value == 2
    assert figure(found, "reports that name either side").value == 1
    # The later report is shown all the same, for it proves an act of these days.
    assert [(one.document, one.within) for one in found.reports] == [("early", True), ("late", False)]
    assert found.span == "1 January 2022 to 31 December 2022"


FEW = "are too few for a trend"


@pytest.mark.parametrize(
    ("codings", "headline", "words"),
    [
        ([], "Nothing known", "No report was read."),
        ([report("a", "2024-05-02", act("CHN", "USA"))], "Nothing known", "1 report was read; 1 names China or Russia"),
        ([report("a", "2024-05-02", act("JPN", "USA"))], "Nothing known", "1 report was read; none names"),
        ([report("a", "2024-05-02", act("CHN", "RUS"))], "Too little", "1 act is too few for a trend"),
        ([report("a", None, act("CHN", "RUS"), act("CHN", "RUS", "AID"))], "Too little", f"2 acts {FEW}"),
        ([report("a", "2024-05-02", quote("RUS", "CHN"))], "Too little", "Russia is quoted 1 time on China"),
        (
            [report("a", "2024-05-02", *(act("CHN", "RUS", on=f"2024-05-0{n}") for n in range(1, 6)))],
            "Cooperative in words; deeds too few",
            "all of cooperation in words",
        ),
        (
            [report("a", "2024-05-02", *(act("CHN", "RUS", "SANCTION", on=f"2024-05-0{n}") for n in range(1, 6)))],
            "Conflictual in deeds; words too few",
            "which are deeds alone",
        ),
    ],
)  # fmt: skip
def test_little_or_nothing_read(
    tmp_path: Path, book: ActorBook, codings: list[Coding], headline: str, words: str
) -> None:
    found = write_up(tmp_path, book, codings)
    assert found.headline.startswith(headline)
    assert words in " ".join(found.summary())
    assert found.html().startswith("<!doctype html>")
    assert found.markdown().startswith("# China and Russia\n")


@pytest.mark.parametrize(
    ("late", "words"),
    [("AID", "much the same in 2024 as in 2023"), ("SANCTION", "colder in 2024 than in 2023")],
)
def test_the_headline_says_where_it_moved(tmp_path: Path, book: ActorBook, late: str, words: str) -> None:
    codings = [
        report(f"r{year}", f"{year}-06-01", *(act("CHN", "RUS", kind, on=f"{year}-05-0{n}") for n in range(1, 6)))
        for year, kind in ((2021, "AID"), (2023, "AID"), (2024, late), (2025, late))
    ]
    found = write_up(tmp_path, book, codings)
    assert found.headline.endswith(words.replace("2024", "2024–2025").replace("2023", "2021–2023"))


def test_the_headline_says_nothing_of_a_change_that_may_be_chance(tmp_path: Path, book: ActorBook) -> None:
    # Ten acts a year: +0.2, then +0.6. The difference of 0.4 is half of twice its standard error.
    codings = [
        report(f"r{year}", f"{year}-12-01", *(act("CHN", "RUS", "AID", on=f"{year}-05-{n:02}") for n in range(1, kind)),
               *(act("CHN", "RUS", "SANCTION", on=f"{year}-05-{n:02}") for n in range(kind, 11)))
        for year, kind in ((2020, 7), (2024, 9))
    ]  # fmt: skip
    assert write_up(tmp_path, book, codings).headline == "Mostly cooperative in deeds; words too few to judge"


def test_an_organisation_as_a_side(tmp_path: Path, book: ActorBook) -> None:
    found = write_up(tmp_path, book, [report("a", "2024-05-02", act("EU", "RUS", "SANCTION"))], "EU", "RUS")
    assert found.title == "European Union and Russia"
    assert "names the European Union or Russia" in found.summary()[1]
    turned = write_up(tmp_path, book, [], "RUS", "EU")
    assert turned.title == "Russia and the European Union"


def test_many_acts_are_listed_in_part_and_proved_in_full(tmp_path: Path, book: ActorBook) -> None:
    codings = [
        report(f"r{n}", f"{2005 + n // 12}-{n % 12 + 1:02}-15",
               *(act("CHN", "RUS", kind, on=f"{2005 + n // 12}-{n % 12 + 1:02}-1{day}", contexts=("economic",))
                 for day, kind in enumerate(("CONSULT", "AID", "ACCUSE"))))
        for n in range(100)
    ]  # fmt: skip
    found = write_up(tmp_path, book, codings)
    (listed,) = found.section("timeline").acts
    assert (len(listed.shown), listed.left_out, len(found.evidence)) == (40, 260, 300)
    assert [act.date for act in listed.shown] == sorted(str(act.date) for act in listed.shown)
    assert len(found.html().encode()) < 900_000


@pytest.mark.parametrize(("number", "words"), [(1, "1 claim that published"), (2, "2 claims that published")])
def test_one_or_many(tmp_path: Path, book: ActorBook, number: int, words: str) -> None:
    told = report("a", "2024-05-02", *[claim("CHN", "RUS")] * number)
    assert words in " ".join(write_up(tmp_path, book, [told]).summary())


def test_every_sentence_template_is_used_and_no_other_is_asked_for() -> None:
    folder = Path(__file__).parents[2] / "src" / "comity" / "views"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    templates = set(prose()["sentences"])
    assert {name for name in templates if f'"{name}"' not in source} == set()
    asked = re.findall(r'\bsay\(\s*"(\w+)"', source)
    assert set(asked) - {"few"} <= templates
    for clause in prose()["clauses"]:
        assert f'"{clause}"' in source


def test_no_braces_and_no_double_blanks_are_left_in_the_words(scene: Dossier) -> None:
    said = [plain(sentence) for section in scene.sections for sentence in section.prose]
    assert [text for text in said if re.search(r"[{}|]|  |None| ,|\.\.", text)] == []
    assert all(text[0].isupper() or text[0].isdigit() for text in said)
    assert all(text.endswith(".") for text in said)


def test_the_same_tables_give_the_same_bytes(tables: dict[str, pa.Table], book: ActorBook, tmp_path: Path) -> None:
    again = kept(tmp_path, reversed(SCENE), involving=("CHN", "RUS"))
    one, other = (dossier(read, book, "CHN", "RUS", written=WRITTEN) for read in (tables, again))
    assert (one.html(), one.markdown(), one.json()) == (other.html(), other.markdown(), other.json())


def test_friendly_and_unfriendly_words_of_one_side_stand_beside_its_quotations(scene: Dossier) -> None:
    section = scene.section("quotes")
    assert [(one.side, one.words, one.stance) for one in section.quotes] == [("CHN", "steady friends", "support")]
    assert [(listed.key, [act.id for act in listed.shown]) for listed in section.acts] == [
        ("said_verbal_conf", ["g-1", "g-0"])
    ]


def test_third_parties_are_counted_with_each_side(scene: Dossier) -> None:
    found = table(scene.section("reactions"), "reactions")
    assert [cells(found, name) for name in ("third", "material_conf", "acts", "a", "b")] == [
        ["United States"], [1], [1], [0], [1],
    ]  # fmt: skip
