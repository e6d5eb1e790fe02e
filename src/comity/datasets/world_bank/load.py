"""The World Bank's files of one indicator.

Judgement calls:

- A row of the file becomes a row for each year; years without a figure are there and empty.
- Groups of countries and the world are set apart: whoever wants a sum says of whom.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa

from comity.datasets import places, reading
from comity.errors import InputError

INDICATORS = {
    "NY.GDP.MKTP.CD": ("world_bank_gdp", "gdp"),
    "NY.GDP.MKTP.KD": ("world_bank_gdp_constant", "gdp_constant"),
    "NY.GDP.MKTP.PP.KD": ("world_bank_gdp_ppp", "gdp_ppp"),
    "SP.POP.TOTL": ("world_bank_population", "population"),
}
GROUPS = frozenset((
    "AFE", "AFW", "ARB", "CEB", "CHI", "CSS", "EAP", "EAR", "EAS", "ECA", "ECS", "EMU", "EUU", "FCS", "HIC",
    "HPC", "IBD", "IBT", "IDA", "IDB", "IDX", "INX", "LAC", "LCN", "LDC", "LIC", "LMC", "LMY", "LTE", "MEA",
    "MIC", "MNA", "NAC", "OED", "OSS", "PRE", "PSS", "PST", "SAS", "SSA", "SSF", "SST", "TEA", "TEC", "TLA",
    "TMN", "TSA", "TSS", "UMC", "WLD",
))  # fmt: skip
"""Codes that the World Bank gives to groups of countries, to what it cannot classify, and to the Channel Islands."""

_YEAR = re.compile(r"(19|20)\d\d")


def load(raw: Path) -> pa.Table:
    """Read ``API_..._DS2_en_csv_v2_N.csv``, or the archive in which the World Bank hands it out.

    Raises:
        InputError: it is of no indicator that is read here, or has no columns of years.
    """
    rows = reading.table(raw, head="Country Name", members="API_*.csv")
    told = reading.columns(rows, {"iso": "Country Code", "indicator": "Indicator Code"}, raw)
    found = set(told["indicator"].to_pylist())
    if len(found) != 1 or not (indicator := found.pop()) or indicator not in INDICATORS:
        raise InputError(f"{raw.name} is not of one of the indicators {', '.join(INDICATORS)}")
    part, value = INDICATORS[indicator]
    years = [name for name in rows.column_names if _YEAR.fullmatch(name)]
    if not years:
        raise InputError(f"{raw.name} has no columns of years")
    wide = pa.table({"iso": places.coded(told["iso"]), **{year: rows[year] for year in years}})
    long = reading.unpivoted(wide, years, "year", value)
    grouped = ["is a group of countries" if iso in GROUPS else None for iso in long["iso"].to_pylist()]
    table = long.append_column("rejected", pa.array(grouped, pa.string()))
    return table.replace_schema_metadata({"part": part})
