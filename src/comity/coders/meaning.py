"""Tenth stage, third part: what a trigger's act amounts to among the words around it.

"Vowed to strike" is a threat, "will not lift" a refusal, "promised to withdraw" a concession, an exercise alone near
somebody's border a show of force. Each rule takes an act and returns it, changed or not, or None where there is no act;
they run in the order of :data:`RULES`, and each change leaves its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from spacy.tokens import Token

from comity.coders.acts import Act, Surroundings
from comity.coders.dismissals import DISMISSALS
from comity.coders.triggers import Trigger
from comity.model import Modality

_REFUSABLE = {"AID", "RETREAT", "CONCEDE", "COOPERATE", "CONSULT", "AGREE"}
_GIVEN = {"AID", "SUPPORT"}
_EASED = {"RETREAT", "CONCEDE"}
_HARMFUL = {"SANCTION", "COERCE", "ASSAULT"}
_HURTFUL = {"SANCTION", "COERCE", "REJECT"}
_BY_WILL = {"will", "wo", "would", "shall", "'ll"}
_SPOKEN = {"REQUEST", "AGREE", "ACCUSE", "THREATEN", "CONCEDE", "REJECT"}
_OLD = re.compile(
    r"\b(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ties|(?:1[5-9]|20)\d0s|"
    r"(?:decades|centuries|generations) (?:ago|earlier))\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:tomorrow|tonight|next (?:week|month|year|spring|summer|autumn|winter)"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:in|from|by|on|until) (?:\d{1,2} )?(?:january|february|march"
    r"|april|may|june|july|august|september|october|november|december|20\d\d))\b",
    re.IGNORECASE,
)
_CLAUSES = {"xcomp", "ccomp", "advcl", "acl", "pcomp"}
_AIMS = {
    "RETREAT": "yield", "CONCEDE": "yield", "AID": "assist", "COOPERATE": "assist", "SUPPORT": "assist",
    "AGREE": "assist", "CONSULT": "meet",
}  # fmt: skip
_MENACES = {"SANCTION": "restrict", "COERCE": "restrict", "ASSAULT": "violence", "MOBILIZE": "violence"}
_MENACE_MODES = {
    "discontinue": "relations",
    "withdraw": "relations",
    "expel": "expel",
    "deport": "expel",
    "arrest": "arrest",
}


def settle(act: Act, around: Surroundings) -> Act | None:
    """Run all rules over an act."""
    for rule in RULES:
        settled = rule(act, around)
        if settled is None:
            return None
        act = settled
    return act


def _turned(act: Act, reason: str, modality: Modality | None = None, **entry: str | bool | None) -> Act:
    """The act with another meaning, and the reason for it."""
    changed = replace(act.trigger, entry=replace(act.trigger.entry, **entry))  # type: ignore[arg-type]
    if modality is not None:
        return replace(act, trigger=changed, why=(*act.why, reason), modality=modality, because="")
    return replace(act, trigger=changed, why=(*act.why, reason))


def _spoken(act: Act, around: Surroundings) -> Act:
    """A request that is rejected, a charge that is denied, was made all the same."""
    noun = act.trigger.entry.word_class == "noun" and act.type in _SPOKEN
    if noun and act.modality == "negated" and act.because in around.language.words["answering"]:
        return replace(act, modality="actual", because="")
    return act


def _refused(act: Act, around: Surroundings) -> Act:
    """ "Will not lift", "would not meet": a refusal."""
    will = any(child.dep_ == "aux" and child.lower_ in _BY_WILL for child in act.trigger.token.children)
    among = act.type == "CONSULT" and not act.roles.recipient.actors  # "A and B will not meet"
    if act.modality != "negated" or act.type not in _REFUSABLE or not will or among:
        return act
    return _turned(
        act, "refused: will not", "actual", type="REJECT", mode=_AIMS.get(act.type), cameo=None, mutual=False
    )


def _promised(act: Act, around: Surroundings) -> Act:
    """Aid promised is an agreement, easing promised a concession, harm announced by its author a threat."""
    if act.because in _BY_WILL and _WHEN.search(_clause_text(act.trigger.token)) and not _of_oneself(act, around):
        return act  # announced for a day: still to come
    promising = act.because in around.language.words["promising"]
    announced = act.because in _BY_WILL and _of_oneself(act, around)
    signed = act.trigger.token.lemma_.lower() in around.language.words["signing"]
    if act.type in _GIVEN and not signed and (promising or announced):
        return _turned(act, f"promised: {act.because}", "actual", type="AGREE", mode=None, cameo=None)
    if act.type in _EASED and (promising or announced):
        return _turned(act, f"promised: {act.because}", "actual", type="CONCEDE", mode=None, cameo=None)
    if act.type in _HARMFUL and announced:
        menace = _menace(act.trigger)
        return _turned(act, f"announced: {act.because}", "actual", type="THREATEN", mode=menace, cameo=None)
    return act


def _vowed(act: Act, around: Surroundings) -> Act:
    """ "Vowed to strike" is a threat, "promised to withdraw" a concession."""
    if act.type != "AGREE" or act.trigger.token.lemma_.lower() not in around.language.words["vowing"]:
        return act
    inner = _inner(act.trigger, around.found)
    if inner is not None and inner.entry.type in _HARMFUL:
        return _turned(act, f"vowed: {inner.token.text}", type="THREATEN", mode=_menace(inner), cameo=None)
    if inner is not None and inner.entry.type in _EASED:
        return _turned(act, f"promised: {inner.token.text}", type="CONCEDE", mode=None, cameo=None)
    return act


def _aimed(act: Act, around: Surroundings) -> Act:
    """What is asked for, refused or threatened: the mode, from the act inside."""
    entry = act.trigger.entry
    if entry.mode is not None or entry.type not in {"REQUEST", "REJECT", "THREATEN"}:
        return act
    inner = _inner(act.trigger, around.found)
    asked = {child.lemma_.lower() for child in act.trigger.token.children if child.dep_ in _CLAUSES}
    if entry.type == "THREATEN":
        mode = _menace(inner) if inner is not None else None
    elif asked & set(around.language.words["changing"]):
        mode = "change"
    elif inner is None or inner.entry.type not in _AIMS:
        mode = "change" if any(child.dep_ in _CLAUSES - {"acl"} for child in act.trigger.token.children) else None
    else:
        words = around.language.words
        ended = inner.entry.word_class == "noun" and inner.token.head.lemma_.lower() in words["ending"]
        changed = inner.token.lemma_.lower() in words["changing"]
        mode = "change" if ended or changed else _AIMS[inner.entry.type]
    return act if mode is None else replace(act, trigger=replace(act.trigger, entry=replace(entry, mode=mode)))


def _armed(act: Act, around: Surroundings) -> Act:
    """With what an attack was made, where its words do not say how."""
    if act.type != "ASSAULT" or act.trigger.entry.mode not in {None, "explosives", "firearms"}:
        return act
    token = act.trigger.token
    near = [token, *(child for child in token.children if child.dep_ in {"nsubj", "dobj", "nsubjpass"})]
    holders = [token, *(child for child in token.children if child.dep_ == "dobj")]
    links = [link for one in holders for link in one.children if link.lower_ in {"with", "by", "in", "from", "using"}]
    near += [noun for link in links for noun in link.children]
    lemmas = {word for one in near for part in (one, *one.lefts) for word in (part.lemma_.lower(), part.lower_)}
    phrases = " ".join(one.doc[one.left_edge.i : one.i + 1].text.lower() for one in near)
    if any(child.lower_ == "test" for child in token.lefts):
        return _turned(act, "only a test", type="MOBILIZE", mode="weapons", cameo=None)
    for mode, words in around.language.words["weapons"].items():
        if any(word in lemmas or (" " in word and word in phrases) for word in words):
            return _turned(act, f"with: {mode}", mode=mode)
    return act


def _together(act: Act, around: Surroundings) -> Act:
    """What several do jointly: "patrolled the strait together", "carried out a joint raid"."""
    token, noun = act.trigger.token, act.trigger.governed
    if (
        act.type not in {"MOBILIZE", "ASSAULT", "COERCE"}
        or len(act.roles.actor.actors) < 2
        or act.roles.recipient.actors
    ):
        return act
    near = {child.lower_ for child in token.children} | {child.lower_ for child in (noun.lefts if noun else ())}
    if joint := near & set(around.language.words["jointly"]):
        return _turned(act, f"together: {min(joint)}", type="COOPERATE", mode=None, cameo=None, mutual=True)
    return act


def _off_the_list(act: Act, around: Surroundings) -> Act:
    """To be taken off a list of trusted partners is no relief."""
    listed = act.trigger.governed
    if act.type != "RETREAT" or listed is None or listed.lemma_.lower() != "list":
        return act
    favoured = {one.lower_ for one in listed.subtree} & set(around.language.words["favoured"])
    return _turned(act, "a list of favour", type="SANCTION", mode="discontinue", cameo=None) if favoured else act


def _to_the_border(act: Act, around: Surroundings) -> Act:
    """Arms sent to a border are no gift."""
    to = act.roles.recipient.token
    if act.type == "AID" and to is not None and to.lemma_.lower() in around.language.words["borders"]:
        return _turned(act, f"to the {to.text}", type="MOBILIZE", mode="troops", cameo=None)
    return act


def _for_nothing(act: Act, around: Surroundings) -> Act:
    """What is supplied "free of charge" is a gift."""
    text = act.trigger.token.doc.text.lower()
    free = next((words for words in around.language.words["for_nothing"] if words in text), None)
    if act.type == "COOPERATE" and free and not act.trigger.entry.mutual:
        return _turned(act, free, type="AID", mode=None, cameo=None)
    return act


def _of_old(act: Act, around: Surroundings) -> Act:
    """ "In the seventies", "decades ago": history, whatever the year."""
    if act.modality == "actual" and (old := _OLD.search(_clause_text(act.trigger.token))):
        return replace(act, modality="historical", because=old[0].lower())
    return act


def _clause_text(verb: Token) -> str:
    """The words of a verb's own phrases of time."""
    parts = [child for child in verb.children if child.dep_ in {"prep", "npadvmod", "advmod"}]
    return " ".join(part.doc[part.left_edge.i : part.right_edge.i + 1].text for part in parts)


