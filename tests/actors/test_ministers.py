"""Ministers, envoys and heads of organisations: who held which office when, and how text names them."""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from comity.actors import ActorBook, Term
from comity.coders.language import load_language
from comity.coders.mentions import Gazetteer
from comity.coders.sentences import Sentence

FOLDER = Path(__file__).parents[2] / "src" / "comity" / "data" / "actors" / "leaders"
FILES = (FOLDER / "ministers.csv", FOLDER / "organisations.csv")
MINISTERS = ("foreign_minister", "defence_minister")
BUSIEST = ("USA", "CHN", "RUS", "GBR", "FRA", "DEU", "IND", "JPN", "IRN", "ISR", "TUR", "UKR", "KOR", "PAK")
# Years with a quarter in which nobody but an acting official, or the head of government, held the office.
VACANT = {
    ("CHN", "defence_minister"): {"2023"},
    ("FRA", "defence_minister"): {"2025"},
    ("IND", "foreign_minister"): {"2005", "2006"},
    ("ISR", "foreign_minister"): {"2012", "2013", "2015", "2016", "2017", "2018"},
    ("ISR", "defence_minister"): {"2000", "2018", "2019"},
    ("KOR", "defence_minister"): {"2024", "2025"},
    ("PAK", "foreign_minister"): {"2011", "2013"},
    ("PAK", "defence_minister"): {"2000", "2001", "2002", "2007", "2008", "2013", "2018"},
    ("UKR", "foreign_minister"): {"2007", "2009"},
    ("UKR", "defence_minister"): {"2009"},
}


@pytest.fixture(scope="module")
def book() -> ActorBook:
    return ActorBook.load()


@pytest.fixture(scope="module")
def gazetteer(book: ActorBook) -> Gazetteer:
    return Gazetteer(book, load_language())


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_rows_are_complete(path: Path) -> None:
    for row in rows(path):
        assert all(row[key] and row[key] == row[key].strip() for key in ("title", "name", "from", "source")), row
        names = [row["name"], *filter(None, row["aliases"].split("|"))]
        assert len(set(names)) == len(names), row
        assert all(any(char.isupper() for char in name) for name in names), row


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_names_with_diacritics_have_their_plain_form(path: Path) -> None:
    for row in rows(path):
        if row["name"] != unicodedata.normalize("NFKD", row["name"]).encode("ascii", "ignore").decode():
            assert any(alias.isascii() for alias in row["aliases"].split("|") if " " in alias), row


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_one_person_has_the_same_names_in_every_term(path: Path) -> None:
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows(path):
        names[row["code"], row["name"]].add(row["aliases"])
    assert [person for person, aliases in names.items() if len(aliases) > 1] == []


@pytest.mark.parametrize(("office", "least"), [("foreign_minister", 90), ("defence_minister", 60)])
def test_there_are_enough_states(book: ActorBook, office: str, least: int) -> None:
    recent = {term.code for term in book.terms if term.office == office and (term.until or "9999") >= "2000"}
    assert len(recent) >= least


def after(one: str | None, two: str | None) -> bool:
    """Whether a last day lies beyond a first day, at the precision that both have."""
    shared = min(len(one or "9999"), len(two or ""))
    return two is not None and (one or "9999")[:shared] > two[:shared]


def terms(book: ActorBook, offices: tuple[str, ...]) -> dict[tuple[str, str], list[Term]]:
    held: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in book.terms:
        if term.office in offices:
            held[term.code, term.office].append(term)
    return held


def test_an_office_has_one_minister_at_a_time(book: ActorBook) -> None:
    clashes = [
        f"{office}: {one.name} {one.since} to {one.until}, {two.name} {two.since} to {two.until}"
        for office, held in terms(book, MINISTERS).items()
        for one, two in combinations(held, 2)
        if after(one.until, two.since) and after(two.until, one.since)
    ]
    assert clashes == []


