"""What several tests need: codings made by hand, and the place of the shared data where it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from comity.model import Coding, Event
from scenes import make_coding, make_event


@pytest.fixture
def shared() -> Path:
    """The folder of shared development data beside the project; tests that need it are not run without it."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the shared development data are not beside this project")
    return folder


@pytest.fixture
def event() -> Callable[..., Event]:
    """Make an event by hand."""
    return make_event


@pytest.fixture
def coding() -> Callable[..., Coding]:
    """Make a coding by hand: one event, one quote, one claim."""
    return make_coding
