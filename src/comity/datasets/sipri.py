"""Whom SIPRI's arms transfers name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

NAMES: Mapping[str, str | None] = MappingProxyType(
    {
        "World": None,
        "Biafra": None,
        "Congo": "COG",
        "East Germany (GDR)": "DDR",
        "Katanga": None,
        "Libya GNC": None,
        "Libya HoR": None,
        "Macedonia (FYROM)": "MKD",
        "Northern Cyprus": None,
        "Western Sahara": "ESH",
        "Yemen Arab Republic (North Yemen)": "YEM",
    }
)
"""What is written there in its own way; None is no state."""


def names(found: Iterable[str | None]) -> dict[str, str | None]:
    """The same, with the names among those found that SIPRI marks as no states or as not known."""
    marked = {
        name: None
        for name in found
        if name and (name.endswith("*") or name.lower().startswith(("unknown ", "multiple ")))
    }
    return {**NAMES, **marked}
