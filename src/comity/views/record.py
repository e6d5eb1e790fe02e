"""A dossier as one JSON object, for programs.

Keys: ``title``, ``headline``, ``a`` and ``b`` (``code``, ``name``), ``since``, ``until``, ``written``, ``version``,
``span``, ``summary`` (paragraphs as text), ``key_figures``, ``sections``, ``evidence``, ``reports``, ``method`` and
``methods``. A figure is ``{"value", "text", "about", "evidence", "section", "basis"}``, where ``evidence`` holds ids of
entries of ``evidence`` or ``reports``; its ``value`` is null where it is not known. ``basis`` of a measured figure is
``{"measure", "unit", "period", "n", "of", "low", "high", "data"}`` and else null; ``methods`` say of each measure how
it is computed. A section has ``key``, ``title``, ``prose`` (texts and figures), ``charts`` (with the Vega-Lite
specification in ``spec``), ``tables`` (rows by column key, and ``measures``), ``acts``, ``quotes`` and ``claims``.
Within a version of comity's first number no key goes away.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from comity.views.model import Cell, Dossier, Figure, Section, Sentence, Table
from comity.views.prose import prose

Record = dict[str, Any]


def record(dossier: Dossier) -> Record:
    """The dossier as plain dicts and lists."""
    return {
        "title": dossier.title,
        "headline": dossier.headline,
        "a": {"code": dossier.a.code, "name": dossier.a.name},
        "b": {"code": dossier.b.code, "name": dossier.b.name},
        "since": dossier.since,
        "until": dossier.until,
        "written": dossier.written,
        "version": dossier.version,
        "span": dossier.span,
        "summary": dossier.summary()[1:],
        "key_figures": [asdict(figure) for figure in dossier.key_figures],
        "sections": [_section(section) for section in dossier.sections],
        "evidence": [asdict(proof) for proof in dossier.evidence],
        "reports": [asdict(report) for report in dossier.reports],
        "method": prose()["method"],
        "methods": [asdict(method) for method in dossier.methods],
    }


def record_text(dossier: Dossier) -> str:
    """The dossier as JSON text."""
    return json.dumps(record(dossier), ensure_ascii=False, indent=1, default=str) + "\n"


def _section(section: Section) -> Record:
    return {
        "key": section.key,
        "title": section.title,
        "prose": [_sentence(sentence) for sentence in section.prose],
        "charts": [asdict(chart) for chart in section.charts],
        "tables": [_table(table) for table in section.tables],
        "acts": [asdict(listed) for listed in section.acts],
        "quotes": [asdict(quote) for quote in section.quotes],
        "claims": [asdict(claim) for claim in section.claims],
    }


def _table(table: Table) -> Record:
    rows = [dict(zip(table.columns, map(_cell, row), strict=True)) for row in table.rows]
    columns, measures = dict(table.columns), list(table.measures)
    return {"key": table.key, "caption": table.caption, "columns": columns, "rows": rows, "measures": measures}


def _sentence(sentence: Sentence) -> list[str | Record]:
    return [asdict(part) if isinstance(part, Figure) else part for part in sentence]


def _cell(cell: Cell) -> str | Record | None:
    return asdict(cell) if isinstance(cell, Figure) else cell
