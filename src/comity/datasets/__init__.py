"""Published data, a folder each: ``dataset.yml`` says what they are and cover, ``load.py`` makes Arrow tables of them.

``facts`` ships with comity and is always there; all others come from their publishers' files, which
:func:`load` reads. ``load.py`` has one function, ``load(raw: Path) -> Table``, which reads the layouts that the
publisher has used and gives the columns comity's names; everything else is held against ``dataset.yml`` here.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets.catalogue import Column, Dataset, Part, catalogue, dataset
from comity.datasets.checking import REJECTED, TYPES, check
from comity.errors import DataError, InputError

__all__ = ["TYPES", "Column", "Dataset", "Loaded", "Part", "catalogue", "dataset", "load"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One file of a dataset, read and checked: ``read`` rows came, all of them in ``rows`` or in ``rejected``."""

    dataset: Dataset
    part: Part
    file: str
    digest: str
    version: str
    read: int
    rows: pa.Table
    rejected: pa.Table
    first: int | None
    last: int | None


def load(name: str, raw: Path) -> Loaded:
    """Read one file of a dataset.

    Raises:
        InputError: there is no such dataset or file, or the file is not what the dataset's files are; the message says
            what came, what was expected and where the right one is.
    """
    described = dataset(name)
    if not raw.is_file():
        what = "is a folder" if raw.is_dir() else "does not exist"
        raise InputError(f"{raw} {what}: give one file of {described.title}, from {described.address}")
    with raw.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    module = importlib.import_module(f"comity.datasets.{name}.load")
    try:
        table: pa.Table = module.load(raw)
    except InputError as error:
        raise type(error)(
            f"{name}: {error}. Expected is {' or '.join(described.files)}, from {described.address}"
        ) from error
    except (duckdb.Error, pa.ArrowException, csv.Error) as error:
        reason = str(error).strip().partition("\n")[0]
        raise InputError(
            f"{name}: {raw.name} is not laid out as {' or '.join(described.files)} ({reason}): fetch it anew from "
            f"{described.address}"
        ) from error
    # What reading took is not needed any more, nor what checking takes; Arrow would keep it for the next table.
    pa.default_memory_pool().release_unused()
    part = _part(described, table)
    checked = check(table, described, part, raw.name)
    read = table.num_rows
    version = (table.schema.metadata or {}).get(b"version", described.version.encode()).decode()
    del table
    pa.default_memory_pool().release_unused()
    if checked.rows.num_rows + checked.rejected.num_rows != read:
        raise DataError(f"{name}: {raw.name} had {read:,} rows and not all of them are accounted for")
    return Loaded(
        dataset=described,
        part=part,
        file=raw.name,
        digest=digest,
        version=version,
        read=read,
        rows=checked.rows,
        rejected=checked.rejected,
        first=checked.first,
        last=checked.last,
    )


def _part(described: Dataset, table: pa.Table) -> Part:
    names = set(table.column_names) - {REJECTED}
    told = (table.schema.metadata or {}).get(b"part", b"").decode()
    for part in described.parts:
        if {column.name for column in part.columns} == names and told in ("", part.name):
            return part
    raise DataError(f"{described.name}: load.py made columns that dataset.yml does not describe: {', '.join(names)}")
