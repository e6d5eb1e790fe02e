"""Forecasts from the command line: what is said, what is kept, and what is answered where there is nothing to say."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.cli import main
from comity.observatory import Observatory
from comity.store import Store
from event_files import polecat_row, write
from scenes import act, report

pytestmark = pytest.mark.filterwarnings("ignore:Cyclopts application invoked")

FIRST = date(2023, 1, 2)
DAYS = [FIRST + timedelta(7 * week) for week in range(60)]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Weekly talks of CHN and RUS, a sanction of the USA on CHN every tenth week that is refused, a visit ahead."""
    codings = []
    for week, day in enumerate(DAYS):
        items = [act("CHN", "RUS", on=str(day)), act("FRA", "DEU", "AID", on=str(day))]
        if week % 10 == 5:
            items += [act("USA", "CHN", "SANCTION", on=str(day))]
        if week % 10 == 6:
            items += [act("CHN", "USA", "REJECT", on=str(day))]
        codings.append(report(f"w{week}", str(day), *items))
    last = DAYS[-1]
    codings.append(
        report("plan", str(last), act("RUS", "CHN", "COOPERATE", on=str(last + timedelta(5)), modality="future"))
    )
    with Store(tmp_path / "scene.duckdb") as store:
        store.append(codings)
    return tmp_path / "scene.duckdb"


@pytest.fixture
def history(tmp_path: Path) -> Path:
    rows = [("Iran", "120", "Iraq", day) for day in DAYS] + [("Iraq", "Make_a_visit", "Iran", day) for day in DAYS[::2]]
    actor, event, recipient, days = zip(*rows[::-1], *rows[:20], strict=True)
    pq.write_table(
        pa.table({"actor": actor, "event": event, "recipient": recipient, "date": days}), tmp_path / "events.parquet"
    )
    return tmp_path / "events.parquet"


class Ran:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    def rows(self) -> list[dict[str, Any]]:
        assert (self.status, self.err) == (0, "")
        return [json.loads(line) for line in self.out.splitlines()]


