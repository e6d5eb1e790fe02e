"""Measures on loaded event datasets: which events are meant, gaps, and sums that are kept up to date."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity import eventdata, eventtables, vintages
from comity.datasets import dataset
from comity.errors import InputError
from comity.observatory import Observatory
from event_files import ROWS, write

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


def days(folder: Path, *, files: int = 3, rows: int = 60) -> Iterator[Path]:
    """Files of Phoenix, each with other events of the same pairs."""
    sides = [("USAGOV", "CHNGOV"), ("RUSGOV", "USAGOV"), ("CHNGOV", "RUSGOV"), ("USAGOV", "RUSGOV")]
    for file in range(files):
        lines = []
        for number in range(rows):
            source, target = sides[number % len(sides)]
            lines.append(
                ROWS["phoenix"](1000 * file + number, source=source, source_root=source[:3], target=target,
                                target_root=target[:3], story_date=f"{1 + file}/{1 + number % 28}/1972")
            )  # fmt: skip
        yield write(folder, "phoenix", lines).rename(folder / f"{file}.csv")


def answers(opened: Observatory) -> list[object]:
    """What is told of each pair, in whatever order it lies."""
    found: list[object] = []
    for a, b in (("USA", "CHN"), ("USA", "RUS"), ("CHN", "RUS"), ("CHN", "FRA")):
        told = eventtables.of_pair(opened._store, "phoenix", a, b)
        found += [sorted(map(str, told[name].to_pylist())) for name in ("events", "attention")]
        found.append(opened.measure("monthly", [(a, b)], events="phoenix").to_pylist())
    return found


def test_sums_added_file_by_file_are_those_made_anew(tmp_path: Path) -> None:
    with Observatory(tmp_path / "comity.duckdb") as opened:
        for file in days(tmp_path):
            opened.load("phoenix", file)
        added = answers(opened)
        eventtables.summarise(opened._store, "phoenix")
        assert answers(opened) == added
        opened._store.connection.execute("DROP TABLE data.event_naming")
        assert answers(opened) == added
        for a, b in (("USA", "CHN"), ("CHN", "RUS")):
            events = eventdata.table(opened._store, involving=[a, b]).read_all().to_pylist()
            seen = eventtables.of_pair(opened._store, "phoenix", a, b)["attention"].to_pylist()
            assert sum(row["reports"] for row in seen) == len(events)
            between = sum({row["actor"], row["recipient"]} == {a, b} for row in events)
            assert sum(row["pair_reports"] for row in seen) == between > 0


def test_many_small_files_are_brought_into_order_by_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Observatory(tmp_path / "loose.duckdb") as opened:
        for file in days(tmp_path):
            opened.load("phoenix", file)
        loose = answers(opened)
        order = opened._store.connection.sql("SELECT actor, recipient FROM data.phoenix").fetchall()
        assert order != sorted(order)
    monkeypatch.setattr(vintages, "LOOSE", 100)
    with Observatory(tmp_path / "ordered.duckdb") as opened:
        told: list[str] = []
        for file in days(tmp_path):
            opened.load("phoenix", file, tell=told.append)
        assert told[-2].endswith(" rows of phoenix into order by pair ...")
        assert told[-1] == "the rows of phoenix are in order"
        store = opened._store
        order = store.connection.sql("SELECT actor, recipient, date FROM data.phoenix").fetchall()
        assert order == sorted(order)
        assert answers(opened) == loose
        sums = store.connection.sql("SELECT one, two, month FROM data.event_months").fetchall()
        assert len(sums) == len(set(sums))
        assert not vintages.arrange(store, dataset("phoenix").parts[0])


@pytest.mark.parametrize("name", ["polecat", "phoenix", "acled", "ucdp_ged"])
def test_a_pair_asked_for_is_the_same_as_one_picked(tmp_path: Path, name: str) -> None:
    several = {"polecat": {"Actor Country": "RUS;BLR"}, "ucdp_ged": {"gwnoa": '"365, 370"'}}.get(name, {})
    with Observatory(tmp_path / "comity.duckdb") as opened:
        opened.load(name, write(tmp_path, name, [ROWS[name](1), ROWS[name](2, **several)]))
        every = eventdata.table(opened._store, datasets=[name]).read_all().to_pylist()
        codes = {code for row in every for code in (row["actor"], row["recipient"])}
        assert len(codes) == (3 if several else 2)
        for a, b in itertools.combinations(sorted(codes), 2):
            pair = {a, b}
            between = [row["id"] for row in every if {row["actor"], row["recipient"]} <= pair]
            around = [row["id"] for row in every if {row["actor"], row["recipient"]} & pair]
            for of, meant in ((eventtables.of_pair, between), (eventtables.around, around)):
                assert sorted(of(opened._store, name, a, b)["events"]["id"].to_pylist()) == sorted(meant)


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
