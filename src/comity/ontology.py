"""PLOVER 2.0 as data: event types, modes, contexts, quad classes, intensity, and CAMEO in both directions.

Read from ``data/ontology``: one file a type under ``types/``, with its modes and with sentences that are and are not
it; ``contexts.yml``; and ``crosswalk.csv``, the 312 CAMEO codes with their Goldstein values.
"""

from __future__ import annotations

import csv
import difflib
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, get_args

from comity import datafiles
from comity.errors import DataError, UnknownEventType
from comity.model import MODALITIES, Modality, Quad


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of the codebook that tells an act: who does it to whom, in which modality.

    ``known_miss`` marks one that the coder is known to miss.
    """

    text: str
    actor: str
    recipient: str
    modality: Modality = "actual"
    known_miss: bool = False


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A sentence that looks like an act and is none, or is another: ``instead`` names its type, or ``TYPE:mode``."""

    text: str
    instead: str | None = None
    known_miss: bool = False


@dataclass(frozen=True, slots=True)
class Mode:
    """A finer kind of an event type; ``cameo`` is the nearest code."""

    name: str
    definition: str
    intensity: float
    cameo: str
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Counterexample, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """One of PLOVER's 16 types; ``intensity`` is its PLOVER score, from -10 (conflict) to +10 (cooperation)."""

    name: str
    definition: str
    quad: Quad
    intensity: float
    cameo: str
    modes: Mapping[str, Mode]
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Counterexample, ...] = ()


@dataclass(frozen=True, slots=True)
class CameoCode:
    """A CAMEO code and what it is in PLOVER; ``type`` is None for bare statements, which PLOVER does not code.

    ``goldstein`` is Goldstein's (1992) value, from -10 to +10; ``quad`` the class of the code's CAMEO root, which is
    not always the class of the PLOVER type (an appeal is verbal cooperation in CAMEO, a REQUEST verbal conflict in
    PLOVER). ``nearest`` tells whether the way back, from type, mode and contexts, leads to this code.
    """

    code: str
    description: str
    type: str | None
    mode: str | None
    contexts: tuple[str, ...]
    goldstein: float
    quad: Quad
    nearest: bool


class Ontology:
    """All types and contexts, and the crosswalk to CAMEO.

    >>> ontology = load_ontology()
    >>> ontology.type("SANCTION").quad, ontology.intensity("CONSULT", "phone")
    ('material_conf', 1.5)
    >>> ontology.cameo("AID", None, ["military"]), ontology.from_cameo("072").type
    ('072', 'AID')
    """

    def __init__(self, types: Mapping[str, EventType], contexts: Mapping[str, str], codes: Mapping[str, CameoCode]):
        self.types = types
        self.contexts = contexts
        self.codes = codes
        self._by_context = {
            (row.type, row.mode, context): row.code for row in codes.values() if row.nearest for context in row.contexts
        }

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

    def cameo(self, type_name: str, mode: str | None = None, contexts: Iterable[str] = ()) -> str:
        """The nearest CAMEO code: by the first context that has one of its own, else by mode, else by type."""
        plain = self.mode(type_name, mode).cameo if mode else self.type(type_name).cameo
        found = (self._by_context.get((type_name, mode, context)) for context in contexts)
        return next((code for code in found if code), plain)

    def from_cameo(self, code: str) -> CameoCode:
        """What a CAMEO code is in PLOVER; UnknownEventType, with near codes, where CAMEO has no such code."""
        try:
            return self.codes[code]
        except KeyError:
            family = [known for known in self.codes if known[:2] == code[:2]]
            near = difflib.get_close_matches(code, family or self.codes, n=3, cutoff=0.1)
            hint = f"; near: {', '.join(near)}" if near else "; codes are text of two to four digits, such as '042'"
            raise UnknownEventType(f"{code!r} is no CAMEO code{hint}") from None

    def goldstein(self, cameo: str | None) -> float | None:
        """Goldstein's value of a CAMEO code, from -10 to +10; of a longer code, that of its parent."""
        while cameo:
            if cameo in self.codes:
                return self.codes[cameo].goldstein
            cameo = cameo[:-1]
        return None


@functools.cache
def load_ontology() -> Ontology:
    """Load the ontology that ships with comity."""
    root = files("comity").joinpath("data", "ontology")
    names = sorted(item.name for item in root.joinpath("types").iterdir() if item.name.endswith(".yml"))
    found = [_event_type(datafiles.load("ontology", "types", name), name) for name in names]
    order = {quad: at for at, quad in enumerate(get_args(Quad))}
    types = {one.name: one for one in sorted(found, key=lambda one: (order[one.quad], -one.intensity))}
    contexts: dict[str, str] = datafiles.load("ontology", "contexts.yml")
    rows = csv.DictReader(root.joinpath("crosswalk.csv").read_text(encoding="utf-8").splitlines())
    return Ontology(types, contexts, {row["cameo"]: _cameo_code(row) for row in rows})


def _event_type(row: Mapping[str, Any], file: str) -> EventType:
    modes = {
        key: Mode(
            key,
            mode["definition"],
            float(mode["intensity"]),
            mode["cameo"],
            tuple(_examples(mode, f"{file}: {key}")),
            tuple(_counterexamples(mode, f"{file}: {key}")),
        )
        for key, mode in row.get("modes", {}).items()
    }
    return EventType(
        file.removesuffix(".yml").upper(),
        row["definition"],
        row["quad"],
        float(row["intensity"]),
        row["cameo"],
        modes,
        tuple(_examples(row, file)),
        tuple(_counterexamples(row, file)),
    )


def _examples(row: Mapping[str, Any], where: str) -> Iterator[Example]:
    for sentence in row.get("is", ()):
        try:
            example = Example(**sentence)
        except TypeError as error:
            raise DataError(f"{where}: {sentence}: {error}; give text, actor and recipient") from None
        if example.modality not in MODALITIES:
            raise DataError(f"{where}: {sentence}: no such modality; one of {', '.join(MODALITIES)}")
        yield example


def _counterexamples(row: Mapping[str, Any], where: str) -> Iterator[Counterexample]:
    for sentence in row.get("is_not", ()):
        if not {"text", "instead"} <= set(sentence) <= {"text", "instead", "known_miss"}:
            raise DataError(f"{where}: {sentence}: give text, and instead: another type, or nothing")
        instead = None if sentence["instead"] == "nothing" else sentence["instead"]
        yield Counterexample(sentence["text"], instead, sentence.get("known_miss", False))


def _cameo_code(row: Mapping[str, str]) -> CameoCode:
    quad: Any = row["quad"]
    return CameoCode(
        row["cameo"],
        row["description"],
        row["type"] or None,
        row["mode"] or None,
        tuple(row["contexts"].split()),
        float(row["goldstein"]),
        quad,
        row["nearest"] == "yes",
    )
