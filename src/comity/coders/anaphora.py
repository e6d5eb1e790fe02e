"""Fourth stage: who "he", "the two countries", "both sides", "their" and "the alliance" are.

The rules look back over what was named: in the sentence first, then over the sentences before it. Where two answers
are possible there is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from comity.actors import ActorBook
from comity.coders.language import Language, pattern_for_small, small
from comity.coders.mentions import Mention
from comity.coders.sentences import Sentence
from comity.model import Actor

_CLAUSE = re.compile(r"; |, (?:and|but|while|whereas|yet|however|though|although) ")
REACH = 3  # sentences back


@dataclass(slots=True)
class _Memory:
    """What was named so far, the latest sentence last."""

    sentences: list[tuple[Mention, ...]] = field(default_factory=list)
    joined: list[tuple[Actor, ...]] = field(default_factory=list)
    hosts: tuple[Actor, ...] = ()
    subject: tuple[Actor, ...] = ()  # the two that the whole report is about

    def most_named(self, actors: Sequence[Actor]) -> tuple[Actor, ...]:
        """The two of them that were named most often so far, in the order in which they are given."""
        named = Counter(code for mentions in self.sentences for mention in mentions for code in mention.codes)
        chosen = {actor.code for actor in sorted(actors, key=lambda actor: -named[actor.code])[:2]}
        return tuple(actor for actor in actors if actor.code in chosen)

    def recent(self) -> Iterator[tuple[Mention, ...]]:
        yield from reversed(self.sentences[-REACH:])


class Anaphora:
    """Resolves the anaphors of one language against an actor book."""

    def __init__(self, book: ActorBook, language: Language) -> None:
        words = language.words
        self._book = book
        self._several_of = {word: number for number, word in enumerate(words["several"], 3)}
        self._person = frozenset(words["pronouns"]["person"])
        self._plural = frozenset(words["pronouns"]["plural"])
        self._thing = frozenset(words["pronouns"]["thing"])
        self._objects = frozenset(words["pronouns"]["object"])
        self._either = frozenset(words["pronouns"]["either"])
        self._verb_follows = re.compile(words["pronouns"]["before_verb"], re.IGNORECASE)
        self._groups = {word.lower(): tuple(group["codes"]) for group in words["group"] for word in group["words"]}
        occasions = "|".join(words["occasions"])
        self._hosted = re.compile(rf"\b(?:{occasions})\b[^.;,]{{0,20}} (?:in|at) (?:the )?$", re.IGNORECASE)
        self._occasion = pattern_for_small(rf"\b(?:{occasions})\b")
        pronouns = "|".join(sorted(self._person | self._plural | self._thing, key=len, reverse=True))
        groups = "|".join(sorted(map(re.escape, self._groups), key=len, reverse=True))
        consequence = "led|prompted|resulted|triggered|caused|fuelled|fueled|raised"
        self._governed = re.compile(words["pronouns"]["acted_on"])
        self._counted = re.compile(r"(?:the |these |those |our )?two\b|both\b|neither\b|the pair\b", re.IGNORECASE)
        self._leaders = re.compile(
            r"the (?:leaders|presidents|prime ministers|ministers|heads of state)", re.IGNORECASE
        )
        self._pattern = pattern_for_small(
            rf"(?P<opening>^(?:This|That)(?= (?:has |have |had )?(?:{consequence})\b))"
            rf"|\b(?:(?:these|this|the) (?P<occasion>{occasions})"
            rf"|(?P<many>(?:the|all) (?P<number>{'|'.join(words['several'])})(?: (?:{words['members']}))?)"
            rf"|(?P<dual>(?:{words['dual']}|{words['dual_single']})(?! (?:of|from|for)\b))"
            rf"|(?P<office>the (?:{words['offices']})(?! (?:of|for|from|in)\b))"
            rf"|(?P<group>{groups})|(?P<pronoun>{pronouns}))\b"
        )

    def resolve(
        self, sentences: Sequence[Sentence], named: Sequence[tuple[Mention, ...]], title: tuple[Mention, ...] = ()
    ) -> list[tuple[Mention, ...]]:
        """Add to each sentence's mentions the anaphors that can be resolved; ``title`` are the title's mentions."""
        memory = _Memory(subject=self.subject(named, title))
        out = []
        for sentence, mentions in zip(sentences, named, strict=True):
            together = list(mentions)
            for match in self._pattern.finditer(small(sentence.text)):
                start, end = sentence.start + match.start(), sentence.start + match.end()
                taken = [mention for mention in mentions if mention.start < end and start < mention.end]
                if taken and not (match["dual"] and all(self._unnamed(mention) for mention in taken)):
                    continue
                before = [mention for mention in together if mention.end <= start and mention.kind != "place"]
                acted_on = bool(match["pronoun"]) and self._acted_on(sentence.text, match)
                if self._others(sentence.text, match) and (pair := self._apart(sentence, before, start, memory)):
                    together = [mention for mention in together if mention not in taken]
                    together.append(Mention(start, end, pair, "anaphor"))
                    continue
                if match["pronoun"]:
                    here = _same_clause(sentence, before, start)
                    if acted_on:
                        thing = match["pronoun"].lower() in self._thing  # excludes its verb's subject, the nearest
                        before = [one for one in before if one not in here] if here else before[:-1] if thing else []
                    else:
                        before = here or before
                if match["office"]:
                    actors = self._holder(match["office"], mentions, memory)
                else:
                    actors = self._antecedent(match, before, memory, _joined(sentence, before), acted_on=acted_on)
                if actors:
                    together = [mention for mention in together if mention not in taken]
                    together.append(Mention(start, end, actors, "anaphor"))
            for mention in mentions if self._occasion.search(small(sentence.text)) else ():
                if self._hosted.search(sentence.text[: mention.start - sentence.start]):
                    memory.hosts = mention.actors
            together.sort(key=lambda mention: mention.start)
            out.append(tuple(together))
            if mentions:
                memory.sentences.append(tuple(m for m in together if m.kind != "place"))
                memory.joined.append(_joined(sentence, mentions))
        return out

    def _acted_on(self, text: str, match: re.Match[str]) -> bool:
        """Whether the pronoun is an object, so that the clause's subject is somebody else: "calls it void"."""
        word = match["pronoun"].lower()
        if word in self._objects:
            return True
        return word in self._either and not self._verb_follows.match(text, match.end())

    def _others(self, text: str, match: re.Match[str]) -> bool:
        """Whether "both", "both governments" are acted upon, so that they are others than the clause's subject."""
        word = (match["dual"] or match["pronoun"] or "").lower()
        return word.startswith(("both", "the two", "neither", "two")) and bool(
            self._governed.search(text[: match.start()])
        )

    def _apart(self, sentence: Sentence, before: Sequence[Mention], start: int, memory: _Memory) -> tuple[Actor, ...]:
        """The two that were named before somebody did something to both of them; nobody where that is not clear."""
        here = {code for mention in _same_clause(sentence, before, start) or before for code in mention.codes}
        elsewhere = [mention for mention in before if not here & set(mention.codes)]
        for mentions, joined in ((elsewhere, ()), *zip(memory.recent(), reversed(memory.joined[-REACH:]), strict=True)):
            if len(joined) == 2 and not here & {actor.code for actor in joined}:
                return joined
            others = [actor for actor in self._states(mentions) if actor.code not in here]
            if others:
                return tuple(others) if len(others) == 2 else ()
        return memory.subject if len(memory.subject) == 2 and not here & {one.code for one in memory.subject} else ()

    def _unnamed(self, mention: Mention) -> bool:
        """Whether only a group without a name is meant, as by "major powers" in "both major powers"."""
        return all(self._book.entities[actor.code].kind == "group" for actor in mention.actors)

    def _antecedent(
        self,
        match: re.Match[str],
        before: Sequence[Mention],
        memory: _Memory,
        joined: tuple[Actor, ...],
        *,
        acted_on: bool,
    ) -> tuple[Actor, ...]:
        if match["many"]:
            return self._row(self._several_of[match["number"].lower()], memory)
        if match["dual"]:
            last = memory.sentences[-1] if memory.sentences else ()
            if self._leaders.fullmatch(match["dual"]) and len(row := self._listed(last)) > 2:
                return row
            counted = self._counted.match(match["dual"])
            if not (counted or joined or (memory.joined and memory.joined[-1]) or len(self._states(last)) == 2):
                return ()
            return joined or (memory.joined[-1] if memory.joined else ()) or self._pair(before, memory)
        if match["occasion"]:
            return memory.hosts
        if match["opening"]:
            return memory.sentences[-1][0].actors if memory.sentences and memory.sentences[-1] else ()
        if match["group"]:
            return self._group(match["group"].lower(), before, memory)
        pronoun = match["pronoun"].lower()
        if pronoun in self._person:
            return self._somebody(before, memory)
        if pronoun in self._plural:
            return self._several(before, memory)
        return self._something(before, memory, last=acted_on)

    def _holder(self, office: str, here: Sequence[Mention], memory: _Memory) -> tuple[Actor, ...]:
        """ "The foreign ministry": the one named lately, else that of the party whose turn it is to answer."""
        role = office.lower().removeprefix("the ")
        for mentions in memory.recent():
            for mention in reversed(mentions):
                if len(mention.actors) == 1 and (mention.actors[0].role or "").lower() == role:
                    return mention.actors
        named = {code for mention in here if mention.kind != "place" for code in mention.codes}
        left = [actor for actor in memory.subject if actor.code not in named]
        if len(left) == 1 and len(named) == 1 and self._book.entities[left[0].code].kind == "state":
            return (replace(left[0], name=None, role=role, sector="GOV"),)
        return ()

    def _row(self, number: int, memory: _Memory) -> tuple[Actor, ...]:
        """ "The six countries": the last sentence that named just so many states."""
        for mentions in reversed(memory.sentences):
            states = [actor for actor in self._states(mentions) if self._book.entities[actor.code].kind == "state"]
            if len(states) == number:
                return tuple(states)
        return ()

    def _listed(self, mentions: tuple[Mention, ...]) -> tuple[Actor, ...]:
        return tuple(actor for actor in self._states(mentions) if self._book.entities[actor.code].kind == "state")

    def subject(self, named: Sequence[tuple[Mention, ...]], title: tuple[Mention, ...]) -> tuple[Actor, ...]:
        """The two states or organisations that the title, the opening and the whole report name most."""
        counts: Counter[str] = Counter()
        actors: dict[str, Actor] = {}
        for weight, mentions in ((3, title), *((2 if at < 2 else 1, one) for at, one in enumerate(named))):
            for actor in self._states([mention for mention in mentions if mention.kind != "place"]):
                counts[actor.code] += weight
                actors.setdefault(actor.code, actor)
        best = counts.most_common(3)
        if len(best) < 2 or (len(best) == 3 and best[1][1] == best[2][1]):
            return ()
        return actors[best[0][0]], actors[best[1][0]]

    def _pair(self, before: Sequence[Mention], memory: _Memory) -> tuple[Actor, ...]:
        lately = {actor.code for mentions in (before, *memory.recent()) for actor in self._states(mentions)}
        about = memory.subject if lately & {actor.code for actor in memory.subject} else ()
        for mentions, pair in ((before, ()), *zip(memory.recent(), reversed(memory.joined[-REACH:]), strict=True)):
            actors = self._states(mentions)
            if pair:
                return pair
            if len(actors) >= 2:
                return about or memory.most_named(actors)
        if about:
            return about
        spoken: list[Actor] = []
        for mentions in (before, *memory.recent()):
            spoken += [actor for actor in self._states(mentions) if actor.code not in {one.code for one in spoken}]
        return tuple(spoken[:2]) if len(spoken) >= 2 else ()

    def _states(self, mentions: Sequence[Mention]) -> list[Actor]:
        by_code: dict[str, Actor] = {}
        for mention in mentions:
            for actor in mention.actors:
                if self._book.entities[actor.code].kind != "group":
                    by_code.setdefault(actor.code, actor)
        return list(by_code.values())

    def _somebody(self, before: Sequence[Mention], memory: _Memory) -> tuple[Actor, ...]:
        for mentions in (before, *memory.recent()):
            people = [mention for mention in mentions if mention.person]
            if people:
                return people[0].actors[:1]
            roles = [mention for mention in mentions if mention.kind == "role" and len(mention.actors) == 1]
            if roles:
                return roles[0].actors
        return ()

    def _several(self, before: Sequence[Mention], memory: _Memory) -> tuple[Actor, ...]:
        for mentions in (before, *list(memory.recent())[:1]):
            group = [mention for mention in mentions if len(mention.actors) > 1]
            if group:
                return group[-1].actors
            actors = self._states(mentions)
            if len(actors) == 2:
                return tuple(actors)
            if actors:
                return ()
        return ()

    def _something(self, before: Sequence[Mention], memory: _Memory, *, last: bool) -> tuple[Actor, ...]:
        """ "it": the first thing named in the sentence, else the first of the sentence before; never a person.

        What is acted on was, in the sentence before, the ``last`` thing named: "A accused B. C accused it as well."
        """
        for mentions in (before, *list(memory.recent())[:1]):
            things = [m for m in mentions if not m.person and len(m.actors) == 1 and m.kind != "adjective"]
            if things:
                return things[-1 if last and mentions is not before else 0].actors
        return ()

    def _group(self, words: str, before: Sequence[Mention], memory: _Memory) -> tuple[Actor, ...]:
        codes = self._groups[words]
        for mentions in (before, *memory.recent()):
            for mention in reversed(mentions):
                for actor in mention.actors:
                    armed = self._book.entities[actor.code].kind == "armed_group"
                    if actor.code in codes or (not codes and armed):
                        return (actor,)
        return ()


def _same_clause(sentence: Sentence, before: Sequence[Mention], at: int) -> list[Mention]:
    """The mentions since the last "; " or ", and": "Tokyo urged it, and Seoul sent its speaker"."""
    starts = [match.end() for match in _CLAUSE.finditer(sentence.text, 0, at - sentence.start)]
    return [mention for mention in before if mention.start - sentence.start >= starts[-1]] if starts else []


def _joined(sentence: Sentence, mentions: Sequence[Mention]) -> tuple[Actor, ...]:
    """The last two different actors that the sentence joins by "and"."""
    pair: tuple[Actor, ...] = ()
    for at, (one, other) in enumerate(pairwise(mentions)):
        gap = sentence.text[one.end - sentence.start : other.start - sentence.start]
        listed = (
            sentence.text[: one.start - sentence.start].endswith(", ") and at and mentions[at - 1].end == one.start - 2
        )
        if gap.strip(" ,'s") in {"and", "with"} and one.codes[-1] != other.codes[0] and not listed:
            pair = (one.actors[-1], other.actors[0])
    for mention in mentions:
        if len(mention.actors) == 2:
            pair = mention.actors
    return pair
