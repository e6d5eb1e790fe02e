"""Reciprocity: whether the two answer each other in kind, and who leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from comity.measures.coverage import Period
from comity.measures.placed import Numbers, Placed, placed

LAGS = 6
"""The conduct of the one is held against that of the other up to so many periods later."""

DRAWS = 500
ENOUGH = 24
"""Fewer known periods than this have no correlation."""

_SCHEMA = pa.schema(
    [("a", pa.string()), ("b", pa.string()), ("kind", pa.string()), ("lag", pa.int64()), ("n", pa.int64()),
     ("n_a", pa.int64()), ("n_b", pa.int64()), ("returned", pa.float64()), ("r", pa.float64()), ("low", pa.float64()),
     ("high", pa.float64())]
)  # fmt: skip


def reciprocity(
    tables: Mapping[str, pa.Table],
    a: str,
    b: str,
    *,
    since: date | None = None,
    until: date | None = None,
    by: Period = "month",
) -> pa.Table:
    """Correlate what ``a`` does to ``b`` with what ``b`` does to ``a``, at once and up to six periods apart.

    ::

        returned = 2 * min(n_a, n_b) / (n_a + n_b)          1: as many acts come back as go out
        r(lag)   = correlation of a's acts in period t with b's in t + lag
                   acts enter as sqrt(count), less what sqrt(reports) explains of them

    Columns: ``a``, ``b``, ``kind`` (``cooperation``, ``conflict``), ``lag`` (above 0 ``a`` leads, below 0 ``b`` does),
    ``n`` (pairs of periods), ``n_a`` and ``n_b`` (acts of each), ``returned``, ``r`` with ``low`` and ``high`` (95
    percent). Acts of both together are left out, since they would answer themselves. Both series are cleared of the
    coverage first: without that, two states that are in the news together seem to answer each other. The interval is
    bootstrapped in blocks of neighbouring periods, whose length is the cube root of their number. With fewer than 24
    periods there is no correlation.

    **When it misleads:** that the one comes before the other does not make it the cause: both may answer a third, or
    the same plan. Reports tell who began in their own way. Of thirteen lags one or so has an interval without zero by
    chance; believe a run of neighbouring lags.

    Sources: Goldstein and Freeman, Three-Way Street (1990); Goldstein and Pevehouse, "Reciprocity, Bullying, and
    International Cooperation", American Political Science Review 91 (1997), 515-529; blocks Künsch, Annals of
    Statistics 17 (1989).

    >>> from comity.measures.by_hand import by_hand
    >>> months = [f"{year}-{month:02}" for year in range(2020, 2024) for month in range(1, 13)]
    >>> told = [(f"{month}-01", "USA", "CHN", "SANCTION") for month in months[::5]]
    >>> told += [(f"{month}-01", "CHN", "USA", "SANCTION") for month in months[1::5]]
    >>> told += [(f"{month}-01", "USA", "CHN", "AID") for month in months]
    >>> rows = [row for row in reciprocity(by_hand(told), "USA", "CHN").to_pylist() if row["kind"] == "conflict"]
    >>> best = max((row for row in rows if abs(row["lag"]) < 3), key=lambda row: row["r"])
    >>> best["lag"], round(best["returned"], 2), best["low"] > 0.3
    (1, 1.0, True)
    """
    found = placed(tables, a, b, since=since, until=until, by=by)
    return pa.Table.from_pylist([{"a": a, "b": b, **row} for row in _rows(found)], schema=_SCHEMA)


def _rows(found: Placed) -> Iterator[dict[str, Any]]:
    known = found.known
    for kind in ("cooperation", "conflict"):
        chosen = found.of(kind)
        sides = [found.counts(chosen & (found.side == side)) for side in (1, -1)]
        n_a, n_b = (int(counts.sum()) for counts in sides)
        returned = 2 * min(n_a, n_b) / (n_a + n_b) if n_a + n_b else None
        one, other = (_cleared(counts, found.reports, known) for counts in sides)
        for lag in range(-LAGS, LAGS + 1):
            first, second = (one[: max(0, len(one) - lag)], other[lag:]) if lag >= 0 else (one[-lag:], other[:lag])
            both = ~np.isnan(first) & ~np.isnan(second)
            yield {
                "kind": kind,
                "lag": lag,
                "n": int(both.sum()),
                "n_a": n_a,
                "n_b": n_b,
                "returned": returned,
                **_correlated(first[both], second[both]),
            }


def _cleared(counts: Numbers, reports: Numbers, known: Any) -> Numbers:
    """Square roots of the counts, less what those of the reports explain; NaN where nothing is known."""
    roots, read = np.sqrt(counts), np.sqrt(reports)
    cleared = np.full(len(counts), np.nan)
    if known.sum() < ENOUGH:
        return cleared
    x, y = read[known], roots[known]
    slope = np.cov(x, y)[0, 1] / x.var(ddof=1) if x.var() > 0 else 0.0
    cleared[known] = y - y.mean() - slope * (x - x.mean())
    return cleared


def _correlated(one: Numbers, other: Numbers) -> dict[str, float | None]:
    if len(one) < ENOUGH or one.std() < 1e-9 or other.std() < 1e-9:
        return {"r": None, "low": None, "high": None}
    length = round(len(one) ** (1 / 3))
    rng = np.random.default_rng(0)
    starts = rng.integers(0, len(one) - length + 1, size=(DRAWS, -(-len(one) // length)))
    drawn = (starts[:, :, None] + np.arange(length)).reshape(DRAWS, -1)[:, : len(one)]
    x, y = one[drawn], other[drawn]
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = (x * y).sum(axis=1) / np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    low, high = np.nanquantile(r, (0.025, 0.975))
    return {"r": float(np.corrcoef(one, other)[0, 1]), "low": float(low), "high": float(high)}
