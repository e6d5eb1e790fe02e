"""Short phrases of news with a date: who is named in them, and who is not.

A phrase stands for an actor, for several, or for none; a place says where an act was, not who did it.
"""

from __future__ import annotations

from datetime import date

import pytest

from comity.actors import ActorBook
from comity.coders.language import load_language
from comity.coders.mentions import Gazetteer, Mention
from comity.coders.sentences import Sentence


@pytest.fixture(scope="module")
def book() -> ActorBook:
    return ActorBook.load()


@pytest.fixture(scope="module")
def gazetteer(book: ActorBook) -> Gazetteer:
    return Gazetteer(book, load_language())


def mentions(gazetteer: Gazetteer, text: str, on: str | None) -> tuple[Mention, ...]:
    return gazetteer.find(Sentence(0, len(text), text, 0), date.fromisoformat(on) if on else None)


ACTORS = [
    # states: names that changed, that two share, that hold for a time
    ("Georgia condemned", "2023-01-01", "GEO"), ("Georgian troops", "2008-08-08", "GEO"),
    ("Jordan", "2023-01-01", "JOR"), ("Jordanian officials", "2023-01-01", "JOR"),
    ("Chad's president", "2023-01-01", "TCD"), ("Türkiye", "2023-01-01", "TUR"), ("Turkey", "2010-01-01", "TUR"),
    ("Guinea's junta", "2023-01-01", "GIN"), ("Guinea-Bissau", "2023-01-01", "GNB"),
    ("Equatorial Guinea", "2023-01-01", "GNQ"), ("Papua New Guinea", "2023-01-01", "PNG"),
    ("Ivory Coast", "2011-01-01", "CIV"), ("Côte d'Ivoire", "2011-01-01", "CIV"),
    ("Ivorian troops", "2011-01-01", "CIV"),
    ("North Korea", "2023-01-01", "PRK"), ("the DPRK", "2023-01-01", "PRK"), ("South Korean", "2023-01-01", "KOR"),
    ("the Republic of Korea", "2023-01-01", "KOR"), ("the two Koreas", "2018-04-27", "KOR PRK"),
    ("Congo's army", "2023-01-01", "COD"), ("DR Congo", "2023-01-01", "COD"), ("DRC", "2023-01-01", "COD"),
    ("Congo-Brazzaville", "2023-01-01", "COG"), ("Republic of Congo", "2023-01-01", "COG"),
    ("Zaire", "1990-01-01", "COD"),
    ("Macedonia", "2010-01-01", "MKD"), ("North Macedonia", "2020-01-01", "MKD"), ("FYROM", "2010-01-01", "MKD"),
    ("Burma", "1989-01-01", "MMR"), ("Burma", "2023-01-01", "MMR"), ("Swaziland", "2010-01-01", "SWZ"),
    ("Eswatini", "2023-01-01", "SWZ"), ("Holland", "2010-01-01", "NLD"), ("Upper Volta", "1980-01-01", "BFA"),
    ("Ceylon", "1960-01-01", "LKA"), ("Persia", "1930-01-01", "IRN"), ("Rhodesia", "1975-01-01", "ZWE"),
    ("the Soviet Union", "1980-01-01", "RUS"), ("East German", "1985-01-01", "DDR"),
    ("West Germany", "1985-01-01", "DEU"),
    ("South Vietnam", "1968-01-31", "RVN"), ("South Yemen", "1980-01-01", "YMD"),
    # capitals and other words for governments
    ("Brussels warned", "2023-01-01", "EU"), ("Washington warned", "2023-01-01", "USA"),
    ("Beijing protested", "2023-01-01", "CHN"), ("Belgrade refused", "1999-03-24", "YUG"),
    ("Belgrade refused", "2015-01-01", "SRB"), ("Prague protested", "1968-08-21", "CSK"),
    ("Prague protested", "2015-01-01", "CZE"), ("the Kremlin", "2023-01-01", "RUS"),
    ("the Holy See", "2023-01-01", "VAT"),
    ("Downing Street", "2023-01-01", "GBR"), ("Foggy Bottom", "2023-01-01", "USA"),
    ("China Daily", "2023-01-01", "CHN"),
    # organisations, under their old names too, and their missions
    ("the Warsaw Pact", "1980-01-01", "WARSAW_PACT"), ("the Commonwealth", "2010-01-01", "COMMONWEALTH"),
    ("the Common Market", "1980-01-01", "EU"), ("the European Commission", "2023-01-01", "EU"),
    ("the Council of Europe", "2023-01-01", "COE"), ("OSCE Minsk Group", "2010-01-01", "OSCE"),
    ("the Arab League", "2023-01-01", "LAS"), ("OAU", "1990-01-01", "AU"), ("Opec", "2010-01-01", "OPEC"),
    ("OPEC+", "2023-01-01", "OPEC_PLUS"), ("WHO", "2020-03-11", "WHO"), ("Quad leaders", "2023-05-20", "QUAD"),
    ("UNTAG", "1989-04-01", "UN"), ("UNAVEM", "1995-01-01", "UN"), ("UNIKOM", "1991-05-01", "UN"),
    ("EUNAVFOR", "2012-01-01", "EU"), ("Operation Aspides", "2024-03-01", "EU"), ("EUMM", "2009-01-01", "EU"),
    ("United Nations Command", "1953-07-27", "UN_COMMAND"), ("Financial Stability Board", "2015-01-01",
    "FINANCIAL_STABILITY_BOARD"), ("the FSB", "2015-01-01", "RUS"), ("UN Women", "2015-01-01", "UN_WOMEN"),
    ("World Economic Forum", "2015-01-01", "WEF"), ("Khmer Rouge tribunal", "2010-01-01", "ECCC"),
    ("Special Tribunal for Lebanon", "2011-01-01", "STL"), ("ACP countries", "2005-01-01", "OACPS"),
    ("Syrian Observatory for Human Rights", "2015-01-01", "SOHR"), ("WikiLeaks", "2010-11-28", "WIKILEAKS"),
    # groups
    ("Western nations", "2023-01-01", "WEST"), ("Gulf states", "2023-01-01", "GULF_STATES"),
    ("Caspian states", "2018-08-12", "CASPIAN_STATES"), ("Baltic states", "2023-01-01", "EST LTU LVA"),
    ("Islamic states", "2023-01-01", "MUSLIM_STATES"), ("Central African states", "2023-01-01", "CENTRAL_AFRICA"),
    ("Quint countries", "2023-01-01", "QUINT"),
    # armed groups
    ("Islamic State", "2015-01-01", "IS"), ("IS claimed the attack", "2015-01-01", "IS"),
    ("Hizbullah", "2006-07-12", "HEZBOLLAH"),
    ("Ansar Allah", "2023-01-01", "HOUTHIS"), ("Phalangist militiamen", "1982-09-16", "PHALANGE"),
    ("Los Choneros", "2024-01-09", "LOS_CHONEROS"), ("Los Lobos", "2024-01-09", "LOS_LOBOS"),
    ("SLA", "1985-01-01", "SLA_LEBANON"), ("SLA", "2006-01-01", "SLM"),
    ("Resistance Front", "2025-04-22", "TRF_KASHMIR"),
    ("Libyan Islamic Fighting Group", "2004-01-01", "LIFG"), ("Los Zetas", "2011-01-01", "ZETAS"),
    ("Awakening Councils", "2007-01-01", "AWAKENING_COUNCILS"), ("Katiba Macina", "2020-01-01", "KATIBA_MACINA"),
    ("Bougainville Revolutionary Army", "1993-01-01", "BOUGAINVILLE_ARMY"), ("ASALA", "1983-07-15", "ASALA"),
    ("FACT rebels", "2021-04-20", "FACT_CHAD"), ("ex-Seleka", "2014-01-01", "SELEKA"), ("INLA", "1985-01-01", "INLA"),
    ("Sudan People's Liberation Army in Opposition", "2015-01-01", "SPLM_IO"),
    # Americans with a name in common
    ("Clinton", "1999-03-24", "USA"), ("Clinton", "2011-03-19", "USA"),
]  # fmt: skip

