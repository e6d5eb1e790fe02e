"""The sections on what happened between the two: over time, act by act, by field, by side, in words and in deeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.views.charts import LABELS, QUADS, chart, diverging
from comity.views.evidence import act_date, shortened, what, who
from comity.views.material import Material, Row, balance, counted, in_dimension, in_quad, signed
from comity.views.model import ActEntry, ActList, Cell, Chart, Figure, Section, Table
from comity.views.prose import day, period, say, the, words
from comity.views.summary import material, verbal

SHOWN = 40
"""A list of acts shows at most this many with their sentence; tables and evidence show all."""

SENTENCE = 320


def entry(m: Material, row: Row) -> ActEntry:
    """One act for a list."""
    return ActEntry(
        id=row["id"],
        date=act_date(row),
        who=who(row, m.name),
        what=what(row),
        quad=row["quad"],
        modality=row["modality"],
        reports=row["reports"],
        sentence=shortened(row["evidence_text"], SENTENCE),
        dated=row["dated"],
        status=row.get("status"),
        outcome=row.get("outcome"),
    )


def act_list(m: Material, key: str, title: str, rows: Sequence[Row], shown: int = SHOWN) -> ActList:
    """The acts in order of time; of many, those told by most reports and of greatest weight."""
    best = sorted(rows, key=lambda row: (-row["reports"], -abs(row["intensity"]), row["id"]))[:shown]
    kept = {row["id"] for row in best}
    return ActList(
        key, title, tuple(entry(m, row) for row in rows if row["id"] in kept), left_out=len(rows) - len(kept)
    )


def quads(rows: list[Row], about: str) -> tuple[Cell, ...]:
    """The number of acts of each quad class, and of all."""
    return (*(counted(in_quad(rows, quad), f"{about}: {words('quads', quad)}") for quad in QUADS), counted(rows, about))


def quad_columns() -> dict[str, str]:
    """The columns that :func:`quads` fills."""
    return {**{quad: LABELS[quad] for quad in QUADS}, "acts": "All acts"}


def cooperation(m: Material) -> Section | None:
    """Cooperation and conflict over time, words and deeds apart."""
    if not m.actual:
        return None
    rows: list[tuple[Cell, ...]] = []
    for one in m.series:
        acts = [row for row in m.actual if m.period(row) == one["period"]]
        if one["acts"] is None:
            rows.append((one["period"], m.read_in(one["period"]), *(None,) * (len(QUADS) + 2)))
            continue
        about = f"acts, {day(one['period'])}"
        rows.append(
            (one["period"], m.read_in(one["period"]), *quads(acts, about), balance(acts, f"balance, {one['period']}"))
        )
    loose = [row for row in m.actual if m.period(row) is None]
    say_loose = [say("loose", n=counted(loose, "acts in no one period"), step=m.step)] if loose else []
    table = Table(
        "cooperation", "Acts by period and class", {"period": "Period", "reports": "Reports", **quad_columns(), "net": "Balance"},
        tuple(rows), folded=len(rows) > 15,
    )  # fmt: skip
    title = words("sections", "cooperation")
    if sum(1 for one in m.series if one["acts"]) < 2:
        return Section("cooperation", title, (say("cooperation_single"), *say_loose), tables=(table,))
    first, last = m.series[0]["period"], m.series[-1]["period"]
    drawn = chart(
        "cooperation", "cooperation", f"Acts by {m.step}", words("alts", "cooperation").format(span=period(first, last)),
        "cooperation", diverging(m.series, "period"),
    )  # fmt: skip
    return Section("cooperation", title, (say("cooperation"), *say_loose), (drawn,), (table,))


def timeline(m: Material) -> Section | None:
    """All acts in order of time, and those that are only recalled."""
    acts, recalled = m.actual, m.of("historical")
    if not acts and not recalled:
        return None
    listed = act_list(m, "timeline", words("lists", "timeline"), acts)
    lists = [listed] if acts else []
    if recalled:
        lists.append(act_list(m, "recalled", words("lists", "recalled"), recalled))
    n = counted(acts, "acts that happened")
    lead = say("timeline", n=n, shown=len(listed.shown)) if listed.left_out else say("timeline_all", n=n)
    placed = [row for row in acts if row["begins"]]
    title = words("sections", "timeline")
    if len(placed) < 2:
        return Section("timeline", title, (lead,) if acts else (), acts=tuple(lists))
    values = [
        {"date": str(row["begins"]), "intensity": row["intensity"], "class": LABELS[row["quad"]]} for row in placed
    ]
    drawn = chart("timeline", "timeline", words("charts", "timeline"), words("alts", "timeline"), "acts", values)
    table = Table(
        "acts",
        "The acts of the chart",
        {"date": "Day", "who": "Who", "what": "What", "class": "Class", "intensity": "Intensity", "proof": "Proof"},
        tuple(
            (
                str(row["begins"]) if row["precision"] in ("day", "unknown") else row["date"], who(row, m.name), what(row),
                LABELS[row["quad"]], f"{row['intensity']:+g}".replace("-", "−"), Figure(1, "1", "act", (row["id"],)),
            )
            for row in placed
        ),
        folded=True,
    )  # fmt: skip
    return Section("timeline", title, (lead,), (drawn,), (table,), tuple(lists))


def profile(m: Material) -> Section | None:
    """Acts by dimension."""
    if not m.profile:
        return None
    names = [row["dimension"] for row in m.profile]
    table = Table(
        "profile",
        "Acts by dimension and class",
        {"dimension": "Dimension", **quad_columns(), "share": "Share of all acts"},
        tuple(
            (one["dimension"].capitalize(), *quads(in_dimension(m.actual, one["dimension"]), f"acts: {one['dimension']}"),
             f"{one['share']:.0%}")
            for one in m.profile
        ),
    )  # fmt: skip
    drawn = [
        _stacked(
            "profile", words("charts", "profile"), {name.capitalize(): in_dimension(m.actual, name) for name in names}
        )
    ]
    tables = [table]
    placed = sorted({when for row in m.actual if (when := m.period(row))})
    if len(placed) > 2 and len(names) > 1:
        course = [
            {"period": when["period"], **{name: [r for r in in_dimension(m.actual, name) if m.period(r) == when["period"]] for name in names}}
            for when in m.series if when["acts"] is not None
        ]  # fmt: skip
        drawn.append(
            chart(
                "dimensions", "dimensions", words("charts", "dimensions"), words("alts", "dimensions"), "dimensions",
                [
                    {"period": when["period"], "dimension": name.capitalize(), "acts": len(when[name])}
                    for name in names for when in course
                ]
                + [
                    {"period": when["period"], "dimension": name.capitalize(), "gap": True}
                    for name in names for when in m.series if when["acts"] is None
                ],
            )
        )  # fmt: skip
        tables.append(
            Table(
                "dimensions", "Acts by period and dimension",
                {"period": "Period", **{name: name.capitalize() for name in names}},
                tuple((when["period"], *(counted(when[name], f"acts: {name}, {when['period']}") for name in names)) for when in course),
                folded=True,
            )
        )  # fmt: skip
    return Section("profile", words("sections", "profile"), (say("profile"),), tuple(drawn), tuple(tables))


def initiative(m: Material) -> Section | None:
    """Acts by the side that carries them out."""
    if not m.actual:
        return None
    alone = [row for row in m.actual if not row["reciprocal"]]
    parts = {
        f"{m.a.name} alone": [row for row in alone if row["actor"] == m.a.code],
        f"{m.b.name} alone": [row for row in alone if row["actor"] == m.b.code],
        "Both together": [row for row in m.actual if row["reciprocal"]],
    }
    visits: list[Cell] = [
        counted(
            [
                row
                for row in m.actual
                if row["actor"] == side.code and (row["type"], row["mode"]) == ("CONSULT", "visit")
            ],
            f"visits paid by {side.said}",
        )
        for side in (m.a, m.b)
    ]
    table = Table(
        "initiative",
        "Acts by the side that carries them out",
        {"side": "Who", **quad_columns(), "visits": "Visits paid"},
        tuple(
            (name, *quads(rows, f"acts, {name}"), paid)
            for (name, rows), paid in zip(parts.items(), [*visits, ""], strict=True)
        ),
    )
    drawn = _stacked("initiative", words("charts", "initiative"), parts)
    return Section("initiative", words("sections", "initiative"), (say("initiative"),), (drawn,), (table,))


def say_do(m: Material) -> Section | None:
    """Words beside deeds of each side."""
    if not m.say_do_span:
        return None

    def cells(code: str, when: str | None) -> tuple[Cell, ...]:
        acts = [
            row
            for row in m.actual
            if (row["reciprocal"] or row["actor"] == code) and (when is None or m.period(row) == when)
        ]
        said, done = verbal(acts), material(acts)
        about = f"of {the(m.name(code))}" + (f", {day(when)}" if when else "")
        words_, deeds = balance(said, f"balance of words {about}"), balance(done, f"balance of deeds {about}")
        gap = None
        if words_.value is not None and deeds.value is not None:
            gap = Figure(
                words_.value - deeds.value,
                signed(words_.value - deeds.value),
                f"gap {about}",
                (*words_.evidence, *deeds.evidence),
            )
        return (
            counted(said, f"words {about}"), counted(done, f"deeds {about}"),
            words_ if said else None, deeds if done else None, gap,
        )  # fmt: skip

    columns = {
        "side": "Side",
        "n_words": "Words",
        "n_deeds": "Deeds",
        "words": "Balance of words",
        "deeds": "Balance of deeds",
        "gap": "Gap",
    }
    span = Table(
        "say_do", "Words and deeds of each side, all periods together", columns,
        tuple((m.name(row["a"]), *cells(row["a"], None)) for row in m.say_do_span),
    )  # fmt: skip
    title = words("sections", "say_do")
    if len({row["period"] for row in m.say_do}) < 2:
        return Section("say_do", title, (say("say_do"),), tables=(span,))
    table = Table(
        "say_do_periods", "Words and deeds of each side by period", {"period": "Period", **columns},
        tuple((row["period"], m.name(row["a"]), *cells(row["a"], row["period"])) for row in m.say_do), folded=True,
    )  # fmt: skip
    values = [
        {"side": m.name(row["a"]), "period": row["period"], "kind": kind, "value": row[kind.lower()], "words": row["words"], "deeds": row["deeds"]}
        for row in m.say_do for kind in ("Words", "Deeds") if row[kind.lower()] is not None
    ]  # fmt: skip
    drawn = chart("say_do", "say_do", words("charts", "say_do"), words("alts", "say_do"), "say_do_periods", values)
    return Section("say_do", title, (say("say_do"),), (drawn,), (span, table))


def _stacked(key: str, title: str, parts: Mapping[str, Sequence[Row]]) -> Chart:
    values = [
        {
            "category": name, "class": LABELS[quad], "order": ("verbal" in quad) + 0,
            "signed": len(in_quad(rows, quad)) * (-1 if quad.endswith("conf") else 1),
        }
        for name, rows in parts.items() for quad in QUADS
    ]  # fmt: skip
    return chart(key, "stacked", title, words("alts", key), key, values)
