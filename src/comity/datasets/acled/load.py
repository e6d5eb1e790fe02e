"""An export from ACLED.

Judgement calls:

- "Military Forces of Russia (2000-)", its police and its government act for Russia; civilians, protesters and rioters
  of a state are that state's people (sector CIV). Groups that comity knows are read by their names, with a short form
  before a colon or a country in brackets behind; unidentified groups are nobody.
- A battle is mutual: which side ACLED writes first says nothing.
- What is a strategic development is mostly none of PLOVER's acts; agreements, arrests, bases and looting are.
- A date that is known to the week only (precision 2) is cut to its month.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import event_codes, reading

COLUMNS: dict[str, str | tuple[str, ...]] = {
    "event_id": "event_id_cnty", "date": "event_date", "precision": "time_precision", "event_type": "event_type",
    "sub_event_type": "sub_event_type", "actor1": "actor1", "actor2": "actor2", "country": "country",
    "place": "location", "latitude": "latitude", "longitude": "longitude", "source": "source",
    "fatalities": "fatalities",
}  # fmt: skip

ACTS = {
    "Armed clash": "ASSAULT", "Government regains territory": "ASSAULT",
    "Non-state actor overtakes territory": "ASSAULT", "Attack": "ASSAULT", "Chemical weapon": "ASSAULT:unconventional",
    "Air/drone strike": "ASSAULT:aerial", "Suicide bomb": "ASSAULT:suicide-attack",
    "Shelling/artillery/missile attack": "ASSAULT:heavy-weapons", "Remote explosive/landmine/IED": "ASSAULT:explosives",
    "Grenade": "ASSAULT:explosives", "Sexual violence": "ASSAULT:sexual",
    "Abduction/forced disappearance": "ASSAULT:abduct", "Looting/property destruction": "ASSAULT:destroy",
    "Peaceful protest": "PROTEST:demo", "Protest with intervention": "PROTEST:demo",
    "Excessive force against protesters": "PROTEST:demo", "Violent demonstration": "PROTEST:riot",
    "Mob violence": "PROTEST:riot", "Agreement": "AGREE", "Arrests": "COERCE:arrest",
    "Headquarters or base established": "MOBILIZE",
}  # fmt: skip
"""ACLED's sub-events -> PLOVER's type and mode."""

PRECISION = {"1": "day", "2": "month", "3": "month"}

_FORCES = re.compile(r"(Military Forces|Police Forces|Government) of (?:the )?(.+?) \(\d{4}-(?:\d{4})?\)\s*(.*)")
_PEOPLE = re.compile(r"(?:Civilians|Protesters|Rioters) \((.+)\)")
_SECTORS = {"Military Forces": "MIL", "Police Forces": "COP", "Government": "GOV"}
_STATE = event_codes.state_named("acled")


def load(raw: Path) -> pa.Table:
    """Read a CSV export, with commas or semicolons.

    Raises:
        InputError: a column is not there.
    """
    ragged: list[reading.Ragged] = []
    data = reading.contents(raw)
    delimiter = ";" if data.partition(b"\n")[0].count(b";") > 5 else ","
    rows = reading.delimited(data, raw, delimiter=delimiter, ragged=ragged)
    events = reading.with_ragged(reading.columns(rows, COLUMNS, raw), ragged)
    days = event_codes.translate(events["date"], _day)
    made = {
        "date": days,
        "precision": event_codes.translate(events["precision"], lambda text: PRECISION.get(text.strip(), text)),
        "reciprocal": pc.fill_null(pc.equal(events["event_type"].combine_chunks(), "Battles"), False),
        **event_codes.nearest(event_codes.translate(events["sub_event_type"], ACTS.get)),
    }
    for name, side in (("actor", "actor1"), ("recipient", "actor2")):
        made[name] = event_codes.actors(events[side], days, actor)
        made[f"{name}_sector"] = event_codes.translate(events[side], _sector)
    names = dict.fromkeys([*events.column_names, *(name for name in made if name != "contexts")])
    return pa.table({name: made[name] if name in made else events[name] for name in names})


def actor(text: str) -> str | None:
    """Whom ACLED's name of an actor means.

    >>> actor("Military Forces of Russia (2000-)"), actor("Civilians (Ukraine)"), actor("Hamas Movement")
    ('RUS', 'UKR', 'HAMAS')
    >>> actor("Military Forces of Yemen (2017-) Houthi"), actor("Unidentified Armed Group (Syria)")
    ('HOUTHIS', None)
    """
    if forces := _FORCES.fullmatch(text):
        return (event_codes.group_named(forces[3]) if forces[3] else None) or _STATE(forces[2])
    if people := _PEOPLE.fullmatch(text):
        return _STATE(people[1])
    return event_codes.group_named(text)


def _sector(text: str) -> str | None:
    if forces := _FORCES.fullmatch(text):
        return _SECTORS[forces[1]]
    return "CIV" if _PEOPLE.fullmatch(text) else None


def _day(text: str) -> str:
    """
    >>> _day("24 February 2022"), _day("2022-02-24")
    ('2022-02-24', '2022-02-24')
    """
    for form in ("%d %B %Y", "%d-%b-%Y", "%d-%B-%Y"):
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()
        except ValueError:
            continue
    return text.strip()
