"""The commands about forecasts."""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter, Token
from cyclopts.validators import Number

from comity.cli.commands import DB, Actors, Db, Json, _day, _one_thread, _open, _print, app, score
from comity.errors import InputError, StoreError, StoreTooNew

if TYPE_CHECKING:
    from comity.forecast.grading import Graded
    from comity.observatory import Observatory

History = Annotated[
    Path | None,
    Parameter(
        "--history", help="Past events of your own: Parquet with actor, recipient, date and event, type or quad."
    ),
]
Events = Annotated[
    str | None, Parameter("--events", help="Past events of a loaded dataset (icews, gdelt) instead of one's own.")
]
Unit = Annotated[
    Literal["dyad-day", "dyad-year"], Parameter("--unit", help="dyad-year: whether a dispute begins in a year.")
]
Disputes = Annotated[Literal["cow_mid", "gml_mid"], Parameter("--disputes", help="The disputes of dyad-years.")]


def _day_or_year(kind: object, tokens: Sequence[Token]) -> date:
    """A day, or the first day of a year that is given alone."""
    text = tokens[0].value
    return date(int(text), 1, 1) if re.fullmatch("[12][0-9]{3}", text) else _day(kind, tokens)


Day = Annotated[date | None, Parameter(converter=_day_or_year)]
Quad = Literal["verbal_coop", "material_coop", "verbal_conf", "material_conf"]


@app.command
def forecast(
    a: str,
    b: str | None = None,
    *,
    whom: bool = False,
    who: bool = False,
    by: str | None = None,
    horizon: Annotated[list[int] | None, Parameter(validator=Number(gte=1))] = None,
    classes: Annotated[list[Quad] | None, Parameter("--class")] = None,
    types: Annotated[list[str] | None, Parameter("--type")] = None,
    on: Day = None,
    unit: Unit = "dyad-day",
    disputes: Disputes = "cow_mid",
    condition: Annotated[str | None, Parameter("--if")] = None,
    within: Annotated[int, Parameter(validator=Number(gte=1))] = 30,
    top: Annotated[int, Parameter(validator=Number(gte=1))] = 10,
    history: History = None,
    events: Events = None,
    actors: Actors = None,
    db: Db = DB,
    as_json: Json = False,
) -> None:
    """Forecast what two actors will do to each other, with a chance for each; or whom one will do something to.

    Each forecast of a pair is kept in the observatory's file with the data that it rests on; comity score forecasts
    grades it. With one actor alone, other actors are put in order: comity forecast CHN --type SANCTION answers whom
    China will sanction, and who will sanction China.

    Parameters
    ----------
    a
        A state, organisation or armed group: a code (CHN) or a name (China).
    b
        The other one. Left out, the others are put in order as the other side of --type.
    whom
        Of one actor: only whom it will do this to.
    who
        Of one actor: only who will do this to it.
    by
        Only what this one of the two does; with --if who does it, the first one unless given.
    horizon
        Days ahead; may be repeated. 7, 30 and 90 unless given.
    classes
        Only this class of acts; may be repeated. All four unless a class or type is given.
    types
        This type of acts, as CONSULT; may be repeated.
    on
        First day that is forecast, from what was known before it. The day after the last report unless given. Of one
        actor: the day itself. Of dyad-years: the year, as 2015.
    condition
        What if: a type or class of acts, as SANCTION. Counts what followed such acts before, which is no cause.
    within
        Days after the act that --if names.
    top
        Of one actor: how many others are shown.
    """
    from comity.cli import outlook as shown
    from comity.cli import show, years

    _one_thread()
    if history is None and not db.exists():
        raise InputError(_no_file(db))
    if unit == "dyad-year":
        if b is None or history or events or horizon or classes or types or by or condition or whom or who:
            raise InputError("--unit dyad-year takes two states, --on YEAR and --disputes, and nothing else")
        with _open(db, actors, read_only=True) as observatory, show.progress("learning", "years"):
            began = observatory.onset(a, b, year=on.year if on else None, data=disputes)
        _print(began.record(), as_json, lambda: years.onset(began))
        return
    if b is None:
        if not types or classes or horizon or by or condition:
            raise InputError(
                f"{a} alone: give the other one too or, for a ranking of all others, what is done, as comity forecast "
                f'"{a}" --type CONSULT, with --on for the day and no --class, --horizon, --by or --if'
            )
        asked = [one for one, wanted in (("whom", whom), ("who", who)) if wanted] or ["whom", "who"]
        with _open(db if db.exists() else Path(":memory:"), actors, read_only=db.exists()) as observatory:
            _rankings(observatory, a, types, asked, as_json, on=on, most=top, file=history, events=events)
        return
    if whom or who:
        raise InputError(f"{'--whom' if whom else '--who'} asks for the other one: leave {b} out")
    kinds = [*(classes or ()), *(types or ())]
    options: dict[str, Any] = {"by": by, "file": history, "events": events} | ({"kinds": kinds} if kinds else {})
    if condition is not None:
        if on is not None or horizon:
            raise InputError("--if counts over all that is known: give --within instead of --on and --horizon")
        # Nothing is kept of a scenario: a file of events needs no observatory.
        with _open(db if db.exists() else Path(":memory:"), actors, read_only=db.exists()) as observatory:
            found = observatory.scenario(a, b, condition, within=within, **options)
        _print(asdict(found), as_json, lambda: shown.scenario(found))
        return
    if horizon:
        options["horizons"] = sorted(set(horizon))
    with _open_to_keep(db, actors) as observatory:
        made = observatory.forecast(a, b, on=on, keep=db.exists(), **options)
        names = {one: entity.name for one in (made.a, made.b) if (entity := observatory.book.entities.get(one))}
    if not as_json:
        shown.outlook(made, names)
        if not made.kept:
            show.line(f"Not kept on the scoreboard: {db} cannot be written to.")
        return
    for one in made.forecasts:
        _print({**one.record(), **asdict(made.vintage), "kept": made.kept}, as_json, lambda: None)


