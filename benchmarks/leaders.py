"""Heads of state and of government against Archigos 4.1, which names one effective leader of a state for every day.

Archigos (Goemans, Gleditsch and Chiozza 2009) ends with 2015 and lies beside the project, in ``../shared``. It differs
from lists of offices on purpose: it follows power where the offices do not, so that a disagreement is not always an
error. ``python -m benchmarks.leaders`` writes ``docs/leaders.md``.
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.accuracy import SHARED
from comity.actors import ActorBook, Term
from comity.datafiles import parse

ARCHIGOS = SHARED / "data" / "structure" / "archigos" / "archigos.parquet"
REASONS = Path(__file__).with_name("leaders.yml")
PAGE = Path(__file__).parents[1] / "docs" / "leaders.md"
HEADS = ("head_of_state", "head_of_government")
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2014, 12, 31)  # what ends later is cut by the end of Archigos
TOLERANCE = timedelta(days=31)

_UNFOLDED = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "ß": "ss"})
_OFFICES = {
    "head_of_state": "head of state", "head_of_government": "head of government",
    "foreign_minister": "foreign minister", "defence_minister": "defence minister",
    "head_of_organisation": "head of an organisation", "envoy": "envoy", "other": "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reign:
    """A row of Archigos: who led a state effectively, since when and until when; None where Archigos ends first."""

    state: int
    leader: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A reign that the leaders' files do not tell alike.

    ``kind`` is missing (nobody of that name near those days), start or end (named, but more than 31 days off).
    ``ours`` holds the dates of the terms of that name that come nearest.
    """

    code: str
    kind: str
    reign: Reign
    ours: tuple[str, ...]

    @property
    def key(self) -> str:
        """What the reasons in ``leaders.yml`` are filed under."""
        return f"{self.code} {self.reign.leader} {self.reign.since.year}"


def available() -> bool:
    """Whether Archigos is there."""
    return ARCHIGOS.is_file()


def reigns() -> list[Reign]:
    """Every reign of Archigos that reaches into 1990 or begins later."""
    from pyarrow import parquet

    rows: list[dict[str, Any]] = parquet.read_table(ARCHIGOS).to_pylist()
    return [
        Reign(row["gwcode"], row["leader"], row["startdate"], row["enddate"] if _ended(row) else None)
        for row in rows
        if row["enddate"] >= FIRST_DAY
    ]


def _ended(row: Mapping[str, Any]) -> bool:
    return bool(row["exit"] != "Still in Office" and row["enddate"] < date(2015, 12, 31))


def compared(book: ActorBook) -> tuple[int, list[Disagreement]]:
    """How many reigns could be compared, because the state has heads here, and those that disagree."""
    codes = _codes(book)
    heads: dict[str, list[Term]] = {}
    for term in book.terms:
        if term.office in (*HEADS, "other"):  # who rules without being the head holds some other office
            heads.setdefault(term.code, []).append(term)
    count, found = 0, []
    for reign in reigns():
        theirs = [term for code in codes.get(reign.state, ()) for term in heads.get(code, ())]
        if not any(term.office in HEADS for term in theirs):
            continue
        count += 1
        if disagreement := _disagreement(codes[reign.state][0], reign, theirs):
            found.append(disagreement)
    return count, found


def confirmed(book: ActorBook) -> list[Term]:
    """The terms of heads whose name and, within 31 days, first and last day Archigos has, too.

    Of terms that outlast Archigos it can confirm the first day alone.
    """
    codes = _codes(book)
    found = []
    for reign in reigns():
        for term in book.terms:
            if (
                term.office in HEADS
                and term.code in codes.get(reign.state, ())
                and _within(reign.since, term.since)
                and (_within(reign.until, term.until) if reign.until else _last(term) >= LAST_DAY)
                and same_person(reign.leader, (term.name, *term.aliases))
            ):
                found.append(term)
    return found


