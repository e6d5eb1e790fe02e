"""The order of words: what the fast coder reads off a sentence without a parse.

A sentence is a line of words, rows of names ("A, B and C") and the places where its clauses break. From these follow
who stands before and after a verb, whose or by whom a noun is, and whether an act was done, denied or is to come.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from comity.coders.language import small
from comity.coders.lexicon import Entry, lemmas
from comity.coders.mentions import Mention
from comity.coders.parties import MUTUAL_TYPES
from comity.coders.phrases import distinct
from comity.coders.sentences import Sentence
from comity.model import Actor, Modality

REACH = 9  # words after a verb in which its object stands
_WORD = re.compile(r"[a-z][a-z-]*")
_OPENERS = {"but", "while", "although", "because", "whether", "since", "until"}  # words that open a clause
_OPENERS_AFTER_COMMA = _OPENERS | {"and", "which", "who", "after", "as"}
_JOINTS = {" and ", ", ", ", and ", " or ", " and the ", ", the ", ", and the ", " as well as ", " as well as the "}
_PARTICIPLES = ("ed", "en", "wn", "ld", "nt", "ght", "ck", "ut", "id")
BE = {"is", "are", "was", "were", "be", "been", "being"}
_DETERMINERS = {
    "the", "a", "an", "its", "their", "his", "her", "this", "that", "these", "those", "new", "joint", "any", "no",
    "more", "of", "in", "on", "for", "with", "about", "against", "between", "from", "by", "at", "under", "over",
    "further",
}  # fmt: skip
_BEFORE_VERBS = {
    "to", "will", "would", "shall", "may", "might", "can", "could", "should", "must", "did", "do", "does", "not",
    "never", "also", "and", "or", "then", "they", "we", "both", "who", "which", "that", "jointly", "still", "now",
    "often", "regularly", "he", "she", "it", "has", "have", "had", "already", "again", "recently", "later",
    "repeatedly",
}  # fmt: skip
_NOT_SUBJECT = {
    "of",
    "on",
    "with",
    "against",
    "in",
    "from",
    "to",
    "over",
    "for",
    "near",
    "between",
    "than",
    "by",
    "about",
}
_TOWARDS = {"of", "on", "against", "with", "to", "towards", "toward", "for", "at", "upon", "into"}
_BEGUN = {"began", "begun", "begins", "started", "starts", "continued", "continues", "used", "helped", "went", "came"}
_WANTED = {"wants", "want", "wanted", "hopes", "hoped", "intends", "intended", "seeks", "ready", "willing", "prepared"}
_SPOKEN = {"ACCUSE", "REQUEST", "THREATEN", "AGREE", "REJECT"}
_COORDINATING = {"and", "or", "but", "then", "also"}
_NEGATORS = {"not", "never", "no", "without", "neither", "nor", "denied", "denies", "deny"}
_FUTURE = {"will", "would", "shall", "plans", "planned", "due", "expected", "scheduled", "set", "upcoming"}
_POSSIBLE = {
    "may", "might", "could", "can", "if", "unless", "should", "possible", "potential", "considering", "whether",
}  # fmt: skip

Pair = tuple[Actor, Actor, bool]
"""Actor, recipient, and whether the act is mutual."""


@dataclass(frozen=True, slots=True)
class Row:
    """Mentions in a row, "A, B and C", and the word before the first."""

    start: int
    end: int
    mentions: tuple[Mention, ...]
    preceding: str

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Its actors, each once."""
        return distinct(actor for mention in self.mentions for actor in mention.actors)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as the fast coder sees it: words, rows of mentions by their place in it, and where clauses break."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    rows: tuple[Row, ...]
    places: tuple[Mention, ...]
    breaks: tuple[int, ...]

    @classmethod
    def of(cls, sentence: Sentence, mentions: Sequence[Mention]) -> Line:
        """Read a sentence with its mentions."""
        text, at = sentence.text, sentence.start
        moved = [Mention(one.start - at, one.end - at, one.actors, one.kind) for one in mentions]
        found = [(word[0], word.start()) for word in _WORD.finditer(small(text))]
        return cls(
            text,
            tuple([word for word, _ in found]),
            tuple([start for _, start in found]),
            tuple(_rows(text, [one for one in moved if one.kind != "place"])),
            tuple(one for one in moved if one.kind == "place"),
            tuple(_breaks(text, found)),
        )

    def end(self, at: int) -> int:
        """Where a word ends."""
        return self.starts[at] + len(self.words[at])

    def one_clause(self, start: int, end: int) -> bool:
        """Whether no clause ends between two places."""
        at = bisect_left(self.breaks, start)
        return at == len(self.breaks) or self.breaks[at] >= end


