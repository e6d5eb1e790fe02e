"""How fast measures are: all pairs of a session of the General Assembly, and one pair of 50 million stored events.

The events are made up, as 250 files of 200,000 that were loaded one after the other. They take about two GB of disk and
ten minutes, so they are measured only where that is asked for: ``make bench BENCH=--stored``, or by themselves with
``python -m benchmarks.measures``. Beside them stands the limit: a plain query of DuckDB that counts a pair's events by
month in a table of the same events as they came.
"""

from __future__ import annotations

import functools
import importlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from comity import eventdata, eventtables, published, vintages
from comity.actors import ActorBook
from comity.datasets import TYPES, dataset
from comity.measures import MEASURES
from comity.measures.acts import acts
from comity.measures.un_similarity import un_similarity
from comity.store import Store

RESOLUTIONS = 100
FIGURES = ("cooperation", "conduct", "say_do", "change_points", "reciprocity", "volatility")
"""The measures of a pair that a dossier shows, or may."""

STORED = "50 million stored events"
PAIRS = (("CHN", "RUS"), ("IRN", "FRA"), ("LUX", "NPL"))
"""Pairs with some 137,000, 24,000 and 500 of the events."""

FILE = 200_000
"""As many events as a day of GDELT 2.0 has."""

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
    with tempfile.TemporaryDirectory() as folder:
        path, plain = Path(folder) / "events.duckdb", Path(folder) / "plain.duckdb"
        make(path, count)
        shutil.copy(path, plain)
        with Store(path) as store:
            cost, _ = _timed(lambda: eventtables.summarise(store, "gdelt"))
        return {f"{STORED}: sums and order made anew, minutes": round(cost / 60, 1), **asked(path, plain)}


def asked(path: Path, plain: Path) -> dict[str, float]:
    """Seconds and CPU seconds of each question, the second time that it is asked, and of the plain query on events as
    they came. CPU seconds are those of all threads; where the machine has other work, they tell more than the clock.
    """
    figures: dict[str, float] = {}
    with Store(path, read_only=True) as store, Store(plain, read_only=True) as limit:
        for a, b in PAIRS:
            count = (
                f"SELECT date_trunc('month', date) AS month, count(*) FROM data.gdelt WHERE actor <> recipient "
                f"AND actor IN ('{a}', '{b}') AND recipient IN ('{a}', '{b}') GROUP BY ALL"
            )
            questions: dict[str, Callable[[], Any]] = {
                "plain DuckDB query by month": functools.partial(_counted, limit, count),
                "monthly series": functools.partial(published.measure, store, "monthly", [(a, b)], events="gdelt"),
                "figures of a dossier": functools.partial(_figures, store, a, b),
            }
            for what, ask in questions.items():
                ask()
                cpu = time.process_time()
                figures[f"{STORED}, {a}-{b}: {what}, seconds"], _ = _timed(ask)
                figures[f"{STORED}, {a}-{b}: {what}, CPU seconds"] = round(time.process_time() - cpu, 3)
    return figures


def _counted(store: Store, query: str) -> pa.Table:
    return store.connection.sql(query).to_arrow_table()


def _figures(store: Store, a: str, b: str) -> None:
    """What a dossier takes of a pair's events: the acts once, and every measure of them."""
    tables = eventtables.of_pair(store, "gdelt", a, b)
    tables["acts"] = acts(tables, a, b)
    for name in FIGURES:
        module, _, function = MEASURES[name].partition(":")
        getattr(importlib.import_module(module), function)(tables, a, b)


def make(path: Path, count: int) -> None:
    """A file of made-up events of GDELT's layout, some pairs far more in the news than others, in the order of time."""
    described = dataset("gdelt")
    part = described.parts[0]
    codes = [code for code, one in ActorBook.load().entities.items() if one.kind == "state"]
    ordered = [*_COMMON, *(code for code in codes if code not in _COMMON)]
    with Store(path) as store:
        made = {name: value.format(count=count, states=len(ordered)) for name, value in _MADE.items()}
        columns = [f'({made.get(one.name, "NULL")})::{TYPES[one.type]} AS "{one.name}"' for one in part.columns]
        store.connection.execute("SELECT setseed(0.5)")
        vintages.prepare(store)
        store.connection.execute(
            f"""CREATE TABLE data.gdelt AS WITH lists AS (SELECT {ordered} AS codes, ['CONSULT', 'CONSULT', 'SUPPORT',
            'AGREE', 'COOPERATE', 'AID', 'ACCUSE', 'REQUEST', 'REJECT', 'THREATEN', 'SANCTION', 'ASSAULT', 'MOBILIZE',
            'COERCE'] AS types) SELECT {", ".join(columns)}, 'file ' || (i // {FILE}) AS vintage
            FROM range({count}) r(i), lists"""
        )
        store.connection.execute(
            """INSERT INTO data.vintages BY NAME SELECT 'gdelt' AS dataset, 'gdelt' AS part, vintage AS digest,
            vintage AS file, $1 AS version, now() AS loaded_at, count(*) AS read, count(*) AS kept, 0 AS rejected,
            year(min(date)) AS first, year(max(date)) AS last FROM data.gdelt GROUP BY vintage""",
            [described.version],
        )
        eventdata.refresh(store)


def _members() -> list[int]:
    from comity import states

    return list(states.members("cow", 2016))[:193]


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = run()
    return round(time.perf_counter() - begin, 3), result


if __name__ == "__main__":
    for name, figure in {**measures(), **stored(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000_000)}.items():
        print(f"{name}: {figure:g}")
