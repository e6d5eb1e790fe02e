"""Panels as files and frames: what was there is there again, whatever the format."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.datasets import reading
from comity.errors import InputError
from comity.panel import writing
from panel.conftest import NMC, Filled

TABLE = pa.table(
    {
        "a": ["CHN", None, "Côte d'Ivoire, =1+1"],
        "year": pa.array([1950, 1951, None], pa.int32()),
        "cinc": [0.25, None, -1.5],
        "big": pa.array([2**40, None, 1], pa.int64()),
        "day": [date(1950, 6, 25), None, date(1816, 1, 1)],
        "member": [True, False, None],
    }
)


def test_stata_reads_what_was_written(tmp_path: Path) -> None:
    back = reading.table(writing.write(TABLE, tmp_path / "panel.dta"))
    assert back.column_names == TABLE.column_names
    assert back["a"].to_pylist() == ["CHN", "", "Côte d'Ivoire, =1+1"] or back["a"].to_pylist()[1] is None
    assert back["year"].to_pylist() == [1950, 1951, None]
    assert back["cinc"].to_pylist() == [0.25, None, -1.5]
    assert back["big"].to_pylist() == [2**40, None, 1]
    assert back["day"].to_pylist() == TABLE["day"].to_pylist()
    assert back["member"].to_pylist() == [1, 0, None]


def test_a_real_stata_file_is_written_as_it_was_read(shared: Path, tmp_path: Path) -> None:
    file = shared / "data" / "structure" / "raw_published" / "archigos" / "Archigos_4.1_stata14.dta"
    table = reading.table(file)
    back = reading.table(writing.write(table, tmp_path / "again.dta"))
    for name in table.column_names:
        assert [value or None for value in back[name].to_pylist()] == [
            value or None for value in table[name].to_pylist()
        ], name  # fmt: skip


def test_the_map_of_a_stata_file_leads_to_its_parts(tmp_path: Path) -> None:
    data = writing.write(TABLE, tmp_path / "panel.dta").read_bytes()
    at = data.index(b"<map>") + len(b"<map>")
    places = [int.from_bytes(data[at + 8 * n : at + 8 * n + 8], "little") for n in range(14)]
    tags = [b"<stata_dta>", b"<map>", b"<variable_types>", b"<varnames>", b"<sortlist>", b"<formats>",
            b"<value_label_names>", b"<variable_labels>", b"<characteristics>", b"<data>", b"<strls>",
            b"<value_labels>", b"</stata_dta>"]  # fmt: skip
    assert [data[place : place + len(tag)] for place, tag in zip(places, tags, strict=False)] == tags
    assert places[13] == len(data)


def test_an_empty_panel_is_written_in_every_format(tmp_path: Path) -> None:
    for ending in writing.FORMATS:
        assert writing.write(TABLE.slice(0, 0), tmp_path / f"empty{ending}").stat().st_size > 0


def test_csv_leaves_what_is_missing_empty_and_runs_nothing(tmp_path: Path) -> None:
    table = pa.table({"a": ["=cmd()", "x", None], "n": [-1, None, 0]})
    text = writing.write(table, tmp_path / "panel.csv").read_text(encoding="utf-8")
    assert text.splitlines() == ['"a","n"', '"\'=cmd()",-1', '"x",', ",0"]


def test_every_format_holds_the_same_panel(filled: Filled, tmp_path: Path) -> None:
    observatory = filled(cow_nmc=(NMC, ["USA,2,1950,1,2,3,4,5,6,0.3,2021", "CAN,20,1951,1,2,3,4,5,6,0.02,2021"]))
    panel = observatory.panel("dyad-year", since=1950, until=1951, states=["USA", "CAN"]).add("cow_nmc", "cinc")
    arrow = panel.to_arrow()
    assert pq.read_table(panel.to_parquet(tmp_path / "p.parquet")).equals(arrow)
    assert pq.read_schema(tmp_path / "p.parquet").metadata[b"citations"].startswith(b"Singer")
    with pa.ipc.open_file(panel.write(tmp_path / "p.arrow")) as file:
        assert file.read_all().equals(arrow)
    stata = reading.table(panel.to_stata(tmp_path / "p.dta"))
    assert stata.to_pylist() == arrow.to_pylist()
    assert panel.to_csv(tmp_path / "p.csv").read_text(encoding="utf-8").splitlines()[1] == '"USA","CAN",2,20,1950,0.3,'
    polars = pytest.importorskip("polars")
    assert panel.to_polars().equals(polars.from_arrow(arrow))


def test_pandas_frames_are_of_the_same_rows(filled: Filled) -> None:
    pytest.importorskip("pandas")
    frame = filled().panel("state-year", since=1950, until=1950).to_pandas()
    assert list(frame.columns) == ["state", "ccode", "year"]


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the ending names no format; choose one of \.parquet, \.arrow, \.csv, \.dta"):
        writing.write(TABLE, tmp_path / "panel.xlsx")
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        writing.write(TABLE, tmp_path / "taken" / "panel.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
