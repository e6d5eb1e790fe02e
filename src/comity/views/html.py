"""A dossier as one HTML page: nothing is fetched, nothing runs, and every number leads to its sentences.

A figure counted from one proof leads straight to it; one counted from several leads to the list of them, and from there
to each.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from comity.views.charts import embedded
from comity.views.methods import PAGE
from comity.views.model import Dossier, Figure, Proof, ReportEntry, Table, Telling
from comity.views.prose import day, prose, words
from comity.views.text import harmless, web_address

LISTED = 12
"""A list of proofs up to this long names each; a longer one gives their numbers by year."""

MARKS = {"verbal_coop": "●", "material_coop": "■", "verbal_conf": "▼", "material_conf": "✚"}
"""The signs of the quad classes, the same shapes as in the timeline's chart."""

ON_SCREEN = frozenset(
    {"acts", "conduct", "exchange_lags", "structure_series", "system_movers", "system_poles", "system_shares"}
)
"""Tables of long series that are not printed: their chart is, and every other form of the dossier has them."""

_NUMBER = re.compile(r"([+−-]?[\d,.]+%?)?")


@dataclass(frozen=True, slots=True)
class Group:
    """The proofs or reports that one figure, or several, were counted from."""

    anchor: str
    title: str
    entries: tuple[Proof | ReportEntry, ...]

    def by_year(self) -> Iterator[tuple[str, list[Proof | ReportEntry]]]:
        """The entries, year by year."""
        for year, entries in groupby(self.entries, _year):
            yield year, list(entries)


class Anchors:
    """Where each figure leads."""

    def __init__(self, dossier: Dossier) -> None:
        self._entries: dict[str, Proof | ReportEntry] = {report.id: report for report in dossier.reports}
        self._entries |= {proof.id: proof for proof in dossier.evidence}
        titles: dict[tuple[str, ...], list[str]] = {}
        for figure in dossier.figures():
            if len(figure.evidence) > 1:
                named = titles.setdefault(self._in_order(figure), [])
                if figure.about not in named:
                    named.append(figure.about)
        self.groups = [
            Group(f"f{number}", "; ".join(named[:2]), tuple(self._entries[one] for one in ids))
            for number, (ids, named) in enumerate(titles.items(), 1)
        ]
        self._anchors = {tuple(one.id for one in group.entries): group.anchor for group in self.groups}

    def of(self, figure: Figure) -> str | None:
        """The anchor that a figure leads to, None for one that counts nothing."""
        ids = self._in_order(figure)
        if not ids:
            return f"m-{figure.basis.measure}" if figure.basis else figure.section
        return self._anchors[ids] if len(ids) > 1 else self.entry(ids[0])

    def entry(self, identifier: str) -> str | None:
        """The anchor of a proof or report."""
        entry = self._entries.get(identifier)
        return anchor(entry) if entry else None

    def number(self, identifier: str) -> int:
        """The number of a proof or report."""
        return self._entries[identifier].number

    def _in_order(self, figure: Figure) -> tuple[str, ...]:
        return tuple(sorted(dict.fromkeys(figure.evidence), key=lambda one: self._entries[one].number))


def html(dossier: Dossier, home: str | None = None) -> str:
    """The whole page, with a link to the page ``home`` where there is one."""
    anchors = Anchors(dossier)
    css = Markup(files("comity").joinpath("views", "templates", "dossier.css").read_text(encoding="utf-8"))
    page = _environment().get_template("dossier.html")
    return page.render(d=dossier, anchors=anchors, css=css, method=prose()["method"], home=home)


def anchor(entry: Proof | ReportEntry) -> str:
    """``e12`` for a proof, ``r3`` for a report."""
    return f"{'e' if isinstance(entry, Proof) else 'r'}{entry.number}"


def _year(entry: Proof | ReportEntry) -> str:
    when = entry.date if isinstance(entry, Proof) else entry.published
    return str(when)[:4] if when else "no date"


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("comity.views", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )
    made.globals |= {
        "about": _about,
        "anchor": anchor,
        "day": day,
        "drawing": lambda chart: Markup(embedded(chart)),
        "is_figure": lambda part: isinstance(part, Figure),
        "listed": LISTED,
        "docs": PAGE,
        "marked": _marked,
        "marks": MARKS,
        "numeric": _numeric,
        "on_screen": ON_SCREEN,
        "spec": lambda chart: json.dumps(chart.spec, ensure_ascii=False, separators=(",", ":")),
        "web_address": web_address,
        "words": words,
    }
    return made


def _finalize(value: Any) -> Any:
    if isinstance(value, Markup):
        return Markup(harmless(value))
    return harmless(value) if isinstance(value, str) else value


def _marked(telling: Telling) -> tuple[str, str, str]:
    start, end = telling.trigger or (len(telling.text), len(telling.text))
    return telling.text[:start], telling.text[start:end], telling.text[end:]


def _about(figure: Figure) -> str:
    """What a figure counts and, of a measured one, its unit, period, n, interval and data."""
    basis = figure.basis
    if basis is None:
        return figure.about
    much = "" if basis.n is None else f"n = {basis.n:,} {basis.of}".rstrip()
    bounds = "" if basis.low is None or basis.high is None else f"95 percent {basis.low:.2f} to {basis.high:.2f}"
    return "; ".join(filter(None, (figure.about, basis.unit, basis.period, much, bounds, basis.data)))


def _numeric(table: Table) -> list[bool]:
    return [
        all(isinstance(cell, Figure) or cell is None or bool(_NUMBER.fullmatch(cell)) for cell in column)
        for column in zip(*table.rows, strict=True)
    ] or [False] * len(table.columns)
