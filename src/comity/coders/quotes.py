"""Somebody's own words: who said them, of whom, with what stance."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from comity import datafiles
from comity.coders.cleaning import CleanText
from comity.coders.language import Language
from comity.coders.mentions import Mention
from comity.coders.sentences import Sentence
from comity.model import Actor, Passage, Quote, Stance

_ASIDE = re.compile(r", (?:who|which|whose|where)\b[^,]*,")  # a clause between a speaker and the verb of speech
_QUOTED = re.compile(r'"([^"\n]{4,700})"')


@functools.cache
def _speech(language: str) -> tuple[re.Pattern[str], Any]:
    words = datafiles.load("lexicon", language, "speech.yml")
    forms = "|".join(sorted({form for verb in words["verbs"] for form in _inflected(verb)}, key=len, reverse=True))
    return re.compile(rf"\b(?:{forms})\b", re.IGNORECASE), words


def find(
    sentences: Sequence[Sentence],
    mentions: Sequence[tuple[Mention, ...]],
    text: CleanText,
    read: str,
    language: Language,
) -> Iterator[Quote]:
    """Quotations of at least two words whose speaker the sentence, or the sentence before, names."""
    speech, words = _speech(language.code)
    before: Actor | None = None
    for match in _QUOTED.finditer(text.text):
        start, end = match.span()
        inside = [at for at, one in enumerate(sentences) if one.start < end and start < one.end]
        if not inside or len(match[1].split()) < 2:
            continue
        around = [m for at in inside for m in mentions[at] if not (start <= m.start < end)]
        within = [m for at in inside for m in mentions[at] if start <= m.start < end]
        first, last = sentences[inside[0]], sentences[inside[-1]]
        lead, tail = text.text[first.start : start], text.text[end : last.end]
        speaker, mention = _speaker(lead, tail, around, start, end, speech)
        if speaker is None and not lead.strip(' "') and len(tail.strip(' ."')) < 3:
            speaker = before
        if speaker is None:
            continue
        before = speaker
        of = within or [m for m in around if m is not mention]
        about = tuple(dict.fromkeys(code for m in of for code in m.codes if within or m.kind != "place"))
        if not about:
            about = tuple(dict.fromkeys(code for m in around if m is not mention for code in m.codes))
        words_start, words_end = text.original(start + 1, end - 1)
        evidence = Passage.of(read, *text.original(first.start, last.end))
        yield Quote(speaker, read[words_start:words_end].strip().rstrip(","), about, _stance(match[1], words), evidence)


def _speaker(
    lead: str, tail: str, around: Sequence[Mention], start: int, end: int, speech: re.Pattern[str]
) -> tuple[Actor | None, Mention | None]:
    said = list(speech.finditer(lead))
    if said:
        at = start - len(lead) + said[-1].start()
        aside = [span.span() for span in _ASIDE.finditer(lead[: said[-1].start()])]
        begin = start - len(lead)
        around = [m for m in around if not any(a <= m.start - begin < b for a, b in aside)]
        earlier = [m for m in around if m.end <= at and m.kind != "adjective"] or [
            m for m in around if m.end <= start and m.kind != "adjective"
        ]
        people = [m for m in earlier if m.person or m.kind in {"role", "anaphor"}]
        if chosen := people or earlier:
            return chosen[-1].actors[0], chosen[-1]
    if found := speech.search(tail[:160]):
        later = [m for m in around if m.start >= end and m.start - end < 220 and m.kind != "adjective"]
        if later and (later[0].start - end < 60 or found.start() < 80):
            return later[0].actors[0], later[0]
        earlier = [m for m in around if m.end <= start]
        if earlier:
            return earlier[0].actors[0], earlier[0]
    return None, None


def _stance(words_said: str, words: Any) -> Stance:
    said = f" {re.sub(r'[^a-z-]+', ' ', words_said.lower())} "
    score = sum(f" {word} " in said for word in words["support"]) - sum(f" {word} " in said for word in words["oppose"])
    if " not " in said and score > 0:
        score = 0
    return "support" if score > 0 else "oppose" if score < 0 else "neutral"


def _inflected(verb: str) -> set[str]:
    irregular = {
        "say": {"said", "saying"},
        "tell": {"told"},
        "write": {"wrote", "written"},
        "speak": {"spoke"},
        "think": {"thought"},
        "read": {"read"},
        "deny": {"denied", "denies"},
        "reply": {"replied", "replies"},
    }
    stem = verb[:-1] if verb.endswith("e") else verb
    return {verb, verb + "s", stem + "ed", stem + "ing"} | irregular.get(verb, set())
