"""The judgement in a line, the figures at a glance, and the state of the relation in a few paragraphs.

Every clause stands on a number, and every number on sentences. A judgement is only made where there is enough to judge:
at least ``ENOUGH_ACTS`` acts, and ``ENOUGH_OF_A_KIND`` for words or deeds by themselves.
"""

from __future__ import annotations

import math
from dataclasses import replace

from comity.views.evidence import act_date, what, who
from comity.views.material import (
    Material,
    Row,
    balance,
    claims_with,
    counted,
    in_dimension,
    in_quad,
    material,
    quoted,
    read_months,
    verbal,
)
from comity.views.model import Figure, Section, Sentence
from comity.views.outlook import told_in_brief
from comity.views.prose import capitalised, clauses, day, fill, paragraph, period, plain, prose, say, the, words

ENOUGH_ACTS = 5
ENOUGH_OF_A_KIND = 3

CLEAR = 0.8
MOSTLY = 1 / 3
"""A balance from ``CLEAR`` on is called cooperative, from ``MOSTLY`` on mostly so; likewise below zero; else mixed."""

MOVED = 0.25
ENOUGH_OF_A_HALF = 10
"""Halves of at least so many acts are much the same where their balances differ by less than ``MOVED``, and warmer or
colder where they differ by more than twice the standard error of the difference; else the headline says neither."""


def headline(m: Material) -> str:
    """The state of the relation in one line, as far as what was read allows."""
    lines = prose()["headlines"]
    if not (m.acts or m.quotes or m.claims):
        return str(lines["nothing"])
    said, done = _judgement(verbal(m.actual)), _judgement(material(m.actual))
    if len(m.actual) < ENOUGH_ACTS or not (said or done):
        return str(lines["few"])
    key = "words" if not done else "deeds" if not said else "same" if said == done else "both"
    text = plain(capitalised(fill(str(lines[key]), words=said or "", deeds=done or "")))
    if (halves := _halves(m)) is None or (change := _change(*halves[2:])) is None:
        return text
    early, late, _, _ = halves
    return f"{text}; {plain(fill(words('moves', change), early=early, late=late))}"


def _change(before: list[Row], after: list[Row]) -> str | None:
    if min(len(before), len(after)) < ENOUGH_OF_A_HALF:
        return None
    earlier, later = (float(balance(rows, "").value or 0) for rows in (before, after))
    # A balance is the mean of values of +1 and -1, so its variance is (1 - balance²) / n.
    error = math.sqrt((1 - earlier**2) / len(before) + (1 - later**2) / len(after))
    if abs(later - earlier) > 2 * error:
        return "up" if later > earlier else "down"
    return "same" if abs(later - earlier) < MOVED else None


def key_figures(m: Material) -> tuple[Figure, ...]:
    """The five figures at the head of the dossier."""
    acts = m.actual
    return (
        counted(acts, words("key_figures", "acts")),
        _judged(verbal(acts), words("key_figures", "words")),
        _judged(material(acts), words("key_figures", "deeds")),
        counted(m.of("future"), words("key_figures", "announced")),
        m.told(words("key_figures", "reports")),
    )


def summary(m: Material) -> Section:
    """The relation in a few paragraphs."""
    title = words("sections", "summary")
    if not (m.acts or m.quotes or m.claims):
        return Section("summary", title, (_nothing(m),))
    paragraphs = (
        paragraph(_read(m), *_acts(m)),
        paragraph(_latest(m), _moved(m), _fields(m), _sides(m), *_gaps(m)),
        paragraph(calendar(m), unreal(m), recalled(m)),
        paragraph(thirds(m), claims(m), quotes(m)),
        told_in_brief(m),
        paragraph(months(m), sources(m)),
    )
    return Section("summary", title, tuple(one for one in paragraphs if one))


def months(m: Material) -> Sentence | None:
    """For how many months nothing is known."""
    every, gaps = read_months(m)
    if not every:
        return None
    span: dict[str, int | str] = {"months": len(every), "first": day(every[0]), "last": day(every[-1])}
    if not gaps:
        return say("months_full", **span) if len(every) > 1 else None
    return say(
        "months", gaps=Figure(len(gaps), f"{len(gaps):,}", "months without a report", section="coverage"), **span
    )


def sources(m: Material) -> Sentence | None:
    """Whether one source weighs heavily."""
    reports = [report for report in m.reports if report.within]
    if not reports:
        return None
    counts: dict[str, int] = {}
    for report in reports:
        if report.source:
            counts[report.source] = counts.get(report.source, 0) + 1
    if not counts:
        return None
    top = min(counts, key=lambda source: (-counts[source], source))
    if counts[top] == len(reports):
        return say("one_source", source=top) if len(reports) > 1 else None
    if 2 * counts[top] <= len(reports):
        return None
    ids = tuple(report.id for report in reports if report.source == top)
    n = Figure(len(ids), f"{len(ids):,}", f"reports from {top}", ids)
    return say("main_source", n=n, total=m.naming("reports that name either side"), source=top)


