"""What all forecasters promise: no look at the future, and an answer whatever the past is like."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from comity.errors import InputError
from comity.forecast import FORECASTERS, make
from comity.forecast.counting import Counting
from comity.forecast.scores import ranks, score, summary
from comity.forecast.stream import Stream, read

ALL = sorted(FORECASTERS)
NAMES = np.array(["France", "Kenya", "Police_(Kenya)", "Citizen_(Kenya)", "Angela_Merkel", "Citizen_(France)", "Peru"])
KINDS = np.array(["meet", "praise", "arrest"])


def events(days: int = 40, first: int = 0, seed: int = 0, each: int = 6) -> pa.Table:
    """Random events, and two that keep to a rule: who is praised is met two days later, the police arrest citizens."""
    random = np.random.default_rng(seed)
    rows = []
    for day in range(first, first + days):
        for _ in range(each):
            rows.append((random.choice(NAMES), random.choice(KINDS[:1]), random.choice(NAMES), day))
        rows.append(("Police_(Kenya)", "arrest", "Citizen_(Kenya)", day))
        whom = NAMES[np.random.default_rng(day + 9).integers(len(NAMES))]
        earlier = NAMES[np.random.default_rng(day + 7).integers(len(NAMES))]
        rows += [("Peru", "praise", whom, day), ("Peru", "meet", earlier, day)]
    actor, event, recipient, date = zip(*rows, strict=True)
    return pa.table(
        {
            "actor": pa.array([str(name) for name in actor]),
            "event": pa.array([str(name) for name in event]),
            "recipient": pa.array([str(name) for name in recipient]),
            "date": pa.array(date, pa.int32()).cast(pa.date32()),
        }
    )


def scrambled(stream: Stream, day: int) -> Stream:
    """The same events, but on and after a day other actors do other things."""
    random = np.random.default_rng(1)
    late = stream.days >= day
    parts = {}
    for name in ("actor", "event", "recipient"):
        values = getattr(stream, name).copy()
        values[late] = random.permutation(values[late])
        parts[name] = values
    return Stream(stream.actors, stream.events, days=stream.days, **parts)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("span", [1, 5])
def test_the_future_changes_nothing(name: str, span: int) -> None:
    (stream,) = read(events())
    told, other = make(name), make(name)
    for forecaster, all_days in ((told, stream), (other, scrambled(stream, 35))):
        forecaster.fit(all_days.between(end=30), span)
        forecaster.observe(all_days.between(30, 35))
    subjects, relations = np.divmod(np.arange(len(stream.actors) * stream.relations), stream.relations)
    np.testing.assert_array_equal(told.predict(subjects, relations, 35), other.predict(subjects, relations, 35))


@pytest.mark.parametrize("name", ALL)
def test_later_ranks_rest_on_earlier_days_only(name: str) -> None:
    past, future = read(events(30), events(8, first=30))
    early = future.days < 34
    told = ranks(make(name), past, future)
    other = ranks(make(name), past, scrambled(future, 34))
    asked = 2 * int(early.sum())
    assert told[:asked].tolist() == other[:asked].tolist()
    assert told[asked:].tolist() != other[asked:].tolist()


@pytest.mark.parametrize("name", ALL)
def test_the_same_fit_gives_the_same_scores(name: str) -> None:
    past, future = read(events(20), events(3, first=20))
    assert ranks(make(name), past, future).tolist() == ranks(make(name), past, future).tolist()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("horizon", ["single", "multi"])
def test_no_history(name: str, horizon: str) -> None:
    found = score(make(name), events(2).slice(0, 0), events(2, first=10), horizon)  # type: ignore[arg-type]
    assert 0 < found.mrr <= 1


@pytest.mark.parametrize("name", ALL)
def test_one_actor_alone(name: str) -> None:
    alone = pa.table({"actor": ["Peru"], "event": ["meet"], "recipient": ["Peru"], "date": ["2014-01-01"]})
    later = alone.set_column(3, "date", pa.array(["2014-01-02"]))
    assert score(make(name), alone, later).mrr == 1


@pytest.mark.parametrize("name", ALL)
def test_names_never_seen_rank_behind_and_level(name: str) -> None:
    new = pa.table({"actor": ["Chad"], "event": ["meet"], "recipient": ["Togo"], "date": ["1970-03-01"]})
    past, _ = read(events(20), new)
    forecaster = make(name)
    forecaster.fit(past)
    chad, togo, peru = (past.actors.index(who) for who in ("Chad", "Togo", "Peru"))
    for subject in (chad, peru):
        scores = forecaster.predict(np.array([subject]), np.array([past.events.index("meet")]), 59)[0]
        assert scores[chad] == scores[togo] == scores.min()


def test_the_ranker_finds_the_rule_and_beats_the_baselines() -> None:
    past, future = read(events(200, each=2), events(20, first=200, each=0))
    mrr = {name: summary(ranks(make(name), past, future)).mrr for name in ALL}
    assert max(mrr, key=lambda name: mrr[name]) == "counting"


def test_why_names_the_event_that_foretold() -> None:
    (stream,) = read(events(80))
    forecaster = Counting()
    forecaster.fit(stream)
    peru, meet, praise = stream.actors.index("Peru"), stream.events.index("meet"), "praise"
    whom = stream.actors.index(str(NAMES[np.random.default_rng(87).integers(len(NAMES))]))
    reasons = forecaster.why(peru, meet, whom, 80)
    assert (reasons[0].event, reasons[0].reverse, reasons[0].ages) == (praise, False, (2, 3))
    assert reasons[0].last.isoformat() == "1970-03-20"
    assert 0 < reasons[0].right <= reasons[0].asked
    assert reasons == sorted(reasons, key=lambda reason: -reason.confidence)


def test_there_is_no_such_forecaster() -> None:
    with pytest.raises(InputError, match="choose of counting"):
        make("oracle")
