"""Scenarios and the histories that they are counted from, held against a plain count."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.errors import InputError, UnknownActor, UnknownEventType
from comity.forecast.history import History, of_events, of_file, of_tables
from comity.forecast.scenarios import Follow, scenario
from scenes import act, kept, report

START = date(2020, 1, 1)


def rows(*events: tuple[str, str, str, int]) -> pa.Table:
    """Events by actor, type, recipient and the day after the first."""
    actor, kind, recipient, day = zip(*events, strict=True)
    return pa.table(
        {
            "actor": actor,
            "type": kind,
            "recipient": recipient,
            "date": pa.array([START + timedelta(days=one) for one in day]),
        }
    )


def history(*events: tuple[str, str, str, int], days: int = 400) -> History:
    """A history of which every day was read: somebody else does something every day."""
    daily = [("PER", "CONSULT", "BRA", day) for day in range(days)]
    return of_events(rows(*events, *daily), "made.parquet")


def one(found: tuple[Follow, ...], actor: str, event: str) -> Follow:
    return next(each for each in found if (each.actor, each.event) == (actor, event))


def random_events(seed: int = 1, number: int = 400) -> list[tuple[str, str, str, int]]:
    random = np.random.default_rng(seed)
    names, kinds = ["CHN", "RUS", "USA", "JPN"], ["SANCTION", "ACCUSE", "AID", "REJECT"]
    found = []
    for _ in range(number):
        a, b = random.choice(4, 2, replace=False)
        found.append((names[a], str(random.choice(kinds)), names[b], int(random.integers(0, 400))))
    return found


@pytest.mark.parametrize("within", [1, 7, 30])
def test_cases_and_base_rates_are_those_of_a_plain_count(within: int) -> None:
    events = random_events()
    found = scenario(history(*events), "USA", "CHN", "SANCTION", within)
    happened = set(events)

    def held(actor: str, event: str, recipient: str, day: int) -> bool:
        return any((actor, event, recipient, day + step) in happened for step in range(1, within + 1))

    def cases(actor: str, recipient: str) -> list[int]:
        kept: list[int] = []
        for day in range(400 - within):
            if (actor, "SANCTION", recipient, day) in happened and (not kept or day > kept[-1] + within):
                kept.append(day)
        return kept

    pairs = [(a, b) for a in ("CHN", "RUS", "USA", "JPN") for b in ("CHN", "RUS", "USA", "JPN") if a != b]
    others = [(a, b) for a, b in pairs if (a, b) != ("USA", "CHN")]
    assert found.cases == len(cases("USA", "CHN"))
    assert found.cases_elsewhere == sum(len(cases(*pair)) for pair in others)
    assert len(found.follows) >= 6
    for follow in found.follows:
        back = follow.actor == "CHN"

        def sides(a: str, b: str, back: bool = back) -> tuple[str, str]:
            return (b, a) if back else (a, b)

        def base(a: str, b: str, event: str = follow.event) -> float:
            return sum(held(a, event, b, day) for day in range(400 - within)) / (400 - within)

        def followed(a: str, b: str, event: str = follow.event, back: bool = back) -> int:
            one, other = (b, a) if back else (a, b)
            return sum(held(one, event, other, day) for day in cases(a, b))

        assert follow.n == followed("USA", "CHN")
        assert follow.n_elsewhere == sum(followed(*pair) for pair in others)
        assert follow.base == pytest.approx(base(*sides("USA", "CHN")))
        weights = [base(*sides(*pair)) for pair in others for _ in cases(*pair)]
        assert follow.base_elsewhere == pytest.approx(sum(weights) / len(weights))


def test_what_always_follows_is_found_with_its_days() -> None:
    days = range(10, 380, 25)
    pattern = [("USA", "SANCTION", "CHN", day) for day in days] + [("CHN", "REJECT", "USA", day + 3) for day in days]
    found = scenario(history(*pattern), "USA", "CHN", "SANCTION", 7)
    reply = found.follows[0]
    assert (reply.actor, reply.event, reply.n, reply.cases, reply.low) == ("CHN", "REJECT", 15, 15, False)
    assert reply.base == pytest.approx(15 * 7 / 393, abs=0.01)
    assert reply.chance > 0.8
    assert reply.ratio == pytest.approx(reply.chance / reply.base)
    assert (reply.examples[0].condition_on, reply.last) == (START + timedelta(360), START + timedelta(363))


def test_busy_pairs_make_no_lift() -> None:
    """Where sanctions change nothing, a pair's chance stays near its own base rate, however busy others are."""
    random = np.random.default_rng(0)
    busy = [(a, kind, "RUS", int(day)) for a in ("USA", "JPN") for kind in ("SANCTION", "ACCUSE")
            for day in np.flatnonzero(random.random(400) < 0.2)]  # fmt: skip
    quiet = [("PER", kind, "CHN", int(day)) for kind in ("SANCTION", "ACCUSE")
             for day in np.flatnonzero(random.random(400) < 0.02)]  # fmt: skip
    found = one(scenario(history(*busy, *quiet), "PER", "CHN", "SANCTION", 7).follows, "PER", "ACCUSE")
    assert found.n_elsewhere / found.cases_elsewhere > 0.6
    assert abs(found.chance - found.base) < 0.15