NOBODY = [
    # people, animals, things
    ("Michael Jordan", "2023-01-01"), ("Jordan Henderson", "2023-01-01"), ("Jordan Bardella", "2024-06-09"),
    ("Jim Jordan", "2023-01-01"), ("Chad Smith", "2023-01-01"), ("roast turkey", "2023-01-01"),
    ("Turkey dinner", "2023-01-01"), ("guinea pigs", "2023-01-01"), ("Guinea pigs", "2023-01-01"),
    ("Paris Hilton", "2023-01-01"), ("Tom Holland", "2023-01-01"), ("George Washington", "2023-01-01"),
    ("Denzel Washington", "2023-01-01"), ("Irving Berlin", "2023-01-01"), ("Kanye West", "2023-01-01"),
    ("London Breed", "2023-01-01"), ("Panama hat", "2023-01-01"), ("Brazil nuts", "2023-01-01"),
    ("Brussels sprouts", "2023-01-01"), ("Russian roulette", "2023-01-01"), ("French fries", "2023-01-01"),
    ("German shepherd", "2023-01-01"), ("Mexican standoff", "2023-01-01"), ("Spanish flu", "2020-01-01"),
    # the American state, towns of a capital's name
    ("US state of Georgia", "2023-01-01"), ("Georgia voters", "2023-01-01"), ("the Georgia Senate race", "2023-01-01"),
    ("Athens, Georgia", "2023-01-01"), ("Moscow, Idaho", "2023-01-01"), ("Vienna, Virginia", "2023-01-01"),
    # regions, rivers, seas
    ("West Africa", "2023-01-01"), ("North America", "2023-01-01"), ("South China Sea", "2023-01-01"),
    ("Indian Ocean", "2023-01-01"), ("Congo River", "2023-01-01"), ("Congo Basin", "2023-01-01"),
    ("Lake Victoria", "2023-01-01"), ("Lake Malawi", "2023-01-01"), ("Mount Kenya", "2023-01-01"),
    ("Gulf of Guinea", "2023-01-01"), ("Jordan River", "2023-01-01"), ("Niger River", "2023-01-01"),
    ("Wild West", "2023-01-01"), ("Key West", "2023-01-01"), ("West Indies", "2023-01-01"),
    # Americans by descent
    ("Cuban Americans", "2023-01-01"), ("Cuban-American", "2023-01-01"), ("Haitian-American", "2023-01-01"),
    ("Somali American", "2023-01-01"), ("American Indians", "2023-01-01"), ("African Americans", "2023-01-01"),
    ("Nigerian-Americans", "2023-01-01"), ("Venezuelan American", "2023-01-01"),
    # treaties, wars, games, papers and parties' meetings
    ("Paris agreement", "2023-01-01"), ("Paris Agreement", "2023-01-01"), ("Paris climate accord", "2023-01-01"),
    ("Paris peace accords", "1973-01-27"), ("Vienna convention", "2023-01-01"), ("Vienna Convention", "2023-01-01"),
    ("Minsk agreements", "2023-01-01"), ("Minsk process", "2023-01-01"), ("Minsk II", "2015-02-12"),
    ("Oslo accords", "2023-01-01"), ("Oslo peace process", "2023-01-01"), ("Camp David accords", "1978-09-17"),
    ("Geneva Conventions", "2023-01-01"), ("Geneva conventions", "2023-01-01"), ("Dayton accords", "1995-11-21"),
    ("Dayton Agreement", "2023-01-01"), ("Helsinki Final Act", "1975-08-01"), ("Rome Statute", "2023-01-01"),
    ("Treaty of Rome", "2023-01-01"), ("Lisbon Treaty", "2009-12-01"), ("Kyoto Protocol", "2005-01-01"),
    ("Budapest Memorandum", "2014-03-01"), ("Doha round", "2008-07-01"), ("Doha agreement", "2020-02-29"),
    ("Taif accord", "1989-10-22"), ("Simla agreement", "1972-07-02"), ("Abraham Accords", "2020-09-15"),
    ("Algiers agreement", "2015-06-20"), ("Riyadh agreement", "2019-11-05"), ("Prague Spring", "2018-01-01"),
    ("Havana syndrome", "2021-01-01"), ("Washington consensus", "2010-01-01"), ("Beijing Olympics", "2008-08-08"),
    ("Tokyo Olympics", "2021-07-23"), ("Korean War", "2023-01-01"), ("Vietnam War", "2023-01-01"),
    ("Cold War", "2023-01-01"), ("Iran-Contra affair", "1987-01-01"), ("Party Congress", "2022-10-16"),
    ("Washington Post", "2023-01-01"), ("The Washington Post", "2023-01-01"), ("Tehran Times", "2023-01-01"),
    ("Times of India", "2023-01-01"), ("The Times of Israel", "2023-01-01"), ("Moscow Times", "2023-01-01"),
    ("Jerusalem Post", "2023-01-01"), ("Kyiv Independent", "2023-01-01"), ("South China Morning Post", "2023-01-01"),
    # words that are somebody's short name
    ("FACT CHECK", "2023-01-01"), ("FACT SHEET", "2023-01-01"), ("THE WAR IS OVER", "2023-01-01"),
    ("WHO IS TO BLAME", "2023-01-01"), ("MODEL Y SALES FALL", "2023-01-01"), ("CARE FOR THE POOR", "2023-01-01"),
    ("TIME TO MEND FENCES", "2023-01-01"), ("ICU beds", "2020-04-01"), ("APPLE INC", "2023-01-01"),
    ("the Southern Front", "2023-01-01"), ("frontline states", "2023-01-01"), ("Army of Justice", "2023-01-01"),
    ("the bloc", "2023-01-01"), ("the alliance", "2023-01-01"), ("Kurds", "2023-01-01"), ("Korea", "2023-01-01"),
]  # fmt: skip

