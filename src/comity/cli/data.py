"""The commands about published data: load, datasets, measure."""

from __future__ import annotations

import json
import math
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from comity.cli.commands import DB, Db, Json, _open, _print, app
from comity.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from comity.vintages import Vintage

SHOWN = 60
"""How many rows people see of a measure; the rest is for --json and -o."""


MIRROR = "COMITY_MIRROR"
"""The variable of the environment that names a mirror: below it each dataset has a folder of its name."""


@app.command
def load(
    dataset: str,
    file: Path | None = None,
    *,
    address: Annotated[str | None, Parameter("--from", help="Fetch from this address, or from a mirror/.")] = None,
    db: Db = DB,
    as_json: Json = False,
) -> None:
    """Load published data: from a file of yours, or else fetched from its publisher, where the publisher allows it.

    Fetched files stay in a folder beside the observatory's file, and are not sent twice; a connection that broke is
    taken up again by the same command. The variable COMITY_MIRROR names a mirror to fetch from.

    Parameters
    ----------
    dataset
        Which data they are; comity datasets lists them.
    file
        The publisher's own file, as it is, in its archive or out of it.
    """
    from comity import datasets
    from comity.cli import show

    one = datasets.dataset(dataset)
    if file is not None and address is not None:
        raise InputError("a file and --from an address are two places to load from: give one of them")
    if file is not None:
        with _open(db) as observatory, show.progress("loading", "rows"):
            vintage, new = observatory.load(dataset, file, tell=show.stage)
        _loaded(one.title, vintage, new, as_json, {}, [])
        return
    if address is None and os.environ.get(MIRROR):
        address = f"{os.environ[MIRROR].rstrip('/')}/{dataset}/"
    with _open(db) as observatory, show.progress("fetching", "bytes") as told:
        arrivals = observatory.fetch(dataset, address=address, progress=told, tell=show.stage)
    for each in arrivals:
        came = each.fetched
        fetched = {"address": came.address, "archive": came.digest, "bytes": came.size, "state": came.state}
        happened = [*came.told]
        if each.new and each.replaced:
            happened.append(
                f"the content at {came.address} is another than that of {each.replaced.loaded_at:%Y-%m-%d}: this is a "
                f"new vintage and takes the place of {each.replaced.file}"
            )
        _loaded(one.title, each.vintage, each.new, as_json, fetched, happened)


def _loaded(
    title: str, vintage: Vintage, new: bool, as_json: bool, fetched: dict[str, Any], happened: list[str]
) -> None:
    from comity.cli import show

    done = f"{vintage.kept:,} rows of {title}" if new else f"{title}: this file is kept already"
    years = f", {vintage.first} to {vintage.last}" if vintage.first is not None else ""
    apart = f"; {vintage.rejected:,} rows set apart, each with its reason" if vintage.rejected else ""
    origin = f"; fetched from {fetched['address']}, SHA-256 {vintage.digest[:16]}" if fetched else ""
    record = asdict(vintage) | {"new": new}
    if fetched:
        record |= {"fetched": fetched, "happened": happened}
    _print(record, as_json, lambda: show.lines([f"{done}{years}{apart}{origin}", *(f"    {one}" for one in happened)]))


@app.command
def datasets(dataset: str | None = None, *, db: Db = DB, as_json: Json = False) -> None:
    """List the published data that comity reads: what is loaded, what they cover, by whose leave.

    Parameters
    ----------
    dataset
        Only this one, with its citation and the rows of its files that were set apart.
    """
    from comity import datasets as described
    from comity import published

    apart: list[dict[str, Any]] = []
    if dataset is not None:
        described.dataset(dataset)
    if db.exists():
        with _open(db, read_only=True) as observatory:
            found = observatory.datasets()
            apart = observatory.set_apart(dataset).to_pylist() if dataset else []
    else:
        found = published.listing(None)
    for one in found:
        if dataset in (None, one["name"]):
            told = {**one, "set_apart": apart} if dataset else one
            _print(told, as_json, lambda told=told: _told(told))  # type: ignore[misc]


