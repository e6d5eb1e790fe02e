"""Reports written by hand, coded by hand, and kept by the real store: what measures and dossiers are tested with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.model import Actor, Claim, Coding, Document, Event, Moment, Passage, Quote
from comity.ontology import load_ontology
from comity.store import Store

CALL = "Xi Jinping spoke with Vladimir Putin by telephone on Monday."
FRIENDS = 'Xi said that China and Russia are "true friends".'
TRADE = "Trade between them reached a record in 2024."
MUTUAL = {"CONSULT", "AGREE"}


def make_event(text: str = CALL, sentence: str = CALL, trigger: str = "spoke", **changes: Any) -> Event:
    start = text.index(sentence)
    at = text.index(trigger, start)
    fields: dict[str, Any] = {
        "id": "e1",
        "document": "a1",
        "actor": Actor("CHN", "CHN", "Xi Jinping", "President", "GOV"),
        "recipient": Actor("RUS", "RUS", "Vladimir Putin", "President", "GOV"),
        "reciprocal": True,
        "type": "CONSULT",
        "mode": "phone",
        "contexts": ("diplomatic",),
        "quad": "verbal_coop",
        "cameo": "041",
        "intensity": 1.0,
        "goldstein": 1.0,
        "modality": "actual",
        "moment": Moment("2025-02-24"),
        "location": None,
        "evidence": Passage.of(text, start, start + len(sentence)),
        "trigger": Passage.of(text, at, at + len(trigger)),
        "confidence": 0.9,
        "why": ("consult: speak with",),
    }
    return Event(**fields | changes)


def make_coding(identifier: str = "a1", extra_text: str = "", **changes: Any) -> Coding:
    text = f"{CALL} {FRIENDS} {TRADE}{extra_text}"
    document = Document(
        identifier, text, title="A call", published=date(2025, 2, 25), source="sample", extra={"page": 3}
    )
    friends = text.index(FRIENDS)
    trade = text.index(TRADE)
    fields: dict[str, Any] = {
        "events": (make_event(text, id=f"e-{document.digest[:8]}", document=identifier),),
        "quotes": (
            Quote(
                Actor("CHN", "CHN", "Xi Jinping"),
                "true friends",
                ("CHN", "RUS"),
                "support",
                Passage.of(text, friends, friends + len(FRIENDS)),
            ),
        ),
        "claims": (
            Claim("record", "trade", "CHN", "RUS", "2024", None, None, Passage.of(text, trade, trade + len(TRADE))),
        ),
    }
    return Coding(document, **fields | changes)


@dataclass(frozen=True)
class Item:
    """A sentence of a report, and what is coded in it: ``make`` takes the text, the place and an id."""

    sentence: str
    make: Callable[[str, int, str], Any]


def act(
    actor: str,
    recipient: str,
    kind: str = "CONSULT",
    *,
    on: str | None = None,
    mode: str | None = None,
    modality: str = "actual",
    contexts: tuple[str, ...] = (),
    mutual: bool | None = None,
    sentence: str = "",
) -> Item:
    sentence = sentence or f"{actor} dealt with {recipient} ({kind.lower()} {on})."
    type_ = load_ontology().type(kind)

    def make(text: str, start: int, identifier: str) -> Event:
        return make_event(
            text,
            sentence,
            sentence.split()[1],
            id=identifier,
            actor=Actor(actor, actor if len(actor) == 3 else None),
            recipient=Actor(recipient, recipient if len(recipient) == 3 else None),
            reciprocal=kind in MUTUAL if mutual is None else mutual,
            type=kind,
            mode=mode,
            contexts=contexts,
            quad=type_.quad,
            cameo=type_.cameo,
            intensity=type_.intensity,
            goldstein=1.0,
            modality=modality,
            moment=Moment(on),
            evidence=Passage.of(text, start, start + len(sentence)),
        )

    return Item(sentence, make)


def quote(speaker: str, about: str, words: str = "good neighbours", stance: str = "support", name: str = "") -> Item:
    sentence = f'{speaker} called {about} "{words}".'

    def make(text: str, start: int, identifier: str) -> Quote:
        passage = Passage.of(text, start, start + len(sentence))
        return Quote(Actor(speaker, speaker, name or None), words, (about,), stance, passage)  # type: ignore[arg-type]

    return Item(sentence, make)


def claim(subject: str, partner: str, verdict: str = "unchecked", basis: tuple[str, ...] = ()) -> Item:
    sentence = f"Trade of {subject} with {partner} reached a record in 2024."

    def make(text: str, start: int, identifier: str) -> Claim:
        passage = Passage.of(text, start, start + len(sentence))
        return Claim("record", "trade", subject, partner, "2024", None, None, passage, verdict, basis)  # type: ignore[arg-type]

    return Item(sentence, make)


def report(
    name: str,
    published: str | None,
    *items: Item,
    source: str | None = "Wire",
    title: str | None = None,
    url: str | None = None,
) -> Coding:
    """One report whose text is the sentences of its items."""
    text = " ".join(item.sentence for item in items) or "Nothing happened."
    made: list[Any] = []
    at = 0
    for number, item in enumerate(items):
        at = text.index(item.sentence, at)
        made.append(item.make(text, at, f"{name}-{number}"))
        at += len(item.sentence)
    day = date.fromisoformat(published) if published else None
    return Coding(
        Document(name, text, title=title or f"Report {name}", published=day, source=source, url=url),
        events=tuple(one for one in made if isinstance(one, Event)),
        quotes=tuple(one for one in made if isinstance(one, Quote)),
        claims=tuple(one for one in made if isinstance(one, Claim)),
    )


def kept(folder: Path, codings: Iterable[Coding], *, involving: tuple[str, ...] = ()) -> dict[str, pa.Table]:
    """The tables of a store that holds these codings and nothing else."""
    with Store(folder / "scene.duckdb") as store:
        store.append(codings)
        return store.tables(involving=involving)
