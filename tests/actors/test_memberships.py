"""Memberships of organisations: where each can be looked up, how sure it is, and what published data say of it."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest
from benchmarks import accuracy

from comity.actors import ActorBook, Member
from comity.errors import DataError

STRUCTURE = accuracy.SHARED / "data" / "structure"
published = pytest.mark.skipif(not STRUCTURE.is_dir(), reason=f"no published data in {STRUCTURE}")

INTERGOVERNMENTAL = (
    "UN", "NATO", "EU", "OSCE", "COE", "OECD", "WTO", "AU", "ECOWAS", "SADC", "EAC", "IGAD", "ECCAS", "CEMAC", "UEMOA",
    "COMESA", "CEN_SAD", "LAS", "GCC", "OIC", "AMU", "D8", "OPEC", "ASEAN", "SAARC", "APEC", "ECO", "CIS", "CSTO",
    "SCO", "EURASEC", "PIF", "MSG", "OAS", "MERCOSUR", "CARICOM", "UNASUR", "ANDEAN_COMMUNITY", "SICA", "OECS", "EFTA",
    "WEU", "NORDIC_COUNCIL", "ARCTIC_COUNCIL", "BENELUX", "WARSAW_PACT", "COMECON", "SEATO", "CENTO", "ANZUS", "ICC",
    "IAEA", "COMMONWEALTH", "CPLP", "UNESCO", "LCBC", "MANO_RIVER_UNION", "SACU",
)  # fmt: skip
"""The organisations that the Correlates of War count, or may count, as intergovernmental."""

VOTED_LATER = {
    255: "COW's new Germany of 1990; the Federal Republic sat from 1973 under 260",
    679: "COW's new Yemen of 1990; North Yemen sat from 1947 under 678",
    369: "Ukraine's votes before 1991 are not in the file, which counts it as a state from then on",
    370: "the same of Belarus",
    54: "Dominica sent no delegate in its first sessions",
    591: "the same of Seychelles",
    704: "the same of Uzbekistan",
}
"""COW's numbers of states of which the first vote lies more than a year from the entry that is listed, and why."""


@pytest.fixture(scope="module")
def book() -> ActorBook:
    return ActorBook.load()


@pytest.fixture(scope="module")
def rows(book: ActorBook) -> list[tuple[str, Member]]:
    return [(entity.code, member) for entity in book.entities.values() for member in entity.members]


def test_every_membership_has_its_source_and_how_sure_it_is(rows: list[tuple[str, Member]]) -> None:
    assert len(rows) > 1500
    assert {(code, one.value) for code, one in rows if len(one.source) < 12} == set()
    assert {(code, one.value) for code, one in rows if one.certainty not in {"exact", "approximate"}} == set()
    assert {one.source for _, one in rows if "//" in one.source or "www." in one.source} == set()


def test_every_membership_has_its_date_or_says_that_it_has_none(rows: list[tuple[str, Member]]) -> None:
    undated = {code for code, one in rows if one.since is None}
    assert undated == {"NORDICS", "CASPIAN_STATES", "TROIKA_SUDAN", "QUINT"}
    assert {code for code, one in rows if one.since is None and "without dates" not in one.source} == set()


@pytest.mark.parametrize(
    ("organisation", "member", "certainty", "named"),
    [
        ("NATO", "FIN", "exact", "North Atlantic Treaty"), ("UN", "TWN", "approximate", "resolution 2758"),
        ("G7", "RUS", "approximate", "The Hague Declaration"), ("G7", "DEU", "exact", "Rambouillet"),
        ("OPEC", "ARE", "exact", "April 2026"), ("CIS", "UKR", "approximate", "never ratified"),
        ("FIVE_EYES", "CAN", "approximate", "UKUSA"),
    ],
)  # fmt: skip
def test_a_row_that_differs_has_its_own(
    book: ActorBook, organisation: str, member: str, certainty: str, named: str
) -> None:
    (row,) = (one for one in book.entities[organisation].members if one.value == member)
    assert row.certainty == certainty
    assert named in row.source


