"""PLOVER 2.0 as data: event types, modes, contexts, quad classes, intensity, and the nearest CAMEO codes."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from comity import datafiles
from comity.errors import UnknownEventType
from comity.model import Quad


@dataclass(frozen=True, slots=True)
class Mode:
    """A finer kind of an event type."""

    name: str
    definition: str
    intensity: float
    cameo: str


@dataclass(frozen=True, slots=True)
class EventType:
    """One of PLOVER's 16 types; ``intensity`` is its PLOVER score, from -10 (conflict) to +10 (cooperation)."""

    name: str
    definition: str
    quad: Quad
    intensity: float
    cameo: str
    modes: Mapping[str, Mode]
    cameo_by_context: Mapping[str, str]


class Ontology:
    """All types and contexts.

    >>> ontology = load_ontology()
    >>> ontology.type("SANCTION").quad, ontology.intensity("CONSULT", "phone")
    ('material_conf', 1.5)
    >>> ontology.cameo("AID", None, ["military"])
    '072'
    """

    def __init__(self, types: Mapping[str, EventType], contexts: Mapping[str, str], goldstein: Mapping[str, float]):
        self.types = types
        self.contexts = contexts
        self._goldstein = goldstein

    def type(self, name: str) -> EventType:
        """The type of a name; UnknownEventType, with near names, where there is none."""
        try:
            return self.types[name]
        except KeyError:
            near = difflib.get_close_matches(name.upper(), self.types, n=3, cutoff=0.4) or list(self.types)
            raise UnknownEventType(f"{name!r} is no PLOVER event type; near: {', '.join(near)}") from None

    def mode(self, type_name: str, mode: str) -> Mode:
        """The mode of a type; UnknownEventType where the type has no such mode."""
        event_type = self.type(type_name)
        try:
            return event_type.modes[mode]
        except KeyError:
            known = ", ".join(event_type.modes) or "none"
            raise UnknownEventType(f"{type_name} has no mode {mode!r}; its modes: {known}") from None

    def intensity(self, type_name: str, mode: str | None = None) -> float:
        """PLOVER's score of a type or, where given, of its mode."""
        return self.mode(type_name, mode).intensity if mode else self.type(type_name).intensity

    def cameo(self, type_name: str, mode: str | None = None, contexts: Iterable[str] = ()) -> str | None:
        """The nearest CAMEO code: by mode, else by the first context that has one, else by type."""
        if mode:
            return self.mode(type_name, mode).cameo
        event_type = self.type(type_name)
        found = (event_type.cameo_by_context[name] for name in contexts if name in event_type.cameo_by_context)
        return next(found, event_type.cameo)

    def goldstein(self, cameo: str | None) -> float | None:
        """Goldstein's value of a CAMEO code, from -10 to +10; of a longer code, that of its parent."""
        while cameo:
            if cameo in self._goldstein:
                return self._goldstein[cameo]
            cameo = cameo[:-1]
        return None


@functools.cache
def load_ontology() -> Ontology:
    """Load the ontology that ships with comity."""
    data: dict[str, Any] = datafiles.load("ontology", "plover.yml")
    types = {name: _event_type(name, row) for name, row in data["types"].items()}
    return Ontology(types, data["contexts"], {code: float(value) for code, value in data["goldstein"].items()})


def _event_type(name: str, row: Mapping[str, Any]) -> EventType:
    modes = {key: Mode(key, **mode) for key, mode in row.get("modes", {}).items()}
    return EventType(
        name,
        row["definition"],
        row["quad"],
        row["intensity"],
        row["cameo"],
        modes,
        row.get("cameo_by_context", {}),
    )
