"""Checks what the classifier is trained on: ``python -m training.check [FILE OF REPORTS]...``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from comity.actors import ActorBook
from training import labelled, reports


def main(paths: Sequence[str]) -> int:
    """Print the problems of all, or of the given files of reports, and where there are none how much of each type."""
    files = [Path(path) for path in paths] or sorted(reports.REPORTS.glob("*.txt"))
    found = ([] if paths else labelled.problems()) + reports.problems(files, ActorBook.load().entities)
    print("\n".join(found))
    if not found:
        whole = [report for path in files for report in reports.parse(path, [])]
        told = [sentence for report in whole for sentence in report.sentences]
        acts: list[labelled.Labelled | reports.Act] = [act for _, lines in told for act in lines]
        acts += [] if paths else labelled.read()
        counts = Counter(s.type if s.mode is None else f"{s.type}:{s.mode}" for s in acts)
        modalities = Counter(s.modality or "-" for s in acts)
        for name, count in [*sorted(counts.items()), *modalities.most_common(), ("all", len(acts))]:
            print(f"{count:6} {name}")
        print(f"{len(whole):6} reports of {len(told)} sentences, {sum(not lines for _, lines in told)} without an act")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
