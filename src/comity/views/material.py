"""What the sections of a dossier are written from: the measures of the pair, taken once, as plain rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity.actors import ActorBook
from comity.measures.acts import acts
from comity.measures.announced import announced
from comity.measures.change_points import change_points
from comity.measures.conduct import conduct
from comity.measures.cooperation import cooperation
from comity.measures.coverage import STEPS, Period, naming
from comity.measures.profile import dimensions, profile
from comity.measures.reactions import reactions
from comity.measures.reciprocity import reciprocity
from comity.measures.responses import answers, responses
from comity.measures.say_do import say_do
from comity.measures.volatility import volatility
from comity.views.evidence import claim_id, in_time, quote_id, reports_read
from comity.views.model import Figure, ReportEntry, Side

Row = dict[str, Any]

MONTHLY_UP_TO_DAYS = 3 * 366
"""A span of at most this many days is drawn by month, a longer one by year."""


RESPONSES = 12
"""Responses of third parties that are told, the clearest ones."""


FEW_AFTER = 5
"""A third party that answered less often than this is not said to answer."""


@dataclass(frozen=True, slots=True)
class Material:
    """The rows of every measure; ``step`` is the period of the series, and each act carries its ``period``.

    ``outlook`` holds what comes next, in the form that :mod:`comity.views.outlook` tells, ``structure`` what
    published data say, as :mod:`comity.views.structure` takes it, ``facts`` what :mod:`comity.views.facts` lists, and
    ``system`` what :mod:`comity.views.system` tells of the states around them.
    """

    a: Side
    b: Side
    name: Callable[[str], str]
    since: date | None
    until: date | None
    step: Period
    reports: tuple[ReportEntry, ...]
    all_reports: int
    acts: list[Row]
    events: dict[str, Row]
    series: list[Row]
    profile: list[Row]
    say_do: list[Row]
    say_do_span: Row
    changes: list[Row]
    announced: list[Row]
    reactions: list[Row]
    conduct: list[Row]
    reciprocity: list[Row]
    volatility: list[Row]
    responses: list[Row]
    answers: list[Row]
    quotes: list[Row]
    claims: list[Row]
    outlook: Row | None = None
    structure: Row | None = None
    facts: Row | None = None
    system: Row | None = None

    @property
    def actual(self) -> list[Row]:
        """The acts of the pair that happened."""
        return self.of("actual")

    def of(self, modality: str) -> list[Row]:
        """The acts of the pair in one modality."""
        return [row for row in self.acts if row["modality"] == modality]

    def by(self, side: Side) -> list[Row]:
        """The acts that one side did, those of both together among them."""
        return [row for row in self.actual if row["reciprocal"] or row["actor"] == side.code]

    def visits(self, side: Side) -> list[Row]:
        """The visits that a side paid to the other."""
        return [row for row in self.by(side) if row["actor"] == side.code and row["mode"] == "visit"]

    def within(self, period: str, rows: Iterable[Row]) -> list[Row]:
        """Those of the acts that belong to a period of the series."""
        return [row for row in rows if row["period"] == period]

    def naming(self, about: str) -> Figure:
        """How many reports of the span name either side."""
        return reports_of((report for report in self.reports if report.within), about)

    def told(self, about: str) -> Figure:
        """How many reports of the span tell of something between the two."""
        return reports_of((report for report in self.reports if report.within and report.tells), about)

    def read_in(self, period: str) -> Figure:
        """How many reports came out in a period of the series."""
        own = (report for report in self.reports if report.within and str(report.published or "").startswith(period))
        return reports_of(own, f"reports, {period}")

    @property
    def size(self) -> int:
        """How many characters of a date name its period."""
        return STEPS[self.step]


def gather(
    tables: Mapping[str, pa.Table],
    book: ActorBook,
    a: Side,
    b: Side,
    since: date | None,
    until: date | None,
    outlook: Row | None = None,
    structure: Row | None = None,
    facts: Row | None = None,
    system: Row | None = None,
) -> Material:
    """Take all measures of the pair."""
    tables = {**tables, "acts": acts(tables, a.code, b.code)}
    pair = sorted(_rows(acts(tables, a.code, b.code, since=since, until=until)), key=in_time)
    thirds = sorted(_rows(reactions(tables, a.code, b.code, since=since, until=until)), key=in_time)
    named = _rows(naming(tables, a.code, b.code, since=since, until=until))
    answered = _sure(_rows(responses(tables, a.code, b.code, since=since, until=until)))
    told_after = _answering(answered, thirds, tables, a, b, since, until) if answered else []
    read = tables["reports"].select(["id", "digest", "title", "published", "source", "url", "superseded_by"])
    reports = {row["digest"]: row for row in _rows(read) if row["superseded_by"] is None}
    tellings = pa.array([event for row in (*pair, *thirds, *told_after) for event in row["events"]], pa.string())
    events = {row["id"]: row for row in _rows(tables["events"].filter(pc.is_in(tables["events"]["id"], tellings)))}
    days = [row["published"] for row in named if row["published"]]
    days += [row["begins"] for row in pair if row["modality"] == "actual" and row["begins"]]
    first, last = since or min(days, default=None), until or max(days, default=None)
    step: Period = "month" if first and last and (last - first).days <= MONTHLY_UP_TO_DAYS else "year"
    for row in pair:
        row["period"] = _period(row, STEPS[step])
    codes = {a.code, b.code}
    told = [row for row in _rows(tables["quotes"]) if row["report"] in reports and row["speaker"] in codes]
    claims = [row for row in _rows(tables["claims"]) if row["report"] in reports]
    return Material(
        a=a,
        b=b,
        name=lambda code: book.entities[code].name if code in book.entities else code,
        since=since,
        until=until,
        step=step,
        reports=reports_read(named, (row["report"] for row in events.values()), reports),
        all_reports=sum(_within(row["published"], since, until) for row in reports.values()),
        acts=pair,
        events=events,
        series=_rows(cooperation(tables, a.code, b.code, since=since, until=until, by=step)),
        profile=_rows(profile(tables, a.code, b.code, since=since, until=until)),
        say_do=_rows(say_do(tables, a.code, b.code, since=since, until=until, by=step)),
        say_do_span={
            row["a"]: row for row in _rows(say_do(tables, a.code, b.code, since=since, until=until, by="span"))
        },
        changes=_rows(change_points(tables, a.code, b.code, since=since, until=until)),
        conduct=_rows(conduct(tables, a.code, b.code, since=since, until=until, by=step)),
        reciprocity=_rows(reciprocity(tables, a.code, b.code, since=since, until=until)),
        volatility=_rows(volatility(tables, a.code, b.code, since=since, until=until)),
        responses=answered,
        answers=told_after,
        announced=sorted(_rows(announced(tables, a.code, b.code, since=since, until=until)), key=in_time),
        reactions=thirds,
        quotes=[
            row
            for row in told
            if _within(row["published"], since, until) and codes - {row["speaker"]} <= set(row["about"])
        ],
        claims=[
            row
            for row in claims
            if _within(row["published"], since, until) and {row["subject"], row["partner"]} == codes
        ],
        outlook=outlook,
        structure=structure,
        facts=facts,
        system=system,
    )


def _sure(rows: Iterable[Row]) -> list[Row]:
    """The responses whose interval excludes that nothing changes, those furthest from it first."""
    sure = [row for row in rows if (row["low"] > 1 and row["n_after"] >= FEW_AFTER) or row["high"] < 1]
    return sorted(sure, key=lambda row: (-max(row["low"], 1 / row["high"]), row["third"], row["trigger"]))[:RESPONSES]


def _answering(
    answered: Iterable[Row],
    thirds: Iterable[Row],
    tables: Mapping[str, pa.Table],
    a: Side,
    b: Side,
    since: date | None,
    until: date | None,
) -> list[Row]:
    """The acts behind some responses; those that reports about the pair tell as well go by the id that they have there,
    and are ``known``.
    """
    wanted = {(row["third"], row["kind"], row["trigger"]) for row in answered}
    at = {event: row["id"] for row in thirds for event in row["events"]}
    found = []
    for row in _rows(answers(tables, a.code, b.code, since=since, until=until)):
        if any((row["third"], row["kind"], trigger) in wanted for trigger in row["triggers"]):
            known = next((at[event] for event in row["events"] if event in at), None)
            found.append(row | {"id": known or row["id"], "known": known is not None})
    return found


def reports_of(reports: Iterable[ReportEntry], about: str) -> Figure:
    """The number of these reports."""
    ids = tuple(report.id for report in reports)
    return Figure(len(ids), f"{len(ids):,}", about, ids)


def counted(rows: Iterable[Row], about: str) -> Figure:
    """The number of these acts, with the acts behind it."""
    ids = tuple(row["id"] for row in rows)
    return Figure(len(ids), f"{len(ids):,}", about, ids)


def balance(rows: Sequence[Row], about: str) -> Figure:
    """(cooperation - conflict) / (cooperation + conflict) of these acts, from -1 to 1; not known without acts."""
    friendly = sum(row["quad"].endswith("coop") for row in rows)
    value = (2 * friendly - len(rows)) / len(rows) if rows else None
    return Figure(value, signed(value), about, tuple(row["id"] for row in rows))


def difference(one: Figure, other: Figure, about: str) -> Figure:
    """One known balance minus another, from -2 to 2."""
    value = (one.value or 0) - (other.value or 0)
    return Figure(value, signed(value), about, one.evidence + other.evidence)


def share(rows: Sequence[Row], of: Sequence[Row], about: str) -> Figure:
    """Which part of some acts these are."""
    value = len(rows) / len(of)
    return Figure(value, f"{value:.0%}", about, tuple(row["id"] for row in rows))


def signed(value: float | None) -> str:
    """A balance as it is written: sign and two digits.

    >>> signed(0.5), signed(-1.0), signed(0.0), signed(None)
    ('+0.50', '−1.00', '0.00', 'not known')
    """
    if value is None:
        return "not known"
    text = f"{abs(value):.2f}"
    if text == "0.00":
        return text
    return ("+" if value > 0 else "−") + text


def verbal(rows: Iterable[Row]) -> list[Row]:
    """The words among acts."""
    return [row for row in rows if row["quad"].startswith("verbal")]


def material(rows: Iterable[Row]) -> list[Row]:
    """The deeds among acts."""
    return [row for row in rows if row["quad"].startswith("material")]


def in_quad(rows: Iterable[Row], quad: str) -> list[Row]:
    """Those of the acts that fall into a quad class."""
    return [row for row in rows if row["quad"] == quad]


def in_dimension(rows: Iterable[Row], dimension: str) -> list[Row]:
    """Those of the acts that belong to a dimension."""
    return [row for row in rows if dimension in dimensions(row["type"], row["mode"], row["contexts"] or [])]


def quoted(rows: Sequence[Row], speaker: str, about: str) -> Figure:
    """How often a side is quoted."""
    ids = tuple(quote_id(number) for number, row in enumerate(rows) if row["speaker"] == speaker)
    return Figure(len(ids), str(len(ids)), about, ids)


def claims_with(rows: Sequence[Row], verdicts: Iterable[str], about: str) -> Figure:
    """How many claims have one of these verdicts."""
    wanted = set(verdicts)
    ids = tuple(claim_id(number) for number, row in enumerate(rows) if row["verdict"] in wanted)
    return Figure(len(ids), str(len(ids)), about, ids)


def read_months(m: Material) -> tuple[list[str], list[str]]:
    """All months of what was read, and those among them without a report."""
    read = {str(report.published)[:7] for report in m.reports if report.published and report.within}
    first = str(m.since)[:7] if m.since else min(read, default=None)
    last = str(m.until)[:7] if m.until else max(read, default=None)
    if not read or first is None or last is None:
        return [], []
    start, end = (12 * int(one[:4]) + int(one[5:7]) - 1 for one in (first, last))
    every = [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]
    return every, [month for month in every if month not in read]


def _rows(table: pa.Table) -> list[Row]:
    rows: list[Row] = table.to_pylist()
    return rows


def _period(row: Row, size: int) -> str | None:
    """The period of the series that an act belongs to; None where its date spans several, or it has none."""
    first, last = str(row["begins"] or "")[:size], str(row["ends"] or "")[:size]
    return first if first and first == last else None


def _within(day: date | None, since: date | None, until: date | None) -> bool:
    if day is None:
        return since is None and until is None
    return (since is None or day >= since) and (until is None or day <= until)
