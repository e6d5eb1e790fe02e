"""GDELT's event and mention files, which have no header line.

Judgement calls:

- Version 1.0 has 58 columns (57 before April 2013, without the article's address), version 2.0 has 61: each of the
  three places gained a second administrative code. The number of columns tells which it is.
- Of the 57 to 61 columns those that say who did what to whom, when, where and how often it was reported are kept.
- An event without a place (kind 0) has no coordinates; the zeros that older files write there are not off Ghana.
- Who acts is the organisation or armed group that the actor's code names, else its country, read by the day; continents
  and ethnic groups are nobody. Acts are read through the crosswalk: bare statements (01) have no type in PLOVER.
- The date is when the event happened. GDELT takes "a year ago" for exactly that, so old dates are often doubtful.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import event_codes, reading
from comity.errors import UnreadableInput


def _actor(number: int) -> list[str]:
    return [f"actor{number}_{name}" for name in ("code", "name", "country", "group", "ethnic", "religion1",
                                                 "religion2", "type", "type2", "type3")]  # fmt: skip


def _place(of: str, second: bool) -> list[str]:
    names = ["kind", "name", "country", "adm1", *(["adm2"] if second else []), "latitude", "longitude", "feature"]
    return [f"{of}_{name}" for name in names]


def _names(second: bool) -> list[str]:
    return [
        "event_id", "sqldate", "month", "year", "fraction", *_actor(1), *_actor(2), "is_root", "cameo", "base", "root",
        "quadclass", "goldstein", "mentions", "sources", "articles", "tone", *_place("actor1place", second),
        *_place("actor2place", second), *_place("place", second), "added", "url",
    ]  # fmt: skip


MENTIONS = ("event_id", "event_time", "mentioned", "kind", "source", "url", "sentence", "actor1_offset",
            "actor2_offset", "action_offset", "raw_text", "confidence", "length", "tone", "translation",
            "extras")  # fmt: skip
LAYOUTS = {57: _names(False), 58: _names(False), 61: _names(True), 16: list(MENTIONS)}
"""Number of columns -> their names."""

USED = (
    "event_id", "sqldate", "actor1_code", "actor1_name", "actor1_country", "actor1_type", "actor2_code", "actor2_name",
    "actor2_country", "actor2_type", "is_root", "cameo", "root", "quadclass", "goldstein", "mentions", "sources",
    "articles", "tone", "place_kind", "place_name", "place_country", "place_latitude", "place_longitude", "added",
    "url",
)  # fmt: skip

KEPT = (
    "event_id", "date", "actor1_code", "actor1_name", "actor1_country", "actor1_type", "actor2_code", "actor2_name",
    "actor2_country", "actor2_type", "is_root", "cameo", "root", "quad", "goldstein", "mentions", "sources", "articles",
    "tone", "place", "place_country", "latitude", "longitude", "added", "url", "actor", "recipient", "type", "mode",
    "contexts", "score", "rejected",
)  # fmt: skip
KEPT_OF_MENTIONS = ("event_id", "event_time", "mentioned", "source", "url", "sentence", "actor1_offset",
                    "actor2_offset", "action_offset", "confidence", "tone", "rejected")  # fmt: skip

REPEATING = (*(name for name in USED if name.startswith(("actor1", "actor2", "place_"))), "sqldate", "is_root", "cameo",
             "root", "quadclass", "added")  # fmt: skip
"""Columns with few different cells."""

QUADS = {"1": "verbal_coop", "2": "material_coop", "3": "verbal_conf", "4": "material_conf"}


def load(raw: Path) -> pa.Table:
    """Read one file of events or mentions, in its zip or out of it.

    Raises:
        UnreadableInput: its lines have not as many columns as any of GDELT's files.
    """
    data = reading.contents(raw)
    # Enough lines from its beginning to tell the layout, though some of them may be broken.
    widths = Counter(line.count(b"\t") + 1 for line in data[:1_000_000].splitlines()[:1000] if line)
    width = widths.most_common(1)[0][0]
    if width not in LAYOUTS:
        graph = " (they look like its knowledge graph, which is not read)" if width in (11, 15, 27) else ""
        raise UnreadableInput(
            f"{raw.name}: its lines have {width} columns{graph}; GDELT's events have 57, 58 or 61 and its mentions 16"
        )
    if width in (57, 58):
        data, width = _with_addresses(data), 58
    ragged: list[reading.Ragged] = []
    only = () if width == len(MENTIONS) else USED
    rows = reading.separated(data, raw, names=LAYOUTS[width], only=only, repeating=REPEATING, ragged=ragged)
    del data
    if width == len(MENTIONS):
        return reading.with_ragged(rows, ragged).select(KEPT_OF_MENTIONS)
    return _events(reading.with_ragged(rows, ragged))


def _events(rows: pa.Table) -> pa.Table:
    """The events with dates, quad classes and actors as comity writes them."""
    days = event_codes.translate(rows["sqldate"], lambda day: f"{day[:4]}-{day[4:6]}-{day[6:]}")
    placed = pc.not_equal(rows["place_kind"], "0")
    made = {
        "date": days,
        "quad": event_codes.translate(rows["quadclass"], lambda quad: QUADS.get(quad, quad)),
        "place": rows["place_name"],
        "latitude": pc.if_else(placed, rows["place_latitude"], None),
        "longitude": pc.if_else(placed, rows["place_longitude"], None),
        "actor": _actor_of(rows, "actor1", days),
        "recipient": _actor_of(rows, "actor2", days),
        **event_codes.acts(rows["cameo"]),
    }
    return pa.table({name: made[name] if name in made else rows[name] for name in KEPT})


def _actor_of(rows: pa.Table, side: str, days: pa.Array) -> pa.Array:
    group = event_codes.actors(rows[f"{side}_code"], days, event_codes.cameo_group)
    return pc.coalesce(group, event_codes.actors(rows[f"{side}_country"], days, event_codes.country))


def _with_addresses(data: bytes) -> bytes:
    """Give the lines of before April 2013, which stand in one file with later ones, an empty address."""
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    return b"\n".join(line + b"\t" if line.count(b"\t") == 56 else line for line in lines)
