"""A dataset's table made ready for a panel: its states, its periods, and one row for each unit and period.

What a table is to a panel stands in its ``dataset.yml`` (:class:`comity.datasets.catalogue.Entry`). In the table that
comes out ``#x`` (and ``#y``) are the states, ``#year`` or ``#start`` the period, and the other columns the values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from comity import states, vintages
from comity.datasets import Dataset, Part
from comity.errors import InputError
from comity.measures.query import query
from comity.panel.shape import Shape
from comity.store import Store

_NUMBERED = re.compile(r"(.*?)_?([12])")


@dataclass(frozen=True, slots=True)
class Ready:
    """Rows that can be joined.

    ``system`` is that of the dataset's states; where it is the panel's own, ``by_number``, the states are joined by
    their numbers, else by comity's codes. ``by_start`` says that periods are told by their first day, which is so where
    the data have dates, and not by their year.
    """

    table: pa.Table
    values: tuple[str, ...]
    system: str
    dyadic: bool
    directed: bool
    by_number: bool
    by_start: bool

    @property
    def numbered(self) -> Mapping[str, tuple[str, str]]:
        """Columns that come twice, once for each state of the pair: ``flow`` -> ``flow1``, ``flow2``."""
        return numbered(self.values) if self.dyadic else {}


def numbered(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Columns that come once for each state of a pair.

    >>> numbered(["flow1", "flow2", "tot", "q5_1", "q5_2", "side1"])
    {'flow': ('flow1', 'flow2'), 'q5': ('q5_1', 'q5_2')}
    """
    found: dict[str, dict[str, str]] = {}
    for name in names:
        if match := _NUMBERED.fullmatch(name):
            found.setdefault(match[1], {})[match[2]] = name
    return {base: (two["1"], two["2"]) for base, two in found.items() if base and len(two) == 2}


def states_of(part: Part) -> tuple[str, ...]:
    """The columns of a table that say which states a row is about."""
    coded = tuple(column.name for column in part.columns if column.code)
    return part.panel.states or tuple(name for name in coded if name in part.keys) or coded


def ready(store: Store, dataset: Dataset, part: Part, shape: Shape, rules: Sequence[str] | None = None) -> Ready:
    """The rows of a table for a panel of some shape; ``rules`` are names of its ``whittle``, in order, all if None.

    Raises:
        InputError: the table is not loaded, or has several rows for one unit and period and no rule for them.
    """
    who, times = states_of(part), tuple(dict.fromkeys(name for name in (part.year, part.until) if name))
    if not 1 <= len(who) <= 2 or not times:
        raise InputError(f"{part.name} has no state and year in its rows, so no panel can take it ({part.what})")
    if len(who) == 2 and part.panel.pairs is None:
        raise InputError(f"{part.name}: its dataset.yml does not say whether its pairs are directed or mutual")
    if rules is not None and not part.panel.whittle:
        raise InputError(f"{part.name} has no rules to whittle it by")
    sql, by_start = _expanded(part, who, times, shape)
    plain = len(times) == 1 and not by_start
    bounds = {"first": shape.first, "last": shape.last} if plain else {}
    tables = {"source": _source(store, dataset, part, bounds)}
    keys = ['"#x"', *(['"#y"'] if len(who) == 2 else []), '"#start"' if by_start else '"#year"']
    values = [column.name for column in part.columns if column.name not in {*who, *times}]
    if part.panel.pairs == "mutual":
        sql = mirrored(sql, values)
    if part.panel.whittle:
        sql, values = _whittled(store, dataset, part, sql, keys, values, rules, tables, shape)
    elif part.panel.take:
        made = ", ".join(f'{one} AS "{name}"' for name, (one, _) in part.panel.take.items())
        sql, values = f"SELECT {', '.join(keys)}, {made} FROM ({sql}) GROUP BY ALL", list(part.panel.take)
    else:
        values = [name for name in values if name not in part.keys]
    chosen = ", ".join(f'"{name}"' for name in values)
    table = _run(part, f"SELECT {', '.join(keys)}, {chosen} FROM ({sql})", tables, shape)
    _refuse_repeated(part, table, keys)
    system = _system(part, who, dataset)
    by_number = system == shape.system and system in states.SYSTEMS
    if not by_number:
        table = _translated(table, system, keys)
    return Ready(table, tuple(values), system, len(who) == 2, part.panel.pairs == "directed", by_number, by_start)


