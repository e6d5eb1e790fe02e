"""Gleditsch and Ward's list of independent states, and their list of microstates.

Judgement calls:

- The publisher's text files have no names for their columns, or names of their own: the five columns are read by place.
- Days are written as ``1816-01-01`` or, in the older files, as ``01:01:1816``.
- An end in the year 9999 is no end.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import reading
from comity.errors import InputError

NAMES = ("gwcode", "abbreviation", "name", "begin", "end")

_DAYS = """
SELECT * EXCLUDE ("begin", "end"),
  coalesce(TRY_STRPTIME("begin"::VARCHAR, '%d:%m:%Y')::DATE::VARCHAR, "begin"::VARCHAR) AS "begin",
  CASE WHEN "end"::VARCHAR NOT LIKE '9999-%'
    THEN coalesce(TRY_STRPTIME("end"::VARCHAR, '%d:%m:%Y')::DATE::VARCHAR, "end"::VARCHAR) END AS "end"
FROM t
"""


def load(raw: Path) -> pa.Table:
    """Read ``ksgmdw.txt``, ``microstates.txt``, or their older forms, or the list as CSV or Parquet.

    Raises:
        InputError: it is no table of a code, an abbreviation, a name and two days.
    """
    data = reading.contents(raw)
    data = data if data.startswith(b"PAR1") else reading.utf8(raw, data)
    first = data.partition(b"\n")[0].decode("utf-8", "replace").rstrip("\r")
    if data.startswith(b"PAR1") or "gwcode" in [cell.strip('" ').lower() for cell in first.split(",")]:
        rows = reading.table(raw)
        wanted = {
            "gwcode": "gwcode", "abbreviation": ["stateabb", "gw_abb", "gwc"],
            "name": ["statename", "gw_name", "country_name"], "begin": ["startdate", "start"],
            "end": ["enddate", "end"],
        }  # fmt: skip
        if reading.has(rows, "microstate"):
            wanted["microstate"] = "microstate"
        table = reading.columns(rows, wanted, raw)
    else:
        table = _text(raw, data, first)
    if "microstate" not in table.column_names:
        table = table.append_column("microstate", pa.nulls(table.num_rows, pa.string()))
    with duckdb.connect() as memory:
        memory.register("t", table)
        return memory.sql(f"SELECT * REPLACE ({_FLAG} AS microstate) FROM ({_DAYS})").to_arrow_table()


_FLAG = "CASE lower(microstate::VARCHAR) WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE microstate::VARCHAR END"


def _text(raw: Path, data: bytes, first: str) -> pa.Table:
    for mark in ("\t", ";", "|"):
        cells = next(csv.reader([first], delimiter=mark), [])
        if len(cells) == len(NAMES):
            # A first line whose first cell is no code names the columns.
            body = data if cells[0].strip().isdigit() else data.partition(b"\n")[2]
            return reading.delimited(body, raw, delimiter=mark, names=NAMES)
    raise InputError(f"{raw.name} begins with {first[:60]!r}, which is no code, abbreviation, name and two days")
