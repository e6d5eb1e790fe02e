"""Conduct: cooperation and conflict, words and deeds, each by itself, scaled, beside the coverage, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from comity.measures.coverage import Period
from comity.measures.placed import KINDS, Numbers, Placed, Places, placed

DRAWS = 500
"""How often the days of a period are drawn anew for an interval."""

FEW = 5
"""Fewer acts than this have no interval: what is drawn from so few is always too sure of itself."""

ENOUGH = 8
"""A period is held against the pair's others where at least so many are known."""

_SCHEMA = pa.schema(
    [("a", pa.string()), ("b", pa.string()), ("year", pa.int64()), ("period", pa.string()), ("kind", pa.string()),
     ("n", pa.int64()), ("low", pa.float64()), ("high", pa.float64()), ("reports", pa.int64()),
     ("rate", pa.float64()), ("z", pa.float64()), ("plover", pa.float64()), ("plover_low", pa.float64()),
     ("plover_high", pa.float64()), ("goldstein", pa.float64())]
)  # fmt: skip


def conduct(
    tables: Mapping[str, pa.Table],
    a: str,
    b: str,
    *,
    since: date | None = None,
    until: date | None = None,
    by: Period = "year",
) -> pa.Table:
    """Count and scale the acts between ``a`` and ``b`` by period, each quad class apart.

    ::

        rate = n / reports                          acts for each report that names either side
        z    = (rate - mean of the pair's rates) / their standard deviation
        plover, goldstein = mean score of the acts, -10 to 10

    Columns: ``a``, ``b``, ``year``, ``period``, ``kind`` (the four quad classes, ``cooperation``, ``conflict``), ``n``,
    ``low`` and ``high`` (95 percent, of ``n``), ``reports``, ``rate``, ``z`` (where 8 periods or more are known),
    ``plover`` with its interval, and ``goldstein``. A period of which nothing was read has a row of nulls. In a dataset
    of events ``reports`` are its events that name either side.

    Intervals are bootstrapped: the days of a period are drawn with replacement 500 times, so that acts of one day,
    which come in bunches, are drawn together. With fewer than 5 acts there is none.

    **When it misleads:** the interval is about chance within a period, not about reports that were not read, and not
    about errors of coding. A rate falls when a pair is in the news for what it does with others. Means of scores hide
    that a few blows may lie among many talks: see the counts by class.

    Sources: PLOVER codebook; Goldstein (1992); bootstrap Efron and Tibshirani, An Introduction to the Bootstrap (1993).

    >>> from comity.measures.by_hand import by_hand
    >>> told = by_hand([("2024-05-01", "CHN", "RUS", "CONSULT"), ("2024-05-01", "RUS", "CHN", "ACCUSE"),
    ...                 ("2024-05-20", "CHN", "RUS", "AID"), ("2024-07-04", "CHN", "RUS", "CONSULT")])
    >>> for row in conduct(told, "CHN", "RUS", by="month").to_pylist():
    ...     if row["kind"] == "cooperation":
    ...         print(row["period"], row["n"], row["reports"], row["rate"], row["plover"])
    2024-05 2 2 1.0 6.25
    2024-06 None 0 None None
    2024-07 1 1 1.0 2.5
    """
    found = placed(tables, a, b, since=since, until=until, by=by)
    rows = [{"a": a, "b": b, **row} for row in _rows(found)]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def standardised(values: Numbers) -> Numbers:
    """How far each value lies from the mean of all, in standard deviations; NaN where fewer than 8 are known.

    >>> standardised(np.array([1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 3.0]))
    array([-1., -1., -1., -1.,  1.,  1.,  1.,  1.])
    """
    known = values[~np.isnan(values)]
    if len(known) < ENOUGH or known.std() == 0:
        return np.full(len(values), np.nan)
    return np.asarray((values - known.mean()) / known.std())


def _rows(found: Placed) -> Iterator[dict[str, Any]]:
    known = found.known
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = {
            kind: np.where(found.reports > 0, found.counts(found.of(kind)) / found.reports, np.nan) for kind in KINDS
        }
    deviations = {kind: standardised(rate) for kind, rate in rates.items()}
    starts = np.searchsorted(found.place, np.arange(len(found.periods) + 1))
    for place, period in enumerate(found.periods):
        head = {"year": found.years[place], "period": period or None, "reports": int(found.reports[place])}
        if not known[place]:
            yield from ({**head, "kind": kind} for kind in KINDS)
            continue
        inside = slice(int(starts[place]), int(starts[place + 1]))
        distinct, own = np.unique(found.day[inside], return_inverse=True)
        weights = _draws(len(distinct), _days(period), place)
        for kind in KINDS:
            chosen = found.of(kind)[inside]
            yield {
                **head,
                "kind": kind,
                "n": int(chosen.sum()),
                "rate": _none(rates[kind][place]),
                "z": _none(deviations[kind][place]),
                **_scaled(found.intensity[inside][chosen], own[chosen], weights),
                "goldstein": _mean(found.goldstein[inside][chosen]),
            }


def _scaled(scores: Numbers, days: Places, weights: Numbers) -> dict[str, float | None]:
    if len(scores) < FEW:
        return {"plover": _mean(scores)}
    counts = weights @ np.bincount(days, minlength=weights.shape[1])
    sums = weights @ np.bincount(days, weights=scores, minlength=weights.shape[1])
    low, high = np.quantile(counts, (0.025, 0.975))
    plover_low, plover_high = np.quantile(sums[counts > 0] / counts[counts > 0], (0.025, 0.975))
    return {
        "low": float(low),
        "high": float(high),
        "plover": float(scores.mean()),
        "plover_low": float(plover_low),
        "plover_high": float(plover_high),
    }


def _draws(days: int, length: int, seed: int) -> Numbers:
    """How often each day with acts comes in each draw of the days of its period."""
    length = max(length, days)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, length, size=(DRAWS, length)) + length * np.arange(DRAWS)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=DRAWS * length).reshape(DRAWS, length)
    return np.asarray(counts[:, :days], dtype=np.float64)


def _days(period: str) -> int:
    """How many days a period has; of the whole span, as many as have acts."""
    return {4: 365, 7: 30}.get(len(period), 0)


def _mean(values: Numbers) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def _none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
