"""Where the coder errs on the reports of our own; ``python -m benchmarks.errors`` writes the page and its picture.

Each table asks of one class of acts how many were found (recall); what was found and is not there is counted by type.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import vl_convert

from benchmarks.gold_reports import GOLD, document
from comity.actors import ActorBook
from comity.coders.full import FullCoder
from comity.measures.scoring import score_reports
from comity.model import Coding
from comity.ontology import load_ontology

DOCS = GOLD.parents[2] / "docs"
NOTHING = "nothing"
_PASSIVE = re.compile(r"\b(?:was|were|been|be|being|is|are)\s+(?:\w+ly\s+)?\w+(?:ed|en|wn|ght|ut|ld|nt)\b")
_QUOTED = re.compile(r"[\"“”]")
_REPORTED = re.compile(r"\b(?:said|says|told|according to|reported|announced|insists?|claims?|wrote)\b")

Row = Mapping[str, Any]


def construction(event: Row, named: Callable[[str], set[str]]) -> str:
    """How a sentence tells an act, by the hardest thing about it."""
    sentence = event["sentence"]
    parties = {event["actor"], event["recipient"]}
    there = len(parties & named(sentence))
    if there < 2:
        return "one party is named elsewhere" if there else "both parties are named elsewhere"
    if len(named(sentence)) > 2:
        return "three or more actors named"
    if _PASSIVE.search(sentence):
        return "two actors, a passive"
    if _QUOTED.search(sentence):
        return "two actors, words quoted"
    if _REPORTED.search(sentence):
        return "two actors, reported speech"
    return "two actors, plain"


def recall(rows: Iterable[Row], codings: list[Coding], wanted: Callable[[Row], bool]) -> tuple[int, int]:
    """How many acts of a class were found with pair and type, and how many there are."""
    kept = [
        {**row, "events": [{**e, "optional": e.get("optional") or not wanted(e)} for e in row["events"]]}
        for row in rows
    ]
    scores = score_reports(kept, codings)["triple"]
    return scores["tp"], scores["tp"] + scores["fn"]


def confusion(rows: Iterable[Row], codings: list[Coding]) -> Counter[tuple[str, str]]:
    """For each required act the type that was coded of its pair, in its sentence if not the same; and what is false."""
    counts: Counter[tuple[str, str]] = Counter()
    for row, coding in zip(rows, codings, strict=True):
        coded = [
            (frozenset({event.actor.code, event.recipient.code}), event.type, place.text)
            for event in coding.events
            for place in (event.evidence, *event.retold)
        ]
        gold = {(frozenset({act["actor"], act["recipient"]}), act["type"]) for act in row["events"]}
        for act in row["events"]:
            if act.get("optional"):
                continue
            pair = frozenset({act["actor"], act["recipient"]})
            there = [kind for two, kind, text in coded if two == pair and (text in act["sentence"])]
            same = any((two, kind) == (pair, act["type"]) for two, kind, _ in coded)
            other = [kind for kind in there if (pair, kind) not in gold]
            counts[act["type"], act["type"] if same else (other or [NOTHING])[0]] += 1
        counts.update((NOTHING, kind) for pair, kind in {(two, kind) for two, kind, _ in coded} - gold)
    return counts


def picture(counts: Mapping[tuple[str, str], int], order: list[str]) -> str:
    """The confusions as a square of numbers on one scale of blue; the right ones on the diagonal."""
    values = [
        {"gold": gold, "coded": coded, "count": counts.get((gold, coded), 0)} for gold in order for coded in order
    ]
    axis = {"type": "nominal", "sort": order, "title": None}
    spec = {
        "width": 560,
        "height": 520,
        "data": {"values": values},
        "config": {"font": "Helvetica, Arial, sans-serif", "view": {"stroke": None}},
        "encoding": {
            "y": {**axis, "field": "gold", "title": "what the report tells"},
            "x": {**axis, "field": "coded", "title": "what was coded", "axis": {"labelAngle": -50}},
        },
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "#ffffff"},
                "encoding": {
                    "color": {
                        "field": "count",
                        "type": "quantitative",
                        "scale": {"type": "sqrt", "range": ["#f4f6f8", "#0b3c5d"]},
                        "legend": None,
                    }
                },
            },
            {
                "transform": [{"filter": "datum.count > 0"}],
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {
                    "text": {"field": "count"},
                    "color": {"condition": {"test": "datum.count > 18", "value": "#ffffff"}, "value": "#1b2a36"},
                },
            },
        ],
    }
    drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return drawn


def page(rows: list[Row], codings: list[Coding]) -> str:
    """The page of tables."""
    names = FullCoder(ActorBook.load(), load_ontology())
    named: dict[str, set[str]] = {
        sentence: names.named(sentence) for row in rows for sentence in {act["sentence"] for act in row["events"]}
    }
    registers = {
        one["id"]: one["register"]
        for one in map(json.loads, (GOLD.with_name("texts.jsonl")).read_text(encoding="utf-8").splitlines())
    }
    required = [act for row in rows for act in row["events"] if not act.get("optional")]
    scores = score_reports(rows, codings)
    lines = [
        "# Where the coder errs",
        "",
        f"Written by `python -m benchmarks.errors` on {date.today().isoformat()}, on our own {len(rows)} reports",
        f"(`benchmarks/gold`): triples F1 {scores['triple']['f1']} (precision {scores['triple']['p']}, recall"
        f" {scores['triple']['r']}), dyads {scores['dyad']['f1']}, triples with modality"
        f" {scores['triple+modality']['f1']}. What it means stands in [accuracy.md](accuracy.md).",
        "",
        "## By type",
        "",
        "| type | precision | recall | F1 | right | false | missed |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {name} | {one['p']} | {one['r']} | {one['f1']} | {one['tp']} | {one['fp']} | {one['fn']} |"
            for name, one in scores["by_type"].items()
        ),
        "",
        "![Confusions: rows are what the report tells, columns what was coded](img/confusion.svg)",
        "",
        'Rows are what a report tells of a pair in a sentence, columns what was coded of that pair there; "nothing" in',
        "a row is what was coded and is not told, in a column what is told and was not coded.",
    ]
    classes: dict[str, Callable[[Row], str]] = {
        "modality": lambda act: str(act["modality"]),
        "mode": lambda act: f"{act['type']}:{act['mode']}" if act["mode"] else "no mode",
        "construction": lambda act: construction(act, named.__getitem__),
    }
    for title, of in classes.items():
        counts = Counter(of(act) for act in required)
        lines += ["", f"## By {title}", "", f"| {title} | found | of | percent |", "| --- | ---: | ---: | ---: |"]
        for name, count in counts.most_common():
            if count >= 8:
                found, all_ = recall(rows, codings, lambda act, name=name, of=of: of(act) == name)
                lines.append(f"| {name} | {found} | {all_} | {round(100 * found / max(1, all_))} |")
        lines += ["", "Classes of fewer than eight acts are left out."]
    lines += [
        "",
        "## By register",
        "",
        "| register | reports | precision | recall | F1 |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, count in Counter(registers[row["id"]] for row in rows).most_common():
        some = [number for number, row in enumerate(rows) if registers[row["id"]] == name]
        one = score_reports([rows[n] for n in some], [codings[n] for n in some])["triple"]
        lines.append(f"| {name} | {count} | {one['p']} | {one['r']} | {one['f1']} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Code the reports, write the page and the picture."""
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    codings = FullCoder(ActorBook.load(), load_ontology()).code([document(row) for row in rows])
    (DOCS / "errors.md").write_text(page(rows, codings), encoding="utf-8")
    order = [*load_ontology().types, NOTHING]
    (DOCS / "img" / "confusion.svg").write_text(picture(confusion(rows, codings), order), encoding="utf-8")


if __name__ == "__main__":
    main()
