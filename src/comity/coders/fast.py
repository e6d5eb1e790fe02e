"""The fast coder: no parser and no model, for bulk work. Names, the lexicon and the order of the words.

A verb's actor is the name before it, its recipient the name after it; "by" turns a passive round; "A's N of B",
"N between A and B" and "A and B met" are read as they stand, and a row of names ("A, B and C") acts and is acted upon
as one. It finds less than the full coder, above all where other clauses stand between an act and its parties, and says
so in its confidence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from comity import datafiles
from comity.actors import ActorBook
from comity.coders import claims, quotes
from comity.coders.events import finished
from comity.coders.language import load_language, small
from comity.coders.lexicon import NOTHING, Entry, lemmas, load_lexicon
from comity.coders.mentions import Mention
from comity.coders.merging import Draft
from comity.coders.parties import MUTUAL_TYPES
from comity.coders.phrases import distinct
from comity.coders.reading import Prepared, Reader
from comity.coders.sentences import Sentence
from comity.model import Actor, Coding, Document, Modality, Moment
from comity.ontology import Ontology

CONFIDENCE = 0.55
"""Of every event: word order alone is a weak witness."""

_REACH = 9  # words after a verb in which its object stands
_WORD = re.compile(r"[a-z][a-z-]*")
_OPENERS = {"but", "while", "although", "because", "whether", "since", "until"}  # words that open a clause
_OPENERS_AFTER_COMMA = _OPENERS | {"and", "which", "who", "after", "as"}
_JOINTS = {" and ", ", ", ", and ", " or ", " and the ", ", the ", ", and the ", " as well as ", " as well as the "}
_PARTICIPLES = ("ed", "en", "wn", "ld", "nt", "ght", "ck", "ut", "id")
_BE = {"is", "are", "was", "were", "be", "been", "being"}
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
_NAMING = {"call"}  # "called B a friend" is no telephone call
_COORDINATING = {"and", "or", "but", "then", "also"}
_NEGATORS = {"not", "never", "no", "without", "neither", "nor", "denied", "denies", "deny"}
_FUTURE = {"will", "would", "shall", "plans", "planned", "due", "expected", "scheduled", "set", "upcoming"}
_POSSIBLE = {
    "may", "might", "could", "can", "if", "unless", "should", "possible", "potential", "considering", "whether",
}  # fmt: skip

Pair = tuple[Actor, Actor, bool]
"""Actor, recipient, and whether the act is mutual."""


@dataclass(frozen=True, slots=True)
class _Entries:
    """What a word form may tell: entries that ask for no object, and the others by the noun they govern."""

    verbs: tuple[Entry, ...]
    governing: dict[str, tuple[tuple[tuple[str, ...], Entry], ...]]
    nouns: tuple[Entry, ...]
    adjectives: tuple[Entry, ...]
    base: bool  # whether the form is the lemma itself


@dataclass(frozen=True, slots=True)
class _Row:
    """Mentions in a row, "A, B and C", and the word before the first."""

    start: int
    end: int
    mentions: tuple[Mention, ...]
    preceding: str

    @property
    def actors(self) -> tuple[Actor, ...]:
        return distinct(actor for mention in self.mentions for actor in mention.actors)


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence as the fast coder sees it: words, rows of mentions by their place in it, and where clauses break."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    rows: tuple[_Row, ...]
    places: tuple[Mention, ...]
    breaks: tuple[int, ...]

    @classmethod
    def of(cls, sentence: Sentence, mentions: Sequence[Mention]) -> _Line:
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


def _rows(text: str, mentions: Sequence[Mention]) -> Iterator[_Row]:
    """The mentions, those that commas and "and" join taken together."""
    row: list[Mention] = []
    for mention in mentions:
        if row and text[row[-1].end : mention.start] not in _JOINTS:
            yield _row(text, row)
            row = []
        row.append(mention)
    if row:
        yield _row(text, row)


def _row(text: str, mentions: Sequence[Mention]) -> _Row:
    before = text[max(0, mentions[0].start - 24) : mentions[0].start].lower().removesuffix("the ").split()
    return _Row(mentions[0].start, mentions[-1].end, tuple(mentions), before[-1] if before else "")


class FastCoder:
    """Codes events, quotes and claims by word order alone."""

    def __init__(self, book: ActorBook, ontology: Ontology, language: str = "en") -> None:
        self._ontology = ontology
        self._language = load_language(language)
        self._reader = Reader(book, self._language)
        self._lexicon = load_lexicon(language)
        self._irregular = {
            form: lemma
            for lemma, forms in datafiles.load("lexicon", language, "irregular.yml").items()
            for form in forms
        }
        self._governed = frozenset(
            noun
            for table in (self._lexicon.verbs, self._lexicon.adjectives)
            for entries in table.values()
            for entry in entries
            for noun in entry.heads
        )
        self._known: dict[str, _Entries | None] = {}
        self._forms: dict[str, tuple[str, ...]] = {}

    def code(self, documents: Sequence[Document]) -> list[Coding]:
        """One coding a document, in order."""
        return [self._coding(self._reader.read(document)) for document in documents]

    def _coding(self, one: Prepared) -> Coding:
        drafts = [
            draft
            for sentence, mentions in zip(one.sentences, one.mentions, strict=True)
            if len({code for mention in mentions for code in mention.codes}) > 1
            for draft in self._drafts(one, sentence, mentions)
        ]
        document, text = one.document, one.text
        return Coding(
            document,
            events=tuple(finished(one, drafts, self._ontology)),
            quotes=tuple(quotes.find(one.sentences, one.mentions, text, document.text, self._language)),
            claims=tuple(claims.find(one.sentences, one.mentions, text, document, one.dated, one.about)),
        )

    def _drafts(self, one: Prepared, sentence: Sentence, mentions: Sequence[Mention]) -> Iterator[Draft]:
        if self._language.sporting(sentence.text):
            return
        line = _Line.of(sentence, mentions)
        moment: Moment | None = None
        taken = 0
        for at, word in enumerate(line.words):
            entries = self._entries(word)
            start = line.starts[at]
            if at < taken or entries is None or any(row.start <= start < row.end for row in line.rows):
                continue
            entry, paired = self._read(line, at, entries)
            if entry is None:
                continue
            judged = _judged(entry, line, at)
            if judged is None:
                continue
            how, entry = judged
            if moment is None:
                dated = {found.moment for found in one.dated.expressions(sentence.text) if not found.idle}
                moment = dated.pop() if len(dated) == 1 else Moment()
            taken = at + 1 + len(entry.following)
            for actor, recipient, mutual in paired:
                yield Draft(
                    actor,
                    recipient,
                    mutual,
                    entry,
                    how,
                    moment,
                    None,
                    (sentence.start, sentence.end),
                    (sentence.start + start, sentence.start + line.end(at)),
                    (f"{entry.type.lower()}: {entry.pattern}", "by the order of words"),
                    CONFIDENCE,
                    entry.head,
                    entry.contexts,
                )

    def _entries(self, word: str) -> _Entries | None:
        """What a form may tell; None for most."""
        if word not in self._known:
            forms = tuple(dict.fromkeys(lemmas(self._irregular.get(word, word))))
            verbs = [entry for form in forms for entry in self._lexicon.verbs.get(form, ())]
            nouns = tuple(entry for form in _singular(word) for entry in self._lexicon.nouns.get(form, ()))
            adjectives = self._lexicon.adjectives.get(word, ())
            governing: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
            for entry in (*verbs, *adjectives):
                for *before, noun in entry.objects:
                    governing.setdefault(noun, []).append((tuple(before), entry))
            self._known[word] = (
                _Entries(
                    tuple(entry for entry in verbs if not entry.objects and entry.pattern not in _NAMING),
                    {noun: tuple(rows) for noun, rows in governing.items()},
                    nouns,
                    tuple(entry for entry in adjectives if not entry.objects),
                    word in self._lexicon.verbs,
                )
                if verbs or nouns or adjectives
                else None
            )
        return self._known[word]

    def _governable(self, word: str) -> tuple[str, ...]:
        """The nouns of the lexicon that a form may be a form of."""
        if word not in self._forms:
            self._forms[word] = tuple(form for form in dict.fromkeys(lemmas(word)) if form in self._governed)
        return self._forms[word]

    def _read(self, line: _Line, at: int, entries: _Entries) -> tuple[Entry | None, list[Pair]]:
        """The most specific entry whose words and governed nouns stand here and that has parties, with its parties."""
        found = [entry for entry in entries.nouns if _preceded(entry, line, at)]
        if _may_be_verb(line, at, base=entries.base):
            found += [entry for entry in entries.verbs if _stands(entry, line, at)]
            found += [entry for entry in self._governors(line, at, entries) if _stands(entry, line, at)]
        if at and line.words[at - 1] in _BE:
            found += [entry for entry in entries.adjectives if _stands(entry, line, at)]
        for entry in sorted(found, key=lambda entry: (-entry.specificity, entry.word_class == "noun")):
            if entry.type == NOTHING:
                break
            if paired := list((_noun if entry.word_class == "noun" else _verb)(entry, at, line)):
                return entry, paired
        return None, []

    def _governors(self, line: _Line, at: int, entries: _Entries) -> Iterator[Entry]:
        """The entries whose noun stands in reach of a verb, in its clause."""
        end = line.end(at)
        for place in range(at + 1, min(at + _REACH, len(line.words))) if entries.governing else ():
            for noun in self._governable(line.words[place]):
                for before, entry in entries.governing.get(noun, ()):
                    if line.words[place - len(before) : place] == before and line.one_clause(end, line.starts[place]):
                        yield entry


def _singular(word: str) -> Iterator[str]:
    """What a noun may be the plural of, itself included."""
    yield word
    if word.endswith("s"):
        yield word[:-1]
        yield word[:-2] if word.endswith("es") else word
        yield f"{word[:-3]}y" if word.endswith("ies") else word


def _may_be_verb(line: _Line, at: int, *, base: bool) -> bool:
    """Whether a form may be a verb, by the word before it: "the protest", "patrol ships" are none."""
    before, start = line.words[at - 1] if at else "", line.starts[at]
    if before in _DETERMINERS or (at and line.text[start].isupper()):
        return False
    if base or (line.words[at].endswith("s") and not line.words[at].endswith("ss")):
        after_name = any(row.end == start - 1 for row in line.rows)
        return after_name or before in _BEFORE_VERBS or before.endswith(("ly", "s"))
    return True


def _preceded(entry: Entry, line: _Line, at: int) -> bool:
    """Whether the words that a noun's entry asks for stand before it."""
    return line.words[max(0, at - len(entry.following)) : at] == entry.following


