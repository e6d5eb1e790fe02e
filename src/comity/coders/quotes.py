"""Somebody's own words: who said them, of whom, with what stance.

Words in quotation marks count where the text says who speaks (see ``attribution.py``) and that is an actor; words of a
farmer, a newspaper or a crowd do not. A quotation told in two parts is two quotes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from comity import datafiles
from comity.coders import quotations
from comity.coders.attribution import Attribution
from comity.coders.cleaning import CleanText
from comity.coders.language import Language
from comity.coders.mentions import Mention
from comity.coders.sentences import Sentence
from comity.model import Passage, Quote, Stance


@functools.cache
def _words(language: str) -> Any:
    return datafiles.load("lexicon", language, "speech.yml")


def find(
    sentences: Sequence[Sentence],
    mentions: Sequence[tuple[Mention, ...]],
    text: CleanText,
    read: str,
    language: Language,
) -> Iterator[Quote]:
    """The quotations of a report in order, each with its speaker; ``read`` is the text as it was read."""
    marked = quotations.find(text.text)
    if not marked:
        return
    report = Attribution.of(text.text, sentences, mentions, marked, language)
    words = _words(language.code)
    for one, speaker in report.attributed():
        if speaker is None or speaker.actor is None:
            continue
        (start, end), (first, last) = one.words, report.around(one)
        inside = [m for several in mentions for m in several if start <= m.start < end]
        others = [m for m in report.speakers.between(first, last) if m.codes != (speaker.actor.code,)]
        acting = [m for m in others if m.kind != "place"]
        about = tuple(dict.fromkeys(code for m in inside or acting or others for code in m.codes))
        begin, stop = text.original(start, end)
        yield Quote(
            speaker.actor,
            read[begin:stop].strip().rstrip(","),
            about,
            _stance(text.text[start:end], words),
            Passage.of(read, *text.original(first, last)),
        )


def _stance(words_said: str, words: Any) -> Stance:
    said = f" {re.sub(r'[^a-z-]+', ' ', words_said.lower())} "
    score = sum(f" {word} " in said for word in words["support"]) - sum(f" {word} " in said for word in words["oppose"])
    if " not " in said and score > 0:
        score = 0
    return "support" if score > 0 else "oppose" if score < 0 else "neutral"
