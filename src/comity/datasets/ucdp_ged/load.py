"""UCDP's georeferenced events, yearly versions and monthly candidates.

Judgement calls:

- A side with GW numbers is those states on the day; another side is the group that comity knows by its name, or nobody.
  Civilians, the other side of one-sided violence, are nobody.
- Two armed sides fight each other: such an event is mutual, for their order says nothing.
- A date is taken as day where it is exact, as month where first and last day lie in one month, else as year.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity import states
from comity.datasets import event_codes, reading

COLUMNS: dict[str, str | tuple[str, ...]] = {
    "event_id": "id", "relid": "relid", "date": "date_start", "ended": "date_end", "precision": "date_prec",
    "violence": "type_of_violence", "conflict": "conflict_name", "dyad": "dyad_name", "side_a": "side_a",
    "side_b": "side_b", "gwno_a": "gwnoa", "gwno_b": "gwnob", "country": "country", "place": "where_coordinates",
    "latitude": "latitude", "longitude": "longitude", "best": "best", "low": "low", "high": "high",
    "deaths_civilians": "deaths_civilians",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``GEDEvent_*.csv``, or the same table as Parquet.

    Raises:
        InputError: a column is not there.
    """
    ragged: list[reading.Ragged] = []
    data = reading.contents(raw)
    rows = reading.table(raw) if data.startswith(b"PAR1") else reading.delimited(data, raw, ragged=ragged)
    events = _text(reading.with_ragged(reading.columns(rows, COLUMNS, raw), ragged))
    days, ended = (_days(events[name]) for name in ("date", "ended"))
    armed = pc.fill_null(pc.not_equal(events["violence"].combine_chunks(), "3"), False)
    fought = pa.array(["ASSAULT"] * events.num_rows, pa.string())
    made = {
        "date": days,
        "ended": ended,
        "precision": event_codes.together(events["precision"], days, ended, read=_precision),
        "reciprocal": armed,
        "actor": _side(events, "a", days),
        "recipient": pc.if_else(armed, _side(events, "b", days), None),
        **event_codes.nearest(fought),
    }
    names = dict.fromkeys([*events.column_names, *(name for name in made if name != "contexts")])
    return pa.table({name: made[name] if name in made else events[name] for name in names})


def _text(rows: pa.Table) -> pa.Table:
    return pa.table({name: pc.cast(rows[name], pa.string()) for name in rows.column_names})


def _days(texts: pa.ChunkedArray) -> pa.Array:
    """Days of a form such as 2022-02-24 00:00:00.000, cut to the day."""
    return pc.utf8_slice_codeunits(texts.combine_chunks(), 0, 10)


def _side(events: pa.Table, side: str, days: pa.Array) -> pa.Array:
    numbered = event_codes.together(events[f"gwno_{side}"], days, read=_states)
    return pc.coalesce(numbered, event_codes.actors(events[f"side_{side}"], days, event_codes.group_named))


def _states(numbers: str, day: str) -> str | None:
    """
    >>> _states("365", "2022-02-24"), _states("2, 200", "2003-03-20"), _states("-1", "2003-03-20")
    ('RUS', 'USA;GBR', None)
    """
    found = [
        states.state("gw", int(float(number)), int(day[:4]))
        for number in numbers.replace(";", ",").split(",")
        if number.strip().replace(".0", "").isdigit() and day[:4].isdigit()
    ]
    return ";".join(dict.fromkeys(one for one in found if one)) or None


def _precision(told: str, first: str, last: str) -> str:
    """
    >>> _precision("1", "2022-02-24", "2022-02-24"), _precision("3", "2022-02-21", "2022-02-27")
    ('day', 'month')
    """
    if told == "1":
        return "day"
    return "month" if first[:7] == last[:7] else "year"
