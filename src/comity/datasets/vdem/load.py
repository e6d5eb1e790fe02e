"""V-Dem's country-years: of some four thousand columns those of democracy as a whole.

Judgement call: V-Dem counts some countries that COW does not (colonies, parts of states, states before 1816), and gives
them no number of COW's, or one that COW does not have; their ``ccode`` is empty.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity import states
from comity.datasets import reading

COLUMNS = {
    "country_id": "country_id", "country": "country_name", "abbreviation": "country_text_id", "ccode": "COWcode",
    "year": "year", "electoral": "v2x_polyarchy", "liberal": "v2x_libdem", "participatory": "v2x_partipdem",
    "deliberative": "v2x_delibdem", "egalitarian": "v2x_egaldem", "regime": "v2x_regime",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read the country-years of any release of the last years.

    Raises:
        InputError: a column is not there.
    """
    data = reading.contents(raw, members="V-Dem-CY-*.csv")
    if data.startswith((b"PAR1", b"<stata_dta>")):
        rows = reading.columns(reading.table(raw), COLUMNS, raw)
    else:
        data = reading.utf8(raw, data)
        head = data.partition(b"\n")[0].decode("utf-8", "replace").replace('"', "").rstrip("\r")
        there = {name.strip() for name in head.split(",")}
        only = [name for name in COLUMNS.values() if name in there]
        rows = reading.columns(reading.delimited(data, raw, only=only), COLUMNS, raw)
    known = {str(one.number) for one in states.spells("cow")}
    codes = [one if _plain(one) in known or not _plain(one).isdigit() else None for one in rows["ccode"].to_pylist()]
    return rows.set_column(rows.column_names.index("ccode"), "ccode", pa.array(codes, rows["ccode"].type))


def _plain(code: object) -> str:
    return str(code if code is not None else "").strip().removesuffix(".0")
