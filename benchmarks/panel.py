"""How long a full panel takes, and how much memory: all pairs of states from 1816 to 2022 with ten datasets, written.

It is made in a process of its own, so that the peak is its own. The data are the published files beside the project;
without them nothing is measured. Beside it stands the limit: the same tables joined to the same rows by one plain
query, which tells no zero from missing, chooses no dispute of several, and so makes rows that were not there.
CPU seconds are those of all threads; where the machine has other work, they tell more than the clock.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow as pa

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "structure"
FILES = [
    ("atop", "atop/atop_alliance.parquet"),
    ("cow_nmc", "cow_nmc/cow_nmc.parquet"),
    ("cow_trade", "cow_trade/cow_trade_ddy.parquet"),
    ("cow_igo", "cow_igo/cow_igo_ndy.parquet"),
    ("cow_mid", "mid/cow_mid_dirdisps.parquet"),
    ("cow_mid", "mid/cow_mid_disps.parquet"),
    ("cow_contiguity", "raw_published/cow/contdir.csv"),
    ("archigos", "raw_published/archigos/Archigos_4.1_stata14.dta"),
    ("ideal_points", "ideal_points/IdealpointestimatesAll_Apr2020.csv"),
    ("cow_states", "raw_published/cow/majors2024.csv"),
    ("rivalries", "rivalries/tss_rivalries.csv"),
]
LIMIT = """
COPY (
  SELECT k.*, ab.* EXCLUDE (ccode1, ccode2, year), ba.* EXCLUDE (ccode1, ccode2, year), n1.* EXCLUDE (ccode, year),
    n2.* EXCLUDE (ccode, year), t.* EXCLUDE (ccode1, ccode2, year), i.shared, m.* EXCLUDE (ccode1, ccode2, year),
    c.conttype, l1.leader, l1.obsid, l2.leader, l2.obsid, p1.* EXCLUDE (ccode, year), p2.* EXCLUDE (ccode, year),
    g1.ccode IS NOT NULL, g2.ccode IS NOT NULL, r.tssr_id
  FROM keys k
  LEFT JOIN data.atop ab ON ab.ccode1 = ccode_a AND ab.ccode2 = ccode_b AND ab.year = k.year
  LEFT JOIN data.atop ba ON ba.ccode1 = ccode_b AND ba.ccode2 = ccode_a AND ba.year = k.year
  LEFT JOIN data.cow_nmc n1 ON n1.ccode = ccode_a AND n1.year = k.year
  LEFT JOIN data.cow_nmc n2 ON n2.ccode = ccode_b AND n2.year = k.year
  LEFT JOIN data.cow_trade t ON t.ccode1 = ccode_a AND t.ccode2 = ccode_b AND t.year = k.year
  LEFT JOIN data.cow_igo i ON i.ccode1 = ccode_a AND i.ccode2 = ccode_b AND i.year = k.year
  LEFT JOIN data.cow_mid m ON m.ccode1 = ccode_a AND m.ccode2 = ccode_b AND m.year = k.year
  LEFT JOIN data.cow_contiguity_spells c ON c.ccode1 = ccode_a AND c.ccode2 = ccode_b
    AND k.year BETWEEN year(c.begin) AND year(c."end")
  LEFT JOIN data.archigos l1 ON l1.gwcode = ccode_a AND make_date(k.year, 1, 1) BETWEEN l1.startdate AND l1.enddate
  LEFT JOIN data.archigos l2 ON l2.gwcode = ccode_b AND make_date(k.year, 1, 1) BETWEEN l2.startdate AND l2.enddate
  LEFT JOIN data.ideal_points p1 ON p1.ccode = ccode_a AND p1.year = k.year
  LEFT JOIN data.ideal_points p2 ON p2.ccode = ccode_b AND p2.year = k.year
  LEFT JOIN data.cow_majors g1 ON g1.ccode = ccode_a AND k.year BETWEEN year(g1.begin) AND year(g1."end")
  LEFT JOIN data.cow_majors g2 ON g2.ccode = ccode_b AND k.year BETWEEN year(g2.begin) AND year(g2."end")
  LEFT JOIN data.rivalries r ON r.ccode1 = ccode_a AND r.ccode2 = ccode_b AND k.year BETWEEN r.begin AND r."end"
) TO '{file}' (FORMAT parquet)
"""
NAME = "dyad-years 1816-2022 with ten datasets"


def panel() -> dict[str, float]:
    """Seconds and peak MB; nothing where the files are not at hand."""
    if not FOLDER.is_dir():
        return {}
    done = subprocess.run([sys.executable, "-m", "benchmarks.panel"], capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def measured() -> dict[str, float]:
    """The same, in this process."""
    from comity import Observatory

    with tempfile.TemporaryDirectory() as folder:
        with Observatory(Path(folder) / "panel.duckdb") as observatory:
            for name, file in FILES:
                observatory.load(name, FOLDER / file)
            begin, cpu = time.perf_counter(), time.process_time()
            made = observatory.panel("dyad-year", since=1816, until=2022)
            for name in dict.fromkeys(name for name, _ in FILES):
                made = made.add(name)
            made.to_parquet(Path(folder) / "panel.parquet")
            seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
        peak = _peak()
        limit = _limit(Path(folder), made.table.select(["ccode_a", "ccode_b", "year"]))
    return {
        f"{NAME}, rows": len(made),
        f"{NAME}, seconds": round(seconds, 1),
        f"{NAME}, CPU seconds": round(cpu, 1),
        f"{NAME}, peak MB": round(peak),
        "the same tables joined by a plain DuckDB query, seconds": round(limit, 1),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _limit(folder: Path, keys: pa.Table) -> float:
    with duckdb.connect(folder / "limit.duckdb") as connection:
        connection.execute(f"ATTACH '{folder}/panel.duckdb' AS kept (READ_ONLY)")
        connection.register("keys", keys)
        begin = time.perf_counter()
        connection.execute(LIMIT.format(file=folder / "limit.parquet").replace("data.", "kept.data."))
        return time.perf_counter() - begin


if __name__ == "__main__":
    print(json.dumps(measured()))
