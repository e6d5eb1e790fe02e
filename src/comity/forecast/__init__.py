"""Forecasts of who will do what to whom, and how to score them.

>>> sorted(FORECASTERS)
['counting', 'popularity', 'recurrency', 'relaxed', 'strict']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from comity.errors import InputError

if TYPE_CHECKING:
    from comity.forecast.forecaster import Forecaster

FORECASTERS: dict[str, str] = {
    "counting": "comity.forecast.counting:Counting",
    "popularity": "comity.forecast.popularity:Popularity",
    "recurrency": "comity.forecast.recurrency:Recurrency",
    "relaxed": "comity.forecast.recurrency:relaxed",
    "strict": "comity.forecast.recurrency:strict",
}
"""Name of a forecaster -> ``module:callable`` that makes one; loaded only when asked for."""


def make(name: str) -> Forecaster:
    """Make a forecaster by its name.

    Raises:
        InputError: there is none of that name.
    """
    if name not in FORECASTERS:
        raise InputError(f"there is no forecaster {name!r}: choose of {', '.join(sorted(FORECASTERS))}")
    module, maker = FORECASTERS[name].split(":")
    return cast("Forecaster", getattr(import_module(module), maker)())
