"""One series of yearly figures, and whether a claim holds by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from comity.measures import claim_words
from comity.measures.claim_words import PERCENT, Figure
from comity.model import Claim

EARLIER = 5
"""A record is supported only where the series has at least so many years before it, and no gap."""

NEAR, FAR = 0.03, 0.10
"""A level fits where it is off by at most ``NEAR`` of the figure and is wrong from ``FAR`` on; between the two it is
left open, since services revise their figures."""

REVISED = 0.005
"""Two figures that differ by less than this share are the same; four times as much where they are approximate."""

NEAR_POINTS, FAR_POINTS = 1.5, 5.0
NEAR_SHARE, FAR_SHARE = 0.1, 0.5
"""The same for percentages of change: so many points, or so much of the change claimed where that is more."""


@dataclass(frozen=True, slots=True)
class Series:
    """What one side reports of one flow, by year.

    ``approximate`` are years in which published figures differ, ``silent`` says why the figures end where they do, and
    ``dataset`` where they are from.
    """

    reporter: str
    a: str
    b: str
    quantity: str
    item: str
    direction: str
    unit: str
    fiscal: bool
    points: Mapping[int, float]
    approximate: frozenset[int] = frozenset()
    label: str = ""
    silent: str = ""
    dataset: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a claim holds, None where that cannot be told, and the sentence that says why, without its full stop.

    ``year`` is the year whose figure was looked at, None where there was none.
    """

    holds: bool | None
    sentence: str
    year: int | None = None


def hold(claim: Claim, series: Series, published: date | None) -> Finding:
    """Hold a claim against one series: the year it is about, then each thing that it says of that year."""
    words = claim.evidence.text
    figure = claim_words.stated(claim.value, claim.unit, words)
    first, last = min(series.points), max(series.points)
    span = f"{_year(first, series)} to {_year(last, series)}"
    if claim_words.fiscal(words) != series.fiscal:
        counts, meant = ("fiscal", "calendar") if series.fiscal else ("calendar", "fiscal")
        return _open(series, f"count {counts} years ({span}), and the claim is about a {meant} year")
    year, start = _when(claim, series, figure, published)
    if year is None:
        return _open(series, f"run from {span}, and the claim names no year that fits them")
    if year not in series.points:
        named = "" if claim.period or start else ", the last full year before the report, as the claim names none,"
        why = f"; {series.silent}" if series.silent and year > last else ""
        return _open(series, f"run from {span}, and {_year(year, series)}{named} is not among them{why}")
    found = list(_tests(claim, series, year, start, figure))
    verdicts = [finding.holds for finding in found]
    holds = False if False in verdicts else True if verdicts and None not in verdicts else None
    were = "were" if series.label.startswith(("exports", "imports")) else "was"
    level = f"{_amount(series.points[year])} {series.unit}"
    at = f"{series.reporter}: {series.label} {were} {level} in {_year(year, series)}"
    unnamed = ""
    if claim.period is None and start is None:
        told = f"its figure fits {year}" if figure else f"{year} was the last full year before its report"
        unnamed = f"; the claim names no year, {told}"
    return Finding(holds, ", ".join([at, *(finding.sentence for finding in found)]) + unnamed, year)


def difference(one: Series, other: Series, year: int | None) -> str | None:
    """How far two series of the same flow lie apart in a year, or in the last year that both have; None within
    ``NEAR``.
    """
    common = set(one.points) & set(other.points)
    if not common or (one.unit, one.item, one.fiscal) != (other.unit, other.item, other.fiscal):
        return None
    at = year if year in common else max(common)
    first, second = one.points[at], other.points[at]
    if abs(first - second) <= NEAR * max(first, second):
        return None
    change = 100 * (second / first - 1) if first else 100.0
    when = _year(at, one) + ("" if at == year else ", the last year that both report,")
    return (
        f"The figures differ: in {when} {one.reporter} has {_amount(first)} and {other.reporter} {_amount(second)} "
        f"{one.unit}, {abs(change):.1f} percent {'more' if change > 0 else 'less'}"
    )


def _when(claim: Claim, series: Series, figure: Figure | None, published: date | None) -> tuple[int | None, int | None]:
    """The year that a claim is about, and the first year of its window.

    "Since 2014" opens a window that ends with the last full year before the report. A rise or fall without a year is
    about that year too; where a claim states a figure, only if that fits the year.
    """
    start = claim_words.since(claim.evidence.text)
    last = published.year - 1 if published else None
    if claim.period is not None and int(claim.period) != start:
        return int(claim.period), start
    if start is not None:
        return last, start
    if figure is None and claim.kind in {"rise", "fall"}:
        return last, None
    if last in series.points and figure is not None and last is not None:
        fits = _figure(figure, series, last, claim)
        if fits is not None and fits.holds:
            return last, None
    return None, None


def _tests(claim: Claim, series: Series, year: int, start: int | None, figure: Figure | None) -> Iterator[Finding]:
    words = claim.evidence.text
    if claim.kind == "record":
        yield _record(series, year, start)
    elif claim.kind in {"rise", "fall"}:
        base = start or claim_words.against(words) or year - 1
        yield _moved(series, year, base if base < year else year - 1, up=claim.kind == "rise")
    elif claim_words.flat(words):
        yield _flat(series, year)
    elif figure is None:
        yield Finding(None, "and the claim states no figure that could be compared")
    if figure is not None and (fits := _figure(figure, series, year, claim)) is not None:
        yield fits


