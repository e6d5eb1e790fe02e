"""The section on what comes next: chances beside the usual ones, what speaks for them, and how earlier ones did.

Everything that it says in words is one of the figures of its tables. It is written from plain rows, as
``Observatory.dossier`` gives them:

- ``on``, ``last``: the first day that is forecast, and the last day of which anything is known;
- ``forecasts``: rows with ``actor``, ``recipient``, ``event`` (a quad class), ``horizon``, ``chance``, ``base``,
  ``mean``, ``low``, ``high``, ``few`` and ``drivers`` (``words``, ``events``);
- ``record``: earlier forecasts about the two, with ``made_at``, ``on``, ``until``, ``actor``, ``recipient``, ``event``
  (a quad class or a type), ``horizon``, ``chance``, ``base``, ``status``, ``seen``, ``right``, ``events``, ``brier``,
  ``brier_base`` and ``hindsight``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from comity.views.charts import LABELS, chart
from comity.views.material import Material, Row, counted, in_quad
from comity.views.model import Cell, Chart, Figure, Section, Sentence, Side, Table
from comity.views.prose import day, fill, paragraph, plain, prose, say, words

TOLD = 30
"""The horizon, in days, that is told in words; the table has them all."""

RAISED, LOWERED = 1.25, 0.8
"""A chance is called higher or lower than usual from these ratios on, where it rests on enough."""

LONG = 15
"""A table of more rows than this is folded."""

SHOWN = 30
"""So many earlier forecasts are shown, those whose days are over first, the latest before the others."""


def outlook(m: Material) -> Section | None:
    """What comes next between the two, with a chance for each."""
    if m.outlook is None or not m.outlook["forecasts"]:
        return None
    forecasts: list[Row] = m.outlook["forecasts"]
    told = (_told(m, side, other, forecasts) for side, other in ((m.a, m.b), (m.b, m.a)))
    lead = paragraph(
        say("outlook", on=day(str(m.outlook["on"])), last=day(str(m.outlook["last"]))), say("outlook_caveat")
    )
    drivers = _drivers(m, forecasts)
    tables = (_chances(m, forecasts), *([drivers] if drivers else []))
    paragraphs = (lead, *(one for one in told if one))
    return Section("outlook", words("sections", "outlook"), paragraphs, (_drawn(m, forecasts),), tables)


def record(m: Material) -> Section | None:
    """What became of the forecasts about the two that were made before, wrong ones included."""
    if m.outlook is None:
        return None
    rows: list[Row] = m.outlook["record"]
    if not rows:
        return Section("record", words("sections", "record"), (say("outlook_no_record"),))
    wrong = [row for row in rows if row["right"] is False]
    tables = (_record(m, wrong, "outlook_wrong"), _record(m, rows, "outlook_record")) if wrong else ()
    return Section(
        "record", words("sections", "record"), (_did(rows),), tables=tables or (_record(m, rows, "outlook_record"),)
    )


def told_in_brief(m: Material) -> Sentence | None:
    """The largest chance of one horizon, and what is out of the usual, for the summary."""
    if m.outlook is None:
        return None
    rows = [row for row in m.outlook["forecasts"] if row["horizon"] == TOLD and not row["few"]]
    if not rows:
        return None
    row = max(rows, key=lambda one: (one["chance"], one["event"], one["actor"]))
    same = [one for one in rows if one["actor"] != row["actor"] and one["event"] == row["event"]]
    back = say("outlook_back", **_said(m, same[0])) if same else None
    return paragraph(say("outlook_brief", days=TOLD, on=day(str(m.outlook["on"])), **_said(m, row)), back)


def _told(m: Material, side: Side, other: Side, forecasts: Sequence[Row]) -> Sentence | None:
    days = _horizon(forecasts)
    rows = {row["event"]: row for row in forecasts if row["actor"] == side.code and row["horizon"] == days}
    if not rows:
        return None
    first = say("outlook_side", a=side.said, b=other.said, days=days, parts=_parts(m, list(rows.values())))
    few = [row for row in rows.values() if row["few"]]
    return paragraph(first, _moved([row for row in rows.values() if not row["few"]]), _few(m, side, few, len(rows)))


def _parts(m: Material, rows: Sequence[Row]) -> Sentence:
    """A chance for each class, as a list in words."""
    parts: list[str | Figure] = []
    for place, row in enumerate(rows):
        between = "" if not place else ", " if place < len(rows) - 1 else " and "
        parts += [between, *fill(prose()["sentences"]["outlook_part"], **_said(m, row))]
    return tuple(parts)


def _moved(rows: Sequence[Row]) -> Sentence | None:
    """Which chances are out of the usual."""
    ratios = [(row["chance"] / row["base"], words("quads", row["event"])) for row in rows if row["base"]]
    raised = [what for ratio, what in ratios if ratio >= RAISED]
    lowered = [what for ratio, what in ratios if ratio <= LOWERED]
    return paragraph(
        say("outlook_raised", what=_list(raised), few=len(raised)) if raised else None,
        say("outlook_lowered", what=_list(lowered), few=len(lowered)) if lowered else None,
    )


def _few(m: Material, side: Side, few: Sequence[Row], of: int) -> Sentence | None:
    if not few:
        return None
    acts = counted(_acts(m, few), f"past acts of {side.said} behind forecasts that are guesses")
    return say(
        "outlook_few" if len(few) < of else "outlook_few_all",
        n=acts,
        what=_list(words("quads", row["event"]) for row in few),
    )


def _did(record: Sequence[Row]) -> Sentence:
    late = [row for row in record if row["hindsight"]]
    fair = [row for row in record if not row["hindsight"]]
    done = [row for row in fair if row["status"] == "graded"]
    hindsight = say("outlook_hindsight", n=_number(len(late), "forecasts made in hindsight")) if late else None
    if not done:
        waiting = _number(sum(row["status"] == "open" for row in fair), "forecasts about the two that are open")
        return paragraph(say("outlook_open", n=waiting), hindsight)
    right = _number(sum(bool(row["right"]) for row in done), "earlier forecasts that were right")
    wrong = _number(sum(not row["right"] for row in done), "earlier forecasts that were wrong")
    brier, usual = (sum(row[name] for row in done) / len(done) for name in ("brier", "brier_base"))
    told = say(
        "outlook_record", n=_number(len(done), "earlier forecasts whose days are over"), right=right, wrong=wrong,
        brier=Figure(brier, f"{brier:.3f}", "Brier score of earlier forecasts", section="record"),
        base=Figure(usual, f"{usual:.3f}", "Brier score of the usual chances", section="record"),
    )  # fmt: skip
    return paragraph(told, hindsight)


def _chances(m: Material, forecasts: Sequence[Row]) -> Table:
    columns = {
        "who": "Who", "what": "What", "days": "Days", "chance": "Chance", "base": "Usual", "ratio": "Ratio",
        "number": "Number expected", "range": "Range", "acts": "Acts so far",
    }  # fmt: skip
    rows = tuple(
        (
            _who(m, row), LABELS.get(row["event"], row["event"]), str(row["horizon"]), _chance(m, row), _base(m, row),
            f"{row['chance'] / row['base']:.1f}×" if row["base"] else None, f"{row['mean']:.1f}",
            f"{row['low']} to {row['high']}", counted(_acts(m, [row]), f"acts so far: {_about(m, row)}"),
        )
        for row in forecasts
    )  # fmt: skip
    return Table("outlook", words("captions", "outlook"), columns, rows, folded=len(rows) > LONG)


def _drivers(m: Material, forecasts: Sequence[Row]) -> Table | None:
    at = {event: row["id"] for row in m.acts for event in row["events"]}
    rows: list[tuple[Cell, ...]] = []
    days = _horizon(forecasts)
    for row in (one for one in forecasts if one["horizon"] == days):
        for driver in row["drivers"]:
            ids = tuple(dict.fromkeys(at[one] for one in driver["events"] if one in at))
            shown = Figure(len(ids), str(len(ids)), f"acts behind a reason: {_about(m, row)}", ids) if ids else ""
            rows.append((_who(m, row), LABELS.get(row["event"], row["event"]), driver["words"], shown))
    if not rows:
        return None
    columns = {"who": "Who", "what": "What", "reason": "What it rests on", "acts": "Acts"}
    caption = words("captions", "outlook_drivers").format(days=days)
    return Table("outlook_drivers", caption, columns, tuple(rows), folded=len(rows) > LONG)


def _record(m: Material, record: Sequence[Row], key: str) -> Table:
    at = {event: row["id"] for row in m.acts for event in row["events"]}
    ordered = sorted(record, key=lambda row: (row["status"] == "graded", row["until"], row["event"]), reverse=True)
    rows: list[tuple[Cell, ...]] = []
    for row in ordered[:SHOWN]:
        ids = tuple(dict.fromkeys(at[one] for one in row["events"] if one in at))
        became: Cell = words("became", row["status"])
        if row["status"] == "graded":
            text = plain(fill(prose()["became"]["seen" if row["seen"] else "not_seen"], n=row["seen"]))
            became = Figure(row["seen"], text, f"seen: {_about(m, row)}", ids, "record")
        verdict = "" if row["right"] is None else words("became", "right" if row["right"] else "wrong")
        made = day(str(row["made_at"])[:10]) + (f" ({words('became', 'hindsight')})" if row["hindsight"] else "")
        rows.append(
            (
                f"{day(str(row['on']))} to {day(str(row['until']))}", made, _who(m, row),
                _kind(row["event"]), f"{row['chance']:.0%}", f"{row['base']:.0%}", became, verdict,
            )
        )  # fmt: skip
    columns = {
        "window": "About", "made": "Made on", "who": "Who", "what": "What", "chance": "Chance", "base": "Usual",
        "became": "What became of it", "verdict": "Call",
    }  # fmt: skip
    caption = words("captions", key if len(record) <= SHOWN else f"{key}_part")
    return Table(key, caption, columns, tuple(rows), folded=len(rows) > LONG and key == "outlook_record")


def _drawn(m: Material, forecasts: Sequence[Row]) -> Chart:
    values = [
        {
            "side": _who(m, row),
            "days": row["horizon"],
            "class": LABELS.get(row["event"], row["event"]),
            "chance": round(row["chance"], 4),
            "base": round(row["base"], 4),
            "few": row["few"],
        }
        for row in forecasts
    ]
    return chart("outlook", "outlook", words("charts", "outlook"), words("alts", "outlook"), "outlook", values)


def _said(m: Material, row: Row) -> dict[str, Any]:
    sides = {side.code: side.said for side in (m.a, m.b)}
    return {
        "a": sides[row["actor"]], "b": sides[row["recipient"]], "what": words("quads", row["event"]),
        "chance": _chance(m, row), "base": _base(m, row),
    }  # fmt: skip


def _acts(m: Material, rows: Iterable[Row]) -> list[Row]:
    """The acts that happened of the kinds and sides of these forecasts, each once."""
    sides = {side.code: side for side in (m.a, m.b)}
    found = {act["id"]: act for row in rows for act in in_quad(m.by(sides[row["actor"]]), row["event"])}
    return list(found.values())


def _chance(m: Material, row: Row) -> Figure:
    return _share(m, row, row["chance"], f"acts behind the chance: {_about(m, row)}")


def _base(m: Material, row: Row) -> Figure:
    return _share(m, row, row["base"], f"acts behind the usual chance: {_about(m, row)}")


def _share(m: Material, row: Row, share: float, about: str) -> Figure:
    ids = tuple(act["id"] for act in _acts(m, [row]))
    return Figure(share, percent(share), about, ids, None if ids else "outlook")


def percent(share: float) -> str:
    """A chance as it is written; none is certain.

    >>> percent(0.002), percent(0.314), percent(0.999)
    ('<1%', '31%', '>99%')
    """
    return "<1%" if share < 0.005 else ">99%" if share > 0.995 else f"{share:.0%}"


def _kind(event: str) -> str:
    """A quad class, or a type of event, as a cell of a table."""
    return LABELS.get(event) or _in_words(event).capitalize()


def _in_words(event: str) -> str:
    return words("quads" if event in LABELS else "types", event)


def _about(m: Material, row: Row) -> str:
    return f"{_in_words(row['event'])}, {_who(m, row)}, {row['horizon']} days"


def _who(m: Material, row: Row) -> str:
    names = {side.code: side for side in (m.a, m.b)}
    return f"{names[row['actor']].name} to {names[row['recipient']].said}"


def _horizon(forecasts: Sequence[Row]) -> int:
    horizons = sorted({row["horizon"] for row in forecasts})
    return TOLD if TOLD in horizons else horizons[len(horizons) // 2]


def _number(number: int, about: str) -> Figure:
    return Figure(number, f"{number:,}", about, section="record")


def _list(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
