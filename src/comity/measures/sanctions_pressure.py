"""Sanctions that one state has in force against another, and how much of the world stands behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from comity import states
from comity.actors import ActorBook
from comity.measures.economies import ECONOMIES, economies
from comity.measures.pairs import Pair, covered, pair_years
from comity.measures.query import query

NEEDS = {"gsdb": "gsdb"}
MAY = {**ECONOMIES, "eusanct": "eusanct"}

KINDS = ("arms", "military", "trade", "financial", "travel", "other")


def _inside(sql: str, name: str) -> str:
    """A count of cases, which is 0 where there is none in a year that the cases cover, and not known in another."""
    return f"CASE WHEN q.year BETWEEN $since AND $until THEN coalesce({sql}, 0) END::BIGINT AS {name}"


_PRESSURE = f"""
WITH cases AS (
  SELECT sender AS a, target AS b, year::BIGINT AS year, {", ".join(f"max({name}) AS {name}" for name in KINDS)}
  FROM gsdb WHERE sender IS NOT NULL AND target IS NOT NULL GROUP BY ALL
), world AS (SELECT year, sum(gdp) AS gdp FROM economies GROUP BY year),
against AS (
  SELECT c.b, c.year, count(*) AS senders, sum(e.gdp) / any_value(w.gdp) AS share
  FROM cases c LEFT JOIN economies e ON e.a = c.a AND e.year = c.year LEFT JOIN world w ON w.year = c.year
  GROUP BY ALL
), targets AS (
  SELECT e.sender, s.state AS b, e.year::BIGINT AS year, max(e.threat) AS threat, max(e.sanction) AS sanction
  FROM eusanct e JOIN states s ON s.number = e.ccode AND s.year = e.year WHERE s.state IS NOT NULL GROUP BY ALL
), told AS (
  SELECT s.state AS a, t.b, t.year, t.threat, t.sanction FROM targets t JOIN senders s USING (sender, year)
  WHERE s.state <> t.b
), asked AS (
  SELECT * FROM pair_years UNION SELECT a, b, year FROM cases WHERE len($pairs) = 0
  UNION SELECT a, b, year FROM told WHERE len($pairs) = 0 AND (threat = 1 OR sanction = 1)
)
SELECT q.a, q.b, q.year, {", ".join(_inside(f"c.{name}", name) for name in KINDS)},
  {_inside(" + ".join(f"coalesce(c.{name}, 0)" for name in KINDS), "breadth")},
  {_inside("o.senders", "senders")}, o.share AS senders_gdp_share,
  t.sanction::BIGINT AS eusanct, t.threat::BIGINT AS eusanct_threat, u.sanction::BIGINT AS eusanct_un
FROM asked q LEFT JOIN cases c ON c.a = q.a AND c.b = q.b AND c.year = q.year
  LEFT JOIN against o ON o.b = q.b AND o.year = q.year
  LEFT JOIN told t ON t.a = q.a AND t.b = q.b AND t.year = q.year
  LEFT JOIN targets u ON u.sender = 'UN' AND u.b = q.b AND u.year = q.year
WHERE ($first IS NULL OR q.year >= $first) AND ($last IS NULL OR q.year <= $last)
ORDER BY q.a, q.b, q.year
"""


def sanctions_pressure(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """List the kinds of sanctions of ``a`` against ``b`` in each year, and how many others sanction ``b`` as well.

    ::

        breadth           = number of kinds in force, 0 to 6
        senders_gdp_share = product of all states that sanction b / product of all states

    Columns: ``a`` (who sanctions), ``b``, ``year``; 1 or 0 in ``arms``, ``military`` (assistance cut), ``trade``,
    ``financial``, ``travel`` and ``other``; ``breadth``, ``senders`` (states with sanctions against ``b``) and
    ``senders_gdp_share`` (null where no data of product are loaded). With ``pairs`` all years come that the data cover
    and in which both are states; a pair without a case has zeros.

    Beside these, of the Global Sanctions Data Base, stands what EUSANCT has where it is loaded: ``eusanct`` is 1 where
    a sanction of the United States, or of the European Union of which ``a`` is a member at the end of the year, was in
    force against ``b``; ``eusanct_threat`` the same of a threat; ``eusanct_un`` 1 where one of the United Nations was,
    whoever ``a`` is. They are null where EUSANCT has no row. The two lists need not agree: they count by other rules.
    With EUSANCT alone the columns of the other list are null.

    **When it misleads:** a ban on one firm and an embargo on all trade are one kind each. Sanctions of an organisation
    stand with each of its members. The share of product tells who joined, not what it cost the target: see
    ``trade_dependence``. Threats are in EUSANCT only.

    Source: Felbermayr, Kirilakha, Syropoulos, Yalcin and Yotov, "The Global Sanctions Data Base", European Economic
    Review 129 (2020).

    >>> row = {"sender": "USA", "target": "RUS", "year": 2014, **dict.fromkeys(KINDS, 0), "financial": 1, "travel": 1}
    >>> found = sanctions_pressure({"gsdb": pa.Table.from_pylist([row])}, [("USA", "RUS")]).to_pylist()[0]
    >>> found["financial"], found["breadth"], found["senders"], found["senders_gdp_share"]
    (1, 2, 1, None)
    """
    gsdb, eusanct = tables.get("gsdb", _NO_CASES), tables.get("eusanct", _NO_TARGETS)
    known, told = covered(gsdb, first, last), covered(eusanct, first, last)
    return query(
        _PRESSURE,
        {
            "gsdb": gsdb,
            "economies": economies(tables),
            "pair_years": pair_years(pairs, sorted({*known, *told})),
            "eusanct": eusanct,
            "states": states.table("cow", told),
            "senders": _senders(told),
        },
        first=first,
        last=last,
        since=min(known, default=None),
        until=max(known, default=None),
        pairs=[f"{a},{b}" for a, b in pairs],
    )


def _senders(years: Sequence[int]) -> pa.Table:
    """The states that stand behind EUSANCT's senders in each year: the United States, and the members of the Union."""
    book = ActorBook.load()
    union = [(year, state) for year in years for state in sorted(book.members("EU", date(year, 12, 31)))]
    rows = [("US", year, "USA") for year in years] + [("EU", year, state) for year, state in union]
    return pa.table(
        [pa.array([row[at] for row in rows], kind) for at, kind in enumerate(_SENDERS.types)], schema=_SENDERS
    )


_SENDERS = pa.schema([("sender", pa.string()), ("year", pa.int64()), ("state", pa.string())])
_NO_CASES = pa.schema(
    [("sender", pa.string()), ("target", pa.string()), ("year", pa.int64()), *((name, pa.int64()) for name in KINDS)]
).empty_table()
_NO_TARGETS = pa.schema(
    [("sender", pa.string()), ("ccode", pa.int64()), ("year", pa.int64()), ("threat", pa.int64()),
     ("sanction", pa.int64())]
).empty_table()  # fmt: skip
