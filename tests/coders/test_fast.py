"""The fast coder: word order in, events out, in the same form as the full coder's."""

from __future__ import annotations

from datetime import date

import pytest

from comity.actors import ActorBook
from comity.coders.fast import CONFIDENCE, FastCoder
from comity.model import Document, Event
from comity.ontology import load_ontology

CODER = FastCoder(ActorBook.load(), load_ontology())

SENTENCES = [
    ("China condemned the United States on Monday.", "CHN", "USA", "ACCUSE", "actual"),
    ("The United States was condemned by China.", "CHN", "USA", "ACCUSE", "actual"),
    ("China has not condemned Russia.", "CHN", "RUS", "ACCUSE", "negated"),
    ("Norway may expel two Russian diplomats.", "NOR", "RUS", "SANCTION", "hypothetical"),
    ("Russia's invasion of Ukraine went on.", "RUS", "UKR", "ASSAULT", "actual"),
    ("Talks between India and Pakistan broke off.", "IND", "PAK", "CONSULT", "actual"),
    ("Chile will give Peru aid after the flood.", "CHL", "PER", "AGREE", "actual"),
    ("Germany sent Ukraine tanks.", "DEU", "UKR", "AID", "actual"),
    ("France, Italy and Spain condemned Iran on Monday.", "ITA", "IRN", "ACCUSE", "actual"),
    ("China condemned Japan, Norway and Sweden.", "CHN", "SWE", "ACCUSE", "actual"),
    ("Chile demanded an apology from Peru, and condemned Bolivia.", "CHL", "BOL", "ACCUSE", "actual"),
    ("The presidents of Chile, Peru and Bolivia met on Friday.", "PER", "BOL", "CONSULT", "actual"),
    ("The German foreign minister arrived in Warsaw on Monday.", "DEU", "POL", "CONSULT", "actual"),
    ("India is to meet Pakistan in Geneva.", "IND", "PAK", "CONSULT", "future"),
]


def coded(text: str) -> tuple[Event, ...]:
    return CODER.code([Document("a", text, published=date(2024, 6, 14))])[0].events


@pytest.mark.parametrize(("text", "actor", "recipient", "kind", "modality"), SENTENCES)
def test_word_order_tells_who_did_what_to_whom(text: str, actor: str, recipient: str, kind: str, modality: str) -> None:
    found = {(e.actor.code, e.recipient.code, e.type, e.modality) for e in coded(text)}
    assert (actor, recipient, kind, modality) in found


@pytest.mark.parametrize("text", ["China and Russia are countries.", "Japan beat Brazil in the football final.", ""])
def test_what_tells_no_act_is_no_event(text: str) -> None:
    assert coded(text) == ()


def test_evidence_is_cut_from_the_text_as_read_and_confidence_is_low() -> None:
    text = "A first line.\n“China condemned Japan,” a paper wrote."
    (event,) = coded(text)
    assert text[event.evidence.start : event.evidence.end] == event.evidence.text
    assert text[event.trigger.start : event.trigger.end] == event.trigger.text == "condemned"
    assert event.confidence == CONFIDENCE
    assert event.why[-1] == "by the order of words"
