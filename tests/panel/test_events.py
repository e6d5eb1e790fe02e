"""Events as columns: each act once, mutual acts for both, nothing made up where nothing was read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.compute as pc
import pytest

from comity import Observatory, eventdata
from comity.errors import InputError
from comity.model import Coding, Moment
from panel.conftest import Filled


def test_an_act_told_twice_is_one_act_and_a_mutual_one_is_of_both(
    filled: Filled, coding: Callable[..., Coding], event: Callable[..., object]
) -> None:
    observatory = filled()
    twice = [coding("a1"), coding("a2", " It was long.")]
    planned = coding("a3", " It was short.")
    later = event(id="e-later", document="a3", modality="future", moment=Moment("2025-05"))
    observatory._store.append([*twice, Coding(planned.document, events=(later,))])  # type: ignore[arg-type]
    panel = observatory.panel("dyad-year", since=2024, until=2025, pairs=[("CHN", "RUS")])
    assert panel.add("events", "events", "verbal_coop").to_arrow().to_pylist() == [
        {"a": "CHN", "b": "RUS", "ccode_a": 710, "ccode_b": 365, "year": year, **counts}
        for year, counts in (
            (2024, dict.fromkeys(("events_ab", "verbal_coop_ab", "events_ba", "verbal_coop_ba"))),
            (2025, dict.fromkeys(("events_ab", "verbal_coop_ab", "events_ba", "verbal_coop_ba"), 1)),
        )
    ]
    months = observatory.panel("dyad-month", since=2025, until=2025, directed=True, pairs=[("RUS", "CHN")])
    table = months.add("events").to_arrow()
    assert table.filter(pc.equal(table["month"], 2))["events"].to_pylist() == [1, 1]
    assert table["events"].null_count == 22


def test_events_of_a_dataset_are_counted_by_who_acts(shared: Path, tmp_path: Path) -> None:
    with Observatory(tmp_path / "icews.duckdb") as observatory:
        panel = observatory.panel("dyad-year", since=2017, until=2018, pairs=[("USA", "CHN")])
        with pytest.raises(InputError, match="comity load icews FILE"):
            panel.add("icews")
        observatory.load("icews", shared / "data" / "structure" / "events" / "icews_events.2018.sample.tab")
        made = panel.add("icews", status=True)
        told = eventdata.table(observatory._store, datasets=["icews"], involving=["USA"]).read_all()
        with pytest.raises(InputError, match="icews are acts between two"):
            observatory.panel("state-year", since=2018, until=2018).add("icews")
        with pytest.raises(InputError, match="icews has no column 'tone': choose of events"):
            panel.add("icews", "tone")
    before, row = made.to_arrow().to_pylist()
    assert (before["events_ab"], before["icews_status"]) == (None, "outside the coverage")
    pairs = list(zip(told["actor"].to_pylist(), told["recipient"].to_pylist(), strict=True))
    assert (row["events_ab"], row["events_ba"]) == (pairs.count(("USA", "CHN")), pairs.count(("CHN", "USA")))
    assert row["events_ab"] == sum(
        row[f"{quad}_ab"] for quad in ("verbal_coop", "material_coop", "verbal_conf", "material_conf")
    )
    assert -10 <= row["goldstein_ab"] <= 10
    assert made.citations()[0].startswith("Boschee")
