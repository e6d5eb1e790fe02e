"""SIPRI's tables of trend indicator values, which its page makes for one supplier, one recipient or all.

Judgement calls:

- A blank cell is no delivery; a zero is one of less than half a million, which ``delivered`` keeps apart.
- The line of totals is set apart, for it is the sum of the others; columns of sums and percentages are not read.
- Who is the other side stands in the line of totals ("Total imports from China"), in older files in the title. A table
  of all suppliers or all recipients has World there. A file that does not say it is refused.
- Groups in arms, organisations and unknown parties, which SIPRI marks, have a name and no code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import places, reading, sipri
from comity.errors import InputError

HEADS = ("Recipient", "Supplier", "")
WORLD = "World"

_YEAR = re.compile(r"(19|20)\d\d")
_SUM = re.compile(r"|total|(19|20)\d\d-(19|20)\d\d|percentage.*|sum total years", re.IGNORECASE)
_TOTAL = re.compile(r"total(?:\s+(?:imports|exports))?(?:\s+(?:from|to)\s+(.+))?", re.IGNORECASE)
_FROM = re.compile(r"arms exports from (?:the )?(.+?),\s*\d{4}", re.IGNORECASE)
_TO = re.compile(r"arms (?:imports|exports) (?:to|by|of) (?:the )?(.+?),\s*\d{4}", re.IGNORECASE)
_EVERYBODY = ("", "all", "all countries", "all suppliers", "all recipients", "all states", "world")
_ABOVE = 4000

_CELLS = """
SELECT party, year::INTEGER AS year, coalesce(nullif(trim(cell), ''), '0') AS tiv,
  (nullif(trim(cell), '') IS NOT NULL)::INTEGER AS delivered,
  CASE WHEN regexp_full_match(party, 'total( .*)?', 'i') THEN 'is the sum of other rows' END AS rejected
FROM t
"""


def load(raw: Path) -> pa.Table:
    """Read an export of import/export values.

    Raises:
        InputError: there is no table of years, or nothing says who the other side is.
    """
    rows = reading.table(raw, head=HEADS)
    label, *others = rows.column_names
    years = [name for name in others if _YEAR.fullmatch(name)]
    if not years:
        raise InputError(f"{raw.name} has no columns of years; it has {', '.join(rows.column_names[:6])}")
    if spare := [name for name in others if name not in years and not _SUM.fullmatch(name)]:
        raise InputError(f"{raw.name} has columns that are no years: {', '.join(spare[:6])}")
    parties = rows[label].to_pylist()
    if None in parties:
        raise InputError(f"{raw.name} has a row of figures without a name")
    narrow = rows.select([label, *years]).rename_columns(["party", *years])
    with duckdb.connect() as memory:
        memory.register("t", reading.unpivoted(narrow, years, "year", "cell"))
        table = memory.sql(_CELLS).to_arrow_table()
    sides = _sides(raw, label, parties)
    sums = [name for name in parties if _TOTAL.fullmatch(name)]
    for column, name in zip(("supplier", "recipient"), sides, strict=True):
        values = table["party"] if name is None else pa.chunked_array([[name] * table.num_rows], pa.string())
        also = {**sipri.names(values.unique().to_pylist()), **dict.fromkeys(sums)}
        table = table.append_column(f"{column}_name", values)
        table = table.append_column(column, places.named(values, raw, also))
    return table.drop_columns(["party"])


def _sides(raw: Path, label: str, parties: Sequence[str]) -> tuple[str | None, str | None]:
    """The supplier and the recipient that the file is about; None for the one that its rows name."""
    totals = [found for found in map(_TOTAL.fullmatch, parties) if found]
    if label and totals:
        other = _everybody(totals[-1][1] or "")
        return (other, None) if label == "Recipient" else (None, other)
    above = reading.utf8(raw, reading.contents(raw)[:_ABOVE]).decode("utf-8", "replace")
    if found := _FROM.search(above):
        return _everybody(found[1]), None
    if found := _TO.search(above):
        return None, _everybody(found[1])
    raise InputError(f"{raw.name} does not say whose supplies these are: it has no line of totals, and no title")


def _everybody(name: str) -> str:
    return WORLD if name.strip().lower() in _EVERYBODY else name.strip()
