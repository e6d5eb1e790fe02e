"""The full coder: clean, split, name, resolve, date, parse, find triggers and arguments, judge, merge.

Each stage is a module beside this one; this file only calls them in their order. Only sentences with two actors and a
possible act are parsed.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import spacy
from spacy.language import Language as Parser

from comity import datafiles
from comity.actors import ActorBook
from comity.coders import claims, dates, lexicon, merging, quotes, triggers
from comity.coders.anaphora import REACH, Anaphora
from comity.coders.arguments import Grammar
from comity.coders.cleaning import CleanText, clean
from comity.coders.language import Language, load_language
from comity.coders.meaning import Act, Surroundings, settle
from comity.coders.mentions import Gazetteer, Mention
from comity.coders.modality import modality
from comity.coders.parsing import parse
from comity.coders.parties import pairs
from comity.coders.phrases import NOBODY, Found
from comity.coders.sentences import Sentence, split
from comity.coders.triggers import Trigger
from comity.model import Coding, Document, Event, Modality, Moment, Passage
from comity.ontology import Ontology

_GOVERNS = {"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE", "CONCEDE"}
_UNDERSTOOD = {"ACCUSE", "REQUEST", "REJECT", "THREATEN", "SANCTION", "CONCEDE", "RETREAT", "SUPPORT"}
_MATTERS = {"COOPERATE", "SUPPORT", "AGREE", "AID", "CONSULT"}
_TREATED = {"SUPPORT", "AGREE", "CONSULT"}
_OPINIONS = {"ACCUSE", "SUPPORT", "REJECT"}


@functools.cache
def load_parser(model: str) -> Parser:
    """Load the dependency parser once a process; names come from the gazetteer, so its own recogniser stays out."""
    return spacy.load(model, exclude=["ner"])


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document on its way: clean, split, its mentions and dates found, nothing parsed yet."""

    document: Document
    text: CleanText
    sentences: tuple[Sentence, ...]
    mentions: list[tuple[Mention, ...]]
    dated: dates.Dating
    about: tuple[str, ...]  # the two that the whole report is about


