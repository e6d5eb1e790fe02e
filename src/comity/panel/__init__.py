"""Panels: states, pairs of states or leaders over time, with published data beside them. All merging is done here.

The main path, each a function in a file of its own: ``shape`` says what a row is, ``units`` makes the rows, ``rows``
makes a dataset's table ready (its states, its periods, one row for each unit and period), ``adding`` puts its columns
beside the panel's rows and tells zero from missing, ``own`` does so for measures and comity's lists, ``events`` for
counts of events, ``time`` looks before and after, ``writing`` writes. :class:`Panel` is the chain that users see.
"""

from __future__ import annotations

from comity.panel.shape import UNITS, Shape
from comity.panel.table import Panel, build
from comity.panel.writing import FORMATS

__all__ = ["FORMATS", "UNITS", "Panel", "Shape", "build"]