def _record(series: Series, year: int, start: int | None) -> Finding:
    first = max(start or 0, min(series.points))
    before = {one: value for one, value in series.points.items() if first <= one < year}
    value = series.points[year]
    if before:
        best = max(before, key=lambda one: before[one])
        margin = _margin(series, best, year)
        if before[best] > value * (1 + margin):
            return Finding(False, f"less than the {_amount(before[best])} of {_year(best, series)}, so no record")
        if before[best] > value * (1 - margin):
            return Finding(None, f"too near to the {_amount(before[best])} of {_year(best, series)} to tell a record")
    window = f"since {_year(first, series)}"
    if start is not None and start < min(series.points):
        return Finding(None, f"the most {window}, but the figures do not go back to {start}")
    if missing := [one for one in range(first, year) if one not in series.points]:
        return Finding(None, f"the most of the years known {window}, but {missing[0]} is not among them")
    if not before or (len(before) < EARLIER and start is None):
        return Finding(None, f"and the figures begin only in {_year(first, series)}, too late to tell a record")
    known = "" if start else ", where the figures begin"
    return Finding(True, f"the most {window}{known} (before: {_amount(before[best])} in {_year(best, series)})")


def _moved(series: Series, year: int, base: int, *, up: bool) -> Finding:
    if base not in series.points:
        return Finding(None, f"and there is no figure for {_year(base, series)} to compare it with")
    change = _change(series, year, base)
    told = _told(series, year, base)
    if abs(change) <= 100 * _margin(series, base, year):
        return Finding(None, f"{told}, practically the same")
    return Finding((change > 0) == up, told)


def _flat(series: Series, year: int) -> Finding:
    if year - 1 not in series.points:
        return Finding(None, f"and there is no figure for {_year(year - 1, series)} to compare it with")
    change = abs(_change(series, year, year - 1))
    holds = True if change <= 100 * NEAR else False if change >= 100 * FAR else None
    return Finding(holds, _told(series, year, year - 1))


def _figure(figure: Figure, series: Series, year: int, claim: Claim) -> Finding | None:
    """Whether the stated figure fits; None where it is no figure of the year's level or change."""
    if figure.role in {"start", "share"}:
        return None if figure.role == "start" else Finding(None, "and a share is claimed, which is not tested")
    value = series.points[year]
    if figure.unit == PERCENT or figure.role == "change":
        base = claim_words.since(claim.evidence.text) or claim_words.against(claim.evidence.text) or year - 1
        if base not in series.points or base >= year:
            return Finding(None, f"and there is no figure for the year before {_year(year, series)}")
    if figure.unit == PERCENT:
        told = "" if claim.kind in {"rise", "fall"} else _told(series, year, base)
        return _percentage(figure, abs(_change(series, year, base)), told)
    if figure.unit != series.unit:
        return Finding(None, f"and the claim counts in {figure.unit}, which is not converted")
    if figure.role == "change":
        return _level(figure, abs(value - series.points[base]), _told(series, year, base), FAR)
    near = NEAR + (0.02 if year in series.approximate else 0)
    return _level(figure, value, "", near)


def _level(figure: Figure, value: float, told: str, near: float) -> Finding:
    claimed = f"{figure.bound.replace('about', '').strip()} {_amount(figure.number)}".strip()
    off = (value - figure.number) / value if value else 1.0
    lead = f"{told}, " if told else ""
    if (figure.bound == "over" and off > 0) or (figure.bound == "under" and off < 0) or abs(off) <= near:
        return Finding(True, f"{lead}which fits the {claimed} claimed")
    if abs(off) >= max(FAR, 2 * near):
        return Finding(False, f"{lead}not the {claimed} claimed")
    return Finding(None, f"{lead}near the {claimed} claimed, but not the same")


def _percentage(figure: Figure, change: float, told: str) -> Finding:
    off = abs(change - figure.number)
    told = f"{told}, " if told else ""
    claimed = f"{_amount(figure.number)} percent claimed"
    if (figure.bound == "over" and change >= figure.number) or (figure.bound == "under" and change <= figure.number):
        return Finding(True, f"{told}which fits the {claimed}")
    if off <= max(NEAR_POINTS, NEAR_SHARE * figure.number):
        return Finding(True, f"{told}which fits the {claimed}")
    if off > max(FAR_POINTS, FAR_SHARE * figure.number):
        return Finding(False, f"{told}not the {claimed}")
    return Finding(None, f"{told}near the {claimed}, which may count in another currency or from revised figures")


def _change(series: Series, year: int, base: int) -> float:
    return 100 * (series.points[year] / series.points[base] - 1)


def _told(series: Series, year: int, base: int) -> str:
    change = _change(series, year, base)
    than = f"in {_year(base, series)} ({_amount(series.points[base])})"
    return f"{abs(change):.1f} percent {'more' if change >= 0 else 'less'} than {than}"


def _margin(series: Series, *years: int) -> float:
    """How far two figures must lie apart to be told apart, as a share: their rounding, and what revisions amount to."""
    if series.approximate & set(years):
        return 4 * REVISED
    smallest = min(series.points[year] for year in years)
    return max(REVISED, min(4 * REVISED, 0.1 / smallest)) if smallest else 4 * REVISED


def _open(series: Series, why: str) -> Finding:
    return Finding(None, f"{series.reporter}: the figures on {series.label} {why}")


def _year(year: int, series: Series) -> str:
    return f"{year}-{(year + 1) % 100:02d}" if series.fiscal else str(year)


def _amount(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")
