"""The sections on what happened between the two: over time, act by act, by dimension, by side, words beside deeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from comity.measures.reciprocity import ENOUGH
from comity.views.charts import LABELS, QUADS, chart, diverging
from comity.views.evidence import act_date, shortened, what, who
from comity.views.material import (
    Material,
    Row,
    balance,
    counted,
    difference,
    in_dimension,
    in_quad,
    material,
    share,
    signed,
    verbal,
)
from comity.views.model import ActEntry, ActList, Cell, Chart, Figure, Section, Sentence, Side, Table
from comity.views.prose import day, paragraph, period, say, words
from comity.views.summary import ENOUGH_ACTS

SHOWN = 40
"""A list of acts shows at most this many with their sentence; tables and evidence show all."""

LONGEST_DRAWN = timedelta(days=31)
"""Acts whose date spans more days than this have no place in the timeline's chart; others stand in its middle."""

OPEN = 15
"""A table of more rows than this is folded."""

SENTENCE = 320
"""A sentence in a list is cut after this many characters; the evidence shows more of it."""


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


def act_list(m: Material, key: str, rows: Sequence[Row], shown: int = SHOWN) -> ActList:
    """The acts in order of time; of many, those told by most reports and of greatest weight."""
    best = sorted(rows, key=lambda row: (-row["reports"], -abs(row["intensity"]), row["id"]))[:shown]
    kept = {row["id"] for row in best}
    entries = tuple(entry(m, row) for row in rows if row["id"] in kept)
    return ActList(key, words("lists", key), entries, left_out=len(rows) - len(entries))


def quads(rows: list[Row], about: str) -> tuple[Cell, ...]:
    """The number of acts of each quad class, and of all."""
    counts = (counted(in_quad(rows, quad), f"{about}: {words('quads', quad)}") for quad in LABELS)
    return (*counts, counted(rows, about))


QUAD_COLUMNS = {**LABELS, "acts": "All acts"}
"""The columns that :func:`quads` fills."""


def cooperation(m: Material) -> Section | None:
    """Cooperation and conflict over time, words and deeds apart."""
    if not m.actual:
        return None
    rows: list[tuple[Cell, ...]] = []
    for one in m.series:
        when, reports = one["period"], m.read_in(one["period"])
        if one["acts"] is None:
            rows.append((when, reports, *(None for _ in QUAD_COLUMNS), None))
        else:
            acts = m.within(when, m.actual)
            rows.append(
                (when, reports, *quads(acts, f"acts, {when}"), balance(acts, f"balance, {when}") if acts else None)
            )
    columns = {"period": "Period", "reports": "Reports", **QUAD_COLUMNS, "net": "Balance"}
    table = Table("cooperation", "Acts by period and class", columns, tuple(rows), len(rows) > OPEN, ("cooperation",))
    loose = [row for row in m.actual if row["period"] is None]
    left_out = [say("loose", n=counted(loose, "acts dated too loosely"), step=m.step)] if loose else []
    title = words("sections", "cooperation")
    if not rows:
        return Section("cooperation", title, tuple(left_out))
    if sum(bool(one["acts"]) for one in m.series) < 2:
        return Section("cooperation", title, (say("cooperation_single"), *left_out), tables=(table,))
    span = period(m.series[0]["period"], m.series[-1]["period"])
    drawn = _chart("cooperation", "cooperation", diverging(m.series, "period"), span=span, step=m.step)
    return Section("cooperation", title, (say("cooperation"), *left_out), (drawn,), (table,))


