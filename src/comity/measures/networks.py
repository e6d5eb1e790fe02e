"""Networks of states, one for each year: by votes, by treaties and disputes, by trade, by events.

A tie has a weight from -1 to 1. Below 0 the two are foes; trade knows no foes. Where there is no tie, nothing is known
in ``votes``, ``trade`` and ``events``; in ``treaties`` there is neither pact nor dispute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from comity import states
from comity.errors import InputError
from comity.measures.pairs import Pair
from comity.measures.query import query
from comity.measures.trade_dependence import trade_dependence
from comity.measures.un_similarity import FEW, un_similarity

NETWORKS: Mapping[str, Mapping[str, str]] = {
    "votes": {"un_votes": "un_votes"},
    "treaties": {"atop": "atop"},
    "trade": {"cow_trade": "cow_trade", "cow_trade_totals": "cow_trade"},
    "events": {"events": "events"},
}
"""Name of a network -> the tables that it is made of, each with its dataset."""

NETWORK_MAY: Mapping[str, Mapping[str, str]] = {"treaties": {"cow_mid": "cow_mid"}}
"""What a network takes besides where it is loaded."""

EASED = 20.0
"""Added to the sum of the weights of a pair's acts, so that two or three acts alone make no strong tie."""

_TREATIES = """
WITH named AS (SELECT number, year, state FROM states WHERE state IS NOT NULL),
pacts AS (
  SELECT year, least(ccode1, ccode2) AS one, greatest(ccode1, ccode2) AS two,
    max(CASE WHEN defense = 1 OR offense = 1 THEN 1.0 WHEN neutral = 1 OR consul = 1 THEN 2 / 3 ELSE 0 END) AS weight
  FROM atop GROUP BY ALL
), disputes AS (
  SELECT year, least(ccode1, ccode2) AS one, greatest(ccode1, ccode2) AS two,
    -max(greatest(coalesce(hostlev1, 1), coalesce(hostlev2, 1))) / 5 AS weight
  FROM disputed GROUP BY ALL
), together AS (
  SELECT year, one, two, sum(weight) AS weight, count(*) AS n FROM (
    FROM pacts WHERE weight > 0 UNION ALL FROM disputes WHERE year IN (SELECT year FROM pacts)) GROUP BY ALL
)
SELECT t.year, least(x.state, y.state) AS a, greatest(x.state, y.state) AS b, avg(t.weight) AS weight, sum(t.n) AS n
FROM together t
JOIN named x ON x.number = t.one AND x.year = t.year JOIN named y ON y.number = t.two AND y.year = t.year
WHERE x.state <> y.state AND t.weight <> 0
  AND ($first IS NULL OR t.year >= $first) AND ($last IS NULL OR t.year <= $last)
GROUP BY ALL ORDER BY t.year, a, b
"""

_EVENTS = """
WITH acts AS (
  SELECT DISTINCT least(actor, recipient) AS a, greatest(actor, recipient) AS b,
    CASE WHEN reciprocal THEN '' ELSE actor END AS side, type, mode,
    coalesce(date, published::VARCHAR) AS day, intensity
  FROM events WHERE modality = 'actual' AND actor <> recipient
)
SELECT left(day, 4)::BIGINT AS year, a, b, sum(intensity) / (sum(abs(intensity)) + $eased) AS weight, count(*) AS n
FROM acts WHERE day IS NOT NULL AND ($first IS NULL OR left(day, 4)::BIGINT >= $first)
  AND ($last IS NULL OR left(day, 4)::BIGINT <= $last)
GROUP BY ALL HAVING sum(intensity) <> 0 ORDER BY year, a, b
"""


