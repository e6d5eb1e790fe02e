"""The facts that ship with comity as a page, each with its source, and how claims are held against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from comity.actors import ActorBook, Entity, Member
from comity.datasets.facts.load import about, load
from comity.listed import ORGANISATIONS
from comity.measures import series

Row = dict[str, Any]

INTRODUCTION = """\
# Facts

The figures, meetings, exercises, treaties, sanctions, votes and memberships that come with comity, {title} {version}.
They were written for comity from public knowledge; each names the publication in which it can be looked up. They are
there so that claims in reports can be checked from the first command on, without a download; they are no substitute for
the full datasets. What was not surely known is left out. This page is made from `src/comity/data/facts` by `make docs`.

- **certainty**: *exact*, the day or count is not disputed; *rounded*, the published figure, rounded to the digits
  shown; *approximate*, published figures differ by a few percent, through revision or definition.
- **A missing row means nothing**, with one exception:
  {complete}.
- Dates are cut to what is surely known. Currencies are never converted. A fiscal year is written 2023-24.
- [Who belongs to which organisation](#memberships) is kept with the organisations, in
  `src/comity/data/actors/organisations`; a user's own file can replace one, see [Actors](actors.md).
"""

CHECKING = f"""\
## How a claim is checked

`comity check PATH` prints each claim of a report with its verdict and the figures behind it; `comity code`, `comity
read` and the dossier give the same verdicts. A claim is matched to the series of its quantity, pair and direction: what
one side reports as exports to the other, the other reports as imports, and both count; oil and gas flow from the
seller to the buyer. Each series is tested by itself.

| claim | supported where |
| --- | --- |
| record | the year's figure is above all before it; the series has {series.EARLIER} years before, or reaches back to \
the year that the claim names ("since 2014"), and no gap |
| rise, fall | the figure is above or below that of the year before, or of the year that the claim names, by more than \
its rounding and {100 * series.REVISED:g} percent |
| a level | it is within {100 * series.NEAR:.0f} percent; "more than" and "less than" are taken at their word |
| a percentage | it is within {series.NEAR_POINTS:g} points, or a tenth of what is claimed |
| more or less frequent | there were more or fewer a year than in the years before: of a year, three; of "since", as \
many; where the claim names no time, the last three years against the three before; where the report has no day \
either, the last three of the list, and the basis says so. Patrols alone where the claim is about patrols |

**Contradicted** is what is plainly otherwise: an earlier year was higher, the figure moved the other way, a level is
off by {100 * series.FAR:.0f} percent, a percentage by more than {series.FAR_POINTS:g} points and half of what is
claimed. What lies between is left open.

**Several reporters.** Where a claim names its source ("according to Chinese customs"), that source decides. Otherwise a
claim is supported or contradicted where all that can decide it agree. Where they disagree it is not covered, and both
are shown: the customs services of China and Russia count differently, above all before 2010, when much of what China
sent to Russia was not declared there as such.

**Loaded datasets.** What is loaded into the observatory is asked as well (`comity check PATH --db FILE`; all commands
that keep claims do so): trade by `cow_trade`, `comtrade` and `baci`, with each reporter of UN Comtrade by itself; crude
oil and gas by `comtrade`; arms by `sipri_tiv`, in trend indicator values; how often there were exercises by `jmed`, and
visits by `colt`. The same rules hold, each line names the dataset with its version or the day of loading, and a
dataset that cannot tell is left out where another can. Where two sources of one flow lie apart by more than
{100 * series.NEAR:.0f} percent in that year, a line says so with both figures.

**Not covered**, with the reason, are also claims about part of a year, a month, the running year or one still ahead;
about a balance or a share; about one party alone; in another currency or measure than the figures; about a fiscal year
where the figures are of calendar years, and the reverse; and claims that name no year, unless their figure fits the
last full year before the report.

**When it misleads.** A record is one since the series begins. A report may be right by figures that were revised
later, or that are not here. "Supported" says that the figures bear the claim out, and not that its cause, or the
weight that the report gives it, is right.
"""


MEMBERSHIPS = """\
## Memberships

Of the organisations that the dossier holds against each other; the others are in the same files. `from` and `to` are
inclusive, cut to what is surely known; no `to` means still. *exact*: not disputed; *approximate*: accounts differ on
when it began or ended, or on whether it counts. A row without a source of its own has that of the list.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    described = about()
    book = ActorBook.load()
    tables: dict[str, list[Row]] = {name: table.to_pylist() for name, table in load().items()}

    def name(code: str) -> str:
        return book.entities[code].name

    def names(codes: str) -> str:
        return ", ".join(name(code) for code in codes.split("|"))

    complete = "; ".join(
        f"the {row['table']} of {name(row['a'])} and {name(row['b'])} are counted as complete from {row['from']} to "
        f"{row['to']}"
        for row in tables["coverage"]
    )
    yield INTRODUCTION.format(title=described["title"], version=described["version"], complete=complete)
    yield CHECKING
    yield "## Trade\n"
    yield from _trade(tables["trade"], name)
    for key, title, columns in (
        ("meetings", "Meetings of leaders", ("period", "place", "occasion")),
        ("exercises", "Exercises of China and Russia", ("period", "until", "name", "kind", "place", "participants")),
        ("treaties", "Treaties and declarations", ("period", "name", "parties", "kind", "place", "in_force", "ended")),
        ("sanctions", "Sanctions", ("period", "sender", "target", "name", "kind", "ended")),
    ):
        yield f"## {title}\n"
        yield f"{_sentence(described['tables'][key]['about'])}\n"
        if key == "meetings":
            yield from _meetings(tables[key], columns, name)
        else:
            yield from _table(tables[key], columns, names)
    yield "## Votes\n"
    yield f"{_sentence(described['tables']['votes']['about'])}\n"
    yield from _votes(tables["votes"], name)
    yield MEMBERSHIPS
    for code in ORGANISATIONS:
        yield from _memberships(book.entities[code], name)


def _trade(rows: list[Row], name: Any) -> Iterator[str]:
    def flow(row: Row) -> tuple[str, ...]:
        return row["quantity"], row["item"], row["a"], row["b"], row["reporter"], row["unit"], row["source"]

    for (quantity, item, a, b, reporter, unit, source), group in groupby(rows, flow):
        found = list(group)
        what = "Trade" if quantity == "trade" else _sentence(item)[:-1]
        yield f"### {what}: {name(a)} with {name(b)}\n"
        notes = list(dict.fromkeys(row["note"] for row in found if row["note"]))
        yield f"{reporter}: {source}. In {unit}.{''.join(f' {note}.' for note in notes)}\n"
        directions = [
            one for one in ("turnover", "exports", "imports") if any(row["direction"] == one for row in found)
        ]
        yield f"| period | {' | '.join(directions)} | published | certainty |"
        yield "| --- |" + " ---: |" * len(directions) + " --- | --- |"
        for period, year in groupby(found, lambda row: row["period"]):
            figures = {row["direction"]: row for row in year}
            one = next(iter(figures.values()))
            cells = [f"{figures[way]['value']:g}" if way in figures else "" for way in directions]
            yield f"| {period} | {' | '.join(cells)} | {one['as_of']} | {one['certainty']} |"
        yield ""


def _meetings(rows: list[Row], columns: tuple[str, ...], name: Any) -> Iterator[str]:
    def pair(row: Row) -> tuple[str, ...]:
        return row["a"], row["a_leader"], row["b"], row["b_leader"]

    for (a, a_leader, b, b_leader), group in groupby(sorted(rows, key=pair), pair):
        found = list(group)
        yield f"### {a_leader} ({name(a)}) and {b_leader} ({name(b)})\n"
        yield from _table(found, columns, str)


def _table(rows: list[Row], columns: tuple[str, ...], names: Any) -> Iterator[str]:
    shown = (*columns, "certainty", "source", *(("note",) if any(row["note"] for row in rows) else ()))
    yield f"| {' | '.join(column.replace('_', ' ') for column in shown)} |"
    yield "|" + " --- |" * len(shown)
    for row in rows:
        cells = (
            names(row[column]) if column in {"participants", "parties", "sender", "target"} else row[column]
            for column in shown
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"
    yield ""


def _votes(rows: list[Row], name: Any) -> Iterator[str]:
    for _, group in groupby(rows, lambda row: row["resolution"]):
        found = list(group)
        one = found[0]
        yield f"### {one['resolution']}: {one['subject']}\n"
        totals = f"{one['yes']:g} in favour, {one['no']:g} against, {one['abstain']:g} abstentions"
        yield f"{one['period']}: {totals}. {one['source']}; {one['certainty']}.\n"
        for how in ("yes", "no", "abstain", "absent"):
            if states := [row["state"] for row in found if row["vote"] == how]:
                yield f"- **{how}**: {_listed(map(name, states))}"
        yield ""


def _memberships(organisation: Entity, name: Any) -> Iterator[str]:
    def spell(member: Member) -> tuple[str, ...]:
        return member.since or "", member.until or "", member.certainty or "", member.source

    found = sorted(organisation.members, key=spell)
    sources = [member.source for member in found]
    common = max(dict.fromkeys(sources), key=sources.count)
    yield f"### {_sentence(organisation.name)[:-1]}\n"
    yield f"{common}.\n"
    yield "| from | to | members | certainty | source |"
    yield "| --- | --- | --- | --- | --- |"
    for (since, until, certainty, source), group in groupby(found, spell):
        members = _listed(name(member.value) for member in group)
        yield f"| {since} | {until} | {members} | {certainty} | {source if source != common else ''} |"
    yield ""


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
