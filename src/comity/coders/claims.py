"""Statements that published data can check: records, rises, falls, levels, frequencies."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from comity import datafiles
from comity.coders.cleaning import CleanText
from comity.coders.dates import Dating
from comity.coders.mentions import Mention
from comity.coders.sentences import Sentence
from comity.model import Claim, ClaimKind, Document, Passage, Quantity

_YEAR = re.compile(r"\b(?:in|since|during|by|for|of|from)?\s*((?:19|20)\d\d)\b")
_COMPARED = re.compile(
    r"\b(?:from|than|with|over|against|compared to)\s+(?:in\s+)?$", re.IGNORECASE
)  # the year held against
_PART_OF_YEAR = re.compile(
    r"\bfirst (?:half|quarter|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|\d+) (?:months|weeks|quarters))\b",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:prices?|could|may|might|would|should|will|if|(?:is|are|was|were) to|goals?|targets?"
    r"|(?:promis|agree|plan|hop|want|aim|pledg|vow|intend|seek|sought)\w*(?: \w+){0,3} to)\b",
    re.IGNORECASE,
)  # a price, or what is only possible, promised or aimed at
_DENIED = re.compile(r"(?:\b(?:not|never|neither|no longer|without)\b|n['’]t\b)", re.IGNORECASE)
_NO_RECORD = re.compile(r"\b(?:from|below|under|than|near|short of|close to)(?: \w+){0,3} record\b", re.IGNORECASE)
_BALANCE = re.compile(r"\b(?:deficit|surplus)\b", re.IGNORECASE)
_SAYS_SO = re.compile(r"(?:['’]s)?\s+(?:\w+ )?(?:customs|statistics|figures|data)\b(?! union)")  # who counted, no party
_OF_SELLER = re.compile(r"\s+(?:crude|oil|petroleum|natural gas|gas|LNG|arms|weapons)\b", re.IGNORECASE)
_WITH = re.compile(r", with $")  # "trade rose in 2024, with exports growing": in the same year
_DIRECTED = {"exports", "imports", "oil", "gas", "arms", "investment", "aid", "tourism"}
_GOODS = {"oil", "gas", "arms"}


@functools.cache
def _patterns() -> dict[str, Any]:
    words = datafiles.load("lexicon", "en", "claims.yml")
    return {
        "kinds": [(item["kind"], re.compile(item["words"], re.IGNORECASE)) for item in words["kinds"]],
        "quantities": [(item["quantity"], re.compile(item["words"], re.IGNORECASE)) for item in words["quantities"]],
        "worth": re.compile("|".join(item["words"] for item in words["quantities"]), re.IGNORECASE),
        "clauses": re.compile(words["clauses"]),
        "value": re.compile(words["value"]),
    }


def find(
    sentences: Sequence[Sentence],
    mentions: Sequence[tuple[Mention, ...]],
    text: CleanText,
    document: Document,
    dated: Dating,
    about: tuple[str, ...] = (),
) -> Iterator[Claim]:
    """Claims of every sentence that names a quantity, what became of it, and two parties.

    ``about`` are the two that the whole report is about; a sentence without any names speaks of them.
    """
    patterns = _patterns()
    known: set[tuple[object, ...]] = set()
    for sentence, named in zip(sentences, mentions, strict=True):
        if not patterns["worth"].search(sentence.text):
            continue
        parties = _partakers(sentence, named)
        before: str | None = None
        for start, clause in _clauses(sentence.text, patterns["clauses"], [words for _, words in patterns["kinds"]]):
            kind = _kind(clause, patterns["kinds"])
            if kind is None or _UNREAL.search(clause):
                continue
            quantities = _quantities(clause, patterns["quantities"])
            here = [m for m in parties if start <= m.start - sentence.start < start + len(clause)]
            for quantity in quantities:
                subject, partner = _parties(clause, quantity, here or parties, named, sentence.start + start)
                if subject is None or partner is None:
                    subject, partner = _pair(here or parties, sentences, mentions, sentence, about)
                if subject is None:
                    continue
                value, unit = _value(clause, patterns["value"], kind)
                period = _period(clause, dated) or (before if _WITH.search(sentence.text[:start]) else None)
                before = period
                claim = Claim(
                    kind,
                    quantity,
                    subject,
                    partner,
                    period,
                    value,
                    unit,
                    Passage.of(document.text, *text.original(sentence.start, sentence.end)),
                )
                key = (kind, quantity, frozenset((subject, partner)), claim.period)
                if key not in known:
                    known.add(key)
                    yield claim


def _kind(clause: str, kinds: Sequence[tuple[ClaimKind, re.Pattern[str]]]) -> ClaimKind | None:
    """What is said to have become of the quantity; None where it is denied."""
    for kind, words in kinds:
        found = words.search(clause)
        if found and not (kind == "record" and _NO_RECORD.search(clause)):
            return None if _DENIED.search(clause[: found.start()]) else kind
    return None


def _clauses(sentence: str, cut: re.Pattern[str], kinds: Sequence[re.Pattern[str]]) -> Iterator[tuple[int, str]]:
    """The parts of a sentence that each say what became of something; a part that says nothing joins the one before."""
    starts = [0, *(match.end() for match in cut.finditer(sentence))]
    ends = [*(match.start() for match in cut.finditer(sentence)), len(sentence)]
    begin, end = starts[0], ends[0]
    for start, stop in zip(starts[1:], ends[1:], strict=True):
        if any(words.search(sentence[start:stop]) for words in kinds):
            yield begin, sentence[begin:end]
            begin = start
        end = stop
    yield begin, sentence[begin:end]


def _quantities(clause: str, patterns: Sequence[tuple[Quantity, re.Pattern[str]]]) -> list[Quantity]:
    found = [quantity for quantity, words in patterns if words.search(clause)]
    if found == ["trade"] and _BALANCE.search(clause):
        return ["other"]
    goods = [quantity for quantity in found if quantity in _GOODS]
    if goods and re.search(
        r"(?:,| and) (?:and )?(?:other )?(?:raw materials|commodities|minerals|goods|coal|grain)", clause
    ):
        return [*goods, "exports"]
    return goods or found[:1]


def _partakers(sentence: Sentence, named: Sequence[Mention]) -> list[Mention]:
    """Who is named, without those that only counted, unless one alone would be left: then the counter is the other."""
    everybody = [m for m in named if m.kind != "place"]
    others = [m for m in everybody if not _SAYS_SO.match(sentence.text[m.end - sentence.start :])]
    return everybody if len({code for m in others for code in m.codes}) == 1 else others


def _parties(
    clause: str, quantity: Quantity, here: Sequence[Mention], named: Sequence[Mention], offset: int
) -> tuple[str | None, str | None]:
    codes = list(dict.fromkeys(code for m in here for code in m.codes))
    if len(codes) < 2:
        return None, None
    subject, partner = codes[0], codes[1]
    if quantity in _DIRECTED:
        for mention in here:
            seller = quantity in _GOODS and _OF_SELLER.match(clause[max(0, mention.end - offset) :])
            if seller and re.search(r"\bimports? of\b", clause[: max(0, mention.start - offset)]):
                return mention.codes[0], subject if mention.codes[0] != subject else partner
            before = clause[: max(0, mention.start - offset)].rstrip().rsplit(" ", 1)[-1].lower()
            if before in {"from"} and mention.codes[0] == partner and "import" in clause.lower():
                return (subject, partner) if quantity == "imports" else (partner, subject)
            if before == "from" and mention.codes[0] == partner:
                return partner, subject
    return subject, partner


def _pair(
    parties: Sequence[Mention],
    sentences: Sequence[Sentence],
    mentions: Sequence[tuple[Mention, ...]],
    sentence: Sentence,
    about: tuple[str, ...],
) -> tuple[str | None, str | None]:
    at = sentences.index(sentence)
    alone = list(dict.fromkeys(code for m in parties for code in m.codes))
    if len(alone) == 1:
        return alone[0], None
    if not alone and len(about) == 2:
        return about[0], about[1]
    for near in (parties, *(mentions[i] for i in range(at - 1, max(-1, at - 3), -1))):
        codes = list(dict.fromkeys(code for m in near if m.kind != "place" for code in m.codes))
        if len(codes) >= 2:
            return codes[0], codes[1]
    return None, None


def _period(clause: str, dated: Dating) -> str | None:
    part = _PART_OF_YEAR.search(clause)
    for found in sorted(dated.expressions(clause), key=lambda one: one.start):
        compared = _COMPARED.search(clause[: found.end].rstrip("0123456789-"))
        if not compared and not _COMPARED.search(clause[: found.start]) and found.moment.date:
            return found.moment.date[:4] if part else found.moment.date[:7]
    years = [year for year in _YEAR.finditer(clause) if not _COMPARED.search(clause[: year.start(1)])]
    if years:
        return years[0][1]
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
