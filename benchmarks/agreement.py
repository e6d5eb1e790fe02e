"""How well two codings of the same reports agree: the second against the first, scored as a coder is scored.

``python -m benchmarks.agreement`` prints the figures, ``--list`` also every event on which the two differ.

An event that one side requires and the other calls optional is half an agreement, so there are three readings: *bare*
knows only required events; *scored* lets the optional events of the first coding excuse what the second found, as for
a coder; *lenient* also takes as found what the other side has as optional. Both codings follow the same written
conventions and come from one project, so they agree more than strangers would.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from comity.measures.scoring import Scores, score_reports
from comity.model import Actor, Claim, Coding, Document, Event, Moment, Passage, Quote
from comity.ontology import load_ontology

GOLD = Path(__file__).with_name("gold")
Row = Mapping[str, Any]
FIELDS = ("dyad", "triple", "triple+modality", "quotes", "claims")


def read(name: str) -> dict[str, Row]:
    """The coded reports of a file under ``gold``, by id."""
    with open(GOLD / name, encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


def as_coding(row: Row, *, optional: bool) -> Coding:
    """A coding of a report by hand in the form in which a coder gives it, with its optional events or without."""
    text = row["text"]

    def evidence(words: str) -> Passage:
        start = text.index(words)
        return Passage.of(text, start, start + len(words))

    return Coding(
        Document(row["id"], text, title=row["title"], published=date.fromisoformat(row["published"])),
        tuple(
            Event(
                id=f"{row['id']}-{number}",
                document=row["id"],
                actor=Actor(event["actor"]),
                recipient=Actor(event["recipient"]),
                reciprocal=event["reciprocal"],
                type=event["type"],
                mode=event["mode"],
                contexts=(),
                quad=load_ontology().type(event["type"]).quad,
                cameo=None,
                intensity=load_ontology().intensity(event["type"], event["mode"]),
                goldstein=None,
                modality=event["modality"],
                moment=Moment(event["date"]),
                location=None,
                evidence=evidence(event["sentence"]),
                trigger=evidence(event["sentence"]),
                confidence=1.0,
                why=(),
            )
            for number, event in enumerate(row["events"])
            if optional or not event["optional"]
        ),
        tuple(
            Quote(Actor(quote["speaker"]), quote["words"], (), "neutral", evidence(quote["words"]))
            for quote in row["quotes"]
        ),
        tuple(
            Claim(
                claim["kind"],
                claim["quantity"],
                claim["subject"],
                claim["partner"],
                claim["period"],
                claim["value"],
                None,
                evidence(claim["sentence"]),
            )
            for claim in row["claims"]
        ),
    )


def score(gold: Iterable[Row], other: Iterable[Row], *, optional: bool = False) -> Scores:
    """One coding scored against the other as gold; with ``optional`` its optional events count as found."""
    return score_reports(gold, [as_coding(row, optional=optional) for row in other])


def required(row: Row) -> Row:
    """The report with its required events alone."""
    return {**row, "events": [event for event in row["events"] if not event["optional"]]}


def only_one(gold: Row, other: Row) -> Iterator[Row]:
    """The required events of one coding that the other does not require."""
    theirs = required(other)["events"]
    return (event for event in required(gold)["events"] if not any(_alike(event, found) for found in theirs))


def _alike(event: Row, other: Row) -> bool:
    pair, theirs = (event["actor"], event["recipient"]), (other["actor"], other["recipient"])
    mutual = event["reciprocal"] or other["reciprocal"]
    same = pair == theirs or (mutual and pair == theirs[::-1])
    return bool(same and event["type"] == other["type"] and event["modality"] == other["modality"])


def _both_recalls(one: Scores, other: Scores) -> float:
    """The harmonic mean of what each side requires and the other has at all."""
    p, r = one["r"], other["r"]
    return round(2 * p * r / (p + r), 1) if p + r else 0.0


def main() -> None:
    """Print how well the two codings agree."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--list", action="store_true", help="every event that only one of the two requires")
    listed = options.parse_args().list
    second = read("second.jsonl")
    first = {key: row for key, row in read("reports.jsonl").items() if key in second}
    ones, twos = list(first.values()), list(second.values())
    bare, scored = score(map(required, ones), twos), score(ones, twos)
    lenient = score(ones, twos, optional=True), score(twos, ones, optional=True)
    console = Console()
    table = Table("F1", "bare", "scored", "lenient")
    for name in FIELDS:
        figures = bare[name]["f1"], scored[name]["f1"], _both_recalls(*(way[name] for way in lenient))
        table.add_row(name, *(f"{figure:g}" for figure in figures))
    console.print(table)
    console.print(
        f"{len(second)} reports. On matched events the date agrees in {scored['date']:g}% and the mode in "
        f"{scored['mode']:g}%. Of {scored['empty']['sentences']} sentences that code nothing in the first, the second "
        f"requires an event in {scored['empty']['with_false_event']}.",
        soft_wrap=True,
    )
    if listed:
        for key in second:
            for side, event in (
                *(("first", event) for event in only_one(first[key], second[key])),
                *(("second", event) for event in only_one(second[key], first[key])),
            ):
                act = ":".join(filter(None, (event["type"], event["mode"])))
                told = f"{event['actor']} {event['recipient']} {act} {event['modality']} {event['date']}"
                console.print(f"{key} {side}: {told} | {event['sentence']}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
