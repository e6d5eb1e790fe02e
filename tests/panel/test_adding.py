"""Data beside the rows: zero and missing told apart, rows never more or fewer, columns named after whom they are of."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

from comity import Observatory
from comity.errors import InputError, StoreError
from comity.panel import Panel
from panel.conftest import ATOP, CONTIGUITY, DISPUTES, DYADS, NMC, PARTS, Filled

ALLIES = ["2,20,1950,1,0,0,0,1", "20,2,1950,0,0,0,0,1", "2,200,1951,1,0,0,0,0"]
CAPABLE = ["USA,2,1950,1,2,3,4,5,6,0.3,2021", "CAN,20,1950,1,2,3,4,5,,0.02,2021", "USA,2,1951,1,2,3,4,5,6,0.32,2021"]


def rows(panel: Panel, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in panel.to_arrow().to_pylist()]


def north(observatory: Observatory, **changes: Any) -> Panel:
    return observatory.panel("dyad-year", **{"since": 1949, "until": 1952, "states": ["USA", "CAN"], **changes})


def test_absence_is_zero_inside_the_coverage_and_missing_outside(filled: Filled) -> None:
    panel = north(filled(atop=(ATOP, ALLIES))).add("atop", "defense", status=True)
    assert rows(panel, "year", "defense_ab", "defense_ba", "atop_status") == [
        (1949, None, None, "outside the coverage"),
        (1950, 1, 0, "published"),
        (1951, 0, 0, "absent: zero"),
        (1952, None, None, "outside the coverage"),
    ]


def test_where_absence_means_missing_nothing_is_zero(filled: Filled) -> None:
    panel = north(filled(cow_nmc=(NMC, CAPABLE))).add("cow_nmc", "cinc", "upop", status=True)
    assert rows(panel, "year", "cinc_a", "cinc_b", "upop_b", "cow_nmc_status") == [
        (1949, None, None, None, "outside the coverage"),
        (1950, 0.3, 0.02, None, "published"),
        (1951, 0.32, None, None, "absent: missing"),
        (1952, None, None, None, "outside the coverage"),
    ]


def test_absence_is_zero_only_between_members_of_the_datasets_own_system(filled: Filled) -> None:
    # The Correlates of War know no Canada before 1920 and no Germany from 1946 to 1954; ATOP says nothing of them.
    table = ["2,200,1915,0,0,0,0,1", "2,200,1954,0,0,0,0,1"]
    observatory = filled(atop=(ATOP, table))
    panel = observatory.panel("dyad-year", since=1950, until=1951, system="gw", states=["USA", "CAN", "DEU"])
    found = rows(panel.add("atop", "defense"), "a", "b", "year", "defense_ab")
    assert found == [
        ("USA", "CAN", 1950, 0), ("USA", "CAN", 1951, 0), ("USA", "DEU", 1950, None), ("USA", "DEU", 1951, None),
        ("CAN", "DEU", 1950, None), ("CAN", "DEU", 1951, None),
    ]  # fmt: skip


def test_what_one_does_to_the_other_stands_once_in_a_directed_panel(filled: Filled) -> None:
    panel = north(filled(atop=(ATOP, ALLIES)), directed=True, since=1950, until=1950).add("atop", "defense", "consul")
    assert rows(panel, "a", "b", "defense", "consul") == [("USA", "CAN", 1, 1), ("CAN", "USA", 0, 1)]


def test_what_holds_of_both_is_read_either_way_round(filled: Filled) -> None:
    header = "ccode1,ccode2,year,flow1,flow2,smoothflow1,smoothflow2"
    observatory = filled(cow_trade=(header, ["20,2,1950,7,5,7,5", "2,200,1950,1,2,1,2"]))
    once = north(observatory, since=1950, until=1950).add("cow_trade", "flow")
    assert rows(once, "a", "b", "flow_a", "flow_b") == [("USA", "CAN", 5, 7)]
    twice = north(observatory, since=1950, until=1950, directed=True).add("cow_trade", "flow1")
    assert rows(twice, "a", "b", "flow_a") == [("USA", "CAN", 5), ("CAN", "USA", 7)]


def test_the_nearest_of_two_borders_in_a_year_is_taken(filled: Filled) -> None:
    table = ["2020,2,USA,20,CAN,1950,4,3.2", "2020,2,USA,20,CAN,1950,1,3.2", "2020,2,USA,20,CAN,1951,4,3.2"]
    panel = north(filled(cow_contiguity=(CONTIGUITY, table))).add("cow_contiguity")
    assert rows(panel, "year", "conttype") == [(1949, None), (1950, 1), (1951, 4), (1952, None)]


def test_several_rows_for_one_unit_and_year_stop_it(filled: Filled) -> None:
    votes = ("resid,ccode,date,vote", ["4001,2,1949-04-05,1", "4002,2,1949-04-06,1"])
    panel = filled(un_votes=votes).panel("state-year", since=1949, until=1950)
    with pytest.raises(InputError, match="un_votes has 2 rows for 2 in 1949"):
        panel.add("un_votes")


DISPUTED = [
    "100,2,20,1950,1,1,0,1,1,7,0,3,1,0,0",
    "200,2,20,1950,1,0,1,1,1,15,7,4,3,0,0",
    "300,2,20,1950,0,1,0,1,1,16,0,4,1,0,0",
]
DETAILS = ["100,1950,3,5,1,0,10,10,7,3,0", "200,1950,2,5,1,0,9,9,15,4,1", "300,1949,1,5,1,2,400,400,16,4,0"]


@pytest.mark.parametrize(
    ("rules", "chosen"),
    [(None, 200), (["onset"], 100), (["fatality"], 300), (["onset", "mindur"], 100), (["start"], 300), ([], 100)],
)
def test_one_of_several_disputes_is_chosen_by_the_rules_in_order(
    filled: Filled, rules: list[str] | None, chosen: int
) -> None:
    observatory = filled(cow_mid=(DYADS, DISPUTED), cow_mid_2=(DISPUTES, DETAILS))
    panel = north(observatory, since=1950, until=1950).add("cow_mid", whittle=rules)
    assert rows(panel, "dispnum", "disputes", "ongoing") == [(chosen, 3, 1)]
    (about,) = [one for one in panel.coverage().to_pylist() if one["added"] == "cow_mid"]
    assert rules is None or f"chosen by {', '.join(rules)}" in about["rule"]


def test_rules_that_cannot_be_applied_are_refused(filled: Filled) -> None:
    panel = north(filled(cow_mid=(DYADS, DISPUTED), atop=(ATOP, ALLIES)), since=1950, until=1950)
    with pytest.raises(InputError, match="need cow_mid_disputes, which is not loaded"):
        panel.add("cow_mid")
    assert rows(panel.add("cow_mid", whittle=["onset"]), "dispnum") == [(100,)]
    with pytest.raises(InputError, match="cow_mid has no rule 'nonsense': choose of onset, fatality"):
        panel.add("cow_mid", whittle=["nonsense"])
    with pytest.raises(InputError, match="atop has no rules"):
        panel.add("atop", whittle=["onset"])


def test_disputes_are_made_of_the_parts_where_only_those_are_loaded(filled: Filled) -> None:
    parts = [
        "9,2,1950,6,1,1951,3,1,1,0,16,4,1",
        "9,20,1951,2,1,1951,2,20,0,0,7,3,0",
        "9,200,1950,6,1,1950,7,1,0,0,0,1,1",
    ]
    observatory = filled(cow_mid=(PARTS, parts))
    dyads = observatory.panel("dyad-year", since=1950, until=1951, states=["USA", "CAN", "GBR"]).add("cow_mid")
    assert rows(dyads, "a", "b", "year", "ongoing", "onset", "sidea_a", "hiact_b") == [
        ("USA", "CAN", 1950, 0, 0, 0, 0), ("USA", "CAN", 1951, 1, 1, 1, 7), ("USA", "GBR", 1950, 1, 1, 1, 0),
        ("USA", "GBR", 1951, 0, 0, 0, 0), ("CAN", "GBR", 1950, 0, 0, 0, 0), ("CAN", "GBR", 1951, 0, 0, 0, 0),
    ]  # fmt: skip
    states = observatory.panel("state-year", since=1950, until=1951, states=["USA", "CAN"]).add("cow_mid")
    assert rows(states, "state", "year", "ongoing", "onsets", "initiated") == [
        ("USA", 1950, 1, 1, 1), ("USA", 1951, 1, 0, 0), ("CAN", 1950, 0, 0, 0), ("CAN", 1951, 1, 1, 0)
    ]  # fmt: skip


def test_yearly_values_stand_in_every_month_and_the_rule_is_told(filled: Filled) -> None:
    panel = filled(cow_nmc=(NMC, CAPABLE)).panel("state-month", since=1950, until=1950, states=["USA"])
    panel = panel.add("cow_nmc", "cinc")
    assert panel.to_arrow()["cinc"].to_pylist() == [0.3] * 12
    assert panel.coverage()["rule"].to_pylist() == ["yearly value, the same in every month of the year"]


def test_what_has_dates_stands_in_the_months_that_it_touches(real: Observatory) -> None:
    months = real.panel("dyad-month", since=1990, until=1990, pairs=[("DEU", "POL")]).add("cow_contiguity_spells")
    assert rows(months, "ccode_a", "month", "conttype")[:2] == [(255, 10, 1), (255, 11, 1)]
    leaders = real.panel("state-month", since=1991, until=1991, states=["RUS"]).add("archigos")
    assert rows(leaders, "month", "leader_first", "leader_last", "exits")[6:9] == [
        (7, "Gorbachev", "Gorbachev", 0), (8, "Gorbachev", "Yeltsin", 1), (9, "Yeltsin", "Yeltsin", 0)
    ]  # fmt: skip


def test_names_that_clash_get_the_datasets(filled: Filled) -> None:
    observatory = filled(cow_nmc=(NMC, CAPABLE))
    panel = north(observatory, since=1950, until=1950).add("cow_nmc", "cinc")
    assert panel.add("cow_nmc", "cinc").to_arrow().column_names[-2:] == ["cow_nmc_cinc_a", "cow_nmc_cinc_b"]
    assert panel.add("cow_nmc", "cinc", prefix="x_").to_arrow().column_names[-2:] == ["x_cinc_a", "x_cinc_b"]
    with pytest.raises(InputError, match="has a column cow_nmc_cinc_a already"):
        panel.add("cow_nmc", "cinc").add("cow_nmc", "cinc")


@pytest.mark.parametrize(
    ("name", "columns", "told"),
    [
        ("nonsense", (), "there is nothing called 'nonsense' to add: choose a dataset"),
        ("cow_nmc", ("steel",), "cow_nmc has no column 'steel': choose of milex"),
        ("archigos", (), "comity load archigos FILE"),
        ("gdelt", (), "comity load gdelt FILE"),
        ("unvotes", (), "has no state and year in its rows"),
        ("un_similarity", (), "comity load un_votes FILE"),
    ],
)
def test_what_cannot_be_added_is_told(filled: Filled, name: str, columns: tuple[str, ...], told: str) -> None:
    with pytest.raises(InputError, match=told):
        north(filled(cow_nmc=(NMC, CAPABLE))).add(name, *columns)


def test_pairs_cannot_be_added_to_states(filled: Filled) -> None:
    with pytest.raises(InputError, match="atop is about pairs of states"):
        filled(atop=(ATOP, ALLIES)).panel("state-year", since=1950, until=1950).add("atop")


OF_STATES = ["cow_nmc", "archigos", "cow_majors", "ideal_points", "names", "cow", "gw", "iso", "major_powers"]
OF_PAIRS = ["atop", "cow_trade", "cow_igo", "cow_mid", "cow_contiguity", "cow_contiguity_spells"]


@pytest.mark.parametrize("system", ["cow", "gw", "iso"])
@pytest.mark.parametrize(
    ("unit", "directed", "names"),
    [
        ("state-year", False, OF_STATES),
        ("dyad-year", False, [*OF_STATES, *OF_PAIRS]),
        ("dyad-year", True, [*OF_STATES, *OF_PAIRS]),
    ],
)
def test_no_dataset_changes_the_number_of_rows(
    real: Observatory, unit: str, directed: bool, names: list[str], system: Any
) -> None:
    bare = panel = real.panel(unit, since=1988, until=1991, system=system, directed=directed)
    for name in names:
        panel = panel.add(name, prefix=f"{name}.")
    keys = bare.to_arrow()
    assert panel.to_arrow().select(keys.column_names).equals(keys)
    assert {name.partition(".")[0] for name in panel.to_arrow().column_names[keys.num_columns :]} == set(names)


def test_outside_the_coverage_of_atop_a_pair_is_not_known_to_be_unallied(real: Observatory) -> None:
    panel = real.panel("dyad-year", since=2017, until=2020, pairs=[("USA", "GBR"), ("IRN", "ISR")])
    assert rows(panel.add("atop", "defense"), "a", "year", "defense_ab") == [
        ("USA", 2017, 1), ("USA", 2018, 1), ("USA", 2019, None), ("USA", 2020, None),
        ("IRN", 2017, 0), ("IRN", 2018, 0), ("IRN", 2019, None), ("IRN", 2020, None),
    ]  # fmt: skip


def test_session_78_lies_in_2023(real: Observatory) -> None:
    panel = real.panel("dyad-year", since=2021, until=2024, pairs=[("CHN", "RUS")]).add("un_similarity", "n")
    found = dict(rows(panel, "year", "n"))
    assert found[2021] > 0
    assert found[2022] > 0
    assert found[2023] > 0
    assert found[2024] is None


def test_measures_stand_beside_the_rows_whichever_way_round(real: Observatory) -> None:
    asked = {"since": 2010, "until": 2010}
    one = real.panel("dyad-year", **asked, pairs=[("CHN", "DEU")]).add("capability_ratio", "cinc1", "cinc2", "ratio")  # type: ignore[arg-type]
    other = real.panel("dyad-year", **asked, pairs=[("DEU", "CHN")]).add("capability_ratio", "cinc1", "cinc2")  # type: ignore[arg-type]
    (a,), (b,) = one.to_arrow().to_pylist(), other.to_arrow().to_pylist()
    assert (a["cinc_a"], a["cinc_b"]) == (b["cinc_b"], b["cinc_a"])
    assert a["cinc_a"] > a["cinc_b"]
    with pytest.raises(InputError, match="capability_ratio has no column 'share1' for a panel: choose of cinc1"):
        real.panel("dyad-year", **asked, pairs=[("DEU", "CHN")]).add("capability_ratio", "share1")  # type: ignore[arg-type]
    states = real.panel("state-year", **asked, states=["CHN"]).add("capabilities", "cinc").add("concentration", "con")  # type: ignore[arg-type]
    (row,) = states.to_arrow().to_pylist()
    assert row["cinc"] == pytest.approx(a["cinc_a"], abs=1e-6)
    assert 0 < row["con"] < 1


def test_the_disputes_of_a_year_are_whittled_as_the_published_ones_are(shared: Any, real: Observatory) -> None:
    import duckdb

    ours = real.panel("dyad-year", since=1816, until=2014, directed=True).add("cow_mid").to_arrow()
    file = shared / "data" / "structure" / "mid" / "cow_mid_ddydisps.parquet"
    theirs = duckdb.sql(f"SELECT ccode1 AS ccode_a, ccode2 AS ccode_b, year, dispnum, cowmidonset FROM '{file}'")
    compared = duckdb.sql(
        """SELECT count(*), count(*) FILTER (o.dispnum IS NULL),
          count(*) FILTER (o.dispnum = t.dispnum AND o.onset = t.cowmidonset)
        FROM theirs t LEFT JOIN ours o USING (ccode_a, ccode_b, year)"""
    ).fetchall()
    assert theirs.columns
    # Four rows are Canada's of 1918 and 1919, when it was no member yet, so that no panel has them.
    assert (ours.num_rows, compared) == (1836630, [(10234, 4, 10230)])


def test_leaders_of_a_year_are_those_of_the_published_sums(shared: Any, real: Observatory) -> None:
    import duckdb

    ours = real.panel("state-year", since=1840, until=2015, system="gw").add("archigos").to_arrow()
    file = shared / "data" / "structure" / "archigos" / "archigossums.parquet"
    ((met, same),) = duckdb.sql(
        f"""SELECT count(*), count(*) FILTER (o.leaders = s.n_leaders AND o.obsid_first = s.jan1obsid
          AND o.obsid_last = s.dec31obsid) FROM '{file}' s JOIN ours o USING (gwcode, year)"""
    ).fetchall()
    assert ours.num_rows
    assert met == same == 14103
    # The published sums count Kennedy's coming into office as irregular, because his going was.
    (kennedy,) = (row for row in ours.to_pylist() if (row["gwcode"], row["year"]) == (2, 1961))
    assert (kennedy["exits"], kennedy["exits_irregular"]) == (1, 0)


def test_borders_by_year_and_as_spells_are_the_same(real: Observatory) -> None:
    panel = real.panel("dyad-year", since=1816, until=2017).add("cow_contiguity")
    both = panel.add("cow_contiguity_spells", prefix="s_").to_arrow()
    assert both["conttype"].equals(both["s_conttype"])
    assert both.filter(pa.compute.equal(both["year"], 2017))["conttype"].null_count == len(panel.where("year = 2017"))


def test_a_table_of_ones_own_joins_by_the_keys_that_it_has(filled: Filled) -> None:
    panel = north(filled(), since=1950, until=1951)
    mine = pa.table({"ccode_a": [2, 2], "ccode_b": [20, 200], "year": [1950, 1950], "visits": [3, 4]})
    assert rows(panel.join(mine, "visits"), "year", "visits") == [(1950, 3), (1951, None)]
    yearly = pa.table({"year": [1951], "war": [True]})
    assert rows(panel.join(yearly, "korea", prefix="korea_"), "year", "korea_war") == [(1950, None), (1951, True)]
    with pytest.raises(InputError, match="visits has several rows for ccode_a 2"):
        panel.join(mine.select(["ccode_a", "visits"]), "visits")
    with pytest.raises(InputError, match="visits has to have columns of the panel's keys"):
        panel.join(pa.table({"country": ["USA"], "visits": [1]}), "visits")


def test_the_panel_says_what_it_rests_on(filled: Filled) -> None:
    panel = north(filled(atop=(ATOP, ALLIES), cow_nmc=(NMC, CAPABLE))).add("atop").add("cow_nmc", "cinc").add("names")
    assert [line.partition(",")[0] for line in panel.citations()] == ["Leeds", "Singer"]
    metadata = panel.to_arrow().schema.metadata
    assert json.loads(metadata[b"coverage"])[0] == {
        "added": "atop",
        "columns": ", ".join(panel.to_arrow().column_names[5:15]),
        "title": "Alliance Treaty Obligations and Provisions (ATOP)",
        "version": "5.1",
        "first": 1950,
        "last": 1951,
        "absence": "zero",
        "rule": "",
    }
    about = panel.to_arrow().schema.field("cinc_a").metadata
    assert about[b"dataset"] == b"cow_nmc 6.0"
    assert about[b"what"].startswith(b"Composite Index")


def test_a_measure_is_missing_in_years_in_which_it_has_no_row(filled: Filled) -> None:
    observatory = filled(cow_nmc=(NMC, ["USA,2,2012,655388,1569,88695,3118690,314111,148713,0.139,2011"]))
    panel = observatory.panel("state-year", since=1950, until=1951, states=["USA"]).add("capabilities", status=True)
    found = panel.to_arrow().to_pylist()
    assert [(row["cinc"], row["capabilities_status"]) for row in found] == [(None, "outside the coverage")] * 2


def test_nothing_is_added_when_the_observatory_is_closed(filled: Filled) -> None:
    observatory = filled(atop=(ATOP, ALLIES))
    panel = north(observatory).add("atop", "defense")
    observatory.__exit__(None, None, None)
    assert panel.lag("defense_ab").to_arrow().num_rows == 4
    with pytest.raises(StoreError, match="the observatory of this panel is closed"):
        panel.add("atop", "consul")
    assert repr(panel) == "Panel(shape=Shape(unit='dyad-year', system='cow', first=1949, last=1952, directed=False))"


def test_a_measure_of_what_one_does_to_the_other_stands_for_each_direction(filled: Filled) -> None:
    panel = north(filled(atop=(ATOP, ALLIES)), since=1950, until=1950)
    assert rows(panel.add("alliance_obligations", "level", "defense"), "level_ab", "level_ba", "defense_ba") == [
        (3, 2, 0)
    ]
    both = north(filled(), since=1950, until=1950, directed=True).add("alliance_obligations", "level")
    assert rows(both, "a", "level") == [("USA", 3), ("CAN", 2)]
