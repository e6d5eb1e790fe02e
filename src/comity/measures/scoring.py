"""How good the coding is: gold codings against comity's own.

Precision is the share of what was coded that is right, recall the share of what is right that was coded, F1 their
harmonic mean; all in percent, rounded to one digit. A mutual act told in either direction is one event, and a second,
reversed telling of it is no false event. Gold marked optional absorbs a prediction without credit or blame.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from comity.model import Actor, Coding, Event

Gold = Mapping[str, Any]
Scores = dict[str, Any]

# Acts that may be told from either side even where only one telling is marked as mutual.
MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT"})

# The organisations that the PLOVER gold records write as one code.
ORGANISATIONS = frozenset({"UN", "EU", "NATO", "IAEA", "AU", "ICC", "OSCE", "IMF", "WTO"})

_MEASURES: dict[str, tuple[str, ...]] = {
    "dyad": (),
    "triple": ("type",),
    "triple+modality": ("type", "modality"),
}


class Predicted(Protocol):
    """What a coder of marked pairs says of one sentence; None where it sees no act."""

    @property
    def root(self) -> str | None:
        """One of the 15 types."""

    @property
    def quad(self) -> str | None:
        """Verbal or material, cooperation or conflict."""

    @property
    def binary(self) -> str | None:
        """``coop`` or ``conf``."""


@dataclass(slots=True)
class Tally:
    """Right, false and missed, as they are counted."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def add(self, right: int, false: int, missed: int) -> None:
        """Count some more."""
        self.right += right
        self.false += false
        self.missed += missed

    def compare(self, gold: set[Any], predicted: set[Any]) -> None:
        """Count two sets against each other."""
        self.add(len(gold & predicted), len(predicted - gold), len(gold - predicted))

    @property
    def precision(self) -> float:
        """The share of what was found that is right, from 0 to 1."""
        return self.right / (self.right + self.false) if self.right else 0.0

    @property
    def recall(self) -> float:
        """The share of what is right that was found, from 0 to 1."""
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, in percent."""
        p, r = self.precision, self.recall
        return 200 * p * r / (p + r) if self.right else 0.0

    def scores(self) -> Scores:
        """Precision, recall and F1 in percent, and the counts behind them.

        >>> Tally(3, 1, 2).scores()
        {'p': 75.0, 'r': 60.0, 'f1': 66.7, 'tp': 3, 'fp': 1, 'fn': 2}
        """
        return {
            "p": round(100 * self.precision, 1),
            "r": round(100 * self.recall, 1),
            "f1": round(self.f1, 1),
            "tp": self.right,
            "fp": self.false,
            "fn": self.missed,
        }


@dataclass(frozen=True, slots=True)
class _Act:
    """What counts of an event, gold or predicted, when the two are compared."""

    actor: str
    recipient: str
    reciprocal: bool
    type: str
    mode: str | None
    modality: str | None
    date: str | None
    optional: bool = False

    @classmethod
    def of_gold(cls, event: Gold) -> _Act:
        return cls(
            event["actor"],
            event["recipient"],
            bool(event.get("reciprocal")),
            event["type"],
            event.get("mode"),
            event.get("modality"),
            event.get("date"),
            bool(event.get("optional")),
        )

    @classmethod
    def of_event(cls, event: Event) -> _Act:
        return cls(
            event.actor.code,
            event.recipient.code,
            event.reciprocal,
            event.type,
            event.mode,
            event.modality,
            event.moment.date,
        )

    def same_pair(self, other: _Act) -> bool:
        if (self.actor, self.recipient) == (other.actor, other.recipient):
            return True
        either = (self.reciprocal or other.reciprocal) and bool({self.type, other.type} & MUTUAL)
        return either and {self.actor, self.recipient} == {other.actor, other.recipient}

    def fits(self, other: _Act, fields: Sequence[str]) -> bool:
        return self.same_pair(other) and self.values(fields) == other.values(fields)

    def values(self, fields: Sequence[str]) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in fields)


def score_reports(gold: Iterable[Gold], codings: Iterable[Coding]) -> Scores:
    """Score whole reports: events, dates, modes, sentences that say nothing, quotes and claims.

    ``gold`` are rows with ``id``, ``text``, ``events`` and, where they apply, ``quotes``, ``claims`` and ``empty``;
    ``codings`` are matched to them by the document's id, and a missing one counts as a report without events.
    Returns precision, recall and F1 of ``dyad``, ``triple`` (dyad and type), ``triple+modality``, ``quotes`` and
    ``claims``; the share of matched events with the right ``mode`` and ``date`` (a date that is right and only less
    precise, down to the month, is right); ``empty``, the sentences that must code nothing and how many did not;
    ``by_type``; ``spans_wrong``, the evidence that does not stand where it says. The figures mislead where gold is
    coded by one person alone: two careful coders agree on some 95 percent.
    """
    coded = {coding.document.id: coding for coding in codings}
    pairs = [(row, coded.get(row["id"])) for row in {row["id"]: row for row in gold}.values()]
    tallies = {name: Tally() for name in _MEASURES}
    by_type: dict[str, Tally] = {}
    mode, dated = Counter[bool](), Counter[bool]()
    for row, coding in pairs:
        wanted = [_Act.of_gold(event) for event in row["events"]]
        found = [_Act.of_event(event) for event in coding.events] if coding else []
        for name, fields in _MEASURES.items():
            hits, false, missed = _match(wanted, found, fields)
            tallies[name].add(len(hits), len(false), len(missed))
            if name != "triple":
                continue
            mode.update(act.mode == other.mode for act, other in hits if act.mode)
            dated.update(_same_date(act.date, other.date) for act, other in hits if act.date)
            for act, _ in hits:
                by_type.setdefault(act.type, Tally()).right += 1
            for act in false:
                by_type.setdefault(act.type, Tally()).false += 1
            for act in missed:
                by_type.setdefault(act.type, Tally()).missed += 1
    quotes, claims = Tally(), Tally()
    for row, coding in pairs:
        quotes.compare(
            {(quote["speaker"], _letters(quote["words"])) for quote in row.get("quotes", ())},
            {(quote.speaker.code, _letters(quote.words)) for quote in coding.quotes} if coding else set(),
        )
        claims.compare(
            {_claim(claim.get) for claim in row.get("claims", ())},
            {_claim(functools.partial(getattr, claim)) for claim in coding.claims} if coding else set(),
        )
    return {
        **{name: tally.scores() for name, tally in tallies.items()},
        "mode": _percent(mode[True], mode.total()),
        "date": _percent(dated[True], dated.total()),
        "empty": _empty(pairs),
        "quotes": quotes.scores(),
        "claims": claims.scores(),
        "spans_wrong": sum(
            row["text"][event.evidence.start : event.evidence.end] != event.evidence.text
            for row, coding in pairs
            if coding
            for event in coding.events
        ),
        "by_type": {name: tally.scores() for name, tally in sorted(by_type.items())},
        "reports": len(pairs),
    }


def score_pairs(gold: Iterable[Gold], predicted: Iterable[Predicted]) -> Scores:
    """Score the coding of marked pairs, one prediction for each gold row, in order.

    Returns, for ``root`` (15 types), ``quad`` (4) and ``binary`` (2), ``macro_f1``, the mean of the classes' F1 over
    the classes that occur in gold, and ``micro_f1``, the F1 of all together, in percent. A sentence in which the coder
    sees no act is missed, but is nobody's false positive; that is why micro-F1 is not the same as accuracy here.

    >>> from types import SimpleNamespace as Row
    >>> gold = [{"code": "AID", "quad": "material_coop", "binary": "coop"}] * 2
    >>> right = Row(root="AID", quad="material_coop", binary="coop")
    >>> score_pairs(gold, [right, Row(root=None, quad=None, binary=None)])  # doctest: +NORMALIZE_WHITESPACE
    {'sentences': 2, 'coded': 1, 'root': {'macro_f1': 66.7, 'micro_f1': 66.7},
     'quad': {'macro_f1': 66.7, 'micro_f1': 66.7}, 'binary': {'macro_f1': 66.7, 'micro_f1': 66.7}}
    """
    both = list(zip(gold, predicted, strict=True))
    scores: Scores = {"sentences": len(both), "coded": sum(guess.root is not None for _, guess in both)}
    for level, column in (("root", "code"), ("quad", "quad"), ("binary", "binary")):
        scores[level] = _classes([(row[column], getattr(guess, level)) for row, guess in both])
    return scores


def score_gsr(gold: Iterable[Gold], codings: Iterable[Coding]) -> Scores:
    """Score against PLOVER gold records: one sentence, and the actor, recipient and type it should give.

    Only records between different states or organisations count. Actors are compared as states; a mutual event stands
    for both directions. Returns precision, recall and F1 of ``actor``, ``recipient``, ``type``, ``dyad``, ``triple``.
    """
    wanted = {row["id"]: triples for row in gold if (triples := gsr_triples(row))}
    coded = {coding.document.id: coding for coding in codings}
    parts: dict[str, Callable[[tuple[str, str, str]], Any]] = {
        "actor": lambda triple: triple[0],
        "recipient": lambda triple: triple[1],
        "type": lambda triple: triple[2],
        "dyad": lambda triple: triple[:2],
        "triple": lambda triple: triple,
    }
    tallies = {name: Tally() for name in parts}
    for identifier, triples in wanted.items():
        found = {
            triple
            for event in (coded[identifier].events if identifier in coded else ())
            for triple in _directions(event)
        }
        for name, part in parts.items():
            tallies[name].compare({part(triple) for triple in triples}, {part(triple) for triple in found})
    return {"records": len(wanted), **{name: tally.scores() for name, tally in tallies.items()}}


def gsr_triples(row: Gold) -> set[tuple[str, str, str]]:
    """The actor, recipient and type of one PLOVER gold record; none where both sides are the same state."""
    actors = [actor["code"][:3] for actor in row["source"]]
    recipients = actors if row.get("reciprocal") else [actor["code"][:3] for actor in row["target"]]
    return {(a, b, row["code"]) for a in actors for b in recipients if a != b}


def _match(
    gold: Iterable[_Act], predicted: Iterable[_Act], fields: Sequence[str]
) -> tuple[list[tuple[_Act, _Act]], list[_Act], list[_Act]]:
    """Match one to one, first come first served: the hits, the false and the missed."""
    gold = list(gold)
    required = _distinct((act for act in gold if not act.optional), fields)
    optional = [act for act in gold if act.optional]
    left = _distinct(predicted, fields)
    hits: list[tuple[_Act, _Act]] = []
    missed: list[_Act] = []
    for act in required:
        at = next((n for n, other in enumerate(left) if act.fits(other, fields)), None)
        if at is None:
            missed.append(act)
        else:
            hits.append((act, left.pop(at)))
    excused = optional + [act for act in required if act.reciprocal]
    false = [other for other in left if not any(act.fits(other, fields) for act in excused)]
    return hits, false, missed


def _distinct(acts: Iterable[_Act], fields: Sequence[str]) -> list[_Act]:
    seen: dict[tuple[Any, ...], _Act] = {}
    for act in acts:
        pair = tuple(sorted((act.actor, act.recipient))) if act.reciprocal else (act.actor, act.recipient)
        seen.setdefault((pair, *act.values(fields)), act)
    return list(seen.values())


def _same_date(gold: str | None, found: str | None) -> bool:
    """Whether the dates agree as far as gold goes; one that stops at the month is not wrong, one at the year is."""
    gold, found = gold or "", found or ""
    return gold == found[: len(gold)] or (len(found) >= len("2025-02") and gold[: len(found)] == found)


def _empty(pairs: Iterable[tuple[Gold, Coding | None]]) -> Scores:
    sentences = bad = 0
    for row, coding in pairs:
        for sentence in row.get("empty", ()):
            sentences += 1
            start = row["text"].find(sentence)
            bad += any(
                start <= event.evidence.start < start + len(sentence) and event.modality != "negated"
                for event in (coding.events if coding else ())
            )
    return {"sentences": sentences, "with_false_event": bad, "percent": _percent(bad, sentences)}


def _letters(words: str) -> str:
    return "".join(character for character in words.lower() if character.isalnum())


def _claim(get: Callable[[str], Any]) -> tuple[Any, ...]:
    return (get("kind"), get("quantity"), frozenset(filter(None, (get("subject"), get("partner")))), get("period"))


def _classes(labels: Sequence[tuple[str, str | None]]) -> Scores:
    tallies = {gold: Tally() for gold, _ in labels}
    together = Tally()
    for gold, guess in labels:
        right = gold == guess
        together.add(right, not right and guess is not None, not right)
        tallies[gold].add(right, 0, not right)
        if not right and guess in tallies:
            tallies[guess].add(0, 1, 0)
    macro = sum(tally.f1 for tally in tallies.values()) / max(1, len(tallies))
    return {"macro_f1": round(macro, 1), "micro_f1": round(together.f1, 1)}


def _directions(event: Event) -> Iterable[tuple[str, str, str]]:
    actor, recipient = _state(event.actor), _state(event.recipient)
    if actor != recipient:
        yield actor, recipient, event.type
        if event.reciprocal:
            yield recipient, actor, event.type


def _state(actor: Actor) -> str:
    return "IGO" if actor.code in ORGANISATIONS else (actor.country or actor.code)[:3]


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
