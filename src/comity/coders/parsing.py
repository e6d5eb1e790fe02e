"""Sixth stage: the dependency parse, with every name as one token.

A small parser stumbles over names that it has never seen ("Fornost and the Shire welcomed ...") and over long ones
("the Shanghai Cooperation Organisation"). The gazetteer knows where they are, so the parser is shown a familiar name of
the same kind in their place; afterwards the tokens carry the words of the text again.
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
_NOUNS = {"name", "capital", "metonym", "organ", "place", "leader"}


@dataclass(frozen=True, slots=True)
class _Word:
    """One token to be: as it stands in the text, as the parser sees it, and its lemma where that is known."""

    text: str
    mask: str
    space: bool
    lemma: str | None = None


def parse(parser: Parser, sentences: Iterable[tuple[Sentence, Sequence[Mention]]]) -> Iterator[Doc]:
    """One parsed document for each sentence, in order; its text is the sentence's."""
    shown = (_masked(parser, sentence, mentions) for sentence, mentions in sentences)
    for doc, words in parser.pipe(shown, as_tuples=True, batch_size=64):
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
        actor = mention.actors[-1]
        names = _MASKS["person" if mention.person else "state" if actor.country else "organisation"]
        lemma = (actor.role or span[-1].text).split(" ")[-1]
        words.append(_Word(span.text, names[number % len(names)], bool(span[-1].whitespace_), lemma))
        at = span.end
    words += (_Word(token.text, token.text, bool(token.whitespace_)) for token in plain[at:])
    return Doc(parser.vocab, words=[word.mask for word in words], spaces=[word.space for word in words]), words


def _is_noun(mention: Mention) -> bool:
    return mention.kind in _NOUNS or (mention.kind == "role" and mention.person)


def _restored(doc: Doc, words: Sequence[_Word]) -> Doc:
    """The same parse over the words of the text."""
    return Doc(
        doc.vocab,
        words=[word.text for word in words],
        spaces=[word.space for word in words],
        tags=[token.tag_ for token in doc],
        pos=[token.pos_ for token in doc],
        lemmas=[word.lemma or token.lemma_ for token, word in zip(doc, words, strict=True)],
        heads=[token.head.i for token in doc],
        deps=[token.dep_ for token in doc],
    )