@app.command
def measure(
    name: str,
    *,
    pair: Annotated[list[str] | None, Parameter(help="Two states, A,B; may be repeated. All pairs, if none.")] = None,
    first: Annotated[int | None, Parameter("--from", help="First year.")] = None,
    last: Annotated[int | None, Parameter("--to", help="Last year.")] = None,
    by: Annotated[str | None, Parameter(help="Of events: year, month, span. Of the system: which network.")] = None,
    events: Annotated[str | None, Parameter(help="Whose events: comity or a loaded dataset of events.")] = None,
    out: Annotated[Path | None, Parameter(("-o", "--out"), help="A .csv, .parquet, .json or .jsonl file.")] = None,
    db: Db = DB,
    as_json: Json = False,
) -> None:
    """Measure a relation, by its events or by published data, or the system of states around it.

    Parameters
    ----------
    name
        One of the measures that docs/measures.md describes; a name that is none prints them all. Of a pair's events:
        conduct, say_do, change_points, reciprocity ...; of the record: un_similarity, trade_dependence, capabilities
        ...; of the system: blocs, structural_balance, polarity, movement ...
    """
    from comity import exports

    with _open(db, read_only=True) as observatory:
        pairs = [_pair(one) for one in pair or ()]
        table = observatory.measure(name, pairs, first=first, last=last, by=by, events=events)
    cited = _citations(table)
    if out is not None:
        exports.write(table.to_reader(), out)
        record = {"written": str(out), "rows": table.num_rows, "citations": cited}
        _print(record, as_json, lambda: print(f"{out} is written", *cited, sep="\n"))
    elif as_json:
        for row in table.to_pylist():
            print(json.dumps(row, ensure_ascii=False, allow_nan=False, default=str))
        for one in cited:
            print(f"cite: {one}", file=sys.stderr)
    else:
        _table(table)


def _pair(text: str) -> tuple[str, str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(parts):
        raise InputError(f"{text!r} is no pair: write two states with a comma, as --pair CHN,RUS")
    return parts[0], parts[1]


def _told(one: dict[str, Any]) -> None:
    from comity.cli import show

    show.line(f"{one['name']}: {one['title']}, {one['first']} to {one['last'] or 'today'}, {one['version']}")
    show.line(f"    {one['licence']}; {one['address']}; {one['unit']}; codes: {one['codes']}")
    for each in one["loaded"]:
        years = f", {each['first']} to {each['last']}" if each["first"] is not None else ""
        apart = f", {each['rejected']:,} set apart" if each["rejected"] else ""
        show.line(f"    loaded: {each['file']}, {each['kept']:,} rows{years}{apart}, on {each['loaded_at'][:10]}")
    if "set_apart" in one:
        for each in one["loaded"]:
            origin = f", from {each['fetched_from']}" if each["fetched_from"] else ""
            show.line(f"    {each['file']}: SHA-256 {each['digest']}{origin}")
        for address in one["fetched_from"]:
            show.line(f"    fetched from {address}")
        if one["by_hand"]:
            show.line(f"    not fetched: {one['by_hand']}")
        show.line(f"    cite: {one['citation']}")
        for row in one["set_apart"][:SHOWN]:
            show.line(f"    {row['file']}, data row {row['row']}: {row['reason']}: {row['excerpt']}")
        if len(one["set_apart"]) > SHOWN:
            show.line(f"    ... and {len(one['set_apart']) - SHOWN:,} more: --json prints them all")


def _table(table: pa.Table) -> None:
    from comity.cli import show

    if not table.num_rows:
        show.line("no rows: the data that are loaded do not cover this")
        return
    cells = [[_cell(value) for value in row.values()] for row in table.slice(0, SHOWN).to_pylist()]
    grid = [table.column_names, *cells]
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    for row in grid:
        show.line("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    if table.num_rows > SHOWN:
        show.line(f"... and {table.num_rows - SHOWN:,} more rows: -o FILE.csv writes them all")
    show.lines(_citations(table))


def _citations(table: pa.Table) -> list[str]:
    metadata: dict[bytes, bytes] = table.schema.metadata or {}
    return metadata.get(b"citations", b"").decode().splitlines()


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return str(value)
