"""Organisations, groups of states and armed groups: who they are, who was in them when, and what they are called."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest
from benchmarks import accuracy

from comity.actors import ActorBook
from comity.coders.full import FullCoder
from comity.errors import UnknownActor
from comity.model import Document
from comity.ontology import load_ontology

STRUCTURE = accuracy.SHARED / "data" / "structure"
COLLECTIVE = {"organisation", "group", "armed_group"}


@pytest.fixture(scope="module")
def book() -> ActorBook:
    return ActorBook.load()


@pytest.mark.parametrize(("kind", "least"), [("organisation", 200), ("group", 40), ("armed_group", 200)])
def test_there_are_enough(book: ActorBook, kind: str, least: int) -> None:
    assert sum(entity.kind == kind for entity in book.entities.values()) >= least


# What the day before, and the day of, an accession or a withdrawal hold.
ENTRIES = [
    ("EU", "GBR", "1973-01-01"), ("EU", "GRC", "1981-01-01"), ("EU", "ESP", "1986-01-01"), ("EU", "SWE", "1995-01-01"),
    ("EU", "POL", "2004-05-01"), ("EU", "ROU", "2007-01-01"), ("EU", "HRV", "2013-07-01"),
    ("NATO", "TUR", "1952-02-18"), ("NATO", "DEU", "1955-05-06"), ("NATO", "ESP", "1982-05-30"),
    ("NATO", "POL", "1999-03-12"), ("NATO", "EST", "2004-03-29"), ("NATO", "MNE", "2017-06-05"),
    ("NATO", "FIN", "2023-04-04"), ("NATO", "SWE", "2024-03-07"),
    ("UN", "ISR", "1949-05-11"), ("UN", "JPN", "1956-12-18"), ("UN", "DEU", "1973-09-18"), ("UN", "KOR", "1991-09-17"),
    ("UN", "PRK", "1991-09-17"), ("UN", "CHE", "2002-09-10"), ("UN", "SSD", "2011-07-14"),
    ("WTO", "CHN", "2001-12-11"), ("WTO", "TWN", "2002-01-01"), ("WTO", "SAU", "2005-12-11"),
    ("WTO", "VNM", "2007-01-11"), ("WTO", "UKR", "2008-05-16"), ("WTO", "RUS", "2012-08-22"),
    ("WTO", "KAZ", "2015-11-30"), ("OECD", "JPN", "1964-04-28"), ("OECD", "KOR", "1996-12-12"),
    ("OECD", "ISR", "2010-09-07"), ("OECD", "CRI", "2021-05-25"),
    ("SCO", "IND", "2017-06-09"), ("SCO", "PAK", "2017-06-09"), ("SCO", "IRN", "2023-07-04"),
    ("SCO", "BLR", "2024-07-04"), ("BRICS", "EGY", "2024-01-01"), ("BRICS", "ETH", "2024-01-01"),
    ("BRICS", "IRN", "2024-01-01"), ("BRICS", "ARE", "2024-01-01"), ("BRICS", "IDN", "2025-01-06"),
    ("ASEAN", "BRN", "1984-01-07"), ("ASEAN", "VNM", "1995-07-28"), ("ASEAN", "MMR", "1997-07-23"),
    ("ASEAN", "KHM", "1999-04-30"), ("ASEAN", "TLS", "2025-10-26"),
    ("EAEU", "RUS", "2015-01-01"), ("EAEU", "ARM", "2015-01-02"), ("EAEU", "KGZ", "2015-08-12"),
    ("OPEC", "GNQ", "2017-05-25"), ("OPEC", "AGO", "2007-01-01"), ("OPEC_PLUS", "RUS", "2016-12-10"),
    ("CPTPP", "GBR", "2024-12-15"), ("RCEP", "CHN", "2022-01-01"), ("SAARC", "AFG", "2007-04-03"),
    ("AU", "MAR", "2017-01-30"), ("EAC", "SOM", "2024-03-04"), ("GCC", "SAU", "1981-05-25"),
    ("AES", "MLI", "2023-09-16"), ("QUAD", "IND", "2017-11-01"), ("AUKUS", "AUS", "2021-09-15"),
    ("COE", "RUS", "1996-02-28"), ("ICC", "UKR", "2025-01-01"), ("ICC", "ARM", "2024-02-01"),
    ("COMMONWEALTH", "RWA", "2009-11-29"), ("COMMONWEALTH", "GAB", "2022-06-25"), ("G20", "AU", "2023-09-09"),
    ("MERCOSUR", "BRA", "1991-03-26"), ("OAS", "CAN", "1990-01-08"), ("EUROZONE", "HRV", "2023-01-01"),
    ("LAS", "COM", "1993-11-20"), ("LAS", "SYR", "2023-05-07"), ("OIC", "SYR", "2025-03-07"),
    ("P5", "CHN", "1971-10-25"), ("UN", "ZAN", "1963-12-16"), ("WEU", "FRA", "1954-10-23"),
    ("UNASUR", "BRA", "2023-05-01"), ("COMESA", "KEN", "1994-12-08"), ("ICGLR", "RWA", "2006-12-15"),
    ("CHINA_CEEC", "LTU", "2012-04-26"),
]  # fmt: skip
EXITS = [  # the last day
    ("EU", "GBR", "2020-01-31"), ("COE", "RUS", "2022-03-16"), ("OPEC", "QAT", "2018-12-31"),
    ("OPEC", "ECU", "2019-12-31"), ("OPEC", "AGO", "2023-12-31"), ("OPEC", "IDN", "2016-11-30"),
    ("OPEC", "ARE", "2026-04-30"), ("ECOWAS", "MLI", "2025-01-28"), ("ECOWAS", "BFA", "2025-01-28"),
    ("ECOWAS", "NER", "2025-01-28"), ("G7", "RUS", "2014-03-24"), ("CIS", "GEO", "2009-08-17"),
    ("WARSAW_PACT", "HUN", "1991-07-01"), ("WARSAW_PACT", "DDR", "1990-09-24"), ("COMECON", "CUB", "1991-06-28"),
    ("CSTO", "GEO", "1999-04-02"), ("UN", "DDR", "1990-10-02"), ("UN", "CSK", "1992-12-31"),
    ("UN", "TWN", "1971-10-25"), ("ICC", "BDI", "2017-10-26"), ("ICC", "PHL", "2019-03-16"),
    ("OAS", "NIC", "2023-11-18"), ("COMMONWEALTH", "ZWE", "2003-12-07"), ("COMMONWEALTH", "IRL", "1949-04-17"),
    ("EFTA", "DNK", "1972-12-31"), ("SEATO", "THA", "1977-06-30"), ("LAS", "SYR", "2011-11-15"),
    ("IAEA", "PRK", "1994-06-13"), ("UNESCO", "USA", "2018-12-31"), ("AU", "MAR", "1984-11-12"),
    ("COE", "GRC", "1970-12-31"), ("UN", "ZAN", "1964-04-26"), ("WEU", "GRC", "2011-06-30"),
    ("UNASUR", "COL", "2018-04-30"), ("OIC", "YMD", "1990-05-21"), ("ARAB_QUARTET", "EGY", "2021-01-05"),
]  # fmt: skip


@pytest.mark.parametrize(("organisation", "member", "first"), ENTRIES)
def test_entry(book: ActorBook, organisation: str, member: str, first: str) -> None:
    day = date.fromisoformat(first)
    assert member in book.members(organisation, day)
    assert member not in book.members(organisation, date.fromordinal(day.toordinal() - 1))


@pytest.mark.parametrize(("organisation", "member", "last"), EXITS)
def test_exit(book: ActorBook, organisation: str, member: str, last: str) -> None:
    day = date.fromisoformat(last)
    assert member in book.members(organisation, day)
    assert member not in book.members(organisation, date.fromordinal(day.toordinal() + 1))


@pytest.mark.parametrize(
    ("organisation", "year", "inside", "outside"),
    [
        ("LAS", 1985, {"SAU", "IRQ", "SYR"}, {"EGY"}),
        ("LAS", 1995, {"EGY", "SYR", "LBY"}, set()),
        ("LAS", 2015, {"EGY", "LBY"}, {"SYR"}),
        ("G7", 1999, {"RUS", "CAN"}, set()),
        ("G7", 2015, {"CAN", "JPN"}, {"RUS"}),
        ("G7", 1977, {"ITA", "CAN"}, {"RUS"}),
        ("OPEC", 2012, {"SAU", "QAT", "ECU", "AGO"}, {"IDN", "GAB"}),
        ("OPEC", 2000, {"IDN", "QAT"}, {"ECU", "GAB", "AGO"}),
        ("OPEC", 2022, {"GAB", "COG", "GNQ"}, {"QAT", "ECU", "IDN"}),
        ("CSTO", 2015, {"ARM", "BLR"}, {"UZB", "GEO", "AZE"}),
        ("CIS", 2006, {"GEO", "UKR", "RUS"}, {"EST", "TKM"}),
        ("COMMONWEALTH", 1980, {"GBR", "IND", "AUS"}, {"PAK", "ZAF"}),
        ("MERCOSUR", 2014, {"VEN", "PRY", "BRA"}, {"BOL"}),
        ("MERCOSUR", 2018, {"ARG"}, {"VEN"}),
        ("AU", 2000, {"ZAF", "DZA"}, {"MAR", "SSD"}),
        ("OAS", 1980, {"USA", "NIC"}, {"CUB", "CAN"}),
        ("UN", 1960, {"TWN"}, {"CHN", "DEU"}),
        ("CENTO", 1965, {"TUR", "IRN", "PAK"}, {"IRQ", "USA"}),
        ("ECOWAS", 2005, {"MLI", "NGA"}, {"MRT"}),
        ("NORDICS", 2020, {"ISL", "FIN"}, {"EST"}),
    ],
)
def test_members_in_a_year(book: ActorBook, organisation: str, year: int, inside: set[str], outside: set[str]) -> None:
    members = book.members(organisation, date(year, 7, 15))
    assert inside <= members
    assert not outside & members


@pytest.mark.parametrize(
    ("organisation", "on", "count"),
    [
        ("EU", "1990-01-01", 12), ("EU", "2003-01-01", 15), ("EU", "2019-01-01", 28), ("EU", "2025-01-01", 27),
        ("NATO", "1990-01-01", 16), ("NATO", "2005-01-01", 26), ("NATO", "2025-01-01", 32), ("UN", "2025-01-01", 193),
        ("G7", "2025-01-01", 7), ("G20", "2022-01-01", 20), ("BRICS", "2011-06-01", 5), ("BRICS", "2025-06-01", 10),
        ("ASEAN", "2000-01-01", 10), ("ASEAN", "2025-11-01", 11), ("SCO", "2025-01-01", 10), ("LAS", "2024-01-01", 22),
        ("GCC", "2025-01-01", 6), ("OECD", "2025-01-01", 38), ("OPEC", "2025-01-01", 12), ("COE", "2025-01-01", 46),
        ("OSCE", "2025-01-01", 57), ("ICC", "2025-02-01", 124), ("COMMONWEALTH", "2025-01-01", 56),
        ("OIC", "2025-06-01", 57), ("EUROZONE", "2024-01-01", 20), ("CELAC", "2024-01-01", 33),
        ("AU", "2025-01-01", 54),
        ("WTO", "2025-01-01", 164), ("SADC", "2025-01-01", 16), ("EAC", "2025-01-01", 8), ("CSTO", "2025-01-01", 6),
        ("CPTPP", "2025-01-01", 12), ("APEC", "2025-01-01", 20), ("EAEU", "2025-01-01", 5), ("OTS", "2025-01-01", 5),
        ("ECOWAS", "2025-02-01", 12), ("ECOWAS", "2024-01-01", 15), ("OPEC_PLUS", "2024-06-01", 22),
    ],
)  # fmt: skip
def test_how_many(book: ActorBook, organisation: str, on: str, count: int) -> None:
    # WTO: without Hong Kong and Macao; ICC: without the Cook Islands; AU: without the Sahrawi republic; APEC: without
    # Hong Kong.
    assert len(book.members(organisation, date.fromisoformat(on))) == count


def test_periods_of_membership_are_in_order(book: ActorBook) -> None:
    for entity in book.entities.values():
        last: dict[str, str] = {}
        for member in sorted(entity.members, key=lambda one: one.since or ""):
            assert member.value != entity.code
            assert member.value in book.entities
            if member.since and member.until:
                assert member.since[: len(member.until)] <= member.until[: len(member.since)], (entity.code, member)
            if member.since and entity.since:
                assert member.since[: len(entity.since)] >= entity.since[: len(member.since)], (entity.code, member)
            if member.value in last:
                assert last[member.value] <= (member.since or ""), (entity.code, member)
            last[member.value] = member.until or "9999"


def test_what_is_gone_has_no_members_left(book: ActorBook) -> None:
    for entity in book.entities.values():
        if entity.kind in COLLECTIVE and entity.until and entity.members:
            assert not book.members(entity.code, date(int(entity.until[:4]) + 1, 12, 31)), entity.code


def test_names_belong_to_one(book: ActorBook) -> None:
    owners: dict[str, set[str]] = {}
    for name in book.names:
        if not name.weak and name.kind == "name" and book.entities[name.code].kind in COLLECTIVE:
            owners.setdefault(name.text, set()).add(name.code)
    assert {text: codes for text, codes in owners.items() if len(codes) > 1} == {}


def test_what_is_weak_is_a_name_and_what_is_no_actor_is_none(book: ActorBook) -> None:
    names: dict[str, set[str]] = {}
    for name in book.names:
        names.setdefault(name.code, set()).add(name.text)
    for entity in book.entities.values():
        assert entity.weak <= names.get(entity.code, set()), entity.code
    assert not set(book.not_actors) & {name.text for name in book.names}


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("Common Market", "1980-05-01", "EU"), ("European Community", "1990-01-01", "EU"), ("EEC", "1975-01-01", "EU"),
        ("European Union", None, "EU"), ("the European Commission", None, "EU"), ("Frontex", None, "EU"),
        ("Organisation of African Unity", "1985-01-01", "AU"), ("OAU", None, "AU"), ("AMISOM", None, "AU"),
        ("Group of Eight", "2008-07-01", "G7"), ("G8", None, "G7"), ("Group of 20", None, "G20"),
        ("GATT", "1990-01-01", "WTO"), ("Opec", None, "OPEC"), ("OPEC+", None, "OPEC_PLUS"), ("CEDEAO", None, "ECOWAS"),
        ("League of Arab States", None, "LAS"), ("Islamic Conference", None, "OIC"), ("BRIC", "2009-07-01", "BRICS"),
        ("Shanghai Five", "2000-01-01", "SCO"), ("Baghdad Pact", "1956-01-01", "CENTO"), ("NAFTA", None, "USMCA"),
        ("Commonwealth", None, "COMMONWEALTH"), ("Commonwealth of Independent States", None, "CIS"),
        ("Turkic Council", None, "OTS"), ("Andean Pact", None, "ANDEAN_COMMUNITY"), ("CSCE", "1990-01-01", "OSCE"),
        ("Security Council", None, "UN"), ("UNIFIL", None, "UN"), ("UN nuclear watchdog", None, "IAEA"),
        ("World Court", None, "ICJ"), ("Doctors Without Borders", None, "MSF"), ("Red Cross", None, "ICRC"),
        ("Red Crescent", None, "IFRC"), ("Amnesty International", None, "AMNESTY"), ("World Bank", None, "WORLD_BANK"),
        ("Western nations", None, "WEST"), ("the West", None, "WEST"), ("European leaders", None, "EU"),
        ("West African", None, "WEST_AFRICA"), ("South American", None, "LATIN_AMERICA"),
        ("Gulf states", None, "GULF_STATES"), ("Baltic states", None, "BALTICS"), ("Arab world", None, "ARAB_STATES"),
        ("P5+1", None, "P5_PLUS_1"), ("Quartet", None, "MIDDLE_EAST_QUARTET"), ("Visegrad Four", None, "V4"),
        ("the bloc", None, None), ("the alliance", None, None), ("the Commission", None, None),
        ("international community", None, None),
        ("PLO", "1985-01-01", "PLO"), ("Palestinian Authority", None, "PSE"),
        ("Liberation Tigers", None, "TAMIL_TIGERS"),
        ("Sendero Luminoso", None, "SENDERO"), ("Vietcong", "1968-01-31", "VIET_CONG"), ("Daesh", None, "IS"),
        ("Jabhat al-Nusra", "2014-01-01", "HTS"), ("Qaeda", None, "AL_QAEDA"), ("Kurdistan Workers Party", None, "PKK"),
        ("Stern Gang", None, "LEHI"), ("Ansar Allah", None, "HOUTHIS"), ("Pakistani Taliban", None, "TTP"),
        ("Rapid Support Forces", None, "RSF"), ("Reporters Without Borders", None, "RSF_PRESS"),
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
    ("code", "country"),
    [
        ("HAMAS", "PSE"), ("PLO", "PSE"), ("HEZBOLLAH", "LBN"), ("HOUTHIS", "YEM"), ("TALIBAN", "AFG"),
        ("HAQQANI", "AFG"),
        ("NORTHERN_ALLIANCE", "AFG"), ("PKK", "TUR"), ("YPG", "SYR"), ("SDF", "SYR"), ("HTS", "SYR"), ("FSA", "SYR"),
        ("FARC", "COL"), ("ELN", "COL"), ("TAMIL_TIGERS", "LKA"), ("RUF", "SLE"), ("UNITA", "AGO"), ("RENAMO", "MOZ"),
        ("SPLA", "SDN"), ("JEM_SUDAN", "SDN"), ("RSF", "SDN"), ("LRA", "UGA"), ("M23", "COD"), ("BOKO_HARAM", "NGA"),
        ("AL_SHABAAB", "SOM"), ("ABU_SAYYAF", "PHL"), ("MILF", "PHL"), ("WAGNER", "RUS"), ("DNR", "UKR"),
        ("LNR", "UKR"), ("KHMER_ROUGE", "KHM"), ("VIET_CONG", "VNM"), ("CONTRAS", "NIC"), ("SENDERO", "PER"),
        ("IRA", "GBR"), ("ETA", "ESP"), ("NPFL", "LBR"), ("ULIMO", "LBR"), ("LURD", "LBR"), ("CHECHEN_REBELS", "RUS"),
        ("LET", "PAK"), ("TTP", "PAK"), ("ARAKAN_ARMY", "MMR"), ("KLA", "XKX"), ("AL_QAEDA", None), ("IS", None),
    ],
)  # fmt: skip
def test_home_of_armed_groups(book: ActorBook, code: str, country: str | None) -> None:
    assert book.entities[code].kind == "armed_group"
    assert book.entities[code].country == country


def test_only_groups_that_work_across_borders_have_no_home(book: ActorBook) -> None:
    homeless = {one.code for one in book.entities.values() if one.kind == "armed_group" and one.country is None}
    assert homeless == {"IS", "AL_QAEDA"}
    assert not [one.code for one in book.entities.values() if one.kind in {"organisation", "group"} and one.country]


@pytest.mark.skipif(not STRUCTURE.is_dir(), reason=f"no published data in {STRUCTURE}")
def test_who_votes_in_the_general_assembly_is_a_member(book: ActorBook) -> None:
    """By the year: some days of the file have day and month exchanged."""
    votes = STRUCTURE / "un_votes_cow" / "un_votes_cow_1946_2022.parquet"
    voted = duckdb.execute(
        f"select distinct ccode, year(date) from '{votes}' where vote in (1, 2, 3) and date is not null"
    )
    codes: dict[int, set[str]] = {}
    for entity in book.entities.values():
        for cow in entity.cow:
            codes.setdefault(int(cow.value), set()).add(entity.code)
    checked = 0
    for cow, year in voted.fetchall():
        if cow in codes and year:
            members = book.members("UN", date(year, 1, 1)) | book.members("UN", date(year, 12, 31))
            assert codes[cow] & members, (codes[cow], year)
            checked += 1
    assert checked > 1000


@pytest.mark.skipif(not STRUCTURE.is_dir(), reason=f"no published data in {STRUCTURE}")
@pytest.mark.parametrize(
    ("alliance", "first", "last"), [("NATO", 1949, 2018), ("WARSAW_PACT", 1955, 1990), ("CSTO", 1994, 2018)]
)
def test_allies_have_defence_pacts(book: ActorBook, alliance: str, first: int, last: int) -> None:
    pacts = STRUCTURE / "atop" / "atop_alliance.parquet"
    allied = set(duckdb.execute(f"select ccode1, ccode2, year from '{pacts}' where atop_defense = 1").fetchall())
    checked = 0
    for year in range(first, last + 1):
        cow = {
            member: [int(one.value) for one in book.entities[member].cow]
            for member in book.members(alliance, date(year, 12, 31))
        }
        for a in cow:
            for b in cow:
                if a < b and cow[a] and cow[b]:
                    pairs = [(x, y, year) for x in cow[a] for y in cow[b]]
                    assert any(pair in allied or (pair[1], pair[0], year) in allied for pair in pairs), (a, b, year)
                    checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    ("text", "dyads"),
    [
        ("West African leaders condemned Niger.", {("WEST_AFRICA", "NER")}),
        ("Western leaders condemned Russia.", {("WEST", "RUS")}),
        ("Russia attacked targets in Western Ukraine.", {("RUS", "UKR")}),
        ("The West Bank mayor criticised Israel.", set()),
        ("The West African nation condemned Russia.", set()),
        ("Latin American governments criticised Spain.", {("LATIN_AMERICA", "ESP")}),
        ("African Americans criticised Israel.", set()),
        ("The Common Market imposed sanctions on Argentina.", {("EU", "ARG")}),
        ("The Red Cross urged Israel to allow aid.", {("ICRC", "ISR")}),
    ],
)
def test_regions_in_text(book: ActorBook, text: str, dyads: set[tuple[str, str]]) -> None:
    (coding,) = FullCoder(book, load_ontology()).code([Document("1", text)])
    assert {(event.actor.code, event.recipient.code) for event in coding.events} == dyads
