"""What loaded datasets say of a pair, in the form in which claims are held against it: series, and tallies by year.

- **cow_trade**, to 2014: what each imports from the other, and both together; empty flows are not known.
- **comtrade**: what each of the two reports of its trade with the other, so that their figures stand side by side;
  crude oil by weight and value, gas by value.
- **baci**: one figure for each direction, the two sides' reports reconciled.
- **sipri_tiv**: arms delivered, in millions of trend indicator values, which are no price.
- **jmed**, to 2016: exercises in which both took part; **colt**: journeys of the one's leader to the other.

Each series and tally names its dataset with the version or the day of loading. Years count as covered by a list where
the loaded file has rows of them, whosoever they are of.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from comity import states, vintages
from comity.datasets import catalogue
from comity.datasets.facts.load import about as about_facts
from comity.datasets.facts.load import load as load_facts
from comity.measures.claim_check import Facts, Naming, Record, Tally, facts_of
from comity.measures.series import Series
from comity.store import Store

_NAMED = re.compile(r"\[([^\[\]]+)\]\.$")
"""The datasets that a line of a basis names at its end."""

BILLION, DOLLARS = 1e9, "billion US dollars"
Points = Mapping[int, float]


def facts(name: Naming, store: Store | None = None) -> Facts:
    """The facts that ship with comity and, with a store, the datasets that are loaded there.

    ``name`` gives the name of a code within a sentence.
    """
    return replace(_shipped(), record=record(store, name)) if store else _shipped()


@functools.cache
def _shipped() -> Facts:
    return facts_of(load_facts())


def record(store: Store, name: Naming) -> Callable[[str, str], Record]:
    """How to ask what the loaded datasets have on two actors."""
    sources = {part: source for part, source in _SOURCES.items() if vintages.loaded(store, [part])}

    @functools.cache
    def told(a: str, b: str) -> Record:
        made = [one for part, source in sources.items() for one in source(store, a, b, _dataset(store, part), name)]
        return Record(
            tuple(one for one in made if isinstance(one, Series)), tuple(one for one in made if isinstance(one, Tally))
        )

    return told


def citations(bases: Iterable[str]) -> list[str]:
    """What to cite for verdicts: the datasets and facts that the lines of their bases name, each once.

    >>> citations(["Trade was 240.1 billion US dollars in 2023 [comity facts 1, trade]."])
    ['The comity authors: comity facts, version 1, shipped with comity.']
    """
    cited = {one.title: one.citation for one in catalogue().values()}
    cited[about_facts()["title"]] = about_facts()["citation"]
    found: dict[str, None] = {}
    for basis in bases:
        named = _NAMED.search(basis)
        for name in named[1].split("; ") if named else ():
            titles = [title for title in cited if name.startswith(title)]
            if titles:
                found.setdefault(cited[max(titles, key=len)])
    return list(found)


def _dataset(store: Store, part: str) -> str:
    """The title of a part's dataset, with its version, or with the day of loading where it has none of its own."""
    kept = [one for one in vintages.vintages(store) if one.part == part]
    versions = sorted({f"loaded on {one.loaded_at:%Y-%m-%d}" if one.version.startswith("by ") else one.version
                       for one in kept})  # fmt: skip
    return f"{catalogue()[kept[0].dataset].title} {'; '.join(versions)}"


