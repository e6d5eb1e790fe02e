"""Bailey, Strezhnev and Voeten's ideal points, of all votes or of those on one issue.

Judgement call: the estimates of each issue are a scale of their own, and are kept in tables of their own; a distance
between two scales means nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.datasets import reading
from comity.errors import InputError

QUANTILES = (5, 10, 50, 90, 95)


def load(raw: Path) -> pa.Table:
    """Read a file of estimates; which issue it is about is in the names of its columns.

    Raises:
        InputError: there is no column of ideal points, or a session is no number.
    """
    rows = reading.table(raw)
    named = [re.fullmatch(r"IdealPoint(\w*)", name, re.IGNORECASE) for name in rows.column_names]
    issues = [match[1] for match in named if match]
    if not issues:
        raise InputError(f"{raw.name} has no column IdealPoint; it has {', '.join(rows.column_names[:12])}")
    issue = issues[0]
    wanted = {"ccode": "ccode", "session": "session", "votes": f"NVotes{issue}", "point": f"IdealPoint{issue}"}
    table = reading.columns(rows, wanted | {f"q{one}": f"Q{one}%{issue}" for one in QUANTILES}, raw)
    try:
        table = table.append_column("year", pc.add(pc.cast(table["session"], pa.int64()), 1945))
    except pa.ArrowInvalid as error:
        raise InputError(f"{raw.name}: a session is no whole number: {error}") from error
    part = "ideal_points" + (f"_{issue.lower()}" if issue and issue.lower() != "all" else "")
    return table.replace_schema_metadata({"part": part})
