"""Who acted and what was done, in comity's codes, for event datasets that have codes or names of their own.

An actor is read without regard to the day first, and then by the day: Serbia of 1995 is YUG, of 2004 SCG; the Taliban
of 2022 are AFG; Ukraine of 1985 was no state and is nobody. What publishers write and comity does not is in
``data/event_codes.yml``. An act is read through the crosswalk from CAMEO to PLOVER.

>>> days = pa.array(["1995-07-01", "2004-07-01", "2012-07-01"])
>>> actors(pa.chunked_array([["SRB", "SRB", "SRB"]]), days, country).to_pylist()
['YUG', 'SCG', 'SRB']
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity import datafiles
from comity.actors import ActorBook
from comity.ontology import load_ontology

Read = Callable[[str], str | None]
"""What a publisher writes -> comity's code without regard to the day, or None."""

_BETWEEN = "\x1f"
ALWAYS = ("0001-01-01", "9999-12-31")


@dataclass(frozen=True, slots=True)
class Spell:
    """From which day to which, inclusive, a code stands for whom."""

    code: str
    since: str
    until: str


@functools.cache
def _book() -> ActorBook:
    return ActorBook.load()


@functools.cache
def _codes() -> Mapping[str, Any]:
    codes: Mapping[str, Any] = datafiles.load("event_codes.yml")
    return codes


# -- who -------------------------------------------------------------------------------------------------------------


@functools.cache
def country(text: str) -> str | None:
    """A state of three letters, by CAMEO or ISO 3166.

    >>> country("ROM"), country("CHN"), country("EUR")
    ('ROU', 'CHN', None)
    """
    code = _codes()["cameo"]["countries"].get(text, text)
    entity = _book().entities.get(code)
    return code if entity and (entity.kind == "state" or code in _codes()["cameo"]["countries"].values()) else None


@functools.cache
def cameo_group(text: str) -> str | None:
    """The organisation or armed group that a CAMEO actor code names in any of its pieces.

    >>> cameo_group("PSEREBHMS"), cameo_group("USAGOV")
    ('HAMAS', None)
    """
    groups = _codes()["cameo"]["groups"]
    pieces = (text[at : at + 3] for at in range(0, len(text), 3))
    return next((groups[piece] for piece in pieces if piece in groups), None)


def state_named(publisher: str) -> Read:
    """How to read the English names of states as a publisher writes them."""
    own = _codes()["names"].get(publisher, {})

    @functools.cache
    def read(text: str) -> str | None:
        if text in own:
            code: str | None = own[text]
            return code
        entity = _named().get(_plain(text))
        return entity if entity and _book().entities[entity].kind == "state" else None

    return read


@functools.cache
def group_named(text: str) -> str | None:
    """An organisation or armed group by its name.

    The name may stand in brackets behind a word for its members, before brackets with a country, or beside a short
    form before a colon.

    >>> group_named("Militant (Boko Haram)"), group_named("European Union"), group_named("Armed Rebel (Syria)")
    ('BOKO_HARAM', 'EU', None)
    >>> group_named("Islamic State (Iraq)"), group_named("PIJ: Palestinian Islamic Jihad")
    ('IS', 'PIJ')
    """
    outer, _, inner = text.partition(" (")
    short, _, long = text.partition(": ")
    for name in (text, inner.removesuffix(")"), outer, long, short):
        found = _codes()["groups"].get(name) or _named().get(_plain(name))
        if found and _book().entities[found].kind in ("organisation", "armed_group"):
            return str(found)
    return None


@functools.cache
def _named() -> Mapping[str, str]:
    """The nouns that name states, armed groups, organisations and their organs, where one alone claims them."""
    claimed: dict[str, set[str]] = {}
    for name in _book().names:
        organ = name.kind == "organ" and _book().entities[name.code].kind == "organisation"
        if (name.kind == "name" or organ) and not name.weak:
            claimed.setdefault(_plain(name.text), set()).add(name.code)
    return {text: next(iter(codes)) for text, codes in claimed.items() if len(codes) == 1}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).removeprefix("the ")


def actors(texts: pa.ChunkedArray, days: pa.Array, read: Read) -> pa.Array:
    """The code of each text on its day (ISO, as text); empty where it is nobody that comity knows."""
    found = translate(texts, read)
    dated = [code for code in pc.unique(found).drop_null().to_pylist() if not _always(code)]
    if not dated:
        return found
    some = pc.is_in(found, pa.array(dated, pa.string()))
    return pc.replace_with_mask(found, some, together(found.filter(some), days.filter(some), read=on))


def _always(code: str) -> bool:
    """Whether a code stands for the same one on every day."""
    spells = held(code)
    return len(spells) == 1 and (spells[0].since, spells[0].until) == ALWAYS


def translate(texts: pa.ChunkedArray, read: Read) -> pa.Array:
    """Each text as ``read`` reads it; every distinct one is read once."""
    encoded = _encoded(texts)
    return _spread([read(text) for text in encoded.dictionary.to_pylist()], encoded, pa.string())


