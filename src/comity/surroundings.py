"""The system of states around a pair, as far as data for it are loaded: blocs, triads, who moves, poles, shares.

Judgement calls: a network of treaties has foes only while the disputes cover it, so that its year is the last of both.
Frustration by votes takes a minute to prove and is left to ``comity measure structural_balance --by votes``; the triads
around the pair tell of balance there. The network of events is made of the observatory's own, and only where enough
states are in it. Blocs that are organisations overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from comity import published, states, vintages
from comity.actors import ActorBook
from comity.datasets import catalogue
from comity.errors import InputError
from comity.eventtables import OWN
from comity.measures.movement import NETWORKS
from comity.store import Store
from comity.structure import sources

Row = dict[str, Any]

REACH = 40
"""Series go back so many years."""

BLOCS = ("treaties", "votes", "events")
"""Networks that are divided into blocs, and whose triads are counted."""

ENOUGH_STATES = 12
"""The events of fewer states make no network to speak of."""

MOVERS = 6
"""So many partners are shown that a side moved closest to, and as many that it moved furthest from."""

RIVALS = ("NATO", "EU", "G7", "BRICS", "SCO")
"""Organisations whose shares are shown whoever the pair is, for comparison."""

WIDE = ("G20", "AU")
"""Organisations too wide to be blocs."""

WANTED = {"votes": "un_votes", "treaties": "atop", "power": "cow_nmc"}
"""What the section needs most -> the dataset that has it."""


def surroundings(store: Store, a: str, b: str, on: date) -> Row | None:
    """The system around two states on a day; None where one of them is no state or nothing for it is loaded.

    Keys: ``networks`` (``network``, ``year``, ``data``; where they are known ``blocs`` of both with ``together``,
    ``triads`` and ``balance``, rows of the measures of that name), ``movement`` (``network``, ``year``, ``data``,
    ``pair``: the rows of the two, and ``movers``: those of the partners that each moved most to and from), ``poles``
    (rows of polarity by year, with ``con``), ``shares`` (rows of bloc shares by year), ``sources`` and ``missing`` as
    in :func:`comity.structure.structure`.
    """
    if not {a, b} <= set(states.names()):
        return None
    last, first = on.year, on.year - REACH
    networks = [one for name in BLOCS if (one := _network(store, name, a, b, last))]
    movement = [one for name in ("votes", "trade", "treaties") if (one := _movement(store, name, a, b, last))]
    power = vintages.loaded(store, ["cow_nmc"])
    poles = list(_poles(store, first, last)) if power else []
    shares = list(_shares(store, a, b, first, last)) if power else []
    if not (networks or movement or poles):
        return None
    used = {name for one in (*networks, *movement) for name in one["data"]}
    if power:
        used |= {"cow_nmc", *(name for name in ("cow_trade", "gdp_estimates", "maddison", "world_bank")
                              if _has(store, name))}  # fmt: skip
    lacking = [
        name for name in WANTED.values() if not vintages.loaded(store, published.in_place(store, {name: name})[0])
    ]
    return {
        "networks": networks,
        "movement": movement,
        "poles": poles,
        "shares": shares,
        "sources": sources(store, used),
        "missing": {name: catalogue()[name].title for name in lacking},
    }


def _has(store: Store, name: str) -> bool:
    return any(one.dataset == name for one in vintages.vintages(store))


def _year(store: Store, network: str, last: int) -> int | None:
    """The last year of a network until ``last``; None where it is not loaded."""
    needs, instead = published.in_place(store, NETWORKS[network])
    parts = [*needs]
    if not vintages.loaded(store, parts):
        return None
    # Without the disputes of the same year a network of treaties would know no foes.
    parts += ["cow_mid"] if network == "treaties" and vintages.loaded(store, ["cow_mid"]) else []
    spans = [span for part in parts if (span := vintages.covered(store, part))]
    if not spans or max(span[0] for span in spans) > last:
        return None
    year = min(last, *(span[1] for span in spans))
    if not instead:
        return year
    # What takes another's place is dated by days, and the last ones may be of a session that began the year before.
    ties = published.measure(store, "network", first=year - 1, last=year, by=network)
    return max(ties["year"].to_pylist(), default=None)


def _years(store: Store, network: str, a: str, b: str, last: int) -> tuple[int, str | None] | None:
    """The year to look at, and whose events where the network is made of events."""
    if network != "events":
        year = _year(store, network, last)
        return None if year is None else (year, None)
    if not store.counts()["events"]:
        return None
    ties = published.measure(store, "network", last=last, by="events", events=OWN).to_pylist()
    members: dict[int, set[str]] = {}
    for row in ties:
        members.setdefault(row["year"], set()).update((row["a"], row["b"]))
    fit = [year for year, codes in members.items() if {a, b} <= codes and len(codes) >= ENOUGH_STATES]
    return (max(fit), OWN) if fit else None


def _network(store: Store, name: str, a: str, b: str, last: int) -> Row | None:
    """The blocs of the two, the triads around them, and how near the whole is to two camps."""
    if (found := _years(store, name, a, b, last)) is None:
        return None
    year, events = found

    def measured(measure: str) -> list[Row]:
        rows: list[Row] = published.measure(
            store, measure, [(a, b)], first=year, last=year, by=name, events=events
        ).to_pylist()  # fmt: skip
        return rows

    blocs = {row["a"]: row for row in measured("blocs")}
    triads = next(iter(measured("triads")), None)
    balance = next(iter(measured("structural_balance")), None) if name != "votes" else None
    if not blocs and triads is None:
        return None
    return {
        "network": name,
        "year": year,
        "data": _data(store, name),
        "blocs": blocs,
        "together": blocs[a]["bloc"] == blocs[b]["bloc"] if {a, b} <= blocs.keys() else None,
        "triads": triads,
        "balance": balance,
    }


def _data(store: Store, network: str) -> list[str]:
    parts = dict.fromkeys(published.in_place(store, NETWORKS[network])[0].values())
    besides = ["cow_mid"] if network == "treaties" and vintages.loaded(store, ["cow_mid"]) else []
    return [*(one for one in parts if one != "events"), *besides]


def _movement(store: Store, name: str, a: str, b: str, last: int) -> Row | None:
    """How the tie of the two changed, and to and from whom each moved most."""
    if (year := _year(store, name, last)) is None:
        return None
    try:
        rows = published.measure(store, "movement", first=year, last=year, by=name).to_pylist()
    except InputError:
        return None
    own = {side: sorted((row for row in rows if row["a"] == side), key=lambda row: row["rank"]) for side in (a, b)}
    pair = [row for side in (a, b) for row in own[side] if {row["a"], row["b"]} == {a, b}]
    movers = [row for side in (a, b) for row in _ends(own[side]) if row["change"]]
    if not movers:
        return None
    return {"network": name, "year": year, "data": _data(store, name), "pair": pair, "movers": movers}


def _ends(rows: list[Row]) -> list[Row]:
    return rows if len(rows) <= 2 * MOVERS else [*rows[:MOVERS], *rows[-MOVERS:]]


def _poles(store: Store, first: int, last: int) -> Iterator[Row]:
    found = published.measure(store, "polarity", first=first, last=last, by="capabilities").to_pylist()
    concentrated = {
        row["year"]: row for row in published.measure(store, "concentration", first=first, last=last).to_pylist()
    }
    for row in found:
        yield row | {"con": concentrated.get(row["year"], {}).get("con")}


def _shares(store: Store, a: str, b: str, first: int, last: int) -> Iterator[Row]:
    """The shares of the organisations of either side, and of their rivals."""
    book: Mapping[str, Any] = ActorBook.load().entities
    for row in published.measure(store, "bloc_shares", first=first, last=last).to_pylist():
        members = {one.value for one in book[row["bloc"]].members}
        if row["bloc"] not in WIDE and (row["bloc"] in RIVALS or members & {a, b}):
            yield row
