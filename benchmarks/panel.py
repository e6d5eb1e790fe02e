"""How long a full panel takes, and how much memory: all pairs of states from 1816 to 2022 with ten datasets, written.

It is made in a process of its own, so that the peak is its own. The data are the published files beside the project;
without them nothing is measured.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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

    with tempfile.TemporaryDirectory() as folder, Observatory(Path(folder) / "panel.duckdb") as observatory:
        for name, file in FILES:
            observatory.load(name, FOLDER / file)
        begin = time.perf_counter()
        made = observatory.panel("dyad-year", since=1816, until=2022)
        for name in dict.fromkeys(name for name, _ in FILES):
            made = made.add(name)
        made.to_parquet(Path(folder) / "panel.parquet")
        seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return {
        f"{NAME}, rows": len(made),
        f"{NAME}, seconds": round(seconds, 1),
        f"{NAME}, peak MB": round(peak),
    }


if __name__ == "__main__":
    print(json.dumps(measured()))
