"""The training sentences and reports: well formed, unlike each other, and unlike what we are measured on."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from training import reports
from training.labelled import parse, problems, read
from training.windows import Names, OfReports, of_sentences

from comity.actors import ActorBook

AT_LEAST = 9390
REPORTS_AT_LEAST = 600


def test_the_sentences_stand() -> None:
    assert problems() == []
    assert len(read()) >= AT_LEAST


def test_the_reports_stand() -> None:
    assert reports.problems(sorted(reports.REPORTS.glob("*.txt")), ActorBook.load().entities) == []
    assert len(reports.read()) >= REPORTS_AT_LEAST


REPORT = """# wire copy | 2019-03-04
= Norway throws out two envoys
OSLO, March 4 - Norway expelled two Russian diplomats.
> SANCTION:expel actual NOR RUS
They packed in haste.

Moscow promised an answer in kind.
> THREATEN future RUS NOR
"""


def test_a_report_is_sentences_with_what_each_tells(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    (report,) = reports.read(tmp_path)
    assert (report.register, report.published.isoformat(), report.title) == (
        "wire copy",
        "2019-03-04",
        "Norway throws out two envoys",
    )
    assert [len(acts) for _, acts in report.sentences] == [1, 0, 1]
    assert report.text.endswith("They packed in haste.\n\nMoscow promised an answer in kind.")
    made = OfReports()
    expelled, packed, threatened = made.windows(report)
    assert (made.acts, made.met) == (2, 2)
    assert [both[0].types for both in expelled.answers] == [("SANCTION",)]
    assert {answer.types for both in packed.answers for answer in both} == {("NONE",)}
    assert [[answer.types for answer in both] for both in threatened.answers] == [[("NONE",), ("THREATEN",)]]
    assert "Norway expelled" in threatened.question.before


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("> SANCTION:expel actual NOR", "is not TYPE"),
        ("> SANCTION:expel actual NOR NOR", "on oneself"),
        ("> NONE - NOR RUS", "no line for it"),
        ("> SANCTION:expel actual NOR XXQ", "no actor has the code XXQ"),
        ("> SANCTION:expel actual NOR RUS", "the same act twice"),
    ],
)
def test_what_is_wrong_with_a_report_is_told_with_its_line(tmp_path: Path, line: str, wrong: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(REPORT.replace("They packed", f"{line}\nThey packed"), encoding="utf-8")
    (problem,) = reports.problems([path], ActorBook.load().entities, [])
    assert problem.startswith("a.txt:")
    assert wrong in problem


def test_names_are_swapped_alike_and_the_marks_move_along() -> None:
    (window,) = of_sentences(
        [parse("ACCUSE actual\tSome in {Norway} blamed [Chad]; Chad is silent, the Norwegian press too.")]
    )
    names = Names()
    seen = set()
    for seed in range(20):
        new = names.swapped(window, random.Random(seed))
        ((actor, recipient),) = new.question.pairs
        text = new.question.text
        assert text.startswith(f"Some in {text[slice(*actor)]} blamed {text[slice(*recipient)]};")
        assert f"; {text[slice(*recipient)]} is silent" in text
        assert ("Norwegian" in text) == (text[slice(*actor)] == "Norway")
        seen.add(text)
    assert len(seen) > 5


def test_a_line_is_a_label_and_two_marked_mentions() -> None:
    sentence = parse("SANCTION:expel negated\tNo envoy of [Chad] was sent home by {Niger}.")
    assert (sentence.type, sentence.mode, sentence.modality) == ("SANCTION", "expel", "negated")
    assert sentence.text == "No envoy of Chad was sent home by Niger."
    assert sentence.text[slice(*sentence.actor)] == "Niger"
    assert sentence.text[slice(*sentence.recipient)] == "Chad"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("ASSAULT actual {Chad} attacked [Niger].", "LABEL<TAB>TEXT"),
        ("ATTACK actual\t{Chad} attacked [Niger].", "unknown type"),
        ("ASSAULT:expel actual\t{Chad} attacked [Niger].", "no mode 'expel'"),
        ("ASSAULT past\t{Chad} attacked [Niger].", "unknown modality"),
        ("NONE actual\t{Chad} borders [Niger].", "NONE has no mode"),
        ("ASSAULT actual\t{Chad} attacked Niger.", "exactly one"),
        ("ASSAULT actual\t{Chad} attacked [Niger] and [Mali].", "more than one"),
        ("ASSAULT actual\t{Chad attacked [Niger].", "exactly one"),
        ("ASSAULT actual\t{Chad} attacked  [Niger].", "blanks"),
    ],
)
def test_a_malformed_line_is_refused(line: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        parse(line)


def test_repeated_frames_and_borrowed_words_are_found(tmp_path: Path) -> None:
    sentences, measured = tmp_path / "sentences", tmp_path / "measured"
    sentences.mkdir()
    measured.mkdir()
    (measured / "gold.jsonl").write_text(
        '{"text": "A long road led the tired envoys over the hills to Lima."}\n', encoding="utf-8"
    )
    (sentences / "a.txt").write_text(
        "# heading\n"
        "ASSAULT actual\t{Chad} attacked [Niger].\n"
        "ASSAULT actual\t{Mali} attacked [Togo].\n"
        "NONE -\tThe road led the tired envoys over the hills from {Peru} to [Chile].\n",
        encoding="utf-8",
    )
    first, second = problems(sentences, [measured])
    assert first.startswith("a.txt:3: as a.txt:2")
    assert second.startswith("a.txt:4: shares 'road led the tired envoys over the hills'")
