"""The command that makes panels: panel."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from comity.cli.commands import DB, Db, Json, _open, _print, app
from comity.cli.data import _pair, _table
from comity.errors import InputError

if TYPE_CHECKING:
    from comity.panel import Panel

Unit = Literal[
    "state-year", "state-month", "state-day", "dyad-year", "dyad-month", "dyad-day", "leader-year", "leader-day",
    "leader-dyad-year",
]  # fmt: skip


@app.command
def panel(
    *,
    unit: Annotated[Unit, Parameter(help="What a row is.", show_choices=True)] = "dyad-year",
    first: Annotated[int, Parameter("--from", help="First year.")],
    last: Annotated[int, Parameter("--to", help="Last year.")],
    directed: Annotated[bool, Parameter(help="Each pair twice, once each way round.", negative="")] = False,
    system: Annotated[
        Literal["cow", "gw", "iso"] | None, Parameter(help="Who is a state when; gw for leaders, else cow.")
    ] = None,
    pair: Annotated[list[str] | None, Parameter(help="Two states, A,B; may be repeated. All pairs, if none.")] = None,
    state: Annotated[list[str] | None, Parameter(help="A state; may be repeated. All states, if none.")] = None,
    add: Annotated[
        list[str] | None, Parameter(help="What to add: a dataset, a measure, or NAME:COLUMN,...; may be repeated.")
    ] = None,
    status: Annotated[
        bool, Parameter(help="Say beside each dataset whether a cell is published, absent or uncovered.", negative="")
    ] = False,
    whittle: Annotated[
        str | None, Parameter(help="Rules, in order, by which one of several disputes is chosen: onset,fatality.")
    ] = None,
    spells: Annotated[list[str] | None, Parameter(help="Count periods since the last event of this column.")] = None,
    onset: Annotated[list[str] | None, Parameter(help="Mark where the event of this column begins.")] = None,
    lag: Annotated[
        list[str] | None, Parameter(help="Add this column's value of a period before; NAME:2 for two.")
    ] = None,
    lead: Annotated[list[str] | None, Parameter(help="Add this column's value of a period later.")] = None,
    where: Annotated[str | None, Parameter(help="Keep only rows for which this holds, in SQL.")] = None,
    out: Annotated[Path | None, Parameter(("-o", "--out"), help="A .parquet, .arrow, .csv or .dta file.")] = None,
    db: Db = DB,
    as_json: Json = False,
) -> None:
    """Make a panel of states, pairs or leaders over time, with loaded data beside its rows.

    Outside the years that a dataset covers a cell is missing, never zero; inside them it is what the dataset says that
    absence means. No dataset changes the number of rows. What to cite is printed at the end.
    """
    from comity.cli import show

    with _open(db, read_only=True) as observatory, show.progress("merging", "tables"):
        made = observatory.panel(
            unit, since=first, until=last, directed=directed, system=system,
            pairs=[_pair(one) for one in pair or ()], states=state or (),
        )  # fmt: skip
        if not len(made):
            raise InputError(
                f"there is no {unit} from {first} to {last}: in the system {made.shape.system} none of the states that "
                f"are named is there in these years{', or no two of a pair on one day' if made.shape.dyadic else ''}"
            )
        for one in add or ():
            name, _, columns = one.partition(":")
            rules = whittle.split(",") if whittle and made.may_whittle(name) else None
            made = made.add(name, *filter(None, columns.split(",")), status=status, whittle=rules)
        for column in spells or ():
            made = made.spells(column)
        for column in onset or ():
            made = made.onset(column)
        for one in lag or ():
            made = made.lag(_by(one)[0], by=_by(one)[1])
        for one in lead or ():
            made = made.lead(_by(one)[0], by=_by(one)[1])
        if where:
            made = made.where(where)
        if out is not None:
            made.write(out)
    if out is not None:
        _print(_about(made, out), as_json, lambda: _told(made, out))
    elif as_json:
        for batch in made.to_arrow().to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                print(json.dumps(row, ensure_ascii=False, allow_nan=False, default=str))
        print(*_cite(made.citations()), sep="\n", file=sys.stderr)
    else:
        _table(made.to_arrow())


def _by(text: str) -> tuple[str, int]:
    name, _, size = text.partition(":")
    if size and not (size.isdigit() and int(size)):
        raise InputError(f"{text!r}: write a column and how many periods, as --lag cinc_a:2")
    return name, int(size or 1)


def _about(made: Panel, out: Path) -> dict[str, object]:
    return {
        "written": str(out),
        "unit": made.shape.unit,
        "system": made.shape.system,
        "rows": len(made),
        "columns": made.table.column_names,
        "coverage": made.coverage().to_pylist(),
        "citations": list(made.citations()),
    }


def _told(made: Panel, out: Path) -> None:
    from comity.cli import show

    show.line(f"{out} is written: {len(made):,} rows, {made.table.num_columns} columns")
    for one in made.added:
        years = f"{one.first} to {one.last}" if one.first is not None else "no years"
        rule = f"; {one.rule}" if one.rule else ""
        show.line(f"    {one.name}: {years}; a row that is not there is {one.absence}{rule}")
    show.lines(_cite(made.citations()))


def _cite(citations: Sequence[str]) -> list[str]:
    return [f"cite: {one}" for one in citations]
