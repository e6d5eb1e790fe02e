"""The classifier reads direction, and what it says is weighed against the lexicon in one place."""

from __future__ import annotations

import math
from datetime import date

import pytest

from comity.actors import ActorBook
from comity.coders.classifier import MOST, MOST_BEFORE, NONE, Classifier, Question, encode, labels_of, load_classifier
from comity.coders.full import FullCoder
from comity.coders.weighing import features, load_weighing
from comity.coders.wordpiece import WordPieces
from comity.model import Document
from comity.ontology import load_ontology

LABELS = labels_of(load_ontology())


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier("en", LABELS)


def asked(text: str, *names: str, before: str = "") -> Question:
    """A question on one pair, in the order of the text."""
    spans = sorted((found, found + len(name)) for name in names for found in [(before + text).index(name)])
    return Question(text, ((spans[0], spans[1]),), before)


@pytest.mark.parametrize(
    ("text", "first", "second", "kind"),
    [
        ("Kenya slapped punishing duties on Ugandan milk.", "Kenya", "Ugandan", "SANCTION"),
        ("Chilean gunboats opened fire on a Peruvian trawler, killing two.", "Chilean", "Peruvian", "ASSAULT"),
        ("Norway gave Malawi forty million kroner for schools.", "Norway", "Malawi", "AID"),
    ],
)
def test_it_tells_who_did_it_to_whom(classifier: Classifier, text: str, first: str, second: str, kind: str) -> None:
    ((there, back),) = classifier.judge(asked(text, first, second))
    assert there.act == kind
    assert there.types[kind] > 0.5
    assert back.types[NONE] > back.types[kind]


def test_it_reads_what_stood_before(classifier: Classifier) -> None:
    before = "Kenya shelled a Ugandan border post on Friday. "
    question = asked("Kampala has recalled its ambassador in protest.", "Kenya", "Kampala", before=before)
    ((there, back),) = classifier.judge(question)
    assert back.act == "SANCTION"
    assert back.types["SANCTION"] > there.types["SANCTION"]


def test_chances_sum_to_one_and_are_the_same_each_time(classifier: Classifier) -> None:
    one = asked("Laos condemned Thailand.", "Laos", "Thailand")
    ((alone, _),) = classifier.judge(one)
    for n in range(10):
        classifier.judge(asked(f"{'Very ' * n}long talk between Laos and Thailand.", "Laos", "Thailand"))
    ((again, _),) = classifier.judge(one)
    assert sum(alone.types.values()) == pytest.approx(1, abs=1e-5)
    assert set(alone.types) == {*(name for name, _ in LABELS), NONE}
    assert again == alone
    assert classifier.judge(Question("Laos slept.", ())) == []


def test_marks_stand_where_their_mentions_stand_and_read_only_their_own_pair() -> None:
    pieces = WordPieces(["[CLS]", "[SEP]", "[UNK]", "[unused1]", "[unused2]", "word", "a", "b", "c"])
    question = Question("a word b", (((2, 3), (4, 5)), ((4, 5), (11, 12))), "c a ")
    encoded = encode(pieces, question)
    assert encoded.ids == [0, 8, 6, 1, 6, 5, 7, 1, 3, 4, 3, 4]
    assert encoded.places == [0, 1, 2, 3, 4, 5, 6, 7, 2, 4, 4, 6]
    assert encoded.named == [0] * 8 + [6, 6, 6, 7]
    assert encoded.groups == [0] * 8 + [1, 1, 2, 2]
    assert encoded.pairs == [(8, 9, 2, 4), (10, 11, 4, 6)]


@pytest.mark.parametrize("gap", [0, 50, 200, 900])
def test_what_is_too_long_is_cut_and_a_mention_in_it_stands_at_the_edge(gap: int) -> None:
    pieces = WordPieces(["[CLS]", "[SEP]", "[UNK]", "[unused1]", "[unused2]", "word", "a", "b"])
    text, before = "word " * gap + "a " + "word " * gap + "b", "word " * gap
    spans = [(found, found + 1) for name in "ab" for found in [(before + text).index(f"{name}")]]
    encoded = encode(pieces, Question(text, ((spans[0], spans[1]),), before))
    length = encoded.groups.count(0)
    assert length <= MOST + MOST_BEFORE + 3
    assert all(0 < place < length for place in encoded.places[length:])


def test_word_pieces_know_accents_capitals_and_unknown_words() -> None:
    pieces = WordPieces(["[UNK]", "chile", "##an", "senor", "42"])
    assert [number for number, _ in pieces.split("Chilean Señor 42 §")] == [1, 2, 3, 4, 0]
    assert pieces.split("") == []
    assert pieces.split("x" * 500) == [(0, 0)]


def test_why_names_the_classifier_and_confidence_follows_it() -> None:
    weighing = load_weighing("en", load_ontology())
    ((sure, _),) = weighing.classifier.judge(asked("Laos condemned Thailand.", "Laos", "Thailand"))
    assert weighing.confidence(0.9, sure, "ACCUSE") > weighing.confidence(0.9, sure, "AID")
    assert features(None, sure, "ACCUSE", implied=False)["type"] == math.log(sure.types["ACCUSE"])
    coder = FullCoder(ActorBook.load(), load_ontology())
    (coding,) = coder.code([Document("a", "Laos condemned Thailand on Monday.", published=date(2024, 6, 15))])
    (event,) = coding.events
    assert any(reason.startswith("classifier: ACCUSE") for reason in event.why)
    assert 0 < event.confidence < 1
