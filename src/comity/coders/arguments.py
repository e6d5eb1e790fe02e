"""Seventh stage: who acts and who is acted upon, read off the dependency parse around a trigger.

Passives, nominalisations, conjunctions on both sides, verb lists, relative and infinitive clauses, "B's invasion of C",
"sanctions imposed on D by E". Each finding says which rule made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from comity.coders.language import Language
from comity.coders.lexicon import Entry
from comity.coders.mentions import Mention
from comity.coders.triggers import Trigger
from comity.model import Actor

_SUBJECT = {"nsubj", "csubj"}
_PASSIVE = {"nsubjpass", "csubjpass"}
_MODIFIER = {"amod", "compound", "nmod", "poss", "appos", "nummod"}
_OBJECT = {"dobj", "obj", "dative", "attr", "oprd"}
_LOCATED = {"ASSAULT", "AID", "MOBILIZE"}  # where no other side is named, the place of the act tells it
_OWN_MEANS = {"MOBILIZE", "RETREAT"}  # what is moved without an agent is the actor's own
_DOERS = {
    "MOBILIZE",
    "RETREAT",
    "PROTEST",
    "CONSULT",
    "COOPERATE",
    "AID",
}  # "a deployment of A's troops near B": of whom it is, acts
_FRIENDLY = {"SUPPORT", "COOPERATE", "AGREE", "CONSULT", "AID"}
_SHARED = {"", "CONSULT", "COOPERATE", "AGREE", "SUPPORT"}  # "together with B" names the other party of these
_AIMED = {"PROTEST", "AGREE", "REQUEST", "THREATEN"}  # "signed an accord to supply B", "blocked roads to protest at B"
_COMMA = re.compile(r",(?: the| an?)?(?: [a-z]+){0,2}")
_LAST = re.compile(r",? (?:and|or|as well as)(?: the| an?)?(?: [a-z]+){0,2}|,? (?:and|or)")
_CLAUSE = {"xcomp", "ccomp", "advcl", "pcomp", "conj", "acl", "relcl"}


@dataclass(frozen=True, slots=True)
class Found:
    """Actors on one side of an act, the token they hang on, and the rule that found them."""

    actors: tuple[Actor, ...]
    rule: str
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Roles:
    """Who acts on whom; ``recipient`` is empty where a mutual act has all its parties in ``actor``."""

    actor: Found
    recipient: Found


NOBODY = Found((), "")


class Grammar:
    """One parsed sentence with its mentions tied to its tokens."""

    def __init__(self, doc: Doc, mentions: Sequence[Mention], offset: int, language: Language) -> None:
        self.doc = doc
        self.words = language.words
        self._light = frozenset(language.words["light"])
        self._people = frozenset(
            word for role in language.words["roles"] if role["sector"] not in {"MIL", "REB"} for word in role["words"]
        )
        self._stative = frozenset(language.words["stative"])
        self._aside = frozenset(language.words["accompaniment"])
        self._order = {word: rank for rank, word in enumerate(language.words["recipient_prepositions"])}
        self._orders = {
            kind: {word: rank for rank, word in enumerate(dict.fromkeys((*first, *self._order)))}
            for kind, first in language.words["first_prepositions"].items()
        }
        self.at: dict[int, Mention] = {}
        for mention in mentions:
            span = doc.char_span(mention.start - offset, mention.end - offset, alignment_mode="expand")
            if span is not None:
                for token in span:
                    self.at[token.i] = mention
        self._rows = _rows(doc, self.at)

    # -- the two sides -------------------------------------------------------------------------------------------

    def roles(self, trigger: Trigger) -> Roles:
        """Find both sides of an act."""
        token, entry = trigger.token, trigger.entry
        if entry.word_class == "noun":
            return self._nominal(token, entry)
        actor = self.subject(token)
        if not actor.actors:
            actor = self._moved(trigger)
        recipient = self._recipient(trigger, {one.code for one in actor.actors})
        if not actor.actors and trigger.governed is not None:
            actor = self._own_actors(trigger.governed, {one.code for one in recipient.actors})
        if entry.reversed:
            actor, recipient = recipient, actor
        return Roles(actor, recipient)

    def subject(self, verb: Token, depth: int = 0) -> Found:
        """Who does what the verb says."""
        passive = any(child.dep_ in _PASSIVE or child.dep_ == "auxpass" for child in verb.children)
        participle = verb.dep_ in {"acl"} and verb.tag_ == "VBN"
        for child in verb.children:
            if child.dep_ == "agent":
                for noun in child.children:
                    if actors := self.actors(noun):
                        return Found(actors, f"by {noun.text}", noun)
        if passive and verb.lower_ in self._stative:  # "is opposed to": a state, not done to anybody
            return next(
                (Found(self.actors(c), f"subject {c.text}", c) for c in verb.children if c.dep_ in _PASSIVE), NOBODY
            )
        if passive or participle:
            return self._late_agent(verb)
        subjects = [child for child in verb.children if child.dep_ in _SUBJECT]
        heads = [verb.head if one.tag_ in {"WDT", "WP"} and verb.dep_ == "relcl" else one for one in subjects]
        if heads:  # "old foes A and B": the parser may see two subjects
            head = next((one for one in heads if self.actors(one)), heads[0])
            return Found(self.actors(head), f"subject {head.text}", head)
        if verb.dep_ in {"acomp", "oprd"} and depth <= 5:
            return self.subject(verb.head, depth + 1)
        if verb.dep_ not in _CLAUSE or depth > 5 or verb.head.i == verb.i:
            return NOBODY
        above = verb.head
        while above.pos_ in {"ADP", "ADJ", "ADV", "PART", "SCONJ"} and above.head.i != above.i:
            above = above.head  # "is about to", "is ready to", "accused of"
        if verb.dep_ == "acl":
            if verb.tag_ == "VBG":
                return Found(self.actors(above), f"subject {above.text}", above)
            governor = above.head
            own = self._own_actors(above, set())
            return own if own.actors else self.subject(governor, depth + 1) if governor.pos_ == "VERB" else NOBODY
        if above.pos_ not in {"VERB", "AUX"}:
            if verb.dep_ == "conj" and above.pos_ in {"ADJ", "NOUN"}:
                return self.subject(above, depth + 1)
            return self._own_actors(above, set()) if above.pos_ in {"NOUN", "ADJ"} else NOBODY
        if verb.dep_ in {"xcomp", "ccomp"} and verb.dep_ == "xcomp":
            controlled = [child for child in above.children if child.dep_ in {"dobj", "dative"} and child.i < verb.i]
            if controlled and (actors := self.actors(controlled[0])):
                return Found(actors, f"object {controlled[0].text} of {above.text}", controlled[0])
        surface = [c for c in above.children if c.dep_ in _PASSIVE]
        if surface and verb.dep_ in {"xcomp", "conj", "advcl", "pcomp"}:
            return Found(self.actors(surface[0]), f"subject {surface[0].text} of {above.text}", surface[0])
        found = self.subject(above, depth + 1)
        return Found(found.actors, f"{found.rule} of {above.text}", found.token) if found.actors else NOBODY

    def _late_agent(self, verb: Token) -> Found:
        """The agent that the parser hung lower: "was declared unwelcome by A", "killed by a mine that A had laid"."""
        for link in verb.subtree:
            if link.i > verb.i and link.lower_ == "by" and link.dep_ in {"prep", "agent"}:
                for noun in link.children:
                    if actors := self.actors(noun):
                        return Found(actors, f"by {noun.text}", noun)
                    for clause in noun.children:
                        for child in clause.children if clause.dep_ == "relcl" else ():
                            if child.dep_ in _SUBJECT and (actors := self.actors(child)):
                                return Found(actors, f"by {noun.text} of {child.text}", child)
        return NOBODY

    def _moved(self, trigger: Trigger) -> Found:
        """Whose forces were moved, where nobody is said to have moved them: "jets were scrambled"."""
        if trigger.entry.type not in _OWN_MEANS:
            return NOBODY
        for child in trigger.token.children:
            if child.dep_ == "nsubjpass" and child.i in self.at:
                forces = tuple(one for one in self.at[child.i].actors if one.sector == "MIL")
                if forces:
                    return Found(forces, f"own {child.text}", child)
        return NOBODY

    def _recipient(self, trigger: Trigger, actors: set[str]) -> Found:
        """To whom: the object and what it holds, a clause's subject, then prepositions in their order."""
        verb = trigger.token
        noun = trigger.governed
        of_state = verb.lower_ in self._stative
        objects = [c for c in verb.children if c.dep_ in _OBJECT or (c.dep_ in _PASSIVE and not of_state)]
        objects = [one for at, one in enumerate(objects) if not (at and _set_off(one))]
        if verb.dep_ in {"acl", "relcl"} and not objects:
            own = any(child.dep_ in _SUBJECT and child.tag_ not in {"WDT", "WP"} for child in verb.children)
            if verb.tag_ == "VBN" or own:
                objects.append(verb.head)
        if (
            verb.tag_ == "VBN"
            and verb.dep_ in {"acomp", "oprd", "xcomp"}
            and any(c.dep_ == "agent" for c in verb.children)
        ):
            objects += [child for child in verb.head.children if child.dep_ in _SUBJECT]  # "stands accused by B"
        if verb.dep_ == "conj" and not objects:
            objects += [child for child in verb.head.children if child.dep_ in _PASSIVE]
            if not any(child.dep_ == "prep" for child in verb.children):
                objects += [c for c in verb.head.children if c.dep_ == "dobj" and c.i > verb.i]
        if not objects:
            later = [c for c in verb.conjuncts if c.i > verb.i and c.pos_ == "VERB"]
            if not any(child.dep_ in {"prep", "ccomp", "xcomp"} for child in verb.children):
                objects += [o for v in later for o in v.children if o.dep_ == "dobj"]
        if verb.lemma_.lower() in self.words["topical"]:
            objects = []
        plain = noun is None and trigger.entry.type not in self._orders
        if trigger.entry.following and plain and (told := self._after(trigger, actors)):
            return told
        named = [one for one in objects if one.i in self.at]
        for one in named:
            if found := self._other(self.actors(one), actors):
                return Found(found, f"object {one.text}", one)
        if noun is not None:
            objects = [*[one for one in objects if one.i != noun.i], noun]
        clauses = [
            child
            for child in verb.children
            if child.dep_ == "ccomp" or (child.dep_ in {"xcomp", "advcl"} and child.i > verb.i)
        ]
        if noun is not None:
            # "Western sanctions on Russia were tightened": who is named before the noun is the one who acts
            if not actors and (below := self._prepositional((noun,), actors, trigger.entry.type)):
                return below
            owners = self._owners(noun)
            if found := self._other(owners.actors, actors):
                return Found(found, owners.rule, owners.token)
            if below := self._prepositional((verb, noun), actors, trigger.entry.type):
                return below
        for one in objects:
            if found := self._other(self.actors(one), actors):
                return Found(found, f"in object {one.text}", one)
        if noun is None and (below := self._prepositional((verb,), actors, trigger.entry.type)):
            return below
        for clause in clauses:
            for child in clause.children:
                if child.dep_ in _SUBJECT | _PASSIVE and (found := self._other(self.actors(child), actors)):
                    return Found(found, f"subject {child.text} of {clause.text}", child)
            if clause.i < verb.i and (inside := self._inside(clause, actors)):
                return inside  # "A could strike B, its president threatened"
        if below := self._prepositional(objects, actors):
            return below
        subject = next((child for child in verb.children if child.dep_ in _SUBJECT), None)
        if trigger.entry.mutual and subject is not None and (below := self._prepositional((subject,), actors)):
            return below
        if noun is not None and verb.dep_ == "acl" and (before := self._before(noun, actors)):
            return before
        # the nearest other actor anywhere below the act
        roots = objects + [
            c
            for c in verb.children
            if c.i > verb.i
            and (
                c.dep_ in {"prep", "xcomp", "ccomp", "acomp", "prt", "dative"}
                or (c.dep_ == "advcl" and trigger.entry.type in _AIMED)
            )
        ]
        for root in roots:
            for token in _without_clauses(root) if trigger.entry.type in _FRIENDLY else root.subtree:
                if token.i <= verb.i or token.i not in self.at:
                    continue
                if found := self._other(self.actors(token) or self.at[token.i].actors, actors):
                    return Found(found, f"below {root.text}: {token.text}", token)
        if trigger.entry.type in _LOCATED:
            for token in verb.subtree:
                if token.i > verb.i and (found := self._other(self._whereabouts(token), actors)):
                    return Found(found, f"where: {token.text}", token)
        return NOBODY

    def _after(self, trigger: Trigger, actors: set[str]) -> Found | None:
        """Who stands after the preposition that the pattern itself names: "left for B for a meeting with C"."""
        for link in trigger.token.children:
            if link.dep_ in {"prep", "agent", "dative"} and link.lower_ == trigger.entry.following[-1]:
                for noun in link.children:
                    if noun.dep_ == "pobj" and (found := self._other(self.actors(noun), actors)):
                        return Found(found, f"{link.lower_} {noun.text}", noun)
        return None

    def _before(self, noun: Token, actors: set[str]) -> Found | None:
        """ "support to Russia amid sanctions imposed by the West": the actor named last before the noun."""
        for token in reversed(noun.doc[: noun.i]):
            if token.i in self.at and (found := self._other(self.at[token.i].actors, actors)):
                return Found(found, f"below {noun.text}: {token.text} before it", token)
        return None

    def _prepositional(self, heads: Iterable[Token], actors: set[str], kind: str = "") -> Found | None:
        order = self._orders.get(kind, self._order)
        around = [part for head in heads for part in (head, *(c for c in head.children if c.dep_ == "advmod"))]
        near = [child for head in around for child in head.children if child.dep_ in {"prep", "dative", "agent", "prt"}]
        # "talks with A on B", "in talks with": one step further down
        further = [
            inner
            for link in near
            for noun in link.children
            if noun.dep_ in {"pobj", "prep"}
            for inner in (noun, *noun.children)
            if inner.dep_ == "prep"
        ]
        for links in (near, further):
            for link in sorted((one for one in links if one.lower_ in order), key=lambda one: order[one.lower_]):
                if kind == "COOPERATE" and link.lower_ == "with" and link.head.lemma_.lower() in {"border", "frontier"}:
                    continue
                for noun in link.children:
                    helped = link.lower_ == "with" and noun.lemma_.lower() in self._aside
                    if helped or (kind not in _SHARED and link.lower_ == "with" and _together(link)):
                        continue
                    if link.i < link.head.i and link.head.pos_ == "VERB" and noun.i not in self.at:
                        continue  # "on the anniversary of A's invasion B called for a truce"
                    if noun.dep_ in {"pobj", "pcomp"} and (found := self._other(self.actors(noun), actors)):
                        return Found(found, f"{link.lower_} {noun.text}", noun)
        return None

    def _nominal(self, noun: Token, entry: Entry) -> Roles:
        """ "B's invasion of C", "talks between A and B", "A launched an attack on B"."""
        mutual = entry.mutual
        owner = self._owners(noun)
        rest = self._named_around(noun, entry)
        if mutual and "between" in rest and len(rest["between"].actors) > 1:
            return Roles(rest["between"], NOBODY)
        actor = rest.get("by") or owner
        if not actor.actors and entry.type in _DOERS and "of" in rest and len(rest) > 1:
            actor = rest.pop("of")
        if mutual and not actor.actors and "of" in rest:
            actor = rest.pop("of")
        if not actor.actors and "from" in rest:
            actor = rest.pop("from")
        if not actor.actors:
            actor = self._governor(noun)
        if not actor.actors:
            actor = self._clause_of(noun)
        if not actor.actors and mutual and any(c.lower_ in {"joint", "bilateral", "mutual"} for c in noun.lefts):
            actor = self._only_two()
        if not actor.actors and entry.type == "CONSULT":
            actor = self._occasion(noun)
        codes = {one.code for one in actor.actors}
        for word in sorted(
            (word for word in rest if word in self._order and word != "by"), key=self._order.__getitem__
        ):
            if found := self._other(rest[word].actors, codes):
                return Roles(actor, Found(found, rest[word].rule, rest[word].token))
        if owner.actors and (found := self._other(owner.actors, codes)):
            return Roles(actor, Found(found, owner.rule, owner.token))
        for clause in noun.children:  # "an accusation that B had done it"
            for child in clause.children if clause.dep_ in {"acl", "ccomp"} else ():
                if child.dep_ in _SUBJECT | _PASSIVE and (found := self._other(self.actors(child), codes)):
                    return Roles(actor, Found(found, f"subject {child.text} of {clause.text}", child))
            if clause.dep_ in {"acl", "xcomp"} and (inside := self._inside(clause, codes)):
                return Roles(actor, inside)
        if place := self._placed(noun, entry.type, codes):
            return Roles(actor, place)
        verb = self._light_verb(noun)
        if verb is not None and (prepositional := self._prepositional((verb,), codes)):
            return Roles(actor, prepositional)
        return Roles(actor, self._reached(noun, codes))

    def _named_around(self, noun: Token, entry: Entry) -> dict[str, Found]:
        """Who is named after each preposition of a noun, its own and those of what it is of or by."""
        rest: dict[str, Found] = {}
        for child in noun.children:
            if child.dep_ in {"prep", "agent"}:
                for inner in child.children:
                    by = self._by(inner) if child.lower_ == "of" else NOBODY
                    if by.actors:
                        rest.setdefault("by", by)
                    named = self._other(self.actors(inner), {one.code for one in by.actors})
                    named = named or self._own_actors(inner, {one.code for one in by.actors}).actors
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

    def _reached(self, noun: Token, but: set[str]) -> Found:
        """Whom something that is told as a subject came to: "aid from A reached B"."""
        verb = noun.head
        if noun.dep_ == "nsubj" and verb.lemma_.lower() in self.words["arriving"]:
            for child in verb.children:
                if child.dep_ == "dobj" and (found := self._other(self.actors(child), but)):
                    return Found(found, f"object {child.text}", child)
            return self._prepositional((verb,), but) or NOBODY
        return NOBODY

    def _inside(self, clause: Token, but: set[str]) -> Found | None:
        """Who is acted upon in a clause, near its verb: "an offer to supply B"."""
        for child in clause.children:
            nouns = child.children if child.dep_ == "prep" else (child,) if child.dep_ in _OBJECT else ()
            for noun in nouns:
                if child.i > clause.i and (found := self._other(self.actors(noun), but)):
                    return Found(found, f"below {clause.text}: {noun.text}", noun)
        return None

    def _placed(self, noun: Token, kind: str, but: set[str]) -> Found | None:
        """Whose place it is that an act of force is done to: "the blockade of Gaza"."""
        for link in noun.children if kind in _LOCATED | {"COERCE"} else ():
            for inner in link.children if link.dep_ == "prep" else ():
                if inner.dep_ == "pobj" and (found := self._other(self._whereabouts(inner), but)):
                    return Found(found, f"where: {inner.text}", inner)
        return None

    def _governor(self, noun: Token) -> Found:
        """The subject of the verb over a noun: "launched an invasion", "in talks with", "answered with drills"."""
        verb = self._light_verb(noun)
        if verb is None and noun.dep_ == "pobj" and noun.head.lower_ in {"with", "through", "via"}:
            verb = noun.head.head
        return self.subject(verb) if verb is not None and verb.pos_ in {"VERB", "AUX"} else NOBODY

    def _clause_of(self, noun: Token) -> Found:
        """Who acts in a clause about the noun: "aid, which A has provided", "a ban on wheat that was imposed by A"."""
        for verb in noun.subtree:
            if verb.dep_ not in {"relcl", "acl"} or verb.lemma_.lower() not in self._light:
                continue
            of_it = any(child.dep_ in {"dobj", "nsubjpass"} and child.tag_ == "WDT" for child in verb.children)
            passive = any(child.dep_ == "agent" for child in verb.children)
            if (of_it or passive) and (found := self.subject(verb)).actors:
                return found
        return NOBODY

    def _only_two(self) -> Found:
        """The parties of "joint exercises" where the sentence names just two."""
        named = _distinct(actor for mention in self.at.values() for actor in mention.actors)
        return Found(named, "the only two of the sentence") if len(named) == 2 else NOBODY

    def _occasion(self, noun: Token) -> Found:
        """The parties of "A and B reaffirmed it during a call"."""
        link = noun.head
        if (
            noun.dep_ == "pobj"
            and link.lower_ in {"during", "in", "at", "after", "following"}
            and link.head.pos_ == "VERB"
        ):
            found = self.subject(link.head)
            if len(found.actors) > 1:
                return found
        return NOBODY

    def _light_verb(self, noun: Token) -> Token | None:
        above = noun
        while above.dep_ in {"conj", "pobj", "prep", "compound"} and above.head.i != above.i:
            above = above.head
        if above.dep_ in {"dobj", "nsubjpass", "attr"}:
            verb = above.head
        elif above.pos_ in {"VERB", "AUX"}:
            verb = above
        else:
            return None
        return verb if verb.lemma_.lower() in self._light or verb.pos_ == "AUX" else None

    # -- noun phrases ------------------------------------------------------------------------------------------

    def actors(self, token: Token, depth: int = 0) -> tuple[Actor, ...]:
        """The actors that a noun phrase names: itself, what it is joined with, whose or of whom it is."""
        if depth > 4:
            return ()
        out: list[Actor] = []
        mention = self.at.get(token.i)
        if mention is not None and mention.kind != "place":
            out += mention.actors
        elif mention is None:
            if token.tag_ in {"WDT", "WP"} and token.head.dep_ == "relcl":
                return self.actors(token.head.head, depth + 1)
            out += self._own_actors(token, set(), depth).actors
        for child in token.children:
            if child.dep_ == "conj":
                out += self.actors(child, depth + 1)
            if not out and child.dep_ == "appos":
                out += self.actors(child, depth + 1)
        for other in self._rows.get(token.i, ()) if depth == 0 else ():
            out += other.actors
        return _distinct(out)

    def _owners(self, noun: Token) -> Found:
        for child in sorted(noun.children, key=lambda one: (one.dep_ != "poss", one.i)):
            if child.dep_ in _MODIFIER and child.dep_ != "appos":
                actors = self.actors(child, 3) or self._within(child)
                if actors:
                    return Found(actors, f"{child.text} before {noun.text}", child)
        return NOBODY

    def _within(self, token: Token) -> tuple[Actor, ...]:
        """ "US" in "US-led coalition"."""
        return _distinct(
            actor
            for inner in token.subtree
            if inner.i in self.at and inner.i <= token.i
            for actor in self.at[inner.i].actors
            if self.at[inner.i].kind != "place"
        )

    def _by(self, noun: Token) -> Found:
        """Who is named after "by" below a noun: "the seizure of a Panamanian tanker by Iran"."""
        for link in noun.subtree:
            near = link.head.i in {noun.i, *(child.i for child in noun.children)} or link.head.head.head.i == noun.i
            if link.lower_ == "by" and link.dep_ in {"prep", "agent"} and near:
                for inner in link.children:
                    if inner.dep_ == "pobj" and (actors := self.actors(inner, 1)):
                        return Found(actors, f"by {inner.text}", inner)
        return NOBODY

    def _own_actors(self, noun: Token, but: set[str], depth: int = 0) -> Found:
        by = self._by(noun) if depth == 0 else NOBODY
        if found := self._other(by.actors, but):
            return Found(found, by.rule, by.token)
        owners = self._owners(noun)
        if found := self._other(owners.actors, but):
            return Found(found, owners.rule, owners.token)
        links = {"by", "of", "from", "between", "among"} | ({"in"} if noun.lower_ in self._people else set())
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ in links:
                for inner in child.children:
                    where = self._whereabouts(inner) if child.lower_ == "in" else ()
                    if inner.dep_ == "pobj" and (found := self._other(self.actors(inner, depth + 1) or where, but)):
                        return Found(found, f"{child.lower_} {inner.text}", inner)
            if child.dep_ == "acl" and child.tag_ == "VBN":  # "crimes committed by Croat forces"
                for link in child.children:
                    for inner in link.children if link.dep_ == "agent" else ():
                        if found := self._other(self.actors(inner, depth + 1), but):
                            return Found(found, f"by {inner.text}", inner)
        return NOBODY

    def _whereabouts(self, token: Token) -> tuple[Actor, ...]:
        """The state in which a place lies."""
        mention = self.at.get(token.i)
        return mention.actors if mention is not None and mention.kind == "place" else ()

    @staticmethod
    def _other(actors: Iterable[Actor], but: set[str]) -> tuple[Actor, ...]:
        return tuple(actor for actor in actors if actor.code not in but)


