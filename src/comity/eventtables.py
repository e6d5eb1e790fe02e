"""Events as the measures take them: the observatory's own, or those of a loaded event dataset, in the same tables.

A dataset of events has no reports that could be counted, and its articles are not kept. What covers a pair on a day is
therefore how many of its events name either side; the table ``attention`` says so.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from comity import eventdata
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
