"""Files that are not what they should be: each is refused, or its broken rows set apart, and nothing is lost."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity import datasets
from comity.errors import InputError, UnreadableInput
from publishers import GOOD, HEADER, event, gdelt, nmc


def test_a_good_file_is_kept_whole(tmp_path: Path) -> None:
    loaded = datasets.load("cow_nmc", nmc(tmp_path, GOOD))
    assert (loaded.read, loaded.rows.num_rows, loaded.rejected.num_rows) == (3, 3, 0)
    assert (loaded.version, loaded.first, loaded.last) == ("5.0", 2012, 2012)
    assert loaded.rows.to_pylist()[1]["milper"] == 956


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("FOO,999,2012,1,1,1,1,1,1,0.1,2011", r"data row 4: ccode is 999, a code that COW does not have"),
        ("GBR,two hundred,2012,1,1,1,1,1,1,0.1,2011", r"data row 4: ccode is two hundred, which is no whole number"),
        ("GBR,200.5,2012,1,1,1,1,1,1,0.1,2011", r"data row 4: ccode is 200.5, which is no whole number"),
        ("GBR,,2012,1,1,1,1,1,1,0.1,2011", r"data row 4: ccode is empty, and must not be"),
        ("GBR,200,1066,1,1,1,1,1,1,0.1,2011", r"data row 4: year is 1066, before 1816, where the data begin"),
        ("GBR,200,3012,1,1,1,1,1,1,0.1,2011", r"data row 4: year is 3012, in the future"),
        ("GBR,200,2012,-5,1,1,1,1,1,0.1,2011", r"data row 4: milex is -5.0, less than 0, the least that is possible"),
        ("GBR,200,2012,1,1,1,1,1,1,1.5,2011", r"data row 4: cinc is 1.5, more than 1, the most that is possible"),
        ("GBR,200,2012,1,1,1,1,many,1,0.1,2011", r"data row 4: tpop is many, which is no number"),
        ("USA,2,2012,7,1,1,1,1,1,0.1,2011", r"data rows 1 and 4: both are of ccode 2, year 2012, and differ"),
        ("GBR,200,2012,1,1,1", r"line 5: 6 cells instead of 11"),
        ("GBR,200,2012,1,1,1,1,1,1,0.1,2011,0", r"line 5: 12 cells instead of 11"),
    ],
)
def test_a_row_that_cannot_be_stops_the_loading(tmp_path: Path, row: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        datasets.load("cow_nmc", nmc(tmp_path, [*GOOD, row]))


def test_minus_nine_is_missing_and_zero_is_zero(tmp_path: Path) -> None:
    rows = datasets.load("cow_nmc", nmc(tmp_path, ["USA,2,2012,-9,0,-9.0,1,1,1,0.1,2011"])).rows.to_pylist()
    assert (rows[0]["milex"], rows[0]["milper"], rows[0]["irst"]) == (None, 0, None)


def test_a_row_that_comes_twice_is_kept_once_and_set_apart_once(tmp_path: Path) -> None:
    loaded = datasets.load("cow_nmc", nmc(tmp_path, [*GOOD, GOOD[1]]))
    assert (loaded.read, loaded.rows.num_rows) == (4, 3)
    assert [(row["row"], row["reason"]) for row in loaded.rejected.to_pylist()] == [(4, "repeats data row 2")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "is a web page and not the data"),
        ("stateabb,ccode\nUSA,2\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04 cut off", "cannot be read"),
        (gzip.compress(b"x" * 1000)[:40], "cannot be read"),
        (b"PAR1 and then nothing", "damaged Parquet file"),
        (b"<stata_dta><header><release>118</release>", "Stata file is damaged"),
        (b"year,ccode,year\n1,2,3\n", "two columns are called 'year'"),
        (b"iso,year,gdp\nUSA,2012,1\n", "no column ccode; it has iso, year, gdp. Expected is NMC-70-abridged.csv"),
        ((HEADER + "\n").encode(), "holds no rows that could be kept"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "NMC.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        datasets.load("cow_nmc", path)


def test_a_file_is_read_out_of_its_archive(tmp_path: Path) -> None:
    plain = nmc(tmp_path, GOOD)
    with zipfile.ZipFile(tmp_path / "nmc.zip", "w") as archive:
        archive.write(plain, "NMC_5_0.csv")
        archive.writestr("readme.pdf", "about")
    (tmp_path / "nmc.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    for name in ("nmc.zip", "nmc.csv.gz"):
        assert datasets.load("cow_nmc", tmp_path / name).rows.num_rows == 3


def test_an_archive_of_several_files_does_not_say_which(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "nmc.zip", "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "x")
    with pytest.raises(UnreadableInput, match=r"2 data files \(a.csv, b.csv\)"):
        datasets.load("cow_nmc", tmp_path / "nmc.zip")


def test_the_year_of_a_vote_is_its_sessions(tmp_path: Path) -> None:
    columns = {"resid": [77088, 78001], "ccode": [2, 2], "date": ["2023-08-30", "2023-10-27"], "year": [2022, 2022]}
    votes = pa.table(columns | {"vote": [1, 3]})
    pq.write_table(votes, tmp_path / "votes.parquet")
    rows = datasets.load("un_votes", tmp_path / "votes.parquet").rows.to_pylist()
    assert [(row["session"], row["year"]) for row in rows] == [(77, 2022), (78, 2023)]


def test_memberships_are_counted_by_their_kind(tmp_path: Path) -> None:
    (tmp_path / "state_year_formatv3.csv").write_text(
        "ccode,year,state,AAAID,ABEPSEAC,ACCT,ACP\n2,2012,usa,1,2,1,-9\n20,2012,canada,0,3,-1,1\n"
    )
    rows = datasets.load("cow_igo", tmp_path / "state_year_formatv3.csv").rows.to_pylist()
    assert [(row["full"], row["associate"], row["observer"]) for row in rows] == [(2, 1, 0), (1, 0, 1)]


def test_broken_events_are_set_apart_and_counted(tmp_path: Path) -> None:
    good = [event(number) for number in range(100)]
    broken = [
        event(200, date="20141399"), event(201, quad="7"), event(202, latitude="far"), event(203)[:40],
    ]  # fmt: skip
    loaded = datasets.load("gdelt", gdelt(tmp_path, [*good, *broken, good[0]]))
    assert (loaded.read, loaded.rows.num_rows, loaded.rejected.num_rows) == (105, 100, 5)
    reasons = " | ".join(row["reason"] for row in loaded.rejected.to_pylist())
    for told in ("date: which is no date", "quad: none of", "latitude: which is no number", "has 40 cells", "repeats"):
        assert told in reasons


def test_events_that_are_mostly_broken_are_refused(tmp_path: Path) -> None:
    shifted = [["0", *event(number)[:-1]] for number in range(20)]
    with pytest.raises(InputError, match=r"20 of 20 rows are broken|holds no rows"):
        datasets.load("gdelt", gdelt(tmp_path, shifted))


def test_coordinates_of_no_place_are_missing(tmp_path: Path) -> None:
    row = event(1)
    row[51], row[56], row[57] = "0", "0", "0"
    (kept,) = datasets.load("gdelt", gdelt(tmp_path, [row])).rows.to_pylist()
    assert (kept["latitude"], kept["longitude"]) == (None, None)


@pytest.mark.parametrize("one", datasets.catalogue().values(), ids=lambda one: one.name)
def test_every_dataset_says_what_it_is(one: datasets.Dataset) -> None:
    assert one.address.startswith("http")
    assert one.last is None or one.first <= one.last
    for part in one.parts:
        assert part.keys, part.name
        assert all(column.what for column in part.columns), part.name
    names = [part.name for each in datasets.catalogue().values() for part in each.parts]
    assert len(names) == len(set(names))


def test_alliances_of_a_pair_are_kept_one_by_one(tmp_path: Path) -> None:
    head = (
        "version4id,ccode1,state_name1,ccode2,state_name2,dyad_st_day,dyad_st_month,dyad_st_year,dyad_end_day,"
        "dyad_end_month,dyad_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,year,version\n"
    )
    rows = [
        f"{alliance},200,United Kingdom,235,Portugal,1,1,1816,,,,1,1,{defense},0,NA,1,1816,4.1\n"
        for alliance, defense in ((1, 1), (2, 0))
    ]
    path = tmp_path / "alliance_v4.1_by_directed_yearly.csv"
    path.write_text(head + "".join(rows), encoding="utf-8")
    kept = datasets.load("cow_alliances", path).rows.to_pylist()
    assert [(row["alliance"], row["defense"], row["nonaggression"]) for row in kept] == [(1, 1, None), (2, 0, None)]
