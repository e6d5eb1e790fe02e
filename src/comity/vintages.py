"""Published data in the observatory's file: one table for each table of a dataset, and a vintage for each file.

A vintage says which file was loaded, by its digest, in which version and when, how many rows it had, how many were
kept, and which years they cover. A file loaded twice changes nothing. A new file of a dataset replaces the old one,
unless its files add to each other (event files): then only rows whose key is not there yet are kept, and the others
are set apart with the reason. Where a publisher gives out some pairs or years at a time, the rows of a new file replace
those of the same key. Where a file was fetched, the address is kept beside its digest. All of this happens in
one transaction.

The events of a large file are kept by pair, and :func:`arrange` brings those of many small files together: DuckDB knows
the least and the most of every 122,880 rows, and so finds the few places where a pair's events lie.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from comity.datasets import TYPES, Loaded, Part, dataset
from comity.errors import InputError
from comity.store import Store

_SETUP = """
CREATE SCHEMA IF NOT EXISTS data;
CREATE TABLE IF NOT EXISTS data.vintages (
    dataset VARCHAR NOT NULL, part VARCHAR NOT NULL, digest VARCHAR NOT NULL, file VARCHAR NOT NULL,
    version VARCHAR NOT NULL, loaded_at TIMESTAMP NOT NULL, read BIGINT NOT NULL, kept BIGINT NOT NULL,
    rejected BIGINT NOT NULL, first BIGINT, last BIGINT, replaced_at TIMESTAMP);