def _open_to_keep(db: Path, actors: list[Path] | None) -> Observatory:
    """The observatory's file, to keep forecasts in or, where it cannot be written to, to read alone."""
    try:
        return _open(db, actors)
    except StoreTooNew:
        raise
    except StoreError:
        return _open(db, actors, read_only=True) if db.exists() else _open(Path(":memory:"), actors)


def _rankings(
    observatory: Observatory, name: str, types: Sequence[str], asked: Sequence[str], as_json: bool, **options: Any
) -> None:
    from comity.cli import rankings as shown
    from comity.cli import show

    for event in types:
        for asks in asked:
            with show.progress("learning", "events"):
                found = observatory.ranking(name, event, asks=asks, **options)
            if not as_json:
                shown.ranking(found, observatory.book)
            for row in found.records() if as_json else ():
                _print(row, as_json, lambda: None)


@app.command
def backtest(
    *,
    first: Annotated[date | None, Parameter("--from", converter=_day_or_year)] = None,
    last: Annotated[date | None, Parameter("--to", converter=_day_or_year)] = None,
    unit: Unit = "dyad-day",
    disputes: Disputes = "cow_mid",
    horizon: Annotated[list[int] | None, Parameter(validator=Number(gte=1))] = None,
    classes: Annotated[list[Quad] | None, Parameter("--class")] = None,
    types: Annotated[list[str] | None, Parameter("--type")] = None,
    least: Annotated[int, Parameter(validator=Number(gte=1))] = 5,
    history: History = None,
    events: Events = None,
    out: Annotated[Path | None, Parameter(("-o", "--out"), help="A file for every forecast and what came.")] = None,
    db: Db = DB,
    as_json: Json = False,
) -> None:
    """Test forecasts of pairs on days that are past: what would have been said, held against what came.

    On each day, seven days apart, all is learnt anew from the days before it. Printed are Brier score, log score, CRPS,
    and the skill over each pair's own climatology and over persistence with intervals of 90%, over all, by class,
    for onsets between pairs that were quiet, and by how much the pairs had dealt with each other. Of dyad-years: how
    forecasts of the onset of disputes did, beside climatology and a logit on the years of peace.

    Parameters
    ----------
    first
        First day from which is forecast; of dyad-years the first year, as 1980.
    last
        Last one. Unless given, the last twelve days from which even the longest window is over.
    horizon
        Days ahead; may be repeated. 7, 30 and 90 unless given.
    classes
        Only this class of acts; may be repeated. All four unless a class or type is given.
    types
        This type of acts, as CONSULT; may be repeated.
    least
        Only pairs whose one side did at least so much to the other before.
    """
    from comity import exports
    from comity.cli import outlook as shown
    from comity.cli import show, years

    _one_thread()
    if unit == "dyad-year":
        if history or events or horizon or classes or types:
            raise InputError("--unit dyad-year takes --from YEAR, --to YEAR, --disputes and --out, and nothing else")
        span = {"first": first.year if first else None, "last": last.year if last else None}
        with _open(db, read_only=True) as observatory, show.progress("testing", "years"):
            rows, scores = observatory.backtest_onsets(**span, data=disputes)
        if out is not None:
            exports.write(rows.to_reader(), out)
        _print(asdict(scores), as_json, lambda: years.backtest(scores, disputes))
        return
    kinds = [*(classes or ()), *(types or ())]
    options: dict[str, Any] = {"first": first, "last": last, "least": least, "file": history, "events": events}
    options |= ({"kinds": kinds} if kinds else {}) | ({"horizons": sorted(set(horizon))} if horizon else {})
    if history is None and not db.exists():
        raise InputError(_no_file(db))
    with (
        _open(db if history is None else Path(":memory:"), read_only=history is None) as observatory,
        show.progress("testing", "forecasts"),
    ):
        found = observatory.backtest(**options)
    if out is not None:
        exports.write(found.rows.to_reader(), out)
    if not as_json:
        shown.backtest(found)
        return
    for part in found.parts:
        _print({"kind": "score", **asdict(part)}, as_json, lambda: None)
    for row in found.reliability:
        _print({"kind": "reliability", **asdict(row)}, as_json, lambda: None)


