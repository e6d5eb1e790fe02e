"""Measure accuracy and speed, print them, and fail where one falls below its floor in ``floors.json``."""

from __future__ import annotations

import json
import sys

from rich.console import Console
from rich.table import Table

from benchmarks import accuracy, speed


def main() -> int:
    """Run all benchmarks; 1 where a floor is not held."""
    floors = json.loads((accuracy.HERE / "floors.json").read_text(encoding="utf-8"))
    figures = speed.speed()
    if accuracy.available():
        for benchmark in accuracy.BENCHMARKS:
            figures |= benchmark()
    table = Table("figure", "measured", "floor", "held")
    for name, figure in figures.items():
        floor = floors.get(name)
        held = "" if floor is None else "yes" if _holds(figure, floor) else "NO"
        table.add_row(name, f"{figure:g}", "" if floor is None else str(floor), held)
    Console().print(table)
    if not accuracy.available():
        Console(stderr=True).print(f"accuracy was not measured: no gold records in {accuracy.GOLD}")
    return int(any(not _holds(figures[name], floor) for name, floor in floors.items() if name in figures))


def _holds(figure: float, floor: float) -> bool:
    return figure >= floor


if __name__ == "__main__":
    sys.exit(main())
