"""What a panel has one row for: states, pairs of states or leaders, by year, month or day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from comity.errors import InputError
from comity.measures.query import query

System = Literal["cow", "gw", "iso"]
Step = Literal["year", "month", "day"]

UNITS: dict[str, tuple[str, Step]] = {
    "state-year": ("state", "year"),
    "state-month": ("state", "month"),
    "state-day": ("state", "day"),
    "dyad-year": ("dyad", "year"),
    "dyad-month": ("dyad", "month"),
    "dyad-day": ("dyad", "day"),
    "leader-year": ("leader", "year"),
    "leader-day": ("leader", "day"),
    "leader-dyad-year": ("leader-dyad", "year"),
}
"""Name of a unit -> who is observed, and how often."""

CODES: dict[System, str] = {"cow": "ccode", "gw": "gwcode", "iso": "iso"}
"""System of states -> what the column of its codes is called."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The unit of a panel, the system that says who is a state when, and the years, both inclusive."""

    unit: str
    system: System
    first: int
    last: int
    directed: bool = False

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise InputError(f"there is no unit {self.unit!r}: choose one of {', '.join(UNITS)}")
        if self.system not in CODES:
            raise InputError(f"there is no system of states {self.system!r}: choose one of {', '.join(CODES)}")
        if self.first > self.last:
            raise InputError(f"--from {self.first} lies after --to {self.last}: exchange them")
        if self.leaders and self.system != "gw":
            raise InputError("leaders are known by the codes of Gleditsch and Ward: take them with --system gw")
        if self.directed and not self.dyadic:
            raise InputError(f"a panel by {self.unit} has no pairs that could be directed")

    @property
    def who(self) -> str:
        """state, dyad, leader or leader-dyad."""
        return UNITS[self.unit][0]

    @property
    def step(self) -> Step:
        """year, month or day."""
        return UNITS[self.unit][1]

    @property
    def dyadic(self) -> bool:
        """Whether each row is about two."""
        return self.who.endswith("dyad")

    @property
    def leaders(self) -> bool:
        """Whether the units are leaders and not states."""
        return self.who.startswith("leader")

    @property
    def sides(self) -> tuple[str, ...]:
        """How the columns of each side end."""
        return ("_a", "_b") if self.dyadic else ("",)

    def state(self, side: str) -> str:
        """The column with comity's code of the state: ``a``, ``b`` or ``state``."""
        return side.removeprefix("_") or "state"

    def code(self, side: str) -> str:
        """The column with the state's code in the panel's system: ``ccode_a``."""
        return CODES[self.system] + side

    def unit_columns(self) -> tuple[str, ...]:
        """The columns that say which unit a row is of, whatever its time."""
        if self.leaders:
            return tuple(f"obsid{side}" for side in self.sides)
        return tuple((self.state if self.system == "iso" else self.code)(side) for side in self.sides)

    def time_columns(self) -> tuple[str, ...]:
        """The columns that say which time a row is of."""
        return {"year": ("year",), "month": ("year", "month"), "day": ("date", "year")}[self.step]

    def clock(self) -> str:
        """SQL that numbers the periods without gaps."""
        return {"year": "year", "month": "12 * year + month", "day": "datediff('day', DATE '1800-01-01', date)"}[
            self.step
        ]

    def start(self) -> str:
        """SQL for the first day of a row's period."""
        return {"year": "make_date(year, 1, 1)", "month": "make_date(year, month, 1)", "day": "date"}[self.step]

    def names(self) -> list[str]:
        """The columns that say whom and when a row is about, as far as joins need them."""
        whom = [name for side in self.sides for name in (self.state(side), self.code(side))]
        return list(dict.fromkeys([*whom, *self.unit_columns(), *self.time_columns()]))

    def keys(self, table: pa.Table) -> pa.Table:
        """The rows of a panel with ``row``, and of each ``state``, ``number`` in the system, ``year`` and first day."""
        sides = [f'"{self.state(side)}" AS state{side}' for side in self.sides]
        if self.system != "iso":
            sides += [f'"{self.code(side)}" AS number{side}' for side in self.sides]
        return query(
            f"SELECT row, {', '.join(sides)}, year, {self.start()} AS start FROM t",
            {"t": with_row(table.select(self.names()))},
        )


def with_row(table: pa.Table) -> pa.Table:
    """A table with the number of each row beside it, by which an order can be found again."""
    return table.append_column("row", pa.array(np.arange(table.num_rows)))
