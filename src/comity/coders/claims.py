"""Statements that published data can check: records, rises, falls, levels, frequencies.

``changes.py`` reads what a clause says of a quantity; here it gets its parties, its period and its figure. Who the
parties are may be left to the sentences before: "bilateral trade grew", "its exports to Russia".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from comity.coders import changes
from comity.coders.changes import GOODS, Change, Grammar, grammar
from comity.coders.cleaning import CleanText
from comity.coders.dates import Dating
from comity.coders.language import small
from comity.coders.mentions import Mention
from comity.coders.sentences import Sentence
from comity.model import Claim, ClaimKind, Document, Passage

_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_SELLS = re.compile(r"\bimports? of\b", re.IGNORECASE)
_FROM = re.compile(r"\bfrom (?:the )?$")
_PLACED = {"tourism", "investment", "aid", "exercises"}
"""Quantities of which a place may be the other party: "tourists from Greece in Izmir"."""
_BETWEEN = {"trade", "exercises", "visits", "other"}
"""Quantities that lie between two, who need not be named again: "trade rose by a fifth"."""


def find(
    sentences: Sequence[Sentence],
    mentions: Sequence[tuple[Mention, ...]],
    text: CleanText,
    document: Document,
    dated: Dating,
    about: tuple[str, ...] = (),
) -> Iterator[Claim]:
    """The claims of a report. ``about`` are the two that the whole report is about."""
    words = grammar()
    known: set[tuple[object, ...]] = set()
    for at, (sentence, named) in enumerate(zip(sentences, mentions, strict=True)):
        if not words.worth.search(small(sentence.text)):
            continue
        evidence = Passage.of(document.text, *text.original(sentence.start, sentence.end))
        last: Claim | None = None
        for start, clause in _clauses(sentence.text, words):
            inside = [m for m in named if start <= m.start - sentence.start < start + len(clause)]
            ranges = [(m.start - sentence.start - start, m.end - sentence.start - start) for m in inside]
            for change in changes.find(clause, ranges, last.quantity if last else None):
                parties = _parties(change, clause, inside, sentence.start + start)
                subject, partner = _complete(parties, change, clause, sentence.start + start, at, mentions, about, last)
                if subject is None:
                    continue
                value, unit = _value(clause, words.is_["value"], change.kind)
                period = _time(clause, at, sentences, dated, last, words)
                claim = Claim(change.kind, change.quantity, subject, partner, period, value, unit, evidence)
                last = claim
                key = (claim.kind, claim.quantity, frozenset((subject, partner)), claim.period)
                if key not in known:
                    known.add(key)
                    yield claim


def _clauses(sentence: str, words: Grammar) -> Iterator[tuple[int, str]]:
    """The parts of a sentence that each say what became of something; a part that says nothing joins the one before."""
    cuts = list(words.is_["clauses"].finditer(sentence))
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(sentence)]
    begin, end = starts[0], ends[0]
    for start, stop in zip(starts[1:], ends[1:], strict=True):
        part = sentence[start:stop]
        if (
            words.worth.search(small(part))
            or words.is_["again"].search(part)
            or re.match(r"(?:those|its|their)\b", part)
        ):
            yield begin, sentence[begin:end]
            begin = start
        end = stop
    yield begin, sentence[begin:end]


def _parties(change: Change, clause: str, inside: Sequence[Mention], offset: int) -> list[Mention]:
    """The mentions that a quantity belongs to: its owner, whom it goes to, who does it; not who only counted."""
    words = grammar()
    said = words.is_["said_so"].search(clause)
    until = said.start() if said else len(clause)
    out: list[Mention] = []
    counters: list[Mention] = []
    for mention in inside:
        start, end = mention.start - offset, mention.end - offset
        after_verb = start >= change.verb[1] and start >= change.end
        if words.is_["counted"].match(clause[end:]):
            counters.append(mention)
        elif start >= until:
            counters += [mention] if change.quantity in _BETWEEN else []
        elif (start >= change.end and clause.startswith("'s ", end)) or (
            after_verb
            and not change.by_subject
            and not (words.is_["leading"].search(clause[:start]) or _joined(out, mention, clause, offset))
        ):
            continue
        elif mention.kind != "place" or (change.quantity in _PLACED and start >= change.end):
            out.append(mention)
    return [*counters, *out] if len({code for m in out for code in m.codes}) == 1 else out


def _joined(before: Sequence[Mention], mention: Mention, clause: str, offset: int) -> bool:
    """Whether a mention is named together with the one before it: "to A and B"."""
    gap = clause[before[-1].end - offset : mention.start - offset] if before else ""
    return gap.strip(" ,") in {"and", "and the", "or"}


def _complete(
    parties: Sequence[Mention],
    change: Change,
    clause: str,
    offset: int,
    at: int,
    mentions: Sequence[tuple[Mention, ...]],
    about: tuple[str, ...],
    last: Claim | None,
) -> tuple[str | None, str | None]:
    """Subject and partner of a claim: those named with it, else whom the sentences before named."""
    words = grammar()
    codes = list(dict.fromkeys(code for m in parties for code in m.codes))
    if len(codes) >= 2:
        origins = {code for m in parties if _FROM.search(clause[: m.start - offset]) for code in m.codes}
        return _directed(codes[0], codes[1], change, clause, origins)
    context = _context(at, mentions, about)
    if not codes:
        return context if change.quantity in _BETWEEN and not change.by_subject else (None, None)
    (one,) = codes
    if last and change.by_subject and last.subject and last.subject != one:
        return last.subject, one
    if last and words.is_["again"].search(clause) and last.partner:
        return one, last.partner if last.partner != one else last.subject
    if words.is_["mutual"].search(clause) or words.is_["other_party"].search(clause):
        others = [code for code in context if code and code != one]
        if one in context and others:
            return one, others[0]
    return one, None


def _directed(first: str, second: str, change: Change, clause: str, origins: set[str]) -> tuple[str, str]:
    """Whose exports they are: "imports of Russian oil" and "oil from Russia" are exports of Russia."""
    sold = change.quantity in GOODS or change.quantity == "exports"
    if sold and (_SELLS.search(clause[: change.start + 8]) or (second in origins and first not in origins)):
        return second, first
    return first, second


def _context(at: int, mentions: Sequence[tuple[Mention, ...]], about: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The two that are spoken of: the pair of this sentence or one before, else of the whole report."""
    for one in range(at, max(-1, at - 3), -1):
        codes = list(dict.fromkeys(code for m in mentions[one] if m.kind != "place" for code in m.codes))
        if len(codes) == 2:
            return codes[0], codes[1]
    return (about[0], about[1]) if len(about) == 2 else (None, None)


