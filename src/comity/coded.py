"""What the loaded event datasets tell of a pair, as plain rows: the figures behind the dossier's section on them.

These events were coded by others, mostly by machines, from news that was not read here: there is no sentence to show,
and the dataset's own row stands for the proof. Each dataset stands by itself, since one act may be in several.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity import eventdata, eventtables, vintages
from comity.datasets import catalogue
from comity.measures.acts import acts
from comity.measures.change_points import change_points
from comity.measures.monthly import monthly
from comity.store import Store

Row = dict[str, Any]

SHOWN = 4
"""Of each quad class so many events are shown, those of greatest weight, the latest first."""

TELLING = 3
"""So many events are shown for a change of level."""

_QUADS = ("verbal_coop", "material_coop", "verbal_conf", "material_conf")
_SUMS = ("n", "attention", *_QUADS, "by_a", "by_b")
_SHOWN = ("id", "date", "actor", "recipient", "reciprocal", "type", "mode", "quad", "intensity", "location", "source",
          "url")  # fmt: skip


def coded(store: Store, a: str, b: str, *, since: date | None = None, until: date | None = None) -> list[Row]:
    """Each loaded event dataset that has events between the two, in the order of the catalogue.

    Keys: ``name``, ``title``, ``version``, ``citation``, ``n``, ``first`` and ``last`` (days of its events of the two),
    ``years`` (``year``, ``n``, ``attention``, the quad classes, ``by_a``, ``by_b``; null where it tells of neither
    side), ``changes`` (rows of the measure ``change_points`` that are sure, with ``shown``: ids of events) and
    ``events``, some of its rows, oldest first.
    """
    told = (_of(store, name, a, b, since, until) for name in eventdata.loaded(store))
    return [one for one in told if one is not None]


def _of(store: Store, name: str, a: str, b: str, since: date | None, until: date | None) -> Row | None:
    tables = eventtables.of_pair(store, name, a, b)
    events = _within(tables["events"], since, until)
    if not events.num_rows:
        return None
    tables["acts"] = acts(tables, a, b)
    found = change_points(tables, a, b, since=since, until=until).to_pylist()
    changes = [row | {"shown": row["events"][:TELLING]} for row in found if not row["low"] <= 1 <= row["high"]]
    months = monthly(eventtables.months(store, name, a, b), a, b, since=since, until=until).to_pylist()
    days = pc.min_max(events["date"]).as_py()
    described = catalogue()[name]
    return {
        "name": name,
        "title": described.title,
        "version": "; ".join(sorted({one.version for one in vintages.vintages(store) if one.dataset == name})),
        "citation": described.citation,
        "n": events.num_rows,
        "first": days["min"],
        "last": days["max"],
        "years": [_year(year, months) for year in sorted({row["year"] for row in months})],
        "changes": changes,
        "events": _some(events, {one for row in changes for one in row["shown"]}),
    }


def _within(events: pa.Table, since: date | None, until: date | None) -> pa.Table:
    """The events of a span, each by its day as far as that is known."""
    for bound, holds in ((since, pc.greater_equal), (until, pc.less_equal)):
        if bound is not None:
            cut = pa.array([bound.isoformat()[:size] for size in (4, 7, 10)])
            places = pc.divide(pc.subtract(pc.utf8_length(events["date"]), 4), 3)
            events = events.filter(holds(events["date"], cut.take(pc.cast(places, pa.int64()).combine_chunks())))
    return events


def _year(year: int, months: list[Row]) -> Row:
    own = [row for row in months if row["year"] == year and row["n"] is not None]
    return {"year": year, **{name: sum(row[name] for row in own) if own else None for name in _SUMS}}


def _some(events: pa.Table, telling: set[str]) -> list[Row]:
    """The weightiest events of each class, and those that tell a change, in order of time."""
    rows = events.select(_SHOWN).append_column("weight", pc.abs(events["intensity"]))
    order = [("weight", "descending"), ("date", "descending"), ("id", "ascending")]
    kept = [
        pc.take(own, pc.select_k_unstable(own, k=SHOWN, sort_keys=order))
        for own in (rows.filter(pc.equal(rows["quad"], quad)) for quad in _QUADS)
    ]
    kept.append(rows.filter(pc.is_in(rows["id"], pa.array(sorted(telling), pa.string()))))
    found = {row["id"]: row for table in kept for row in table.to_pylist()}
    return sorted(found.values(), key=lambda row: (row["date"], row["id"]))
