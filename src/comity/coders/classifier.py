"""What the words of a sentence say that one marked party does to another: chances of the 16 types and of none.

A small transformer (MiniLM, six layers, int8) reads a sentence in which two mentions are marked, and gives for both
directions, first to second and second to first, a distribution over PLOVER's types and ``NONE``, and one over the
modalities. It was trained on the sentences in ``training/`` by the recipe there; ``docs/model.md`` is its card.

It knows words the lexicon has never seen, but it cannot say which word decided. It misleads on sentences much unlike
its training: verse, tables, texts in another language.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from comity.coders.wordpiece import WordPieces
from comity.model import MODALITIES

NONE = "NONE"
MOST = 96
"""How many word pieces are read at most; of a longer sentence those around the two mentions."""
_BATCH = 16

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with two marked mentions, half-open ranges of its characters, in either order."""

    text: str
    actor: Span
    recipient: Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """The chances of what the actor does to the recipient; ``types`` holds ``NONE`` too. Each sums to one."""

    types: dict[str, float]
    modalities: dict[str, float]

    @property
    def act(self) -> str:
        """The likeliest type other than ``NONE``."""
        return max((name for name in self.types if name != NONE), key=lambda name: self.types[name])


def encode(pieces: WordPieces, text: str, first: Span, second: Span) -> tuple[list[int], int, int]:
    """The numbers of the pieces of a sentence with a mark before each mention, and where the marks stand."""
    marks = [pieces.ids["[unused1]"], pieces.ids["[unused2]"]]
    ids = [pieces.ids["[CLS]"]]
    places: list[int] = []
    for number, at in pieces.split(text):
        while len(places) < 2 and at >= (first, second)[len(places)][0]:
            places.append(len(ids))
            ids.append(marks[len(places) - 1])
        ids.append(number)
    while len(places) < 2:
        places.append(len(ids))
        ids.append(marks[len(places) - 1])
    if len(ids) >= MOST:
        start = max(0, min(places[0] - MOST // 4, len(ids) - MOST + 2))
        if places[1] - start >= MOST - 2:
            start = places[0] - 1
            keep = MOST // 2 - 2
            ids = ids[start : start + keep] + ids[places[1] - keep : places[1] + 3]
            places = [1, 2 * keep]
        else:
            ids = ids[start : start + MOST - 2]
            places = [places[0] - start, places[1] - start]
        if ids[0] != pieces.ids["[CLS]"]:
            ids = [pieces.ids["[CLS]"], *ids]
            places = [places[0] + 1, places[1] + 1]
    ids.append(pieces.ids["[SEP]"])
    return ids, places[0], places[1]


class Classifier:
    """Gives verdicts on marked pairs, one sentence at a time.

    The weights are int8 and the scale of their inputs is taken from the whole batch, so that a sentence's verdict would
    depend on its company; alone it is always the same.
    """

    def __init__(self, weights: bytes, vocabulary: Sequence[str], types: Sequence[str]) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._pieces = WordPieces(vocabulary)
        self._types = (*types, NONE)

    def judge(self, pairs: Iterable[Marked]) -> list[Verdict]:
        """A verdict on each pair, in order; the two directions of one pair cost no more than one."""
        answers: dict[tuple[str, Span, Span], tuple[Verdict, Verdict]] = {}
        verdicts = []
        for one in pairs:
            key = (one.text, min(one.actor, one.recipient), max(one.actor, one.recipient))
            if key not in answers:
                answers[key] = self._run(*key)
            verdicts.append(answers[key][one.actor > one.recipient])
        return verdicts

    def _run(self, text: str, first: Span, second: Span) -> tuple[Verdict, Verdict]:
        """What the first does to the second, and the second to the first."""
        ids, *places = encode(self._pieces, text, first, second)
        numbers = np.array([ids], dtype=np.int64)
        inputs = {"ids": numbers, "mask": np.ones_like(numbers), "places": np.array([places], dtype=np.int64)}
        types, modalities = (_chances(logits[0]) for logits in self._session.run(None, inputs))
        there, back = (
            Verdict(dict(zip(self._types, kinds, strict=True)), dict(zip(MODALITIES, hows, strict=True)))
            for kinds, hows in zip(types.tolist(), modalities.tolist(), strict=True)
        )
        return there, back


def _chances(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    exponents = np.exp(logits - logits.max(axis=-1, keepdims=True))
    chances: NDArray[np.float32] = exponents / exponents.sum(axis=-1, keepdims=True)
    return chances


@functools.cache
def load_classifier(language: str, types: tuple[str, ...]) -> Classifier:
    """The classifier that ships for a language, once a process."""
    folder = resources.files("comity") / "data" / "model" / language
    vocabulary = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    return Classifier((folder / "classifier.onnx").read_bytes(), vocabulary, types)
