"""Onsets of disputes by dyad and year, over the panel of an observatory: what a pair may expect, and how such
forecasts did. How the chances come about, and what stands beside them, says :mod:`comity.forecast.onsets`.

A loaded dataset of disputes marks the years in which one began between two members of the state system, and those in
which one went on. The year after its last one can be forecast, and every earlier one from the years before it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from comity import datasets, panel, states, vintages
from comity.errors import InputError
from comity.forecast import onsets
from comity.store import Store

Disputes = Literal["cow_mid", "gml_mid"]


@dataclass(frozen=True, slots=True)
class Onset:
    """The chance that a dispute begins between ``a`` and ``b`` in ``year``, from the years before it.

    ``climatology`` and ``peace_years_logit`` are the chances that the field's usual baselines give, ``everybody`` is
    the mean chance of all pairs. ``peace_years`` passed since the last dispute or, if there was none, since both were
    states; ``onsets`` are the years in which one began. ``came`` is whether one did, where the data cover the year: the
    forecast was then made in hindsight, though from earlier years alone. ``in_dispute`` says that the two were in one
    in the last year of the data and the year after is asked about: whether that one went on is not known, and the
    chances leave out the case that it did and none began.
    """

    a: str
    b: str
    year: int
    chance: float
    climatology: float
    peace_years_logit: float
    everybody: float
    peace_years: int
    onsets: tuple[int, ...]
    came: bool | None
    in_dispute: bool
    data: str
    version: str
    citation: str
    first: int
    last: int

    def record(self) -> dict[str, Any]:
        """The forecast as a JSON object."""
        return asdict(self)


def onset(store: Store, a: str, b: str, *, year: int | None = None, data: Disputes = "cow_mid") -> Onset:
    """Forecast whether a dispute begins between two states in a year, the first one after the data unless given.

    Raises:
        InputError: the disputes are not loaded, there is no such state, the two were not both members of the state
            system then, a dispute was going on already, or the year lies before or after what can be forecast.
    """
    one, other = states.find(a), states.find(b)
    if one == other:
        raise InputError(f"{a} and {b} are the same state, {one}: give two different ones")
    known, first, last = _panel(store, data)
    year = last + 1 if year is None else year
    if not first < year <= last + 1:
        raise InputError(
            f"{datasets.dataset(data).title} as loaded cover {first} to {last}: give a year from {first + 1} to "
            f"{last + 1} (--on)"
        )
    own = _of(known, one, other)
    found = onsets.forecast(known, year)
    row = next(iter(_between(found, own)), None)
    if row is None:
        raise InputError(_not_asked(own["year"].to_pylist(), one, other, year))
    began = own.filter(pc.and_(pc.less(own["year"], year), pc.equal(own["onset"], 1)))
    now = own.filter(pc.equal(own["year"], last))
    in_dispute = year > last and bool(pc.any(pc.greater(pc.add(now["onset"], now["ongoing"]), 0)).as_py())
    about = datasets.dataset(data)
    return Onset(
        one, other, year, row["chance"], row["climatology"], row["peace_years_logit"],
        float(pc.mean(found["chance"]).as_py()), row["peace_years"], tuple(began["year"].to_pylist()),
        bool(row["onset"]) if year <= last else None, in_dispute, data, about.version, about.citation, first, last,
    )  # fmt: skip


def backtest(
    store: Store, *, first: int | None = None, last: int | None = None, data: Disputes = "cow_mid"
) -> tuple[pa.Table, onsets.OnsetScores]:
    """Forecast the years from ``first`` to ``last``, each from earlier ones, and score it; the last ten unless given.

    Raises:
        InputError: the disputes are not loaded, or no such year can be forecast.
    """
    known, begin, end = _panel(store, data)
    until = min(last or end, end)
    since = until - 9 if first is None else first
    if since > until or since <= begin:
        raise InputError(
            f"{datasets.dataset(data).title} as loaded let {begin + 1} to {end} be tested: give such years"
        )
    rows = onsets.backtest(known, range(since, until + 1))
    return rows, onsets.scored(rows)


def _panel(store: Store, data: Disputes) -> tuple[pa.Table, int, int]:
    """All pairs of members of the state system, with onsets and disputes under way, and one year without, to come."""
    loaded = [one for one in vintages.vintages(store) if one.dataset == data]
    bounds = [(one.first, one.last) for one in loaded if one.first is not None and one.last is not None]
    if not bounds:
        title = datasets.dataset(data).title
        raise InputError(
            f"{title} are not loaded: comity load {data} FILE --db {store.path} (comity datasets says which)"
        )
    first, last = min(one for one, _ in bounds), max(one for _, one in bounds)
    made = panel.build(store, "dyad-year", since=first, until=last).add(data, "onset", "ongoing", whittle=["onset"])
    columns = ["ccode_a", "ccode_b", "a", "b", "year", "onset", "ongoing"]
    table = made.table.select(columns)
    filled = [pc.fill_null(table[name], 0).cast(pa.int64()) for name in ("onset", "ongoing")]
    numbers = [table[name].cast(pa.int64()) for name in ("ccode_a", "ccode_b", "year")]
    known = pa.table(
        [numbers[0], numbers[1], table["a"], table["b"], numbers[2], *filled],
        names=["a", "b", "code_a", "code_b", "year", "onset", "ongoing"],
    )
    now = known.filter(pc.equal(known["year"], last))
    none = pa.array([0] * now.num_rows, pa.int64())
    ahead = (
        now.set_column(4, "year", pc.add(now["year"], 1)).set_column(5, "onset", none).set_column(6, "ongoing", none)
    )
    return pa.concat_tables([known, ahead]), first, last


def _of(known: pa.Table, one: str, other: str) -> pa.Table:
    """The years of one pair."""
    codes = pa.array([one, other])
    return known.filter(pc.and_(pc.is_in(known["code_a"], codes), pc.is_in(known["code_b"], codes)))


def _between(found: pa.Table, own: pa.Table) -> list[dict[str, Any]]:
    """What was forecast of the pair whose years these are."""
    if not own.num_rows:
        return []
    rows = found.filter(pc.and_(pc.equal(found["a"], own["a"][0]), pc.equal(found["b"], own["b"][0])))
    return list(rows.to_pylist())


def _not_asked(years: list[int], one: str, other: str, year: int) -> str:
    if not years:
        return f"{one} and {other} were never both members of the state system in the years that are covered"
    if year not in years:
        return f"{one} and {other} were not both members of the state system in {year}: give another year (--on)"
    return f"a dispute of {one} and {other} went on from before {year}: whether one begins is not asked (--on)"
