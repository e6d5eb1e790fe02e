"""A dossier as Markdown (CommonMark with tables): the same words, tables and proofs, without the drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.views.model import (
    ActEntry,
    Cell,
    ClaimEntry,
    Dossier,
    Figure,
    Method,
    Proof,
    QuoteEntry,
    ReportEntry,
    Section,
    Table,
)
from comity.views.prose import day, plain, prose, words
from comity.views.text import harmless, web_address

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def markdown(dossier: Dossier) -> str:
    """The whole text. Proofs are numbered as in the HTML; a figure in a table is a number."""
    numbers = {proof.id: proof.number for proof in dossier.evidence}
    parts = [f"# {escaped(dossier.title)}", f"**{escaped(dossier.headline)}**", escaped(dossier.span)]
    parts.append("\n".join(f"- {escaped(figure.about)}: **{figure.text}**" for figure in dossier.key_figures))
    for section in dossier.sections:
        parts += _section(section, numbers)
    if dossier.evidence:
        parts.append("## Evidence")
        parts += map(_proof, dossier.evidence)
    parts.append("## Method and reports")
    parts += map(escaped, prose()["method"])
    if dossier.methods:
        parts.append("## How the figures are computed")
        parts += (part for method in dossier.methods for part in _method(method))
    if dossier.reports:
        parts.append("## Reports")
        parts.append("\n".join(map(_report, dossier.reports)))
    parts.append(f"Written on {day(str(dossier.written))} by comity {dossier.version}.")
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """Text of others on one line, so that none of it is taken for markup.

    >>> escaped("a *b* <script>")
    'a \\\\*b\\\\* \\\\<script\\\\>'
    """
    line = _SPECIAL.sub(r"\\\1", " ".join(harmless(text).split()))
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+=])", r"\\\1", line))


def table(made: Table) -> str:
    """A table of CommonMark's tables extension under its caption."""
    lines = [[escaped(heading) for heading in made.columns.values()], ["---"] * len(made.columns)]
    lines += [[_cell(cell) for cell in row] for row in made.rows]
    how = f"\n\nHow it is computed: {', '.join(f'[{one}](#{one})' for one in made.measures)}" if made.measures else ""
    return f"*{escaped(made.caption)}*\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + how


def _method(method: Method) -> Iterator[str]:
    yield f"### {method.name}"
    yield escaped(method.what)
    for formula in method.formulas:
        yield f"```text\n{formula}\n```"
    if method.misleads:
        yield f"*When it misleads:* {escaped(method.misleads)}"
    yield f"{escaped(method.sources)} `{method.command}`".strip()


def _section(section: Section, numbers: dict[str, int]) -> Iterator[str]:
    yield f"## {section.title}"
    yield from (escaped(plain(sentence)) for sentence in section.prose)
    yield from map(table, section.tables)
    if section.quotes:
        yield "\n".join(_quote(quote, numbers) for quote in section.quotes)
    if section.claims:
        yield "\n".join(_claim(claim, numbers) for claim in section.claims)
    for listed in section.acts:
        yield f"### {listed.title}"
        yield "\n".join(_act(act, numbers) for act in listed.shown)
        if listed.left_out:
            yield f"{listed.left_out} more in the evidence."


def _act(act: ActEntry, numbers: dict[str, int]) -> str:
    status = [words("statuses", act.status)] if act.status else []
    if act.outcome in numbers:
        status.append(f"see \\[{numbers[act.outcome]}\\]")
    told = [f"told by {act.reports} reports"] if act.reports > 1 else []
    about = ", ".join([words("quads", act.quad), *status, *told])
    head = f"- {_when(act.date, act.dated)}: **{escaped(act.who)}**, {escaped(act.what)} ({about})."
    return f"{head} {escaped(act.sentence)} \\[{numbers[act.id]}\\]"


def _when(date: str | None, dated: bool) -> str:
    return day(date) + ("" if dated or date is None else " (day of the report)")


def _quote(quote: QuoteEntry, numbers: dict[str, int]) -> str:
    by = ", ".join([escaped(quote.speaker), words("stances", quote.stance), *_told(quote.source, quote.date)])
    return f"- “{escaped(quote.words)}” ({by}) \\[{numbers[quote.id]}\\]"


def _claim(claim: ClaimEntry, numbers: dict[str, int]) -> str:
    basis = f" Basis: {escaped('; '.join(claim.basis))}." if claim.basis else ""
    by = ", ".join(_told(claim.source, claim.date))
    return (
        f"- **{words('verdicts', claim.verdict)}**: {escaped(claim.statement)}. {escaped(claim.sentence)} ({by})"
        f"{basis} \\[{numbers[claim.id]}\\]"
    )


def _told(source: str | None, date: str | None) -> list[str]:
    return [escaped(source or "no source named"), day(date)]


def _proof(proof: Proof) -> str:
    tag = f" ({words('modalities', proof.modality)})" if proof.modality not in (None, "actual") else ""
    lines = [f"**\\[{proof.number}\\] {escaped(proof.heading)}**{tag}, {_when(proof.date, proof.dated)}"]
    for telling in proof.tellings:
        by = ", ".join(_told(telling.source, str(telling.published) if telling.published else None))
        lines.append(f"> {escaped(telling.text)} ({by})")
    more = f"; told {proof.more} more {'time' if proof.more == 1 else 'times'}" if proof.more else ""
    return "\n\n".join([*lines, escaped(proof.codes) + more])


def _report(report: ReportEntry) -> str:
    url = web_address(report.url)
    title = f"[{escaped(report.title)}](<{url}>)" if url else escaped(report.title)
    by = ", ".join(_told(report.source, str(report.published) if report.published else None))
    return f"{report.number}. {title}. {by}. {escaped(report.document)}"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "not known"
    return cell.text if isinstance(cell, Figure) else escaped(cell)