def basis(store: Store, part: Part) -> str:
    """The table that a part's rows are read from: itself, or the one that they are made of where it is not loaded."""
    if part.panel.otherwise and not vintages.loaded(store, [part.name]):
        return part.panel.otherwise[0] if vintages.loaded(store, [part.panel.otherwise[0]]) else part.name
    return part.name


def _source(store: Store, dataset: Dataset, part: Part, bounds: Mapping[str, int]) -> pa.Table:
    name = basis(store, part)
    if name == part.name or not part.panel.otherwise:
        return vintages.rows(store, dataset.name, part=part.name, **bounds)
    made = query(part.panel.otherwise[1], {name: vintages.rows(store, dataset.name, part=name)})
    inside = "SELECT * FROM made WHERE year BETWEEN coalesce($first, year) AND coalesce($last, year)"
    return query(inside, {"made": made}, first=bounds.get("first"), last=bounds.get("last"))


def _system(part: Part, who: Sequence[str], dataset: Dataset) -> str:
    codes = {column.code for column in part.columns if column.name in who and column.code}
    return codes.pop() if len(codes) == 1 else dataset.codes


def _run(part: Part, sql: str, tables: Mapping[str, pa.Table], shape: Shape) -> pa.Table:
    try:
        return query(sql, tables, first=shape.first, last=shape.last)
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"{part.name} cannot be brought into a panel as its dataset.yml says: {reason}") from error


def _expanded(part: Part, who: Sequence[str], times: Sequence[str], shape: Shape) -> tuple[str, bool]:
    """SQL for the rows in every period that they hold for, and whether they are told apart by more than the year."""
    named = ", ".join(f'"{name}" AS "{key}"' for name, key in zip(who, ("#x", "#y"), strict=False))
    without = ", ".join(f'"{name}"' for name in who)
    # What is no state, such as the world as a partner in trade, has no code and no place in a panel.
    known = " AND ".join(f'"{name}" IS NOT NULL' for name in who)
    begin, end = f'"{times[0]}"', f'"{times[-1]}"'
    kind = next(column.type for column in part.columns if column.name == times[0])
    if kind == "date":
        step = shape.step
        span = f"""unnest(generate_series(date_trunc('{step}', greatest({begin}, make_date($first, 1, 1))),
          least(coalesce({end}, make_date($last, 12, 31)), make_date($last, 12, 31)), INTERVAL 1 {step}))::DATE"""
        return (
            f"""SELECT *, "#start" AS period_start, ("#start" + INTERVAL 1 {step} - INTERVAL 1 DAY)::DATE AS period_end
        FROM (SELECT * EXCLUDE ({without}), {named}, {span} AS "#start" FROM source WHERE {known})""",
            True,
        )
    time = begin
    if len(times) == 2:
        time = f"unnest(generate_series(greatest({begin}, $first), least(coalesce({end}, $last), $last)))"
    return f'SELECT * EXCLUDE ({without}), {named}, {time}::INTEGER AS "#year" FROM source WHERE {known}', False


def mirrored(sql: str, values: Sequence[str]) -> str:
    """The rows either way round; what a file has both ways already stays as it is."""
    swapped = {"#x": "#y", "#y": "#x"}
    for one, other in numbered(values).values():
        swapped |= {one: other, other: one}
    turned = ", ".join(f'"{theirs}" AS "{ours}"' for ours, theirs in swapped.items())
    return f"SELECT DISTINCT * FROM (SELECT * FROM ({sql}) UNION ALL SELECT * REPLACE ({turned}) FROM ({sql}))"