def _codes(book: ActorBook) -> dict[int, tuple[str, ...]]:
    """The codes of a number of Gleditsch and Ward; the state's successors too, whose offices may be the older."""
    codes: dict[int, list[str]] = {}
    for entity in book.entities.values():
        if entity.kind == "state":
            for number in entity.gw:
                codes.setdefault(int(number.value), []).append(entity.code)
    for entity in book.entities.values():
        for listed in codes.values():
            if entity.kind == "state" and entity.code not in listed and set(entity.predecessors) & set(listed):
                listed.append(entity.code)
    return {number: tuple(listed) for number, listed in codes.items()}


def _disagreement(code: str, reign: Reign, terms: Iterable[Term]) -> Disagreement | None:
    until = reign.until or max(LAST_DAY, reign.since)
    named = [term for term in terms if same_person(reign.leader, (term.name, *term.aliases))]
    near = [term for term in named if _first(term) <= until + TOLERANCE and _last(term) >= reign.since - TOLERANCE]
    ours = tuple(dict.fromkeys(f"{term.since} to {term.until or 'today'}" for term in near or named))
    if not near:
        return Disagreement(code, "missing", reign, ours)
    if not any(_within(reign.since, term.since) for term in near):
        return Disagreement(code, "start", reign, ours)
    if reign.until and not any(_within(reign.until, term.until) for term in near):
        return Disagreement(code, "end", reign, ours)
    return None


def same_person(leader: str, names: Sequence[str]) -> bool:
    """Whether Archigos' spelling of a leader and one of the names share a word, or nearly.

    >>> same_person("Berdymukhammedov", ["Gurbanguly Berdimuhamedow"])
    True
    >>> same_person("Al-Assad H.", ["Hosni Mubarak"])
    False
    """
    theirs, ours = _words((leader,)), _words(tuple(names))
    return any(word == other or _alike(word, other) for word in theirs for other in ours)


@functools.cache
def _alike(word: str, other: str) -> bool:
    matcher = difflib.SequenceMatcher(None, word, other)
    return matcher.real_quick_ratio() >= 0.75 and matcher.quick_ratio() >= 0.75 and matcher.ratio() >= 0.75


@functools.cache
def _words(names: tuple[str, ...]) -> frozenset[str]:
    folded = (unicodedata.normalize("NFKD", name.lower().translate(_UNFOLDED)) for name in names)
    plain = ("".join(char for char in name if not unicodedata.combining(char)) for name in folded)
    return frozenset(word for name in plain for word in re.findall(r"[a-z]+", name) if len(word) >= 2) - {
        "president", "prime", "minister", "chancellor", "king", "queen", "emir", "sultan", "al", "el", "bin", "ibn",
        "ben", "de", "da", "van", "von", "der", "general", "prince", "sheikh",
    }  # fmt: skip


def _within(day: date, stated: str | None) -> bool:
    """Whether a day is within 31 days of a date of day, month or year precision."""
    if stated is None:
        return False
    first, last = span(stated)
    return first - TOLERANCE <= day <= last + TOLERANCE


def _first(term: Term) -> date:
    return span(term.since)[0] if term.since else date.min + TOLERANCE


def _last(term: Term) -> date:
    return span(term.until)[1] if term.until else date.max - TOLERANCE


def span(stated: str) -> tuple[date, date]:
    """The first and the last day that a date of day, month or year precision may mean."""
    first = date.fromisoformat(stated + "-01-01"[len(stated) - 4 :])
    if len(stated) == 4:
        return first, date(first.year, 12, 31)
    if len(stated) == 7:
        return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first, first


def reasons() -> dict[str, str]:
    """Why Archigos and the leaders' files differ, where that is known: by reign, or by code for all of a state."""
    return dict(parse(REASONS.read_text(encoding="utf-8"), REASONS.name))


# -- the page -----------------------------------------------------------------------------------------------------


def page(book: ActorBook) -> str:
    """The text of ``docs/leaders.md``."""
    count, found = compared(book)
    return "\n".join((*_coverage(book), *_agreement(count, found))) + "\n"


