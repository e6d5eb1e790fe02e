"""Published data as the observatory keeps them: loaded, listed, and measured."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from comity import datasets, eventdata, eventtables, states, vintages
from comity.actors import ActorBook
from comity.datasets import Loaded
from comity.datasets.catalogue import Download
from comity.errors import InputError
from comity.measures import ALL, AROUND, INSTEAD, MEASURES
from comity.measures.coverage import STEPS
from comity.store import Store
from comity.vintages import Vintage

if TYPE_CHECKING:
    from comity.datasets.fetching import Fetched, Patience


Tell = Callable[[str], None]


def _silent(told: str) -> None:
    pass


def load(store: Store, name: str, raw: Path, tell: Tell = _silent) -> tuple[Vintage, bool]:
    """Keep one file of a dataset, whole or not at all; its vintage, and whether it is new.

    ``tell`` is told what takes long: the events of many files that are brought into order.

    Raises:
        InputError: the file is not what the dataset's files are; the message says what is wrong and where.
    """
    return _keep(store, datasets.load(name, raw), tell)


def _keep(store: Store, loaded: Loaded, tell: Tell, fetched: tuple[str, str] | None = None) -> tuple[Vintage, bool]:
    vintage, new = vintages.keep(store, loaded, fetched)
    if new and loaded.part.events is not None:
        eventdata.refresh(store)
        eventtables.summarise(store, loaded.dataset.name, loaded.digest, tell)
    return vintage, new


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that was fetched and loaded; ``replaced`` is the vintage whose place it took, if any."""

    fetched: Fetched
    vintage: Vintage
    new: bool
    replaced: Vintage | None


def fetch(
    store: Store,
    name: str,
    folder: Path,
    *,
    address: str | None = None,
    patience: Patience | None = None,
    progress: Callable[[int], None] | None = None,
    tell: Tell = _silent,
) -> list[Arrival]:
    """Fetch the files of a dataset from its publisher into a folder, and keep their rows: all of them, or none.

    ``address`` is another place to fetch from: a file, or with a slash at its end a mirror, where the files are called
    as at their publisher's.

    Raises:
        InputError: the dataset is not fetched but downloaded by hand, an address does not give the file, or the file is
            not what the dataset's files are; the message says what to do.
    """
    from comity.datasets import archives, fetching

    described = datasets.dataset(name)
    by_hand = (
        f"{described.title} is at {described.address}: download {' or '.join(described.files)} there, and then comity "
        f"load {name} FILE --db {store.path}"
    )
    downloads = described.downloads
    if address is not None and not address.endswith("/"):
        downloads = (Download(address, downloads[0].member if len(downloads) == 1 else None),)
    elif address is not None:
        downloads = tuple(replace(one, address=address + fetching.called(one.address, one.name)) for one in downloads)
    if not downloads:
        why = f"{described.by_hand}; " if described.by_hand else ""
        raise InputError(f"{name} is not fetched: {why}{by_hand} ({described.licence})")
    came: dict[str, Fetched] = {}
    read = []
    for one in downloads:
        # Two files may lie in one archive, which is fetched once.
        if one.address not in came:
            came[one.address] = fetching.fetch(
                one.address, folder / name, name=one.name, instead=by_hand, patience=patience, progress=progress
            )
        read.append((came[one.address], datasets.load(name, archives.unpack(came[one.address].path, one.member))))
    return [_arrived(store, fetched, loaded, tell) for fetched, loaded in read]


def _arrived(store: Store, fetched: Fetched, loaded: Loaded, tell: Tell) -> Arrival:
    before = [] if loaded.dataset.accumulates else vintages.vintages(store)
    vintage, new = _keep(store, loaded, tell, (fetched.address, fetched.digest))
    replaced = next((one for one in before if new and one.part == vintage.part), None)
    return Arrival(fetched, vintage, new, replaced)


def listing(store: Store | None) -> list[dict[str, Any]]:
    """Every dataset, what it covers and by whose leave, and the files of it that are loaded."""
    kept = vintages.vintages(store) if store else []
    came = vintages.addresses(store) if store else {}
    return [
        {
            "name": one.name,
            "title": one.title,
            "origin": one.origin,
            "version": one.version,
            "unit": one.unit,
            "first": one.first,
            "last": one.last,
            "codes": one.codes,
            "absence": one.absence,
            "licence": one.licence,
            "citation": one.citation,
            "address": one.address,
            "files": list(one.files),
            "fetched_from": [each.address for each in one.downloads],
            "by_hand": one.by_hand,
            "loaded": [_told(each, came.get(each.digest)) for each in kept if each.dataset == one.name],
        }
        for one in datasets.catalogue().values()
    ]


def rows(store: Store, name: str, *, first: int | None = None, last: int | None = None) -> pa.Table:
    """The rows of a loaded dataset's first table, or of the table of that name, of some years or of all.

    Raises:
        InputError: there is nothing of that name, or it is not loaded; the message says how to load it.
    """
    for one in datasets.catalogue().values():
        if name != one.name and any(part.name == name for part in one.parts):
            return vintages.rows(store, one.name, part=name, first=first, last=last)
    return vintages.rows(store, name, first=first, last=last)


def set_apart(store: Store, name: str) -> pa.Table:
    """The rows of a dataset's files that could not be kept: ``file``, ``row``, ``reason`` and ``excerpt``."""
    return vintages.rejected(store, name)


def _told(one: Vintage, address: str | None) -> dict[str, Any]:
    row = {field: getattr(one, field) for field in Vintage.__slots__ if field != "dataset"}
    return {**row, "loaded_at": one.loaded_at.isoformat(timespec="seconds"), "fetched_from": address}


