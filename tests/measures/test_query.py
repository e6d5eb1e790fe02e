"""One SQL query over tables in memory, with nothing else in reach."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from comity.measures.query import query


def test_the_tables_of_one_query_are_unknown_to_the_next() -> None:
    assert query("select a from t", {"t": pa.table({"a": [1]})}).to_pylist() == [{"a": 1}]
    with pytest.raises(duckdb.CatalogException):
        query("select a from t", {})


def test_queries_side_by_side_keep_their_tables_apart() -> None:
    def total(number: int) -> int:
        table = pa.table({"a": [number] * 100})
        return int(query("select sum(a)::bigint as total from t", {"t": table}).to_pylist()[0]["total"])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(total, range(64))) == [100 * number for number in range(64)]


def test_files_are_out_of_reach(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("a\n1\n")
    with pytest.raises(duckdb.PermissionException):
        query(f"select * from read_csv('{path}')", {})


def test_values_are_never_read_as_sql() -> None:
    table = pa.table({"code": ["CHN", "'; drop table t; --"]})
    found = query("select code from t where code = $code", {"t": table}, code="'; drop table t; --", unused=1)
    assert found.num_rows == 1