def test_an_organisation_has_one_head_at_a_time(book: ActorBook) -> None:
    clashes = [
        f"{office}: {one.name}, {two.name}"
        for office, held in terms(book, ("head_of_organisation",)).items()
        for one, two in combinations(held, 2)
        if one.title == two.title and after(one.until, two.since) and after(two.until, one.since)
    ]
    assert clashes == []


@pytest.mark.parametrize("office", MINISTERS)
@pytest.mark.parametrize("code", BUSIEST)
def test_the_busiest_states_have_no_gap(book: ActorBook, code: str, office: str) -> None:
    days = [date(year, month, 20) for year in range(2000, 2026) for month in (3, 6, 9, 12)]
    empty = {str(day.year) for day in days if not book.holders(code, [office], day)}
    assert empty == VACANT.get((code, office), set())


EXAMPLES = [
    ("USA", "foreign_minister", "2000-06-01", "Madeleine Albright"),
    ("USA", "foreign_minister", "2003-02-05", "Colin Powell"),
    ("USA", "foreign_minister", "2008-08-08", "Condoleezza Rice"),
    ("USA", "foreign_minister", "2011-05-02", "Hillary Clinton"),
    ("USA", "foreign_minister", "2015-07-14", "John Kerry"),
    ("USA", "foreign_minister", "2022-02-24", "Antony Blinken"),
    ("USA", "foreign_minister", "2025-02-24", "Marco Rubio"),
    ("USA", "defence_minister", "2003-03-20", "Donald Rumsfeld"),
    ("USA", "defence_minister", "2018-06-01", "James Mattis"),
    ("RUS", "foreign_minister", "2003-03-20", "Igor Ivanov"),
    ("RUS", "foreign_minister", "2014-03-01", "Sergey Lavrov"),
    ("RUS", "defence_minister", "2022-02-24", "Sergei Shoigu"),
    ("RUS", "defence_minister", "2024-06-01", "Andrei Belousov"),
    ("CHN", "foreign_minister", "2023-04-01", "Qin Gang"),
    ("CHN", "foreign_minister", "2023-10-01", "Wang Yi"),
    ("CHN", "defence_minister", "2019-06-02", "Wei Fenghe"),
    ("GBR", "foreign_minister", "2003-03-20", "Jack Straw"),
    ("GBR", "defence_minister", "2022-02-24", "Ben Wallace"),
    ("FRA", "foreign_minister", "2003-02-14", "Dominique de Villepin"),
    ("DEU", "foreign_minister", "2003-02-14", "Joschka Fischer"),
    ("DEU", "defence_minister", "2016-06-01", "Ursula von der Leyen"),
    ("IND", "foreign_minister", "2016-06-01", "Sushma Swaraj"),
    ("JPN", "foreign_minister", "2015-12-28", "Fumio Kishida"),
    ("IRN", "foreign_minister", "2015-07-14", "Mohammad Javad Zarif"),
    ("ISR", "defence_minister", "2023-10-07", "Yoav Gallant"),
    ("TUR", "foreign_minister", "2010-05-31", "Ahmet Davutoğlu"),
    ("UKR", "foreign_minister", "2022-02-24", "Dmytro Kuleba"),
    ("UKR", "defence_minister", "2022-02-24", "Oleksii Reznikov"),
    ("KOR", "foreign_minister", "2005-09-19", "Ban Ki-moon"),
    ("PAK", "foreign_minister", "2025-05-07", "Ishaq Dar"),
    ("SAU", "foreign_minister", "2003-03-20", "Saud al-Faisal"),
    ("SYR", "foreign_minister", "2013-08-21", "Walid Muallem"),
    ("UN", "head_of_organisation", "1962-10-27", "U Thant"),
    ("UN", "head_of_organisation", "2003-03-20", "Kofi Annan"),
    ("UN", "head_of_organisation", "2022-02-24", "António Guterres"),
    ("NATO", "head_of_organisation", "1999-03-24", "Javier Solana"),
    ("NATO", "head_of_organisation", "2022-02-24", "Jens Stoltenberg"),
    ("NATO", "head_of_organisation", "2025-02-24", "Mark Rutte"),
    ("IAEA", "head_of_organisation", "2003-03-07", "Mohamed ElBaradei"),
    ("WHO", "head_of_organisation", "2020-03-11", "Tedros Adhanom Ghebreyesus"),
    ("AU", "head_of_organisation", "2013-06-01", "Nkosazana Dlamini-Zuma"),
]


