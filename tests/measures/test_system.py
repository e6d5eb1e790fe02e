"""The system around a pair: balance, blocs, and who moves towards whom, on small networks worked out by hand."""

from __future__ import annotations

import csv
import json
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.measures.concentration import concentration
from comity.measures.frustration import Tie, balance, matrix, triangles, walk_balance
from comity.measures.networks import network
from comity.measures.polarity import polarity
from comity.measures.structural_balance import structural_balance
from comity.measures.triads import triads


@pytest.fixture(scope="module")
def structure() -> Path:
    folder = Path(__file__).parents[3] / "shared" / "data" / "structure"
    if not folder.is_dir():
        pytest.skip("the shared development data are not beside this project")
    return folder


def signed(path: Path, net: str | None = None) -> list[Tie]:
    with path.open(encoding="utf-8", newline="") as file:
        return [Tie(row["a"], row["b"], int(row["sign"])) for row in csv.DictReader(file) if row.get("net") == net]


def least(ties: list[Tie]) -> float:
    """By trying every division."""
    members = sorted({member for tie in ties for member in (tie.a, tie.b)})
    costs = []
    for sides in product((1, -1), repeat=len(members)):
        side = dict(zip(members, sides, strict=True))
        costs.append(sum(abs(tie.weight) for tie in ties if tie.weight * side[tie.a] * side[tie.b] < 0))
    return min(costs)


def test_the_tribes_of_the_highlands(structure: Path) -> None:
    told = json.loads((structure / "reference" / "published_values.json").read_text(encoding="utf-8"))
    want = told["gahuku_gama_tribes"]
    ties = signed(structure / "signed_cow" / "tribes.csv")
    found = balance(ties)
    assert (found.members, found.ties, found.negative) == (want["n"], want["m"], want["neg"])
    assert found.frustration == found.low == want["frustration"] == 7
    assert triangles(matrix(ties)) == (want["triangles"], pytest.approx(want["balanced_share"], abs=6e-7))
    assert walk_balance(matrix(ties)) == pytest.approx(want["walk"], abs=6e-7)


