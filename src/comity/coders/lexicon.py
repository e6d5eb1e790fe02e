"""Triggers as data: the words and phrases that tell an act, and what they mean.

Read from ``data/lexicon/<language>/events``; the form of an entry is told in ``docs/architecture.md``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal

from comity import datafiles
from comity.errors import DataError

_WORD = re.compile(r"[a-z]{3,}")

NOTHING = "NOTHING"
"""The type of entries in ``nothing.yml``: words that would tell an act if they stood elsewhere."""

_KEYS = {"on", "noun", "adjective", "mode", "mutual", "roles", "contexts", "cameo", "needs", "weak", "by", "clause"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern and its meaning. ``objects`` are the governed nouns, each as the lemmas of its words.

    Where they are given, one of the nouns ``by`` must act, and one of the verbs ``clause`` must be told or asked.
    """

    word_class: Literal["verb", "noun", "adjective"]
    pattern: str
    head: str
    following: tuple[str, ...]
    objects: frozenset[tuple[str, ...]]
    type: str
    mode: str | None
    mutual: bool
    reversed: bool
    contexts: tuple[str, ...]
    cameo: str | None
    needs: str | None
    weak: bool
    by: frozenset[str] = frozenset()
    clause: frozenset[str] = frozenset()
    heads: frozenset[str] = field(init=False)  # the last words of the governed nouns
    specificity: int = field(init=False)  # how much of the sentence the pattern asks for; the more the better

    def __post_init__(self) -> None:
        object.__setattr__(self, "heads", frozenset(words[-1] for words in self.objects))
        asked = 4 * bool(self.objects) + 2 * len(self.following) + bool(self.needs) - 3 * self.weak
        asked += 2 * bool(self.by) + 2 * bool(self.clause)
        object.__setattr__(self, "specificity", asked)

    @classmethod
    def of(cls, kind: str, mode: str | None = None) -> Entry:
        """The bare meaning of a type and mode, for an act that no pattern told."""
        return cls("verb", "", "", (), frozenset(), kind, mode, False, False, (), None, None, False)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All entries, by the lemma of their head, the most specific first."""

    verbs: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, tuple[Entry, ...]]
    adjectives: Mapping[str, tuple[Entry, ...]]
    idle: re.Pattern[str]  # phrases whose words tell nothing: "thanks to"
    things: frozenset[str]  # nouns that an act only qualifies: "a protest note"
    charges: frozenset[str]  # verbs of clauses in which somebody is charged with something
    forces: frozenset[str]  # nouns of troops

    def tells(self, text: str, types: Collection[str]) -> bool:
        """Whether some word of a text may be the verb of an act of these types; a quick look before the parse."""
        return any(
            entry.type in types
            for word in _WORD.findall(text)
            for lemma in lemmas(word)
            for entry in self.verbs.get(lemma, ())
        )


def lemmas(word: str) -> Iterator[str]:
    """What a form may be a form of, by its ending: "criticised" of criticise, "denied" of deny, "sought" of itself."""
    yield word
    for ending in ("s", "d", "ed", "es", "ing"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            yield stem
            yield f"{stem}e"
            yield f"{stem[:-1]}y" if stem.endswith("i") else stem[:-1]


@functools.cache
def load_lexicon(language: str = "en") -> Lexicon:
    """Load the lexicon of a language."""
    tables: dict[str, dict[str, list[Entry]]] = {"verb": {}, "noun": {}, "adjective": {}}
    folder = files("comity").joinpath("data", "lexicon", language, "events")
    classes: dict[str, list[str]] = datafiles.load("lexicon", language, "classes.yml")
    for name in sorted(item.name for item in folder.iterdir() if item.name.endswith(".yml")):
        for row in datafiles.load("lexicon", language, "events", name) or ():
            for entry in _entries(row, name, classes):
                tables[entry.word_class].setdefault(entry.head, []).append(entry)
    ordered = {
        kind: {head: tuple(sorted(rows, key=lambda row: -row.specificity)) for head, rows in table.items()}
        for kind, table in tables.items()
    }
    words = datafiles.load("lexicon", language, "words.yml")
    idle = re.compile(rf"\b(?:{'|'.join(map(re.escape, words['idle_phrases']))})\b", re.IGNORECASE)
    lists = (frozenset(words[name]) for name in ("things", "charges", "forces"))
    return Lexicon(ordered["verb"], ordered["noun"], ordered["adjective"], idle, *lists)


def _nouns(told: str, classes: Mapping[str, list[str]]) -> Iterator[str]:
    """The words of a list parted by bars; "@goods" stands for all of that class."""
    for word in told.split("|"):
        name = word.strip()
        yield from classes[name[1:]] if name.startswith("@") else (name,) if name else ()


def _entries(row: Mapping[str, Any], file: str, classes: Mapping[str, list[str]]) -> Iterator[Entry]:
    if unknown := set(row) - _KEYS:
        raise DataError(f"{file}: {row}: unknown key {', '.join(sorted(unknown))}")
    kinds = [key for key in ("on", "noun", "adjective") if key in row]
    if len(kinds) != 1:
        raise DataError(f"{file}: {row}: give one of on, noun, adjective")
    left, _, right = str(row[kinds[0]]).partition(">")
    objects = frozenset(tuple(noun.split()) for noun in _nouns(right, classes))
    for alternative in left.split("|"):
        words = alternative.split()
        *following, head = words if kinds[0] == "noun" else reversed(words)
        yield Entry(
            "verb" if kinds[0] == "on" else "noun" if kinds[0] == "noun" else "adjective",
            f"{' '.join(words)} > ..." if objects else " ".join(words),
            head,
            tuple(following if kinds[0] == "noun" else reversed(following)),
            objects,
            type=file.removesuffix(".yml").upper(),
            mode=row.get("mode"),
            mutual=bool(row.get("mutual")),
            reversed=row.get("roles") == "reversed",
            contexts=tuple(row.get("contexts", ())),
            cameo=row.get("cameo"),
            needs=row.get("needs"),
            weak=bool(row.get("weak")),
            by=frozenset(_nouns(row.get("by", ""), classes)),
            clause=frozenset(_nouns(row.get("clause", ""), classes)),
        )
