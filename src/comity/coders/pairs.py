"""Codes a given pair: what the marked source does to the marked target, for ``comity score pairs``.

The full coder's triggers and grammar with the two marked spans as the only actors. There is always an answer, as the
benchmark asks for one; running text has sentences without any act and is the full coder's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

from comity.coders import lexicon, triggers
from comity.coders.arguments import Grammar
from comity.coders.full import load_parser
from comity.coders.language import load_language
from comity.coders.mentions import Mention
from comity.coders.modality import modality
from comity.coders.triggers import Trigger
from comity.model import Actor, Quad
from comity.ontology import Ontology

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

    def code(self, rows: Sequence[Mapping[str, Any]]) -> list[Prediction]:
        """One prediction for each row with ``text``, ``source`` and ``target``, in order."""
        docs = self._parser.pipe((_plain(str(row["text"])) for row in rows), batch_size=64)
        return [self._predict(doc, row) for doc, row in zip(docs, rows, strict=True)]

    def _predict(self, doc: Doc, row: Mapping[str, Any]) -> Prediction:
        mentions = sorted(self._marked(doc.text, row), key=lambda mention: mention.start)
        grammar = Grammar(doc, mentions, 0, self._language)
        ranked = sorted(
            ((self._fit(grammar, one), -one.token.i, one) for one in triggers.find(doc, self._lexicon)),
            key=lambda item: item[:2],
            reverse=True,
        )
        root = self._promised(ranked[0][2]) if ranked else "CONSULT"
        quad = self._ontology.type(root).quad
        return Prediction(_YIELD.get(root, root), quad, "coop" if quad.endswith("coop") else "conf")

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
            words = _plain(str(row[key]))
            at = text.find(words)
            if at >= 0:  # rows may mark a party that the sentence leaves out ("a recipient")
                yield Mention(at, at + len(words), (Actor(code),), "name")

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


def _plain(text: str) -> str:
    return text.replace("’", "'").replace("“", '"').replace("”", '"')