def test_every_value_of_the_26_networks_of_states(structure: Path) -> None:
    with (structure / "reference" / "signed_cow_frustration_reference.csv").open(encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    assert len(wanted) == 26
    for want in wanted:
        ties = signed(structure / "signed_cow" / "cowList_edges.csv", want["net"])
        found, signs = balance(ties, exact=200), matrix(ties)
        assert (found.members, found.ties, found.negative) == tuple(int(want[name]) for name in ("n", "m", "neg"))
        assert found.frustration == float(want["frustration"]), want["net"]
        assert found.proved
        many, even = triangles(signs)
        assert many == int(want["triangles"])
        assert even == pytest.approx(float(want["T_balanced"]), abs=1e-12)
        assert 1 - 2 * found.frustration / found.ties == pytest.approx(float(want["F_norm"]), abs=1e-12)
        assert walk_balance(signs) == pytest.approx(float(want["walk"]), abs=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_frustration_is_the_least_of_all_divisions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = "abcdefgh"
    ties = [
        Tie(one, other, float(rng.choice([-2, -1, -0.5, 0.5, 1, 3])))
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if rng.random() < 0.7
    ]
    found = balance(ties)
    assert found.frustration == pytest.approx(least(ties))
    assert found.proved
    against = sum(abs(tie.weight) for tie in ties if (tie.weight > 0) != (found.camp[tie.a] == found.camp[tie.b]))
    assert against == pytest.approx(found.frustration)


def test_a_search_that_ends_early_says_how_far_it_is_from_a_proof() -> None:
    rng = np.random.default_rng(3)
    names = [f"s{number:03}" for number in range(90)]
    ties = [
        Tie(one, other, 1.0 if rng.random() < 0.5 else -1.0)
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if rng.random() < 0.3
    ]
    found = balance(ties, exact=10, seconds=0.5)
    assert not found.proved
    assert 0 <= found.low < found.frustration < len(ties) / 2
    assert 0 < found.gap <= 1


def test_nothing_is_balanced() -> None:
    assert balance([]).frustration == 0
    assert triangles(np.zeros((3, 3))) == (0, None)


def treaties(*rows: tuple[int, int, str]) -> pa.Table:
    """Pacts of 2010 as (one, other, kind)."""
    kinds = ("defense", "offense", "neutral", "nonagg", "consul")
    return pa.Table.from_pylist(
        [
            {"ccode1": one, "ccode2": other, "year": 2010, **{name: int(name == kind) for name in kinds}}
            for one, other, kind in rows
        ]
    )


def disputes(*rows: tuple[int, int, int]) -> pa.Table:
    """Disputes of 2010 as (one, other, hostility)."""
    return pa.Table.from_pylist(
        [{"ccode1": one, "ccode2": other, "year": 2010, "hostlev1": level, "hostlev2": 1} for one, other, level in rows]
    )


def test_pacts_are_ties_and_disputes_are_foes() -> None:
    atop = treaties((2, 200, "defense"), (200, 220, "consul"), (365, 710, "nonagg"))
    mids = disputes((2, 365, 4), (200, 2, 2))
    rows = network({"atop": atop, "cow_mid": mids}, by="treaties").to_pylist()
    assert {(row["a"], row["b"]): round(row["weight"], 6) for row in rows} == {
        ("FRA", "GBR"): round(2 / 3, 6), ("GBR", "USA"): 0.6, ("RUS", "USA"): -0.8,
    }  # fmt: skip


def test_the_camps_of_a_pair() -> None:
    tables = {"atop": treaties((2, 200, "defense")), "cow_mid": disputes((2, 365, 4), (200, 365, 4))}
    (row,) = structural_balance(tables, [("USA", "RUS")]).to_pylist()
    assert (row["frustration"], row["triangles"], row["balanced"], row["apart"]) == (0, 1, 1.0, True)
    (row,) = structural_balance(tables, [("USA", "GBR")]).to_pylist()
    assert row["apart"] is False


def test_third_states_stand_with_the_one_or_the_other() -> None:
    atop = treaties((2, 200, "defense"), (2, 220, "defense"), (200, 220, "consul"), (365, 710, "consul"))
    mids = disputes((2, 365, 4), (200, 365, 5), (2, 710, 3))
    tables = {"atop": atop, "cow_mid": mids}
    (row,) = triads(tables, [("USA", "GBR")]).to_pylist()
    assert (row["thirds"], row["friends"], row["foes"], row["with1"], row["with2"]) == (2, 1, 1, 0, 0)
    assert (row["foes_named"], row["balanced"], row["pull"]) == (["RUS"], 1.0, 1.0)
    (row,) = triads(tables, [("GBR", "CHN")]).to_pylist()
    assert (row["weight"], row["balanced"]) == (None, None)
    assert (row["with1_named"], row["foes_named"], row["with2_named"]) == (["USA"], [], ["RUS"])


def test_the_triads_of_all_pairs_are_the_triangles_of_the_network() -> None:
    atop = treaties((2, 200, "defense"), (2, 220, "defense"), (200, 220, "consul"), (365, 710, "consul"))
    tables = {"atop": atop, "cow_mid": disputes((2, 365, 4), (200, 365, 5), (2, 710, 3))}
    tied = [row for row in triads(tables).to_pylist() if row["weight"] is not None]
    (whole,) = structural_balance(tables).to_pylist()
    assert sum(row["thirds"] for row in tied) == 3 * whole["triangles"] == 9
    assert sum(row["thirds"] * row["balanced"] for row in tied) == pytest.approx(9 * whole["balanced"])


def test_polarity_of_capabilities_needs_no_network(structure: Path) -> None:
    nmc = {"cow_nmc": pq.read_table(structure / "cow_nmc" / "cow_nmc.parquet")}
    rows = {row["year"]: row for row in polarity(nmc, by="capabilities").to_pylist()}
    majors = {row["year"]: row for row in concentration(nmc).to_pylist()}
    assert set(rows) == set(majors)
    assert all(rows[year]["top"] == pytest.approx(majors[year]["top1"]) for year in rows)
    assert (rows[1950]["kind"], rows[1950]["blocs"], rows[1950]["modularity"]) == ("bipolar", None, None)