def together(*columns: pa.Array | pa.ChunkedArray, read: Callable[..., str | None]) -> pa.Array:
    """Several cells of a row read together; empty where one of them is."""
    arrays = [one.combine_chunks() if isinstance(one, pa.ChunkedArray) else one for one in columns]
    joined = pc.binary_join_element_wise(*arrays, _BETWEEN)
    return translate(pa.chunked_array([joined]), lambda text: read(*text.split(_BETWEEN)))


def on(code: str, day: str) -> str | None:
    """Who stands behind a code on a day.

    >>> on("SRB", "1999-03-24"), on("UKR", "1985-01-01")
    ('YUG', None)
    """
    return next((one.code for one in reversed(held(code)) if one.since <= day <= one.until), None)


def _spread(values: Sequence[Any], encoded: pa.DictionaryArray, kind: pa.DataType) -> pa.Array:
    """One value for each entry of a dictionary, put where the entries stand."""
    return pa.array(values, kind).take(encoded.indices) if values else pa.nulls(len(encoded), kind)


def _encoded(texts: pa.ChunkedArray) -> pa.DictionaryArray:
    if pa.types.is_dictionary(texts.type):
        return texts.unify_dictionaries().combine_chunks()
    return pc.dictionary_encode(texts.combine_chunks())


@functools.cache
def held(code: str) -> tuple[Spell, ...]:
    """Who stands behind a code when; a later spell takes the day from an earlier one.

    >>> [(one.code, one.since) for one in held("CZE")]
    [('CSK', '1918-11-11'), ('CZE', '1993-01-01')]
    """
    entity = _book().entities[code]
    if entity.kind == "armed_group":
        heirs = (name for name in _book().names if name.text == entity.name and name.code != code and name.since)
        return (Spell(code, *ALWAYS), *(Spell(one.code, str(one.since), ALWAYS[1]) for one in heirs))
    if entity.kind != "state":
        return (Spell(code, *ALWAYS),)
    own = Spell(code, entity.since or ALWAYS[0], entity.until or ALWAYS[1])
    before = (
        one for name in entity.predecessors if _book().entities[name].until for one in held(name)
        if one.since < own.since
    )  # fmt: skip
    return (*before, own)


# -- what ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of act in PLOVER; ``score`` is PLOVER's, from -10 to +10."""

    type: str
    mode: str | None
    contexts: str | None
    score: float


@functools.cache
def act(cameo: str) -> Act | None:
    """What a CAMEO code is in PLOVER; a longer code than CAMEO has is its parent. None for bare statements.

    >>> act("0211"), act("010")
    (Act(type='REQUEST', mode='assist', contexts='economic', score=0.5), None)
    """
    ontology = load_ontology()
    code = cameo
    while len(code) > 2 and code not in ontology.codes:
        code = code[:-1]
    known = ontology.codes.get(code)
    if known is None or known.type is None:
        return None
    score = ontology.intensity(known.type, known.mode)
    return Act(known.type, known.mode, " ".join(known.contexts) or None, score)


def known_cameo(cameo: str) -> bool:
    """Whether CAMEO has the code, or its parent."""
    codes = load_ontology().codes
    return any(cameo[:size] in codes for size in range(2, len(cameo) + 1))


def acts(cameo: pa.ChunkedArray) -> dict[str, pa.Array]:
    """PLOVER's ``type``, ``mode``, ``contexts`` and ``score`` of each CAMEO code."""
    encoded = _encoded(cameo)
    found = [act(code) for code in encoded.dictionary.to_pylist()]
    kinds = {"type": pa.string(), "mode": pa.string(), "contexts": pa.string(), "score": pa.float64()}
    return {name: _spread([one and getattr(one, name) for one in found], encoded, kind) for name, kind in kinds.items()}


def nearest(acts: pa.Array, contexts: pa.Array | None = None) -> dict[str, pa.Array]:
    """What PLOVER and CAMEO have of acts that are written as ``TYPE`` or ``TYPE:mode``.

    ``type``, ``mode``, ``contexts`` (as given), ``score``, the nearest ``cameo`` and its ``goldstein``.
    """
    ontology = load_ontology()
    about = contexts if contexts is not None else pa.nulls(len(acts), pa.string())
    joined = pc.binary_join_element_wise(acts, pc.fill_null(about, ""), _BETWEEN)
    encoded = _encoded(pa.chunked_array([joined]))
    rows: list[tuple[str | None, str | None, str | None, float | None, str | None, float | None]] = []
    for told in encoded.dictionary.to_pylist():
        act, _, words = told.partition(_BETWEEN)
        kind, _, mode = act.partition(":")
        if kind not in ontology.types:
            rows.append((kind, mode or None, words or None, None, None, None))
            continue
        known = mode if mode in ontology.types[kind].modes else None
        cameo = ontology.cameo(kind, known, words.split())
        rows.append(
            (kind, mode or None, words or None, ontology.intensity(kind, known), cameo, ontology.goldstein(cameo))
        )
    text, number = pa.string(), pa.float64()
    kinds = {"type": text, "mode": text, "contexts": text, "score": number, "cameo": text, "goldstein": number}
    return {name: _spread([row[at] for row in rows], encoded, kind) for at, (name, kind) in enumerate(kinds.items())}
