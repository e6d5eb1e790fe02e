"""Fifth stage: when. A small grammar of days, months and years, absolute, relative and by anniversary.

Nothing is invented: "in 2024" is a year, "early 2022" is a year, "recently" is nothing. What is relative needs the day
of publication; without it only what is written out in full is dated.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from spacy.tokens import Doc, Token

from comity import datafiles
from comity.coders.dated import after_in_row, before_in_row, clause_of, of_noun
from comity.coders.language import words_of
from comity.coders.sentences import Sentence
from comity.model import Moment

_HALF_YEAR = 183
_NEAR = 400  # characters after a date within which a report goes on with the same day
_LATER = {"had", "'d", "will", "would", "may", "might", "could", "should"}
_FIGURE = re.compile(r"\d")
_FIGURED = {"iso", "full", "month_year", "month_day", "year"}  # patterns that hold a figure
_AGAIN = re.compile(r"\b(?:these|this|the) (?:celebrations?|parade|ceremony|ceremonies|commemorations?|festivities)\b")


@dataclass(frozen=True, slots=True)
class Expression:
    """Characters of a sentence that say when."""

    start: int
    end: int
    moment: Moment
    idle: bool = False  # an occasion only named, not said to be when the act was done


@functools.cache
def _words(language: str = "en") -> Any:
    words = datafiles.load("lexicon", language, "dates.yml")
    months = {name: number for number, name in enumerate(words["months"], 1)}
    months |= {name: number for number, name in enumerate(words["short_months"], 1) if name} | {"sept": 9}
    return words | {"month": months, "weekday": {name: n for n, name in enumerate(words["weekdays"])}}


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = _words()
    month = "(?P<month>" + "|".join(sorted(words["month"], key=len, reverse=True)) + r")\b\.?"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    month2, day2 = month.replace("<month>", "<month2>"), day.replace("<day>", "<day2>")
    weekday = f"(?P<weekday>{'|'.join(words['weekdays'])})"
    number = f"(?P<number>\\d+|{'|'.join(words['numbers'])})"
    ordinal = f"(?P<ordinal>\\d+(?:st|nd|rd|th)|{'|'.join(words['ordinals'])})"
    year = r"(?P<year>(?:19|20)\d\d)\b"
    unit = r"(?P<unit>day|week|month|year|decade)"
    before_year = "in|since|by|during|of|from|until|early|late|mid|around|before|after"
    after_year = "invasion|war|annexation|summit|agreement|treaty|deal|attack|visit|declaration|coup"
    before_day = "last|next|this|on|since|until|by|late|early|before|from|through"
    before_month = "in|since|by|last|next|this|early|late|mid|during"
    sources = {
        "iso": r"\b(?P<whole>(?:19|20)\d\d-\d\d-\d\d)\b",
        "anniversary": rf"\b{ordinal}[ -]anniversary of (?P<rest>.{{3,90}})",
        "full": rf"\b(?:{month} {day},? {year}|{day2} (?:of )?{month2},? (?P<year2>(?:19|20)\d\d))",
        "month_year": rf"\b{month},? (?:of )?{year}",
        "month_day": rf"\b(?:{month} {day}\b(?!,? \d{{4}})|{day2} (?:of )?{month2}(?! \d{{4}}))",
        "holiday": r"\b(?P<holiday>"
        + "|".join(item["words"] for item in words["holidays"])
        + r")(?:,? (?P<year>(?:19|20)\d\d))?",
        "year": rf"(?:\b(?:{before_year})[ -]{year}|\b(?P<year2>(?:19|20)\d\d)(?='s|\s+(?:{after_year})))",
        "weekday": rf"\b(?:(?P<which>{before_day})\s+)?(?:(?:late|early)\s+(?:on )?)?{weekday}\b",
        "relative": r"\b(?P<relative>today|yesterday|tomorrow|tonight|last night|this (?:morning|evening|afternoon))\b",
        "ago": rf"\b(?:{number}) {unit}s? ago\b",
        "month_of": rf"\b{month},? (?:of )?(?P<which>last|this|next) year\b",
        "week": r"\b(?P<which>last|next|this|earlier this|later this) (?:week|weekend)\b",
        "days": rf"\b(?:{words['these_days']})\b",
        "close": r"\b(?:end|middle|beginning|start) of (?:the|this) (?P<unit>month|year)\b",
        "period": r"\b(?<!the )(?P<which>last|next|this|earlier this|later this) (?P<unit>month|year)\b",
        "month": rf"\b(?:{before_month})[ -](?:early |late |mid-)?{month}(?! \d|,? (?:19|20)\d\d)",
    }
    return {name: re.compile(source, re.IGNORECASE) for name, source in sources.items()}


@functools.cache
def _asked() -> dict[str, frozenset[str]]:
    """The words of which a sentence must have one for a pattern to match: a quick look before the grammar.

    ``any`` is for all patterns together, beside figures and holidays; ``narrative`` for :func:`_narrative`.
    """
    months, weekdays = frozenset(_words()["month"]), frozenset(_words()["weekday"])
    units = {"day", "week", "weekend", "month", "year", "decade", "morning", "evening", "afternoon", "night"}
    units |= {f"{unit}s" for unit in units}
    relative = {"today", "tonight", "tomorrow", "yesterday"}
    return {
        "any": months | weekdays | units | relative | {"anniversary"},
        "anniversary": frozenset({"anniversary"}),
        **dict.fromkeys(("full", "month_year", "month_day", "month_of", "month"), months),
        "weekday": weekdays,
        "relative": frozenset(relative | {"night", "morning", "evening", "afternoon"}),
        "ago": frozenset({"ago"}),
        "week": frozenset({"week", "weekend"}),
        **dict.fromkeys(("close", "period"), frozenset({"month", "year"})),
        "narrative": frozenset(units),
    }


@functools.cache
def _holidays() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(item['words'] for item in _words()['holidays'])})\b", re.IGNORECASE)


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    """A pattern of ``dates.yml`` that stands there by name."""
    return re.compile(_words()[name], re.IGNORECASE)


@functools.cache
def _apart() -> re.Pattern[str]:
    """What stands before a clause told so many days after or before another."""
    numbers = "|".join(_words()["numbers"])
    return re.compile(rf"\b(?P<number>\d+|{numbers}) (?P<unit>day|week)s? (?P<way>after|before)$", re.IGNORECASE)


@functools.cache
def _narrative() -> re.Pattern[str]:
    """ "The next day", "two weeks earlier": told from the day that the report spoke of last."""
    numbers = "|".join(_words()["numbers"])
    return re.compile(
        r"\b(?:(?P<same>(?:the|that) same (?:day|night|evening|morning|afternoon)|that (?:day|night|evening|morning))"
        r"|(?P<next>the (?:next|following) (?P<next_unit>day|week|month|year))"
        r"|(?P<last>the (?:previous|preceding) (?P<last_unit>day|week|month|year))"
        rf"|(?P<number>\d+|{numbers}) (?P<unit>day|week|month|year)s?"
        r" (?P<way>later|afterwards|earlier|before(?! the)))\b",
        re.IGNORECASE,
    )


class Dating:
    """The dates of one report: what its sentences say, read from its day of publication."""

    def __init__(self, published: date | None, dateline: str | None) -> None:
        self.published = published
        self._named: Moment | None = None
        self._told_at = 0
        self._told: Moment | None = None  # the day, month or year that the report spoke of last
        if dateline and published:
            own = next(iter(self.expressions(dateline)), None)
            if own and own.moment.precision == "day" and own.moment.date:
                written = date.fromisoformat(own.moment.date)
                if abs((published - written).days) <= 7:
                    self.published = written

    def attach(self, doc: Doc, sentence: Sentence, triggers: Sequence[Token]) -> dict[int, Moment]:
        """The moment of each trigger token: what hangs on it, else the only date of its clause."""
        found = list(self.expressions(sentence.text))
        out: dict[int, Moment] = {}
        wanted = {token.i: token for token in triggers}
        loose: list[tuple[Token, Moment]] = []
        named: list[tuple[Token, Moment]] = []
        inside: set[int] = set()
        for one in found:
            span = doc.char_span(one.start, one.end, alignment_mode="expand")
            if span is None:
                continue
            inside |= {token.i for token in span}
            if one.idle:
                continue
            token = span.root
            named.append((token, one.moment))
            while token.i not in wanted and token.head.i != token.i and token.dep_ not in {"relcl", "ccomp", "conj"}:
                token = token.head
            if self._to_come(one.moment) and token.tag_ == "VBD":
                continue  # "signed a plan until 2030"
            if token.i in wanted:
                out.setdefault(token.i, one.moment)
            loose.append((token, one.moment))
        for trigger in triggers:
            if trigger.i in out or trigger.i in inside:
                continue
            clause = clause_of(trigger)
            if trigger.pos_ == "NOUN" and clause.i in wanted and trigger.dep_ in {"nsubj", "nsubjpass"}:
                continue  # "the expulsion was deplored on Saturday"
            near = [moment for token, moment in loose if clause_of(token).i == clause.i]
            if len({moment.date for moment in near}) == 1:
                out[trigger.i] = near[0]
            elif before := before_in_row(trigger, loose):
                out[trigger.i] = before
        for trigger in triggers:
            known = self._occasion(trigger, sentence.text)
            held = "" if trigger.i in inside else out.get(trigger.i, Moment()).date or ""
            if known and known.startswith(held):
                out[trigger.i] = Moment(known)
        for trigger in triggers:
            if trigger.i in out:
                continue
            when = (
                self._counted(trigger, sentence.text, loose)
                or of_noun(trigger, loose, named)
                or after_in_row(trigger, loose)
            )
            when = when or (None if trigger.i in inside else _opening(trigger, doc, found))
            when = when or self._going_on(sentence, found, trigger)
            if when:
                out[trigger.i] = when
        told = [one for one in found if not one.idle and one.moment.date]
        if told:
            self._told = max(told, key=lambda one: one.start).moment
            self._told_at = sentence.end
        return out

    def _going_on(self, sentence: Sentence, found: Sequence[Expression], trigger: Token) -> Moment | None:
        """The day told just before, where the sentence says that it goes on: "after the talks", "within hours"."""
        near = self._told is not None and 0 <= sentence.start - self._told_at < _NEAR
        if not near or any(one.moment.date for one in found) or trigger.tag_ not in {"VBD", "VBN", "NN", "NNS", "VBG"}:
            return None
        before = any(child.dep_ == "aux" and child.lower_ in {"had", "'d", "will", "may"} for child in trigger.children)
        return None if before or not _pattern("going_on").search(sentence.text) else self._told

    @staticmethod
    def _counted(trigger: Token, text: str, loose: Sequence[tuple[Token, Moment]]) -> Moment | None:
        """ "On Thursday, two days after B had struck": the day of a clause, counted from that of the verb over it."""
        verb = clause_of(trigger)
        mark = next((child for child in verb.children if child.dep_ == "mark"), None)
        if mark is not None and verb.dep_ == "advcl" and _pattern("hours").search(text[: mark.idx + len(mark)]):
            same = {
                moment for token, moment in loose if clause_of(token).i == verb.head.i and moment.precision == "day"
            }
            return same.pop() if len(same) == 1 else None
        found = _apart().search(text[: mark.idx + len(mark)]) if mark is not None and verb.dep_ == "advcl" else None
        above = {
            moment.date for token, moment in loose if clause_of(token).i == verb.head.i and moment.precision == "day"
        }
        if found is None or len(above) != 1:
            return None
        word = found["number"].lower()
        days = (int(word) if word.isdigit() else _words()["numbers"][word]) * (7 if found["unit"] == "week" else 1)
        day = date.fromisoformat(above.pop() or "")
        return Moment((day + timedelta(days=days if found["way"].lower() == "before" else -days)).isoformat())

    def expressions(self, text: str) -> Iterator[Expression]:
        """All expressions of a sentence in order, the longest first where they overlap."""
        there, asked = words_of(text), _asked()
        figures = _FIGURE.search(text) is not None
        telling = figures or not asked["any"].isdisjoint(there) or _holidays().search(text)
        if not telling and not (self._named and _AGAIN.search(text)):
            return
        taken: list[tuple[int, int]] = []
        found: list[Expression] = []
        for name, pattern in _patterns().items():
            if (name in asked and asked[name].isdisjoint(there)) or (name in _FIGURED and not figures):
                continue
            for match in pattern.finditer(text):
                start, end = match.span()
                if any(a < end and start < b for a, b in taken):
                    continue
                moment = self._read(name, match, text)
                if moment is not None:
                    taken.append((start, end))
                    idle = name == "holiday" and not re.search(
                        r"\b(?:on|for|attend|during)\s+(?:the\s+)?$", text[:start]
                    )
                    if name == "holiday":
                        self._named = moment
                    found.append(Expression(start, end, moment, idle))
        yield from found
        if self._named and (again := _AGAIN.search(text)):
            yield Expression(*again.span(), self._named)
        for match in () if asked["narrative"].isdisjoint(there) else _narrative().finditer(text):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                earlier = [one for one in found if one.end <= match.start()]
                since = max(earlier, key=lambda one: one.start).moment if earlier else self._told
                if moment := self._shifted(since, match):
                    yield Expression(*match.span(), moment)

    def _to_come(self, moment: Moment) -> bool:
        published = self.published.isoformat() if self.published else None
        return bool(published and moment.date and moment.date > published[: len(moment.date)])

    def _shifted(self, since: Moment | None, match: re.Match[str]) -> Moment | None:
        """The moment that lies so much after or before another, no more precise than either."""
        word = (match["number"] or "1").lower()
        number = int(word) if word.isdigit() else _words()["numbers"][word]
        unit = (match["unit"] or match["next_unit"] or match["last_unit"] or "day").lower()
        back = bool(match["last"]) or (match["way"] or "").lower() in {"earlier", "before"}
        if since is None and back and match["number"] and self.published:
            since = Moment(self.published.isoformat())
        if since is None or since.date is None:
            return None
        if match["same"]:
            return since if since.precision == "day" else None
        shift = -number if back else number
        if unit == "year":
            return Moment(str(int(since.date[:4]) + shift))
        if unit == "month":
            return (
                Moment(_months_before(date.fromisoformat(f"{since.date[:7]}-01"), -shift))
                if len(since.date) > 4
                else None
            )
        if since.precision != "day":
            return None
        day = date.fromisoformat(since.date) + timedelta(days=shift * (7 if unit == "week" else 1))
        return Moment(day.isoformat() if unit == "day" or number > 1 or not match["next"] else day.isoformat()[:7])

    def _read(self, name: str, match: re.Match[str], text: str) -> Moment | None:
        reader: Callable[[re.Match[str], str], str | None] = getattr(self, f"_{name}")
        try:
            when = reader(match, text)
        except ValueError:
            return None
        return Moment(when) if when else None

    def _iso(self, match: re.Match[str], text: str) -> str:
        return date.fromisoformat(match["whole"]).isoformat()

    def _full(self, match: re.Match[str], text: str) -> str:
        parts = match.groupdict()
        day = next(int(value) for key, value in parts.items() if key.startswith("day") and value)
        month = _words()["month"][(parts["month"] or parts["month2"]).lower()]
        return date(int(parts["year"] or parts["year2"]), month, day).isoformat()

    def _month_year(self, match: re.Match[str], text: str) -> str:
        return f"{match['year']}-{_words()['month'][match['month'].lower()]:02d}"

    def _month_day(self, match: re.Match[str], text: str) -> str | None:
        parts = match.groupdict()
        day = next(int(value) for key, value in parts.items() if key.startswith("day") and value)
        return self._nearest(_words()["month"][(parts["month"] or parts["month2"]).lower()], day, text)

    def _holiday(self, match: re.Match[str], text: str) -> str | None:
        item = next(
            item for item in _words()["holidays"] if re.fullmatch(item["words"], match["holiday"], re.IGNORECASE)
        )
        month, day = map(int, str(item["day"]).split("-"))
        if match["year"]:
            return date(int(match["year"]), month, day).isoformat()
        return self._nearest(month, day, text)

    def _year(self, match: re.Match[str], text: str) -> str:
        return match["year"] or match["year2"]

    def _weekday(self, match: re.Match[str], text: str) -> str | None:
        if self.published is None:
            return None
        which = (match["which"] or "").lower()
        back = (self.published.weekday() - _words()["weekday"][match["weekday"].lower()]) % 7
        if which == "last":
            back = back or 7
        if which in {"next", "by", "until"} or (which != "last" and self._forward(match, text)):
            ahead = 7 - back if back or which == "next" else 0
            return (self.published + timedelta(days=ahead)).isoformat()
        return (self.published - timedelta(days=back)).isoformat()

    def _relative(self, match: re.Match[str], text: str) -> str | None:
        if self.published is None:
            return None
        shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(match["relative"].lower(), 0)
        return (self.published + timedelta(days=shift)).isoformat()

    def _ago(self, match: re.Match[str], text: str) -> str | None:
        if self.published is None:
            return None
        word = match["number"].lower()
        number = int(word) if word.isdigit() else _words()["numbers"][word]
        unit = match["unit"].lower()
        if unit == "day":
            return (self.published - timedelta(days=number)).isoformat()
        if unit == "week":
            return (self.published - timedelta(weeks=number)).isoformat()[:7]
        if unit == "month":
            return _months_before(self.published, number)
        return str(self.published.year - number * (10 if unit == "decade" else 1)) if unit == "year" else None

    def _period(self, match: re.Match[str], text: str) -> str | None:
        if self.published is None:
            return None
        shift = {"last": -1, "next": 1}.get(match["which"].lower(), 0)
        if match["unit"].lower() == "year":
            return str(self.published.year + shift)
        return _months_before(self.published, -shift)

    def _month_of(self, match: re.Match[str], text: str) -> str | None:
        if self.published is None:
            return None
        shift = {"last": -1, "next": 1}.get(match["which"].lower(), 0)
        return f"{self.published.year + shift}-{_words()['month'][match['month'].lower()]:02d}"

    def _week(self, match: re.Match[str], text: str) -> str | None:
        """A week is a month, where it lies in one."""
        if self.published is None:
            return None
        shift = {"last": -7, "next": 7}.get(match["which"].lower(), 0)
        monday = self.published + timedelta(days=shift - self.published.weekday())
        months = {(monday + timedelta(days=day)).isoformat()[:7] for day in range(7)}
        return months.pop() if len(months) == 1 else None

    def _days(self, match: re.Match[str], text: str) -> str | None:
        """The month of days near publication: "in the coming days", "since the weekend", "earlier in the week"."""
        if self.published is None:
            return None
        forward = bool(re.search(_words()["forward"], match[0], re.IGNORECASE))
        shift = 5 if forward else -(self.published.weekday() + 2) if "weekend" in match[0].lower() else -2
        return self._same_month(shift)

    def _same_month(self, shift: int) -> str | None:
        """The month of publication, if the day so far from it lies in it too."""
        if self.published is None:
            return None
        month = self.published.isoformat()[:7]
        return month if (self.published + timedelta(days=shift)).isoformat()[:7] == month else None

    def _close(self, match: re.Match[str], text: str) -> str | None:
        size = 7 if match["unit"].lower() == "month" else 4
        return self.published.isoformat()[:size] if self.published else None

    def _month(self, match: re.Match[str], text: str) -> str | None:
        if match["month"] == "may":
            return None
        near = self._nearest(_words()["month"][match["month"].lower()], 15, text)
        return near[:7] if near else None

    def _anniversary(self, match: re.Match[str], text: str) -> str | None:
        ordinal = match["ordinal"].lower()
        ordinals = _words()["ordinals"]
        years = int(re.sub(r"\D", "", ordinal)) if ordinal[0].isdigit() else ordinals.index(ordinal) + 1
        for item in _words()["occasions"]:
            if re.search(item["words"], match["rest"][:70], re.IGNORECASE):
                day = date.fromisoformat(str(item["date"]))
                return date(day.year + years, day.month, day.day).isoformat()
        return None

    def _occasion(self, trigger: Token, text: str) -> str | None:
        lemma = trigger.lemma_.lower()
        for item in _words()["occasions"]:
            if lemma in item["triggers"] and self.published and str(item["date"]) <= self.published.isoformat():
                close = text[max(0, trigger.idx - 20) : trigger.idx + 60]
                if re.search(item["words"], close, re.IGNORECASE):
                    return str(item["date"])
        return None

    def _nearest(self, month: int, day: int, text: str) -> str | None:
        if self.published is None:
            return None
        this = date(self.published.year, month, day)
        distance = (this - self.published).days
        ahead = re.search(_words()["forward"], text, re.IGNORECASE)
        if distance < 0 and ahead and distance < -_HALF_YEAR:
            this = date(this.year + 1, month, day)
        elif distance > 31 and not ahead:
            this = date(this.year - 1, month, day)
        return this.isoformat()

    @staticmethod
    def _forward(match: re.Match[str], text: str) -> bool:
        before = text[max(0, match.start() - 120) : match.start()]
        return bool(re.search(_words()["forward"], before, re.IGNORECASE)) and not re.search(
            r"\b(?:said|told|announced|on)\s*$", before
        )


def _opening(trigger: Token, doc: Doc, found: Sequence[Expression]) -> Moment | None:
    """The only date of a sentence, where it opens it and the act is told after it as done: "So yesterday A met B"."""
    dated = [one for one in found if one.moment.date and not one.idle]
    if len(dated) != 1 or dated[0].end > trigger.idx or not _pattern("opening").fullmatch(doc.text[: dated[0].start]):
        return None
    verb = clause_of(trigger)
    helped = any(child.dep_ == "aux" and child.lower_ in _LATER for child in verb.children)
    aside = verb.dep_ in {"relcl", "advcl", "acl"} or verb.tag_ not in {"VBD", "VBN", "VBZ", "VBP"}
    return None if helped or aside else dated[0].moment


def _months_before(day: date, months: int) -> str:
    number = day.year * 12 + day.month - 1 - months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
