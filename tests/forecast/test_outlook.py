"""The outlook of a pair: what speaks for a forecast, and that nothing later has a say."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest

from comity.errors import InputError, UnknownActor
from comity.forecast.history import History, of_events
from comity.forecast.outlook import outlook

FIRST = date(2023, 1, 1)


def history(days: int = 360, reply: int = 3) -> History:
    """Every 20 days the USA sanctions CHN, which refuses ``reply`` days later; somebody is heard of every day."""
    rows = [("PER", "CONSULT", "BRA", day) for day in range(days)]
    rows += [("USA", "SANCTION", "CHN", day) for day in range(5, days, 20)]
    rows += [("CHN", "REJECT", "USA", day + reply) for day in range(5, days - 20, 20)]
    actor, kind, recipient, day = zip(*rows, strict=True)
    return of_events(
        pa.table(
            {
                "actor": actor,
                "type": kind,
                "recipient": recipient,
                "date": [FIRST + timedelta(one) for one in day],
            }
        ),
        "made.parquet",
    )


def test_a_precedent_is_told_with_how_often_of_how_many() -> None:
    on = FIRST + timedelta(348)
    found = outlook(history().before(on), "USA", "CHN", on=on, horizons=(7,), kinds=("verbal_conf",))
    assert found.events == (18, 17)
    by_actor = {one.actor: one for one in found.forecasts}
    words = [driver.words for driver in by_actor["CHN"].drivers]
    (told,) = [one for one in words if one.startswith("SANCTION by USA")]
    assert "in 17 of 17 such cases this followed within 7 days (usual 35%), last on 2023-11-25" in told
    assert not any("SANCTION by" in driver.words for driver in by_actor["USA"].drivers)


def test_what_comes_later_changes_nothing() -> None:
    on = FIRST + timedelta(200)
    whole, early = history(), history(days=220)
    told = [outlook(one.before(on), "USA", "CHN", on=on, horizons=(7, 30)) for one in (whole, early, whole)]
    assert told[0].forecasts == told[1].forecasts
    assert told[0].vintage.digest == told[2].vintage.digest
    assert told[0].last == on - timedelta(1)


def test_one_side_alone() -> None:
    found = outlook(history(), "USA", "CHN", on=FIRST + timedelta(360), by="CHN", horizons=(7,))
    assert {one.actor for one in found.forecasts} == {"CHN"}


def test_what_cannot_be_forecast() -> None:
    past = history()
    with pytest.raises(InputError, match="given twice"):
        outlook(past, "USA", "USA", on=FIRST + timedelta(360))
    with pytest.raises(UnknownActor, match="'ATL'"):
        outlook(past, "USA", "ATL", on=FIRST + timedelta(360))
    with pytest.raises(InputError, match=f"nothing is known before {FIRST}"):
        outlook(past.before(FIRST), "USA", "CHN", on=FIRST)
