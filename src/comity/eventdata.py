"""Events of all loaded event datasets as one table, in the words of comity's own events.

GDELT, ICEWS, POLECAT, Phoenix, ACLED and UCDP GED each keep their own tables; :func:`table` reads those that are loaded
as one, with the columns of the events that comity codes itself and, before them, the ``dataset``. The same is there in
the observatory's file as the view ``data.events``, for queries of one's own.

- An event is there where both sides are states, organisations or armed groups that comity knows, and not the same one,
  and where the act has a type in PLOVER. All others stay in their dataset's own table.
- ``type``, ``mode``, ``contexts``, ``quad`` and ``intensity`` are PLOVER's (by the crosswalk, where the dataset codes
  in CAMEO); ``goldstein`` is the dataset's own, else that of the nearest CAMEO code. GDELT's and Phoenix's own quad
  classes, which are those of CAMEO's roots, stay in their tables.
- There is no sentence to show: ``evidence_text`` is empty, and ``report`` names the story or article, where known.

**When it misleads:** the datasets read the same news, so that one act may stand in several of them; never add them up.
A machine's telling is not a deed, and a dyad in the news is told more often. ``since`` and ``until`` count the day of
the act.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import pyarrow as pa

from comity.datasets import Part, catalogue
from comity.errors import InputError
from comity.ontology import load_ontology
from comity.store import Store

COLUMNS: Mapping[str, tuple[str, str]] = {
    "dataset": ("VARCHAR", ""),
    "id": ("VARCHAR", ""),
    "report": ("VARCHAR", ""),
    "published": ("DATE", ""),
    "source": ("VARCHAR", ""),
    "url": ("VARCHAR", ""),
    "actor": ("VARCHAR", ""),
    "actor_name": ("VARCHAR", ""),
    "actor_sector": ("VARCHAR", ""),
    "recipient": ("VARCHAR", ""),
    "recipient_name": ("VARCHAR", ""),
    "recipient_sector": ("VARCHAR", ""),
    "reciprocal": ("BOOLEAN", "false"),
    "type": ("VARCHAR", ""),
    "mode": ("VARCHAR", ""),
    "contexts": ("VARCHAR[]", "[]"),
    "quad": ("VARCHAR", ""),
    "cameo": ("VARCHAR", ""),
    "intensity": ("DOUBLE", ""),
    "goldstein": ("DOUBLE", ""),
    "modality": ("VARCHAR", "'actual'"),
    "date": ("VARCHAR", ""),
    "precision": ("VARCHAR", "'day'"),
    "location": ("VARCHAR", ""),
    "reports": ("BIGINT", "1"),
    "evidence_text": ("VARCHAR", ""),
}
"""The columns, in order: DuckDB's type, and what holds where a dataset says nothing."""

_SIDES = ("actor", "recipient")


