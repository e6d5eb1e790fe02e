"""UN Comtrade's exports, annual or monthly.

Judgement calls:

- The table keeps who reports: what China says of its trade with Russia and what Russia says of it are two rows, and
  they differ.
- Trade is told by the reporter's and partner's numbers. Taiwan is "Other Asia, not elsewhere specified" there; France,
  Norway, Switzerland, India and the United States have numbers of their own that take in some territories. Partners
  that are no state (World, groups, areas not specified) keep their name and have no code.
- Of rows that are split by means of transport, customs procedure or second partner only the total is kept; the parts
  are set apart.
- The publisher's text files have a comma too many at the end of each row.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import places, reading
from comity.errors import InputError

COLUMNS = {
    "reporter_name": "reporterDesc", "reporter_code": "reporterCode", "partner_name": "partnerDesc",
    "partner_code": "partnerCode", "period": "period", "year": ["refYear", "period"], "flow": "flowCode",
    "commodity": "cmdCode", "classification": "classificationCode", "value": "primaryValue", "quantity": "netWgt",
}  # fmt: skip
SPLITS = {"partner2Code": "0", "customsCode": "C00", "motCode": "0", "mosCode": "0"}
"""Columns by which a total is split -> what stands there in the total."""


def load(raw: Path) -> pa.Table:
    """Read ``TradeData.csv``, or the same as a spreadsheet.

    Raises:
        InputError: a column is not there, or a reporter has a number that nobody has.
    """
    rows = _rows(raw)
    table = reading.columns(rows, COLUMNS, raw)
    split = [f""""{name}" IS NOT NULL AND trim("{name}"::VARCHAR) NOT IN ('{total}', '')"""
             for name, total in SPLITS.items() if reading.has(rows, name)]  # fmt: skip
    parts = {name: rows.column(_named(rows, name)) for name in SPLITS if reading.has(rows, name)}
    for name in ("reporter", "partner"):
        numbers = table[f"{name}_code"].to_pylist()
        codes = [places.by_number(int(one)) if one and str(one).strip().isdigit() else None for one in numbers]
        if name == "reporter" and None in codes:
            at = codes.index(None)
            raise InputError(f"{raw.name}, data row {at + 1:,}: the reporter's number {numbers[at]} is nobody's")
        table = table.append_column(name, pa.array(codes, pa.string()))
    table = table.drop_columns(["reporter_code", "partner_code"])
    with duckdb.connect() as memory:
        memory.register("t", pa.table({**{name: table[name] for name in table.column_names}, **parts}))
        reason = f"CASE WHEN {' OR '.join(split)} THEN 'is a part of another row' END" if split else "NULL"
        without = f"EXCLUDE ({', '.join(parts)})" if parts else ""
        return memory.sql(
            f"SELECT * {without} REPLACE (left(year::VARCHAR, 4) AS year), {reason}::VARCHAR AS rejected FROM t"
        ).to_arrow_table()


def _rows(raw: Path) -> pa.Table:
    data = reading.contents(raw)
    if b"reporterCode" not in data[:2000]:
        return reading.table(raw)
    head, _, body = reading.utf8(raw, data).partition(b"\n")
    first = body.partition(b"\n")[0].rstrip(b"\r")
    if not first.endswith(b",") or head.rstrip(b"\r").endswith(b","):
        return reading.table(raw)
    trimmed = [line.rstrip(b"\r").removesuffix(b",") for line in body.splitlines()]
    return reading.delimited(b"\n".join([head.rstrip(b"\r"), *trimmed, b""]), raw)


def _named(rows: pa.Table, name: str) -> int:
    return [one.lower() for one in rows.column_names].index(name.lower())
