"""The accuracy floors that hold today, where the gold records lie beside the project."""

from __future__ import annotations

import pytest
from benchmarks import accuracy

pytestmark = pytest.mark.skipif(not accuracy.available(), reason=f"no gold records in {accuracy.GOLD}")


def test_pairs_hold_their_floors() -> None:
    figures = accuracy.pairs()
    assert figures["pairs root macro-F1"] >= 65
    assert figures["pairs quad macro-F1"] >= 80
    assert figures["pairs binary macro-F1"] >= 90
