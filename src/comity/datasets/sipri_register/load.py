"""SIPRI's trade register, one row a deal and year of delivery.

Judgement call: groups in arms, organisations and unknown parties, which SIPRI marks, have a name and no code.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import places, reading, sipri

COLUMNS = {
    "deal": ["SIPRI AT Database ID", "Deal ID"], "supplier_name": ["Supplier", "Seller"],
    "recipient_name": ["Recipient", "Buyer"], "designation": "Designation", "description": "Description",
    "category": "Armament category", "ordered": "Order date", "ordered_about": "Order date is estimate",
    "number": "Numbers delivered", "number_about": "Numbers delivered is estimate", "year": "Delivery year",
    "year_about": "Delivery year is estimate", "status": "Status", "tiv_unit": "TIV deal unit",
    "tiv": "TIV delivery values", "local": "Local production",
}  # fmt: skip
FLAGS = ("ordered_about", "number_about", "year_about", "local")
TRUTH = {"yes": "true", "no": "false"}


def load(raw: Path) -> pa.Table:
    """Read an export of the trade register.

    Raises:
        InputError: a column is not there, or a party has a name that nobody knows.
    """
    rows = reading.table(raw, head=["SIPRI AT Database ID", "Deal ID"])
    table = reading.columns(rows, COLUMNS, raw)
    for name in FLAGS:
        told = [TRUTH.get((one or "").strip().lower(), one) for one in table[name].to_pylist()]
        table = table.set_column(table.column_names.index(name), name, pa.array(told, pa.string()))
    for name in ("supplier", "recipient"):
        values = pc.utf8_trim_whitespace(table[f"{name}_name"])
        also = sipri.names(values.unique().to_pylist())
        table = table.append_column(name, places.named(values, raw, also))
    return table
