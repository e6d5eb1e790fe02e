"""What several tests need: codings made by hand, and the place of the shared data where it is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comity.model import Actor, Claim, Coding, Document, Event, Moment, Passage, Quote

CALL = "Xi Jinping spoke with Vladimir Putin by telephone on Monday."
FRIENDS = 'Xi said that China and Russia are "true friends".'
TRADE = "Trade between them reached a record in 2024."


@pytest.fixture
def shared() -> Path:
    """The folder of shared development data beside the project; tests that need it are not run without it."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the shared development data are not beside this project")
    return folder


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


@pytest.fixture
def event() -> Callable[..., Event]:
    """Make an event by hand."""
    return make_event


@pytest.fixture
def coding() -> Callable[..., Coding]:
    """Make a coding by hand: one event, one quote, one claim."""
    return make_coding
