"""The rows of a panel: every unit that is there in a period, by the dated codes of its system.

- A state has a row in each year (month, day) in which it was a member of the system for a day or more.
- Two states are a pair in a period in which both were members on one and the same day: the Federal Republic (260) and
  united Germany (255) both have a row for 1990, and are no pair. Nor are two leaders of one state.
- A number has one row in a period, named after the state that held it last: 345 is SCG in 2003.
- In the ISO system a state has a row wherever COW or GW counts it, known by comity's code, beside which ``iso`` is the
  code that ISO 3166 had for it in that year: null where the standard had none, as for Austria-Hungary.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from comity import states
from comity.errors import InputError
from comity.measures.query import query
from comity.panel.shape import Shape

MOST = 80_000_000
"""More rows than this are refused: nobody meant them, and few machines hold them."""

_PRESENT = """
WITH clipped AS (
  SELECT * REPLACE (greatest(since, make_date($first, 1, 1)) AS since, least(until, make_date($last, 12, 31)) AS until)
  FROM spells
), periods AS (
  SELECT * EXCLUDE (since, until), since, until,
    unnest(generate_series(date_trunc('{step}', since), until, INTERVAL 1 {step}))::DATE AS start
  FROM clipped WHERE since <= until
), held AS (
  -- Who gives a number away within a period has no row in it under that number.
  SELECT *, arg_max(state, until) OVER (PARTITION BY system, number, start) AS holder FROM periods
)
SELECT {key} AS id, arg_max(state, until) AS state, {number} AS number, start,
  min(greatest(since, start)) AS since, max(least(until, start + INTERVAL 1 {step} - INTERVAL 1 DAY))::DATE AS until
FROM held WHERE {every} OR state = holder GROUP BY {key}, start
"""


def rows(shape: Shape, pairs: Sequence[tuple[str, str]], only: Sequence[str], terms: pa.Table | None) -> pa.Table:
    """The key columns of a panel, one row for each unit and period, in the order of units and time.

    ``pairs`` and ``only`` are codes of states; a pair of an undirected panel keeps the order in which it is given.
    ``terms`` are the rows of Archigos where leaders are the units.

    Raises:
        InputError: there would be more rows than can be meant, or none, as one state has no other beside it.
    """
    wanted = sorted({*only, *(code for pair in pairs for code in pair)})
    if shape.who == "dyad" and len(wanted) == 1:
        raise InputError(f"{wanted[0]} alone is no pair: name the other states of its pairs too, or take state-years")
    present = _present(shape, terms)
    if wanted:
        present = query(
            "SELECT * FROM present WHERE list_contains($wanted, state)", {"present": present}, wanted=wanted
        )
    if not shape.dyadic:
        return query(_named(shape, "present", ("",)), {"present": present, **_extra(shape, terms)})
    _refuse_too_many(present, shape)
    both = [*pairs, *((b, a) for a, b in pairs)] if shape.directed else pairs
    order = "one.id <> other.id" if shape.directed or pairs else "one.id < other.id"
    paired = query(
        f"""SELECT one.start, {
            ", ".join(
                f"{side}.{name} AS {name}{end}"
                for name in ("id", "state", "number")
                for side, end in (("one", "_a"), ("other", "_b"))
            )
        }
        FROM present one JOIN present other ON one.start = other.start
          AND one.since <= other.until AND other.since <= one.until AND {order}
          AND one.state <> other.state
        {"JOIN pairs p ON p.a = one.state AND p.b = other.state" if pairs else ""}""",
        {"present": present, "pairs": _pairs(both)},
    )
    return query(_named(shape, "paired", shape.sides), {"paired": paired, **_extra(shape, terms)})


def _present(shape: Shape, terms: pa.Table | None) -> pa.Table:
    if terms is not None:
        key, number = "id", "any_value(number)"
        spells = query(
            "SELECT obsid AS id, gwcode AS number, startdate AS since, enddate AS until FROM terms", {"terms": terms}
        )
        named = states.table("gw", range(shape.first, shape.last + 1))
        spells = query(
            """SELECT p.*, 'gw' AS system, s.state FROM spells p
            JOIN named s ON s.number = p.number AND s.year = least(greatest(year(until), $first), $last)""",
            {"spells": spells, "named": named}, first=shape.first, last=shape.last,
        )  # fmt: skip
    else:
        systems: tuple[states.System, ...] = states.SYSTEMS if shape.system == "iso" else (shape.system,)
        found = [(system, one) for system in systems for one in states.spells(system)]
        spells = pa.table(
            {
                "system": [system for system, _ in found],
                "number": pa.array([one.number for _, one in found], pa.int32()),
                "state": [one.state for _, one in found],
                "since": pa.array([one.since for _, one in found]),
                "until": pa.array([one.until for _, one in found]),
            }
        )
        spells = query("SELECT * REPLACE (since::DATE AS since, until::DATE AS until) FROM s", {"s": spells})
        key, number = ("state", "NULL::INTEGER") if shape.system == "iso" else ("number", "number")
    sql = _PRESENT.format(step=shape.step, key=key, number=number, every=str(key != "state").lower())
    return query(sql, {"spells": spells}, first=shape.first, last=shape.last)


def _pairs(pairs: Sequence[tuple[str, str]]) -> pa.Table:
    distinct = list(dict.fromkeys(pairs))
    return pa.table(
        {"a": pa.array([a for a, _ in distinct], pa.string()), "b": pa.array([b for _, b in distinct], pa.string())}
    )


def _refuse_too_many(present: pa.Table, shape: Shape) -> None:
    counted = query("SELECT count(*) AS n FROM present GROUP BY start", {"present": present})["n"].to_pylist()
    expected = sum(n * (n - 1) for n in counted) // (1 if shape.directed else 2)
    if expected > MOST:
        raise InputError(
            f"a panel by {shape.unit} from {shape.first} to {shape.last} would have about {expected:,} rows: name "
            "pairs or states, or fewer years"
        )


def _named(shape: Shape, table: str, sides: Sequence[str]) -> str:
    """SQL that gives the key columns their names and their order."""
    columns = [f'r.state{side} AS "{shape.state(side)}"' for side in sides]
    joins = []
    if shape.leaders:
        columns += [f"r.id{side} AS obsid{side}, t{side}.leader AS leader{side}" for side in sides]
        joins = [f"JOIN terms t{side} ON t{side}.obsid = r.id{side}" for side in sides]
    if shape.system == "iso":
        columns += [f"i{side}.iso AS iso{side}" for side in sides]
        joins = [
            f"LEFT JOIN iso i{side} ON i{side}.state = r.state{side} AND i{side}.year = year(r.start)" for side in sides
        ]
    else:
        columns += [f'r.number{side}::INTEGER AS "{shape.code(side)}"' for side in sides]
    times = {"year": "", "month": ", month(r.start)::INTEGER AS month", "day": ", r.start AS date"}[shape.step]
    order = ", ".join(f"r.id{side}" for side in sides)
    return (
        f"SELECT {', '.join(columns)}, year(r.start)::INTEGER AS year{times} FROM {table} r {' '.join(joins)} "
        f"ORDER BY {order}, r.start"
    )


def _extra(shape: Shape, terms: pa.Table | None) -> dict[str, pa.Table]:
    if terms is not None:
        return {"terms": terms.select(["obsid", "leader"])}
    return {"iso": states.iso_table(range(shape.first, shape.last + 1))} if shape.system == "iso" else {}
