"""What no training text may share with the texts that the project is measured on: eight words in a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MEASURED_ON = (
    ROOT / "src/comity/data/demo",
    ROOT / "benchmarks/gold",
    ROOT.parent / "shared/data/coding",
)
SHARED_WORDS = 8


def words_of(text: str) -> list[str]:
    """The words of a text, without case and punctuation."""
    return re.findall(r"\w+", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """All runs of eight words; of a shorter text of four or more words, the text itself."""
    words = words_of(text)
    length = min(SHARED_WORDS, len(words))
    if length >= 4:
        yield from (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def measured_texts(folders: Iterable[Path] = MEASURED_ON) -> Iterator[str]:
    """The texts on which the project is measured, from the folders that are there."""
    for folder in folders:
        for path in sorted(folder.rglob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.strip():
                    yield str(json.loads(line).get("text", ""))


def measured_runs(folders: Iterable[Path] = MEASURED_ON) -> set[tuple[str, ...]]:
    """All runs of words that no training sentence may hold: eight words, or a short sentence as a whole."""
    forbidden: set[tuple[str, ...]] = set()
    for text in measured_texts(folders):
        forbidden.update(runs(text))
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
            forbidden.update(runs(sentence))
    return forbidden


def shared(text: str, forbidden: set[tuple[str, ...]]) -> str | None:
    """The first words of a text that it shares with what is measured, None where there are none."""
    run = next((run for run in runs(text) if run in forbidden), None)
    return " ".join(run) if run else None
