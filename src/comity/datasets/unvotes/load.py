"""The three tables of the package unvotes.

Judgement call: states are named there, and their two-letter codes are missing for those that are gone (the Federal
Republic, both Yemens, Zanzibar); so the names decide which state it is. A name that nobody has stops the loading.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity import states
from comity.datasets import reading
from comity.errors import InputError, UnknownActor

NAMES = {
    "Congo - Brazzaville": "COG",
    "Congo - Kinshasa": "COD",
    "Côte d’Ivoire": "CIV",
    "Micronesia (Federated States of)": "FSM",
    "Myanmar (Burma)": "MMR",
    "St. Vincent & Grenadines": "VCT",
    "Yemen People's Republic": "YMD",
}
"""How the package writes states that the actor files know by other names."""


def load(raw: Path) -> pa.Table:
    """Read ``un_votes``, ``un_roll_calls`` or ``un_roll_call_issues``.

    Raises:
        InputError: the columns are those of none of the three, or a state has a name that nobody knows.
    """
    rows = reading.table(raw)
    if reading.has(rows, "short_name"):
        return reading.columns(rows, {name: name for name in ("rcid", "short_name", "issue")}, raw)
    if reading.has(rows, "unres"):
        names = ("rcid", "session", "date", "importantvote", "unres", "short", "descr")
        return reading.columns(rows, {name: name for name in names}, raw)
    table = reading.columns(rows, {name: name for name in ("rcid", "country", "vote")}, raw)
    codes = {country: _state(country, raw) for country in table["country"].unique().to_pylist()}
    return table.append_column("state", pa.array([codes[one] for one in table["country"].to_pylist()], pa.string()))


def _state(country: str, raw: Path) -> str:
    try:
        return NAMES.get(country) or states.find(country)
    except UnknownActor as error:
        raise InputError(f"{raw.name} names a state {country!r}, which nobody knows by that name") from error
