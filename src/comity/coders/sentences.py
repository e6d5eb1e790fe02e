"""Second stage: sentences, as ranges of the clean text. Newlines end a sentence before anything else does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comity.coders.language import Language

LONGEST = 1200  # characters; what is longer is no sentence but a table, a list or a page without stops

_STOP = re.compile(r"""[.!?…]+["')\]]*(?=\s+["'(\[]*[A-Z0-9])|[.!?]["')]+(?=\s)|;\s(?=[A-Z])""")
_LAST_WORD = re.compile(r"""([\w.]+)\.["')]*$""")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A range of the clean text; ``paragraph`` counts the lines it came from."""

    start: int
    end: int
    text: str
    paragraph: int


def split(text: str, language: Language) -> tuple[Sentence, ...]:
    """Cut clean text into sentences.

    >>> from comity.coders.language import load_language
    >>> [s.text for s in split("Mr. Xi met U.S. envoys. They spoke.\\nNo stop here", load_language())]
    ['Mr. Xi met U.S. envoys.', 'They spoke.', 'No stop here']
    """
    abbreviations = frozenset(language.layout["abbreviations"])
    return tuple(
        Sentence(start, end, text[start:end], paragraph)
        for paragraph, (line_start, line) in enumerate(_lines(text))
        for start, end in _cuts(line, line_start, abbreviations)
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, line
        at += len(line) + 1


def _cuts(line: str, offset: int, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    begin = 0
    stops = [match.end() for match in _STOP.finditer(line) if not _abbreviated(line[: match.end()], abbreviations)]
    for stop in [*stops, len(line)]:
        piece = line[begin:stop]
        bare = piece.strip()
        if bare and len(bare) <= LONGEST:
            start = offset + begin + len(piece) - len(piece.lstrip())
            yield start, start + len(bare)
        begin = stop


def _abbreviated(before: str, abbreviations: frozenset[str]) -> bool:
    found = _LAST_WORD.search(before[-24:])
    if not found:
        return False
    word = found[1].lower()
    return word in abbreviations or (len(word) == 1 and word.isalpha() and word != "i")