PLACES = [
    ("the West Bank", "PSE"), ("Gaza", "PSE"), ("Northern Ireland", "GBR"), ("the Hague", "NLD"), ("The Hague", "NLD"),
    ("Geneva", "CHE"), ("talks in Geneva", "CHE"), ("Camp David", "USA"), ("Washington state", "USA"),
    ("the Panama Canal", "PAN"), ("the Suez Canal", "EGY"), ("the Malvinas", "GBR"), ("Golan Heights", "ISR"),
    ("Crimea", "UKR"), ("Niger Delta", "NGA"), ("Hong Kong", "CHN"),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "on", "codes"), ACTORS)
def test_who_is_named(gazetteer: Gazetteer, phrase: str, on: str, codes: str) -> None:
    acting = [mention for mention in mentions(gazetteer, phrase, on) if mention.kind != "place"]
    assert [code for mention in acting for code in mention.codes] == codes.split()


@pytest.mark.parametrize(("phrase", "on"), NOBODY)
def test_who_is_not(gazetteer: Gazetteer, phrase: str, on: str) -> None:
    assert [mention.codes for mention in mentions(gazetteer, phrase, on) if mention.kind != "place"] == []


@pytest.mark.parametrize(("phrase", "code"), PLACES)
def test_where(gazetteer: Gazetteer, phrase: str, code: str) -> None:
    assert [(one.kind, one.codes) for one in mentions(gazetteer, phrase, "2023-01-01")] == [("place", (code,))]


