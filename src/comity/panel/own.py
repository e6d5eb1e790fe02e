"""What a panel can add without a dataset of that name: names, the codes of the other systems, major powers, measures.

Measures are those of the structural record (``comity measure``), computed for the states and years of the panel.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import pyarrow as pa

from comity import datafiles, published, states, vintages
from comity.errors import InputError
from comity.measures import DIRECTED, RECORD
from comity.measures.query import query
from comity.panel.adding import Added, joined, placed
from comity.panel.rows import Ready, mirrored, numbered
from comity.panel.shape import CODES, Shape
from comity.states import System
from comity.store import Store

OWN = {
    "names": "the English name of each state",
    "cow": "its number in the Correlates of War in that year",
    "gw": "its number in Gleditsch and Ward's list in that year",
    "iso": "its code in ISO 3166 in that year",
    "major_powers": "1 for the major powers of the Correlates of War",
    "capital_distance": "kilometres between the capitals, as the crow flies",
}
"""What is added by name without a dataset of that name -> what it is."""

COSTLY = frozenset({"alliance_similarity", "alliance_similarity_cow", "un_similarity", "voting_distance"})
"""Measures that take long over all pairs, and say the same of one pair whether it is asked for alone or not."""

FEW = 60
"""Up to so many pairs a costly measure is computed for these alone."""

_ONE_WAY = frozenset({"level"})
"""Columns of measures of both that hold from a to b only."""


def own(store: Store, shape: Shape, panel: pa.Table, name: str, prefix: str = "") -> tuple[pa.Table, Added]:
    """A panel with one of :data:`OWN` beside its rows."""
    about = {"dataset": "comity", "what": OWN[name]}
    citation, first, last = "", shape.first, shape.last
    if name == "capital_distance":
        made, citation = _distance(store, shape, panel)
    else:
        table = _listed(name, shape)
        rows = Ready(table, (table.column_names[-1],), "", False, False, False, False)
        zeros = {"major": "0"} if name == "major_powers" else None
        made = joined(panel, shape, rows, rows.values, [(first, last)], zeros, status=False)
    panel, columns = placed(panel, made, name, prefix, dict.fromkeys(made.column_names, about))
    absence = "zero" if name == "major_powers" else "missing"
    return panel, Added(name, OWN[name], "comity's own lists", citation, first, last, absence, "", columns)


def _listed(name: str, shape: Shape) -> pa.Table:
    """``#x``, ``#year`` and the value of one of comity's lists for every state and year."""
    years = range(shape.first, shape.last + 1)
    if name == "names":
        known = pa.table({"#x": list(states.names()), "name": list(states.names().values())})
        sql = 'SELECT "#x", unnest(range($first, $last + 1)) AS "#year", name FROM known'
        return query(sql, {"known": known}, first=shape.first, last=shape.last)
    if name == "iso":
        return states.iso_table(years).rename_columns(["#x", "#year", "iso"])
    if name == "major_powers":
        return _powers(shape)
    system: System = "cow" if name == "cow" else "gw"
    sql = f'SELECT state AS "#x", year AS "#year", number AS {CODES[system]} FROM t WHERE current AND member'
    return query(sql, {"t": states.table(system, years)})


def _powers(shape: Shape) -> pa.Table:
    listed = [
        {"state": one["state"], "since": str(one["from"]), "until": str(one.get("to", "9999-12-31"))}
        for one in datafiles.load("majors.yml")
    ]
    return query(
        """SELECT DISTINCT state AS "#x", unnest(range(greatest(year(since::DATE), $first),
             least(year(until::DATE), $last) + 1)) AS "#year", 1 AS major FROM p""",
        {"p": pa.Table.from_pylist(listed)}, first=shape.first, last=shape.last,
    )  # fmt: skip


def _distance(store: Store, shape: Shape, panel: pa.Table) -> tuple[pa.Table, str]:
    """The distance of the capitals on the first day of each period, on a sphere with the mean radius of the earth."""
    if not shape.dyadic:
        raise InputError("capital_distance is about pairs of states: take a panel by dyad")
    part = "gw_capitals" if shape.system == "gw" else "cow_capitals"
    capitals = vintages.rows(store, "capitals", part=part)
    code = "gwcode" if part == "gw_capitals" else "ccode"
    tables = {"p": shape.keys(panel), "c": capitals}
    key = "p.number_{0}"
    if shape.system == "iso":
        tables["s"] = states.table("cow", range(shape.first, shape.last + 1))
        tables["p"] = query(
            """SELECT p.*, x.number AS number_a, y.number AS number_b FROM p
            LEFT JOIN s x ON x.state = p.state_a AND x.year = p.year AND x.current
            LEFT JOIN s y ON y.state = p.state_b AND y.year = p.year AND y.current""",
            tables,
        )
    on = " ".join(
        f'LEFT JOIN c {side} ON {side}.{code} = {key.format(side)} AND p.start BETWEEN {side}.begin AND {side}."end"'
        for side in "ab"
    )
    made = query(
        f"""SELECT 2 * 6371.0088 * asin(sqrt(least(1, sin(radians(b.latitude - a.latitude) / 2) ** 2
            + cos(radians(a.latitude)) * cos(radians(b.latitude))
            * sin(radians(b.longitude - a.longitude) / 2) ** 2))) AS capital_distance
        FROM p {on} QUALIFY row_number() OVER (PARTITION BY p.row ORDER BY a.begin DESC, b.begin DESC) = 1
        ORDER BY p.row""",
        tables,
    )
    return made, (capitals.schema.metadata or {})[b"citation"].decode()


