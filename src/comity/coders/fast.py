"""The fast coder: no parser and no model, for bulk work. Names, the lexicon and the order of the words.

A verb's actor is the name before it, its recipient the name after it; "by" turns a passive round; "A's N of B",
"N between A and B" and "A and B met" are read as they stand. It finds less than the full coder, above all where other
clauses stand between an act and its parties, and says so in its confidence.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from comity import datafiles
from comity.actors import ActorBook
from comity.coders import claims, quotes
from comity.coders.events import finished
from comity.coders.language import load_language
from comity.coders.lexicon import NOTHING, Entry, lemmas, load_lexicon
from comity.coders.mentions import Mention
from comity.coders.merging import Draft
from comity.coders.reading import Prepared, Reader
from comity.coders.sentences import Sentence
from comity.model import Actor, Coding, Document, Modality, Moment
from comity.ontology import Ontology

CONFIDENCE = 0.55
"""Of every event: word order alone is a weak witness."""

_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
_BREAK = re.compile(r"[;:]|, (?:and|but|while|which|who|after|as)\b|\b(?:but|while|although|because)\b")
_PARTICIPLES = ("ed", "en", "wn", "ld", "nt", "ght", "ck", "ut", "id")
_BE = {"is", "are", "was", "were", "be", "been", "being"}
_DETERMINERS = {
    "the",
    "a",
    "an",
    "its",
    "their",
    "his",
    "her",
    "this",
    "that",
    "new",
    "joint",
    "any",
    "no",
    "more",
    "of",
}
_NOT_SUBJECT = {"of", "on", "with", "against", "in", "from", "to", "over", "for", "near", "between", "than"}
_TOWARDS = {"of", "on", "against", "with", "to", "towards", "toward", "for", "at", "upon", "into"}
_NEGATORS = {"not", "never", "no", "without", "neither", "nor", "denied", "denies", "deny"}
_FUTURE = {"will", "would", "shall", "plans", "planned", "due", "expected", "scheduled", "set", "upcoming"}
_POSSIBLE = {
    "may",
    "might",
    "could",
    "can",
    "if",
    "unless",
    "should",
    "possible",
    "potential",
    "considering",
    "whether",
}


Pair = tuple[Actor, Actor, bool]
"""Actor, recipient, and whether the act is mutual."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence as the fast coder sees it: words, mentions by their place in it, and where clauses break."""

    text: str
    words: tuple[_Word, ...]
    named: tuple[Mention, ...]
    breaks: tuple[int, ...]

    @classmethod
    def of(cls, sentence: Sentence, mentions: Sequence[Mention]) -> _Line:
        named = tuple(
            replace(mention, start=mention.start - sentence.start, end=mention.end - sentence.start)
            for mention in mentions
            if mention.kind != "place"
        )
        words = tuple(_Word(found[0].lower(), *found.span()) for found in _WORD.finditer(sentence.text))
        return cls(sentence.text, words, named, tuple(found.start() for found in _BREAK.finditer(sentence.text)))

    def one_clause(self, start: int, end: int) -> bool:
        """Whether no clause ends between two places."""
        at = bisect_left(self.breaks, start)
        return at == len(self.breaks) or self.breaks[at] >= end

    def preceding(self, mention: Mention) -> str:
        """The word before a mention and its article."""
        words = self.text[max(0, mention.start - 24) : mention.start].removesuffix("the ").rstrip().rsplit(" ", 1)
        return words[-1].lower()


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
        self._known: dict[str, tuple[tuple[Entry, ...], tuple[Entry, ...]]] = {}

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
        line = _Line.of(sentence, mentions)
        moment: Moment | None = None
        taken = 0
        for at, word in enumerate(line.words):
            verbs, nouns = self._entries(word.text)
            if at < taken or not (verbs or nouns) or any(m.start <= word.start < m.end for m in line.named):
                continue
            entry, paired = _read(line, at, verbs, nouns)
            if entry is None or self._language.sporting(sentence.text):
                continue
            if moment is None:
                dated = {found.moment for found in one.dated.expressions(sentence.text) if not found.idle}
                moment = dated.pop() if len(dated) == 1 else Moment()
            how, entry = _judged(entry, line, at)
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
                    (sentence.start + word.start, sentence.start + word.end),
                    (f"{entry.type.lower()}: {entry.pattern}", "by the order of words"),
                    CONFIDENCE,
                    entry.head,
                    entry.contexts,
                )

    def _entries(self, word: str) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        """The entries of verbs and of nouns that a form may belong to."""
        if word not in self._known:
            forms = tuple(dict.fromkeys(lemmas(self._irregular.get(word, word))))
            verbs = tuple(
                entry
                for form in forms
                for entry in self._lexicon.verbs.get(form, ())
                if not (entry.needs or entry.by or entry.clause)
            )
            self._known[word] = verbs, tuple(entry for form in forms for entry in self._lexicon.nouns.get(form, ()))
        return self._known[word]


@functools.lru_cache(maxsize=50_000)
def _forms(word: str) -> frozenset[str]:
    return frozenset(lemmas(word))


