"""The training sentences, one by one with two marks: ``training/sentences/*.txt``.

A line of ``training/sentences/*.txt`` is ``TYPE[:mode] modality<TAB>text``, with the actor's mention in ``{braces}``
and the recipient's in ``[brackets]``, each exactly once; ``NONE -`` says that the marked actor does nothing to the
marked recipient. A line that begins with ``#`` is the heading of a group.

No sentence may share eight words in a row with a text that the project is measured on, nor may two lines be equal but
for the marked names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from comity.model import MODALITIES
from comity.ontology import load_ontology
from training.overlap import MEASURED_ON, measured_runs, shared

SENTENCES = Path(__file__).with_name("sentences")
MARK = re.compile(r"\{([^{}\[\]]+)\}|\[([^{}\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A training sentence without its marks; ``actor`` and ``recipient`` are half-open spans of ``text``."""

    type: str
    mode: str | None
    modality: str | None
    text: str
    actor: tuple[int, int]
    recipient: tuple[int, int]

    @property
    def frame(self) -> str:
        """The sentence with its marked names left out: what must differ between any two lines."""
        spans = sorted([(*self.actor, "{}"), (*self.recipient, "[]")])
        pieces, at = [], 0
        for start, end, sign in spans:
            pieces += [self.text[at:start], sign]
            at = end
        return " ".join("".join([*pieces, self.text[at:]]).lower().split())


def parse_label(label: str) -> tuple[str, str | None, str | None]:
    """``TYPE[:mode] modality`` as its parts; raises ValueError that says what is wrong with it."""
    parts = label.split(" ")
    if len(parts) != 2:
        raise ValueError(f"label {label!r} is not TYPE[:mode] modality")
    name, colon, mode = parts[0].partition(":")
    modality = parts[1]
    if name == "NONE":
        if colon or modality != "-":
            raise ValueError("NONE has no mode, and - for its modality")
    else:
        types = load_ontology().types
        if name not in types:
            raise ValueError(f"unknown type {name!r}")
        if colon and mode not in types[name].modes:
            raise ValueError(f"{name} has no mode {mode!r}, but {', '.join(types[name].modes) or 'none'}")
        if modality not in MODALITIES:
            raise ValueError(f"unknown modality {modality!r}, not one of {', '.join(MODALITIES)}")
    return name, mode or None, None if modality == "-" else modality


def parse(line: str) -> Labelled:
    """Read one line; raises ValueError that says what is wrong with it."""
    label, tab, marked = line.partition("\t")
    if not tab or not marked.strip() or "\t" in marked:
        raise ValueError("not of the form LABEL<TAB>TEXT")
    name, mode, modality = parse_label(label)
    text, spans, at = "", {}, 0
    for match in MARK.finditer(marked):
        sign = marked[match.start()]
        mention = match[1] or match[2]
        if sign in spans:
            raise ValueError(f"more than one mention in {'braces' if sign == '{' else 'brackets'}")
        if mention != mention.strip():
            raise ValueError(f"the mention {mention!r} has blanks at its edge")
        text += marked[at : match.start()]
        spans[sign] = (len(text), len(text) + len(mention))
        text += mention
        at = match.end()
    text += marked[at:]
    if set(spans) != {"{", "["} or re.search(r"[{}\[\]]", text):
        raise ValueError("not exactly one {actor} and one [recipient]")
    if text != " ".join(text.split()):
        raise ValueError("blanks at an end, or two in a row")
    return Labelled(name, mode, modality, text, spans["{"], spans["["])


def read(folder: Path = SENTENCES) -> list[Labelled]:
    """All training sentences, in the order of files and lines; raises ValueError on the first bad line."""
    return [parse(line) for _, _, line in _lines(folder)]


def _lines(folder: Path) -> Iterator[tuple[Path, int, str]]:
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if line.strip() and not line.startswith("#"):
                yield path, number, line


def problems(folder: Path = SENTENCES, measured: Iterable[Path] = MEASURED_ON) -> list[str]:
    """Everything that is wrong with the files of a folder, one line each, with file and line number."""
    forbidden = measured_runs(measured)
    first: dict[str, str] = {}
    found = []
    for path, number, line in _lines(folder):
        place = f"{path.name}:{number}"
        try:
            sentence = parse(line)
        except ValueError as error:
            found.append(f"{place}: {error}")
            continue
        earlier = first.setdefault(sentence.frame, place)
        if earlier != place:
            found.append(f"{place}: as {earlier}, but for the marked names")
        if words := shared(sentence.text, forbidden):
            found.append(f"{place}: shares {words!r} with a text that we are measured on")
    return found
