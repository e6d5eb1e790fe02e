"""Fits the weights of ``coders/weighing.py``: ``python -m training.calibrate`` (after ``training.classifier``).

From every second report of ``benchmarks/gold`` (the even ones), coded by hand and never trained on, a logistic
regression with a small ridge says how sure an event is. The odd reports tell whether the confidences are true
(``benchmarks/calibration.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml
from benchmarks.gold_reports import document, gold, right

from comity.actors import ActorBook
from comity.coders.full import FullCoder
from comity.coders.merging import Draft
from comity.coders.weighing import Judged, Unsaid, Weighing, features, implied, load_weighing, verdict_on
from comity.ontology import load_ontology

WEIGHTS = Path(__file__).parents[1] / "src" / "comity" / "data" / "model" / "en" / "weights.yml"
NAMES = ("base", "lexicon", "type", "none", "other", "implied", "far", "alone", "unjudged")
RIDGE = 1.0
LEAST = 0.4
"""How sure an event must be: of 0.3, 0.4 and 0.5 the best F1 on the even reports (the odd ones agreed)."""
LEAST_ALONE = 0.4
"""How likely the classifier's act must be to be an event by itself."""
LEAST_FAR = 0.6
"""The same where one party stands only before the sentence. On our reports 0.4 gives a higher F1 (odd ones 70.0 in the
place of 69.1); on the reports of the demo too much of what it adds is wrong."""
THRESHOLDS = {"least": LEAST, "least_alone": LEAST_ALONE, "least_far": LEAST_FAR}


class Recorder(Weighing):
    """Lets everything through and keeps what each confidence would have been a function of, by number."""

    def __init__(self, like: Weighing) -> None:
        super().__init__(like.classifier, dict.fromkeys(NAMES, 0.0) | THRESHOLDS | {"least": 0.0})
        self.seen: list[dict[str, float]] = []

    def weigh(self, draft: Draft, judged: Judged) -> Draft | None:
        """The draft, with the number of its record for a confidence."""
        far = (draft.actor.code, draft.recipient.code) in judged.far
        verdict = verdict_on(draft, judged)
        self.seen.append(features(draft.confidence, verdict, draft.entry.type, implied=implied(draft), far=far))
        return replace(draft, confidence=float(len(self.seen) - 1))

    def unsaid(self, drafts: Sequence[Draft], judged: Judged) -> Iterator[Unsaid]:
        """The classifier's own acts, numbered likewise."""
        for act in super().unsaid(drafts, judged):
            self.seen.append(features(None, act.verdict, act.verdict.act, far=act.far))
            yield replace(act, confidence=float(len(self.seen) - 1))


def fit(rows: Sequence[dict[str, float]], labels: Sequence[bool]) -> dict[str, float]:
    """Logistic regression by Newton's method, with a ridge on all weights but the base."""
    x = np.array([[row.get(name, 0.0) for name in NAMES] for row in rows])
    y = np.array(labels, dtype=float)
    ridge = RIDGE * np.diag([name != "base" for name in NAMES])
    weights = np.zeros(len(NAMES))
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - y) + ridge @ weights
        weights -= np.linalg.solve((x * (chance * (1 - chance))[:, None]).T @ x + ridge, slope)
    return {name: round(float(weight), 3) for name, weight in zip(NAMES, weights, strict=True)}


def main() -> None:
    """Fit and write."""
    ontology = load_ontology()
    recorder = Recorder(load_weighing("en", ontology))
    rows = gold(0)
    codings = FullCoder(ActorBook.load(), ontology, weighing=recorder).code([document(row) for row in rows])
    judged = [
        (recorder.seen[int(event.confidence)], right(event, row))
        for row, coding in zip(rows, codings, strict=True)
        for event in coding.events
    ]
    known = [(features, label) for features, label in judged if label is not None]
    weights: dict[str, float] = fit([one for one, _ in known], [label for _, label in known])
    weights |= THRESHOLDS
    head = f"# Fitted by training/calibrate.py on {len(known)} events of {len(rows)} reports; see coders/weighing.py.\n"
    WEIGHTS.write_text(head + yaml.safe_dump(weights, sort_keys=False), encoding="utf-8")
    print(weights)


if __name__ == "__main__":
    main()
