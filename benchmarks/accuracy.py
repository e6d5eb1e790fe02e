"""Accuracy against gold records that are not part of the project: runs where they lie beside it, in ``../shared``."""

from __future__ import annotations

import functools
import importlib.util
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from comity.actors import ActorBook
from comity.coders.full import FullCoder
from comity.coders.pairs import PairCoder
from comity.engine import CoderSpec
from comity.gold import score_reports
from comity.model import Actor, Coding, Document
from comity.ontology import load_ontology
from comity.records import to_record

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
GOLD = SHARED / "data" / "coding"

Figures = dict[str, float]

COUNTED = ("dyad", "triple", "triple+modality", "quotes", "claims")


def available() -> bool:
    """Whether the gold records are there."""
    return GOLD.is_dir()


@functools.cache
def _referee() -> Any:
    spec = importlib.util.spec_from_file_location("scoring", SHARED / "tools" / "scoring.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(name: str) -> list[dict[str, Any]]:
    with open(GOLD / name, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _scored(score: Callable[[str, str], dict[str, Any]], gold: str, codings: Iterable[Coding]) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for coding in codings:
            file.write(json.dumps(to_record(coding)) + "\n")
        file.flush()
        return score(str(GOLD / gold), file.name)


@functools.cache
def _coder() -> FullCoder:
    return FullCoder(ActorBook.load(), load_ontology())


def gsr() -> Figures:
    """PLOVER gold records between different states or organisations: F1 of dyads and of triples."""
    gold = _referee().gsr_gold(GOLD / "plover_gsr_dev.jsonl")
    codings = _coder().code([Document(key, text) for key, (text, _, _) in gold.items()])
    scores = _scored(_referee().gsr, "plover_gsr_dev.jsonl", codings)
    return {"gsr dyad F1": scores["dyad"]["f1"], "gsr triple F1": scores["triple"]["f1"]}


def petrarch() -> Figures:
    """PETRARCH's unit tests with their invented states loaded as a user's actors: F1 of dyads."""
    book = ActorBook.load(HERE / "middle_earth.yml", HERE / "middle_earth.csv")
    rows = _rows("petrarch_unittest.jsonl")
    documents = [
        Document(
            str(row["id"]),
            row["text"],
            published=date.fromisoformat(f"{row['date'][:4]}-{row['date'][4:6]}-{row['date'][6:8]}"),
        )
        for row in rows
    ]
    codings = FullCoder(book, load_ontology()).code(documents)
    hit = false = missed = 0
    for row, coding in zip(rows, codings, strict=True):
        gold = {(_theirs(event["sourcecode"]), _theirs(event["targetcode"])) for event in row["events"]}
        gold = {pair for pair in gold if None not in pair and pair[0] != pair[1]}
        found = set()
        for event in coding.events:
            pair = (_ours(event.actor), _ours(event.recipient))
            found |= {pair, pair[::-1]} if event.reciprocal and pair[::-1] in gold else {pair}
        hit, false, missed = hit + len(gold & found), false + len(found - gold), missed + len(gold - found)
    return {"petrarch dyad F1": round(200 * hit / (2 * hit + false + missed), 1)}


_WHOLE = {"ORCHOB", "MRGORC"}
"""Codes of PETRARCH that are not cut to the state."""

_THEIR_CODES = {
    "KWT": "KUW", "NZL": "NZE", "ZWE": "ZBW", "EU": "IGO", "UN": "IGO", "AU": "IGO", "ICC": "IGO", "IMF": "IGO",
    "WB": "IGO", "AMNESTY": "NGM", "AL_QAEDA": "IMG",
}  # fmt: skip
"""Our codes where PETRARCH's dictionary has others for the same actor."""


def _theirs(code: str) -> str | None:
    """The state or organisation of a gold code; None for nobody, a wildcard, or a phrase that has no code."""
    if set(code[:3]) & set("-#") or " " in code:
        return None
    return code if code in _WHOLE else code[:3]


def _ours(actor: Actor) -> str:
    code = _THEIR_CODES.get(actor.code, actor.country or actor.code)
    return code if code in _WHOLE else _THEIR_CODES.get(code, code)[:3]


def pairs() -> Figures:
    """PLV sentences with a marked pair: macro-F1 of the type, the quad class and coop or conf. Nothing is trained."""
    rows = _rows("plv_train.jsonl")
    predicted = PairCoder(load_ontology()).code(rows)
    return {
        "pairs root macro-F1": macro_f1([row["code"] for row in rows], [one.root for one in predicted]),
        "pairs quad macro-F1": macro_f1([row["quad"] for row in rows], [one.quad for one in predicted]),
        "pairs binary macro-F1": macro_f1([row["binary"] for row in rows], [one.binary for one in predicted]),
    }


def macro_f1(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """The mean, over the gold classes, of each class's F1, in percent."""
    total = 0.0
    for label in set(gold):
        both = sum(a == b == label for a, b in zip(gold, predicted, strict=True))
        total += 2 * both / (gold.count(label) + predicted.count(label))
    return round(100 * total / len(set(gold)), 1)


def own() -> Figures:
    """Our own reports, coded by hand: F1, right dates and modes, and how many silent sentences were coded."""
    with open(HERE / "gold" / "reports.jsonl", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    scores, quick = score_reports(rows), score_reports(rows, CoderSpec("fast"))
    return {
        **{f"own reports {name} F1": scores[name]["f1"] for name in COUNTED},
        "own reports date right": scores["date"],
        "own reports mode right": scores["mode"],
        "own reports, empty sentences coded, percent": scores["empty"]["percent"],
        "own reports triple F1, fast coder": quick["triple"]["f1"],
    }


def reports() -> Figures:
    """Whole coded reports: F1 of dyads, triples and triples with modality, of quotes and claims."""
    rows = _rows("reports_examples.jsonl")
    documents = [
        Document(row["id"], row["text"], title=row["title"], published=date.fromisoformat(row["published"]))
        for row in rows
    ]
    scores = _scored(_referee().reports, "reports_examples.jsonl", _coder().code(documents))
    figures = {f"reports {name} F1": scores[name]["f1"] for name in COUNTED}
    return figures | {"reports date right": scores["date"], "reports mode right": scores["mode"]}


BENCHMARKS: tuple[Callable[[], Figures], ...] = (gsr, petrarch, pairs, reports, own)
