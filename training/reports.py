"""Whole reports of our own, each sentence with the acts that it tells: ``training/reports/*.txt``.

    # wire copy | 2019-03-04
    = Norway throws out two Russian diplomats
    OSLO, March 4 - Norway on Monday expelled two Russian diplomats over a break-in at a naval yard.
    > SANCTION:expel actual NOR RUS
    The men were given 72 hours to pack.

    Moscow promised an answer in kind.
    > THREATEN actual RUS NOR

``#`` opens a report (its register and day), ``=`` is its title, a blank line a new paragraph; an act belongs to the
sentence above it: ``> TYPE[:mode] modality ACTOR RECIPIENT [mutual]``. A sentence without acts tells none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from training.labelled import parse_label
from training.overlap import MEASURED_ON, measured_runs, shared

REPORTS = Path(__file__).with_name("reports")


@dataclass(frozen=True, slots=True)
class Act:
    """What a sentence tells that ``actor`` does to ``recipient`` (codes); ``mutual``: and the other way round."""

    type: str
    mode: str | None
    modality: str
    actor: str
    recipient: str
    mutual: bool


@dataclass(slots=True)
class Report:
    """A report and where it stands; ``paragraphs`` hold the numbers of the sentences that begin one."""

    place: str
    register: str
    published: date
    title: str = ""
    sentences: list[tuple[str, list[Act]]] = field(default_factory=list)
    paragraphs: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        """The sentences as a text with its paragraphs."""
        pieces = []
        for number, (sentence, _) in enumerate(self.sentences):
            pieces += ["" if not number else "\n\n" if number in self.paragraphs else " ", sentence]
        return "".join(pieces)


def parse_act(line: str) -> Act:
    """``TYPE[:mode] modality ACTOR RECIPIENT [mutual]``; raises ValueError that says what is wrong."""
    parts = line.split()
    if len(parts) not in (4, 5) or parts[4:] not in ([], ["mutual"]):
        raise ValueError(f"{line!r} is not TYPE[:mode] modality ACTOR RECIPIENT [mutual]")
    name, mode, modality = parse_label(" ".join(parts[:2]))
    if modality is None:
        raise ValueError(f"{line!r}: a sentence without an act has no line for it")
    if parts[2] == parts[3]:
        raise ValueError(f"{line!r}: an act on oneself")
    return Act(name, mode, modality, parts[2], parts[3], len(parts) == 5)


def parse(path: Path, problems: list[str]) -> Iterator[Report]:
    """The reports of a file in order; what is wrong is appended to ``problems``, with file and line."""
    report: Report | None = None
    blank = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        place, line = f"{path.name}:{number}", line.strip()
        try:
            if line.startswith("#"):
                if report:
                    yield report
                register, bar, day = line[1:].rpartition("|")
                if not bar:
                    raise ValueError(f"{line!r} is not # register | date")
                report = Report(place, register.strip(), date.fromisoformat(day.strip()))
            elif line and report is None:
                raise ValueError("before the first report")
            elif line.startswith("=") and report:
                report.title = line[1:].strip()
            elif line.startswith(">") and report:
                if not report.sentences:
                    raise ValueError("an act without a sentence above it")
                report.sentences[-1][1].append(parse_act(line[1:]))
            elif line and report:
                if blank:
                    report.paragraphs.add(len(report.sentences))
                report.sentences.append((line, []))
            blank = not line
        except ValueError as error:
            problems.append(f"{place}: {error}")
    if report:
        yield report


def read(folder: Path = REPORTS) -> list[Report]:
    """All training reports; raises ValueError that names the first bad line."""
    wrong: list[str] = []
    reports = [report for path in sorted(folder.glob("*.txt")) for report in parse(path, wrong)]
    if wrong:
        raise ValueError(wrong[0])
    return reports


def problems(paths: Iterable[Path], codes: Collection[str], measured: Iterable[Path] = MEASURED_ON) -> list[str]:
    """Everything that is wrong with files of reports, one line each; ``codes`` are those of the actors known."""
    forbidden = measured_runs(measured)
    first: dict[str, str] = {}
    found: list[str] = []
    for path in paths:
        for report in parse(path, found):
            if not report.title or not report.sentences:
                found.append(f"{report.place}: no title, or no sentence")
            for sentence, acts in report.sentences:
                place = f"{report.place} {sentence[:40]!r}"
                earlier = first.setdefault(sentence, place)
                if earlier != place:
                    found.append(f"{place}: stands in {earlier} too")
                if words := shared(sentence, forbidden):
                    found.append(f"{place}: shares {words!r} with a text that we are measured on")
                named = {code for act in acts for code in (act.actor, act.recipient)}
                found += [f"{place}: no actor has the code {code}" for code in sorted(named - set(codes))]
                if len(set(acts)) < len(acts):
                    found.append(f"{place}: the same act twice")
    return found
