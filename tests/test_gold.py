"""The whole reports that we coded by hand: their form, and that their sentences are our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import pytest

from comity.actors import ActorBook
from comity.model import MODALITIES, ClaimKind, Moment, Quantity
from comity.ontology import load_ontology

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "benchmarks" / "gold"
SHARED = ROOT.parent / "shared" / "data" / "coding"
DEMO = ROOT / "src" / "comity" / "data" / "demo" / "reports.jsonl"
BOOK = ActorBook.load()
TYPES = load_ontology().types
KINDS = get_args(ClaimKind)
QUANTITIES = get_args(Quantity)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


TEXTS = {row["id"]: row for row in rows(GOLD / "texts.jsonl")}
REPORTS = rows(GOLD / "reports.jsonl")
SECOND = rows(GOLD / "second.jsonl")


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of twelve words."""
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[at : at + 12]) for at in range(len(words) - 11)}


def repeated(paths: Iterable[Path]) -> list[str]:
    others = {run for path in paths for row in rows(path) for run in runs(row.get("text", ""))}
    return [row["id"] for row in TEXTS.values() if runs(row["text"]) & others]


def test_every_text_is_coded_once_and_in_order() -> None:
    assert [report["id"] for report in REPORTS] == list(TEXTS)


def test_every_text_is_coded_a_second_time() -> None:
    assert [report["id"] for report in SECOND] == list(TEXTS)


@pytest.mark.parametrize("report", REPORTS + SECOND, ids=lambda report: str(report["id"]))
def test_a_report_is_coded_in_the_form_of_the_referee(report: dict[str, Any]) -> None:
    text = report["text"]
    assert report == {**report, **{key: TEXTS[report["id"]][key] for key in ("published", "title", "text")}}
    for event in report["events"]:
        assert event["sentence"] in text
        assert {event["actor"], event["recipient"]} <= set(BOOK.entities)
        assert event["actor"] != event["recipient"]
        assert event["mode"] is None or event["mode"] in TYPES[event["type"]].modes
        assert event["modality"] in MODALITIES
        assert {type(event["reciprocal"]), type(event["optional"])} == {bool}
        Moment(event["date"])
        if event["modality"] in ("actual", "historical") and event["date"]:
            assert event["date"] <= report["published"][: len(event["date"])]
    for quote in report["quotes"]:
        assert quote["words"] in text
        assert quote["speaker"] in BOOK.entities
    for claim in report["claims"]:
        assert claim["sentence"] in text
        assert claim["kind"] in KINDS
        assert claim["quantity"] in QUANTITIES
        assert {claim["subject"], claim["partner"]} - {None} <= set(BOOK.entities)


@pytest.mark.parametrize("report", REPORTS + SECOND, ids=lambda report: str(report["id"]))
def test_a_sentence_that_codes_nothing_is_found_once_and_bears_no_event(report: dict[str, Any]) -> None:
    assert all(report["text"].count(sentence) == 1 for sentence in report["empty"])
    assert not {event["sentence"] for event in report["events"]} & set(report["empty"])


def test_every_report_has_sentences_that_code_nothing() -> None:
    assert all(len(report["empty"]) >= 4 for report in REPORTS)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no coded sentences in {SHARED}")
def test_no_report_repeats_what_the_coder_is_measured_on() -> None:
    assert not repeated(SHARED.glob("*.jsonl"))


def test_no_report_repeats_the_demonstration() -> None:
    assert not repeated([DEMO])
