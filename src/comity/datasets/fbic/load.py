"""The index of Formal Bilateral Influence Capacity.

Judgement call: side A is the one that influences; the table is directed, and both directions of a pair are in it.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import places, reading

COLUMNS = {
    "sender_name": "countrya", "sender": "iso3a", "target_name": "countryb", "target": "iso3b", "year": "year",
    "fbic": "fbic", "bandwidth": "bandwidth", "bandwidth_political": "politicalbandwidth",
    "bandwidth_economic": "economicbandwidth", "bandwidth_security": "securitybandwidth", "dependence": "dependence",
    "dependence_economic": "economicdependence", "dependence_security": "securitydependence",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read the index as CSV or Stata file.

    Raises:
        InputError: a column is not there.
    """
    return places.settled(reading.columns(reading.table(raw), COLUMNS, raw), "sender", "target")
