"""The reports of our own, coded by hand. The even ones are gone through to mend rules, the odd ones are not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from comity.model import Document, Event

GOLD = Path(__file__).with_name("gold") / "reports.jsonl"


def gold(parity: int) -> list[dict[str, Any]]:
    """Every second report of our own."""
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()][parity::2]


def document(row: dict[str, Any]) -> Document:
    """The report of a row, without its codes."""
    return Document(row["id"], row["text"], title=row["title"], published=date.fromisoformat(row["published"]))


def right(event: Event, row: dict[str, Any]) -> bool | None:
    """Whether the report tells that the actor did this to the recipient; None where coders may differ."""
    wanted = {(event.actor.code, event.recipient.code, event.type)}
    if event.reciprocal:
        wanted.add((event.recipient.code, event.actor.code, event.type))
    met = [
        one
        for one in row["events"]
        for pair in ((one["actor"], one["recipient"]), (one["recipient"], one["actor"]))[: 1 + bool(one["reciprocal"])]
        if (*pair, one["type"]) in wanted
    ]
    return None if met and all(one.get("optional") for one in met) else bool(met)
