"""What people see in the terminal. Meaning is never carried by colour alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from comity.health import Check
    from comity.model import Claim, Coding, Document
    from comity.observatory import Explanation, Reading

_SIGNS = {"verbal_coop": "+", "material_coop": "++", "verbal_conf": "-", "material_conf": "--"}


# By these a report could write to the terminal, or turn the order of what is shown; line ends and tabs stay.
_CONTROLS = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    if chr(code) not in "\n\t"
}


class _Terminal(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _console() -> Console:
    return _Terminal(highlight=False, soft_wrap=not sys.stdout.isatty())


def _text(words: str, style: str = "") -> Text:
    return Text(words.translate(_CONTROLS), style)


def _indented(console: Console, text: Text, left: int) -> None:
    """Print a paragraph indented: wrapped where somebody looks, on one whole line where a program reads."""
    if console.soft_wrap:
        console.print(Text(" " * left) + text)
    else:
        console.print(Padding(text, (0, 0, 0, left), expand=False))


def line(text: str) -> None:
    """Print one line as it is."""
    _console().print(_text(text))


def paragraph(text: str, left: int) -> None:
    """Print a paragraph indented, wrapped where somebody looks."""
    _indented(_console(), _text(text), left)


def lines(texts: Iterable[str]) -> None:
    """Print lines as they are."""
    for text in texts:
        line(text)


def stage(text: str) -> None:
    """Tell on stderr what work that takes minutes is at, whether or not somebody is looking."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def progress(doing: str, what: str) -> Iterator[Callable[[int], None]]:
    """Tell on stderr how far long work has come, where somebody is looking."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    with Console(stderr=True).status(f"{doing} ...") as status:
        yield lambda done: status.update(f"{doing}: {done:,} {what}")


def coding(one: Coding) -> None:
    """Print one report's events, quotes and claims, each with its sentence."""
    console = _console()
    about = one.document
    head = _text(about.title or about.id, style="bold")
    head.append(_text("".join(f"  {part}" for part in (about.published, about.source) if part), style="dim"))
    console.print(head)
    if one.rejected is not None:
        console.print(_text(f"  not coded: {one.rejected}"))
        console.print()
        return
    for event in one.events:
        arrow = "<->" if event.reciprocal else "->"
        kind = f"{event.type}:{event.mode}" if event.mode else event.type
        told = "" if event.modality == "actual" else f"  [{event.modality}]"
        when = f"  {event.moment.date}" if event.moment.date else ""
        sign = _SIGNS[event.quad]
        console.print(_text(f"  {sign:>2} {event.actor.code} {arrow} {event.recipient.code}  {kind}{told}{when}"))
        _indented(console, _text(" ".join(event.evidence.text.split()), style="dim"), 5)
    for quote in one.quotes:
        about_whom = f" on {', '.join(quote.about)}" if quote.about else ""
        console.print(_text(f"  \N{LEFT DOUBLE QUOTATION MARK} {quote.speaker.code}{about_whom}: {quote.words}"))
    for one_claim in one.claims:
        console.print(_text(f"  ?  claim: {_claimed(one_claim)} ({_verdict(one_claim)})"))
    if not (one.events or one.quotes or one.claims):
        console.print(_text("  nothing between states was found", style="dim"))
    for dropped in one.dropped:
        console.print(_text(f"  dropped: {dropped.reason}", style="dim"))
        _indented(console, _text(dropped.excerpt, style="dim"), 5)
    console.print()


def claim(one: Claim, document: Document) -> None:
    """Print one claim with its sentence, the verdict, and the figures that it rests on."""
    console = _console()
    console.print(_text(f"{_verdict(one)}: {_claimed(one)}", style="bold"))
    told = ", ".join(str(part) for part in (document.title or document.id, document.published) if part)
    sentence = " ".join(one.evidence.text.split())
    console.print(_text(f"  {sentence} ({told})"))
    for reason in one.basis:
        console.print(_text(f"  - {reason}", style="dim"))
    console.print()


def _claimed(one: Claim) -> str:
    dyad = "-".join(code for code in (one.subject, one.partner) if code)
    kind = one.kind.replace("_", " ")
    return " ".join(part for part in (kind, one.quantity, dyad, one.period, one.value, one.unit) if part)


def _verdict(one: Claim) -> str:
    return one.verdict.replace("_", " ")


