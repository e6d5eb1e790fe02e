"""Before and after: peace years as Beck, Katz and Tucker count them, onsets, lags; gaps are never stepped over."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from comity import Observatory
from comity.errors import InputError
from comity.panel import Panel
from panel.conftest import DYADS, Filled


def column(panel: Panel, name: str) -> list[Any]:
    return list(panel.to_arrow()[name].to_pylist())


@pytest.fixture
def series(filled: Filled) -> Panel:
    """One pair over eight years, with an event in the third, fourth and seventh; of the sixth nothing is known."""
    panel = filled().panel("dyad-year", since=1950, until=1957, pairs=[("USA", "CAN")])
    return panel.join(pa.table({"year": range(1950, 1958), "event": [0, 0, 1, 1, 0, None, 1, 0]}), "events")


def test_peace_years_count_from_the_last_event(series: Panel) -> None:
    panel = series.spells("event")
    assert column(panel, "event_t") == [0, 1, 2, 0, 0, None, 0, 0]
    assert column(panel, "event_t2") == [0, 1, 4, 0, 0, None, 0, 0]
    assert column(panel, "event_t3") == [0, 1, 8, 0, 0, None, 0, 0]


def test_an_onset_is_known_only_where_the_period_before_is(series: Panel) -> None:
    assert column(series.onset("event"), "event_onset") == [0, 0, 1, 0, 0, None, None, 0]


def test_lags_and_leads_are_of_the_same_unit(series: Panel) -> None:
    panel = series.lag("event").lead("event", by=2)
    assert column(panel, "event_lag1") == [None, 0, 0, 1, 1, 0, None, 1]
    assert column(panel, "event_lead2") == [1, 1, 0, None, 1, 0, None, None]


def test_a_gap_is_not_stepped_over(filled: Filled) -> None:
    # Syria was no member between 1958 and 1961.
    panel = filled().panel("state-year", since=1956, until=1963, states=["SYR"])
    panel = panel.join(pa.table({"year": range(1956, 1964), "event": [0] * 8}), "events").spells("event").lag("event")
    assert column(panel, "year") == [1956, 1957, 1958, 1961, 1962, 1963]
    assert column(panel, "event_t") == [0, 1, 2, 0, 1, 2]
    assert column(panel, "event_lag1") == [None, 0, 0, None, 0, 0]


def test_months_follow_each_other_over_new_year(filled: Filled) -> None:
    panel = filled().panel("state-month", since=1950, until=1951, states=["USA"])
    event = pa.table({"year": [1950, 1951], "event": [0, 0]})
    assert column(panel.join(event, "events").spells("event"), "event_t") == list(range(24))


def test_a_dataset_names_the_column_of_its_events(filled: Filled) -> None:
    observatory = filled(cow_mid=(DYADS, ["1,2,20,1950,1,1,0,1,1,7,0,3,1,0,0", "2,2,20,1953,1,1,0,1,1,7,0,3,1,0,0"]))
    panel = observatory.panel("dyad-year", since=1949, until=1954, pairs=[("USA", "CAN")]).add("cow_mid")
    assert column(panel.spells("cow_mid"), "cow_mid_t") == [None, 0, 0, 1, 2, None]
    with pytest.raises(InputError, match="no column 'atop', and no dataset of that name with events was added"):
        panel.spells("atop")
    with pytest.raises(InputError, match="the panel has no column 'cinc'"):
        panel.lag("cinc")


def test_peace_years_of_the_real_disputes(real: Observatory) -> None:
    panel = real.panel("dyad-year", since=1978, until=1992, pairs=[("IRN", "IRQ")]).add("cow_mid").spells("cow_mid")
    years = zip(*(column(panel, name) for name in ("year", "ongoing", "cow_mid_t")), strict=True)
    by_year = {year: (ongoing, t) for year, ongoing, t in years}
    assert [by_year[year][0] for year in range(1980, 1989)] == [1] * 9
    assert all(
        by_year[year + 1][1] == 0 for year in by_year if year + 1 in by_year and by_year[year][0] == 1
    )  # fmt: skip


def test_sums_by_state_count_a_pair_from_both_sides(filled: Filled) -> None:
    dyads = ["1,2,20,1950,1,1,0,1,1,7,0,3,1,0,0", "2,20,200,1950,1,0,1,1,1,7,0,3,1,0,0"]
    observatory = filled(cow_mid=(DYADS, dyads))
    for directed in (False, True):
        panel = observatory.panel(
            "dyad-year", since=1950, until=1950, states=["USA", "CAN", "GBR"], directed=directed
        ).add("cow_mid")
        summed = panel.to_states(disputes="sum(disputes)", began="sum(sidea_a)", against="max(ccode_b)")
        found = {row["state"]: row for row in summed.to_arrow().to_pylist()}
        assert summed.to_arrow()["disputes"].type == pa.int64()
        assert {state: (row["disputes"], row["began"]) for state, row in found.items()} == {
            "USA": (1, 1), "CAN": (2, 0), "GBR": (1, 1)
        }, directed  # fmt: skip
        assert found["USA"]["against"] == 200
        back = panel.join(summed.to_arrow().select(["ccode", "disputes"]).rename_columns(["ccode_a", "of_a"]), "sums")
        assert {(row["a"], row["of_a"]) for row in back.to_arrow().to_pylist()} >= {("USA", 1), ("CAN", 2)}


def test_rows_are_kept_by_a_condition_and_columns_made_of_others(series: Panel) -> None:
    panel = series.derive(twice="2 * event").where("event = 1")
    assert (column(panel, "year"), column(panel, "twice")) == ([1952, 1953, 1956], [2, 2, 2])
    with pytest.raises(InputError, match="this cannot be computed"):
        series.where("nonsense = 1")
    with pytest.raises(InputError, match="this cannot be computed"):
        series.derive(total="sum(event)")
    with pytest.raises(InputError, match="this cannot be computed"):
        series.where("year IN (SELECT a FROM read_csv('/etc/passwd'))")