def test_few_cases_lean_on_those_elsewhere_and_say_so() -> None:
    days = range(5, 380, 30)
    elsewhere = [("USA", "SANCTION", "IRN", day) for day in days] + [("IRN", "REJECT", "USA", day + 2) for day in days]
    own = [("JPN", "SANCTION", "PRK", 100), ("PRK", "REJECT", "JPN", 300)]
    found = one(scenario(history(*elsewhere, *own), "JPN", "PRK", "SANCTION", 5).follows, "PRK", "REJECT")
    assert (found.n, found.cases, found.n_elsewhere, found.low) == (0, 1, 13, True)
    assert found.chance > 2 * found.base
    assert found.examples[0].actor == "USA"


def test_a_window_that_is_not_over_or_was_not_read_counts_for_nothing() -> None:
    open_at_the_end = [("USA", "SANCTION", "CHN", day) for day in (100, 395)]
    assert scenario(history(*open_at_the_end), "USA", "CHN", "SANCTION", 7).cases == 1
    gap = of_events(rows(("USA", "SANCTION", "CHN", 0), ("USA", "SANCTION", "CHN", 100), ("PER", "AID", "BRA", 104),
                         ("PER", "AID", "BRA", 200)), "gap.parquet")  # fmt: skip
    assert scenario(gap, "USA", "CHN", "SANCTION", 7).cases == 1


def test_a_quad_class_may_be_condition_and_answer() -> None:
    found = scenario(history(("USA", "SANCTION", "CHN", 10), ("CHN", "REJECT", "USA", 12)), "USA", "CHN",
                     "material_conf", 7, ("verbal_conf", "verbal_coop"))  # fmt: skip
    assert [(each.actor, each.event, each.n) for each in found.follows if each.actor == "CHN"] == [
        ("CHN", "verbal_conf", 1),
        ("CHN", "verbal_coop", 0),
    ]


def test_a_history_is_the_same_in_whatever_order_it_comes() -> None:
    events = random_events()
    told = of_events(rows(*events), "a.parquet")
    shuffled = [events[at] for at in np.random.default_rng(5).permutation(len(events))]
    assert of_events(rows(*shuffled, *shuffled[:50]), "b.parquet").digest() == told.digest()
    assert of_events(rows(*events[1:]), "c.parquet").digest() != told.digest()


def test_a_history_of_reports_counts_acts_once_and_both_ways_and_none_from_later_reports(tmp_path: Path) -> None:
    tables = kept(
        tmp_path,
        [
            report("a", "2024-05-02", act("CHN", "RUS", on="2024-05-01"), act("USA", "CHN", "SANCTION")),
            report("b", "2024-05-03", act("RUS", "CHN", on="2024-05-01"), act("CHN", "RUS", "AID", modality="future")),
            report(
                "c", "2024-05-09", act("CHN", "RUS", "AID", on="2024-05"), act("CHN", "RUS", "AID", on="1969-03-02")
            ),
            report("d", "2024-06-01", act("CHN", "RUS", "AID", on="2024-05-04")),
        ],
    )
    found = of_tables(tables)
    assert [tuple(row.values())[:5] for row in found.events.to_pylist()] == [
        ("CHN", "RUS", "CONSULT", "verbal_coop", date(2024, 5, 1)),
        ("RUS", "CHN", "CONSULT", "verbal_coop", date(2024, 5, 1)),
        ("USA", "CHN", "SANCTION", "material_conf", date(2024, 5, 2)),
        ("CHN", "RUS", "AID", "material_coop", date(2024, 5, 4)),
    ]
    assert found.events["id"].to_pylist() == ["a-0", "a-0", "a-1", "d-0"]
    assert (found.first, found.last) == (date(2024, 5, 1), date(2024, 6, 1))
    earlier = of_tables(tables, before=date(2024, 5, 5))
    assert earlier.events["id"].to_pylist() == ["a-0", "a-0", "a-1"]
    assert earlier.last == date(2024, 5, 3)


def test_nothing_read() -> None:
    empty = of_events(rows(("A", "AID", "B", 0)).slice(0, 0), "empty.parquet")
    assert (empty.first, empty.last, empty.digest()) == (None, None, empty.digest())
    assert scenario(empty, "USA", "CHN", "SANCTION", 7).follows == ()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (pa.table({"actor": ["A"], "recipient": ["B"], "date": ["2020-01-01"]}), "says nowhere what was done"),
        (pa.table({"actor": ["A"], "type": ["AID"], "date": ["2020-01-01"]}), "no column recipient"),
        (pa.table({"actor": ["A"], "type": ["AID"], "recipient": ["B"], "date": ["soon"]}), "dates look like"),
        (pa.table({"actor": ["A"], "type": ["AID"], "recipient": ["B"], "date": [None]}), "1 empty cells"),
    ],
)
def test_a_file_that_is_no_history_is_refused_with_the_reason(tmp_path: Path, made: pa.Table, words: str) -> None:
    pq.write_table(made, tmp_path / "bad.parquet")
    with pytest.raises(InputError, match=words):
        of_file(tmp_path / "bad.parquet")


def test_unknown_actors_and_events_are_named_with_near_ones() -> None:
    past = history(("USA", "SANCTION", "CHN", 10))
    with pytest.raises(UnknownActor, match=r"no actor|has an actor 'CHM'; near: CHN"):
        past.actor("CHM")
    with pytest.raises(UnknownEventType, match="SANCTION"):
        scenario(past, "USA", "CHN", "SANKTION", 7)
    with pytest.raises(InputError, match="1 day or more"):
        scenario(past, "USA", "CHN", "SANCTION", 0)
