"""What the published data that are loaded say of a pair: the figures behind the dossier's section on the record.

Only what is loaded comes, each figure with its year, an earlier one to hold it against, and what it was taken from.
What is not loaded is named, so that nobody takes a gap for nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
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
    have a panel in the chart.
    """

    key: str
    measure: str
    column: str
    form: str
    about: str = "pair"
    drawn: str = ""


ITEMS = (
    Item("treaty", "alliance_obligations", "level", "duties", "towards"),
    Item("alliances", "alliance_similarity", "kappa_sq", "number"),
    Item("votes", "un_similarity", "agree", "share", drawn="votes"),
    Item("votes_chance", "un_similarity", "kappa_quad", "number", drawn="votes"),
    Item("ideal_points", "ideal_point_distance", "distance", "distance"),
    Item("organisations", "shared_organisations", "shared", "count"),
    Item("capabilities", "capabilities", "cinc", "share", "each", drawn="power"),
    Item("gdp_share", "gdp_power", "gdp_share", "share", "each", drawn="product"),
    Item("trade", "trade_dependence", "tot", "millions", drawn="trade"),
    Item("trade_share", "trade_dependence", "share", "share", "each_of_pair"),
    Item("trade_gdp", "trade_weight", "share", "share", "each_of_pair"),
    Item("arms", "arms_dependence", "share", "share", "towards"),
    Item("exercises", "joint_exercises", "exercises", "count"),
    Item("visits", "leader_visits", "visits", "count", "towards"),
    Item("sanctions", "sanctions_pressure", "breadth", "kinds", "towards"),
)
"""In the order of the section."""


def structure(store: Store, a: str, b: str, on: date) -> dict[str, Any] | None:
    """The record of two states on a day as plain rows; None where one of them is no state or no data are loaded.

    Keys: ``rows`` (``key``, ``about``, ``side`` (a code, or None for the pair), ``form``, ``value``, ``note``,
    ``year``, and the same of an ``earlier`` year), ``series`` (``panel``, ``key``, ``side``, ``year``, ``value``),
    ``blocs`` (the pair's blocs by votes and treaties), ``sources`` (``name``, ``title``, ``version``, ``first``,
    ``last``, ``citation``) and ``missing`` (titles of datasets that would tell more). It goes 40 years back.
    """
    if not {a, b} <= set(states.names()):
        return None
    kept = {one.dataset for one in vintages.vintages(store)}
    usable = [item for item in ITEMS if _loaded(store, item.measure)]
    missing = sorted({one for item in ITEMS if item not in usable for one in _lacking(store, item.measure)})
    if not usable:
        return None
    first, last = on.year - REACH, on.year
    rows: list[dict[str, Any]] = []
    series: list[dict[str, Any]] = []
    measured: dict[str, list[dict[str, Any]]] = {}
    for item in usable:
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
                rows.append(_row(item, side, column, known))
                if item.drawn:
                    series += [
                        {"panel": item.drawn, "key": item.key, "side": side, "year": year, "value": row[column]}
                        for year, row in sorted(known.items())
                    ]
    used = {one for item in usable for one in _datasets(store, item.measure)}
    return {
        "rows": rows,
        "series": series,
        "blocs": list(_blocs(store, a, b, last)),
        "sources": [_source(store, name) for name in catalogue() if name in used & kept],
        "missing": [catalogue()[name].title for name in missing],
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
        "about": item.about,
        "side": side,
        "form": item.form,
        "value": known[year][column],
        "year": year,
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
    return ""


def _blocs(store: Store, a: str, b: str, last: int) -> Iterator[dict[str, Any]]:
    """The blocs of the two in the last year of each network that is loaded."""
    for network, part in (("votes", "un_votes"), ("treaties", "atop")):
        if not vintages.loaded(store, [part]) or (span := vintages.covered(store, part)) is None:
            continue
        year = min(span[1], last)
        if year < span[0]:
            continue
        found = {row["a"]: row for row in published.measure(
            store, "blocs", [(a, b)], first=year, last=year, by=network).to_pylist()}  # fmt: skip
        if a in found and b in found:
            yield {
                "network": network,
                "year": year,
                "together": found[a]["bloc"] == found[b]["bloc"],
                "sizes": (found[a]["size"], found[b]["size"]),
                "stability": (found[a]["stability"], found[b]["stability"]),
            }


def _needs(measure: str) -> tuple[dict[str, str], list[str], dict[str, str]]:
    module = importlib.import_module(ALL[measure].partition(":")[0])
    return dict(module.NEEDS), list(getattr(module, "ANY", ())), dict(getattr(module, "MAY", {}))


def _loaded(store: Store, measure: str) -> bool:
    needs, any_of, _ = _needs(measure)
    some = not any_of or any(vintages.loaded(store, [part]) for part in any_of)
    return some and vintages.loaded(store, list(needs))


def _lacking(store: Store, measure: str) -> set[str]:
    needs, any_of, may = _needs(measure)
    lacking = {one for part, one in needs.items() if not vintages.loaded(store, [part])}
    if any_of and not any(vintages.loaded(store, [part]) for part in any_of):
        lacking.add(may[any_of[0]])
    return lacking


def _datasets(store: Store, measure: str) -> set[str]:
    needs, any_of, may = _needs(measure)
    return set(needs.values()) | {may[part] for part in any_of if vintages.loaded(store, [part])}


def _source(store: Store, name: str) -> dict[str, Any]:
    files = [one for one in vintages.vintages(store) if one.dataset == name]
    years = [year for one in files for year in (one.first, one.last) if year is not None]
    described = catalogue()[name]
    return {
        "name": name,
        "title": described.title,
        "version": "; ".join(sorted({one.version for one in files})),
        "first": min(years, default=None),
        "last": max(years, default=None),
        "citation": described.citation,
    }
