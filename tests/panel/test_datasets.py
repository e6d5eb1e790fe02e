"""The datasets that only panels use: read as they are, and what a panel makes of them against what others made."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from comity import Observatory, datasets
from comity.errors import InputError

FILES = [
    # dataset, file, table, rows, rows kept, years
    ("capitals", "geo/cow_capitals.csv", "cow_capitals", 242, 242, 1816, 2024),
    ("capitals", "geo/gw_capitals.csv", "gw_capitals", 264, 264, 1816, 2024),
    ("minimum_distance", "geo/cow_mindist.parquet", "minimum_distance", 952_244, 952_244, 1886, 2019),
    ("rivalries", "rivalries/tss_rivalries.csv", "rivalries", 264, 262, 1494, 2020),
    ("rivalries", "rivalries/td_rivalries.csv", "rivalries_td", 197, 195, 1494, 2010),
    ("gml_mid", "mid/gml_dirdisp.parquet", "gml_mid", 10_276, 10_276, 1816, 2010),
    ("gml_mid", "mid/gml_part.parquet", "gml_mid_participants", 5_217, 5_217, 1816, 2010),
    ("gml_mid", "mid/gml_mid_disps.parquet", "gml_mid_disputes", 2_174, 2_174, 1816, 2010),
    ("ucdp_acd", "ucdp/ucdp_acd.parquet", "ucdp_acd", 6_007, 2_910, 1946, 2024),
]


@pytest.mark.parametrize(("name", "file", "part", "read", "kept", "first", "last"), FILES, ids=lambda one: str(one))
def test_a_file_is_read_whole(
    shared: Path, name: str, file: str, part: str, read: int, kept: int, first: int, last: int
) -> None:
    loaded = datasets.load(name, shared / "data" / "structure" / file)
    assert (loaded.part.name, loaded.read, loaded.rows.num_rows) == (part, read, kept)
    assert (loaded.first, loaded.last) == (first, last)
    assert loaded.rejected.num_rows == read - kept


def test_what_no_list_of_states_has_is_set_apart_with_the_reason(shared: Path) -> None:
    loaded = datasets.load("rivalries", shared / "data" / "structure" / "rivalries" / "tss_rivalries.csv")
    assert set(loaded.rejected["reason"].to_pylist()) == {"one of the two is no state of the Correlates of War"}
    assert any("Venice" in excerpt for excerpt in loaded.rejected["excerpt"].to_pylist())


def test_several_governments_on_a_side_become_a_row_each(tmp_path: Path) -> None:
    header = (
        "conflict_id,year,gwno_a,gwno_b,type_of_conflict,incompatibility,intensity_level,start_date,start_date2,ep_end"
    )
    path = tmp_path / "UcdpPrioConflict_v25_1.csv"
    rows = ['420,2003,"2, 200, 900",645,2,2,2,2003-03-20,2003-03-20,1', "333,2003,700,,4,2,1,1978-04-27,2003-01-01,0"]
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    kept = datasets.load("ucdp_acd", path).rows.to_pylist()
    assert {(row["gwcode"], row["side"], row["kind"], row["incompatibility"]) for row in kept} == {
        (700, "a", "internationalized", "government"), (2, "a", "interstate", "government"),
        (200, "a", "interstate", "government"), (900, "a", "interstate", "government"),
        (645, "b", "interstate", "government"),
    }  # fmt: skip
    with Observatory(tmp_path / "small.duckdb") as observatory:
        observatory.load("ucdp_acd", path)
        panel = observatory.panel("state-year", since=2002, until=2003, system="gw", states=["USA", "AFG", "FRA"])
        found = panel.add("ucdp_acd").to_arrow().to_pylist()
    assert [(row["state"], row["year"], row["ongoing"], row["episodes"]) for row in found] == [
        ("USA", 2002, None, None), ("USA", 2003, 1, 1), ("FRA", 2002, None, None), ("FRA", 2003, 0, 0),
        ("AFG", 2002, None, None), ("AFG", 2003, 1, 1),
    ]  # fmt: skip


def test_corrected_disputes_are_whittled_as_the_published_ones_are(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "structure" / "mid"
    with Observatory(tmp_path / "gml.duckdb") as observatory:
        observatory.load("gml_mid", folder / "gml_dirdisp.parquet")
        ours = observatory.panel("dyad-year", since=1816, until=2010, directed=True).add("gml_mid").to_arrow()
    assert ours.num_rows
    same = duckdb.sql(
        f"""SELECT count(*), count(*) FILTER (o.dispnum = t.dispnum AND o.onset = t.gmlmidonset)
        FROM '{folder}/gml_mid_ddydisps.parquet' t
        JOIN ours o ON o.ccode_a = t.ccode1 AND o.ccode_b = t.ccode2 AND o.year = t.year"""
    ).fetchall()
    assert same == [(9284, 9284)]


def test_capitals_are_as_far_apart_as_others_found(shared: Path, tmp_path: Path) -> None:
    with Observatory(tmp_path / "capitals.duckdb") as observatory:
        observatory.load("capitals", shared / "data" / "structure" / "geo" / "cow_capitals.csv")
        panel = observatory.panel("dyad-year", since=1991, until=2022)
        ours = panel.add("capital_distance").to_arrow()
        assert panel.add("capital_distance").citations()[0].startswith("Miller, Steven V.")
        with pytest.raises(InputError, match="capital_distance is about pairs"):
            observatory.panel("state-year", since=1991, until=1991).add("capital_distance")
    assert ours["capital_distance"].null_count == 0
    # Theirs are on an ellipsoid, and have Tunis where it is.
    ((met, near),) = duckdb.sql(
        f"""SELECT count(*), count(*) FILTER (abs(o.capital_distance - t.capdist) < 0.005 * t.capdist)
        FROM '{shared}/data/structure/rok_unga/rok_unga.csv' t
        JOIN ours o ON o.ccode_a = least(t.ccode1, t.ccode2) AND o.ccode_b = greatest(t.ccode1, t.ccode2)
          AND o.year = t.year
        WHERE iso3c <> 'TUN' AND t.capdist IS NOT NULL"""
    ).fetchall()
    assert met == near
    assert met > 5000
