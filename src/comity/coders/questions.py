"""What the classifier is asked of a sentence: which pairs of actors, marked where, and with what before it.

Asked about are the pairs of those whom the sentence names. Where it names one alone, that one is asked about with those
whom the title and the two sentences before name, which are then read as well: "The ministry summoned the ambassador"
tells of a second state only by what stands before. Whom the report named most by then, but not in these, is put before
them as a cast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from comity.coders.classifier import Question, Span
from comity.coders.mentions import Mention
from comity.coders.reading import Prepared
from comity.model import Actor

REACH = 2
"""So many sentences before the sentence are read with it."""
MOST_NAMED = 12
"""So many pairs of those whom the sentence names are asked about; the nearest ones."""
MOST_BEFORE = 4
"""So many of those whom only the sentences before name are asked about; the latest ones."""
MOST_CAST = 2
"""So many of those whom the report has named most are put before what is read."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors in the order of the text, and where they stand in what is read; ``far``: one only before."""

    first: Actor
    second: Actor
    spans: tuple[Span, Span]
    far: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, and for each pair of it the pairs of actors that it stands for (two, of "Indian and Chinese").

    ``places`` are the codes of those whom the sentence names as a place alone: acts reach them, but none is theirs.
    """

    question: Question
    pairs: tuple[Pair, ...]
    places: frozenset[str]

    @property
    def numbers(self) -> Iterator[tuple[Pair, int]]:
        """Each pair of actors, and which pair of the question says what is between them."""
        number = {spans: at for at, spans in enumerate(self.question.pairs)}
        return ((pair, number[pair.spans]) for pair in self.pairs)


def ask(one: Prepared, at: int, *, beyond: bool = True) -> Asked:
    """The question on the sentence at this place; without pairs where nothing can be between two.

    ``beyond`` says whether one named alone is asked about with those before: not where no word of the sentence tells
    an act.
    """
    here, before = placed(one, at, 0), ""
    places = frozenset(code for _, mention in here if mention.kind == "place" for code in mention.codes)
    pairs = list(_near(here))
    if beyond and not pairs:
        before, earlier = background(one, at)
        pairs = list(_far(placed(one, at, len(before)), earlier))
    spans = tuple(dict.fromkeys(pair.spans for pair in pairs))
    return Asked(Question(one.sentences[at].text, spans, before), tuple(pairs), places)


def background(one: Prepared, at: int) -> tuple[str, list[tuple[Span, Mention]]]:
    """The cast, the title and the sentences before, as one text, and where it names whom, in its order."""
    start = max(0, at - REACH)
    text, found = "", []
    for mention, words in _cast(one, at, start):
        found.append(((len(text), len(text) + len(words)), mention))
        text += f"{words}, "
    parts = [(one.document.title or "", one.titled, 0)]
    parts += [(one.sentences[n].text, one.mentions[n], one.sentences[n].start) for n in range(start, at)]
    for words, mentions, first in parts:
        found += [(_moved(mention, len(text) - first), mention) for mention in mentions]
        text += f"{words} " if words else ""
    named = {code for _, mention in found if mention.kind != "place" for code in mention.codes}
    return text, [(span, one) for span, one in found if one.kind != "place" or not named & set(one.codes)]


def _cast(one: Prepared, at: int, start: int) -> list[tuple[Mention, str]]:
    """Those named most before ``start``, and neither from there on nor in the title, by the words that first did so."""
    near = {code for n in range(start, at + 1) for mention in one.mentions[n] for code in mention.codes}
    near |= {code for mention in one.titled for code in mention.codes}
    counts: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    for n in range(start):
        for mention in one.mentions[n]:
            if len(mention.codes) == 1 and mention.kind != "anaphor" and mention.codes[0] not in near:
                counts[mention.codes[0]] += 1
                first.setdefault(mention.codes[0], mention)
    return [
        (first[code], one.text.text[first[code].start : first[code].end]) for code, _ in counts.most_common(MOST_CAST)
    ]


def placed(one: Prepared, at: int, offset: int) -> list[tuple[Span, Mention]]:
    """Whom the sentence itself names, where it stands ``offset`` characters on; a place where nothing else does."""
    start = one.sentences[at].start
    named = {code for mention in one.mentions[at] if mention.kind != "place" for code in mention.codes}
    return [
        (_moved(mention, offset - start), mention)
        for mention in one.mentions[at]
        if mention.kind != "place" or not named & set(mention.codes)
    ]


def _moved(mention: Mention, by: int) -> Span:
    return mention.start + by, mention.end + by


def _near(here: Sequence[tuple[Span, Mention]]) -> Iterator[Pair]:
    """The pairs of those named in the sentence, each at the nearest of their mentions: "both sides" is one of both."""
    nearest: dict[tuple[str, str], tuple[int, Pair]] = {}
    for (first, one), (second, other) in combinations_with_replacement(here, 2):
        for actor in one.actors:
            for counterpart in other.actors:
                key = (min(actor.code, counterpart.code), max(actor.code, counterpart.code))
                gap = 0 if one is other else second[0] - first[1]
                if key[0] != key[1] and gap >= 0 and (key not in nearest or gap < nearest[key][0]):
                    nearest[key] = gap, Pair(actor, counterpart, (first, second), False)
    yield from (pair for _, pair in sorted(nearest.values(), key=lambda item: item[0])[:MOST_NAMED])


def _far(here: Sequence[tuple[Span, Mention]], earlier: Sequence[tuple[Span, Mention]]) -> Iterator[Pair]:
    """Each of those named in the sentence, where it is named first, with those named last before it."""
    named: dict[str, tuple[Span, Actor]] = {}
    for span, mention in here:
        for actor in mention.actors:
            named.setdefault(actor.code, (span, actor))
    latest: dict[str, tuple[Span, Actor]] = {}
    for span, mention in reversed(earlier):
        for actor in mention.actors:
            if actor.code not in named and len(latest) < MOST_BEFORE:
                latest.setdefault(actor.code, (span, actor))
    for own, actor in named.values():
        yield from (Pair(other, actor, (span, own), True) for span, other in latest.values())
