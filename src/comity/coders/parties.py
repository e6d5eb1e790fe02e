"""Eleventh stage: who is paired with whom: every actor with every recipient, the parties of talks among themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations, product

from spacy.tokens import Doc

from comity.coders.acts import Act
from comity.model import Actor

MUTUAL_TYPES = {"CONSULT", "AGREE", "COOPERATE", "SUPPORT"}
"""Types that several actors named together do with each other where nobody else is named."""

Pair = tuple[Actor, Actor, bool, tuple[str, ...]]
"""Actor, recipient, whether the act is mutual, and the rules that paired them."""


def pairs(act: Act, doc: Doc) -> Iterator[Pair]:
    """Pair the parties of one act."""
    actor, recipient, entry = act.roles.actor, act.roles.recipient, act.trigger.entry
    many = len(actor.actors) > 1
    if many and (not recipient.actors or (_between_themselves(act) and recipient.token is not None)):
        if act.because == "neither" and entry.type not in MUTUAL_TYPES:
            yield from ((a, b, False, (f"neither: {actor.rule}",)) for a, b in permutations(actor.actors, 2))
            return
        backed = entry.type == "SUPPORT" and not entry.mutual and _object(act) and not _each_other(doc)
        if (entry.mutual or entry.type in MUTUAL_TYPES or _each_other(doc)) and not backed:
            yield from ((a, b, True, (f"among: {actor.rule}",)) for a, b in combinations(actor.actors, 2))
            return
    among = len(recipient.actors) > 1 and not recipient.rule.startswith(("with", "by"))
    if entry.mutual and not actor.actors and among:
        yield from ((a, b, True, (f"among: {recipient.rule}",)) for a, b in combinations(recipient.actors, 2))
        return
    for a, b in product(actor.actors, recipient.actors):
        if a.code != b.code:
            yield a, b, entry.mutual, (f"actor: {actor.rule}", f"recipient: {recipient.rule}")


def _between_themselves(act: Act) -> bool:
    """Whether the other actor found is only mentioned aside: "A and B agreed that C's border should be fixed"."""
    rule = act.roles.recipient.rule
    if act.trigger.entry.mutual:
        return rule.split(" ")[0] not in {"with", "between", "object"}
    that = any(child.dep_ == "ccomp" for child in act.trigger.token.children)
    return act.type == "AGREE" and that and rule.startswith(("below", "subject"))


def _object(act: Act) -> bool:
    """Whether an act is done to something: "A, B and C backed the president", who is none of them."""
    return act.trigger.governed is None and any(child.dep_ == "dobj" for child in act.trigger.token.children)


def _each_other(doc: Doc) -> bool:
    return any(
        token.lower_ in {"other", "another"} and token.i and doc[token.i - 1].lower_ in {"each", "one"} for token in doc
    )
