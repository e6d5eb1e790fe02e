"""What was before and after within a unit: peace years, onsets, lags and leads; a gap is never stepped over."""

from __future__ import annotations

import pyarrow as pa

from comity.errors import InputError
from comity.measures.query import query
from comity.panel.shape import Shape, with_row

# Periods that follow each other without a gap, and in which it is known whether the event was, are a stretch.
_SPELLS = """
WITH known AS (
  SELECT row, unit, clock, event <> 0 AS event, clock - row_number() OVER (PARTITION BY unit ORDER BY clock) AS stretch
  FROM t WHERE event IS NOT NULL
), runs AS (
  SELECT *, coalesce(sum(event::INT) OVER (PARTITION BY unit, stretch ORDER BY clock
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS run
  FROM known
), counted AS (
  SELECT row, row_number() OVER (PARTITION BY unit, stretch, run ORDER BY clock) - 1 AS t FROM runs
)
SELECT c.t::INTEGER AS t, (c.t ** 2)::BIGINT AS t2, (c.t ** 3)::BIGINT AS t3
FROM t LEFT JOIN counted c USING (row) ORDER BY t.row
"""

_ONSET = """
SELECT CASE WHEN now.event = 0 THEN 0 WHEN now.event <> 0 THEN (before.event = 0)::INT END AS onset
FROM t now LEFT JOIN t before ON before.unit = now.unit AND before.clock = now.clock - 1 ORDER BY now.row
"""

_SHIFTED = """
SELECT other.event AS shifted FROM t now
LEFT JOIN t other ON other.unit = now.unit AND other.clock = now.clock + $by ORDER BY now.row
"""


def spells(table: pa.Table, shape: Shape, column: str) -> pa.Table:
    """Columns ``t``, ``t2`` and ``t3``: periods since the last event, its square and its cube.

    ``t`` is 0 in the first known period of a unit and in the first one after an event, and counts on through the
    period of the next event, as in Beck, Katz and Tucker (1998). After a gap, or where it was not known whether the
    event was, it begins anew; where the event itself is not known, so are the three.
    """
    return query(_SPELLS, {"t": _clocked(table, shape, column)})


def onset(table: pa.Table, shape: Shape, column: str) -> pa.Table:
    """A column ``onset``: 1 where the event is and was not in the period before, 0 where it is not or went on.

    Missing where the event is there and it is not known whether it was before, as in the first period of a unit.
    """
    return query(_ONSET, {"t": _clocked(table, shape, column)})


def shifted(table: pa.Table, shape: Shape, column: str, by: int) -> pa.Table:
    """A column ``shifted``: the value of the same unit so many periods later; earlier, below zero."""
    return query(_SHIFTED, {"t": _clocked(table, shape, column)}, by=by)


def _clocked(table: pa.Table, shape: Shape, column: str) -> pa.Table:
    if column not in table.column_names:
        near = [name for name in table.column_names if column in name] or table.column_names
        raise InputError(f"the panel has no column {column!r}: choose of {', '.join(near[:12])}")
    unit = ", ".join(f'"{name}"' for name in shape.unit_columns())
    needed = table.select(list(dict.fromkeys([*shape.unit_columns(), *shape.time_columns(), column])))
    return query(
        f"""SELECT row, dense_rank() OVER (ORDER BY {unit}) AS unit, {shape.clock()} AS clock, "{column}" AS event
        FROM p""",
        {"p": with_row(needed)},
    )
