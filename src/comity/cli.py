"""The command line: codes reports given as text files or JSON lines, or the reports that ship with comity."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from comity.errors import ComityError, InputError
from comity.model import Coding, Document

app = App(name="comity", help="An observatory of the relations between states.")


@app.command
def code(
    paths: list[Path],
    *,
    published: date | None = None,
    actors: list[Path] | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> None:
    """Code reports (text, or JSON lines with a text field) and print who did what to whom."""
    _print([document for path in paths for document in _documents(path, published)], actors or [], as_json)


@app.command
def demo() -> None:
    """Code the short reports that ship with comity."""
    text = files("comity").joinpath("data", "demo", "reports.jsonl").read_text(encoding="utf-8")
    _print(list(_rows(text, "reports.jsonl", None)), [], False)


def main() -> None:
    """Run the command line: 0 done, 1 could not be done, 2 wrong usage."""
    try:
        app()
    except ComityError as error:
        print(f"comity: {error}", file=sys.stderr)
        sys.exit(error.exit_status)


def _documents(path: Path, published: date | None) -> Iterator[Document]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    if path.suffix == ".jsonl":
        yield from _rows(text, str(path), published)
    elif text.strip():
        yield Document(path.name, text, published=published)
    else:
        raise InputError(f"{path}: the file is empty")


def _rows(text: str, where: str, published: date | None) -> Iterator[Document]:
    for number, line in enumerate(text.splitlines(), 1):
        try:
            row = json.loads(line)
            own = date.fromisoformat(row["published"]) if row.get("published") else published
            known = {name: row.get(name) for name in ("title", "source", "url", "language")}
            yield Document(str(row.get("id") or f"{where}:{number}"), row["text"], published=own, **known)
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise InputError(f"{where}, line {number}: no JSON object with a text ({error})") from error


def _print(documents: list[Document], actors: Iterable[Path], as_json: bool) -> None:
    from comity.actors import ActorBook
    from comity.coders.full import FullCoder
    from comity.ontology import load_ontology
    from comity.records import to_record

    for coding in FullCoder(ActorBook.load(*actors), load_ontology()).code(documents):
        if as_json:
            print(json.dumps(to_record(coding), ensure_ascii=False))
        else:
            _show(coding)


def _show(coding: Coding) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    console.print(
        f"[bold]{escape(coding.document.title or coding.document.id)}[/bold]  {coding.document.published or ''}"
    )
    for event in coding.events:
        arrow = "<->" if event.reciprocal else "->"
        kind = f"{event.type}:{event.mode}" if event.mode else event.type
        when = event.moment.date or "no date"
        console.print(f"  {event.actor.code} {arrow} {event.recipient.code}  {kind}  {event.modality}  {when}")
        console.print(f"    [dim]{escape(event.evidence.text)}[/dim]")
