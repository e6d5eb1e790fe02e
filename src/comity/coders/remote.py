"""The remote coder: a language model behind an OpenAI-compatible address reads the report; comity checks what it says.

Nothing is taken on trust. What is not of the codebook, an actor that nobody knows, and an event, quote or claim whose
words do not stand in the report are dropped, each with its reason (``Coding.dropped``). What can be checked is only
that the words are there, not that they mean what the model says: read the evidence. The events have one confidence
for all, which is not calibrated.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any, get_args

from comity.actors import ActorBook
from comity.coders.endpoint import Endpoint, Model
from comity.coders.events import finished
from comity.coders.language import load_language
from comity.coders.lexicon import Entry
from comity.coders.merging import Draft
from comity.coders.prompt import instructions, question
from comity.coders.reading import Prepared, Reader
from comity.errors import UnknownActor
from comity.model import (
    MODALITIES,
    Actor,
    Claim,
    ClaimKind,
    Coding,
    Document,
    Moment,
    Passage,
    Quantity,
    Quote,
    Rejection,
    Stance,
)
from comity.ontology import Ontology

CONFIDENCE = 0.7
"""Of every event: what a model says of its own confidence means little."""

LONGEST = 60_000
"""Characters of a report; what is longer is not sent."""

_ITEMS = 200  # so many events, quotes or claims of one report are looked at
_SENTENCES = 3  # so many may be one evidence
_NAME = 100  # characters of an actor's name
_DAY = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?")
_SAME = {
    **dict.fromkeys("‘’‚‛ʼ´`", "'"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‐‑‒–—―", "-"), "…": "...",
}  # fmt: skip
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")

Item = Mapping[str, Any]


class RemoteCoder:
    """Codes events, quotes and claims by asking a model; ``comity.coders.endpoint.Endpoint`` says which and how much.

    Without an endpoint the environment names it (``COMITY_ENDPOINT``, ``COMITY_MODEL``, ``COMITY_KEY``). A report
    whose answer cannot be had or used comes as a coding with the reason in ``rejected``.
    """

    def __init__(self, book: ActorBook, ontology: Ontology, endpoint: Endpoint | None = None) -> None:
        self._book = book
        self._ontology = ontology
        self._reader = Reader(book, load_language("en"))
        self._endpoint = endpoint or Endpoint.given()
        self._model = Model(self._endpoint)
        self._instructions = instructions(ontology)

    def code(self, documents: Sequence[Document]) -> list[Coding]:
        """One coding a document, in order."""
        return [self._coding(document) for document in documents]

    def _coding(self, document: Document) -> Coding:
        if len(document.text) > LONGEST:
            return Coding(document, rejected=f"not asked: the text has more than {LONGEST:,} characters")
        reply = self._model.ask(self._instructions, question(document))
        if reply.text is None:
            return Coding(document, rejected=reply.refused)
        try:
            answer = _answer(reply.text)
        except ValueError as error:
            return Coding(document, rejected=f"the model's answer cannot be used: {error} (kept in {reply.kept})")
        checked = _Checked(self._reader.read(document), self._book, self._ontology, f"model: {self._endpoint.model}")
        drafts = [draft for item in checked.items(answer, "events") for draft in checked.event(item)]
        quotes = [quote for item in checked.items(answer, "quotes") for quote in checked.quote(item)]
        claims = [claim for item in checked.items(answer, "claims") for claim in checked.claim(item)]
        events = tuple(finished(checked.report, drafts, self._ontology))
        return Coding(document, events, tuple(quotes), tuple(claims), dropped=tuple(checked.dropped))


class _Unproven(ValueError):
    """Something in an answer that cannot be used."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Where an answer's words stand: their sentences and themselves, in the clean text; how they were found."""

    sentences: tuple[int, int]
    words: tuple[int, int]
    how: str


