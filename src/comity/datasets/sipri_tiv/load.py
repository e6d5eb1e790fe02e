"""SIPRI's tables of trend indicator values, which its page makes for one supplier, one recipient or all.

Judgement calls:

- A blank cell is no delivery; a zero is one of less than half a million, which ``delivered`` keeps apart.
- Lines and columns of totals are set apart: they are the sums of the others.
- Who is the other side stands in the lines above the table. A table of all suppliers or all recipients has World there.
- Groups in arms, organisations and unknown parties, which SIPRI marks, have a name and no code.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import places, reading, sipri
from comity.errors import InputError

HEADS = ("Supplier", "Recipient", "Exports by", "Exports to", "Imports from", "")

_FROM = re.compile(r"arms exports from (?:the )?(.+?),\s*\d{4}", re.IGNORECASE)
_TO = re.compile(
    r"arms (?:imports|exports) to (?:the )?(.+?),\s*\d{4}|arms imports (?:of|by) (.+?),\s*\d{4}", re.IGNORECASE
)
_PARTY = re.compile(r"^\W*(supplier|recipient)s?\s*[:,]\s*\"?([^\",\n]+)", re.IGNORECASE | re.MULTILINE)
_EVERYBODY = ("all", "all countries", "all suppliers", "all recipients", "all states", "world")
_YEAR = re.compile(r"(19|20)\d\d")
_PREAMBLE = 4000

_CELLS = """
SELECT party, year::INTEGER AS year, coalesce(nullif(trim(cell), ''), '0') AS tiv,
  (nullif(trim(cell), '') IS NOT NULL)::INTEGER AS delivered,
  CASE WHEN lower(party) IN ('total', 'total exports', 'total imports', 'others') THEN 'is the sum of other rows' END
    AS rejected
FROM t
"""


def load(raw: Path) -> pa.Table:
    """Read an export of import/export values.

    Raises:
        InputError: there is no table of years, or nothing says who the other side is.
    """
    rows = reading.table(raw, head=HEADS)
    years = [name for name in rows.column_names if _YEAR.fullmatch(name)]
    label = rows.column_names[0]
    if not years:
        raise InputError(f"{raw.name} has no columns of years; it has {', '.join(rows.column_names[:6])}")
    if spare := [name for name in rows.column_names[1:] if name not in years and name.lower() not in ("total", "")]:
        raise InputError(f"{raw.name} has columns that are no years: {', '.join(spare[:6])}")
    supplier, recipient = _sides(raw, label)
    narrow = rows.select([label, *years]).rename_columns(["party", *years])
    with duckdb.connect() as memory:
        memory.register("t", reading.unpivoted(narrow, years, "year", "cell"))
        long = memory.sql(_CELLS).to_arrow_table()
    party = long["party"]
    if party.null_count:
        raise InputError(f"{raw.name} has a row of figures without a name")
    named = {
        "supplier_name": party if supplier is None else _same(supplier, long.num_rows),
        "recipient_name": party if recipient is None else _same(recipient, long.num_rows),
    }
    table = long.drop_columns(["party"])
    sums = {name for name in party.unique().to_pylist() if name.lower().startswith("total") or name.lower() == "others"}
    for column, values in named.items():
        also = {**sipri.names(values.unique().to_pylist()), **dict.fromkeys(sums)}
        table = table.append_column(column, values)
        table = table.append_column(column.removesuffix("_name"), places.named(values, raw, also))
    return table


def _same(name: str, count: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([name] * count, pa.string())])


def _sides(raw: Path, label: str) -> tuple[str | None, str | None]:
    """The supplier and the recipient that the lines above the table name; None for the one that the rows name."""
    above = reading.utf8(raw, reading.contents(raw)[:_PREAMBLE]).decode("utf-8", "replace")
    parties = {kind.lower(): name.strip() for kind, name in _PARTY.findall(above)}
    parties = {kind: "World" if name.lower() in _EVERYBODY else name for kind, name in parties.items()}
    if found := _FROM.search(above):
        return _everybody(found[1]), None
    if found := _TO.search(above):
        return None, _everybody(found[1] or found[2])
    if label.lower() in ("recipient", "exports to"):
        return parties.get("supplier", "World"), None
    if label.lower() in ("supplier", "exports by", "imports from"):
        return None, parties.get("recipient", "World")
    raise InputError(f"{raw.name} does not say whether its rows are suppliers or recipients")


def _everybody(name: str) -> str:
    return "World" if name.strip().lower() in _EVERYBODY else name.strip()
