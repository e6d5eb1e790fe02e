"""The one interface: everything that the command line does, as methods of :class:`Observatory`.

>>> import tempfile, pathlib
>>> from comity.model import Document
>>> folder = tempfile.TemporaryDirectory()
>>> with Observatory(pathlib.Path(folder.name) / "comity.duckdb") as observatory:
...     read = observatory.keep([Document("a", "China and Russia signed a treaty on Monday.")])
>>> read.new, read.events
(1, 1)
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from comity import disputes, engine, eventdata, exports, figures, health, published
from comity import panel as panels
from comity.actors import ActorBook
from comity.coded import coded
from comity.engine import CoderSpec
from comity.errors import InputError
from comity.forecast.desk import Desk, Scoreboard
from comity.health import Check
from comity.listed import listed
from comity.measures.claim_check import Facts, check_coding, check_table
from comity.model import Claim, Coding, Document, Rejection
from comity.overview import Overview
from comity.overview import overview as look_over
from comity.sources import read as read_source
from comity.store import TABLES, Appended, Cursor, Store
from comity.structure import structure as published_structure
from comity.surroundings import surroundings
from comity.views.coded import with_event_data
from comity.views.dossier import Dossier
from comity.views.dossier import dossier as write_dossier
from comity.views.prose import the
from comity.vintages import Vintage

if TYPE_CHECKING:
    from comity.disputes import Onset
    from comity.forecast.onsets import OnsetScores
    from comity.forecast.outlook import Outlook
    from comity.forecast.ranking import Ranking
    from comity.forecast.scenarios import Scenario
    from comity.forecast.trial import Trial
    from comity.panel import Panel

CONTEXT = 200
"""How many characters around the sentence :meth:`Observatory.explain` shows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading brought, counted in reports; ``superseded`` are corrected versions, which are new as well."""

    seen: int = 0
    new: int = 0
    unchanged: int = 0
    superseded: int = 0
    rejected: int = 0
    events: int = 0
    quotes: int = 0
    claims: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """One event and the words around its evidence; ``before`` and ``after`` end at the borders of the report."""

    event: dict[str, Any]
    before: str
    after: str


def code(
    locations: Iterable[str | Path],
    *,
    published: date | None = None,
    coder: CoderSpec | None = None,
    processes: int = 1,
    facts: Facts | None = None,
) -> Iterator[Coding]:
    """Code reports without keeping them, in their order, their claims held against the facts.

    Input that cannot be used comes as a coding with the reason in ``rejected``.

    Raises:
        InputError: nothing lies at one of the locations. It comes after the codings of the others.
    """
    spec = coder or CoderSpec()
    missing: list[InputError] = []
    # What was refused, each with how many reports come before it.
    refused: deque[tuple[int, Rejection]] = deque()

    def documents() -> Iterator[Document]:
        number = 0
        for location in locations:
            try:
                for one in read_source(location, published=published):
                    if isinstance(one, Document):
                        number += 1
                        yield one
                    else:
                        refused.append((number, one))
            except InputError as error:
                missing.append(error)

    held = _checked(engine.run(spec, documents(), processes), spec, facts or figures.facts(_naming(spec)))
    for number, coding in enumerate(held):
        while refused and refused[0][0] <= number:
            yield _refused(refused.popleft()[1])
        yield coding
    for _, one in refused:
        yield _refused(one)
    _raise_first(missing)


def check(
    locations: Iterable[str | Path],
    *,
    published: date | None = None,
    coder: CoderSpec | None = None,
    processes: int = 1,
    db: str | Path | None = None,
) -> Iterator[tuple[Document, Claim]]:
    """Find the claims of reports and hold them against the facts, without keeping anything.

    Each claim comes with its report; ``verdict`` and ``basis`` say what the figures say. With ``db``, an observatory's
    file, the datasets that are loaded there are asked too.

    Raises:
        InputError: an input cannot be used; the message says why. It comes after the claims of the others.
        StoreError: the observatory's file cannot be used.
    """
    refused: list[Coding] = []
    spec = coder or CoderSpec()
    with nullcontext() if db is None else Store(db, read_only=True) as store:
        facts = figures.facts(_naming(spec), store)
        for coding in code(locations, published=published, coder=spec, processes=processes, facts=facts):
            if coding.rejected is not None:
                refused.append(coding)
            for claim in coding.claims:
                yield coding.document, claim
    if refused:
        more = f" (and {len(refused) - 1} other inputs)" if len(refused) > 1 else ""
        raise InputError(f"{refused[0].document.id}: {refused[0].rejected}{more}")


def _checked(codings: Iterable[Coding], spec: CoderSpec, facts: Facts) -> Iterator[Coding]:
    """The codings with a verdict in every claim."""
    for coding in codings:
        yield check_coding(coding, facts, _naming(spec)) if coding.claims else coding


@functools.cache
def _naming(spec: CoderSpec) -> Callable[[str], str]:
    """How a code is named within a sentence."""
    entities = spec.book().entities
    return lambda code: the(entities[code].name) if code in entities else code


def _refused(one: Rejection) -> Coding:
    return Coding(Document(one.location, one.excerpt), rejected=one.reason)


def _raise_first(errors: Sequence[InputError]) -> None:
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise InputError(f"{errors[0]} (and {len(errors) - 1} more that could not be opened)")


class Observatory:
    """One file of reports and what was coded in them, open for as long as the ``with`` block runs.

    ``actors`` are the user's own actor files, ``coder`` a name of ``comity.coders.CODERS`` or a ``CoderSpec``, which
    brings the actor files along, ``processes`` how many coders run at once. ``read_only`` lets several processes look
    at the same file.

    Raises:
        StoreError: the file cannot be used; the message says why and what to do.
    """

    def __init__(
        self,
        path: str | Path = "comity.duckdb",
        *,
        actors: Sequence[Path] = (),
        coder: str | CoderSpec = "full",
        processes: int = 1,
        read_only: bool = False,
    ) -> None:
        self._spec = coder if isinstance(coder, CoderSpec) else CoderSpec(coder, tuple(actors))
        self._processes = processes
        self._store = Store(path, read_only=read_only)
        self._keeps = not read_only
        self._at_hand: Desk | None = None

    def __enter__(self) -> Observatory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._store.__exit__(kind, error, traceback)

    @functools.cached_property
    def book(self) -> ActorBook:
        """The actors, the user's own among them."""
        return self._spec.book()

    # -- in ----------------------------------------------------------------------------------------------------------

    def read(
        self,
        locations: Iterable[str | Path],
        *,
        published: date | None = None,
        progress: Callable[[Reading], None] = lambda _: None,
    ) -> Reading:
        """Read, code and keep all reports at these locations; what is known already is not coded again.

        Each batch is kept whole or not at all, with how far the reading has come: an interrupted call loses at most
        the batch at hand, and the next one goes on from there. ``progress`` is told of each batch.

        Raises:
            InputError: nothing lies at one of the locations. It comes after the others are read and kept.
        """
        total = Reading()
        missing: list[InputError] = []
        for location in locations:
            try:
                total = self._keep(read_source(location, published=published), str(location), total, progress)
            except InputError as error:
                missing.append(error)
        _raise_first(missing)
        return total

    def keep(self, documents: Iterable[Document]) -> Reading:
        """Code and keep reports that the caller has at hand."""
        return self._keep(documents, "", Reading(), lambda _: None)

    def _keep(
        self,
        found: Iterable[Document | Rejection],
        location: str,
        total: Reading,
        progress: Callable[[Reading], None],
    ) -> Reading:
        refused: list[Rejection] = []
        known = seen = kept = 0
        # Where in the location the reports lie that are being coded.
        places: deque[int] = deque()

        def documents() -> Iterator[Document]:
            for one in found:
                if isinstance(one, Document):
                    yield one
                else:
                    refused.append(one)

        def fresh() -> Iterator[Document]:
            nonlocal known, seen
            for batch in engine.batches(documents()):
                old = self._store.known(document.digest for document in batch)
                for document in batch:
                    seen += 1
                    if document.digest in old:
                        known += 1
                    else:
                        places.append(seen)
                        yield document

        def append(codings: list[Coding], position: int, *, finished: bool) -> Reading:
            nonlocal known, kept
            cursor = Cursor(location, position, finished) if location else None
            done = self._store.append(codings, refused, cursor)
            self._at_hand = None
            reading = _added(total, done, position - kept, known, len(refused))
            refused.clear()
            known, kept = 0, position
            progress(reading)
            return reading

        waiting: list[Coding] = []
        facts = figures.facts(_naming(self._spec), self._store)
        for coding in _checked(engine.run(self._spec, fresh(), self._processes), self._spec, facts):
            waiting.append(coding)
            position = places.popleft()
            if len(waiting) >= engine.BATCH_DOCUMENTS:
                total = append(waiting, position, finished=False)
                waiting = []
        return append(waiting, seen, finished=True)

    def rebuild(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Code all kept reports anew, superseded ones too, after a change of coder or actors; how many there were."""
        done = 0
        waiting: list[Coding] = []
        facts = figures.facts(_naming(self._spec), self._store)
        for coding in _checked(engine.run(self._spec, self._store.documents(), self._processes), self._spec, facts):
            waiting.append(coding)
            if len(waiting) >= engine.BATCH_DOCUMENTS:
                self._store.recode(waiting)
                done += len(waiting)
                waiting = []
                progress(done)
        self._store.recode(waiting)
        self._at_hand = None
        progress(done + len(waiting))
        return done + len(waiting)

    # -- out ---------------------------------------------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """How many reports, superseded reports, events, quotes, claims and rejected inputs are kept."""
        return self._store.counts()

    def overview(self) -> Overview:
        """The pairs with most events, what is loaded, and the record of forecasts."""
        return look_over(self._store, self.score_forecasts())

    def tables(
        self, *, involving: Sequence[str] = (), since: date | None = None, until: date | None = None
    ) -> dict[str, pa.Table]:
        """The kept tables, for analysis of one's own: pass them on to polars, pandas or DuckDB."""
        return self._store.tables(involving=involving, since=since, until=until)

    def dossier(
        self,
        a: str,
        b: str,
        *,
        since: date | None = None,
        until: date | None = None,
        written: date | None = None,
        threshold: float = 0.0,
    ) -> Dossier:
        """Write up the relation of two actors, each given by code or name; ``written`` is today unless given.

        Events whose confidence is below ``threshold`` are left out.

        Raises:
            UnknownActor: no actor file knows the name; the message names near ones.
        """
        one, other = (self.book.resolve(name).code for name in (a, b))
        if one == other:
            raise InputError(f"{a} and {b} are the same actor, {one}: give two different ones")
        if since and until and since > until:
            raise InputError(f"--since {since} lies after --until {until}: exchange them")
        tables = self._store.tables(involving=(one, other), text=False)
        tables["claims"] = self._check(tables["claims"])
        tables["events"] = tables["events"].filter(pc.field("confidence") >= threshold)
        made = write_dossier(
            tables, self.book, one, other, since=since, until=until, written=written or date.today(),
            outlook=self._desk.told(one, other, on=until and until + timedelta(days=1)),
            structure=published_structure(self._store, one, other, until or written or date.today()),
            system=surroundings(self._store, one, other, until or written or date.today()),
            facts=listed(self.book, one, other, until or written or date.today()),
        )  # fmt: skip
        return with_event_data(made, coded(self._store, one, other, since=since, until=until))

    def check(self, *, involving: Sequence[str] = ()) -> pa.Table:
        """Hold the kept claims against the facts and the loaded datasets anew: the claims table, with today's verdicts
        and their basis.
        """
        claims = self._store.table("claims", involving=involving).read_all()
        return self._check(claims)

    def _check(self, claims: pa.Table) -> pa.Table:
        name = _naming(self._spec)
        return check_table(claims, figures.facts(name, self._store), name)

    def explain(self, event: str) -> Explanation:
        """Show one event with the words around its evidence; the beginning of its id is enough."""
        row = self._store.event(event)
        text = self._store.document(row["report"]).text
        start, end = row["evidence_start"], row["evidence_end"]
        return Explanation(row, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])

    def export(self, path: Path, tables: Sequence[str] = ()) -> list[Path]:
        """Write tables as Parquet, CSV, JSON or JSON lines: one to a file, several into a folder as Parquet.

        The name of a loaded event dataset is that of its events in the words of comity's own; see :meth:`events`.

        Raises:
            InputError: there is no such table, or the file's ending names no format.
        """
        coded = eventdata.loaded(self._store)
        if unknown := [name for name in tables if name not in (*TABLES, *coded)]:
            raise InputError(f"there is no table {unknown[0]!r}: choose of {', '.join([*TABLES, *coded])}")

        def rows(name: str) -> pa.RecordBatchReader:
            return eventdata.table(self._store, datasets=[name]) if name in coded else self._store.table(name)

        if len(tables) == 1 and path.suffix:
            return [exports.write(rows(tables[0]), path)]
        if path.suffix:
            raise InputError(f"{path} is one file and takes one table: name it, or give a folder for all of them")
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InputError(f"{path} cannot be made a folder: {reason}; give another one") from error
        return [exports.write(rows(name), path / f"{name}.parquet") for name in tables or TABLES]

    # -- published data ----------------------------------------------------------------------------------------------

    def load(
        self, dataset: str, file: str | Path, *, tell: Callable[[str], None] = lambda _: None
    ) -> tuple[Vintage, bool]:
        """Keep one file of a published dataset, whole or not at all; its vintage, and whether it is new.

        ``tell`` is told what takes long.
        """
        return published.load(self._store, dataset, Path(file), tell)

    def fetch(
        self,
        dataset: str,
        folder: str | Path | None = None,
        *,
        address: str | None = None,
        progress: Callable[[int], None] | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> list[published.Arrival]:
        """Fetch a published dataset from its publisher, or from another address, and keep it.

        The files stay in ``folder``, by default beside the observatory's own file with ``.downloads`` for its ending:
        what is there is not sent twice, and what broke off is gone on with. ``progress`` is told the bytes that are
        there, ``tell`` what takes long.
        """
        kept = Path(folder) if folder is not None else self._store.path.with_suffix(".downloads")
        return published.fetch(self._store, dataset, kept, address=address, progress=progress, tell=tell)

    def datasets(self) -> list[dict[str, Any]]:
        """Every published dataset, what it covers and by whose leave, and the files of it that are loaded."""
        return published.listing(self._store)

    def events(
        self,
        datasets: Sequence[str] = (),
        *,
        involving: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> pa.Table:
        """Events of the loaded event datasets, or of some of them, in the words of comity's own events.

        One act may stand in several datasets: never add them up. See :mod:`comity.eventdata`.

        Raises:
            InputError: a dataset is none of events, or is not loaded.
        """
        return eventdata.table(self._store, datasets=datasets, involving=involving, since=since, until=until).read_all()

    def rows(self, dataset: str, *, first: int | None = None, last: int | None = None) -> pa.Table:
        """The rows of a loaded dataset as they are kept, or of one of its tables by name, of some years or of all.

        What comes is an Arrow table, whose metadata name the version and what to cite: ``.to_pandas()`` makes a pandas
        frame of it, and ``polars.from_arrow()`` a Polars one.
        """
        return published.rows(self._store, dataset, first=first, last=last)

    def set_apart(self, dataset: str) -> pa.Table:
        """The rows of a dataset's files that could not be kept, each with the reason."""
        return published.set_apart(self._store, dataset)

    def measure(
        self, name: str, pairs: Sequence[tuple[str, str]] = (), *, first: int | None = None, last: int | None = None,
        by: str | None = None, events: str | None = None,
    ) -> pa.Table:  # fmt: skip
        """One measure, for some pairs or, of the record and the system, for all, in some years or in all.

        ``by`` is the period of a measure of events (year, month, span) or the network of one of the system; ``events``
        names the loaded dataset that events come from, or ``comity`` for one's own.

        Raises:
            InputError: there is no such measure or state, or a dataset that it needs is not loaded.
        """
        return published.measure(self._store, name, pairs, first=first, last=last, by=by, events=events)

    def panel(
        self,
        unit: str,
        *,
        since: int,
        until: int,
        directed: bool = False,
        system: Literal["cow", "gw", "iso"] | None = None,
        pairs: Iterable[tuple[str, str]] = (),
        states: Iterable[str] = (),
    ) -> Panel:
        """Make a panel: a row for each state, pair or leader in each year, month or day, to which data can be added.

        ``unit`` is one of ``comity.panel.UNITS``, such as ``dyad-year``; ``since`` and ``until`` are years, inclusive;
        ``system`` says who is a state when (``cow`` unless given, ``gw`` for leaders). ``pairs`` and ``states`` keep
        some alone.

        Raises:
            InputError: there is no such unit, system or state, or nobody can mean so many rows.
        """
        return panels.build(
            self._store, unit, since=since, until=until, directed=directed, system=system, pairs=pairs, only=states
        )

    # -- what comes next ---------------------------------------------------------------------------------------------

    def forecast(self, a: str, b: str, *, keep: bool = True, **options: Any) -> Outlook:
        """Forecast what two actors will do to each other; :meth:`comity.forecast.desk.Desk.forecast` has the options.

        The forecasts are kept on the scoreboard, unless the file was opened to read alone.
        """
        return self._desk.forecast(a, b, keep=keep and self._keeps, **options)

    def ranking(self, name: str, event: str, **options: Any) -> Ranking:
        """Whom an actor does something to, or who does it to the actor; :meth:`comity.forecast.desk.Desk.ranking`."""
        return self._desk.ranking(name, event, **options)

    def scenario(self, a: str, b: str, condition: str, **options: Any) -> Scenario:
        """Count what followed when ``a`` did ``condition`` to ``b``; :meth:`comity.forecast.desk.Desk.scenario`."""
        return self._desk.scenario(a, b, condition, **options)

    def onset(self, a: str, b: str, **options: Any) -> Onset:
        """The chance that a dispute begins between two states in a year; :func:`comity.disputes.onset`."""
        return disputes.onset(self._store, a, b, **options)

    def backtest_onsets(self, **options: Any) -> tuple[pa.Table, OnsetScores]:
        """Forecast onsets of disputes in years that are past and score it; :func:`comity.disputes.backtest`."""
        return disputes.backtest(self._store, **options)

    def backtest(self, **options: Any) -> Trial:
        """Forecast days that are past and score it; :func:`comity.forecast.trial.trial` has the options, and file."""
        return self._desk.backtest(**options)

    def score_forecasts(self, file: Path | None = None, events: str | None = None) -> Scoreboard:
        """Grade the forecasts that were made from the observatory's events, a file's or a loaded dataset's."""
        return self._desk.record(file, events)

    @property
    def _desk(self) -> Desk:
        """The forecasting desk, a new one after each change of the file."""
        if self._at_hand is None:
            self._at_hand = Desk(self._store, lambda name: self.book.resolve(name).code)
        return self._at_hand

    # -- how good, how well ------------------------------------------------------------------------------------------

    def doctor(self) -> list[Check]:
        """Look at the file and at what comity needs to work."""
        return [*health.examine(self._spec), *health.examine_store(self._store)]


def _added(total: Reading, done: Appended, seen: int, known: int, refused: int) -> Reading:
    return replace(
        total,
        seen=total.seen + seen,
        new=total.new + done.new,
        unchanged=total.unchanged + done.unchanged + known,
        superseded=total.superseded + done.superseded,
        rejected=total.rejected + refused,
        events=total.events + done.events,
        quotes=total.quotes + done.quotes,
        claims=total.claims + done.claims,
    )
