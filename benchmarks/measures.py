"""How fast measures are: all pairs of a session of the General Assembly, and one pair of 50 million stored events.

The events are made up and take about half a GB of disk and five minutes, so they are measured only where this module is
run by itself: ``python -m benchmarks.measures``. Beside them stands the limit: a plain query that counts by month.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from comity import eventdata, eventtables, published
from comity.actors import ActorBook
from comity.datasets import TYPES, dataset
from comity.measures import MEASURES
from comity.measures.acts import acts
from comity.measures.un_similarity import un_similarity
from comity.store import Store

RESOLUTIONS = 100
FIGURES = ("cooperation", "conduct", "say_do", "change_points", "reciprocity", "volatility")
"""The measures of a pair that a dossier shows, or may."""

_COMMON = ("USA", "RUS", "CHN", "ISR", "UKR", "GBR", "IRN", "FRA", "DEU", "IND")
_MADE = {
    "event_id": "i",
    "date": "DATE '1979-01-01' + (i * 16500 // {count})::INT",
    "actor": "codes[1 + floor({states} * pow(random(), 3))::INT]",
    "recipient": "codes[1 + floor({states} * pow(random(), 3))::INT]",
    "type": "types[1 + floor(len(types) * random())::INT]",
    "contexts": "''",
    "cameo": "'043'",
    "root": "'04'",
    "goldstein": "(random() * 20 - 10)::INT",
    "score": "(random() * 20 - 10)::INT",
    "articles": "1",
    "mentions": "1",
    "sources": "1",
    "added": "strftime(DATE '1979-01-01' + (i * 16500 // {count})::INT, '%Y%m%d')",
    "url": "'http://example.org/' || (i // 3)",
}
"""How the columns of a made-up event come about; all others are empty."""


def measures() -> dict[str, float]:
    """Seconds for all pairs of a session: 193 states, 100 resolutions."""
    rng = np.random.default_rng(0)
    ccodes = [one for one in _members() if one]
    votes = pa.table(
        {
            "resid": np.repeat(np.arange(78001, 78001 + RESOLUTIONS), len(ccodes)),
            "ccode": np.tile(ccodes, RESOLUTIONS),
            "year": np.full(RESOLUTIONS * len(ccodes), 2023),
            "vote": rng.choice([1, 2, 3], RESOLUTIONS * len(ccodes), p=[0.75, 0.15, 0.1]),
        }
    )
    un_similarity({"un_votes": votes.slice(0, 1000)})
    seconds, _ = _timed(lambda: un_similarity({"un_votes": votes}))
    return {"S and kappa of all pairs of a UN session, seconds": seconds}


def stored(count: int = 50_000_000) -> dict[str, float]:
    """Seconds, warm, for pairs in the news and out of it: the monthly series, and all figures of a dossier."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        seconds, _ = _timed(lambda: make(path, count))
        figures["made-up events, seconds to store"] = seconds
        figures |= asked(path)
    return figures


def asked(path: Path) -> dict[str, float]:
    """Seconds of each question, the second time that it is asked."""
    figures: dict[str, float] = {}
    with Store(path, read_only=True) as store:
        for a, b in (("CHN", "RUS"), ("IRN", "FRA"), ("LUX", "NPL")):
            plain = (
                f"SELECT date_trunc('month', date) AS month, count(*) FROM data.gdelt WHERE actor <> recipient "
                f"AND actor IN ('{a}', '{b}') AND recipient IN ('{a}', '{b}') GROUP BY ALL"
            )
            figures[f"{a}-{b}, plain count by month, seconds"], _ = _timed(
                lambda plain=plain: store.connection.sql(plain).to_arrow_table(),
                warm=True,  # type: ignore[misc]
            )
            figures[f"{a}-{b}, monthly series, seconds"], _ = _timed(
                lambda a=a, b=b: published.measure(store, "monthly", [(a, b)], events="gdelt"),
                warm=True,  # type: ignore[misc]
            )
            figures[f"{a}-{b}, figures of a dossier, seconds"], _ = _timed(
                lambda a=a, b=b: _figures(store, a, b),  # type: ignore[misc]
                warm=True,
            )
    return figures


def _figures(store: Store, a: str, b: str) -> None:
    """What a dossier takes of a pair's events: the acts once, and every measure of them."""
    tables = eventtables.of_pair(store, "gdelt", a, b)
    tables["acts"] = acts(tables, a, b)
    for name in FIGURES:
        module, _, function = MEASURES[name].partition(":")
        getattr(importlib.import_module(module), function)(tables, a, b)


def make(path: Path, count: int) -> None:
    """A file of made-up events of GDELT's layout, some pairs far more in the news than others."""
    part = dataset("gdelt").parts[0]
    codes = [code for code, one in ActorBook.load().entities.items() if one.kind == "state"]
    ordered = [*_COMMON, *(code for code in codes if code not in _COMMON)]
    with Store(path) as store:
        made = {name: value.format(count=count, states=len(ordered)) for name, value in _MADE.items()}
        columns = [f'({made.get(one.name, "NULL")})::{TYPES[one.type]} AS "{one.name}"' for one in part.columns]
        store.connection.execute("CREATE SCHEMA IF NOT EXISTS data")
        store.connection.execute("SELECT setseed(0.5)")
        store.connection.execute(
            f"""CREATE TABLE data.gdelt AS WITH lists AS (SELECT {ordered} AS codes, ['CONSULT', 'CONSULT', 'SUPPORT',
            'AGREE', 'COOPERATE', 'AID', 'ACCUSE', 'REQUEST', 'REJECT', 'THREATEN', 'SANCTION', 'ASSAULT', 'MOBILIZE',
            'COERCE'] AS types) SELECT {", ".join(columns)}, '' AS vintage FROM range({count}) r(i), lists"""
        )
        eventdata.refresh(store)
        eventtables.summarise(store, "gdelt")


def _members() -> list[int]:
    from comity import states

    return list(states.members("cow", 2016))[:193]


def _timed(run: Callable[[], Any], *, warm: bool = False) -> tuple[float, Any]:
    """Seconds of the run, the second and better one where it is to be warm."""
    if warm:
        run()
    begin = time.perf_counter()
    result = run()
    return round(time.perf_counter() - begin, 3), result


if __name__ == "__main__":
    for name, figure in {**measures(), **stored(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000_000)}.items():
        print(f"{name}: {figure:g}")