def network(
    tables: Mapping[str, pa.Table],
    pairs: Sequence[Pair] = (),
    *,
    first: int | None = None,
    last: int | None = None,
    by: str = "votes",
) -> pa.Table:
    """List the ties of all states in each year, or those of some pairs.

    ::

        votes      squared kappa of the year's votes in the General Assembly
        treaties   1 for a duty to help in war, 2/3 for neutrality or consultation, minus a fifth of the hostility of
                   the year's disputes (1 to 5; 5 is war)
        trade      sqrt(share1 * share2), Barbieri's salience
        events     sum(w) / (sum(|w|) + 20)          w: PLOVER's score of each act, one a day and type

    Columns: ``year``, ``network``, ``a``, ``b``, ``weight`` (-1 to 1), ``sign`` and ``n`` (joint votes, pacts and
    disputes, acts; null for trade). Pacts of non-aggression alone make no tie: ATOP has them between rivals. Disputes
    come from ``cow_mid`` where it is loaded; without it ``treaties`` has no foes.

    **When it misleads:** the networks answer different questions and are not on one scale. Kappa of votes is about what
    the Assembly's agenda divides; a tie by events grows with attention, since little-reported pairs stay near 0.

    Sources: ``votes`` Häge (2011); ``treaties`` with disputes as in Maoz and others, "What Is the Enemy of My Enemy?",
    Journal of Politics 69 (2007), and Doreian and Mrvar, "Structural Balance and Signed International Relations",
    Journal of Social Structure 16 (2015); ``trade`` Barbieri (1996).

    >>> visit = {"actor": "CHN", "recipient": "RUS", "type": "CONSULT", "mode": "visit", "reciprocal": True,
    ...          "modality": "actual", "intensity": 4.0, "date": "2023-03-20", "published": None}
    >>> events = pa.Table.from_pylist([visit, visit])
    >>> network({"events": events}, by="events").to_pylist()[0]["weight"]
    0.16666666666666666
    """
    if by not in NETWORKS:
        raise InputError(f"there is no network by {by!r}: choose one of {', '.join(NETWORKS)}")
    found = _MADE[by](tables, first, last)
    return query(
        """SELECT year, $by AS network, a, b, weight, sign(weight)::BIGINT AS sign, n FROM ties
        WHERE len($pairs) = 0 OR list_contains($pairs, a || ',' || b) OR list_contains($pairs, b || ',' || a)
        ORDER BY year, a, b""",
        {"ties": found},
        by=by,
        pairs=[f"{a},{b}" for a, b in pairs],
    )


def yearly(table: pa.Table) -> Iterator[tuple[int, list[tuple[str, str, float]]]]:
    """The ties of each year of a network, in order of years."""
    years: dict[int, list[tuple[str, str, float]]] = {}
    columns = (table.column(name).to_pylist() for name in ("year", "a", "b", "weight"))
    for year, a, b, weight in zip(*columns, strict=True):
        years.setdefault(year, []).append((a, b, weight))
    yield from sorted(years.items())


def _votes(tables: Mapping[str, pa.Table], first: int | None, last: int | None) -> pa.Table:
    return query(
        "SELECT year, a, b, kappa_quad AS weight, n FROM found WHERE n >= $few AND kappa_quad IS NOT NULL",
        {"found": un_similarity(tables, first=first, last=last)},
        few=FEW,
    )


def _treaties(tables: Mapping[str, pa.Table], first: int | None, last: int | None) -> pa.Table:
    atop = tables["atop"]
    none = "SELECT 0 AS ccode1, 0 AS ccode2, 0 AS year, 0 AS hostlev1, 0 AS hostlev2 WHERE false"
    disputes = tables.get("cow_mid", query(none, {}))
    named = states.table("cow", atop["year"].unique().to_pylist())
    return query(_TREATIES, {"atop": atop, "disputed": disputes, "states": named}, first=first, last=last)


def _trade(tables: Mapping[str, pa.Table], first: int | None, last: int | None) -> pa.Table:
    return query(
        "SELECT year, a, b, salience AS weight, NULL::BIGINT AS n FROM found WHERE salience > 0",
        {"found": trade_dependence(tables, first=first, last=last)},
    )


def _events(tables: Mapping[str, pa.Table], first: int | None, last: int | None) -> pa.Table:
    return query(_EVENTS, {"events": tables["events"]}, first=first, last=last, eased=EASED)


_MADE = {"votes": _votes, "treaties": _treaties, "trade": _trade, "events": _events}