@pytest.mark.parametrize(
    ("name", "before", "group", "after", "state"),
    [
        ("Taliban", "2015-01-01", "TALIBAN", "2023-01-01", "AFG"),
        ("the Taliban", "2021-08-14", "TALIBAN", "2021-08-15", "AFG"),
        ("Hayat Tahrir al-Sham", "2024-11-30", "HTS", "2025-06-01", "SYR"),
        ("Sudan People's Liberation Movement", "2004-01-01", "SPLA", "2012-01-01", "SSD"),
        ("Rwandan Patriotic Front", "1994-04-07", "RPF", "2000-01-01", "RWA"),
        ("Sandinistas", "1978-01-01", "SANDINISTAS", "1984-01-01", "NIC"),
        ("Frelimo", "1970-01-01", "FRELIMO", "1990-01-01", "MOZ"),
        ("Unita", "1999-01-01", "UNITA", "2010-01-01", "AGO"),
        ("Lebanese Forces", "1982-09-16", "LEBANESE_FORCES", "2022-05-15", "LBN"),
        ("National Resistance Army", "1984-01-01", "NRA_UGANDA", "1990-01-01", "UGA"),
    ],
)
def test_a_name_passes_from_a_group_to_the_state(
    book: ActorBook, gazetteer: Gazetteer, name: str, before: str, group: str, after: str, state: str
) -> None:
    for on, code in ((before, group), (after, state)):
        assert book.resolve(name, date.fromisoformat(on)).code == code
        assert [one.codes for one in mentions(gazetteer, f"{name} condemned it", on)] == [(code,)]


