"""The minimal pairs: their form, how they are judged, and that they are no training sentences."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from benchmarks.probes import PROBES as FILE
from benchmarks.probes import parse, probes, read
from training.labelled import read as training_sentences
from training.overlap import runs

from comity.actors import ActorBook
from comity.coders.full import FullCoder
from comity.model import Document, Event
from comity.ontology import load_ontology

AT_LEAST = 400
PAIRS = read()
PROBES = [probe for pair in PAIRS for probe in pair.probes]
TEXT = "Norway condemned Russia on Tuesday."


@pytest.fixture(scope="module")
def event() -> Event:
    (document,) = FullCoder(ActorBook.load(), load_ontology()).code([Document(TEXT, TEXT, published=date(2024, 6, 15))])
    return document.events[0]


def test_there_are_enough_pairs_and_each_is_one() -> None:
    assert len(PAIRS) >= AT_LEAST
    assert all(len(pair.probes) >= 2 and pair.construction for pair in PAIRS)


def test_no_sentence_stands_twice_in_a_pair() -> None:
    assert all(len({probe.text for probe in pair.probes}) == len(pair.probes) for pair in PAIRS)


def test_every_side_is_a_known_actor_other_than_the_other_side() -> None:
    known = set(ActorBook.load().entities)
    acts = [act for probe in PROBES for act in probe.wanted]
    assert {code for act in acts for code in (act.actor, act.recipient)} <= known
    assert all(act.actor != act.recipient for act in acts)


def test_no_probe_is_a_training_sentence() -> None:
    taught = {run for sentence in training_sentences() for run in runs(sentence.text)}
    assert [probe.text for probe in PROBES if taught.intersection(runs(probe.text))] == []


@pytest.mark.parametrize(
    ("wanted", "right"),
    [
        ("NOR > RUS ACCUSE", True),
        ("NOR > RUS ACCUSE/SANCTION actual/negated", True),
        ("NOR > RUS ACCUSE; ?RUS > NOR REJECT", True),
        ("?NOR > RUS ACCUSE", True),
        ("RUS > NOR ACCUSE", False),
        ("NOR = RUS ACCUSE", False),
        ("NOR > RUS SANCTION", False),
        ("NOR > RUS ACCUSE negated", False),
        ("NOR > RUS ACCUSE; RUS > NOR REJECT", False),
        ("-", False),
    ],
)
def test_a_sentence_is_right_when_all_comes_and_no_more(event: Event, wanted: str, right: bool) -> None:
    assert parse(f"{wanted}\t{TEXT}").right([event]) is right


def test_a_sentence_that_tells_nothing_is_right_without_events() -> None:
    assert parse(f"-\t{TEXT}").right([])
    assert parse(f"?NOR > RUS ACCUSE\t{TEXT}").right([])


def test_a_mutual_act_may_be_told_from_either_side_but_a_visit_has_its_visitor(event: Event) -> None:
    talks = replace(event, type="CONSULT", reciprocal=True)
    for sign, there, back in (("=", True, True), ("=>", True, False)):
        assert parse(f"NOR {sign} RUS CONSULT\t{TEXT}").right([talks]) is there
        assert parse(f"RUS {sign} NOR CONSULT\t{TEXT}").right([talks]) is back


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("NOR > RUS ACCUSE Norway condemned Russia.", "TAB"),
        ("NOR > RUS ACCUSE\tNorway  condemned Russia.", "TAB"),
        ("NOR RUS ACCUSE\tNorway condemned Russia.", "is not ACTOR"),
        ("NOR > RUS BLAME\tNorway condemned Russia.", "unknown BLAME"),
        ("NOR > RUS ACCUSE maybe\tNorway condemned Russia.", "unknown maybe"),
    ],
)
def test_a_malformed_line_is_refused(line: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        parse(line)


def test_the_share_of_pairs_that_are_right_holds_its_floor() -> None:
    floors = json.loads(FILE.with_name("floors.json").read_text(encoding="utf-8"))
    assert {name for name, figure in probes().items() if figure < floors[name]} == set()
