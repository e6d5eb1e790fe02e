"""What the classifier is asked of a sentence: whom it names, and whom only what stood before."""

from __future__ import annotations

from datetime import date

import pytest

from comity.actors import ActorBook
from comity.coders.language import load_language
from comity.coders.questions import MOST_BEFORE, Asked, ask
from comity.coders.reading import Reader
from comity.model import Document


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(ActorBook.load(), load_language("en"))


def questions(reader: Reader, text: str, title: str | None = None) -> list[Asked]:
    one = reader.read(Document("a", text, title=title, published=date(2024, 6, 15)))
    return [ask(one, at) for at in range(len(one.sentences))]


def marked(asked: Asked) -> set[tuple[str, str, bool]]:
    """The words that each pair marks, and whether one of them stands only before the sentence."""
    text = asked.question.before + asked.question.text
    return {(text[slice(*pair.spans[0])], text[slice(*pair.spans[1])], pair.far) for pair in asked.pairs}


def test_who_is_named_before_is_asked_about_with_who_is_named_here(reader: Reader) -> None:
    first, second = questions(reader, "Norway expelled two Russian envoys. Oslo also froze the talks.")
    assert marked(first) == {("Norway", "Russian envoys", False)}
    assert [pair.far for pair in second.pairs] == [True]
    assert {second.pairs[0].first.code, second.pairs[0].second.code} == {"RUS", "NOR"}
    assert first.question.before == ""
    assert second.question.before == "Norway expelled two Russian envoys. "
    assert second.question.text == "Oslo also froze the talks."


def test_the_title_and_the_cast_stand_before(reader: Reader) -> None:
    filler = "It rained in the hills. The markets were closed. Nobody was in the streets. "
    *_, last = questions(reader, f"Chad praised Niger. {filler}Mali sent a note.", title="A letter from Togo")
    assert last.question.before.startswith(("Chad, Niger, ", "Niger, Chad, "))
    assert "A letter from Togo" in last.question.before
    assert {other for pair in last.pairs for other in (pair.first.code, pair.second.code)} == {
        "TCD",
        "NER",
        "TGO",
        "MLI",
    }
    assert all(pair.far for pair in last.pairs)


def test_only_the_latest_of_those_before_are_asked_about(reader: Reader) -> None:
    *_, last = questions(reader, "Chad, Niger, Togo, Benin, Ghana and Kenya met in May. Mali sent a note.")
    assert len(last.pairs) == MOST_BEFORE
    assert all(pair.second.code == "MLI" for pair in last.pairs)


def test_a_place_is_asked_about_and_told_apart(reader: Reader) -> None:
    (asked,) = questions(reader, "Ukrainian drones hit a depot in Kursk.")
    assert [{pair.first.code, pair.second.code} for pair in asked.pairs] == [{"UKR", "RUS"}]
    assert asked.places == {"RUS"}


def test_without_a_word_that_tells_an_act_nobody_before_is_asked_about(reader: Reader) -> None:
    one = reader.read(Document("a", "Norway expelled two Russian envoys. Oslo was quiet.", published=date(2024, 6, 15)))
    assert ask(one, 1).question.pairs
    assert ask(one, 1, beyond=False).question.pairs == ()


def test_two_in_one_mention_are_a_pair(reader: Reader) -> None:
    (asked,) = questions(reader, "Indian and Chinese troops clashed in the snow.")
    assert [{pair.first.code, pair.second.code} for pair in asked.pairs] == [{"IND", "CHN"}]


def test_nobody_or_one_alone_is_no_question(reader: Reader) -> None:
    assert [asked.question.pairs for asked in questions(reader, "It rained. Norway slept.")] == [(), ()]


def test_pairs_of_the_same_words_are_one_pair_of_the_question(reader: Reader) -> None:
    (asked,) = questions(reader, "Indian and Chinese diplomats were invited to Norway.")
    assert len(asked.question.pairs) < len(asked.pairs)
    assert all(asked.question.pairs[number] == pair.spans for pair, number in asked.numbers)
