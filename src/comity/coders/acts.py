"""Tenth stage, first part: an act as the trigger tells it, and what the rules about it may look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.actors import ActorBook
from comity.coders.arguments import Grammar, Roles
from comity.coders.language import Language
from comity.coders.triggers import Trigger
from comity.model import Modality


@dataclass(frozen=True, slots=True)
class Act:
    """A trigger with its parties, its modality and the words that decided it, and the reasons so far."""

    trigger: Trigger
    roles: Roles
    modality: Modality
    because: str
    why: tuple[str, ...]

    @property
    def type(self) -> str:
        """The PLOVER type as it stands."""
        return self.trigger.entry.type


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules may look at: the grammar of the sentence, all its triggers, the language, the actors."""

    grammar: Grammar
    found: Sequence[Trigger]
    language: Language
    book: ActorBook
