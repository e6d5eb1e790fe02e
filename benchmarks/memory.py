"""How much memory a long stream takes: peak resident size while 10,000 reports are coded, and whether it stays flat."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from dataclasses import replace

from benchmarks import speed
from comity.engine import CoderSpec, run
from comity.model import Document

WARM = 1000
"""Reports after which nothing new should have to be kept."""


def stream(count: int) -> Iterator[Document]:
    """Reports that differ from each other, so that nothing is remembered from one for the next."""
    for number, document in enumerate(speed.documents(count)):
        yield replace(document, text=f"{document.text}\nReport {number} of the series ends here.")


def memory(count: int = 10_000) -> dict[str, float]:
    """Peak memory in MB after the first thousand reports and after all, and the second over the first."""
    peaks = []
    for number, _ in enumerate(run(CoderSpec(), stream(count)), 1):
        if number == min(WARM, count) or number == count:
            peaks.append(_peak())
    return {"peak MB at 1,000": peaks[0], "peak MB at the end": peaks[-1], "growth": round(peaks[-1] / peaks[0], 3)}


def _peak() -> float:
    """Of this process so far; the kernel counts in KiB, on macOS in bytes."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(size / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)


if __name__ == "__main__":
    figures = memory(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    for name, figure in figures.items():
        print(f"{name}: {figure:g}")
    sys.exit(int(figures["peak MB at the end"] >= 1000 or figures["growth"] > 1.05))