def _alone(act: Act, around: Surroundings) -> Act:
    """An exercise held by one side near another is a show of force."""
    alone = len(act.roles.actor.actors) == 1 and act.roles.recipient.rule.startswith(
        ("near", "off", "below", "along", "around")
    )
    if act.type == "COOPERATE" and act.trigger.entry.mutual and "military" in act.trigger.entry.contexts and alone:
        return _turned(act, "near, not with", type="MOBILIZE", mode="troops", cameo=None, mutual=False)
    return act


def _irregular(act: Act, around: Surroundings) -> Act:
    """An armed group that moves its fighters musters a militia."""
    groups = [around.book.entities[one.code].kind == "armed_group" for one in act.roles.actor.actors]
    if act.type == "MOBILIZE" and act.trigger.entry.mode == "troops" and groups and all(groups):
        return _turned(act, "an armed group", mode="militia")
    return act


def _yielding(act: Act, around: Surroundings) -> Act:
    """ "Will no longer block": what hurt is given up."""
    before = {child.lower_ for child in act.trigger.token.children} | {
        child.lower_ for one in act.trigger.token.children if one.dep_ == "advmod" for child in one.children
    }
    if act.type in _HURTFUL and act.because in _BY_WILL and before >= {"no", "longer"}:
        return _turned(act, "will no longer", "actual", type="CONCEDE", mode=None, cameo=None)
    return act