def _time(
    clause: str, at: int, sentences: Sequence[Sentence], dated: Dating, last: Claim | None, words: Grammar
) -> str | None:
    """When: as the clause says, else as the clause or the sentence before does, else as the whole sentence does."""
    if own := _period(clause, dated, words):
        return own
    if words.is_["same_year"].search(clause) and at:
        return _period(sentences[at - 1].text, dated, words)
    return last.period if last else _period(sentences[at].text, dated, words)


def _period(clause: str, dated: Dating, words: Grammar) -> str | None:
    """The year or month that a clause tells of; times that figures are only compared with are left out."""
    clause = words.is_["reason"].split(clause)[0] or clause
    part = words.is_["part_of_year"].search(clause)
    times = [
        (one.start, one.end, one.moment.date[: 4 if part else 7])
        for one in dated.expressions(clause)
        if one.moment.date
    ]
    taken = [(start, end) for start, end, _ in times]
    times += [
        (year.start(), year.end(), year[1])
        for year in _YEAR.finditer(clause)
        if not any(a < year.end() and year.start() < b for a, b in taken)
    ]
    for start, end, moment in sorted(times):
        digits = end - 4 if clause[start:end][-4:].isdigit() else start
        lead = clause[:digits]
        if not any(words.is_[name].search(lead) for name in ("compared", "compared_before")):
            return moment
    return str(dated.published.year) if part and dated.published else None


def _value(clause: str, pattern: re.Pattern[str], kind: ClaimKind) -> tuple[str | None, str | None]:
    """The first figure with its unit; of a record or level the amount, where a percentage stands before it."""
    found: list[tuple[str, str | None]] = []
    for match in pattern.finditer(clause):
        digits = match["value"].strip()
        if match["unit"] or digits[0] in "$€£U":
            unit = " ".join(filter(None, (match["unit"], match["currency"])))
            found.append((digits, unit or None))
    if kind in {"record", "level"}:
        found.sort(key=lambda one: one[1] in {"percent", "per cent", "%"})
    return found[0] if found else (None, None)
