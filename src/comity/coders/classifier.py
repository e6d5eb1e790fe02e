"""What the words of a sentence say that one party does to another: chances of the 16 types and of none.

A small transformer (MiniLM, six layers, int8) reads a sentence, with what stood before it, once for all pairs of
mentions that are asked about. Each pair has two marks behind the text: a mark takes the place of its mention, reads the
text and the other mark of its pair, and nothing in the text reads the marks (levitated markers: Ye et al. 2022, "Packed
Levitated Marker for Entity and Relation Extraction", ACL). The answer is, for both directions, a distribution over
PLOVER's types and ``NONE``, one over the modalities, and a mode. It was trained on the sentences and reports in
``training/`` by the recipe there; ``docs/model.md`` is its card.

It knows words the lexicon has never seen, but it cannot say which word decided. It misleads on sentences much unlike
its training: verse, tables, texts in another language.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from comity.coders.wordpiece import WordPieces
from comity.model import MODALITIES
from comity.ontology import Ontology

NONE = "NONE"
MOST_BEFORE = 56
"""How many word pieces of what stood before are read at most: the last ones."""
MOST = 96
"""How many word pieces of the sentence itself are read at most: the first ones."""

Span = tuple[int, int]
Labels = tuple[tuple[str, tuple[str, ...]], ...]
"""The types in the order of the weights, each with its modes."""


def labels_of(ontology: Ontology) -> Labels:
    """The types and modes of the ontology, in its order."""
    return tuple((name, tuple(one.modes)) for name, one in ontology.types.items())


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence, what stood before it (or nothing), and the pairs of mentions that are asked about.

    The spans are half-open ranges of the characters of ``before`` + ``text``, as if they stood one after the other.
    """

    text: str
    pairs: tuple[tuple[Span, Span], ...]
    before: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The chances of what the actor does to the recipient; ``types`` holds ``NONE`` too. Each sums to one.

    ``mode`` is the likeliest of the likeliest type, which may be none of its modes.
    """

    types: dict[str, float]
    modalities: dict[str, float]
    mode: str | None

    @property
    def act(self) -> str:
        """The likeliest type other than ``NONE``."""
        return max((name for name in self.types if name != NONE), key=lambda name: self.types[name])


@dataclass(frozen=True, slots=True)
class Encoded:
    """A question in numbers: a row a word piece or mark.

    ``ids`` are word pieces; ``places`` where each stands, a mark where its mention stands; ``named`` the first piece of
    a mark's mention; ``groups`` 0 for the text and the number of the pair, from 1, for a mark; ``pairs`` four rows a
    pair: the marks of its first and second mention, and the first pieces of both.
    """

    ids: list[int]
    places: list[int]
    named: list[int]
    groups: list[int]
    pairs: list[tuple[int, int, int, int]]


def encode(pieces: WordPieces, question: Question) -> Encoded:
    """A question in numbers; what is too long is cut, and a mention that is cut away stands at the edge."""
    opening, closing = pieces.ids["[CLS]"], pieces.ids["[SEP]"]
    before = pieces.split(question.before)[-MOST_BEFORE:] if question.before else []
    own = [(number, at + len(question.before)) for number, at in pieces.split(question.text)[:MOST]]
    middle = [(closing, len(question.before) - 1)] if before else []
    text = [(opening, -1), *before, *middle, *own, (closing, len(question.before) + len(question.text))]
    ids, at = [number for number, _ in text], [start for _, start in text]
    places, named, groups = list(range(len(ids))), [0] * len(ids), [0] * len(ids)
    pairs = []
    for group, spans in enumerate(question.pairs, 1):
        rows = [min(bisect_left(at, start, 1), len(at) - 2) for start, _ in spans]
        for number, row in enumerate(rows):
            ids.append(pieces.ids[f"[unused{number + 1}]"])
            places.append(row)
            named.append(ids[row])
            groups.append(group)
        pairs.append((len(ids) - 2, len(ids) - 1, rows[0], rows[1]))
    return Encoded(ids, places, named, groups, pairs)


class Classifier:
    """Answers questions one at a time.

    The weights are int8 and the scale of their inputs is taken from all that is read at once, so that a sentence's
    verdict would depend on its company; alone it is always the same.
    """

    def __init__(self, weights: bytes, vocabulary: Sequence[str], labels: Labels) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._pieces = WordPieces(vocabulary)
        self._types = (*(name for name, _ in labels), NONE)
        self._modes: dict[str, tuple[int, tuple[str | None, ...]]] = {}
        for name, modes in labels:
            self._modes[name] = sum(len(known) for _, known in self._modes.values()), (None, *modes)

    def judge(self, question: Question) -> list[tuple[Verdict, Verdict]]:
        """For each pair what its first does to its second, and what its second does to its first."""
        if not question.pairs:
            return []
        encoded = encode(self._pieces, question)
        names = ("ids", "places", "named", "groups", "pairs")
        inputs = {name: np.array([getattr(encoded, name)], dtype=np.int64) for name in names}
        types, modalities, modes = self._session.run(None, inputs)
        chances = zip(_chances(types[0]).tolist(), _chances(modalities[0]).tolist(), modes[0], strict=True)
        return [
            (self._verdict(kinds[0], hows[0], logits[0]), self._verdict(kinds[1], hows[1], logits[1]))
            for kinds, hows, logits in chances
        ]

    def _verdict(self, kinds: Sequence[float], hows: Sequence[float], modes: NDArray[np.float32]) -> Verdict:
        act = max(range(len(kinds) - 1), key=kinds.__getitem__)
        first, known = self._modes[self._types[act]]
        mode = known[int(modes[first : first + len(known)].argmax())]
        return Verdict(dict(zip(self._types, kinds, strict=True)), dict(zip(MODALITIES, hows, strict=True)), mode)


def _chances(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    exponents = np.exp(logits - logits.max(axis=-1, keepdims=True))
    chances: NDArray[np.float32] = exponents / exponents.sum(axis=-1, keepdims=True)
    return chances


@functools.cache
def load_classifier(language: str, labels: Labels) -> Classifier:
    """The classifier that ships for a language, once a process."""
    folder = resources.files("comity") / "data" / "model" / language
    vocabulary = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    return Classifier((folder / "classifier.onnx").read_bytes(), vocabulary, labels)
