"""What an actor's name says of it: "Police_(Kenya)" is the police, of Kenya.

ICEWS writes the country in brackets behind actors that have no name of their own. A name that stands in others'
brackets is that country itself. Of all other names nothing is known, which is id 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.forecast.stream import Ids

_BRACKETS = re.compile(r"^(?P<sector>.+?)[_ ]*\((?P<country>[^()]+)\)$")
STATE = "state"


@dataclass(frozen=True, slots=True)
class Places:
    """Country and sector of each actor, by id; ``countries`` and ``sectors`` are how many ids there are."""

    country: Ids
    sector: Ids
    countries: int
    sectors: int


def places(actors: tuple[str, ...], seen: NDArray[np.bool_]) -> Places:
    """Read country and sector from names; only those of actors seen so far make countries and sectors known.

    >>> places(("Kenya", "Police_(Kenya)", "Angela_Merkel"), np.ones(3, bool)).country.tolist()
    [1, 1, 0]
    """
    parts = [(found["sector"], found["country"]) if (found := _BRACKETS.match(name)) else None for name in actors]
    known = [part for part, one in zip(parts, seen, strict=True) if part and one]
    countries = {name: one for one, name in enumerate(sorted({part[1] for part in known}), 1)}
    sectors = {name: one for one, name in enumerate(sorted({STATE} | {part[0] for part in known}), 1)}
    country = [
        countries.get(part[1], 0) if part else countries.get(name, 0) for name, part in zip(actors, parts, strict=True)
    ]
    sector = [
        sectors.get(part[0], 0) if part else sectors[STATE] if name in countries else 0
        for name, part in zip(actors, parts, strict=True)
    ]
    return Places(np.array(country, np.int64), np.array(sector, np.int64), len(countries) + 1, len(sectors) + 1)
