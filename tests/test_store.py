"""The file: nothing lost, nothing counted twice, nothing half written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from comity.errors import InputError, StoreBusy, StoreError, StoreTooNew
from comity.model import Actor, Coding, Document, Event, Moment, Passage, Rejection
from comity.store import MIGRATIONS, SCHEMA_VERSION, TABLES, Appended, Cursor, Store

Make = Callable[..., Coding]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "comity.duckdb") as opened:
        yield opened


COLUMNS = {
    "reports": "id digest title published source url language text superseded_by read_at",
    "events": "id report document published source title url actor actor_country actor_name actor_role actor_sector "
    "recipient recipient_country recipient_name recipient_role recipient_sector reciprocal type mode contexts quad "
    "cameo intensity goldstein modality date precision location evidence_start evidence_end evidence_text "
    "trigger_start trigger_end trigger_text confidence why retold",
    "quotes": "report document published source title url speaker speaker_name speaker_role speaker_sector words about "
    "stance evidence_start evidence_end evidence_text",
    "claims": "report document published source title url kind quantity subject partner period value unit "
    "evidence_start evidence_end evidence_text verdict basis",
    "rejected": "location reason excerpt at",
}


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_have_the_agreed_columns_even_when_empty(store: Store, name: str) -> None:
    table = store.tables()[name]
    assert table.num_rows == 0
    assert table.column_names == COLUMNS[name].split()


def test_what_went_in_comes_out(store: Store, coding: Make) -> None:
    one = coding()
    retold = Passage.of(one.document.text, 0, 10)
    one = replace(one, events=(replace(one.events[0], retold=(retold,)),))
    store.append([one])
    tables = store.tables()
    (event,) = tables["events"].to_pylist()
    assert event["report"] == one.document.digest
    assert event["document"] == "a1"
    assert event["published"] == date(2025, 2, 25)
    assert (event["actor"], event["actor_name"], event["recipient_role"]) == ("CHN", "Xi Jinping", "President")
    assert (event["date"], event["precision"], event["goldstein"], event["mode"]) == ("2025-02-24", "day", 1.0, "phone")
    assert event["contexts"] == ["diplomatic"]
    assert event["retold"] == [{"start": 0, "end": 10, "text": retold.text}]
    assert one.document.text[event["trigger_start"] : event["trigger_end"]] == event["trigger_text"] == "spoke"
    (quote,) = tables["quotes"].to_pylist()
    assert (quote["speaker"], quote["about"], quote["stance"]) == ("CHN", ["CHN", "RUS"], "support")
    (claim,) = tables["claims"].to_pylist()
    assert (claim["kind"], claim["verdict"], claim["basis"]) == ("record", "unchecked", [])
    assert list(store.documents()) == [one.document]
    assert store.document(one.document.digest).extra == {"page": 3}
    assert pa.types.is_date32(tables["reports"].schema.field("published").type)


def test_the_same_report_twice_changes_nothing(store: Store, coding: Make) -> None:
    assert store.append([coding()]) == Appended(new=1, events=1, quotes=1, claims=1)
    before = {name: table.to_pylist() for name, table in store.tables().items()}
    assert store.append([coding(), coding()]) == Appended(unchanged=2)
    assert {name: table.to_pylist() for name, table in store.tables().items()} == before


def test_a_report_twice_in_one_batch_is_one_report(store: Store, coding: Make) -> None:
    assert store.append([coding(), coding("other-name")]) == Appended(new=1, unchanged=1, events=1, quotes=1, claims=1)


def test_a_changed_report_supersedes_its_old_version_and_keeps_it(store: Store, coding: Make) -> None:
    first, second, third = coding(), coding(extra_text=" Corrected."), coding(extra_text=" Corrected twice.")
    store.append([first])
    assert store.append([second, third]).superseded == 2
    assert store.counts() == {"reports": 1, "superseded": 2, "events": 1, "quotes": 1, "claims": 1, "rejected": 0}
    assert store.tables()["events"]["report"].to_pylist() == [third.document.digest]
    everything = store.table("reports", superseded=True).read_all().to_pylist()
    assert {row["digest"]: row["superseded_by"] for row in everything} == {
        first.document.digest: second.document.digest,
        second.document.digest: third.document.digest,
        third.document.digest: None,
    }
    assert len(store.table("events", superseded=True).read_all()) == 3
    assert store.append([first, second, third]) == Appended(unchanged=3)


def test_rejected_inputs_are_kept_once_with_their_reason(store: Store, coding: Make) -> None:
    broken = Rejection("reports.jsonl:3", "not JSON", "{oops" + "x" * 500)
    failed = coding(events=(), quotes=(), claims=(), rejected="ValueError: too deep")
    for _ in range(2):
        store.append([failed], [broken, broken])
    rows = store.tables()["rejected"].to_pylist()
    assert [(row["location"], row["reason"]) for row in rows] == [
        ("a1", "ValueError: too deep"),
        ("reports.jsonl:3", "not JSON"),
    ]
    assert len(rows[1]["excerpt"]) == 200
    assert list(store.documents()) == [failed.document]


def test_recoding_replaces_what_a_report_said(store: Store, coding: Make, event: Callable[..., Event]) -> None:
    failed = coding(events=(), quotes=(), claims=(), rejected="ValueError: too deep")
    store.append([failed])
    store.recode([coding()])
    assert store.counts() == {"reports": 1, "superseded": 0, "events": 1, "quotes": 1, "claims": 1, "rejected": 0}
    with pytest.raises(StoreError, match="append it instead"):
        store.recode([coding("b2", extra_text="unknown")])


def test_one_bad_row_undoes_its_whole_batch(store: Store, coding: Make, event: Callable[..., Event]) -> None:
    good, bad = coding(), coding("b2", " More.", events=(event(quad=None),))
    with pytest.raises(duckdb.Error):
        store.append([good, bad], [Rejection("x", "y")], Cursor("folder", 2, finished=True))
    assert not any(store.counts().values())
    assert store.cursors() == []
    assert store.append([good]).new == 1


def test_an_interrupt_leaves_a_consistent_file(tmp_path: Path, coding: Make) -> None:
    path = tmp_path / "comity.duckdb"

    def until_interrupted() -> Iterator[Rejection]:
        yield Rejection("first", "reason")
        raise KeyboardInterrupt

    with Store(path) as store:
        store.append([coding()])
        with pytest.raises(KeyboardInterrupt):
            store.append([coding("b2", " More.")], until_interrupted())
    with Store(path, read_only=True) as store:
        assert store.counts()["reports"] == 1
        assert store.counts()["rejected"] == 0


def test_the_cursor_moves_with_its_batch(store: Store, coding: Make) -> None:
    store.append([coding()], cursor=Cursor("folder", 1, finished=False))
    store.append([], cursor=Cursor("folder", 2, finished=True))
    assert store.cursors() == [Cursor("folder", 2, finished=True)]


@pytest.mark.parametrize(
    ("changes", "since", "until", "kept"),
    [
        ({"moment": Moment("2024-05-16")}, None, None, True),
        ({"moment": Moment("2024-05-16")}, date(2024, 5, 16), date(2024, 5, 16), True),
        ({"moment": Moment("2024-05-16")}, date(2024, 5, 17), None, False),
        ({"moment": Moment("2024-05")}, date(2024, 5, 17), None, True),
        ({"moment": Moment("2024")}, None, date(2024, 1, 1), True),
        ({"moment": Moment("2024")}, None, date(2023, 12, 31), False),
        ({"moment": Moment(None)}, date(2025, 2, 25), date(2025, 2, 25), True),
        ({"moment": Moment(None)}, date(2025, 2, 26), None, False),
    ],
)
def test_events_are_held_to_their_own_day(
    store: Store,
    coding: Make,
    event: Callable[..., Event],
    changes: dict[str, Moment],
    since: date | None,
    until: date | None,
    kept: bool,
) -> None:
    store.append([coding(events=(event(**changes),))])
    assert store.tables(since=since, until=until)["events"].num_rows == kept


def test_a_report_without_a_day_is_never_filtered_away(store: Store, coding: Make, event: Callable[..., Event]) -> None:
    one = coding(events=(event(moment=Moment(None)),))
    store.append([replace(one, document=replace(one.document, published=None))])
    tables = store.tables(since=date(2030, 1, 1))
    assert (tables["reports"].num_rows, tables["events"].num_rows) == (1, 1)


def test_tables_keep_what_involves_the_pair(store: Store, coding: Make, event: Callable[..., Event]) -> None:
    others = event(id="e2", actor=Actor("USA"), recipient=Actor("JPN"))
    third = event(id="e3", actor=Actor("EU"), recipient=Actor("CHN"))
    store.append([coding(events=(others, third))])
    tables = store.tables(involving=["RUS", "CHN"])
    assert tables["events"]["id"].to_pylist() == ["e3"]
    assert (tables["quotes"].num_rows, tables["claims"].num_rows, tables["reports"].num_rows) == (1, 1, 1)
    away = store.tables(involving=["USA"])
    assert (away["events"].num_rows, away["quotes"].num_rows, away["claims"].num_rows) == (1, 0, 0)


def test_reports_come_without_their_text_where_it_is_not_wanted(store: Store, coding: Make) -> None:
    store.append([coding("a", "One."), coding("b", "Two.")])
    whole, about = store.tables(), store.tables(text=False)
    assert about["reports"].sort_by("id").equals(whole["reports"].drop_columns(["text"]).sort_by("id"))
    assert about["events"].equals(whole["events"])


def test_an_event_is_found_by_the_beginning_of_its_id(store: Store, coding: Make, event: Callable[..., Event]) -> None:
    store.append([coding(events=(event(id="abc1"), event(id="abc12"), event(id="abd")))])
    assert store.event("abd")["id"] == "abd"
    assert store.event("abc1")["id"] == "abc1"
    with pytest.raises(InputError, match="3 events begin with 'ab'"):
        store.event("ab")
    for absent in ("zzz", "%", ""):
        with pytest.raises(InputError, match="no event"):
            store.event(absent)
    with pytest.raises(InputError, match="no report"):
        store.document("zzz")


def test_documents_can_be_recoded_while_they_are_read(store: Store) -> None:
    store.append(Coding(Document(str(n), f"Report {n}.")) for n in range(300))
    seen = []
    for document in store.documents():
        store.recode([Coding(document, rejected="again")])
        seen.append(document.id)
    assert sorted(seen, key=int) == [str(n) for n in range(300)]


def test_odd_characters_survive(store: Store) -> None:
    document = Document("odd'; DROP TABLE reports; --", "zero\0 byte, 🇨🇳, \u202e right to left", title="=1+1")
    store.append([Coding(document)])
    assert list(store.documents()) == [document]


def test_an_unknown_table_is_named_with_the_others(store: Store) -> None:
    with pytest.raises(InputError, match="choose one of reports, events"):
        store.table("evnts")


def test_a_newer_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "comity.duckdb"
    Store(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"UPDATE meta SET value = '{SCHEMA_VERSION + 1}' WHERE key = 'schema'")
    for read_only in (True, False):
        with pytest.raises(StoreTooNew, match=rf"schema {SCHEMA_VERSION + 1}.*up to {SCHEMA_VERSION}.*update comity"):
            Store(path, read_only=read_only)


@pytest.mark.parametrize("read_only", [True, False])
def test_an_older_file_is_brought_up_to_date(
    tmp_path: Path, coding: Make, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    path = tmp_path / "comity.duckdb"
    with Store(path) as store:
        store.append([coding()])
    monkeypatch.setattr("comity.store.MIGRATIONS", (*MIGRATIONS, "CREATE TABLE later (x INTEGER)"))
    monkeypatch.setattr("comity.store.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with Store(path, read_only=read_only) as store:
        assert store.version == SCHEMA_VERSION + 1
        assert store.counts()["reports"] == 1


def test_a_broken_migration_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "comity.duckdb"
    Store(path).close()
    with monkeypatch.context() as patched:
        patched.setattr("comity.store.MIGRATIONS", (*MIGRATIONS, "CREATE TABLE later (x INTEGER); SELECT nonsense"))
        patched.setattr("comity.store.SCHEMA_VERSION", SCHEMA_VERSION + 1)
        with pytest.raises(duckdb.Error):
            Store(path)
    with Store(path) as store:
        assert store.version == SCHEMA_VERSION


def test_what_is_no_observatory_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database")
    with pytest.raises(StoreError, match="not a DuckDB file"):
        Store(text)
    foreign = tmp_path / "foreign.duckdb"
    with duckdb.connect(str(foreign)) as connection:
        connection.execute("CREATE TABLE mine (x INTEGER)")
    with pytest.raises(StoreError, match="something else"):
        Store(foreign)
    with pytest.raises(StoreError, match="does not exist"):
        Store(tmp_path / "absent.duckdb", read_only=True)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path / "no" / "folder.duckdb")
    assert not (tmp_path / "absent.duckdb").exists()


@pytest.mark.parametrize("name", ["data.duckdb", "Data.db", "data.2024.duckdb", ".data.duckdb", "scoreboard.duckdb"])
def test_a_name_that_hides_a_schema_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="my-"):
        Store(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_renamed_file_is_as_it_was(tmp_path: Path, coding: Make) -> None:
    with Store(tmp_path / "comity.duckdb") as store:
        store.append([coding("a1")])
    path = (tmp_path / "comity.duckdb").rename(tmp_path / "my-data.duckdb")
    with Store(path) as store:
        store.connection.execute("CREATE SCHEMA data; CREATE TABLE data.kept (x INTEGER)")
        assert store.connection.execute("FROM data.kept").fetchall() == []
        assert store.counts()["reports"] == 1


def test_a_file_in_use_says_by_whom(tmp_path: Path) -> None:
    path = tmp_path / "comity.duckdb"
    Store(path).close()
    hold = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreBusy, match=rf"in use by process {holder.pid}"):
            Store(path)
    finally:
        holder.communicate("")
    Store(path).close()
