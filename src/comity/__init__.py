"""comity: an observatory of the relations between states.

>>> from comity import Document
>>> Document("a", "China and Russia held talks.").text
'China and Russia held talks.'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comity.engine import CoderSpec
    from comity.errors import ComityError, DataError, InputError, StoreError, UnknownActor
    from comity.health import Check
    from comity.model import Actor, Claim, Coding, Document, Event, Moment, Passage, Quote, Rejection
    from comity.observatory import Explanation, Observatory, Reading, check, code
    from comity.sources import read

__all__ = [
    "Actor",
    "Check",
    "Claim",
    "CoderSpec",
    "Coding",
    "ComityError",
    "DataError",
    "Document",
    "Event",
    "Explanation",
    "InputError",
    "Moment",
    "Observatory",
    "Passage",
    "Quote",
    "Reading",
    "Rejection",
    "StoreError",
    "UnknownActor",
    "check",
    "code",
    "read",
]

_HOMES = {
    "engine": ("CoderSpec",),
    "errors": ("ComityError", "DataError", "InputError", "StoreError", "UnknownActor"),
    "health": ("Check",),
    "model": ("Actor", "Claim", "Coding", "Document", "Event", "Moment", "Passage", "Quote", "Rejection"),
    "observatory": ("Explanation", "Observatory", "Reading", "check", "code"),
    "sources": ("read",),
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for: ``import comity`` costs nothing."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"comity.{module}"), name)
    raise AttributeError(f"module 'comity' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
