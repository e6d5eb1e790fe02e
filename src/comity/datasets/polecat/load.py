"""POLECAT's event files: PLOVER as it is, text in latin-1.

Judgement calls:

- A line may end in more tabs than there are columns. What is empty behind the last column is cut; a line that has
  something there, or too little, is set apart.
- An actor of several countries (``CHN;RUS``) is each of them, and an event between several is one for each pair.
- A name that is an organisation or armed group is that; rebels whom comity does not know are nobody.
- PLOVER's earlier YIELD is CONCEDE where it is verbal, RETREAT where it is material. ``None`` means missing.
- The mode is PLOVER's; one that comity's list does not have is kept as it is written, in small letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import event_codes, reading

COLUMNS: dict[str, str | tuple[str, ...]] = {
    "event_id": "Event ID", "date": "Event Date", "type": "Event Type", "mode": "Event Mode",
    "intensity": ("Event Intensity", "Intensity"), "quad": "Quad Code", "contexts": "Contexts",
    "actor_name": "Actor Name", "actor_country": "Actor Country", "actor_sector": "Primary Actor Sector",
    "recipient_name": "Recipient Name", "recipient_country": "Recipient Country",
    "recipient_sector": "Primary Recipient Sector", "place": "Placename", "place_country": "Country",
    "latitude": "Latitude", "longitude": "Longitude", "source": "Source", "published": "Publication Date",
    "language": "Language", "release": "Version",
}  # fmt: skip

QUADS = {"VERBAL COOPERATION": "verbal_coop", "MATERIAL COOPERATION": "material_coop", "VERBAL CONFLICT": "verbal_conf",
         "MATERIAL CONFLICT": "material_conf"}  # fmt: skip

NOBODY = ("REB", "UAF", "CRM")
"""Sectors of those who do not act for their state."""


def load(raw: Path) -> pa.Table:
    """Read one file of a year or a week.

    Raises:
        InputError: a column is not there.
    """
    ragged: list[reading.Ragged] = []
    data = b"\n".join(_without_stray_tabs(reading.contents(raw)))
    rows = reading.separated(data, raw, ragged=ragged)
    events = reading.with_ragged(reading.columns(rows, COLUMNS, raw), ragged)
    days = events["date"].combine_chunks()
    quad = event_codes.translate(events["quad"], lambda text: QUADS.get(text.strip().upper(), text))
    kind = _types(event_codes.translate(events["type"], lambda text: text.strip().upper()), quad)
    mode = event_codes.translate(events["mode"], lambda text: None if text == "None" else text.strip().lower())
    acts = pc.coalesce(pc.binary_join_element_wise(kind, mode, ":"), kind)
    made = {
        "quad": quad,
        "actor": _side(events, "actor", days),
        "recipient": _side(events, "recipient", days),
        **event_codes.nearest(acts, event_codes.translate(events["contexts"], _contexts)),
    }
    names = dict.fromkeys([*events.column_names, *(name for name in made if name != "score")])
    return pa.table({name: made[name] if name in made else events[name] for name in names})


def _without_stray_tabs(data: bytes) -> Iterator[bytes]:
    lines = data.splitlines()
    width = lines[0].rstrip(b"\t").count(b"\t")
    yield lines[0].rstrip(b"\t")
    for line in lines[1:]:
        over = line.count(b"\t") - width
        yield line[:-over] if over > 0 and line.endswith(b"\t" * over) else line


def _types(kind: pa.Array, quad: pa.Array) -> pa.Array:
    verbal = pc.fill_null(pc.equal(quad, "verbal_coop"), False)
    yielded = pc.fill_null(pc.equal(kind, "YIELD"), False)
    return pc.if_else(yielded, pc.if_else(verbal, "CONCEDE", "RETREAT"), kind)


def _contexts(listed: str) -> str | None:
    words = [word.strip().lower().replace(" ", "_") for word in listed.split(";")]
    return " ".join(word for word in words if word not in ("", "none")) or None


def _side(events: pa.Table, side: str, days: pa.Array) -> pa.Array:
    group = event_codes.actors(events[f"{side}_name"], days, event_codes.group_named)
    states = event_codes.together(events[f"{side}_country"], days, read=_states)
    outside = pc.is_in(events[f"{side}_sector"].combine_chunks(), pa.array(NOBODY))
    return pc.coalesce(group, pc.if_else(outside, None, states))


def _states(listed: str, day: str) -> str | None:
    """
    >>> _states("RUS; BLR", "2024-05-16"), _states("None", "2024-05-16")
    ('RUS;BLR', None)
    """
    codes = (event_codes.country(one.strip().upper()) for one in listed.split(";"))
    found = (event_codes.on(code, day) for code in codes if code)
    return ";".join(dict.fromkeys(code for code in found if code)) or None
