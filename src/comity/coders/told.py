"""What a sentence leaves to those before it: whose deed is criticised, whom a demand is addressed to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.coders.anaphora import REACH
from comity.coders.arguments import Grammar
from comity.coders.language import Language
from comity.coders.merging import Draft, Reference
from comity.coders.phrases import NOBODY, Found
from comity.coders.reading import Prepared
from comity.coders.triggers import Trigger

UNDERSTOOD = {"ACCUSE", "REQUEST", "REJECT", "THREATEN", "SANCTION", "CONCEDE", "RETREAT", "SUPPORT"}
"""Types whose recipient may be left to the sentence before."""

_OPINIONS = {"ACCUSE", "SUPPORT", "REJECT"}


class Told:
    """Fills in recipients from the acts of a report that were told before."""

    def __init__(self, language: Language) -> None:
        self._language = language
        deeds = "|".join(language.words["deeds"])
        self.deed = re.compile(rf"\b(?:the|this|that|these|those) (?:\w+ )?(?:{deeds})\b", re.IGNORECASE)
        self._people = frozenset(word for role in language.words["roles"] for word in role["words"])

    def recipient(
        self, one: Prepared, at: int, trigger: Trigger, actor: Found, told: Sequence[Draft | Reference]
    ) -> Found:
        """Who is acted upon, where the sentence at this place does not say; nobody where that is not clear."""
        if trigger.entry.type in _OPINIONS and (author := self._author(trigger, actor, told)).actors:
            return author
        return self._understood(one, at, actor, told) if self._addressed(trigger) else NOBODY

    def shared(self, trigger: Trigger, actor: Found, found: Sequence[Trigger], grammar: Grammar) -> Found:
        """Who is acted upon by the next of several verbs of one subject: "called it void and asked B to yield"."""
        if trigger.entry.type not in UNDERSTOOD or trigger.entry.word_class != "verb" or trigger.entry.mutual:
            return NOBODY
        codes = {one.code for one in actor.actors}
        for other in found:
            own = any(child.dep_ in {"nsubj", "nsubjpass"} for child in other.token.children)
            if other.token in trigger.token.conjuncts and other.token.i > trigger.token.i and not own:
                recipient = grammar.roles(other).recipient
                if recipient.actors and not codes & {one.code for one in recipient.actors}:
                    return Found(recipient.actors, f"understood: as of {other.token.text}", recipient.token)
        return NOBODY

    def _author(self, trigger: Trigger, actor: Found, told: Sequence[Draft | Reference]) -> Found:
        """Who did "the move" that is criticised or praised: the actor of the act told last."""
        nouns = [child for child in trigger.token.children if child.dep_ in {"dobj", "nsubjpass"}]
        nouns += [noun for link in trigger.token.children if link.dep_ == "prep" for noun in link.children]
        deed = next((noun for noun in nouns if self.deed.search(noun.doc[noun.left_edge.i : noun.i + 1].text)), None)
        before = next((draft for draft in reversed(told) if isinstance(draft, Draft)), None)
        if deed is None or before is None or before.reciprocal:
            return NOBODY
        if before.actor.code in {one.code for one in actor.actors}:
            return NOBODY
        return Found((before.actor,), f"below {deed.text}: told before", deed)

    def _addressed(self, trigger: Trigger) -> bool:
        """Whether an act needs somebody to be done to, and names nobody, not even by a pronoun or an office."""
        token = trigger.token
        if trigger.entry.word_class != "verb" or trigger.entry.type not in UNDERSTOOD:
            return False
        if token.lemma_.lower() in self._language.words["outspoken"] or trigger.entry.following == ("for",):
            return False
        objects = [child for child in token.children if child.dep_ in {"dobj", "dative"}]
        objects += [noun for link in token.children if link.dep_ == "prep" for noun in link.children]
        return not any(one.pos_ == "PRON" or one.lower_ in self._people for one in objects)

    def _understood(self, one: Prepared, at: int, actor: Found, told: Sequence[Draft | Reference]) -> Found:
        """To whom, where a sentence names nobody else: the other party of the act told just before."""
        here = {code for mention in one.mentions[at] if mention.kind != "place" for code in mention.codes}
        codes = {one.code for one in actor.actors}
        if len(codes) != 1 or here != codes:
            return NOBODY
        since = one.sentences[max(0, at - REACH)].start
        near = [draft for draft in told if isinstance(draft, Draft) and draft.sentence[0] >= since]
        for last in reversed(near):
            others = {
                other.code: other
                for draft in near
                if draft.sentence == last.sentence
                for other in (draft.actor, draft.recipient)
                if codes & {draft.actor.code, draft.recipient.code} and other.code not in codes
            }
            if len(others) == 1:
                return Found(tuple(others.values()), "understood: the other party of what was told before")
            if others:
                return NOBODY
        return self._the_other(one, codes)

    @staticmethod
    def _the_other(one: Prepared, codes: set[str]) -> Found:
        """The other of the two that the whole report is about."""
        if not codes <= set(one.about):
            return NOBODY
        actors = {actor.code: actor for mentions in one.mentions for mention in mentions for actor in mention.actors}
        left = [actors[code] for code in one.about if code not in codes and code in actors]
        return Found(tuple(left), "understood: the other of the two that the report is about") if left else NOBODY