@pytest.mark.parametrize(("code", "office", "on", "name"), EXAMPLES)
def test_the_holder_of_an_office_on_a_day(book: ActorBook, code: str, office: str, on: str, name: str) -> None:
    assert [term.name for term in book.holders(code, [office], date.fromisoformat(on))] == [name]


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("Lavrov", None, "RUS"), ("Sergei Lavrov", None, "RUS"), ("Blinken", None, "USA"), ("Rumsfeld", None, "USA"),
        ("Ban Ki-moon", "2005-09-19", "KOR"), ("Ban Ki-moon", "2010-01-01", "UN"),
        ("Guterres", "2010-01-01", "UNHCR"), ("Guterres", "2020-01-01", "UN"),
        ("Borrell", "2019-01-01", "ESP"), ("Borrell", "2022-01-01", "EU"),
        ("von der Leyen", "2016-06-01", "DEU"), ("Ursula von der Leyen", "2022-06-01", "EU"),
        ("Lagarde", "2015-06-01", "IMF"), ("Lagarde", "2022-06-01", "ECB"), ("Nasrallah", None, "HEZBOLLAH"),
        ("Osama bin Laden", None, "AL_QAEDA"), ("Jolani", "2020-01-01", "HTS"), ("Cavusoglu", None, "TUR"),
        ("Pedro Sánchez", "2026-01-01", "ESP"),
    ],
)  # fmt: skip
def test_a_name_stands_for_whom_its_bearer_serves(book: ActorBook, name: str, on: str | None, code: str) -> None:
    assert book.resolve(name, date.fromisoformat(on) if on else None).code == code


@pytest.mark.parametrize(
    "word",
    ["Rice", "Powell", "Straw", "Hunt", "Fox", "Gates", "Brown", "Wang", "Li", "Austin", "Short", "Cook", "Kerry",
     "Gallant", "Lieberman", "Salami", "Store", "Pence", "Gul", "Hague", "Khan", "Mohammed", "Stock", "Pace"],
)  # fmt: skip
def test_common_words_and_surnames_name_nobody(word: str) -> None:
    assert [row for path in FILES for row in rows(path) if word in (row["name"], *row["aliases"].split("|"))] == []


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("Russian Foreign Minister Sergei Lavrov left.", "2014-03-01", ("RUS", "Sergey Lavrov", "Foreign Minister")),
        ("US Secretary of State Antony Blinken left.", "2022-03-01", ("USA", "Antony Blinken", "Secretary of State")),
        ("The US secretary of state left.", "2011-05-02", ("USA", "Hillary Clinton", "secretary of state")),
        ("Secretary-General Kofi Annan left.", "2003-03-20", ("UN", "Kofi Annan", "Secretary-General")),
        ("Hezbollah leader Hassan Nasrallah spoke.", "2015-01-01", ("HEZBOLLAH", "Hassan Nasrallah", "leader")),
        ("Kremlin spokesman Dmitry Peskov spoke.", "2022-03-01", ("RUS", "Dmitry Peskov", "spokesman")),
        ("China's top diplomat Yang Jiechi left.", "2021-03-18", ("CHN", "Yang Jiechi", "top diplomat")),
        ("IAEA Director General Rafael Grossi left.", "2024-05-01", ("IAEA", "Rafael Grossi", "Director General")),
        ("Defence Secretary Ben Wallace left.", "2022-03-01", ("GBR", "Ben Wallace", "Defence Secretary")),
    ],
)
def test_role_and_name_are_one_mention(
    gazetteer: Gazetteer, text: str, on: str, expected: tuple[str, str, str]
) -> None:
    (mention,) = gazetteer.find(Sentence(0, len(text), text, 0), date.fromisoformat(on))
    (actor,) = mention.actors
    assert (actor.code, actor.name, actor.role) == expected
