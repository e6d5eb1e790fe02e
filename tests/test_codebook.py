"""The codebook's own sentences, run through the full coder: each is what the codebook says it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from docs.generate import HERE, PAGES

from comity.actors import ActorBook
from comity.coders.full import FullCoder
from comity.model import Document, Event
from comity.ontology import Counterexample, Example, load_ontology

ONTOLOGY = load_ontology()
HAPPENED = {"actual", "historical"}
KNOWN_MISSES = 0.04  # of all sentences


@dataclass(frozen=True)
class Case:
    """One sentence and the type, and the mode where it stands under one, that it is or is not."""

    type: str
    mode: str | None
    sentence: Example | Counterexample

    def __str__(self) -> str:
        return f"{self.type}{':' + self.mode if self.mode else ''} - {self.sentence.text}"


def cases() -> Iterator[Case]:
    for event_type in ONTOLOGY.types.values():
        for mode in (None, *event_type.modes):
            entry = event_type.modes[mode] if mode else event_type
            for sentence in (*entry.examples, *entry.counterexamples):
                yield Case(event_type.name, mode, sentence)


CASES = list(cases())
SURE = [case for case in CASES if not case.sentence.known_miss]
MISSED = [case for case in CASES if case.sentence.known_miss]


@pytest.fixture(scope="module")
def coded() -> dict[str, tuple[Event, ...]]:
    """The events of every sentence, coded in one batch."""
    texts = list(dict.fromkeys(case.sentence.text for case in CASES))
    documents = [Document(text, text, published=date(2024, 6, 15)) for text in texts]
    codings = FullCoder(ActorBook.load(), load_ontology()).code(documents)
    return {text: coding.events for text, coding in zip(texts, codings, strict=True)}


def right(case: Case, events: tuple[Event, ...]) -> bool:
    """Whether the coder finds what the codebook says, and nothing that it says is not there."""
    same = [one for one in events if one.type == case.type and (case.mode is None or one.mode == case.mode)]
    if isinstance(case.sentence, Counterexample):
        if any(one.modality in HAPPENED for one in same):
            return False
        return case.sentence.instead is None or any(
            one.modality in HAPPENED and case.sentence.instead in (one.type, f"{one.type}:{one.mode}") for one in events
        )
    sides = (case.sentence.actor, case.sentence.recipient)
    return any(
        one.modality == case.sentence.modality
        and ((one.actor.code, one.recipient.code) == sides or (one.recipient.code, one.actor.code) == sides)
        and (one.reciprocal or one.actor.code == case.sentence.actor)
        for one in same
    )


def told(events: tuple[Event, ...]) -> str:
    return "; ".join(
        f"{one.actor.code} {one.type}{':' + one.mode if one.mode else ''} {one.recipient.code} {one.modality}"
        for one in events
    )


@pytest.mark.parametrize("case", SURE, ids=str)
def test_a_sentence_is_coded_as_the_codebook_says(case: Case, coded: dict[str, tuple[Event, ...]]) -> None:
    events = coded[case.sentence.text]
    assert right(case, events), f"{case}\n{case.sentence}\ncoded: {told(events) or 'nothing'}"


def test_what_is_marked_as_missed_is_still_missed(coded: dict[str, tuple[Event, ...]]) -> None:
    mended = [str(case) for case in MISSED if right(case, coded[case.sentence.text])]
    assert not mended, f"no longer missed, unmark: {mended}"


def test_few_sentences_are_missed() -> None:
    assert len(MISSED) <= KNOWN_MISSES * len(CASES)


@pytest.mark.parametrize("name", ONTOLOGY.types)
def test_every_type_and_mode_has_its_sentences(name: str) -> None:
    event_type = ONTOLOGY.types[name]
    assert len(event_type.examples) >= 3
    assert len(event_type.counterexamples) >= 2
    for mode in event_type.modes.values():
        assert len(mode.examples) >= 2, mode.name
        assert len(mode.counterexamples) >= 2, mode.name


def test_what_a_sentence_is_instead_is_in_the_ontology() -> None:
    for case in CASES:
        if isinstance(case.sentence, Counterexample) and case.sentence.instead is not None:
            name, _, mode = case.sentence.instead.partition(":")
            assert ONTOLOGY.mode(name, mode) if mode else ONTOLOGY.type(name)
            assert (name, mode or None) != (case.type, case.mode), str(case)


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert HERE.joinpath(name).read_text(encoding="utf-8") == PAGES[name](), "run: python -m docs.generate"
