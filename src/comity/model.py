"""The things that flow: Document -> Coding (Events, Quotes, Claims).

All are frozen. A Document's text never changes after reading; every Passage is a half-open range of character
offsets into it together with the words found there, so that whatever comity states can be shown in place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

Modality = Literal["actual", "historical", "future", "hypothetical", "negated"]
Quad = Literal["verbal_coop", "material_coop", "verbal_conf", "material_conf"]
Precision = Literal["day", "month", "year", "unknown"]
Stance = Literal["support", "oppose", "neutral"]
ClaimKind = Literal["record", "rise", "fall", "level", "more_frequent", "less_frequent"]
Quantity = Literal[
    "trade", "exports", "imports", "oil", "gas", "arms", "exercises", "visits", "tourism", "investment", "aid", "other"
]
Verdict = Literal["supported", "contradicted", "not_covered", "unchecked"]

MODALITIES: tuple[Modality, ...] = get_args(Modality)
QUADS: tuple[Quad, ...] = get_args(Quad)


@dataclass(frozen=True, slots=True)
class Passage:
    """A half-open range ``[start, end)`` of a document's text, with the words that stand there."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Passage:
        """Cut the passage out of the text it belongs to.

        >>> Passage.of("Xi met Putin.", 7, 12)
        Passage(start=7, end=12, text='Putin')
        """
        return cls(start, end, text[start:end])


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, only as precise as the text allows: ``date`` is ISO 8601 cut to its ``precision``.

    >>> Moment("2022-02"), Moment(None)
    (Moment(date='2022-02', precision='month'), Moment(date=None, precision='unknown'))
    """

    date: str | None = None
    precision: Precision = field(init=False)

    def __post_init__(self) -> None:
        sizes: dict[int, Precision] = {0: "unknown", 4: "year", 7: "month", 10: "day"}
        size = len(self.date or "")
        if size not in sizes:
            raise ValueError(f"{self.date!r} is no ISO date cut to year, month or day")
        object.__setattr__(self, "precision", sizes[size])


@dataclass(frozen=True, slots=True)
class Document:
    """One report as it was read.

    ``id`` is the caller's own, else the address, else the digest. ``published`` is the day it came out, None where
    nobody said; ``extra`` holds the input's other columns. ``digest`` is the content's address: the same report read
    twice has the same digest, a corrected one has another.
    """

    id: str
    text: str
    title: str | None = None
    published: date | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of everything that coding depends on: title, day, language and text."""
        parts = (self.title or "", str(self.published or ""), self.language or "", self.text)
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that could not be used: where it came from, why not, and its first bytes so that nothing is lost."""

    location: str
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, or is acted upon, as a report names it.

    ``code`` is the state, organisation, group or armed group; ``country`` the ISO code of the state itself or of an
    armed group's home state, None for an organisation; ``name``, ``role`` and ``sector`` (PLOVER's codes: GOV, MIL,
    LEG, BUS ...) say through whom.
    """

    code: str
    country: str | None = None
    name: str | None = None
    role: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom, when, in which modality, and the sentences that prove it.

    ``reciprocal`` acts (talks, agreements, joint exercises) are one event. ``evidence`` is the sentence; ``retold``
    holds the other sentences of the same report that tell the same event. ``why`` names the rules that made it.
    """

    id: str
    document: str
    actor: Actor
    recipient: Actor
    reciprocal: bool
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: Quad
    cameo: str | None
    intensity: float
    goldstein: float | None
    modality: Modality
    moment: Moment
    location: str | None
    evidence: Passage
    trigger: Passage
    confidence: float
    why: tuple[str, ...]
    retold: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, who said them, of whom, and with what stance."""

    speaker: Actor
    words: str
    about: tuple[str, ...]
    stance: Stance
    evidence: Passage


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that published data can check: a record, a rise, a fall, a level, a frequency.

    ``basis`` names the figures and datasets behind the verdict; it is empty while the claim is unchecked.
    """

    kind: ClaimKind
    quantity: Quantity
    subject: str | None
    partner: str | None
    period: str | None
    value: str | None
    unit: str | None
    evidence: Passage
    verdict: Verdict = "unchecked"
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """All that was found in one document, or the reason why it was not coded.

    ``dropped`` is what a coder that cannot be taken at its word named and could not prove, each with the reason.
    """

    document: Document
    events: tuple[Event, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    rejected: str | None = None
    dropped: tuple[Rejection, ...] = ()
