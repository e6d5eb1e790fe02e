"""Files in publishers' layouts, whole and damaged: read as they are meant, or refused with what is wrong; none lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest

import event_files
from comity import datasets, vintages
from comity.errors import InputError
from comity.observatory import Observatory
from comity.panel import stata
from comity.store import Store
from layouts import FILES, Layout


def named(one: Layout) -> str:
    return f"{one.dataset}: {one.name}"


def rows_of(dataset: str, name: str, folder: Path) -> list[dict[str, Any]]:
    """The rows that one of the files becomes."""
    (one,) = [each for each in FILES if (each.dataset, each.name) == (dataset, name)]
    rows: list[dict[str, Any]] = datasets.load(dataset, one.write(folder)).rows.to_pylist()
    return rows


ALIKE = {
    "ideal_points": {"ideal_points_important", "ideal_points_middleeast", "ideal_points_humanrights",
                     "ideal_points_nuclear"},
    "world_bank_population": {"world_bank_gdp", "world_bank_gdp_constant", "world_bank_gdp_ppp"},
}  # fmt: skip
"""A table -> those whose files differ from its files in the names of columns alone."""


def test_every_table_of_every_dataset_has_a_file_in_its_layout() -> None:
    """A new loader needs a file here, so that it is cut, doubled, shifted and re-encoded as all others are."""
    there = {one.part for one in FILES} | set(event_files.HEADERS)
    there |= {other for one, others in ALIKE.items() if one in there for other in others}
    assert {part.name for one in datasets.catalogue().values() for part in one.parts} == there


def lines_of(one: Layout) -> tuple[list[str], list[str]]:
    """The lines to the header, which may be none, and those of the data."""
    lines = one.text.splitlines(keepends=True)
    return lines[: one.head + 1], lines[one.head + 1 :]


def accounted(one: Layout, path: Path) -> datasets.Loaded | None:
    """The file as it is loaded, each row kept or set apart with a reason; None where it is refused in so many words."""
    try:
        loaded = datasets.load(one.dataset, path)
    except InputError as error:
        return None if str(error).startswith(f"{one.dataset}: ") else pytest.fail(str(error))
    assert loaded.read == loaded.rows.num_rows + loaded.rejected.num_rows
    assert all(row["reason"] for row in loaded.rejected.to_pylist())
    return loaded


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_is_read_whole(tmp_path: Path, one: Layout) -> None:
    loaded = datasets.load(one.dataset, one.write(tmp_path))
    assert (loaded.part.name, loaded.read, loaded.rejected.num_rows) == (one.part, one.rows, one.apart)
    assert loaded.read == loaded.rows.num_rows + loaded.rejected.num_rows


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_cut_off_anywhere_is_accounted_for(tmp_path: Path, one: Layout) -> None:
    whole = one.text
    for at in range(1, len(whole), max(len(whole) // 8, 1)):
        loaded = accounted(one, one.write(tmp_path, whole[:at]))
        if loaded is not None and not one.cells and not one.summed:
            head, _ = lines_of(one)
            cut = whole[:at].splitlines()
            assert loaded.read <= len(cut) - len(head)


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_with_every_row_twice_keeps_each_once(tmp_path: Path, one: Layout) -> None:
    head, body = lines_of(one)
    once = datasets.load(one.dataset, one.write(tmp_path))
    twice = accounted(one, one.write(tmp_path, "".join([*head, *body, *body])))
    if one.summed:
        assert twice is None
        return
    assert twice is not None
    assert twice.read == 2 * once.read
    assert sorted(map(str, twice.rows.to_pylist())) == sorted(map(str, once.rows.to_pylist()))


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_with_shifted_columns_is_refused(tmp_path: Path, one: Layout) -> None:
    head, body = lines_of(one)
    mark = one.delimiter
    shifted = ["0" + mark + line.rstrip("\n").rpartition(mark)[0] + "\n" for line in body]
    assert accounted(one, one.write(tmp_path, "".join([*head, *shifted]))) is None


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_whose_header_is_another_is_refused(tmp_path: Path, one: Layout) -> None:
    if one.head < 0:
        pytest.skip("there is no header")
    lines = one.text.splitlines(keepends=True)
    lines[one.head] = one.delimiter.join(f"c{n}" for n in range(lines[one.head].count(one.delimiter) + 1)) + "\n"
    if one.dataset != "gw_states":
        assert accounted(one, one.write(tmp_path, "".join(lines))) is None


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_saved_as_utf_16_is_refused(tmp_path: Path, one: Layout) -> None:
    path = tmp_path / one.name
    path.write_bytes(one.text.encode("utf-16"))
    with pytest.raises(InputError, match=r"UTF-16|has no line that begins"):
        datasets.load(one.dataset, path)


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_mark_at_the_beginning_and_other_line_ends_change_nothing(tmp_path: Path, one: Layout) -> None:
    plain = datasets.load(one.dataset, one.write(tmp_path)).rows
    path = tmp_path / one.name
    text = one.text.replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    assert datasets.load(one.dataset, path).rows.equals(plain)
    path.write_bytes(one.text.replace("\n", "\r").encode(one.encoding))
    assert datasets.load(one.dataset, path).rows.equals(plain)


AS_TABLES = [one for one in FILES if one.delimiter == "," and one.head == 0 and one.dataset not in ("baci", "comtrade")]
"""Those that people also have as a table of another program, where each cell has a type and null is what is missing."""


def as_table(one: Layout, folder: Path) -> pa.Table:
    """The file as such a program keeps it."""
    read = pv.ConvertOptions(strings_can_be_null=True, null_values=["", "NA"])
    return pv.read_csv(one.write(folder), convert_options=read)


@pytest.mark.parametrize("one", AS_TABLES, ids=named)
def test_the_same_table_as_parquet_says_the_same_and_is_refused_where_it_is_cut(tmp_path: Path, one: Layout) -> None:
    path = tmp_path / "whole.parquet"
    pq.write_table(as_table(one, tmp_path), path)
    plain, loaded = datasets.load(one.dataset, one.write(tmp_path)), datasets.load(one.dataset, path)
    assert (loaded.part, loaded.read, loaded.rejected.num_rows) == (plain.part, plain.read, plain.rejected.num_rows)
    assert loaded.rows.equals(plain.rows)
    whole = path.read_bytes()
    for at in range(4, len(whole), len(whole) // 6):
        path.write_bytes(whole[:at])
        with pytest.raises(InputError, match=f"^{one.dataset}: .*Parquet"):
            datasets.load(one.dataset, path)


def test_a_stata_file_says_the_same_and_is_refused_where_it_is_cut(tmp_path: Path) -> None:
    """Archigos is published as a Stata file."""
    (one,) = [each for each in FILES if each.name == "archigos.csv"]
    path = tmp_path / "Archigos_4.1_stata14.dta"
    with path.open("wb") as file:
        stata.write(as_table(one, tmp_path), file)
    plain, loaded = datasets.load(one.dataset, one.write(tmp_path)), datasets.load(one.dataset, path)
    assert loaded.rows.equals(plain.rows)
    whole = path.read_bytes()
    for at in range(len("<stata_dta>"), len(whole), len(whole) // 20):
        path.write_bytes(whole[:at])
        with pytest.raises(InputError, match=r"^archigos: Archigos_4\.1_stata14\.dta"):
            datasets.load(one.dataset, path)


@pytest.mark.parametrize("one", AS_TABLES, ids=named)
def test_a_parquet_table_with_every_row_twice_keeps_each_once(tmp_path: Path, one: Layout) -> None:
    table, path = as_table(one, tmp_path), tmp_path / "twice.parquet"
    pq.write_table(pa.concat_tables([table, table]), path)
    once, twice = datasets.load(one.dataset, one.write(tmp_path)), datasets.load(one.dataset, path)
    assert twice.read == twice.rows.num_rows + twice.rejected.num_rows == 2 * once.read
    assert sorted(map(str, twice.rows.to_pylist())) == sorted(map(str, once.rows.to_pylist()))
    assert all(row["reason"] for row in twice.rejected.to_pylist())


# -- what the files mean ---------------------------------------------------------------------------------------------


def test_a_civil_war_ends_with_its_last_spell_and_one_that_goes_on_has_no_end(tmp_path: Path) -> None:
    for name, last in (("Intra-StateWarData_v4.1.csv", 2003), ("INTRA-STATE_State_participants v5.1 CSV.csv", 2006)):
        rows = rows_of("cow_wars", name, tmp_path)
        ends = {(row["warnum"], row["ccode_a"]): row["endyear"] for row in rows}
        assert (ends[990, 710], ends[991, 365], ends[992, 645]) == (1991, last, None)
    assert rows[0]["deaths_b"] is None


def test_days_of_independence_are_read_in_either_form(tmp_path: Path) -> None:
    new = {row["abbreviation"]: row for row in rows_of("gw_states", "ksgmdw.txt", tmp_path)}
    old = {row["name"]: row for row in rows_of("gw_states", "iisystem.dat", tmp_path)}
    assert str(new["GFR"]["begin"]) == "1949-09-21"
    assert str(old["Côte D'Ivoire"]["begin"]) == "1960-08-07"


def test_a_rank_that_is_none_of_the_three_stays_apart(tmp_path: Path) -> None:
    rows = rows_of("cow_diplomatic_exchange", "Diplomatic_Exchange_2006v1.csv", tmp_path)
    assert [(row["at1"], row["exchange"]) for row in rows] == [(3, 1), (0, 0), (3, 1), (9, 1)]


def test_sanctions_keep_the_name_of_who_has_no_code(tmp_path: Path) -> None:
    rows = rows_of("gsdb", "GSDB_V4_dyadic.csv", tmp_path)
    assert [(row["sender"], row["target"], row["trade_how"]) for row in rows] == [
        ("USA", "RUS", "exp_part"),
        ("JPN", "RUS", None),
        (None, "SYR", None),
        ("CHN", "LTU", "exp_part,imp_part"),
        ("XKX", "RUS", "exp_part"),
    ]
    assert rows[2]["sender_name"] == "League of Arab States"


def test_a_blank_in_the_tables_of_arms_is_no_delivery_and_a_zero_is_a_small_one(tmp_path: Path) -> None:
    rows = rows_of("sipri_tiv", "import-export-values_2021-2023.csv", tmp_path)
    found = {(row["recipient_name"], row["year"]): (row["recipient"], row["tiv"], row["delivered"]) for row in rows}
    assert {row["supplier"] for row in rows} == {"CHN"}
    assert found["Serbia", 2021] == ("SRB", 0, 0)
    assert found["Serbia", 2023] == ("SRB", 0, 1)
    assert found["Hezbollah (Lebanon)*", 2022] == (None, 1, 1)
    assert found["Viet Nam", 2023] == ("VNM", 2, 1)
    assert found["African Union**", 2023] == (None, 4, 1)


def test_a_table_of_all_recipients_has_the_world_on_the_other_side(tmp_path: Path) -> None:
    rows = rows_of("sipri_tiv", "import-export-values_world.csv", tmp_path)
    assert {(row["recipient_name"], row["recipient"]) for row in rows} == {("World", None)}
    assert {row["supplier"] for row in rows} == {"USA", "RUS", None}


def test_the_older_tables_of_arms_say_in_their_title_who_supplied(tmp_path: Path) -> None:
    rows = rows_of("sipri_tiv", "TIV-Export-SUN-1989-1991.csv", tmp_path)
    assert {(row["supplier_name"], row["supplier"]) for row in rows} == {("Soviet Union", "RUS")}
    assert {row["recipient"] for row in rows} == {"DDR", "COG", None}


def test_the_register_of_arms_tells_what_is_estimated(tmp_path: Path) -> None:
    rows = rows_of("sipri_register", "trade-register.csv", tmp_path)
    assert [(row["supplier"], row["recipient"], row["number_about"], row["local"]) for row in rows] == [
        ("RUS", "IND", True, True),
        ("RUS", "IND", True, True),
        ("CHN", "PAK", False, False),
        ("IRN", None, True, False),
    ]
    assert rows[2]["ordered"] is None


def test_a_journey_whose_days_are_not_known_is_kept(tmp_path: Path) -> None:
    rows = {row["trip"]: row for row in rows_of("colt", "Diplometrics_COLT.csv", tmp_path)}
    first, third, last = rows["1-CHN-RUS-1"], rows["2-RUS-CHN-3"], rows["3-USA-ATA-4"]
    assert (str(first["begin"]), first["traveller"], first["host"], first["met_host"]) == (
        "2013-03-22",
        "CHN",
        "RUS",
        True,
    )
    assert (third["begin"], third["met_host"], third["multilateral"], third["year"]) == (None, None, True, 2014)
    assert (last["host_name"], last["host"]) == ("Svalbard (Norway)", None)


def test_trade_keeps_who_reports_and_taiwan_is_other_asia(tmp_path: Path) -> None:
    loaded = datasets.load("comtrade", next(one for one in FILES if one.dataset == "comtrade").write(tmp_path))
    rows = loaded.rows.to_pylist()
    assert [(row["reporter"], row["partner"], row["flow"], row["period"]) for row in rows] == [
        ("CHN", "RUS", "X", "2023"),
        ("CHN", "RUS", "M", "2023"),
        ("CHN", None, "X", "2023"),
        ("USA", "TWN", "X", "2023"),
        ("CHN", None, "X", "202403"),
    ]
    assert [row["reason"] for row in loaded.rejected.to_pylist()] == ["is a part of another row"]


def test_products_are_summed_and_every_row_counted(tmp_path: Path) -> None:
    rows = {(row["exporter"], row["importer"]): row for row in rows_of("baci", "BACI_HS92_Y2023_V202501.csv", tmp_path)}
    assert sum(row["flows"] for row in rows.values()) == 6
    chinese, other = rows["CHN", "RUS"], rows["USA", "TWN"]
    assert (chinese["value"], chinese["energy"], chinese["arms"]) == (102.75, 100.5, 0)
    assert rows["RUS", "CHN"]["value"] == 5050
    assert (other["arms"], rows["USA", None]["importer_number"]) == (7, 99)


def test_groups_of_countries_are_set_apart_and_empty_years_stay_empty(tmp_path: Path) -> None:
    (one,) = [each for each in FILES if each.dataset == "world_bank"]
    loaded = datasets.load("world_bank", one.write(tmp_path))
    found = {(row["iso"], row["year"]): row["population"] for row in loaded.rows.to_pylist()}
    assert (found["CHN", 2021], found["HKG", 2023], found["XKX", 2022]) == (1412360000, None, None)
    assert {row["reason"] for row in loaded.rejected.to_pylist()} == {"is a group of countries"}


def test_the_soviet_union_is_russia_until_it_ends(tmp_path: Path) -> None:
    rows = rows_of("maddison", "mpd2023_full.csv", tmp_path)
    found = {(row["iso"], row["year"]): row["state"] for row in rows}
    assert found["SUN", 1980] == "RUS"
    assert found["RUS", 1980] is None
    assert (found["SUN", 2008], found["RUS", 2008], found["CHN", 1]) == (None, "RUS", "CHN")


def test_marks_of_polity_are_no_scores_and_its_numbers_become_cows(tmp_path: Path) -> None:
    rows = {(row["polity_code"], row["year"]): row for row in rows_of("polity", "p5v2018.csv", tmp_path)}
    assert [rows[key]["ccode"] for key in ((365, 2018), (364, 1980), (347, 2004), (99, 1825), (341, 2010))] == [
        365,
        365,
        345,
        None,
        347,
    ]
    iraq = rows[645, 2004]
    assert (iraq["polity"], iraq["democracy"], iraq["special"], iraq["polity2"]) == (None, None, -66, None)


def test_a_country_that_is_no_state_of_cow_has_no_number(tmp_path: Path) -> None:
    rows = {row["abbreviation"]: row for row in rows_of("vdem", "V-Dem-CY-Core-v15.csv", tmp_path)}
    assert [rows[key]["ccode"] for key in ("CHN", "PSG", "HNV")] == [710, None, 240]
    assert (rows["SWE"]["regime"], rows["HNV"]["liberal"]) == (3, None)


def test_who_did_not_vote_is_told(tmp_path: Path) -> None:
    rows = rows_of("undl_votes", "2026_02_06_ga_voting.csv", tmp_path)
    assert [(row["state"], row["vote"]) for row in rows] == [("CHN", "A"), ("RUS", "N"), ("VEN", "X")]
    assert rows[0]["session"] == "ES-11"


@pytest.mark.parametrize(
    ("dataset", "name", "old", "new", "told"),
    [
        ("gsdb", "GSDB_V4_dyadic.csv", "CHN,LTU", "CHN,LXX", "target is LXX, a code that ISO 3166 does not have"),
        ("gsdb", "GSDB_V4_dyadic.csv", ",2014,JPN", ",1914,JPN", "year is 1914, before 1949"),
        ("gsdb", "GSDB_V4.csv", "1960,2023", "2023,1960", "it does not end before it begins"),
        ("sipri_tiv", "import-export-values_2021-2023.csv", "Serbia", "Syldavia", "names 'Syldavia', which"),
        ("sipri_tiv", "import-export-values_2021-2023.csv", "2,2,0.1%", "some,2,0.1%", "tiv is some, which is no"),
        ("sipri_tiv", "import-export-values_2021-2023.csv", "2023,2021-2023", "2023,Sum", "that are no years: Sum"),
        ("sipri_tiv", "import-export-values_2021-2023.csv", "Total imports from China", "China", "does not say whose"),
        ("sipri_register", "trade-register.csv", ",Yes,2008,", ",Perhaps,2008,", "number_about is Perhaps"),
        ("colt", "Diplometrics_COLT.csv", ",CHN,Asia,East,No", ",CHX,Asia,East,No", "host is CHX, a code"),
        ("colt", "Diplometrics_COLT.csv", "3/24/2013", "3/20/2013", "a journey does not end before it begins"),
        ("jmed", "jmeDataPublic.csv", ",8,365,", ",8,999,", "ccode is 999, a code that COW does not have"),
        ("jmed", "jmeDataPublic.csv", ",8,365,", ",13,365,", "month is 13, more than 12"),
        ("comtrade", "TradeData.csv", '"842"', '"999"', "number 999 is nobody's"),
        ("comtrade", "TradeData.csv", '"M","Import"', '"Q","Import"', "flow is Q, none of"),
        ("baci", "BACI_HS92_Y2023_V202501.csv", "5000", "many", "'2023,643,156,270900,many'"),
        ("baci", "BACI_HS92_Y2023_V202501.csv", "010121", "270900", "1 rows are of a pair, year and product"),
        ("world_bank", "API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", "XKX", "XKQ", "iso is XKQ, a code"),
        ("world_bank", "API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", 'TOTL","141', 'X","141', "not of one of the"),
        ("polity", "p5v2018.csv", ",5,1,4,4,", ",5,1,14,4,", "polity is 14, more than 10"),
        ("vdem", "V-Dem-CY-Core-v15.csv", ",0.071,", ",7.1,", "electoral is 7.1, more than 1"),
        ("undl_votes", "2026_02_06_ga_voting.csv", "CHINA,A,", "CHINA,Q,", "vote is Q, none of Y, N, A, X"),
        ("undl_votes", "2026_02_06_ga_voting.csv", "39,CHN,", "39,CXX,", "state is CXX, a code"),
        ("eusanct", "EUSANCT_Dataset_Dyadic.csv", "UN,643", "AU,643", "sender is AU, none of EU, UN, US"),
        ("fbic", "FBIC.csv", "0.1,0.4,0.2", "1.5,0.4,0.2", "fbic is 1.5, more than 1"),
        ("cow_diplomatic_exchange", "Diplomatic_Exchange_2006v1.csv", "2000,3,3", "2000,4,3", "at1 is 4, none of"),
        ("dcad", "DCAD-v1.0-dyadic.csv", "365,RUS,750", "750,RUS,750", "a state has no agreement with itself"),
        ("gw_states", "ksgmdw.txt", "1949-09-21", "1949-13-21", "begin is 1949-13-21, which is no date"),
        ("cow_wars", "Intra-StateWarData_v4.1.csv", ",365,Russia", ",366,Russia,", "cells instead of"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_row(
    tmp_path: Path, dataset: str, name: str, old: str, new: str, told: str
) -> None:
    (one,) = [each for each in FILES if (each.dataset, each.name) == (dataset, name)]
    assert old in one.text
    with pytest.raises(InputError, match=re.escape(told)):
        datasets.load(dataset, one.write(tmp_path, one.text.replace(old, new, 1)))


def test_files_in_parts_add_up_and_newer_rows_replace_older_ones(tmp_path: Path) -> None:
    old, _, new = [one for one in FILES if one.dataset == "sipri_tiv"]
    with Observatory(tmp_path / "c.duckdb") as observatory:
        observatory.load("sipri_tiv", old.write(tmp_path))
        observatory.load("sipri_tiv", new.write(tmp_path))
        observatory.load("sipri_tiv", old.write(tmp_path, old.text.replace("850,759", "851,759")))
        (told,) = [one for one in observatory.datasets() if one["name"] == "sipri_tiv"]
    with Store(tmp_path / "c.duckdb", read_only=True) as store:
        rows = vintages.rows(store, "sipri_tiv").to_pylist()
    assert len(rows) == 15 + 9
    assert [row["tiv"] for row in rows if row["recipient"] == "PAK" and row["year"] == 2021] == [851]
    assert [one["file"] for one in told["loaded"]] == [new.name, old.name]
