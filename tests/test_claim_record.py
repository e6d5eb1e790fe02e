"""Claims held against loaded datasets: trade, arms, exercises and journeys, side by side with the facts that ship.

The files are ours, in their publishers' layouts, with figures that are made up; COW's trade is the real one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from comity import figures, observatory
from comity.cli import app
from comity.datasets import dataset
from comity.measures.claim_check import Checked, check
from comity.model import Claim, Passage
from comity.observatory import Observatory
from comity.store import Store
from layouts import FILES

CODES = {
    "CHN": ("156", "China"),
    "RUS": ("643", "Russian Federation"),
    "NOR": ("579", "Norway"),
    "CHL": ("152", "Chile"),
}


def layout(dataset: str) -> str:
    return next(one for one in FILES if one.dataset == dataset).text


def comtrade(folder: Path, rows: Iterable[tuple[str, str, str, int, str, float]]) -> Path:
    """Rows are reporter, partner, flow (X or M), year, commodity, billions of dollars (or millions of tonnes too)."""
    names = layout("comtrade").splitlines()[0].split(",")
    lines = [",".join(names)]
    for reporter, partner, flow, year, commodity, value in rows:
        (a, a_name), (b, b_name) = CODES[reporter], CODES[partner]
        cells = {
            "typeCode": "C", "freqCode": "A", "refYear": year, "period": year, "reporterCode": a,
            "reporterISO": reporter, "isAggregate": "true", "reporterDesc": a_name, "flowCode": flow,
            "partnerCode": b, "partnerISO": partner, "partnerDesc": b_name,
            "partner2Code": 0, "classificationCode": "H6", "cmdCode": commodity, "customsCode": "C00", "mosCode": 0,
            "motCode": 0, "netWgt": int(value * 1e9) if commodity == "2709" else "", "primaryValue": int(value * 1e9),
        }  # fmt: skip
        lines.append(",".join(str(cells.get(name, "")) for name in names) + ",")
    path = folder / "TradeData.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def tiv(folder: Path, supplier: str, recipient: str, first: int, cells: list[str]) -> Path:
    years = [str(first + at) for at in range(len(cells))]
    title = f'"TIV of arms exports from {supplier}, {years[0]}-{years[-1]}"'
    text = "\n".join((title, "", f",{','.join(years)},Total", f"{recipient},{','.join(cells)},0", ""))
    path = folder / "TIV-Export.csv"
    path.write_text(text, encoding="utf-8")
    return path


def exercises(folder: Path, counts: dict[int, int]) -> Path:
    lines = [layout("jmed").splitlines()[0]]
    for year, count in counts.items():
        for number in range(count):
            lines += [f"{year}-{number},Made up,{year},5,385,Norway", f"{year}-{number},Made up,{year},5,155,Chile"]
    path = folder / "jmeDataPublic.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def trips(folder: Path, counts: dict[int, int]) -> Path:
    lines = [layout("colt").splitlines()[0]]
    for year, count in counts.items():
        for number in range(count):
            lines.append(
                f"{year}-{number},1,Norway,NOR,Europe,North,No,G,Prime Minister,M,Made Up,Chile,CHL,Americas,South,No,"
                f"No,Santiago,{year},3/{number + 1}/{year},3/{number + 1}/{year},1,Yes,,No"
            )
    path = folder / "Diplometrics_COLT.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def db(tmp_path: Path) -> Path:
    norway = [("NOR", "CHL", flow, year, "TOTAL", value) for year, value in zip(
        range(2012, 2021), (1, 1.2, 1.1, 1.4, 1.5, 1.6, 1.3, 1.7, 2.0), strict=True) for flow in "XM"]  # fmt: skip
    chile = [("CHL", "NOR", flow, year, "TOTAL", value) for year, value in zip(
        range(2012, 2021), (1.1, 1.3, 1.2, 1.5, 1.9, 1.7, 1.4, 1.8, 2.6), strict=True) for flow in "XM"]  # fmt: skip
    oil = [("CHL", "NOR", "M", year, "2709", value) for year, value in ((2019, 0.5), (2020, 0.8))]
    path = tmp_path / "comity.duckdb"
    with Observatory(path) as kept:
        kept.load("comtrade", comtrade(tmp_path, [*norway, *chile, *oil]))
        kept.load("sipri_tiv", tiv(tmp_path, "Norway", "Chile", 2012, ["", "5", "", "9", "12", "0", "3", "30", "41"]))
        kept.load("jmed", exercises(tmp_path, {1990: 1, 2010: 1, 2011: 1, 2012: 1, 2013: 2, 2014: 3, 2015: 3, 2016: 4}))
        kept.load("colt", trips(tmp_path, {2011: 4, 2012: 3, 2013: 3, 2014: 1, 2015: 0, 2016: 1}))
    return path


def held(db: Path, sentence: str, *about: str, published: date = date(2021, 3, 1), **more: str) -> Checked:
    kind, quantity, subject, partner, period = (*about, "2020")[:5] if len(about) == 4 else about
    claim = Claim(kind, quantity, subject, partner, period or None, more.get("value"), more.get("unit"),  # type: ignore[arg-type]
                  Passage(0, len(sentence), sentence))  # fmt: skip
    with Store(db, read_only=True) as store:
        return check(claim, figures.facts(str, store), published)


@pytest.mark.parametrize(
    ("sentence", "about", "verdict", "told"),
    [
        ("a record", ("record", "trade", "NOR", "CHL"), "supported", "NOR to UN Comtrade: trade between NOR and CHL"),
        ("a record", ("record", "trade", "CHL", "NOR"), "supported", "trade between CHL and NOR was 5.2 billion"),
        ("a record", ("record", "trade", "NOR", "CHL", "2018"), "contradicted", "less than the 3.2 of 2017"),
        ("rose", ("rise", "exports", "NOR", "CHL"), "supported", "exports from NOR to CHL were 2 billion US dollars"),
        ("fell", ("fall", "imports", "NOR", "CHL"), "contradicted", "imports of NOR from CHL were 2 billion"),
        ("rose", ("rise", "oil", "NOR", "CHL"), "supported", "crude oil from NOR to CHL was 0.8 million tonnes"),
        ("a record", ("record", "arms", "NOR", "CHL"), "supported", "41 million trend indicator values in 2020"),
        ("fell", ("fall", "arms", "NOR", "CHL"), "contradicted", "36.7 percent more than in 2019 (30)"),
        ("rose", ("rise", "arms", "CHL", "NOR"), "not_covered", "There are no figures on arms from CHL to NOR"),
        ("rose", ("rise", "trade", "NOR", "CHL", "2021"), "not_covered", "was not over when the report came out"),
    ],
)  # fmt: skip
def test_a_claim_of_a_pair_that_the_facts_do_not_have(
    db: Path, sentence: str, about: tuple[str, ...], verdict: str, told: str
) -> None:
    made = held(db, sentence, *about)
    assert made.verdict == verdict, made.basis
    assert told in " ".join(made.basis)


def test_two_reporters_that_differ_stand_side_by_side(db: Path) -> None:
    made = held(db, "reached 5.2 billion dollars", "level", "trade", "NOR", "CHL", value="5.2", unit="billion dollars")
    assert made.verdict == "not_covered"
    text = " ".join(made.basis)
    assert "NOR to UN Comtrade: trade between NOR and CHL was 4 billion US dollars in 2020, not the 5.2 claimed" in text
    assert (
        "CHL to UN Comtrade: trade between NOR and CHL was 5.2 billion US dollars in 2020, which fits the 5.2" in text
    )
    assert "These figures disagree about the claim" in text
    assert "in 2020 NOR to UN Comtrade has 4 and CHL to UN Comtrade 5.2 billion US dollars, 30.0 percent more" in text


def test_every_line_names_its_dataset_and_its_version(db: Path) -> None:
    made = held(db, "a record", "record", "trade", "NOR", "CHL")
    assert all(f"[UN Comtrade loaded on {date.today():%Y}" in line for line in made.basis), made.basis


@pytest.mark.parametrize(
    ("sentence", "kind", "quantity", "published", "verdict", "told"),
    [
        ("became more frequent", "more_frequent", "exercises", date(2017, 2, 1), "supported",
         "has 1 in 2011, 1 in 2012, 2 in 2013, 3 in 2014, 3 in 2015, 4 in 2016, that is 3.3 a year in 2014 to 2016"),
        ("became less frequent", "less_frequent", "exercises", date(2017, 2, 1), "contradicted", "against 1.3 a year"),
        ("more frequent", "more_frequent", "exercises", date(2021, 2, 1), "not_covered", "covers 1990 to 2016"),
        ("visits have become rarer", "less_frequent", "visits", date(2017, 2, 1), "supported",
         "4 in 2011, 3 in 2012, 3 in 2013, 1 in 2014, 0 in 2015, 1 in 2016, that is 0.7 a year in 2014 to 2016"),
    ],
)  # fmt: skip
def test_how_often_is_counted_from_loaded_lists(
    db: Path, sentence: str, kind: str, quantity: str, published: date, verdict: str, told: str
) -> None:
    made = held(db, sentence, kind, quantity, "NOR", "CHL", "", published=published)
    assert made.verdict == verdict, made.basis
    assert told in " ".join(made.basis)


def test_the_real_trade_of_cow_is_asked_by_the_codes_of_the_year(shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "comity.duckdb"
    with Observatory(path) as kept:
        kept.load("cow_trade", shared / "data" / "structure" / "cow_trade" / "cow_trade_ddy.parquet")
    made = held(path, "rose", "rise", "trade", "CHN", "RUS", "1996", published=date(1997, 3, 1))
    assert made.verdict == "supported"
    assert made.basis == (
        "Correlates of War: trade between CHN and RUS was 6.15 billion US dollars in 1996, 31.9 percent more than in "
        "1995 (4.66) [Correlates of War trade 4.0].",
    )
    # West Germany, which is COW's 260, and the Soviet Union go by the codes of their heirs.
    made = held(path, "rose", "rise", "imports", "DEU", "RUS", "1958", published=date(1959, 3, 1))
    assert "Correlates of War: imports of DEU from RUS were" in made.basis[0]


def test_the_facts_and_a_dataset_stand_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "comity.duckdb"
    rows = [("RUS", "CHN", flow, year, "TOTAL", value) for flow in "XM" for year, value in (
        (2020, 50), (2021, 70), (2022, 95), (2023, 118), (2024, 120))]  # fmt: skip
    with Observatory(path) as kept:
        kept.load("comtrade", comtrade(tmp_path, rows))
        kept.keep([])
    made = held(path, "rose", "rise", "trade", "CHN", "RUS", "2024", published=date(2025, 2, 1))
    text = " ".join(made.basis)
    assert made.verdict == "supported"
    assert "General Administration of Customs of China: trade between CHN and RUS was 244.8 billion" in text
    assert "RUS to UN Comtrade: trade between CHN and RUS was 240 billion US dollars in 2024" in text
    assert "it has published no trade by country for the time since early 2022 [comity facts 1, trade]" in text
    assert "in 2021, the last year that both report, General Administration of Customs of China has 146.9" in text


NEAR = {2008, 2009, 2012, 2013, 2018, 2019}
"""Years in which the two services lie within three percent of each other."""


@pytest.mark.parametrize("year", range(2001, 2025))
@pytest.mark.parametrize("kind", ["rise", "record"])
def test_both_customs_services_stand_in_what_is_said_of_chinas_trade_with_russia(year: int, kind: str) -> None:
    sentence = f"Trade between China and Russia grew in {year}."
    claim = Claim(kind, "trade", "CHN", "RUS", str(year), None, None, Passage(0, len(sentence), sentence))  # type: ignore[arg-type]
    found = check(claim, figures.facts(str), date(2025, 2, 24))
    told = [line for line in found.basis if line.startswith(("General Administration of", "Federal Customs Service"))]
    assert len({line.partition(":")[0] for line in told}) == 2
    chinese, russian = told
    assert f" in {year}, " in chinese
    assert f"{year} is not among them" in russian if year > 2021 else f" in {year}, " in russian
    assert ("differ: in" in " ".join(found.basis)) == (year not in NEAR)


def test_check_asks_the_datasets_of_a_file(db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Trade between Norway and Chile reached a record in 2020.", encoding="utf-8")
    (without,) = observatory.check([report], published=date(2021, 3, 1))
    assert without[1].verdict == "not_covered"
    (with_data,) = observatory.check([report], published=date(2021, 3, 1), db=db)
    assert with_data[1].verdict == "supported"
    with pytest.raises(SystemExit) as left:
        app(["check", str(report), "--published", "2021-03-01", "--db", str(db)])
    assert not left.value.code
    printed = capsys.readouterr().out
    assert "supported: record trade NOR-CHL 2020" in printed
    # The verdict rests on Comtrade alone, of all that is loaded.
    assert [line for line in printed.splitlines() if line.startswith("cite: ")] == [
        f"cite: {dataset('comtrade').citation}"
    ]


def test_kept_claims_are_checked_against_what_is_loaded(db: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Trade between Norway and Chile reached a record in 2020.", encoding="utf-8")
    with Observatory(db) as kept:
        kept.read([report], published=date(2021, 3, 1))
        (row,) = kept.check().to_pylist()
    assert row["verdict"] == "supported"
    assert "UN Comtrade" in row["basis"][0]