CREATE TABLE IF NOT EXISTS data.rejected (
    dataset VARCHAR NOT NULL, digest VARCHAR NOT NULL, "row" BIGINT NOT NULL, reason VARCHAR NOT NULL,
    excerpt VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS data.fetched (
    digest VARCHAR NOT NULL, address VARCHAR NOT NULL, archive VARCHAR NOT NULL, fetched_at TIMESTAMP NOT NULL);
CREATE TABLE IF NOT EXISTS data.arranged (part VARCHAR PRIMARY KEY, arranged_at TIMESTAMP NOT NULL);
"""

ROW_GROUP = 122_880
"""DuckDB's row groups; of a file whose rows lie by pair two are read, one for either direction."""

LOOSE = 1_000_000
"""Events are arranged anew where more rows than this, and than half of those in order, are read for every question."""

_REJECTED = pa.schema([("file", pa.string()), ("row", pa.int64()), ("reason", pa.string()), ("excerpt", pa.string())])


@dataclass(frozen=True, slots=True)
class Vintage:
    """One file that was loaded; ``first`` and ``last`` are the years that its rows cover."""

    dataset: str
    part: str
    digest: str
    file: str
    version: str
    loaded_at: datetime
    read: int
    kept: int
    rejected: int
    first: int | None
    last: int | None


def prepare(store: Store) -> None:
    """Make the tables that loaded files are listed in, where they are not there yet."""
    store.connection.execute(_SETUP)


def keep(store: Store, loaded: Loaded, fetched: tuple[str, str] | None = None) -> tuple[Vintage, bool]:
    """Keep a file's rows; its vintage, and whether it is new. A file that is kept already stays as it is.

    ``fetched`` is the address that the file came from, and the SHA-256 of what was fetched there, which is the file's
    own where it lay in no archive.
    """
    known = [
        one for one in vintages(store) if (one.dataset, one.digest) == (loaded.dataset.name, loaded.digest)
    ]  # fmt: skip
    if known:
        return known[0], False
    now = _now()
    connection, part, name = store.connection, loaded.part, loaded.dataset.name
    with store.transaction():
        prepare(store)
        columns = ", ".join(f'"{column.name}" {TYPES[column.type]}' for column in part.columns)
        connection.execute(f'CREATE TABLE IF NOT EXISTS data."{part.name}" ({columns}, vintage VARCHAR NOT NULL)')
        # A file that an older comity wrote lacks what the dataset has gained since; its old rows are empty there.
        for column in part.columns:
            connection.execute(
                f'ALTER TABLE data."{part.name}" ADD COLUMN IF NOT EXISTS "{column.name}" {TYPES[column.type]}'
            )
        connection.register("incoming", loaded.rows)
        if not loaded.dataset.accumulates:
            same = " AND ".join(f't."{key}" IS NOT DISTINCT FROM i."{key}"' for key in part.keys)
            some = f"WHERE EXISTS (FROM incoming i WHERE {same})" if loaded.dataset.partial else ""
            connection.execute(f'DELETE FROM data."{part.name}" t {some}')
            connection.execute(
                f"""UPDATE data.vintages SET replaced_at = $1 WHERE dataset = $2 AND part = $3 AND replaced_at IS NULL
                AND digest NOT IN (SELECT vintage FROM data."{part.name}")""",
                [now, name, part.name],
            )
        connection.register("refused", loaded.rejected)
        try:
            kept = _insert(store, loaded)
            connection.execute(
                "INSERT INTO data.rejected SELECT $1, $2, row, reason, excerpt FROM refused", [name, loaded.digest]
            )
        finally:
            connection.unregister("incoming")
            connection.unregister("refused")
        if fetched:
            connection.execute("INSERT INTO data.fetched VALUES ($1, $2, $3, $4)", [loaded.digest, *fetched, now])
        vintage = Vintage(
            name, part.name, loaded.digest, loaded.file, loaded.version, now, loaded.read, kept, loaded.read - kept,
            loaded.first, loaded.last,
        )  # fmt: skip
        connection.execute(
            f"INSERT INTO data.vintages VALUES ({', '.join('?' * len(Vintage.__slots__))}, NULL)",
            [getattr(vintage, field) for field in Vintage.__slots__],
        )
    return vintage, True


def _insert(store: Store, loaded: Loaded) -> int:
    part, connection = loaded.part, store.connection
    # Of a small file all is read anyway.
    large = loaded.rows.num_rows > 2 * ROW_GROUP
    fresh, order = "", f"ORDER BY {_by_pair(part)}" if part.events is not None and large else ""
    some = bool(connection.execute(f'FROM data."{part.name}" LIMIT 1').fetchall())
    if part.events is not None and not some:
        connection.execute("INSERT OR REPLACE INTO data.arranged VALUES ($1, $2)", [part.name, _now()])
    if loaded.dataset.accumulates and some:
        keys = ", ".join(f'"{key}"' for key in part.keys)
        same = " AND ".join(f't."{key}" IS NOT DISTINCT FROM i."{key}"' for key in part.keys)
        connection.execute(
            f"""INSERT INTO data.rejected SELECT $1, $2, 0, 'is kept already, from another file', concat_ws(',', {keys})
            FROM incoming i WHERE EXISTS (FROM data."{part.name}" t WHERE {same})""",
            [loaded.dataset.name, loaded.digest],
        )
        fresh = f'WHERE NOT EXISTS (FROM data."{part.name}" t WHERE {same})'
    ((count,),) = connection.execute(
        f'INSERT INTO data."{part.name}" BY NAME SELECT *, $1 AS vintage FROM incoming i {fresh} {order}',
        [loaded.digest],
    ).fetchall()
    return int(count)


def arrange(store: Store, part: Part, tell: Callable[[str], None] = lambda _: None) -> bool:
    """Bring the events of a pair together where they lie scattered over many files; whether that was needed.

    It sorts the whole table, and so is done seldom: the more is in order, the more may come before the next time. Of
    many millions it takes minutes; ``tell`` is told before it begins and when it is done.
    """
    ((since,),) = store.connection.execute(
        "SELECT max(arranged_at) FROM data.arranged WHERE part = $1", [part.name]
    ).fetchall()
    files = [one for one in vintages(store) if one.part == part.name]
    later = [one.kept for one in files if since is None or one.loaded_at > since]
    loose = sum(later if since is None else (min(kept, 2 * ROW_GROUP) for kept in later))
    if loose <= max(LOOSE, (sum(one.kept for one in files) - sum(later)) / 2):
        return False
    tell(f"bringing {sum(one.kept for one in files):,} rows of {part.name} into order by pair ...")
    with store.transaction():
        store.connection.execute(f'CREATE TABLE data.arranging AS FROM data."{part.name}" ORDER BY {_by_pair(part)}')
        store.connection.execute(f'DROP TABLE data."{part.name}"')
        store.connection.execute(f'ALTER TABLE data.arranging RENAME TO "{part.name}"')
        store.connection.execute(f'ALTER TABLE data."{part.name}" ALTER COLUMN vintage SET NOT NULL')
        store.connection.execute("INSERT OR REPLACE INTO data.arranged VALUES ($1, $2)", [part.name, _now()])
    tell(f"the rows of {part.name} are in order")
    return True


def _by_pair(part: Part) -> str:
    return ", ".join(f'"{column}"' for column in ("actor", "recipient", part.year) if column)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def vintages(store: Store) -> list[Vintage]:
    """The files whose rows are kept now, by dataset, part and time of loading."""
    if not _exists(store, "vintages"):
        return []
    fields = ", ".join(Vintage.__slots__)
    rows = store.connection.execute(
        f"SELECT {fields} FROM data.vintages WHERE replaced_at IS NULL ORDER BY dataset, part, loaded_at, digest"
    )
    return [Vintage(*row) for row in rows.fetchall()]


def addresses(store: Store) -> dict[str, str]:
    """Digest of a fetched file -> the address that it came from."""
    if not _exists(store, "fetched"):
        return {}
    found = store.connection.execute("SELECT digest, address FROM data.fetched ORDER BY fetched_at").fetchall()
    return {str(digest): str(address) for digest, address in found}


def rejected(store: Store, name: str) -> pa.Table:
    """The rows of a dataset's files that could not be kept: ``file``, ``row``, ``reason``, ``excerpt``."""
    dataset(name)
    if not _exists(store, "rejected"):
        return _REJECTED.empty_table()
    return store.connection.sql(
        """SELECT v.file, r.row, r.reason, r.excerpt FROM data.rejected r
        JOIN data.vintages v USING (dataset, digest) WHERE dataset = $name AND v.replaced_at IS NULL
        ORDER BY v.loaded_at, r.row""",
        params={"name": name},
    ).to_arrow_table()


def covered(store: Store, part: str) -> tuple[int, int] | None:
    """The first and the last year that the files of a part cover; None where none is loaded."""
    spans = [(one.first, one.last) for one in vintages(store) if one.part == part]
    firsts = [first for first, _ in spans if first is not None]
    lasts = [last for _, last in spans if last is not None]
    return (min(firsts), max(lasts)) if firsts else None


def rows(
    store: Store, name: str, *, part: str = "", first: int | None = None, last: int | None = None
) -> pa.Table:  # fmt: skip
    """The rows of one part of a dataset, of some years; the metadata of the schema name version and citation.

    Raises:
        InputError: the dataset is not loaded; the message says how to load it.
    """
    described = dataset(name)
    one = _part(described.parts, part or described.parts[0].name)
    if not _exists(store, one.name):
        raise InputError(
            f"{described.title} has no table {one.name} loaded ({one.what}): comity load {name} FILE "
            f"--db {store.path}, with {' or '.join(described.files)} from {described.address}"
        )
    bounds: dict[str, Any] = {}
    if one.year:
        year = f'year("{one.year}")' if _type(one, one.year) == "date" else f'"{one.year}"'
        bounds = {f"{year} {sign}": value for sign, value in ((">=", first), ("<=", last)) if value is not None}
    where = " AND ".join(f"{bound} {int(value)}" for bound, value in bounds.items()) or "TRUE"
    table = store.connection.sql(
        f'SELECT * EXCLUDE (vintage) FROM data."{one.name}" WHERE {where}'
    ).to_arrow_table()  # fmt: skip
    versions = sorted({each.version for each in vintages(store) if each.part == one.name})
    return table.replace_schema_metadata(
        {"dataset": name, "version": "; ".join(versions), "citation": described.citation}
    )


def loaded(store: Store, parts: Collection[str]) -> bool:
    """Whether all of these parts have rows in the file."""
    return all(_exists(store, part) for part in parts)


def _type(part: Part, name: str) -> str:
    return next(column.type for column in part.columns if column.name == name)


def _part(parts: Collection[Part], name: str) -> Part:
    for one in parts:
        if one.name == name:
            return one
    raise InputError(f"there is no table {name!r}: choose one of {', '.join(one.name for one in parts)}")


def _exists(store: Store, table: str) -> bool:
    found = store.connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'data' AND table_name = $1", [table]
    )
    return bool(found.fetchall())
