"""What comes next, in the dossier: words that come from the figures alone, and the record with its wrong calls."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from lxml import html as lxml_html

from comity.actors import ActorBook
from comity.model import QUADS
from comity.observatory import Observatory
from comity.views.dossier import Dossier, dossier
from comity.views.model import Figure
from comity.views.prose import plain
from scenes import act, kept, report

from .conftest import WRITTEN

ON = date(2024, 2, 6)


def row(actor: str, event: str, horizon: int, chance: float, base: float, **more: Any) -> dict[str, Any]:
    recipient = {"CHN": "RUS", "RUS": "CHN"}[actor]
    return {
        "actor": actor, "recipient": recipient, "event": event, "horizon": horizon, "chance": chance, "base": base,
        "mean": chance, "low": 0, "high": 2, "few": False, "drivers": [], **more,
    }  # fmt: skip


def told(event: str, chance: float, status: str, seen: int | None, **more: Any) -> dict[str, Any]:
    happened = bool(seen)
    over = status == "graded"
    return row("CHN", event, 7, chance, 0.5) | {
        "on": ON - timedelta(30), "until": ON - timedelta(24), "made_at": datetime(2024, 1, 6), "status": status,
        "seen": seen, "right": (chance >= 0.5) == happened if over else None, "events": [],
        "brier": (chance - happened) ** 2 if over else None, "brier_base": 0.25 if over else None, "hindsight": False,
        **more,
    }  # fmt: skip


FORECASTS = [
    row(side, quad, horizon, 0.02 * horizon**0.5 + 0.1 * number, 0.3, few=quad == "material_conf")
    for side in ("CHN", "RUS")
    for number, quad in enumerate(QUADS)
    for horizon in (7, 30, 90)
]
FORECASTS[1] |= {"chance": 0.81, "base": 0.4, "drivers": [{"words": "a call was announced", "events": ["d-2", "e-0"]}]}
RECORD = [
    told("verbal_coop", 0.9, "graded", 2, events=["a-0", "b-0"]),
    told("verbal_conf", 0.8, "graded", 0),
    told("material_conf", 0.1, "open", None),
    told("material_coop", 0.3, "not_covered", None),
]
OUTLOOK = {"on": ON, "last": ON - timedelta(1), "forecasts": FORECASTS, "record": RECORD}


@pytest.fixture(scope="module")
def written(tables: dict[str, pa.Table], book: ActorBook) -> Dossier:
    return dossier(tables, book, "CHN", "RUS", written=WRITTEN, outlook=OUTLOOK)


def words(written: Dossier, key: str) -> str:
    return " ".join(plain(sentence) for sentence in written.section(key).prose)


def cells(written: Dossier, key: str, table: str) -> list[dict[str, Any]]:
    (found,) = (one for one in written.section(key).tables if one.key == table)
    shown = [[cell.text if isinstance(cell, Figure) else cell for cell in row] for row in found.rows]
    return [dict(zip(found.columns, row, strict=True)) for row in shown]


def test_every_number_in_the_words_stands_in_the_table(written: Dossier) -> None:
    table = {(one["chance"], one["base"]) for one in cells(written, "outlook", "outlook")}
    figures = [part for sentence in written.section("outlook").prose for part in sentence if isinstance(part, Figure)]
    chances = [figure for figure in figures if "chance" in figure.about]
    assert len(chances) > 8
    assert {figure.text for figure in chances} <= {text for pair in table for text in pair}


def test_what_is_out_of_the_usual_is_said_and_what_is_a_guess_too(written: Dossier) -> None:
    said = words(written, "outlook")
    assert (
        "Within 30 days China is given these chances of acting towards Russia: 81% for cooperation in words "
        "(usual 40%), 21% for cooperation in deeds (usual 30%), 31% for conflict in words (usual 30%) and 41% for "
        "conflict in deeds (usual 30%)."
    ) in said
    assert "Higher than usual is cooperation in words. Lower than usual is cooperation in deeds." in said
    assert "Lower than usual are cooperation in words and cooperation in deeds." in said
    assert "What is said of conflict in deeds rests on 0 past acts and is no more than a guess." in said


def test_the_summary_names_the_chances_that_the_section_has(written: Dossier) -> None:
    brief = " ".join(written.summary())
    assert "cooperation in words by China towards Russia is given a chance of 81%, where 40% is usual" in brief


def test_a_chance_leads_to_the_acts_of_its_kind(written: Dossier) -> None:
    (figure,) = (
        one for one in written.figures() if one.about == "acts so far: cooperation in words, China to Russia, 30 days"
    )
    chance = next(one for one in written.section("outlook").figures() if one.text == "81%")
    assert chance.evidence == figure.evidence
    assert figure.value == len(figure.evidence) == 3
    drivers = cells(written, "outlook", "outlook_drivers")
    assert drivers == [
        {"who": "China to Russia", "what": "Cooperation, words", "reason": "a call was announced", "acts": "2"}
    ]


def test_the_record_shows_right_wrong_open_and_unknown(written: Dossier) -> None:
    assert "Of 2 earlier forecasts about the two whose days are over, 1 was right and 1 wrong" in words(
        written, "record"
    )
    assert "Their Brier score is 0.325, that of the usual chances 0.250" in words(written, "record")
    shown = {
        one["what"]: (one["chance"], one["became"], one["verdict"])
        for one in cells(written, "record", "outlook_record")
    }
    assert shown == {
        "Cooperation, words": ("90%", "seen 2 times", "right"),
        "Conflict, words": ("80%", "not seen", "wrong"),
        "Conflict, deeds": ("10%", "open until then", ""),
        "Cooperation, deeds": ("30%", "not known: nothing was read", ""),
    }
    assert [one["what"] for one in cells(written, "record", "outlook_wrong")] == ["Conflict, words"]
    seen = next(one for one in written.section("record").figures() if one.text == "seen 2 times")
    assert seen.evidence == ("a-0",)


def test_forecasts_of_single_types_are_in_the_record(tables: dict[str, pa.Table], book: ActorBook) -> None:
    single = [told("CONSULT", 0.9, "graded", 2, events=["a-0"]), told("SANCTION", 0.7, "graded", 0)]
    found = dossier(tables, book, "CHN", "RUS", written=WRITTEN, outlook=OUTLOOK | {"record": single})
    assert "Of 2 earlier forecasts about the two whose days are over, 1 was right and 1 wrong" in words(found, "record")
    shown = {one["what"]: one["verdict"] for one in cells(found, "record", "outlook_record")}
    assert shown == {"Talks": "right", "Sanction or cut of ties": "wrong"}
    assert [one["what"] for one in cells(found, "record", "outlook_wrong")] == ["Sanction or cut of ties"]


def test_what_was_made_in_hindsight_is_shown_and_stays_out_of_the_figures(
    tables: dict[str, pa.Table], book: ActorBook
) -> None:
    late = [told("material_coop", 0.1, "graded", 1, hindsight=True), told("verbal_coop", 0.9, "graded", 2)]
    found = dossier(tables, book, "CHN", "RUS", written=WRITTEN, outlook=OUTLOOK | {"record": late})
    assert "Of 1 earlier forecast about the two whose days are over, 1 was right and 0 wrong" in words(found, "record")
    assert "1 was made in hindsight" in words(found, "record")
    assert [one["made"] for one in cells(found, "record", "outlook_wrong")] == ["6 January 2024 (in hindsight)"]


def test_the_chart_draws_each_chance_with_the_usual_one(written: Dossier) -> None:
    (chart,) = written.section("outlook").charts
    values = chart.spec["data"]["values"]
    assert len(values) == len(FORECASTS)
    assert {"side": "China to Russia", "days": 30, "class": "Cooperation, words", "chance": 0.81, "base": 0.4,
            "few": False} in values  # fmt: skip
    assert "<svg" in written.html()


def test_all_links_lead_somewhere_and_all_forms_tell_it(written: Dossier) -> None:
    page = lxml_html.document_fromstring(written.html())
    names = {element.get("id") for element in page.iter() if element.get("id")}
    links = {link.get("href")[1:] for link in page.iter("a") if link.get("href").startswith("#")}
    assert links <= names
    assert {"outlook", "record"} <= names
    for text in (written.markdown(), written.html()):
        assert "What comes next" in text
        assert "How earlier forecasts did" in text
    sections = {one["key"]: one for one in json.loads(written.json())["sections"]}
    assert len(sections["outlook"]["tables"][0]["rows"]) == len(FORECASTS)


def test_without_forecasts_nothing_is_said_of_what_comes_next(tables: dict[str, pa.Table], book: ActorBook) -> None:
    bare = dossier(tables, book, "CHN", "RUS", written=WRITTEN, outlook=OUTLOOK | {"forecasts": [], "record": []})
    keys = [section.key for section in bare.sections]
    assert "outlook" not in keys
    assert "No earlier forecast about the two was kept" in words(bare, "record")
    assert "chance" not in " ".join(bare.summary())


def test_the_dossier_of_an_observatory_has_them_and_keeps_none(tmp_path: Path) -> None:
    kept(tmp_path, [report(f"r{n}", f"2024-01-{n:02}", act("CHN", "RUS", on=f"2024-01-{n:02}")) for n in range(1, 29)])
    with Observatory(tmp_path / "scene.duckdb") as observatory:
        whole = observatory.dossier("CHN", "RUS", written=WRITTEN)
        early = observatory.dossier("CHN", "RUS", until=date(2024, 1, 10), written=WRITTEN)
        assert observatory.score_forecasts().graded == ()
    assert "from 29 January 2024 on, counted from what was read until 28 January 2024" in words(whole, "outlook")
    assert "from 11 January 2024 on, counted from what was read until 10 January 2024" in words(early, "outlook")