def reading(one: Reading, db: Path) -> None:
    """Print what reading brought."""
    console = _console()
    console.print(
        _text(f"{_many(one.new, 'new report')}, {one.unchanged:,} known already, {one.superseded:,} corrected")
    )
    console.print(_text(f"{_many(one.events, 'event')}, {_many(one.quotes, 'quote')}, {_many(one.claims, 'claim')}"))
    if one.rejected:
        console.print(
            _text(
                f"{_many(one.rejected, 'input')} could not be used; see why: "
                f"comity export rejected -o rejected.csv --db {db}"
            )
        )
    console.print(_text(f"kept in {db}", style="dim"))


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def explanation(one: Explanation) -> None:
    """Print an event with its sentence, the trigger underlined, and the rules that made it."""
    event = one.event
    console = _console()
    arrow = "<->" if event["reciprocal"] else "->"
    kind = f"{event['type']}:{event['mode']}" if event["mode"] else event["type"]
    console.print(_text(f"{event['actor']} {arrow} {event['recipient']}  {kind}", style="bold"))
    sentence = _text(event["evidence_text"])
    start = event["trigger_start"] - event["evidence_start"]
    sentence.stylize("bold underline", start, start + event["trigger_end"] - event["trigger_start"])
    around = (
        _text(one.before.rpartition("\n")[2], style="dim") + sentence + _text(one.after.partition("\n")[0], style="dim")
    )
    console.print()
    _indented(console, around, 2)
    console.print()
    rows: list[tuple[str, Any]] = [
        ("report", ", ".join(str(event[name]) for name in ("title", "source", "published", "url") if event[name])),
        ("actor", _who(event, "actor")),
        ("recipient", _who(event, "recipient")),
        ("trigger", event["trigger_text"]),
        ("modality", event["modality"]),
        ("date", f"{event['date'] or 'not told'} ({event['precision']})"),
        ("scores", f"intensity {event['intensity']:g}, CAMEO {event['cameo']}, Goldstein {event['goldstein']}"),
        ("confidence", f"{event['confidence']:g}"),
        ("why", "\n".join(event["why"])),
        ("id", event["id"]),
    ]
    for name, value in rows:
        for number, part in enumerate(str(value).splitlines()):
            console.print(_text(f"{'' if number else name:<12}", style="dim") + _text(part))


def _who(event: dict[str, Any], side: str) -> str:
    return ", ".join(event[f"{side}{part}"] for part in ("", "_name", "_role", "_sector") if event[f"{side}{part}"])


def check(one: Check) -> None:
    """Print one finding of the doctor."""
    console = _console()
    console.print(_text(f"{'ok' if one.good else 'look':4}  {one.name}: {one.finding}"))
    if not one.good and one.mend:
        console.print(_text(f"      {one.mend}"))


def scores(found: dict[str, Any]) -> None:
    """Print scores as a table: precision, recall and F1 where there are such, single figures below."""
    console = _console()
    parts = {name: value for name, value in found.items() if isinstance(value, dict) and "f1" in value}
    classes = {name: value for name, value in found.items() if isinstance(value, dict) and "macro_f1" in value}
    if parts or found.get("by_type"):
        table = Table("", "precision", "recall", "F1", "right", "false", "missed", box=None, header_style="dim")
        for column in table.columns[1:]:
            column.justify = "right"
        for name, value in {**parts, **found.get("by_type", {})}.items():
            table.add_row(name, *(f"{value[key]:g}" for key in ("p", "r", "f1", "tp", "fp", "fn")))
        console.print(table)
    if classes:
        table = Table("", "macro-F1", "micro-F1", box=None, header_style="dim")
        for name, value in classes.items():
            table.add_row(name, f"{value['macro_f1']:g}", f"{value['micro_f1']:g}")
        console.print(table)
    for name, value in found.items():
        if not isinstance(value, dict):
            console.print(_text(f"{name.replace('_', ' ')}: {value:g}"))
        elif name == "empty":
            console.print(
                _text(f"sentences that say nothing: {value['with_false_event']} of {value['sentences']} coded")
            )


def demo(counts: dict[str, int], written: Any, path: Path, db: Path) -> None:
    """Print what the demo did and where its file lies."""
    console = _console()
    console.print()
    console.print(
        _text("comity", style="bold"), _text("the relations between states, traced to their sentences", style="dim")
    )
    console.print()
    console.print(
        _text(
            f"  {counts['reports']:,} reports that ship with comity gave {counts['events']:,} events, "
            f"{counts['quotes']:,} quotes and {counts['claims']:,} claims."
        )
    )
    for sentence in written.summary():
        console.print(Padding(_text(sentence), (1, 2, 0, 2)), soft_wrap=False)
    console.print()
    console.print(_text(f"  The dossier   {path.resolve().as_uri()}"))
    console.print(_text(f"  The data      {db}"))
    console.print(_text(f"  Your own      comity read PATH --db {db}, then comity dossier A B --db {db}", style="dim"))
    console.print()
