"""Events as the measures take them: the observatory's own, or those of a loaded event dataset, in the same tables.

A dataset of events has no reports that could be counted, and its articles are not kept. What covers a pair on a day is
therefore how many of its events name either side; the table ``attention`` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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
FROM ({events})
"""

_MONTHS = """
SELECT least(actor, recipient) AS one, greatest(actor, recipient) AS two, date_trunc('month', day)::DATE AS month,
  count(*) AS n, count(*) FILTER (quad = 'verbal_coop') AS verbal_coop,
  count(*) FILTER (quad = 'material_coop') AS material_coop, count(*) FILTER (quad = 'verbal_conf') AS verbal_conf,
  count(*) FILTER (quad = 'material_conf') AS material_conf,
  count(*) FILTER (actor < recipient AND NOT reciprocal) AS by_one,
  count(*) FILTER (actor > recipient AND NOT reciprocal) AS by_two, sum(intensity) AS intensity,
  sum(goldstein) AS goldstein, count(goldstein) AS goldstein_n
FROM (SELECT *, try_cast(date AS DATE) AS day FROM ({events})) WHERE day IS NOT NULL AND modality = 'actual'
GROUP BY ALL
"""

# How many events name a code: by the day that covers them, and by the month of what happened.
_NAMED = """
SELECT code, month, day, count(*) AS n FROM (
  SELECT unnest([actor, recipient]) AS code, coalesce(published, happened) AS day,
    CASE WHEN modality = 'actual' THEN date_trunc('month', happened)::DATE END AS month
  FROM (SELECT actor, recipient, published, modality, try_cast(date AS DATE) AS happened FROM ({events})))
GROUP BY ALL
"""

_KEPT = """
CREATE TABLE IF NOT EXISTS data.event_months (
    dataset VARCHAR NOT NULL, one VARCHAR NOT NULL, two VARCHAR NOT NULL, month DATE NOT NULL, n BIGINT NOT NULL,
    verbal_coop BIGINT NOT NULL, material_coop BIGINT NOT NULL, verbal_conf BIGINT NOT NULL,
    material_conf BIGINT NOT NULL, by_one BIGINT NOT NULL, by_two BIGINT NOT NULL, intensity DOUBLE,
    goldstein DOUBLE, goldstein_n BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS data.event_naming (
    dataset VARCHAR NOT NULL, code VARCHAR NOT NULL, month DATE, day DATE, n BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS data.event_months_of (dataset VARCHAR PRIMARY KEY, vintages VARCHAR NOT NULL);
"""

_SUMMED = """
SELECT one, two, month, sum(n)::BIGINT AS n, sum(verbal_coop)::BIGINT AS verbal_coop,
  sum(material_coop)::BIGINT AS material_coop, sum(verbal_conf)::BIGINT AS verbal_conf,
  sum(material_conf)::BIGINT AS material_conf, sum(by_one)::BIGINT AS by_one, sum(by_two)::BIGINT AS by_two,
  sum(intensity) AS intensity, sum(goldstein) AS goldstein, sum(goldstein_n)::BIGINT AS goldstein_n
FROM data.event_months WHERE dataset = $name AND {among} GROUP BY ALL
"""

_NAMED_SUMMED = """
SELECT code, month, day, sum(n)::BIGINT AS n FROM data.event_naming WHERE dataset = $name AND {among} GROUP BY ALL
"""

# Months of the pair and, so that the attention of each month adds up, what either side has with all others together.
_MONTHS_OF_PAIR = """
WITH pair AS ({pair}), named AS (SELECT code, month, sum(n)::BIGINT AS n FROM ({named})
  WHERE code IN ($a, $b) AND month IS NOT NULL GROUP BY ALL)
FROM pair
UNION ALL BY NAME
SELECT code AS one, NULL::VARCHAR AS two, month, named.n - coalesce(pair.n, 0) AS n
FROM named LEFT JOIN pair USING (month) WHERE named.n > coalesce(pair.n, 0)
"""

_ATTENTION = """
WITH named AS (SELECT day, sum(n)::BIGINT AS n FROM ({named}) WHERE code IN ($a, $b) GROUP BY ALL),
pair AS (SELECT published AS day, count(*) AS n FROM told GROUP BY ALL)
SELECT named.day, NULL::VARCHAR AS source, named.n - coalesce(pair.n, 0) AS reports, coalesce(pair.n, 0) AS pair_reports
FROM named LEFT JOIN pair ON named.day IS NOT DISTINCT FROM pair.day
"""

_OWN_MONTHS = """
SELECT e.* EXCLUDE (date), coalesce(e.date, r.published::VARCHAR) AS date
FROM events e JOIN reports r ON r.digest = e.report
WHERE r.superseded_by IS NULL AND (actor IN ($a, $b) OR recipient IN ($a, $b))
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

    Of a dataset there are the events between the two alone, and ``attention`` in place of reports.
    """
    if name == OWN:
        return store.tables(involving=(a, b))
    told = _told(store, name, a, b, both=True)
    seen = _ATTENTION.format(named=_named(store, name, among="code IN ($a, $b)"))
    with store.connection.cursor() as cursor:
        cursor.register("told", told)
        attention = cursor.sql(seen, params=_used(seen, a=a, b=b, name=name)).to_arrow_table()
    return {**_empty(store), "events": told, "reports": _reports(told.slice(0, 0)), "attention": attention}


