"""Whatever the table in docs/panel.md says to those who come from peacesciencer can be done, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from comity import Observatory
from comity.errors import InputError
from comity.panel import Panel
from layouts import FILES

PAGE = Path(__file__).parents[2] / "docs" / "panel.md"
LINES = [
    line.strip("|").split("|", 1)
    for line in PAGE.read_text(encoding="utf-8").partition("## Coming from peacesciencer")[2].splitlines()
    if line.startswith("| `")
]
FUNCTIONS = {
    "add_archigos", "add_atop_alliance", "add_capital_distance", "add_ccode_to_gw", "add_contiguity",
    "add_cow_alliance", "add_cow_majors", "add_cow_mids", "add_cow_trade", "add_cow_wars",
    "add_creg_fractionalization", "add_democracy", "add_fpsim", "add_gml_mids", "add_gwcode_to_cow", "add_igos",
    "add_latent_territorial_threat", "add_lead", "add_lwuf", "add_minimum_distance", "add_nmc", "add_peace_years",
    "add_rugged_terrain", "add_sdp_gdp", "add_sim_gdp_pop", "add_spells", "add_strategic_rivalries", "add_ucdp_acd",
    "add_ucdp_onsets", "create_dyadyears", "create_leaderdays", "create_leaderdyadyears", "create_leaderyears",
    "create_statedays", "create_stateyears",
}  # fmt: skip


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    folder = tmp_path_factory.mktemp("everything")
    with Observatory(folder / "all.duckdb") as observatory:
        for one in FILES:
            if one.dataset not in ("gdelt", "icews"):
                observatory.load(one.dataset, one.write(folder))
        yield observatory


def panels(observatory: Observatory) -> Iterator[Panel]:
    years = {"since": 2001, "until": 2003}
    who = ["RUS", "CHN", "USA"]
    yield observatory.panel("dyad-year", **years, directed=True, states=who)
    yield observatory.panel("state-year", **years, states=who)
    yield observatory.panel("state-year", **years, states=who, system="gw")


def test_every_function_has_a_line() -> None:
    named = {name for functions, _ in LINES for name in re.findall(r"`(\w+)`", functions)}
    assert named >= FUNCTIONS


def test_what_is_added_by_name_can_be_added(everything: Observatory) -> None:
    names = sorted({name for _, here in LINES for name in re.findall(r'add\("(\w+)"\)', here)})
    assert len(names) > 25
    for name in names:
        wider = []
        for panel in panels(everything):
            with suppress(InputError):  # what is about pairs has no place in a panel of states
                made = panel.add(name)
                assert len(made) == len(panel)
                wider.append(made.table.num_columns > panel.table.num_columns)
        assert wider, f"{name} fits no panel"
        assert all(wider), name


def test_every_unit_can_be_made(everything: Observatory) -> None:
    units = sorted({name for _, here in LINES for name in re.findall(r'panel\("([\w-]+)"', here)})
    assert len(units) == 6
    for unit in units:
        assert len(everything.panel(unit, since=2003, until=2003, states=["RUS", "GUY"])) > 0, unit


def test_spells_rules_and_rows_are_as_told(everything: Observatory) -> None:
    told = " ".join(here for _, here in LINES)
    rules = re.findall(r'"(\w+)"', re.findall(r"whittle=\[(.*?)\]", told)[0])
    (condition,) = re.findall(r'where\("(.*?)"\)', told)
    panel = (
        everything.panel("dyad-year", since=1968, until=1971, directed=True, states=["CHN", "RUS"])
        .add("cow_mid", whittle=rules)
        .add("cow_contiguity")
        .add("major_powers")
        .spells("cow_mid")
        .spells("onset")
    )
    assert {"cow_mid_t", "onset_t", "onset_t3"} <= set(panel.table.column_names)
    assert len(panel.where(condition)) == len(panel) == 8
    assert panel.citations()
    assert panel.coverage().num_rows == 3


def test_what_leaders_had_been_through_is_joined(everything: Observatory) -> None:
    panel = everything.panel("leader-year", since=2001, until=2004, states=["RUS"])
    made = panel.join(everything.rows("lead"), "lead")
    found = {(row["obsid"], row["year"]): row["military"] for row in made.to_arrow().to_pylist()}
    assert found == {("RUS-2101", year): 1 for year in range(2001, 2005)} | {("RUS-2104", 2004): 0}
