"""What measures over all states share: which pairs are asked for, year by year, and the table that comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity import states

Pair = tuple[str, str]
_PAIR_YEARS = pa.schema([("a", pa.string()), ("b", pa.string()), ("year", pa.int64())])
Columns = Mapping[str, NDArray[Any]]


def chosen(codes: NDArray[Any], pairs: Sequence[Pair]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the two states of each pair stand in a sorted list of codes: the pairs asked for, in their order and each
    way round as asked, or all pairs once where none is.

    >>> chosen(np.array(["CHN", "RUS", "USA"]), [("USA", "CHN"), ("USA", "FRA")])
    (array([2]), array([0]))
    """
    if not pairs:
        one, other = np.triu_indices(len(codes), 1)
        return one.astype(np.int64), other.astype(np.int64)
    at = {code: place for place, code in enumerate(codes.tolist())}
    found = [(at[a], at[b]) for a, b in pairs if a in at and b in at]
    places = np.array(found, dtype=np.int64).reshape(-1, 2)
    return places[:, 0], places[:, 1]


def pair_years(pairs: Iterable[Pair], years: Iterable[int]) -> pa.Table:
    """``a``, ``b`` and ``year`` of the pairs in each of the years in which both are members of the state system.

    What a dataset that covers a year does not have of such a pair is known to be nothing.

    >>> pair_years([("UKR", "USA")], [1990, 1995]).to_pylist()
    [{'a': 'UKR', 'b': 'USA', 'year': 1995}]
    """
    rows = [
        {"a": a, "b": b, "year": year}
        for a, b in pairs
        for year in years
        if states.number("cow", a, year) is not None and states.number("cow", b, year) is not None
    ]
    return pa.Table.from_pylist(rows, schema=_PAIR_YEARS)


def covered(table: pa.Table, first: int | None, last: int | None) -> list[int]:
    """The years from the first to the last of a table, as far as they are asked for.

    >>> covered(pa.table({"year": [2003, 2001]}), 2002, None)
    [2002, 2003]
    """
    years = [year for year in table["year"].unique().to_pylist() if year is not None]
    if not years:
        return []
    return list(range(max(min(years), first or min(years)), min(max(years), last or max(years)) + 1))


def yearly(table: pa.Table, first: int | None, last: int | None) -> Iterator[tuple[int, dict[str, NDArray[Any]]]]:
    """The rows of each year, as arrays; the table is sorted by year."""
    years = table.column("year").to_numpy()
    for year in np.unique(years).tolist():
        if (first is None or year >= first) and (last is None or year <= last):
            start, end = np.searchsorted(years, [year, year + 1])
            rows = table.slice(int(start), int(end - start))
            yield year, {name: rows.column(name).to_numpy() for name in rows.column_names}


def gathered(parts: Iterable[Columns]) -> pa.Table:
    """Put the years together; NaN becomes null, and so does an empty note."""
    whole: dict[str, list[NDArray[Any]]] = {}
    for part in parts:
        for name, values in part.items():
            whole.setdefault(name, []).append(values)
    return pa.table({name: _array(name, np.concatenate(values)) for name, values in whole.items()})


def _array(name: str, values: NDArray[Any]) -> pa.Array:
    if name == "note":
        return pa.array([value or None for value in values.tolist()], pa.string())
    if values.dtype.kind == "f":
        return pa.array(values, from_pandas=True)
    return pa.array(values.tolist() if values.dtype.kind in "OU" else values)
