"""What the sections of a dossier are written from: the measures of the pair, taken once, as plain rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from comity.actors import ActorBook
from comity.measures.acts import acts
from comity.measures.announced import announced
from comity.measures.cooperation import cooperation
from comity.measures.coverage import Period, coverage, naming
from comity.measures.initiative import initiative
from comity.measures.profile import dimensions, profile
from comity.measures.reactions import reactions
from comity.measures.say_do import say_do
from comity.views.evidence import claim_id, quote_id, reports_read
from comity.views.model import Figure, ReportEntry, Side

Row = dict[str, Any]

MONTHLY_UP_TO_DAYS = 3 * 366
"""A span of at most this many days is drawn by month, a longer one by year."""


@dataclass(frozen=True, slots=True)
class Material:
    """The rows of every measure; ``step`` is the period of the series."""

    a: Side
    b: Side
    name: Callable[[str], str]
    since: date | None
    until: date | None
    step: Period
    reports: tuple[ReportEntry, ...]
    all_reports: int
    acts: list[Row]
    series: list[Row]
    profile: list[Row]
    initiative: list[Row]
    say_do: list[Row]
    say_do_span: list[Row]
    announced: list[Row]
    reactions: list[Row]
    coverage: list[Row]
    quotes: list[Row]
    claims: list[Row]

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
        return 7 if self.step == "month" else 4

    def period(self, row: Row) -> str | None:
        """The period of the series that an act belongs to; None where its date spans several."""
        if row["begins"] is None:
            return None
        first, last = str(row["begins"])[: self.size], str(row["ends"])[: self.size]
        return first if first == last else None


def gather(
    tables: Mapping[str, pa.Table], book: ActorBook, a: Side, b: Side, since: date | None, until: date | None
) -> Material:
    """Take all measures of the pair."""
    span = {"since": since, "until": until}
    pair = acts(tables, a.code, b.code, **span).to_pylist()
    named = naming(tables, a.code, b.code, **span).to_pylist()
    reports = {row["digest"]: row for row in _rows(tables["reports"]) if row["superseded_by"] is None}
    thirds = reactions(tables, a.code, b.code, **span).to_pylist()
    reported = {row["id"]: row["report"] for row in tables["events"].select(["id", "report"]).to_pylist()}
    used = [reported[event] for row in (*pair, *thirds) for event in row["events"]]
    days = [row["published"] for row in named if row["published"]]
    days += [row["begins"] for row in pair if row["modality"] == "actual" and row["begins"]]
    first, last = since or min(days, default=None), until or max(days, default=None)
    step: Period = "month" if first and last and (last - first).days <= MONTHLY_UP_TO_DAYS else "year"
    return Material(
        a=a,
        b=b,
        name=lambda code: book.entities[code].name if code in book.entities else code,
        since=since,
        until=until,
        step=step,
        reports=reports_read(named, used, reports),
        all_reports=sum(_within(row["published"], since, until) for row in reports.values()),
        acts=pair,
        series=cooperation(tables, a.code, b.code, **span, by=step).to_pylist(),
        profile=profile(tables, a.code, b.code, **span).to_pylist(),
        initiative=initiative(tables, a.code, b.code, **span).to_pylist(),
        say_do=say_do(tables, a.code, b.code, **span, by=step).to_pylist(),
        say_do_span=say_do(tables, a.code, b.code, **span, by="span").to_pylist(),
        announced=announced(tables, a.code, b.code, **span).to_pylist(),
        reactions=thirds,
        coverage=coverage(tables, a.code, b.code, **span).to_pylist(),
        quotes=[
            row
            for row in _rows(tables["quotes"])
            if row["report"] in reports
            and _within(row["published"], since, until)
            and (
                (row["speaker"] == a.code and b.code in row["about"])
                or (row["speaker"] == b.code and a.code in row["about"])
            )
        ],
        claims=[
            row
            for row in _rows(tables["claims"])
            if row["report"] in reports
            and _within(row["published"], since, until)
            and {row["subject"], row["partner"]} == {a.code, b.code}
        ],
    )


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


def in_quad(rows: Iterable[Row], quad: str) -> list[Row]:
    """Those of the acts that fall into a quad class, or into both with the same ending (``coop``, ``conf``)."""
    return [row for row in rows if row["quad"] == quad or row["quad"].endswith(f"_{quad}")]


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


def _within(day: date | None, since: date | None, until: date | None) -> bool:
    if day is None:
        return since is None and until is None
    return (since is None or day >= since) and (until is None or day <= until)
