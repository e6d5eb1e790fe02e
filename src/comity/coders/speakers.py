"""Who speaks: the actor that a noun phrase beside a quotation stands for.

The phrase is read by its words alone, without a parse: an actor's name, an office of an actor ("a spokesman for the
Chinese foreign ministry"), a person whose office stands beside the name or stood in an earlier sentence, a pronoun.
Whoever speaks for nobody, a farmer or a newspaper, is nobody.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from comity import datafiles
from comity.coders.mentions import Mention
from comity.model import Actor

_NAME = re.compile(r"(?:[A-Z][\w'-]*\.?|al|de|bin|van|von|der)(?: (?:[A-Z][\w'-]*|al|de|bin|van|von|der))*")
_APPOSED = 120  # characters within which the office stands that explains a name
_SHORT = 3  # sentences over which an office without its state is remembered


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a phrase stands for, and the mention that says so; no actor: somebody who speaks for nobody."""

    actor: Actor | None
    mention: Mention | None = None


NOBODY = Speaker(None)


@dataclass(frozen=True, slots=True)
class _Words:
    office: re.Pattern[str]
    document: re.Pattern[str]
    private: re.Pattern[str]
    envoy: re.Pattern[str]
    holding: re.Pattern[str]
    patterns: Mapping[str, re.Pattern[str]]


