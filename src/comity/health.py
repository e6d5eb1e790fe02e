"""Whether everything that comity needs is there, and whether an observatory's file is sound."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from comity.engine import CoderSpec
from comity.errors import ComityError, StoreError
from comity.store import SCHEMA_VERSION, TABLES, Store


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that :meth:`Observatory.doctor` looked at; ``mend`` says what to do where it is not ``good``."""

    name: str
    good: bool
    finding: str
    mend: str = ""


def doctor(path: Path, spec: CoderSpec | None = None) -> Iterator[Check]:
    """Look at what comity needs and at a file, which may be damaged or not there yet."""
    yield from examine(spec or CoderSpec())
    if not path.exists():
        yield Check("file", True, f"{path} does not exist yet: comity read PATH makes it")
        return
    try:
        with Store(path, read_only=True) as store:
            yield from examine_store(store)
    except StoreError as error:
        finding, _, mend = str(error).rpartition(": ")
        yield Check("file", False, finding, mend)


def examine_store(store: Store) -> Iterator[Check]:
    """Look at an observatory's file: every block of it, and what was interrupted or refused."""
    counts = store.counts()
    # A damaged block shows only when it is read.
    for name in TABLES:
        for _ in store.table(name, superseded=True):
            pass
    what = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    yield Check("file", True, f"{store.path}, schema {SCHEMA_VERSION}: {what}")
    stopped = [cursor for cursor in store.cursors() if not cursor.finished]
    if stopped:
        where = ", ".join(f"{cursor.location} after {cursor.position:,} reports" for cursor in stopped[:5])
        yield Check("reading", False, f"was interrupted in {where}", "read the same location again: it goes on there")
    if refused := counts["rejected"]:
        yield Check(
            "rejected", False, f"{refused:,} {'input' if refused == 1 else 'inputs'} could not be used",
            f"see the reasons: comity export rejected -o rejected.csv --db {store.path}",
        )  # fmt: skip


def examine(spec: CoderSpec) -> Iterator[Check]:
    """Look at what comity needs to work."""
    good = sys.version_info >= (3, 11)
    yield Check("python", good, sys.version.split()[0], "" if good else "install Python 3.11 or newer")
    try:
        book = spec.book()
        yield Check("actors", True, f"{len(book.entities):,} actors, {len(book.terms):,} terms of office")
        spec.build()
        yield Check("coder", True, f"{spec.name}, ready")
    except (ComityError, OSError) as error:
        yield Check("coder", False, str(error), "install comity again, or mend the actor file that is named")
