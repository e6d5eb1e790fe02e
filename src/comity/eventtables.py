"""Events as the measures take them: the observatory's own, or those of a loaded event dataset, in the same tables.

A dataset of events has no reports that could be counted, and its articles are not kept. What covers a pair on a day is
therefore how many of its events name either side; the table ``attention`` says so.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from comity import eventdata, vintages
from comity.datasets import catalogue
from comity.errors import InputError
from comity.store import Store

OWN = "comity"
"""The name of the observatory's own events among those of datasets."""

# What the measures read of an event and a dataset does not say; a story without a name is one for each event.
_TOLD = """
SELECT id, coalesce(report, id) AS report, coalesce(report, id) AS document, coalesce(published, try_cast(date AS DATE))
  AS published, source, NULL::VARCHAR AS title, url, actor, actor_name, actor_sector, recipient, recipient_name,
  recipient_sector, reciprocal, type, mode, contexts, quad, cameo, intensity, goldstein, modality, date, "precision",
  location, 0::BIGINT AS evidence_start, coalesce(evidence_text, '') AS evidence_text, 1.0 AS confidence
FROM ({events}) WHERE {among}
"""

_ATTENTION = """
SELECT coalesce(published, try_cast(date AS DATE)) AS day, NULL::VARCHAR AS source, count(*) AS reports,
  count(*) FILTER (actor IN ($a, $b) AND recipient IN ($a, $b)) AS pair_reports
FROM ({events}) WHERE actor IN ($a, $b) OR recipient IN ($a, $b) GROUP BY ALL
"""

_MONTHS = """
SELECT least(actor, recipient) AS one, greatest(actor, recipient) AS two, date_trunc('month', day)::DATE AS month,
  count(*) AS n, count(*) FILTER (quad = 'verbal_coop') AS verbal_coop,
  count(*) FILTER (quad = 'material_coop') AS material_coop, count(*) FILTER (quad = 'verbal_conf') AS verbal_conf,
  count(*) FILTER (quad = 'material_conf') AS material_conf,
  count(*) FILTER (actor < recipient AND NOT reciprocal) AS by_one,
  count(*) FILTER (actor > recipient AND NOT reciprocal) AS by_two, sum(intensity) AS intensity,
  sum(goldstein) AS goldstein, count(goldstein) AS goldstein_n
FROM (SELECT *, try_cast(date AS DATE) AS day FROM ({events}))
WHERE day IS NOT NULL AND modality = 'actual' AND {among} GROUP BY ALL
"""

_KEPT = """
CREATE TABLE IF NOT EXISTS data.event_months (
    dataset VARCHAR NOT NULL, one VARCHAR NOT NULL, two VARCHAR NOT NULL, month DATE NOT NULL, n BIGINT NOT NULL,
    verbal_coop BIGINT NOT NULL, material_coop BIGINT NOT NULL, verbal_conf BIGINT NOT NULL,
    material_conf BIGINT NOT NULL, by_one BIGINT NOT NULL, by_two BIGINT NOT NULL, intensity DOUBLE,
    goldstein DOUBLE, goldstein_n BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS data.event_months_of (dataset VARCHAR PRIMARY KEY, vintages VARCHAR NOT NULL);
"""

_NETWORK = ("actor", "recipient", "type", "mode", "reciprocal", "modality", "date", "published", "intensity")


def source(store: Store, wanted: str | None) -> str:
    """Whose events are meant: those asked for, else the observatory's own, else those of the one dataset that is there.

    Raises:
        InputError: there are none such; the message says what is loaded and what to do.
    """
    there = eventdata.loaded(store)
    if wanted is not None:
        if wanted != OWN and wanted not in there:
            known = [name for name, one in catalogue().items() if any(part.events is not None for part in one.parts)]
            load = f": comity load {wanted} FILE --db {store.path}" if wanted in known else ""
            raise InputError(f"no events of {wanted!r} are loaded{load}; there are those of {', '.join([OWN, *there])}")
        return wanted
    if store.counts()["events"] or not there:
        return OWN
    if len(there) > 1:
        raise InputError(f"events of {', '.join(there)} are loaded: name one with --events")
    return there[0]


def of_pair(store: Store, name: str, a: str, b: str) -> dict[str, pa.Table]:
    """The tables that the measures of a pair take: ``events``, ``reports``, ``quotes``, ``claims``.

    Of a dataset there are the events between the two alone, and ``attention``.
    """
    if name == OWN:
        return store.tables(involving=(a, b))
    told = _told(store, name, "actor IN ($a, $b) AND recipient IN ($a, $b)", a=a, b=b)
    seen = store.connection.cursor().sql(
        _ATTENTION.format(events=eventdata.sql([name])), params={"a": a, "b": b}
    ).to_arrow_table()  # fmt: skip
    return {**_empty(store), "events": told, "reports": _reports(told), "attention": seen}


def around(store: Store, name: str, a: str, b: str) -> dict[str, pa.Table]:
    """The same with all events in which either side has a part, for what third parties do."""
    if name == OWN:
        return store.tables(involving=(a, b))
    told = _told(store, name, "actor IN ($a, $b) OR recipient IN ($a, $b)", a=a, b=b)
    return {**_empty(store), "events": told, "reports": _reports(told)}


