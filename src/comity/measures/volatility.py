"""Volatility: how much the tone of a relation swings from period to period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from comity.measures.coverage import Period
from comity.measures.placed import Placed, placed

WINDOW = 12
"""Swings are taken over so many periods, the last of them the row's own."""

LEAST = 6
"""At least so many swings must be known in a window."""

_SCHEMA = pa.schema(
    [("a", pa.string()), ("b", pa.string()), ("year", pa.int64()), ("period", pa.string()), ("n", pa.int64()),
     ("tone", pa.float64()), ("volatility", pa.float64()), ("noise", pa.float64()), ("dispersion", pa.float64()),
     ("swings", pa.int64())]
)  # fmt: skip


def volatility(
    tables: Mapping[str, pa.Table],
    a: str,
    b: str,
    *,
    since: date | None = None,
    until: date | None = None,
    by: Period = "month",
) -> pa.Table:
    """Measure how the mean score of the acts between ``a`` and ``b`` swings, over the last twelve periods.

    ::

        tone       = mean PLOVER score of the period's acts, -10 to 10
        volatility = sqrt(mean((tone(t) - tone(t - 1)) ** 2))
        noise      = what it would be if only chance picked the acts: sqrt(mean(v / n + v' / n'))
        dispersion = variance of n / mean of n              1 where acts come singly and evenly

    Columns: ``a``, ``b``, ``year``, ``period``, ``n`` (acts), ``tone``, ``volatility``, ``noise``, ``dispersion`` and
    ``swings`` (how many changes of tone are known in the window; 6 at least). ``v`` is the variance of all scores of
    the pair. A period without acts has no tone, and the change across it is not taken.

    **When it misleads:** with few acts a period nearly all of it is chance: read it against ``noise``, and believe what
    is well above. A relation that is at war all year is not volatile.

    Source: comity's own.

    >>> from comity.measures.by_hand import by_hand
    >>> told = [(f"2024-{month:02}-01", "CHN", "IND", "AID" if month % 2 else "ASSAULT") for month in range(1, 13)]
    >>> row = volatility(by_hand(told), "CHN", "IND").to_pylist()[-1]
    >>> row["tone"], round(row["volatility"], 1), row["swings"], row["dispersion"]
    (-9.0, 19.0, 11, 0.0)
    """
    found = placed(tables, a, b, since=since, until=until, by=by)
    return pa.Table.from_pylist([{"a": a, "b": b, **row} for row in _rows(found)], schema=_SCHEMA)


def _rows(found: Placed) -> Iterator[dict[str, Any]]:
    length = len(found.periods)
    n = np.bincount(found.place, minlength=length).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        tone = np.bincount(found.place, weights=found.intensity, minlength=length) / n
        spread = (found.intensity.var() if len(found.intensity) else np.nan) / n
    swing = np.concatenate([[np.nan], np.diff(tone)])
    chance = np.concatenate([[np.nan], spread[1:] + spread[:-1]])
    known = found.known
    for place, period in enumerate(found.periods):
        window = slice(max(0, place - WINDOW + 1), place + 1)
        swings = swing[window][~np.isnan(swing[window])]
        read = n[window][known[window]]
        enough = len(swings) >= LEAST
        yield {
            "year": found.years[place],
            "period": period,
            "n": int(n[place]) if known[place] else None,
            "tone": float(tone[place]) if n[place] else None,
            "volatility": float(np.sqrt(np.mean(swings**2))) if enough else None,
            "noise": float(np.sqrt(np.mean(chance[window][~np.isnan(swing[window])]))) if enough else None,
            "dispersion": float(read.var() / read.mean()) if len(read) >= LEAST and read.mean() else None,
            "swings": len(swings),
        }
