"""Dyad forecasts: their skill between states on ICEWS18, how long one pair takes, and how cost grows with the events.

``python -m benchmarks.dyads`` prints all scores, ``--scaling`` measures from 50 thousand to 5 million events and
writes the plot in ``docs/img``. The events lie beside the project; docs/forecasting.md says what is measured.
"""

from __future__ import annotations

import argparse
import functools
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import vl_convert
from rich.console import Console
from rich.table import Table

from comity.actors import ActorBook
from comity.forecast import dyads, probability
from comity.forecast.backtest import backtest, weekly
from comity.forecast.history import History, of_events
from comity.views.charts import VEGA_LITE

DATA = Path(__file__).parents[2] / "shared" / "data" / "forecast"
PLOT = Path(__file__).parents[1] / "docs" / "img" / "dyads-scaling.svg"

TRAINING_ENDS = date(2018, 8, 28)
"""The last training day; those after it are validation days."""

FIRST = TRAINING_ENDS - timedelta(59)
"""Forecasts are made from here on, once a week; settings were chosen on the days before."""

HORIZONS = (7, 30)

ROOTS = {
    "Make": "02", "Appeal": "02", "Express": "03", "Accede": "08", "Demand": "10", "Reject": "12", "Refuse": "12",
    "Threaten": "13", "Conduct": "14", "Engage": "14", "Obstruct": "14", "Reduce": "16", "Use": "20", "Detonate": "20",
}  # fmt: skip
"""The CAMEO root of a relation for which the table of codes has none, by its first word."""

SIZES = (50_000, 150_000, 500_000, 1_500_000, 5_000_000)


def available() -> bool:
    """Whether the events are there."""
    return DATA.is_dir()


@functools.cache
def coded() -> pa.Table:
    """All events of ICEWS18 at hand, with their CAMEO codes."""
    lines = (DATA / "icews18_relation_cameo.tsv").read_text(encoding="utf-8").splitlines()
    codes = dict(line.split("\t") for line in lines)
    parts = [pq.read_table(DATA / f"icews18_{part}.parquet") for part in ("train", "valid")]
    events = pa.concat_tables(parts).select(["actor", "event", "recipient", "date"])
    names = {name: name.replace("_", " ") for name in pc.unique(events["event"]).to_pylist()}
    known = {name: codes[plain] or ROOTS[plain.split(" ")[0]] for name, plain in names.items()}
    codes_of = pa.array([known[name] for name in events["event"].to_pylist()])
    return events.set_column(1, "event", codes_of)


def between_states() -> History:
    """The events between states, each named by its own name."""
    book = ActorBook.load()
    own = {name.casefold() for one in book.entities.values() if one.kind == "state" for name in (one.name, *one.names)}
    events = coded()
    actors = pc.unique(pa.chunked_array([*events["actor"].chunks, *events["recipient"].chunks])).to_pylist()
    states = pa.array([name for name in actors if name.replace("_", " ").casefold() in own])
    chosen = pc.and_(pc.is_in(events["actor"], states), pc.is_in(events["recipient"], states))
    return of_events(events.filter(chosen), "ICEWS18")


def forecasts() -> pa.Table:
    """One row a forecast: all state pairs with five events before it, weekly."""
    history = between_states()
    assert history.last is not None
    return backtest(history, weekly(FIRST, history.last), horizons=HORIZONS)


def figures() -> dict[str, float]:
    """Skill in percent with its interval, by horizon, that of the worst class, calibration, and time for one pair."""
    found: dict[str, float] = {}
    for (horizon,), part in probability.groups(forecasts(), ["horizon"]):
        scores = probability.scores(part)
        classes = [probability.scores(one).over_climatology.value for _, one in probability.groups(part, ["event"])]
        skill = scores.over_climatology
        name = f"dyads, {horizon} days"
        percent = {
            "Brier skill over climatology": skill.value,
            "its interval of 90% from": skill.low,
            "its interval of 90% to": skill.high,
            "Brier skill over climatology of the worst class": min(classes),
            "Brier skill over persistence": scores.over_persistence.value,
            "skill of expected numbers over climatology": scores.number_over_climatology.value,
        }
        found |= {f"{name}, {what}": round(100 * value, 2) for what, value in percent.items()}
        found[f"{name}, calibration error"] = round(scores.ece, 4)
    took = timing(500_000)
    found |= {f"dyads of 500,000 events, {step}, CPU seconds": round(seconds, 2) for step, seconds in took.items()}
    return found


