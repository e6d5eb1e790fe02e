"""Measures of the structural record against values that were computed or published elsewhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from comity import states
from comity.measures.similarity import binary, joint, kappa, pi, s_score, tau_b
from comity.observatory import Observatory

FILES = {
    "un_votes": ["un_votes_cow/un_votes_cow_1946_2022.parquet"],
    "atop": ["atop/atop_alliance.parquet"],
    "cow_nmc": ["cow_nmc/cow_nmc.parquet"],
    "cow_trade": ["cow_trade/cow_trade_ddy.parquet", "cow_trade/cow_trade_sy.parquet"],
}
PRINTED = 6e-7
"""Half of the last digit of a figure printed to six places, and a little for how it was rounded."""


@pytest.fixture(scope="module")
def structure() -> Path:
    folder = Path(__file__).parents[3] / "shared" / "data" / "structure"
    if not folder.is_dir():
        pytest.skip("the shared development data are not beside this project")
    return folder


@pytest.fixture(scope="module")
def observatory(structure: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    with Observatory(tmp_path_factory.mktemp("record") / "comity.duckdb") as opened:
        for name, files in FILES.items():
            for file in files:
                opened.load(name, structure / file)
        yield opened


def printed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differ(want: str, got: float | None, tolerance: float = PRINTED) -> bool:
    return got is not None if want == "" else got is None or abs(float(want) - got) > tolerance


def pair(row: dict[str, str]) -> tuple[str, str]:
    """The states of a row by its COW numbers, in its order."""
    year = int(row.get("year") or row["session_year"])
    one, other = (states.state("cow", int(row[name]), year) for name in ("ccode1", "ccode2"))
    return str(one), str(other)


UN = {
    name: name.lower()
    for name in ("n", "n_nonunanimous", "identical", "S_abs", "S_sq", "kappa_nominal", "kappa_linear", "kappa_quad",
                 "pi_linear", "pi_quad")
} | {"agree_valued": "agree", "agree_valued_nonunan": "agree_nonunanimous"}  # fmt: skip
ALLIANCES = {
    "N": "n", "tie_valued": "level", "taub": "tau_b", "S_val_abs": "s_abs", "S_val_sq": "s_sq",
    "S_val_abs_cinc": "s_abs_cinc", "S_bin": "s_bin", "kappa_val_abs": "kappa_abs", "pi_val_abs": "pi_abs",
    "kappa_val_sq": "kappa_sq", "pi_val_sq": "pi_sq", "kappa_bin": "kappa_bin", "pi_bin": "pi_bin",
}  # fmt: skip
TRADE = {
    name: name
    for name in ("flow1", "flow2", "tot", "ttot1", "ttot2", "share1", "share2", "salience", "symmetry", "interdep")
}


@pytest.mark.parametrize(
    ("measure", "file", "names", "source", "values"),
    [
        ("un_similarity", "un_dyad_session_reference.csv", UN, None, 2700),
        ("alliance_similarity", "alliance_similarity_reference.csv", ALLIANCES, "ATOP5.1", 884),
        ("trade_dependence", "trade_dependence_reference.csv", TRADE, None, 3000),
    ],
)
def test_every_value_of_a_pair(
    observatory: Observatory, structure: Path, measure: str, file: str, names: dict[str, str], source: str | None,
    values: int,
) -> None:  # fmt: skip
    wanted = [row for row in printed(structure / "reference" / file) if source in (None, row.get("source"))]
    pairs = list(dict.fromkeys(pair(row) for row in wanted))
    found = {(row["a"], row["b"], row["year"]): row for row in observatory.measure(measure, pairs).to_pylist()}
    wrong = []
    for row in wanted:
        got = found[*pair(row), int(row.get("year") or row["session_year"])]
        wrong += [(pair(row), got["year"], name) for name, ours in names.items() if differ(row[name], got[ours])]
    assert len(wanted) * len(names) == values
    assert not wrong


def test_capabilities_of_every_state_and_year(observatory: Observatory) -> None:
    rows = observatory.measure("capabilities").to_pylist()
    assert len(rows) == len({(row["a"], row["year"]) for row in rows}) == 17_121 - 2  # the Germanies and Yemens of 1990
    assert [row for row in rows if abs(row["cinc"] - row["published"]) > 1e-7] == []


def test_capabilities_printed(observatory: Observatory, structure: Path) -> None:
    found = {(str(row["ccode"]), row["year"]): row["cinc"] for row in observatory.measure("capabilities").to_pylist()}
    for row in printed(structure / "reference" / "cinc_reference.csv"):
        year = int(row.pop("year"))
        assert [code for code, want in row.items() if differ(want, found.get((code, year)), 1e-7)] == [], year


def test_capabilities_published(observatory: Observatory, structure: Path) -> None:
    values = json.loads((structure / "reference" / "published_values.json").read_text(encoding="utf-8"))["nmc7"]
    found = {(row["a"], row["year"]): row["cinc"] for row in observatory.measure("capabilities").to_pylist()}
    for name, value in values.items():
        who, _, year = name.partition("_")
        if who == "top3":
            assert sum(sorted((v for (_, y), v in found.items() if y == int(year)))[-3:]) == pytest.approx(
                value, abs=1e-6
            )
        else:
            digits = len(str(value).partition(".")[2])
            assert found[who, int(year)] == pytest.approx(value, abs=max(0.6 * 10**-digits, 1e-7))


def test_concentration_of_every_year(observatory: Observatory, structure: Path) -> None:
    found = {row["year"]: row for row in observatory.measure("concentration").to_pylist()}
    names = {"N": "n", "CON": "con", "HHI": "hhi", "ENP": "effective", "top1": "top1", "top2": "top2",
             "entropy": "entropy"}  # fmt: skip
    wanted = printed(structure / "reference" / "concentration_reference.csv")
    assert len(wanted) == len(found) == 207
    for row in wanted:
        got = found[int(row["year"])]
        assert [name for name, ours in names.items() if differ(row[name], got[ours])] == [], row["year"]


def test_table_six_of_signorino_and_ritter(structure: Path) -> None:
    told = json.loads((structure / "reference" / "published_values.json").read_text(encoding="utf-8"))
    case = told["signorino_ritter_1999_table6_GMY_RUS_1914"]
    germany, russia, weights = np.array(case["gmy"]), np.array(case["rus"]), np.array(case["w"])
    plain, weighted = joint(germany, russia, 4), joint(germany, russia, 4, weights)
    assert tau_b(plain) == pytest.approx(case["published"]["taub"], abs=5e-9)
    assert s_score(plain, power=1, dmax=3) == pytest.approx(case["published"]["S_abs"])
    assert s_score(weighted, power=1, dmax=3) == pytest.approx(case["published"]["S_abs_weighted"], abs=1e-9)
    other = case["computed_here_unpublished"]
    assert s_score(plain, power=2, dmax=3) == pytest.approx(other["S_sq"], abs=PRINTED)
    assert kappa(plain, power=2) == pytest.approx(other["kappa_sq_levels0-3"], abs=PRINTED)
    assert pi(plain, power=2) == pytest.approx(other["pi_sq"], abs=PRINTED)
    assert kappa(binary(plain), power=1) == pytest.approx(other["kappa_bin"], abs=PRINTED)
    # The agreement index that is corrected for chance and keeps its bounds: S less the S of independent portfolios.
    chance = np.outer(plain.sum(axis=1), plain.sum(axis=0)) / plain.sum()
    corrected = s_score(plain, power=2, dmax=3) - s_score(chance, power=2, dmax=3)
    assert corrected == pytest.approx(other["bcai_levels0-3"], abs=PRINTED)


def test_tau_b_of_the_united_states_in_1816_is_what_portfolios_of_that_year_give(structure: Path) -> None:
    """The list itself is not at hand. What it printed for ten states follows from how many allies they had: none, one,
    four and a weaker one (Britain), seven (the smaller members of the German Confederation), nine (Prussia).
    """
    told = json.loads((structure / "reference" / "published_values.json").read_text(encoding="utf-8"))
    printed_values = told["miller_2021_taub_USA_1816_COWalliances"]
    alone = np.zeros(23, dtype=int)
    alone[0] = 3
    possible = {}
    for allies, weaker in ((0, 0), (1, 0), (4, 1), (7, 0), (9, 0)):
        other = np.array([0, 3, *[3] * allies, *[1] * weaker, *[0] * (21 - allies - weaker)])
        possible[allies] = float(tau_b(joint(alone, other, 4)))
    allies_of = {"200": 4, "210": 1, "220": 0, "225": 0, "230": 1, "235": 1, "245": 7, "255": 9, "267": 7, "269": 7}
    assert set(printed_values) == set(allies_of)
    for number, value in printed_values.items():
        digits = len(str(value).partition(".")[2])
        assert possible[allies_of[number]] == pytest.approx(value, abs=0.51 * 10**-digits), number


def test_ideal_points_of_2024_in_their_layout_are_those_printed_and_on_the_scale_of_2020(
    structure: Path, tmp_path: Path
) -> None:
    wanted = printed(structure / "reference" / "idealpoints_Jun2024_reference.csv")
    quantiles = [f"Q{one}%All" for one in (5, 10, 50, 90, 95)]
    lines = [",".join(["ccode", "session", "NVotesAll", "IdealPointAll", *quantiles])]
    for row in wanted:
        for state, point in list(row.items())[1:]:
            if point:
                number = states.number("cow", state, int(row["year"]))
                lines.append(f"{number},{int(row['year']) - 1945},70,{point},{','.join([point] * 5)}")
    path = tmp_path / "IdealpointestimatesAll_Jun2024.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    with Observatory(tmp_path / "points.duckdb") as newer, Observatory(tmp_path / "older.duckdb") as older:
        newer.load("ideal_points", path)
        older.load("ideal_points", structure / "ideal_points" / "IdealpointestimatesAll_Apr2020.csv")
        pairs = [("USA", state) for state in ("GBR", "DEU", "RUS", "UKR", "CHN")]
        new, old = (
            {(row["b"], row["year"]): row for row in one.measure("ideal_point_distance", pairs).to_pylist()}
            for one in (newer, older)
        )
    for row in wanted:
        for _, state in pairs:
            got = new.get((state, int(row["year"])))
            assert got is not None or not (row["USA"] and row[state])
            if got is not None:
                assert got["point2"] == pytest.approx(float(row[state]), abs=1e-12)
                assert got["distance"] == pytest.approx(abs(float(row["USA"]) - float(row[state])), abs=1e-9)
    both = sorted(set(new) & set(old))
    assert len(both) > 100
    assert np.corrcoef([new[key]["distance"] for key in both], [old[key]["distance"] for key in both])[0, 1] > 0.9


def test_session_78_of_the_general_assembly_lies_in_2023(observatory: Observatory) -> None:
    rows = observatory.measure("un_similarity", [("USA", "CHN")], first=2022).to_pylist()
    assert [row["year"] for row in rows] == [2022, 2023]
    assert all(60 < row["n"] < 100 for row in rows)


def test_two_releases_of_the_votes_give_the_same_likeness_where_they_have_the_same_votes(
    observatory: Observatory, structure: Path, tmp_path: Path
) -> None:
    pairs = [("CHN", "RUS"), ("USA", "GBR")]
    with Observatory(tmp_path / "package.duckdb") as other:
        other.load("unvotes", structure / "unvotes" / "un_votes.parquet")
        other.load("unvotes", structure / "unvotes" / "un_roll_calls.parquet")
        package = {(row["a"], row["year"]): row for row in other.measure("un_similarity", pairs).to_pylist()}
    voeten = {(row["a"], row["year"]): row for row in observatory.measure("un_similarity", pairs).to_pylist()}
    assert (package["CHN", 1988]["agree"], round(package["CHN", 1988]["kappa_quad"], 3)) == (0.956, 0.099)
    same = [key for key, row in package.items() if key in voeten and voeten[key]["n"] == row["n"]]
    assert len(same) > 70
    assert [key for key in same if abs(package[key]["agree"] - voeten[key]["agree"]) > 0.005] == []


def test_places_by_the_votes_of_a_session_are_those_of_the_published_ideal_points(
    observatory: Observatory, structure: Path, tmp_path: Path
) -> None:
    placed: dict[int, dict[str, float]] = {}
    for row in observatory.measure("voting_distance").to_pylist():
        placed.setdefault(row["year"], {}).update({row["a"]: row["point1"], row["b"]: row["point2"]})
    with Observatory(tmp_path / "points.duckdb") as other:
        other.load("ideal_points", structure / "ideal_points" / "IdealpointestimatesAll_Apr2020.csv")
        estimates = other.rows("ideal_points").to_pylist()
    points: dict[int, dict[str, float]] = {}
    for row in estimates:
        points.setdefault(row["year"], {})[str(states.state("cow", row["ccode"], row["year"]))] = row["point"]
    alike = []
    for year in sorted(points.keys() & placed.keys()):
        both = sorted(points[year].keys() & placed[year].keys())
        alike.append(np.corrcoef([points[year][one] for one in both], [placed[year][one] for one in both])[0, 1])
    assert len(alike) == 73
    assert min(alike) > 0.75
    assert np.median(alike) > 0.94


def test_years_that_atop_does_not_cover_are_missing(observatory: Observatory) -> None:
    rows = observatory.measure("alliance_similarity", [("CHN", "RUS")]).to_pylist()
    assert (min(row["year"] for row in rows), max(row["year"] for row in rows)) == (1860, 2018)
    assert observatory.measure("alliance_similarity", [("CHN", "RUS")], first=2019).num_rows == 0
