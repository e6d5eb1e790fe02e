"""Measures of the structural record, counted by hand; no data but a few rows is needed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from comity.measures.alliance_similarity import alliance_similarity
from comity.measures.alliance_similarity_cow import alliance_similarity_cow
from comity.measures.capabilities import COMPONENTS, capabilities
from comity.measures.concentration import concentration
from comity.measures.similarity import joint, joints, kappa, pi, s_score, tau_b
from comity.measures.trade_dependence import trade_dependence
from comity.measures.un_similarity import un_similarity

GERMANY = np.array([3, 0, 0, 0, 3, 3, *[0] * 5, 3, *[0] * 8])
RUSSIA = np.array([0, 3, 1, 3, 0, 1, *[0] * 14])
WEIGHTS = np.array([25, 21, 20, 8, 8, 5, 3, 3, 2, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]) / 100


def votes(*rows: tuple[int, dict[int, int]]) -> pa.Table:
    """Roll calls as (year, who voted what), numbered in their order."""
    columns: dict[str, list[int]] = {"resid": [], "ccode": [], "year": [], "vote": []}
    for number, (year, cast) in enumerate(rows, 1):
        for ccode, vote in cast.items():
            for name, value in zip(columns, (number, ccode, year, vote), strict=True):
                columns[name].append(value)
    return pa.table(columns)


def test_germany_and_russia_in_1914() -> None:
    """Table 6 of Signorino and Ritter, worked through in the paper."""
    plain, weighted = joint(GERMANY, RUSSIA, 4), joint(GERMANY, RUSSIA, 4, WEIGHTS)
    assert tau_b(plain) == pytest.approx(0.03031695, abs=5e-9)
    assert s_score(plain, power=1, dmax=3) == pytest.approx(0.4)
    assert s_score(weighted, power=1, dmax=3) == pytest.approx(-0.46)
    # squared distances: 5 of 9 (3 against 0 or 0 against 3), 1 of 1, and one of 3 against 1, which is 4
    assert s_score(plain, power=2, dmax=3) == pytest.approx(1 - 2 * (5 * 9 + 1 + 4) / (9 * 20))


@pytest.mark.parametrize(("allies", "published"), [(0, -0.0455), (1, -0.0658), (7, -0.156), (9, -0.187)])
def test_tau_b_of_the_united_states_in_1816(allies: int, published: float) -> None:
    """Of 23 states none is allied to the United States, so how many allies the other has decides all."""
    alone = np.zeros(23, dtype=int)
    alone[0] = 3
    other = np.zeros(23, dtype=int)
    other[1 : 2 + allies] = 3
    assert tau_b(joint(alone, other, 4)) == pytest.approx(published, abs=0.00051)


def test_kappa_and_pi_of_a_table_that_books_print() -> None:
    table = np.array([[20.0, 5.0], [10.0, 15.0]])
    assert kappa(table, power=0) == pytest.approx((0.7 - 0.5) / (1 - 0.5))
    assert pi(table, power=0) == pytest.approx((0.7 - 0.505) / (1 - 0.505))


def test_what_is_the_same_in_all_is_alike_and_has_no_kappa() -> None:
    table = joint(np.array([1, 1]), np.array([1, 1]), 3)
    assert s_score(table, power=1, dmax=2) == 1
    assert np.isnan(kappa(table, power=2))
    assert np.isnan(pi(table, power=2))
    assert np.isnan(tau_b(table))


def test_many_pairs_give_what_each_gives_alone() -> None:
    rng = np.random.default_rng(1)
    positions = rng.integers(-1, 3, (6, 40))
    one, other = np.triu_indices(6, 1)
    for table, i, j in zip(joints(positions, 3, one, other), one, other, strict=True):
        met = (positions[i] >= 0) & (positions[j] >= 0)
        assert (table == joint(positions[i][met], positions[j][met], 3)).all()


def test_an_absence_is_no_vote() -> None:
    table = votes((1980, {2: 1, 365: 1}), (1980, {2: 3, 365: 8}), (1980, {2: 3, 200: 1}))
    (row,) = un_similarity({"un_votes": table}, [("USA", "RUS")]).to_pylist()
    assert (row["n"], row["n_nonunanimous"], row["agree"], row["agree_nonunanimous"]) == (1, 0, 1.0, None)


def test_a_vote_is_unanimous_only_where_all_agree_and_not_only_the_pair() -> None:
    table = votes((1980, {2: 1, 365: 1, 200: 3}), (1980, {2: 1, 365: 1, 200: 1}))
    (row,) = un_similarity({"un_votes": table}, [("USA", "RUS")]).to_pylist()
    assert (row["n"], row["n_nonunanimous"]) == (2, 1)


def test_both_germanies_vote_and_after_october_1990_one() -> None:
    table = votes((1989, {260: 1, 265: 3, 2: 1}), (1990, {255: 1, 2: 1}))
    rows = un_similarity({"un_votes": table}).to_pylist()
    assert [(row["a"], row["b"], row["year"]) for row in rows] == [
        ("DDR", "DEU", 1989), ("DDR", "USA", 1989), ("DEU", "USA", 1989), ("DEU", "USA", 1990),
    ]  # fmt: skip


def test_a_pair_comes_the_way_round_in_which_it_is_asked_for() -> None:
    trade = pa.table({"ccode1": [2], "ccode2": [710], "year": [2000], "flow1": [100.0], "flow2": [16.0]})
    totals = pa.table({"ccode": [2, 710], "year": [2000, 2000], "imports": [1200.0, 225.0], "exports": [800.0, 240.0]})
    tables = {"cow_trade": trade, "cow_trade_totals": totals}
    (one,) = trade_dependence(tables, [("USA", "CHN")]).to_pylist()
    (other,) = trade_dependence(tables, [("CHN", "USA")]).to_pylist()
    assert (one["flow1"], one["share1"], one["share2"]) == (100.0, 116 / 2000, 116 / 465)
    assert (other["flow1"], other["share1"], other["share2"]) == (16.0, 116 / 465, 116 / 2000)
    assert one["salience"] == other["salience"]


def test_a_flow_that_is_not_known_is_not_zero() -> None:
    trade = pa.table({"ccode1": [2], "ccode2": [710], "year": [1915], "flow1": [None], "flow2": [23.0]},
                     schema=pa.schema([("ccode1", pa.int64()), ("ccode2", pa.int64()), ("year", pa.int64()),
                                       ("flow1", pa.float64()), ("flow2", pa.float64())]))  # fmt: skip
    totals = pa.table({"ccode": [2, 710], "year": [1915] * 2, "imports": [1.0, 2.0], "exports": [3.0, 4.0]})
    (row,) = trade_dependence({"cow_trade": trade, "cow_trade_totals": totals}, [("USA", "CHN")]).to_pylist()
    assert (row["flow2"], row["ttot1"]) == (23.0, 4.0)
    assert [row[name] for name in ("flow1", "tot", "share1", "salience", "symmetry", "interdep")] == [None] * 6


def test_capabilities_are_the_mean_of_the_shares_that_are_known() -> None:
    amounts = {name: [60.0, 40.0] for name in COMPONENTS} | {"irst": [None, 10.0], "upop": [0.0, 0.0]}
    nmc = pa.table({"ccode": [2, 365], "year": [1950] * 2, "cinc": [None, None], **amounts})
    rows = {row["a"]: row for row in capabilities({"cow_nmc": nmc}).to_pylist()}
    assert rows["USA"]["cinc"] == pytest.approx(0.6)
    assert rows["RUS"]["cinc"] == pytest.approx((4 * 0.4 + 1.0) / 5)
    assert rows["USA"]["components"] == 4


def test_powers_are_those_of_the_year() -> None:
    shares = {2: 0.4, 200: 0.1, 220: 0.1, 255: 0.1, 365: 0.1, 710: 0.2, 740: 0.1, 750: 0.9}
    nmc = pa.table({"ccode": [*shares] * 2, "year": [1990] * 8 + [1991] * 8, "cinc": [*shares.values()] * 2})
    rows = concentration({"cow_nmc": nmc}).to_pylist()
    assert [(row["year"], row["n"]) for row in rows] == [(1990, 5), (1991, 7)]
    assert rows[0]["top1"] == pytest.approx(0.4 / 0.9)


def test_alliances_are_of_the_highest_obligation() -> None:
    duties = {"defense": [0, 1], "offense": [0, 0], "neutral": [0, 0], "nonagg": [1, 1], "consul": [0, 1]}
    atop = pa.table({"ccode1": [2, 200], "ccode2": [365, 220], "year": [2000, 2000], **duties})
    rows = alliance_similarity({"atop": atop}, [("USA", "RUS"), ("GBR", "FRA"), ("USA", "CHN")]).to_pylist()
    assert [(row["b"], row["level"]) for row in rows] == [("RUS", 1), ("FRA", 3), ("CHN", 0)]
    assert all(row["s_abs_cinc"] is None for row in rows)
    # the United States: itself 3, Russia 1; China: itself 3; of 191 members
    assert rows[2]["s_abs"] == pytest.approx(1 - 2 * (3 + 1 + 3) / (3 * 191))


def test_a_state_is_compared_only_while_it_is_a_member() -> None:
    duties = {name: [0] for name in ("defense", "offense", "neutral", "nonagg", "consul")}
    atop = pa.table({"ccode1": [2], "ccode2": [20], "year": [1980], **duties})
    assert alliance_similarity({"atop": atop}, [("USA", "UKR")]).num_rows == 0


def test_of_several_alliances_the_strongest_counts() -> None:
    duties = {"defense": [0, 1], "neutrality": [0, 0], "nonaggression": [1, None], "entente": [0, 0]}
    table = pa.table({"ccode1": [200, 200], "ccode2": [235, 235], "year": [1816, 1816], **duties})
    (row,) = alliance_similarity_cow({"cow_alliances": table}, [("GBR", "PRT")]).to_pylist()
    assert (row["n"], row["level"]) == (23, 3)


def test_a_state_without_allies_is_as_unlike_another_in_1816_as_is_printed() -> None:
    """Miller (2021) prints -.0455 for the United States and France, neither of which had an ally then."""
    duties = {"defense": [1], "neutrality": [0], "nonaggression": [0], "entente": [0]}
    table = pa.table({"ccode1": [200], "ccode2": [235], "year": [1816], **duties})
    (row,) = alliance_similarity_cow({"cow_alliances": table}, [("USA", "FRA")]).to_pylist()
    assert row["tau_b"] == pytest.approx(-0.0455, abs=5e-5)