class FullCoder:
    """Codes events, quotes and claims with everything that comity knows of a language's grammar."""

    def __init__(self, book: ActorBook, ontology: Ontology, language: str = "en") -> None:
        self._ontology = ontology
        self._language: Language = load_language(language)
        self._lexicon = lexicon.load_lexicon(language)
        self._gazetteer = Gazetteer(book, self._language)
        self._anaphora = Anaphora(book, self._language)
        self._context_words: dict[str, list[str]] = datafiles.load("lexicon", language, "contexts.yml")
        self._sports = re.compile(rf"\b(?:{'|'.join(self._language.words['sports'])})\b", re.IGNORECASE)
        self._book = book
        deeds = "|".join(self._language.words["deeds"])
        self._deed = re.compile(rf"\b(?:the|this|that|these|those) (?:\w+ )?(?:{deeds})\b", re.IGNORECASE)
        self._people = frozenset(word for role in self._language.words["roles"] for word in role["words"])
        self._parser = load_parser(self._language.model)

    def code(self, documents: Sequence[Document]) -> list[Coding]:
        """One coding a document, in order."""
        prepared = [self._prepare(document) for document in documents]
        wanted = [(n, at) for n, one in enumerate(prepared) for at in range(len(one.sentences)) if self._worth(one, at)]
        parsed = parse(self._parser, ((prepared[n].sentences[at], prepared[n].mentions[at]) for n, at in wanted))
        drafts: list[list[merging.Draft | merging.Reference]] = [[] for _ in prepared]
        for doc, (n, at) in zip(parsed, wanted, strict=True):
            drafts[n] += self._drafts(prepared[n], at, doc, drafts[n])
        return [self._finish(one, found) for one, found in zip(prepared, drafts, strict=True)]

    def _prepare(self, document: Document) -> Prepared:
        text = clean(document.text, self._language)
        sentences = split(text.text, self._language)
        named = [self._gazetteer.find(sentence, document.published) for sentence in sentences]
        title = Sentence(0, len(document.title or ""), document.title or "", 0)
        titled = self._gazetteer.find(title, document.published)
        mentions = self._anaphora.resolve(sentences, named, titled)
        about = tuple(actor.code for actor in self._anaphora.subject(named, titled))
        return Prepared(document, text, sentences, mentions, dates.Dating(document.published, text.day), about)

    def _worth(self, one: Prepared, at: int) -> bool:
        text = one.sentences[at].text
        if self._sports.search(text):
            return False
        named = {code for mention in one.mentions[at] for code in mention.codes}
        if len(named) >= 2 or not named or not at:
            return len(named) >= 2
        return bool(self._deed.search(text) or (named & set(one.about) and self._lexicon.tells(text, _UNDERSTOOD)))

    def _author(self, trigger: Trigger, actor: Found, told: Sequence[merging.Draft | merging.Reference]) -> Found:
        """Who did "the move" that is criticised or praised: the actor of the act told last."""
        nouns = [child for child in trigger.token.children if child.dep_ in {"dobj", "nsubjpass"}]
        nouns += [noun for link in trigger.token.children if link.dep_ == "prep" for noun in link.children]
        deed = next((noun for noun in nouns if self._deed.search(noun.doc[noun.left_edge.i : noun.i + 1].text)), None)
        before = next((draft for draft in reversed(told) if isinstance(draft, merging.Draft)), None)
        if deed is None or before is None or before.reciprocal:
            return NOBODY
        if before.actor.code in {one.code for one in actor.actors}:
            return NOBODY
        return Found((before.actor,), f"below {deed.text}: told before", deed)

    def _addressed(self, trigger: Trigger) -> bool:
        """Whether an act needs somebody to be done to, and names nobody, not even by a pronoun or an office."""
        token = trigger.token
        if trigger.entry.word_class != "verb" or trigger.entry.type not in _UNDERSTOOD:
            return False
        if token.lemma_.lower() in self._language.words["outspoken"] or trigger.entry.following == ("for",):
            return False
        objects = [child for child in token.children if child.dep_ in {"dobj", "dative"}]
        objects += [noun for link in token.children if link.dep_ == "prep" for noun in link.children]
        return not any(one.pos_ == "PRON" or one.lower_ in self._people for one in objects)

    @staticmethod
    def _understood(one: Prepared, at: int, actor: Found, told: Sequence[merging.Draft | merging.Reference]) -> Found:
        """To whom, where a sentence names nobody else: the other party of the act told just before."""
        here = {code for mention in one.mentions[at] if mention.kind != "place" for code in mention.codes}
        codes = {one.code for one in actor.actors}
        if len(codes) != 1 or here != codes:
            return NOBODY
        since = one.sentences[max(0, at - REACH)].start
        near = [draft for draft in told if isinstance(draft, merging.Draft) and draft.sentence[0] >= since]
        for last in reversed(near):
            others = {
                other.code: other
                for draft in near
                if draft.sentence == last.sentence
                for other in (draft.actor, draft.recipient)
                if codes & {draft.actor.code, draft.recipient.code} and other.code not in codes
            }
            if len(others) == 1:
                return Found(tuple(others.values()), "understood: the other party of what was told before")
            if others:
                return NOBODY
        return NOBODY

    def _drafts(
        self, one: Prepared, at: int, doc: Any, told: Sequence[merging.Draft | merging.Reference]
    ) -> list[merging.Draft | merging.Reference]:
        return list(self._found(one, at, doc, told))

    def _found(
        self, one: Prepared, at: int, doc: Any, told: Sequence[merging.Draft | merging.Reference]
    ) -> Iterator[merging.Draft | merging.Reference]:
        sentence, mentions = one.sentences[at], one.mentions[at]
        grammar = Grammar(doc, mentions, sentence.start, self._language)
        found = triggers.find(doc, self._lexicon)
        heads = {trigger.token.i: trigger for trigger in found}
        moments = one.dated.attach(doc, sentence, [trigger.token for trigger in found])
        place = next((m for m in mentions if m.kind == "place"), None)
        around = Surroundings(grammar, found, self._language, self._book)
        for trigger in found:
            if self._allegation(trigger, heads) or self._subject_matter(trigger, found):
                continue
            how, because = modality(trigger.token, trigger.governed, self._language)
            roles = grammar.roles(trigger)
            if not roles.recipient.actors and trigger.entry.type in _OPINIONS:
                roles = replace(roles, recipient=self._author(trigger, roles.actor, told))
            if not roles.recipient.actors and self._addressed(trigger):
                roles = replace(roles, recipient=self._understood(one, at, roles.actor, told))
            act = settle(
                Act(trigger, roles, how, because, (f"{trigger.entry.type.lower()}: {trigger.entry.pattern}",)), around
            )
            if act is None:
                continue
            why = (*act.why, f"{act.modality}: {act.because}") if act.because else act.why
            for actor, recipient, reciprocal, rule in pairs(act, doc):
                yield merging.Draft(
                    actor,
                    recipient,
                    reciprocal,
                    act.trigger.entry,
                    act.modality,
                    moments.get(trigger.token.i, Moment()),
                    one.text.text[place.start : place.end] if place else None,
                    (sentence.start, sentence.end),
                    (sentence.start + trigger.token.idx, sentence.start + trigger.token.idx + len(trigger.token)),
                    (*why, *rule),
                    self._confidence(trigger, roles.actor, roles.recipient),
                    trigger.token.lemma_.lower(),
                    self._contexts(act.trigger),
                    _during(trigger, heads, sentence),
                )
            again = trigger.entry.type == "CONSULT" and trigger.entry.word_class == "noun" and not roles.actor.actors
            if again and (moment := moments.get(trigger.token.i)):
                yield merging.Reference(trigger.entry.type, moment, (sentence.start, sentence.end))

    @staticmethod
    def _subject_matter(trigger: Trigger, found: Sequence[Trigger]) -> bool:
        """Whether a friendly noun is only what a treaty or talk is about: "signed a treaty of cooperation"."""
        if trigger.entry.word_class != "noun" or trigger.entry.type not in _MATTERS:
            return False
        matters = {one.governed.i for one in found if one.governed is not None and one.entry.type in _TREATED}
        token = trigger.token
        while token.dep_ in {"pobj", "prep", "conj"} and token.head.i != token.i:
            token = token.head
            if token.i in matters:
                return True
        return False

    @staticmethod
    def _allegation(trigger: Trigger, heads: dict[int, Trigger]) -> bool:
        """Whether the act is only what another act asks for, promises or alleges: "urged B to withdraw"."""
        token = trigger.token
        for _ in range(4):
            above = token.head
            if above.i == token.i:
                return False
            governing = heads.get(above.i)
            if token.dep_ == "advcl" and governing and governing.entry.type in {"AGREE", "REQUEST", "THREATEN"}:
                return any(child.dep_ == "aux" and child.lower_ == "to" for child in token.children)
            if token.dep_ in {"xcomp", "ccomp", "pcomp", "acl", "dobj", "pobj", "prep", "conj"}:
                if token.dep_ == "acl" and token.tag_ == "VBN":
                    return False
                if governing and governing.token.i != trigger.token.i and governing.entry.type in _GOVERNS:
                    if trigger.entry.word_class == "verb" and token.dep_ != "conj":
                        return True
                    if trigger.entry.word_class == "noun" and governing.entry.type in {"AGREE", "REQUEST", "THREATEN"}:
                        return token.dep_ in {"dobj", "pobj", "prep", "xcomp"}
            elif token.dep_ in {"relcl", "advcl", "nsubj", "nsubjpass", "appos"}:
                return False
            token = above
        return False

    def _contexts(self, trigger: Trigger) -> tuple[str, ...]:
        """The contexts that the words of the act's own phrase tell, else those of its entry."""
        noun = trigger.governed if trigger.governed is not None else trigger.token
        near = {token.lemma_.lower() for token in (trigger.token, noun, *noun.lefts)}
        near |= {
            inner.lemma_.lower()
            for child in noun.children
            if child.dep_ in {"conj", "prep"}
            for inner in child.subtree
            if inner.i - noun.i < 6
        }
        told = tuple(name for name, words in self._context_words.items() if near & set(words))
        return (
            tuple(dict.fromkeys((*trigger.entry.contexts, *told)))
            if trigger.entry.contexts != ("human_security",)
            else (told or trigger.entry.contexts)
        )

    @staticmethod
    def _confidence(trigger: Trigger, actor: Found, recipient: Found) -> float:
        score = 0.9
        score -= 0.1 * (trigger.entry.word_class == "noun")
        score -= 0.2 * trigger.entry.weak
        score -= 0.2 * recipient.rule.startswith(("below", "where", "understood"))
        score += 0.05 * bool(trigger.entry.objects)
        return round(min(score, 0.95), 2)

    def _finish(self, one: Prepared, drafts: Sequence[merging.Draft | merging.Reference]) -> Coding:
        document, text = one.document, one.text

        def passage(start: int, end: int) -> Passage:
            return Passage.of(document.text, *text.original(start, end))

        events = []
        for draft in merging.merge(drafts):
            entry = draft.entry
            event_type = self._ontology.type(entry.type)
            cameo = entry.cameo or self._ontology.cameo(entry.type, entry.mode, entry.contexts)
            events.append(
                Event(
                    id="",
                    document=document.id,
                    actor=draft.actor,
                    recipient=draft.recipient,
                    reciprocal=draft.reciprocal,
                    type=entry.type,
                    mode=entry.mode,
                    contexts=draft.contexts,
                    quad=event_type.quad,
                    cameo=cameo,
                    intensity=self._ontology.intensity(entry.type, entry.mode),
                    goldstein=self._ontology.goldstein(cameo),
                    modality=_in_time(draft.modality, draft.moment, document.published),
                    moment=draft.moment,
                    location=draft.location,
                    evidence=passage(*draft.sentence),
                    trigger=passage(*draft.trigger),
                    confidence=draft.confidence,
                    why=draft.why,
                    retold=tuple(passage(*span) for span in draft.retold),
                )
            )
        return Coding(
            document,
            events=tuple(replace(event, id=_identity(document, event)) for event in events),
            quotes=tuple(quotes.find(one.sentences, one.mentions, text, document.text, self._language)),
            claims=tuple(claims.find(one.sentences, one.mentions, text, document, one.dated, one.about)),
        )


def _during(trigger: Trigger, heads: dict[int, Trigger], sentence: Sentence) -> tuple[int, int] | None:
    """Where the act stands in whose course this one happened: "reaffirmed it during a call"."""
    for link in trigger.token.children:
        if link.dep_ == "prep" and link.lower_ in {"during", "at", "in", "after"}:
            for noun in link.children:
                if noun.i in heads:
                    return sentence.start + noun.idx, sentence.start + noun.idx + len(noun)
    return None


def _in_time(how: Modality, moment: Moment, published: date | None) -> Modality:
    if how != "actual" or published is None or moment.date is None:
        return how
    year_before = (published - timedelta(days=365)).isoformat()
    if moment.date < year_before[: len(moment.date)]:
        return "historical"
    if moment.date > published.isoformat()[: len(moment.date)]:
        return "future"
    return how


def _identity(document: Document, event: Event) -> str:
    parts = (
        document.digest,
        event.actor.code,
        event.recipient.code,
        event.type,
        str(event.mode),
        event.modality,
        str(event.moment.date),
        str(event.trigger.start),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
