"""UCDP/PRIO's armed conflicts, one row for each state that was a primary party.

Judgement calls:

- Several governments on a side, which the publisher lists in one cell ("2, 200, 900"), become a row each. Those that
  only supported a side with troops (``gwno_a_2nd``, ``gwno_b_2nd``) are left out.
- Side B is a state between states only.
- Hyderabad, which the list of states does not have, is set apart.
- Of a state that stands on both sides of one conflict in a year the row of side A is kept.
- Where a table has a row for each supporter, the parties stand in it as often, and are kept once.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity import states
from comity.datasets import reading

_PARTIES = """
WITH named AS (
  SELECT * REPLACE (
    CASE kind::VARCHAR WHEN '1' THEN 'extrasystemic' WHEN '2' THEN 'interstate' WHEN '3' THEN 'intrastate'
      WHEN '4' THEN 'internationalized' WHEN 'II' THEN 'internationalized' ELSE kind::VARCHAR END AS kind,
    CASE incompatibility::VARCHAR WHEN '1' THEN 'territory' WHEN '2' THEN 'government' WHEN '3' THEN 'both'
      ELSE incompatibility::VARCHAR END AS incompatibility)
  FROM conflicts
), parties AS (
  SELECT * EXCLUDE (a, b), unnest(string_split(a::VARCHAR, ',')) AS gwcode, 'a' AS side FROM named
  UNION ALL
  SELECT * EXCLUDE (a, b), unnest(string_split(b::VARCHAR, ',')), 'b' FROM named WHERE kind = 'interstate'
)
SELECT conflict_id, year, trim(gwcode) AS gwcode, side, incompatibility, intensity, kind, start, episode, ended,
  CASE WHEN NOT list_contains($known, TRY_CAST(trim(gwcode) AS INT))
      THEN 'its state is not on Gleditsch and Ward''s list'
    WHEN side <> min(side) OVER (PARTITION BY conflict_id, year, trim(gwcode))
      THEN 'stands on side a, too' END AS rejected
FROM parties WHERE trim(gwcode) <> ''
ORDER BY TRY_CAST(conflict_id AS BIGINT), year, trim(gwcode)
"""


def load(raw: Path) -> pa.Table:
    """Read ``UcdpPrioConflict_v25_1.csv``, or the same table as Parquet.

    Raises:
        InputError: a column is not there.
    """
    wanted = {
        "conflict_id": "conflict_id", "year": "year", "a": "gwno_a", "b": "gwno_b", "kind": "type_of_conflict",
        "incompatibility": "incompatibility", "intensity": "intensity_level", "start": "start_date",
        "episode": "start_date2", "ended": "ep_end",
    }  # fmt: skip
    with duckdb.connect() as memory:
        memory.register("conflicts", reading.columns(reading.table(raw), wanted, raw))
        known = sorted({one.number for one in states.spells("gw")})
        return memory.sql(_PARTIES, params={"known": known}).to_arrow_table()
