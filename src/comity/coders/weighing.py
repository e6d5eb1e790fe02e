"""The lexicon and the classifier together: the one place where their answers are combined.

For each ordered pair of a sentence's mentions the classifier gives the chances of the types and of none
(:mod:`comity.coders.classifier`). What the lexicon found and the classifier doubts is less sure, and is dropped where
the lexicon's word was weak and the classifier sees nothing. Where the lexicon found nothing between two mentions, the
classifier's act is taken if it is sure enough. The confidence of an event is a logistic function of both answers, with
weights that were fitted on reports held out from training (``data/model/<language>/weights.yml``):

    confidence = 1 / (1 + exp(-sum(weight * feature)))

over the features of :func:`features`: how sure the lexicon's words are, the logarithms of the chances of the event's
type, of none and of any other type, and whether a party is only implied, stands in a sentence before, is not named near
enough to be judged, or the lexicon is silent.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from comity import datafiles
from comity.coders.classifier import NONE, Classifier, Verdict, labels_of, load_classifier
from comity.coders.merging import Draft
from comity.coders.parties import MUTUAL_TYPES
from comity.coders.questions import ask
from comity.coders.reading import Prepared
from comity.model import MODALITIES, Actor, Modality
from comity.ontology import Ontology

_LEAST = 1e-3

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """The classifier's verdicts on one sentence, by the codes of actor and recipient, and the actors themselves.

    ``far`` are the pairs of which one is named only before the sentence.
    """

    verdicts: Mapping[Pair, Verdict]
    actors: Mapping[str, Actor]
    far: frozenset[Pair]


@dataclass(frozen=True, slots=True)
class Unsaid:
    """An act that only the classifier saw."""

    actor: Actor
    recipient: Actor
    mutual: bool
    far: bool
    verdict: Verdict
    confidence: float

    @property
    def modality(self) -> Modality:
        """The likeliest modality."""
        return max(MODALITIES, key=lambda name: self.verdict.modalities[name])


ALWAYS_MUTUAL = {"CONSULT", "COOPERATE"}


class Weighing:
    """Combines lexicon and classifier with fitted weights."""

    def __init__(self, classifier: Classifier, weights: Mapping[str, float]) -> None:
        self.classifier = classifier
        self._weights = weights

    def judge(self, one: Prepared, at: int, *, beyond: bool = True) -> Judged:
        """The verdicts on the pairs of the sentence at this place; ``beyond`` as for :func:`ask`."""
        asked = ask(one, at, beyond=beyond)
        answers = self.classifier.judge(asked.question)
        verdicts: dict[Pair, Verdict] = {}
        for pair, number in asked.numbers:
            codes = pair.first.code, pair.second.code
            verdicts[codes], verdicts[codes[::-1]] = answers[number]
        return Judged(
            {codes: one for codes, one in verdicts.items() if codes[0] not in asked.places},
            {actor.code: actor for pair in asked.pairs for actor in (pair.second, pair.first)},
            frozenset(
                codes
                for pair in asked.pairs
                if pair.far
                for codes in ((pair.first.code, pair.second.code), (pair.second.code, pair.first.code))
            ),
        )

    def tells(self, judged: Judged) -> bool:
        """Whether the classifier sees an act, so that the sentence is worth its parse."""
        return any(one.types[one.act] >= self._weights["least_alone"] for one in judged.verdicts.values())

    def weigh(self, draft: Draft, judged: Judged) -> Draft | None:
        """The draft with what the classifier says of it, None where nothing is left of it."""
        verdict = verdict_on(draft, judged)
        far = (draft.actor.code, draft.recipient.code) in judged.far
        confidence = self.confidence(draft.confidence, verdict, draft.entry.type, implied=implied(draft), far=far)
        if confidence < self._weights["least"]:
            return None
        why = draft.why if verdict is None else (*draft.why, f"classifier: {_said(verdict, draft.entry.type)}")
        return replace(draft, confidence=confidence, why=why)

    def unsaid(self, drafts: Sequence[Draft], judged: Judged) -> Iterator[Unsaid]:
        """The acts between two whom the lexicon left without any, where the classifier is sure of one.

        Where the lexicon found an act of that type in the sentence, it found its parties as well: those stand.
        """
        told = {pair for draft in drafts for pair in _both(draft)}
        types = {draft.entry.type for draft in drafts}
        for (a, b), verdict in judged.verdicts.items():
            kind, far = verdict.act, (a, b) in judged.far
            least = self._weights["least_far" if far else "least_alone"]
            if (a, b) in told or kind in types or verdict.types[kind] < least:
                continue
            back = judged.verdicts.get((b, a))
            both = back is not None and back.act == kind and back.types[kind] > 0.5
            mutual = kind in ALWAYS_MUTUAL or (kind in MUTUAL_TYPES and both)
            if mutual:
                told.add((b, a))
            confidence = self.confidence(None, verdict, kind, far=far)
            if confidence >= self._weights["least"]:
                yield Unsaid(judged.actors[a], judged.actors[b], mutual, far, verdict, confidence)

    def confidence(
        self, lexicon: float | None, verdict: Verdict | None, kind: str, *, implied: bool = False, far: bool = False
    ) -> float:
        """How sure an event is, from 0 to 1; ``lexicon`` is how sure its words are by themselves, None for none."""
        found = features(lexicon, verdict, kind, implied=implied, far=far)
        score = sum(self._weights[name] * value for name, value in found.items())
        return round(1 / (1 + math.exp(-score)), 2)


def features(
    lexicon: float | None, verdict: Verdict | None, kind: str, *, implied: bool = False, far: bool = False
) -> dict[str, float]:
    """What the confidence of an event is a logistic function of, by the names of the weights."""
    found = {"base": 1.0, "implied": float(implied), "far": float(far)}
    found |= {"alone": 1.0} if lexicon is None else {"lexicon": lexicon}
    if verdict is None:
        return found | {"unjudged": 1.0}
    return found | {
        "type": math.log(max(verdict.types[kind], _LEAST)),
        "none": math.log(max(verdict.types[NONE], _LEAST)),
        "other": math.log(max(1 - verdict.types[kind] - verdict.types[NONE], _LEAST)),
    }


def verdict_on(draft: Draft, judged: Judged) -> Verdict | None:
    """What the classifier says of a draft's pair, of a mutual act the better of both directions; None: not asked."""
    verdicts = [judged.verdicts[pair] for pair in _both(draft) if pair in judged.verdicts]
    return max(verdicts, key=lambda one: one.types[draft.entry.type], default=None)


