"""What an observatory holds, for its first page: the pairs with most events, what is loaded, and the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity import eventdata, published
from comity.forecast.desk import Scoreboard
from comity.store import Store

MOST = 40
"""So many pairs are listed of each kind of data."""

OWN = "observatory"

_OWN = "SELECT e.* FROM events e JOIN reports r ON r.digest = e.report WHERE r.superseded_by IS NULL"

_PAIRS = """
SELECT least(actor, recipient) AS a, greatest(actor, recipient) AS b, count(*) AS events, min(date) AS first,
  max(date) AS last
FROM ({events}) WHERE modality = 'actual' AND actor <> recipient
GROUP BY ALL ORDER BY events DESC, a, b LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class Dealing:
    """How many events that happened there are between two, either way round, and the first and last of their dates."""

    a: str
    b: str
    events: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What is kept: ``counts`` by table, ``pairs`` by data (``observatory`` or a loaded dataset), the one with most
    events first, ``loaded`` files of published datasets, and the ``board`` of forecasts from the observatory's events.
    """

    counts: dict[str, int]
    pairs: dict[str, list[Dealing]]
    loaded: list[dict[str, Any]]
    board: Scoreboard


def overview(store: Store, board: Scoreboard) -> Overview:
    """Look at what a store holds."""
    pairs = {OWN: _pairs(store, _OWN)} | {
        name: _pairs(store, eventdata.sql([name])) for name in eventdata.loaded(store)
    }
    loaded = [one for one in published.listing(store) if one["loaded"]]
    return Overview(store.counts(), {name: found for name, found in pairs.items() if found}, loaded, board)


def _pairs(store: Store, events: str) -> list[Dealing]:
    rows = store.connection.execute(_PAIRS.format(events=events, most=MOST)).fetchall()
    return [Dealing(*row) for row in rows]
