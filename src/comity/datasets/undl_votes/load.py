"""The General Assembly's roll calls from the UN Digital Library.

Judgement call: these are resolutions that were adopted, and their numbers are the library's; Voeten's roll calls
(``un_votes``) have those that failed and votes on paragraphs too, under other numbers.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from comity.datasets import places, reading

COLUMNS = {
    "resolution_id": "undl_id", "state": "ms_code", "name": "ms_name", "vote": "ms_vote", "date": "date",
    "session": "session", "resolution": "resolution", "title": "title", "agenda": "agenda_title",
    "subjects": "subjects",
}  # fmt: skip


def load(raw: Path) -> pa.Table:
    """Read ``YYYY_MM_DD_ga_voting.csv``.

    Raises:
        InputError: a column is not there.
    """
    return places.settled(reading.columns(reading.table(raw), COLUMNS, raw), "state")
