"""What the classifier learns from: questions with their answers, made of the sentences and reports of ``training/``.

A marked sentence is a question on one pair; sentences of the same words are one question on several. A report is a
question for each of its sentences, asked as the coder asks it (``comity.coders.questions``), so that it teaches which
pairs do nothing as well, and what a sentence tells of those named only before it.

What is known of the other direction is taught too: where A accuses B, a marked sentence says that B does nothing to A;
of acts that may be mutual it says nothing the other way.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from comity.actors import ActorBook
from comity.coders.classifier import NONE, Question, Span
from comity.coders.language import load_language
from comity.coders.questions import ask
from comity.coders.reading import Prepared, Reader
from comity.model import Document
from training.labelled import Labelled
from training.reports import Act, Report

BOTH_WAYS = {"AGREE", "CONSULT", "COOPERATE", "SUPPORT"}
"""Types whose acts may well be mutual: what the recipient does is then not known from the label."""
WHOLE = 0.6
"""A sentence as read is one as written if it has so much of it: without a dateline, but not half of two."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one does to the other: types (several where a sentence tells several acts), () where it is not known.

    ``mode`` and ``modality`` are those of the first.
    """

    types: tuple[str, ...] = ()
    modality: str | None = None
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A question, and the answers for both directions of each of its pairs."""

    question: Question
    answers: tuple[tuple[Answer, Answer], ...]


def of_sentences(sentences: Iterable[Labelled]) -> list[Window]:
    """The windows of marked sentences, in the order of the first of each text."""
    by_text: dict[str, list[Labelled]] = defaultdict(list)
    for one in sentences:
        by_text[one.text].append(one)
    return [_of_text(text, rows) for text, rows in by_text.items()]


def _of_text(text: str, rows: Sequence[Labelled]) -> Window:
    answers: dict[tuple[Span, Span], list[Answer]] = {}
    for one in rows:
        first, second = sorted((one.actor, one.recipient))
        way = int(one.actor > one.recipient)
        both = answers.setdefault((first, second), [Answer(), Answer()])
        both[way] = Answer((one.type,), one.modality, one.mode)
        if one.type != NONE and one.type not in BOTH_WAYS and not both[1 - way].types:
            both[1 - way] = Answer((NONE,))
    return Window(Question(text, tuple(answers)), tuple((there, back) for there, back in answers.values()))


class OfReports:
    """Makes windows of reports, with the coder's own reader."""

    def __init__(self) -> None:
        self._reader = Reader(ActorBook.load(), load_language("en"))
        self.acts = self.met = 0
        """How many acts the reports tell, and how many of them between two that the coder asks about."""

    def windows(self, report: Report) -> Iterator[Window]:
        """The questions on a report's sentences that are read as they were written."""
        one = self._reader.read(Document("", report.text, title=report.title, published=report.published))
        self.acts += sum(len(acts) for _, acts in report.sentences)
        for at, sentence in enumerate(one.sentences):
            line = next(((words, acts) for words, acts in report.sentences if sentence.text in words), None)
            if line is None or (line[1] and len(sentence.text) < WHOLE * len(line[0])):
                continue
            if window := self._window(one, at, line[1]):
                yield window

    def _window(self, one: Prepared, at: int, acts: Sequence[Act]) -> Window | None:
        asked = ask(one, at)
        if not asked.question.pairs:
            return None
        both: list[list[Answer]] = [[Answer(), Answer()] for _ in asked.question.pairs]
        for pair, number in asked.numbers:
            there = _answer(acts, pair.first.code, pair.second.code)
            back = _answer(acts, pair.second.code, pair.first.code)
            self.met += (there.modality is not None) + (back.modality is not None)
            for way, answer in enumerate((there, back)):
                if not both[number][way].types or both[number][way].types == (NONE,):
                    both[number][way] = answer
        return Window(asked.question, tuple((there, back) for there, back in both))


def _answer(acts: Iterable[Act], actor: str, recipient: str) -> Answer:
    ways = {(actor, recipient): False, (recipient, actor): True}
    met = [act for act in acts if (act.actor, act.recipient) in ways and (act.mutual or act.actor == actor)]
    return (
        Answer(tuple(dict.fromkeys(act.type for act in met)), met[0].modality, met[0].mode) if met else Answer((NONE,))
    )


class Names:
    """Plain names of states, by form, to swap one state for another."""

    def __init__(self) -> None:
        states = [one for one in ActorBook.load().entities.values() if one.kind == "state"]
        self._forms = [
            {one.code: one.name for one in states},
            {one.code: one.adjectives[0] for one in states if one.adjectives},
            {one.code: one.capitals[0].value for one in states if one.capitals},
        ]
        self._states = set.intersection(*(set(names) for names in self._forms))
        self._code = {name: (code, names) for names in self._forms for code, name in names.items()}
        self._any = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, self._code), key=len, reverse=True))})\b")

    def swapped(self, one: Window, chance: random.Random) -> Window:
        """The same window with half of its states called by other states' names, all names of one alike."""
        text = one.question.before + one.question.text
        free = sorted(self._states - {self._code[found[0]][0] for found in self._any.finditer(text)})
        new: dict[str, str] = {}
        pieces, at, moves = [], 0, []
        for found in self._any.finditer(text):
            code, names = self._code[found[0]]
            if code not in new:
                new[code] = free.pop(chance.randrange(len(free))) if chance.random() < 0.5 else code
            name = names[new[code]] if new[code] != code else found[0]
            pieces += [text[at : found.start()], name]
            at = found.end()
            moves.append((found.start(), found.end(), len(name) - len(found[0])))
        pieces.append(text[at:])
        if all(code == other for code, other in new.items()):
            return one

        def moved(place: int, *, closing: bool) -> int:
            """Where a character stands now."""
            return place + sum(grown for start, end, grown in moves if (end <= place if closing else start < place))

        whole = "".join(pieces)
        cut = moved(len(one.question.before), closing=True)
        pairs = tuple(
            tuple((moved(start, closing=False), moved(end, closing=True)) for start, end in pair)
            for pair in one.question.pairs
        )
        return replace(one, question=Question(whole[cut:], pairs, whole[:cut]))
