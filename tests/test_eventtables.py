"""Measures on loaded event datasets: which events are meant, gaps, and sums that are kept up to date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity import eventdata, eventtables
from comity.errors import InputError
from comity.observatory import Observatory

EVENTS = Path(__file__).parents[2] / "shared" / "data" / "structure" / "events"
GDELT, ICEWS = EVENTS / "gdelt1_20141124.export.CSV.zip", EVENTS / "icews_events.2018.sample.tab"


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    if not GDELT.is_file():
        pytest.skip("the shared development data are not beside this project")
    with Observatory(tmp_path_factory.mktemp("events") / "comity.duckdb") as opened:
        opened.load("gdelt", GDELT)
        yield opened


def most(observatory: Observatory, name: str) -> tuple[tuple[str, str], int]:
    """The pair with most events, and how many it has."""
    events = eventdata.table(observatory._store, datasets=[name]).read_all()
    pairs = Counter(tuple(sorted(pair)) for pair in zip(events["actor"].to_pylist(), events["recipient"].to_pylist(),
                                                       strict=True))  # fmt: skip
    (a, b), count = pairs.most_common(1)[0]
    return (a, b), count


def test_the_only_dataset_is_meant_where_there_are_no_events_of_ones_own(observatory: Observatory) -> None:
    pair, count = most(observatory, "gdelt")
    table = observatory.measure("cooperation", [pair], by="span")
    (row,) = table.to_pylist()
    assert 0 < row["acts"] <= count
    assert row["reports"] >= count
    assert b"GDELT" in table.schema.metadata[b"citations"]


def test_the_monthly_sums_are_those_of_the_events(observatory: Observatory) -> None:
    pair, count = most(observatory, "gdelt")
    rows = observatory.measure("monthly", [pair]).to_pylist()
    assert sum(row["n"] or 0 for row in rows) == count
    quads = sum(
        row[name] or 0 for row in rows for name in ("verbal_coop", "material_coop", "verbal_conf", "material_conf")
    )
    assert quads == count
    assert all(row["n"] is None for row in rows if row["attention"] == 0)


def test_sums_are_kept_up_to_date(observatory: Observatory, tmp_path: Path) -> None:
    with Observatory(tmp_path / "two.duckdb") as opened:
        opened.load("icews", ICEWS)
        opened.load("gdelt", GDELT)
        for name in ("icews", "gdelt"):
            (a, b), _ = most(opened, name)
            kept = eventtables.months(opened._store, name, a, b)["months"].sort_by("month").to_pylist()
            opened._store.connection.execute("UPDATE data.event_months_of SET vintages = 'other'")
            anew = eventtables.months(opened._store, name, a, b)["months"].sort_by("month").to_pylist()
            eventtables.summarise(opened._store, name)
            again = eventtables.months(opened._store, name, a, b)["months"].sort_by("month").to_pylist()
            order = lambda rows: sorted(map(str, rows))  # noqa: E731
            assert order(kept) == order(anew) == order(again)
            assert kept
        with pytest.raises(InputError, match="name one with --events"):
            opened.measure("conduct", [("CHN", "RUS")])


def test_third_parties_come_only_where_they_are_wanted(tmp_path: Path, observatory: Observatory) -> None:
    with Observatory(tmp_path / "one.duckdb") as opened:
        opened.load("icews", ICEWS)
        (a, b), count = most(opened, "icews")
        between, around = (of(opened._store, "icews", a, b) for of in (eventtables.of_pair, eventtables.around))
        assert between["events"].num_rows == count < around["events"].num_rows
        assert sum(between["attention"]["reports"].to_pylist()) == around["events"].num_rows


def test_what_does_not_fit_is_told(observatory: Observatory) -> None:
    for told, arguments in {
        "is about a pair": {"name": "conduct"},
        "is not a series": {"name": "acts", "pairs": [("CHN", "RUS")], "by": "month"},
        "is not measured by 'votes'": {"name": "conduct", "pairs": [("CHN", "RUS")], "by": "votes"},
        "no events of 'polecat' are loaded": {"name": "conduct", "pairs": [("CHN", "RUS")], "events": "polecat"},
        "comes by year": {"name": "capabilities", "by": "month"},
        "choose one of votes, treaties": {"name": "blocs", "by": "friendship"},
        "there is no measure 'love'": {"name": "love"},
    }.items():
        with pytest.raises(InputError, match=told):
            observatory.measure(**arguments)  # type: ignore[arg-type]
