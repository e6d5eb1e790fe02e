"""Voeten's roll calls of the General Assembly.

Judgement calls:

- The session is ``resid // 1000`` and the year ``session + 1945``, whatever the file's own ``year`` says: the release
  of 2024 puts all of sessions 77 and 78 into 2022, and roll calls held after New Year belong to the session all the
  same.
- A vote stays what the file says (1, 2, 3, and 8 or 9 where it has them). Measures use 1 to 3.
- Where a state stands twice at one roll call with the same vote and two dates, the earlier date is kept and the other
  row set apart. Two different votes of one state would stop the loading.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import reading

_SESSIONS = """
SELECT * EXCLUDE (nth, again), TRY_CAST(resid AS BIGINT) // 1000 AS session, session + 1945 AS year,
  CASE WHEN again > 1 THEN 'the same vote stands in another row, with another date' END AS rejected
FROM (
  SELECT *, row_number() OVER (PARTITION BY resid, ccode, vote ORDER BY date, nth) AS again
  FROM (SELECT *, row_number() OVER () AS nth FROM votes)
)
ORDER BY nth
"""


def load(raw: Path) -> pa.Table:
    """Read ``UNVotes.csv``, or the same table as Parquet.

    Raises:
        InputError: there is no ``resid``, ``ccode``, ``date`` or ``vote``.
    """
    rows = reading.table(raw)
    names = {"resid": "resid", "ccode": "ccode", "date": "date", "vote": "vote"}
    with duckdb.connect() as memory:
        memory.register("votes", reading.columns(rows, names, raw))
        return memory.sql(_SESSIONS).to_arrow_table()
