"""The observatory's one DuckDB file: append, query, schema, migrations.

Reports are known by their content (``Document.digest``), so the same report read twice changes nothing. A report that
comes again under its id with other content supersedes the version before, which stays in the file with
``superseded_by`` set. What could not be used is kept in ``rejected`` with the reason. All that one call to
:meth:`Store.append` brings is written in one transaction, together with how far the reading has come.

>>> from comity.model import Coding, Document
>>> import tempfile, pathlib
>>> folder = tempfile.TemporaryDirectory()
>>> with Store(pathlib.Path(folder.name) / "comity.duckdb") as store:
...     first = store.append([Coding(Document("a1", "Nothing happened."))])
...     again = store.append([Coding(Document("a1", "Nothing happened."))])
>>> first.new, again.new, again.unchanged
(1, 0, 1)
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from comity.errors import InputError, StoreBusy, StoreError, StoreTooNew
from comity.model import Actor, Coding, Document, Passage, Rejection
from comity.records import event_record

Row = dict[str, Any]

TABLES = ("reports", "events", "quotes", "claims", "rejected")

# DuckDB calls a file by its name up to the first dot, and then cannot tell it from a schema inside of that name.
_SCHEMAS = ("data", "scoreboard")
_ABOUT_REPORTS = ("id", "digest", "title", "published", "source", "url", "language", "superseded_by", "read_at")
_EXCERPT = 200
_PAGE = 256

# One entry a version of the schema, run in order; an entry never changes once a release has carried it.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE reports (
        id VARCHAR NOT NULL, digest VARCHAR PRIMARY KEY, title VARCHAR, published DATE, source VARCHAR, url VARCHAR,
        language VARCHAR, text VARCHAR NOT NULL, extra VARCHAR NOT NULL, read_at TIMESTAMP NOT NULL,
        superseded_by VARCHAR);
    CREATE TABLE events (
        id VARCHAR NOT NULL, report VARCHAR NOT NULL,
        actor VARCHAR NOT NULL, actor_country VARCHAR, actor_name VARCHAR, actor_role VARCHAR, actor_sector VARCHAR,
        recipient VARCHAR NOT NULL, recipient_country VARCHAR, recipient_name VARCHAR, recipient_role VARCHAR,
        recipient_sector VARCHAR, reciprocal BOOLEAN NOT NULL, type VARCHAR NOT NULL, mode VARCHAR,
        contexts VARCHAR[] NOT NULL, quad VARCHAR NOT NULL, cameo VARCHAR, intensity DOUBLE NOT NULL, goldstein DOUBLE,
        modality VARCHAR NOT NULL, date VARCHAR, "precision" VARCHAR NOT NULL, location VARCHAR,
        evidence_start BIGINT NOT NULL, evidence_end BIGINT NOT NULL, evidence_text VARCHAR NOT NULL,
        trigger_start BIGINT NOT NULL, trigger_end BIGINT NOT NULL, trigger_text VARCHAR NOT NULL,
        confidence DOUBLE NOT NULL, why VARCHAR[] NOT NULL,
        retold STRUCT("start" BIGINT, "end" BIGINT, text VARCHAR)[] NOT NULL);
    CREATE TABLE quotes (
        report VARCHAR NOT NULL, speaker VARCHAR NOT NULL, speaker_name VARCHAR, speaker_role VARCHAR,
        speaker_sector VARCHAR, words VARCHAR NOT NULL, about VARCHAR[] NOT NULL, stance VARCHAR NOT NULL,
        evidence_start BIGINT NOT NULL, evidence_end BIGINT NOT NULL, evidence_text VARCHAR NOT NULL);
    CREATE TABLE claims (
        report VARCHAR NOT NULL, kind VARCHAR NOT NULL, quantity VARCHAR NOT NULL, subject VARCHAR, partner VARCHAR,
        period VARCHAR, value VARCHAR, unit VARCHAR, evidence_start BIGINT NOT NULL, evidence_end BIGINT NOT NULL,
        evidence_text VARCHAR NOT NULL, verdict VARCHAR NOT NULL, basis VARCHAR[] NOT NULL);
    CREATE TABLE rejected (
        location VARCHAR NOT NULL, reason VARCHAR NOT NULL, excerpt VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL,
        report VARCHAR);
    CREATE TABLE cursors (
        location VARCHAR PRIMARY KEY, position BIGINT NOT NULL, finished BOOLEAN NOT NULL, "at" TIMESTAMP NOT NULL);
    """,
)

