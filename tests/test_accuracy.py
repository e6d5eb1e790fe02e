"""The accuracy floors that hold today, where the gold records lie beside the project."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from benchmarks import accuracy

pytestmark = pytest.mark.skipif(not accuracy.available(), reason=f"no gold records in {accuracy.GOLD}")

FLOORS = json.loads((accuracy.HERE / "floors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("benchmark", accuracy.BENCHMARKS, ids=lambda one: one.__name__)
def test_every_figure_holds_its_floor(benchmark: Callable[[], accuracy.Figures]) -> None:
    figures = benchmark()
    assert {name: figure for name, figure in figures.items() if figure < FLOORS.get(name, 0)} == {}
