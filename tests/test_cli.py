"""The command line as people and scripts meet it: what is printed where, and with which exit status it ends."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from comity.cli import main
from comity.store import SCHEMA_VERSION, TABLES, Store

TREATY = "China and Russia signed a treaty on Monday."
REPORTS = [
    {"id": "r1", "text": TREATY, "published": "2024-05-16", "source": "Wire", "desk": "asia"},
    {"id": "r2", "text": "North Korea fired missiles at Japan on Tuesday.", "published": "2024-05-17"},
    {"id": "r3", "text": "Nothing of note happened in the village."},
]


@dataclass(frozen=True)
class Said:
    """What a run of the command line said, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Comity = Callable[..., Said]


@pytest.fixture
def comity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Comity:
    """Run the command line in this process, in an empty folder; what it says on stderr is at most one line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMITY_DB", raising=False)

    def run(*arguments: str | Path) -> Said:
        status = 0
        try:
            main([str(word) for word in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        said = Said(status, *capsys.readouterr())
        assert len(said.err.splitlines()) == (status != 0), said.err
        return said

    return run


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in REPORTS))
    return path


@pytest.fixture
def kept(comity: Comity, reports: Path) -> Comity:
    """The same, where the reports are kept already."""
    assert comity("read", reports).status == 0
    return comity


def process(*arguments: str | Path, **how: Any) -> subprocess.Popen[str]:
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    how["env"] = {name: value for name, value in how.get("env", os.environ).items() if name != "PYTHONUNBUFFERED"}
    return subprocess.Popen([sys.executable, "-m", "comity", *map(str, arguments)], **streams | how)  # type: ignore[call-overload, no-any-return]


# -- code ------------------------------------------------------------------------------------------------------------


def test_code_prints_one_object_a_document_as_agreed(comity: Comity, reports: Path) -> None:
    first, second, third = comity("code", reports, "--json").rows
    assert first["document"] == {
        "id": "r1", "title": None, "published": "2024-05-16", "source": "Wire", "url": None, "language": None,
        "desk": "asia",
    }  # fmt: skip
    assert set(first) == {"document", "events", "quotes", "claims", "rejected"}
    (event,) = first["events"]
    for side in ("actor", "recipient"):
        assert set(event[side]) == {"code", "country", "name", "role", "sector"}
    for part in ("evidence", "trigger"):
        at = event[part]
        assert TREATY[at["start"] : at["end"]] == at["text"]
    wanted = "id actor recipient reciprocal type mode contexts quad cameo intensity goldstein modality date precision"
    assert set(wanted.split()) | {"location", "evidence", "trigger", "confidence", "why"} <= set(event)
    assert {event["actor"]["code"], event["recipient"]["code"]} == {"CHN", "RUS"}
    assert event["reciprocal"] is True
    assert (second["events"][0]["actor"]["code"], second["events"][0]["recipient"]["code"]) == ("PRK", "JPN")
    assert third["events"] == []


def test_code_prints_for_people_without_colour_or_trailing_space(comity: Comity, reports: Path) -> None:
    out = comity("code", reports).out
    assert "CHN <-> RUS" in out
    assert f"     {TREATY}\n" in out
    assert "nothing between states was found" in out
    assert "\x1b" not in out
    assert not [line for line in out.splitlines() if line != line.rstrip()]


def test_code_keeps_the_order_of_its_input_and_reads_on(comity: Comity, reports: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"id": "b1", "text": "France praised Germany."}\n{"id": "b2", "te\n')
    said = comity("code", "absent.txt", reports, broken, "gone.txt", reports, "--json")
    assert [row["document"]["id"] for row in said.rows] == [
        "r1",
        "r2",
        "r3",
        "b1",
        f"{broken}, line 2",
        "r1",
        "r2",
        "r3",
    ]
    assert [row["rejected"] is None for row in said.rows] == [True] * 4 + [False] + [True] * 3
    assert said.status == 1
    assert said.err == (
        "comity: absent.txt: no such file or directory; give a file or a folder of reports "
        "(and 1 more that could not be opened)\n"
    )


def test_code_takes_a_day_for_reports_without_one(comity: Comity, reports: Path) -> None:
    rows = comity("code", "--published", "2024-06-01", reports, "--json").rows
    assert [row["document"]["published"] for row in rows] == ["2024-05-16", "2024-05-17", "2024-06-01"]


@pytest.mark.parametrize("content", [TREATY, json.dumps({"text": TREATY}) + "\n"])
def test_code_reads_standard_input(comity: Comity, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    (row,) = comity("code", "-", "--json").rows
    assert row["events"][0]["evidence"]["text"] == TREATY


def test_code_without_any_report_says_so(comity: Comity, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = comity("code", "empty")
    assert (said.status, said.err) == (1, "comity: nothing could be coded: empty: the folder holds no files\n")
    (tmp_path / "empty" / "a.txt").touch()
    (tmp_path / "empty" / "b.txt").touch()
    said = comity("code", "empty", "--json")
    assert said.err == "comity: nothing could be coded: empty/a.txt: the file is empty (and 1 more)\n"
    assert [row["rejected"] for row in said.rows] == ["the file is empty"] * 2


def test_code_with_an_actor_file_of_ones_own(comity: Comity, tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text("- {code: RUR, kind: state, name: Ruritania, capitals: [{name: Strelsau}]}\n")
    (tmp_path / "a.txt").write_text("Ruritania condemned France.")
    (row,) = comity("code", "a.txt", "--actors", "own.yml", "--json").rows
    assert row["events"][0]["actor"]["code"] == "RUR"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- {code: RUR, kind: state}", "own.yml, entry 1: an entity needs code, kind and name"),
        ("- {code: RUR, kind: county, name: R}", "entry 1 (RUR): kind 'county' is none of state, organisation"),
        ("- {code: RUR, kind: state, name: R, nmaes: [r]}", "own.yml, entry 1 (RUR): unknown key nmaes"),
        ("- {code: RUR, kind: state, name: R, from: soon}", "'soon' is no date; write YYYY, YYYY-MM or YYYY-MM-DD"),
        (
            "- {code: R, kind: state, name: R}\n- {code: R, kind: state, name: S}",
            "own.yml, entry 2: R is defined twice",
        ),
        ("- {code: R, kind: state, name: R, former: [S]}", "own.yml: no actor file"),
        ("- code: [", "own.yml"),
        ("42", "own.yml: no actor file ('int' object is not iterable): it is a list of entities"),
        (None, "own.yml: cannot be read"),
    ],
)
def test_a_broken_actor_file_is_named(
    comity: Comity, tmp_path: Path, reports: Path, content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "own.yml").write_text(content)
    for command in (("code", reports), ("read", reports), ("doctor",)):
        answer = comity(*command, "--actors", "own.yml")
        assert answer.status == 1
        assert said in answer.err


# -- wrong usage -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("code", "PATHS is missing; see comity code --help"),
        ("code a.txt --bogus", "Unknown option: --bogus; see comity code --help"),
        ("code a.txt --published tomorrow", "'tomorrow' is no date, write it as 2024-05-16; see comity code --help"),
        ("code a.txt --published", "--published needs a value; see comity code --help"),
        (
            "code a.txt --coder slow",
            'Invalid value "slow" for --coder. Choose from: "full", "fast", "remote"; see comity code --help',
        ),
        ("code a.txt --processes 0", 'Invalid value "0" for --processes'),
        ("dossier CHN", "B is missing; see comity dossier --help"),
        ("dossier CHN RUS --since 2024-13-01", "'2024-13-01' is no date"),
        ("export events", "-o is missing; see comity export --help"),
        ("score pairs", "FILE is missing; see comity score pairs --help"),
        ("frobnicate", 'Unknown command "frobnicate"'),
        ("cod a.txt", 'Did you mean "code"?'),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(comity: Comity, words: str, said: str) -> None:
    answer = comity(*words.split())
    assert answer.status == 2
    assert answer.out == ""
    assert answer.err.startswith("comity: ")
    assert said in answer.err


def test_a_name_cannot_write_to_the_terminal(comity: Comity, tmp_path: Path) -> None:
    assert comity("code", "\x1b[31mred\nname").err.startswith("comity: \ufffd[31mred name: no such file")
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "\x1b]0;owned\x07", "text": f"{TREATY} \x1b[2J\u202eevil"}))
    out = comity("code", "a.jsonl").out
    assert "\ufffd]0;owned\ufffd" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


# -- read, rebuild, export -------------------------------------------------------------------------------------------


def test_read_keeps_and_a_second_time_changes_nothing(comity: Comity, reports: Path, tmp_path: Path) -> None:
    said = comity("read", reports)
    assert said.out == (
        "3 new reports, 0 known already, 0 corrected\n2 events, 0 quotes, 0 claims\nkept in comity.duckdb\n"
    )
    before = tables(tmp_path / "comity.duckdb")
    (again,) = comity("read", reports, "--json").rows
    assert again == {
        "seen": 3, "new": 0, "unchanged": 3, "superseded": 0, "rejected": 0, "events": 0, "quotes": 0, "claims": 0,
    }  # fmt: skip
    assert tables(tmp_path / "comity.duckdb") == before


def test_a_changed_report_supersedes_the_old_one(kept: Comity, reports: Path, tmp_path: Path) -> None:
    reports.write_text(json.dumps({**REPORTS[0], "text": "China and Russia signed no treaty."}))
    (done,) = kept("read", reports, "--json").rows
    assert (done["new"], done["superseded"]) == (1, 1)
    with Store(tmp_path / "comity.duckdb", read_only=True) as store:
        assert store.counts()["reports"] == 3
        assert store.counts()["superseded"] == 1


def test_read_keeps_the_others_where_one_location_is_missing(comity: Comity, reports: Path) -> None:
    said = comity("read", "absent", reports)
    assert said.status == 1
    assert said.out.startswith("3 new reports")
    assert said.err == "comity: absent: no such file or directory; give a file or a folder of reports\n"


def test_read_without_any_report_keeps_the_reasons(comity: Comity, tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    said = comity("read", "a.txt", "--db", "own.duckdb")
    assert said.status == 1
    assert "1 input could not be used" in said.out
    assert comity("export", "rejected", "-o", "why.json", "--db", "own.duckdb").status == 0
    (row,) = json.loads((tmp_path / "why.json").read_text())
    assert (row["location"], row["reason"]) == ("a.txt", "the file is empty")


def test_the_file_may_be_named_by_the_environment(
    comity: Comity, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_DB", str(tmp_path / "elsewhere.duckdb"))
    assert comity("read", reports).status == 0
    assert (tmp_path / "elsewhere.duckdb").exists()


def test_rebuild_gives_the_same_tables(kept: Comity, tmp_path: Path) -> None:
    before = tables(tmp_path / "comity.duckdb")
    assert kept("rebuild").out == "3 reports coded anew in comity.duckdb\n"
    assert kept("rebuild", "--json").rows == [{"reports": 3}]
    assert tables(tmp_path / "comity.duckdb") == before


def test_export_writes_one_table_or_all(kept: Comity, tmp_path: Path) -> None:
    assert kept("export", "events", "-o", "out/e.parquet").out == "out/e.parquet\n"
    assert pq.read_table(tmp_path / "out/e.parquet").num_rows == 2
    assert kept("export", "-o", "all", "--json").rows == [{"written": [f"all/{name}.parquet" for name in TABLES]}]
    assert {path.stem for path in (tmp_path / "all").iterdir()} == set(TABLES)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("evnts -o x.csv", "there is no table 'evnts': choose of reports, events"),
        ("events -o x.xlsx", "the ending names no format"),
        ("-o all.csv", "takes one table"),
        ("-o reports.jsonl/x", "cannot be made a folder"),
        ("events -o /proc/none/x.csv", "cannot be written"),
        ("events -o x.csv --db none.duckdb", "comity read PATH --db none.duckdb"),
    ],
)
def test_what_export_cannot_do(kept: Comity, words: str, said: str) -> None:
    answer = kept("export", *words.split())
    assert (answer.status, answer.out) == (1, "")
    assert said in answer.err


def tables(path: Path) -> dict[str, Any]:
    """All that the file says but when its reports were read."""
    with Store(path, read_only=True) as store:
        found = store.tables()
    found["reports"] = found["reports"].drop_columns(["read_at"])
    return {name: table.to_pylist() for name, table in found.items()}


# -- dossier, explain, doctor, score, demo ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("CHN Atlantis", "no actor is named 'Atlantis'"),
        ("CHN China", "are the same actor, CHN"),
        ("CHN RUS --since 2024-05-01 --until 2024-01-01", "--since 2024-05-01 lies after --until 2024-01-01"),
        ("CHN RUS -o x.docx", "choose .html, .md, .json or .pdf"),
        ("CHN RUS -o /proc/none/x.html", "cannot be written"),
        ("CHN RUS --db none.duckdb", "none.duckdb does not exist"),
    ],
)
def test_what_dossier_cannot_do(kept: Comity, words: str, said: str) -> None:
    answer = kept("dossier", *words.split())
    assert (answer.status, answer.out) == (1, "")
    assert said in answer.err


def test_dossier_is_one_object_on_stdout_with_json(kept: Comity, tmp_path: Path) -> None:
    (written,) = kept("dossier", "China", "RUS", "--json").rows
    assert (written["a"]["code"], written["b"]["code"]) == ("CHN", "RUS")
    assert kept("dossier", "CHN", "RUS", "-o", "x.md", "--json").rows == [{"written": "x.md"}]
    assert not list(tmp_path.glob("*.html"))


def test_explain_shows_the_sentence_and_the_rules(kept: Comity, tmp_path: Path) -> None:
    with Store(tmp_path / "comity.duckdb", read_only=True) as store:
        event = store.tables()["events"].to_pylist()[0]
    out = kept("explain", event["id"][:8]).out
    assert event["evidence_text"] in out
    assert event["why"][0] in out
    assert not [line for line in out.splitlines() if line != line.rstrip()]
    (row,) = kept("explain", event["id"], "--json").rows
    assert row["id"] == event["id"]
    assert row["evidence_text"] == event["evidence_text"]
    assert "holds no event 'zzz'" in kept("explain", "zzz").err


def test_doctor_on_a_fresh_machine(comity: Comity, tmp_path: Path) -> None:
    rows = comity("doctor", "--json").rows
    assert [(row["name"], row["good"]) for row in rows] == [
        ("python", True), ("actors", True), ("coder", True), ("file", True)
    ]  # fmt: skip
    assert "comity.duckdb does not exist yet" in comity("doctor").out
    assert not list(tmp_path.iterdir())


def test_doctor_tells_of_what_was_refused_and_interrupted(kept: Comity, tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    kept("read", "a.txt")
    with duckdb.connect(str(tmp_path / "comity.duckdb")) as file:
        file.execute("UPDATE cursors SET finished = false, position = 2 WHERE location LIKE '%reports.jsonl'")
    said = kept("doctor")
    assert said.status == 0
    assert "reports.jsonl after 2 reports" in said.out
    assert "1 input could not be used" in said.out


def damaged(path: Path) -> None:
    Store(path).close()
    data = bytearray(path.read_bytes())
    data[4096:8192] = bytes(4096)
    path.write_bytes(data)


def newer(path: Path) -> None:
    Store(path).close()
    with duckdb.connect(str(path)) as file:
        file.execute(f"UPDATE meta SET value = '{SCHEMA_VERSION + 1}' WHERE key = 'schema'")


def foreign(path: Path) -> None:
    with duckdb.connect(str(path)) as file:
        file.execute("CREATE TABLE mine (x INTEGER)")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("notes"), "is not a DuckDB file: give comity a file of its own (--db FILE)"),
        (lambda path: path.mkdir(), "cannot be opened"),
        (damaged, "is damaged: go back to a copy of it"),
        (foreign, "is a DuckDB file of something else"),
        (newer, "update comity"),
    ],
    ids=["text", "folder", "damaged", "foreign", "newer"],
)
def test_a_file_that_cannot_be_used(comity: Comity, tmp_path: Path, reports: Path, make: Any, said: str) -> None:
    make(tmp_path / "comity.duckdb")
    for command in (("doctor",), ("read", reports), ("dossier", "CHN", "RUS"), ("rebuild",), ("explain", "a")):
        answer = comity(*command)
        assert answer.status == 1
        assert said in answer.err
    assert "look  file: comity.duckdb" in comity("doctor").out


def test_two_writers_at_once(kept: Comity, reports: Path, tmp_path: Path) -> None:
    hold = f"import duckdb, sys; c = duckdb.connect({str(tmp_path / 'comity.duckdb')!r}); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        said = kept("read", reports)
        holder.communicate(b"\n")
    assert said.status == 1
    assert f"comity.duckdb is in use by process {holder.pid}: wait until" in said.err
    assert kept("read", reports).status == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no rows"),
        ("{oops", "line 1: no JSON"),
        ("[1]", "line 1: a JSON list, not an object"),
        ('{"id": "a", "text": "x"}', "row 1 has no"),
    ],
)
@pytest.mark.parametrize("what", ["pairs", "reports"])
def test_gold_that_cannot_be_scored(comity: Comity, tmp_path: Path, what: str, content: str, said: str) -> None:
    (tmp_path / "gold.jsonl").write_text(content)
    answer = comity("score", what, "gold.jsonl")
    assert (answer.status, answer.out) == (1, "")
    assert said in answer.err


def test_reports_are_scored_as_the_referee_scores_them(comity: Comity, shared: Path, tmp_path: Path) -> None:
    gold, referee = shared / "data" / "coding" / "reports_examples.jsonl", shared / "tools" / "scoring.py"
    inputs = subprocess.run([sys.executable, referee, "inputs-reports", gold], capture_output=True, check=True)
    (tmp_path / "in.jsonl").write_bytes(inputs.stdout)
    (tmp_path / "coded.jsonl").write_text(comity("code", "in.jsonl", "--json").out)
    judged = subprocess.run(
        [sys.executable, referee, "reports", gold, tmp_path / "coded.jsonl"], capture_output=True, text=True, check=True
    )
    assert comity("score", "reports", gold, "--json").rows == [json.loads(judged.stdout)]
    table = comity("score", "reports", gold).out
    assert all(name in table for name in ("dyad", "triple+modality", "quotes", "claims"))


def test_pairs_are_scored_and_predicted_in_order(comity: Comity, shared: Path, tmp_path: Path) -> None:
    rows = shared.joinpath("data", "coding", "plv_train.jsonl").read_text(encoding="utf-8").splitlines()[:60]
    (tmp_path / "pairs.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (scores,) = comity("score", "pairs", "pairs.jsonl", "--predictions", "out/predicted.jsonl", "--json").rows
    predicted = [json.loads(line) for line in (tmp_path / "out/predicted.jsonl").read_text("utf-8").splitlines()]
    assert [row["text"] for row in predicted] == [json.loads(row)["text"] for row in rows]
    assert scores["sentences"] == len(rows)
    right = sum(row["predicted"]["root"] == row["code"] for row in predicted)
    wrong = sum(row["predicted"]["root"] not in (None, row["code"]) for row in predicted)
    missed = len(rows) - right
    assert scores["root"]["micro_f1"] == round(200 * right / (2 * right + wrong + missed), 1)


# -- real processes --------------------------------------------------------------------------------------------------


def test_help_and_version_load_nothing_heavy() -> None:
    heavy = ("spacy", "duckdb", "_duckdb", "pyarrow", "trafilatura", "lxml", "yaml", "numpy", "comity.observatory")
    code = (
        "import sys\nfrom comity.cli import main\nmain(sys.argv[1:])\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    for words in (("--help",), ("--version",), ("code", "--help")):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
        assert done.stdout
        assert done.stderr == "[]\n"


def test_a_closed_pipe_is_no_error(reports: Path) -> None:
    refused = reports.with_name("refused.txt")
    refused.touch()
    for words, status, said in (
        ((reports, "--json"), 0, ""),
        ((refused, "--json"), 1, f"comity: nothing could be coded: {refused}: the file is empty\n"),
        ((refused,), 0, ""),
    ):
        run = process("code", *words)
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == said
        assert run.wait() == status


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_one_line(reports: Path) -> None:
    with open("/dev/full", "w") as full:
        run = process("--help", stdout=full)
        assert run.communicate()[1] == "comity: no space left on device\n"
    assert run.returncode == 1


def test_json_is_json_where_stdout_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "Köln.jsonl").write_text("{")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    run = process("code", tmp_path / "Köln.jsonl", "--json", env=environment)
    out, err = run.communicate()
    assert run.returncode == 1
    assert json.loads(out)["document"]["id"].endswith("Köln.jsonl, line 1")
    assert "K\\xf6ln.jsonl" in err


def test_ctrl_c_leaves_a_file_from_which_reading_goes_on(comity: Comity, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    line = " ".join(f"China and Russia held talks about case {n} on Monday." for n in range(12))
    many.write_text("".join(json.dumps({"id": str(n), "text": f"{line} {n}."}) + "\n" for n in range(96)))
    db = tmp_path / "comity.duckdb"
    run = process("read", many, "--db", db)
    wal = tmp_path / "comity.duckdb.wal"
    deadline = time.monotonic() + 60
    # The file's log grows when a batch is kept.
    while run.poll() is None and time.monotonic() < deadline and not (wal.exists() and wal.stat().st_size > 10_000):
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate()
    assert (run.returncode, out, err) == (
        130,
        "",
        "comity: stopped; nothing is left half done, and the same command goes on\n",
    )
    with Store(db, read_only=True) as store:
        (cursor,) = store.cursors()
        counts = store.counts()
    assert not cursor.finished
    assert 0 < cursor.position == counts["reports"] < 96
    (done,) = comity("read", many, "--json").rows
    assert (done["unchanged"], done["new"]) == (counts["reports"], 96 - counts["reports"])


@pytest.mark.parametrize("colour", [True, False])
def test_a_terminal_sees_progress_and_colour_unless_told_not_to(
    kept: Comity, reports: Path, tmp_path: Path, colour: bool
) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "80"} | ({} if colour else {"NO_COLOR": "1"})
    ours, theirs = pty.openpty()
    run = process("read", reports, "--db", tmp_path / "comity.duckdb", stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b"".join(until_closed(ours))
    assert run.wait() == 0
    assert b"reading" in seen
    assert b"3 known already" in seen
    coloured = any(b"\x1b[%d" % code in seen for code in range(31, 38))
    assert coloured == colour


def until_closed(terminal: int) -> Iterator[bytes]:
    """All that is written to a terminal until its last writer has gone."""
    while select.select([terminal], [], [], 30)[0]:
        try:
            data = os.read(terminal, 4096)
        except OSError:
            break
        if not data:
            break
        yield data
    os.close(terminal)


def test_a_long_sentence_is_printed_whole_where_a_program_reads(tmp_path: Path) -> None:
    sentence = (
        "Norway expelled two Russian diplomats on Friday and accused Moscow of spying on its oil industry for years."
    )
    (tmp_path / "a.txt").write_text(sentence, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "comity", "code", "a.txt"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert sentence in done.stdout


def test_a_threshold_leaves_out_what_is_less_sure(comity: Comity, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Norway condemned Russia on Monday. Sweden would not meet Finland.", encoding="utf-8")
    every = json.loads(comity("code", str(report), "--json").out)["events"]
    assert every
    most = max(event["confidence"] for event in every)
    kept = json.loads(comity("code", str(report), "--json", "--threshold", str(most)).out)["events"]
    assert [event["confidence"] for event in kept] == [most] * len(kept)
    assert json.loads(comity("code", str(report), "--json", "--threshold", "1").out)["events"] == []
    assert comity("code", str(report), "--threshold", "2").status == 2
