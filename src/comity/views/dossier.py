"""Write up the relation of a pair: tables in, :class:`Dossier` out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from importlib.metadata import version
from typing import Any

import pyarrow as pa

from comity.actors import ActorBook
from comity.views import course, exchange, others, told
from comity.views import facts as listed
from comity.views import outlook as ahead
from comity.views import structure as behind
from comity.views import system as around
from comity.views.evidence import proofs
from comity.views.material import Material, gather
from comity.views.methods import methods
from comity.views.model import Dossier, Section, Side
from comity.views.prose import day, the
from comity.views.summary import headline, key_figures, summary

__all__ = ["Dossier", "dossier"]


_SECTIONS: tuple[Callable[[Material], Section | None], ...] = (
    summary,
    course.cooperation,
    exchange.conduct,
    course.timeline,
    course.profile,
    course.initiative,
    exchange.exchange,
    course.say_do,
    course.change_points,
    told.quotes,
    told.claims,
    told.calendar,
    told.unreal,
    others.reactions,
    listed.facts,
    behind.structure,
    around.system,
    ahead.outlook,
    ahead.record,
    others.coverage,
)

_ALWAYS = (summary, listed.facts, behind.structure, around.system, others.coverage)
"""What is written also where no report tells of the two."""


def dossier(
    tables: Mapping[str, pa.Table],
    book: ActorBook,
    a: str,
    b: str,
    *,
    since: date | None = None,
    until: date | None = None,
    written: date,
    outlook: Mapping[str, Any] | None = None,
    structure: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    system: Mapping[str, Any] | None = None,
) -> Dossier:
    """Write up ``a`` and ``b``, two codes of the actor book, from the tables of a store.

    ``since`` and ``until`` bound the days of the acts, both included. ``written`` stands in the dossier as its day, so
    that the same tables and days give the same dossier. ``outlook`` is what comes next, as
    :mod:`comity.views.outlook` takes it; without it the dossier has no such section. ``structure`` is
    what published data say, as :mod:`comity.views.structure` takes it, ``facts`` what is listed of the two, as
    :mod:`comity.views.facts`, and ``system`` the states around them, as :mod:`comity.views.system` takes it, likewise.
    """
    one, other = (_side(book, code) for code in (a, b))
    m = gather(
        tables,
        book,
        one,
        other,
        since,
        until,
        dict(outlook) if outlook else None,
        dict(structure) if structure else None,
        dict(facts) if facts else None,
        dict(system) if system else None,
    )
    known = bool(m.acts or m.quotes or m.claims)
    written_up = (section(m) for section in _SECTIONS if known or section in _ALWAYS)
    sections = tuple(section for section in written_up if section is not None)
    return Dossier(
        a=one,
        b=other,
        since=since,
        until=until,
        written=written,
        version=version("comity"),
        span=_span(m),
        headline=headline(m),
        key_figures=key_figures(m),
        sections=sections,
        evidence=proofs(
            [*m.acts, *m.reactions, *(row for row in m.answers if not row["known"])],
            m.quotes, m.claims, m.events, m.name,
        ),
        reports=m.reports,
        methods=methods(sections, a, b),
    )  # fmt: skip


def _side(book: ActorBook, code: str) -> Side:
    name = book.entities[code].name if code in book.entities else code
    return Side(code, name, the(name))


def _span(m: Material) -> str:
    """``16 July 2001 to 22 March 2023``: the days asked for or, where these are open, of what was read."""
    days = [str(row["begins"]) for row in m.actual if row["begins"]]
    days += [str(report.published) for report in m.reports if report.published and report.within]
    first, last = m.since or min(days, default=None), m.until or max(days, default=None)
    if first is None or last is None:
        return "no dates"
    return day(str(first)) if first == last else f"{day(str(first))} to {day(str(last))}"
