"""What stands at an address: ``/`` lists pairs, data and the record; ``/CHN/RUS`` is the dossier of the two.

The observatory's file is opened anew for each page and closed again, so that reports can be read into it meanwhile. A
page is kept until the file changes or the day ends.
"""

from __future__ import annotations

import functools
import sys
import threading
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from comity.errors import ComityError, InputError, StoreBusy, UnknownActor
from comity.observatory import Observatory
from comity.views.outlook import percent
from comity.views.prose import day, words
from comity.views.text import harmless

KEPT = 64
"""So many pages at most are kept."""

CALLS = 20
"""So many wrong calls and so many open forecasts are shown."""

LONGEST = 200
"""A name or date in an address is not longer."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: a page, or the address to go to instead."""

    status: HTTPStatus
    html: str = ""
    location: str | None = None


class Site:
    """The pages of one observatory's file."""

    def __init__(self, db: Path, actors: Sequence[Path] = ()) -> None:
        self.db, self._actors = db, tuple(actors)
        self._lock = threading.Lock()
        self._pages: dict[str, Page] = {}
        self._mark: object = None

    def page(self, target: str) -> Page:
        """The page at the address ``target``, a path with or without a query; never an exception."""
        with self._lock:
            try:
                mark = (date.today(), *(_mark(self.db.with_name(self.db.name + end)) for end in ("", ".wal")))
                if mark != self._mark:
                    self._pages, self._mark = {}, mark
                if target not in self._pages:
                    if len(self._pages) >= KEPT:
                        self._pages.clear()
                    self._pages[target] = self._make(target)
                return self._pages[target]
            except StoreBusy as error:
                return message(HTTPStatus.SERVICE_UNAVAILABLE, f"{error}. Then load this page again.")
            except UnknownActor as error:
                return message(HTTPStatus.NOT_FOUND, str(error))
            except InputError as error:
                return message(HTTPStatus.BAD_REQUEST, str(error))
            except ComityError as error:
                return message(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
            except Exception:
                traceback.print_exc(file=sys.stderr)
                return message(HTTPStatus.INTERNAL_SERVER_ERROR, "This page could not be made: the terminal says more.")

    def _make(self, target: str) -> Page:
        try:
            path, query = _parts(target)
        except ValueError:
            return message(HTTPStatus.NOT_FOUND, "There is no such page.")
        if path == [""] and not query.get("a") and not query.get("b"):
            return self._home()
        if path == [""]:
            path = [query.get("a", ""), query.get("b", "")]
        elif len(path) != 2:
            return message(HTTPStatus.NOT_FOUND, "There is no such page.")
        since, until = (_day(query.get(name), name) for name in ("since", "until"))
        with self._open() as observatory:
            codes = [observatory.book.resolve(name).code for name in path]
            place = _place(codes, since, until)
            if place != target:
                return Page(HTTPStatus.SEE_OTHER, location=place)
            made = observatory.dossier(codes[0], codes[1], since=since, until=until)
            return Page(HTTPStatus.OK, made.html(home="/"))

    def _home(self) -> Page:
        with self._open() as observatory:
            found, entities = observatory.overview(), observatory.book.entities
        graded = found.board.graded
        wrong = sorted((one for one in graded if one.right is False), key=lambda one: -(one.log or 0))
        ahead = sorted((one for one in graded if one.status == "open"), key=lambda one: one.made.forecast.until)
        return Page(
            HTTPStatus.OK,
            _render(
                "home.html",
                db=self.db.name,
                found=found,
                pairs={
                    data: [one for one in rows if {one.a, one.b} <= set(entities)] for data, rows in found.pairs.items()
                },
                names={code: entity.name for code, entity in entities.items()},
                wrong=wrong[:CALLS],
                left_out=max(0, len(wrong) - CALLS),
                ahead=ahead[:CALLS],
                done=sum(one.status == "graded" for one in graded),
                waiting=len(ahead),
            ),
        )

    def _open(self) -> Observatory:
        return Observatory(self.db, actors=self._actors, read_only=True)


def message(status: HTTPStatus, said: str) -> Page:
    """A page that says why there is none."""
    return Page(status, _render("message.html", title=status.phrase, said=said))


def _parts(target: str) -> tuple[list[str], dict[str, str]]:
    """The segments of a path and the query; a ValueError where it is none of ours."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        raise ValueError(target)
    path = [unquote(one, errors="strict") for one in parts.path[1:].split("/")]
    query = {
        name: values[-1].strip() for name, values in parse_qs(parts.query, errors="strict", max_num_fields=8).items()
    }
    if any(len(one) > LONGEST or not one.isprintable() for one in (*path, *query.values())):
        raise ValueError(target)
    return path, query


def _place(codes: Sequence[str], since: date | None, until: date | None) -> str:
    bounds = {name: str(value) for name, value in (("since", since), ("until", until)) if value}
    return "/" + "/".join(quote(code, safe="") for code in codes) + (f"?{urlencode(bounds)}" if bounds else "")


def _day(text: str | None, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"{name}: {text!r} is no date, write it as 2024-05-16") from None


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(version=version("comity"), **values)


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("comity.web", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined, finalize=lambda value: harmless(value) if type(value) is str else value,
    )  # fmt: skip
    css = files("comity").joinpath("views", "templates", "dossier.css").read_text(encoding="utf-8")
    made.globals |= {"css": Markup(css), "day": day, "words": words, "percent": percent, "place": _place}
    return made
