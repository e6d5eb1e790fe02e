"""Seventh stage: the words of a parsed sentence that tell an act, matched against the lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from spacy.tokens import Doc, Token

from comity.coders.lexicon import NOTHING, Entry, Lexicon

_OBJECT = {"dobj", "obj", "nsubjpass", "attr", "oprd", "dative"}
_LINKS = {"prep", "prt", "agent", "dative", "advmod", "mark", "aux", "acomp", "npadvmod"}
_PLACES = {"at", "near", "off", "outside", "around", "beside"}  # nouns after these are no objects
_LOOSE = _PLACES | {"because", "after", "before", "following", "amid", "during", "despite", "over", "since", "until"}
_TELLING = {"VERB", "AUX", "NOUN", "PROPN", "ADJ"}
_UNDONE = {"will", "would", "could", "may", "might", "not", "n't"}
_CLAUSES = {"xcomp", "ccomp", "advcl", "acl"}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A token that tells an act, the entry it matched and, where the entry asks for one, the governed noun."""

    token: Token
    entry: Entry
    governed: Token | None


def find(doc: Doc, lexicon: Lexicon) -> list[Trigger]:
    """All triggers, the best entry for each token; a noun that a verb's entry governs is no trigger of its own."""
    best: list[Trigger] = []
    lemmas = [_lemma(token) for token in doc]
    there = {*(token.lower_ for token in doc), *lemmas}
    idle = [match.span() for match in lexicon.idle.finditer(doc.text)]
    for token, lemma in zip(doc, lemmas, strict=True):
        if token.pos_ not in _TELLING or any(start <= token.idx < end for start, end in idle):
            continue
        table = _table(token, lexicon)
        head = token.lower_ if table is lexicon.nouns and _gerund(token) else lemma
        if head not in table and token.pos_ == "VERB" and head.endswith("e"):
            head = head[:-1]  # "cordoned" is lemmatised as "cordone"
        entries = (entry for entry in table.get(head, ()) if _possible(entry, there))
        matches = [found for entry in entries if (found := _match(token, entry, lexicon))]
        if matches:
            best.append(max(matches, key=lambda found: found.entry.specificity))
    heads = {found.token.i for found in best}
    best = [found for found in best if not _only_modifies(found.token, heads, lexicon)]
    consumed = {found.governed.i for found in best if found.governed is not None}
    return [
        found
        for found in best
        if found.entry.type != NOTHING and (found.token.i not in consumed or found.entry.word_class == "verb")
    ]


def _table(token: Token, lexicon: Lexicon) -> Mapping[str, tuple[Entry, ...]]:
    if _gerund(token) and token.lower_ in lexicon.nouns:
        return lexicon.nouns
    if token.dep_ == "amod" and token.i and token.nbor(-1).text == "-":
        return {}  # "fire-fighting planes"
    if token.pos_ in {"VERB", "AUX"}:
        return {} if any(child.dep_ == "det" for child in token.children) else lexicon.verbs  # "the wounded"
    if token.pos_ == "NOUN" or (token.pos_ == "PROPN" and not _in_a_name(token)):
        return lexicon.nouns
    if token.pos_ == "ADJ":
        return lexicon.adjectives
    return {}


def _in_a_name(token: Token) -> bool:
    """Whether a capitalised word stands among others, as in "Agency for Development and Cooperation"."""
    near = [token.doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(token.doc)]
    links = {"and", "of", "for", "on"}
    return token.is_title and token.i > 0 and any(one.is_title or one.lower_ in links for one in near)


def _possible(entry: Entry, there: set[str]) -> bool:
    """Whether the sentence has all words that an entry asks for; a quick look before the tree."""
    if entry.objects and entry.heads.isdisjoint(there):
        return False
    return not entry.following or there.issuperset(entry.following)


def _only_modifies(token: Token, heads: set[int], lexicon: Lexicon) -> bool:
    """Whether a noun only says what kind of act or thing another noun is: "a protest note", "a ceasefire agreement"."""
    return token.dep_ == "compound" and (token.head.i in heads or _lemma(token.head) in lexicon.things)


def _gerund(token: Token) -> bool:
    """Whether a form in -ing stands for a noun: "fighting between A and B flared up"."""
    names_nobody = not any(child.dep_ in {"nsubj", "dobj", "aux"} for child in token.children)
    return token.tag_ == "VBG" and token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"} and names_nobody


def _lemma(token: Token) -> str:
    return str(token.lemma_).lower()


def _match(token: Token, entry: Entry, lexicon: Lexicon) -> Trigger | None:
    if entry.word_class == "noun":
        return Trigger(token, entry, None) if _modified(token, entry.following) else None
    links = _follow(token, entry.following)
    if links is None:
        return None
    if entry.needs and not _complement(token, entry.needs, lexicon):
        return None
    if entry.by and not _done_by(token, entry.by):
        return None
    if entry.clause and not _tells(token, entry.clause):
        return None
    if not entry.objects:
        return Trigger(token, entry, None)
    for noun in _governed(token, links):
        heads = {
            _lemma(noun),
            *(_lemma(child) for child in noun.children if child.dep_ == "nummod"),
        }  # "a million crowns"
        if any(words[-1] in heads and _modified(noun, words[:-1]) for words in entry.objects):
            return Trigger(token, entry, noun)
    return None


