"""The judgement in a line, the figures at a glance, and the state of the relation in a few paragraphs.

Every clause stands on a number, and every number on sentences. A judgement is only made where there is enough to judge:
at least ``ENOUGH_ACTS`` acts, and ``ENOUGH_OF_A_KIND`` for words or deeds by themselves.
"""

from __future__ import annotations

from comity.views.material import (
    Material,
    Row,
    balance,
    claims_with,
    counted,
    in_dimension,
    in_quad,
    quoted,
    read_months,
)
from comity.views.model import Figure, Section, Sentence
from comity.views.prose import capitalised, day, fill, paragraph, period, prose, say, the, words

ENOUGH_ACTS = 5
ENOUGH_OF_A_KIND = 3

FRIENDLY = 1 / 3
"""A balance above this is called cooperative, below its negative conflictual, between them mixed."""


def verbal(rows: list[Row]) -> list[Row]:
    """The words among acts."""
    return [row for row in rows if row["quad"].startswith("verbal")]


def material(rows: list[Row]) -> list[Row]:
    """The deeds among acts."""
    return [row for row in rows if row["quad"].startswith("material")]


def headline(m: Material) -> str:
    """The state of the relation in one line, as far as what was read allows."""
    lines = prose()["headlines"]
    if not (m.acts or m.quotes or m.claims):
        return str(lines["nothing"])
    said, done = verbal(m.actual), material(m.actual)
    judged = {name: _judgement(rows) for name, rows in (("words", said), ("deeds", done))}
    if len(m.actual) < ENOUGH_ACTS or not any(judged.values()):
        return str(lines["few"])
    if not judged["deeds"]:
        key = "words"
    elif not judged["words"]:
        key = "deeds"
    else:
        key = "same" if judged["words"] == judged["deeds"] else "both"
    return "".join(map(str, capitalised(fill(str(lines[key]), **{k: v or "" for k, v in judged.items()}))))


def key_figures(m: Material) -> tuple[Figure, ...]:
    """The five figures at the head of the dossier."""
    acts = m.actual
    return (
        counted(acts, words("key_figures", "acts")),
        balance(verbal(acts), words("key_figures", "words")),
        balance(material(acts), words("key_figures", "deeds")),
        counted(m.of("future"), words("key_figures", "announced")),
        m.told(words("key_figures", "reports")),
    )


def summary(m: Material) -> Section:
    """The relation in a few paragraphs."""
    title = words("sections", "summary")
    if not (m.acts or m.quotes or m.claims):
        nothing = say(
            "nothing", all=m.all_reports, when=_when(m), reports=m.naming("reports that name either side"),
            a=m.a.said, b=m.b.said,
        )  # fmt: skip
        return Section("summary", title, (nothing,))
    paragraphs = (
        paragraph(_read(m), *_acts(m)),
        paragraph(_moved(m), _fields(m), _sides(m), *_gaps(m)),
        paragraph(calendar(m), unreal(m), recalled(m), thirds(m), claims(m), quotes(m)),
        paragraph(months(m), sources(m)),
    )
    return Section("summary", title, tuple(one for one in paragraphs if one))


def months(m: Material) -> Sentence | None:
    """For how many months nothing is known."""
    every, gaps = read_months(m)
    if not every:
        return None
    span = {"months": len(every), "first": day(every[0]), "last": day(every[-1])}
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


def _judgement(rows: list[Row]) -> str | None:
    value = balance(rows, "").value
    if value is None or len(rows) < ENOUGH_OF_A_KIND:
        return None
    return words("balance", "friendly" if value > FRIENDLY else "hostile" if value < -FRIENDLY else "mixed")


def _when(m: Material) -> str:
    since, until = (f" {word} {day}" if day else "" for word, day in (("from", m.since), ("until", m.until)))
    return since + until


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
    first = say("acts", acts=everything, a=m.a.said, b=m.b.said, **quads)
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