def _no_file(db: Path) -> str:
    return (
        f"{db} does not exist: read some reports into it first (comity read PATH --db {db}), or give a file of events "
        "(--history FILE)"
    )


@score.command(name="forecast")
def score_forecast(
    *,
    history: Path,
    test: Path,
    horizon: Literal["single", "multi"] = "single",
    forecaster: str = "counting",
    as_json: Json = False,
) -> None:
    """Score forecasts of who acts on whom: learn from the history, rank all actors for each test event.

    Printed are the mean reciprocal rank and the shares of right answers among the first 1, 3 and 10, with the
    time-aware filter and mean ranks for ties, over both questions (who is acted upon, who acts); then CPU seconds and
    the most memory that was in use.

    Parameters
    ----------
    history
        Past events: a Parquet file with actor, event, recipient and date.
    test
        The events to forecast, likewise.
    horizon
        single: each test day from all days before it; multi: all test days from the history alone.
    forecaster
        counting, or one of the baselines that it should beat: recurrency, strict, relaxed, popularity.
    """
    _one_thread()
    from comity import gold
    from comity.cli import show

    scores = gold.score_forecast(history, test, horizon, forecaster)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    record = {
        "mrr": round(scores.mrr, 4),
        "hits@1": round(scores.hits_at_1, 4),
        "hits@3": round(scores.hits_at_3, 4),
        "hits@10": round(scores.hits_at_10, 4),
        "questions": scores.questions,
        "seconds": round(time.process_time(), 1),
        "peak_mb": round(peak),
    }
    _print(record, as_json, lambda: show.scores(record))


@score.command(name="forecasts")
def score_forecasts(*, history: History = None, events: Events = None, db: Db = DB, as_json: Json = False) -> None:
    """Grade the forecasts that were made and whose days are over, wrong calls included, and list the open ones.

    Parameters
    ----------
    history
        Grade those that were made from a file of this name, against what it holds now.
    events
        Grade those that were made from this loaded dataset, against what it holds now.
    """
    from comity.cli import outlook as shown

    with _open(db, read_only=True) as observatory:
        board = observatory.score_forecasts(history, events)
    if not as_json:
        shown.scoreboard(board)
        return
    for kind, rows in (("score", board.scores), ("reliability", board.reliability)):
        for row in rows:
            _print({"kind": kind, **asdict(row)}, as_json, lambda: None)
    for graded in board.graded:
        _print({"kind": "forecast", **_graded(graded)}, as_json, lambda: None)


def _graded(one: Graded) -> dict[str, Any]:
    wanted = asdict(one.made.forecast)
    del wanted["counts"]
    grades = {name: getattr(one, name) for name in ("status", "seen", "days", "events", "right", "brier", "brier_base")}
    more = {name: getattr(one, name) for name in ("log", "log_base", "crps")}
    made = {"id": one.made.id, "made_at": one.made.made_at, "version": one.made.version, **asdict(one.made.vintage)}
    # The vintage's own number of events gives way to the ids of those that came.
    made["events_known"] = made.pop("events")
    return {**wanted, "until": one.made.forecast.until, **made, "hindsight": one.made.hindsight, **grades, **more}
