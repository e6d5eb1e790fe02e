"""What the published data that are loaded say of a pair: the figures behind the dossier's section on the record.

Only what is loaded comes, each figure with its year, an earlier one to hold it against, and what it was taken from.
What is not loaded is named, so that nobody takes a gap for nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity import published, states, vintages
from comity.datasets import catalogue
from comity.measures import ALL
from comity.store import Store

EARLIER = 10
"""Beside the latest figure stands the one of so many years before."""

REACH = 40
"""Figures of more years ago than this are not taken."""

OBLIGATIONS = {
    "defense": "defence", "offense": "offence", "neutral": "neutrality", "nonagg": "non-aggression",
    "consul": "consultation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One figure of the record: the measure and column that it is, and how it is written.

    ``about`` says whose it is: the pair's, ``a`` and ``b`` each by itself, or each towards the other. ``drawn`` ones
    have a panel in the chart. ``n`` names the column that counts what went in, and ``of`` what it counts. ``besides``
    is true of what comes from the tables that the measure only may have.
    """

    key: str
    measure: str
    column: str
    form: str
    about: str = "pair"
    drawn: str = ""
    n: str = ""
    of: str = ""
    besides: bool = False


ITEMS = (
    Item("treaty", "alliance_obligations", "level", "duties", "towards"),
    Item("votes", "un_similarity", "agree", "share", drawn="votes", n="n", of="joint votes"),
    Item("votes_chance", "un_similarity", "kappa_quad", "number", drawn="votes", n="n", of="joint votes"),
    Item("ideal_points", "ideal_point_distance", "distance", "distance"),
    Item("organisations", "shared_organisations", "shared", "count"),
    Item("capabilities", "capabilities", "cinc", "share", "each", drawn="power", n="components", of="components"),
    Item("ratio", "capability_ratio", "share1", "ratio"),
    Item("gdp_share", "gdp_power", "gdp_share", "share", "each", drawn="product", n="known", of="states"),
    Item("gdp_ratio", "capability_ratio", "gdp_share1", "ratio", besides=True),
    Item("trade", "trade_dependence", "tot", "millions", drawn="trade"),
    Item("trade_share", "trade_dependence", "share", "share", "each_of_pair"),
    Item("trade_gdp", "trade_weight", "share", "share", "each_of_pair"),
    Item("arms", "arms_dependence", "share", "share", "towards"),
    Item("exercises", "joint_exercises", "exercises", "count"),
    Item("visits", "leader_visits", "visits", "count", "towards"),
    Item("sanctions", "sanctions_pressure", "breadth", "kinds", "towards"),
)
"""In the order of the section."""

LIKENESS = {
    "votes": ("un_similarity", {"agree": "agree", "s": "s_abs", "kappa": "kappa_quad", "pi": "pi_quad"}),
    "alliances_cow": ("alliance_similarity_cow", {"s": "s_abs", "kappa": "kappa_sq", "pi": "pi_sq", "tau_b": "tau_b"}),
    "alliances": ("alliance_similarity", {"s": "s_abs", "kappa": "kappa_sq", "pi": "pi_sq", "tau_b": "tau_b"}),
}
"""What is compared -> the measure, and its columns by the statistic that each is."""


def structure(store: Store, a: str, b: str, on: date) -> dict[str, Any] | None:
    """The record of two states on a day as plain rows; None where one of them is no state or no data are loaded.

    Keys: ``rows`` (``key``, ``measure``, ``about``, ``side`` (a code, or None for the pair), ``form``, ``value``,
    ``note``, ``year``, the same of an ``earlier`` year, ``n`` of what ``of`` says, and ``data``, names of datasets),
    ``likeness`` (``what``, ``year``, ``n`` and the statistics), ``series`` (``panel``, ``key``, ``side``, ``year``,
    ``value``), ``sources`` (``name``, ``title``, ``version``, ``first``, ``last``, ``citation``) and ``missing``
    (name -> title of datasets that would tell more). It goes 40 years back.
    """
    if not {a, b} <= set(states.names()):
        return None
    kept = {one.dataset for one in vintages.vintages(store)}
    usable = [item for item in ITEMS if _loaded(store, item.measure)]
    data = {item.key: sorted(_datasets(store, item)) for item in usable}
    missing = sorted({one for item in ITEMS if item not in usable for one in _lacking(store, item.measure)})
    if not usable:
        return None
    first, last = on.year - REACH, on.year
    rows: list[dict[str, Any]] = []
    series: list[dict[str, Any]] = []
    measured: dict[str, list[dict[str, Any]]] = {}
    for item in usable:
        if item.besides and not data[item.key]:
            continue
        if item.measure not in measured:
            ways = [(a, b), (b, a)] if item.about == "towards" else [(a, b)]
            measured[item.measure] = published.measure(store, item.measure, ways, first=first, last=last).to_pylist()
        for side, column in _sides(item, a, b):
            known = {
                row["year"]: row
                for row in measured[item.measure]
                if (item.about in ("pair", "each_of_pair") or row["a"] == side) and row[column] is not None
            }
            if known:
                rows.append(_row(item, side, column, known) | {"data": data[item.key]})
                if item.drawn:
                    series += [
                        {"panel": item.drawn, "key": item.key, "side": side, "year": year, "value": row[column]}
                        for year, row in sorted(known.items())
                    ]
    likeness = [row for what in LIKENESS for row in _likeness(store, what, a, b, first, last, measured)]
    used = {name for row in (*rows, *likeness) for name in row["data"]}
    return {
        "rows": rows,
        "likeness": likeness,
        "series": series,
        "sources": sources(store, used & kept),
        "missing": {name: catalogue()[name].title for name in missing},
    }


