"""Score the forecasters of who acts on whom on ICEWS14 and ICEWS18, each in a process of its own.

``python -m benchmarks.forecast [ICEWS14 | ICEWS18]`` prints all scores; the gate holds them against floors.
The events lie beside the project; docs/forecasting.md says which they are.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

DATA = Path(__file__).parents[2] / "shared" / "data" / "forecast"
BASELINES = ("recurrency", "strict", "relaxed", "popularity")
AHEAD = {"single": "one day ahead", "multi": "all days ahead"}
PUBLISHED = {"ICEWS14": 37.4, "ICEWS18": 28.7}
"""MRR of combined recurrency, one day ahead, as Gastinger et al. (2024) measured it on the test days."""


def available() -> bool:
    """Whether the events are there."""
    return DATA.is_dir()


def figures(dataset: str) -> dict[str, float]:
    """MRR and Hits@10 in percent of the ranker and the baselines, CPU seconds and MB of the ranker."""
    found: dict[str, float] = {}
    for horizon, forecaster, scores in _runs(dataset):
        name = f"{dataset}, {AHEAD[horizon]}, {forecaster}"
        found[f"{name} MRR"] = round(100 * scores["mrr"], 1)
        if forecaster == "counting":
            found[f"{name} Hits@10"] = round(100 * scores["hits@10"], 1)
            found[f"{name}, CPU seconds"] = round(scores["seconds"])
            found[f"{name}, peak MB"] = round(scores["peak_mb"])
        if (forecaster, horizon) == ("recurrency", "single"):
            found[f"{name} MRR, published for the test days"] = PUBLISHED[dataset]
    return found


def _runs(dataset: str) -> Iterator[tuple[str, str, dict[str, float]]]:
    """Learn from the training days, forecast the validation days."""
    history, test = (DATA / f"{dataset.lower()}_{part}.parquet" for part in ("train", "valid"))
    for horizon in AHEAD:
        for forecaster in ("counting", *BASELINES):
            command = [
                sys.executable, "-c", "from comity.cli import main; main()", "score", "forecast", "--history",
                str(history), "--test", str(test), "--horizon", horizon, "--forecaster", forecaster, "--json",
            ]  # fmt: skip
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            yield horizon, forecaster, json.loads(done.stdout)


def main(datasets: list[str]) -> int:
    """Print one row a run."""
    if not available():
        Console(stderr=True).print(f"forecasts were not measured: no events in {DATA}")
        return 0
    table = Table("data", "days ahead", "forecaster", "MRR", "Hits@1", "Hits@3", "Hits@10", "CPU s", "MB")
    for dataset in datasets or list(PUBLISHED):
        for horizon, forecaster, scores in _runs(dataset):
            shares = [f"{100 * scores[name]:.2f}" for name in ("mrr", "hits@1", "hits@3", "hits@10")]
            table.add_row(dataset, horizon, forecaster, *shares, f"{scores['seconds']:.0f}", f"{scores['peak_mb']:.0f}")
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
