"""Tenth stage, second part: what is no act between states, whatever its verb tells elsewhere.

A film released, a rivalry of firms, what is done to one's own people, what a painter says; and what is only asked for,
promised or alleged, which the asking, promising or accusing tells. The rules run in the order of :data:`DISMISSALS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.tokens import Token

from comity.coders.acts import Act, Surroundings
from comity.coders.triggers import Trigger

_HOSTILE = {"ASSAULT", "THREATEN", "ACCUSE"}  # of firms these tell competition
_SAID = {"CONSULT", "SUPPORT", "AGREE", "REQUEST", "ACCUSE", "THREATEN"}
_GOVERNS = {"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE", "CONCEDE"}
_MATTERS = {"COOPERATE", "SUPPORT", "AGREE", "AID", "CONSULT"}
_TREATED = {"SUPPORT", "AGREE", "CONSULT"}
_TO_OTHERS = {"ASSAULT", "COERCE", "REQUEST", "ACCUSE", "THREATEN"}
_BYSTANDERS = {"analyst", "expert", "observer", "economist", "commentator", "critic", "historian", "scholar", "lawyer"}
_WITHHELD = {"REQUEST", "ACCUSE", "THREATEN", "SANCTION", "ASSAULT", "COERCE", "PROTEST"}


def _idle(act: Act, around: Surroundings) -> Act | None:
    """ "Released a film", "conceded two goals", "exports met expectations": no act between states."""
    words = around.language.words
    objects = {
        child.lemma_.lower() for child in act.trigger.token.children if child.dep_ in {"dobj", "nsubjpass", "attr"}
    }
    banned = act.type == "SANCTION"
    if act.trigger.entry.word_class == "verb" and objects & set(words["idle_objects"]) and not banned:
        return None
    if (
        banned
        and act.trigger.entry.needs == "object"
        and act.roles.recipient.rule.startswith(("below", "in ", "where"))
        and not act.roles.recipient.rule.startswith("in object")
    ):
        return None  # "banned smoking where B's dates are served"
    entry = act.trigger.entry
    if entry.pattern == "call" and entry.word_class == "verb" and not _rung_up(act, around):
        return None
    verb = act.trigger.token
    if act.type == "CONSULT" and verb.dep_ == "relcl" and verb.head.lemma_.lower() in around.language.words["spots"]:
        return None  # "the point where both countries meet a third"
    if (
        act.trigger.entry.mode == "visit"
        and verb.lemma_.lower() in around.language.words["hosting"]
        and not _guest(act, around)
    ):
        return None  # "is to receive submarines from B"
    if entry.pattern == "be in" and not _in_person(act, around):
        return None
    if entry.mode == "visit" and not (entry.objects or entry.reversed) and _carried(act, around):
        return None  # "will fly relief goods to B", "Chinese trains no longer stop in B"
    firms = {one.sector == "BUS" for one in act.roles.actor.actors}
    rivals = act.type != "ACCUSE" or any(one.sector == "BUS" for one in act.roles.recipient.actors)
    if act.type in _HOSTILE and True in firms and rivals:
        return None  # rivalry of firms; a firm may well criticise a state
    if act.type == "AID" and len(act.roles.actor.actors) > 1 and not act.roles.recipient.actors:
        return None  # "the two navies will train"
    if act.type == "ASSAULT" and act.roles.recipient.rule.startswith("for "):
        return None  # "fought for Russia"
    subjects = {child.lemma_.lower() for child in act.trigger.token.children if child.dep_ == "nsubj"}
    if act.type in {"CONSULT", "SUPPORT"} and subjects & set(words["idle_subjects"]):
        return None
    return act


def _private(act: Act, around: Surroundings) -> Act | None:
    """What a painter or a lawyer says is no act of his state."""
    doer = act.roles.actor.token
    alone = doer is not None and act.type in _SAID and doer.i not in around.grammar.at
    return None if alone and doer is not None and doer.lemma_.lower() in around.language.classes["persons"] else act


def _at_home(act: Act, around: Surroundings) -> Act | None:
    """What is done to one's own people is no act between states, whoever is named beside it."""
    entry = act.trigger.entry
    direct = act.roles.recipient.rule.startswith(("object", "in object", "to "))
    if entry.word_class != "verb" or entry.reversed or direct:
        return act
    actors = {one.code for one in act.roles.actor.actors}
    away = act.type == "COERCE" and act.roles.recipient.rule.startswith("from ")  # "seized Goa from Portugal"
    for child in act.trigger.token.children:
        if child.dep_ in {"dobj", "dative"}:
            own = any(word.lower_ == "own" for word in child.lefts)
            mention = around.grammar.at.get(child.i)
            if own or (mention is not None and actors and set(mention.codes) <= actors and not away):
                return None
    return act


def _own_people(act: Act, around: Surroundings) -> Act | None:
    """ "Attacked a village of its own", "demanded that its governors return the planes bought in B"."""
    found = act.roles.recipient
    aside = found.rule.startswith(("in object", "below", "in ", "near ", "subject"))
    if act.type not in _TO_OTHERS or act.trigger.entry.word_class != "verb" or not aside:
        return act
    actors = {one.code for one in act.roles.actor.actors}
    children = [child for child in act.trigger.token.children if child.i > act.trigger.token.i]
    first = next((child for child in children if child.dep_ == "dobj"), None)
    if first is None and act.type == "REQUEST":
        clauses = [child for child in children if child.dep_ == "ccomp"]
        first = next((one for clause in clauses for one in clause.children if one.dep_ == "nsubj"), None)
    if first is None or first.i in around.grammar.at or first.lemma_.lower() in around.language.words["relations"]:
        return act
    whose = {one.code for one in around.grammar.own_actors(first, set()).actors}
    owned = any(child.dep_ == "poss" and child.pos_ == "PRON" for child in first.children)
    return None if (whose and whose <= actors) or (owned and not whose) else act


