"""Where a report quotes: pairs of quotation marks, and the text as it reads without what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

HIDDEN = "\x00"
"""Stands for every quoted character in a text whose quotations are hidden."""

_SINGLE = re.compile(r"(?<![\w'])'(?=\w)(?!\d0s)(?:[^'\n]|(?<=\w)'(?=\w)){2,700}?(?<=[\w.,;:?!])'(?!\w)")
_LONGEST = 1500  # characters; longer ones are marks that do not belong together


@dataclass(frozen=True, slots=True)
class Quotation:
    """A range of the clean text with its marks; ``runs_on``: the mark that closes it stands in a later paragraph."""

    start: int
    end: int
    runs_on: bool = False

    @property
    def words(self) -> tuple[int, int]:
        """The range of the words without their marks."""
        return self.start + 1, self.end if self.runs_on else self.end - 1


def find(text: str) -> list[Quotation]:
    """All quotations in order. Single marks count only where a report has no double ones, for then they may be nested.

    >>> [(one.start, one.end) for one in find('"Yes," he said. "No."')]
    [(0, 6), (16, 21)]
    """
    if '"' in text:
        return [one for one in _double(text) if one.end - one.start <= _LONGEST]
    return [Quotation(*found.span()) for found in _SINGLE.finditer(text)] if "'" in text else []


def _double(text: str) -> Iterator[Quotation]:
    begin = 0
    for line in text.split("\n"):
        marks = [begin + at for at, char in enumerate(line) if char == '"']
        following = text[begin + len(line) :].lstrip("\n ")[:1]
        yield from (Quotation(a, b + 1) for a, b in zip(marks[::2], marks[1::2], strict=False))
        if len(marks) % 2 and following == '"':
            yield Quotation(marks[-1], begin + len(line.rstrip()), runs_on=True)
        begin += len(line) + 1


def hidden(text: str, quotations: list[Quotation]) -> str:
    """The text with every quotation blanked, each character in its place.

    >>> hidden('He said "no" twice.', [Quotation(8, 12)]).replace(HIDDEN, "_")
    'He said ____ twice.'
    """
    parts, at = [], 0
    for one in quotations:
        parts += [text[at : one.start], HIDDEN * (one.end - one.start)]
        at = one.end
    return "".join((*parts, text[at:]))
