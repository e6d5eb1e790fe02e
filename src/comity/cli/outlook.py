"""What people see of forecasts, scenarios and the scoreboard in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from comity.cli.show import line, paragraph
from comity.views.prose import day, prose

if TYPE_CHECKING:
    from comity.forecast.desk import Scoreboard
    from comity.forecast.dyads import DyadForecast
    from comity.forecast.grading import Graded, Reliability, Score
    from comity.forecast.outlook import Outlook
    from comity.forecast.scenarios import Case, Follow, Scenario
    from comity.forecast.trial import Part, Trial

FOLLOWS = 12
"""So many kinds of events are shown of a scenario; --json gives all."""

WORTH = 0.01
"""What never followed between the two is shown from this chance on."""

STRETCHES = 5
"""With fewer stretches of days that do not overlap, the interval of a skill is said to be too narrow."""

CALLS = 10
"""So many wrong and so many open forecasts are shown of a scoreboard; --json gives all."""

BAR = 20


def outlook(found: Outlook, names: Mapping[str, str]) -> None:
    """Print the forecasts of a pair: chance beside the usual one, expected number, what it rests on."""
    both = [names.get(one, one) for one in (found.a, found.b)]
    line(f"{' and '.join(both)}: what comes next, from {day(str(found.on))}")
    line(f"  Counted in {found.vintage.events:,} events of {found.vintage.data}, {span(found.first, found.last)}.")
    if found.on > found.last + timedelta(days=1):
        line(f"  Nothing is known after {day(str(found.last))}: the days from there on are forecast blindly.")
    for actor, recipient, events in ((found.a, found.b, found.events[0]), (found.b, found.a, found.events[1])):
        own = [one for one in found.forecasts if one.actor == actor]
        if not own:
            continue
        past = f"{events:,} past event{'' if events == 1 else 's'}" if events else "no past event between them this way"
        line("")
        line(f"{actor} -> {recipient}  ({past})")
        head = ["what", "days", "", "chance", "usual", "ratio", "number", "", "such forecasts before", ""]
        rows = [_forecast(one) for one in own]
        for above, row in zip(own, rows[1:], strict=False):
            if row[0] == kind(above.event):
                row[0] = ""
        grid([head, *rows], right={1, 3, 4, 5, 6})
        _drivers(own)
    if found.announced:
        line("")
        line("Announced between the two, and ahead:")
    for plan in found.announced:
        when = str(plan.begins) if plan.begins == plan.ends else f"{plan.begins} to {plan.ends}"
        line(f"  {when}  {plan.type}; {plan.rate:.0%} of such announcements are kept [{plan.id}]")


def scenario(found: Scenario) -> None:
    """Print what followed a condition, with how often of how many beside the base rate."""
    days = f"{found.within} day{'s' if found.within > 1 else ''}"
    line(f"If {found.actor} does {kind(found.condition)} to {found.recipient}: what follows within {days}")
    line(f"  Association, not cause: counted in {found.data}, {span(found.first, found.last)}.")
    own, others = _cases(found.cases), _cases(found.cases_elsewhere)
    line(f"  {own} between the two, {others} between others.")
    if not found.follows:
        line("  Nothing to count: no such case has come to its end in these data.")
        return
    line("")
    told = [one for one in found.follows if one.n or one.chance >= WORTH][:FOLLOWS]
    rows = [["who", "what", "chance", "usual", "ratio", "here", "elsewhere", "last", ""]]
    grid([*rows, *map(_follow, told)], right={2, 3, 4, 5, 6})
    if len(found.follows) > len(told):
        line(f"  ... and {len(found.follows) - len(told)} more kinds: --json prints them all")
    seen = [(one, case) for one in told for case in one.examples[:1] if case.followed]
    if seen:
        line("")
        line("  To see the sentences (comity explain ID):")
        grid([_example(one, case) for one, case in seen], right=set())


def backtest(found: Trial) -> None:
    """Print how forecasts of days that are past would have done."""
    days = found.origins
    when = f"{day(str(days[0]))} to {day(str(days[-1]))}" if len(days) > 1 else day(str(days[0]))
    line(f"Backtest on {found.data}: {found.rows.num_rows:,} forecasts from {len(days)} days, {when}")
    line("  Each from earlier days alone. Skill by the Brier score over the pair's own climatology and calibrated")
    line("  persistence, in brackets its interval of 90%: pairs and stretches as long as the window were drawn anew.")
    stretches = {one.horizon: one.scores.over_climatology.blocks for one in found.parts if one.pairs == "all"}
    if short := [f"{horizon}" for horizon, blocks in stretches.items() if blocks < STRETCHES]:
        line(f"  {' and '.join(short)} days: fewer than {STRETCHES} such stretches; the intervals are too narrow.")
    line("")
    head = ["days", "pairs", "what", "n", "came", "chance", "Brier", "over", "climatology", "over", "persistence",
            "log", "ECE", "CRPS"]  # fmt: skip
    grid([head, *map(_part, found.parts)], right={0, 3, 4, 5, 6, 7, 9, 11, 12, 13})
    line("")
    line("  How often what was given this chance came true:")
    reached = [[band(one), f"{one.n:,}", percent(one.chance), percent(one.happened)] for one in found.reliability]
    grid([["chance", "n", "mean", "came true"], *reached], right={1, 2, 3})


def _part(one: Part) -> list[str]:
    own = one.scores
    skills = (own.over_climatology, own.over_persistence)
    over = [cell for each in skills for cell in (signed(each.value), f"({signed(each.low)} to {signed(each.high)})")]
    if not own.happened:  # both Brier scores lie near 0 and their ratio says nothing
        over = [""] * len(over)
    return [
        str(one.horizon or ""), one.pairs, kind(one.event) if one.event else "all", f"{own.n:,}",
        percent(own.happened), percent(own.chance), f"{own.brier:.4f}", *over,
        f"{own.log:.3f}", f"{own.ece:.3f}", f"{own.crps:.3f}",
    ]  # fmt: skip


def signed(share: float) -> str:
    """A share with its sign."""
    return f"{share:+.1%}".replace("-", "\N{MINUS SIGN}")


def scoreboard(board: Scoreboard) -> None:
    """Print how the forecasts did whose days are over: means, reliability, what was wrong, what is still open."""
    graded, means, data, last = board.graded, board.scores, board.data, board.last
    if not graded:
        line(f"No forecast was made from {data} yet: comity forecast A B makes some.")
        return
    counts = {status: sum(one.status == status for one in graded) for status in ("graded", "open", "not_covered")}
    until = f"; the data end on {day(str(last))}" if last else "; there are no data"
    line(f"Forecasts from {data}: {counts['graded']:,} graded, {counts['open']:,} open{until}.")
    if counts["not_covered"]:
        line(f"{counts['not_covered']:,} are not graded: nothing was read of their days.")
    if late := sum(one.made.hindsight for one in graded):
        line(f"{late:,} were made in hindsight, for days that the data covered already: they stay out of the means.")
    if means:
        line("")
        head = ["what", "days", "n", "happened", "right", "chance", "usual", "Brier", "usual's", "skill", "log", "CRPS"]
        grid([head, *map(_score, means)], right=set(range(1, 12)))
        line("")
        line("  How often what was given this chance came true:")
        reached = [[band(one), f"{one.n:,}", percent(one.chance), percent(one.happened)] for one in board.reliability]
        grid([["chance", "n", "mean", "came true"], *reached], right={1, 2, 3})
    wrong = sorted((one for one in graded if one.right is False), key=lambda one: -(one.log or 0))
    _calls("Wrong calls, the worst first:", wrong)
    _calls("Open:", sorted((one for one in graded if one.status == "open"), key=lambda one: one.made.forecast.until))


def kind(event: str) -> str:
    """A quad class in plain words; a type of event as it is."""
    return str(prose()["quads"].get(event, event))


def bar(chance: float, base: float) -> str:
    """A chance as a bar, with a stroke where the base rate lies.

    >>> bar(0.5, 0.25)
    '━━━━┃━━━━━··········'
    """
    filled, mark = round(chance * BAR), min(round(base * BAR), BAR) - 1
    cells = ["━" if place < filled else "·" for place in range(BAR)]
    if mark >= 0:
        cells[mark] = "┃"
    return "".join(cells)


def _forecast(one: DyadForecast) -> list[str]:
    past = one.reliability
    before = f"{percent(past.happened)} of {past.n:,} came true" if past else ""
    return [
        kind(one.event), str(one.horizon), bar(one.chance, one.base), percent(one.chance), percent(one.base),
        _ratio(one.ratio), f"{one.mean:.1f}", f"({one.low} to {one.high})", before,
        "few events: a guess" if one.few else "",
    ]  # fmt: skip


def _drivers(own: Sequence[DyadForecast]) -> None:
    """What the forecasts of one horizon rest on, the one in the middle: the others differ by their numbers."""
    horizons = sorted({one.horizon for one in own})
    horizon = horizons[len(horizons) // 2]
    told = [(one, driver) for one in own if one.horizon == horizon for driver in one.drivers]
    if not told:
        return
    line(f"  what it rests on, within {horizon} days:")
    for place, (one, driver) in enumerate(told):
        if not place or told[place - 1][0] is not one:
            line(f"    {kind(one.event)}")
        ids = f" [{' '.join(driver.events)}]" if driver.events else ""
        paragraph(f"- {driver.words}{ids}", 6)


def _follow(one: Follow) -> list[str]:
    elsewhere = f"{one.n_elsewhere:,} of {one.cases_elsewhere:,} (usual {percent(one.base_elsewhere)})"
    return [
        f"{one.actor} -> {one.recipient}", kind(one.event), percent(one.chance), percent(one.base),
        _ratio(one.ratio), f"{one.n} of {one.cases}", elsewhere, str(one.last or "never"),
        "few cases" if one.low else "",
    ]  # fmt: skip


def _example(one: Follow, case: Case) -> list[str]:
    own = {case.actor, case.recipient} == {one.actor, one.recipient}
    return [
        kind(one.event),
        f"{case.condition_on} {case.condition or ''}",
        "then",
        f"{case.followed_on} {case.followed or ''}",
        "" if own else f"{case.actor} and {case.recipient}",
    ]


def _calls(title: str, calls: Sequence[Graded]) -> None:
    if not calls:
        return
    line("")
    line(f"  {title}")
    grid([_call(one) for one in calls[:CALLS]], right=set())
    if len(calls) > CALLS:
        line(f"  ... and {len(calls) - CALLS:,} more: --json prints them all")


def _call(one: Graded) -> list[str]:
    wanted = one.made.forecast
    became = "open until then" if one.seen is None else f"seen {one.seen} time{'' if one.seen == 1 else 's'}"
    where = f"{one.days[0]} {one.events[0] if one.events else ''}" if one.days else ""
    return [
        f"{wanted.on} to {wanted.until}", f"{wanted.actor} -> {wanted.recipient}", kind(wanted.event),
        f"{percent(wanted.chance)} said", f"{percent(wanted.base)} usual", became, where,
        "in hindsight" if one.made.hindsight else "",
    ]  # fmt: skip


def _score(one: Score) -> list[str]:
    return [
        kind(one.event) if one.event else "all", str(one.horizon or ""), f"{one.n:,}", f"{one.happened:,}",
        f"{one.right:,}", percent(one.chance), percent(one.base), f"{one.brier:.3f}", f"{one.brier_base:.3f}",
        "" if one.skill is None else signed(one.skill), f"{one.log:.3f}", f"{one.crps:.2f}",
    ]  # fmt: skip


def band(one: Reliability) -> str:
    """From which chance to which."""
    return f"{one.low:.0%} to {one.high:.0%}"


def percent(share: float) -> str:
    """A chance or share; what is neither 0 nor 1 is never shown as such."""
    return "<1%" if 0 < share < 0.005 else ">99%" if 0.995 < share < 1 else f"{share:.0%}"


def _ratio(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.1f}x"


def _cases(number: int) -> str:
    return f"{number:,} case{'' if number == 1 else 's'}"


def span(first: date | None, last: date | None) -> str:
    """From when to when something is known."""
    return f"{day(str(first))} to {day(str(last))}" if first and last else "which are empty"


def grid(rows: Iterable[Sequence[str]], right: set[int]) -> None:
    """Print rows in columns, those of ``right`` flush with their right edge."""
    grid = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    for row in grid:
        cells = (
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        line(("  " + "  ".join(cells)).rstrip())
