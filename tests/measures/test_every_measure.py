"""No measure of the record has a row outside the years that its datasets cover, whatever is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

from comity import Observatory, vintages
from comity.measures import DIRECTED, RECORD
from comity.store import Store
from layouts import FILES

PAIRS = [("CHN", "RUS"), ("USA", "RUS"), ("USA", "CAN"), ("RUS", "IND"), ("USA", "GBR")]
MOVING = {"arms_dependence": 4}
"""A measure that sums up some years -> for how many years after the last delivery it has a sum."""


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Observatory, Store]]:
    folder = tmp_path_factory.mktemp("everything")
    with Observatory(folder / "all.duckdb") as observatory:
        for one in FILES:
            if not one.part.startswith("gdelt") and one.dataset != "icews":
                observatory.load(one.dataset, one.write(folder))
            if one.dataset == "world_bank":
                observatory.load("world_bank", one.write(folder, one.text.replace("SP.POP.TOTL", "NY.GDP.MKTP.CD")))
    with (
        Observatory(folder / "all.duckdb", read_only=True) as observatory,
        Store(folder / "all.duckdb", read_only=True) as store,
    ):
        yield observatory, store


def needed(name: str, store: Store) -> list[str]:
    module = importlib.import_module((RECORD | DIRECTED)[name].partition(":")[0])
    parts = {**module.NEEDS, **getattr(module, "MAY", {})}
    return [part for part in parts if vintages.loaded(store, [part])]


@pytest.mark.parametrize("name", sorted(RECORD | DIRECTED))
def test_a_measure_has_rows_only_where_its_datasets_do(everything: tuple[Observatory, Store], name: str) -> None:
    observatory, store = everything
    spans = [span for part in needed(name, store) if (span := vintages.covered(store, part))]
    first, last = min(one for one, _ in spans), max(one for _, one in spans)
    for pairs in ([], PAIRS):
        rows = observatory.measure(name, pairs, first=1700, last=2030).to_pylist()
        years = {row["year"] for row in rows}
        assert all(first <= year <= last + MOVING.get(name, 0) for year in years), name
    asked = observatory.measure(name, PAIRS, first=last + MOVING.get(name, 0) + 1, last=2040)
    assert asked.num_rows == 0, name
