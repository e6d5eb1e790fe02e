"""Sixth stage: the dependency parse, with every name as one token.

A small parser stumbles over names that it has never seen ("Fornost and the Shire welcomed ...") and over long ones
("the Shanghai Cooperation Organisation"). The gazetteer knows where they are, so the parser is shown a familiar name of
the same kind in their place; afterwards the tokens carry the words of the text again. An opening phrase that runs into
a name without a comma ("On Tuesday President Putin received ...") is shown with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language as Parser
from spacy.tokens import Doc

from comity.coders.mentions import Mention
from comity.coders.sentences import Sentence

_MASKS = {
    "state": ("France", "Britain", "Germany", "Japan", "Egypt", "Brazil", "Spain", "Italy"),
    "organisation": ("NATO", "UNESCO", "OPEC", "Interpol"),
    "person": ("Smith", "Johnson", "Brown", "Miller", "Wilson", "Taylor", "Moore", "Clark"),
}
_OPENING = 16  # words
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
    shown = (_masked(parser, sentence, mentions) for sentence, mentions in sentences)
    for doc, words in parser.pipe(shown, as_tuples=True, batch_size=128):
        yield _restored(doc, words)


def _masked(parser: Parser, sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Doc, list[_Word]]:
    plain = parser.make_doc(sentence.text)
    words: list[_Word] = []
    at = 0
    for number, mention in enumerate(mentions):
        span = plain.char_span(mention.start - sentence.start, mention.end - sentence.start)
        if span is None or span.start < at or not _is_noun(mention):
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
    return Doc(parser.vocab, words=[word.mask for word in words], spaces=[word.space for word in words]), words


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


def _restored(doc: Doc, words: Sequence[_Word]) -> Doc:
    """The same parse over the words of the text."""
    kept = [(token, word) for token, word in zip(doc, words, strict=True) if word.shown]
    place = {token.i: at for at, (token, _) in enumerate(kept)}
    return Doc(
        doc.vocab,
        words=[word.text for _, word in kept],
        spaces=[word.space for _, word in kept],
        tags=[token.tag_ for token, _ in kept],
        pos=[token.pos_ for token, _ in kept],
        lemmas=[word.lemma or token.lemma_ for token, word in kept],
        heads=[place.get(token.head.i, at) for at, (token, _) in enumerate(kept)],
        deps=[token.dep_ for token, _ in kept],
    )