def _moved(m: Material) -> Sentence | None:
    """The balance of the later half of the acts beside the earlier one, cut between two periods."""
    placed = [(when, row) for row in m.actual if (when := m.period(row))]
    when = sorted({one for one, _ in placed})
    cuts = [(abs(2 * sum(one < cut for one, _ in placed) - len(placed)), cut) for cut in when[1:]]
    if not cuts:
        return None
    cut = min(cuts)[1]
    before = [row for one, row in placed if one < cut]
    after = [row for one, row in placed if one >= cut]
    if min(len(before), len(after)) < ENOUGH_ACTS:
        return None
    early = period(when[0], max(one for one in when if one < cut))
    late = period(cut, when[-1])
    return say(
        "moved", early=early, late=late, before=balance(before, f"balance, {early}"), now=balance(after, f"balance, {late}"),
        n=counted(before, f"acts, {early}"), m=counted(after, f"acts, {late}"),
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
    return say(
        "sides", a=m.a.said, b=m.b.said,
        one=counted([row for row in alone if row["actor"] == m.a.code], f"acts of {m.a.said} alone"),
        two=counted([row for row in alone if row["actor"] == m.b.code], f"acts of {m.b.said} alone"),
        both=counted([row for row in acts if row["reciprocal"]], "acts of both together"),
    )  # fmt: skip


def _gaps(m: Material) -> list[Sentence]:
    out: list[Sentence] = []
    if len(m.actual) < ENOUGH_ACTS:
        return out
    for side, other in ((m.a, m.b), (m.b, m.a)):
        acts = m.by(side)
        said, done = verbal(acts), material(acts)
        if not said:
            continue
        if len(done) < ENOUGH_OF_A_KIND:
            out.append(say("gap_few", a=side.said, n=counted(done, f"deeds of {side.said}")))
        else:
            out.append(
                say(
                    "gap",
                    a=side.said,
                    b=other.said,
                    words=balance(said, f"words of {side.said}"),
                    deeds=balance(done, f"deeds of {side.said}"),
                )  # fmt: skip
            )
    return out


def calendar(m: Material) -> Sentence | None:
    if not m.announced:
        return None
    kinds = {
        status: counted([row for row in m.announced if row["status"] == status], f"announced: {word}")
        for status, word in prose()["statuses"].items()
    }
    return say("calendar", total=counted(m.announced, "announced acts"), **kinds)


def unreal(m: Material) -> Sentence | None:
    negated, possible = m.of("negated"), m.of("hypothetical")
    if not negated and not possible:
        return None
    return say(
        "unreal", negated=counted(negated, "acts not done or denied"),
        hypothetical=counted(possible, "acts only possible"),
    )  # fmt: skip


def recalled(m: Material) -> Sentence | None:
    rows = m.of("historical")
    return say("recalled", n=counted(rows, "acts recalled")) if rows else None


def thirds(m: Material) -> Sentence:
    rows = [row for row in m.reactions if row["modality"] == "actual"]
    if not rows:
        return say("no_thirds")
    thirds: dict[str, list[Row]] = {}
    for row in rows:
        thirds.setdefault(row["third"], []).append(row)
    top = min(thirds, key=lambda code: (-len(thirds[code]), code))
    name = the(m.name(top))
    n = counted(rows, "acts of third parties")
    if len(thirds) == 1:
        return say("third", n=n, top=name)
    return say("thirds", n=n, k=len(thirds), top=name, m=counted(thirds[top], f"acts with {name}"))


def claims(m: Material) -> Sentence:
    if not m.claims:
        return say("no_claims")
    return say(
        "claims", total=claims_with(m.claims, prose()["verdicts"], "claims"),
        supported=claims_with(m.claims, ["supported"], "claims supported"),
        contradicted=claims_with(m.claims, ["contradicted"], "claims contradicted"),
        open=claims_with(m.claims, ["unchecked", "not_covered"], "claims not checked"),
    )  # fmt: skip


def quotes(m: Material) -> Sentence:
    if not m.quotes:
        return say("no_quotes")
    return say(
        "quotes", a=m.a.said, b=m.b.said,
        one=quoted(m.quotes, m.a.code, f"quotations of {m.a.said}"),
        two=quoted(m.quotes, m.b.code, f"quotations of {m.b.said}"),
    )  # fmt: skip