def _sides(item: Item, a: str, b: str) -> Iterator[tuple[str | None, str]]:
    if item.about == "pair":
        yield None, item.column
    elif item.about == "each_of_pair":
        yield a, f"{item.column}1"
        yield b, f"{item.column}2"
    else:
        yield a, item.column
        yield b, item.column


def _row(item: Item, side: str | None, column: str, known: dict[int, dict[str, Any]]) -> dict[str, Any]:
    year = max(known)
    before = [one for one in known if one <= year - EARLIER]
    then = max(before) if before else None
    return {
        "key": item.key,
        "measure": item.measure,
        "about": item.about,
        "side": side,
        "form": item.form,
        "value": known[year][column],
        "year": year,
        "n": known[year][item.n] if item.n else None,
        "of": item.of,
        "earlier": known[then][column] if then is not None else None,
        "earlier_year": then,
        "note": _note(item, known[year]),
        "earlier_note": _note(item, known[then]) if then is not None else "",
    }


def _note(item: Item, row: dict[str, Any]) -> str:
    if item.form == "duties":
        return ", ".join(word for name, word in OBLIGATIONS.items() if row[name]) or "none"
    if item.form == "kinds":
        return ", ".join(name for name in ("arms", "military", "trade", "financial", "travel", "other") if row[name])
    if item.key == "ideal_points":
        points = ((row[f"point{side}"], row[f"q5_{side}"], row[f"q95_{side}"]) for side in (1, 2))
        return " and ".join(f"{at:.2f} ({low:.2f} to {high:.2f})" for at, low, high in points)
    if item.key == "organisations" and row["member1"] and row["member2"]:
        return f"of {row['member1']} and {row['member2']}"
    return ""


def _likeness(
    store: Store, what: str, a: str, b: str, first: int, last: int, measured: Mapping[str, list[dict[str, Any]]]
) -> Iterator[dict[str, Any]]:
    """Every statistic of likeness for the last year that is known, and for one of ten years before."""
    measure, columns = LIKENESS[what]
    if not _loaded(store, measure):
        return
    found = measured.get(measure) or published.measure(store, measure, [(a, b)], first=first, last=last).to_pylist()
    known = {row["year"]: row for row in found}
    data = sorted({*_needs(store, measure)[0].values()})
    before = [year for year in known if year <= max(known) - EARLIER]
    for year in [*([max(known)] if known else []), *([max(before)] if before else [])]:
        row = known[year]
        yield {"what": what, "measure": measure, "year": year, "n": row["n"], "data": data} | {
            name: row[column] for name, column in columns.items()
        }


def _needs(store: Store, measure: str) -> tuple[dict[str, str], list[str], dict[str, str]]:
    module = importlib.import_module(ALL[measure].partition(":")[0])
    return (
        published.in_place(store, module.NEEDS)[0],
        list(getattr(module, "ANY", ())),
        dict(getattr(module, "MAY", {})),
    )


def _loaded(store: Store, measure: str) -> bool:
    needs, any_of, _ = _needs(store, measure)
    some = not any_of or any(vintages.loaded(store, [part]) for part in any_of)
    return some and vintages.loaded(store, list(needs))


def _lacking(store: Store, measure: str) -> set[str]:
    needs, any_of, may = _needs(store, measure)
    lacking = {one for part, one in needs.items() if not vintages.loaded(store, [part])}
    if any_of and not any(vintages.loaded(store, [part]) for part in any_of):
        lacking.add(may[any_of[0]])
    return lacking


def _datasets(store: Store, item: Item) -> set[str]:
    needs, any_of, may = _needs(store, item.measure)
    if item.besides:
        return {one for part, one in may.items() if vintages.loaded(store, [part])}
    return set(needs.values()) | {may[part] for part in any_of if vintages.loaded(store, [part])}


def sources(store: Store, names: Collection[str]) -> list[dict[str, Any]]:
    """What is loaded of these datasets: ``name``, ``title``, ``version``, the years from ``first`` to ``last``, and
    what to cite.
    """
    kept = vintages.vintages(store)
    found = []
    for name, described in catalogue().items():
        files = [one for one in kept if one.dataset == name]
        if name not in names or not files:
            continue
        years = [year for one in files for year in (one.first, one.last) if year is not None]
        found.append(
            {
                "name": name,
                "title": described.title,
                "version": "; ".join(sorted({one.version for one in files})),
                "first": min(years, default=None),
                "last": max(years, default=None),
                "citation": described.citation,
            }
        )
    return found
