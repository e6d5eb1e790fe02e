"""Minimal pairs of our own, in ``probes.txt``: the share of pairs of which every sentence is coded as it must be.

``python -m benchmarks.probes`` prints the share by construction, ``--list`` also every sentence that is not right with
what was coded. A sentence is right when all that must come is there, with type, direction and modality, and nothing
else that is neither wanted nor allowed; it misleads where a construction is rarer in news than here, as most are.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.table import Table

from comity.actors import ActorBook
from comity.coders.full import FullCoder
from comity.model import Document, Event, Modality
from comity.ontology import load_ontology

PROBES = Path(__file__).with_name("probes.txt")
PUBLISHED = date(2024, 6, 15)
WANTED = re.compile(r"(\??)(\w+) (=>|=|>) (\w+) ([A-Z/]+)(?: ([a-z/]+))?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act that must come, or may where it is ``optional``; any one of its types and modalities will do.

    A mutual act is ``led`` where one side alone can be its actor, as the visitor is.
    """

    actor: str
    recipient: str
    types: frozenset[str]
    modalities: frozenset[str]
    reciprocal: bool
    led: bool
    optional: bool

    def fits(self, event: Event) -> bool:
        """Whether the coder's event is this act; a mutual one may be told from either side unless one leads it."""
        sides = (event.actor.code, event.recipient.code)
        either_way = self.reciprocal and not self.led
        return (
            event.type in self.types
            and event.modality in self.modalities
            and event.reciprocal == self.reciprocal
            and (sides == (self.actor, self.recipient) or (either_way and sides == (self.recipient, self.actor)))
        )


@dataclass(frozen=True, slots=True)
class Probe:
    """A sentence and the acts that it tells."""

    text: str
    wanted: tuple[Wanted, ...]

    def right(self, events: Iterable[Event]) -> bool:
        """Whether the events are all that must come and nothing that must not."""
        events = tuple(events)
        return all(one.optional or any(map(one.fits, events)) for one in self.wanted) and all(
            any(one.fits(event) for one in self.wanted) for event in events
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two or more sentences that differ in one thing, and the construction that they probe."""

    construction: str
    probes: tuple[Probe, ...]


def parse(line: str) -> Probe:
    """Read one line; raises ValueError that says what is wrong with it."""
    wanted, tab, text = line.partition("\t")
    if not tab or text != " ".join(text.split()) or not text:
        raise ValueError(f"not of the form WANTED<TAB>SENTENCE: {line!r}")
    return Probe(text, () if wanted == "-" else tuple(map(_act, wanted.split("; "))))


def _act(told: str) -> Wanted:
    match = WANTED.fullmatch(told)
    if match is None:
        raise ValueError(f"{told!r} is not ACTOR > RECIPIENT TYPE, with a modality where it is not actual")
    optional, actor, sign, recipient, types, modality = match.groups(default="actual")
    act = Wanted(
        actor,
        recipient,
        frozenset(types.split("/")),
        frozenset(modality.split("/")),
        reciprocal="=" in sign,
        led=sign == "=>",
        optional=optional == "?",
    )
    if unknown := sorted((act.types - set(load_ontology().types)) | (act.modalities - set(get_args(Modality)))):
        raise ValueError(f"{told!r}: unknown {', '.join(unknown)}")
    return act


def read(path: Path = PROBES) -> list[Pair]:
    """All pairs, in the order of the file; raises ValueError on the first line that is not well formed."""
    pairs, construction = [], ""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line]
        headings = [line for line in lines if line.startswith("#")]
        construction = next((line[3:] for line in headings if line.startswith("## ")), construction)
        if probes := tuple(parse(line) for line in lines if line not in headings):
            pairs.append(Pair(construction, probes))
    return pairs


def code(pairs: Iterable[Pair]) -> dict[str, tuple[Event, ...]]:
    """The events of every sentence, each coded as a report of its own."""
    texts = dict.fromkeys(probe.text for pair in pairs for probe in pair.probes)
    documents = [Document(text, text, published=PUBLISHED) for text in texts]
    codings = FullCoder(ActorBook.load(), load_ontology()).code(documents)
    return {text: coding.events for text, coding in zip(texts, codings, strict=True)}


def wrong(pair: Pair, coded: Mapping[str, Sequence[Event]]) -> Iterator[Probe]:
    """The sentences of a pair that are not coded as they must be."""
    return (probe for probe in pair.probes if not probe.right(coded[probe.text]))


def probes() -> dict[str, float]:
    """The share of pairs, in percent, of which every sentence is right."""
    pairs = read()
    coded = code(pairs)
    return {"probes right": round(100 * sum(not any(wrong(pair, coded)) for pair in pairs) / len(pairs), 1)}


def main() -> None:
    """Print the share by construction and, if asked, what is wrong."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--list", action="store_true", help="print every sentence that is not right")
    pairs, console = read(), Console(soft_wrap=True)
    listed, coded = options.parse_args().list, code(pairs)
    of, right = Counter(pair.construction for pair in pairs), Counter[str]()
    for pair in pairs:
        right[pair.construction] += not any(wrong(pair, coded))
        for probe in wrong(pair, coded) if listed else ():
            told = "; ".join(map(_told, coded[probe.text])) or "nothing"
            console.print(f"{pair.construction}: {probe.text}\n    coded: {told}", markup=False, highlight=False)
    table = Table("construction", "pairs", "right", "percent")
    for name, number, good in [*((name, of[name], right[name]) for name in of), ("all", len(pairs), right.total())]:
        table.add_row(name, str(number), str(good), f"{100 * good / number:.1f}")
    console.print(table)


def _told(event: Event) -> str:
    sign = "=" if event.reciprocal else ">"
    modality = "" if event.modality == "actual" else f" {event.modality}"
    return f"{event.actor.code} {sign} {event.recipient.code} {event.type}{modality}"


if __name__ == "__main__":
    main()
