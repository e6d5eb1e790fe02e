"""The first five stages together: from a document to sentences whose names, anaphors and dates are known."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from comity.actors import ActorBook
from comity.coders import dates
from comity.coders.anaphora import Anaphora
from comity.coders.cleaning import CleanText, clean
from comity.coders.language import Language
from comity.coders.mentions import Gazetteer, Mention
from comity.coders.sentences import Sentence, split
from comity.model import Document

_ALONE = re.compile(r"(?P<before>[A-Z][\w.'-]* )?(?P<name>[A-Z][\w-]*\w)\b(?! [A-Z])")


_OPENERS = {
    "While", "When", "But", "And", "As", "If", "After", "Before", "Then", "Although", "Since", "Yet", "So", "Earlier",
    "Later", "Today", "Yesterday", "Both", "Neither",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document on its way: clean, split, its mentions and dates found, nothing parsed yet."""

    document: Document
    text: CleanText
    sentences: tuple[Sentence, ...]
    mentions: list[tuple[Mention, ...]]
    dated: dates.Dating
    about: tuple[str, ...]  # the two that the whole report is about
    titled: tuple[Mention, ...]  # whom the title names


def _surname(mention: Mention) -> str | None:
    """The last word of the name of somebody who is named in full."""
    name = mention.actors[0].name if mention.person else None
    last = (name or "").rsplit(" ", 1)[-1]
    return last if name and " " in name and len(last) > 3 and last[0].isupper() else None


def _again(
    sentence: Sentence, mentions: Sequence[Mention], persons: Mapping[str, Mention], titles: Collection[str]
) -> Iterator[Mention]:
    """The surnames alone that stand in a sentence outside its mentions: "Eide said"."""
    for found in _ALONE.finditer(sentence.text) if persons else ():
        start, end = sentence.start + found.start("name"), sentence.start + found.end("name")
        person = persons.get(found["name"])
        if person and not any(mention.start < end and start < mention.end for mention in mentions):
            before = (found["before"] or "").strip()
            if not before or before.endswith(("'s", ".")) or before in titles or before in _OPENERS:
                yield Mention(start, end, person.actors, "leader")


class Reader:
    """Prepares documents of one language, with the actors of one book."""

    def __init__(self, book: ActorBook, language: Language) -> None:
        self._language = language
        self._titles = frozenset(title.rsplit(" ", 1)[-1] for title in language.words["titles"])
        self._gazetteer = Gazetteer(book, language)
        self._anaphora = Anaphora(book, language)

    def _named(self, sentences: Sequence[Sentence], published: date | None) -> Iterator[tuple[Mention, ...]]:
        """Who each sentence names, persons by surname as well once they were named in full."""
        persons: dict[str, Mention] = {}
        for sentence in sentences:
            mentions = self._gazetteer.find(sentence, published)
            yield tuple(
                sorted((*mentions, *_again(sentence, mentions, persons, self._titles)), key=lambda one: one.start)
            )
            persons |= {surname: mention for mention in mentions if (surname := _surname(mention))}

    def read(self, document: Document) -> Prepared:
        """Clean, split, name, resolve; nothing is parsed."""
        text = clean(document.text, self._language)
        sentences = split(text.text, self._language)
        named = list(self._named(sentences, document.published))
        title = Sentence(0, len(document.title or ""), document.title or "", 0)
        titled = self._gazetteer.find(title, document.published)
        mentions = self._anaphora.resolve(sentences, named, titled)
        about = tuple(actor.code for actor in self._anaphora.subject(named, titled))
        return Prepared(document, text, sentences, mentions, dates.Dating(document.published, text.day), about, titled)
