"""The first five stages together: from a document to sentences whose names, anaphors and dates are known."""

from __future__ import annotations

from dataclasses import dataclass

from comity.actors import ActorBook
from comity.coders import dates
from comity.coders.anaphora import Anaphora
from comity.coders.cleaning import CleanText, clean
from comity.coders.language import Language
from comity.coders.mentions import Gazetteer, Mention
from comity.coders.sentences import Sentence, split
from comity.model import Document


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document on its way: clean, split, its mentions and dates found, nothing parsed yet."""

    document: Document
    text: CleanText
    sentences: tuple[Sentence, ...]
    mentions: list[tuple[Mention, ...]]
    dated: dates.Dating
    about: tuple[str, ...]  # the two that the whole report is about


class Reader:
    """Prepares documents of one language, with the actors of one book."""

    def __init__(self, book: ActorBook, language: Language) -> None:
        self._language = language
        self._gazetteer = Gazetteer(book, language)
        self._anaphora = Anaphora(book, language)

    def read(self, document: Document) -> Prepared:
        """Clean, split, name, resolve; nothing is parsed."""
        text = clean(document.text, self._language)
        sentences = split(text.text, self._language)
        named = [self._gazetteer.find(sentence, document.published) for sentence in sentences]
        title = Sentence(0, len(document.title or ""), document.title or "", 0)
        titled = self._gazetteer.find(title, document.published)
        mentions = self._anaphora.resolve(sentences, named, titled)
        about = tuple(actor.code for actor in self._anaphora.subject(named, titled))
        return Prepared(document, text, sentences, mentions, dates.Dating(document.published, text.day), about)
