"""What a clause says became of a quantity: rose, fell, reached a record, stayed level, became more frequent.

The words must stand to the quantity as a verb to its subject or object, a noun to what follows its "of" or "in", or a
comparison to its noun. "Tariffs on imports rose" and "iron fell after the oil exports stopped" say nothing of imports
and exports.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from comity import datafiles
from comity.coders.language import pattern_for_small, small
from comity.model import ClaimKind, Quantity

GOODS = frozenset({"oil", "gas", "arms"})
"""Quantities that are more specific than the exports or imports that they are part of."""

_COUNTED: Mapping[ClaimKind, ClaimKind] = {"rise": "more_frequent", "fall": "less_frequent"}
_OBJECT = 60  # characters between a verb and its object
_SUBJECT = 130
_AUX = re.compile(
    r"\b(?:was|were|is|are|had|has|have|been)"
    r"(?: (?:also|again|still|now|only|even|about|some|\w+ly))*(?: [\d.,]+| a)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a quantity; ranges are of the clause."""

    kind: ClaimKind
    quantity: Quantity
    start: int
    end: int
    verb: tuple[int, int]
    by_subject: bool  # somebody did it: "cut its imports", "bought less oil"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of ``claims.yml``, ready to be looked for; of kinds, quantities and ``worth`` in small letters."""

    kinds: tuple[tuple[ClaimKind, str, re.Pattern[str]], ...]
    quantities: tuple[tuple[Quantity, re.Pattern[str]], ...]
    worth: re.Pattern[str]  # any quantity
    is_: Mapping[str, re.Pattern[str]]


@functools.cache
def grammar(language: str = "en") -> Grammar:
    """The words for claims of one language."""
    words: Any = datafiles.load("lexicon", language, "claims.yml")
    around = {
        "subject": r"\b{}",
        "object": r"\b(?:{})\b",
        "noun": r"\b(?:{})(?: of [^,]{{1,24}}?(?= in))?(?: in| of)(?=(?: [\w'-]+){{0,7}} $)",
        "before": r"\b(?:{})(?: (?:of|and|more|less|(?!from\b|to\b|in\b|than\b|judges\b)[\w'-]+)){{0,3}} $",
        "after": r"\b(?:{})",
    }
    kinds = tuple(
        (item["kind"], item["where"], pattern_for_small(around[item["where"]].format(item["words"])))
        for item in words["kinds"]
    )
    quantities = tuple(
        (item["quantity"], pattern_for_small(rf"\b(?:{item['words']})(?!{words['not_before']})"))
        for item in words["quantities"]
    )
    plain = {name: value for name, value in words.items() if isinstance(value, str)}
    return Grammar(
        kinds,
        quantities,
        pattern_for_small("|".join(rf"\b(?:{item['words']})" for item in words["quantities"])),
        {name: re.compile(value, 0 if name == "clauses" else re.IGNORECASE) for name, value in plain.items()},
    )


def find(clause: str, named: Sequence[tuple[int, int]], inherited: Quantity | None = None) -> Iterator[Change]:
    """The changes that a clause tells; ``named`` are the ranges of its mentions.

    ``inherited`` is the quantity of the clause before, for "those from Norway".
    """
    words, lowered = grammar(), small(clause)
    found = [(q, m.start(), m.end()) for q, pattern in words.quantities for m in pattern.finditer(lowered)]
    found = [one for one in found if not words.is_["not_after"].search(clause[: one[1]])]
    again = words.is_["again"].search(clause)
    if again and inherited and not found:
        found = [(inherited, again.start(), again.start() + 5)]
    told: dict[Quantity, list[Change]] = {}
    for quantity, start, end in found:
        for change in _of(clause, named, quantity, start, end):
            if all(change.kind != other.kind for other in told.get(quantity, ())):
                told.setdefault(quantity, []).append(change)
    if "trade" in told and words.is_["balance"].search(clause):
        told = {"other": [replace(change, quantity="other") for change in told["trade"]]}
    goods = [quantity for quantity in told if quantity in GOODS]
    if goods and words.is_["more_goods"].search(clause):
        goods.append("exports")
    for quantity in goods or list(told)[:1]:
        several = told.get(quantity) or [replace(change, quantity=quantity) for change in told[goods[0]]]
        yield from several


def _of(clause: str, named: Sequence[tuple[int, int]], quantity: Quantity, start: int, end: int) -> Iterator[Change]:
    """What became of one quantity that stands at a place of a clause."""
    words = grammar()
    kinds: set[ClaimKind] = set()
    for kind, where, pattern in words.kinds:
        span = _related(where, pattern, clause, named, start, end)
        if span is None or (kind == "level" and kinds & {"record", "rise", "fall"}):
            continue
        if kind == "record" and words.is_["no_record"].search(clause):
            continue
        if kind in {"rise", "fall"} and words.is_["ranked"].search(clause):
            continue
        if words.is_["unreal"].search(clause[: span[1]]) or (
            kind != "level" and words.is_["denied"].search(clause[: span[0]])
        ):
            continue
        if kind in {"rise", "fall"} and (quantity in {"exercises", "visits"}):
            kind = _COUNTED[kind]
        kinds.add(kind)
        yield Change(kind, quantity, start, end, span, by_subject=where in {"object", "before"})


def _related(
    where: str, pattern: re.Pattern[str], clause: str, named: Sequence[tuple[int, int]], start: int, end: int
) -> tuple[int, int] | None:
    """Where the words stand that say something of the quantity; None where none of them does."""
    words = grammar()
    if where in {"subject", "after"}:
        found = pattern.search(small(clause), end)
        if found is None or found.start() - end > _SUBJECT:
            return None
        gap = _masked(clause, named, end, found.start())
        if where == "subject":
            gap = re.sub(r", [^,]*,", " ", gap)
            if found[0].endswith("ing"):
                gap = gap.removesuffix(", ")
            aside = "," in gap and not clause.startswith(" of it", found.end())
            if aside or words.is_["other_subject"].search(_AUX.sub("", gap)):
                return None
        return found.span()
    found = max(pattern.finditer(small(clause)[:start]), key=lambda one: one.start(), default=None)
    if found is None:
        return None
    gap = _masked(clause, named, found.end(), start)
    if where == "object" and (len(gap) > _OBJECT or words.is_["other_object"].search(gap)):
        return None
    return found.span()


def _masked(clause: str, named: Sequence[tuple[int, int]], start: int, end: int) -> str:
    """A part of a clause with its mentions, alone or joined, as "@"."""
    out, at = "", start
    for a, b in named:
        if at <= a and b <= end:
            out += clause[at:a] + "@"
            at = b
    return re.sub(r"@(?:'s?)?(?:,? and (?:the )?@)+", "@", out + clause[at:end])