def test_users_need_not_say_and_what_they_say_wrongly_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"

    def member(text: str) -> Member:
        own.write_text(f"- code: CLUB\n  kind: organisation\n  name: The Club\n{text}\n", encoding="utf-8")
        (one,) = ActorBook.load(own).entities["CLUB"].members
        return one

    assert member("  members: [FRA]") == Member("FRA")
    assert member("  members_source: Its list\n  members: [{code: FRA, from: 2001}]") == Member(
        "FRA", "2001", source="Its list"
    )
    with pytest.raises(DataError, match="certainty 'sure' of FRA is none of exact, approximate"):
        member("  members: [{code: FRA, certainty: sure}]")
    with pytest.raises(DataError, match="the source of FRA must be text"):
        member("  members: [{code: FRA, source: [A, B]}]")
    with pytest.raises(DataError, match="need members"):
        member("  members_source: Its list")


# -- against published data --------------------------------------------------------------------------------------------


def _numbers(book: ActorBook, day: date) -> dict[int, str]:
    """The state that each of COW's numbers stood for on a day."""
    return {
        int(cow.value): entity.code
        for entity in book.entities.values()
        if entity.kind == "state"
        for cow in entity.cow
        if cow.holds(day)
    }


@published
def test_the_first_vote_in_the_general_assembly_comes_within_a_year_of_entry(book: ActorBook) -> None:
    votes = STRUCTURE / "un_votes_cow" / "un_votes_cow_1946_2022.parquet"
    found = duckdb.execute(f"select ccode, min(session) from '{votes}' where vote in (1, 2, 3) group by ccode")
    entered: dict[int, int] = {}
    for member in book.entities["UN"].members:
        for cow in book.entities[member.value].cow:
            year = int((member.since or "")[:4])
            entered[int(cow.value)] = min(year, entered.get(int(cow.value), year))
    # The first session met in 1946, the later ones from the autumn of 1945 + session on.
    late = {cow for cow, session in found.fetchall() if abs(max(1946, entered[cow]) - (1945 + session)) > 1}
    assert late == set(VOTED_LATER)


@published
def test_the_european_union_of_28_is_as_published(book: ActorBook) -> None:
    with (STRUCTURE / "raw_published" / "countrycode" / "codelist_without_cldr.csv").open(encoding="utf-8") as lines:
        listed = {row["iso3c"] for row in csv.DictReader(lines) if row["eu28"] not in ("", "NA")}
    assert book.members("EU", date(2019, 1, 1)) == listed


@published
@pytest.mark.parametrize("year", [1950, 1970, 1990, 2005, 2014])
def test_no_pair_shares_more_organisations_than_are_published(book: ActorBook, year: int) -> None:
    """COW gives counts alone: of all organisations, so that ours are at most as many."""
    day = date(year, 12, 31)
    numbers = _numbers(book, day)
    members = {code: book.members(code, day) for code in INTERGOVERNMENTAL}
    of = {state: {code for code in members if state in members[code]} for state in numbers.values()}
    igo = STRUCTURE / "cow_igo" / "cow_igo_ndy.parquet"
    pairs = duckdb.execute(f"select ccode1, ccode2, dyadigos from '{igo}' where year = {year}").fetchall()
    shared = [
        (numbers[a], numbers[b], len(of[numbers[a]] & of[numbers[b]]), count)
        for a, b, count in pairs
        if a in numbers and b in numbers and count is not None
    ]
    assert len(shared) > 2000
    assert [pair for pair in shared if pair[2] > pair[3]] == []
    assert max(pair[2] for pair in shared) > 3


@published
def test_no_state_is_in_more_organisations_than_are_published(book: ActorBook) -> None:
    igo = STRUCTURE / "cow_igo" / "cow_igo_sy.parquet"
    counts = duckdb.execute(f"select ccode, year, sum_igo_full from '{igo}' where year >= 1946").fetchall()
    checked = 0
    for year in range(1946, 2015):
        day = date(year, 12, 31)
        numbers = _numbers(book, day)
        members = [book.members(code, day) for code in INTERGOVERNMENTAL]
        for cow, of, count in counts:
            if of == year and cow in numbers and count is not None:
                assert sum(numbers[cow] in one for one in members) <= count, (numbers[cow], year)
                checked += 1
    assert checked > 9000
