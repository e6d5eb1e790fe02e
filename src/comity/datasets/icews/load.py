"""ICEWS event files.

Judgement calls:

- ``NA`` means missing in these files, in names too. Namibia is written out, so that nothing is lost.
- Who acts is the organisation or armed group that the name names, in brackets or out of them, else the state. Rebels
  whose group comity does not know are nobody: they do not act for their state.
- Of the sectors, which are a list of words, the first is kept that PLOVER has a code for.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import event_codes, reading

COLUMNS = {
    "event_id": "Event ID", "date": "Event Date", "source_name": "Source Name", "source_sectors": "Source Sectors",
    "source_country": "Source Country", "text": "Event Text", "cameo": "CAMEO Code", "intensity": "Intensity",
    "target_name": "Target Name", "target_sectors": "Target Sectors", "target_country": "Target Country",
    "story": "Story ID", "sentence": "Sentence Number", "publisher": "Publisher", "place_country": "Country",
    "latitude": "Latitude", "longitude": "Longitude",
}  # fmt: skip

SECTORS = {
    "Insurgents": "REB", "Rebel": "REB", "Separatists": "REB", "Organized Violent": "REB", "Military": "MIL",
    "Police": "COP", "Judicial": "JUD", "Legislative / Parliamentary": "LEG", "Government": "GOV", "Parties": "PTY",
    "Dissident": "OPP", "Business": "BUS", "Media": "MED", "Criminals / Gangs": "CRM",
    "General Population / Civilian / Social": "CIV",
}  # fmt: skip
"""ICEWS's sectors -> PLOVER's; the first of these that a list holds is the actor's."""


def load(raw: Path) -> pa.Table:
    """Read ``events.YYYY.tab``.

    Raises:
        InputError: a column is not there.
    """
    ragged: list[reading.Ragged] = []
    rows = reading.separated(reading.contents(raw), raw, ragged=ragged)
    events = reading.with_ragged(reading.columns(rows, COLUMNS, raw), ragged)
    days = events["date"].combine_chunks()
    made = event_codes.acts(events["cameo"])
    for name, side in (("actor", "source"), ("recipient", "target")):
        sector = event_codes.translate(events[f"{side}_sectors"], _sector)
        group = event_codes.actors(events[f"{side}_name"], days, event_codes.group_named)
        state = event_codes.actors(events[f"{side}_country"], days, event_codes.state_named("icews"))
        state = pc.if_else(pc.fill_null(pc.equal(sector, "REB"), False), None, state)
        made |= {name: pc.coalesce(group, state), f"{name}_sector": sector}
    for name, column in made.items():
        events = events.append_column(name, column)
    return events


def _sector(listed: str) -> str | None:
    words = {word.strip() for word in listed.split(",")}
    return next((code for word, code in SECTORS.items() if word in words), None)