def _read(line: _Line, at: int, verbs: Sequence[Entry], nouns: Sequence[Entry]) -> tuple[Entry | None, list[Pair]]:
    """The most specific entry whose words and governed nouns stand here and that has parties, with its parties."""
    before = line.words[at - 1].text if at else ""
    as_noun = before in _DETERMINERS or (at and line.text[line.words[at].start].isupper())
    near: set[str] = set()
    for word in line.words[at + 1 : at + 9]:
        near |= _forms(word.text)
    found = [entry for entry in nouns if _stands(entry, line, at, near)]
    if not as_noun:
        found += [entry for entry in verbs if _stands(entry, line, at, near)]
    for entry in sorted(found, key=lambda entry: (-entry.specificity, entry.word_class == "noun")):
        if entry.type == NOTHING:
            break
        if paired := list((_noun if entry.word_class == "noun" else _verb)(entry, at, line)):
            return entry, paired
    return None, []


def _stands(entry: Entry, line: _Line, at: int, near: set[str]) -> bool:
    """Whether the words after a verb, or before a noun, and the nouns that it governs are there."""
    if entry.objects and entry.heads.isdisjoint(near):
        return False
    if not entry.following:
        return True
    if entry.word_class == "noun":
        return [word.text for word in line.words[max(0, at - len(entry.following)) : at]] == list(entry.following)
    place = at + 1
    for link in entry.following:
        place = next((n + 1 for n in range(place, min(place + 3, len(line.words))) if line.words[n].text == link), 0)
        if not place:
            return False
    return True


def _verb(entry: Entry, at: int, line: _Line) -> Iterator[Pair]:
    word = line.words[at]
    before = [m for m in line.named if m.end <= word.start and line.one_clause(m.end, word.start)]
    after = [m for m in line.named if m.start >= word.end and line.one_clause(word.end, m.start)]
    subjects = [mention for mention in before if line.preceding(mention) not in _NOT_SUBJECT] or before[-1:]
    passive = any(one.text in _BE for one in line.words[max(0, at - 3) : at]) and word.text.endswith(_PARTICIPLES)
    if passive:
        agents = [mention for mention in after if line.preceding(mention) == "by"]
        yield from _all(agents[:1], subjects[-1:], entry.mutual)
        return
    if entry.mutual and (joined := _joined(before, line.text)):
        yield from ((a, b, True) for a, b in combinations(joined, 2))
        return
    sides = (after[:1], subjects[-1:]) if entry.reversed else (subjects[-1:], after[:1])
    yield from _all(*sides, entry.mutual)


def _noun(entry: Entry, at: int, line: _Line) -> Iterator[Pair]:
    word = line.words[at]
    after = [mention for mention in line.named if 0 <= mention.start - word.end < 60]
    if entry.mutual and line.text.startswith(" between ", word.end) and (joined := _joined(after, line.text)):
        yield from ((a, b, True) for a, b in combinations(joined, 2))
        return
    owners = [m for m in line.named if 0 <= word.start - m.end < 25 and line.text.startswith("'s", m.end)]
    owners += [m for m in line.named if m.kind == "adjective" and 0 <= word.start - m.end < 12]
    agents = [mention for mention in after if line.preceding(mention) == "by"]
    targets = [mention for mention in after if line.preceding(mention) in _TOWARDS]
    yield from _all((agents or owners)[:1], targets[:1], entry.mutual)


def _all(actors: Sequence[Mention], recipients: Sequence[Mention], mutual: bool) -> Iterator[Pair]:
    for one, other in product(actors, recipients):
        for a, b in product(one.actors, other.actors):
            if a.code != b.code:
                yield a, b, mutual


def _joined(mentions: Sequence[Mention], text: str) -> tuple[Actor, ...]:
    """The actors of the last mentions that "and" joins."""
    if mentions and len(mentions[-1].actors) > 1:
        return mentions[-1].actors
    if len(mentions) > 1 and text[mentions[-2].end : mentions[-1].start] in {" and ", ", and ", " and the "}:
        return (*mentions[-2].actors, *mentions[-1].actors)
    return ()


def _judged(entry: Entry, line: _Line, at: int) -> tuple[Modality, Entry]:
    """Whether an act was done, by the words of its clause that stand before it."""
    place = line.words[at].start
    before = [word.text for word in line.words[max(0, at - 8) : at] if line.one_clause(word.end, place)]
    words = set(before)
    if words & _NEGATORS or "n't" in line.text[max(0, place - 40) : place]:
        return "negated", entry
    if words & _POSSIBLE:
        return "hypothetical", entry
    if words & _FUTURE or before[-2:] in (["is", "to"], ["are", "to"]):
        if entry.type in {"AID", "SUPPORT"}:
            return "actual", replace(entry, type="AGREE", mode=None, cameo=None)
        if entry.type in {"RETREAT", "CONCEDE"}:
            return "actual", replace(entry, type="CONCEDE", mode=None, cameo=None)
        return "future", entry
    return "actual", entry
