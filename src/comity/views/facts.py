"""The section on facts: what is listed of the two, with the publication of each row and how sure it is.

It is written from plain rows, as :func:`comity.listed.listed` gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from comity.views.charts import chart
from comity.views.material import Material, Row
from comity.views.model import Cell, Chart, Figure, Section, Sentence, Table
from comity.views.prose import clauses, day, paragraph, say, the, words

KEY = "facts"

OPEN = 6
"""A list of more rows than this is folded."""

DRAWN = ("meetings", "exercises", "treaties", "sanctions")
"""What the chart has a strip for."""

ENOUGH = 5
"""Fewer facts than this need no chart."""


def facts(m: Material) -> Section | None:
    """What is listed of the two."""
    if m.facts is None:
        return None
    found = m.facts
    counts = {name: _figure(len(found[name]), f"facts: {name}") for name in _LISTS if found[name]}
    told = (
        paragraph(say("facts", parts=clauses("facts", counts)), _met(found["meetings"]), _voted(found["votes"])),
        paragraph(*_traded(found["trade"])),
        paragraph(_members(found["memberships"]), *_alone(m, found["alone"])),
        say("facts_unloaded") if m.structure is None and found["states"] else None,
    )
    tables = [_table(m, name) for name in _LISTS if found[name]]
    charts = tuple(one for one in (_strips(found), _trade_lines(found["trade"])) if one)
    return Section(KEY, words("sections", KEY), tuple(one for one in told if one), charts, tuple(tables))


def _figure(value: int, about: str) -> Figure:
    return Figure(value, f"{value:,}", about, section=KEY)


def _met(meetings: Sequence[Row]) -> Sentence | None:
    if not meetings:
        return None
    row = meetings[-1]
    return say("facts_met", day=day(row["period"]), place=row["place"], occasion=row["occasion"])


def _voted(votes: Sequence[Row]) -> Sentence | None:
    if not votes:
        return None
    alike = sum(len(set(row["votes"].values())) == 1 for row in votes)
    return say(
        "facts_voted", n=_figure(len(votes), "listed resolutions"), alike=_figure(alike, "listed resolutions, alike")
    )


def _traded(rows: Sequence[Row]) -> Iterator[Sentence]:
    """The latest figure of each reporter."""
    for row in {(row["reporter"], row["unit"]): row for row in rows}.values():
        reporter = f"the {row['reporter']}" if " " in row["reporter"] else row["reporter"]
        value = Figure(row["value"], f"{row['value']:,.1f} {row['unit']}", f"trade, {row['period']}", section=KEY)
        yield say("facts_trade", reporter=reporter, value=value, year=row["period"])


def _members(memberships: Sequence[Row]) -> Sentence | None:
    now = [the(row["name"]) for row in memberships if row["until"] is None]
    return say("facts_members", both=_list(now)) if now else None


def _alone(m: Material, alone: Mapping[str, Sequence[str]]) -> Iterator[Sentence]:
    for side in (m.a, m.b):
        if alone[side.code]:
            yield say("facts_alone", a=side.said, what=_list([the(name) for name in alone[side.code]]))


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# -- lists -----------------------------------------------------------------------------------------------------------


def _meeting(m: Material, row: Row) -> tuple[Cell, ...]:
    return (*_when(row), f"{row['a_leader']}, {row['b_leader']}", row["place"], row["occasion"])


def _exercise(m: Material, row: Row) -> tuple[Cell, ...]:
    return (*_when(row), row["name"], row["kind"], row["place"], ", ".join(row["participants"].split("|")))


def _treaty(m: Material, row: Row) -> tuple[Cell, ...]:
    return (*_when(row), row["name"], row["kind"], _day(row["in_force"]), _day(row["ended"]))


def _sanction(m: Material, row: Row) -> tuple[Cell, ...]:
    sender = " and ".join(m.name(code) for code in row["sender"].split("|"))
    return (*_when(row), row["name"], sender, m.name(row["target"]), row["kind"], _day(row["ended"]))


def _vote(m: Material, row: Row) -> tuple[Cell, ...]:
    cast = (row["votes"][side.code] for side in (m.a, m.b))
    return (*_when(row), f"{row['resolution']}: {row['subject']}", *cast,
            "–".join(f"{row[way]:.0f}" for way in ("yes", "no", "abstain")))  # fmt: skip


def _when(row: Row) -> tuple[str]:
    return (day(row["period"]),)


def _day(written: str) -> str:
    return day(written) if written else ""


_LISTS: dict[str, tuple[tuple[str, ...], Callable[[Material, Row], tuple[Cell, ...]]] | None] = {
    "meetings": (("Who", "Where", "Occasion"), _meeting),
    "exercises": (("Name", "Kind", "Where", "Who took part"), _exercise),
    "treaties": (("Name", "Kind", "In force", "Ended"), _treaty),
    "sanctions": (("Name", "By", "Against", "What", "Ended"), _sanction),
    "votes": (("Resolution", "{a}", "{b}", "Yes–no–abstained"), _vote),
    "trade": None,
    "memberships": None,
}
"""The lists in their order: the columns between the day and the source, and how a row fills them."""


def _table(m: Material, name: str) -> Table:
    assert m.facts is not None
    rows: list[Row] = m.facts[name]
    caption = words("captions", f"{KEY}_{name}")
    described = _LISTS[name]
    if described is None:
        return _trade(rows, caption) if name == "trade" else _shared(m, rows, caption)
    headings, cells = described
    titles = [heading.format(a=m.a.name, b=m.b.name) for heading in headings]
    columns = {"day": "Day", **{title.lower(): title for title in titles}, "source": "Source", "sure": "How sure"}
    filled = tuple(
        (*cells(m, row), _source(row), words("certainties", row["certainty"])) for row in reversed(rows)
    )  # fmt: skip
    return Table(f"{KEY}_{name}", caption, columns, filled, folded=len(rows) > OPEN)


def _source(row: Row) -> str:
    return f"{row['source']}. {row['note']}." if row["note"] else str(row["source"])


def _shared(m: Material, rows: Sequence[Row], caption: str) -> Table:
    columns = {"organisation": "Organisation", "since": "Together since", "until": "Until",
               "a": f"{m.a.name} since", "b": f"{m.b.name} since", "source": "Source", "sure": "How sure"}  # fmt: skip
    filled = tuple(
        (
            row["name"], day(row["since"]), _day(row["until"] or ""),
            *("; ".join(_spell(*spell) for spell in row["spells"][side.code]) for side in (m.a, m.b)),
            row["source"],
            words("membership_certainties", row["certainty"]) if row["certainty"] else "",
        )
        for row in rows
    )  # fmt: skip
    return Table(f"{KEY}_memberships", caption, columns, filled)


def _spell(since: str | None, until: str | None) -> str:
    return f"{day(since)} to {day(until)}" if until else day(since)


def _trade(rows: Sequence[Row], caption: str) -> Table:
    reporters = list(dict.fromkeys((row["reporter"], row["unit"]) for row in rows))
    years = sorted({row["period"] for row in rows}, reverse=True)
    value = {(row["reporter"], row["unit"], row["period"]): row for row in rows}
    columns = {"year": "Year"} | {
        f"reporter_{number}": f"{reporter}, {unit}" for number, (reporter, unit) in enumerate(reporters, 1)
    }
    cells = tuple((year, *(_reported(value.get((*one, year))) for one in reporters)) for year in years)
    return Table(f"{KEY}_trade", caption, columns, cells, folded=len(years) > OPEN)


def _reported(row: Row | None) -> Figure | None:
    if row is None:
        return None
    sure = "" if row["certainty"] != "approximate" else "c. "
    about = f"trade, {row['period']}, {row['reporter']}, {row['unit']}, {words('certainties', row['certainty'])}"
    return Figure(row["value"], f"{sure}{row['value']:,.1f}", about, section=KEY)


# -- charts ----------------------------------------------------------------------------------------------------------


def _strips(found: Row) -> Chart | None:
    values = [
        {"kind": words("fact_kinds", name), "date": _middle(row["period"]), "order": order,
         "hostile": name == "sanctions"}
        for order, name in enumerate(DRAWN)
        for row in found[name]
    ]  # fmt: skip
    if len(values) < ENOUGH:
        return None
    first, last = (pick(str(row["date"])[:4] for row in values) for pick in (min, max))
    table = next(f"{KEY}_{name}" for name in DRAWN if found[name])
    return chart(KEY, KEY, words("charts", KEY), words("alts", KEY).format(span=f"{first}–{last}"), table, values)


def _middle(period: str) -> str:
    """A day for a date that is cut to its month or year: its middle."""
    return {4: f"{period}-07-01", 7: f"{period}-15"}.get(len(period), period)


def _trade_lines(rows: Sequence[Row]) -> Chart | None:
    calendar = [row for row in rows if len(row["period"]) == 4]
    if len(calendar) < ENOUGH:
        return None
    values = [
        {"reporter": row["reporter"], "unit": row["unit"][:1].upper() + row["unit"][1:],
         "year": int(row["period"]),
         "sure": row["certainty"] != "approximate", "value": row["value"]}
        for row in calendar
    ]  # fmt: skip
    span = f"{min(row['period'] for row in calendar)}–{max(row['period'] for row in calendar)}"
    key = f"{KEY}_trade"
    return chart(key, key, words("charts", key), words("alts", key).format(span=span), key, values)
