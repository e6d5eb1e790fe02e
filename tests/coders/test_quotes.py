"""Whose words quotations are taken for; every text is ours, in ``quotations.txt``, by construction."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.actors import ActorBook
from comity.coders import quotes
from comity.coders.language import load_language
from comity.coders.reading import Reader
from comity.model import Document, Quote

LANGUAGE = load_language()


def lines() -> Iterator[tuple[str, str, str]]:
    construction = ""
    for line in (Path(__file__).parent / "quotations.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            construction = line.removeprefix("## ")
        elif " | " in line:
            codes, text = line.split(" | ", 1)
            yield construction, codes, text.replace(" // ", "\n\n")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(ActorBook.load(), LANGUAGE)


def quoted(reader: Reader, text: str) -> list[Quote]:
    one = reader.read(Document("x", text))
    return list(quotes.find(one.sentences, one.mentions, one.text, text, LANGUAGE))


CONSTRUCTIONS = list(dict.fromkeys(construction for construction, _, _ in lines()))


@pytest.mark.parametrize("construction", CONSTRUCTIONS)
def test_every_quotation_has_its_speaker(reader: Reader, construction: str) -> None:
    wanted = {text: codes.replace("-", "").split() for kind, codes, text in lines() if kind == construction}
    assert {text: [one.speaker.code for one in quoted(reader, text)] for text in wanted} == wanted


def test_the_words_and_their_evidence_stand_in_the_text(reader: Reader) -> None:
    for _, _, text in lines():
        for one in quoted(reader, text):
            assert one.words in text
            assert text[one.evidence.start : one.evidence.end] == one.evidence.text
            assert one.words in one.evidence.text


@pytest.mark.parametrize(
    ("text", "words", "about", "stance"),
    [
        ('China called Japan "a great friend".', "a great friend", ("JPN",), "support"),
        ('China said Japan\'s protest was "illegal".', "illegal", ("JPN",), "oppose"),
        ('"Turkey is a reckless neighbour," Greece said.', "Turkey is a reckless neighbour", ("TUR",), "oppose"),
        ('"The train is late," Germany told Poland.', "The train is late", ("POL",), "neutral"),
        (
            'Iran said its answer to Qatar would be "brief\u200b and clear".',
            "brief\u200b and clear",
            ("QAT",),
            "neutral",
        ),
    ],
)
def test_a_quote_has_its_words_its_subject_and_its_stance(
    reader: Reader, text: str, words: str, about: tuple[str, ...], stance: str
) -> None:
    (one,) = quoted(reader, text)
    assert (one.words, one.about, one.stance) == (words, about, stance)


@pytest.mark.parametrize(
    "text",
    [
        'He said "',
        '" " " "',
        'China said "',
        '"" said China',
        "China's farmers' and workers' unions said 'nothing",
        '"' * 501,
        'China said "yes" ' * 200,
    ],
)
def test_marks_out_of_place_do_no_harm(reader: Reader, text: str) -> None:
    assert all(one.words in text for one in quoted(reader, text))