def test_a_code_is_its_entity_whatever_bears_the_name_today(book: ActorBook) -> None:
    assert book.resolve("TALIBAN", date(2023, 1, 1)).code == "TALIBAN"
    assert book.resolve("chn").code == "CHN"


def test_what_is_gone_keeps_the_name_that_nobody_took_over(book: ActorBook) -> None:
    assert book.resolve("Tamil Tigers", date(2023, 1, 1)).code == "TAMIL_TIGERS"
    assert book.resolve("Yugoslavia", date(2023, 1, 1)).code == "YUG"


@pytest.mark.parametrize(
    ("phrase", "on", "code", "name"),
    [
        ("U.N. Secretary-General Kofi Annan", "2003-02-01", "UN", "Kofi Annan"),
        ("UN chief Annan", "2003-02-01", "UN", "Kofi Annan"),
        ("UN secretary-general", "2003-02-01", "UN", "Kofi Annan"),
        ("NATO Secretary General Jens Stoltenberg", "2023-02-01", "NATO", "Jens Stoltenberg"),
        ("NATO chief", "2023-02-01", "NATO", "Jens Stoltenberg"),
        ("EU foreign policy chief Josep Borrell", "2023-02-01", "EU", "Josep Borrell"),
        ("Arab League chief Ahmed Aboul Gheit", "2023-02-01", "LAS", "Ahmed Aboul Gheit"),
        ("WTO Director-General Ngozi Okonjo-Iweala", "2023-02-01", "WTO", "Ngozi Okonjo-Iweala"),
        ("World Bank President David Malpass", "2023-02-01", "WORLD_BANK", "David Malpass"),
        ("President Clinton", "1999-03-24", "USA", "Bill Clinton"),
        ("Secretary of State Clinton", "2011-03-19", "USA", "Hillary Clinton"),
    ],
)
def test_an_office_and_its_holder_are_one(gazetteer: Gazetteer, phrase: str, on: str, code: str, name: str) -> None:
    (mention,) = mentions(gazetteer, phrase, on)
    assert (mention.start, mention.end, mention.codes) == (0, len(phrase), (code,))
    assert mention.actors[0].name == name


def test_the_high_representative_is_one_person(book: ActorBook) -> None:
    names = [term.name for term in book.holders("EU", {"foreign_minister"}, date(2023, 2, 1))]
    assert names == ["Josep Borrell"]