SCHEMA_VERSION = len(MIGRATIONS)

_OF_REPORT = "r.id AS document, r.published, r.source, r.title, r.url"
_QUERIES = {
    "reports": """
        SELECT r.id, r.digest, r.title, r.published, r.source, r.url, r.language, r.text, r.superseded_by, r.read_at
        FROM reports r WHERE {current} AND {dated} ORDER BY r.published, r.id, r.digest""",
    "events": f"""
        SELECT e.id, e.report, {_OF_REPORT}, e.* EXCLUDE (id, report)
        FROM events e JOIN reports r ON r.digest = e.report
        WHERE {{current}} AND {{dated}} AND {{among}}
        ORDER BY r.published, r.id, e.report, e.evidence_start, e.trigger_start, e.id""",
    "quotes": f"""
        SELECT e.report, {_OF_REPORT}, e.* EXCLUDE (report)
        FROM quotes e JOIN reports r ON r.digest = e.report
        WHERE {{current}} AND {{dated}} AND {{among}}
        ORDER BY r.published, r.id, e.report, e.evidence_start, e.words""",
    "claims": f"""
        SELECT e.report, {_OF_REPORT}, e.* EXCLUDE (report)
        FROM claims e JOIN reports r ON r.digest = e.report
        WHERE {{current}} AND {{dated}} AND {{among}}
        ORDER BY r.published, r.id, e.report, e.evidence_start, e.kind, e.quantity""",
    "rejected": 'SELECT location, reason, excerpt, "at" FROM rejected ORDER BY location, reason, excerpt',
}
# An act belongs to its own day where the text gives one, else to its report's; both are text cut to their precision,
# so the bounds are cut alike. What has no day at all is never filtered away.
_DAY = {"events": "coalesce(e.date, CAST(r.published AS VARCHAR))"}
_AMONG = {
    "events": "(list_contains($codes, e.actor) OR list_contains($codes, e.recipient))",
    "quotes": "(list_contains($codes, e.speaker) OR list_has_any($codes, e.about))",
    "claims": "(list_contains($codes, e.subject) OR list_contains($codes, e.partner))",
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the reading of one location has come: ``position`` counts the reports seen."""

    location: str
    position: int
    finished: bool


@dataclass(frozen=True, slots=True)
class Appended:
    """What one call to :meth:`Store.append` did, counted in reports; ``new`` includes those that supersede another."""

    new: int = 0
    unchanged: int = 0
    superseded: int = 0
    events: int = 0
    quotes: int = 0
    claims: int = 0

    def __add__(self, other: Appended) -> Appended:
        return Appended(*(getattr(self, name) + getattr(other, name) for name in Appended.__slots__))


class Store:
    """One DuckDB file, open for as long as the ``with`` block runs.

    ``read_only`` opens a file that must exist already, and lets others read it at the same time. Raises ``StoreError``
    where the file cannot be used, or turns out to be damaged before the block ends, ``StoreBusy`` while another process
    writes to it, ``StoreTooNew`` where a newer version of comity wrote it.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self.path = Path(path)
        if read_only and not self.path.exists():
            raise StoreError(
                f"{self.path} does not exist: read some reports into it first (comity read PATH --db {self.path})"
            )
        self._connection = _connect(self.path, read_only=read_only)
        try:
            with _errors_told(self.path):
                version = self.version
            if version < SCHEMA_VERSION and read_only:
                self._connection.close()
                Store(self.path).close()
                self._connection = _connect(self.path, read_only=True)
            elif version < SCHEMA_VERSION:
                self._migrate(version)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
        # DuckDB's own words for a Ctrl-C that came while it worked.
        if isinstance(error, duckdb.InterruptException | RuntimeError) and "nterrupted" in str(error):
            raise KeyboardInterrupt from error
        if isinstance(error, duckdb.Error):
            with _errors_told(self.path):
                raise error

    def close(self) -> None:
        """Close the file; what was appended is on disk."""
        self._connection.close()

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The open file, for modules that keep tables of their own in it."""
        return self._connection

    @property
    def version(self) -> int:
        """The version of the file's schema; 0 where the file is empty."""
        names = {name for (name,) in self._connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if not names:
            return 0
        found = []
        if "meta" in names:
            found = self._connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchall()
        if not found:
            raise StoreError(f"{self.path} is a DuckDB file of something else: give comity one of its own (--db FILE)")
        version = int(found[0][0])
        if version > SCHEMA_VERSION:
            raise StoreTooNew(
                f"{self.path} has schema {version}, and this comity knows schemas up to {SCHEMA_VERSION}: "
                "update comity, or read the reports into another file (--db FILE)"
            )
        return version

    def append(
        self, codings: Iterable[Coding], rejections: Iterable[Rejection] = (), cursor: Cursor | None = None
    ) -> Appended:
        """Keep codings, rejected inputs and the cursor, all or none of them.

        A coding with ``rejected`` set keeps its report too, so that :meth:`documents` brings it again.
        """
        codings = list(codings)
        known = self.known(coding.document.digest for coding in codings)
        fresh: dict[str, Coding] = {}
        for coding in codings:
            if (digest := coding.document.digest) not in known:
                fresh.setdefault(digest, coding)
        current = self._current({coding.document.id for coding in fresh.values()})
        superseded: list[Row] = []
        for digest, coding in fresh.items():
            if coding.document.id in current:
                superseded.append({"old": current[coding.document.id], "new": digest})
            current[coding.document.id] = digest
        now = _now()
        with self.transaction():
            self._insert("reports", [_report(coding.document, digest, now) for digest, coding in fresh.items()])
            if superseded:
                self._run(
                    "UPDATE reports SET superseded_by = b.new FROM incoming b WHERE digest = b.old",
                    pa.Table.from_pylist(superseded),
                )
            self._insert_codings(fresh, now)
            self._reject([_rejected(one.location, one.reason, one.excerpt, now) for one in rejections])
            if cursor is not None:
                self._move(cursor, now)
        return Appended(
            new=len(fresh),
            unchanged=len(codings) - len(fresh),
            superseded=len(superseded),
            events=sum(len(coding.events) for coding in fresh.values()),
            quotes=sum(len(coding.quotes) for coding in fresh.values()),
            claims=sum(len(coding.claims) for coding in fresh.values()),
        )

    def recode(self, codings: Iterable[Coding]) -> None:
        """Put new codings of reports that the file holds in the place of the old ones, all or none of them."""
        coded = {coding.document.digest: coding for coding in codings}
        missing = coded.keys() - self.known(coded)
        if missing:
            raise StoreError(f"{self.path} holds no report {sorted(missing)[0]}: append it instead of recoding it")
        with self.transaction():
            for table in ("events", "quotes", "claims", "rejected"):
                self._connection.execute(
                    f"DELETE FROM {table} WHERE report IN (SELECT unnest($digests))", {"digests": list(coded)}
                )
            self._insert_codings(coded, _now())

    def known(self, digests: Iterable[str]) -> set[str]:
        """Those of the digests whose reports the file holds already."""
        rows = self._connection.execute(
            "SELECT digest FROM reports WHERE digest IN (SELECT unnest($digests))", {"digests": list(digests)}
        )
        return {digest for (digest,) in rows.fetchall()}

    def table(
        self,
        name: str,
        *,
        involving: Collection[str] = (),
        since: date | None = None,
        until: date | None = None,
        superseded: bool = False,
        columns: Sequence[str] = (),
    ) -> pa.RecordBatchReader:
        """One table as a stream of record batches, in a fixed order, for what does not fit into memory.

        With ``columns`` only these are read, in any order of the rows, which is much quicker where a table is long.

        ``involving`` keeps the events, quotes and claims in which one of these codes has a part. ``since`` and
        ``until`` are inclusive and hold the day of the act, or of the report where the text gives none. Reports that
        were superseded, and all that they said, come only when asked for.
        """
        if name not in TABLES:
            raise InputError(f"there is no table {name!r}: choose one of {', '.join(TABLES)}")
        day = _DAY.get(name, "CAST(r.published AS VARCHAR)")
        bounds = {">= left($since": since, "<= left($until": until}
        given = [f"coalesce({day} {bound}, length({day})), TRUE)" for bound, value in bounds.items() if value]
        query = _QUERIES[name].format(
            current="TRUE" if superseded else "r.superseded_by IS NULL",
            dated=" AND ".join(given) or "TRUE",
            among=_AMONG[name] if involving and name in _AMONG else "TRUE",
        )
        values = {
            "codes": sorted(involving),
            "since": since.isoformat() if since else None,
            "until": until.isoformat() if until else None,
        }
        used = {key: value for key, value in values.items() if f"${key}" in query}
        if columns:
            named = ", ".join(f'"{name}"' for name in columns)
            query = f"SELECT {named} FROM ({query})"
        # A cursor of its own: the stream may stay open while the file is written to.
        return pa.RecordBatchReader.from_stream(self._connection.cursor().sql(query, params=used))

    def tables(
        self,
        *,
        involving: Collection[str] = (),
        since: date | None = None,
        until: date | None = None,
        text: bool = True,
    ) -> dict[str, pa.Table]:
        """All tables in memory, filtered as :meth:`table` filters them; without ``text`` reports come without theirs,
        of which most of a file consists.
        """
        columns = {} if text else {"reports": _ABOUT_REPORTS}
        return {
            name: self.table(
                name, involving=involving, since=since, until=until, columns=columns.get(name, ())
            ).read_all()
            for name in TABLES
        }

    def event(self, event_id: str) -> Row:
        """One event as a row of the events table; the beginning of its id is enough where only one begins so."""
        query = _QUERIES["events"].format(current="TRUE", dated="TRUE", among="starts_with(e.id, $id)")
        found: list[Row] = self._connection.sql(query, params={"id": event_id}).to_arrow_table().to_pylist()
        if not event_id or not found:
            raise InputError(
                f"{self.path} holds no event {event_id!r}: see the ids with comity export events -o events.csv"
            )
        exact = [row for row in found if row["id"] == event_id] or found
        if len(exact) > 1:
            names = ", ".join(row["id"] for row in exact[:4])
            raise InputError(f"{len(exact)} events begin with {event_id!r} ({names} ...): give more of the id")
        return exact[0]

    def document(self, digest: str) -> Document:
        """The report with this digest, as it was read."""
        for document in self._documents("digest = $after", digest):
            return document
        raise InputError(f"{self.path} holds no report {digest}")

    def documents(self) -> Iterator[Document]:
        """All reports, superseded ones too, in a fixed order; the file may be written to meanwhile."""
        after = ""
        while page := list(self._documents("digest > $after", after)):
            yield from page
            after = page[-1].digest

    def cursors(self) -> list[Cursor]:
        """How far each location was read."""
        rows = self._connection.execute("SELECT location, position, finished FROM cursors ORDER BY location")
        return [Cursor(*row) for row in rows.fetchall()]

    def counts(self) -> dict[str, int]:
        """How many reports, superseded reports, events, quotes, claims and rejected inputs the file holds."""
        query = """SELECT
            (SELECT count(*) FROM reports WHERE superseded_by IS NULL) AS reports,
            (SELECT count(*) FROM reports WHERE superseded_by IS NOT NULL) AS superseded,
            (SELECT count(*) FROM events e JOIN reports r ON r.digest = e.report
                WHERE r.superseded_by IS NULL) AS events,
            (SELECT count(*) FROM quotes e JOIN reports r ON r.digest = e.report
                WHERE r.superseded_by IS NULL) AS quotes,
            (SELECT count(*) FROM claims e JOIN reports r ON r.digest = e.report
                WHERE r.superseded_by IS NULL) AS claims,
            (SELECT count(*) FROM rejected) AS rejected"""
        counted: dict[str, int] = self._connection.sql(query).to_arrow_table().to_pylist()[0]
        return counted

    def _documents(self, condition: str, after: str) -> Iterator[Document]:
        rows = self._connection.sql(
            f"""SELECT id, text, title, published, source, url, language, extra FROM reports
            WHERE {condition} ORDER BY digest LIMIT {_PAGE}""",
            params={"after": after},
        )
        for row in rows.to_arrow_table().to_pylist():
            yield Document(**{**row, "extra": json.loads(row["extra"])})

    def _current(self, ids: set[str]) -> dict[str, str]:
        rows = self._connection.execute(
            "SELECT id, digest FROM reports WHERE superseded_by IS NULL AND id IN (SELECT unnest($ids))",
            {"ids": sorted(ids)},
        )
        return dict(rows.fetchall())

    def _insert_codings(self, coded: dict[str, Coding], now: datetime) -> None:
        self._insert("events", [row for digest, coding in coded.items() for row in _events(coding, digest)])
        self._insert("quotes", [row for digest, coding in coded.items() for row in _quotes(coding, digest)])
        self._insert("claims", [row for digest, coding in coded.items() for row in _claims(coding, digest)])
        self._reject(
            [
                _rejected(coding.document.id, coding.rejected, coding.document.text, now, digest)
                for digest, coding in coded.items()
                if coding.rejected is not None
            ]
            + [
                _rejected(one.location, one.reason, one.excerpt, now, digest)
                for digest, coding in coded.items()
                for one in coding.dropped
            ]
        )

    def _insert(self, table: str, rows: Sequence[Row]) -> None:
        if rows:
            incoming = pa.Table.from_pylist(rows, schema=self._schema(table))
            self._run(f"INSERT INTO {table} BY NAME SELECT * FROM incoming", incoming)

    def _schema(self, table: str) -> pa.Schema:
        return self._connection.sql(f"SELECT * FROM {table} LIMIT 0").to_arrow_table().schema

    def _reject(self, rows: Sequence[Row]) -> None:
        distinct = {(row["location"], row["reason"], row["excerpt"]): row for row in rows}
        if distinct:
            self._run(
                "INSERT INTO rejected BY NAME SELECT * FROM incoming i ANTI JOIN rejected USING "
                "(location, reason, excerpt)",
                pa.Table.from_pylist(list(distinct.values()), schema=self._schema("rejected")),
            )

    def _move(self, cursor: Cursor, now: datetime) -> None:
        if cursor not in self.cursors():
            self._connection.execute(
                "INSERT OR REPLACE INTO cursors VALUES ($location, $position, $finished, $at)",
                {"location": cursor.location, "position": cursor.position, "finished": cursor.finished, "at": now},
            )

    def _run(self, statement: str, incoming: pa.Table) -> None:
        self._connection.register("incoming", incoming)
        try:
            self._connection.execute(statement)
        finally:
            self._connection.unregister("incoming")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is written inside the block, or none of it."""
        self._connection.begin()
        try:
            yield
            self._connection.commit()
        except BaseException:
            # Ctrl-C may come when the commit is done already: then there is nothing to undo.
            with suppress(duckdb.TransactionException):
                self._connection.rollback()
            raise

    def _migrate(self, version: int) -> None:
        with self.transaction():
            if version == 0:
                self._connection.execute("CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)")
            for migration in MIGRATIONS[version:]:
                self._connection.execute(migration)
            self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('schema', $1)", [str(SCHEMA_VERSION)])


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open the file, with the network shut: DuckDB would otherwise fetch extensions by itself."""
    if path.name.lstrip(".").partition(".")[0].lower() in _SCHEMAS:
        raise StoreError(
            f"{path} has a name that DuckDB takes for a part of the file: name it otherwise, "
            f"such as {path.with_name('my-' + path.name.lstrip('.'))}; a file that is there can be renamed as it is"
        )
    quiet: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        return duckdb.connect(str(path), read_only=read_only, config=quiet)
    except duckdb.Error as error:
        message = str(error)
        if "Could not set lock" in message or "being used by another process" in message:
            holder = re.search(r"PID (\d+)", message)
            who = f"process {holder[1]}" if holder else "another process"
            raise StoreBusy(
                f"{path} is in use by {who}: wait until that has finished, or give another file (--db FILE)"
            ) from error
        if "not a valid DuckDB" in message:
            raise StoreError(f"{path} is not a DuckDB file: give comity a file of its own (--db FILE)") from error
        if "orrupt" in message or "enough bytes" in message:
            raise _damaged(path) from error
        raise StoreError(
            f"{path} cannot be opened ({_reason(error)}): check the path, or give another file (--db FILE)"
        ) from error


@contextmanager
def _errors_told(path: Path) -> Iterator[None]:
    """Say in words what DuckDB could not do with a file that it had opened."""
    try:
        yield
    except duckdb.Error as error:
        if "orrupt" in str(error):
            raise _damaged(path) from error
        raise StoreError(
            f"{path} could not be used to the end ({_reason(error)}): what was kept before is safe; see that the disk "
            "and the memory have room"
        ) from error


def _damaged(path: Path) -> StoreError:
    return StoreError(
        f"{path} is damaged: go back to a copy of it, or read the reports again into another file (--db FILE)"
    )


def _reason(error: duckdb.Error) -> str:
    """The first line of DuckDB's message, without the kind of error before it."""
    first = str(error).splitlines()[0]
    return first.partition(": ")[2] or first


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _report(document: Document, digest: str, now: datetime) -> Row:
    return {
        "id": document.id,
        "digest": digest,
        "title": document.title,
        "published": document.published,
        "source": document.source,
        "url": document.url,
        "language": document.language,
        "text": document.text,
        "extra": json.dumps(dict(document.extra), ensure_ascii=False, default=str),
        "read_at": now,
    }


def _events(coding: Coding, digest: str) -> Iterator[Row]:
    for event in coding.events:
        record = event_record(event)
        yield {
            **record,
            "report": digest,
            **_actor("actor", event.actor),
            **_actor("recipient", event.recipient),
            **_passage("evidence", event.evidence),
            **_passage("trigger", event.trigger),
        }


def _quotes(coding: Coding, digest: str) -> Iterator[Row]:
    for quote in coding.quotes:
        yield {
            "report": digest,
            **_actor("speaker", quote.speaker),
            "words": quote.words,
            "about": list(quote.about),
            "stance": quote.stance,
            **_passage("evidence", quote.evidence),
        }


def _claims(coding: Coding, digest: str) -> Iterator[Row]:
    for claim in coding.claims:
        yield {
            "report": digest,
            "kind": claim.kind,
            "quantity": claim.quantity,
            "subject": claim.subject,
            "partner": claim.partner,
            "period": claim.period,
            "value": claim.value,
            "unit": claim.unit,
            **_passage("evidence", claim.evidence),
            "verdict": claim.verdict,
            "basis": list(claim.basis),
        }


def _rejected(location: str, reason: str, excerpt: str, now: datetime, report: str | None = None) -> Row:
    return {"location": location, "reason": reason, "excerpt": excerpt[:_EXCERPT], "at": now, "report": report}


def _actor(side: str, actor: Actor) -> Row:
    return {
        side: actor.code,
        f"{side}_country": actor.country,
        f"{side}_name": actor.name,
        f"{side}_role": actor.role,
        f"{side}_sector": actor.sector,
    }


def _passage(name: str, passage: Passage) -> Row:
    return {f"{name}_start": passage.start, f"{name}_end": passage.end, f"{name}_text": passage.text}