def _breaks(text: str, words: Sequence[tuple[str, int]]) -> list[int]:
    """Where clauses break: at marks, and before words that open one, with their comma."""
    marks = [at for mark in ";:" if mark in text for at, char in enumerate(text) if char == mark]
    for word, start in words:
        if word in _OPENERS_AFTER_COMMA:
            if text.startswith(", ", start - 2):
                marks.append(start - 2)
            elif word in _OPENERS:
                marks.append(start)
    return sorted(marks)


def _rows(text: str, mentions: Sequence[Mention]) -> Iterator[Row]:
    """The mentions, those that commas and "and" join taken together."""
    row: list[Mention] = []
    for mention in mentions:
        if row and text[row[-1].end : mention.start] not in _JOINTS:
            yield _row(text, row)
            row = []
        row.append(mention)
    if row:
        yield _row(text, row)


def _row(text: str, mentions: Sequence[Mention]) -> Row:
    before = text[max(0, mentions[0].start - 24) : mentions[0].start].lower().removesuffix("the ").split()
    return Row(mentions[0].start, mentions[-1].end, tuple(mentions), before[-1] if before else "")


def parties(entry: Entry, at: int, line: Line) -> list[Pair]:
    """Who does to whom what the word at a place tells by this entry."""
    return list((_noun if entry.word_class == "noun" else _verb)(entry, at, line))


def may_be_verb(line: Line, at: int, *, base: bool) -> bool:
    """Whether a form may be a verb, by the word before it: "the protest", "patrol ships" are none."""
    before, start = line.words[at - 1] if at else "", line.starts[at]
    if before in _DETERMINERS or (at and line.text[start].isupper()):
        return False
    if base or (line.words[at].endswith("s") and not line.words[at].endswith("ss")):
        after_name = any(row.end == start - 1 for row in line.rows)
        return after_name or before in _BEFORE_VERBS or before.endswith(("ly", "s"))
    return True


def preceded(entry: Entry, line: Line, at: int) -> bool:
    """Whether the words that a noun's entry asks for stand before it."""
    return line.words[max(0, at - len(entry.following)) : at] == entry.following


def stands(entry: Entry, line: Line, at: int) -> bool:
    """Whether the words that an entry asks for stand after a verb, and what it needs besides."""
    place = at + 1
    for link in entry.following:
        reach = line.words[place : place + 3]
        if link not in reach or "that" in reach[: reach.index(link)]:
            return False
        place += reach.index(link) + 1
    if entry.by and not any(word in entry.by for word in line.words[max(0, at - 6) : at]):
        return False
    near = line.words[at + 1 : at + REACH]
    if entry.clause and not any(form in entry.clause for word in near for form in lemmas(word)):
        return False
    return not entry.needs or _complement(entry.needs, line, at)


def _complement(needs: str, line: Line, at: int) -> bool:
    """Whether a clause or an object follows, as an entry needs it."""
    near, end = line.words[at + 1 : at + REACH], line.end(at)
    if needs == "object":
        return any(row.start - end <= len(" the ") for row in line.rows if row.start > end)
    if needs == "recipient-clause":
        return any(line.text.startswith(" to ", row.end) for row in line.rows if row.start > end)
    if needs == "duty-clause":
        return not {"must", "should", "ought"}.isdisjoint(near)
    return needs == "complement" and not {"to", "that"}.isdisjoint(near[:3])


def _verb(entry: Entry, at: int, line: Line) -> Iterator[Pair]:
    end = line.end(at)
    subject = subject_of(line, at)
    if subject is None:
        return
    after = [row for row in line.rows if row.start >= end and line.one_clause(end, row.start)]
    if entry.type not in _SPOKEN:
        after = [row for row in after if " that " not in line.text[end : row.start]]
    passive = not BE.isdisjoint(line.words[max(0, at - 3) : at]) and line.words[at].endswith(_PARTICIPLES)
    if passive and entry.word_class == "verb":
        agent = next((row for row in after if row.preceding == "by"), None)
        yield from _all(agent.actors if agent else (), subject.actors, entry.mutual)
        return
    recipients = after[0].actors if after else ()
    if place := _at_place(entry, line, end, nobody=not after):
        yield from _all(subject.actors, place.actors, entry.mutual)
        return
    together = entry.mutual or (entry.type in MUTUAL_TYPES and not after)
    if together and len(subject.actors) > 1 and not (after and after[0].preceding == "with"):
        yield from ((a, b, True) for a, b in combinations(subject.actors, 2))
        return
    sides = (recipients, subject.actors) if entry.reversed else (subject.actors, recipients)
    yield from _all(*sides, entry.mutual)


