"""The sections on what third parties did, and on what was read and is therefore known."""

from __future__ import annotations

from comity.views.charts import chart
from comity.views.course import OPEN, QUAD_COLUMNS, act_list, quads, stacked
from comity.views.material import Material, Row, counted, read_months, reports_of
from comity.views.model import Basis, Cell, Chart, Figure, ReportEntry, Section, Sentence, Side, Table
from comity.views.prose import day, paragraph, prose, say, the, words
from comity.views.summary import ENOUGH_ACTS, asked, months, sources, thirds

SHOWN = 30
"""Acts of third parties shown with their sentence."""

SURE = 0.8
"""The confidence of acts that count as sure."""

DRAWN = 12
"""Third parties in the chart, those of most acts."""


def reactions(m: Material) -> Section:
    """What third parties did towards either side, in reports about the two."""
    title = words("sections", "reactions")
    actual = [row for row in m.reactions if row["modality"] == "actual"]
    answered = _responses(m)
    said = () if answered is None else (say("responses", n=_number(m, len({row["third"] for row in m.responses}))),)
    after = () if answered is None else (_answered_drawn(m),)
    if not actual:
        return Section("reactions", title, (thirds(m), *said), after, (answered,) if answered else ())
    parties: dict[str, list[Row]] = {}
    for row in actual:
        parties.setdefault(row["third"], []).append(row)
    order = sorted(parties, key=lambda code: (-len(parties[code]), code))
    columns = {"third": "Third party", **QUAD_COLUMNS, "a": f"With {m.a.name}", "b": f"With {m.b.name}"}
    rows = tuple(
        (
            m.name(code),
            *quads(parties[code], f"acts of {the(m.name(code))}"),
            *(_towards(m, side, code, parties[code]) for side in (m.a, m.b)),
        )
        for code in order
    )
    table = Table("reactions", "Acts of third parties by class", columns, rows, len(order) > OPEN, ("reactions",))
    enough = len(actual) >= ENOUGH_ACTS
    drawn = (stacked("reactions", {m.name(code): parties[code] for code in order[:DRAWN]}),) if enough else ()
    listed = act_list(m, "reactions", actual, SHOWN)
    lead = paragraph(thirds(m), say("thirds_caveat"))
    tables = (table, answered) if answered else (table,)
    return Section("reactions", title, (lead, *said), (*drawn, *after), tables, (listed,))


def _number(m: Material, value: int) -> Figure:
    ids = tuple(dict.fromkeys(row["id"] for row in m.answers))
    return Figure(value, str(value), "third parties that answer", ids, "reactions", Basis("responses"))


def _answering(m: Material, row: Row) -> str:
    """What a response is: who does what after which kind of act of the two."""
    return f"{m.name(row['third'])}: {row['kind']} after {words('quads', row['trigger'])}"


def _responses(m: Material) -> Table | None:
    """The clearest responses of third parties, each with the acts of the week after."""
    if not m.responses:
        return None
    columns = {"what": "Who does what after what", "n_after": "Acts in the week after", "n_other": "On other days",
               "ratio": "Times as often", "interval": "95 percent"}  # fmt: skip
    cells: list[tuple[Cell, ...]] = []
    for row in m.responses:
        label = _answering(m, row)
        ids = tuple(dict.fromkeys(
            act["id"] for act in m.answers
            if (act["third"], act["kind"]) == (row["third"], row["kind"]) and row["trigger"] in act["triggers"]
        ))  # fmt: skip
        basis = Basis("responses", words("units", "times"), n=row["n_after"], of="acts in the week after",
                      low=row["low"], high=row["high"], data=words("networks", "own"))  # fmt: skip
        after = Figure(row["n_after"], str(row["n_after"]), f"{label}, week after", ids, "reactions", basis)
        ratio = None if row["ratio"] is None else Figure(
            row["ratio"], f"{row['ratio']:.1f}", f"{label}, ratio", ids, "reactions", basis)  # fmt: skip
        other = f"{row['n_other']} on {row['other_days']:,} days"
        cells.append((label, after, other, ratio, f"{row['low']:.1f} to {row['high']:.1f}"))
    return Table("responses", words("captions", "responses"), columns, tuple(cells), measures=("responses",))


