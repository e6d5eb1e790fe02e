"""Third stage: who is named. The gazetteer of all names, and the joining of role, name and state into one actor.

"Chinese President Xi Jinping", "the Russian foreign ministry", "US-led forces" and "Indian and Chinese troops" are one
mention each; the last has two actors. A capital after "in" says where, not who.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import ahocorasick

from comity.actors import ActorBook, Name
from comity.coders.language import Language
from comity.coders.sentences import Sentence
from comity.model import Actor

_CAPITALISED = r"(?:(?:de|al|el|bin|van|von|der|den|da|di|del|ben|ul|ur|ibn)[ -])?[A-Z][\w.'-]*"
_PERSON = re.compile(rf"(?:{_CAPITALISED})(?: {_CAPITALISED}){{0,3}}")
_COMMONER = {
    kind: rank
    for rank, kind in enumerate(("name", "adjective", "demonym", "leader", "organ", "metonym", "capital", "place"))
}
_NEXT = re.compile(r"(?:'s?)?[ -](\w+)")
_FORMER = re.compile(r"\b(?:deputy|vice|former|late|ex|then|acting|incoming)\b", re.IGNORECASE)
_OF = (" of ", " for ", " from ", " of the ", " for the ", " from the ")
_JOINTS = {" and ", ", ", " or ", " and the ", ", the "}  # "the ambassadors of A, B and C": the role is not A's alone


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters of the clean text that name actors; ``kind`` is the gazetteer's, or role, or anaphor.

    ``start`` and ``end`` are offsets into the clean text. More than one actor: "Indian and Chinese troops".
    """

    start: int
    end: int
    actors: tuple[Actor, ...]
    kind: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the actors, in the order of the text."""
        return tuple(actor.code for actor in self.actors)

    @property
    def person(self) -> bool:
        """Whether one human being is meant."""
        one = len(self.actors) == 1 and self.actors[0].name is not None
        return self.kind == "leader" or (self.kind == "role" and one)


class Gazetteer:
    """Finds and joins the names of one actor book in sentences of one language."""

    def __init__(self, book: ActorBook, language: Language) -> None:
        self._book = book
        words = language.words
        self._roles = {word: role for role in words["roles"] for word in role["words"]}
        between = "|".join(sorted(map(re.escape, words["between"]), key=len, reverse=True))
        nouns = "|".join(sorted((_spaced(word) for word in self._roles), key=len, reverse=True))
        self._after = re.compile(rf"(?:'s?)?[ -](?:(?:{between})[ -]){{0,3}}?(?P<role>{nouns})\b(?!-)", re.IGNORECASE)
        self._may_follow = frozenset(re.split(r"\W", word)[0].lower() for word in (*self._roles, *words["between"]))
        self._of = re.compile(rf"\b(?P<role>{nouns}) (?:of|for|from) (?:the )?$", re.IGNORECASE)
        titles = "|".join(sorted(map(re.escape, words["titles"]), key=len, reverse=True))
        self._last_of_titles = tuple({f"{title.rsplit(' ', 1)[-1]} " for title in words["titles"]})
        self._title = re.compile(rf"(?:^|\b)(?P<title>(?:{titles})(?: (?:and|of the) (?:{titles}))?) $")
        ranks = "|".join(word for word in words["titles"] if word.lower() in self._roles)
        self._named_of = re.compile(
            rf"\b(?P<role>{ranks}) (?P<name>{_CAPITALISED}(?: {_CAPITALISED}){{0,2}}) of (?:the )?$"
        )
        days = "|".join((*words["calendar"], *words["titles"]))
        self._surname = re.compile(rf" (?!(?:{days})\b)[A-Z][a-z]{{2,}}")
        living = "|".join((*language.classes["persons"], *language.classes["animals"]))
        self._creature = re.compile(rf", (?:an?|the|his|her|my|our) (?:[\w-]+ ){{0,2}}(?:{living}),")
        self._forenames = frozenset(words["forenames"])
        self._also_forenames = frozenset(words["also_forenames"])
        bodies = "|".join((*days.split("|"), *words["bodies"], *(word.title() for word in self._roles)))
        self._family_name = re.compile(rf" (?!(?:{bodies})\b)[A-Z][a-z]{{2,}}(?='s|,| [a-z])")
        self._accords = tuple(f"{word} of" for word in words["accords"])
        self._origins = tuple(words["origins"])
        self._grounds = frozenset(words["grounds"])
        self._whereabouts = frozenset(words["whereabouts"])
        self._automaton = ahocorasick.Automaton()
        names: dict[str, list[Name]] = {}
        for name in book.names:
            text = name.text.replace("’", "'")
            names.setdefault(text, []).append(name)
            if len(text) > 4 and not text.isascii() and (plain := _unaccented(text)) != text:
                names.setdefault(plain, []).append(name)
        for text, candidates in names.items():
            self._automaton.add_word(text, (text, tuple(candidates)))
        for phrase in book.not_actors:
            self._automaton.add_word(phrase, (phrase, ()))
        self._empty = not len(self._automaton)
        self._automaton.make_automaton()

    def find(self, sentence: Sentence, on: date | None) -> tuple[Mention, ...]:
        """All mentions of a sentence, in order, without overlap. ``on`` is the day of publication."""
        if self._empty:
            return ()
        text = sentence.text
        at = sentence.start
        found = list(self._resolve(text, self._longest(text), on))
        joined = self._paired(text, self._with_roles(text, found, on)) if found else ()
        return tuple(Mention(one.start + at, one.end + at, one.actors, one.kind) for one in joined)

    def _longest(self, text: str) -> Iterator[tuple[int, int, tuple[Name, ...]]]:
        hits = []
        for last, (key, names) in self._automaton.iter(text):
            start, end = last - len(key) + 1, last + 1
            if _bounded(text, start, end):
                hits.append((start, end, names))
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        taken = 0
        for start, end, names in hits:
            if start >= taken:
                taken = end
                yield start, end, names

    def _resolve(
        self, text: str, hits: Iterable[tuple[int, int, tuple[Name, ...]]], on: date | None
    ) -> Iterator[Mention]:
        for start, end, names in hits:
            fit = [name for name in names if self._fits(name, text, end)]
            if fit and fit[0].kind in {"name", "capital"} and self._of_a_person(text, start, end):
                continue
            if not fit:
                continue
            name = fit[0] if len(fit) == 1 else min(fit, key=lambda one: _preference(one, on))
            entity = self._book.entities[name.code]
            kind = name.kind
            if kind in {"capital", "place"} or (kind == "metonym" and name.weak):
                before = text[:start].rstrip().rsplit(" ", 1)[-1].lower()
                agreed = kind == "capital" and text[:start].rstrip().lower().endswith(self._accords)
                if kind == "place" or before in self._whereabouts or agreed:
                    kind = "place"
            if entity.each:  # "the two Koreas", "the Baltic states"
                members = sorted(self._book.members(name.code, on))
                yield Mention(
                    start, end, tuple(self._actor(replace(name, code=code), "name") for code in members), kind
                )
                continue
            yield Mention(start, end, (self._actor(name, kind),), kind)

    def _actor(self, name: Name, kind: str) -> Actor:
        entity = self._book.entities[name.code]
        return Actor(
            name.code,
            entity.country,
            name=name.term.name if name.term else name.text if kind == "organ" else entity.name,
            role=name.role,
            sector=name.sector,
        )

    def _fits(self, name: Name, text: str, end: int) -> bool:
        entity = self._book.entities[name.code]
        if text.startswith(self._origins, end):
            return False
        if entity.not_before and text[end:].lstrip(" -").startswith(entity.not_before):
            return False
        if name.kind == "leader" and " " not in name.text and self._surname.match(text, end):
            return False  # "Abbas Araghchi" is no Mahmoud Abbas
        return not any(word in text for word in entity.not_near)

    def _of_a_person(self, text: str, start: int, end: int) -> bool:
        """Whether a person, or a pet, bears the name of a state: "Israel Rosen", "Anatole France", "Chad, a barber"."""
        if text[start:end] in self._also_forenames and self._family_name.match(text, end):
            return True
        if text.startswith(", ", end) and self._creature.match(text, end):
            return True
        return text[max(0, start - 16) : start].rstrip().rsplit(" ", 1)[-1] in self._forenames

    def _with_roles(self, text: str, found: Sequence[Mention], on: date | None) -> list[Mention]:
        joined: list[Mention] = []
        skip_to = 0
        for index, mention in enumerate(found):
            if mention.start < skip_to:
                continue
            if mention.kind == "leader":
                joined.append(self._titled(text, mention, joined))
                continue
            following = found[index + 1] if index + 1 < len(found) else None
            merged = self._role_after(text, mention, following, on)
            if not merged and not (following and text[mention.end : following.start] in _JOINTS):
                merged = self._role_before(text, mention, on)
                if merged and joined and merged.start < joined[-1].end:
                    merged = None  # "General Assembly of the United Nations" is no General
            if merged:
                skip_to = merged.end
            if self._fighters(text, joined, mention):
                mention = replace(mention, start=joined.pop().start)
            joined.append(merged or mention)
        return joined

    def _fighters(self, text: str, joined: Sequence[Mention], mention: Mention) -> bool:
        """Whether fighters of some nation named before are those of this armed group: "Congolese rebels of M23"."""
        if not joined or joined[-1].kind != "role" or text[joined[-1].end : mention.start] not in {" of ", " of the "}:
            return False
        group = all(self._book.entities[code].kind == "armed_group" for code in mention.codes)
        return group and joined[-1].actors[0].sector == "REB"

    def _titled(self, text: str, mention: Mention, before: list[Mention]) -> Mention:
        """ "President Xi Jinping", "Russia's President Putin", "the president of the European Commission, X"."""
        if before and text[before[-1].end : mention.start] in {" ", ", "}:
            office = before[-1]
            last = text[office.start : office.end].rsplit(" ", 1)[-1].lower()
            titled = office.kind == "role" or (office.kind == "organ" and last in self._roles)
            if titled and len(office.actors) == 1 and office.codes != mention.codes:
                before.pop()
                actor = replace(office.actors[0], name=mention.actors[0].name)
                return Mention(office.start, mention.end, (actor,), "role")
        titled = text.endswith(self._last_of_titles, 0, mention.start)
        title = self._title.search(text, max(0, mention.start - 60), mention.start) if titled else None
        start = title.start() if title else mention.start
        if before and before[-1].codes == mention.codes and before[-1].kind in {"adjective", "name"}:
            gap = text[before[-1].end : start]
            if gap in {" ", "'s ", "' ", "n "}:
                start = before.pop().start
        return replace(mention, start=start)

    def _role_after(self, text: str, mention: Mention, following: Mention | None, on: date | None) -> Mention | None:
        if mention.kind in {"place", "organ"}:
            return None
        first = _NEXT.match(text, mention.end)
        if not first or first[1].lower() not in self._may_follow:
            return None  # quickly seen to be no role
        role = self._after.match(text, mention.end)
        if not role:
            return None
        if mention.kind == "name" and text[mention.end : mention.end + 1] == "-":
            return None
        meaning = self._roles[role["role"].lower()]
        end, actor = role.end(), mention.actors[0]
        if role["role"].lower() in self._grounds:
            before = text[: mention.start].removesuffix("the ").rstrip().rsplit(" ", 1)[-1].lower()
            return Mention(mention.start, end, mention.actors, "place") if before in self._whereabouts else None
        title = text[mention.end : end].removeprefix("'s").removeprefix("'").strip(" -")
        name = None
        if following and following.kind == "leader" and text[end : following.start] in {" ", ", "}:
            end, name = following.end, following.actors[0].name
        elif text[end : end + 1] == " ":
            person = _PERSON.match(text, end + 1)
            if person and not self._known(person[0], following, person.start()):
                end, name = person.end(), person[0]
        if len(mention.actors) > 1:
            several = tuple(replace(one, name=None, role=title, sector=meaning["sector"]) for one in mention.actors)
            return Mention(mention.start, end, several, "role")
        former = _FORMER.search(title)
        if name is None and meaning["office"] and not former and role["role"].lower() not in {"leaders", "leadership"}:
            name = self._holder(actor.code, role["role"].lower(), on)
        return Mention(mention.start, end, (replace(actor, name=name, role=title, sector=meaning["sector"]),), "role")

    def _role_before(self, text: str, mention: Mention, on: date | None) -> Mention | None:
        """ "the president of Russia", "officials from China"."""
        if mention.kind not in {"name", "capital", "organ"} or len(mention.actors) > 1:
            return None
        (actor,) = mention.actors
        if not text.endswith(_OF, 0, mention.start):
            return None
        if king := self._named_of.search(text, max(0, mention.start - 60), mention.start):
            title = king["role"]
            sector = self._roles[title.lower()]["sector"]
            return Mention(
                king.start(), mention.end, (replace(actor, name=king["name"], role=title, sector=sector),), "role"
            )
        role = self._of.search(text, max(0, mention.start - 60), mention.start)
        if not role:
            return None
        meaning = self._roles[role["role"].lower()]
        if meaning["sector"] in {"CIV", "MIL"}:
            return None
        name = self._holder(mention.codes[0], role["role"].lower(), on)
        return Mention(
            role.start(),
            mention.end,
            (replace(actor, name=name, role=role["role"].lower(), sector=meaning["sector"]),),
            "role",
        )

    def _holder(self, code: str, role: str, on: date | None) -> str | None:
        """Who held the office on the day, where one person surely did: by its very title, else by its kind."""
        if on is None or not self._roles[role]["office"]:
            return None
        holders = self._book.holders(code, self._roles[role]["office"], on)
        titled = [holder for holder in holders if role in holder.title.lower()]
        names = {holder.name for holder in titled or holders}
        return names.pop() if len(names) == 1 else None

    @staticmethod
    def _known(words: str, following: Mention | None, start: int) -> bool:
        """Whether the capitalised words are, or hold, another actor's name."""
        return following is not None and following.start < start + len(words)

    @staticmethod
    def _paired(text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """ "Indian and Chinese troops", "US-China", "Sino-Russian": one mention with two actors."""
        out: list[Mention] = []
        for mention in mentions:
            gap = text[out[-1].end : mention.start] if out else ""
            before = out[-1] if out else None
            if before and before.codes != mention.codes and "place" not in (before.kind, mention.kind):
                shares_noun = (
                    before.kind == "adjective"
                    and mention.kind in {"role", "adjective"}
                    and gap
                    in {
                        " and ",
                        ", ",
                        " or ",
                        ", and ",
                    }
                )
                if shares_noun or gap in {"-", "–", "/"}:
                    like = mention.actors[0]
                    firsts = tuple(
                        replace(actor, role=like.role, sector=like.sector) if shares_noun else actor
                        for actor in before.actors
                    )
                    out[-1] = Mention(before.start, mention.end, firsts + mention.actors, mention.kind)
                    continue
            out.append(mention)
        return out


def _spaced(word: str) -> str:
    return re.escape(word).replace(r"\ ", r"[ -]").replace(r"\-", r"[ -]")


def _unaccented(text: str) -> str:
    """ "Elysee" for "Élysée"."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _bounded(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")


def _preference(name: Name, on: date | None) -> tuple[int, int, int, str]:
    """Smaller is better: in its time, not weak, the commoner kind; of leaders the one latest in office."""
    return (not name.holds(on), name.weak, _COMMONER[name.kind], _latest(name.since or ""))


@functools.lru_cache(maxsize=20_000)
def _latest(since: str) -> str:
    """A date turned round: the later, the smaller."""
    return "".join(chr(0x10FFFF - ord(char)) for char in since)
