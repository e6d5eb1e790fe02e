"""Acts: each once, however many reports tell it, and never fewer than one report tells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.measures.acts import acts
from comity.model import Coding
from scenes import act, kept, report


def found(
    folder: Path, *codings: Coding, since: date | None = None, until: date | None = None
) -> list[dict[str, object]]:
    return acts(kept(folder, codings), "CHN", "RUS", since=since, until=until).to_pylist()


def test_ten_reports_of_one_call_are_one_act_with_all_their_tellings(tmp_path: Path) -> None:
    call = act("CHN", "RUS", mode="phone", on="2024-05-01")
    back = act("RUS", "CHN", mode="phone", on="2024-05-01")
    codings = [report(f"r{n}", f"2024-05-{n + 1:02}", call if n % 2 else back, source=f"S{n % 3}") for n in range(10)]
    (one,) = found(tmp_path, *codings)
    assert one["reports"] == 10
    assert one["events"] == [f"r{n}-0" for n in range(10)]
    assert (one["id"], one["one"], one["two"]) == ("r0-0", "CHN", "RUS")
    assert one["sources"] == ["S0", "S1", "S2"]


def test_three_agreements_in_one_report_stay_three_and_a_second_report_joins_the_first_of_them(tmp_path: Path) -> None:
    deal = act("CHN", "RUS", "AGREE", on="2024-05-01")
    rows = found(tmp_path, report("r1", "2024-05-02", deal, deal, deal), report("r2", "2024-05-03", deal))
    assert sorted(row["reports"] for row in rows) == [1, 1, 2]


@pytest.mark.parametrize(
    ("other", "number"),
    [
        (act("CHN", "RUS", "COOPERATE", on="2024-05-01", contexts=("military",)), 1),
        (act("CHN", "RUS", "COOPERATE", on="2024-05-01", contexts=("economic",)), 2),
        (act("CHN", "RUS", "COOPERATE", on="2024-05-02", contexts=("military",)), 2),
        (act("CHN", "RUS", "COOPERATE", on="2024-05-01", contexts=("military",), modality="future"), 2),
        (act("RUS", "CHN", "COOPERATE", on="2024-05-01", contexts=("military",)), 2),
        (act("CHN", "RUS", "AID", on="2024-05-01", contexts=("military",)), 2),
    ],
    ids=["same", "other context", "other day", "other modality", "other direction", "other type"],
)
def test_what_has_to_agree(tmp_path: Path, other: object, number: int) -> None:
    drill = act("CHN", "RUS", "COOPERATE", on="2024-05-01", contexts=("military",))
    assert len(found(tmp_path, report("r1", "2024-05-02", drill), report("r2", "2024-05-03", other))) == number  # type: ignore[arg-type]


def test_a_telling_without_a_mode_joins_the_one_that_names_it(tmp_path: Path) -> None:
    named, plain = act("CHN", "RUS", mode="visit", on="2024-05-01"), act("CHN", "RUS", on="2024-05-01")
    (one,) = found(tmp_path, report("r1", "2024-05-02", plain), report("r2", "2024-05-03", named))
    assert (one["reports"], one["mode"]) == (2, "visit")


@pytest.mark.parametrize("when", [None, "2024", "2024-05"])
def test_loosely_dated_acts_are_never_merged_and_lend_each_other_no_mode(tmp_path: Path, when: str | None) -> None:
    named, plain = act("CHN", "RUS", mode="visit", on=when), act("CHN", "RUS", on=when)
    rows = found(tmp_path, report("r1", "2024-06-02", plain), report("r2", "2024-06-02", named))
    assert {row["id"]: row["mode"] for row in rows} == {"r1-0": None, "r2-0": "visit"}


def test_a_recalled_treaty_is_one_act_at_any_precision(tmp_path: Path) -> None:
    treaty = act("CHN", "RUS", "SUPPORT", on="2001", modality="historical")
    (one,) = found(tmp_path, report("r1", "2024-05-02", treaty), report("r2", "2024-07-02", treaty))
    assert one["reports"] == 2


@pytest.mark.parametrize(
    ("on", "modality", "begins", "ends", "dated"),
    [
        ("2024-02-10", "actual", date(2024, 2, 10), date(2024, 2, 10), True),
        ("2024-02", "actual", date(2024, 2, 1), date(2024, 2, 29), True),
        ("2024", "actual", date(2024, 1, 1), date(2024, 12, 31), True),
        (None, "actual", date(2024, 5, 2), date(2024, 5, 2), False),
        (None, "negated", date(2024, 5, 2), date(2024, 5, 2), False),
        (None, "future", None, None, False),
        (None, "historical", None, None, False),
        ("2023-02-30", "actual", date(2024, 5, 2), date(2024, 5, 2), False),
        ("2023-13", "future", None, None, False),
    ],
)
def test_which_days_an_act_spans(
    tmp_path: Path, on: str | None, modality: str, begins: date | None, ends: date | None, dated: bool
) -> None:
    (one,) = found(tmp_path, report("r1", "2024-05-02", act("CHN", "RUS", on=on, modality=modality)))
    assert (one["begins"], one["ends"], one["dated"]) == (begins, ends, dated)


def test_actual_acts_are_picked_by_their_own_day_and_others_by_the_day_of_the_report(tmp_path: Path) -> None:
    rows = found(
        tmp_path,
        report(
            "r1",
            "2024-05-02",
            act("CHN", "RUS", on="2023-12-31"),
            act("CHN", "RUS", "AID", on="2024"),
            act("CHN", "RUS", "SUPPORT", on="2025-01-05", modality="future"),
        ),
        report("r2", "2025-02-01", act("CHN", "RUS", "ACCUSE", on="2024-12-31")),
        since=date(2024, 1, 1),
        until=date(2024, 12, 31),
    )
    assert {row["type"] for row in rows} == {"AID", "SUPPORT", "ACCUSE"}


def test_other_pairs_stay_out(tmp_path: Path) -> None:
    assert found(tmp_path, report("r1", "2024-05-02", act("CHN", "USA"), act("JPN", "RUS"))) == []
