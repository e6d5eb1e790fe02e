"""The training sentences: every line is well formed, unlike every other, and unlike what we are measured on."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.labelled import parse, problems, read

AT_LEAST = 9390


def test_the_sentences_stand() -> None:
    assert problems() == []
    assert len(read()) >= AT_LEAST


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
