"""What a panel can add without a dataset of that name: names, the codes of the other systems, major powers, measures.

Measures are those of the structural record (``comity measure``), computed for the states and years of the panel.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import pyarrow as pa

from comity import datafiles, published, states, vintages
from comity.errors import InputError
from comity.measures import RECORD
from comity.measures.query import query
from comity.panel.adding import Added, joined, placed
from comity.panel.rows import Ready, mirrored
from comity.panel.shape import CODES, Shape
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

FEW = 60
"""Up to so many pairs a measure is computed for these alone, and for all pairs beyond."""

_ONE_WAY = {"level"}
"""Columns of measures that hold from a to b only, and are left out where a pair may stand the other way round."""


def own(store: Store, shape: Shape, panel: pa.Table, name: str, prefix: str = "") -> tuple[pa.Table, Added]:
    """A panel with one of :data:`OWN` beside its rows."""
    years = range(shape.first, shape.last + 1)
    about = {"dataset": "comity", "what": OWN[name]}
    citation, first, last = "", shape.first, shape.last
    if name == "capital_distance":
        made, citation = _distance(store, shape, panel)
    else:
        if name == "names":
            known = pa.table({"#x": list(states.names()), "name": list(states.names().values())})
            table = query('SELECT k.*, unnest(range($first, $last + 1)) AS "#year" FROM k', {"k": known},
                          first=shape.first, last=shape.last)  # fmt: skip
        elif name == "iso":
            table = states.iso_table(years).rename_columns(["#x", "#year", "iso"])
        elif name == "major_powers":
            table = _powers(shape)
        else:
            listed = query("SELECT * FROM t WHERE current AND member", {"t": states.table(name, years)})  # type: ignore[arg-type]
            table = query(f'SELECT state AS "#x", year AS "#year", number AS {CODES[name]} FROM t', {"t": listed})  # type: ignore[index]
        value = table.column_names[-1] if name != "names" else "name"
        rows = Ready(table, (value,), "", False, False, False, False)
        zeros = {"major": "0"} if name == "major_powers" else None
        made = joined(panel, shape, rows, [value], [(first, last)], zeros, status=False)
    panel, columns = placed(panel, made, name, prefix, dict.fromkeys(made.column_names, about))
    return panel, Added(name, OWN[name], "comity's own lists", citation, first, last, "missing", "", columns)


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

    Raises:
        InputError: a dataset that the measure needs is not loaded, or it is about pairs and the panel is not.
    """
    pairs: list[tuple[str, str]] = []
    if shape.dyadic:
        few = query("SELECT DISTINCT a, b FROM t ORDER BY ALL", {"t": panel.select(["a", "b"])})
        pairs = [(row["a"], row["b"]) for row in few.to_pylist()] if few.num_rows <= FEW else []
    table = published.measure(store, name, pairs, first=shape.first, last=shape.last)
    metadata = table.schema.metadata or {}
    keys = {"a": "#x", "b": "#y", "year": "#year"}
    dyadic = "b" in table.column_names
    if dyadic and not shape.dyadic:
        raise InputError(f"{name} is about pairs of states: take a panel by dyad")
    dropped = _ONE_WAY if dyadic else set()
    table = table.select([column for column in table.column_names if column not in dropped])
    table = table.rename_columns([keys.get(column, column) for column in table.column_names])
    values = [column for column in table.column_names if not column.startswith("#")]
    if "#x" not in table.column_names:
        table = query(
            'SELECT s.state AS "#x", t.* FROM t, s', {"t": table, "s": pa.table({"state": list(states.names())})}
        )
    if dyadic:
        table = query(mirrored("SELECT * FROM t", values), {"t": table})
        table = query('SELECT * FROM t QUALIFY row_number() OVER (PARTITION BY "#x", "#y", "#year") = 1', {"t": table})
    if strange := [column for column in only if column not in values]:
        raise InputError(f"{name} has no column {strange[0]!r}: choose of {', '.join(values)}")
    years = [year for year in table["#year"].unique().to_pylist() if year is not None]
    spans = [(min(years), max(years))] if years else []
    rows = Ready(table, tuple(values), "", dyadic, False, False, False)
    made = joined(panel, shape, rows, list(only) or values, spans, None, status=status)
    version = metadata.get(b"datasets", b"").decode()
    rule = "" if shape.step == "year" else f"yearly value, the same in every {shape.step} of the year"
    about = {"dataset": f"measure {name} of {version}", "rule": rule}
    panel, columns = placed(panel, made, name, prefix, dict.fromkeys(made.column_names, about))
    first, last = spans[0] if spans else (None, None)
    title = importlib.import_module(RECORD[name].partition(":")[0]).__doc__ or name
    citations = metadata.get(b"citations", b"").decode()
    return panel, Added(
        name, title.strip().partition("\n")[0], version, citations, first, last, "missing", rule, columns
    )  # fmt: skip