def everybody(store: Store, name: str) -> pa.Table:
    """What a network takes of all events: who did what to whom on which day."""
    columns = ", ".join(f'"{column}"' for column in _NETWORK)
    if name == OWN:
        return store.table("events", columns=_NETWORK).read_all()
    return store.connection.cursor().sql(f"SELECT {columns} FROM ({eventdata.sql([name])})").to_arrow_table()


def months(store: Store, name: str, a: str, b: str) -> dict[str, pa.Table]:
    """The table ``months``: sums by pair and month of what either side has a part in.

    They are read from those that :func:`summarise` keeps, or made anew where these are not of the files loaded now.
    """
    if name == OWN:
        own = (
            "SELECT e.* EXCLUDE (date), coalesce(e.date, r.published::VARCHAR) AS date FROM events e "
            "JOIN reports r ON r.digest = e.report WHERE r.superseded_by IS NULL"
        )
        query = _MONTHS.format(events=own, among=_EITHER)
    elif _summarised(store, name) == _loaded_now(store, name):
        query = (
            "SELECT * EXCLUDE (dataset) FROM data.event_months WHERE dataset = $name AND (one IN ($a, $b) "
            "OR two IN ($a, $b))"
        )
    else:
        query = _MONTHS.format(events=eventdata.sql([name]), among=_EITHER)
    codes = {"a": a, "b": b} | ({"name": name} if "$name" in query else {})
    return {"months": store.connection.cursor().sql(query, params=codes).to_arrow_table()}


_EITHER = "(actor IN ($a, $b) OR recipient IN ($a, $b))"


def summarise(store: Store, name: str, fresh: str | None = None) -> None:
    """Keep the sums by pair and month of a dataset up to date after a file was loaded.

    Only the months that the file with the digest ``fresh`` has events of are summed anew, where the sums of the other
    files are there; else all are.
    """
    now = _loaded_now(store, name)
    parts = [part for part in catalogue()[name].parts if part.events is not None]
    day = next((part.year for part in parts if part.year), None)
    known = _summarised(store, name)
    before = ",".join(one for one in now.split(",") if one != fresh)
    some = fresh is not None and known is not None and known == before and len(parts) == 1 and day is not None
    touched: list[date] = []
    if some:
        rows = store.connection.execute(
            f"""SELECT DISTINCT date_trunc('month', "{day}")::DATE FROM data."{parts[0].name}" WHERE vintage = $1""",
            [fresh],
        ).fetchall()
        touched = [month for (month,) in rows if month is not None]
    among = "list_contains($months, date_trunc('month', day)::DATE)" if some else "TRUE"
    bounds = "dataset = $name" + (" AND list_contains($months, month)" if some else "")
    values = {"name": name} | ({"months": touched} if some else {})
    with store.transaction():
        store.connection.execute(_KEPT)
        store.connection.execute(f"DELETE FROM data.event_months WHERE {bounds}", values)
        store.connection.execute(
            f"""INSERT INTO data.event_months SELECT $name, * FROM ({
                _MONTHS.format(events=eventdata.sql([name]), among=among)
            }) ORDER BY one, two, month""",
            values,
        )
        store.connection.execute("INSERT OR REPLACE INTO data.event_months_of VALUES ($1, $2)", [name, now])


def _loaded_now(store: Store, name: str) -> str:
    events = {part.name for part in catalogue()[name].parts if part.events is not None}
    return ",".join(sorted(one.digest for one in vintages.vintages(store) if one.part in events))


def _summarised(store: Store, name: str) -> str | None:
    there = store.connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'data' AND table_name = 'event_months_of'"
    ).fetchall()
    if not there:
        return None
    found = store.connection.execute("SELECT vintages FROM data.event_months_of WHERE dataset = $1", [name]).fetchall()
    return str(found[0][0]) if found else None


def citation(store: Store, name: str) -> dict[str, str]:
    """What to name and to cite for events of this source."""
    if name == OWN:
        return {"datasets": "the observatory's own events", "citations": ""}
    one = catalogue()[name]
    return {"datasets": f"{name} ({one.version})", "citations": one.citation}


def _told(store: Store, name: str, among: str, **codes: str) -> pa.Table:
    query = _TOLD.format(events=eventdata.sql([name]), among=among)
    return store.connection.cursor().sql(query, params=codes).to_arrow_table()


def _reports(told: pa.Table) -> pa.Table:
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.register("told", told)
        return connection.sql(
            """SELECT report AS id, report AS digest, NULL::VARCHAR AS title, min(published) AS published,
            any_value(source) AS source, any_value(url) AS url, NULL::VARCHAR AS superseded_by
            FROM told GROUP BY report"""
        ).to_arrow_table()


def _empty(store: Store) -> dict[str, pa.Table]:
    """Quotes and claims, which datasets of events do not have."""
    return {
        name: store.table(name, involving=("",)).read_all().slice(0, 0) for name in ("quotes", "claims")
    }  # fmt: skip


def day(year: int | None, *, end: bool) -> date | None:
    """The first or the last day of a year.

    >>> day(2024, end=True), day(None, end=False)
    (datetime.date(2024, 12, 31), None)
    """
    return None if year is None else date(year, 12, 31) if end else date(year, 1, 1)
