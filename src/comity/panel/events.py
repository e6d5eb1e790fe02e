"""Events in a panel: how often one of a pair did what to the other in a period, in words and deeds, for and against.

``events`` are those that comity coded in the observatory's own reports, each act once however often it is told; the
name of an event dataset stands for its own. Only acts that happened count. A mutual act counts for both. An act whose
date is coarser than the panel's period is left out.

A pair without a row in a period had no event that was read, which is not the same as none: it is missing, unless the
dataset itself says that absence is zero. Whoever knows that all was read writes
``derive(talks="coalesce(verbal_coop, 0)")``.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from comity import datasets, eventdata, vintages
from comity.errors import InputError
from comity.measures.query import query
from comity.panel.adding import Added, joined, placed
from comity.panel.rows import Ready
from comity.panel.shape import Shape
from comity.store import Store

OWN = "events"
QUADS = {
    "verbal_coop": "cooperation in words",
    "material_coop": "cooperation in deeds",
    "verbal_conf": "conflict in words",
    "material_conf": "conflict in deeds",
}
COLUMNS = {
    "events": "how many acts of the one towards the other",
    **{name: f"how many of them were {what}" for name, what in QUADS.items()},
    "goldstein": "the mean of their Goldstein values, from -10 to 10",
}

_LENGTH = {"year": 4, "month": 7, "day": 10}
_COUNTED = """
WITH told AS (
  SELECT actor, recipient, {what} AS what, quad, avg(goldstein) AS goldstein, {start} AS start,
    bool_or(reciprocal) AS mutual
  FROM ({source}) WHERE modality = 'actual' AND length(date) >= {length}
    AND left(date, 4) BETWEEN '{first}' AND '{last}'
  GROUP BY ALL
), directed AS (
  SELECT actor, recipient, what, quad, goldstein, start FROM told
  UNION SELECT recipient, actor, what, quad, goldstein, start FROM told WHERE mutual
)
SELECT actor AS "#x", recipient AS "#y", {time}, count(*) AS events,
  {quads}, avg(goldstein) AS goldstein
FROM directed GROUP BY ALL
"""


def has(name: str) -> bool:
    """Whether a name stands for events."""
    return name == OWN or any(part.events is not None for part in _parts(name))


def _parts(name: str) -> Sequence[datasets.Part]:
    return datasets.dataset(name).parts if name in datasets.catalogue() else ()


def counted(
    store: Store, shape: Shape, panel: pa.Table, name: str, only: Sequence[str], prefix: str, status: bool
) -> tuple[pa.Table, Added]:
    """A panel with counts of events beside its rows.

    Raises:
        InputError: the dataset is not loaded, or the panel is not one of pairs.
    """
    if not shape.dyadic:
        raise InputError(f"{name} are acts between two: take a panel by dyad, and sum it up with to_states")
    if strange := [column for column in only if column not in COLUMNS]:
        raise InputError(f"{name} has no column {strange[0]!r}: choose of {', '.join(COLUMNS)}")
    described = None if name == OWN else datasets.dataset(name)
    if described and name not in eventdata.loaded(store):
        raise InputError(f"{described.title} is not loaded: comity load {name} FILE --db {store.path}")
    if described:
        source, what = eventdata.sql([name]), "id"
        table = store.connection.sql(_sql(source, what, shape)).to_arrow_table()
    else:
        # One act told by several reports is one act.
        what = "concat_ws('|', type, mode, date)"
        told = store.table(OWN).read_all()
        table = query(_sql("SELECT * FROM told_events", what, shape), {"told_events": told})
    files = [one for one in vintages.vintages(store) if described and one.dataset == name]
    spans = sorted({(one.first, one.last) for one in files if one.first is not None and one.last is not None})
    zero = described is not None and described.absence == "zero"
    rows = Ready(table, tuple(COLUMNS), "", True, True, False, shape.step != "year")
    zeros = {column: "0" for column in COLUMNS if column != "goldstein"} if zero else None
    made = joined(panel, shape, rows, list(only) or list(COLUMNS), spans, zeros, status=status)
    version = "; ".join(sorted({one.version for one in files})) if described else "own reports"
    about = {
        column: {
            "dataset": f"{name} {version}",
            "what": COLUMNS.get(column.removesuffix("_ab").removesuffix("_ba"), ""),
        }
        for column in made.column_names
    }
    panel, columns = placed(panel, made, name, prefix, about)
    first, last = min((one for one, _ in spans), default=None), max((one for _, one in spans), default=None)
    title, citation = (described.title, described.citation) if described else ("events of the reports read", "")
    return panel, Added(name, title, version, citation, first, last, "zero" if zero else "missing", "", columns)


def _sql(source: str, what: str, shape: Shape) -> str:
    start = {
        "year": "left(date, 4)",
        "month": "left(date, 7) || '-01'",
        "day": "left(date, 10)",
    }[shape.step]
    time = 'start::INTEGER AS "#year"' if shape.step == "year" else 'start::DATE AS "#start"'
    quads = ", ".join(f"count(*) FILTER (quad = '{quad}') AS {quad}" for quad in QUADS)
    return _COUNTED.format(
        source=source, what=what, start=start, time=time, quads=quads, length=_LENGTH[shape.step],
        first=f"{shape.first:04}", last=f"{shape.last:04}",
    )  # fmt: skip