def around(store: Store, name: str, a: str, b: str) -> dict[str, pa.Table]:
    """The same with all events in which either side has a part, for what third parties do."""
    if name == OWN:
        return store.tables(involving=(a, b))
    told = _told(store, name, a, b, both=False)
    return {**_empty(store), "events": told, "reports": _reports(told)}


def everybody(store: Store, name: str) -> pa.Table:
    """What a network takes of all events: who did what to whom on which day."""
    columns = ", ".join(f'"{column}"' for column in _NETWORK)
    if name == OWN:
        return store.table("events", columns=_NETWORK).read_all()
    return store.connection.cursor().sql(f"SELECT {columns} FROM ({eventdata.sql([name])})").to_arrow_table()


def months(store: Store, name: str, a: str, b: str) -> dict[str, pa.Table]:
    """The table ``months``: sums by month of the pair, and of what either side has a part in.

    They are read from those that :func:`summarise` keeps, or made anew where these are not of the files loaded now.
    """
    one, two = sorted((a, b))
    if name == OWN:
        query = _MONTHS.format(events=_OWN_MONTHS)
    else:
        kept = _SUMMED.format(among="one = $one AND two = $two")
        anew = _MONTHS.format(events=eventdata.sql([name], codes="$a, $b"))
        pair = kept if _is_summarised(store, name) else anew
        query = _MONTHS_OF_PAIR.format(pair=pair, named=_named(store, name, among="code IN ($a, $b)"))
    used = _used(query, a=a, b=b, one=one, two=two, name=name)
    return {"months": store.connection.cursor().sql(query, params=used).to_arrow_table()}


def summarise(store: Store, name: str, fresh: str | None = None, tell: Callable[[str], None] = lambda _: None) -> None:
    """Keep what :func:`months` and :func:`of_pair` read of a dataset up to date after a file was loaded.

    The events of the file with the digest ``fresh`` are added to the sums of the others, where these are there; else
    all are summed anew. Events of many small files are brought into order where that is due, which ``tell`` is told of.
    """
    now, known = _loaded_now(store, name), _summarised(store, name)
    before = ",".join(one for one in now.split(",") if one != fresh)
    adds = fresh is not None and catalogue()[name].accumulates and known == before
    events = eventdata.sql([name], rows="e.vintage = $fresh" if adds else "TRUE")
    values = {"name": name} | ({"fresh": fresh} if adds else {})
    with store.transaction():
        store.connection.execute(_KEPT)
        for table, query, order in (("months", _MONTHS, "one, two, month"), ("naming", _NAMED, "code, day")):
            if not adds:
                store.connection.execute(f"DELETE FROM data.event_{table} WHERE dataset = $1", [name])
            store.connection.execute(
                f"INSERT INTO data.event_{table} SELECT $name, * FROM ({query.format(events=events)}) ORDER BY {order}",
                values,
            )
        store.connection.execute("INSERT OR REPLACE INTO data.event_months_of VALUES ($1, $2)", [name, now])
    parts = [part for part in catalogue()[name].parts if part.events is not None]
    arranged = [vintages.arrange(store, part, tell) for part in parts if vintages.loaded(store, [part.name])]
    if any(arranged):
        _join_sums(store, name)


def _join_sums(store: Store, name: str) -> None:
    """Make one row of those that the files of a dataset have of a pair and month, or of a code and day."""
    with store.transaction():
        for table, query, order in (("months", _SUMMED, "one, two, month"), ("naming", _NAMED_SUMMED, "code, day")):
            store.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE joined AS {query.format(among='TRUE')} ORDER BY {order}", {"name": name}
            )
            store.connection.execute(f"DELETE FROM data.event_{table} WHERE dataset = $1", [name])
            store.connection.execute(f"INSERT INTO data.event_{table} SELECT $1, * FROM joined", [name])
            store.connection.execute("DROP TABLE joined")


def _named(store: Store, name: str, among: str) -> str:
    """The query for how often codes are named: what is kept or, where that is not of the files loaded now, anew."""
    if _is_summarised(store, name):
        return _NAMED_SUMMED.format(among=among)
    return _NAMED.format(events=eventdata.sql([name], codes="$a, $b", both=False))


def _used(query: str, **values: str) -> dict[str, str]:
    return {key: value for key, value in values.items() if re.search(rf"\${key}\b", query)}


def _is_summarised(store: Store, name: str) -> bool:
    return _summarised(store, name) == _loaded_now(store, name)


def _loaded_now(store: Store, name: str) -> str:
    events = {part.name for part in catalogue()[name].parts if part.events is not None}
    return ",".join(sorted(one.digest for one in vintages.vintages(store) if one.part in events))


def _summarised(store: Store, name: str) -> str | None:
    there = store.connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'data' AND table_name IN ('event_months_of', 'event_naming')"
    ).fetchall()
    if len(there) < 2:
        return None
    found = store.connection.execute("SELECT vintages FROM data.event_months_of WHERE dataset = $1", [name]).fetchall()
    return str(found[0][0]) if found else None


def citation(store: Store, name: str) -> dict[str, str]:
    """What to name and to cite for events of this source."""
    if name == OWN:
        return {"datasets": "the observatory's own events", "citations": ""}
    one = catalogue()[name]
    return {"datasets": f"{name} ({one.version})", "citations": one.citation}


def _told(store: Store, name: str, a: str, b: str, *, both: bool) -> pa.Table:
    query = _TOLD.format(events=eventdata.sql([name], codes="$a, $b", both=both))
    return store.connection.cursor().sql(query, params={"a": a, "b": b}).to_arrow_table()


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