def _coverage(book: ActorBook) -> Iterator[str]:
    states = {code for code, entity in book.entities.items() if entity.kind == "state"}
    terms = Counter(term.office for term in book.terms)
    people = {office: {(term.code, term.name) for term in book.terms if term.office == office} for office in terms}
    yield "# Leaders: what is covered, and how it agrees with Archigos"
    yield ""
    yield "This page is written by `python -m benchmarks.leaders`; do not edit it."
    yield ""
    yield "| Office | Terms | People | States and organisations |"
    yield "| --- | ---: | ---: | ---: |"
    for office in _OFFICES:
        if office in terms:
            actors = len({code for code, _ in people[office]})
            yield f"| {_OFFICES[office]} | {terms[office]} | {len(people[office])} | {actors} |"
    yield ""
    with_heads = {term.code for term in book.terms if term.office in HEADS} & states
    without = sorted(book.entities[code].name for code in states - with_heads)
    yield f"Heads of {len(with_heads)} of {len(states)} states are listed; nobody of {', '.join(without) or '-'}."
    yield ""
    yield "How to read the terms:"
    yield ""
    yield from (f"- {line}" for line in CONVENTIONS)
    yield ""
    yield "## Terms by state"
    yield ""
    yield "| State | Head of state | Head of government | First day | Last change |"
    yield "| --- | ---: | ---: | --- | --- |"
    for code in sorted(with_heads, key=lambda one: book.entities[one].name):
        heads = [term for term in book.terms if term.code == code and term.office in HEADS]
        offices = Counter(term.office for term in heads)
        starts = sorted(term.since for term in heads if term.since)
        yield (
            f"| {book.entities[code].name} | {offices['head_of_state']} | {offices['head_of_government']} "
            f"| {starts[0]} | {starts[-1]} |"
        )


CONVENTIONS = (
    "Who acted for an office while its holder was suspended, or from the day on which the holder fell and did not come "
    "back, counts as the holder: Michel Temer from 12 May 2016, Ehud Olmert from 4 January 2006.",
    "Caretakers of a few days or weeks are not all listed, so that there are short gaps.",
    "Republics of the Soviet Union and of Yugoslavia have their offices from the day on which the office began, though "
    "the state is younger. The Soviet Union is RUS: its leaders hold the offices of RUS until 25 December 1991.",
    "The Swiss presidency goes by the calendar year. The presidency of Bosnia and Herzegovina is collective: all its "
    "members are listed. The captains regent of San Marino, who change every six months, are not.",
    "The French president as co-prince of Andorra, and the British monarch outside Britain, are not listed again, so "
    "that their names stand for one state. Governors-general are no heads of state here.",
    "Prime ministers who do not lead the government, such as those of Peru and Guyana, are not listed.",
    "A date is cut to the month or the year where the day is disputed or not surely known. What happened after the "
    "middle of 2026 is mostly not in the files: an end that says `2026` means that the person left in that year.",
    "`source` says Archigos 4.1 only where name and dates were found there, and otherwise names a reference in which "
    "the term can be looked up.",
)


def _agreement(count: int, found: Sequence[Disagreement]) -> Iterator[str]:
    known = reasons()
    yield ""
    yield "## Archigos 4.1"
    yield ""
    agree = count - len(found)
    yield (
        f"Archigos (Goemans, Gleditsch and Chiozza 2009, version 4.1) has {count} reigns of these states from 1990 to "
        f"the end of 2015. {agree} of them ({agree / count:.1%}) agree in the name and, within 31 days, in first and "
        "last day with a term here. Archigos names the effective leader and not the holder of an office, which "
        "explains most of the rest."
    )
    yield ""
    yield "| State | Archigos | What differs | Here | Reason |"
    yield "| --- | --- | --- | --- | --- |"
    words = {"missing": "nobody of that name", "start": "first day", "end": "last day"}
    for one in sorted(found, key=lambda item: (item.code, item.reign.since)):
        until = one.reign.until or "end of data"
        yield (
            f"| {one.code} | {one.reign.leader}, {one.reign.since} to {until} | {words[one.kind]} "
            f"| {'; '.join(one.ours)} | {known.get(one.key) or known.get(one.code, '')} |"
        )


def main() -> None:
    """Write docs/leaders.md."""
    if not available():
        raise SystemExit(f"there is no {ARCHIGOS}; docs/leaders.md is written where Archigos lies beside the project")
    PAGE.write_text(page(ActorBook.load()), encoding="utf-8")


if __name__ == "__main__":
    main()
