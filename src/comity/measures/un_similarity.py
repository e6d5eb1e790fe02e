"""How alike two states vote in the General Assembly of the United Nations, session by session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from comity.measures.pairs import Columns, Pair, chosen, gathered, yearly
from comity.measures.similarity import Array, joints, kappa, pi, s_score
from comity.measures.votes import votes

NEEDS = {"un_votes": "un_votes"}
"""Tables that the measure takes -> their dataset."""

FEW = 10
"""Fewer joint votes than this are too few to say much."""


def un_similarity(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Compare the votes (yes, abstain, no) of two states in every session in which both took part.

    ::

        identical          share of the same votes
        agree              mean of 1 - |x - y| / 2: the same vote 1, an abstention beside a yes or no half, opposites 0
        agree_nonunanimous the same over the votes on which not all agreed (Voeten)
        s_abs, s_sq        S with dmax 2, absolute and squared distances
        kappa_*, pi_*      corrected for chance; nominal, linear and squared weights

    Columns: ``a``, ``b``, ``year`` (in which the session began), ``n`` (joint votes), ``n_nonunanimous``, those above,
    and ``note`` where the figures should not be leaned on. An absence is no vote and counts nowhere. A session without
    joint votes has no row: China's seat was Taipei's from 1950 to 1970, when these data have no votes of China.
    Germany is the Federal Republic until 1990.

    Votes are Voeten's (``un_votes``); where these are not loaded those of the package ``unvotes``, or of the library of
    the United Nations (``undl_votes``). They are not of the same roll calls: the library has adopted resolutions only.

    **When it misleads:** ``agree``, ``identical`` and S reward what nearly all states do: China and the Soviet Union
    stand at .956 in 1988, with a squared kappa of .099. Read kappa beside it. Resolutions come in bunches on the same
    matter, so that votes are not independent, and the agenda changes from year to year.

    Sources: Voeten, "Data and Analyses of Voting in the UN General Assembly" (2013); Signorino and Ritter (1999);
    Häge (2011).

    >>> cast = pa.table({"resid": [1001, 1001, 1002, 1002, 1003, 1003], "ccode": [2, 365] * 3, "year": [1946] * 6,
    ...                  "vote": [1, 1, 1, 3, 3, 2]})
    >>> row = un_similarity({"un_votes": cast}, [("USA", "RUS")]).to_pylist()[0]
    >>> row["n"], row["n_nonunanimous"], row["agree"], row["agree_nonunanimous"], row["s_abs"], row["note"]
    (3, 2, 0.5, 0.25, 0.0, 'few votes')
    """
    return gathered(_sessions(votes(tables), pairs, first, last))


def _sessions(cast: pa.Table, pairs: Sequence[Pair], first: int | None, last: int | None) -> Iterator[Columns]:
    for year, session in yearly(cast, first, last):
        codes, row = np.unique(session["state"], return_inverse=True)
        items, column = np.unique(session["item"], return_inverse=True)
        positions = np.full((len(codes), len(items)), -1)
        positions[row, column] = session["position"]
        one, other = chosen(codes, pairs)
        table = joints(positions, 3, one, other)
        alike = _unanimous(positions)
        n, together = table.sum(axis=(1, 2)), (alike @ alike.T)[one, other]
        met = n > 0
        yield {
            "a": codes[one][met],
            "b": codes[other][met],
            "year": np.full(int(met.sum()), year),
            **_figures(table[met], n[met], together[met]),
        }


def _unanimous(positions: Any) -> Array:
    """Who took part in which of the votes on which all who voted agreed."""
    cast = positions >= 0
    highest = np.where(cast, positions, -1).max(axis=0)
    lowest = np.where(cast, positions, 3).min(axis=0)
    return np.asarray(cast[:, highest == lowest], dtype=np.float64)


def _figures(table: Array, n: Array, together: Array) -> Columns:
    agree = (s_score(table, power=1, dmax=2) + 1) / 2
    contested = n - together
    with np.errstate(invalid="ignore", divide="ignore"):
        # Both voted alike on every unanimous vote, so each of them adds exactly one to the sum.
        agree_nonunanimous = (agree * n - together) / contested
    figures = {
        "n": n.astype(np.int64),
        "n_nonunanimous": contested.astype(np.int64),
        "identical": np.trace(table, axis1=1, axis2=2) / n,
        "agree": agree,
        "agree_nonunanimous": agree_nonunanimous,
        "s_abs": s_score(table, power=1, dmax=2),
        "s_sq": s_score(table, power=2, dmax=2),
        "kappa_nominal": kappa(table, power=0),
        "kappa_linear": kappa(table, power=1),
        "kappa_quad": kappa(table, power=2),
        "pi_linear": pi(table, power=1),
        "pi_quad": pi(table, power=2),
    }
    note = np.where(n < FEW, "few votes", np.where(np.isnan(figures["kappa_quad"]), "no variety: kappa undefined", ""))
    return {**figures, "note": note}
