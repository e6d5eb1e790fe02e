"""The sections on what third parties did, and on what was read and is therefore known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from comity.views.charts import chart
from comity.views.course import OPEN, QUAD_COLUMNS, act_list, quads
from comity.views.material import Material, Row, read_months, reports_of
from comity.views.model import Cell, Chart, ReportEntry, Section, Table
from comity.views.prose import day, paragraph, period, say, the, words
from comity.views.summary import months, sources, thirds

SHOWN = 30
"""Acts of third parties shown with their sentence."""


def reactions(m: Material) -> Section:
    """What third parties did towards either side, in reports about the two."""
    title = words("sections", "reactions")
    actual = [row for row in m.reactions if row["modality"] == "actual"]
    if not actual:
        return Section("reactions", title, (thirds(m),))
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in actual:
        rows.setdefault((row["third"], row["towards"]), []).append(row)
    order = sorted(rows, key=lambda pair: (-len(rows[pair]), pair))
    table = Table(
        "reactions",
        "Acts of third parties by class",
        {"third": "Third party", "towards": "Side", **QUAD_COLUMNS},
        tuple(
            (
                m.name(third),
                m.name(side),
                *quads(rows[third, side], f"acts, {the(m.name(third))} and {the(m.name(side))}"),
            )
            for third, side in order
        ),
        folded=len(order) > OPEN,
    )
    listed = act_list(m, "reactions", actual, SHOWN)
    lead = paragraph(thirds(m), say("thirds_caveat"))
    return Section("reactions", title, (lead,), tables=(table,), acts=(listed,))


def coverage(m: Material) -> Section:
    """How much was read, from whom and when; and so what is not known."""
    title = words("sections", "coverage")
    reports = [report for report in m.reports if report.within]
    lead = say(
        "coverage", all=m.all_reports, reports=m.naming("reports that name either side"),
        telling=m.told("reports that tell of the two"), a=m.a.said, b=m.b.said,
    )  # fmt: skip
    if not reports:
        return Section("coverage", title, (lead,))
    unnamed = [report for report in reports if not report.source]
    undated = [report for report in reports if not report.published]
    prose = (
        paragraph(
            lead,
            months(m),
            sources(m),
            say("unnamed", n=reports_of(unnamed, "reports without a source")) if unnamed else None,
            say("undated", n=reports_of(undated, "reports without a day")) if undated else None,
        ),
        say("coverage_caveat"),
    )
    every, gaps = read_months(m)
    tables = [_by_source(reports)]
    if every:
        tables.append(_by_month(reports))
    if gaps:
        tables.append(_gaps(gaps))
    charts: tuple[Chart, ...] = ()
    if len({str(report.published)[: m.size] for report in reports if report.published}) > 1:
        charts = (
            chart(
                "coverage", "coverage", words("charts", "coverage"), words("alts", "coverage"), "coverage_months",
                _drawn(m, reports),
            ),
        )  # fmt: skip
    return Section("coverage", title, prose, charts, tuple(tables))


def _by_source(reports: list[ReportEntry]) -> Table:
    named = {report.source or "" for report in reports}
    rows: list[tuple[Cell, ...]] = []
    for source in sorted(named, key=lambda one: (-sum((report.source or "") == one for report in reports), one)):
        own = [report for report in reports if (report.source or "") == source]
        days = [str(report.published) for report in own if report.published]
        rows.append(
            (
                source or "no source named",
                *_numbers(own, source or "no source"),
                min(days, default=None),
                max(days, default=None),
            )
        )
    return Table(
        "coverage_sources", "Reports by source",
        {"source": "Source", "reports": "Reports", "telling": "Tell of the two", "first": "First", "last": "Last"},
        tuple(rows), folded=len(rows) > OPEN,
    )  # fmt: skip


def _by_month(reports: list[ReportEntry]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for month in sorted({str(report.published)[:7] for report in reports if report.published}):
        own = [report for report in reports if str(report.published).startswith(month)]
        rows.append(
            (month, *_numbers(own, day(month)), ", ".join(sorted({report.source or "no source" for report in own})))
        )
    return Table(
        "coverage_months", "Months with a report",
        {"month": "Month", "reports": "Reports", "telling": "Tell of the two", "sources": "Sources"},
        tuple(rows), folded=len(rows) > OPEN,
    )  # fmt: skip


def _numbers(reports: list[ReportEntry], about: str) -> tuple[Cell, Cell]:
    telling = [report for report in reports if report.tells]
    return reports_of(reports, f"reports, {about}"), reports_of(telling, f"reports of the two, {about}")


def _gaps(months: list[str]) -> Table:
    rows = [(period(first, last), str(number)) for first, last, number in _runs(months)]
    return Table(
        "coverage_gaps", "Months without a report, of which nothing is known", {"months": "Months", "number": "Number"},
        tuple(rows), folded=len(rows) > OPEN,
    )  # fmt: skip


def _runs(months: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    run: list[str] = []
    for month in months:
        if run and 12 * int(month[:4]) + int(month[5:]) != 12 * int(run[-1][:4]) + int(run[-1][5:]) + 1:
            yield run[0], run[-1], len(run)
            run = []
        run.append(month)
    if run:
        yield run[0], run[-1], len(run)


def _drawn(m: Material, reports: list[ReportEntry]) -> list[Row]:
    out: list[Row] = []
    for one in m.series:
        own = [report for report in reports if str(report.published or "").startswith(one["period"])]
        if not own:
            out.append({"period": one["period"], "gap": True})
            continue
        telling = sum(report.tells for report in own)
        for kind, number in (("tells of both", telling), ("names either side only", len(own) - telling)):
            out.append({"period": one["period"], "kind": kind, "reports": number, "gap": False})
    return out
