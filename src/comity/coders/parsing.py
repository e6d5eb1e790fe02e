"""Sixth stage: the dependency parse, with every name as one token.

A small parser stumbles over names that it has never seen ("Fornost and the Shire welcomed ...") and over long ones
("the Shanghai Cooperation Organisation"). The gazetteer knows where they are, so the parser is shown a familiar name of
the same kind in their place; afterwards the tokens carry the words of the text again. An opening phrase that runs into
a name without a comma ("On Tuesday President Putin received ...") is shown with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from spacy.language import Language as Parser
from spacy.tokens import Doc

from comity.coders.analysis import Analysis, analyser
from comity.coders.mentions import Mention
from comity.coders.sentences import Sentence

_MASKS = {
    "state": ("France", "Britain", "Germany", "Japan", "Egypt", "Brazil", "Spain", "Italy"),
    "organisation": ("NATO", "UNESCO", "OPEC", "Interpol"),
    "person": ("Smith", "Johnson", "Brown", "Miller", "Wilson", "Taylor", "Moore", "Clark"),
}
_OPENING = 16  # words
_BATCH = 128  # sentences
_OPENERS = {
    "on", "in", "at", "after", "before", "during", "following", "since", "under", "amid", "despite", "by", "for",
    "from", "with", "late", "early", "last", "this", "earlier", "yesterday", "today",
}  # fmt: skip
_INNER = _OPENERS | {
    "of", "to", "and", "or", "the", "a", "an", "between", "against", "over", "into", "about", "as", "than", "that",
    "its", "their", "his", "her", "near", "former", "then", "new", "late", "including", "both", "not", "all", "when",
    "while",
}  # fmt: skip
_NOUNS = {"name", "capital", "metonym", "organ", "place", "leader"}


@dataclass(frozen=True, slots=True)
class _Word:
    """One token to be: as it stands in the text, as the parser sees it, and its lemma where that is known."""

    text: str
    mask: str
    space: bool
    lemma: str | None = None
    shown: bool = True  # False: a comma that only the parser sees


def parse(parser: Parser, sentences: Iterable[tuple[Sentence, Sequence[Mention]]]) -> Iterator[Doc]:
    """One parsed document for each sentence, in order; its text is the sentence's."""
    network = analyser(parser)
    rest = iter(sentences)
    while batch := [_shown(parser, sentence, mentions) for sentence, mentions in islice(rest, _BATCH)]:
        docs = network.parse([[(word.mask, word.space) for word in words] for words in batch])
        for doc, words in zip(docs, batch, strict=True):
            yield _restored(doc, list(network.analyses(doc)), words)


def _shown(parser: Parser, sentence: Sentence, mentions: Sequence[Mention]) -> list[_Word]:
    """The words of a sentence as the parser is to see them."""
    plain = parser.make_doc(sentence.text)
    words: list[_Word] = []
    at = 0
    for number, mention in enumerate(mentions):
        if not _is_noun(mention):
            continue
        span = plain.char_span(mention.start - sentence.start, mention.end - sentence.start)
        if span is None or span.start < at:
            continue
        words += (_Word(token.text, token.text, bool(token.whitespace_)) for token in plain[at : span.start])
        if _runs_on(words):
            comma = _Word(",", ",", True, shown=False)
            words.insert(len(words) - (words[-1].text.lower() == "the"), comma)
        actor = mention.actors[-1]
        names = _MASKS["person" if mention.person else "state" if actor.country else "organisation"]
        lemma = (actor.role or span[-1].text).split(" ")[-1]
        words.append(_Word(span.text, names[number % len(names)], bool(span[-1].whitespace_), lemma))
        at = span.end
    words += (_Word(token.text, token.text, bool(token.whitespace_)) for token in plain[at:])
    return words


def _runs_on(words: Sequence[_Word]) -> bool:
    """Whether the words before a name are an opening phrase that lacks its comma."""
    if not words or len(words) > _OPENING or words[0].text.lower() not in _OPENERS:
        return False
    if any(word.text in {",", ";", ":", '"'} for word in words):
        return False
    last = words[-2].text.lower() if words[-1].text.lower() == "the" and len(words) > 1 else words[-1].text.lower()
    return last not in _INNER and last[0].isalnum() and not last.endswith(("ing", "ly"))


def _is_noun(mention: Mention) -> bool:
    return mention.kind in _NOUNS or (mention.kind == "role" and mention.person)


def _restored(doc: Doc, analyses: Sequence[Analysis], words: Sequence[_Word]) -> Doc:
    """The same parse over the words of the text."""
    heads = [token.head.i for token in doc]
    kept = [at for at, word in enumerate(words) if word.shown]
    place = {at: new for new, at in enumerate(kept)}
    return Doc(
        doc.vocab,
        words=[words[at].text for at in kept],
        spaces=[words[at].space for at in kept],
        tags=[analyses[at].tag for at in kept],
        pos=[analyses[at].part_of_speech for at in kept],
        lemmas=[words[at].lemma or analyses[at].lemma for at in kept],
        heads=[place.get(heads[at], place[at]) for at in kept],
        deps=[analyses[at].relation for at in kept],
    )
