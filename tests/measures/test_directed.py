"""What one state owes, sells or does to another, on tables of a few rows with the columns of their datasets."""

from __future__ import annotations

import pyarrow as pa
import pytest

from comity.measures.alliance_obligations import alliance_obligations
from comity.measures.arms_dependence import arms_dependence
from comity.measures.bloc_shares import bloc_shares
from comity.measures.capability_ratio import capability_ratio
from comity.measures.economies import economies
from comity.measures.gdp_power import gdp_power
from comity.measures.joint_exercises import joint_exercises
from comity.measures.leader_visits import leader_visits
from comity.measures.sanctions_pressure import sanctions_pressure
from comity.measures.trade_weight import trade_weight

DUTIES = ("defense", "offense", "neutral", "nonagg", "consul")


def atop(*rows: tuple[int, int, int, str]) -> pa.Table:
    return pa.Table.from_pylist(
        [{"ccode1": one, "ccode2": other, "year": year, **{name: int(name in duties.split()) for name in DUTIES}}
         for one, other, year, duties in rows]
    )  # fmt: skip


def sanctions(*rows: tuple[str, str, int, str]) -> pa.Table:
    kinds = ("arms", "military", "trade", "financial", "travel", "other")
    return pa.Table.from_pylist(
        [{"sender": sender, "target": target, "year": year, **{name: int(name in what.split()) for name in kinds}}
         for sender, target, year, what in rows]
    )  # fmt: skip


def arms(*rows: tuple[str, str | None, str, int, float]) -> pa.Table:
    names = ("supplier_name", "supplier", "recipient", "year", "tiv")
    schema = pa.schema([(names[0], pa.string()), (names[1], pa.string()), (names[2], pa.string()),
                        (names[3], pa.int64()), (names[4], pa.float64())])  # fmt: skip
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=schema)


def test_obligations_need_not_be_mutual() -> None:
    table = atop((2, 365, 1995, "nonagg"), (365, 2, 1995, "nonagg consul"), (2, 200, 1996, "defense"))
    rows = alliance_obligations({"atop": table}, [("USA", "RUS")]).to_pylist()
    assert [(row["year"], row["level"], row["level_back"], row["unequal"]) for row in rows] == [
        (1995, 1, 2, 1), (1996, 0, 0, 0),
    ]  # fmt: skip


def test_outside_the_coverage_obligations_are_not_known() -> None:
    table = atop((2, 200, 1990, "defense"), (2, 200, 1992, "defense"))
    rows = alliance_obligations({"atop": table}, [("USA", "GBR")]).to_pylist()
    assert [(row["year"], row["defense"]) for row in rows] == [(1990, 1), (1991, 0), (1992, 1)]
    assert alliance_obligations({"atop": table}, [("USA", "GBR")], first=1993).num_rows == 0


def test_who_else_sanctions() -> None:
    table = sanctions(("USA", "RUS", 2014, "financial"), ("USA", "RUS", 2014, "travel"), ("CAN", "RUS", 2014, "travel"),
                      ("USA", "IRN", 2015, "arms trade"))  # fmt: skip
    gdp = pa.table({"iso": ["USA", "CAN", "RUS"], "year": [2014] * 3, "gdp": [60.0, 20.0, 20.0]})
    rows = sanctions_pressure({"gsdb": table, "world_bank_gdp": gdp}, [("USA", "RUS")]).to_pylist()
    assert [(row["year"], row["breadth"], row["senders"], row["senders_gdp_share"]) for row in rows] == [
        (2014, 2, 2, 0.8), (2015, 0, 0, None),
    ]  # fmt: skip
    assert {(row["a"], row["b"]) for row in sanctions_pressure({"gsdb": table}).to_pylist()} == {
        ("USA", "RUS"), ("CAN", "RUS"), ("USA", "IRN"),
    }  # fmt: skip


def test_arms_are_summed_over_five_years() -> None:
    table = arms(("Russia", "RUS", "IND", 2008, 50.0), ("Russia", "RUS", "IND", 2012, 30.0),
                 ("France", "FRA", "IND", 2012, 20.0), ("Russia", "RUS", "IND", 2013, 10.0),
                 ("World", None, "IND", 2013, 50.0))  # fmt: skip
    rows = {row["year"]: row for row in arms_dependence({"sipri_tiv": table}, [("RUS", "IND")]).to_pylist()}
    assert (rows[2012]["tiv"], rows[2012]["received"], rows[2012]["share"]) == (80.0, 100.0, 0.8)
    assert (rows[2013]["tiv"], rows[2013]["received"]) == (40.0, 100.0)
    assert arms_dependence({"sipri_tiv": table}, [("RUS", "PAK")]).num_rows == 0


def test_exercises_of_many_and_of_two() -> None:
    table = pa.table({"exercise": ["a", "a", "b", "b", "b", "c"], "ccode": [710, 365, 710, 365, 2, 2],
                      "year": [2010, 2010, 2010, 2010, 2010, 2011]})  # fmt: skip
    rows = joint_exercises({"jmed": table}, [("USA", "CHN")]).to_pylist()
    assert [(row["year"], row["exercises"], row["share1"], row["share2"]) for row in rows] == [
        (2010, 1, 1.0, 0.5), (2011, 0, 0.0, None),
    ]  # fmt: skip


