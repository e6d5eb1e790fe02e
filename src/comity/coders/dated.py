"""Which dates of a sentence are those of an act that no date hangs on: by its noun, its verb or its row."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from comity.model import Moment

_GOING_ON = {"is", "are", "'s", "'re"}
_HAPPENS = {"take", "hold", "happen", "occur", "begin", "start", "sign", "open", "end", "publish", "issue"}


def of_noun(
    trigger: Token, loose: Sequence[tuple[Token, Moment]], named: Sequence[tuple[Token, Moment]]
) -> Moment | None:
    """ "The meeting that took place on Wednesday", "the communique of 10 July in which A accused B".

    Also "said on Friday that it is leaving".
    """
    moments = {
        moment
        for token, moment in loose
        for verb in (clause_of(token),)
        if verb.dep_ == "relcl" and verb.head.i == trigger.i and verb.lemma_.lower() in _HAPPENS
    }
    verb = clause_of(trigger)
    if verb.dep_ == "relcl" and any(child.dep_ == "prep" and child.i < verb.i for child in verb.children):
        head = verb.head
        inside = [pair for pair in named if head.i <= pair[0].i < verb.i]
        moments |= {moment for token, moment in inside if head in (token, *token.ancestors)}
    if verb.dep_ == "ccomp" and verb.tag_ == "VBG" and any(child.lower_ in _GOING_ON for child in verb.children):
        moments |= {
            moment for token, moment in loose if clause_of(token).i == verb.head.i and moment.precision == "day"
        }
    return moments.pop() if len(moments) == 1 else None


def after_in_row(trigger: Token, loose: Sequence[tuple[Token, Moment]]) -> Moment | None:
    """The date at the end of a row of deeds of one subject: "they stormed and burned it on Saturday"."""
    if trigger.pos_ != "VERB":
        return None
    for verb in trigger.children:
        own = any(child.dep_ in {"nsubj", "nsubjpass"} or child.dep_ == "aux" for child in verb.children)
        if verb.dep_ == "conj" and verb.tag_ == trigger.tag_ and not own:
            near = {moment for token, moment in loose if clause_of(token).i == verb.i and token.i > verb.i}
            if len(near) == 1:
                return near.pop()
    return None


def before_in_row(trigger: Token, loose: Sequence[tuple[Token, Moment]]) -> Moment | None:
    """The date of the verb before in a row of past deeds: "on Tuesday they met and signed"."""
    verb = clause_of(trigger)
    if any(child.dep_ == "aux" for child in verb.children):
        return None  # "met in May and has since refused"
    while verb.dep_ == "conj" and verb.head.i < verb.i:
        verb = verb.head
        near = {moment for token, moment in loose if clause_of(token).i == verb.i}
        if len(near) == 1 and verb.tag_ in {"VBD", "VBN", "VBG"}:
            return near.pop()
    return None


def clause_of(token: Token) -> Token:
    """The verb over a token, through the verbs that share its subject."""
    while token.head.i != token.i and (
        token.pos_ not in {"VERB", "AUX"} or token.dep_ in {"xcomp", "pcomp", "aux", "auxpass"}
    ):
        token = token.head
    return token
