"""Measures of a pair's events over time: scaled conduct, the say-do gap, change points, reciprocity, volatility."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from comity.measures.by_hand import by_hand
from comity.measures.change_points import change_points, online, segments
from comity.measures.conduct import conduct
from comity.measures.reciprocity import reciprocity
from comity.measures.responses import responses
from comity.measures.say_do import say_do
from comity.measures.volatility import volatility
from scenes import act, kept, quote, report

Told = tuple[str, str, str, str]
MONTHS = [f"{year}-{month:02}" for year in range(2018, 2024) for month in range(1, 13)]


def told(counts: list[int], kind: str = "AID", sides: tuple[str, str] = ("CHN", "RUS")) -> list[Told]:
    """So many acts in each month, one a day."""
    return [(f"{month}-{day:02}", *sides, kind) for month, n in zip(MONTHS, counts, strict=False)
            for day in range(1, n + 1)]  # fmt: skip


def rows(table: pa.Table, **wanted: object) -> list[dict[str, object]]:
    return [row for row in table.to_pylist() if all(row[name] == value for name, value in wanted.items())]


def test_conduct_counts_apart_and_leaves_gaps_empty() -> None:
    events = told([6, 0, 2]) + told([1, 0, 0], "ACCUSE")
    table = conduct(by_hand(events), "CHN", "RUS", by="month")
    (first,) = rows(table, period="2018-01", kind="material_coop")
    assert (first["n"], first["reports"], first["rate"], first["plover"]) == (6, 6, 1.0, 10.0)
    assert 0 <= first["low"] < 6 < first["high"]  # type: ignore[operator]
    assert [row["n"] for row in rows(table, period="2018-02")] == [None] * 6
    (few,) = rows(table, period="2018-03", kind="material_coop")
    assert (few["n"], few["low"], few["high"]) == (2, None, None)
    (conflict,) = rows(table, period="2018-01", kind="conflict")
    assert (conflict["n"], conflict["plover"]) == (1, -3.0)


def test_the_interval_of_acts_in_a_bunch_is_wider() -> None:
    spread = [(f"2020-01-{day:02}", "CHN", "RUS", "AID") for day in range(1, 21)]
    bunched = [("2020-01-05", "CHN", "RUS", "AID")] * 20
    widths = []
    for events in (spread, bunched):
        (row,) = rows(conduct(by_hand(events), "CHN", "RUS", by="month"), kind="material_coop")
        assert row["n"] == 20
        widths.append(row["high"] - row["low"])  # type: ignore[operator]
    assert widths[1] > 3 * widths[0]


def test_a_period_is_held_against_the_others_of_the_pair() -> None:
    events = told([2] * 11 + [9]) + told([8] * 12, "CONSULT", ("CHN", "USA"))
    z = [row["z"] for row in rows(conduct(by_hand(events), "CHN", "RUS", by="month"), kind="cooperation")]
    assert z[-1] > 2.5  # type: ignore[operator]
    assert max(z[:-1]) < 0  # type: ignore[type-var]


def test_the_interval_of_the_say_do_gap_holds_the_gap_itself() -> None:
    words = [(f"2024-05-0{day}", "USA", "CHN", "SUPPORT") for day in (1, 2, 3)]
    for deed, gap in (("SANCTION", 2.0), ("AID", 0.0)):
        (row,) = rows(say_do(by_hand([*words, ("2024-05-04", "USA", "CHN", deed)]), "USA", "CHN"), a="USA")
        assert (row["gap"], row["low"] <= gap <= row["high"] <= 2.0) == (gap, True)


def test_the_say_do_gap_is_surer_of_many_deeds_than_of_one() -> None:
    words = [(f"2020-01-{day:02}", "USA", "CHN", "SUPPORT") for day in range(1, 11)]
    widths = []
    for n in (1, 12):
        deeds = [(f"2020-02-{day:02}", "USA", "CHN", "SANCTION") for day in range(1, n + 1)]
        (row,) = rows(say_do(by_hand(words + deeds), "USA", "CHN"), a="USA")
        assert row["gap"] == 2
        assert row["low"] < 2  # type: ignore[operator]
        widths.append(row["high"] - row["low"])  # type: ignore[operator]
    assert widths[0] > 2 * widths[1]


def test_what_is_declared_stands_beside_what_is_done(tmp_path: Path) -> None:
    tables = kept(
        tmp_path,
        [
            report("a", "2024-05-02", act("CHN", "RUS", "SANCTION", on="2024-05-01"), quote("CHN", "RUS"),
                   quote("CHN", "RUS", stance="neutral"), quote("RUS", "CHN", stance="oppose")),
        ],
    )  # fmt: skip
    (row,) = rows(say_do(tables, "CHN", "RUS", by="month"), a="CHN")
    assert (row["n_declared"], row["declared"], row["deeds"], row["declared_gap"]) == (1, 1.0, -1.0, 2.0)
    assert row["gap"] is None


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_change_is_found_where_it_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = np.concatenate([rng.poisson(2, 36), rng.poisson(7, 36)]).astype(float)
    breaks, _ = segments(counts, np.ones(72))
    assert len(breaks) == 1
    assert abs(breaks[0] - 36) <= 3
    seen = list(online(counts, np.ones(72), 1.0))
    assert any(abs(start - 36) <= 3 and start <= when <= 48 for start, when, _ in seen)


def test_the_cut_is_the_best_of_all() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        counts = rng.poisson(np.repeat(rng.gamma(1, 8, 4), 3)).astype(float)
        exposure = rng.integers(1, 9, 12).astype(float)
        breaks, spread = segments(counts, exposure)

        def penalised(
            cut: tuple[int, ...], n: Any = counts, e: Any = exposure, penalty: float = 3 * np.log(12) * spread
        ) -> float:
            edges = [0, *cut, 12]
            if min(np.diff(edges)) < 3:
                return np.inf
            inside = [(n[i:j].sum(), e[i:j].sum()) for i, j in itertools.pairwise(edges)]
            return sum(2 * (n - n * np.log(n / e)) for n, e in inside if n > 0) + penalty * len(cut)

        every = [cut for size in range(4) for cut in itertools.combinations(range(1, 12), size)]
        assert penalised(tuple(breaks)) == pytest.approx(min(map(penalised, every)))


def test_counts_that_go_with_the_coverage_do_not_change() -> None:
    rng = np.random.default_rng(1)
    exposure = np.repeat([10.0, 40.0], 36)
    counts = rng.poisson(0.3 * exposure).astype(float)
    assert segments(counts, exposure)[0] == []
    assert len(segments(counts, np.ones(72))[0]) == 1


def test_series_without_a_change_rarely_have_one() -> None:
    found = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        found += len(segments(rng.poisson(4, 72).astype(float), np.ones(72))[0])
        bunched = rng.negative_binomial(2, 0.25, 72).astype(float)
        found += len(segments(bunched, np.ones(72))[0])
    assert found <= 4


def test_a_change_names_its_acts_and_how_much() -> None:
    counts = [1] * 24 + [6] * 24
    tables = by_hand(told(counts) + told([9] * 48, "CONSULT", ("CHN", "USA")))
    (found,) = rows(change_points(tables, "CHN", "RUS"), kind="material_coop", method="offline")
    assert (found["period"], found["n_before"], found["n_after"]) == ("2020-01", 24, 144)
    assert found["earliest"] <= "2020-01" <= found["latest"]  # type: ignore[operator]
    assert found["low"] < found["ratio"] < found["high"]  # type: ignore[operator]
    days = {row["id"]: row["date"] for row in tables["events"].to_pylist()}
    named = [days[one] for one in found["events"]]  # type: ignore[attr-defined]
    assert len(named) == 10
    assert {day[:7] for day in named} <= {"2020-01", "2020-02", "2020-03"}


def test_a_fall_names_the_acts_that_ceased() -> None:
    tables = by_hand(told([6] * 24 + [0] * 24) + told([9] * 48, "CONSULT", ("CHN", "USA")))
    (found,) = rows(change_points(tables, "CHN", "RUS"), kind="material_coop", method="offline")
    assert (found["period"], found["n_after"], found["ratio"]) == ("2020-01", 0, 0.0)
    days = {row["id"]: row["date"] for row in tables["events"].to_pylist()}
    assert {days[one][:7] for one in found["events"]} <= {"2019-10", "2019-11", "2019-12"}  # type: ignore[attr-defined]


def test_a_month_that_was_not_read_is_no_change() -> None:
    tables = by_hand(told([4] * 24 + [0] * 12 + [4] * 24))
    assert change_points(tables, "CHN", "RUS").num_rows == 0


def test_who_answers_whom() -> None:
    rng = np.random.default_rng(2)
    first = rng.poisson(1.5, 72).tolist()
    then = [0, 0, *first[:-2]]
    events = told(first, "SANCTION", ("USA", "CHN")) + told(then, "SANCTION", ("CHN", "USA"))
    events += told([5] * 72, "CONSULT", ("USA", "CHN"))
    table = reciprocity(by_hand(events), "USA", "CHN")
    found = {row["lag"]: row for row in rows(table, kind="conflict")}
    assert max(found, key=lambda lag: found[lag]["r"]) == 2
    assert found[2]["low"] > 0.5  # type: ignore[operator]
    assert found[-2]["low"] < 0 < found[-2]["high"]  # type: ignore[operator]
    assert all(row["r"] is None for row in rows(table, kind="cooperation"))


def test_common_coverage_is_no_answer() -> None:
    rng = np.random.default_rng(4)
    news = rng.choice([2, 14], 72)
    one, other = (rng.poisson(0.2 * news).tolist() for _ in range(2))
    events = told(one, "AID", ("USA", "CHN")) + told(other, "AID", ("CHN", "USA"))
    events += told(news.tolist(), "CONSULT", ("USA", "JPN"))
    (now,) = rows(reciprocity(by_hand(events), "USA", "CHN"), kind="cooperation", lag=0)
    assert abs(now["r"]) < 0.35  # type: ignore[arg-type]


def test_swings_are_held_against_chance() -> None:
    calm = by_hand(told([3] * 24) + told([3] * 24, "ACCUSE"))
    wild = by_hand(told([6, 0] * 12) + told([0, 6] * 12, "ACCUSE"))
    last = [volatility(tables, "CHN", "RUS").to_pylist()[-1] for tables in (calm, wild)]
    assert last[0]["volatility"] < last[0]["noise"]
    assert last[1]["volatility"] == pytest.approx(13.0)
    assert last[1]["volatility"] > 2 * last[1]["noise"]


def test_a_third_party_that_never_reacts_has_a_ratio_of_about_one() -> None:
    pair = [(f"2020-{month:02}-01", "CHN", "RUS", "AID") for month in range(1, 13)]
    always = [(f"2020-{month:02}-{day:02}", "JPN", "RUS", "ACCUSE") for month in range(1, 13) for day in range(1, 29)]
    reacts = [(f"2020-{month:02}-03", "USA", "RUS", "ACCUSE") for month in range(1, 13)]
    found = {row["third"]: row for row in rows(responses(by_hand(pair + always + reacts), "CHN", "RUS"))}
    assert found["JPN"]["low"] < 1.1 < found["JPN"]["high"]  # type: ignore[operator]
    assert found["USA"]["low"] > 4  # type: ignore[operator]


def test_a_span_of_days_keeps_the_acts_inside_it() -> None:
    tables = by_hand(told([5] * 36))
    table = conduct(tables, "CHN", "RUS", since=date(2019, 1, 1), until=date(2019, 6, 30), by="month")
    assert [row["period"] for row in rows(table, kind="cooperation")] == MONTHS[12:18]
