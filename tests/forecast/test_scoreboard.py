"""Forecasts that were made stay as they were made, and are graded when their days are over."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from comity.forecast.grading import crps, grade, reliability, scores
from comity.forecast.history import History, of_events
from comity.forecast.scoreboard import Driver, Forecast, Made, Vintage, keep, kept, vintage
from comity.observatory import Observatory
from comity.store import Store
from scenes import act, report

ON = date(2024, 3, 1)


def forecast(chance: float = 0.7, horizon: int = 7, event: str = "verbal_coop", on: date = ON) -> Forecast:
    counts = (1 - chance, chance)
    return Forecast("CHN", "RUS", event, on, horizon, chance, 0.5, chance, 0, 1, 1, counts, few=False,
                    drivers=(Driver("a visit was announced", ("a-0",)),))  # fmt: skip


def past(*days: int, until: int = 60, kind: str = "CONSULT") -> History:
    """CHN did something to RUS on these days after ON, and something was read every day."""
    told = [("CHN", "RUS", kind, day) for day in days] + [("PER", "BRA", "AID", day) for day in range(-30, until)]
    actor, recipient, kinds, day = zip(*told, strict=True)
    rows = {"actor": actor, "recipient": recipient, "type": kinds, "date": [ON + timedelta(one) for one in day]}
    return of_events(pa.table(rows), "made.parquet")


def made(*forecasts: Forecast, known_until: date | None = ON - timedelta(1)) -> list[Made]:
    of = Vintage("made.parquet", "d", 1, ON, known_until)
    return [Made(str(number), datetime(2024, 3, 1), "0", of, one) for number, one in enumerate(forecasts)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "comity.duckdb")


OF = Vintage("observatory", "abc", 12, ON - timedelta(1), ON - timedelta(1))


def test_a_forecast_comes_back_as_it_was_made(store: Store) -> None:
    assert kept(store) == []
    assert keep(store, [forecast()], OF) == 1
    (one,) = kept(store)
    assert (one.forecast, one.vintage) == (forecast(), OF)
    assert one.hindsight is False


def test_the_same_forecast_from_the_same_data_is_one_row_and_none_is_rewritten(store: Store) -> None:
    keep(store, [forecast(0.7), forecast(0.7, horizon=30)], OF)
    before = kept(store)
    assert keep(store, [forecast(0.1), forecast(0.7), forecast(0.1, horizon=30)], OF) == 0
    assert kept(store) == before
    later = Vintage("observatory", "def", 13, ON, ON)
    assert keep(store, [forecast(0.1)], later) == 1
    assert kept(store)[:2] == before
    assert [one.hindsight for one in kept(store) if one.vintage == later] == [True]


def test_forecasts_outlive_reports_coded_anew_and_read_anew(tmp_path: Path) -> None:
    with Observatory(tmp_path / "o.duckdb") as observatory:
        observatory.keep([report("a", "2024-02-01", act("CHN", "RUS")).document])
        keep(observatory._store, [forecast()], OF)
        before = kept(observatory._store)
        observatory.keep([report("a", "2024-02-02", act("CHN", "RUS")).document])
        observatory.rebuild()
        assert kept(observatory._store) == before
    with Observatory(tmp_path / "o.duckdb", read_only=True) as observatory:
        assert kept(observatory._store, between=("RUS", "CHN")) == before
        assert kept(observatory._store, between=("RUS", "USA")) == []


def test_the_vintage_names_the_data() -> None:
    history = past(1, 2).before(ON)
    found = vintage(history, ON)
    assert (found.data, found.events, found.last, found.known_until) == ("made.parquet", 30, ON - timedelta(1), ON)
    assert found.digest == past(5).before(ON).digest()


@pytest.mark.parametrize(
    ("days", "kind", "event", "seen"),
    [
        ((0, 3, 6), "CONSULT", "verbal_coop", 3),
        ((7,), "CONSULT", "verbal_coop", 0),
        ((-1,), "CONSULT", "verbal_coop", 0),
        ((2,), "SANCTION", "verbal_coop", 0),
        ((2, 2), "SANCTION", "SANCTION", 1),
    ],
)
def test_a_forecast_is_held_against_its_own_days_and_kind(
    days: tuple[int, ...], kind: str, event: str, seen: int
) -> None:
    (found,) = grade(made(forecast(event=event)), past(*days, kind=kind))
    assert (found.status, found.seen) == ("graded", seen)
    assert found.brier == pytest.approx((0.7 - (seen > 0)) ** 2)
    assert found.brier_base == 0.25
    assert found.log == pytest.approx(-math.log(0.7 if seen else 0.3))
    assert found.right == (seen > 0)
    assert len(found.days) == seen


@pytest.mark.parametrize(("until", "status"), [(7, "open"), (8, "graded"), (3, "open")])
def test_a_window_is_over_when_a_later_day_is_known(until: int, status: str) -> None:
    (found,) = grade(made(forecast()), past(until=until))
    assert found.status == status
    assert (found.brier is None) == (status == "open")


def test_a_window_of_which_nothing_was_read_grades_nothing() -> None:
    rows = {"actor": ["CHN", "CHN"], "recipient": ["RUS", "RUS"], "type": ["AID", "AID"],
            "date": [ON - timedelta(1), ON + timedelta(40)]}  # fmt: skip
    found = grade(made(forecast(), forecast(horizon=40)), of_events(pa.table(rows), "made.parquet"))
    assert [one.status for one in found] == ["not_covered", "not_covered"]
    assert scores(found) == []


def test_forecasts_from_other_data_are_not_graded_here() -> None:
    assert grade(made(forecast()), History("observatory", past(1).events, past(1).covered)) == []


def test_scores_are_means_with_the_base_rate_beside_them() -> None:
    found = grade(made(forecast(0.9), forecast(0.2, 14), forecast(0.6, 7, "SANCTION"), forecast(0.9, 90)), past(3))
    whole, week, *_ = scores(found)
    assert (whole.n, whole.happened, whole.right) == (3, 2, 1)
    assert whole.brier == pytest.approx((0.1**2 + 0.8**2 + 0.6**2) / 3)
    assert whole.skill == pytest.approx(1 - whole.brier / 0.25)
    assert (week.horizon, week.n) == (7, 2)
    assert [(one.event, one.horizon, one.n) for one in scores(found)[3:]] == [
        ("verbal_coop", 7, 1), ("verbal_coop", 14, 1), ("SANCTION", 7, 1),
    ]  # fmt: skip


def test_reliability_counts_every_graded_forecast_once() -> None:
    chances = (0.0, 0.05, 0.1, 0.55, 0.99, 1.0)
    found = reliability(grade(made(*(forecast(one) for one in chances)), past(3)))
    assert [(round(one.low, 1), one.n) for one in found] == [(0.0, 2), (0.1, 1), (0.5, 1), (0.9, 2)]
    assert all(one.happened == 1 for one in found)
    assert found[0].chance == pytest.approx(0.025)


def test_crps_is_the_distance_between_the_distributions() -> None:
    counts = np.array([0.2, 0.3, 0.4, 0.1])
    for seen in range(6):
        # E|X - x| - E|X - X'| / 2, which is another way to write it
        values = np.arange(4)
        spread = sum(counts[i] * counts[j] * abs(i - j) for i in values for j in values)
        assert crps(counts.tolist(), seen) == pytest.approx(float(counts @ abs(values - seen) - spread / 2))
