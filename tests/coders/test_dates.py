"""When acts are dated in a report of Wednesday, 15 May 2024; every text is ours."""

from __future__ import annotations

from datetime import date

import pytest

from comity.actors import ActorBook
from comity.coders.full import FullCoder
from comity.model import Document
from comity.ontology import load_ontology


@pytest.fixture(scope="module")
def coder() -> FullCoder:
    return FullCoder(ActorBook.load(), load_ontology())


@pytest.mark.parametrize(
    ("text", "type_", "when"),
    [
        ("Japan condemned North Korea on Monday.", "ACCUSE", "2024-05-13"),
        ("So yesterday in Hanoi the Chinese president met the Vietnamese prime minister.", "CONSULT", "2024-05-14"),
        ("Already on Tuesday India accused Pakistan of lying, an official said.", "ACCUSE", "2024-05-14"),
        ("Following the meeting that took place on Monday, Serbia thanked Greece.", "CONSULT", None),
        ("The note of 3 May in which Iran accused Iraq of theft was printed.", "ACCUSE", "2024-05-03"),
        ("French aircraft bombed Libya on Friday, hours after Egypt asked France for help.", "REQUEST", "2024-05-10"),
        ("Kenya and Uganda met on Monday. After the talks they signed a treaty.", "SUPPORT", "2024-05-13"),
        ("Sudan expelled an Ethiopian envoy on Sunday. Ethiopia also expelled an envoy.", "SANCTION", "2024-05-12"),
        ("Turkey has treated wounded soldiers of Somalia since the weekend.", "AID", "2024-05"),
        ("Norway will hold talks with Sweden in the coming days.", "CONSULT", "2024-05"),
        ("Iraq invaded Kuwait in 1990.", "ASSAULT", "1990"),
        ("Poland summoned the Russian ambassador last month.", "ACCUSE", "2024-04"),
        ("Chile condemned Peru.", "ACCUSE", None),
        ("Brazil condemned Argentina on Monday. It has since invited its president.", "ACCUSE", "2024-05-13"),
        ("Italy said on Monday that its army is leaving Libya.", "RETREAT", "2024-05-13"),
    ],
)  # fmt: skip
def test_an_act_is_dated_as_the_text_says(coder: FullCoder, text: str, type_: str, when: str | None) -> None:
    (coding,) = coder.code([Document("x", text, published=date(2024, 5, 15))])
    dates = [one.moment.date for one in coding.events if one.type == type_]
    assert when in dates if when else not any(dates[-1:]), [(e.type, e.moment.date) for e in coding.events]


def test_a_day_is_not_handed_on_to_a_sentence_that_does_not_go_on_with_it(coder: FullCoder) -> None:
    text = "Thailand condemned Cambodia on Monday. Laos condemned Vietnam."
    (coding,) = coder.code([Document("x", text, published=date(2024, 5, 15))])
    assert {one.actor.code: one.moment.date for one in coding.events} == {"THA": "2024-05-13", "LAO": None}
