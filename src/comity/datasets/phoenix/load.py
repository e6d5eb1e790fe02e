"""The Cline Center's historical Phoenix files.

Judgement calls:

- A CAMEO code may have lost its leading zero on its way through a spreadsheet; the root code, which cannot be read in
  two ways, tells where (code 10 of root 1 is 010).
- The three files number their events each for itself, and may do so without letters; then the name of the source, as
  the file's name has it, is put before the number.
- Dates are month/day/year in the files; they are also read as ISO 8601.
- Who acts is the organisation or armed group that the code names in any of its pieces, else the country of its root.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import event_codes, reading

COLUMNS = {
    "event_id": "eid", "date": "story_date", "source": "source", "source_root": "source_root",
    "source_agent": "source_agent", "target": "target", "target_root": "target_root", "target_agent": "target_agent",
    "cameo": "code", "root": "root_code", "own_quad": "quad_class", "goldstein": "goldstein",
    "issues": "joined_issues", "latitude": "lat", "longitude": "lon", "place": "placename",
    "place_country": "countryname", "story": "aid",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``PhoenixNYT_*.csv``, ``PhoenixSWB_*.csv`` or ``PhoenixFBIS_*.csv``.

    Raises:
        InputError: a column is not there.
    """
    ragged: list[reading.Ragged] = []
    rows = reading.delimited(reading.contents(raw), raw, ragged=ragged)
    events = reading.with_ragged(reading.columns(rows, COLUMNS, raw), ragged)
    days = event_codes.translate(events["date"], _day)
    cameo = event_codes.together(events["cameo"], pc.fill_null(events["root"].combine_chunks(), ""), read=_with_zero)
    source = re.search("NYT|SWB|FBIS", raw.name)
    ids = event_codes.translate(
        events["event_id"], lambda text: f"{source[0] if source else ''}{text}" if text.isdigit() else text
    )
    made = {"event_id": ids, "date": days, "cameo": cameo, **event_codes.acts(pa.chunked_array([cameo]))}
    for name, side in (("actor", "source"), ("recipient", "target")):
        group = event_codes.actors(events[side], days, event_codes.cameo_group)
        made[name] = pc.coalesce(group, event_codes.actors(events[f"{side}_root"], days, event_codes.country))
    names = [name for name in events.column_names if name != "root"]
    return pa.table({name: made[name] if name in made else events[name] for name in dict.fromkeys([*names, *made])})


def _day(text: str) -> str:
    """
    >>> _day("2/24/1972"), _day("1972-02-24")
    ('1972-02-24', '1972-02-24')
    """
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text.strip())
    return f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else text.strip()


def _with_zero(code: str, root: str) -> str:
    """
    >>> _with_zero("43", "4"), _with_zero("10", "1"), _with_zero("043", "04"), _with_zero("10", "10")
    ('043', '010', '043', '10')
    """
    return f"0{code}" if root.isdigit() and int(root) < 10 and not code.startswith("0") else code
