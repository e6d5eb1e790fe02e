"""The sample reports that ship with comity: their form, their dates, and that each text is our own."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from comity.model import Document
from comity.sources import read

REPORTS = files("comity").joinpath("data", "demo", "reports.jsonl")
ROWS = [json.loads(line) for line in REPORTS.read_text(encoding="utf-8").splitlines()]
IDENTIFIER = re.compile(r"sample-(\d{4}-\d{2}-\d{2})-[a-z0-9-]+")
CHINA = re.compile(r"\b(China|Chinese|Beijing)\b")
RUSSIA = re.compile(r"\b(Russia|Russians?|Moscow)\b")
SHARED_WORDS = 12


def sequences(text: str) -> set[tuple[str, ...]]:
    """All runs of twelve words, whatever their case and punctuation."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + SHARED_WORDS]) for at in range(len(words) - SHARED_WORDS + 1)}


def copied(texts: list[str]) -> list[str]:
    """Runs of words that stand in one of the texts and in a sample report."""
    others = set().union(*map(sequences, texts))
    return [f"{row['id']}: {' '.join(run)}" for row in ROWS for run in sequences(row["text"]) & others]


def test_there_are_enough_reports_and_most_tell_of_china_and_russia() -> None:
    assert len(ROWS) >= 80
    assert sum(bool(CHINA.search(row["text"]) and RUSSIA.search(row["text"])) for row in ROWS) >= 40


def test_each_report_has_its_own_identifier() -> None:
    assert [name for name, times in Counter(row["id"] for row in ROWS).items() if times > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_report_has_the_form_of_the_others(row: dict[str, str]) -> None:
    assert set(row) == {"id", "published", "source", "title", "text", "language"}
    assert row["language"] == "en"
    assert row["title"].strip()
    assert re.fullmatch(r"comity sample reports(: [a-z ]+)?", row["source"])
    assert 60 <= len(row["text"].split()) <= 320

    published = date.fromisoformat(row["published"])
    happened = IDENTIFIER.fullmatch(row["id"])
    assert happened is not None
    assert 0 <= (published - date.fromisoformat(happened[1])).days <= 3
    assert 2001 <= published.year <= 2025


def test_reports_come_in_the_order_of_their_dates() -> None:
    dates = [row["published"] for row in ROWS]
    assert dates == sorted(dates)


def test_every_report_is_read() -> None:
    with as_file(REPORTS) as path:
        documents = list(read(path))
    assert [one for one in documents if not isinstance(one, Document)] == []
    assert [(one.id, one.text, str(one.published)) for one in documents if isinstance(one, Document)] == [
        (row["id"], row["text"], row["published"]) for row in ROWS
    ]


def test_no_report_repeats_another() -> None:
    runs = Counter(run for row in ROWS for run in sequences(row["text"]))
    assert [" ".join(run) for run, times in runs.items() if times > 1] == []


def test_no_report_is_taken_from_the_reports_of_others(shared: Path) -> None:
    samples = [path.read_text(encoding="utf-8") for path in sorted(shared.joinpath("samples").glob("*.txt"))]
    examples = shared.joinpath("data", "coding", "reports_examples.jsonl").read_text(encoding="utf-8").splitlines()
    assert samples
    assert examples
    assert copied([*samples, *(json.loads(line)["text"] for line in examples)]) == []