def timeline(m: Material) -> Section | None:
    """All acts in order of time, and those that are only recalled."""
    acts, recalled = m.actual, m.of("historical")
    if not acts and not recalled:
        return None
    listed = [act_list(m, key, rows) for key, rows in (("timeline", acts), ("recalled", recalled)) if rows]
    lead: tuple[Sentence, ...] = ()
    if acts:
        n = counted(acts, "acts that happened")
        many = listed[0].left_out > 0
        lead = (say("timeline", n=n, shown=len(listed[0].shown)) if many else say("timeline_all", n=n),)
    title = words("sections", "timeline")
    placed = [row for row in acts if row["begins"] and row["ends"] - row["begins"] <= LONGEST_DRAWN]
    if len(placed) < ENOUGH_ACTS:
        return Section("timeline", title, lead, acts=tuple(listed))
    values = [
        {
            "date": str(row["begins"] + (row["ends"] - row["begins"]) // 2),
            "intensity": row["intensity"],
            "class": LABELS[row["quad"]],
        }
        for row in placed
    ]
    drawn = {row["id"] for row in placed}
    if undrawn := [row for row in acts if row["id"] not in drawn]:
        lead = (paragraph(*lead, say("undrawn", n=counted(undrawn, "acts not drawn"))),)
    columns = {
        "date": "Day",
        "who": "Who",
        "what": "What",
        "class": "Class",
        "intensity": "Weight",
        "reports": "Reports",
    }
    rows = tuple(
        (
            act_date(row), who(row, m.name), what(row), LABELS[row["quad"]], f"{row['intensity']:+g}".replace("-", "−"),
            Figure(row["reports"], str(row["reports"]), "reports that tell it", (row["id"],)),
        )
        for row in placed
    )  # fmt: skip
    table = Table("acts", "The acts of the chart, each leading to its sentences", columns, rows, folded=True)
    return Section("timeline", title, lead, (_chart("timeline", "acts", values),), (table,), tuple(listed))


def profile(m: Material) -> Section | None:
    """Acts by dimension, and each dimension over time."""
    if not m.profile:
        return None
    acts = {row["dimension"].capitalize(): in_dimension(m.actual, row["dimension"]) for row in m.profile}
    rows = tuple(
        (name, *quads(own, f"acts, {name}"), share(own, m.actual, f"share of all acts, {name}"))
        for name, own in acts.items()
    )
    columns = {"dimension": "Dimension", **QUAD_COLUMNS, "share": "Share of all acts"}
    table = Table("profile", "Acts by dimension and class", columns, rows, measures=("profile",))
    section = (words("sections", "profile"), (say("profile"),))
    drawn = stacked("profile", acts)
    if len(m.actual) < ENOUGH_ACTS:
        return Section("profile", *section, tables=(table,))
    if len(acts) < 2 or len({row["period"] for row in m.actual} - {None}) < 3:
        return Section("profile", *section, (drawn,), (table,))
    known = {one["period"]: one["acts"] is not None for one in m.series}
    counts = {
        name: {when: counted(m.within(when, own), f"acts, {name}, {when}") for when, read in known.items() if read}
        for name, own in acts.items()
    }
    values = [
        {"period": when, "dimension": name, "order": order}
        | ({"gap": False, "acts": counts[name][when].value} if read else {"gap": True})
        for order, name in enumerate(acts)
        for when, read in known.items()
    ]
    columns = {"period": "Period", **{name.lower(): name for name in acts}}
    rows_over_time = tuple((when, *(counts[name].get(when) for name in acts)) for when in known)
    over_time = Table("dimensions", "Acts by period and dimension", columns, rows_over_time, folded=True)
    return Section("profile", *section, (drawn, _chart("dimensions", "dimensions", values)), (table, over_time))


def initiative(m: Material) -> Section | None:
    """Acts by the side that carries them out."""
    if not m.actual:
        return None
    alone = [row for row in m.actual if not row["reciprocal"]]
    parts = {f"{side.name} alone": [row for row in alone if row["actor"] == side.code] for side in (m.a, m.b)}
    parts["Both together"] = [row for row in m.actual if row["reciprocal"]]
    visits = (
        *(counted(m.visits(side), f"visits paid by {side.said}") for side in (m.a, m.b)),
        counted([*m.visits(m.a), *m.visits(m.b)], "visits paid by either side"),
    )
    rows = tuple(
        (name, *quads(own, f"acts, {name}"), paid) for (name, own), paid in zip(parts.items(), visits, strict=True)
    )
    columns = {"side": "Who", **QUAD_COLUMNS, "visits": "Visits paid"}
    table = Table("initiative", "Acts by the side that carries them out", columns, rows, measures=("initiative",))
    lead = (paragraph(say("initiative"), _unmeasured(m)),)
    drawn = (stacked("initiative", parts),) if len(m.actual) >= ENOUGH_ACTS else ()
    return Section("initiative", words("sections", "initiative"), lead, drawn, (table,))


def _unmeasured(m: Material) -> Sentence | None:
    """One line on what is too little to measure give and take; nothing where it is measured, or little is told."""
    if len(m.actual) < ENOUGH_ACTS or any(row["r"] is not None for row in m.reciprocity):
        return None
    known = sum(row["n"] is not None for row in m.volatility)
    months = Figure(known, f"{known:,}", "months of which something was read", section="coverage")
    return say("exchange_few", n=months, least=ENOUGH)


def say_do(m: Material) -> Section | None:
    """Words beside deeds of each side."""
    if not m.actual:
        return None
    columns = {
        "side": "Side", "n_words": "Words", "n_deeds": "Deeds", "words": "Balance of words",
        "deeds": "Balance of deeds", "gap": "Words minus deeds", "interval": "95 percent",
    }  # fmt: skip
    sides = {side.code: side for side in (m.a, m.b)}
    span = Table(
        "say_do", "Words and deeds of each side, all periods together", columns,
        tuple(
            (side.name, *_words_and_deeds(side, m.by(side), ""), _interval(m.say_do_span.get(side.code)))
            for side in sides.values()
        ),
        measures=("say_do",),
    )  # fmt: skip
    title, lead = words("sections", "say_do"), (say("say_do"),)
    if len({row["period"] for row in m.say_do}) < 2 or len(m.actual) < ENOUGH_ACTS:
        return Section("say_do", title, lead, tables=(span,))
    by_period = Table(
        "say_do_periods", "Words and deeds of each side by period", {"period": "Period", **columns},
        tuple(
            (row["period"], sides[row["a"]].name,
             *_words_and_deeds(sides[row["a"]], m.within(row["period"], m.by(sides[row["a"]])), row["period"]),
             _interval(row))
            for row in m.say_do
        ),
        folded=True,
    )  # fmt: skip
    known = {(row["a"], row["period"]): row for row in m.say_do}
    values: list[Row] = []
    for side in sides.values():
        for one in m.series:
            row = known.get((side.code, one["period"]), {"words": None, "deeds": None})
            both = {"side": side.name, "period": one["period"], "words": row["words"], "deeds": row["deeds"]}
            values += [
                both | {"gap": one["acts"] is None, "kind": kind, "value": row[kind.lower()]}
                for kind in ("Words", "Deeds")
            ]
    gaps = [
        {"side": side.name, "period": one["period"], "gap": one["acts"] is None}
        | {to: known.get((side.code, one["period"]), {}).get(name) for to, name in
           (("value", "gap"), ("low", "low"), ("high", "high"))}
        for side in sides.values()
        for one in m.series
    ]  # fmt: skip
    charts = (_chart("say_do", "say_do_periods", values), _chart("say_do_gap", "say_do_periods", gaps))
    return Section("say_do", title, lead, charts, (span, by_period))


def change_points(m: Material) -> Section | None:
    """Where the pair came to act more, or less, than before, with the acts that tell so; doubtful ones are left out."""
    at = {event: row["id"] for row in m.acts for event in row["events"]}
    sure = [row for row in m.changes if not row["low"] <= 1 <= row["high"]]
    rows = [_change(at, row) for row in sorted(sure, key=lambda row: (row["period"], row["kind"], row["method"]))]
    if not rows:
        return None
    columns = {
        "period": "From", "kind": "What", "method": "How seen", "window": "Between", "before": "Before",
        "after": "After", "ratio": "Ratio, 95 percent", "acts": "Acts",
    }  # fmt: skip
    table = Table(
        "change_points", words("captions", "change_points"), columns, tuple(rows), len(rows) > OPEN, ("change_points",)
    )
    n = Figure(len(rows), str(len(rows)), "changes of level", section="change_points")
    return Section("change_points", words("sections", "change_points"), (say("change_points", n=n),), tables=(table,))


def _change(at: Mapping[str, str], row: Row) -> tuple[Cell, ...]:
    telling = tuple(dict.fromkeys(at[one] for one in row["events"] if one in at))
    about = f"{words('kinds_of_act', row['kind'])}, {day(row['period'])}"
    earlier, later = day(row["earliest"]), day(row["latest"])
    levels = (
        Figure(row[name], f"{row[name]:.2f}", f"acts a report {name}, {about}", section="change_points")
        for name in ("before", "after")
    )
    return (
        day(row["period"]),
        words("kinds_of_act", row["kind"]),
        words("methods", row["method"]),
        earlier if earlier == later else f"{earlier} to {later}",
        *levels,
        " to ".join(f"{bound:.0f}" if bound >= 10 else f"{bound:.1f}" for bound in (row["low"], row["high"])),
        Figure(len(telling), str(len(telling)), f"acts that tell the change, {about}", telling) if telling else "",
    )


def _interval(row: Row | None) -> Cell:
    return None if row is None or row["low"] is None else f"{signed(row['low'])} to {signed(row['high'])}"


def _words_and_deeds(side: Side, acts: list[Row], when: str) -> tuple[Cell, ...]:
    about = f"of {side.said}" + (f", {day(when)}" if when else "")
    said, done = verbal(acts), material(acts)
    declared, revealed = balance(said, f"balance of words {about}"), balance(done, f"balance of deeds {about}")
    return (
        counted(said, f"words {about}"),
        counted(done, f"deeds {about}"),
        declared if said else None,
        revealed if done else None,
        difference(declared, revealed, f"words minus deeds {about}") if said and done else None,
    )


def stacked(key: str, parts: Mapping[str, Sequence[Row]]) -> Chart:
    """A bar for each part, conflict to the left and cooperation to the right."""
    values = [
        {
            "category": name,
            "class": LABELS[quad],
            "order": int(quad.startswith("verbal")),
            "signed": len(in_quad(rows, quad)) * (-1 if quad.endswith("conf") else 1),
        }
        for name, rows in parts.items()
        for quad in QUADS
    ]
    return _chart(key, key, values, drawing="stacked")


def _chart(key: str, table: str, values: list[Row], drawing: str | None = None, **filled: str) -> Chart:
    title, alt = (words(group, key).format(**filled) for group in ("charts", "alts"))
    return chart(key, drawing or key, title, alt, table, values)