def _judged(rows: list[Row], about: str) -> Figure:
    """The balance where there is enough to judge, else that it is not known."""
    found = balance(rows, about)
    return found if len(rows) >= ENOUGH_OF_A_KIND else replace(found, value=None, text="too few" if rows else "none")


def _judgement(rows: list[Row]) -> str | None:
    value = balance(rows, "").value
    if value is None or len(rows) < ENOUGH_OF_A_KIND:
        return None
    if abs(value) < MOSTLY:
        return words("balance", "mixed")
    side = "friendly" if value > 0 else "hostile"
    return words("balance", side if abs(value) >= CLEAR else f"mostly_{side}")


def _nothing(m: Material) -> Sentence:
    reports = m.naming("reports that name either side")
    template = "nothing" if reports.value else "nothing_named" if m.all_reports else "nothing_read"
    return say(template, all=m.all_reports, when=asked(m), reports=reports, a=m.a.said, b=m.b.said)


def asked(m: Material) -> str:
    """The days that were asked for, as they end a clause."""
    bounds = (("from", m.since), ("until", m.until))
    return "".join(f" {word} {day(str(bound))}" for word, bound in bounds if bound)


def _read(m: Material) -> Sentence:
    return say(
        "read", reports=m.naming("reports that name either side"), telling=m.told("reports that tell of the two"),
        a=m.a.said, b=m.b.said,
    )  # fmt: skip


def _acts(m: Material) -> list[Sentence]:
    acts = m.actual
    if not acts:
        return [say("no_acts", a=m.a.said, b=m.b.said)]
    quads = {quad: counted(in_quad(acts, quad), f"acts of {words('quads', quad)}") for quad in prose()["quads"]}
    everything = counted(acts, "acts that happened")
    about: dict[str, Figure | str] = {"acts": everything, "a": m.a.said, "b": m.b.said}
    kinds = [quad for quad, figure in quads.items() if figure.value]
    if len(kinds) == 1:
        first = say("acts_one_kind", **about, kind=words("quads", kinds[0]))
    else:
        first = say("acts", **about, parts=clauses("acts", quads))
    if len(acts) < ENOUGH_ACTS:
        return [first, say("few", acts=everything)]
    said, done = verbal(acts), material(acts)
    net = balance(acts, "balance of all acts")
    if not done or not said:
        return [first, say("net_words" if said else "net_deeds", net=net)]
    return [
        first,
        say(
            "net", net=net, net_verbal=balance(said, "balance of words"), net_material=balance(done, "balance of deeds")
        ),
    ]


def _latest(m: Material) -> Sentence | None:
    placed = [row for row in m.actual if row["begins"]]
    if len(placed) < ENOUGH_ACTS:
        return None
    row = placed[-1]
    told = Figure(1, f"{who(row, m.name)}, {what(row)}", "the last act told", (row["id"],))
    return say("latest", day=day(act_date(row)), act=told)


def _halves(m: Material) -> tuple[str, str, list[Row], list[Row]] | None:
    """The acts of the earlier and of the later half, cut between two periods, with the names of the halves."""
    placed = [(when, row) for row in m.actual if (when := row["period"])]
    every = sorted({when for when, _ in placed})
    cuts = [(abs(2 * sum(when < cut for when, _ in placed) - len(placed)), cut) for cut in every[1:]]
    if not cuts:
        return None
    cut = min(cuts)[1]
    before = [row for when, row in placed if when < cut]
    after = [row for when, row in placed if when >= cut]
    if min(len(before), len(after)) < ENOUGH_ACTS:
        return None
    return period(every[0], max(when for when in every if when < cut)), period(cut, every[-1]), before, after


def _moved(m: Material) -> Sentence | None:
    if (halves := _halves(m)) is None:
        return None
    early, late, before, after = halves
    return say(
        "moved", early=early, late=late, before=balance(before, f"balance, {early}"),
        now=balance(after, f"balance, {late}"), n=counted(before, f"acts, {early}"), m=counted(after, f"acts, {late}"),
    )  # fmt: skip


