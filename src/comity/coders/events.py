"""The last step: drafts, merged, become events with their scores, their evidence as read, and an id of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from comity.coders.merging import Draft, Reference, merge
from comity.coders.reading import Prepared
from comity.model import Event, Modality, Moment, Passage
from comity.ontology import Ontology


def finished(one: Prepared, drafts: Sequence[Draft | Reference], ontology: Ontology) -> Iterator[Event]:
    """The events of a document, each act once."""
    merged = merge(drafts)
    digest = one.document.digest if merged else ""
    return (_event(one, draft, ontology, digest) for draft in merged)


def _event(one: Prepared, draft: Draft, ontology: Ontology, digest: str) -> Event:
    def passage(start: int, end: int) -> Passage:
        return Passage.of(one.document.text, *one.text.original(start, end))

    entry = draft.entry
    cameo = entry.cameo or ontology.cameo(entry.type, entry.mode, entry.contexts)
    modality = _in_time(draft.modality, draft.moment, one.document.published)
    trigger = passage(*draft.trigger)
    return Event(
        id=_identity(digest, draft, modality, trigger),
        document=one.document.id,
        actor=draft.actor,
        recipient=draft.recipient,
        reciprocal=draft.reciprocal,
        type=entry.type,
        mode=entry.mode,
        contexts=draft.contexts,
        quad=ontology.type(entry.type).quad,
        cameo=cameo,
        intensity=ontology.intensity(entry.type, entry.mode),
        goldstein=ontology.goldstein(cameo),
        modality=modality,
        moment=draft.moment,
        location=draft.location,
        evidence=passage(*draft.sentence),
        trigger=trigger,
        confidence=draft.confidence,
        why=draft.why,
        retold=tuple(passage(*span) for span in draft.retold),
    )


def _in_time(how: Modality, moment: Moment, published: date | None) -> Modality:
    if how != "actual" or published is None or moment.date is None:
        return how
    year_before = (published - timedelta(days=365)).isoformat()
    if moment.date < year_before[: len(moment.date)]:
        return "historical"
    if moment.date > published.isoformat()[: len(moment.date)]:
        return "future"
    return how


def _identity(digest: str, draft: Draft, modality: Modality, trigger: Passage) -> str:
    parts = (
        digest,
        draft.actor.code,
        draft.recipient.code,
        draft.entry.type,
        str(draft.entry.mode),
        modality,
        str(draft.moment.date),
        str(trigger.start),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
