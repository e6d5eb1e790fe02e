"""What was announced raises a forecast of its kind, by how often such announcements were kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from comity.forecast.calendar import Announced, ahead, raised
from comity.forecast.scoreboard import Forecast
from comity.measures.announced import appointments
from scenes import act, kept, report

ON = date(2024, 5, 10)


def forecast(event: str = "verbal_coop", horizon: int = 7, sides: tuple[str, str] = ("CHN", "RUS")) -> Forecast:
    return Forecast(*sides, event, ON, horizon, 0.2, 0.2, 0.25, 0, 0, 1, (0.8, 0.15, 0.05), few=False)


def planned(
    begins: str = "2024-05-16", ends: str | None = None, rate: float = 0.5, reciprocal: bool = True
) -> Announced:
    first, last = (date.fromisoformat(one) for one in (begins, ends or begins))
    precision = "day" if first == last else "month"
    return Announced("CHN", "RUS", reciprocal, "CONSULT", "verbal_coop", precision, first, last, "x-0", 3, 5, rate)


@pytest.fixture
def calendar(tmp_path: Path) -> pa.Table:
    """Three visits were announced and two of them paid; one lies ahead, and one that is over only on the 12th."""
    told = [
        report("a", "2024-01-01", *(act("CHN", "RUS", on=f"2024-0{n}-10", modality="future") for n in (1, 2, 3))),
        report("b", "2024-03-11", *(act("CHN", "RUS", on=f"2024-0{n}-10") for n in (1, 3))),
        report("c", "2024-05-01", act("RUS", "CHN", on="2024-05-16", modality="future"),
               act("USA", "CHN", "SANCTION", on="2024-06", modality="future")),
        report("d", "2024-05-09", act("FRA", "DEU")),
    ]  # fmt: skip
    return appointments(kept(tmp_path, told), before=ON)


def test_the_rate_is_that_of_the_store_drawn_towards_one_half(calendar: pa.Table) -> None:
    visit, sanction = ahead(calendar, ON)
    whole = (2 + 1) / (3 + 2)
    assert (visit.type, visit.kept, visit.over) == ("CONSULT", 2, 3)
    assert visit.rate == pytest.approx((2 + 5 * whole) / (3 + 5))
    assert (sanction.type, sanction.over) == ("SANCTION", 0)
    assert sanction.rate == pytest.approx(whole)


def test_an_announced_act_raises_the_forecast_of_its_kind_and_says_so() -> None:
    found = raised(forecast(), [planned()])
    assert found.chance == pytest.approx(1 - 0.8 * 0.5)
    assert found.mean == pytest.approx(0.75)
    assert found.counts == pytest.approx((0.4, 0.475, 0.1, 0.025))
    assert (found.low, found.median, found.high) == (0, 1, 2)
    (driver,) = found.drivers
    assert driver.events == ("x-0",)
    assert "CONSULT announced for 2024-05-16: adds 50% (3 of 5" in driver.words


@pytest.mark.parametrize(
    "one",
    [
        forecast("material_coop"),
        forecast("AID"),
        forecast(horizon=6),
        forecast(sides=("RUS", "USA")),
    ],
)
def test_a_forecast_of_another_kind_pair_or_time_stays_as_it_was(one: Forecast) -> None:
    assert raised(one, [planned()]) is one


def test_who_acts_matters_unless_both_do() -> None:
    back = forecast(sides=("RUS", "CHN"))
    assert raised(back, [planned()]).chance > back.chance
    assert raised(back, [planned(reciprocal=False)]) is back


def test_of_a_month_only_the_part_inside_the_window_counts() -> None:
    found = raised(forecast(), [planned("2024-05-01", "2024-05-31")])
    assert found.chance == pytest.approx(1 - 0.8 * (1 - 0.5 * 7 / 31))


def test_several_announcements_are_joined() -> None:
    found = raised(forecast(), [planned(), planned("2024-05-12")])
    assert found.chance == pytest.approx(1 - 0.8 * 0.25)
    assert sum(found.counts) == pytest.approx(1)
    assert len(found.drivers) == 2