def _both(draft: Draft) -> Iterator[Pair]:
    yield draft.actor.code, draft.recipient.code
    if draft.reciprocal:
        yield draft.recipient.code, draft.actor.code


def implied(draft: Draft) -> bool:
    """Whether a party stands not beside the act, but in another clause or sentence."""
    return any(rule.startswith(("recipient: understood", "recipient: below")) for rule in draft.why)


def _said(verdict: Verdict, kind: str) -> str:
    best = max(verdict.types, key=lambda name: verdict.types[name])
    words = f"{kind} {verdict.types[kind]:.2f}"
    return words if best == kind else f"{words}, {best} {verdict.types[best]:.2f}"


def anchor(doc: Doc, first: Token, second: Token) -> Token:
    """The word that joins two mentions in the parse: the lowest that governs both, or the verb next above it."""
    above = {first.i, *(token.i for token in first.ancestors)}
    joint = next((token for token in (second, *second.ancestors) if token.i in above), doc[0].sent.root)
    while joint.pos_ not in {"VERB", "AUX", "NOUN"} or joint.i in {first.i, second.i}:
        if joint.head.i == joint.i:
            break
        joint = joint.head
    return joint


@functools.cache
def load_weighing(language: str, ontology: Ontology) -> Weighing:
    """The weighing of a language, once a process."""
    return Weighing(load_classifier(language, labels_of(ontology)), datafiles.load("model", language, "weights.yml"))
