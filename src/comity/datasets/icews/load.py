"""ICEWS event files.

Judgement call: ``NA`` means missing in these files, in names too. Namibia is written out, so that nothing is lost.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import reading

COLUMNS = {
    "event_id": "Event ID", "date": "Event Date", "source_name": "Source Name", "source_sectors": "Source Sectors",
    "source_country": "Source Country", "text": "Event Text", "cameo": "CAMEO Code", "intensity": "Intensity",
    "target_name": "Target Name", "target_sectors": "Target Sectors", "target_country": "Target Country",
    "story": "Story ID", "sentence": "Sentence Number", "publisher": "Publisher", "place_country": "Country",
    "latitude": "Latitude", "longitude": "Longitude",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``events.YYYY.tab``.

    Raises:
        InputError: a column is not there.
    """
    ragged: list[reading.Ragged] = []
    rows = reading.separated(reading.contents(raw), raw, ragged=ragged)
    return reading.with_ragged(reading.columns(rows, COLUMNS, raw), ragged)
