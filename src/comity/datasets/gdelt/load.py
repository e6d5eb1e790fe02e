"""GDELT's event and mention files, which have no header line.

Judgement calls:

- Version 1.0 has 58 columns (57 before April 2013, without the article's address), version 2.0 has 61: each of the
  three places gained a second administrative code. The number of columns tells which it is.
- Of the 57 to 61 columns those that say who did what to whom, when, where and how often it was reported are kept.
- An event without a place (kind 0) has no coordinates; the zeros that older files write there are not off Ghana.
- The date is when the event happened. GDELT takes "a year ago" for exactly that, so old dates are often doubtful.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pyarrow as pa

from comity.datasets import reading
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

_EVENTS = """
SELECT event_id, sqldate[:4] || '-' || sqldate[5:6] || '-' || sqldate[7:] AS date, actor1_code, actor1_name,
  actor1_country, actor1_type, actor2_code, actor2_name, actor2_country, actor2_type, is_root, cameo, root,
  CASE quadclass WHEN '1' THEN 'verbal_coop' WHEN '2' THEN 'material_coop' WHEN '3' THEN 'verbal_conf'
    WHEN '4' THEN 'material_conf' ELSE quadclass END AS quad,
  goldstein, mentions, sources, articles, tone, place_name AS place, place_country,
  CASE WHEN place_kind <> '0' THEN place_latitude END AS latitude,
  CASE WHEN place_kind <> '0' THEN place_longitude END AS longitude, added, url, rejected
FROM rows
"""
_MENTIONS = """
SELECT event_id, event_time, mentioned, source, url, sentence, actor1_offset, actor2_offset, action_offset, confidence,
  tone, rejected
FROM rows
"""


def load(raw: Path) -> pa.Table:
    """Read one file of events or mentions, in its zip or out of it.

    Raises:
        UnreadableInput: its lines have not as many columns as any of GDELT's files.
    """
    data = reading.contents(raw)
    # Enough lines from its beginning to tell the layout, though some of them may be broken.
    widths = Counter(line.count(b"\t") + 1 for line in data[:1_000_000].split(b"\n")[:1000] if line)
    width = widths.most_common(1)[0][0]
    if width not in LAYOUTS:
        raise UnreadableInput(
            f"{raw.name}: its lines have {width} columns; GDELT's events have 57, 58 or 61 and its mentions 16"
        )
    if width in (57, 58):
        data, width = _with_addresses(data), 58
    ragged: list[reading.Ragged] = []
    only = () if width == len(MENTIONS) else USED
    rows = reading.separated(data, raw, names=LAYOUTS[width], only=only, ragged=ragged)
    del data
    with duckdb.connect() as memory:
        memory.register("rows", reading.with_ragged(rows, ragged))
        return memory.sql(_MENTIONS if width == len(MENTIONS) else _EVENTS).to_arrow_table()


def _with_addresses(data: bytes) -> bytes:
    """Give the lines of before April 2013, which stand in one file with later ones, an empty address."""
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    return b"\n".join(line + b"\t" if line.count(b"\t") == 56 else line for line in lines)
