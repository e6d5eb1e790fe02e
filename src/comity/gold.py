"""How good comity's own coding and forecasts are, against gold records and against what came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from comity import engine
from comity.engine import CoderSpec
from comity.errors import InputError
from comity.measures import scoring
from comity.model import Document

if TYPE_CHECKING:
    from comity.forecast.scores import RankScores


def score_reports(gold: Sequence[dict[str, Any]], coder: CoderSpec | None = None) -> scoring.Scores:
    """Code gold reports and score the codings; see :func:`comity.measures.scoring.score_reports` for the rows.

    Raises:
        InputError: a row lacks a field; the message says which row.
    """
    documents = [_gold_document(row, number) for number, row in enumerate(gold, 1)]
    return scoring.score_reports(gold, engine.run(coder or CoderSpec(), documents))


def _gold_document(row: dict[str, Any], number: int) -> Document:
    if missing := [name for name in ("id", "text", "events") if name not in row]:
        raise InputError(f"row {number} has no {missing[0]!r}: a gold report needs id, text and events")
    for event in row["events"]:
        if missing := [name for name in ("actor", "recipient", "type") if name not in event]:
            raise InputError(f"row {number}: an event has no {missing[0]!r}: it needs actor, recipient and type")
    published = row.get("published")
    try:
        day = date.fromisoformat(published) if published else None
    except ValueError as error:
        raise InputError(f"row {number}: published {published!r} is no date: write it as 2024-05-16") from error
    return Document(row["id"], row["text"], title=row.get("title"), published=day)


def score_pairs(rows: Sequence[dict[str, Any]]) -> tuple[scoring.Scores, list[Any]]:
    """Predict what each marked source does to its marked target, and score it; the scores and the predictions.

    Raises:
        InputError: a row lacks a field; the message says which row.
    """
    from comity.coders.pairs import PairCoder
    from comity.ontology import load_ontology

    for number, row in enumerate(rows, 1):
        if missing := [name for name in ("text", "source", "target", "code", "quad", "binary") if name not in row]:
            raise InputError(
                f"row {number} has no {missing[0]!r}: a pair needs text, source, target, code, quad, binary"
            )
    predictions = PairCoder(load_ontology()).code(rows)
    return scoring.score_pairs(rows, predictions), list(predictions)


def score_forecast(
    history: Path, test: Path, horizon: Literal["single", "multi"] = "single", forecaster: str = "counting"
) -> RankScores:
    """Fit a forecaster to one Parquet file of events and score it on another; see :mod:`comity.forecast.scores`.

    Raises:
        InputError: there is no such forecaster, or a file cannot be read; the message says what to do.
    """
    from comity import forecast
    from comity.forecast import scores, stream

    return scores.score(forecast.make(forecaster), stream.load(history), stream.load(test), horizon)
