"""The panel itself: an immutable table that knows what its rows are and where its columns come from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from comity import datasets, states, vintages
from comity.datasets import Dataset, Part
from comity.errors import InputError, StoreError
from comity.measures import DIRECTED, RECORD
from comity.measures.query import query
from comity.panel import events, own, rows, time, units, writing
from comity.panel.adding import Added, added, placed
from comity.panel.shape import Shape, System, with_row
from comity.store import Store


def build(
    store: Store,
    unit: str,
    *,
    since: int,
    until: int,
    directed: bool = False,
    system: System | None = None,
    pairs: Iterable[tuple[str, str]] = (),
    only: Iterable[str] = (),
) -> Panel:
    """A panel without columns of data: one row for each unit that is there in each period.

    ``pairs`` and ``only`` are states by code, name or COW number; without any, all states are there. ``system`` is
    ``cow`` unless given, and ``gw`` for leaders.

    Raises:
        InputError: there is no such unit, system or state, or the panel would have too many rows.
    """
    shape = Shape(unit, system or ("gw" if unit.startswith("leader") else "cow"), since, until, directed)
    wanted = [(states.find(a), states.find(b)) for a, b in pairs]
    if twice := [a for a, b in wanted if a == b]:
        raise InputError(f"{twice[0]} and {twice[0]} are one state: give two different ones")
    if wanted and not shape.dyadic:
        raise InputError(f"a panel by {unit} has no pairs: name states")
    terms = vintages.rows(store, "archigos") if shape.leaders else None
    table = units.rows(shape, wanted, [states.find(one) for one in only], terms)
    cited = datasets.dataset("archigos") if shape.leaders else None
    sources: tuple[Added, ...] = ()
    if cited:
        sources = (Added("archigos", cited.title, cited.version, cited.citation, None, None, "missing", "", ()),)
    return Panel(store, shape, table, sources)


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows of states, pairs or leaders over time. Each method gives a new panel, with the same rows unless it says so.

    ``a`` and ``b`` (of states: ``state``) are comity's codes, ``ccode_a`` and so on those of the panel's system. An
    undirected panel has each pair once, the lower number first, or as it was asked for.
    """

    store: Store = field(repr=False)
    shape: Shape
    table: pa.Table = field(repr=False)
    added: tuple[Added, ...] = field(default=(), repr=False)

    # -- columns -----------------------------------------------------------------------------------------------------

    def add(
        self,
        name: str,
        *columns: str,
        prefix: str = "",
        status: bool = False,
        whittle: Sequence[str] | None = None,
    ) -> Panel:
        """Columns of a loaded dataset, of a measure of the record, of events, or of comity's own lists; all, or some.

        - A dataset of states gives a pair two columns, ``cinc_a`` and ``cinc_b``.
        - What holds of both of a pair stands in a directed panel both ways round; of columns that come once for each
          state the one ends in ``_a``, the other in ``_b``.
        - What the one does to the other stands in a directed panel as it is, and in an undirected one twice:
          ``defense_ab`` is what a owes b.
        - Yearly values stand in every month of the year; what has dates stands in the months that it touches.

        Outside the years that the loaded files cover a cell is missing, inside them what the dataset says that absence
        means; ``status`` adds a column that says which it was. ``whittle`` names the rules by which one of several rows
        is chosen, in order. ``prefix`` comes before each name; without one a name that is taken gets the dataset's.

        Raises:
            InputError: there is no such dataset or column, it is not loaded, or it does not fit the panel.
            StoreError: the observatory that the panel is from is closed.
        """
        try:
            return self._add(name, columns, prefix, status, whittle)
        except duckdb.ConnectionException as error:
            raise StoreError(
                "the observatory of this panel is closed: add to it inside the with block in which it was made"
            ) from error

    def _add(
        self, name: str, columns: Sequence[str], prefix: str, status: bool, whittle: Sequence[str] | None
    ) -> Panel:
        if name in own.OWN:
            table, note = own.own(self.store, self.shape, self.table, name, prefix)
        elif events.has(name):
            table, note = events.counted(self.store, self.shape, self.table, name, columns, prefix, status)
        elif name in RECORD or name in DIRECTED:
            table, note = own.measured(
                self.store, self.shape, self.table, name, columns, prefix=prefix, status=status
            )  # fmt: skip
        else:
            described, part = self._find(name)
            table, note = added(
                self.store, self.shape, self.table, described, part,
                only=columns, rules=whittle, status=status, prefix=prefix,
            )  # fmt: skip
        return replace(self, table=table, added=(*self.added, note))

    def join(self, table: pa.Table, name: str, *, prefix: str = "") -> Panel:
        """Columns of a table of your own, by all columns of the panel's keys that it has; what it lacks is missing.

        Raises:
            InputError: it has none of the keys, or two rows for the same ones.
        """
        keys = [column for column in table.column_names if column in self.shape.names()]
        values = [column for column in table.column_names if column not in keys]
        if not keys or not values:
            raise InputError(f"{name} has to have columns of the panel's keys, {', '.join(self.shape.names())}")
        together = ", ".join(f'"{key}"' for key in keys)
        twice = query(f"SELECT {together} FROM t GROUP BY ALL HAVING count(*) > 1 LIMIT 1", {"t": table}).to_pylist()
        if twice:
            told = ", ".join(f"{key} {value}" for key, value in twice[0].items())
            raise InputError(f"{name} has several rows for {told}: a panel takes one")
        chosen = ", ".join(f't."{value}"' for value in values)
        made = query(
            f"SELECT {chosen} FROM p LEFT JOIN t USING ({together}) ORDER BY p.row",
            {"p": with_row(self.table.select(keys)), "t": table},
        )
        placed_, columns = placed(self.table, made, name, prefix, {})
        note = Added(name, "a table of the user's own", "", "", None, None, "missing", "", columns)
        return replace(self, table=placed_, added=(*self.added, note))

    def derive(self, **columns: str) -> Panel:
        """Columns that are computed from others of the same row, each in SQL: ``derive(weak="least(cinc_a, cinc_b)")``.

        Raises:
            InputError: the SQL cannot be run; the message says why.
        """
        panel = self
        for name, sql in columns.items():
            made = panel._sql(f'SELECT {sql} AS "{name}" FROM panel ORDER BY row')
            table, _ = placed(panel.table, made, "derived", "", {name: {"what": sql}})
            panel = replace(panel, table=table)
        return panel

    def spells(self, event: str, prefix: str = "") -> Panel:
        """Periods without an event: ``t``, ``t2`` and ``t3``, named after the event, as ``ongoing_t``.

        ``event`` is a column of the panel, or a dataset that was added and says which column tells its events. ``t`` is
        0 in the first known period and in the one after an event; see :func:`comity.panel.time.spells`.
        """
        column = self._event(event)
        made = time.spells(self.table, self.shape, column)
        return self._placed(made, f"{prefix or event}_", f"periods since the last {column}")

    def onset(self, event: str) -> Panel:
        """A column that is 1 where an event begins, ``ongoing_onset``; see :func:`comity.panel.time.onset`."""
        column = self._event(event)
        made = time.onset(self.table, self.shape, column)
        return self._placed(made, f"{event}_", f"1 where {column} begins")

    def lag(self, *columns: str, by: int = 1) -> Panel:
        """The value so many periods before, ``cinc_a_lag1``; missing where the unit was not there then."""
        return self._shifted(columns, -by, "lag", by)

    def lead(self, *columns: str, by: int = 1) -> Panel:
        """The value so many periods later, ``cinc_a_lead1``; missing where the unit is not there then."""
        return self._shifted(columns, by, "lead", by)

    # -- rows --------------------------------------------------------------------------------------------------------

    def where(self, condition: str) -> Panel:
        """Only the rows for which a condition in SQL holds: ``where("conttype > 0 OR major_a = 1 OR major_b = 1")``.

        Peace years, lags and leads that are added later take what is left out for a gap: add them first.
        """
        kept = self._sql(f"SELECT row FROM panel WHERE {condition} ORDER BY row")
        return replace(self, table=self.table.take(kept["row"]))

    def to_states(self, **columns: str) -> Panel:
        """The panel by state instead of by pair: each column an aggregate in SQL over all pairs that a state has.

        In it ``_a`` stands for the state and ``_b`` for the other, whichever way round the pair stood:
        ``to_states(disputes="sum(disputes)", strongest="max(cinc_b)")``.
        """
        if not self.shape.dyadic or self.shape.leaders:
            raise InputError("only a panel by pairs of states can be summed up by state")
        shape = replace(self.shape, unit=f"state-{self.shape.step}", directed=False)
        states_panel = replace(self, shape=shape, table=units.rows(shape, (), self._present(), None))
        source = "SELECT * FROM panel"
        if not self.shape.directed:
            source += f" UNION ALL SELECT * REPLACE ({', '.join(self._swaps())}) FROM panel"
        keys = [(f'"{self.shape.code("_a")}"', shape.code("")), ("a", "state")]
        keys += [(f'"{name}"', name) for name in shape.time_columns()]
        if shape.system == "iso":
            keys = keys[1:]
        named = ", ".join(f'{one} AS "{name}"' for one, name in keys)
        sums = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
        grouped = ", ".join(one for one, _ in keys)
        made = self._sql(f"SELECT {named}, {sums} FROM ({source}) GROUP BY {grouped}")
        return replace(states_panel.join(made, "pairs"), added=self.added)

    def _present(self) -> list[str]:
        return sorted({*self.table["a"].unique().to_pylist(), *self.table["b"].unique().to_pylist()})

    def _swaps(self) -> list[str]:
        names = self.table.column_names
        pairs = [("a", "b")]
        for name in names:
            if name.endswith("_a") and name[:-2] + "_b" in names:
                pairs.append((name, name[:-2] + "_b"))
            elif name.endswith("_ab") and name[:-3] + "_ba" in names:
                pairs.append((name, name[:-3] + "_ba"))
        return [f'"{old}" AS "{new}"' for one, other in pairs for old, new in ((one, other), (other, one))]

    # -- what it is --------------------------------------------------------------------------------------------------

    def may_whittle(self, name: str) -> bool:
        """Whether a dataset has rules by which one of several rows is chosen."""
        if name in own.OWN or name in RECORD or name in DIRECTED or events.has(name):
            return False
        return bool(self._find(name)[1].panel.whittle)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def citations(self) -> tuple[str, ...]:
        """What to cite for the columns that are there, each once."""
        found = [line for one in self.added for line in one.citation.splitlines() if line]
        return tuple(dict.fromkeys(found))

    def coverage(self) -> pa.Table:
        """Of each thing that was added: its columns, version, the years covered, and what absence means inside them."""
        return pa.Table.from_pylist(
            [
                {
                    "added": one.name, "columns": ", ".join(one.columns), "title": one.title, "version": one.version,
                    "first": one.first, "last": one.last, "absence": one.absence, "rule": one.rule,
                }
                for one in self.added
            ],
            schema=_COVERAGE,
        )  # fmt: skip

    # -- out ---------------------------------------------------------------------------------------------------------

    def to_arrow(self) -> pa.Table:
        """An Arrow table; its metadata, and those of its columns, say what it is and where it comes from."""
        described = {
            "unit": self.shape.unit,
            "system": self.shape.system,
            "directed": str(self.shape.directed).lower(),
            "coverage": json.dumps(self.coverage().to_pylist(), ensure_ascii=False),
            "citations": "\n".join(self.citations()),
        }
        return self.table.replace_schema_metadata(described)

    def to_polars(self) -> Any:
        """A Polars data frame; needs ``comity[polars]``."""
        try:
            import polars
        except ImportError as error:
            raise InputError("polars is not installed: pip install comity[polars]") from error
        return polars.from_arrow(self.table)

    def to_pandas(self) -> Any:
        """A pandas data frame; needs ``comity[pandas]``."""
        try:
            return self.table.to_pandas()
        except ImportError as error:
            raise InputError("pandas is not installed: pip install comity[pandas]") from error

    def write(self, path: str | Path) -> Path:
        """Write it in the format that the ending names: .parquet, .arrow, .csv or .dta (Stata)."""
        return writing.write(self.to_arrow(), Path(path))

    def to_parquet(self, path: str | Path) -> Path:
        """Write it as Parquet, with all that is known of its columns."""
        return writing.write(self.to_arrow(), Path(path), ".parquet")

    def to_csv(self, path: str | Path) -> Path:
        """Write it as CSV; a missing value is an empty cell."""
        return writing.write(self.to_arrow(), Path(path), ".csv")

    def to_stata(self, path: str | Path) -> Path:
        """Write it for Stata 14 and later, with what each column holds as its label."""
        return writing.write(self.to_arrow(), Path(path), ".dta")

    # -- inside ------------------------------------------------------------------------------------------------------

    def _find(self, name: str) -> tuple[Dataset, Part]:
        """The table that is meant by the name of a dataset or of one of its tables, and fits the panel best."""
        known = datasets.catalogue()
        if name not in known:
            for described in known.values():
                for part in described.parts:
                    if part.name == name:
                        return described, part
            raise InputError(
                f"there is nothing called {name!r} to add: choose a dataset ({', '.join(known)}), a measure "
                f"({', '.join([*RECORD, *DIRECTED])}) or one of {', '.join([*own.OWN, events.OWN])}"
            )
        parts = known[name].parts
        fitting = [
            part for part in parts if part.year and 1 <= len(rows.states_of(part)) <= (2 if self.shape.dyadic else 1)
        ]
        pairs_first = sorted(fitting, key=lambda part: -len(rows.states_of(part)))
        there = [part for part in pairs_first if vintages.loaded(self.store, [rows.basis(self.store, part)])]
        return known[name], (there or pairs_first or list(parts))[0]

    def _event(self, event: str) -> str:
        """The column that tells an event: one of the panel's, or of a dataset that was added."""
        if event in self.table.column_names:
            return event
        parts: Mapping[str, Part] = {part.name: part for one in datasets.catalogue().values() for part in one.parts}
        for one in self.added:
            if event == one.name and event in parts and (column := parts[event].panel.event):
                return next(name for name in one.columns if name == column or name.endswith(f"_{column}"))
        raise InputError(f"the panel has no column {event!r}, and no dataset of that name with events was added")

    def _shifted(self, columns: Sequence[str], by: int, word: str, size: int) -> Panel:
        panel = self
        for column in columns:
            made = time.shifted(self.table, self.shape, column, by).rename_columns([f"{column}_{word}{size}"])
            panel = panel._placed(made, "", f"{column}, {word} of {size}")
        return panel

    def _placed(self, made: pa.Table, prefix: str, what: str) -> Panel:
        about = {name: {"what": what} for name in made.column_names}
        table, _ = placed(self.table, made, prefix.rstrip("_"), prefix, about)
        return replace(self, table=table)

    def _sql(self, sql: str) -> pa.Table:
        try:
            return query(sql, {"panel": with_row(self.table)})
        except duckdb.Error as error:
            raise InputError(f"this cannot be computed: {str(error).partition(chr(10))[0]}") from error


_COVERAGE = pa.schema(
    [("added", pa.string()), ("columns", pa.string()), ("title", pa.string()), ("version", pa.string()),
     ("first", pa.int64()), ("last", pa.int64()), ("absence", pa.string()), ("rule", pa.string())]
)  # fmt: skip
