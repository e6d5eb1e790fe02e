"""What other programs rely on: the public names, and tables as files that are read back as they were."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import comity
from comity import exports
from comity.errors import InputError
from comity.model import Coding, Rejection
from comity.store import TABLES, Store

Make = Callable[..., Coding]
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("http://x")')


def test_the_public_names_are_there_and_are_meant() -> None:
    assert comity.__all__ == sorted(comity.__all__)
    for name in comity.__all__:
        thing = getattr(comity, name)
        assert thing.__module__.startswith("comity.")
        assert thing.__name__ == name
    assert set(dir(comity)) == set(comity.__all__)
    with pytest.raises(AttributeError, match="Observatoire"):
        _ = comity.Observatoire


def test_importing_comity_loads_nothing() -> None:
    loaded = "import sys, comity; print(*(name for name in sys.modules if name.startswith('comity.')))"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "\n"


@pytest.fixture
def store(tmp_path: Path, coding: Make) -> Any:
    one = coding()
    odd = replace(one.document, id="odd", title='=1+1, "quoted"\nand broken', text=one.document.text + " Ünïcode 🇨🇳.")
    with Store(tmp_path / "comity.duckdb") as opened:
        opened.append([one, replace(one, document=odd)], [Rejection("a.txt", "the file is empty", "@x")])
        yield opened


def plain(rows: list[dict[str, Any]]) -> Any:
    return json.loads(json.dumps(rows, default=str))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_from_each_format(store: Store, tmp_path: Path, name: str) -> None:
    table = store.table(name).read_all()
    rows = table.to_pylist()
    assert rows

    parquet = exports.write(store.table(name), tmp_path / "out" / "t.parquet")
    assert pq.read_table(parquet).to_pylist() == rows

    array = exports.write(store.table(name), tmp_path / "t.json")
    assert json.loads(array.read_text(encoding="utf-8")) == plain(rows)

    lines = exports.write(store.table(name), tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == plain(rows)

    with exports.write(store.table(name), tmp_path / "t.CSV").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert list(read[0]) == table.column_names
    assert read == [{key: str(exports.cell(value)) for key, value in row.items()} for row in rows]


@pytest.mark.parametrize("ending", exports.FORMATS)
def test_an_empty_table_is_a_file_that_can_be_read(tmp_path: Path, ending: str) -> None:
    with Store(tmp_path / "empty.duckdb") as empty:
        path = exports.write(empty.table("events"), tmp_path / f"t{ending}")
    if ending == ".parquet":
        assert pq.read_table(path).num_rows == 0
    elif ending == ".json":
        assert json.loads(path.read_text()) == []
    else:
        assert len(path.read_text().splitlines()) == (ending == ".csv")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_csv_is_a_formula(tmp_path: Path, text: str) -> None:
    table = pa.table({"title": [text], "why": [[text]], "score": [-2.5]})
    path = exports.write(table.to_reader(), tmp_path / "t.csv")
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {"title": "'" + text, "why": json.dumps([text]), "score": "-2.5"}


def test_what_fails_leaves_the_old_file_and_no_half_of_a_new_one(tmp_path: Path) -> None:
    def broken() -> Any:
        yield pa.RecordBatch.from_pydict({"n": [1]})
        raise OSError(28, "No space left on device")

    old = tmp_path / "t.jsonl"
    old.write_text("old")
    with pytest.raises(InputError, match="cannot be written: no space left on device"):
        exports.write(pa.RecordBatchReader.from_batches(pa.schema({"n": pa.int64()}), broken()), old)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"t.jsonl": "old"}


def test_an_ending_that_names_no_format_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"choose one of \.parquet, \.csv, \.json, \.jsonl"):
        exports.write(store.table("events"), tmp_path / "events.xlsx")
