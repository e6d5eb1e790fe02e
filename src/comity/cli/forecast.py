"""The commands about forecasts."""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path
from typing import Literal

from comity.cli.commands import Json, _print, score


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
    for library in ("OMP", "OPENBLAS", "MKL"):  # more threads than one cost more than they bring here
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    from comity import observatory
    from comity.cli import show

    scores = observatory.score_forecast(history, test, horizon, forecaster)
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