def timing(size: int) -> dict[str, float]:
    """CPU seconds of taking in so many events, of learning all classes and horizons, of one more pair."""
    events = repeated(size)
    last = max(pc.max(chunk).as_py() for chunk in events["date"].chunks)
    begin = time.process_time()
    forecaster = dyads.fit(events)
    took = time.process_time()
    forecaster.forecast("China", "Russia", last + timedelta(1))
    learnt = time.process_time()
    forecaster.forecast("Iran", "Israel", last + timedelta(1))
    asked = time.process_time()
    return {"read": took - begin, "learn": learnt - took, "one pair": asked - learnt}


def repeated(size: int) -> pa.Table:
    """So many events of ICEWS18 and all its actors, evenly taken; then again with other actors and 30 days later."""
    events = coded()
    parts: list[pa.Table] = []
    rows = 0
    while rows < size:
        number = len(parts)
        wanted = min(events.num_rows, size - rows)
        part = events.take(np.arange(wanted) * events.num_rows // wanted)
        if number:
            sides = [pc.binary_join_element_wise(part[side], f"_{number}", "") for side in ("actor", "recipient")]
            days = pc.add(part["date"].cast(pa.int32()), pa.scalar(30 * number, pa.int32())).cast(pa.date32())
            part = pa.table({"actor": sides[0], "event": part["event"], "recipient": sides[1], "date": days})
        parts.append(part)
        rows += part.num_rows
    return pa.concat_tables(parts)


def scaling() -> None:
    """Time each size and draw it."""
    values: list[dict[str, object]] = []
    for size in SIZES:
        for step, seconds in timing(size).items():
            values.append({"events": size, "step": step, "seconds": seconds})
            print(f"{size:,} events, {step}: {seconds:.2f} CPU seconds", flush=True)
    draw(values)


def draw(values: list[dict[str, object]]) -> None:
    """Write the plot of cost by number of events."""
    step = {"field": "step", "type": "nominal", "title": None}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 480,
        "height": 300,
        "data": {"values": values},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "events", "type": "quantitative", "scale": {"type": "log"}, "title": "events",
                  "axis": {"values": list(SIZES), "format": ",d"}},
            "y": {"field": "seconds", "type": "quantitative", "scale": {"type": "log"}, "title": "CPU seconds",
                  "axis": {"values": [0.01, 0.1, 1, 10, 100]}},
            "color": step,
            "shape": step,
        },
    }  # fmt: skip
    PLOT.write_text(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[]), encoding="utf-8")


def tables(rows: pa.Table) -> Iterator[Table]:
    """Scores by horizon and class, by activity, in quiet pairs, and the reliability of chances."""
    activity = pc.if_else(pc.less(rows["events"], 15), "5-14", pc.if_else(pc.less(rows["events"], 60), "15-59", "60-"))
    rows = rows.append_column("activity", activity)
    for names in (["horizon"], ["horizon", "event"], ["horizon", "activity"], ["horizon", "quiet"],
                  ["horizon", "quiet", "event"], ["horizon", "on"]):  # fmt: skip
        table = Table(*names, "n", "happened", "chance", "Brier", "rel", "res", "unc", "log", "clim", "CRPS", "clim",
                      "ECE", "over climatology", "over persistence", "numbers")  # fmt: skip
        for key, part in probability.groups(rows, names):
            one = probability.scores(part)
            skills = (one.over_climatology, one.over_persistence, one.number_over_climatology)
            table.add_row(
                *map(str, key), f"{one.n:,}", f"{one.happened:.3f}", f"{one.chance:.3f}", f"{one.brier:.4f}",
                f"{one.reliability:.4f}",
                f"{one.resolution:.4f}", f"{one.uncertainty:.4f}", f"{one.log:.4f}", f"{one.log_climatology:.4f}",
                f"{one.crps:.4f}", f"{one.crps_climatology:.4f}", f"{one.ece:.4f}",
                *(f"{100 * each.value:+.1f} ({100 * each.low:+.1f} to {100 * each.high:+.1f})" for each in skills),
            )  # fmt: skip
        yield table
    for (horizon,), part in probability.groups(rows, ["horizon"]):
        table = Table(f"{horizon} days: chance", "n", "mean chance", "happened")
        for bin_ in probability.reliability_table(part["chance"].to_numpy(), part["seen"].to_numpy() > 0):
            share = f"{bin_.low:.0%} to {bin_.high:.0%}"
            table.add_row(share, f"{bin_.n:,}", f"{bin_.chance:.3f}", f"{bin_.happened:.3f}")
        yield table


def main() -> None:
    """Print all scores, or measure how cost grows."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--scaling", action="store_true", help="measure from 50 thousand to 5 million events")
    if options.parse_args().scaling:
        scaling()
        return
    for table in tables(forecasts()):
        Console(width=240).print(table)


if __name__ == "__main__":
    main()
