"""States: every one that has been since 1945, with its codes for their time and the names that news gives it."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from comity.actors import ActorBook, Dated, Entity
from comity.coders.full import FullCoder
from comity.errors import UnknownActor
from comity.model import Document
from comity.ontology import load_ontology

Spell = tuple[date, date]
OPEN = (date(1, 1, 1), date(9999, 12, 31))
SINCE = date(1945, 1, 1)
COW_ENDS = date(2016, 12, 31)  # the last day of COW's list: who is there then is there still

# Members of Gleditsch and Ward's list that are no states here.
NO_STATES = {711: "Tibet is a place of China", 396: "Abkhazia's authorities", 397: "South Ossetia's authorities"}

# Names that stand for two states, each in its time or by the words around it.
SHARED_NAMES = {
    "Aden": {"YEM", "YMD"},  # the south's capital, since 1990 a town
    "Belgrade": {"YUG", "SCG", "SRB"},
    "Prague": {"CSK", "CZE"},
    "Saigon": {"RVN", "VNM"},  # the south's capital, since 1975 a town
    "Salisbury": {"GBR", "ZWE"},  # Harare until 1982
    "National Salvation Front": {"EGY", "ROU"},  # parties, twenty years apart
    "Zanzibar": {"TZA", "ZAN"},  # a state for four months
    "Zanzibar City": {"TZA", "ZAN"},
    "Congolese": {"COD", "COG"},
    "Dominican": {"DMA", "DOM"},
    "Dominicans": {"DMA", "DOM"},
}

# States whose own name serves as adjective.
NO_ADJECTIVE = {"LIE", "NZL", "SLB", "ZAN"}

# States whose code is none of ISO's.
NO_ISO = {"RVN": "its code of 1974 is Vietnam's now", "ZAN": "gone before there was an ISO 3166"}

# Words that follow a state in a headline or a report: what makes a name no actor must not be the beginning of one.
FOLLOWING = """
Backs Bans Bars Blocks Calls Claims Condemns Cuts Defends Denies Ends Expels Faces Fires Halts Holds Joins
Launches Leads Lifts Meets Moves Names Offers Opens Orders Passes Plans Pledges Posts Presses Protests Raises
Recalls Rejects Reports Rounds Says Seals Searches Seeks Sends Signs Slams Starts Strikes Tests Threatens
Urges Votes Vows Wants Warns Watches Withdraws bans bombed bombs calls cuts expelled food halted launched
names opened passed planes plans posted presses rounds sealed seized sent set signed sought started teams
tested troops vetoed vetoes vowed walked warned warns warplanes warships watched
"""
CUTS_A_HEADLINE = {
    ("CAN", "Open"), ("CAN", "Press"), ("DOM", "Order"), ("ESP", "Open"), ("FIN", "Watch"), ("FRA", "Open"),
    ("GBR", "Open"), ("NOR", "Sea"), ("URY", "Round"), ("URY", "round"), ("USA", "Open"), ("USA", "Post"),
    ("ZAF", "Open"),
}  # fmt: skip

ENGLISH = """
Bath Beehive Bury Champagne Cork Deal Diet Down Hue Lodge Male March Mobile Muse Nice Orange Reading Salt Sale
Sandwich Split Surprise Tours Union Yap Kiwi Pak Java Darwin Medina
"""


@pytest.fixture(scope="module")
def book() -> ActorBook:
    return ActorBook.load()


@pytest.fixture(scope="module")
def states(book: ActorBook) -> list[Entity]:
    return [entity for entity in book.entities.values() if entity.kind == "state"]


# -- codes and their time -------------------------------------------------------------------------------------------


def spell(dated: Dated) -> Spell:
    """First and last day; a year or month is taken whole."""
    first = date.fromisoformat((dated.since + "-01-01")[:10]) if dated.since else OPEN[0]
    if not dated.until:
        return first, OPEN[1]
    following = {4: "-12-31", 7: "-28", 10: ""}[len(dated.until)]
    return first, date.fromisoformat(dated.until + following)


def joined(spells: Iterable[Spell]) -> list[Spell]:
    """Spells since 1945, those that follow each other without a day between as one."""
    out: list[Spell] = []
    for first, last in sorted(spells):
        if last < SINCE:
            continue
        first = max(first, SINCE)
        if out and out[-1][1] + timedelta(days=1) == first:
            out[-1] = out[-1][0], last
        else:
            out.append((first, last))
    return out


def carried(states: Iterable[Entity], codes: Callable[[Entity], Iterable[Dated]]) -> dict[str, list[Spell]]:
    out: dict[str, list[Spell]] = {}
    for state in states:
        for code in codes(state):
            out.setdefault(code.value, []).append(spell(code))
    return out


def cow_list(shared: Path) -> Iterator[tuple[int, str, Spell]]:
    path = shared / "data" / "structure" / "cow_states" / "cow_states.csv"
    if not path.is_file():
        pytest.skip(f"no list of COW's states in {path}")
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            first, last = (date(*(int(row[end + part]) for part in ("year", "month", "day"))) for end in ("st", "end"))
            yield int(row["ccode"]), row["stateabb"], (first, OPEN[1] if last == COW_ENDS else last)


def gw_list(shared: Path) -> Iterator[tuple[int, Spell]]:
    path = shared / "data" / "structure" / "states_pkg" / "gwstates.csv"
    if not path.is_file():
        pytest.skip(f"no list of Gleditsch and Ward's states in {path}")
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield int(row["gwcode"]), (date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))


def test_every_state_of_cow_is_there_for_its_time(states: list[Entity], shared: Path) -> None:
    published: dict[int, list[Spell]] = {}
    for code, _, time in cow_list(shared):
        published.setdefault(code, []).append(time)
    expected = {code: joined(spells) for code, spells in published.items() if joined(spells)}
    ours = {int(code): joined(spells) for code, spells in carried(states, lambda state: state.cow).items()}
    assert {code: spells for code, spells in ours.items() if spells} == expected


def test_every_state_of_gleditsch_and_ward_is_there_for_its_time(states: list[Entity], shared: Path) -> None:
    published: dict[int, list[Spell]] = {}
    for code, time in gw_list(shared):
        published.setdefault(code, []).append(time)
    expected = {code: joined(spells) for code, spells in published.items() if joined(spells) and code not in NO_STATES}
    ours = {int(code): joined(spells) for code, spells in carried(states, lambda state: state.gw).items()}
    assert {code: spells for code, spells in ours.items() if spells} == expected


def test_abbreviations_of_cow(states: list[Entity], shared: Path) -> None:
    published: dict[str, set[str]] = {}
    for code, abbreviation, _ in cow_list(shared):
        published.setdefault(str(code), set()).add(abbreviation)
    for state in states:
        assert set(state.cow_abbreviations) == {one for code in state.cow for one in published[code.value]}, state.code


@pytest.mark.parametrize("system", ["cow", "gw", "iso"])
def test_a_code_belongs_to_one_state_at_a_time(states: list[Entity], system: str) -> None:
    for code, spells in carried(states, lambda state: getattr(state, system)).items():
        spells.sort()
        for (_, last), (first, _) in pairwise(spells):
            assert last < first, (system, code)


def test_codes_are_formed_as_their_lists_form_them(states: list[Entity]) -> None:
    for state in states:
        assert all(re.fullmatch(r"[A-Z]{3}", code.value) for code in state.iso), state.code
        assert all(re.fullmatch(r"\d{1,3}", code.value) for code in (*state.cow, *state.gw)), state.code
        assert re.fullmatch(r"[A-Z]{3}", state.code)


def test_the_code_is_the_one_of_iso(states: list[Entity]) -> None:
    odd = {state.code for state in states if state.code not in {code.value for code in state.iso}}
    assert odd == set(NO_ISO)


def test_a_state_begins_and_ends_as_gleditsch_and_ward_count_it(states: list[Entity]) -> None:
    for state in states:
        if state.gw:
            assert state.since in {code.since for code in state.gw}, state.code
            assert state.until == max(state.gw, key=spell).until, state.code


# -- names ----------------------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return plain.lower()


def test_no_name_is_claimed_by_two_states(book: ActorBook) -> None:
    owners: dict[str, set[str]] = {}
    spelled: dict[str, str] = {}
    for name in book.names:
        if book.entities[name.code].kind == "state" and name.kind != "leader":
            owners.setdefault(folded(name.text), set()).add(name.code)
            spelled.setdefault(folded(name.text), name.text)
    assert {spelled[text]: codes for text, codes in owners.items() if len(codes) > 1} == SHARED_NAMES


def test_states_have_adjectives(states: list[Entity]) -> None:
    assert {state.code for state in states if not state.adjectives} == NO_ADJECTIVE


def test_names_are_given_once(states: list[Entity]) -> None:
    for state in states:
        for kind in (state.names, state.adjectives, state.demonyms, state.metonyms, state.places):
            assert len(kind) == len(set(kind)), (state.code, kind)
        organs = [organ.value for organ in state.organs]
        assert len(organs) == len(set(organs)), state.code
        assert all(organ.sector for organ in state.organs), state.code


def test_no_name_is_a_plain_english_word(book: ActorBook) -> None:
    names = {name.text for name in book.names if book.entities[name.code].kind == "state"}
    assert not names & set(ENGLISH.split())


def test_what_makes_a_name_no_actor_begins_no_other_word(states: list[Entity]) -> None:
    cut = {
        (state.code, word)
        for state in states
        for word in state.not_before
        for one in FOLLOWING.split()
        if one.startswith(word)
    }
    assert cut <= CUTS_A_HEADLINE


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("South Vietnam", None, "RVN"), ("North Vietnam", None, "VNM"), ("Viet Nam", None, "VNM"),
        ("Burma", None, "MMR"), ("Ceylon", None, "LKA"), ("Siam", None, "THA"), ("Persia", None, "IRN"),
        ("Kampuchea", None, "KHM"), ("East Pakistan", None, "BGD"), ("Malaya", None, "MYS"),
        ("Transjordan", None, "JOR"), ("United Arab Republic", None, "EGY"), ("North Yemen", None, "YEM"),
        ("South Yemen", None, "YMD"), ("New Hebrides", None, "VUT"), ("Western Samoa", None, "WSM"),
        ("Republic of China", None, "TWN"), ("Chinese Taipei", None, "TWN"), ("Red China", None, "CHN"),
        ("DPRK", None, "PRK"), ("ROK", None, "KOR"), ("Timor-Leste", None, "TLS"), ("Emirates", None, "ARE"),
        ("Islamic Republic", None, "IRN"), ("Islamic Republic of Pakistan", None, "PAK"),
        ("Soviet Union", None, "RUS"), ("West Germany", None, "DEU"), ("East Germany", None, "DDR"),
        ("Czechoslovakia", None, "CSK"), ("Yugoslavia", None, "YUG"), ("Zaire", None, "COD"),
        ("Upper Volta", None, "BFA"), ("Rhodesia", None, "ZWE"), ("Swaziland", None, "SWZ"), ("Zanzibar", None, "ZAN"),
        ("Zhongnanhai", None, "CHN"), ("Blue House", None, "KOR"), ("Nagatacho", None, "JPN"),
        ("Raisina Hill", None, "IND"), ("South Block", None, "IND"), ("Rawalpindi", None, "PAK"),
        ("Malacanang", None, "PHL"), ("Malacañang Palace", None, "PHL"), ("Kremlin", None, "RUS"),
        ("White House", None, "USA"), ("Makhzen", None, "MAR"),
        ("Huawei", None, "CHN"), ("CNOOC", None, "CHN"), ("Saudi Aramco", None, "SAU"), ("IRGC", None, "IRN"),
        ("the Quds Force", None, "IRN"), ("ISI", None, "PAK"), ("Tatmadaw", None, "MMR"), ("TSMC", None, "TWN"),
        ("China Airlines", None, "TWN"), ("Commonwealth Bank", None, "AUS"), ("Kuomintang", None, "TWN"),
        ("Naypyidaw", "2015-01-01", "MMR"), ("Rangoon", "1990-01-01", "MMR"), ("Karachi", "1955-01-01", "PAK"),
        ("Islamabad", "1990-01-01", "PAK"), ("Saigon", "1968-01-31", "RVN"), ("Aden", "1980-01-01", "YMD"),
        ("Bonn", "1985-01-01", "DEU"), ("Prague", "1980-01-01", "CSK"), ("Prague", "2000-01-01", "CZE"),
        ("Belgrade", "1999-03-24", "YUG"), ("Belgrade", "2005-01-01", "SCG"), ("Belgrade", "2010-01-01", "SRB"),
        ("SUN", None, "RUS"), ("BUR", None, "MMR"), ("VDR", None, "VNM"), ("TMP", None, "TLS"),
        ("ROM", None, "ROU"), ("DRV", None, "VNM"), ("UKG", None, "GBR"),
        ("Hong Kong", None, None), ("Tibet", None, None), ("Kashmir", None, None), ("Male", None, "MDV"),
    ],
)  # fmt: skip
def test_names(book: ActorBook, name: str, on: str | None, code: str | None) -> None:
    day = date.fromisoformat(on) if on else None
    if code:
        assert book.resolve(name, day).code == code
    else:
        with pytest.raises(UnknownActor):
            book.resolve(name, day)


@pytest.mark.parametrize(
    ("text", "dyads"),
    [
        ("Chinese Taipei criticised China.", {("TWN", "CHN")}),
        ("China Airlines criticised Japan.", {("TWN", "JPN")}),
        ("Zhongnanhai condemned Raisina Hill.", {("CHN", "IND")}),
        ("Inner Mongolian authorities condemned Mongolia.", {("CHN", "MNG")}),
        ("Rawalpindi warned India.", {("PAK", "IND")}),
        ("India and China signed a treaty in Rawalpindi.", {("IND", "CHN")}),
        ("The Royal Navy of Oman seized an Iranian tanker.", {("OMN", "IRN")}),
        ("ARVN troops attacked North Vietnam.", {("RVN", "VNM")}),
        ("Vietnam warned China.", {("VNM", "CHN")}),
        ("Vietnam Warns China", {("VNM", "CHN")}),
        ("Vietnam War veterans criticised China.", set()),
        ("The Sri Lankan team criticised India.", {("LKA", "IND")}),
        ("Michael Jordan criticised China.", set()),
        ("Jordan criticised China.", {("JOR", "CHN")}),
        ("Papua New Guinea criticised China.", {("PNG", "CHN")}),
        ("New Guinea criticised China.", set()),
        ("American Samoa criticised China.", set()),
        ("Israel struck Aden on Monday.", {("ISR", "YEM")}),
        ("Israel bombed southern Lebanon.", {("ISR", "LBN")}),
    ],
)
def test_states_in_text(book: ActorBook, text: str, dyads: set[tuple[str, str]]) -> None:
    (coding,) = FullCoder(book, load_ontology()).code([Document("1", text, published=date(2020, 1, 1))])
    assert {(event.actor.code, event.recipient.code) for event in coding.events} == dyads
