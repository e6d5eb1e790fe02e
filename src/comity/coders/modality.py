"""Ninth stage: whether an act was done, is to come, is only talked of, or is denied.

Negation and auxiliaries reach over conjuncts that have no subject of their own: in "has not condemned or supported"
neither was done. Above the trigger, what governs it counts: "plans to visit", "denied attacking", "if it attacks".
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from comity.coders.language import Language
from comity.model import Modality

_UP = {
    "xcomp",
    "ccomp",
    "pcomp",
    "advcl",
    "conj",
    "acl",
    "dobj",
    "pobj",
    "prep",
    "nsubj",
    "nsubjpass",
    "attr",
    "oprd",
    "relcl",
}


_PRESUPPOSED = {"for", "over", "after", "despite", "following", "since", "because", "amid", "about"}


def modality(token: Token, governed: Token | None, language: Language) -> tuple[Modality, str]:
    """The modality of the act that ``token`` tells, and the word that says so.

    ``historical`` is not decided here: it needs the act's date.
    """
    words = language.words["modality"]
    outcome: Modality = "actual"
    because = ""
    if governed is not None and any(
        child.dep_ == "det" and child.lower_ in words["negators"] for child in governed.children
    ):
        return "negated", "no"
    first = token.doc[0]
    asked = token.doc[-1].text == "?"
    if first.lower_ in {"should", "were", "had"} and not asked:
        return "hypothetical", first.lower_
    for at, (verb, link) in enumerate(_chain(token)):
        found = _own(verb, words) if at == 0 or link != "argument" else _own(verb, words, governing=True)
        if at and outcome == "actual":
            found = found or _governing(verb, words, link)
        if found and (outcome == "actual" or found[0] == "negated"):
            outcome, because = found
            if outcome == "future" and _conditioned(verb, words):
                outcome, because = "hypothetical", "if"
            if outcome == "negated":
                break
    if asked and outcome in {"actual", "future"} and not _presupposing(token):
        return "hypothetical", "?"
    return outcome, because


def _presupposing(verb: Token) -> bool:
    """Whether a question takes what the verb tells for done: "why did A attack B?"."""
    first = verb.doc[0]
    open_ended = first.tag_ in {"WRB", "WP", "WDT"} and first.lower_ in {"why", "how"}
    return open_ended and any(child.lower_ in {"did", "has", "had", "have"} for child in verb.children)


def _chain(token: Token) -> Iterator[tuple[Token, str]]:
    """The token and what stands over it, with how each is tied to the one below."""
    yield token, ""
    below, steps = token, 0
    while below.dep_ in _UP and below.head.i != below.i and steps < 5:
        above = below.head
        if below.dep_ == "conj" and any(child.dep_ in {"nsubj", "nsubjpass"} for child in below.children):
            return
        if below.dep_ == "conj" and _finite_anew(below, above):
            return
        if below.dep_ == "advcl" and any(child.dep_ in {"nsubj", "nsubjpass", "mark"} for child in below.children):
            return
        if below.dep_ == "acl" and any(child.dep_ == "aux" and child.lower_ == "to" for child in below.children):
            yield above, "argument"
            return
        if below.dep_ == "acl" and any(child.dep_ == "mark" and child.lower_ == "that" for child in below.children):
            yield from _of_tidings(above)
            return
        if below.dep_ in {"acl", "relcl"}:
            return
        if below.dep_ == "prep" and below.lower_ in _PRESUPPOSED:
            return  # "has not condemned A for its attack on B": the attack was made
        if below.dep_ == "ccomp" and _told_apart(below, above):
            return  # "A blamed B; B denied it"
        if below.dep_ == "ccomp" and above.lemma_.lower() in {
            "say",
            "tell",
            "announce",
            "report",
            "state",
            "note",
            "add",
        }:
            return
        if below.dep_ in {"nsubj", "nsubjpass"}:
            yield above, "subject"
            return
        link = "clause" if below.dep_ in {"xcomp", "ccomp", "pcomp"} else below.dep_
        if above.pos_ != "ADP":
            yield (
                above,
                "argument" if below.dep_ in {"dobj", "pobj", "attr"} and above.pos_ in {"VERB", "AUX"} else link,
            )
        below, steps = above, steps + 1


def _finite_anew(verb: Token, above: Token) -> bool:
    """Whether a verb that goes on with the subject has a tense of its own: "has not disarmed and held a rally"."""
    joined = any(child.dep_ == "cc" and child.lower_ in {"and", "but"} for child in above.children)
    return joined and verb.tag_ in {"VBD", "VBZ", "VBP"} and above.tag_ in {"VB", "VBN", "VBG"}


def _of_tidings(noun: Token) -> Iterator[tuple[Token, str]]:
    """What is done with "the report that A attacked B": denied, it denies the attack."""
    if noun.dep_ in {"dobj", "nsubjpass"} and noun.head.lemma_.lower() in {"deny", "refute"}:
        yield noun.head, "argument"


def _told_apart(clause: Token, verb: Token) -> bool:
    """Whether a clause before a verb is none of its own: a semicolon parts them, or the verb has its own object."""
    if clause.i > verb.i:
        return False
    own_object = any(child.dep_ == "dobj" for child in verb.children)
    return own_object or any(token.text == ";" for token in verb.doc[clause.i : verb.i])


def _own(token: Token, words: dict[str, list[str]], *, governing: bool = False) -> tuple[Modality, str] | None:
    negators, children = words["negators"], list(token.children)
    for child in children:
        if child.dep_ in {"nsubj", "nsubjpass"} and (
            child.lower_ in {"neither", "nobody", "none"}
            or any(c.lower_ in {"neither", "no"} and c.dep_ in {"det", "cc", "preconj"} for c in child.children)
        ):
            return "negated", "neither"
        if (
            child.dep_ in {"neg", "det", "preconj", "advmod", "cc"}
            and child.lower_ in negators
            and child.i <= token.i + 1
        ):
            return "negated", child.lower_
        if child.dep_ == "dobj" and child.lower_ in {"none", "nobody", "nothing"}:
            return "negated", child.lower_
        if child.dep_ == "det" and child.lower_ == "any" and token.pos_ == "NOUN":
            return "hypothetical", "any"
    if token.dep_ == "conj" and any(
        c.dep_ == "cc" and c.lower_ == "nor" and c.i < token.i for c in token.head.children
    ):
        return "negated", "nor"
    if token.dep_ == "advcl" and token.tag_ in {"VBZ", "VBP"} and any(c.lower_ == "when" for c in token.children):
        return "future", "when"
    to_come = any(child.dep_ == "aux" and child.lower_ == "to" for child in children)
    if to_come and token.dep_ == "xcomp" and token.head.lemma_ == "be" and not governing:
        return "future", "to"  # "are to meet"
    passive = {child.dep_ for child in children} >= {"aux", "auxpass"}
    if token.dep_ in {"acl", "relcl"} and passive and any(c.dep_ == "aux" and c.lower_ == "to" for c in children):
        return "future", "to be"
    if token.dep_ == "pcomp" and token.head.lower_ == "without":
        return "negated", "without"
    for child in children:
        if child.dep_ == "mark" and child.lower_ in words["conditional"]:
            return "hypothetical", child.lower_
        if child.dep_ in {"aux", "auxpass"}:
            if child.lower_ in words["future_aux"]:
                return "future", child.lower_
            if child.lower_ in words["hypothetical_aux"]:
                return "hypothetical", child.lower_
        if child.dep_ in {"amod", "compound"} and child.i < token.i:
            if child.lower_ in words["future_modifiers"]:
                return "future", child.lower_
            if child.lower_ in words["hypothetical_modifiers"]:
                return "hypothetical", child.lower_
    return None


def _conditioned(verb: Token, words: dict[str, list[str]]) -> bool:
    clauses = [child for child in verb.children if child.dep_ == "advcl"]
    return any(c.dep_ == "mark" and c.lower_ in words["conditional"][:2] for clause in clauses for c in clause.children)


def _governing(verb: Token, words: dict[str, list[str]], link: str) -> tuple[Modality, str] | None:
    lemma = verb.lemma_.lower()
    if link == "conj":
        return None
    if link == "clause" and lemma in {"have", "be"}:  # "has yet to do it", "it is false that A did it"
        for child in verb.children:
            if child.lower_ == "yet" or (child.dep_ == "acomp" and child.lower_ in words["untrue"]):
                return "negated", child.lower_
    if lemma in words["negative"] and link in {"clause", "argument"}:
        return "negated", lemma
    if link in {"clause", "advcl", "subject"} and (lemma in words["future"] or verb.lower_ in words["future"]):
        return None if lemma == "set" and link == "subject" else ("future", lemma)
    if (
        lemma in words["hypothetical"]
        and link != "prep"
        and (link != "subject" or lemma in {"consider", "discuss", "propose"})
    ):
        return "hypothetical", lemma
    if verb.pos_ == "NOUN" and lemma in words["discussed"]:
        return "hypothetical", lemma
    return None