def _rows(doc: Doc, at: Mapping[int, Mention]) -> dict[int, tuple[Mention, ...]]:
    """Three and more actors in a row of commas ending in "and", which parsers take apart; by each of their tokens."""
    spans: list[tuple[int, int, Mention]] = []
    for i in sorted(at):
        if spans and spans[-1][2] is at[i]:
            spans[-1] = (spans[-1][0], i, at[i])
        else:
            spans.append((i, i, at[i]))
    rows: dict[int, tuple[Mention, ...]] = {}
    row: list[tuple[int, int, Mention]] = []
    for number, span in enumerate(spans):
        row.append(span)
        gap = doc[span[1] + 1 : spans[number + 1][0]].text.lower() if number + 1 < len(spans) else ""
        if _COMMA.fullmatch(gap) and not _LAST.fullmatch(gap):
            continue
        if _LAST.fullmatch(gap):
            row.append(spans[number + 1])
            if len(row) > 2:
                members = tuple(mention for _, _, mention in row)
                rows |= {i: members for first, last, _ in row for i in range(first, last + 1)}
        row = []
    return rows


def _together(link: Token) -> bool:
    """Whether "with" names who acts along: "opposed it together with B"."""
    return link.i > 0 and link.nbor(-1).lower_ in {"together", "along", "jointly"}


def _without_clauses(root: Token) -> Iterator[Token]:
    """The tokens below another in their order, but for relative clauses: what these tell is another matter."""
    for child in root.lefts:
        yield from _without_clauses(child) if child.dep_ != "relcl" else ()
    yield root
    for child in root.rights:
        yield from _without_clauses(child) if child.dep_ != "relcl" else ()


def _set_off(token: Token) -> bool:
    """Whether a comma parts an object from its verb: it renames something rather than being acted upon."""
    start = token.left_edge.i
    return bool(start > 0 and token.doc[start - 1].text == ",")


def _distinct(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    by_code: dict[str, Actor] = {}
    for actor in actors:
        by_code.setdefault(actor.code, actor)
    return tuple(by_code.values())
