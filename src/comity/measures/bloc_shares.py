"""What share of the world's capabilities, economy and trade blocs and organisations hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from comity import states
from comity.actors import ActorBook
from comity.measures import networks
from comity.measures.blocs import divide, leading
from comity.measures.economies import ECONOMIES, economies
from comity.measures.pairs import Pair
from comity.measures.query import query

NETWORKS: Mapping[str, Mapping[str, str]] = {"organisations": {}, **networks.NETWORKS}
NEEDS = {"cow_nmc": "cow_nmc"}
NETWORK_MAY = networks.NETWORK_MAY
MAY = {"cow_trade_totals": "cow_trade", **ECONOMIES}

ORGANISATIONS = (
    "NATO", "EU", "G7", "BRICS", "SCO", "CSTO", "EAEU", "ASEAN", "AU", "GCC", "OPEC", "G20", "QUAD", "AUKUS",
)  # fmt: skip
"""The organisations whose members count as blocs; they overlap."""

_SCHEMA = pa.schema(
    [("year", pa.int64()), ("by", pa.string()), ("bloc", pa.string()), ("members", pa.int64())]
    + [column for kind in ("cinc", "gdp", "trade") for column in ((kind, pa.float64()), (f"{kind}_known", pa.int64()))]
)  # fmt: skip

_AMOUNTS = """
WITH named AS (SELECT number, year, state FROM states WHERE state IS NOT NULL AND current)
SELECT s.state AS a, t.year, t.amount FROM amounts t
JOIN named s ON s.number = t.ccode AND s.year = t.year WHERE t.amount IS NOT NULL
"""


def bloc_shares(
    tables: Mapping[str, pa.Table],
    pairs: Sequence[Pair] = (),
    *,
    first: int | None = None,
    last: int | None = None,
    by: str = "organisations",
) -> pa.Table:
    """Add up what the members of each bloc have, as shares of all states.

    ::

        share of a bloc = sum over its members / sum over all states of which the amount is known

    Columns: ``year``, ``by``, ``bloc`` (an organisation, or the leading member of a bloc of :func:`blocs`),
    ``members``, ``cinc`` (share of capabilities), ``gdp`` (of product) and ``trade`` (of imports and exports), each
    with how many members it is ``known`` of. Null where the data are not loaded, or nothing is known in the year.
    ``by`` is ``organisations`` (members on any day of the year; organisations overlap, and their shares must not be
    added) or a network of :func:`network`. ``pairs`` keep the blocs with one of their states.

    **When it misleads:** a share of the known is too high where poor members or rivals are not known: look at the
    ``known`` columns. An organisation is no army: members of BRICS or the SCO owe each other no help. CINC flatters
    large and poor states (see :func:`capabilities`).

    Sources: as :func:`capabilities`, :func:`gdp_power` and :func:`trade_dependence`; memberships are comity's own.

    >>> nmc = pa.table({"ccode": [2, 200, 365], "year": [1950] * 3, "cinc": [0.3, 0.1, 0.2]})
    >>> row = bloc_shares({"cow_nmc": nmc}).to_pylist()[0]
    >>> row["bloc"], row["members"], round(row["cinc"], 4), row["cinc_known"], row["gdp"]
    ('NATO', 12, 0.6667, 2, None)
    """
    amounts = {
        "cinc": _amounts(tables["cow_nmc"], "cinc"),
        "trade": _amounts(tables.get("cow_trade_totals"), "imports + exports"),
        "gdp": _gdp(tables),
    }
    known = [year for each in amounts.values() for year in each if within(year, first, last)]
    wanted = {code for pair in pairs for code in pair}
    rows = [
        {"year": year, "by": by, "bloc": name, "members": len(members), **_shares(amounts, year, members)}
        for year, name, members in _blocs(tables, by, sorted(set(known)), first, last)
        if not wanted or wanted & set(members)
    ]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def within(year: int, first: int | None, last: int | None) -> bool:
    """Whether a year lies in a span with open ends.

    >>> within(2000, None, 2000), within(1999, 2000, None)
    (True, False)
    """
    return (first is None or year >= first) and (last is None or year <= last)


def _blocs(
    tables: Mapping[str, pa.Table], by: str, years: Sequence[int], first: int | None, last: int | None
) -> Iterator[tuple[int, str, Sequence[str]]]:
    if by == "organisations":
        entities = ActorBook.load().entities
        for year in years:
            for name in ORGANISATIONS:
                members = sorted(
                    {one.value for one in entities[name].members
                     if int((one.since or "0001")[:4]) <= year <= int((one.until or "9999")[:4])}
                )  # fmt: skip
                if members:
                    yield year, name, members
        return
    for year, ties in networks.yearly(networks.network(tables, first=first, last=last, by=by)):
        for bloc in divide(ties).members:
            yield year, leading(bloc, ties), bloc


def _shares(
    amounts: Mapping[str, Mapping[int, Mapping[str, float]]], year: int, members: Sequence[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind, years in amounts.items():
        world = years.get(year, {})
        own = [world[code] for code in members if code in world]
        total = sum(world.values())
        found[kind] = sum(own) / total if own and total else None
        found[f"{kind}_known"] = len(own) if world else None
    return found


def _amounts(table: pa.Table | None, amount: str) -> dict[int, dict[str, float]]:
    if table is None:
        return {}
    rows = query(f"SELECT ccode, year, {amount} AS amount FROM found", {"found": table})
    named = states.table("cow", rows["year"].unique().to_pylist())
    return grouped(query(_AMOUNTS, {"amounts": rows, "states": named}))


def _gdp(tables: Mapping[str, pa.Table]) -> dict[int, dict[str, float]]:
    found = economies(tables)
    return grouped(query("SELECT a, year, gdp AS amount FROM found WHERE gdp IS NOT NULL", {"found": found}))


def grouped(table: pa.Table) -> dict[int, dict[str, float]]:
    """Year -> state -> amount, of a table with ``a``, ``year`` and ``amount``.

    >>> grouped(pa.table({"a": ["USA"], "year": [2000], "amount": [3.0]}))
    {2000: {'USA': 3.0}}
    """
    years: dict[int, dict[str, float]] = {}
    for a, year, amount in zip(*(table.column(name).to_pylist() for name in ("a", "year", "amount")), strict=True):
        years.setdefault(year, {})[a] = amount
    return years