def measured(
    store: Store,
    shape: Shape,
    panel: pa.Table,
    name: str,
    only: Sequence[str] = (),
    *,
    prefix: str = "",
    status: bool = False,
) -> tuple[pa.Table, Added]:
    """A panel with a measure of the structural record beside its rows.

    What a measure tells of both stands beside a pair whichever way round; columns that hold one way only, and have no
    other half, are left out then.

    Raises:
        InputError: a dataset that the measure needs is not loaded, or it is about pairs and the panel is not.
    """
    directed = name in DIRECTED
    pairs = _few(panel) if name in COSTLY and shape.dyadic else []
    measure = published.measure(store, name, pairs, first=shape.first, last=shape.last)
    if not measure.num_columns:
        measure = _without_rows(store, name)
    dyadic = "b" in measure.column_names
    if dyadic and not shape.dyadic:
        raise InputError(f"{name} is about pairs of states: take a panel by dyad")
    table = measure.rename_columns(
        [{"a": "#x", "b": "#y", "year": "#year"}.get(column, column) for column in measure.column_names]
    )
    values = [column for column in table.column_names if not column.startswith("#")]
    if "#x" not in table.column_names:
        everybody = pa.table({"#x": list(states.names())})
        table = query('SELECT s."#x", t.* FROM t, s', {"t": table, "s": everybody})
    if dyadic and not directed:
        halves = {one for two in numbered(values).values() for one in two}
        values = [one for one in values if one in halves or (one not in _ONE_WAY and not one.endswith(("1", "2")))]
        table = table.select([*(column for column in table.column_names if column.startswith("#")), *values])
        table = query(mirrored("SELECT * FROM t", values), {"t": table})
    if strange := [column for column in only if column not in values]:
        raise InputError(f"{name} has no column {strange[0]!r} for a panel: choose of {', '.join(values)}")
    years = [year for year in table["#year"].unique().to_pylist() if year is not None]
    spans = [(min(years), max(years))] if years else []
    rows = Ready(table, tuple(values), "", dyadic, directed, False, False)
    made = joined(panel, shape, rows, list(only) or values, spans, None, status=status)
    metadata = measure.schema.metadata or {}
    version = metadata.get(b"datasets", b"").decode()
    rule = "" if shape.step == "year" else f"yearly value, the same in every {shape.step} of the year"
    about = {"dataset": f"measure {name} of {version}", "rule": rule}
    panel, columns = placed(panel, made, name, prefix, dict.fromkeys(made.column_names, about))
    first, last = spans[0] if spans else (None, None)
    path = (RECORD | DIRECTED)[name]
    title = (importlib.import_module(path.partition(":")[0]).__doc__ or name).strip().partition("\n")[0]
    citations = metadata.get(b"citations", b"").decode()
    return panel, Added(name, title, version, citations, first, last, "missing", rule, columns)


def _without_rows(store: Store, name: str) -> pa.Table:
    """The columns of a measure that has no row in the years of a panel, as it has them in a year that is covered."""
    module = importlib.import_module((RECORD | DIRECTED)[name].partition(":")[0])
    spans = (vintages.covered(store, part) for part in module.NEEDS)
    year = min((span[1] for span in spans if span), default=None)
    found = published.measure(store, name, first=year, last=year)
    if not found.num_columns:
        raise InputError(f"{name} has no rows in any year: what is loaded for it has none in common")
    return found.slice(0, 0).replace_schema_metadata(found.schema.metadata)


def _few(panel: pa.Table) -> list[tuple[str, str]]:
    """The pairs of a panel where they are few, each once."""
    found = query("SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b FROM t ORDER BY ALL",
                  {"t": panel.select(["a", "b"])})  # fmt: skip
    return [(row["a"], row["b"]) for row in found.to_pylist()] if found.num_rows <= FEW else []
