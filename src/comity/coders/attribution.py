"""Ties a quotation to the phrase that names who speaks.

In order of trust: a verb or noun of speech before it ("X said that", "described by X as", "X's promise of"); one after
it ("said X", "X said", "according to X"); a colon or a phrase without verb ("for X it was"); for words that stand
alone, whoever spoke just before. Words in marks that are the name of a ship, an exercise or a film are nobody's.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comity import datafiles
from comity.coders import quotations
from comity.coders.language import Language
from comity.coders.mentions import Mention
from comity.coders.quotations import HIDDEN, Quotation
from comity.coders.sentences import Sentence
from comity.coders.speakers import NOBODY, Speaker, Speakers

_NAME = re.compile(r"(?:[A-Z][\w'-]*|of|the|and|de|la|\d+|in)(?: (?:[A-Z][\w'-]*|of|the|and|de|la|\d+|in))*")
_ALONE = 2  # sentences over which a speaker goes on


@dataclass(frozen=True, slots=True)
class _Speech:
    verb: re.Pattern[str]
    noun: re.Pattern[str]
    naming: re.Pattern[str]
    patterns: Mapping[str, re.Pattern[str]]


@functools.cache
def _speech(language: str) -> _Speech:
    words = datafiles.load("lexicon", language, "speech.yml")
    forms = {form for verb in words["verbs"] for form in _inflected(verb, words["irregular"])}
    either = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    return _Speech(
        re.compile(rf"\b(?:{either})\b(?!-)", re.IGNORECASE),
        re.compile(rf"\b(?:{'|'.join(words['nouns'])})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{'|'.join(words['naming'])})\s*$", re.IGNORECASE),
        {name: re.compile(pattern, re.IGNORECASE) for name, pattern in words["patterns"].items()},
    )


@dataclass(slots=True)
class Attribution:
    """The quotations of one report, each with who speaks; ``bare`` is the text with its quotations hidden."""

    text: str
    bare: str
    sentences: Sequence[Sentence]
    marked: list[Quotation]
    speakers: Speakers
    _speech: _Speech

    @classmethod
    def of(
        cls,
        text: str,
        sentences: Sequence[Sentence],
        mentions: Sequence[tuple[Mention, ...]],
        marked: list[Quotation],
        language: Language,
    ) -> Attribution:
        """Hide the quotations of a text and keep the mentions that stand outside of them."""
        bare = quotations.hidden(text, marked)
        outside = sorted(
            (m for several in mentions for m in several if HIDDEN not in bare[m.start : m.end]), key=lambda m: m.start
        )
        starts = [one.start for one in sentences]
        return cls(
            text, bare, sentences, marked, Speakers(bare, outside, language.code, starts), _speech(language.code)
        )

    def around(self, one: Quotation) -> tuple[int, int]:
        """The range of the sentences that a quotation stands in; they go on where a small letter follows."""
        inside = [at for at, s in enumerate(self.sentences) if s.start < one.end and one.start < s.end]
        if not inside:
            return one.start, one.end
        last = inside[-1]
        while last + 1 < len(self.sentences) and self.sentences[last + 1].text[:1].islower() and self._goes_on(last):
            last += 1
        first = inside[0]
        while first and self.sentences[first].text[:1].islower() and self._goes_on(first - 1):
            first -= 1
        return self.sentences[first].start, self.sentences[last].end

    def _goes_on(self, at: int) -> bool:
        """Whether a sentence that ends in marks is taken up by the next: "What a day!" exclaimed X."""
        return (
            self.sentences[at].paragraph == self.sentences[at + 1].paragraph
            and self.bare[self.sentences[at].end - 1] == HIDDEN
        )

    def attributed(self) -> Iterator[tuple[Quotation, Speaker | None]]:
        """Every quotation with its speaker."""
        last: Speaker | None = None
        before: Quotation | None = None
        for one in self.marked:
            near = last if before is not None and self._beside(before, one) else None
            speaker = self._speaker(one, near, before)
            if speaker is None and self._stands_alone(one):
                speaker = near or self.speakers.subject_before(one.start)
            if speaker is not None:
                last, before = speaker, one
            yield one, speaker

    def _beside(self, before: Quotation, one: Quotation) -> bool:
        """Whether no more than a sentence or two without marks lies between two quotations."""
        return sum(before.end <= s.start and s.end <= one.start for s in self.sentences) < _ALONE

    def _stands_alone(self, one: Quotation) -> bool:
        """Whether a quotation of more than one word is all there is of its sentences."""
        first, last = self.around(one)
        return " " in self.text[one.start : one.end] and not self.bare[first:last].replace(HIDDEN, "").strip(' ".')

    def _speaker(self, one: Quotation, last: Speaker | None, before: Quotation | None) -> Speaker | None:
        first, end = self.around(one)
        lead, tail = self.bare[first : one.start], self.bare[one.end : end]
        if self._is_name(one, lead, tail):
            return None
        if HIDDEN in lead and before and before.start >= first and last:
            gap = self.bare[before.end : one.start]
            if gap.rstrip().endswith((",", ";", ":")) or re.fullmatch(r",? (?:and|to|or) ", gap):
                return last
        return (
            self._leading(one, first, lead, tail, last)
            or self._tagged(one.end, end, last)
            or self._verbless(one, first, lead)
        )

    def _is_name(self, one: Quotation, lead: str, tail: str) -> bool:
        """Whether the marks hold the name of a ship, an exercise or a film, or words that are only so called."""
        start, stop = one.words
        if self._speech.patterns["so_called"].search(lead):
            return True
        title = _NAME.fullmatch(self.text[start:stop])
        return (
            bool(title)
            and bool(re.match(r"\s+[a-z]|[.,]?\s*$|\.", tail))
            and not re.search(r"(?::|\bas|,|said|called \S+(?: \S+)*)\s*$", lead)
        )

    def _leading(self, one: Quotation, first: int, lead: str, tail: str, last: Speaker | None) -> Speaker | None:
        """The speaker whom the words before a quotation name: "X said that", "X's promise of", "described by X as"."""
        for verb in reversed(list(self._speech.verb.finditer(lead))):
            gap = lead[verb.end() :]
            if self._speech.patterns["new_clause"].search(gap):
                return None
            if self._is_noun(verb, lead) or self._in_name(first + verb.start()):
                continue
            if verb[0].endswith("ing") and re.search(r"(?:,| and)\s+$", lead[: verb.start()]):
                return self._subject(first, verb.start(), lead, last, whole=True)
            naming = not gap.strip() and self._speech.naming.search(lead)
            if (by := self._speech.patterns["agent"].match(gap)) and (
                agent := self.speakers.phrase(first + verb.end() + by.end())
            ):
                return agent
            if self._speech.patterns["passive"].search(lead[: verb.start()]) and not verb[0].endswith("ing"):
                if re.match(r"\s+as saying", gap):
                    return self._subject(first, verb.start(), lead, last)
                found = self._speech.patterns["later_agent"].match(tail)
                return (self.speakers.phrase(one.end + found.end()) or NOBODY) if found else NOBODY
            if naming and not re.search(r"\b(?:what|which|who|that)\s[^,]*$", lead[: verb.start()]):
                return None
            return self._subject(first, verb.start(), lead, last)
        return None if lead.rstrip().endswith(":") else self._noun(first, lead)

    def _is_noun(self, verb: re.Match[str], lead: str) -> bool:
        """Whether what could be a verb is a noun here: "staged a loud protest"."""
        before = lead[: verb.start()]
        if self._speech.noun.fullmatch(verb[0]):
            return bool(
                self._speech.patterns["article"].search(before)
                or self._speech.patterns["article"].search(re.sub(r"[a-z]+ $", "", before))
            )
        return bool(self._speech.patterns["article"].search(before))

    def _in_name(self, at: int) -> bool:
        """Whether a word is part of a name, or a noun after a nationality: "the United States", "the Russian note"."""
        before = self.speakers.between(max(0, at - 60), at + 1)
        return bool(before) and (before[-1].end > at or (before[-1].kind == "adjective" and before[-1].end == at - 1))

    def _noun(self, first: int, lead: str) -> Speaker | None:
        """ "X's promise of", "a statement by X"."""
        for noun in reversed(list(self._speech.noun.finditer(lead))):
            gap = lead[noun.end() :]
            if self._speech.patterns["new_clause"].search(gap) or len(gap) > 90:
                return None
            owner = [m for m in self.speakers.between(first, first + noun.start()) if m.kind != "place"]
            if owner and re.fullmatch(r"(?:'s?|) (?:\w+ ){0,2}", self.bare[owner[-1].end : first + noun.start()]):
                return Speaker(owner[-1].actors[0], owner[-1])
            by = re.match(r"\s+(?:by|from|of)\s+", gap)
            if by and (author := self.speakers.phrase(first + noun.end() + by.end())) and author.actor:
                return author
        return None

    def _subject(
        self, first: int, verb: int, lead: str, last: Speaker | None, *, whole: bool = False
    ) -> Speaker | None:
        """Who stands before a verb as its subject; ``whole``: as that of the sentence."""
        head = lead[:verb]
        begin = (
            max((one.end() for one in self._speech.patterns["new_subject"].finditer(head)), default=0)
            if whole
            else self._clause(head)
        )
        seg = head[begin:]
        skip = self._speech.patterns["introduction"].match(seg)
        start = first + begin + (skip.end() if skip else 0)
        end = first + len(head)
        body = self.bare[start:end]
        if not body.strip() and begin and (subject := self._subject(first, begin - 1, lead, last)):
            return subject
        return self._at(start, end, last)

    def _clause(self, head: str) -> int:
        """Where the clause begins whose verb stands at the end of a text, what is told aside left out."""
        while self._speech.patterns["between"].search(head.rstrip()):
            head = self._speech.patterns["between"].sub("", head.rstrip())
        while head.rstrip().endswith(",") and (comma := head.rstrip()[:-1].rfind(",")) > 0:
            head = head[:comma]  # "X, who ordered it, had called"
        begins = [
            one.end() for one in self._speech.patterns["boundary"].finditer(head) if re.search(r"\w", head[one.end() :])
        ]
        return begins[-1] if begins else 0

    def _at(self, start: int, end: int, last: Speaker | None) -> Speaker | None:
        """Who a clause is about whose first words stand here."""
        while (day := self._speech.patterns["opener"].match(self.bare, start, end)) or (
            start < end and self.bare[start] in " ,;"
        ):
            start = day.end() if day else start + 1
        pronoun = self._speech.patterns["pronoun"].match(self.bare, start, end)
        if pronoun:
            return self._pronoun(start, last)
        return self.speakers.phrase(start, end)

    def _pronoun(self, at: int, last: Speaker | None) -> Speaker | None:
        first = max((s.start for s in self.sentences if s.start <= at), default=0)
        if re.search(r"\b(?:which|what|that)\s+$", self.bare[first:at]) and (own := self.speakers.subject(first, at)):
            return own
        if last is not None:
            return last
        mention = next((m for m in self.speakers.between(at, at + 1)), None)
        if mention and self._introduced(mention):
            mention = None
        return Speaker(mention.actors[0], mention) if mention else self.speakers.subject_before(at)

    def _introduced(self, pronoun: Mention) -> bool:
        """Whether a pronoun was taken for what stands before it in an opening phrase: "In a letter to X, it said"."""
        first = max((s.start for s in self.sentences if s.start <= pronoun.start), default=0)
        return any(m.codes == pronoun.codes for m in self.speakers.between(first, pronoun.start))

    def _tagged(self, begin: int, end: int, last: Speaker | None) -> Speaker | None:
        """The speaker whom the words after a quotation name: "said X", "X said", "according to X"."""
        tail = self.bare[begin:end]
        start = begin + len(tail) - len(tail.lstrip(" ,;-"))
        tail = self.bare[start:end]
        if found := self._speech.patterns["according"].match(tail):
            return self.speakers.phrase(start + found.end())
        if verb := re.match(r"(?:\w+ly )?", tail):
            said = self._speech.verb.match(tail, verb.end())
            if said and re.match(r"\s+[\w]", tail[said.end() :]):
                return self._at(start + said.end() + 1, end, last)
        if closing := self._speech.patterns["closing"].search(tail):
            return self._at(start + closing.end(1), start + closing.start(2), last)
        said = self._speech.verb.search(tail[:160])
        if said is None or re.search(rf"[;{HIDDEN}]", tail[: said.start()]):
            return None
        subject = tail[: said.start()]
        if re.match(r"(?:and|but|to|of|for|in|on|with|by|at|from|while|was|were|is|are|has|had|as)\b", subject):
            return None
        return self._at(start, start + said.start(), last)

    def _verbless(self, one: Quotation, first: int, lead: str) -> Speaker | None:
        """ "According to X", "for X it was", "X:", and the like."""
        if found := self._speech.patterns["according"].search(lead):
            return self.speakers.phrase(first + found.end())
        if found := self._speech.patterns["in_whose_view"].match(lead):
            place = next(iter(self.speakers.between(first + found.end() - 1, first + found.end() + 12)), None)
            if place:
                return Speaker(place.actors[0], place)
        if lead.rstrip().endswith(":"):
            return self.speakers.subject(first, one.start)
        return None


def _inflected(verb: str, irregular: Mapping[str, Sequence[str]]) -> set[str]:
    stem = verb[:-1] if verb.endswith("e") else verb
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")
    return {verb, third, *irregular.get(verb, (stem + "ed", stem + "ing"))}
