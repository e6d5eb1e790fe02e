"""What a dossier is made of, before it becomes HTML, Markdown or JSON.

Everything that is counted is a :class:`Figure`, and a figure carries the ids of what it was counted from: acts, quotes,
claims or reports. The renderers turn these ids into links, so no number can stand in a dossier without its proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

ProofKind = Literal["act", "quote", "claim"]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a measured figure rests on: the measure, its unit and period, how much, how surely, and whose data.

    ``n`` counts what went in (votes, states, months; ``of`` says which), ``low`` and ``high`` bound the 95 percent
    interval where there is one, ``data`` names the datasets with their versions.
    """

    measure: str
    unit: str = ""
    period: str = ""
    n: int | None = None
    of: str = ""
    low: float | None = None
    high: float | None = None
    data: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written (``text``) and as it is (``value``; None is not known, never zero).

    ``about`` says what it counts, ``evidence`` holds the ids of what was counted. A figure that is counted from
    something else than sentences names the section that shows it in ``section``, and ``basis`` says how one was
    measured.
    """

    value: int | float | None
    text: str
    about: str
    evidence: tuple[str, ...] = ()
    section: str | None = None
    basis: Basis | None = None


Sentence = tuple[str | Figure, ...]
Cell = str | Figure | None
"""A cell of a table: None is not known, an empty text does not apply."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``columns`` maps the stable key of each column to its heading. A ``folded`` one is long.

    ``measures`` names the measures that its figures come from; the dossier says of each how it is computed.
    """

    key: str
    caption: str
    columns: Mapping[str, str]
    rows: tuple[tuple[Cell, ...], ...]
    folded: bool = False
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite chart with its data inside, described in words, and the key of the table under it."""

    key: str
    title: str
    alt: str
    spec: Mapping[str, Any]
    table: str


@dataclass(frozen=True, slots=True)
class ActEntry:
    """One act in a list. ``id`` leads to its proof; ``status`` says what became of an announced act.

    ``dated`` is False where the day is that of the report, for want of one in the text.
    """

    id: str
    date: str | None
    who: str
    what: str
    quad: str
    modality: str
    reports: int
    sentence: str
    dated: bool = True
    status: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class ActList:
    """A list of acts under a heading of its own; ``left_out`` counts those that only the evidence shows."""

    key: str
    title: str
    shown: tuple[ActEntry, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class QuoteEntry:
    """Somebody's words about the other side."""

    id: str
    speaker: str
    side: str
    words: str
    about: tuple[str, ...]
    stance: str
    date: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """A checkable statement with its verdict and the figures behind the verdict."""

    id: str
    statement: str
    sentence: str
    verdict: str
    basis: tuple[str, ...]
    date: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the dossier: prose first, then charts with their tables, then lists."""

    key: str
    title: str
    prose: tuple[Sentence, ...]
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    acts: tuple[ActList, ...] = ()
    quotes: tuple[QuoteEntry, ...] = ()
    claims: tuple[ClaimEntry, ...] = ()

    def figures(self) -> Iterator[Figure]:
        """All figures of the section, in reading order."""
        for sentence in self.prose:
            yield from (part for part in sentence if isinstance(part, Figure))
        for table in self.tables:
            for row in table.rows:
                yield from (cell for cell in row if isinstance(cell, Figure))


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence that proves something, the words in it that decided, and the report where it stands."""

    text: str
    trigger: tuple[int, int] | None
    report: str
    title: str | None
    source: str | None
    published: date | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Proof:
    """An act, quote or claim with the sentences behind it; ``number`` is its place in the evidence, from 1.

    ``events`` are the ids of all tellings, ``more`` counts those whose sentences are not shown. ``dated`` is False
    where the day is that of the report.
    """

    id: str
    number: int
    kind: ProofKind
    date: str | None
    heading: str
    modality: str | None
    codes: str
    tellings: tuple[Telling, ...]
    events: tuple[str, ...]
    more: int = 0
    dated: bool = True


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report that names either side; ``number`` is its place in the list, from 1.

    ``tells`` of the two together; ``within`` the days asked for: a report from without is only there because it tells
    of an act of these days.
    """

    id: str
    number: int
    title: str
    source: str | None
    published: date | None
    url: str | None
    document: str
    tells: bool
    within: bool = True


@dataclass(frozen=True, slots=True)
class Method:
    """How a measure is computed: in a sentence, as formulas, with when it misleads and where it is published.

    ``command`` gives the same figures again.
    """

    name: str
    what: str
    formulas: tuple[str, ...]
    misleads: str
    sources: str
    command: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states, organisations or groups; ``said`` is the name as it stands in a sentence."""

    code: str
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A pair of states written up. Renders itself as HTML, Markdown or JSON; the same dossier gives the same bytes."""

    a: Side
    b: Side
    since: date | None
    until: date | None
    written: date
    version: str
    span: str
    headline: str
    key_figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    evidence: tuple[Proof, ...]
    reports: tuple[ReportEntry, ...]
    methods: tuple[Method, ...] = ()

    @property
    def title(self) -> str:
        """``China and Russia``."""
        return f"{self.a.name} and {self.b.said}"

    def section(self, key: str) -> Section:
        """The section with this key; KeyError where there is none."""
        return {section.key: section for section in self.sections}[key]

    def figures(self) -> Iterator[Figure]:
        """All figures of the dossier, in reading order."""
        yield from self.key_figures
        for section in self.sections:
            yield from section.figures()

    def summary(self) -> tuple[str, ...]:
        """The headline and the paragraphs of the first section as plain text."""
        from comity.views.prose import plain
        from comity.views.text import harmless

        return (self.headline, *(harmless(plain(paragraph)) for paragraph in self.section("summary").prose))

    def html(self, *, home: str | None = None) -> str:
        """One page that needs nothing from outside, runs nothing and prints on A4.

        ``home`` is the address of the list of all pairs, where it is served with one.
        """
        from comity.views.html import html

        return html(self, home)

    def markdown(self) -> str:
        """The same in Markdown (CommonMark with tables), for editors and repositories."""
        from comity.views.markdown import markdown

        return markdown(self)

    def json(self) -> str:
        """The same as one JSON object; its keys are told in :mod:`comity.views.record`."""
        from comity.views.record import record_text

        return record_text(self)