class Run:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *arguments: object) -> Ran:
        status = 0
        try:
            main([str(one) for one in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        told = self.capsys.readouterr()
        return Ran(status, told.out, told.err)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("COMITY_DB", raising=False)
    return Run(monkeypatch, capsys)


def test_a_pair_is_forecast_both_ways_by_class_and_horizon(run: Run, db: Path) -> None:
    rows = run("forecast", "China", "RUS", "--db", db, "--json").rows()
    assert len(rows) == 2 * 4 * 3
    assert {(row["actor"], row["recipient"]) for row in rows} == {("CHN", "RUS"), ("RUS", "CHN")}
    assert {row["on"] for row in rows} == {str(DAYS[-1] + timedelta(1))}
    assert all(0 <= row["chance"] <= 1 and 0 <= row["base"] <= 1 for row in rows)
    assert all(row["low"] <= row["median"] <= row["high"] for row in rows)
    assert {(row["data"], row["last"], row["known_until"]) for row in rows} == {
        ("observatory", str(DAYS[-1]), str(DAYS[-1]))
    }
    talks = {row["event"]: row for row in rows if row["actor"] == "CHN" and row["horizon"] == 30}
    assert talks["verbal_coop"]["chance"] > 0.8 > 0.3 > talks["material_conf"]["chance"]


def test_what_is_asked_for_is_what_comes(run: Run, db: Path) -> None:
    rows = run("forecast", "CHN", "RUS", "--by", "RUS", "--horizon", 14, "--type", "consult", "--class", "verbal_conf",
               "--db", db, "--json").rows()  # fmt: skip
    assert [(row["actor"], row["event"], row["horizon"]) for row in rows] == [
        ("RUS", "verbal_conf", 14),
        ("RUS", "CONSULT", 14),
    ]


def test_what_was_announced_stands_among_the_drivers(run: Run, db: Path) -> None:
    rows = run("forecast", "CHN", "RUS", "--by", "RUS", "--class", "material_coop", "--db", db, "--json").rows()
    assert [row["horizon"] for row in rows] == [7, 30, 90]
    for row in rows:
        assert "COOPERATE announced for" in row["drivers"][0]["words"]
        assert row["drivers"][0]["events"] == ["plan-0"]
    told = run("forecast", "CHN", "RUS", "--db", db).out
    assert "COOPERATE announced for" in told
    assert "[plan-0]" in told


def test_people_see_a_table(run: Run, db: Path) -> None:
    told = run("forecast", "CHN", "RUS", "--db", db)
    assert told.status == 0
    assert "China and Russia: what comes next, from 20 February 2024" in told.out
    assert "CHN -> RUS  (60 past events)" in told.out
    assert "cooperation in words" in told.out
    table = [line for line in told.out.splitlines() if "·" in line or "━" in line]
    assert len(table) == 24
    assert all(len(line) <= 120 for line in table)


def test_forecasts_are_kept_once_and_graded_when_their_days_are_over(run: Run, db: Path) -> None:
    for _ in range(2):
        run("forecast", "CHN", "RUS", "--horizon", 7, "--db", db)
    rows = run("score", "forecasts", "--db", db, "--json").rows()
    assert [row["status"] for row in rows] == ["open"] * 8
    after = DAYS[-1] + timedelta(20)
    with Store(db) as store:
        store.append(
            [report("later", str(after), act("CHN", "RUS", on=str(DAYS[-1] + timedelta(3))), act("FRA", "USA"))]
        )
        store.append([report("much later", str(after + timedelta(9)), act("FRA", "USA"))])
    rows = run("score", "forecasts", "--db", db, "--json").rows()
    forecasts = [row for row in rows if row["kind"] == "forecast"]
    assert [row["status"] for row in forecasts] == ["graded"] * 8
    talks = next(row for row in forecasts if (row["actor"], row["event"]) == ("RUS", "verbal_coop"))
    assert (talks["seen"], talks["events"]) == (1, ["later-0"])
    assert talks["brier"] == pytest.approx((talks["chance"] - 1) ** 2)
    (whole,) = [row for row in rows if row["kind"] == "score" and row["event"] is None and row["horizon"] is None]
    assert (whole["n"], whole["happened"]) == (8, 2)
    assert sum(row["n"] for row in rows if row["kind"] == "reliability") == 8
    told = run("score", "forecasts", "--db", db).out
    assert "8 graded, 0 open" in told
    assert "Brier" in told


def test_a_wrong_call_is_shown(run: Run, db: Path) -> None:
    run("forecast", "CHN", "RUS", "--by", "CHN", "--horizon", 7, "--class", "verbal_coop", "--db", db)
    later = [DAYS[-1] + timedelta(days) for days in (3, 20)]
    with Store(db) as store:
        store.append([report(f"quiet{day}", str(day), act("FRA", "USA")) for day in later])
    told = run("score", "forecasts", "--db", db).out
    assert "Wrong calls" in told
    assert "seen 0 times" in told


def test_a_forecast_for_a_day_that_is_known_rests_on_earlier_days_and_is_graded_apart(run: Run, db: Path) -> None:
    on = DAYS[40]
    early = run("forecast", "CHN", "RUS", "--on", on, "--horizon", 7, "--db", db, "--json").rows()
    assert {(row["on"], row["last"], row["known_until"]) for row in early} == {(str(on), str(DAYS[39]), str(DAYS[-1]))}
    with Store(db) as store:
        store.append([report("late", str(DAYS[-1]), act("CHN", "RUS", "ASSAULT", on=str(DAYS[38])))])
    again = run("forecast", "CHN", "RUS", "--on", on, "--horizon", 7, "--db", db, "--json").rows()
    assert [row["chance"] for row in again] == [row["chance"] for row in early]
    rows = run("score", "forecasts", "--db", db, "--json").rows()
    assert {row["kind"] for row in rows} == {"forecast"}
    assert {row["hindsight"] for row in rows} == {True}
    assert "in hindsight" in run("score", "forecasts", "--db", db).out


def test_what_would_follow(run: Run, db: Path) -> None:
    (found,) = run(
        "forecast", "CHN", "USA", "--by", "USA", "--if", "sanction", "--within", 10, "--db", db, "--json"
    ).rows()
    assert (found["actor"], found["recipient"], found["cases"]) == ("USA", "CHN", 6)
    reply = found["follows"][0]
    assert (reply["actor"], reply["event"], reply["n"]) == ("CHN", "REJECT", 6)
    assert reply["ratio"] > 3
    assert (reply["examples"][0]["condition"], reply["examples"][0]["followed"]) == ("w55-2", "w56-2")
    told = run("forecast", "USA", "CHN", "--if", "SANCTION", "--within", 10, "--db", db).out
    assert "Association, not cause" in told
    assert "6 of 6" in told
    assert "few cases" in told
    assert "w55-2" in told


def test_a_file_of_events_is_a_history_as_well(run: Run, history: Path, tmp_path: Path) -> None:
    db = tmp_path / "own.duckdb"
    rows = run("forecast", "Iran", "Iraq", "--history", history, "--db", db, "--class", "verbal_conf", "--json").rows()
    assert {(row["actor"], row["data"], row["events"]) for row in rows} == {
        ("Iran", "events.parquet", 90), ("Iraq", "events.parquet", 90),
    }  # fmt: skip
    visits = run("forecast", "Iraq", "Iran", "--by", "Iraq", "--history", history, "--db", db, "--type", "Make_a_visit",
                 "--json").rows()  # fmt: skip
    assert {row["event"] for row in visits} == {"Make_a_visit"}
    board = run("score", "forecasts", "--history", history, "--db", db, "--json").rows()
    assert [row["status"] for row in board] == ["open"] * 9
    assert "No forecast was made from observatory yet" in run("score", "forecasts", "--db", db).out


def test_a_type_is_taken_as_the_file_writes_it(run: Run, tmp_path: Path) -> None:
    rows = [("Iran", "Consult", "Iraq", day) for day in DAYS] + [("Iran", "120", "Iraq", DAYS[0])]
    actor, event, recipient, days = zip(*rows, strict=True)
    file, db = tmp_path / "own.parquet", tmp_path / "own.duckdb"
    pq.write_table(pa.table({"actor": actor, "event": event, "recipient": recipient, "date": days}), file)
    asked = ("--history", file, "--db", db, "--json")
    (own,) = run("forecast", "Iran", "Iraq", "--by", "Iran", "--horizon", "7", "--type", "Consult", *asked).rows()
    assert (own["event"], own["seen"]) == ("Consult", len(DAYS))
    (first,) = run("forecast", "Iran", "--whom", "--type", "Consult", *asked).rows()
    assert first["seen"] == len(DAYS)
    assert run("forecast", "Iran", "Iraq", "--if", "Consult", *asked).rows()[0]["condition"] == "Consult"
    (coded,) = run("forecast", "Iran", "Iraq", "--by", "Iran", "--horizon", "7", "--type", "reject", *asked).rows()
    assert (coded["event"], coded["seen"]) == ("REJECT", 1)


def test_a_scenario_from_a_file_needs_no_observatory(run: Run, history: Path, tmp_path: Path) -> None:
    db = tmp_path / "own.duckdb"
    (found,) = run("forecast", "Iran", "Iraq", "--if", "reject", "--history", history, "--db", db, "--json").rows()
    assert (found["actor"], found["data"]) == ("Iran", "events.parquet")
    assert not db.exists()


def test_one_actor_alone_in_a_file(run: Run, tmp_path: Path) -> None:
    alone = pa.table({"actor": ["Peru"], "event": ["042"], "recipient": ["Peru"], "date": ["2014-01-01"]})
    pq.write_table(alone, tmp_path / "alone.parquet")
    told = run("forecast", "Peru", "Chad", "--history", tmp_path / "alone.parquet", "--db", tmp_path / "own.duckdb")
    assert (told.status, told.out) == (1, "")
    assert "no event of alone.parquet has an actor 'Peru'" in told.err


def test_a_backtest_scores_what_would_have_been_said(run: Run, db: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    first, last = DAYS[48], DAYS[50]
    told = run("backtest", "--from", first, "--to", last, "--horizon", 14, "--db", db, "--json", "-o", rows).rows()
    parts = {(row["pairs"], row["event"]): row["scores"] for row in told if row["kind"] == "score"}
    whole = parts["all", None]
    # On three days four classes for CHN and RUS both ways, FRA to DEU, and CHN and USA both ways.
    assert whole["n"] == 3 * 4 * 5
    assert {event for _, event in parts} == {None, "verbal_coop", "material_coop", "verbal_conf", "material_conf"}
    assert whole["brier"] == pytest.approx(
        whole["reliability"] - whole["resolution"] + whole["uncertainty"] + whole["within"]
    )
    assert sum(row["n"] for row in told if row["kind"] == "reliability") == whole["n"]
    assert len(rows.read_text(encoding="utf-8").splitlines()) == whole["n"] + 1
    shown = run("backtest", "--from", first, "--to", first, "--horizon", 14, "--class", "verbal_coop", "--db", db).out
    assert "Backtest on observatory" in shown
    assert "cooperation in words" in shown


def test_no_skill_is_shown_where_nothing_came(run: Run, db: Path) -> None:
    shown = run("backtest", "--from", DAYS[48], "--to", DAYS[48], "--horizon", 14, "--db", db).out.splitlines()
    of_all = {
        kind: next(line for line in shown if kind in line) for kind in ("conflict in words", "cooperation in deeds")
    }
    assert " to " not in of_all["conflict in words"]
    assert " to " in of_all["cooperation in deeds"]


def test_a_file_that_is_not_there(run: Run, db: Path, tmp_path: Path) -> None:
    told = run("forecast", "CHN", "RUS", "--history", tmp_path / "none.parquet", "--db", db)
    assert (told.status, told.out) == (1, "")
    assert "none.parquet: there is no such file" in told.err


def test_a_backtest_without_a_window_that_is_over(run: Run, db: Path) -> None:
    told = run("backtest", "--from", DAYS[-1], "--to", DAYS[-1], "--db", db)
    assert (told.status, told.out, told.err.count("\n")) == (1, "", 1)
    assert "no window" in told.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("CHN", "Atlantis"), "no actor is named 'Atlantis'"),
        (("CHN", "China"), "is given twice"),
        (("CHN", "Malta"), "no event of observatory has an actor"),
        (("CHN", "RUS", "--by", "USA"), "is neither CHN nor RUS"),
        (("CHN", "RUS", "--on", "2022-12-01"), "nothing is known before 2022-12-01"),
        (("CHN", "RUS", "--on", str(FIRST)), f"nothing is known before {FIRST}"),
        (("CHN", "RUS", "--type", "DANCE"), "DANCE"),
        (("CHN", "RUS", "--if", "DANCE"), "'DANCE' is no PLOVER event type"),
        (("CHN", "RUS", "--if", "AID", "--on", "2024-01-01"), "--within"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, db: Path, arguments: tuple[str, ...], words: str) -> None:
    told = run("forecast", *arguments, "--db", db)
    assert (told.status, told.out, told.err.count("\n")) == (1, "", 1)
    assert words in told.err


def test_a_pair_without_a_history_is_forecast_and_flagged(run: Run, db: Path) -> None:
    rows = run("forecast", "FRA", "CHN", "--by", "FRA", "--db", db, "--json").rows()
    assert {row["few"] for row in rows} == {True}
    assert max(row["chance"] for row in rows) < 0.5
    assert "no past event between them this way" in run("forecast", "FRA", "CHN", "--db", db).out


def test_no_file_and_an_empty_one(run: Run, tmp_path: Path) -> None:
    told = run("forecast", "CHN", "RUS", "--db", tmp_path / "none.duckdb")
    assert (told.status, "does not exist" in told.err) == (1, True)
    assert not (tmp_path / "none.duckdb").exists()
    Store(tmp_path / "empty.duckdb").close()
    told = run("forecast", "CHN", "RUS", "--db", tmp_path / "empty.duckdb")
    assert (told.status, "holds no report" in told.err) == (1, True)
    assert "No forecast was made" in run("score", "forecasts", "--db", tmp_path / "empty.duckdb").out
    assert run("score", "forecasts", "--db", tmp_path / "empty.duckdb", "--json").rows() == []


def test_whom_an_actor_will_do_it_to(run: Run, db: Path) -> None:
    on = DAYS[-1] + timedelta(7)
    rows = run("forecast", "China", "--whom", "--type", "consult", "--top", 3, "--on", on, "--db", db, "--json").rows()
    assert [(row["actor"], row["place"]) for row in rows] == [("CHN", 1), ("CHN", 2), ("CHN", 3)]
    first = rows[0]
    assert (first["recipient"], first["event"], first["asks"]) == ("RUS", "CONSULT", "whom")
    assert (first["on"], first["seen"], first["last_seen"]) == (str(on), 60, str(DAYS[-1]))
    assert first["baselines"] == {"recurrency": 1, "strict": 1, "relaxed": 1, "popularity": 1.5}
    assert 0.5 < first["share"] <= 1
    assert sum(row["share"] for row in rows) <= 1.0001
    reason = first["why"][0]
    assert 0 < reason["right"] <= reason["asked"]
    assert reason["words"].startswith(f"in {reason['right']} of {reason['asked']} cases CONSULT by ")
    assert reason["words"].endswith(f"was followed by CONSULT; last on {DAYS[-1]}")
    assert {row["data"] for row in rows} == {"observatory"}


def test_who_will_do_it(run: Run, db: Path) -> None:
    rows = run("forecast", "CHN", "--who", "--type", "SANCTION", "--db", db, "--json").rows()
    assert (rows[0]["actor"], rows[0]["recipient"], rows[0]["seen"]) == ("USA", "CHN", 6)
    assert "CHN" not in {row["actor"] for row in rows}
    assert {row["asks"] for row in run("forecast", "CHN", "--type", "SANCTION", "--db", db, "--json").rows()} == {
        "who", "whom",
    }  # fmt: skip


def test_people_see_the_ranking_with_its_reasons(run: Run, db: Path) -> None:
    told = run("forecast", "DEU", "--who", "--type", "AID", "--on", DAYS[-1] + timedelta(7), "--db", db).out
    assert "AID on 26 February 2024: by whom towards Germany" in told
    assert "60 such acts towards DEU before" in told
    first = next(line for line in told.splitlines() if line.lstrip().startswith("1."))
    assert "FRA" in first
    assert "France" in first
    assert "cases AID by FRA" in told
    assert "recurrency" in told
    assert "no cause" in told
    few = run("forecast", "DEU", "--whom", "--type", "AID", "--db", db).out
    assert "Too few: the order is a guess" in few
    assert "Learnt from few events: high shares are too sure" in few


def test_a_ranking_rests_on_earlier_days_alone(run: Run, db: Path) -> None:
    asked = ("forecast", "CHN", "--whom", "--type", "CONSULT", "--on", DAYS[40], "--db", db, "--json")
    early = run(*asked).rows()
    assert {(row["last"], row["seen"]) for row in early[:1]} == {(str(DAYS[39]), 40)}
    with Store(db) as store:
        store.append([report("late", str(DAYS[-1]), *[act("CHN", "PER", on=str(day)) for day in DAYS[41:]])])
    again = run(*asked).rows()
    assert [(row["recipient"], row["share"]) for row in again] == [(row["recipient"], row["share"]) for row in early]


def test_a_ranking_from_a_file(run: Run, history: Path, tmp_path: Path) -> None:
    rows = run("forecast", "Iraq", "--whom", "--type", "Make_a_visit", "--history", history, "--db",
               tmp_path / "none.duckdb", "--json").rows()  # fmt: skip
    # Two actors alone: there is one other to name.
    assert [(row["recipient"], row["share"], row["among"]) for row in rows] == [("Iran", 1.0, 1)]
    assert not (tmp_path / "none.duckdb").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("CHN",), "give the other one too or"),
        (("CHN", "--whom"), 'comity forecast "CHN" --type CONSULT'),
        (("CHN", "--whom", "--class", "verbal_coop"), "no --class"),
        (("CHN", "RUS", "--whom", "--type", "AID"), "leave RUS out"),
        (
            ("CHN", "--type", "DANCE"),
            "no event of observatory before 2024-02-20 is 'DANCE': the most are CONSULT (120)",
        ),
        (("Atlantis", "--type", "AID"), "no actor is named 'Atlantis'"),
        (("Malta", "--type", "AID"), "no event of observatory has an actor"),
        (
            ("USA", "--type", "CONSULT", "--on", str(DAYS[2])),
            f"no event of observatory before {DAYS[2]} has an actor 'USA'",
        ),
        (("CHN", "--type", "CONSULT", "--on", str(FIRST)), f"nothing is known before {FIRST}"),
        (("CHN", "--type", "AID", "--events", "icews"), "no event dataset 'icews' is loaded"),
    ],
)
def test_what_cannot_be_ranked_is_said_in_one_line(run: Run, db: Path, arguments: tuple[str, ...], words: str) -> None:
    told = run("forecast", *arguments, "--db", db)
    assert (told.status, told.out, told.err.count("\n")) == (1, "", 1)
    assert words in told.err


