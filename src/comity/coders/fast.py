"""The fast coder: no parser and no model, for bulk work. Names, the lexicon and the order of the words.

A verb's actor is the name before it, its recipient the name after it; "by" turns a passive round; "A's N of B",
"N between A and B" and "A and B met" are read as they stand, and a row of names ("A, B and C") acts and is acted upon
as one. It finds less than the full coder, above all where other clauses stand between an act and its parties, and says
so in its confidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
from comity.coders.wordorder import BE, REACH, Line, Pair, judged, may_be_verb, parties, preceded, stands, subject_of
from comity.model import Actor, Coding, Document, Moment
from comity.ontology import Ontology

CONFIDENCE = 0.55
"""Of every event: word order alone is a weak witness."""

_UNDERSTOOD = {"ACCUSE", "REQUEST", "REJECT", "THREATEN"}
"""Types whose recipient may be the other of the two that a report is about, where a sentence names one alone."""
_NAMING = {"call"}  # "called B a friend" is no telephone call


@dataclass(frozen=True, slots=True)
class _Entries:
    """What a word form may tell: entries that ask for no object, and the others by the noun they govern."""

    verbs: tuple[Entry, ...]
    governing: dict[str, tuple[tuple[tuple[str, ...], Entry], ...]]
    nouns: tuple[Entry, ...]
    adjectives: tuple[Entry, ...]
    base: bool  # whether the form is the lemma itself


def _other(one: Prepared, mentions: Sequence[Mention]) -> Actor | None:
    """The other of the two that the report is about, where a sentence names one of them alone."""
    here = {code for mention in mentions for code in mention.codes}
    if len(here) != 1 or not here <= set(one.about):
        return None
    (code,) = set(one.about) - here
    return next((a for several in one.mentions for m in several for a in m.actors if a.code == code), None)


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
            if (several := len({code for mention in mentions for code in mention.codes}) > 1)
            or (other := _other(one, mentions)) is not None
            for draft in self._drafts(one, sentence, mentions, None if several else other)
        ]
        document, text = one.document, one.text
        return Coding(
            document,
            events=tuple(finished(one, drafts, self._ontology)),
            quotes=tuple(quotes.find(one.sentences, one.mentions, text, document.text, self._language)),
            claims=tuple(claims.find(one.sentences, one.mentions, text, document, one.dated, one.about)),
        )

    def _drafts(
        self, one: Prepared, sentence: Sentence, mentions: Sequence[Mention], other: Actor | None
    ) -> Iterator[Draft]:
        """The acts of one sentence; ``other`` is whom one that names a single party may be told to."""
        if self._language.sporting(sentence.text):
            return
        line = Line.of(sentence, mentions)
        moment: Moment | None = None
        taken = 0
        for at, word in enumerate(line.words):
            entries = self._entries(word)
            start = line.starts[at]
            if at < taken or entries is None or any(row.start <= start < row.end for row in line.rows):
                continue
            entry, paired = self._read(line, at, entries, other)
            if entry is None:
                continue
            done = judged(entry, line, at)
            if done is None:
                continue
            how, entry = done
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

    def _read(self, line: Line, at: int, entries: _Entries, other: Actor | None) -> tuple[Entry | None, list[Pair]]:
        """The most specific entry whose words and governed nouns stand here and that has parties, with its parties."""
        found = [entry for entry in entries.nouns if preceded(entry, line, at)]
        if may_be_verb(line, at, base=entries.base):
            found += [entry for entry in entries.verbs if stands(entry, line, at)]
            found += [entry for entry in self._governors(line, at, entries) if stands(entry, line, at)]
        if at and line.words[at - 1] in BE:
            found += [entry for entry in entries.adjectives if stands(entry, line, at)]
        for entry in sorted(found, key=lambda entry: (-entry.specificity, entry.word_class == "noun")):
            if entry.type == NOTHING:
                break
            if paired := parties(entry, at, line):
                return entry, paired
            if other is not None and entry.type in _UNDERSTOOD and entry.word_class == "verb":
                subject = subject_of(line, at)
                if subject and len(subject.actors) == 1 and len(line.rows) == 1:
                    return entry, [(subject.actors[0], other, entry.mutual)]
        return None, []

    def _governors(self, line: Line, at: int, entries: _Entries) -> Iterator[Entry]:
        """The entries whose noun stands in reach of a verb, in its clause."""
        end = line.end(at)
        for place in range(at + 1, min(at + REACH, len(line.words))) if entries.governing else ():
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
