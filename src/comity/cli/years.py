"""What people see of the onset of disputes by dyad and year in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.cli.outlook import band, grid, percent, signed
from comity.cli.show import line, paragraph

if TYPE_CHECKING:
    from comity.disputes import Onset
    from comity.forecast.onsets import OnsetScores

NAMES = {
    "chance": "comity",
    "climatology": "climatology of the pair",
    "peace_years_logit": "logit on years of peace",
}

LATEST = 12
"""So many years of earlier onsets are named, the latest."""


def onset(found: Onset) -> None:
    """Print the chance of a pair-year beside the baselines."""
    line(f"{found.a} and {found.b}: whether a dispute begins in {found.year}")
    line(
        f"  From {found.data} {found.version}, {found.first} to {found.last}; only years before {found.year} are used."
    )
    line("")
    chances = [[name, _chance(getattr(found, key))] for key, name in NAMES.items()]
    grid([["by", "chance"], *chances, ["mean of all pairs", _chance(found.everybody)]], right={1})
    line("")
    years = ", ".join(map(str, found.onsets[-LATEST:]))
    before = f"{len(found.onsets)} disputes began before, the latest in {years}" if years else "no dispute began before"
    line(f"  {before}; {found.peace_years} years of peace.")
    if found.came is not None:
        line(f"  In hindsight: {'one began' if found.came else 'none began'} in {found.year}.")
    if found.in_dispute:
        paragraph(
            f"The two were in a dispute in {found.last}, the last year of the data. Whether it went on into "
            f"{found.year} is not known: the chances leave out the case that it did and no new one began.",
            2,
        )
    line("  Past disputes alone are in it: no alliances, borders or power.")
    paragraph(f"To cite: {found.citation}", 2)


def backtest(found: OnsetScores, data: str) -> None:
    """Print how such forecasts would have done, beside the baselines."""
    line(f"Onsets of disputes ({data}), {found.first} to {found.last}: {found.n:,} pair-years, each from earlier years")
    line(
        f"  {1000 * found.happened:.2f} of a thousand had one. Skill is that of comity over the other, interval of 90%."
    )
    line("")
    skills = {"climatology": found.over_climatology, "peace_years_logit": found.over_peace_years}
    rows = []
    for key, name in NAMES.items():
        skill = skills.get(key)
        over = [signed(skill.value), f"({signed(skill.low)} to {signed(skill.high)})"] if skill else ["", ""]
        rows.append([name, f"{found.brier[key]:.5f}", f"{found.log[key]:.5f}", *over])
    grid([["by", "Brier", "log", "skill", ""], *rows], right={1, 2, 3, 4})
    line("")
    line(f"  How often what was given this chance came true (calibration error {found.ece:.4f}):")
    reached = [[band(one), f"{one.n:,}", _chance(one.chance), _chance(one.happened)] for one in found.reliability]
    grid([["chance", "n", "mean", "came true"], *reached], right={1, 2, 3})


def _chance(share: float) -> str:
    return percent(share) if share >= 0.1 or not share else f"{share:.2%}"
