"""Published data in the observatory's file: kept whole or not at all, once, and with where they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity import vintages
from comity.errors import InputError
from comity.observatory import Observatory
from publishers import GOOD, event, gdelt, nmc


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    return Observatory(tmp_path / "comity.duckdb")


def loaded(observatory: Observatory, name: str) -> list[dict[str, object]]:
    (one,) = [one for one in observatory.datasets() if one["name"] == name]
    return list(one["loaded"])


def test_a_file_loaded_twice_changes_nothing(observatory: Observatory, tmp_path: Path) -> None:
    first, new = observatory.load("cow_nmc", nmc(tmp_path, GOOD))
    again, twice = observatory.load("cow_nmc", tmp_path / "NMC.csv")
    assert (new, twice) == (True, False)
    assert first == again
    assert observatory.measure("capabilities").num_rows == 3


def test_a_new_version_takes_the_place_of_the_old(observatory: Observatory, tmp_path: Path) -> None:
    observatory.load("cow_nmc", nmc(tmp_path, GOOD))
    observatory.load("cow_nmc", nmc(tmp_path, [row.replace(",2011", ",2021") for row in GOOD[:2]]))
    assert [(one["version"], one["kept"]) for one in loaded(observatory, "cow_nmc")] == [("6.0", 2)]
    assert observatory.measure("capabilities").num_rows == 2


def test_a_file_that_cannot_be_used_leaves_all_as_it_was(observatory: Observatory, tmp_path: Path) -> None:
    observatory.load("cow_nmc", nmc(tmp_path, GOOD))
    with pytest.raises(InputError, match="999"):
        observatory.load("cow_nmc", nmc(tmp_path, [*GOOD, "FOO,999,2012,1,1,1,1,1,1,0.1,2011"]))
    assert [one["kept"] for one in loaded(observatory, "cow_nmc")] == [3]
    assert observatory.measure("capabilities").num_rows == 3


def test_events_of_several_files_add_up_and_none_counts_twice(observatory: Observatory, tmp_path: Path) -> None:
    observatory.load("gdelt", gdelt(tmp_path, [event(number) for number in range(10)]))
    vintage, _ = observatory.load("gdelt", gdelt(tmp_path, [event(number) for number in range(5, 20)]))
    assert (vintage.read, vintage.kept, vintage.rejected) == (15, 10, 5)
    assert sum(int(str(one["kept"])) for one in loaded(observatory, "gdelt")) == 20


def test_what_was_set_apart_keeps_its_reason(tmp_path: Path) -> None:
    from comity.store import Store

    with Observatory(tmp_path / "comity.duckdb") as observatory:
        observatory.load("cow_nmc", nmc(tmp_path, [*GOOD, GOOD[0]]))
    with Store(tmp_path / "comity.duckdb", read_only=True) as store:
        assert vintages.rejected(store, "cow_nmc").to_pylist() == [
            {"file": "NMC.csv", "row": 4, "reason": "repeats data row 1",
             "excerpt": "2,2012,655388.0,1569.0,88695.0,3118690.0,314111.0,148713.0,0.1393526"}
        ]  # fmt: skip


def test_a_measure_says_what_it_rests_on(observatory: Observatory, tmp_path: Path) -> None:
    observatory.load("cow_nmc", nmc(tmp_path, GOOD))
    about = observatory.measure("concentration").schema.metadata
    assert about[b"datasets"] == b"cow_nmc (5.0)"
    assert b"Singer" in about[b"citations"]


@pytest.mark.parametrize(
    ("name", "pairs", "told"),
    [
        ("un_similarity", [], "comity load un_votes FILE"),
        ("love", [], "there is no measure 'love'"),
        ("capabilities", [("USA", "Utopia")], "Utopia"),
        ("capabilities", [("USA", "United States")], "are one state"),
    ],
)
def test_what_cannot_be_measured_says_why(
    observatory: Observatory, tmp_path: Path, name: str, pairs: list[tuple[str, str]], told: str
) -> None:
    observatory.load("cow_nmc", nmc(tmp_path, GOOD))
    with pytest.raises(InputError, match=told):
        observatory.measure(name, pairs)