def _whittled(
    store: Store, dataset: Dataset, part: Part, sql: str, keys: Sequence[str], values: Sequence[str],
    rules: Sequence[str] | None, tables: dict[str, pa.Table], shape: Shape,
) -> tuple[str, list[str]]:  # fmt: skip
    """SQL that takes one row of several, by the rules, with what is told of all of them; and its columns."""
    known = part.panel.whittle
    if strange := [rule for rule in rules or () if rule not in known]:
        raise InputError(f"{part.name} has no rule {strange[0]!r}: choose of {', '.join(known)}")
    orders = [known[rule] for rule in (known if rules is None else rules)]
    source = sql
    if any("beside." in order for order in orders) and part.panel.beside:
        other, by = part.panel.beside
        if vintages.loaded(store, [other]):
            tables["beside"] = vintages.rows(store, dataset.name, part=other)
            source = f'SELECT r.*, beside FROM ({sql}) r LEFT JOIN beside ON beside."{by}" = r."{by}"'
        else:
            several = f"SELECT 1 FROM ({sql}) GROUP BY {', '.join(keys)} HAVING count(*) > 1 LIMIT 1"
            if _run(part, several, tables, shape).num_rows:
                plain = [rule for rule, order in known.items() if "beside." not in order]
                raise InputError(
                    f"{part.name} has several rows for one unit and year, and the rules that choose among them need "
                    f"{other}, which is not loaded: load it (comity load {dataset.name} FILE), or name other rules "
                    f"({', '.join(plain)})"
                )
            orders = []
    # What no rule decides falls to the lowest key, so that the same data always give the same panel.
    last = [f'"{key}"' for key in part.keys if key in values]
    order = ", ".join([*orders, *last])
    firsts = [f'first("{name}" ORDER BY {order}) AS "{name}"' for name in values]
    made = [f'{one} AS "{name}"' for name, (one, _) in part.panel.take.items()]
    named = [*values, *part.panel.take]
    return f"SELECT {', '.join([*keys, *firsts, *made])} FROM ({source}) GROUP BY {', '.join(keys)}", named


def _refuse_repeated(part: Part, table: pa.Table, keys: Sequence[str]) -> None:
    together = ", ".join(keys)
    found = query(
        f"SELECT {together}, count(*) AS n FROM made GROUP BY ALL HAVING n > 1 ORDER BY ALL LIMIT 1", {"made": table}
    ).to_pylist()
    for row in found:
        *who, when, n = row.values()
        raise InputError(
            f"{part.name} has {n} rows for {' and '.join(map(str, who))} in {when}, and its dataset.yml has no rule "
            "that makes one of them: a panel that took all would count the unit more than once"
        )


def _translated(table: pa.Table, system: str, keys: Sequence[str]) -> pa.Table:
    """The rows with comity's codes instead of numbers, one for each state: that of the number it ends the year with."""
    when = keys[-1]
    year = f"year(r.{when})" if when == '"#start"' else f"r.{when}"
    who = keys[:-1]
    if system in states.SYSTEMS:
        years = query(f"SELECT DISTINCT {year} AS year FROM r", {"r": table})["year"].to_pylist()
        known = states.table(system, years)
        on = [f"JOIN known k{n} ON k{n}.number = r.{key} AND k{n}.year = {year}" for n, key in enumerate(who)]
    else:
        known = _by_iso()
        on = [f"JOIN known k{n} ON k{n}.number = r.{key}" for n, key in enumerate(who)]
    sides = range(len(who))
    states_ = ", ".join(f"k{n}.state" for n in sides)
    return query(
        f"""SELECT r.* REPLACE ({", ".join(f"k{n}.state AS {key}" for n, key in enumerate(who))}) FROM r {" ".join(on)}
        WHERE {" AND ".join(f"k{n}.state IS NOT NULL" for n in sides)}
        QUALIFY row_number() OVER (PARTITION BY {states_}, r.{when}
          ORDER BY {" AND ".join(f"k{n}.current" for n in sides)} DESC, {", ".join(f"r.{key}" for key in who)}) = 1""",
        {"r": table, "known": known},
    )


def _by_iso() -> pa.Table:
    """ISO codes of all times and the states that they stand for; comity's own codes stand for themselves."""
    dated = query("SELECT DISTINCT iso, state FROM t", {"t": states.iso_table(range(1970, 2100))}).to_pylist()
    found = {row["iso"]: row["state"] for row in dated} | {code: code for code in states.names()}
    return pa.table({"number": list(found), "state": list(found.values()), "current": [True] * len(found)})
