"""Codes a given pair: what the marked source does to the marked target, for ``comity score pairs``.

The full coder's triggers and grammar with the two marked spans as the only actors, and the classifier's chances of
each type. The score of a type is ``log p(type) + w * fit``, where the fit says how well the best trigger of that type
joins source and target in the parse; the quad class and coop or conf are those with the highest sum over their types.
There is always an answer, as the benchmark asks for one; running text has sentences without any act and is the full
coder's.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

from comity.coders import lexicon, triggers
from comity.coders.arguments import Grammar
from comity.coders.classifier import Question, Verdict, labels_of, load_classifier
from comity.coders.full import load_parser
from comity.coders.language import load_language
from comity.coders.mentions import Mention
from comity.coders.modality import modality
from comity.coders.triggers import Trigger
from comity.model import Actor, Quad
from comity.ontology import Ontology

_FIT_WEIGHT = 1.4
_NO_FIT = -3.0
"""The fit of a type that no word of the sentence tells."""
_LEAST = 1e-4

_YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
_PROMISED = {"AID", "COOPERATE", "RETREAT", "CONCEDE", "SUPPORT", "CONSULT"}
_COOPERATIVE = _PROMISED | {"AGREE"}
_PROMISING = {
    "will",
    "would",
    "shall",
    "'ll",
    "ready",
    "willing",
    "plan",
    "set",
    "schedule",
    "expect",
    "agree",
    "promise",
    "pledge",
    "vow",
    "due",
    "prepare",
    "intend",
}


@dataclass(frozen=True, slots=True)
class Prediction:
    """One of 15 types (YIELD for CONCEDE and RETREAT), its quad class, and coop or conf."""

    root: str
    quad: Quad
    binary: str


class PairCoder:
    """Predicts the type of what the source does to the target."""

    def __init__(self, ontology: Ontology, language: str = "en") -> None:
        self._ontology = ontology
        self._language = load_language(language)
        self._lexicon = lexicon.load_lexicon(language)
        self._parser = load_parser(self._language.model)
        self._classifier = load_classifier(language, labels_of(ontology))

    def code(self, rows: Sequence[Mapping[str, Any]]) -> list[Prediction]:
        """One prediction for each row with ``text``, ``source`` and ``target``, in order."""
        texts = [_plain(str(row["text"])) for row in rows]
        verdicts = [self._judge(text, row) for text, row in zip(texts, rows, strict=True)]
        docs = self._parser.pipe(texts, batch_size=64)
        return [self._predict(doc, row, one) for doc, row, one in zip(docs, rows, verdicts, strict=True)]

    def _judge(self, text: str, row: Mapping[str, Any]) -> Verdict:
        source, target = (_span(text, row, key) or (0, 0) for key in ("source", "target"))
        ((there, back),) = self._classifier.judge(Question(text, ((min(source, target), max(source, target)),)))
        return there if source <= target else back

    def _predict(self, doc: Doc, row: Mapping[str, Any], verdict: Verdict) -> Prediction:
        mentions = sorted(self._marked(doc.text, row), key=lambda mention: mention.start)
        grammar = Grammar(doc, mentions, 0, self._language)
        fits: dict[str, float] = {}
        for trigger in triggers.find(doc, self._lexicon):
            kind = self._promised(trigger)
            fits[kind] = max(fits.get(kind, _NO_FIT), self._fit(grammar, trigger))
        chances = _chances(
            {
                kind: math.log(max(verdict.types[kind], _LEAST)) + _FIT_WEIGHT * fits.get(kind, _NO_FIT)
                for kind in self._ontology.types
            }
        )
        roots: dict[str, float] = defaultdict(float)
        quads: dict[Quad, float] = defaultdict(float)
        for kind, chance in chances.items():
            roots[_YIELD.get(kind, kind)] += chance
            quads[self._quad(kind)] += chance
        coop = sum(chance for quad, chance in quads.items() if quad.endswith("coop"))
        root, quad = max(roots, key=roots.__getitem__), max(quads, key=quads.__getitem__)
        return Prediction(root, quad, "coop" if coop > 0.5 else "conf")

    def _quad(self, kind: str) -> Quad:
        """The quad class, as the 15 types have it: YIELD, promised or done, is material."""
        return self._ontology.type("RETREAT" if kind in _YIELD else kind).quad

    def _promised(self, trigger: Trigger) -> str:
        how, because = modality(trigger.token, trigger.governed, self._language)
        if trigger.entry.type in _COOPERATIVE and how == "negated":
            return "REJECT"
        if trigger.entry.type in _PROMISED and how in {"future", "hypothetical"} and because in _PROMISING:
            return "AGREE"
        return trigger.entry.type

    @staticmethod
    def _marked(text: str, row: Mapping[str, Any]) -> Iterator[Mention]:
        for key, code in (("source", "SOURCE"), ("target", "TARGET")):
            if span := _span(text, row, key):
                yield Mention(*span, (Actor(code),), "name")

    @staticmethod
    def _fit(grammar: Grammar, trigger: Trigger) -> float:
        roles = grammar.roles(trigger)
        actors = {actor.code for actor in roles.actor.actors}
        recipients = {actor.code for actor in roles.recipient.actors}
        score = 0.2 * trigger.entry.specificity - 0.5 * (trigger.entry.word_class == "noun")
        score += 2.0 * ("SOURCE" in actors) + 1.5 * ("TARGET" in recipients)
        score += 1.0 * (trigger.entry.mutual and actors >= {"SOURCE", "TARGET"})
        score -= 1.5 * ("TARGET" in actors and "SOURCE" not in actors) + 0.5 * ("SOURCE" in recipients)
        score -= 0.5 * roles.recipient.rule.startswith("below")
        depth, token = 0, trigger.token
        while token.head.i != token.i:
            depth, token = depth + 1, token.head
        return score - 0.15 * depth


def _span(text: str, row: Mapping[str, Any], key: str) -> tuple[int, int] | None:
    """Where a party stands; None for one that the sentence leaves out ("a recipient")."""
    words = _plain(str(row[key]))
    at = text.find(words)
    return (at, at + len(words)) if at >= 0 else None


def _chances(scores: Mapping[str, float]) -> dict[str, float]:
    most = max(scores.values())
    exponents = {kind: math.exp(score - most) for kind, score in scores.items()}
    total = sum(exponents.values())
    return {kind: value / total for kind, value in exponents.items()}


def _plain(text: str) -> str:
    return text.replace("’", "'").replace("“", '"').replace("”", '"')
