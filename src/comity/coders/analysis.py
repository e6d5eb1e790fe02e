"""Sixth stage, first part: tags, heads and lemmas, with what hangs on a word alone worked out once a word.

The parser's network first turns each word by itself into a vector, then looks at the words around it; its rules for
parts of speech and lemmas look at one word, its tag and its relation, a few at the word beside it. Both answers are
kept, so that a common word costs nothing the second time. The answers are those of the parser's own pipeline.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language as Parser
from spacy.tokens import Doc
from thinc.api import NumpyOps

_MOST = 50_000
"""Words are forgotten all at once when there are more."""
_OPENERS = {"ai", "c'm", "gon", "got", "let", "y", "y'"}
"""Words that the rules read together with the next one: "ain't", "gonna", "let's"."""

Shown = tuple[str, bool]
"""A word as the parser sees it, and whether a space follows."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the parser's rules make of a word with its tag and relation."""

    tag: str
    relation: str
    part_of_speech: str
    lemma: str


class Analyser:
    """The components of one loaded parser, with what they said of the words so far."""

    def __init__(self, parser: Parser) -> None:
        self._vocab = parser.vocab
        self._vectors, self._tagger, self._trees = (parser.get_pipe(name) for name in ("tok2vec", "tagger", "parser"))
        self._rules = [parser.get_pipe(name) for name in ("attribute_ruler", "lemmatizer")]
        self._alone, self._among = self._vectors.model.layers
        for model in (self._among, self._trees.model):
            for layer in model.walk():
                layer.ops = NumpyOps(use_blis=False)  # NumPy multiplies matrices nearly twice as fast
        self._rows: dict[Shown, int] = {}
        self._table = np.empty((_MOST, self._alone.get_dim("nO")), dtype=np.float32)
        self._analyses: dict[tuple[tuple[tuple[str, str, str], ...], int], Analysis] = {}

    def parse(self, sentences: Sequence[Sequence[Shown]]) -> list[Doc]:
        """A document for each sentence, with its tags, heads and relations."""
        docs = [
            Doc(self._vocab, words=[word for word, _ in one], spaces=[space for _, space in one]) for one in sentences
        ]
        self._learn({word for one in sentences for word in one})
        alone = [self._table[[self._rows[word] for word in one]] for one in sentences]
        self._vectors.set_annotations(docs, self._among.predict(alone))
        for component in (self._tagger, self._trees):
            component.set_annotations(docs, component.predict(docs))
        return docs

    def _learn(self, words: set[Shown]) -> None:
        """Work out the vectors of words that were not seen before."""
        if len(self._rows) + len(words) > len(self._table):
            self._rows.clear()
            self._table = np.empty((max(_MOST, len(words)), self._table.shape[1]), dtype=np.float32)
        if new := sorted(words - self._rows.keys()):
            doc = Doc(self._vocab, words=[word for word, _ in new], spaces=[space for _, space in new])
            first = len(self._rows)
            self._table[first : first + len(new)] = self._alone.predict([doc])[0]
            self._rows |= {word: first + at for at, word in enumerate(new)}

    def analyses(self, doc: Doc) -> Iterator[Analysis]:
        """What the rules make of each word of a parsed document."""
        words = [(token.text, token.tag_, token.dep_) for token in doc]
        if len(self._analyses) > _MOST:
            self._analyses.clear()
        for at, (form, _, _) in enumerate(words):
            first = at - 1 if at and (words[at - 1][2] == "expl" or words[at - 1][0].lower() in _OPENERS) else at
            last = at + 2 if form.lower() in _OPENERS else at + 1
            near = tuple(words[first:last]), at - first
            if near not in self._analyses:
                self._analyses[near] = self._analysis(*near)
            yield self._analyses[near]

    def _analysis(self, words: Sequence[tuple[str, str, str]], at: int) -> Analysis:
        forms, tags, relations = (list(column) for column in zip(*words, strict=True))
        doc = Doc(self._vocab, words=forms, tags=tags, deps=relations, heads=[0] * len(forms))
        for rule in self._rules:
            doc = rule(doc)
        return Analysis(doc[at].tag_, doc[at].dep_, doc[at].pos_, doc[at].lemma_)


@functools.cache
def analyser(parser: Parser) -> Analyser:
    """The analyser of a parser, once a process."""
    return Analyser(parser)
