"""Eighth stage, second part: who acts and who is acted upon around a verb.

Passives, conjunctions on both sides, verb lists, relative and infinitive clauses, objects, prepositions in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from comity.coders.phrases import NOBODY, Found, Phrases
from comity.coders.triggers import Trigger

SUBJECT = {"nsubj", "csubj"}
PASSIVE = {"nsubjpass", "csubjpass"}
OBJECT = {"dobj", "obj", "dative", "attr", "oprd"}
LOCATED = {"ASSAULT", "AID", "MOBILIZE"}  # where no other side is named, the place of the act tells it
_OWN_MEANS = {"MOBILIZE", "RETREAT"}  # what is moved without an agent is the actor's own
_FRIENDLY = {"SUPPORT", "COOPERATE", "AGREE", "CONSULT", "AID"}
_SHARED = {"", "CONSULT", "COOPERATE", "AGREE", "SUPPORT"}  # "together with B" names the other party of these
_AIMED = {"PROTEST", "AGREE", "REQUEST", "THREATEN"}  # "signed an accord to supply B", "blocked roads to protest at B"
_CIRCUMSTANCES = {"before", "after", "since", "during", "amid", "despite", "because", "until", "following", "without"}
_PLACELESS = {"ACCUSE", "REQUEST", "AGREE", "CONSULT", "THREATEN", "CONCEDE"}  # a place is nobody's side
_CLAUSE = {"xcomp", "ccomp", "advcl", "pcomp", "conj", "acl", "relcl"}


class Clauses(Phrases):
    """The sides of verbs."""

    def subject(self, verb: Token, depth: int = 0) -> Found:
        """Who does what the verb says."""
        passive = any(child.dep_ in PASSIVE or child.dep_ == "auxpass" for child in verb.children)
        participle = verb.dep_ == "acl" and verb.tag_ == "VBN" and not any(c.dep_ in SUBJECT for c in verb.children)
        for child in verb.children:
            if child.dep_ == "agent":
                for noun in child.children:
                    if actors := self.actors(noun):
                        return Found(actors, f"by {noun.text}", noun)
        if passive and verb.lower_ in self.words["stative"]:  # "is opposed to": a state, not done to anybody
            return next(
                (Found(self.actors(c), f"subject {c.text}", c) for c in verb.children if c.dep_ in PASSIVE), NOBODY
            )
        if passive or participle:
            agent = self._late_agent(verb)
            denied = passive and verb.dep_ == "ccomp" and verb.head.lemma_ == "deny"  # "denied that troops were massed"
            return agent if agent.actors or not denied else self.subject(verb.head, depth + 1)
        subjects = [child for child in verb.children if child.dep_ in SUBJECT] or _before_aside(verb)
        stressed = cleft(verb)
        heads = [
            verb.head
            if one.tag_ in {"WDT", "WP"} and verb.dep_ == "relcl"
            else stressed
            if one.tag_ in {"WDT", "WP"} and stressed is not None
            else one
            for one in subjects
        ]
        if heads:  # "old foes A and B": the parser may see two subjects
            head = next((one for one in heads if self.actors(one)), heads[0])
            inside = head.dep_ == "pobj" and head.head.lower_ == "in" and bool(self.whereabouts(head))
            if inside and head.i < verb.i and verb.dep_ == "relcl":
                head = head.head.head  # "the army in Khartoum, which accused B"
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
            own = self.own_actors(above, set())
            return own if own.actors else self.subject(governor, depth + 1) if governor.pos_ == "VERB" else NOBODY
        if above.pos_ not in {"VERB", "AUX"}:
            if verb.dep_ == "conj" and above.pos_ in {"ADJ", "NOUN"}:
                return self.subject(above, depth + 1)
            return self.own_actors(above, set()) if above.pos_ in {"NOUN", "ADJ"} else NOBODY
        if verb.dep_ in {"xcomp", "ccomp"} and verb.dep_ == "xcomp":
            controlled = [child for child in above.children if child.dep_ in {"dobj", "dative"} and child.i < verb.i]
            if controlled and (actors := self.actors(controlled[0])):
                return Found(actors, f"object {controlled[0].text} of {above.text}", controlled[0])
        if verb.dep_ == "pcomp" and verb.head.lower_ in {"for", "of", "from"}:  # "sanctioned A for supplying B"
            controlled = [child for child in above.children if child.dep_ == "dobj" and child.i < verb.i]
            if controlled and (actors := self.actors(controlled[0])):
                return Found(actors, f"object {controlled[0].text} of {above.text}", controlled[0])
        surface = [c for c in above.children if c.dep_ in PASSIVE]
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
                            if child.dep_ in SUBJECT and (actors := self.actors(child)):
                                return Found(actors, f"by {noun.text} of {child.text}", child)
        return NOBODY

    def _moved(self, trigger: Trigger) -> Found:
        """Whose forces were moved, where nobody is said to have moved them: "jets were scrambled"."""
        if trigger.token.lemma_.lower() in self.words["barring"] and trigger.governed is not None:
            links = (link for link in trigger.token.children if link.dep_ == "prep" and link.lower_ == "to")
            if any(self.actors(noun) for link in links for noun in link.children):
                return self.owners(trigger.governed)  # "A's airspace was closed to B's airlines"
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
        of_state = verb.lower_ in self.words["stative"]
        objects = [c for c in verb.children if c.dep_ in OBJECT or (c.dep_ in PASSIVE and not of_state)]
        objects = [one for at, one in enumerate(objects) if not (at and _set_off(one))]
        if verb.dep_ in {"acl", "relcl"} and not objects:
            own = any(child.dep_ in SUBJECT and child.tag_ not in {"WDT", "WP"} for child in verb.children)
            if verb.tag_ == "VBN" or own:
                objects.append(verb.head)
        stressed = cleft(verb)
        if stressed is not None and not objects:
            objects.append(stressed)  # "it was A that B criticised"
        if (
            verb.tag_ == "VBN"
            and verb.dep_ in {"acomp", "oprd", "xcomp"}
            and any(c.dep_ == "agent" for c in verb.children)
        ):
            objects += [child for child in verb.head.children if child.dep_ in SUBJECT]  # "stands accused by B"
        if verb.dep_ == "conj" and not objects:
            objects += [child for child in verb.head.children if child.dep_ in PASSIVE]
            if not any(child.dep_ == "prep" for child in verb.children):
                objects += [c for c in verb.head.children if c.dep_ == "dobj" and c.i > verb.i]
        if not objects:
            later = [c for c in verb.conjuncts if c.i > verb.i and c.pos_ == "VERB"]
            if not any(child.dep_ in {"prep", "ccomp", "xcomp"} for child in verb.children):
                objects += [o for v in later for o in v.children if o.dep_ == "dobj"]
        if verb.lemma_.lower() in self.words["topical"]:
            objects = []
        plain = noun is None and trigger.entry.type not in self.orders
        if trigger.entry.following and plain and (told := self._after(trigger, actors)):
            return told
        named = [one for one in objects if one.i in self.at]
        for one in named:
            if found := self.other(self.actors(one), actors):
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
            if not actors and (below := self.prepositional((noun,), actors, trigger.entry.type)):
                return below
            owners = self.owners(noun)
            if found := self.other(owners.actors, actors):
                return Found(found, owners.rule, owners.token)
            if below := self.prepositional((verb, noun), actors, trigger.entry.type):
                return below
        if self._passed_on(verb):
            objects = []
        for one in objects:
            if found := self.other(self.actors(one), actors):
                return Found(found, f"in object {one.text}", one)
        if verb.dep_ == "conj" and (shared := self._theirs(verb, objects, actors)):
            return shared
        if noun is None and (below := self.prepositional((verb,), actors, trigger.entry.type)):
            return below
        for clause in clauses:
            if clause.lemma_ == "do":
                continue  # "voted against it, as did B"
            for child in clause.children:
                if child.dep_ in SUBJECT | PASSIVE and (found := self.other(self.actors(child), actors)):
                    return Found(found, f"subject {child.text} of {clause.text}", child)
            if clause.i < verb.i and (inside := self.inside(clause, actors)):
                return inside  # "A could strike B, its president threatened"
        if below := self.prepositional(objects, actors):
            return below
        subject = next((child for child in verb.children if child.dep_ in SUBJECT), None)
        if trigger.entry.mutual and subject is not None and (below := self.prepositional((subject,), actors)):
            return below
        participle = verb.dep_ == "acl" and not any(child.dep_ in SUBJECT for child in verb.children)
        if noun is not None and participle and (before := self._before(noun, actors)):
            return before
        # the nearest other actor anywhere below the act
        visit = trigger.entry.mode == "visit"
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
                mention = self.at[token.i]
                placed = mention.kind == "place" and trigger.entry.type in _PLACELESS and not visit
                where = () if placed else mention.actors
                if found := self.other(self.actors(token) or where, actors):
                    return Found(found, f"below {root.text}: {token.text}", token)
        if trigger.entry.type in LOCATED:
            for token in verb.subtree:
                if token.i > verb.i and (found := self.other(self.whereabouts(token), actors)):
                    return Found(found, f"where: {token.text}", token)
        return NOBODY

    def _passed_on(self, verb: Token) -> bool:
        """Whether a thing is sold to somebody; whose it was does not matter: "sold its Polish firm to a fund"."""
        if verb.lemma_.lower() not in self.words["selling"]:
            return False
        return any(link.lower_ == "to" and link.i > verb.i for link in verb.children if link.dep_ in {"prep", "dative"})

    def _theirs(self, verb: Token, objects: Iterable[Token], actors: set[str]) -> Found | None:
        """Whose "its consul" is that A expels after it condemned B: nobody does such things to his own."""
        owned = any(child.dep_ == "poss" and child.pos_ == "PRON" for one in objects for child in one.children)
        if not owned:
            return None
        for one in verb.head.children:
            if one.dep_ == "dobj" and one.i < verb.i and (found := self.other(self.actors(one), actors)):
                return Found(found, f"object {one.text} of {verb.head.text}", one)
        return None

    def _after(self, trigger: Trigger, actors: set[str]) -> Found | None:
        """Who stands after the preposition that the pattern itself names: "left for B for a meeting with C"."""
        for link in trigger.token.children:
            if link.dep_ in {"prep", "agent", "dative"} and link.lower_ == trigger.entry.following[-1]:
                for noun in link.children:
                    where = self.whereabouts(noun) if trigger.entry.mode == "visit" else ()
                    if noun.dep_ == "pobj" and (found := self.other(self.actors(noun) or where, actors)):
                        return Found(found, f"{link.lower_} {noun.text}", noun)
        return None

    def _before(self, noun: Token, actors: set[str]) -> Found | None:
        """ "support to Russia amid sanctions imposed by the West": the actor named last before the noun."""
        for token in reversed(noun.doc[: noun.i]):
            if token.i in self.at and (found := self.other(self.at[token.i].actors, actors)):
                return Found(found, f"below {noun.text}: {token.text} before it", token)
        return None

    def prepositional(self, heads: Iterable[Token], actors: set[str], kind: str = "") -> Found | None:
        """Who else is named after the prepositions of these words; ``kind``, an event type, sets their order."""
        order = self.orders.get(kind, self.order)
        around = [part for head in heads for part in (head, *(c for c in head.children if c.dep_ == "advmod"))]
        near = [child for head in around for child in head.children if child.dep_ in {"prep", "dative", "agent", "prt"}]
        # "talks with A on B", "in talks with": one step further down
        further = [
            inner
            for link in near
            if link.lower_ not in _CIRCUMSTANCES
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
                    helped = link.lower_ == "with" and noun.lemma_.lower() in self.words["accompaniment"]
                    if helped or (kind not in _SHARED and link.lower_ == "with" and _together(link)):
                        continue
                    if link.i < link.head.i and link.head.pos_ == "VERB" and noun.i not in self.at:
                        continue  # "on the anniversary of A's invasion B called for a truce"
                    if noun.dep_ in {"pobj", "pcomp"} and (found := self.other(self.actors(noun), actors)):
                        return Found(found, f"{link.lower_} {noun.text}", noun)
        return None

    def inside(self, clause: Token, but: set[str]) -> Found | None:
        """Who is acted upon in a clause, near its verb: "an offer to supply B"."""
        for child in clause.children:
            nouns = child.children if child.dep_ == "prep" else (child,) if child.dep_ in OBJECT else ()
            for noun in nouns:
                if child.i > clause.i and (found := self.other(self.actors(noun), but)):
                    return Found(found, f"below {clause.text}: {noun.text}", noun)
        return None


def cleft(verb: Token) -> Token | None:
    """Who or what is stressed in "it was A that ..."."""
    above = verb.head
    if verb.dep_ not in {"ccomp", "relcl", "advcl"} or above.lemma_ != "be":
        return None
    it = any(child.dep_ in SUBJECT and child.lower_ == "it" for child in above.children)
    return next((child for child in above.children if child.dep_ == "attr" and child.i < verb.i), None) if it else None


def _before_aside(verb: Token) -> list[Token]:
    """The subject that the parser gave to an aside: "A, its radio said, thanked B"."""
    for aside in verb.children:
        if aside.dep_ in {"parataxis", "ccomp"} and aside.i < verb.i:
            subjects = [child for child in aside.children if child.dep_ in SUBJECT]
            if (
                len(subjects) > 1
                and subjects[0].right_edge.i + 1 < aside.i
                and verb.doc[subjects[0].right_edge.i + 1].text == ","
            ):
                return subjects[:1]
    return []


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
