"""What people see of rankings in the terminal: who stands first as the other side of an act, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.cli.outlook import grid, percent, span
from comity.cli.show import line, paragraph
from comity.views.prose import day, the

if TYPE_CHECKING:
    from comity.actors import ActorBook
    from comity.forecast.ranking import Answer, Ranking

TOLD = 3
"""Of so many answers, the first ones, the reasons are told; --json tells all."""


def ranking(found: Ranking, book: ActorBook) -> None:
    """Print the first answers with their places by the baselines, and what speaks for the very first."""
    whom = found.asks == "whom"
    subject = _name(book, found.subject)
    asked = f"whom by {the(subject)}" if whom else f"by whom towards {the(subject)}"
    line(f"{found.event} on {day(str(found.on))}: {asked}")
    line(f"  Counted in {found.vintage.events:,} events of {found.vintage.data}, {span(found.first, found.last)}.")
    side = f"by {found.subject}" if whom else f"towards {found.subject}"
    line(
        f"  An order of {found.among:,} actors for the case that it is told of; {found.past:,} such acts {side} before."
    )
    if found.few:
        line("  Too few: the order is a guess from other acts and from what others did.")
    if found.little:
        line("  Learnt from few events: high shares are too sure, read the order alone.")
    line("")
    head = ["", "", "", "share", "times", "last", "recurrency", "strict", "relaxed", "popularity"]
    grid([head, *(_row(one, book) for one in found.answers)], right={0, 3, 4, 6, 7, 8, 9})
    line("")
    line("  share: of such acts, by the ranker; times: before between the two; then the place by each baseline.")
    told = [(one.name, found.why(one)) for one in found.answers[:TOLD] if one.why]
    if told:
        line("  What speaks for the first, which is association and no cause:")
    for name, reasons in told:
        line(f"    {name}")
        for reason in reasons:
            paragraph(f"- {reason}", 6)
    line("")


def _row(one: Answer, book: ActorBook) -> list[str]:
    name = _name(book, one.name)
    places = ["" if place is None else f"{place:g}" for place in one.baselines.values()]
    last = str(one.last) if one.last else "never"
    return [
        f"{one.place}.",
        one.name,
        "" if name == one.name else name,
        percent(one.share),
        f"{one.seen:,}",
        last,
        *places,
    ]


def _name(book: ActorBook, code: str) -> str:
    return book.entities[code].name if code in book.entities else code