def _stands(entry: Entry, line: _Line, at: int) -> bool:
    """Whether the words that an entry asks for stand after a verb, and what it needs besides."""
    place = at + 1
    for link in entry.following:
        reach = line.words[place : place + 3]
        if link not in reach or "that" in reach[: reach.index(link)]:
            return False
        place += reach.index(link) + 1
    if entry.by and not any(word in entry.by for word in line.words[max(0, at - 6) : at]):
        return False
    near = line.words[at + 1 : at + _REACH]
    if entry.clause and not any(form in entry.clause for word in near for form in lemmas(word)):
        return False
    return not entry.needs or _complement(entry.needs, line, at)


def _complement(needs: str, line: _Line, at: int) -> bool:
    """Whether a clause or an object follows, as an entry needs it."""
    near, end = line.words[at + 1 : at + _REACH], line.end(at)
    if needs == "object":
        return any(row.start - end <= len(" the ") for row in line.rows if row.start > end)
    if needs == "recipient-clause":
        return any(line.text.startswith(" to ", row.end) for row in line.rows if row.start > end)
    if needs == "duty-clause":
        return not {"must", "should", "ought"}.isdisjoint(near)
    return needs == "complement" and not {"to", "that"}.isdisjoint(near[:3])


def _verb(entry: Entry, at: int, line: _Line) -> Iterator[Pair]:
    end = line.end(at)
    subject = _subject(line, at)
    if subject is None:
        return
    after = [row for row in line.rows if row.start >= end and line.one_clause(end, row.start)]
    if entry.type not in _SPOKEN:
        after = [row for row in after if " that " not in line.text[end : row.start]]
    passive = not _BE.isdisjoint(line.words[max(0, at - 3) : at]) and line.words[at].endswith(_PARTICIPLES)
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


def _at_place(entry: Entry, line: _Line, end: int, *, nobody: bool) -> Mention | None:
    """The place after the last word that a verb asks for, "arrived in Shanghai", or that is visited."""
    following = [one for one in line.places if one.start > end and line.one_clause(end, one.start)]
    if entry.following:
        link = f" {entry.following[-1]} "
        return next((one for one in following if line.text[: one.start].endswith(link)), None)
    if nobody and entry.type == "CONSULT":
        return next((one for one in following if one.start - end <= len(" the ")), None)
    return None


def _subject(line: _Line, at: int) -> _Row | None:
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


def _noun(entry: Entry, at: int, line: _Line) -> Iterator[Pair]:
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


def _judged(entry: Entry, line: _Line, at: int) -> tuple[Modality, Entry] | None:
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