@dataclass(slots=True)
class _Checked:
    """One answer held against its report; ``dropped`` fills with what does not hold."""

    report: Prepared
    book: ActorBook
    ontology: Ontology
    model: str
    dropped: list[Rejection] = field(default_factory=list)
    plain: _Text = field(init=False)

    def __post_init__(self) -> None:
        self.plain = _Text(self.report.document.text)

    def items(self, answer: Item, name: str) -> Iterator[Item]:
        """The events, quotes or claims of an answer that are objects."""
        found = answer.get(name, [])
        if not isinstance(found, list):
            self._drop(found, f"{name} are no list")
            return
        for item in found[:_ITEMS]:
            if isinstance(item, dict):
                yield item
            else:
                self._drop(item, f"one of the {name} is no object")
        if len(found) > _ITEMS:
            self._drop(found[_ITEMS:], f"more than {_ITEMS} {name}")

    def event(self, item: Item) -> Iterator[Draft]:
        """The events that an item tells, one for each pair of actor and recipient."""
        try:
            kind = _one_of(str(item.get("type", "")).upper(), tuple(self.ontology.types), "type")
            modality = _one_of(item.get("modality"), MODALITIES, "modality")
            actors, recipients = self._actors(item.get("actor")), self._actors(item.get("recipient"))
            found = self._find(item.get("evidence"))
        except _Unproven as reason:
            self._drop(item, str(reason))
            return
        mode, contexts = self._mode(item, kind), self._contexts(item)
        told = self._trigger(item, found)
        words = self.report.text.text[told[0] : told[1]].lower()
        mutual = item.get("mutual") is True
        entry = Entry(
            "verb",
            words,
            words,
            (),
            frozenset(),
            kind,
            mode,
            mutual,
            False,
            contexts,
            cameo=None,
            needs=None,
            weak=False,
        )
        pairs = [(one, other) for one, other in product(actors, recipients) if one.code != other.code]
        if not pairs:
            self._drop(item, f"{actors[0].code} acts upon itself")
        for actor, recipient in pairs:
            yield Draft(
                actor,
                recipient,
                mutual,
                entry,
                modality,
                self._moment(item),
                None,
                found.sentences,
                told,
                (self.model, f"evidence: {found.how}"),
                CONFIDENCE,
                words,
                contexts,
            )

    def quote(self, item: Item) -> Iterator[Quote]:
        """The quote that an item is, if its words stand in the report."""
        try:
            speaker = self._actors(item.get("speaker"))[0]
            found = self._find(item.get("words"), several=True)
            self._quoted(*found.words)
        except _Unproven as reason:
            self._drop(item, str(reason))
            return
        about: list[str] = []
        told = item.get("about")
        for name in told if isinstance(told, list) else ():
            try:
                about += [actor.code for actor in self._actors(name)]
            except _Unproven as reason:
                self._drop(item, f"{reason}; the quote is kept")
        stance: Stance = item["stance"] if item.get("stance") in get_args(Stance) else "neutral"
        words = self._passage(*found.words).text.strip(" \"'“”„«»‘’").rstrip(",")
        yield Quote(speaker, words, tuple(dict.fromkeys(about)), stance, self._passage(*found.sentences))

    def claim(self, item: Item) -> Iterator[Claim]:
        """The claim that an item is, if its sentence stands in the report."""
        try:
            kind = _one_of(item.get("kind"), get_args(ClaimKind), "kind of claim")
            quantity = _one_of(item.get("quantity"), get_args(Quantity), "quantity")
            subject = self._actors(item.get("subject"))[0].code
            partner = self._actors(item["partner"])[0].code if item.get("partner") else None
            found = self._find(item.get("evidence"))
        except _Unproven as reason:
            self._drop(item, str(reason))
            return
        evidence = self._passage(*found.sentences)
        value, unit = (
            told if isinstance(told, str) and told and _Text(evidence.text).find(told) else None
            for told in (item.get("value"), item.get("unit"))
        )
        period = item.get("period")
        if period is not None and not (isinstance(period, str) and len(period) <= len("2024-05") and _is_day(period)):
            self._drop(item, f"{period!r} is no year or month; the claim is kept without")
            period = None
        yield Claim(kind, quantity, subject, partner, period, value, unit, evidence)

    def _actors(self, told: Any) -> tuple[Actor, ...]:
        """Whom a code or name means; each member where a group is meant that acts as its members."""
        names = told if isinstance(told, list) else [told]
        found: list[Actor] = []
        on = self.report.document.published
        for name in names:
            if not isinstance(name, str) or not 0 < len(name.strip()) <= _NAME:
                raise _Unproven("an actor is no code and no name")
            try:
                entity = self.book.resolve(name, on)
            except UnknownActor as error:
                raise _Unproven(str(error)) from None
            members = sorted(self.book.members(entity.code, on)) if entity.each else [entity.code]
            found += [
                Actor(code, self.book.entities[code].country, self.book.entities[code].name)
                for code in members
                if code in self.book.entities
            ]
        if not found:
            raise _Unproven("an actor is missing")
        return tuple(found)

    def _find(self, words: Any, *, several: bool = False) -> _Found:
        """Where words stand in the report, and the sentences around them."""
        if not isinstance(words, str) or (len(words.split()) < 2 and not several) or not words.strip():
            raise _Unproven("the evidence is missing")
        read = self.report.document.text
        at = read.find(words)
        start, end = (at, at + len(words)) if at >= 0 else self.plain.find(words) or (-1, -1)
        if start < 0:
            raise _Unproven("the evidence does not stand in the report")
        start, end = self._clean(start), self._clean(end)
        around = [one for one in self.report.sentences if one.start < end and start < one.end]
        if not around:
            raise _Unproven("the evidence is no sentence of the report")
        if len(around) > _SENTENCES and not several:
            raise _Unproven(f"the evidence is {len(around)} sentences long")
        how = "exact" if at >= 0 else "but for signs and spaces"
        return _Found((around[0].start, around[-1].end), (start, end), how)

    def _quoted(self, start: int, end: int) -> None:
        """Whether quotation marks stand around words, in their own line."""
        text = self.report.text.text
        before, after = text[: start + 1].rpartition("\n")[2], text[end - 1 :].partition("\n")[0]
        if not any(mark in before and mark in after for mark in ('"', "'")):
            raise _Unproven("the words stand in no quotation marks")

    def _clean(self, at: int) -> int:
        """From the text as read to the clean text."""
        offsets = self.report.text.offsets
        return at if offsets is None else bisect_left(offsets, at)

    def _passage(self, start: int, end: int) -> Passage:
        return Passage.of(self.report.document.text, *self.report.text.original(start, end))

    def _trigger(self, item: Item, found: _Found) -> tuple[int, int]:
        """The words that tell the act, as far as the evidence holds them; else all of the evidence."""
        words = item.get("trigger")
        start, end = found.sentences
        at = self.report.text.text.find(words, start, end) if isinstance(words, str) and words.strip() else -1
        return (at, at + len(str(words))) if at >= 0 else (max(found.words[0], start), min(found.words[1], end))

    def _mode(self, item: Item, kind: str) -> str | None:
        mode = item.get("mode")
        if mode is None or (isinstance(mode, str) and mode in self.ontology.type(kind).modes):
            return mode
        self._drop(item, f"{kind} has no mode {mode!r}; the event is kept without")
        return None

    def _contexts(self, item: Item) -> tuple[str, ...]:
        told = item.get("contexts")
        known = [name for name in told if name in tuple(self.ontology.contexts)] if isinstance(told, list) else []
        return tuple(dict.fromkeys(known))

    def _moment(self, item: Item) -> Moment:
        day = item.get("date")
        if isinstance(day, str) and _is_day(day):
            return Moment(day)
        if day is not None:
            self._drop(item, f"{day!r} is no day; the event is kept without")
        return Moment()

    def _drop(self, item: Any, reason: str) -> None:
        told = json.dumps(item, ensure_ascii=False).encode("utf-8", "replace").decode()
        self.dropped.append(Rejection(self.report.document.id, reason, told[:500]))