def _follow(token: Token, words: tuple[str, ...]) -> tuple[Token, ...] | None:
    """The tokens that stand for the words after the head, or None where one is missing."""
    found: list[Token] = []
    at = token
    for word, following in zip_longest(words, words[1:]):
        child = next(
            (
                c
                for c in (*at.rights, *token.rights)
                if c.lower_ == word and c.dep_ in _LINKS and c not in found and _leads_on(c, following)
            ),
            None,
        )
        if child is None:
            after = at.doc[at.i + 1 : at.i + 5]
            near = (c for c in after if word in (c.lower_, _lemma(c)) and len(words) > 1)
            child = next((c for c in near if _leads_on(c, following)), None)
        if child is None:
            return None
        found.append(child)
        at = child
    return tuple(found)


def _leads_on(link: Token, following: str | None) -> bool:
    """Whether a pattern may go on after this word: not after a preposition that has another noun, "on Friday to"."""
    nouns = [child for child in link.children if child.dep_ == "pobj"] if link.dep_ == "prep" else []
    return following is None or not nouns or any(following in (noun.lower_, _lemma(noun)) for noun in nouns)


def _complement(token: Token, needs: str, lexicon: Lexicon) -> bool:
    clauses = [child for child in token.children if child.dep_ in _CLAUSES]
    if needs == "charge-clause":
        return any(one.dep_ == "ccomp" and _lemma(one) in lexicon.charges and _accuses(one) for one in clauses)
    if needs == "troops-subject":
        return any(child.dep_ == "nsubj" and _lemma(child) in lexicon.forces for child in token.children)
    if needs == "recipient-clause":
        has_object = any(child.dep_ in {"dobj", "dative", "nsubjpass"} for child in token.children)
        inner = any(c.dep_ == "nsubj" for clause in clauses for c in clause.children)
        to_clause = any(c.dep_ == "aux" and c.lower_ == "to" for clause in clauses for c in clause.children)
        return to_clause and (has_object or inner)
    if needs == "object":
        return any(child.dep_ in {"dobj", "nsubjpass"} for child in token.children)
    if needs == "duty-clause":
        return any(_duty(clause) for clause in clauses)
    return bool(clauses)


def _done_by(token: Token, nouns: frozenset[str]) -> bool:
    """Whether one of these is said to act: as the subject, or after "by" of a passive."""
    doers = [child for child in token.children if child.dep_ == "nsubj"]
    doers += [noun for child in token.children if child.dep_ == "agent" for noun in child.children]
    if token.dep_ == "conj" and not doers:
        doers = [child for child in token.head.children if child.dep_ == "nsubj"]
    return any(_lemma(noun) in nouns or noun.lower_ in nouns for doer in doers for noun in (doer, *doer.conjuncts))


def _tells(token: Token, verbs: frozenset[str]) -> bool:
    """Whether the clause that a verb governs has one of these for its verb."""
    return any(_lemma(child) in verbs for child in token.children if child.dep_ in {"ccomp", "xcomp"})


def _accuses(clause: Token) -> bool:
    """Whether a clause says of somebody else that he did something, in the past or as a habit."""
    words = {child.lower_ for child in clause.children if child.dep_ in {"aux", "neg"}}
    subject = next((child for child in clause.children if child.dep_ == "nsubj"), None)
    return subject is not None and subject.pos_ != "PRON" and not words & _UNDONE


def _duty(clause: Token) -> bool:
    """Whether a clause says what somebody must do."""
    words = {child.lower_ for child in clause.children if child.dep_ == "aux"}
    if words & {"must", "should", "ought"}:
        return True
    above = clause if clause.lemma_.lower() in {"need", "have"} else None
    return above is not None and any(child.dep_ == "xcomp" for child in above.children)


def _governed(token: Token, links: tuple[Token, ...]) -> Iterator[Token]:
    prepositions = [link for link in links if link.dep_ in {"prep", "agent", "dative"}]
    if prepositions:
        nouns = [noun for noun in prepositions[-1].children if noun.dep_ in {"pobj", "amod", "pcomp"}]
    else:
        nouns = [noun for noun in token.children if noun.dep_ in _OBJECT]
        nouns += [
            noun
            for link in token.children
            if link.dep_ in {"prep", "prt"} and link.lower_ not in _LOOSE
            for noun in link.children
            if noun.dep_ == "pobj"
        ]
        own = any(noun.dep_ == "dobj" and noun.tag_ not in {"WDT", "WP"} for noun in token.children)
        if token.dep_ in {"acl", "relcl"} and not own:
            nouns.append(token.head)
        if token.dep_ == "conj" and not nouns:
            nouns += [noun for noun in token.head.children if noun.dep_ == "nsubjpass"]
        shared = [c for c in token.conjuncts if c.i > token.i and c.pos_ == "VERB"]
        if (
            not nouns and token.i + 1 < len(token.doc) and token.nbor().dep_ in {"cc", "punct"}
        ):  # "neither backed nor ..."
            nouns += [noun for verb in shared for noun in verb.children if noun.dep_ in _OBJECT]
    for noun in nouns:
        yield noun
        yield from noun.conjuncts
        # "a series of talks", "a round of sanctions"
        for of in noun.children:
            if of.dep_ == "prep" and of.lower_ == "of":
                yield from (inner for inner in of.children if inner.dep_ == "pobj")


def _modified(noun: Token, words: tuple[str, ...]) -> bool:
    if not words:
        return True
    before = {_lemma(child) for child in noun.lefts} | {child.lower_ for child in noun.lefts}
    before |= {_lemma(inner) for child in noun.lefts for inner in child.lefts}
    return all(word in before for word in words)
