"""The ontology as data: PLOVER's types, modes and contexts, and the crosswalk to CAMEO and back."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import get_args

import pytest

from comity.errors import UnknownEventType
from comity.model import Quad
from comity.ontology import load_ontology

ONTOLOGY = load_ontology()
EVERY = [(one.name, mode) for one in ONTOLOGY.types.values() for mode in (None, *one.modes)]
REACHED = {ONTOLOGY.cameo(name, mode, contexts) for name, mode in EVERY for contexts in ((), *zip(ONTOLOGY.contexts))}

# ACCUSE lost its minus in the draft manual; vandalize has no score there and takes its type's.
OWN_SCORES = {"ACCUSE": -3.0, "PROTEST:VANDALIZE": -5.0}

# Where the crosswalk leaves the published table on purpose, and the convention of coding that says so.
OTHER_TYPE = {
    "018": "SUPPORT",  # condolence
    "019": "SUPPORT",  # accord that is voiced
    "116": "SANCTION",  # PLOVER 2.0 has a mode for verdicts
    "163": "SANCTION",  # PLOVER 2.0 puts embargoes and sanctions there
    **dict.fromkeys(("035", "0351", "0352", "0353", "0354", "0355", "0356"), "CONCEDE"),  # easing promised
}


def test_all_of_plover_is_there() -> None:
    assert len(ONTOLOGY.types) == 16
    assert len(ONTOLOGY.contexts) == 37
    assert len(EVERY) == 16 + 67
    assert len(ONTOLOGY.codes) == 312


def test_signs_agree_with_the_quad_class() -> None:
    for one in ONTOLOGY.types.values():
        scores = {one.intensity, *(mode.intensity for mode in one.modes.values())}
        if one.quad.endswith("coop"):
            assert min(scores) > 0, one.name
        elif one.name != "REQUEST":  # asking for help scores a little above zero
            assert max(scores) < 0, one.name


def test_the_two_slips_of_the_draft_manual_are_mended() -> None:
    assert ONTOLOGY.type("ACCUSE").intensity == -3
    assert ONTOLOGY.type("SANCTION").quad == "material_conf"


@pytest.mark.parametrize("code", ONTOLOGY.codes)
def test_a_code_crosses_to_what_the_ontology_knows(code: str) -> None:
    row = ONTOLOGY.from_cameo(code)
    assert row.quad in get_args(Quad)
    assert -10 <= row.goldstein <= 10
    assert row.description
    if row.type is None:
        assert row.mode is None
        assert row.contexts == ()
    else:
        assert row.mode is None or ONTOLOGY.mode(row.type, row.mode)
        assert set(row.contexts) <= set(ONTOLOGY.contexts)


@pytest.mark.parametrize(("name", "mode"), EVERY)
def test_every_type_and_mode_comes_back_as_its_own_type(name: str, mode: str | None) -> None:
    for contexts in ((), *zip(ONTOLOGY.contexts)):
        assert ONTOLOGY.from_cameo(ONTOLOGY.cameo(name, mode, contexts)).type == name


def test_a_code_is_flagged_as_nearest_where_something_leads_to_it() -> None:
    assert {code for code, row in ONTOLOGY.codes.items() if row.nearest} == REACHED


def test_a_context_leads_to_one_code() -> None:
    seen: dict[tuple[str | None, str | None, str], str] = {}
    for row in ONTOLOGY.codes.values():
        for context in row.contexts if row.nearest else ():
            assert seen.setdefault((row.type, row.mode, context), row.code) == row.code


@pytest.mark.parametrize(
    ("name", "mode", "contexts", "code"),
    [
        ("AID", None, ["military"], "072"),
        ("COOPERATE", None, ["diplomatic", "economic"], "061"),
        ("SANCTION", "discontinue", ["diplomatic"], "161"),
        ("SANCTION", "discontinue", [], "163"),
        ("CONSULT", "phone", [], "041"),
        ("REQUEST", "yield", ["military"], "1056"),
    ],
)
def test_the_nearest_code(name: str, mode: str | None, contexts: list[str], code: str) -> None:
    assert ONTOLOGY.cameo(name, mode, contexts) == code


def test_goldstein_comes_from_the_code_or_its_parent() -> None:
    assert ONTOLOGY.goldstein("042") == 1.9
    assert ONTOLOGY.goldstein("0429") == 1.9
    assert ONTOLOGY.goldstein("99") is None
    assert ONTOLOGY.goldstein(None) is None


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda: ONTOLOGY.type("SANCTIONS"), "SANCTION"),
        (lambda: ONTOLOGY.mode("CONSULT", "telephone"), "phone"),
        (lambda: ONTOLOGY.from_cameo("1389"), "138"),
        (lambda: ONTOLOGY.from_cameo("42"), "042"),
    ],
)
def test_what_is_unknown_is_said_with_what_is_near(ask: object, near: str) -> None:
    assert callable(ask)
    with pytest.raises(UnknownEventType, match=near):
        ask()


def test_figures_are_the_published_ones(shared: Path) -> None:
    published = json.loads((shared / "data/ontology/plover_2.0.json").read_text(encoding="utf-8"))
    scores = {key.upper().replace(": ", ":"): value for key, value in published["scores"].items()} | OWN_SCORES
    quads = {name: get_args(Quad)[row["quad"] - 1] for name, row in published["events"].items()}
    assert set(quads) == set(ONTOLOGY.types)
    assert {row["name"] for row in published["contexts"]} == set(ONTOLOGY.contexts)
    for name, mode in EVERY:
        key = f"{name}:{mode.upper()}" if mode else name
        assert ONTOLOGY.intensity(name, mode) == scores.pop(key), key
        assert ONTOLOGY.type(name).quad == quads[name]
    assert not scores


def test_cameo_figures_are_the_published_ones(shared: Path) -> None:
    with open(shared / "data/ontology/cameo_map.csv", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["cameo"] for row in rows] == list(ONTOLOGY.codes)
    for row in rows:
        ours = ONTOLOGY.codes[row["cameo"]]
        assert ours.goldstein == float(row["goldstein"]), ours.code
        assert ours.quad == get_args(Quad)[int(row["quad_gdelt"]) - 1], ours.code
        if row["plover"] or ours.code in OTHER_TYPE:
            assert ours.type == OTHER_TYPE.get(ours.code, row["plover"]), ours.code