def _rows(store: Store, query: str, **parameters: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = store.connection.sql(query, params=parameters).to_arrow_table().to_pylist()
    return found


def _series(
    reporter: str,
    a: str,
    b: str,
    direction: str,
    points: Points,
    dataset: str,
    *,
    quantity: str = "trade",
    item: str = "",
    unit: str = DOLLARS,
) -> Iterator[Series]:
    if points:
        yield Series(reporter, a, b, quantity, item, direction, unit, False, points, dataset=dataset)


def _both(one: Points, other: Points) -> Points:
    return {year: one[year] + other[year] for year in sorted(one.keys() & other.keys())}


# -- trade -----------------------------------------------------------------------------------------------------------


def _cow_trade(store: Store, a: str, b: str, dataset: str, name: Naming) -> Iterator[Series]:
    numbers = {code: sorted({one.number for one in states.spells("cow") if one.state == code}) for code in (a, b)}
    rows = _rows(
        store,
        """SELECT ccode1, ccode2, year, flow1, flow2 FROM data.cow_trade
        WHERE (ccode1 IN (SELECT unnest($a)) AND ccode2 IN (SELECT unnest($b)))
          OR (ccode1 IN (SELECT unnest($b)) AND ccode2 IN (SELECT unnest($a)))""",
        a=numbers[a], b=numbers[b],
    )  # fmt: skip
    imports: dict[tuple[str, str], dict[int, float]] = {(a, b): {}, (b, a): {}}
    for row in rows:
        year = row["year"]
        one, other = (states.state("cow", row[side], year) for side in ("ccode1", "ccode2"))
        for buyer, seller, flow in ((one, other, row["flow1"]), (other, one, row["flow2"])):
            if flow is not None and (buyer, seller) in imports:
                imports[str(buyer), str(seller)][year] = flow / 1000
    for (buyer, seller), points in imports.items():
        yield from _series("Correlates of War", buyer, seller, "imports", points, dataset)
    yield from _series("Correlates of War", a, b, "turnover", _both(*imports.values()), dataset)


_OIL, _GAS = ("2709", "270900"), ("2711",)
_COMTRADE = """
SELECT reporter, partner, year, flow, commodity, sum(value) AS value, sum(quantity) AS quantity FROM data.comtrade
WHERE ((reporter = $a AND partner = $b) OR (reporter = $b AND partner = $a)) AND flow IN ('X', 'M')
  AND length(period) = 4 AND commodity IN ('TOTAL', '2709', '270900', '2711')
GROUP BY ALL ORDER BY ALL
"""


def _comtrade(store: Store, a: str, b: str, dataset: str, name: Naming) -> Iterator[Series]:
    rows = _rows(store, _COMTRADE, a=a, b=b)

    def points(reporter: str, flow: str, commodities: tuple[str, ...], column: str) -> Points:
        return {
            row["year"]: row[column] / BILLION for row in rows
            if (row["reporter"], row["flow"]) == (reporter, flow) and row["commodity"] in commodities
            and row[column] is not None
        }  # fmt: skip

    for reporter, partner in ((a, b), (b, a)):
        who = f"{name(reporter)[:1].upper()}{name(reporter)[1:]} to UN Comtrade"
        sold, bought = (points(reporter, flow, ("TOTAL",), "value") for flow in ("X", "M"))
        yield from _series(who, reporter, partner, "exports", sold, dataset)
        yield from _series(who, reporter, partner, "imports", bought, dataset)
        yield from _series(who, reporter, partner, "turnover", _both(sold, bought), dataset)
        for flow, direction in (("X", "exports"), ("M", "imports")):
            crude = {"quantity": "oil", "item": "crude oil"}
            weight = points(reporter, flow, _OIL, "quantity")
            yield from _series(who, reporter, partner, direction, weight, dataset, unit="million tonnes", **crude)
            yield from _series(
                who, reporter, partner, direction, points(reporter, flow, _OIL, "value"), dataset, **crude
            )
            gas = points(reporter, flow, _GAS, "value")
            yield from _series(who, reporter, partner, direction, gas, dataset, quantity="gas", item="gas of all kinds")


def _baci(store: Store, a: str, b: str, dataset: str, name: Naming) -> Iterator[Series]:
    query = "SELECT year, sum(value) / 1e6 AS value FROM data.baci WHERE exporter = $a AND importer = $b GROUP BY year"
    flows = [
        {row["year"]: row["value"] for row in _rows(store, query, a=one, b=other)} for one, other in ((a, b), (b, a))
    ]
    yield from _series("BACI", a, b, "exports", flows[0], dataset)
    yield from _series("BACI", b, a, "exports", flows[1], dataset)
    yield from _series("BACI", a, b, "turnover", _both(*flows), dataset)


def _sipri(store: Store, a: str, b: str, dataset: str, name: Naming) -> Iterator[Series]:
    query = "SELECT year, sum(tiv) AS tiv FROM data.sipri_tiv WHERE supplier = $a AND recipient = $b GROUP BY year"
    for one, other in ((a, b), (b, a)):
        points = {row["year"]: row["tiv"] for row in _rows(store, query, a=one, b=other)}
        more = {"quantity": "arms", "item": "arms delivered", "unit": "million trend indicator values"}
        yield from _series("SIPRI", one, other, "exports", points, dataset, **more)


# -- how often -------------------------------------------------------------------------------------------------------


def _jmed(store: Store, a: str, b: str, dataset: str, name: Naming) -> Iterator[Tally]:
    rows = _rows(store, "SELECT exercise, ccode, year FROM data.jmed WHERE ccode IS NOT NULL")
    parties: dict[tuple[str, int], set[str | None]] = {}
    for row in rows:
        parties.setdefault((row["exercise"], row["year"]), set()).add(states.state("cow", row["ccode"], row["year"]))
    years = [year for (_, year), who in parties.items() if {a, b} <= who]
    yield from _tally(store, "jmed", "exercises", f"dataset of exercises of {name(a)} and {name(b)}", years, dataset)


def _colt(store: Store, a: str, b: str, dataset: str, name: Naming) -> Iterator[Tally]:
    query = """SELECT year FROM data.colt
        WHERE (traveller = $a AND host = $b) OR (traveller = $b AND host = $a)"""
    years = [row["year"] for row in _rows(store, query, a=a, b=b)]
    yield from _tally(
        store, "colt", "visits", f"dataset of journeys of leaders between {name(a)} and {name(b)}", years, dataset
    )


def _tally(store: Store, part: str, quantity: str, what: str, years: list[int], dataset: str) -> Iterator[Tally]:
    if span := vintages.covered(store, part):
        yield Tally(quantity, what, *span, {year: years.count(year) for year in set(years)}, dataset)


_SOURCES: Mapping[str, Callable[[Store, str, str, str, Naming], Iterator[Series | Tally]]] = {
    "cow_trade": _cow_trade,
    "comtrade": _comtrade,
    "baci": _baci,
    "sipri_tiv": _sipri,
    "jmed": _jmed,
    "colt": _colt,
}
