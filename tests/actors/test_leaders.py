"""Leaders: who held which office when, and what Archigos says of it."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from benchmarks import leaders

from comity.actors import ActorBook, Term

FOLDER = Path(__file__).parents[2] / "src" / "comity" / "data" / "actors" / "leaders"
FILES = sorted(FOLDER.glob("heads_*.csv"))
HEADS = ("head_of_state", "head_of_government")

# Offices that several people hold, or claim, at once: state, office and the reason.
SHARED_OFFICES = {
    ("BIH", "head_of_state"): "a presidency of three",
    ("BIH", "head_of_government"): "two chairmen of the Council of Ministers until 2000",
    ("NIC", "head_of_state"): "two co-presidents since 2025",
    ("KHM", "head_of_government"): "two prime ministers from 1993 to 1998",
    ("CIV", "head_of_state"): "two presidents sworn in after the election of 2010",
    ("MDG", "head_of_state"): "two presidents after the election of December 2001",
    ("LBN", "head_of_government"): "two governments from 1988 to 1990",
    ("LBY", "head_of_state"): "the Transitional Council beside Gaddafi in 2011",
}


@pytest.fixture(scope="module")
def book() -> ActorBook:
    return ActorBook.load()


@pytest.fixture(scope="module")
def compared(book: ActorBook) -> tuple[int, list[leaders.Disagreement]]:
    return leaders.compared(book)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_rows_are_well_formed(path: Path, book: ActorBook) -> None:
    for row in rows(path):
        where = f"{path.name}: {row}"
        assert None not in row, where
        assert row["code"] in book.entities, where
        assert all(row[key] and row[key] == row[key].strip() for key in ("title", "name", "from", "source")), where
        names = [row["name"], *filter(None, row["aliases"].split("|"))]
        assert len(set(names)) == len(names), where
        assert all(any(char.isupper() for char in name) for name in names), where
        assert not any(re.search(r"[;,\d]|\s{2}", name) for name in names), where
        assert row["to"] == "" or row["to"] >= "1990" or row["office"] == "other", where


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_names_can_be_typed_without_diacritics(path: Path) -> None:
    for row in rows(path):
        names = [row["name"], *row["aliases"].split("|")]
        assert any(name.isascii() and len(name.split()) == len(row["name"].split()) for name in names), row


def test_no_term_is_listed_twice(book: ActorBook) -> None:
    keys = Counter((term.code, term.office, term.title, term.name, term.since) for term in book.terms)
    assert [key for key, count in keys.items() if count > 1] == []


def holders(book: ActorBook) -> dict[tuple[str, str], list[Term]]:
    offices: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in book.terms:
        if term.office in HEADS:
            offices[term.code, term.office].append(term)
    return offices


def overlap(one: Term, two: Term) -> timedelta:
    """For how long both hold an office at the least, where dates are not precise."""
    start = max(leaders.span(term.since)[1] for term in (one, two) if term.since)
    end = min(leaders.span(term.until)[0] if term.until else date.max for term in (one, two))
    return end - start


def test_an_office_has_one_holder_at_a_time(book: ActorBook) -> None:
    clashes = [
        f"{office}: {one.name} to {one.until}, {two.name} from {two.since}"
        for office, terms in holders(book).items()
        if office not in SHARED_OFFICES
        for one, two in combinations(terms, 2)
        if overlap(one, two) > timedelta(days=1)
        and not any(term.title.startswith("Acting") for term in (one, two))  # the holder was suspended or away
    ]
    assert clashes == []


def test_shared_offices_do_overlap(book: ActorBook) -> None:
    listed = {row["code"] for path in FILES for row in rows(path)}
    for office in SHARED_OFFICES:
        pairs = combinations(holders(book)[office], 2)
        assert office[0] not in listed or any(overlap(one, two) > timedelta(days=1) for one, two in pairs), office


EXAMPLES = [
    ("RUS", "head_of_state", "1990-06-01", "Mikhail Gorbachev"),
    ("RUS", "head_of_state", "1995-06-01", "Boris Yeltsin"),
    ("RUS", "head_of_state", "2010-06-01", "Dmitry Medvedev"),
    ("RUS", "head_of_state", "2013-06-01", "Vladimir Putin"),
    ("RUS", "head_of_government", "2010-06-01", "Vladimir Putin"),
    ("DEU", "head_of_government", "1990-06-01", "Helmut Kohl"),
    ("DEU", "head_of_government", "2000-06-01", "Gerhard Schröder"),
    ("DEU", "head_of_government", "2010-06-01", "Angela Merkel"),
    ("DEU", "head_of_government", "2022-06-01", "Olaf Scholz"),
    ("DEU", "head_of_government", "2025-06-01", "Friedrich Merz"),
    ("GBR", "head_of_government", "2019-07-25", "Boris Johnson"),
    ("GBR", "head_of_government", "2019-07-23", "Theresa May"),
    ("GBR", "head_of_state", "2022-09-07", "Queen Elizabeth II"),
    ("GBR", "head_of_state", "2023-01-01", "King Charles III"),
    ("USA", "head_of_state", "1992-01-01", "George H. W. Bush"),
    ("USA", "head_of_state", "2018-01-01", "Donald Trump"),
    ("USA", "head_of_state", "2022-01-01", "Joe Biden"),
    ("USA", "head_of_state", "2025-06-01", "Donald Trump"),
    ("BRA", "head_of_state", "2016-06-15", "Michel Temer"),
    ("BRA", "head_of_state", "2024-01-01", "Luiz Inácio Lula da Silva"),
    ("UKR", "head_of_state", "2014-03-15", "Oleksandr Turchynov"),
    ("ISR", "head_of_government", "2021-07-01", "Naftali Bennett"),
    ("ISR", "head_of_government", "1995-10-01", "Yitzhak Rabin"),
    ("POL", "head_of_government", "2024-01-15", "Donald Tusk"),
    ("FRA", "head_of_state", "2003-03-01", "Jacques Chirac"),
    ("TUR", "head_of_government", "2010-01-01", "Recep Tayyip Erdoğan"),
    ("TUR", "head_of_state", "2020-01-01", "Recep Tayyip Erdoğan"),
    ("VEN", "head_of_state", "2010-01-01", "Hugo Chávez"),
    ("HUN", "head_of_government", "2026-06-01", "Péter Magyar"),
]


@pytest.mark.parametrize(("code", "office", "on", "name"), EXAMPLES)
def test_the_holder_of_an_office_on_a_day(book: ActorBook, code: str, office: str, on: str, name: str) -> None:
    assert [term.name for term in book.holders(code, [office], date.fromisoformat(on))] == [name]


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("Putin", None, "RUS"), ("Merkel", None, "DEU"), ("Lukashenko", None, "BLR"), ("Zelenskyy", None, "UKR"),
        ("Erdogan", None, "TUR"), ("Erdoğan", None, "TUR"), ("Theresa May", None, "GBR"),
        ("President Clinton", None, "USA"), ("Djukanovic", None, "MNE"), ("Milosevic", "1995-01-01", "SRB"),
        ("Milosevic", "1999-04-01", "YUG"), ("Havel", "1991-01-01", "CSK"), ("Havel", "2000-01-01", "CZE"),
    ],
)  # fmt: skip
def test_a_leaders_name_stands_for_the_state(book: ActorBook, name: str, on: str | None, code: str) -> None:
    assert book.resolve(name, date.fromisoformat(on) if on else None).code == code


@pytest.mark.parametrize(
    "word",
    [
        "Brown",
        "May",
        "Major",
        "King",
        "Bush",
        "Johnson",
        "Cameron",
        "Young",
        "Fox",
        "Fischer",
        "Kern",
        "Paz",
    ],
)
def test_common_words_and_surnames_are_no_heads(book: ActorBook, word: str) -> None:
    heads = [term for term in book.terms if term.office in HEADS]
    assert not [term.name for term in heads if word in (term.name, *term.aliases)]


def test_a_titled_surname_hides_no_namesake(book: ActorBook) -> None:
    """ "Prime Minister Marin" would be found in "Prime Minister Marin Raykov", were that not a name as well."""
    heads = [term for term in book.terms if term.office in HEADS]
    names = {name for term in heads for name in (term.name, *term.aliases)}
    titled = {(term.title, name.removeprefix(f"{term.title} ")) for term in heads for name in term.aliases}
    hidden = [
        f"{other.title} {other.name}"
        for other in heads
        if (other.title, other.name.split()[0]) in titled
        and f"{other.title} {other.name.split()[0]}" in names
        and f"{other.title} {other.name}" not in names
    ]
    assert hidden == []


def test_there_are_enough_heads(book: ActorBook) -> None:
    heads = [term for term in book.terms if term.office in HEADS]
    assert len({term.code for term in heads}) >= 190
    assert len(heads) >= 2500


def test_surnames_compare_loosely() -> None:
    assert leaders.same_person("Rakhmonov", ["Emomali Rahmon", "Emomali Rakhmonov"])
    assert leaders.same_person("Lars Lokke Rasmussen", ["Lars Løkke Rasmussen"])
    assert not leaders.same_person("Borusewicz", ["Bronisław Komorowski"])


@pytest.mark.skipif(not leaders.available(), reason=f"no {leaders.ARCHIGOS}")
class TestArchigos:
    def test_names_and_dates_agree(self, compared: tuple[int, list[leaders.Disagreement]]) -> None:
        count, found = compared
        assert count >= 1000
        assert 1 - len(found) / count >= 0.9

    def test_where_it_differs_there_is_a_reason(self, compared: tuple[int, list[leaders.Disagreement]]) -> None:
        """A term that is changed so that it leaves Archigos needs a line in benchmarks/leaders.yml, or is wrong."""
        known = leaders.reasons()
        assert [one for one in compared[1] if not known.keys() & {one.key, one.code}] == []

    def test_it_is_named_as_source_only_where_it_agrees(self, book: ActorBook) -> None:
        found = leaders.confirmed(book)
        claims = [term for term in book.terms if term.source.startswith("Archigos") and term.office in HEADS]
        assert [term for term in claims if term not in found] == []

    def test_reasons_are_of_disagreements(self, compared: tuple[int, list[leaders.Disagreement]]) -> None:
        keys = {key for one in compared[1] for key in (one.key, one.code)}
        assert set(leaders.reasons()) <= keys
