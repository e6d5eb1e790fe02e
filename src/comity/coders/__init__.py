"""Document -> Coding: one coder, made of stages that can each be read alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from comity.model import Coding, Document

CODERS = {"full": "comity.coders.full:FullCoder"}


class Coder(Protocol):
    """Codes documents: one Coding each, in order."""

    def code(self, documents: Sequence[Document]) -> list[Coding]:
        """Code a batch."""
        ...