def test_visits_paid_and_received() -> None:
    trips = [("RUS", "CHN", 2023, True, True), ("RUS", "KAZ", 2023, True, False), ("CHN", "RUS", 2023, True, False),
             ("CHN", "RUS", 2023, None, False)]  # fmt: skip
    names = ("traveller", "host", "year", "met_host", "multilateral")
    table = pa.Table.from_pylist([dict(zip(names, trip, strict=True)) for trip in trips])
    (row,) = leader_visits({"colt": table}, [("RUS", "CHN")]).to_pylist()
    assert {name: row[name] for name in ("visits", "met_host", "multilateral", "received", "share")} == {
        "visits": 1, "met_host": 1, "multilateral": 1, "received": 2, "share": 0.5,
    }  # fmt: skip


def test_one_publisher_a_year() -> None:
    maddison = pa.table({"iso": ["SUN", "USA", "USA"], "year": [1950, 1950, 1990], "gdp_per_head": [3.0, 15.0, 30.0],
                         "population": [100.0, 100.0, 100.0]})  # fmt: skip
    bank = pa.table({"iso": ["USA", "RUS", "AFE"], "year": [1990] * 3, "gdp_ppp": [9e6, 3e6, 8e6]})
    rows = economies({"maddison": maddison, "world_bank_gdp_ppp": bank}).to_pylist()
    assert [(row["a"], row["year"], row["gdp"]) for row in rows] == [
        ("RUS", 1950, 3e5), ("RUS", 1990, 3e6), ("USA", 1950, 1.5e6), ("USA", 1990, 9e6),
    ]  # fmt: skip


def test_power_by_product_beside_capabilities() -> None:
    maddison = pa.table({"iso": ["USA", "CHN"], "year": [2010] * 2, "gdp_per_head": [40.0, 10.0],
                         "population": [300.0, 1300.0]})  # fmt: skip
    nmc = pa.table({"ccode": [2, 710], "year": [2010] * 2, "cinc": [0.14, 0.2]})
    rows = {row["a"]: row for row in gdp_power({"maddison": maddison, "cow_nmc": nmc}).to_pylist()}
    assert (rows["CHN"]["gdp_share"], rows["CHN"]["cinc"]) == (0.52, 0.2)
    assert rows["USA"]["net_share"] > 0.75


def test_the_weak_link_is_that_of_the_larger_economy() -> None:
    trade = pa.table(
        {"ccode1": [2, 2], "ccode2": [20, 710], "year": [2000] * 2, "flow1": [2e5, 1e5], "flow2": [1e5, 0]}
    )
    gdp = pa.table({"iso": ["USA", "CAN"], "year": [2000] * 2, "gdp": [10e12, 1e12]})
    pairs = [("USA", "CAN"), ("CHN", "USA")]
    near, far = trade_weight({"cow_trade": trade, "world_bank_gdp": gdp}, pairs).to_pylist()[::-1]
    assert (near["share1"], near["share2"], near["weak_link"], near["strong_link"]) == (0.03, 0.3, 0.03, 0.3)
    assert (far["a"], far["share1"], far["share2"]) == ("CHN", None, 0.01)
    assert round(near["partners1"], 6) == round(1 / (0.75**2 + 0.25**2), 6)


def test_members_join_and_leave() -> None:
    nmc = pa.table({"ccode": [2, 200, 365, 710] * 2, "year": [1997] * 4 + [1998] * 4, "cinc": [0.1, 0.1, 0.1, 0.1] * 2})
    rows = {(row["bloc"], row["year"]): row for row in bloc_shares({"cow_nmc": nmc}).to_pylist()}
    assert rows["NATO", 1997]["cinc"] == 0.5
    assert ("BRICS", 1998) not in rows
    assert rows["AU", 1998]["cinc"] is None
    assert rows["AU", 1998]["cinc_known"] == 0


def test_estimates_of_product_are_read_by_cow_numbers_of_their_year() -> None:
    rows = {"ccode": [255, 260, 265, 365], "year": [1989, 1989, 1989, 1989], "gdp": [0.0, 2.0, 0.5, 3.0],
            "population": [0.0, 62.0, 16.0, 288.0]}  # fmt: skip
    found = {row["a"]: row for row in economies({"gdp_estimates": pa.table(rows)}).to_pylist()}
    assert (found["DEU"]["gdp"], found["DEU"]["population"]) == (2e6, 62e6)
    assert set(found) == {"DEU", "DDR", "RUS"}


def test_the_ratio_of_products_stands_beside_that_of_capabilities() -> None:
    nmc = pa.table({"ccode": [2, 710], "year": [2010] * 2, "cinc": [0.1, 0.2]})
    maddison = pa.table({"iso": ["USA", "CHN"], "year": [2010] * 2, "gdp_per_head": [40.0, 10.0],
                         "population": [3.0, 13.0]})  # fmt: skip
    (row,) = capability_ratio({"cow_nmc": nmc, "maddison": maddison}, [("USA", "CHN")]).to_pylist()
    assert (row["ratio"], row["share1"]) == (2.0, pytest.approx(1 / 3))
    assert (row["gdp_share1"], row["gdp_ratio"]) == (0.48, pytest.approx(13 / 12))
    (row,) = capability_ratio({"cow_nmc": nmc}, [("USA", "CHN")]).to_pylist()
    assert (row["gdp_share1"], row["gdp_unit"]) == (None, None)
