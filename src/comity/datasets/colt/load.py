"""COLT, the journeys of heads of state and government.

Judgement calls:

- Days are read as the spreadsheet has them, or as month/day/year in the text file; ``TBD`` is not known.
- A visit to an organisation or a place that is no state keeps its name and has no code.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import places, reading

COLUMNS = {
    "trip": "TripID", "traveller_name": ["LeaderCountryOrIGO", "LeaderCountry"], "traveller": "LeaderCountryISO",
    "leader": "LeaderFullName", "role": "LeaderRole", "host_name": ["CountryVisited", "Country"],
    "host": "CountryVisitedISO", "city": "CityVisited", "year": "TripYear", "begin": "TripStartDate",
    "end": "TripEndDate", "met_host": "MetHostHoGS", "multilateral": "AttendedMultilatEvent",
}  # fmt: skip

_DAY = "coalesce(TRY_STRPTIME(trim({0}), '%m/%d/%Y')::DATE::VARCHAR, {0}) AS {0}"
_TRUTH = "CASE lower(trim({0})) WHEN 'yes' THEN 'true' WHEN 'no' THEN 'false' ELSE {0} END AS {0}"
_SQL = f"""
SELECT * REPLACE ({_DAY.format("begin")}, {_DAY.format('"end"')}, {_TRUTH.format("met_host")},
  {_TRUTH.format("multilateral")})
FROM t
"""


def load(raw: Path) -> pa.Table:
    """Read the dataset as a spreadsheet or as text.

    Raises:
        InputError: a column is not there.
    """
    rows = reading.columns(reading.table(raw, sheet="Master"), COLUMNS, raw)
    for name in ("traveller", "host"):
        # Only what looks like a code has to be one.
        codes = [one if one and len(one) == 3 else None for one in places.coded(rows[name]).to_pylist()]
        named = rows[f"{name}_name"].to_pylist()
        filled = [code or places.by_name(who or "") for code, who in zip(codes, named, strict=True)]
        rows = rows.set_column(rows.column_names.index(name), name, pa.array(filled, pa.string()))
    with duckdb.connect() as memory:
        memory.register("t", rows)
        return memory.sql(_SQL).to_arrow_table()
