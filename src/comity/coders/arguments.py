"""Eighth stage, third part: the two sides of an act, whether a verb or a noun tells it.

"B's invasion of C", "sanctions imposed on D by E", "talks between A and B". Each finding says which rule made it.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from comity.coders.clauses import LOCATED, PASSIVE, SUBJECT, Clauses
from comity.coders.lexicon import Entry
from comity.coders.phrases import NOBODY, Found, distinct
from comity.coders.triggers import Trigger
from comity.model import Actor

# "a deployment of A's troops near B": of whom it is, acts
_DOERS = {"MOBILIZE", "RETREAT", "PROTEST", "CONSULT", "COOPERATE", "AID"}


@dataclass(frozen=True, slots=True)
class Roles:
    """Who acts on whom; ``recipient`` is empty where a mutual act has all its parties in ``actor``."""

    actor: Found
    recipient: Found


class Grammar(Clauses):
    """Both sides of all acts of one sentence."""

    def roles(self, trigger: Trigger) -> Roles:
        """Find both sides of an act."""
        token, entry = trigger.token, trigger.entry
        if entry.word_class == "noun":
            return self._nominal(token, entry)
        actor = self.subject(token)
        if not actor.actors:
            actor = self._moved(trigger)
        if alike := self._alike(token, {one.code for one in actor.actors}):
            actor = Found((*actor.actors, *alike), f"{actor.rule} and who did the same", actor.token)
        recipient = self._recipient(trigger, {one.code for one in actor.actors})
        if not actor.actors and trigger.governed is not None:
            actor = self.own_actors(trigger.governed, {one.code for one in recipient.actors})
        if entry.reversed:
            actor, recipient = recipient, actor
        return Roles(actor, recipient)

    def _alike(self, verb: Token, but: set[str]) -> tuple[Actor, ...]:
        """Who else did it: "A urged it, and B did the same", "A approved it, as did B"."""
        for other in verb.children:
            if other.lemma_ != "do" or other.dep_ not in {"conj", "advcl", "ccomp"} or other.i < verb.i or not but:
                continue
            same = other.right_edge.i - other.i < 12 and {one.lower_ for one in other.children}
            if same and same & {"same", "likewise", "so", "too", "as"}:
                for child in other.children:
                    if child.dep_ in SUBJECT and (found := self.other(self.actors(child), but)):
                        return found
        return ()

    def _nominal(self, noun: Token, entry: Entry) -> Roles:
        """ "B's invasion of C", "talks between A and B", "A launched an attack on B"."""
        mutual = entry.mutual
        owner = self.owners(noun)
        rest = self._named_around(noun, entry)
        if mutual and "between" in rest and len(rest["between"].actors) > 1:
            return Roles(rest["between"], NOBODY)
        actor = rest.get("by") or owner
        doing = entry.type in _DOERS or entry.mode == "withdraw"
        if not actor.actors and doing and "of" in rest and len(rest) > 1:
            actor = rest.pop("of")
        if mutual and not actor.actors and "of" in rest:
            actor = rest.pop("of")
        if not actor.actors and "from" in rest:
            actor = rest.pop("from")
        if not actor.actors:
            actor = self._came_from(noun)
        if not actor.actors:
            actor = self._governor(noun)
        if not actor.actors:
            actor = self._clause_of(noun)
        if not actor.actors and mutual and any(c.lower_ in {"joint", "bilateral", "mutual"} for c in noun.lefts):
            actor = self._only_two()
        if not actor.actors and entry.type == "CONSULT":
            actor = self._occasion(noun)
        codes = {one.code for one in actor.actors}
        for word in sorted((word for word in rest if word in self.order and word != "by"), key=self.order.__getitem__):
            if found := self.other(rest[word].actors, codes):
                return Roles(actor, Found(found, rest[word].rule, rest[word].token))
        if owner.actors and (found := self.other(owner.actors, codes)):
            return Roles(actor, Found(found, owner.rule, owner.token))
        for clause in noun.children:  # "an accusation that B had done it"
            for child in clause.children if clause.dep_ in {"acl", "ccomp"} else ():
                if child.dep_ in SUBJECT | PASSIVE and (found := self.other(self.actors(child), codes)):
                    return Roles(actor, Found(found, f"subject {child.text} of {clause.text}", child))
            if clause.dep_ in {"acl", "xcomp"} and (inside := self.inside(clause, codes)):
                return Roles(actor, inside)
        if place := self._placed(noun, entry.type, codes):
            return Roles(actor, place)
        if met := self._met_with(noun, entry.type, codes):
            return Roles(actor, met)
        verb = self.light_verb(noun)
        if verb is not None and (prepositional := self.prepositional((verb,), codes)):
            return Roles(actor, prepositional)
        return Roles(actor, self._reached(noun, codes))

    def _named_around(self, noun: Token, entry: Entry) -> dict[str, Found]:
        """Who is named after each preposition of a noun, its own and those of what it is of or by."""
        rest: dict[str, Found] = {}
        for child in noun.children:
            if child.dep_ in {"prep", "agent"}:
                for inner in child.children:
                    by = self.by(inner) if child.lower_ == "of" else NOBODY
                    if by.actors:
                        rest.setdefault("by", by)
                    named = self.other(self.actors(inner), {one.code for one in by.actors})
                    named = named or self.own_actors(inner, {one.code for one in by.actors}).actors
                    if inner.dep_ == "pobj" and named:
                        rest.setdefault(child.lower_, Found(named, f"{child.lower_} {inner.text}", inner))
                    # "a suspension of links with B", "the expulsion of B's envoy by A"
                    deeper = (*inner.children, *(c for c in child.children if c.dep_ == "prep"))
                    for link in deeper if child.lower_ in {"of", "by"} else ():
                        settled = "of" in rest and link.lower_ not in {"by", "from"} and entry.type not in _DOERS
                        if link.dep_ in {"prep", "agent"} and not settled:
                            self._note(link, rest)
            if child.dep_ in {"acl", "relcl"}:
                for link in child.children:
                    if link.dep_ in {"prep", "agent"}:
                        self._note(link, rest)
        return rest

    def _note(self, link: Token, rest: dict[str, Found]) -> None:
        """Add whom a preposition names, unless it names somebody already."""
        for noun in link.children:
            if noun.dep_ == "pobj" and (actors := self.actors(noun)):
                rest.setdefault(link.lower_, Found(actors, f"{link.lower_} {noun.text}", noun))

    def _came_from(self, noun: Token) -> Found:
        """From whom something came: "from A came sharp criticism of B"."""
        verb = noun.head
        if noun.dep_ in {"nsubj", "dobj", "attr"} and verb.lemma_.lower() in self.words["arriving"]:
            for link in verb.children:
                for inner in link.children if link.dep_ == "prep" and link.lower_ == "from" else ():
                    if actors := self.actors(inner):
                        return Found(actors, f"from {inner.text}", inner)
        return NOBODY

    def _met_with(self, noun: Token, kind: str, but: set[str]) -> Found | None:
        """Who got or answers what another said: "received a Chinese demand", "denied Morocco's accusation"."""
        verb = noun.head
        met = {*self.words["getting"], *(self.words["answering"] if kind == "ACCUSE" else ())}
        if noun.dep_ == "dobj" and verb.lemma_.lower() in met and but:
            found = self.subject(verb)
            if others := self.other(found.actors, but):
                return Found(others, found.rule, found.token)
        return None

    def _reached(self, noun: Token, but: set[str]) -> Found:
        """Whom something that is told as a subject came to: "aid from A reached B"."""
        verb = noun.head
        if noun.dep_ == "nsubj" and verb.lemma_.lower() in self.words["arriving"]:
            for child in verb.children:
                if child.dep_ == "dobj" and (found := self.other(self.actors(child), but)):
                    return Found(found, f"object {child.text}", child)
            return self.prepositional((verb,), but) or NOBODY
        return NOBODY

    def _placed(self, noun: Token, kind: str, but: set[str]) -> Found | None:
        """Whose place it is that an act of force is done to: "the blockade of Gaza"."""
        for link in noun.children if kind in LOCATED | {"COERCE"} else ():
            for inner in link.children if link.dep_ == "prep" else ():
                if inner.dep_ == "pobj" and (found := self.other(self.whereabouts(inner), but)):
                    return Found(found, f"where: {inner.text}", inner)
        return None

    def _governor(self, noun: Token) -> Found:
        """The subject of the verb over a noun: "launched an invasion", "in talks with", "answered with drills"."""
        verb = self.light_verb(noun)
        if verb is None and noun.dep_ == "pobj" and noun.head.lower_ in {"with", "through", "via"}:
            verb = noun.head.head
        return self.subject(verb) if verb is not None and verb.pos_ in {"VERB", "AUX"} else NOBODY

    def _clause_of(self, noun: Token) -> Found:
        """Who acts in a clause about the noun: "aid, which A has provided", "a ban on wheat that was imposed by A"."""
        for verb in noun.subtree:
            if verb.dep_ not in {"relcl", "acl"} or verb.lemma_.lower() not in self.light:
                continue
            of_it = any(child.dep_ in {"dobj", "nsubjpass"} and child.tag_ == "WDT" for child in verb.children)
            passive = any(child.dep_ == "agent" for child in verb.children)
            if (of_it or passive) and (found := self.subject(verb)).actors:
                return found
        return NOBODY

    def _only_two(self) -> Found:
        """The parties of "joint exercises" where the sentence names just two."""
        named = distinct(actor for mention in self.at.values() for actor in mention.actors)
        return Found(named, "the only two of the sentence") if len(named) == 2 else NOBODY

    def _occasion(self, noun: Token) -> Found:
        """The parties of "A and B reaffirmed it during a call", "in a call, A assured B of it"."""
        link = noun.head
        if (
            noun.dep_ == "pobj"
            and link.lower_ in {"during", "in", "at", "after", "following"}
            and link.head.pos_ == "VERB"
        ):
            found = self.subject(link.head)
            if len(found.actors) > 1:
                return found
            for child in link.head.children if link.lower_ in {"during", "in"} else ():
                others = self.other(self.actors(child), {one.code for one in found.actors})
                if child.dep_ in {"dobj", "dative"} and child.i in self.at and found.actors and others:
                    return Found((*found.actors, *others), f"{found.rule} and object {child.text}", found.token)
        return NOBODY

    def light_verb(self, noun: Token) -> Token | None:
        """The verb that lends its subject to an act told as a noun: "launched" of "launched an invasion"."""
        above = noun
        while above.dep_ in {"conj", "pobj", "prep", "compound"} and above.head.i != above.i:
            above = above.head
        if above.dep_ in {"dobj", "nsubjpass", "attr"}:
            verb = above.head
        elif above.pos_ in {"VERB", "AUX"}:
            verb = above
        else:
            return None
        return verb if verb.lemma_.lower() in self.light or verb.pos_ == "AUX" else None
