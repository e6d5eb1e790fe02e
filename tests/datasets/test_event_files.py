"""Event files: every one read in its publisher's layout, its actors and acts in comity's codes, nothing lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from comity import datasets, eventdata, published
from comity.errors import InputError
from comity.forecast.history import of_events
from comity.observatory import Observatory
from comity.store import Store
from event_files import HEADERS, ROWS, polecat_row, write


def read(folder: Path, name: str, *rows: str, encoding: str = "utf-8") -> list[dict[str, Any]]:
    loaded = datasets.load(name, write(folder, name, list(rows), encoding))
    assert loaded.read == loaded.rows.num_rows + loaded.rejected.num_rows == len(rows)
    kept: list[dict[str, Any]] = loaded.rows.to_pylist()
    return kept


def picked(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(str(row[name]) if name == "date" else row[name] for name in names)


ACT = ("date", "actor", "recipient", "type", "mode", "cameo")


@pytest.mark.parametrize(
    ("name", "cells", "told"),
    [
        ("polecat", {}, ("2024-05-16", "RUS", "CHN", "CONSULT", "visit", "042")),
        ("polecat", {"Actor Country": "RUS;BLR"}, ("2024-05-16", "RUS;BLR", "CHN", "CONSULT", "visit", "042")),
        ("polecat", {"Actor Country": "None"}, ("2024-05-16", None, "CHN", "CONSULT", "visit", "042")),
        ("polecat", {"Actor Name": "Hamas", "Actor Country": "PSE", "Primary Actor Sector": "REB"},
         ("2024-05-16", "HAMAS", "CHN", "CONSULT", "visit", "042")),
        ("polecat", {"Actor Name": "Armed rebels", "Actor Country": "SYR", "Primary Actor Sector": "REB"},
         ("2024-05-16", None, "CHN", "CONSULT", "visit", "042")),
        ("polecat", {"Event Type": "YIELD", "Event Mode": "None", "Contexts": "None"},
         ("2024-05-16", "RUS", "CHN", "CONCEDE", None, "080")),
        ("polecat", {"Event Type": "YIELD", "Event Mode": "withdraw", "Quad Code": "MATERIAL COOPERATION"},
         ("2024-05-16", "RUS", "CHN", "RETREAT", "withdraw", "0874")),
        ("phoenix", {}, ("1972-02-21", "USA", "CHN", "CONSULT", "visit", "042")),
        ("phoenix", {"code": "10", "root_code": "1"}, ("1972-02-21", "USA", "CHN", None, None, "010")),
        ("phoenix", {"code": "10", "root_code": "10"}, ("1972-02-21", "USA", "CHN", "REQUEST", None, "10")),
        ("phoenix", {"source": "IGONAT", "source_root": "IGO"},
         ("1972-02-21", "NATO", "CHN", "CONSULT", "visit", "042")),
        ("phoenix", {"source": "SRBGOV", "source_root": "SRB", "story_date": "3/24/1999"},
         ("1999-03-24", "YUG", "CHN", "CONSULT", "visit", "042")),
        ("acled", {}, ("2022-02-24", "RUS", "UKR", "ASSAULT", None, "190")),
        ("acled", {"event_date": "2022-02-24", "event_type": "Explosions/Remote violence",
                   "sub_event_type": "Air/drone strike", "actor2": "Civilians (Ukraine)"},
         ("2022-02-24", "RUS", "UKR", "ASSAULT", "aerial", "195")),
        ("acled", {"actor1": "Unidentified Armed Group (Ukraine)"},
         ("2022-02-24", None, "UKR", "ASSAULT", None, "190")),
        ("acled", {"event_type": "Strategic developments", "sub_event_type": "Change to group/activity"},
         ("2022-02-24", "RUS", "UKR", None, None, None)),
        ("ucdp_ged", {}, ("2022-02-24", "RUS", "UKR", "ASSAULT", None, "190")),
        ("ucdp_ged", {"gwnoa": '"2, 200"', "gwnob": "645", "date_start": "2003-03-20", "date_end": "2003-03-20"},
         ("2003-03-20", "USA;GBR", "IRQ", "ASSAULT", None, "190")),
        ("ucdp_ged", {"type_of_violence": "3", "side_b": "Civilians", "gwnob": ""},
         ("2022-02-24", "RUS", None, "ASSAULT", None, "190")),
        ("ucdp_ged", {"side_a": "Hamas", "gwnoa": "", "side_b": "Government of Israel", "gwnob": "666"},
         ("2022-02-24", "HAMAS", "ISR", "ASSAULT", None, "190")),
    ],
)  # fmt: skip
def test_an_event_in_our_codes(tmp_path: Path, name: str, cells: dict[str, str], told: tuple[Any, ...]) -> None:
    (row,) = read(tmp_path, name, ROWS[name](1, **cells))
    assert picked(row, *ACT) == told


def test_polecat_is_latin_1_and_has_stray_tabs(tmp_path: Path) -> None:
    rows = [
        ROWS["polecat"](1, **{"Recipient Name": "José Raúl", "Placename": "Bogotá"}),
        ROWS["polecat"](2) + "\t\t\t",
        ROWS["polecat"](3).replace("\t", "\tx\t", 1),
    ]
    rows += [ROWS["polecat"](number) for number in range(4, 60)]
    loaded = datasets.load("polecat", write(tmp_path, "polecat", rows, "latin-1"))
    assert (loaded.read, loaded.rows.num_rows) == (59, 58)
    assert loaded.rows["place"].to_pylist()[:2] == ["Bogotá", "Beijing"]
    assert ["has 41 cells" in row["reason"] for row in loaded.rejected.to_pylist()] == [True]


def test_what_a_publisher_does_not_know_is_empty(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "polecat", ROWS["polecat"](1, Latitude="None", Longitude="None", Source="None"))
    assert picked(row, "latitude", "longitude", "source") == (None, None, None)


def test_phoenix_numbers_its_events_by_source(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "phoenix", ROWS["phoenix"](1, eid="7"))
    assert row["event_id"] == "NYT7"


@pytest.mark.parametrize(
    ("file", "part", "rows"),
    [
        ("sparkgdelt_events.csv", "gdelt", 100), ("sparkgdelt_events1.csv", "gdelt", 100),
        ("sparkgdelt_eventsT.csv", "gdelt", 100), ("gdelt1_20141124.export.CSV.zip", "gdelt", 100),
        ("sparkgdelt_mentions.csv", "gdelt_mentions", 100), ("sparkgdelt_mentionsT.csv", "gdelt_mentions", 100),
    ],
)  # fmt: skip
def test_a_real_file_of_gdelt_is_kept_whole(shared: Path, file: str, part: str, rows: int) -> None:
    loaded = datasets.load("gdelt", shared / "data" / "structure" / "events" / file)
    assert (loaded.part.name, loaded.read, loaded.rows.num_rows) == (part, rows, rows)


@pytest.mark.parametrize("file", ["sparkgdelt_gkg.csv", "sparkgdelt_gkg1.csv", "sparkgdelt_gkg1Count.csv"])
def test_the_knowledge_graph_is_told_apart(shared: Path, file: str) -> None:
    with pytest.raises(InputError, match="look like its knowledge graph"):
        datasets.load("gdelt", shared / "data" / "structure" / "events" / file)


@pytest.mark.parametrize(
    ("name", "cells", "told"),
    [
        ("polecat", {"Event Type": "DANCE"}, "type: none of"),
        ("polecat", {"Event Date": "2024-02-30"}, "date: which is no date"),
        ("polecat", {"Intensity": "40"}, "intensity: more than 10"),
        ("phoenix", {"story_date": "13/45/1972"}, "date: which is no date"),
        ("phoenix", {"quad_class": "9"}, "own_quad: more than 4"),
        ("acled", {"time_precision": "9"}, "precision: none of"),
        ("acled", {"fatalities": "-1"}, "fatalities: less than 0"),
        ("ucdp_ged", {"low": "9"}, "the low estimate is not above the high one"),
        ("ucdp_ged", {"type_of_violence": "4"}, "violence: none of"),
        ("ucdp_ged", {"date_end": "2021-01-01"}, "it does not end before it begins"),
    ],
)
def test_a_broken_event_is_set_apart_with_the_reason(
    tmp_path: Path, name: str, cells: dict[str, str], told: str
) -> None:
    rows = [ROWS[name](number) for number in range(40)] + [ROWS[name](99, **cells), ROWS[name](0)]
    loaded = datasets.load(name, write(tmp_path, name, rows))
    assert (loaded.read, loaded.rows.num_rows, loaded.rejected.num_rows) == (42, 40, 2)
    reasons = [row["reason"] for row in loaded.rejected.to_pylist()]
    assert told in reasons[0]
    assert reasons[1] == "repeats data row 1"


@pytest.mark.parametrize("name", list(HEADERS))
def test_a_file_without_a_column_is_refused(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, [ROWS[name](1)])
    head, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(head.replace("Event Type", "Kind").replace("story_date", "when").replace("event_date", "day")
                    .replace("date_start", "day") + "\n" + rest, encoding="utf-8")  # fmt: skip
    with pytest.raises(InputError, match="has no column"):
        datasets.load(name, path)


def test_a_table_in_place_of_text_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "events.tab"
    path.write_bytes(b"PAR1\x15\x04\xff" + bytes(range(256)))
    with pytest.raises(InputError, match=r"events\.tab is a Parquet file, and this dataset is read from text"):
        datasets.load("icews", path)


@pytest.mark.parametrize("name", list(HEADERS))
def test_a_damaged_file_loses_nothing_unsaid(tmp_path: Path, name: str) -> None:
    lines = write(tmp_path, name, [ROWS[name](number) for number in range(60)]).read_bytes().splitlines(keepends=True)
    mark = b"\t" if name == "polecat" else b","
    path = tmp_path / "damaged"

    def accounted(content: bytes, rows: int) -> datasets.Loaded | None:
        path.write_bytes(content)
        try:
            loaded = datasets.load(name, path)
        except InputError:
            return None
        assert loaded.read == loaded.rows.num_rows + loaded.rejected.num_rows == rows
        assert all(row["reason"] for row in loaded.rejected.to_pylist())
        return loaded

    whole = b"".join(lines)
    for at in range(len(lines[0]) + 5, len(whole), len(whole) // 9):
        accounted(whole[:at], len(whole[:at].splitlines()) - 1)
    twice = accounted(whole + b"".join(lines[1:]), 120)
    assert twice is not None
    assert (twice.rows.num_rows, twice.rejected.num_rows) == (60, 60)
    shifted = [b"0" + mark + line.rstrip(b"\n").rpartition(mark)[0] + b"\n" for line in lines[1:]]
    assert accounted(lines[0] + b"".join(shifted), 60) is None
    assert accounted(whole.decode().encode("utf-16"), 60) is None
    marked = accounted(b"\xef\xbb\xbf" + whole.replace(b"\n", b"\r\n"), 60)
    plain = accounted(whole, 60)
    assert marked is not None
    assert plain is not None
    assert marked.rows.equals(plain.rows)


def test_all_event_datasets_are_one_table(tmp_path: Path) -> None:
    with Store(tmp_path / "comity.duckdb") as store:
        assert eventdata.table(store).read_all().num_rows == 0
        rows = {
            "polecat": [polecat_row(1, **{"Actor Country": "RUS;BLR"}), polecat_row(2, **{"Actor Country": "CHN"})],
            "phoenix": [ROWS["phoenix"](1), ROWS["phoenix"](2, code="10", root_code="1")],
            "acled": [ROWS["acled"](1, time_precision="2")],
            "ucdp_ged": [ROWS["ucdp_ged"](1)],
        }  # fmt: skip
        for name, lines in rows.items():
            published.load(store, name, write(tmp_path, name, lines))
        events = eventdata.table(store).read_all()
        assert events.column_names == list(eventdata.COLUMNS)
        seen = [picked(row, "id", "actor", "recipient", "type", "quad", "date", "precision", "reciprocal")
                for row in sorted(events.to_pylist(), key=lambda row: row["id"])]  # fmt: skip
        assert seen == [
            ("acled:UKR1", "RUS", "UKR", "ASSAULT", "material_conf", "2022-02", "month", True),
            ("phoenix:NYT1", "USA", "CHN", "CONSULT", "verbal_coop", "1972-02-21", "day", False),
            ("polecat:20240516-1-abc:BLR:CHN", "BLR", "CHN", "CONSULT", "verbal_coop", "2024-05-16", "day", False),
            ("polecat:20240516-1-abc:RUS:CHN", "RUS", "CHN", "CONSULT", "verbal_coop", "2024-05-16", "day", False),
            ("ucdp_ged:500001:RUS:UKR", "RUS", "UKR", "ASSAULT", "material_conf", "2022-02-24", "day", True),
        ]
        view = store.connection.sql("SELECT count(*) FROM data.events").fetchall()
        assert view == [(5,)]
        only = eventdata.table(store, datasets=["polecat"], involving=["BLR"]).read_all()
        assert only["contexts"].to_pylist() == [["diplomatic", "economic"]]


def test_the_real_event_files_are_one_table(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "structure" / "events"
    with Store(tmp_path / "comity.duckdb") as store:
        published.load(store, "gdelt", folder / "sparkgdelt_events.csv")
        published.load(store, "icews", folder / "icews_events.2018.sample.tab")
        rows = eventdata.table(store).read_all().to_pylist()
    assert {row["dataset"] for row in rows} == {"gdelt", "icews"}
    assert all(row["actor"] != row["recipient"] and row["type"] and row["quad"] for row in rows)
    icews = [row for row in rows if row["dataset"] == "icews"]
    assert len(icews) > 1_500
    assert {"TALIBAN", "HAMAS", "EU", "UN", "CHN"} <= {row["actor"] for row in icews}


def test_a_forecaster_reads_what_is_exported(tmp_path: Path) -> None:
    rows = [ROWS["phoenix"](number, story_date=f"2/{number + 1}/1972") for number in range(20)]
    with Observatory(tmp_path / "comity.duckdb") as observatory:
        observatory.load("phoenix", write(tmp_path, "phoenix", rows))
        (path,) = observatory.export(tmp_path / "events.parquet", ["phoenix"])
        with pytest.raises(InputError, match="there is no table 'gdelt'"):
            observatory.export(tmp_path / "events.parquet", ["gdelt"])
    history = of_events(pq.read_table(path), path.name)
    assert history.events.num_rows == 20
    assert history.last == date(1972, 2, 20)


def test_days_bound_the_table_by_their_precision(tmp_path: Path) -> None:
    with Store(tmp_path / "comity.duckdb") as store:
        published.load(
            store, "acled", write(tmp_path, "acled", [ROWS["acled"](1, time_precision="2"), ROWS["acled"](2)])
        )
        for since, until, count in (
            (date(2022, 2, 20), date(2022, 2, 23), 1), (date(2022, 2, 24), None, 2), (None, date(2022, 1, 31), 0),
        ):  # fmt: skip
            assert eventdata.table(store, since=since, until=until).read_all().num_rows == count


def test_a_dataset_that_is_not_there_is_named(tmp_path: Path) -> None:
    with Store(tmp_path / "comity.duckdb") as store:
        with pytest.raises(InputError, match="comity load icews FILE"):
            eventdata.table(store, datasets=["icews"])
        with pytest.raises(InputError, match="no dataset of events"):
            eventdata.table(store, datasets=["atop"])
