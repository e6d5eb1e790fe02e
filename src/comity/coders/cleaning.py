"""First stage: from the text as read to text that can be parsed, with the way back for every character.

Typographic quotes, dashes and spaces become plain; invisible characters go; lines that are no part of the report
("Read more", bylines, captions, share buttons) and the dateline are blanked. Everything else stays where it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.coders.language import Language

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ´`", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒", "-"),
        **dict.fromkeys(
            "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "
        ),
        **dict.fromkeys("\x0b\x0c\u0085\u2028\u2029", "\n"),
    }
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]|\r(?=\n)")


_RUNS_ON = re.compile(r"[\w,'-]$")  # no stop: the sentence goes on
_WRAPPED_LINES = 3  # so many lines, none wider than this, are a text broken to a width
_WIDEST = 110


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text made plain. ``offsets[i]`` is where character ``i`` stands in the text as read; None: in the same place."""

    text: str
    offsets: tuple[int, ...] | None
    place: str | None
    day: str | None
    timed: frozenset[int] = frozenset()  # where lines of a live report begin, each with its time of day

    def live(self, at: int) -> bool:
        """Whether a character stands in a line that tells what happens as it happens."""
        return self.text.rfind("\n", 0, at) + 1 in self.timed

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Translate a range of the clean text into the text as read.

        >>> from comity.coders.language import load_language
        >>> clean("\\u200bChina\\u00ads “aim”", load_language()).original(0, 6)
        (1, 8)
        """
        if self.offsets is None or end <= start:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def _sure(dateline: re.Match[str]) -> bool:
    """Whether a short line surely opens with a dateline: a town in capitals, or a day."""
    return bool(dateline["day"] or (dateline["place"] or "").partition(",")[0].strip().isupper())


def _unwrapped(lines: list[str]) -> str:
    """Lines joined again where a sentence runs on over their end; every character keeps its place."""
    lengths = [len(line) for line in lines if line.strip()]
    wrapped = len(lengths) >= _WRAPPED_LINES and max(lengths) <= _WIDEST
    text = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        runs_on = _RUNS_ON.search(line) and following.strip() and following[:1].strip()
        joined = runs_on and (following[0].islower() or (wrapped and len(line) >= _WIDEST // 2))
        text += line + (" " if joined else "\n")
    return text[:-1]


def clean(text: str, language: Language) -> CleanText:
    """Make a report's text plain, and blank what is no prose."""
    plain = text.translate(_PLAIN)
    offsets = None
    if _INVISIBLE.search(plain):
        gone = {at for match in _INVISIBLE.finditer(plain) for at in range(*match.span())}
        offsets = tuple(at for at in range(len(plain)) if at not in gone)
        plain = "".join(plain[at] for at in offsets)
    boilerplate, dateline = language.pattern("boilerplate"), re.compile(language.layout["dateline"])
    label = re.compile(language.layout["label"])
    lines: list[str] = []
    place = day = None
    prose_seen = False
    timed: set[int] = set()
    begin = 0
    for line in plain.replace("\r", "\n").split("\n"):
        bare = line.strip()
        start, begin = begin, begin + len(line) + 1
        if bare and boilerplate.fullmatch(bare):
            lines.append(" " * len(line))
            continue
        if bare and not prose_seen and len(bare) > 30:
            prose_seen = len(bare) > 80
            found = dateline.match(line)
            if found and found.end() < 90 and (prose_seen or _sure(found)) and any(found.groups()):
                prose_seen = True
                place, day = found["place"], found["day"]
                line = " " * found.end() + line[found.end() :]
        if labelled := label.match(line):
            if any(letter.isdigit() for letter in labelled[0]):
                timed.add(start)
            line = " " * labelled.end() + line[labelled.end() :]
        lines.append(line)
    return CleanText(_unwrapped(lines), offsets, place.strip() if place else None, day, frozenset(timed))