def _answered_drawn(m: Material) -> Chart:
    values = [
        {"what": _answering(m, row), "order": order, "ratio": row["ratio"] or None, "low": row["low"],
         "high": row["high"], "kind": row["kind"].capitalize()}
        for order, row in enumerate(m.responses)
    ]  # fmt: skip
    key = "responses"
    return chart(key, key, words("charts", key), words("alts", key), key, values)


def _towards(m: Material, side: Side, third: str, rows: list[Row]) -> Figure:
    own = [row for row in rows if row["towards"] == side.code]
    return counted(own, f"acts of {the(m.name(third))}, with {side.said}")


def _sure(m: Material) -> Sentence | None:
    """How many of the acts that happened were coded with confidence."""
    sure = [row for row in m.actual if row["confidence"] >= SURE]
    told = words("key_figures", "acts")
    return say("sure", sure=counted(sure, f"{told}, surely coded"), n=counted(m.actual, told)) if m.actual else None


def coverage(m: Material) -> Section:
    """How much was read, from whom and when; and so what is not known."""
    title = words("sections", "coverage")
    reports = [report for report in m.reports if report.within]
    lead = say(
        "coverage", all=m.all_reports, when=asked(m), reports=m.naming("reports that name either side"),
        telling=m.told("reports that tell of the two"), a=m.a.said, b=m.b.said,
    )  # fmt: skip
    if not reports:
        return Section("coverage", title, (lead,))
    unnamed = [report for report in reports if not report.source]
    undated = [report for report in reports if not report.published]
    told = (
        paragraph(
            lead,
            months(m),
            sources(m),
            say("unnamed", n=reports_of(unnamed, "reports without a source")) if unnamed else None,
            say("undated", n=reports_of(undated, "reports without a day")) if undated else None,
            _sure(m),
        ),
        say("coverage_caveat"),
    )
    tables = [_by_source(reports)]
    every, _ = read_months(m)
    if every:
        tables.append(_by_month(every, reports))
    charts: tuple[Chart, ...] = ()
    if len({str(report.published)[: m.size] for report in reports if report.published}) > 1:
        charts = (
            chart(
                "coverage", "coverage", words("charts", "coverage"), words("alts", "coverage"), "coverage_months",
                _drawn(m, reports),
            ),
        )  # fmt: skip
    return Section("coverage", title, told, charts, tuple(tables))


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


def _by_month(every: list[str], reports: list[ReportEntry]) -> Table:
    names = prose()["months"]
    rows: list[tuple[Cell, ...]] = []
    for year in sorted({month[:4] for month in every}):
        own = [report for report in reports if str(report.published).startswith(year)]
        cells = (_of_month(f"{year}-{number:02}", every, own) for number in range(1, 13))
        rows.append((year, *cells, *_numbers(own, year)))
    return Table(
        "coverage_months",
        "Reports by month; a dash is a month without a report, of which nothing is known",
        {"year": "Year", **{name.lower(): name[:3] for name in names}, "reports": "All", "telling": "Of the two"},
        tuple(rows),
    )


def _of_month(month: str, every: list[str], reports: list[ReportEntry]) -> Cell:
    if month not in every:
        return ""
    own = [report for report in reports if str(report.published).startswith(month)]
    return reports_of(own, f"reports, {day(month)}") if own else None


def _numbers(reports: list[ReportEntry], about: str) -> tuple[Cell, Cell]:
    telling = [report for report in reports if report.tells]
    return reports_of(reports, f"reports, {about}"), reports_of(telling, f"reports of the two, {about}")


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
