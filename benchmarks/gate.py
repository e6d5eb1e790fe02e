"""Measure accuracy and speed, print them, and fail where one falls below its floor in ``floors.json``.

What is counted in seconds or MB, and an error, has a ceiling there, above which it must not rise.

``--write`` also writes ``docs/figures.md``: every figure with its floor, the day and the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping
from datetime import date

from rich.console import Console
from rich.table import Table

from benchmarks import accuracy, calibration, dyads, forecast, loading, measures, onsets, panel, probes, speed


def main() -> int:
    """Run all benchmarks; 1 where a floor is not held."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--write", action="store_true", help="write docs/figures.md")
    options.add_argument("--icews18", action="store_true", help="also rank actors on ICEWS18, which takes half an hour")
    options.add_argument("--stored", action="store_true", help="also store 50 million events and ask for pairs of them")
    asked = options.parse_args()
    floors = json.loads((accuracy.HERE / "floors.json").read_text(encoding="utf-8"))
    figures = speed.speed() | probes.probes() | calibration.calibration()
    figures |= panel.panel() | loading.loading() | measures.measures()
    if asked.stored:
        figures |= measures.stored()
    if accuracy.available():
        for benchmark in accuracy.BENCHMARKS:
            figures |= benchmark()
    else:
        Console(stderr=True).print(f"accuracy was not measured: no gold records in {accuracy.GOLD}")
    if dyads.available():
        figures |= dyads.figures() | onsets.figures()
        for dataset in ("ICEWS14", "ICEWS18") if asked.icews18 else ("ICEWS14",):
            figures |= forecast.figures(dataset)
    else:
        Console(stderr=True).print(f"forecasts were not measured: no events in {dyads.DATA}")
    table = Table("figure", "measured", "floor", "held")
    for name, figure in figures.items():
        held = "" if name not in floors else "yes" if _held(name, figure, floors) else "NO"
        table.add_row(name, _written(figure), _bound(name, floors), held)
    Console().print(table)
    if asked.write:
        page = accuracy.HERE.parent / "docs" / "figures.md"
        page.write_text(_page(figures, floors), encoding="utf-8")
    return int(not all(_held(name, figure, floors) for name, figure in figures.items() if name in floors))


def _held(name: str, figure: float, floors: Mapping[str, float]) -> bool:
    return figure <= floors[name] if _at_most(name) else figure >= floors[name]


def _at_most(name: str) -> bool:
    return name.endswith((" seconds", " MB", " error"))


def _bound(name: str, floors: Mapping[str, float]) -> str:
    return "" if name not in floors else f"{'at most ' if _at_most(name) else ''}{_written(floors[name])}"


def _written(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100_000 else f"{figure:g}"


def _page(figures: Mapping[str, float], floors: Mapping[str, float]) -> str:
    rows = [f"| {name} | {_written(figure)} | {_bound(name, floors)} |" for name, figure in figures.items()]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return "\n".join(
        (
            "# Figures",
            "",
            f"Written by `python -m benchmarks.gate --write` on {date.today().isoformat()}; {machine}.",
            "What each means, and what it does not, stands in [accuracy.md](accuracy.md) and, of forecasts, in",
            "[forecasting.md](forecasting.md). `make bench` fails where a figure falls below its floor; what is in",
            "seconds or MB, or an error, must stay below it.",
            "",
            "| figure | measured | floor |",
            "| --- | ---: | ---: |",
            *rows,
            "",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
