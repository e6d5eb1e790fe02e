"""Forecasts for pairs: what they rest on, what they do not know, and that they know no future."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from comity.errors import InputError, UnknownActor
from comity.forecast import coverage, hurdle, windows
from comity.forecast.dyads import DyadForecast, fit
from comity.forecast.history import History, of_events
from comity.forecast.ledger import ledger
from comity.model import QUADS

FIRST = date(2020, 1, 1)
KINDS = ("CONSULT", "AID", "ACCUSE", "ASSAULT")
TODAY = FIRST + timedelta(240)


def world(days: int = 260, actors: int = 18, seed: int = 1) -> pa.Table:
    """Pairs that deal with each other at rates of their own, now and then for some weeks much more."""
    draw = np.random.default_rng(seed)
    rate = draw.gamma(0.4, 0.05, size=(actors, actors)) * (1 - np.eye(actors))
    burst = np.ones((actors, actors))
    rows = []
    for day in range(days):
        burst = np.where(draw.random(rate.shape) < 0.01, 10.0, np.maximum(1.0, burst * 0.95))
        for kind, part in zip(KINDS, (1.0, 0.3, 0.5, 0.2), strict=True):
            told = np.argwhere(draw.random(rate.shape) < 1 - np.exp(-rate * part * burst))
            rows += [(f"A{a:02}", kind, f"A{b:02}", FIRST + timedelta(day)) for a, b in told.tolist()]
    return table(rows)


def table(rows: list[tuple[str, str, str, date]]) -> pa.Table:
    actor, kind, recipient, day = zip(*rows, strict=True)
    return pa.table({"actor": actor, "type": kind, "recipient": recipient, "date": pa.array(day, pa.date32())})


@pytest.fixture(scope="module")
def events() -> pa.Table:
    return world()


def ask(
    events: pa.Table | History, actor: str = "A00", recipient: str = "A01", on: date = TODAY
) -> tuple[DyadForecast, ...]:
    return fit(events).forecast(actor, recipient, on, horizons=(7, 30))


def plain(forecasts: tuple[DyadForecast, ...]) -> list[object]:
    return [one.record() for one in forecasts]


def test_a_forecast_is_a_distribution(events: pa.Table) -> None:
    forecasts = ask(events)
    assert [(one.event, one.horizon) for one in forecasts] == [(quad, days) for quad in QUADS for days in (7, 30)]
    for one in forecasts:
        assert 0 < one.chance < 1
        assert sum(one.counts) == pytest.approx(1)
        assert one.chance == pytest.approx(1 - one.counts[0])
        assert one.mean == pytest.approx(sum(k * p for k, p in enumerate(one.counts)), rel=0.02)
        assert one.low <= one.median <= one.high
        assert one.ratio == pytest.approx(one.chance / one.base)


@pytest.mark.parametrize("day", [20, 60, 240])
def test_a_longer_horizon_is_likelier_and_has_more(events: pa.Table, day: int) -> None:
    spans = (1, 3, 7, 8, 14, 30, 31, 60, 90, 120, 365, 400, 800)
    rows = [("X", "CONSULT", "A00", FIRST + timedelta(5)), ("A01", "CONSULT", "Y", FIRST + timedelta(6))]
    forecaster = fit(pa.concat_tables([events, table(rows)]))
    on = FIRST + timedelta(day)
    for pair in (("A00", "A01"), ("A05", "A09"), ("X", "A00"), ("X", "Y")):
        for event in ("verbal_coop", "material_conf", "MOBILIZE"):
            found = forecaster.forecast(*pair, on, spans, (event,))
            for short, long in itertools.pairwise(found):
                assert 0 < short.chance <= long.chance < 1
                assert short.mean <= long.mean + 1e-9
                assert long.mean >= long.chance - 1e-9


def test_days_that_are_seldom_read_make_no_longer_horizon_less_likely() -> None:
    draw = np.random.default_rng(6)
    read = np.sort(draw.choice(500, 40, replace=False))
    rows = [(f"A{one}", "CONSULT", f"B{one}", FIRST + timedelta(int(day)))
            for one in range(40) for day in read if draw.random() < 0.3]  # fmt: skip
    found = fit(table(rows)).forecast("A0", "B0", FIRST + timedelta(500), (1, 7, 14, 30, 60, 90, 200), ("verbal_coop",))
    assert found[1].chance == pytest.approx(0.35, abs=0.12)  # of weeks of which something is read
    for short, long in itertools.pairwise(found):
        assert short.chance <= long.chance
        assert short.mean <= long.mean


def test_what_is_asked_beside_it_changes_no_forecast(events: pa.Table) -> None:
    alone = fit(events).forecast("A00", "A01", TODAY, (14,), ("verbal_coop",))
    beside = fit(events).forecast("A00", "A01", TODAY, (30, 14), ("material_conf", "verbal_coop"))
    assert plain(alone) == plain(beside[3:])


def test_what_comes_later_changes_nothing(events: pa.Table) -> None:
    draw = np.random.default_rng(3)
    rows = [row for row in events.to_pylist() if row["date"] < TODAY or draw.random() < 0.3]
    late = [row for row in rows if row["date"] >= TODAY]
    assert late
    for row in late:
        row.update(actor=f"A{draw.integers(40):02}", recipient=f"B{draw.integers(40):02}", type=draw.choice(KINDS))
    scrambled = pa.Table.from_pylist(rows, schema=events.schema)
    cut = events.filter(pa.array([row["date"] < TODAY for row in events.to_pylist()]))
    assert plain(ask(scrambled)) == plain(ask(events)) == plain(ask(cut))


def test_windows_that_are_learnt_from_are_over_and_were_read(events: pa.Table) -> None:
    history = of_events(events, "w")
    book = ledger(replace(history, covered=history.covered[(np.arange(260) < 100) | (np.arange(260) >= 140)]))
    for horizon in (7, 30, 90):
        begins = windows.origins(book, 255, horizon)
        assert begins.max() + horizon <= 255
        assert begins.min() >= windows.START
        assert not np.any((begins >= 100) & (begins + horizon <= 140))


def test_a_number_is_of_the_days_that_are_read() -> None:
    days = [FIRST + timedelta(10 * number) for number in range(60)]  # nothing is read but on every tenth day
    rows = [(f"A{number}", "CONSULT", f"B{number}", day) for number in range(30) for day in days]
    (one,) = fit(table(rows)).forecast("A0", "B0", days[-1] + timedelta(1), (30,), ("verbal_coop",))
    assert one.mean == pytest.approx(3, abs=0.7)


def test_order_and_repetition_of_rows_mean_nothing(events: pa.Table) -> None:
    shuffled = events.take(np.random.default_rng(5).permutation(events.num_rows))
    assert plain(ask(pa.concat_tables([shuffled, events]))) == plain(ask(events))


def test_more_of_late_is_more_to_come(events: pa.Table) -> None:
    calm = fit(events).forecast("A02", "A03", TODAY, (7,), ("material_conf",))[0]
    fights = table([("A02", "ASSAULT", "A03", TODAY - timedelta(day)) for day in range(1, 9)])
    tense = fit(pa.concat_tables([events, fights])).forecast("A02", "A03", TODAY, (7,), ("material_conf",))[0]
    assert tense.chance > 2 * calm.chance
    assert tense.seen == calm.seen + 8
    assert any("8 in the last 30" in driver.words for driver in tense.drivers)


def halved(events: pa.Table, pair: tuple[str, str] | None) -> pa.Table:
    """Every second event of the last 40 days is not told: of one pair, or of all."""
    kept, number = [], 0
    for row in events.sort_by("date").to_pylist():
        late = row["date"] >= TODAY - timedelta(40) and pair in (None, (row["actor"], row["recipient"]))
        number += late
        kept.append(not late or number % 2 == 0)
    return events.sort_by("date").filter(pa.array(kept))


def busiest(events: pa.Table) -> tuple[str, str]:
    counted = (
        events.group_by(["actor", "recipient"]).aggregate([("date", "count")]).sort_by([("date_count", "descending")])
    )
    row = counted.slice(0, 1).to_pylist()[0]
    return row["actor"], row["recipient"]


def test_less_read_of_all_is_no_peace_of_a_pair(events: pa.Table) -> None:
    pair = busiest(events)
    own = fit(halved(events, pair)).forecast(*pair, TODAY, (7,), ("verbal_coop",))[0]
    less = fit(halved(events, None)).forecast(*pair, TODAY, (7,), ("verbal_coop",))[0]

    def factor(one: DyadForecast) -> float:
        told = [driver.words for driver in one.drivers if driver.words.startswith("verbal_coop by " + pair[0])]
        return float(told[0].rpartition("odds x ")[2]) if told else 1.0

    assert factor(own) < 0.95
    assert factor(less) > factor(own)


def test_days_of_which_nothing_was_read_are_no_peace(events: pa.Table) -> None:
    until = of_events(events, "w").before(TODAY)
    known = replace(until, covered=np.arange(until.covered[0], until.covered[-1] + 61))
    silent = fit(known).forecast("A00", "A01", TODAY + timedelta(60), (30,), ("verbal_coop",))[0]
    gap = fit(replace(known, covered=until.covered)).forecast(
        "A00", "A01", TODAY + timedelta(60), (30,), ("verbal_coop",)
    )[0]
    assert gap.base > silent.base
    assert gap.few
    assert "nothing is known of the 60 days before" in gap.drivers[0].words


def test_two_that_never_met(events: pa.Table) -> None:
    rows = [("X", "CONSULT", "A00", FIRST + timedelta(50)), ("A01", "CONSULT", "Y", FIRST + timedelta(60))]
    forecaster = fit(pa.concat_tables([events, table(rows)]))
    for one in forecaster.forecast("X", "Y", TODAY):
        assert one.few
        assert one.seen == 0
        assert 0 < one.chance < 0.05
        assert one.chance == one.base
        assert "nothing between X and Y" in one.drivers[0].words


def test_who_never_did_anything_to_the_other_opens_as_often_as_such_pairs_do() -> None:
    draw = np.random.default_rng(8)
    first, last = FIRST + timedelta(150), FIRST + timedelta(180)
    rows = []
    for number in range(300):  # every second one answers, once, somewhat later
        rows += [
            (f"A{number}", "CONSULT", f"B{number}", FIRST + timedelta(int(day))) for day in draw.integers(0, 40, 6)
        ]
        if number % 2:
            rows.append((f"B{number}", "CONSULT", f"A{number}", FIRST + timedelta(int(draw.integers(60, 240)))))
    answers = {row[0]: row[3] for row in rows if row[0].startswith("B")}
    forecaster = fit(table(rows))
    silent = [number for number in range(300) if answers.get(f"B{number}", last) >= first]
    chances = {
        forecaster.forecast(f"B{number}", f"A{number}", first, (30,), ("verbal_coop",))[0].chance
        for number in silent
        if f"B{number}" in answers
    }
    came = sum(first <= day < last for day in answers.values())
    assert len(chances) == 1  # nothing tells them apart
    assert came / 2 < len(silent) * chances.pop() < 2 * came


def test_one_pair_alone() -> None:
    days = [FIRST + timedelta(9 * number) for number in range(20)]
    (one,) = fit(table([("A", "CONSULT", "B", day) for day in days])).forecast(
        "A", "B", days[-1] + timedelta(1), (30,), ("verbal_coop",)
    )
    assert one.chance > 0.8
    (back,) = fit(table([("A", "CONSULT", "B", day) for day in days])).forecast(
        "B", "A", days[-1] + timedelta(1), (30,), ("verbal_coop",)
    )
    assert back.chance < 0.5
    assert back.few


def test_the_day_after_a_single_event() -> None:
    (one,) = fit(table([("A", "CONSULT", "B", FIRST)])).forecast("A", "B", FIRST + timedelta(1), (7,), ("verbal_coop",))
    assert 0 < one.chance < 1
    assert one.few
    assert one.reliability is None


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"on": FIRST}, InputError, "the first day of which anything is known is 2020-01-01"),
        ({"actor": "A1"}, UnknownActor, "A1"),
        ({"recipient": "A00"}, InputError, "two actors"),
        ({"classes": ("CONSULTS",)}, InputError, "near: CONSULT"),
        ({"horizons": (0,)}, InputError, "number of days from 1"),
    ],
)
def test_what_cannot_be_answered_says_why(
    events: pa.Table, change: dict[str, object], error: type[Exception], words: str
) -> None:
    asked: dict[str, object] = {"actor": "A00", "recipient": "A01", "on": TODAY, **change}
    with pytest.raises(error, match=words):
        fit(events).forecast(**asked)  # type: ignore[arg-type]


def test_no_events_at_all() -> None:
    with pytest.raises(InputError, match="there are no events"):
        fit(table([("A", "AID", "B", FIRST)]).slice(0, 0)).forecast("A", "B", TODAY)


def test_a_type_of_event_may_be_asked_about_as_a_class_may(events: pa.Table) -> None:
    quad, only, never = fit(events).forecast("A00", "A01", TODAY, (7,), ("verbal_coop", "CONSULT", "MOBILIZE"))
    assert only.chance == pytest.approx(quad.chance)  # all verbal cooperation of this world is of this type
    assert 0 < never.chance < 0.01
    assert never.seen == 0


def test_of_what_was_never_told_of_anybody_nothing_moves_the_base_rate(events: pa.Table) -> None:
    for one in fit(events).forecast("A00", "A01", TODAY, (7, 30, 90), ("MOBILIZE",)):
        assert one.ratio == pytest.approx(1)
        assert one.mean == pytest.approx(one.chance)
        assert not any("odds x" in driver.words for driver in one.drivers)


def test_reasons_lead_from_the_base_rate_to_the_chance(events: pa.Table) -> None:
    forecaster = fit(events)
    pairs = np.arange(40)
    for horizon in (7, 14, 90):
        answer = forecaster.answers(240, "verbal_coop", horizon, pairs)
        reached = hurdle.logit(answer.prior.climatology) + answer.raised.sum(axis=1)
        assert hurdle.chances(reached) == pytest.approx(answer.chance)


def test_earlier_forecasts_of_the_kind_are_told(events: pa.Table) -> None:
    found = [one for one in ask(events) if one.reliability]
    assert found
    for one in found:
        assert one.reliability is not None
        assert one.reliability.low <= one.chance < one.reliability.high
        assert one.reliability.n > 0


def test_windows_are_counted_as_one_would_by_hand(events: pa.Table) -> None:
    book = ledger(of_events(events, "w"))
    marks = book.marks(book.of_class("verbal_conf"), 200)
    for pair in range(0, 60, 7):
        days = set(book.day[(book.pair == pair) & (book.quad == QUADS.index("verbal_conf"))].tolist())
        for origin in (5, 33, 199):
            for horizon in (7, 30):
                begins = range(origin - horizon + 1)
                byhand = sum(any(day in days for day in range(one, one + horizon)) for one in begins)
                assert marks.windows(np.array([pair]), np.array([origin]), horizon).tolist() == [byhand]


def test_without_windows_to_learn_from_the_start_is_the_answer() -> None:
    nothing = np.empty((0, 3))
    none = np.empty(0)
    learnt = hurdle.learn(nothing, none, none, none, none)
    base, start = np.array([0.2, 0.7]), np.array([0.1, 0.6])
    assert hurdle.chances(learnt.log_odds(np.ones((2, 3)), base, start)) == pytest.approx(start)
    assert learnt.beyond(np.ones((2, 3)), np.array([0.5, 4.0])) == pytest.approx([0.5, 4.0])


def test_a_hurdle_learns_what_there_is_to_learn() -> None:
    draw = np.random.default_rng(0)
    columns = draw.normal(size=(30_000, 2))
    chance = hurdle.chances(-1 + 0.8 * columns[:, 0])
    more = draw.negative_binomial(2.0, 2.0 / (2.0 + np.exp(0.5 * columns[:, 1])))
    seen = np.where(draw.random(30_000) < chance, 1 + more, 0)
    base, beyond = np.full(30_000, 0.5), np.ones(30_000)
    learnt = hurdle.learn(columns, base, base, beyond, seen.astype(float))
    assert learnt.any[1:3] == pytest.approx([0.8, 0.0], abs=0.1)
    assert learnt.more[1:3] == pytest.approx([0.0, 0.5], abs=0.1)
    assert learnt.dispersion == pytest.approx(2.0, rel=0.2)


def test_distribution_has_the_mean_and_variance_it_says() -> None:
    counts = hurdle.distribution(0.4, 6.0, 2.0)
    ks = np.arange(len(counts))
    mean = float(counts @ ks)
    assert mean == pytest.approx(0.4 * 7, rel=0.01)
    more = counts[1:] / 0.4
    assert float(more @ (ks[1:] - 1 - 6.0) ** 2) == pytest.approx(6 + 36 / 2, rel=0.05)


@pytest.mark.parametrize("drifts", [False, True])
def test_the_level_of_reading_fades_as_fast_as_it_moves(drifts: bool) -> None:
    draw = np.random.default_rng(4)
    level = np.exp(np.cumsum(draw.normal(0, 0.12, 300))) if drifts else np.exp(draw.normal(0, 0.12, 300))
    days = np.repeat(np.arange(300), draw.poisson(60 * level))
    rows = [(f"A{one % 30:02}", "CONSULT", f"B{one // 30:03}", FIRST + timedelta(int(day)))
            for day in range(300) for one in range(int((days == day).sum()))]  # fmt: skip
    found = coverage.half_life(ledger(of_events(table(rows), "w")), 300, 7, windows.START)
    assert (found is not None and found <= 8) if drifts else (found is None or found >= 32)


def test_the_level_of_reading_knows_no_later_day(events: pa.Table) -> None:
    book = ledger(of_events(events, "w"))
    cut = ledger(of_events(events, "w").before(TODAY))
    for horizon in (7, 30, 90, 365):
        assert coverage.half_life(book, 240, horizon, 30) == coverage.half_life(cut, 240, horizon, 30)
