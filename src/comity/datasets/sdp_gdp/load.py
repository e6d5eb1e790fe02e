"""The estimates of surplus domestic product, as the package peacesciencer has them.

Judgement calls:

- The figures stay logarithms, as published: of some states the surplus is none, and its logarithm is written as 0.
- Some states have only a number of Gleditsch and Ward's (the Boer republics, Tibet ...) or of the authors' own; their
  rows are set apart.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity import states
from comity.datasets import reading

COLUMNS = {
    "ccode": "ccode", "year": "year", "log_gdp": "wbgdp2011est", "log_population": "wbpopest", "log_surplus": "sdpest",
    "log_gdp_per_head": "wbgdppc2011est",
}  # fmt: skip

OWN = frozenset({708, 709})
"""Numbers of the authors' own, of states that neither list has."""

REASON = "is of a state that COW does not have"


def load(raw: Path) -> pa.Table:
    """Read ``cow_sdp_gdp``.

    Raises:
        InputError: a column is not there.
    """
    table = reading.columns(reading.table(raw), COLUMNS, raw)
    numbers = {system: {one.number for one in states.spells(system)} for system in states.SYSTEMS}
    apart = numbers["gw"] - numbers["cow"] | OWN
    told = [REASON if str(one).isdigit() and int(one) in apart else None for one in table["ccode"].to_pylist()]
    return table.append_column("rejected", pa.array(told, pa.string()))
