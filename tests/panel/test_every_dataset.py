"""Whatever a dataset's ``dataset.yml`` says of panels can be done: every table that has states and years is added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from comity import Observatory, vintages
from comity.datasets import Dataset, Loaded, Part, catalogue
from comity.errors import InputError
from comity.panel.rows import states_of
from comity.store import Store

ARROW = {
    "integer": pa.int64(), "number": pa.float64(), "text": pa.string(), "date": pa.date32(), "boolean": pa.bool_()
}  # fmt: skip


def fits(part: Part) -> bool:
    return bool(part.year) and 1 <= len(states_of(part)) <= 2


PARTS = [(one, part) for one in catalogue().values() for part in one.parts if fits(part)]


def empty(dataset: Dataset, part: Part) -> Loaded:
    """A file of the table without rows, said to be of 1990 and 1991."""
    rows = pa.schema([(column.name, ARROW[column.type]) for column in part.columns]).empty_table()
    rejected = pa.schema([("row", pa.int64()), ("reason", pa.string()), ("excerpt", pa.string())]).empty_table()
    return Loaded(dataset, part, "empty", f"empty-{part.name}", "1", 0, rows, rejected, 1990, 1991)


@pytest.fixture(scope="module")
def all_loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    path = tmp_path_factory.mktemp("every") / "every.duckdb"
    with Store(path) as store:
        for dataset in catalogue().values():
            for part in dataset.parts:
                vintages.keep(store, empty(dataset, part))
    with Observatory(path, read_only=True) as observatory:
        yield observatory


@pytest.mark.parametrize(("dataset", "part"), PARTS, ids=[part.name for _, part in PARTS])
def test_a_table_is_added_to_panels_of_its_kind(all_loaded: Observatory, dataset: Dataset, part: Part) -> None:
    if len(states_of(part)) == 2 and part.panel.pairs is None:
        pytest.skip(f"{part.name} says not whether its pairs are directed: no panel takes it")
    who = "dyad" if len(states_of(part)) == 2 else "state"
    for unit, system in (
        (f"{who}-year", "cow"),
        (f"{who}-year", "gw"),
        (f"{who}-year", "iso"),
        (f"{who}-month", "cow"),
    ):
        panel = all_loaded.panel(unit, since=1989, until=1992, system=system, states=["DEU", "FRA"])  # type: ignore[arg-type]
        made = panel.add(part.name, status=True)
        assert len(made) == len(panel)
        table = made.to_arrow()
        added = table.column_names[panel.table.num_columns :]
        assert len(added) > 1
        for year in (1989, 1992):
            outside = table.filter(pa.compute.equal(table["year"], year))
            assert outside.num_rows
            assert all(outside[name].null_count == outside.num_rows for name in added if not name.endswith("status"))
            assert set(outside[f"{part.name}_status"].to_pylist()) == {"outside the coverage"}
        inside = table.filter(pa.compute.equal(table["year"], 1990))
        if dataset.absence == "missing":
            assert all(inside[name].null_count == inside.num_rows for name in added if not name.endswith("status"))
        if dataset.absence == "zero" and system == "cow" and unit == f"{who}-year":
            assert set(inside[f"{part.name}_status"].to_pylist()) == {"absent: zero"}
            assert any(0 in inside[name].to_pylist() for name in added), f"{part.name}: no column is ever zero"


def test_a_table_that_no_panel_takes_says_so_by_what_it_lacks(all_loaded: Observatory) -> None:
    """What has no year, or no state, is not in the tests above; it is refused, and never added as zeros."""
    taken = {part.name for _, part in PARTS}
    for dataset in catalogue().values():
        for part in dataset.parts:
            if part.name in taken or part.events is not None or part.name == dataset.name:
                continue
            with pytest.raises(InputError):
                all_loaded.panel("state-year", since=1990, until=1990, states=["DEU"]).add(part.name)


def test_most_datasets_enter_a_panel() -> None:
    assert len({dataset.name for dataset, _ in PARTS}) > 12


def test_codes_of_iso_are_the_states_of_their_time(tmp_path: Path) -> None:
    sanctions = catalogue()["gsdb"]
    (part,) = (one for one in sanctions.parts if one.name == "gsdb")
    told = [("SUN", "USA", 1985), ("RUS", "USA", 1995), ("YUG", "USA", 1995), ("DEU", "RUS", 1990), (None, "USA", 1990)]
    named = {"cases": "1", "sender_name": "one", "target_name": "other"}
    rows = [
        {column.name: named.get(column.name, 1 if column.type == "integer" else None) for column in part.columns}
        | {"sender": sender, "target": target, "year": year, "sender_name": str(sender), "target_name": target}
        for sender, target, year in told
    ]
    schema = empty(sanctions, part).rows.schema
    loaded = replace(empty(sanctions, part), rows=pa.Table.from_pylist(rows, schema=schema), first=1985, last=1995)
    with Observatory(tmp_path / "iso.duckdb") as observatory:
        vintages.keep(observatory._store, loaded)
        for system in ("cow", "gw", "iso"):
            panel = observatory.panel(
                "dyad-year", since=1984, until=1995, directed=True, states=["USA", "RUS", "YUG", "DEU"], system=system
            )  # type: ignore[arg-type]
            found = panel.add("gsdb", "sanctioned").where("sanctioned = 1").to_arrow().to_pylist()
            # In 1990 Germany changes its number in the Correlates of War, and has a row under each.
            assert {(row["a"], row["b"], row["year"]) for row in found} == {
                ("RUS", "USA", 1985), ("RUS", "USA", 1995), ("YUG", "USA", 1995), ("DEU", "RUS", 1990)
            }, system  # fmt: skip
            silent = panel.add("gsdb", "sanctioned").where("year = 1984").to_arrow()["sanctioned"]
            assert silent.null_count == len(silent)


def test_years_between_files_that_add_to_each_other_are_not_covered(tmp_path: Path) -> None:
    states = catalogue()["gw_states"]

    def file(digest: str, first: int, last: int) -> Loaded:
        bare = empty(states, states.parts[0])
        row = {
            "gwcode": 2,
            "abbreviation": "USA",
            "name": digest,
            "begin": date(first, 1, 1),
            "end": date(last, 12, 31),
        }
        rows = pa.Table.from_pylist([row], schema=bare.rows.schema)
        return replace(bare, digest=digest, file=digest, read=1, rows=rows, first=first, last=last)

    with Observatory(tmp_path / "gap.duckdb") as observatory:
        vintages.keep(observatory._store, file("one", 1950, 1951))
        vintages.keep(observatory._store, file("two", 1954, 1954))
        panel = observatory.panel("state-year", since=1949, until=1955, system="gw", states=["FRA"]).add("gw_states")
    assert panel.to_arrow()["independent"].to_pylist() == [None, 0, 0, None, None, 0, None]
    assert panel.coverage().select(["first", "last"]).to_pylist() == [{"first": 1950, "last": 1954}]