def measure(
    store: Store,
    name: str,
    pairs: Sequence[tuple[str, str]] = (),
    *,
    first: int | None = None,
    last: int | None = None,
    by: str | None = None,
    events: str | None = None,
) -> pa.Table:
    """One measure, of the record, of the system or of a pair's events; the metadata of its schema name its data.

    ``pairs`` are states by code, name or COW number, and keep their order; without any, all pairs are measured, which a
    measure of events cannot do. ``first`` and ``last`` are years. ``by`` is the period of a measure of events (year,
    month, span) or the network of one of the system; ``events`` names the dataset that events come from, or ``comity``
    for the observatory's own.

    Raises:
        InputError: there is no such measure or state, a dataset that it needs is not loaded, or an option does not fit.
    """
    if name not in ALL:
        raise InputError(f"there is no measure {name!r}: choose one of {', '.join(ALL)}")
    if first is not None and last is not None and first > last:
        raise InputError(f"--from {first} lies after --to {last}: exchange them")
    path, _, function = ALL[name].partition(":")
    module = importlib.import_module(path)
    if name in MEASURES:
        return _of_events(store, name, getattr(module, function), pairs, first, last, by, events)
    wanted = [(states.find(a), states.find(b)) for a, b in pairs]
    if twice := [a for a, b in wanted if a == b]:
        raise InputError(f"{twice[0]} and {twice[0]} are one state: give two different ones")
    needs, options = _networked(name, module, getattr(module, function), by)
    if any_of := getattr(module, "ANY", ()):
        found = [part for part in any_of if vintages.loaded(store, [part])]
        if not found:
            known = " or ".join(dict.fromkeys(module.MAY[part] for part in any_of))
            raise InputError(f"{name} needs {known}: comity load NAME FILE --db {store.path}")
    may = {**getattr(module, "MAY", {}), **getattr(module, "NETWORK_MAY", {}).get(options.get("by"), {})}
    needs, instead = in_place(store, needs)
    parts = needs | {part: one for part, one in may.items() if vintages.loaded(store, [part])}
    told = parts.pop("events", None) and eventtables.source(store, events)
    if told is None and events is not None:
        raise InputError(f"{name} takes no events, so that --events {events} means nothing to it")
    # What compares a year with those before it takes them in, too.
    since = None if first is None else first - getattr(module, "BEFORE", 0)
    # What takes another's place may be dated by days, and a session of the General Assembly ends in the next year.
    until = None if last is None else last + bool(instead)
    tables = {part: vintages.rows(store, one, part=part, first=since, last=until) for part, one in parts.items()}
    taken = [tables[part].schema.metadata for part in tables]
    said = [f"{one[b'dataset'].decode()} ({one[b'version'].decode()})" for one in taken]
    cited = [one[b"citation"].decode() for one in taken]
    if told is not None:
        tables["events"] = eventtables.everybody(store, told)
        said.append(eventtables.citation(store, told)["datasets"])
        cited.append(eventtables.citation(store, told)["citations"])
    measured: pa.Table = getattr(module, function)(tables, wanted, first=first, last=last, **options)
    return measured.replace_schema_metadata(
        {"datasets": "; ".join(dict.fromkeys(said)), "citations": "\n".join(dict.fromkeys(filter(None, cited)))}
    )


def in_place(store: Store, needs: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """The tables that a measure needs, others in the place of those not loaded; whether there are such."""
    found: dict[str, str] = {}
    for part, one in needs.items():
        others = (each for each in INSTEAD.get(part, ()) if vintages.loaded(store, each))
        found |= {part: one} if vintages.loaded(store, [part]) else next(others, {part: one})
    return found, not set(found) <= set(needs)


def _networked(name: str, module: Any, function: Any, by: str | None) -> tuple[dict[str, str], dict[str, str]]:
    """The tables that a measure needs, and its network where it has one."""
    needs = dict(getattr(module, "NEEDS", {}))
    networks: Mapping[str, Mapping[str, str]] | None = getattr(module, "NETWORKS", None)
    if networks is None:
        if by is not None:
            raise InputError(f"{name} comes by year, so that --by {by} means nothing to it")
        return needs, {}
    chosen = by or inspect.signature(function).parameters["by"].default
    if chosen not in networks:
        raise InputError(f"{name} is not measured by {by!r}: choose one of {', '.join(networks)}")
    return needs | dict(networks[chosen]), {"by": chosen}


def _of_events(
    store: Store,
    name: str,
    function: Any,
    pairs: Sequence[tuple[str, str]],
    first: int | None,
    last: int | None,
    by: str | None,
    events: str | None,
) -> pa.Table:
    if not pairs:
        raise InputError(f"{name} is about a pair: name it, as --pair CHN,RUS")
    takes = inspect.signature(function).parameters
    if by is not None and by not in STEPS:
        raise InputError(f"{name} is not measured by {by!r}: choose one of {', '.join(STEPS)}")
    if by is not None and "by" not in takes:
        raise InputError(f"{name} is not a series, so that --by {by} means nothing to it")
    told = eventtables.source(store, events)
    tables_of = (
        eventtables.months if name == "monthly" else (eventtables.around if name in AROUND else eventtables.of_pair)
    )
    book = ActorBook.load()
    found = []
    for pair in pairs:
        a, b = (book.resolve(side).code for side in pair)
        if a == b:
            raise InputError(f"{a} and {b} are one: give two different ones")
        span = {"since": eventtables.day(first, end=False), "until": eventtables.day(last, end=True)}
        found.append(function(tables_of(store, told, a, b), a, b, **span, **({"by": by} if by else {})))
    return pa.concat_tables(found, promote_options="permissive").replace_schema_metadata(
        eventtables.citation(store, told)
    )
