"""Eighth stage, first part: whom a noun phrase names: by itself, what it is joined with, whose or by whom it is."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from comity.coders.language import Language, load_language
from comity.coders.mentions import Mention
from comity.model import Actor

_MODIFIER = {"amod", "compound", "nmod", "poss", "appos", "nummod"}
_COMMA = re.compile(r",(?: the| an?)?(?: [a-z]+){0,2}")
_LAST = re.compile(r",? (?:and|or|as well as)(?: the| an?)?(?: [a-z]+){0,2}|,? (?:and|or)")


@dataclass(frozen=True, slots=True)
class Found:
    """Actors on one side of an act, the token they hang on, and the rule that found them."""

    actors: tuple[Actor, ...]
    rule: str
    token: Token | None = None


NOBODY = Found((), "")


@dataclass(frozen=True, slots=True)
class _Lists:
    """Word lists of a language, ready for use; ``order`` is the rank of prepositions, ``orders`` that by type."""

    light: frozenset[str]
    people: frozenset[str]
    at_home: frozenset[str]
    order: Mapping[str, int]
    orders: Mapping[str, Mapping[str, int]]


@functools.cache
def _lists(language: str) -> _Lists:
    words = load_language(language).words
    order = {word: rank for rank, word in enumerate(words["recipient_prepositions"])}
    return _Lists(
        frozenset(words["light"]),
        frozenset(word for role in words["roles"] if role["sector"] not in {"MIL", "REB"} for word in role["words"]),
        frozenset(words["at_home"]),
        order,
        {
            kind: {word: rank for rank, word in enumerate(dict.fromkeys((*first, *order)))}
            for kind, first in words["first_prepositions"].items()
        },
    )


class Phrases:
    """One parsed sentence with its mentions tied to its tokens."""

    def __init__(self, doc: Doc, mentions: Sequence[Mention], offset: int, language: Language) -> None:
        self.doc = doc
        self.words = language.words
        lists = _lists(language.code)
        self.light, self._people, self._at_home = lists.light, lists.people, lists.at_home
        self.order, self.orders = lists.order, lists.orders
        self.at: dict[int, Mention] = {}
        for mention in mentions:
            span = doc.char_span(mention.start - offset, mention.end - offset, alignment_mode="expand")
            if span is not None:
                for token in span:
                    self.at[token.i] = mention
        self._rows = _rows(doc, self.at)

    def actors(self, token: Token, depth: int = 0) -> tuple[Actor, ...]:
        """The actors that a noun phrase names: itself, what it is joined with, whose or of whom it is."""
        if depth > 4:
            return ()
        out: list[Actor] = []
        mention = self.at.get(token.i)
        if mention is not None and mention.kind != "place":
            out += mention.actors
        elif mention is None:
            if token.tag_ in {"WDT", "WP"} and token.head.dep_ == "relcl":
                return self.actors(token.head.head, depth + 1)
            renamed = (child for child in token.children if child.dep_ == "appos" and child.i == token.i + 1)
            out += next((self.at[one.i].actors for one in renamed if one.i in self.at), ())  # "its neighbour Chile"
            out = out or list(self.own_actors(token, set(), depth).actors)
        for child in token.children:
            if child.dep_ == "conj":
                out += self.actors(child, depth + 1)
            if not out and child.dep_ == "appos":
                out += self.actors(child, depth + 1)
        for other in self._rows.get(token.i, ()) if depth == 0 else ():
            out += other.actors
        return distinct(out)

    def owners(self, noun: Token) -> Found:
        """Whose something is, by what stands before the noun: "China's exports", "the Russian embassy"."""
        for child in sorted(noun.children, key=lambda one: (one.dep_ != "poss", one.i)):
            if child.dep_ in _MODIFIER and child.dep_ != "appos":
                actors = self.actors(child, 3) or self.within(child)
                if actors:
                    return Found(actors, f"{child.text} before {noun.text}", child)
        return NOBODY

    def within(self, token: Token) -> tuple[Actor, ...]:
        """ "US" in "US-led coalition"."""
        return distinct(
            actor
            for inner in token.subtree
            if inner.i in self.at and inner.i <= token.i
            for actor in self.at[inner.i].actors
            if self.at[inner.i].kind != "place"
        )

    def by(self, noun: Token) -> Found:
        """Who is named after "by" below a noun: "the seizure of a Panamanian tanker by Iran"."""
        for link in noun.subtree:
            near = link.head.i in {noun.i, *(child.i for child in noun.children)} or link.head.head.head.i == noun.i
            if link.lower_ == "by" and link.dep_ in {"prep", "agent"} and near:
                for inner in link.children:
                    if inner.dep_ == "pobj" and (actors := self.actors(inner, 1)):
                        return Found(actors, f"by {inner.text}", inner)
        return NOBODY

    def own_actors(self, noun: Token, but: set[str], depth: int = 0) -> Found:
        """Whose something is, by what stands before or after the noun; nobody of ``but``."""
        by = self.by(noun) if depth == 0 else NOBODY
        if found := self.other(by.actors, but):
            return Found(found, by.rule, by.token)
        owners = self.owners(noun)
        if found := self.other(owners.actors, but):
            return Found(found, owners.rule, owners.token)
        ruling = noun.doc[noun.left_edge.i : noun.i + 1].text.lower().split()
        links = {"by", "of", "from", "between", "among"}
        if noun.lower_ in self._people or " ".join(ruling[-2:]) in self._at_home or ruling[-1] in self._at_home:
            links |= {"in"}
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ in links:
                for inner in child.children:
                    where = self.whereabouts(inner) if child.lower_ == "in" else ()
                    if inner.dep_ == "pobj" and (found := self.other(self.actors(inner, depth + 1) or where, but)):
                        return Found(found, f"{child.lower_} {inner.text}", inner)
            if child.dep_ == "acl" and child.tag_ == "VBN":  # "crimes committed by Croat forces"
                for link in child.children:
                    for inner in link.children if link.dep_ == "agent" else ():
                        if found := self.other(self.actors(inner, depth + 1), but):
                            return Found(found, f"by {inner.text}", inner)
        return NOBODY

    def whereabouts(self, token: Token) -> tuple[Actor, ...]:
        """The state in which a place lies."""
        mention = self.at.get(token.i)
        return mention.actors if mention is not None and mention.kind == "place" else ()

    @staticmethod
    def other(actors: Iterable[Actor], but: set[str]) -> tuple[Actor, ...]:
        """These actors without those of ``but``."""
        return tuple(actor for actor in actors if actor.code not in but)


def _rows(doc: Doc, at: Mapping[int, Mention]) -> dict[int, tuple[Mention, ...]]:
    """Three and more actors in a row of commas ending in "and", which parsers take apart; by each of their tokens."""
    spans: list[tuple[int, int, Mention]] = []
    for i in sorted(at):
        if spans and spans[-1][2] is at[i]:
            spans[-1] = (spans[-1][0], i, at[i])
        else:
            spans.append((i, i, at[i]))
    rows: dict[int, tuple[Mention, ...]] = {}
    row: list[tuple[int, int, Mention]] = []
    for number, span in enumerate(spans):
        row.append(span)
        gap = doc[span[1] + 1 : spans[number + 1][0]].text.lower() if number + 1 < len(spans) else ""
        if _COMMA.fullmatch(gap) and not _LAST.fullmatch(gap):
            continue
        if _LAST.fullmatch(gap):
            row.append(spans[number + 1])
            if len(row) > 2:
                members = tuple(mention for _, _, mention in row)
                rows |= {i: members for first, last, _ in row for i in range(first, last + 1)}
        row = []
    return rows


def distinct(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Each actor once, by its code, in the order of the first mention."""
    by_code: dict[str, Actor] = {}
    for actor in actors:
        by_code.setdefault(actor.code, actor)
    return tuple(by_code.values())
