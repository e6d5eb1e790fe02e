"""Whether the confidences of events are true, on the reports of our own from which they were not fitted.

The expected calibration error is the mean distance, over eight classes of confidence of equal size, between the mean
confidence and the share of events that the report really tells, weighted by size: 0.05 means five points of a hundred.
Source: Naeini, Cooper and Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.gold_reports import document, gold, right
from comity.actors import ActorBook
from comity.coders.full import FullCoder
from comity.ontology import load_ontology

CLASSES = 8


def judged(parity: int = 1) -> list[tuple[float, bool]]:
    """The confidence of each event of every second report, and whether it is right."""
    rows = gold(parity)
    codings = FullCoder(ActorBook.load(), load_ontology()).code([document(row) for row in rows])
    events = [(event, right(event, row)) for row, coding in zip(rows, codings, strict=True) for event in coding.events]
    return [(event.confidence, found) for event, found in events if found is not None]


def classes(events: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Mean confidence, share of right ones and size of each class, the unsurest first."""
    ordered = sorted(events)
    cuts = [len(ordered) * at // CLASSES for at in range(CLASSES + 1)]
    parts = [ordered[start:end] for start, end in pairwise(cuts) if end > start]
    return [(sum(c for c, _ in part) / len(part), sum(r for _, r in part) / len(part), len(part)) for part in parts]


def error(events: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error."""
    return sum(abs(sure - share) * size for sure, share, size in classes(events)) / len(events)


def calibration() -> dict[str, float]:
    """The error, and what share of the events is sure (0.8 or more) and right among those."""
    events = judged()
    sure = [found for confidence, found in events if confidence >= 0.8]
    return {
        "confidence, expected calibration error": round(error(events), 3),
        "sure events, percent": round(100 * len(sure) / len(events), 1),
        "sure events that are right, percent": round(100 * sum(sure) / len(sure), 1),
    }


if __name__ == "__main__":
    for sure, share, size in classes(judged()):
        print(f"{sure:.2f} {share:.2f} {size:4}")
    print(calibration())
