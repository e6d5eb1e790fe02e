"""Twelfth stage: one act told twice in a report is one event, with every sentence that tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comity.coders.lexicon import Entry
from comity.model import Actor, Modality, Moment


@dataclass(frozen=True, slots=True)
class Draft:
    """An event in the making; ranges are of the clean text."""

    actor: Actor
    recipient: Actor
    reciprocal: bool
    entry: Entry
    modality: Modality
    moment: Moment
    location: str | None
    sentence: tuple[int, int]
    trigger: tuple[int, int]
    why: tuple[str, ...]
    confidence: float
    lemma: str
    contexts: tuple[str, ...] = ()
    during: tuple[int, int] | None = None  # the trigger of the act in whose course this one happened
    also: tuple[tuple[int, int], ...] = ()  # the triggers of its other tellings
    retold: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """ "This discussion took place on ...": a date for the last act of its type."""

    type: str
    moment: Moment
    sentence: tuple[int, int]


def merge(drafts: Sequence[Draft | Reference]) -> list[Draft]:
    """Keep each act once: the first telling stands, later ones add their sentence, date, mode and place."""
    kept: list[Draft] = []
    for draft in drafts:
        if isinstance(draft, Reference):
            _date_last(kept, draft)
            continue
        for at, before in enumerate(kept):
            if _same(before, draft):
                kept[at] = _joined(before, draft)
                break
        else:
            kept.append(draft)
    when = {span: one.moment for one in kept if one.moment.date for span in (one.trigger, *one.also)}
    return [
        replace(one, moment=when[one.during]) if not one.moment.date and one.during in when else one for one in kept
    ]


def _date_last(kept: list[Draft], reference: Reference) -> None:
    for at in range(len(kept) - 1, -1, -1):
        if kept[at].entry.type == reference.type:
            if kept[at].moment.date is None:
                kept[at] = replace(kept[at], moment=reference.moment, retold=(*kept[at].retold, reference.sentence))
            return


def _same(one: Draft, other: Draft) -> bool:
    if one.entry.type != other.entry.type or one.modality != other.modality:
        return False
    codes = (one.actor.code, one.recipient.code), (other.actor.code, other.recipient.code)
    mutual = one.reciprocal or other.reciprocal
    if codes[0] != codes[1] and not (mutual and set(codes[0]) == set(codes[1])):
        return False
    modes = {one.entry.mode, other.entry.mode} - {None}
    days = {one.moment.date, other.moment.date} - {None}
    alike = one.entry.type == "CONSULT" or one.lemma == other.lemma or (one.sentence == other.sentence)
    return alike and len(modes) < 2 and (len(days) < 2 or _within(days))


def _within(days: set[str | None]) -> bool:
    """Whether the coarser date holds the finer one."""
    short, *rest = sorted((day for day in days if day), key=len)
    return all(day.startswith(short) for day in rest)


def _joined(one: Draft, other: Draft) -> Draft:
    finer = max(one.moment, other.moment, key=lambda moment: len(moment.date or ""))
    entry = one.entry if one.entry.mode else other.entry if other.entry.mode else one.entry
    told = (
        one.retold if other.sentence == one.sentence or other.sentence in one.retold else (*one.retold, other.sentence)
    )
    return replace(
        one,
        entry=entry,
        moment=finer,
        reciprocal=one.reciprocal or other.reciprocal,
        location=one.location or other.location,
        contexts=tuple(dict.fromkeys((*one.contexts, *other.contexts))),
        during=one.during or other.during,
        also=(*one.also, other.trigger),
        retold=told,
        confidence=max(one.confidence, other.confidence),
    )