def test_a_file_that_cannot_be_written_to_is_forecast_from_all_the_same(run: Run, db: Path) -> None:
    asked = ("--by", "CHN", "--horizon", 7, "--class", "verbal_coop")
    # Whoever reads the file keeps others from writing to it, as its rights may do.
    with Store(db, read_only=True):
        rows = run("forecast", "CHN", "RUS", *asked, "--db", db, "--json").rows()
        told = run("forecast", "CHN", "RUS", *asked, "--db", db)
    assert [(row["event"], row["kept"]) for row in rows] == [("verbal_coop", False)]
    assert told.status == 0
    assert f"Not kept on the scoreboard: {db} cannot be written to." in told.out
    assert run("score", "forecasts", "--db", db, "--json").rows() == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the rights of files do not hold root")
def test_a_folder_that_can_only_be_read(run: Run, db: Path, history: Path) -> None:
    db.chmod(0o444)
    db.parent.chmod(0o555)
    try:
        rows = run("forecast", "CHN", "RUS", "--by", "CHN", "--db", db, "--json").rows()
        rows += run(
            "forecast", "Iran", "Iraq", "--history", history, "--db", db.parent / "none.duckdb", "--json"
        ).rows()
    finally:
        db.parent.chmod(0o755)
    assert {row["kept"] for row in rows} == {False}


