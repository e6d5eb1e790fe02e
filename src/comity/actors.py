"""Who acts in the world: states, organisations, armed groups and their leaders, with every name that news gives them.

Read from ``data/actors/**/*.yml`` and ``data/actors/leaders/*.csv``; the form is told in ``docs/architecture.md``.
Users add their own files of the same form, which replace shipped entities of the same code.
"""

from __future__ import annotations

import csv
import difflib
import functools
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

from comity import datafiles
from comity.errors import DataError, UnknownActor

Kind = Literal["state", "organisation", "armed_group", "group"]
NameKind = Literal["name", "adjective", "demonym", "capital", "metonym", "organ", "place", "leader"]

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_LISTS = ("names", "adjectives", "demonyms", "places", "weak", "not_before", "not_near", "predecessors")
_KEYS = {"code", "kind", "name", "country", "from", "to", "capitals", "metonyms", "organs", "former", "iso", "cow",
    "gw", "members", "members_source", "members_certainty", "each",
}  # fmt: skip
_CERTAINTIES = ("exact", "approximate")
_LEADER_COLUMNS = ("code", "office", "title", "name", "aliases", "from", "to", "source")
_OFFICES = {
    "head_of_state", "head_of_government", "foreign_minister", "defence_minister", "head_of_organisation", "envoy",
    "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """A code or name with the dates for which it holds, inclusive; None is open."""

    value: str
    since: str | None = None
    until: str | None = None
    sector: str | None = None

    def holds(self, on: date | None) -> bool:
        """Whether it holds on a day; always, where the day is not known."""
        return on is None or _within(on, self.since, self.until)


@dataclass(frozen=True, slots=True)
class Member(Dated):
    """Somebody's time in an organisation or group, where it can be looked up, and how sure it is.

    ``certainty`` is ``exact`` where the dates, cut to what is known, are not disputed, ``approximate`` where accounts
    differ on when it began or ended or on whether it counts, and None where a user's file says neither.
    """

    source: str = ""
    certainty: str | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """The names of an entity's earlier self: the Soviet Union before Russia."""

    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    demonyms: tuple[str, ...]
    until: str | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A state, organisation, armed group or group of states."""

    code: str
    kind: Kind
    name: str
    country: str | None
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[Dated, ...]
    metonyms: tuple[Dated, ...]
    places: tuple[str, ...]
    organs: tuple[Dated, ...]
    former: tuple[Former, ...]
    iso: tuple[Dated, ...]
    cow: tuple[Dated, ...]
    cow_abbreviations: tuple[str, ...]
    gw: tuple[Dated, ...]
    since: str | None
    until: str | None
    predecessors: tuple[str, ...]
    members: tuple[Member, ...]
    each: bool
    weak: frozenset[str]
    not_before: tuple[str, ...]
    not_near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody's time in an office; dates are inclusive and cut to the precision that is surely known."""

    code: str
    office: str
    title: str
    name: str
    aliases: tuple[str, ...]
    since: str | None
    until: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Name:
    """One way in which text names an actor: the gazetteer's unit."""

    text: str
    code: str
    kind: NameKind
    sector: str | None = None
    role: str | None = None
    since: str | None = None
    until: str | None = None
    weak: bool = False
    term: Term | None = None

    def holds(self, on: date | None) -> bool:
        """Whether the name is in use on a day: an entity's names while it is there, a leader's in the term, others by
        their own dates. The name of what is gone is understood long after, where nothing else has taken it.
        """
        return on is None or _within(on, self.since, self.until)


class ActorBook:
    """All entities and leaders, and their names."""

    def __init__(self, entities: Mapping[str, Entity], terms: Iterable[Term], not_actors: Iterable[str] = ()) -> None:
        self.entities = dict(entities)
        self.terms = tuple(terms)
        self.not_actors = tuple(not_actors)

    @classmethod
    def load(cls, *extra: Path, shipped: bool = True) -> ActorBook:
        """Load what ships with comity and the user's own files (YAML entities, or a CSV of leaders).

        >>> ActorBook.load().resolve("Kremlin").code
        'RUS'
        """
        entities: dict[str, Entity] = {}
        terms: list[Term] = []
        not_actors: list[str] = []
        if shipped:
            entities, terms, not_actors = _shipped()
            entities, terms, not_actors = dict(entities), list(terms), list(not_actors)
        for path in extra:
            own, own_terms, own_not = _read(path.name, _text(path))
            entities |= own
            terms = [term for term in terms if term.code not in own] + own_terms
            not_actors += own_not
        _check(entities, terms)
        return cls(entities, terms, not_actors)

    @functools.cached_property
    def names(self) -> tuple[Name, ...]:
        """Every name of every entity and leader."""
        return tuple(name for entity in self.entities.values() for name in _names(entity)) + tuple(
            Name(text, term.code, "leader", self._sector(term), term.title, term.since, term.until, False, term)
            for term in self.terms
            for text in dict.fromkeys((term.name, *term.aliases))
        )

    def _sector(self, term: Term) -> str:
        """Of an armed group, of the armed forces, or of a government."""
        if self.entities[term.code].kind == "armed_group":
            return "REB"
        return "MIL" if term.office == "defence_minister" else "GOV"

    @functools.cached_property
    def _index(self) -> dict[str, list[Name]]:
        index: dict[str, list[Name]] = {}
        for name in self.names:
            index.setdefault(_folded(name.text), []).append(name)
        return index

    @functools.cached_property
    def _holders(self) -> dict[str, tuple[Term, ...]]:
        index: dict[str, list[Term]] = {}
        for term in self.terms:
            index.setdefault(term.code, []).append(term)
        return {code: tuple(terms) for code, terms in index.items()}

    def resolve(self, name: str, on: date | None = None) -> Entity:
        """The entity that a code or name stands for on a day.

        Raises UnknownActor, with near names, where nothing fits.
        """
        code = name.strip()
        if code in self.entities:
            return self.entities[code]
        key = _folded(name)
        candidates = [one for one in self._index.get(key, ()) if one.kind != "place"]
        if not candidates:
            words = key.split(" ")
            candidates = [
                one
                for size in range(1, len(words))
                for one in self._index.get(" ".join(words[size:]), ())
                if one.kind == "leader"
            ]
        if not candidates and code.upper() in self.entities:
            return self.entities[code.upper()]
        if not candidates:
            for entity in self.entities.values():
                if key.upper() in {code.value for code in (*entity.iso, *entity.cow)} | set(entity.cow_abbreviations):
                    return entity
            near = difflib.get_close_matches(key, self._index, n=3, cutoff=0.75)
            shown = sorted(
                {f"{self.entities[self._index[one][0].code].name} ({self._index[one][0].code})" for one in near}
            )
            hint = f"near names: {', '.join(shown)}" if shown else "give a code such as CHN, or a name such as China"
            raise UnknownActor(f"no actor is named {name!r}; {hint}")
        best = min(candidates, key=lambda one: (not one.holds(on), one.weak, get_args(NameKind).index(one.kind)))
        return self.entities[best.code]

    def holders(self, code: str, offices: Collection[str], on: date | None) -> tuple[Term, ...]:
        """Who held one of the offices of a state or organisation on a day."""
        return tuple(
            term
            for term in self._holders.get(code, ())
            if term.office in offices and (on is None or _within(on, term.since, term.until))
        )

    def members(self, code: str, on: date | None) -> frozenset[str]:
        """The members of an organisation or group on a day."""
        return frozenset(member.value for member in self.entities[code].members if member.holds(on))


def _within(on: date, since: str | None, until: str | None) -> bool:
    day = on.isoformat()
    return (since is None or since <= day[: len(since)]) and (until is None or day[: len(until)] <= until)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    return re.sub(r"\s+", " ", plain.strip().lower()).removeprefix("the ")


def _names(entity: Entity) -> Iterator[Name]:
    texts: tuple[tuple[NameKind, tuple[str, ...]], ...] = (
        ("name", (entity.name, *entity.names)), ("adjective", entity.adjectives), ("demonym", entity.demonyms),
        ("place", entity.places),
    )  # fmt: skip
    for kind, words in texts:
        for text in words:
            weak = text in entity.weak
            yield Name(text, entity.code, kind, since=entity.since, until=entity.until, weak=weak)
    dated: tuple[tuple[NameKind, tuple[Dated, ...]], ...] = (
        ("metonym", entity.metonyms), ("capital", entity.capitals), ("organ", entity.organs),
    )  # fmt: skip
    for kind, names in dated:
        for one in names:
            sector = one.sector if kind == "organ" else "GOV"
            until = one.until or entity.until
            yield Name(one.value, entity.code, kind, sector, None, one.since, until, one.value in entity.weak)
    for former in entity.former:
        yield from (Name(text, entity.code, "name") for text in (former.name, *former.names))
        yield from (Name(text, entity.code, "adjective") for text in former.adjectives)
        yield from (Name(text, entity.code, "demonym") for text in former.demonyms)


# -- reading ------------------------------------------------------------------------------------------------------


@functools.cache
def _shipped() -> tuple[dict[str, Entity], list[Term], list[str]]:
    entities: dict[str, Entity] = {}
    terms: list[Term] = []
    not_actors: list[str] = []
    for path, text in _resources(files("comity").joinpath("data", "actors"), ""):
        own, own_terms, own_not = _read(path, text)
        if twice := set(own) & set(entities):
            raise DataError(f"{path}: defined twice: {', '.join(sorted(twice))}")
        entities |= own
        terms += own_terms
        not_actors += own_not
    return entities, terms, not_actors


def _resources(folder: Any, prefix: str) -> Iterator[tuple[str, str]]:
    for item in sorted(folder.iterdir(), key=lambda one: one.name):
        if item.is_dir():
            yield from _resources(item, f"{prefix}{item.name}/")
        elif item.name.endswith((".yml", ".csv")):
            yield prefix + item.name, item.read_text(encoding="utf-8")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error


def _read(path: str, text: str) -> tuple[dict[str, Entity], list[Term], list[str]]:
    if path.endswith(".csv"):
        return {}, list(_terms(path, text)), []
    rows = datafiles.parse(text, path) or []
    if isinstance(rows, dict):
        if set(rows) != {"not_actors"}:
            raise DataError(f"{path}: a list of entities, or one key not_actors, is expected")
        return {}, [], [str(phrase) for phrase in rows["not_actors"]]
    entities: dict[str, Entity] = {}
    for number, row in enumerate(rows, 1):
        entity = _entity(row, f"{path}, entry {number}")
        if entity.code in entities:
            raise DataError(f"{path}, entry {number}: {entity.code} is defined twice")
        entities[entity.code] = entity
    return entities, [], []


def _entity(row: Any, where: str) -> Entity:
    if not isinstance(row, dict) or not {"code", "kind", "name"} <= set(row):
        raise DataError(f"{where}: an entity needs code, kind and name")
    where = f"{where} ({row['code']})"
    if unknown := set(row) - _KEYS - set(_LISTS):
        raise DataError(f"{where}: unknown key {', '.join(sorted(map(str, unknown)))}")
    if row["kind"] not in get_args(Kind):
        raise DataError(f"{where}: kind {row['kind']!r} is none of {', '.join(get_args(Kind))}")
    lists = {key: _strings(row.get(key), where, key) for key in _LISTS}
    iso = _dated(row.get("iso"), "code", where)
    country = row.get("country")
    if row["kind"] == "state":
        country = row["code"]
    return Entity(
        code=str(row["code"]),
        kind=row["kind"],
        name=str(row["name"]),
        country=country,
        names=lists["names"],
        adjectives=lists["adjectives"],
        demonyms=lists["demonyms"],
        capitals=_dated(row.get("capitals"), "name", where),
        metonyms=_dated(row.get("metonyms"), "name", where),
        places=lists["places"],
        organs=_dated(row.get("organs"), "name", where),
        former=tuple(_former(one, where) for one in row.get("former") or ()),
        iso=iso,
        cow=_dated(row.get("cow"), "code", where),
        cow_abbreviations=tuple(str(one["abb"]) for one in row.get("cow") or () if "abb" in one),
        gw=_dated(row.get("gw"), "code", where),
        since=_day(row.get("from"), where),
        until=_day(row.get("to"), where),
        predecessors=lists["predecessors"],
        members=_members(row, where),
        each=row.get("each") is True,
        weak=frozenset(lists["weak"]),
        not_before=lists["not_before"],
        not_near=lists["not_near"],
    )


def _former(row: Mapping[str, Any], where: str) -> Former:
    names, adjectives, demonyms = (_strings(row.get(key), where, key) for key in ("names", "adjectives", "demonyms"))
    return Former(str(row["name"]), names, adjectives, demonyms, _day(row.get("to"), where))


def _strings(value: Any, where: str, key: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or any(isinstance(one, dict | list) or one is None for one in value):
        raise DataError(f"{where}: {key} must be a list of words")
    return tuple(str(one) for one in value)


def _dated(rows: Any, key: str, where: str) -> tuple[Dated, ...]:
    out = []
    for row in rows or ():
        if isinstance(row, str):
            row = {key: row}
        if not isinstance(row, dict) or key not in row:
            raise DataError(f"{where}: {row!r} has no {key}")
        since, until = _day(row.get("from"), where), _day(row.get("to"), where)
        if since and until and since[: len(until)] > until[: len(since)]:
            raise DataError(f"{where}: {row[key]} ends before it begins")
        out.append(Dated(str(row[key]), since, until, row.get("sector")))
    return tuple(out)


def _members(row: Mapping[str, Any], where: str) -> tuple[Member, ...]:
    """The members, each with the source and certainty of its own or of the whole list."""
    source, certainty = row.get("members_source", ""), row.get("members_certainty")
    rows = row.get("members") or ()
    if not rows and (source or certainty):
        raise DataError(f"{where}: members_source and members_certainty need members")
    out = []
    for one, dated in zip(rows, _dated(rows, "code", where), strict=True):
        own = one if isinstance(one, dict) else {}
        said = (own.get("source", source), own.get("certainty", certainty))
        if not isinstance(said[0], str):
            raise DataError(f"{where}: the source of {dated.value} must be text")
        if said[1] not in (None, *_CERTAINTIES):
            raise DataError(f"{where}: certainty {said[1]!r} of {dated.value} is none of {', '.join(_CERTAINTIES)}")
        out.append(Member(dated.value, dated.since, dated.until, None, *said))
    return tuple(out)


def _day(value: Any, where: str) -> str | None:
    if value is None or value == "":
        return None
    if not _DATE.fullmatch(str(value)):
        raise DataError(f"{where}: {value!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    return str(value)


def _terms(path: str, text: str) -> Iterator[Term]:
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != _LEADER_COLUMNS:
        raise DataError(f"{path}: the columns must be {','.join(_LEADER_COLUMNS)}")
    for row in reader:
        where = f"{path}, line {reader.line_num} ({row['name']})"
        if row["office"] not in _OFFICES:
            raise DataError(f"{where}: office {row['office']!r} is none of {', '.join(sorted(_OFFICES))}")
        since, until = _day(row["from"], where), _day(row["to"], where)
        if since and until and since[: len(until)] > until[: len(since)]:
            raise DataError(f"{where}: the term ends before it begins")
        aliases = tuple(alias.strip() for alias in (row["aliases"] or "").split("|") if alias.strip())
        yield Term(row["code"], row["office"], row["title"], row["name"], aliases, since, until, row["source"] or "")


def _check(entities: Mapping[str, Entity], terms: Iterable[Term]) -> None:
    for entity in entities.values():
        for code in (*(member.value for member in entity.members), *entity.predecessors):
            if code not in entities:
                raise DataError(f"{entity.code}: names {code}, which no actor file defines")
    for term in terms:
        if term.code not in entities:
            raise DataError(f"leader {term.name}: {term.code} is defined by no actor file")
