"""The full coder: everything that comity knows of a language's grammar; its stages are listed in ``coders/__init__``.

Only sentences that may tell an act between two actors are parsed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import spacy
from spacy.language import Language as Parser
from spacy.tokens import Doc, Token

from comity import datafiles
from comity.actors import ActorBook
from comity.coders import claims, lexicon, quotes, triggers
from comity.coders.acts import Act, Surroundings
from comity.coders.arguments import Grammar
from comity.coders.dismissals import only_told
from comity.coders.events import finished
from comity.coders.language import load_language
from comity.coders.lexicon import Entry
from comity.coders.meaning import settle
from comity.coders.mentions import Mention
from comity.coders.merging import Draft, Reference
from comity.coders.modality import modality
from comity.coders.parsing import parse
from comity.coders.parties import pairs
from comity.coders.phrases import Found
from comity.coders.reading import Prepared, Reader
from comity.coders.sentences import Sentence
from comity.coders.told import UNDERSTOOD, Told
from comity.coders.triggers import Trigger
from comity.coders.weighing import Judged, Weighing, anchor, load_weighing
from comity.model import Coding, Document, Modality, Moment
from comity.ontology import Ontology


@functools.cache
def load_parser(model: str) -> Parser:
    """Load the dependency parser once a process; names come from the gazetteer, so its own recogniser stays out."""
    return spacy.load(model, exclude=["ner"])


class FullCoder:
    """Codes events, quotes and claims of documents in one language."""

    def __init__(
        self, book: ActorBook, ontology: Ontology, language: str = "en", weighing: Weighing | None = None
    ) -> None:
        self._book = book
        self._ontology = ontology
        self._language = load_language(language)
        self._lexicon = lexicon.load_lexicon(language)
        self._reader = Reader(book, self._language)
        self._told = Told(self._language)
        self._context_words: dict[str, list[str]] = datafiles.load("lexicon", language, "contexts.yml")
        self._parser = load_parser(self._language.model)
        self._weighing = weighing or load_weighing(language, ontology)

    def code(self, documents: Sequence[Document]) -> list[Coding]:
        """One coding a document, in order."""
        prepared = [self._reader.read(document) for document in documents]
        judged = {
            (n, at): self._weighing.judge(one, at, beyond=self._lexicon.tells(sentence.text, self._ontology.types))
            for n, one in enumerate(prepared)
            for at, sentence in enumerate(one.sentences)
            if not self._language.sporting(sentence.text)
        }
        wanted = [
            (n, at) for (n, at), told in judged.items() if self._worth(prepared[n], at) or self._weighing.tells(told)
        ]
        texts = [(prepared[n].sentences[at], prepared[n].mentions[at]) for n, at in wanted]
        drafts: list[list[Draft | Reference]] = [[] for _ in prepared]
        for doc, (n, at) in zip(parse(self._parser, texts), wanted, strict=True):
            told = list(self._drafts(prepared[n], at, doc, drafts[n]))
            drafts[n] += self._weighed(told, judged[n, at], prepared[n], at, doc)
        return [self._coding(one, found) for one, found in zip(prepared, drafts, strict=True)]

    def named(self, text: str) -> set[str]:
        """The codes of all actors that a text names, by name, role or pronoun."""
        return {
            code
            for mentions in self._reader.read(Document("", text)).mentions
            for one in mentions
            for code in one.codes
        }

    def _worth(self, one: Prepared, at: int) -> bool:
        """Whether a sentence may tell an act: it names two, or one whose act the sentences before complete."""
        text = one.sentences[at].text
        named = {code for mention in one.mentions[at] for code in mention.codes}
        if len(named) >= 2 or not named or not at:
            return len(named) >= 2
        return bool(self._told.deed.search(text) or (named & set(one.about) and self._lexicon.tells(text, UNDERSTOOD)))

    def _drafts(
        self, one: Prepared, at: int, doc: Doc, told: Sequence[Draft | Reference]
    ) -> Iterator[Draft | Reference]:
        """The acts of one parsed sentence; ``told`` are those of the sentences before it."""
        sentence, mentions = one.sentences[at], one.mentions[at]
        grammar = Grammar(doc, mentions, sentence.start, self._language)
        found = triggers.find(doc, self._lexicon)
        moments = one.dated.attach(doc, sentence, [trigger.token for trigger in found])
        place = next((mention for mention in mentions if mention.kind == "place"), None)
        around = Surroundings(grammar, found, self._language, self._book)
        for trigger in found:
            if only_told(trigger, found):
                continue
            roles = grammar.roles(trigger)
            if not roles.recipient.actors:
                shared = self._told.shared(trigger, roles.actor, found, grammar)
                told_before = () if shared.actors else (self._told.recipient(one, at, trigger, roles.actor, told),)
                roles = replace(roles, recipient=next(iter(told_before), shared))
            how, because = modality(trigger.token, trigger.governed, self._language)
            first = f"{trigger.entry.type.lower()}: {trigger.entry.pattern}"
            act = settle(Act(trigger, roles, how, because, (first,)), around)
            if act is None:
                continue
            why = (*act.why, f"{act.modality}: {act.because}") if act.because else act.why
            for actor, recipient, reciprocal, rule in pairs(act, doc):
                yield Draft(
                    actor,
                    recipient,
                    reciprocal,
                    act.trigger.entry,
                    act.modality,
                    moments.get(trigger.token.i) or _live(one, sentence, trigger.token, act.modality),
                    one.text.text[place.start : place.end] if place else None,
                    (sentence.start, sentence.end),
                    (sentence.start + trigger.token.idx, sentence.start + trigger.token.idx + len(trigger.token)),
                    (*why, *rule),
                    _confidence(trigger, roles.recipient),
                    trigger.token.lemma_.lower(),
                    self._contexts(act.trigger),
                    _during(trigger, found, sentence),
                )
            again = trigger.entry.type == "CONSULT" and trigger.entry.word_class == "noun" and not roles.actor.actors
            if again and (moment := moments.get(trigger.token.i)):
                yield Reference(trigger.entry.type, moment, (sentence.start, sentence.end))

    def _weighed(
        self, drafts: Sequence[Draft | Reference], judged: Judged, one: Prepared, at: int, doc: Doc
    ) -> Iterator[Draft | Reference]:
        """What is left of the drafts of a sentence, and what the classifier adds."""
        left = [self._weighing.weigh(draft, judged) if isinstance(draft, Draft) else draft for draft in drafts]
        yield from (draft for draft in left if draft is not None)
        sentence = one.sentences[at]
        tokens = {code: token for token, code in self._tokens(doc, one.mentions[at], sentence)}
        weighed = self._language.words["modality"]["weighed"]
        for act in self._weighing.unsaid([draft for draft in left if isinstance(draft, Draft)], judged):
            named = [tokens[code] for code in (act.actor.code, act.recipient.code) if code in tokens]
            token = anchor(doc, named[0], named[-1]) if named else doc[:].root
            how, because = modality(token, None, self._language)
            how = how if because else "hypothetical" if token.lemma_.lower() in weighed else act.modality
            kind = act.verdict.act
            yield Draft(
                act.actor,
                act.recipient,
                act.mutual,
                Entry.of(kind, act.verdict.mode),
                how,
                one.dated.attach(doc, sentence, [token]).get(token.i) or _live(one, sentence, token, how),
                None,
                (sentence.start, sentence.end),
                (sentence.start + token.idx, sentence.start + token.idx + len(token)),
                (f"classifier alone: {kind} {act.verdict.types[kind]:.2f}",),
                act.confidence,
                token.lemma_.lower(),
            )

    @staticmethod
    def _tokens(doc: Doc, mentions: Sequence[Mention], sentence: Sentence) -> Iterator[tuple[Token, str]]:
        """The head of each mention, with the codes that it stands for."""
        for mention in reversed(mentions):
            span = doc.char_span(mention.start - sentence.start, mention.end - sentence.start, alignment_mode="expand")
            if span is not None and mention.kind != "place":
                yield from ((span.root, code) for code in mention.codes)

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

    def _coding(self, one: Prepared, drafts: Sequence[Draft | Reference]) -> Coding:
        document, text = one.document, one.text
        return Coding(
            document,
            events=tuple(finished(one, drafts, self._ontology)),
            quotes=tuple(quotes.find(one.sentences, one.mentions, text, document.text, self._language)),
            claims=tuple(claims.find(one.sentences, one.mentions, text, document, one.dated, one.about)),
        )


def _live(one: Prepared, sentence: Sentence, token: Token, how: Modality) -> Moment:
    """The day itself for what a line of a live report tells as done, not as done before."""
    before = any(child.dep_ == "aux" and child.lower_ in {"had", "'d"} for child in token.children)
    if how != "actual" or before or not one.dated.published or not one.text.live(sentence.start):
        return Moment()
    return Moment(one.dated.published.isoformat())


def _confidence(trigger: Trigger, recipient: Found) -> float:
    score = 0.9
    score -= 0.1 * (trigger.entry.word_class == "noun")
    score -= 0.2 * trigger.entry.weak
    score -= 0.2 * recipient.rule.startswith(("below", "where", "understood"))
    score += 0.05 * bool(trigger.entry.objects)
    return round(min(score, 0.95), 2)


def _during(trigger: Trigger, found: Sequence[Trigger], sentence: Sentence) -> tuple[int, int] | None:
    """Where the act stands in whose course this one happened: "reaffirmed it during a call"."""
    heads = {one.token.i for one in found}
    for link in trigger.token.children:
        if link.dep_ == "prep" and link.lower_ in {"during", "at", "in", "after"}:
            for noun in link.children:
                if noun.i in heads:
                    return sentence.start + noun.idx, sentence.start + noun.idx + len(noun)
    return None
