"""Ranks counted by hand: ties, filters, both directions, and tables that are not in order."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.cli import app
from comity.errors import InputError
from comity.forecast.scores import ranks, score
from comity.forecast.stream import Ids, Stream, read


def table(*rows: tuple[str, str, str, str]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([], [], [], [])
    names = ("actor", "event", "recipient", "date")
    return pa.table({name: pa.array(list(cells), pa.string()) for name, cells in zip(names, columns, strict=True)})


class Fixed:
    """Gives every query the same scores by name, and remembers what it was shown."""

    def __init__(self, **scores: float) -> None:
        self.by_name = scores
        self.shown: list[int] = []

    def fit(self, history: Stream, span: int = 1) -> None:
        self.scores = np.array([self.by_name.get(name, 0.0) for name in history.actors])
        self.shown = sorted(set(history.days.tolist()))
        self.span = span

    def observe(self, events: Stream) -> None:
        self.shown += sorted(set(events.days.tolist()))

    def predict(self, subjects: Ids, relations: Ids, day: int) -> np.ndarray:
        assert all(shown < day for shown in self.shown)
        return np.tile(self.scores, (len(subjects), 1))


HISTORY = table(("A", "visit", "B", "2014-01-01"), ("C", "visit", "D", "2014-01-01"))


def of(forecaster: Fixed, test: pa.Table, history: pa.Table = HISTORY) -> list[float]:
    past, future = read(history, test)
    return ranks(forecaster, past, future).tolist()


def test_both_directions_are_asked() -> None:
    assert of(Fixed(A=4, B=3, C=2, D=1), table(("A", "visit", "B", "2014-01-02"))) == [2, 1]


def test_ties_get_the_mean_of_their_ranks() -> None:
    assert of(Fixed(), table(("A", "visit", "B", "2014-01-02"))) == [2.5, 2.5]


def test_other_right_answers_of_the_day_are_left_out() -> None:
    test = table(("A", "visit", "B", "2014-01-02"), ("A", "visit", "C", "2014-01-02"))
    assert of(Fixed(C=4, B=3, A=2), test) == [1, 1, 3, 3]


def test_right_answers_of_other_days_are_not_left_out() -> None:
    test = table(("A", "visit", "B", "2014-01-02"), ("A", "visit", "C", "2014-01-03"))
    assert of(Fixed(C=4, B=3, A=2), test) == [2, 3, 1, 3]


def test_ties_with_other_right_answers_are_left_out() -> None:
    test = table(("A", "visit", "B", "2014-01-02"), ("A", "visit", "C", "2014-01-02"))
    assert of(Fixed(B=1, C=1, D=1), test) == [1.5, 1.5, 4, 4]


def test_history_of_the_test_day_only_filters() -> None:
    history = pa.concat_tables([HISTORY, table(("A", "visit", "C", "2014-01-02"))])
    forecaster = Fixed(C=4, B=3, A=2)
    assert of(forecaster, table(("A", "visit", "B", "2014-01-02")), history) == [1, 3]
    assert forecaster.shown == [16071]


def test_duplicate_and_unsorted_rows_change_nothing() -> None:
    test = [("A", "visit", "B", "2014-01-02"), ("B", "fight", "C", "2014-01-02"), ("A", "visit", "C", "2014-01-03")]
    forecaster = Fixed(C=4, B=3, A=2)
    assert of(forecaster, table(*test)) == of(forecaster, table(*test[::-1], *test))


def test_single_steps_see_all_earlier_days_and_multi_steps_the_history_alone() -> None:
    test = table(("A", "visit", "B", "2014-01-02"), ("A", "visit", "C", "2014-01-05"))
    past, future = read(HISTORY, test)
    single, multi = Fixed(), Fixed()
    ranks(single, past, future, "single")
    ranks(multi, past, future, "multi")
    assert single.shown == [16071, 16072]
    assert (multi.shown, multi.span) == ([16071], 4)


def test_dates_may_be_days_times_or_text() -> None:
    day = date(2014, 1, 1)
    for dates in (pa.array([day]), pa.array([day]).cast(pa.timestamp("us")), pa.array(["2014-01-01T10:00:00"])):
        (stream,) = read(pa.table({"actor": ["A"], "event": ["visit"], "recipient": ["B"], "date": dates}))
        assert stream.days.tolist() == [16071]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (HISTORY.drop_columns(["event"]), "event is missing"),
        (table(("A", "visit", "B", "soon")), "2014-11-01"),
        (HISTORY.set_column(0, "actor", pa.array([None, "A"], pa.string())), "1 empty cells"),
    ],
)
def test_tables_that_cannot_be_read_say_why(broken: pa.Table, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(broken)


def test_nothing_to_test_on() -> None:
    with pytest.raises(InputError, match="no events to test on"):
        score(Fixed(), HISTORY, table())


def test_the_command_prints_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, rows in (("history", HISTORY), ("test", table(("A", "visit", "B", "2014-01-02")))):
        pq.write_table(rows, tmp_path / f"{name}.parquet")
    for forecaster in ("counting", "recurrency"):
        app(
            ["score", "forecast", "--history", str(tmp_path / "history.parquet"), "--test",
             str(tmp_path / "test.parquet"), "--forecaster", forecaster, "--json"],
            result_action="return_value",
        )  # fmt: skip
        printed = json.loads(capsys.readouterr().out)
        assert {"mrr", "hits@1", "hits@3", "hits@10", "seconds", "peak_mb"} <= printed.keys()
        assert printed["mrr"] == 1


def test_the_command_says_what_a_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("no parquet")
    with pytest.raises(InputError, match=r"give a Parquet file with the columns actor"):
        app(
            ["score", "forecast", "--history", str(tmp_path / "x.parquet"), "--test", str(tmp_path / "x.parquet")],
            result_action="return_value",
        )
