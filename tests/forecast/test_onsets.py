"""Onsets by dyad and year: from earlier years alone, beside the field's baselines."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from comity.errors import InputError
from comity.forecast import probability
from comity.forecast.onsets import SCHEMA, backtest, forecast


def panel(states: int = 24, years: int = 60, seed: int = 0) -> pa.Table:
    """Most pairs are at peace for good; some are rivals, whose onsets cluster."""
    draw = np.random.default_rng(seed)
    rows = []
    for a in range(states):
        for b in range(a + 1, states):
            rate, heat = (0.15 if draw.random() < 0.1 else 0.003), 0.0
            for year in range(1900, 1900 + years):
                onset = draw.random() < min(0.6, rate + heat)
                heat = 0.5 * heat + 0.3 * onset
                rows.append((a, b, year, int(onset)))
    return pa.table(dict(zip(("a", "b", "year", "onset"), map(list, zip(*rows, strict=True)), strict=True)))


@pytest.fixture(scope="module")
def known() -> pa.Table:
    return panel()


def test_rivals_are_told_from_others_better_than_by_the_baselines(known: pa.Table) -> None:
    rows = backtest(known, range(1930, 1960))
    assert rows.schema == SCHEMA
    happened = rows["onset"].to_numpy() > 0
    losses = {name: ((rows[name].to_numpy() - happened) ** 2).mean() for name in SCHEMA.names[3:6]}
    assert losses["chance"] < losses["climatology"]
    assert losses["chance"] < losses["peace_years_logit"]
    assert probability.calibration_error(rows["chance"].to_numpy(), happened) < 0.01


def test_years_to_come_change_nothing(known: pa.Table) -> None:
    later = known["year"].to_numpy() >= 1940
    onset = np.where(later, 1 - known["onset"].to_numpy(), known["onset"].to_numpy())
    scrambled = known.set_column(3, "onset", pa.array(onset))
    said = SCHEMA.names[:7]
    assert forecast(scrambled, 1940).select(said).equals(forecast(known, 1940).select(said))
    assert not forecast(scrambled, 1941).select(said).equals(forecast(known, 1941).select(said))


def test_rows_in_any_order(known: pa.Table) -> None:
    shuffled = known.take(np.random.default_rng(1).permutation(known.num_rows))
    assert forecast(shuffled, 1950).equals(forecast(known, 1950))


def test_a_dispute_that_goes_on_is_not_asked_about() -> None:
    rows = {"a": [1] * 5, "b": [2] * 5, "year": range(1900, 1905), "onset": [0, 1, 0, 0, 0], "ongoing": [0, 1, 1, 0, 0]}
    found = backtest(pa.table({name: list(values) for name, values in rows.items()}), range(1901, 1905))
    assert found["year"].to_pylist() == [1901, 1903, 1904]
    assert found["peace_years"].to_pylist() == [1, 0, 1]


def test_with_little_to_learn_from_the_climatology_is_the_answer() -> None:
    rows = {"a": [1] * 9, "b": [2] * 9, "year": list(range(1900, 1909)), "onset": [0, 1, 0, 0, 0, 0, 0, 0, 0]}
    found = forecast(pa.table(rows), 1908)
    assert found["chance"].to_pylist() == found["climatology"].to_pylist()
    assert 0 < found["chance"][0].as_py() < 0.2


@pytest.mark.parametrize(
    ("rows", "year", "words"),
    [
        ({"a": [1], "b": [2], "year": [1900]}, 1900, "no column onset"),
        ({"a": [1], "b": [2], "year": [1900], "onset": pa.array([None], pa.int64())}, 1900, "1 empty cells"),
        ({"a": [1, 1], "b": [2, 2], "year": [1900, 1900], "onset": [0, 1]}, 1901, "twice in one year"),
        ({"a": [1], "b": [2], "year": [1900], "onset": [0]}, 1900, "no pair of the panel can be forecast"),
    ],
)
def test_what_cannot_be_forecast_says_why(rows: dict[str, object], year: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        forecast(pa.table(rows), year)