def table(
    store: Store,
    *,
    datasets: Collection[str] = (),
    involving: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> pa.RecordBatchReader:
    """The events of the loaded event datasets, or of some of them, as a stream of record batches.

    ``involving`` keeps those in which one of these codes has a part; ``since`` and ``until`` are inclusive.

    Raises:
        InputError: a dataset is none of events, or is not loaded.
    """
    there = loaded(store)
    for name in datasets:
        if name not in {one.name for one in catalogue().values() if _event_parts(one.name)}:
            known = ", ".join(name for name in catalogue() if _event_parts(name))
            raise InputError(f"{name!r} is no dataset of events: choose of {known}")
        if name not in there:
            raise InputError(f"{catalogue()[name].title} is not loaded: comity load {name} FILE --db {store.path}")
    wanted = [name for name in there if not datasets or name in datasets]
    bounds = {f"date >= left('{since}', length(date))": since, f"date <= left('{until}', length(date))": until}
    where = " AND ".join(condition for condition, day in bounds.items() if day) or "TRUE"
    codes = {f"code{number}": code for number, code in enumerate(sorted(involving))}
    events = sql(wanted, codes=", ".join(f"${name}" for name in codes), both=False)
    query = f"SELECT * FROM ({events}) WHERE {where}"
    return pa.RecordBatchReader.from_stream(store.connection.cursor().sql(query, params=codes if wanted else {}))


def loaded(store: Store) -> list[str]:
    """The event datasets of which a file is loaded."""
    found = store.connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'data'").fetchall()
    there = {name for (name,) in found}
    return [name for name in catalogue() if any(part.name in there for part in _event_parts(name))]


def refresh(store: Store) -> None:
    """Make the view ``data.events`` one of all event datasets that are loaded now."""
    if names := loaded(store):
        store.connection.execute(f"CREATE OR REPLACE VIEW data.events AS {sql(names)}")


def sql(datasets: Collection[str], *, codes: str = "", both: bool = True, rows: str = "TRUE") -> str:
    """The query behind :func:`table`: events of these datasets, or an empty table of the same columns.

    ``codes`` (``"$a, $b"``) keeps the events of which both sides, or either, are among these. ``rows`` is a condition
    on the dataset's own rows, which are called ``e``. Both go into the scan of the dataset's table, so that of one
    whose rows lie by pair (:func:`comity.vintages.arrange`) hardly more is read than is asked for.
    """
    parts = [_select(name, part, codes, both, rows) for name in datasets for part in _event_parts(name)]
    nothing = ", ".join(f'NULL::{kind} AS "{name}"' for name, (kind, _) in COLUMNS.items())
    return "\nUNION ALL\n".join(parts) or f"SELECT {nothing} WHERE false"


def _event_parts(name: str) -> list[Part]:
    return [part for part in catalogue()[name].parts if part.events is not None]


def _select(name: str, part: Part, codes: str, both: bool, rows: str) -> str:
    told = dict(part.events or {})
    own = {column.name for column in part.columns}
    several = [side for side in _SIDES if told.pop(side, None) == "several"]
    told.setdefault("quad", _quad())
    if "contexts" in own:
        told["contexts"] = "coalesce(string_split(e.contexts, ' '), [])"
    told["dataset"] = f"'{name}'"
    told["id"] = (
        f"concat_ws(':', '{name}', {', '.join(('e.' + told['id'], *(f'each_{side}.code' for side in several)))})"
    )
    columns = []
    for column, (kind, otherwise) in COLUMNS.items():
        value = told.get(column) or (f'e."{column}"' if column in own else otherwise or "NULL")
        value = f"each_{column}.code" if column in several else value
        columns.append(f'CAST({value} AS {kind}) AS "{column}"')
    split = "".join(f", (SELECT unnest(string_split(e.{side}, ';'))) AS each_{side}(code)" for side in several)
    among = ["TRUE"]
    meant = "actor <> recipient AND type IS NOT NULL"
    if codes:
        one, other = (_holds(side, codes, side in several) for side in _SIDES)
        among = [f"{one} AND {other}"] if both else [one, f"{other} AND {one} IS NOT TRUE"]
        if several:
            meant += f" AND (actor IN ({codes}) {'AND' if both else 'OR'} recipient IN ({codes}))"
    return "\nUNION ALL\n".join(
        f'SELECT * FROM (SELECT {", ".join(columns)} FROM data."{part.name}" e{split} WHERE {rows} AND {condition})\n'
        f"WHERE {meant}"
        for condition in among
    )


def _holds(side: str, codes: str, several: bool) -> str:
    """Whether a side is among the codes; a cell that holds several is looked into after it is split."""
    holds = f"e.{side} IN ({codes})"
    return f"({holds} OR contains(e.{side}, ';'))" if several else holds


def _quad() -> str:
    types = load_ontology().types.values()
    cases = " ".join(f"WHEN '{one.name}' THEN '{one.quad}'" for one in types)
    return f"CASE e.type {cases} END"