def _in_person(act: Act, around: Surroundings) -> bool:
    """Whether it is somebody of office who is in a place, and nothing else: "X was in B on Monday"."""
    doer = act.roles.actor.token
    here = around.grammar.at.get(doer.i) if doer is not None else None
    return here is not None and here.person and act.roles.recipient.rule.startswith("in ")


def _carried(act: Act, around: Surroundings) -> bool:
    """Whether things move, not a visitor: something is the object, or an airline or a train the subject."""
    verb = act.trigger.token
    if act.trigger.entry.word_class != "verb" or verb.lemma_.lower() in {"visit", "tour"}:
        return False
    things = [child for child in verb.children if child.dep_ == "dobj" and child.i not in around.grammar.at]
    movers = {child.lemma_.lower() for child in verb.children if child.dep_ == "nsubj"}
    return bool(things) or bool(movers & set(around.language.words["carriers"]))


def _guest(act: Act, around: Surroundings) -> bool:
    """Whether somebody is received, not something."""
    objects = [child for child in act.trigger.token.children if child.dep_ in {"dobj", "nsubjpass", "dative"}]
    return not objects or any(one.i in around.grammar.at or one.pos_ == "PRON" for one in objects)


def _rung_up(act: Act, around: Surroundings) -> bool:
    """Whether "called" means a telephone: somebody is called, and not called something."""
    token = act.trigger.token
    kinds = {"oprd", "xcomp", "ccomp", "acomp", "attr", "appos"}
    objects = [child for child in token.children if child.dep_ in {"dobj", "dative"}]
    if len(objects) != 1 or any(child.lower_ in {"for", "on", "off", "out"} for child in token.children):
        return False
    named = any(child.dep_ in kinds for one in (token, *objects) for child in one.children)
    return not named and objects[0].i in around.grammar.at


def _left_undone(act: Act, around: Surroundings) -> Act | None:
    """ "Declined to urge B to do it" refuses B nothing; the urging itself was not done."""
    return None if _withheld(act.trigger, around.found) is not None else act


def _withheld(trigger: Trigger, found: Sequence[Trigger]) -> Trigger | None:
    """The unfriendly act that is declined: "urge" of "declined to urge"."""
    if trigger.entry.type != "REJECT" or trigger.token.lemma_.lower() not in {"decline", "refuse"}:
        return None
    clauses = {child.i for child in trigger.token.children if child.dep_ == "xcomp"}
    return next((one for one in found if one.token.i in clauses and one.entry.type in _WITHHELD), None)


def _denied_noun(act: Act, around: Surroundings) -> Act | None:
    """ "No refusal" is nothing at all."""
    return None if act.type == "REJECT" and act.modality == "negated" and act.trigger.token.pos_ == "NOUN" else act


DISMISSALS: tuple[Callable[[Act, Surroundings], Act | None], ...] = (
    _idle, _private, _at_home, _own_people, _left_undone, _denied_noun,
)  # fmt: skip


def only_told(trigger: Trigger, found: Sequence[Trigger]) -> bool:
    """Whether an act is only what another asks for, promises or is about: "urged B to withdraw", "treaty of trade"."""
    heads = {one.token.i: one for one in found}
    return _allegation(trigger, heads, found) or _subject_matter(trigger, found)


def _subject_matter(trigger: Trigger, found: Sequence[Trigger]) -> bool:
    """Whether a friendly noun is only what a treaty or talk is about: "signed a treaty of cooperation"."""
    if trigger.entry.word_class != "noun" or trigger.entry.type not in _MATTERS:
        return False
    matters = {one.governed.i for one in found if one.governed is not None and one.entry.type in _TREATED}
    token = trigger.token
    while token.dep_ in {"pobj", "prep", "conj"} and token.head.i != token.i:
        token = token.head
        if token.i in matters:
            return True
    return False


def _allegation(trigger: Trigger, heads: dict[int, Trigger], found: Sequence[Trigger]) -> bool:
    """Whether the act is only what another act asks for, promises or alleges: "urged B to withdraw"."""
    token = trigger.token
    for _ in range(4):
        above = token.head
        if above.i == token.i:
            return False
        governing = heads.get(above.i)
        if token.dep_ == "advcl" and governing and governing.entry.type in {"AGREE", "REQUEST", "THREATEN"}:
            return any(child.dep_ == "aux" and child.lower_ == "to" for child in token.children)
        if token.dep_ in {"xcomp", "ccomp", "pcomp", "acl", "dobj", "pobj", "prep", "conj"}:
            if token.dep_ == "acl" and token.tag_ == "VBN":
                return False
            if governing and (_withheld(governing, found) is trigger or _by_bystanders(governing.token)):
                return False
            if governing and governing.entry.needs == "charge-clause":
                return False  # "said that B had attacked" tells the attack as well
            if governing and governing.token.i != trigger.token.i and governing.entry.type in _GOVERNS:
                if trigger.entry.word_class == "verb" and token.dep_ != "conj":
                    return True
                if trigger.entry.word_class == "noun" and governing.entry.type in {"AGREE", "REQUEST", "THREATEN"}:
                    return token.dep_ in {"dobj", "pobj", "prep", "xcomp"}
        elif token.dep_ in {"relcl", "advcl", "nsubj", "nsubjpass", "appos"}:
            return False
        token = above
    return False


def _by_bystanders(verb: Token) -> bool:
    """Whether those who speak are no party: "A could bomb B, analysts warned"."""
    return any(child.dep_ == "nsubj" and child.lemma_.lower() in _BYSTANDERS for child in verb.children)