def _fields(m: Material) -> Sentence | None:
    acts = m.actual
    if len(acts) < ENOUGH_ACTS or not m.profile:
        return None
    names = [row["dimension"] for row in m.profile]
    rows = [in_dimension(acts, name) for name in names]
    n = counted(rows[0], f"acts: {names[0]}")
    if len(names) == 1:
        return say("field", first=names[0], n=n)
    template = "fields" if 2 * len(rows[0]) > len(acts) else "fields_many"
    return say(template, first=names[0], n=n, second=names[1], m=counted(rows[1], f"acts: {names[1]}"))


def _sides(m: Material) -> Sentence | None:
    acts = m.actual
    if len(acts) < ENOUGH_ACTS:
        return None
    alone = [row for row in acts if not row["reciprocal"]]
    figures = {
        "one": counted([row for row in alone if row["actor"] == m.a.code], f"acts of {m.a.said} alone"),
        "two": counted([row for row in alone if row["actor"] == m.b.code], f"acts of {m.b.said} alone"),
        "both": counted([row for row in acts if row["reciprocal"]], "acts of both together"),
    }
    return say("sides", parts=clauses("sides", figures, a=m.a.said, b=m.b.said))


def _gaps(m: Material) -> list[Sentence]:
    if len(m.actual) < ENOUGH_ACTS:
        return []
    deeds = {side.code: material(m.by(side)) for side in (m.a, m.b)}
    few = {code: counted(rows, f"deeds of {the(m.name(code))}") for code, rows in deeds.items()}
    if all(len(rows) < ENOUGH_OF_A_KIND for rows in deeds.values()):
        return [say("gap_few_both", a=m.a.said, b=m.b.said, n=few[m.a.code], m=few[m.b.code])]
    out: list[Sentence] = []
    for side, other in ((m.a, m.b), (m.b, m.a)):
        said, done = verbal(m.by(side)), deeds[side.code]
        if said and len(done) < ENOUGH_OF_A_KIND:
            out.append(say("gap_few", a=side.said, b=other.said, n=few[side.code]))
        elif said:
            declared = balance(said, f"balance of words of {side.said}")
            revealed = balance(done, f"balance of deeds of {side.said}")
            out.append(say("gap", a=side.said, b=other.said, words=declared, deeds=revealed))
    return out


def calendar(m: Material) -> Sentence | None:
    """How many acts were announced, and what became of them."""
    if not m.announced:
        return None
    kinds = {
        status: counted([row for row in m.announced if row["status"] == status], f"announced acts: {word}")
        for status, word in prose()["statuses"].items()
    }
    return say("calendar", total=counted(m.announced, "announced acts"), parts=clauses("calendar", kinds))


def unreal(m: Material) -> Sentence | None:
    """What was not done, and what was only possible."""
    kinds = {kind: counted(m.of(kind), f"acts {words('modalities', kind)}") for kind in ("negated", "hypothetical")}
    if not any(figure.value for figure in kinds.values()):
        return None
    group = "unreal" if kinds["negated"].value else "possible"
    return say("unreal", parts=clauses(group, kinds))


def recalled(m: Material) -> Sentence | None:
    """How many acts are only recalled."""
    rows = m.of("historical")
    return say("recalled", n=counted(rows, "acts recalled")) if rows else None


def thirds(m: Material) -> Sentence:
    """How many acts of third parties are told."""
    rows = [row for row in m.reactions if row["modality"] == "actual"]
    if not rows:
        return say("no_thirds")
    parties: dict[str, list[Row]] = {}
    for row in rows:
        parties.setdefault(row["third"], []).append(row)
    top = min(parties, key=lambda code: (-len(parties[code]), code))
    name = the(m.name(top))
    n = counted(rows, "acts of third parties")
    if len(parties) == 1:
        return say("third", n=n, top=name)
    k = Figure(len(parties), str(len(parties)), "acts of third parties", n.evidence)
    return say("thirds", n=n, k=k, top=name, m=counted(parties[top], f"acts with {name}"))


def claims(m: Material) -> Sentence:
    """How many claims could be checked, and with what outcome."""
    if not m.claims:
        return say("no_claims")
    kinds = {kind: claims_with(m.claims, [kind], f"claims: {word}") for kind, word in prose()["verdicts"].items()}
    total = claims_with(m.claims, prose()["verdicts"], "claims")
    return say("claims", total=total, parts=clauses("claims", kinds))


def quotes(m: Material) -> Sentence:
    """How often each side is quoted on the other."""
    counts = [(side, quoted(m.quotes, side.code, f"quotations of {side.said}")) for side in (m.a, m.b)]
    (a, one), (b, two) = sorted(counts, key=lambda pair: not pair[1].value)
    if not one.value:
        return say("no_quotes")
    if not two.value:
        return say("quotes_one", a=a.said, b=b.said, one=one)
    return say("quotes", a=a.said, b=b.said, one=one, two=two)
