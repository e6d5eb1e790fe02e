"""The whole reports that we coded by hand: their form, and that their sentences are our own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from comity.actors import ActorBook
from comity.model import MODALITIES, Moment
from comity.ontology import load_ontology

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "benchmarks" / "gold"
SHARED = ROOT.parent / "shared" / "data" / "coding"
BOOK = ActorBook.load()
TYPES = load_ontology().types


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


TEXTS = {row["id"]: row for row in rows(GOLD / "texts.jsonl")}
REPORTS = rows(GOLD / "reports.jsonl")


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: str(report["id"]))
def test_a_report_is_coded_in_the_form_of_the_referee(report: dict[str, Any]) -> None:
    text = report["text"]
    assert text == TEXTS[report["id"]]["text"]
    for event in report["events"]:
        assert event["sentence"] in text
        assert {event["actor"], event["recipient"]} <= set(BOOK.entities)
        assert event["actor"] != event["recipient"]
        assert event["mode"] is None or event["mode"] in TYPES[event["type"]].modes
        assert event["modality"] in MODALITIES
        Moment(event["date"])
    assert all(sentence in text for sentence in report["empty"])
    assert all(quote["words"] in text for quote in report["quotes"])
    assert all(claim["sentence"] in text for claim in report["claims"])
    told = {event["sentence"] for event in report["events"] if not event.get("optional")}
    assert not told & set(report["empty"])


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no coded sentences in {SHARED}")
def test_no_report_repeats_what_the_coder_is_measured_on() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9']+", text.lower())
        return {tuple(words[at : at + 12]) for at in range(len(words) - 11)}

    measured = {run for path in SHARED.glob("*.jsonl") for row in rows(path) for run in runs(row.get("text", ""))}
    assert not [row["id"] for row in TEXTS.values() if runs(row["text"]) & measured]