def _left(act: Act, around: Surroundings) -> Act:
    """To withdraw from an organisation is to cut a tie, from a country to pull back."""
    entry, found = act.trigger.entry, act.roles.recipient
    states = [around.book.entities[one.code].kind == "state" for one in found.actors]
    if act.type == "SANCTION" and entry.mode == "withdraw" and entry.following and not entry.objects and all(states):
        own = {one.i for one in act.trigger.token.subtree} & set(around.grammar.at)
        if states and found.token is not None and found.token.i in own:
            return _turned(act, "left a country", type="RETREAT", cameo=None)
    members = [around.book.entities[one.code].kind == "organisation" for one in act.roles.recipient.actors]
    if act.type == "RETREAT" and act.trigger.entry.mode == "withdraw" and members and all(members):
        return _turned(act, "left an organisation", type="SANCTION", cameo=None)
    return act


def _met(act: Act, around: Surroundings) -> Act:
    """Where the parties met: at a gathering of many, with one of them, or on third ground."""
    if act.type != "CONSULT" or act.trigger.entry.mode is not None:
        return act
    token = act.trigger.token
    above = token.head if act.trigger.entry.word_class == "noun" else token
    near = [around.grammar.at[one.i] for one in above.subtree if one.i in around.grammar.at]
    places = {code for mention in near if mention.kind == "place" for code in mention.codes}
    parties = {one.code for one in act.roles.actor.actors}
    if act.roles.recipient.rule.split(" ")[0] not in {"below", "where"}:
        parties |= {one.code for one in act.roles.recipient.actors}
    hosts = parties | {code for mention in near for code in mention.codes if mention.kind in {"name", "organ"}}
    words = {word for one in above.subtree for word in (one.lemma_.lower(), one.lower_)}
    gathered = words & set(around.language.words["gatherings"])
    organisation = any(around.book.entities[code].kind == "organisation" for code in hosts)
    if len(parties) > 2 or (gathered and organisation):
        mode = "multilateral"
    elif not places or len(parties) < 2:
        return act
    else:
        mode = "visit" if places & parties else "third-party"
    return replace(act, trigger=replace(act.trigger, entry=replace(act.trigger.entry, mode=mode)))


RULES: tuple[Callable[[Act, Surroundings], Act | None], ...] = (
    *DISMISSALS, _spoken, _together, _off_the_list,
    _to_the_border, _for_nothing, _refused, _promised, _vowed, _aimed, _armed, _alone, _irregular,
    _yielding, _left, _met, _of_old,
)  # fmt: skip


def _inner(trigger: Trigger, found: Sequence[Trigger]) -> Trigger | None:
    """The first act inside a trigger's clauses and objects."""
    parts = [child for child in trigger.token.children if child.dep_ not in {"conj", "cc", "nsubj", "agent", "mark"}]
    below = {token.i for part in parts for token in part.subtree}
    return next((one for one in found if one.token.i in below and one.entry.type not in {"REQUEST", "THREATEN"}), None)


def _menace(inner: Trigger) -> str | None:
    return _MENACE_MODES.get(inner.entry.mode or "", _MENACES.get(inner.entry.type))


def _of_oneself(act: Act, around: Surroundings) -> bool:
    """Whether the actor itself says what it is going to do: "NATO said it would tighten the blockade"."""
    above: Token = act.trigger.token.head
    if act.trigger.token.dep_ != "ccomp" or above.lemma_.lower() not in around.language.words["speaking"]:
        return False
    speakers = {one.code for one in around.grammar.subject(above).actors}
    return any(one.code in speakers for one in act.roles.actor.actors)
