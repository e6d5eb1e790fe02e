"""What the full coder makes of sentences; every one is ours."""

from __future__ import annotations

import random
from datetime import date

import pytest

from comity.actors import ActorBook
from comity.coders.full import FullCoder
from comity.model import Coding, Document, Event
from comity.ontology import load_ontology


@pytest.fixture(scope="module")
def coder() -> FullCoder:
    return FullCoder(ActorBook.load(), load_ontology())


def told(coding: Coding) -> set[str]:
    return {
        f"{one.actor.code} {one.type}{':' + one.mode if one.mode else ''} {one.recipient.code} {one.modality}"
        for one in coding.events
    }


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Japan condemned North Korea on Friday.", "JPN ACCUSE:disapprove PRK actual"),
        ("North Korea was condemned by Japan.", "JPN ACCUSE:disapprove PRK actual"),
        ("India has not condemned Russia.", "IND ACCUSE:disapprove RUS negated"),
        ("France and Germany signed a treaty in Paris.", "FRA SUPPORT DEU actual"),
        ("Iraq's invasion of Kuwait shocked the region.", "IRQ ASSAULT KWT historical"),
        ("China expelled two diplomats of Lithuania.", "CHN SANCTION:expel LTU actual"),
        ("Turkey may impose sanctions on Syria.", "TUR SANCTION:discontinue SYR hypothetical"),
        ("It was Kenya that Uganda accused of theft.", "UGA ACCUSE:allege KEN actual"),
        ("Mali, its television said on Monday, expelled the French consul.", "MLI SANCTION:expel FRA actual"),
        ("Peru has yet to recall its ambassador from Chile.", "PER SANCTION:withdraw CHL negated"),
        ("Laos gave Cambodia two hundred sacks of seed.", "LAO AID KHM actual"),
        ("Tonga received a dozen generators from Fiji.", "FJI AID TON actual"),
        ("Serbia banned Croatian milk.", "SRB SANCTION:discontinue HRV actual"),
        ("Did Iran attack Kuwait?", "IRN ASSAULT KWT hypothetical"),
        ("Egyptian soldiers left Libya in the eighties.", "EGY RETREAT:withdraw LBY historical"),
        ("Poland declined to condemn Hungary.", "POL ACCUSE:disapprove HUN negated"),
        ("Norway will return the boats to Iceland next week.", "NOR RETREAT:release ISL future"),
        ("Israel sent tanks to the Lebanese border.", "ISR MOBILIZE:troops LBN actual"),
        ("The Syrian president was in Moscow on Tuesday.", "SYR CONSULT:visit RUS actual"),
    ],
)
def test_a_sentence_gives_its_event(coder: FullCoder, text: str, event: str) -> None:
    assert event in told(coder.code([Document("x", text, published=date(2024, 6, 15))])[0])


@pytest.mark.parametrize(
    "text",
    [
        "France and Germany are countries.",
        "Read more: China invades Taiwan in new film",
        "Brazil beat Chile at football.",
        "Portugal drew with Ghana, and the crowd cheered the captain.",
        "Chad, a singer, praised Cuba.",
        "Jordan Miller criticised Israel.",
    ],
)
def test_what_is_no_act_gives_nothing(coder: FullCoder, text: str) -> None:
    assert coder.code([Document("x", text, published=date(2024, 6, 15))])[0].events == ()


def test_every_passage_stands_where_it_says(coder: FullCoder) -> None:
    text = (
        "BEIJING, June 14 – “We\u00a0trust Moscow,” Xi Jinping said.\n\n"
        "China\u200b’s army held joint exercises with Russia."
    )
    coding = coder.code([Document("x", text, published=date(2024, 6, 15))])[0]
    assert coding.events
    for passage in [one.evidence for one in (*coding.events, *coding.quotes)] + [one.trigger for one in coding.events]:
        assert text[passage.start : passage.end] == passage.text


def test_noise_never_breaks_the_coder(coder: FullCoder) -> None:
    letters = "China Russia said met , . \" ' \n\t\u200b“”—Xi Putin sanctions 2024 on Monday [](){}<>&;:"
    dice = random.Random(7)
    texts = ["".join(dice.choice([*letters.split(" "), " "]) for _ in range(300)) for _ in range(20)]
    codings = coder.code([Document(str(n), text) for n, text in enumerate(["", *texts])])
    assert [coding.document.text for coding in codings] == ["", *texts]


def coded(coder: FullCoder, text: str) -> tuple[Event, ...]:
    return coder.code([Document("a", text, published=date(2025, 3, 5))])[0].events


def test_text_broken_to_a_width_is_read_over_the_ends_of_lines(coder: FullCoder) -> None:
    text = (
        "Finland's president will\nvisit Norway in May. On Tuesday the Norwegian\nforeign minister criticised Russia.\n"
    )
    found = {(e.actor.code, e.recipient.code, e.type) for e in coded(coder, text)}
    assert found >= {("FIN", "NOR", "CONSULT"), ("NOR", "RUS", "ACCUSE")}


def test_a_person_named_in_full_is_known_by_surname_afterwards(coder: FullCoder) -> None:
    text = "Norway's Prime Minister Kari Eksempel is in Helsinki. Eksempel thanked Finland. Ann Eksempel blamed Peru."
    found = [(e.actor.code, e.recipient.code, e.type) for e in coded(coder, text)]
    assert ("NOR", "FIN", "SUPPORT") in found
    assert ("NOR", "PER", "ACCUSE") not in found


def test_a_dateline_before_a_short_sentence_is_no_part_of_it(coder: FullCoder) -> None:
    (event,) = coded(coder, "OSLO, March 4 - Norway and Finland held talks on Tuesday.")
    assert event.evidence.text.startswith("Norway and Finland")
