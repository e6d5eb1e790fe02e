"""Every publisher's file that is at hand, read as it is: how many rows, which years, and nothing lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from comity import datasets, states
from comity.errors import InputError

FILES = [
    ("un_votes", "un_votes_cow/un_votes_cow_1946_2022.parquet", "un_votes", 855_890, 855_887, 1946, 2023),
    ("unvotes", "unvotes/un_votes.parquet", "unvotes", 870_109, 870_109, None, None),
    ("unvotes", "unvotes/un_roll_calls.parquet", "unvotes_roll_calls", 6_203, 6_203, 1946, 2020),
    ("unvotes", "unvotes/un_roll_call_issues.parquet", "unvotes_issues", 5_745, 5_745, None, None),
    ("ideal_points", "ideal_points/IdealpointestimatesAll_Apr2020.csv", "ideal_points", 10_469, 10_469, 1946, 2019),
    ("ideal_points", "ideal_points/IdealpointestimatesNuclear_Apr2020.csv", "ideal_points_nuclear", 7_203, 7_203, 1978,
     2019),
    ("atop", "atop/atop_alliance.parquet", "atop", 273_296, 273_296, 1815, 2018),
    ("cow_nmc", "cow_nmc/cow_nmc.parquet", "cow_nmc", 17_121, 17_121, 1816, 2022),
    ("cow_nmc", "raw_published/cow/NMC-60-abridged.csv", "cow_nmc", 15_951, 15_951, 1816, 2016),
    ("cow_nmc", "raw_published/cow/NMC_5_0.csv", "cow_nmc", 15_171, 15_171, 1816, 2012),
    ("cow_trade", "cow_trade/cow_trade_ddy.parquet", "cow_trade", 1_347_308, 1_347_308, 1870, 2014),
    ("cow_trade", "cow_trade/cow_trade_sy.parquet", "cow_trade_totals", 14_410, 14_410, 1870, 2014),
    ("cow_igo", "cow_igo/cow_igo_ndy.parquet", "cow_igo", 917_695, 917_695, 1816, 2014),
    ("cow_igo", "cow_igo/cow_igo_sy.parquet", "cow_igo_states", 15_557, 15_557, 1816, 2014),
    ("cow_mid", "mid/cow_mid_ddydisps.parquet", "cow_mid", 10_234, 10_234, 1816, 2014),
    ("cow_mid", "mid/cow_mid_disps.parquet", "cow_mid_disputes", 2_436, 2_436, 1816, 2014),
    ("archigos", "archigos/archigos.parquet", "archigos", 3_409, 3_409, 1840, 2015),
    ("archigos", "raw_published/archigos/Archigos_4.1_stata14.dta", "archigos", 3_409, 3_409, 1840, 2015),
    ("cow_contiguity", "raw_published/cow/contdir.csv", "cow_contiguity_spells", 847, 847, 1816, 2016),
    ("cow_contiguity", "raw_published/cow/contdird.csv", "cow_contiguity", 82_498, 82_498, 1816, 2016),
    ("cow_states", "raw_published/cow/states2016.csv", "cow_states", 243, 243, 1816, 2016),
    ("cow_states", "raw_published/cow/system2016.csv", "cow_states_years", 15_951, 15_951, 1816, 2016),
    ("cow_states", "raw_published/cow/majors2024.csv", "cow_majors", 14, 14, 1816, 2024),
    ("cow_wars", "raw_published/cow/Inter-StateWarData_v4.0.csv", "cow_wars", 337, 337, 1823, 2003),
    ("cow_wars", "raw_published/cow/directed_dyadic_war.csv", "cow_wars_dyads", 1_364, 1_364, 1823, 2003),
    ("cow_wars", "cow_war/cow_war_inter.parquet", "cow_wars_inter_years", 1_932, 1_932, 1823, 2003),
    ("cow_wars", "cow_war/cow_war_intra.parquet", "cow_wars_intra_years", 1_361, 1_361, 1818, 2008),
    ("gw_states", "geo/gw_states.csv", "gw_states", 216, 216, 1816, 2017),
    ("gw_states", "states_pkg/gwstates.csv", "gw_states", 239, 239, 1816, 2020),
    ("gw_states", "isard/gw_system.parquet", "gw_states", 239, 239, 1816, 2020),
    ("sdp_gdp", "gdp/cow_sdp_gdp.parquet", "sdp_gdp", 27_753, 26_985, 1800, 2016),
    ("gdp_estimates", "isard/cw_gdppop.parquet", "gdp_estimates", 16_536, 16_536, 1816, 2019),
    ("gdp_estimates", "isard/gw_gdppop.parquet", "gdp_estimates_gw", 19_667, 19_667, 1816, 2019),
    ("democracy", "isard/cw_democracy.parquet", "democracy", 17_706, 17_706, 1816, 2025),
    ("democracy", "isard/gw_democracy.parquet", "democracy_gw", 20_849, 20_849, 1816, 2025),
    ("lead", "archigos/LEAD.parquet", "lead", 3_409, 3_409, None, None),
    ("gdelt", "events/sparkgdelt_events.csv", "gdelt", 100, 100, 2014, 2020),
    ("gdelt", "events/sparkgdelt_events1.csv", "gdelt", 100, 100, 1979, 2020),
    ("gdelt", "events/gdelt1_20141124.export.CSV.zip", "gdelt", 100, 100, 2004, 2013),
    ("gdelt", "events/sparkgdelt_mentions.csv", "gdelt_mentions", 100, 100, None, None),
    ("icews", "events/icews_events.2018.sample.tab", "icews", 3_705, 3_705, 2018, 2018),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "part", "read", "kept", "first", "last"), FILES, ids=lambda one: str(one))
def test_a_file_is_read_whole(
    shared: Path, name: str, file: str, part: str, read: int, kept: int, first: int | None, last: int | None
) -> None:
    loaded = datasets.load(name, shared / "data" / "structure" / file)
    assert (loaded.part.name, loaded.read, loaded.rows.num_rows) == (part, read, kept)
    assert (loaded.first, loaded.last) == (first, last)
    assert loaded.rejected.num_rows == read - kept


def test_terms_that_are_cut_at_new_year_are_told_apart(shared: Path) -> None:
    path = shared / "data" / "structure" / "raw_published" / "archigos" / "arch_annual.txt"
    with pytest.raises(InputError, match=r"arch_annual\.txt is Archigos's yearly file.*give the file of whole terms"):
        datasets.load("archigos", path)


def test_two_forms_of_the_same_leaders_say_the_same(shared: Path) -> None:
    folder = shared / "data" / "structure"
    plain = datasets.load("archigos", folder / "archigos" / "archigos.parquet").rows
    stata = datasets.load("archigos", folder / "raw_published" / "archigos" / "Archigos_4.1_stata14.dta").rows
    assert "Hernández" in {name.split()[-1] for name in stata["leader"].to_pylist()}  # the other file has no accents
    for name in ("obsid", "gwcode", "leadid", "startdate", "enddate", "entry", "exit"):
        assert plain[name].to_pylist() == stata[name].to_pylist(), name


def test_older_capabilities_say_which_version_they_are(shared: Path) -> None:
    folder = shared / "data" / "structure" / "raw_published" / "cow"
    found = [datasets.load("cow_nmc", folder / name).version for name in ("NMC_5_0.csv", "NMC-60-abridged.csv")]
    assert found == ["5.0", "6.0"]


def test_what_is_not_known_is_empty_and_never_minus_nine(shared: Path) -> None:
    rows = datasets.load("cow_nmc", shared / "data" / "structure" / "raw_published" / "cow" / "NMC_5_0.csv").rows
    assert rows["milex"].null_count > 1_000
    assert pc.min(rows["milex"]).as_py() == 0


def test_ideal_points_as_printed(shared: Path) -> None:
    folder = shared / "data" / "structure"
    rows = datasets.load(
        "ideal_points", folder / "ideal_points" / "IdealpointestimatesAll_Apr2020.csv"
    ).rows.to_pylist()
    found = {(row["ccode"], row["year"]): row["point"] for row in rows}
    with (folder / "reference" / "idealpoints_Apr2020_reference.csv").open(encoding="utf-8") as file:
        printed = list(csv.DictReader(file))
    assert len(printed) == 73
    for row in printed:
        year = int(row.pop("year"))
        for state, want in row.items():
            got = found.get((states.number("cow", state, 2019), year))
            assert got == (pytest.approx(float(want), abs=6e-7) if want else None), (state, year)


def test_membership_of_every_state_in_every_year(shared: Path) -> None:
    loaded = datasets.load("cow_states", shared / "data" / "structure" / "raw_published" / "cow" / "system2016.csv")
    counted: dict[int, set[int]] = {}
    for row in loaded.rows.to_pylist():
        counted.setdefault(row["year"], set()).add(row["ccode"])
    assert [year for year in range(1816, 2017) if set(states.members("cow", year)) != counted[year]] == []


def test_independence_of_every_state_in_every_year(shared: Path) -> None:
    rows = datasets.load("gw_states", shared / "data" / "structure" / "isard" / "gw_system.parquet").rows.to_pylist()
    for year in range(1816, 2018):
        listed = {row["gwcode"] for row in rows if row["begin"].year <= year <= row["end"].year}
        assert set(states.members("gw", year)) == listed, year


def test_both_forms_of_the_wars_have_the_same_opponents(shared: Path) -> None:
    folder = shared / "data" / "structure"
    parts = datasets.load("cow_wars", folder / "raw_published" / "cow" / "Inter-StateWarData_v4.0.csv").rows
    years = datasets.load("cow_wars", folder / "cow_war" / "cow_war_inter.parquet").rows
    sides = {(row["warnum"], row["ccode"], row["side"]) for row in parts.to_pylist()}
    assert {(row["warnum"], row["ccode1"], row["side1"]) for row in years.to_pylist()} <= sides


def test_the_leaders_of_lead_are_those_of_archigos(shared: Path) -> None:
    folder = shared / "data" / "structure" / "archigos"
    terms = datasets.load("archigos", folder / "archigos.parquet").rows["obsid"].to_pylist()
    assert set(datasets.load("lead", folder / "LEAD.parquet").rows["obsid"].to_pylist()) == set(terms)


def test_estimates_of_product_agree_about_who_is_large(shared: Path) -> None:
    folder = shared / "data" / "structure"
    one = datasets.load("sdp_gdp", folder / "gdp" / "cow_sdp_gdp.parquet").rows.to_pylist()
    other = datasets.load("gdp_estimates", folder / "isard" / "cw_gdppop.parquet").rows.to_pylist()
    logs = {row["ccode"]: row["log_gdp"] for row in one if row["year"] == 2010 and row["log_gdp"] is not None}
    sums = {row["ccode"]: row["gdp"] for row in other if row["year"] == 2010 and row["gdp"] is not None}
    largest = [sorted(found, key=found.__getitem__)[-5:] for found in (logs, sums)]
    assert {2, 710, 740} <= set(largest[0]) & set(largest[1])


def test_the_state_of_every_vote_is_known(shared: Path) -> None:
    rows = datasets.load("unvotes", shared / "data" / "structure" / "unvotes" / "un_votes.parquet").rows
    named = pa.table({"country": rows["country"], "state": rows["state"]}).group_by(["country", "state"]).aggregate([])
    codes = {row["country"]: row["state"] for row in named.to_pylist()}
    assert len(codes) == len(set(codes.values())) + 2  # the Federal Republic is DEU, and North Yemen is YEM
    assert (codes["Federal Republic of Germany"], codes["Germany"], codes["Yemen Arab Republic"]) == (
        "DEU",
        "DEU",
        "YEM",
    )