def _at_place(entry: Entry, line: Line, end: int, *, nobody: bool) -> Mention | None:
    """The place after the last word that a verb asks for, "arrived in Shanghai", or that is visited."""
    following = [one for one in line.places if one.start > end and line.one_clause(end, one.start)]
    if entry.following:
        link = f" {entry.following[-1]} "
        return next((one for one in following if line.text[: one.start].endswith(link)), None)
    if nobody and entry.type == "CONSULT":
        return next((one for one in following if one.start - end <= len(" the ")), None)
    return None


def subject_of(line: Line, at: int) -> Row | None:
    """Who acts: the row of names before a verb in its clause, else that of the clause before."""
    start = line.starts[at]
    begin = next((place for place in reversed(line.breaks) if place < start), 0)
    before = [row for row in line.rows if row.end <= start]
    here = [row for row in before if row.start >= begin]
    if not here:
        if line.text.startswith((", which", ", who"), begin):
            return before[-1] if before else None
        here = before
        coordinated = True
    else:
        coordinated = not _COORDINATING.isdisjoint(line.words[max(0, at - 2) : at])
    free = [row for row in here if row.preceding not in _NOT_SUBJECT]
    if coordinated:
        return next(iter(free or here), None)
    return (free or here)[-1]


def _noun(entry: Entry, at: int, line: Line) -> Iterator[Pair]:
    start, end = line.starts[at], line.end(at)
    after = [row for row in line.rows if 0 <= row.start - end < 60]
    between = next((row for row in after if row.preceding == "between"), None)
    if entry.mutual and between:
        yield from ((a, b, True) for a, b in combinations(between.actors, 2))
        return
    owners = [row for row in line.rows if 0 <= start - row.end < 25 and line.text.startswith("'s", row.end)]
    owners += [
        row for row in line.rows if 0 <= start - row.end < 12 and row.mentions[-1].kind in {"adjective", "anaphor"}
    ]
    agents = [row for row in after if row.preceding == "by"]
    targets = [row for row in after if row.preceding in _TOWARDS and line.one_clause(end, row.start)]
    if entry.mutual and owners and len(owners[0].actors) > 1 and not targets:
        yield from ((a, b, True) for a, b in combinations(owners[0].actors, 2))
        return
    for actor in (agents or owners)[:1]:
        for target in targets[:1]:
            yield from _all(actor.actors, target.actors, entry.mutual)


def _all(actors: Sequence[Actor], recipients: Sequence[Actor], mutual: bool) -> Iterator[Pair]:
    yield from ((a, b, mutual) for a, b in product(actors, recipients) if a.code != b.code)


def judged(entry: Entry, line: Line, at: int) -> tuple[Modality, Entry] | None:
    """Whether an act was done, by the words of its clause that stand before it; None where it is only asked for."""
    start = line.starts[at]
    before = [line.words[place] for place in range(max(0, at - 8), at) if line.one_clause(line.end(place), start)]
    words = set(before)
    if words & _NEGATORS or "n't" in line.text[max(0, start - 40) : start]:
        return "negated", entry
    if words & _POSSIBLE:
        return "hypothetical", entry
    if words & _FUTURE or before[-2:] in (["is", "to"], ["are", "to"], ["was", "to"], ["were", "to"]):
        if entry.type in {"AID", "SUPPORT"}:
            return "actual", replace(entry, type="AGREE", mode=None, cameo=None)
        if entry.type in {"RETREAT", "CONCEDE"}:
            return "actual", replace(entry, type="CONCEDE", mode=None, cameo=None)
        return "future", entry
    if before[-1:] == ["to"] and words.isdisjoint(_BEGUN):
        return ("hypothetical", entry) if words & _WANTED else None
    return "actual", entry
