"""Events written by hand as the tables that measures take: for examples, tests, and events of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa

from comity.ontology import load_ontology

MUTUAL = ("CONSULT", "AGREE")
"""Types of which both sides are the actor."""

_TEXTS = ("mode", "title", "url", "source", "location", "actor_name", "recipient_name")
_QUOTES = pa.schema(
    [("report", pa.string()), ("published", pa.date32()), ("speaker", pa.string()), ("about", pa.list_(pa.string())),
     ("stance", pa.string())]
)  # fmt: skip
_CLAIMS = pa.schema([("report", pa.string()), ("subject", pa.string()), ("partner", pa.string())])


def by_hand(events: Iterable[tuple[str, str, str, str]]) -> dict[str, pa.Table]:
    """The tables of events given as (day, actor, recipient, type of PLOVER); each day has one report, of its own day.

    >>> tables = by_hand([("2024-05-01", "CHN", "RUS", "CONSULT"), ("2024-05-01", "RUS", "CHN", "AID")])
    >>> tables["events"].num_rows, tables["reports"].num_rows, tables["events"]["quad"].to_pylist()
    (2, 1, ['verbal_coop', 'material_coop'])
    """
    ontology = load_ontology()
    rows: list[dict[str, Any]] = []
    for number, (day, actor, recipient, kind) in enumerate(events):
        type_ = ontology.type(kind)
        rows.append(
            {
                "id": f"e{number:05}", "report": day, "document": day, "published": date.fromisoformat(day),
                "actor": actor, "recipient": recipient, "reciprocal": kind in MUTUAL, "type": kind, "contexts": [],
                "quad": type_.quad, "cameo": type_.cameo, "intensity": type_.intensity, "goldstein": type_.intensity,
                "modality": "actual", "date": day, "precision": "day", "evidence_start": number,
                "evidence_text": f"{actor} {kind.lower()} {recipient}", "confidence": 1.0, **dict.fromkeys(_TEXTS),
            }
        )  # fmt: skip
    days = sorted({row["report"] for row in rows})
    reports = [{"id": day, "digest": day, "published": date.fromisoformat(day)} for day in days]
    texts = pa.schema([(name, pa.string()) for name in ("title", "source", "url", "superseded_by")])
    schema = pa.schema([("id", pa.string()), ("digest", pa.string()), ("published", pa.date32()), *texts])
    events_ = pa.Table.from_pylist(rows)
    for name in _TEXTS:
        place = events_.column_names.index(name)
        events_ = events_.set_column(place, name, events_[name].cast(pa.string()))
    place = events_.column_names.index("contexts")
    events_ = events_.set_column(place, "contexts", pa.array([[]] * len(rows), pa.list_(pa.string())))
    return {
        "events": events_,
        "reports": pa.Table.from_pylist(reports, schema=schema),
        "quotes": _QUOTES.empty_table(),
        "claims": _CLAIMS.empty_table(),
    }
