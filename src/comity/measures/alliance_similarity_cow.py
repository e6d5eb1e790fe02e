"""How alike the alliances of two states are, by the list of the Correlates of War Project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from comity.measures.alliance_similarity import compared
from comity.measures.pairs import Pair

NEEDS = {"cow_alliances": "cow_alliances"}
MAY = {"cow_nmc": "cow_nmc"}

LEVELS = {"defense": 3, "neutrality": 2, "nonaggression": 2, "entente": 1}
"""What each type of alliance counts as: defence pact, pact of neutrality or non-aggression, entente."""


def alliance_similarity_cow(
    tables: Mapping[str, pa.Table], pairs: Sequence[Pair] = (), *, first: int | None = None, last: int | None = None
) -> pa.Table:
    """Compare the alliance portfolios of two states as ``alliance_similarity`` does, from COW's formal alliances.

    Levels are 3 for a defence pact, 2 for neutrality or non-aggression, 1 for an entente, 0 for none; of several
    alliances of a pair the strongest counts. The columns are those of ``alliance_similarity``, and the coverage that of
    the file that is loaded.

    **When it misleads:** COW lists fewer promises than ATOP, above all of non-aggression, so that more pairs have none.

    Sources: Signorino and Ritter (1999), who use these levels; Gibler, International Military Alliances (2009).

    >>> one = {"ccode1": [200, 220], "ccode2": [220, 200], "year": [1904, 1904], "entente": [1, 1]}
    >>> none = {name: [0, 0] for name in ("defense", "neutrality", "nonaggression")}
    >>> row = alliance_similarity_cow({"cow_alliances": pa.table(one | none)}, [("GBR", "FRA")]).to_pylist()[0]
    >>> row["n"], row["level"], round(row["s_abs"], 6)
    (44, 1, 0.939394)
    """
    return compared(tables["cow_alliances"], LEVELS, tables.get("cow_nmc"), pairs, first=first, last=last)