@functools.cache
def _words(code: str) -> _Words:
    speech: Any = datafiles.load("lexicon", code, "speech.yml")
    words: Any = datafiles.load("lexicon", code, "words.yml")
    roles = [word for role in words["roles"] if role["sector"] != "CIV" for word in role["words"]]

    def either(several: Sequence[str]) -> re.Pattern[str]:
        longest = sorted({*several}, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b(?!-)", re.IGNORECASE)

    return _Words(
        either([*roles, *speech["offices"]]),
        either(speech["documents"]),
        either(speech["private"]),
        either(speech["envoys"]),
        re.compile(rf"who (?:\w+ )?(?:{'|'.join(speech['holding'])})\b"),
        {name: re.compile(pattern, re.IGNORECASE) for name, pattern in speech["patterns"].items()},
    )


@dataclass(slots=True)
class Speakers:
    """The speakers of one report: its mentions outside of quotations, and the persons met so far."""

    text: str  # quotations hidden
    mentions: Sequence[Mention]
    language: str
    starts: Sequence[int] = ()  # of the sentences
    _persons: dict[str, Actor] = field(default_factory=dict)
    _begins: list[int] = field(init=False)
    _words: _Words = field(init=False)

    def __post_init__(self) -> None:
        self._begins = [mention.start for mention in self.mentions]
        self._words = _words(self.language)
        for mention in self.mentions:
            for actor in mention.actors:
                if mention.person and actor.name:
                    self._learn(actor.name, actor)

    def between(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions that begin in a range."""
        return self.mentions[bisect_left(self._begins, start) : bisect_left(self._begins, end)]

    def phrase(self, begin: int, end: int | None = None) -> Speaker | None:
        """Whom the noun phrase that begins at a place stands for; None where it is none that can be read."""
        limit = self._limit(begin, len(self.text) if end is None else end)
        core = self.text[begin:limit]
        opening = self._opening(begin, limit)
        named = [m for m in self.between(begin, limit) if m.kind != "place"]
        first = named[0] if named else None
        if first and first.start <= opening:
            return self._named(first, begin, limit)
        office, document = self._words.office.search(core), self._words.document.search(core)
        if document and office and document.start() < office.start():
            office = None
        if office and not self._words.private.search(core[: office.start()]):
            return self._held(office, begin, limit, named)
        if document:
            return self._officer(document, begin)
        if self._words.patterns["pronoun"].match(core):
            return None
        name = _NAME.match(core.removeprefix("the "))
        if name and core[:1].isupper():
            return self._person(name[0], begin, begin + name.end())
        return NOBODY

    def subject_before(self, begin: int) -> Speaker | None:
        """The last actor who was named in a sentence before this place as its subject."""
        at = bisect_left(self.starts, begin + 1) - 1
        for one in range(at - 1, max(-1, at - 1 - _SHORT), -1):
            if subject := self.subject(self.starts[one], self.starts[one + 1]):
                return subject
        return None

    def subject(self, start: int, end: int) -> Speaker | None:
        """Who a sentence is about: the first actor in it that is more than a place or a nationality."""
        several = [m for m in self.between(start, end) if m.kind != "place" and not self._civilian(m)]
        for mention in several:
            adjective = mention.kind == "adjective"
            if adjective and not self._words.office.match(self._after(mention).lstrip()):
                continue
            return Speaker(mention.actors[0], mention)
        return None

    def _after(self, mention: Mention) -> str:
        return self.text[mention.end : self._limit(mention.end, mention.end + 60)]

    def _limit(self, begin: int, end: int) -> int:
        """Where a noun phrase surely ends: at a comma, a stop, or a word that opens something else."""
        at = begin
        while found := self._words.patterns["end_of_phrase"].search(self.text, at, end):
            inside = next((m for m in self.between(begin, found.end()) if m.start <= found.start() < m.end - 1), None)
            if inside is None:
                return max(found.start(), begin)
            at = inside.end
        return end

    def _opening(self, begin: int, limit: int) -> int:
        """Where the articles, numbers and adjectives before a name end."""
        at = begin
        while found := self._words.patterns["before_noun"].match(self.text, at, limit):
            word = found[0].strip()
            own = self._words.patterns["own"].match(word) and any(m.start == at for m in self.mentions)
            noun = self._words.office.fullmatch(word) or self._words.private.fullmatch(word)
            if own or noun or self._words.patterns["joint"].fullmatch(f" {word} "):
                break
            at = found.end()
        return at

    def _named(self, mention: Mention, begin: int, limit: int) -> Speaker:
        """The actor that a phrase begins with, unless it is about somebody of no office: "a Greek farmer"."""
        after = self.text[mention.end : limit]
        speaker = Speaker(mention.actors[0], mention)
        if self._civilian(mention):
            return NOBODY
        own = mention.kind == "anaphor" and self._words.patterns["own"].match(self.text, mention.start)
        if mention.kind == "adjective" or own or after.startswith(("'s ", "' ")):
            rest = self._words.patterns["joint"].split(after)[0]
            head = self._words.office.search(rest) or self._words.document.search(rest)
            alone = not rest.strip() and self.text[begin : mention.start].lower().startswith("the ")
            return speaker if (head and not self._words.private.search(rest)) or alone else NOBODY
        if self._words.private.search(after) and not self._words.office.search(after):
            return NOBODY
        return speaker

    def _held(self, office: re.Match[str], begin: int, limit: int, named: Sequence[Mention]) -> Speaker | None:
        """The holder of an office, whose name may follow: "foreign ministry spokesman Li Wen"."""
        same = [m for m in named if m.start < begin + office.end() and m.end > begin + office.start()]
        speaker = Speaker(same[0].actors[0], same[0]) if same else self._officer(office, begin)
        speaker = speaker or self._before(office[0], begin)
        name = _NAME.match(self.text, begin + office.end() + 1, limit)
        if name and speaker and speaker.actor:
            self._learn(name[0], speaker.actor)
        return speaker

    def _officer(self, office: re.Match[str], begin: int) -> Speaker | None:
        """ "A spokesman for the Chinese foreign ministry", "officials in New Delhi"."""
        after = begin + office.end()
        joints = ("sender",) if self._words.envoy.search(office[0]) else ("joint", "sender")
        for found in (self._words.patterns[name].search(self.text, after - 1, after + 50) for name in joints):
            if found and not re.search(r"[,;.\x00]", self.text[after : found.start()]):
                near = [m for m in self.between(found.end() - 1, found.end() + 40) if not self._civilian(m)]
                if near and not re.search(r"[,;\x00]|\. ", self.text[found.end() : near[0].start]):
                    return Speaker(near[0].actors[0], near[0])
        inside = self.between(begin, begin + office.start())
        return Speaker(inside[-1].actors[0], inside[-1]) if inside else None

    def _before(self, office: str, begin: int) -> Speaker | None:
        """ "The minister", "a government spokesman": of the holder named last, else of whom the report spoke of."""
        last = office.lower().rsplit(" ", 1)[-1]
        for mention in reversed(self.between(0, begin)):
            role = (mention.actors[0].role or "").lower()
            if role == office.lower() or role.endswith(last):
                return Speaker(mention.actors[0], mention)
        return self.subject_before(begin)

    def _person(self, name: str, begin: int, end: int) -> Speaker:
        """Somebody named: known from before, or by the office that stands beside the name."""
        known = self._persons.get(name.rsplit(" ", 1)[-1])
        if known:
            return Speaker(known)
        if not self.text.startswith(", ", end):
            return NOBODY
        aside = end + 2
        if held := self._words.holding.match(self.text, aside):
            near = self.between(held.end(), held.end() + _APPOSED)
            speaker = Speaker(near[0].actors[0], near[0]) if near else None
        else:
            speaker = self.phrase(aside, min(len(self.text), aside + _APPOSED))
        if speaker is None or speaker.actor is None:
            return NOBODY
        self._learn(name, speaker.actor)
        return speaker

    def _learn(self, name: str, actor: Actor) -> None:
        for part in name.rstrip(".").split(" "):
            if len(part) > 1 and part[0].isupper():
                self._persons.setdefault(part, actor)

    @staticmethod
    def _civilian(mention: Mention) -> bool:
        return mention.kind == "role" and mention.actors[0].sector == "CIV"
