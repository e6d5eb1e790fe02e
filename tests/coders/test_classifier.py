"""The classifier reads direction, and what it says is weighed against the lexicon in one place."""

from __future__ import annotations

import math
from datetime import date

import pytest

from comity.actors import ActorBook
from comity.coders.classifier import MOST, NONE, Classifier, Marked, encode, load_classifier
from comity.coders.full import FullCoder
from comity.coders.weighing import features, load_weighing
from comity.coders.wordpiece import WordPieces
from comity.model import Document
from comity.ontology import load_ontology

TYPES = tuple(load_ontology().types)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier("en", TYPES)


def marked(text: str, actor: str, recipient: str) -> Marked:
    spans = [(text.index(name), text.index(name) + len(name)) for name in (actor, recipient)]
    return Marked(text, spans[0], spans[1])


@pytest.mark.parametrize(
    ("text", "actor", "recipient", "kind"),
    [
        ("Kenya slapped punishing duties on Ugandan milk.", "Kenya", "Ugandan", "SANCTION"),
        ("Chilean gunboats opened fire on a Peruvian trawler, killing two.", "Chilean", "Peruvian", "ASSAULT"),
        ("Norway gave Malawi forty million kroner for schools.", "Norway", "Malawi", "AID"),
    ],
)
def test_it_tells_who_did_it_to_whom(classifier: Classifier, text: str, actor: str, recipient: str, kind: str) -> None:
    there, back = classifier.judge([marked(text, actor, recipient), marked(text, recipient, actor)])
    assert there.act == kind
    assert there.types[kind] > 0.5
    assert back.types[NONE] > back.types[kind]


def test_chances_sum_to_one_and_do_not_depend_on_the_company(classifier: Classifier) -> None:
    one = marked("Laos condemned Thailand.", "Laos", "Thailand")
    others = [marked(f"{'Very ' * n}long talk between Laos and Thailand.", "Laos", "Thailand") for n in range(40)]
    (alone,), crowd = classifier.judge([one]), classifier.judge([*others, one])
    assert sum(alone.types.values()) == pytest.approx(1, abs=1e-5)
    assert set(alone.types) == {*TYPES, NONE}
    assert crowd[-1] == alone
    assert classifier.judge([]) == []


def test_a_long_sentence_keeps_both_marks() -> None:
    pieces = WordPieces(["[CLS]", "[SEP]", "[UNK]", "[unused1]", "[unused2]", "word", "a", "b"])
    for gap in (0, 50, 200, 900):
        text = "word " * 150 + "a " + "word " * gap + "b " + "word " * 150
        first, second = text.index("a "), text.index("b ")
        ids, one, other = encode(pieces, text, (first, first + 1), (second, second + 1))
        assert len(ids) <= MOST + 8
        assert (ids[one], ids[other]) == (3, 4)
        assert (ids[one + 1], ids[other + 1]) == (6, 7)
        assert (ids[0], ids[-1]) == (0, 1)


def test_word_pieces_know_accents_capitals_and_unknown_words() -> None:
    pieces = WordPieces(["[UNK]", "chile", "##an", "senor", "42"])
    assert [number for number, _ in pieces.split("Chilean Señor 42 §")] == [1, 2, 3, 4, 0]
    assert pieces.split("") == []
    assert pieces.split("x" * 500) == [(0, 0)]


def test_why_names_the_classifier_and_confidence_follows_it() -> None:
    weighing = load_weighing("en", load_ontology())
    (sure,) = weighing.classifier.judge([marked("Laos condemned Thailand.", "Laos", "Thailand")])
    assert weighing.confidence(0.9, sure, "ACCUSE") > weighing.confidence(0.9, sure, "AID")
    assert features(None, sure, "ACCUSE", implied=False)["type"] == math.log(sure.types["ACCUSE"])
    coder = FullCoder(ActorBook.load(), load_ontology())
    (coding,) = coder.code([Document("a", "Laos condemned Thailand on Monday.", published=date(2024, 6, 15))])
    (event,) = coding.events
    assert any(reason.startswith("classifier: ACCUSE") for reason in event.why)
    assert 0 < event.confidence < 1
