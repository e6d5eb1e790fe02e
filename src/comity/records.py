"""Codings as the JSON objects that ``comity code --json`` prints, and back.

The shape is a contract with users' scripts: extend it, never break it.

>>> from comity.model import Coding, Document
>>> coding = Coding(Document("a1", "Nothing happened."))
>>> from_record(to_record(coding), text=coding.document.text) == coding
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from comity.model import Actor, Claim, Coding, Document, Event, Moment, Passage, Quote, Rejection

Record = dict[str, Any]

_DOCUMENT_FIELDS = ("id", "title", "published", "source", "url", "language")


def to_record(coding: Coding) -> Record:
    """Turn one coding into its JSON object. The document's text is not repeated in it; ``dropped`` may be missing."""
    record: Record = {
        "document": document_record(coding.document),
        "events": [event_record(event) for event in coding.events],
        "quotes": [asdict(quote) | {"about": list(quote.about)} for quote in coding.quotes],
        "claims": [claim_record(claim) for claim in coding.claims],
        "rejected": coding.rejected,
    }
    if coding.dropped:
        record["dropped"] = [{"reason": one.reason, "excerpt": one.excerpt} for one in coding.dropped]
    return record


def from_record(record: Mapping[str, Any], *, text: str) -> Coding:
    """Rebuild a coding from its JSON object and the text that it was made from."""
    about = dict(record["document"])
    published = about.pop("published")
    known = {name: about.pop(name) for name in _DOCUMENT_FIELDS if name in about}
    document = Document(text=text, published=date.fromisoformat(published) if published else None, extra=about, **known)
    return Coding(
        document,
        events=tuple(event_from_record(event, document.id) for event in record["events"]),
        quotes=tuple(_quote(quote) for quote in record["quotes"]),
        claims=tuple(_claim(claim) for claim in record["claims"]),
        rejected=record["rejected"],
        dropped=tuple(Rejection(document.id, **one) for one in record.get("dropped", ())),
    )


def document_record(document: Document) -> Record:
    """Turn what is known about a document into its JSON object; other columns of the input pass through."""
    return {
        **document.extra,
        "id": document.id,
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "source": document.source,
        "url": document.url,
        "language": document.language,
    }


def event_record(event: Event) -> Record:
    """Turn an event into its JSON object."""
    record = asdict(event)
    moment = record.pop("moment")
    return record | {
        "contexts": list(event.contexts),
        "why": list(event.why),
        "retold": [asdict(passage) for passage in event.retold],
        "date": moment["date"],
        "precision": moment["precision"],
    }


def claim_record(claim: Claim) -> Record:
    """Turn a claim into its JSON object."""
    return asdict(claim) | {"basis": list(claim.basis)}


def event_from_record(record: Mapping[str, Any], document: str) -> Event:
    """Rebuild an event from its JSON object."""
    fields = dict(record)
    fields.pop("precision")
    return Event(
        **fields
        | {
            "document": document,
            "actor": Actor(**fields["actor"]),
            "recipient": Actor(**fields["recipient"]),
            "contexts": tuple(fields["contexts"]),
            "moment": Moment(fields.pop("date")),
            "evidence": Passage(**fields["evidence"]),
            "trigger": Passage(**fields["trigger"]),
            "why": tuple(fields["why"]),
            "retold": tuple(Passage(**passage) for passage in fields["retold"]),
        }
    )


def _quote(record: Mapping[str, Any]) -> Quote:
    return Quote(
        **{
            **record,
            "speaker": Actor(**record["speaker"]),
            "about": tuple(record["about"]),
            "evidence": Passage(**record["evidence"]),
        }
    )


def _claim(record: Mapping[str, Any]) -> Claim:
    return Claim(**{**record, "basis": tuple(record["basis"]), "evidence": Passage(**record["evidence"])})