def test_what_is_kept_says_so(run: Run, db: Path) -> None:
    (row,) = run("forecast", "CHN", "RUS", "--by", "CHN", "--horizon", 7, "--class", "verbal_coop", "--db", db,
                 "--json").rows()  # fmt: skip
    assert row["kept"] is True


def test_past_events_of_a_loaded_dataset(run: Run, tmp_path: Path) -> None:
    db = tmp_path / "loaded.duckdb"
    file = write(tmp_path, "polecat", [polecat_row(n, **{"Event Date": str(day)}) for n, day in enumerate(DAYS)])
    with Observatory(db) as observatory:
        observatory.load("polecat", file)
    rows = run("forecast", "RUS", "China", "--by", "RUS", "--horizon", 7, "--type", "CONSULT", "--events", "polecat",
               "--db", db, "--json").rows()  # fmt: skip
    assert [(row["data"], row["last"], row["kept"]) for row in rows] == [("polecat", str(DAYS[-1]), True)]
    assert rows[0]["seen"] == 60
    order = run("forecast", "RUS", "--whom", "--type", "CONSULT", "--events", "polecat", "--db", db, "--json").rows()
    assert [(row["recipient"], row["data"]) for row in order] == [("CHN", "polecat")]
    board = run("score", "forecasts", "--events", "polecat", "--db", db, "--json").rows()
    assert [row["status"] for row in board] == ["open"]
    told = run("forecast", "RUS", "CHN", "--db", db)
    assert (told.status, "--events icews" in told.err) == (1, True)
    both = run("forecast", "RUS", "CHN", "--events", "polecat", "--history", file, "--db", db)
    assert (both.status, "from one place" in both.err) == (1, True)
