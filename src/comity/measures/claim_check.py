"""Claims held against the facts and against loaded datasets: supported, contradicted or not covered, with the figures.

A claim is matched to series by quantity, pair, direction and unit: to those of the facts that ship with comity, and to
those of the datasets that are loaded (``Facts.record``). Each series that covers it is tested by itself
(:mod:`comity.measures.series`); then the verdicts are put together:

* **supported** where every series that can decide it says so;
* **contradicted** where every series that can decide it says so;
* **not_covered** where none can decide it, and where they disagree: both then stand side by side in the basis.

A claim that names its source ("according to Chinese customs") is decided by that source's series alone; what others
report stands beside it.

Where two sources of one flow lie apart by more than three percent the basis says so, with both figures.

Nothing is guessed. A claim about part of a year, about the running year, about a trade balance, about one party alone,
or in a currency that the figures are not in is not covered, and the basis says why. Every line of a basis is one
sentence that names the figures, the years, who reports them, and the dataset with its version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from comity.measures import claim_words
from comity.measures.series import Finding, Series, difference, hold
from comity.model import Claim, Coding, Passage, Verdict

Naming = Callable[[str], str]

WINDOW = 3
"""Years that make up the time before, with which how often something happens is compared."""

_TRADED = {"trade", "exports", "imports", "oil", "gas", "arms"}
_COUNTED = {"exercises": "exercises", "visits": "meetings"}
_FREQUENT = {"more_frequent", "less_frequent"}
_SAME_RATE = 0.1


@dataclass(frozen=True, slots=True)
class Tally:
    """How many exercises or visits of a pair a list has by year, complete from ``first`` to ``last``.

    ``what`` says in words which list it is; a year that is not in ``counts`` had none.
    """

    quantity: str
    what: str
    first: int
    last: int
    counts: Mapping[int, int]
    dataset: str


@dataclass(frozen=True, slots=True)
class Record:
    """What loaded datasets have on a pair."""

    series: tuple[Series, ...] = ()
    tallies: tuple[Tally, ...] = ()


def _no_record(a: str, b: str) -> Record:
    return Record()


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts in the form in which claims are held against them.

    ``counted`` are the lists by which to count; ``record`` tells what loaded datasets have on two actors.
    """

    dataset: str
    series: tuple[Series, ...]
    counted: Mapping[str, Sequence[Mapping[str, Any]]]
    coverage: Sequence[Mapping[str, Any]]
    reporters: Mapping[str, re.Pattern[str]]
    record: Callable[[str, str], Record] = _no_record


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict and the sentences that it rests on."""

    verdict: Verdict
    basis: tuple[str, ...]


def facts_of(tables: Mapping[str, pa.Table]) -> Facts:
    """Make series of the tables of a dataset of facts: ``trade``, the lists, ``coverage``, ``reporters``."""
    columns = ("reporter", "a", "b", "quantity", "item", "direction", "unit")
    metadata = tables["trade"].schema.metadata or {}
    dataset = metadata.get(b"dataset", b"facts").decode()
    silent = {row["reporter"]: row.get("silent") or "" for row in tables["reporters"].to_pylist()}
    rows: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in tables["trade"].to_pylist():
        rows.setdefault((*(row[column] for column in columns), str(len(row["period"]) > 4)), []).append(row)
    series = (
        Series(
            **{column: found[0][column] for column in columns},
            fiscal=len(found[0]["period"]) > 4,
            points={int(row["period"][:4]): row["value"] for row in found},
            approximate=frozenset(int(row["period"][:4]) for row in found if row["certainty"] == "approximate"),
            silent=silent.get(found[0]["reporter"], ""),
            dataset=f"{dataset}, trade",
        )
        for found in rows.values()
    )
    return Facts(
        dataset,
        tuple(series),
        {name: tables[name].to_pylist() for name in _COUNTED.values()},
        tables["coverage"].to_pylist(),
        {
            row["reporter"]: re.compile(rf"\b(?:{row['words']})\b", re.IGNORECASE)
            for row in tables["reporters"].to_pylist()
        },
    )


def claims(
    tables: Mapping[str, pa.Table],
    a: str,
    b: str,
    *,
    since: date | None = None,
    until: date | None = None,
    facts: Facts | None = None,
) -> pa.Table:
    """List the claims about two actors with their verdicts.

    A row for each kept claim in which ``a`` and ``b`` are the two parties, in the order of their reports. ``since`` and
    ``until`` are inclusive and hold the day of the report. Where ``facts`` are given the verdicts are made anew.

    **When it misleads:** a report that repeats another's claim has a row of its own; a claim that is not covered is
    neither true nor false.
    """
    rows = [
        row
        for row in tables["claims"].to_pylist()
        if {row["subject"], row["partner"]} == {a, b}
        and (since is None or row["published"] is None or row["published"] >= since)
        and (until is None or row["published"] is None or row["published"] <= until)
    ]
    kept = pa.Table.from_pylist(rows, schema=tables["claims"].schema)
    return kept if facts is None else check_table(kept, facts)


def check_coding(coding: Coding, facts: Facts, name: Naming = str) -> Coding:
    """The coding with a verdict and its basis in every claim; ``name`` gives the name of a code within a sentence."""
    if not coding.claims:
        return coding
    checked = ((claim, check(claim, facts, coding.document.published, name)) for claim in coding.claims)
    return replace(
        coding, claims=tuple(replace(claim, verdict=made.verdict, basis=made.basis) for claim, made in checked)
    )


def check_table(table: pa.Table, facts: Facts, name: Naming = str) -> pa.Table:
    """The kept claims with verdicts and bases made anew, as after an update of the facts."""
    rows = table.to_pylist()
    for row in rows:
        passage = Passage(row["evidence_start"], row["evidence_end"], row["evidence_text"])
        fields = {key: row[key] for key in ("kind", "quantity", "subject", "partner", "period", "value", "unit")}
        made = check(Claim(**fields, evidence=passage), facts, row["published"], name)
        row |= {"verdict": made.verdict, "basis": list(made.basis)}
    return pa.Table.from_pylist(rows, schema=table.schema)


def check(claim: Claim, facts: Facts, published: date | None = None, name: Naming = str) -> Checked:
    """Hold one claim against the facts; ``published`` is the day of its report.

    >>> from comity.datasets.facts.load import load
    >>> sentence = "Trade between China and Russia reached a record 240 billion dollars in 2023."
    >>> claim = Claim("record", "trade", "CHN", "RUS", "2023", "240", "billion dollars", Passage.of(sentence, 0, 76))
    >>> made = check(claim, facts_of(load()), date(2024, 1, 13))
    >>> made.verdict, made.basis[0][:92]
    ('supported', 'General Administration of Customs of China: trade between CHN and RUS was 240.1 billion US d')
    """
    obstacle = _obstacle(claim, published)
    if obstacle:
        return Checked("not_covered", (f"{obstacle} [{facts.dataset}].",))
    record = facts.record(str(claim.subject), str(claim.partner))
    if claim.kind in _FREQUENT:
        tallies = [*_tallies(claim, facts, name), *(one for one in record.tallies if one.quantity == claim.quantity)]
        if not tallies:
            what = f"{claim.quantity} of {name(str(claim.subject))} and {name(str(claim.partner))}"
            told = f"No list of {what} counts as complete, so none can show how often they are"
            return Checked("not_covered", (f"{told} [{facts.dataset}].",))
        return _together([(_frequency(claim, one, published), one.dataset) for one in tallies], facts)
    matching = list(_matching(claim, (*facts.series, *record.series), name))
    sources = {
        one.reporter for one in matching
        if one.reporter in facts.reporters and facts.reporters[one.reporter].search(claim.evidence.text)
    }  # fmt: skip
    findings = [
        finding if not sources or series.reporter in sources else replace(finding, holds=None)
        for series in matching
        for finding in [hold(claim, series, published)]
    ]
    if not findings:
        what = _label(claim.quantity, "", claim.subject or "", claim.partner or "", name)
        return Checked("not_covered", (f"There are no figures on {what} [{facts.dataset}].",))
    made = _together(list(zip(findings, (one.dataset for one in matching), strict=True)), facts)
    return replace(made, basis=(*made.basis, *_differences(matching, findings)))


def _differences(matching: Sequence[Series], findings: Sequence[Finding]) -> Iterator[str]:
    """Where the sources of one flow lie apart in the year of the claim: the first that has it against each other one.

    One of the same dataset that ended before that year is compared in the last year of both.
    """
    year, first = next(
        ((found.year, one) for found, one in zip(findings, matching, strict=True) if found.year is not None),
        (None, None),
    )
    for other in matching:
        if first is None or year is None or other is first:
            continue
        ended = other.dataset == first.dataset and max(other.points) < year
        if (year in other.points or ended) and (told := difference(first, other, year)):
            yield f"{told} [{'; '.join(dict.fromkeys((first.dataset, other.dataset)))}]."


def _obstacle(claim: Claim, published: date | None) -> str | None:
    """Why a claim cannot be held against figures of years and pairs, if so."""
    sentence = claim.evidence.text
    if not claim.subject or not claim.partner:
        return "The claim names one party only, and the figures are of pairs"
    if claim.kind in _FREQUENT:
        if claim.quantity not in _COUNTED:
            return f"There is no list by which the frequency of {claim.quantity} could be counted"
    elif claim.quantity in _COUNTED:
        return f"The list of {claim.quantity} says when each took place, not how large it was"
    elif claim.quantity not in _TRADED:
        return f"There are no figures on {'this' if claim.quantity == 'other' else claim.quantity}"
    elif claim_words.about_balance(sentence):
        return "The claim is about a trade balance, which is not tested"
    if part := claim_words.partial(sentence):
        return f'The claim is about part of a year ("{part}"), and the figures are of whole years'
    if claim.period and len(claim.period) > 4:
        return f"The claim is about the month {claim.period[:7]}, and the figures are of whole years"
    if claim.period and published and int(claim.period) > published.year:
        return f"The claim is about {claim.period}, which lay ahead when the report came out"
    if claim.period and published and int(claim.period) == published.year:
        return f"The claim is about {claim.period}, which was not over when the report came out"
    return None


def _together(findings: Sequence[tuple[Finding, str]], facts: Facts) -> Checked:
    decided = {finding.holds for finding, _ in findings if finding.holds is not None}
    # Who cannot tell is worth a line beside others of the same dataset that can, and where nobody can.
    telling = {dataset for finding, dataset in findings if finding.year is not None}
    told = [
        (finding, dataset) for finding, dataset in findings
        if not decided or finding.year is not None or dataset in telling
    ]  # fmt: skip
    basis = tuple(f"{finding.sentence} [{dataset}]." for finding, dataset in told)
    if len(decided) == 2:
        datasets = "; ".join(dict.fromkeys(dataset for finding, dataset in findings if finding.holds is not None))
        return Checked("not_covered", (*basis, f"These figures disagree about the claim [{datasets}]."))
    if not decided:
        return Checked("not_covered", basis)
    return Checked("supported" if decided == {True} else "contradicted", basis)


# -- which series ----------------------------------------------------------------------------------------------------


def _matching(claim: Claim, series: Iterable[Series], name: Naming) -> Iterator[Series]:
    """The series of the claim's quantity, pair and direction, each with the words for what it counts.

    What one side reports as its exports to the other, the other reports as its imports: both are of the claim. Oil and
    gas flow from the seller, who is the claim's subject, to the buyer.
    """
    subject, partner = str(claim.subject), str(claim.partner)
    quantity = "trade" if claim.quantity in {"exports", "imports"} else claim.quantity
    seller, buyer = (partner, subject) if claim.quantity == "imports" else (subject, partner)
    for one in series:
        if one.quantity != quantity:
            continue
        if claim.quantity == "trade":
            fits = one.direction == "turnover" and {one.a, one.b} == {subject, partner}
        else:
            fits = (one.direction, one.a, one.b) in {("exports", seller, buyer), ("imports", buyer, seller)}
        if fits:
            yield replace(one, label=_label(claim.quantity, one.item, subject, partner, name))


def _label(quantity: str, item: str, subject: str, partner: str, name: Naming) -> str:
    a, b = name(subject), name(partner)
    if quantity in {"trade", *_COUNTED}:
        return f"{quantity} between {a} and {b}"
    if quantity == "imports":
        return f"imports of {a} from {b}"
    return f"{item or quantity} from {a} to {b}"


# -- how often -------------------------------------------------------------------------------------------------------


def _tallies(claim: Claim, facts: Facts, name: Naming) -> Iterator[Tally]:
    """How many of them the facts have by year, where their list counts as complete for the pair."""
    table = _COUNTED[claim.quantity]
    pair = {claim.subject, claim.partner}
    what = f"{claim.quantity} of {name(str(claim.subject))} and {name(str(claim.partner))}"
    patrols = table == "exercises" and claim_words.patrols_only(claim.evidence.text)
    for covered in facts.coverage:
        if covered["table"] != table or {covered["a"], covered["b"]} != pair or covered["absence"] != "zero":
            continue
        counts: dict[int, int] = {}
        for row in facts.counted[table]:
            parties = set(row["participants"].split("|")) if "participants" in row else {row["a"], row["b"]}
            if pair <= parties and (not patrols or "patrol" in row["kind"]):
                year = int(row["period"][:4])
                counts[year] = counts.get(year, 0) + 1
        told = what.replace("exercises", "patrols", 1) if patrols else what
        yield Tally(claim.quantity, f"list of {told}", covered["from"], covered["to"], counts, facts.dataset)


def _frequency(claim: Claim, tally: Tally, published: date | None) -> Finding:
    """Compare how many a year there were with the years before, within the coverage of the list."""
    begins = claim_words.since(claim.evidence.text)
    last = published.year - 1 if published else tally.last
    if begins is not None or claim.period is None:
        first = begins if begins is not None else last - WINDOW + 1
        before = min(WINDOW, last - first + 1) if begins is None else last - first + 1
    else:
        first = last = int(claim.period)
        before = WINDOW
    if first - before < tally.first or last > tally.last or last < first:
        return Finding(
            None,
            f"The {tally.what} covers {tally.first} to {tally.last}, which is not enough to compare "
            f"{_years(first, last)} with the time before",
        )
    counts = {year: tally.counts.get(year, 0) for year in range(first - before, last + 1)}
    now, then = (
        sum(counts[year] for year in years) / len(years)
        for years in (range(first, last + 1), range(first - before, first))
    )
    listed = ", ".join(f"{count} in {year}" for year, count in counts.items())
    sentence = (
        f"The {tally.what} has {listed}, that is {now:.1f} a year in {_years(first, last)} "
        f"against {then:.1f} a year in {_years(first - before, first - 1)}"
    )
    if claim.period is None and published is None and begins is None:
        sentence += "; the claim names no year and its report no day, so the last years of the list were taken"
    if abs(now - then) <= _SAME_RATE * then:
        return Finding(None if now != then else False, f"{sentence}, about as often", last)
    return Finding((now > then) == (claim.kind == "more_frequent"), sentence, last)


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"
