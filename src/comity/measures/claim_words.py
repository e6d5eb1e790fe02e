"""What the words of a claim commit it to beyond its fields: figures, bounds, windows, parts of years.

>>> stated("240", "billion dollars", "Trade rose to more than 240 billion dollars.")
Figure(number=240.0, unit='billion US dollars', role='level', bound='over')
>>> stated("$1.5", "trillion", "Exports came to $1.5 trillion.").number, partial("It fell in the first half of 2015.")
(1500.0, 'first half')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["level", "change", "start", "share"]
Bound = Literal["about", "over", "under"]

PERCENT = "percent"

_MAGNITUDES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12, "bcm": 1e9}
_THINGS = (
    ("percent", r"percent|per cent|%"),
    ("barrels a day", r"barrels (?:a|per) day"),
    ("barrels", r"barrels"),
    ("tonnes", r"tonnes|tons"),
    ("cubic metres", r"cubic metres|cubic meters|bcm"),
    ("US dollars", r"(?<!Australian )(?<!Canadian )dollars|US\$|\$|USD"),
    ("euros", r"euros?|€"),
    ("yuan", r"yuan|renminbi"),
    ("roubles", r"roubles|rubles"),
    ("pounds", r"pounds|£"),
)
_SCALES = {"billion": 1e9, "million": 1e6}
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_COUNT = r"\d+|two|three|four|five|six|seven|eight|nine|ten|eleven"
_PARTIAL = re.compile(
    rf"\b(?:first|second|third|fourth|last|past) (?:half|quarter|(?:{_COUNT}) (?:days|weeks|months|quarters))\b"
    r"|\bso far\b|\byear to date\b|\bhalf[- ]year\b|\bmonthly\b|\bquarterly\b|\b(?:this|last) quarter\b"
    rf"|\b(?:{_MONTH})(?: to | through | until |-|–)(?:{_MONTH})\b",
    re.IGNORECASE,
)
_BALANCE = re.compile(r"\b(?:deficit|surplus|trade (?:gap|balance)|imbalance)\b", re.IGNORECASE)
_SINCE = re.compile(r"\bsince (?:early |late |mid-)?((?:19|20)\d\d)\b")
_AGAINST = re.compile(r"\b(?:compared (?:with|to)|than(?: in)?|from|over|against) ((?:19|20)\d\d)\b")
_FLAT = re.compile(r"\b(?:flat|unchanged|stable)\b", re.IGNORECASE)
_PATROLS = re.compile(r"\bpatrols?\b", re.IGNORECASE)
_EXERCISES = re.compile(r"\b(?:exercis\w+|drills?|man(?:oeuv|euv)\w+|war games)\b", re.IGNORECASE)
_FISCAL = re.compile(r"\b(?:20\d\d[-–/](?:20)?\d\d\b(?![-–/])|fiscal year|financial year)", re.IGNORECASE)
_OVER = re.compile(
    r"\b(?:more than|over|above|exceed\w*|topp(?:ed|ing)|surpass\w*|pass(?:ed|ing)|at least|upwards of)"
    r"\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_UNDER = re.compile(r"\b(?:less than|under|below|at most|up to)\W+(?:\w+\W+){0,2}$", re.IGNORECASE)
_HEDGES = (
    r"\W+(?:(?:about|around|roughly|approximately|almost|nearly|some|only|just|a|record|over|under|more|less|than|at"
    r"|least|US)\W+)*$"
)
_BY = re.compile(rf"\bby{_HEDGES}", re.IGNORECASE)
_FROM = re.compile(rf"\bfrom{_HEDGES}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a claim states.

    ``unit`` is ``percent`` or ``billion ...``, ``million ...``; ``role`` says whether it is the level reached, the
    change, the level before, or a share of something; ``bound`` whether the level is near it, above it or below it.
    """

    number: float
    unit: str
    role: Role
    bound: Bound


def stated(value: str | None, unit: str | None, sentence: str) -> Figure | None:
    """The figure of a claim, or None where it has none that can be read."""
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", value or "")
    if digits is None:
        return None
    said = f"{value} {unit or ''}"
    number = float(digits[0].replace(",", ""))
    thing = next((name for name, words in _THINGS if re.search(words, said, re.IGNORECASE)), "")
    magnitude = next((factor for name, factor in _MAGNITUDES.items() if re.search(rf"\b{name}\b", said)), 1.0)
    at = sentence.find(digits[0])
    before, after = (sentence[:at], sentence[at + len(digits[0]) :]) if at >= 0 else ("", "")
    bound: Bound = "over" if _OVER.search(before) else "under" if _UNDER.search(before) else "about"
    if thing == "percent":
        share = re.match(r"\s*(?:percent|per cent|%) of\b", after)
        return Figure(number, PERCENT, "share" if share else "change", bound)
    role: Role = "change" if _BY.search(before) else "start" if _FROM.search(before) else "level"
    scale = "million" if thing == "tonnes" else "billion"
    return Figure(number * magnitude / _SCALES[scale], f"{scale} {thing}".strip(), role, bound)


def partial(sentence: str) -> str | None:
    """The words that make it a claim about part of a year, where there are such."""
    found = _PARTIAL.search(sentence)
    return found[0] if found else None


def about_balance(sentence: str) -> bool:
    """Whether a deficit or surplus is meant, and not the trade itself."""
    return bool(_BALANCE.search(sentence))


def since(sentence: str) -> int | None:
    """The year from which a window runs: "the highest since 2014"."""
    found = _SINCE.search(sentence)
    return int(found[1]) if found else None


def against(sentence: str) -> int | None:
    """The year that is compared with: "more than in 2019"."""
    found = _AGAINST.search(sentence)
    return int(found[1]) if found else None


def flat(sentence: str) -> bool:
    """Whether no change is claimed."""
    return bool(_FLAT.search(sentence))


def patrols_only(sentence: str) -> bool:
    """Whether patrols are counted and no other exercises."""
    return bool(_PATROLS.search(sentence)) and not _EXERCISES.search(sentence)


def fiscal(sentence: str) -> bool:
    """Whether a fiscal year is meant: "in 2023-24"."""
    return bool(_FISCAL.search(sentence))