class _Text:
    """A text in which typographic signs, invisible ones and the width of spaces make no difference."""

    def __init__(self, text: str) -> None:
        self._plain, self._places = _plain(text)

    def find(self, words: str) -> tuple[int, int] | None:
        """Where words stand, as offsets into the text as it was."""
        sought = _plain(words)[0].strip()
        at = self._plain.find(sought) if sought else -1
        return (self._places[at], self._places[at + len(sought) - 1] + 1) if at >= 0 else None


def _plain(text: str) -> tuple[str, list[int]]:
    """The text without what makes no difference, and where each of its characters came from."""
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        if sign in _UNSEEN or (sign.isspace() and signs and signs[-1] == " "):
            continue
        for one in " " if sign.isspace() else _SAME.get(sign, sign):
            signs.append(one)
            places.append(at)
    return "".join(signs), places


def _answer(text: str) -> Item:
    """The object in a model's answer, whatever it says before and after it.

    >>> _answer('<think>{?}</think> Here it is: {"events": []} Anything else?')
    {'events': []}
    """
    said = text.rpartition("</think>")[2]
    start = said.find("{")
    if start < 0:
        raise ValueError("it holds no JSON object")
    try:
        answer, _ = json.JSONDecoder().raw_decode(said, start)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no whole JSON ({str(error)[:80]})") from None
    if not isinstance(answer.get("events"), list):
        raise ValueError("it has no list of events")
    return dict(answer)


def _one_of(told: Any, known: Sequence[str], what: str) -> Any:
    if not isinstance(told, str) or told not in known:
        raise _Unproven(f"there is no {what} {told!r}")
    return told


def _is_day(told: str) -> bool:
    """Whether it is a day, month or year that the calendar has."""
    if not _DAY.fullmatch(told):
        return False
    try:
        date.fromisoformat(f"{told}-01-01"[: len("2024-05-01")])
    except ValueError:
        return False
    return True
