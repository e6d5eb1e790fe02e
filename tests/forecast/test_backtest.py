"""Backtests: what was said is held against what came, and only what was known speaks."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from comity.errors import InputError
from comity.forecast import probability
from comity.forecast.backtest import SCHEMA, backtest, weekly
from comity.forecast.history import History, of_events
from forecast.test_dyads import FIRST, world

ORIGINS = weekly(FIRST + timedelta(150), FIRST + timedelta(259))[::3]


@pytest.fixture(scope="module")
def history() -> History:
    return of_events(world(), "world")


@pytest.fixture(scope="module")
def rows(history: History) -> pa.Table:
    return backtest(history, ORIGINS, horizons=(7, 30))


def test_each_row_is_what_came(history: History, rows: pa.Table) -> None:
    assert rows.schema == SCHEMA
    for row in rows.take(np.random.default_rng(0).choice(rows.num_rows, 40)).to_pylist():
        of_pair = history.pair(row["actor"], row["recipient"]).to_pylist()
        days = [one["date"] for one in of_pair if one["quad"] == row["event"]]
        until, calm = row["on"] + timedelta(row["horizon"]), row["on"] - timedelta(30)
        assert row["seen"] == sum(row["on"] <= day < until for day in days)
        assert row["quiet"] == (not any(calm <= day < row["on"] for day in days))
        assert row["events"] == sum(one["date"] < row["on"] for one in of_pair) >= 5


def test_no_window_is_asked_about_that_is_not_over(rows: pa.Table) -> None:
    until = [row["on"] + timedelta(row["horizon"] - 1) for row in rows.to_pylist()]
    assert max(until) <= FIRST + timedelta(259)


def test_a_scrambled_future_changes_no_forecast(history: History, rows: pa.Table) -> None:
    day = ORIGINS[1]
    draw = np.random.default_rng(2)
    told = [{**row, "id": None} for row in history.events.to_pylist()]
    told = [row for row in told if row["date"] < day or draw.random() < 0.3]
    for row in told:
        if row["date"] >= day:
            row["recipient"], row["quad"] = f"Z{draw.integers(9)}", str(draw.choice(["verbal_coop", "material_conf"]))
    other = History("world", pa.Table.from_pylist(told, schema=history.events.schema), history.covered)
    again = backtest(other, ORIGINS[:2], horizons=(7, 30))
    known = [
        "actor",
        "recipient",
        "event",
        "horizon",
        "on",
        "events",
        "quiet",
        "chance",
        "climatology",
        "persistence",
        "mean",
    ]
    early = rows.filter(pc.less_equal(rows["on"], pa.scalar(day)))
    assert again.select(known).equals(early.select(known).combine_chunks())
    assert not again["seen"].equals(early["seen"])


def test_chances_of_a_made_world_hold(rows: pa.Table) -> None:
    for (_,), part in probability.groups(rows, ["horizon"]):
        scores = probability.scores(part)
        assert scores.ece < 0.04
        assert scores.over_climatology.low < scores.over_climatology.value < scores.over_climatology.high
        assert scores.over_climatology.value > 0
        assert scores.over_persistence.value > 0


def test_only_those_asked_about(history: History) -> None:
    few = backtest(history, ORIGINS[:1], horizons=(7,), among=["A00", "A01", "A02", "nobody"])
    assert {*few["actor"].to_pylist(), *few["recipient"].to_pylist()} <= {"A00", "A01", "A02"}


def test_nothing_to_test_on(history: History) -> None:
    with pytest.raises(InputError, match="no window of 7 days"):
        backtest(history, [FIRST, date(2031, 1, 1)], horizons=(7,))
    with pytest.raises(InputError, match="nothing to test on"):
        backtest(History("none", history.events.slice(0, 0), history.covered[:0]), ORIGINS)


def test_the_parts_of_a_brier_score_add_up() -> None:
    draw = np.random.default_rng(1)
    chance = draw.random(500)
    happened = draw.random(500) < chance**2
    parts = probability.decomposition(chance, happened)
    whole = parts["reliability"] - parts["resolution"] + parts["uncertainty"] + parts["within"]
    assert whole == pytest.approx(float(((chance - happened) ** 2).mean()))
    assert parts["reliability"] > 0.01
    assert abs(parts["within"]) < 0.01


def test_skill_is_better_than_the_other_and_an_interval_has_width() -> None:
    draw = np.random.default_rng(1)
    pair, day = np.repeat(np.arange(30), 10), np.tile(np.arange(10), 30)
    happened = draw.random(300) < 0.3
    good, flat = (np.where(happened, 0.7, 0.2) - happened) ** 2, (0.3 - happened) ** 2.0
    found = probability.skill(good, flat, pair, day)
    assert found.value == pytest.approx(1 - good.sum() / flat.sum())
    assert 0 < found.low < found.value < found.high < 1
    assert probability.skill(flat, flat, pair, day) == probability.Skill(0.0, 0.0, 0.0, 10)


def test_days_whose_windows_overlap_are_drawn_together() -> None:
    draw = np.random.default_rng(2)
    pair, day = np.repeat(np.arange(200), 40), np.tile(np.arange(40), 200)
    month = np.repeat([0.0, 1.0, 0.0, 1.0], 10)[day]  # what is shared by the days of a month
    losses, others = 0.1 + 0.1 * month + 0.01 * draw.random(8000), np.full(8000, 0.2)
    single, blocks, whole = (probability.skill(losses, others, pair, day, block) for block in (1, 10, 40))
    assert single.value == blocks.value == whole.value
    assert blocks.high - blocks.low > 1.5 * (single.high - single.low)
    assert (single.blocks, blocks.blocks, whole.blocks) == (40, 4, 1)
    assert whole.high - whole.low < single.high - single.low  # of pairs alone


@pytest.mark.parametrize(("step", "horizon", "block"), [(7, 7, 1), (7, 30, 5), (1, 30, 30), (10, 30, 3), (7, 90, 9)])
def test_a_block_reaches_as_far_as_a_window(step: int, horizon: int, block: int) -> None:
    days = np.datetime64("2024-01-01") + step * np.arange(9 if step != 1 else 60)
    assert probability.overlapping(np.repeat(days, 3), horizon) == block


def test_persistence_is_calibrated(rows: pa.Table) -> None:
    for (_,), part in probability.groups(rows, ["horizon"]):
        chance, happened = part["persistence"].to_numpy(), part["seen"].to_numpy() > 0
        assert len(np.unique(chance)) > 8 * len(part["on"].unique())  # by how many there were, not only whether
        assert probability.calibration_error(chance, happened) < 0.06


def test_the_log_score_of_a_certain_mistake_is_bounded() -> None:
    assert probability.log_score(np.array([0.0]), np.array([True])) == pytest.approx(9.2, abs=0.1)
