"""Score the forecasters on ICEWS14 and ICEWS18, each in a process of its own, and hold the ranker against its floors.

Run with ``python -m benchmarks.forecast [ICEWS14 | ICEWS18]``.
The events lie beside the project; docs/forecasting.md says which they are.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

DATA = Path(__file__).parents[2] / "shared" / "data" / "forecast"
BASELINES = ("recurrency", "strict", "relaxed", "popularity")
RUNS = [
    (dataset, forecaster, horizon)
    for dataset in ("ICEWS14", "ICEWS18")
    for horizon in ("single", "multi")
    for forecaster in ("counting", *BASELINES)
]
FLOORS: dict[tuple[str, str, str], dict[str, float]] = {
    ("ICEWS14", "counting", "single"): {"mrr": 0.485, "hits@10": 0.665},
    ("ICEWS14", "counting", "multi"): {"mrr": 0.40},
    ("ICEWS18", "counting", "single"): {"mrr": 0.365, "hits@10": 0.56},
}
CEILINGS: dict[tuple[str, str], dict[str, float]] = {
    ("ICEWS14", "counting"): {"seconds": 180, "peak_mb": 4000},
    ("ICEWS18", "counting"): {"seconds": 1200, "peak_mb": 8000},
}


def measure(dataset: str, forecaster: str, horizon: str) -> dict[str, float]:
    """Learn from the training days, forecast the validation days."""
    history, test = (DATA / f"{dataset.lower()}_{part}.parquet" for part in ("train", "valid"))
    command = [
        sys.executable, "-c", "from comity.cli import main; main()", "score", "forecast", "--history", str(history),
        "--test", str(test), "--horizon", horizon, "--forecaster", forecaster, "--json",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(datasets: list[str]) -> int:
    """Print one row a run; 1 where a floor or ceiling of the ranker is not held."""
    if not DATA.is_dir():
        Console(stderr=True).print(f"forecasts were not measured: no events in {DATA}")
        return 0
    table = Table("data", "days ahead", "forecaster", "MRR", "Hits@1", "Hits@3", "Hits@10", "CPU s", "MB", "missed")
    failed = False
    for dataset, forecaster, horizon in RUNS:
        if datasets and dataset not in datasets:
            continue
        found = measure(dataset, forecaster, horizon)
        floors = FLOORS.get((dataset, forecaster, horizon), {})
        ceilings = CEILINGS.get((dataset, forecaster), {})
        missed = [f"{name} {floor:g}" for name, floor in floors.items() if found[name] < floor]
        missed += [f"{name} {most:g}" for name, most in ceilings.items() if found[name] > most]
        failed |= bool(missed)
        shares = [f"{100 * found[name]:.2f}" for name in ("mrr", "hits@1", "hits@3", "hits@10")]
        table.add_row(
            dataset, horizon, forecaster, *shares, f"{found['seconds']:.0f}", f"{found['peak_mb']:.0f}",
            ", ".join(missed),
        )  # fmt: skip
    Console().print(table)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
