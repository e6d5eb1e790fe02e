"""How near the network of states is to two camps, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from comity.measures import networks
from comity.measures.frustration import Tie, balance, matrix, triangles, walk_balance
from comity.measures.pairs import Pair

NETWORKS = networks.NETWORKS
NETWORK_MAY = networks.NETWORK_MAY

_SCHEMA = pa.schema(
    [("year", pa.int64()), ("network", pa.string()), ("states", pa.int64()), ("ties", pa.int64()),
     ("negative", pa.int64()), ("frustration", pa.float64()), ("low", pa.float64()), ("gap", pa.float64()),
     ("proved", pa.bool_()), ("normalised", pa.float64()), ("triangles", pa.int64()), ("balanced", pa.float64()),
     ("walk", pa.float64()), ("apart", pa.bool_())]
)  # fmt: skip


def structural_balance(
    tables: Mapping[str, pa.Table],
    pairs: Sequence[Pair] = (),
    *,
    first: int | None = None,
    last: int | None = None,
    by: str = "treaties",
    seconds: float = 60.0,
) -> pa.Table:
    """Measure the balance of the signed network of states, by the signs of its ties alone.

    ::

        frustration  the least number of ties that no division into two camps honours
        normalised   1 - 2 * frustration / ties          1: two perfect camps; about 0: signs fall as they may
        balanced     share of the triangles with an even number of foes
        walk         trace(exp(signs)) / trace(exp(|signs|)), balance over closed walks of every length

    Columns: ``year``, ``network``, ``states`` (with a tie), ``ties``, ``negative``, ``frustration``, ``low`` (it is no
    less than this), ``gap``, ``proved`` (whether no division does better; above 150 states the search ends after
    ``seconds``), ``normalised``, ``triangles``, ``balanced``, ``walk`` and, with one pair, ``apart``: whether the two
    stand in different camps of the division found.

    **When it misleads:** where nearly all ties are friendly, one camp of all comes near to balance. Of several
    divisions with the least frustration one is taken. Dense networks by votes have thousands of odd triangles and may
    not be proved in time: then ``frustration`` is only a bound from above.

    Sources: Harary (1959); Aref, Mason and Wilson (2020); Estrada and Benzi (2014); for states Doreian and Mrvar
    (2015).

    >>> pact = {"ccode1": [2, 2], "ccode2": [200, 220], "year": [2010] * 2, "defense": [1, 1]}
    >>> none = {name: [0, 0] for name in ("offense", "neutral", "nonagg", "consul")}
    >>> war = {"ccode1": [200], "ccode2": [220], "year": [2010], "hostlev1": [5], "hostlev2": [4]}
    >>> found = structural_balance({"atop": pa.table(pact | none), "cow_mid": pa.table(war)}).to_pylist()[0]
    >>> found["frustration"], found["balanced"], found["proved"]
    (1.0, 0.0, True)
    """
    ties = networks.network(tables, first=first, last=last, by=by)
    return pa.Table.from_pylist(list(_years(ties, by, pairs, seconds)), schema=_SCHEMA)


def _years(table: pa.Table, by: str, pairs: Sequence[Pair], seconds: float) -> Iterator[dict[str, Any]]:
    for year, rows in networks.yearly(table):
        ties = [Tie(a, b, 1.0 if weight > 0 else -1.0) for a, b, weight in rows]
        found, signs = balance(ties, seconds=seconds), matrix(ties)
        many, even = triangles(signs)
        camps = [found.camp.get(code) for code in pairs[0]] if len(pairs) == 1 else [None]
        yield {
            "year": year,
            "network": by,
            "states": found.members,
            "ties": found.ties,
            "negative": found.negative,
            "frustration": found.frustration,
            "low": found.low,
            "gap": found.gap,
            "proved": found.proved,
            "normalised": 1 - 2 * found.frustration / found.ties,
            "triangles": many,
            "balanced": even,
            "walk": walk_balance(signs),
            "apart": None if None in camps else camps[0] != camps[1],
        }
