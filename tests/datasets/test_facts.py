"""The facts that ship with comity: every row complete and valid, and right where the shared data cover it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from comity import datafiles
from comity.actors import ActorBook
from comity.datasets.facts.load import about, load

FACTS = load()
ROWS: dict[str, list[dict[str, Any]]] = {name: FACTS[name].to_pylist() for name in about()["tables"]}
EVERY = [(table, row) for table, rows in ROWS.items() for row in rows]
DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
FISCAL = r"(\d{4})-(\d{2})"
MAY_BE_EMPTY = {"note", "item", "ended", "in_force", "place"}
CODES = {"a", "b", "participants", "parties", "sender", "target", "state"}
HEADS = ("head_of_state", "head_of_government")
LAST_KNOWN = date(2025, 12, 31)

COW = {"CHN": 710, "RUS": 365, "USA": 2, "KOR": 732, "TUR": 640}
NEAR = 0.15


@pytest.fixture(scope="module")
def book() -> ActorBook:
    return ActorBook.load()


def latest(written: str) -> str:
    """The last day that a date cut to its precision may mean, as text."""
    return (written + "-12-31" if len(written) == 4 else written + "-31")[:10]


def label(one: tuple[str, dict[str, Any]]) -> str:
    table, row = one
    return f"{table}: {' '.join(str(row[key]) for key in about()['tables'][table]['key'])}"


def wrong(rows: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [label(one) for one in rows]


def test_every_table_of_the_description_has_rows_and_no_file_is_left_out() -> None:
    folder = Path(datafiles.__file__).parent / "data" / "facts"
    assert {path.stem for path in folder.glob("*.csv")} == set(ROWS)
    assert all(ROWS.values())


def test_every_cell_that_must_say_something_does() -> None:
    empty = [
        (table, row)
        for table, row in EVERY
        if any(value in ("", None) for column, value in row.items() if column not in MAY_BE_EMPTY)
    ]
    assert wrong(empty) == []


def test_no_cell_has_blanks_around_it() -> None:
    assert wrong([one for one in EVERY if any(isinstance(v, str) and v != v.strip() for v in one[1].values())]) == []


def test_every_code_is_known(book: ActorBook) -> None:
    unknown = {
        code
        for _, row in EVERY
        for column in CODES & row.keys()
        for code in row[column].split("|")
        if code not in book.entities
    }
    assert unknown == set()


def test_lists_of_codes_are_in_order_without_repeats() -> None:
    lists = [(table, row) for table, row in EVERY for column in ("participants", "parties") if column in row
        if row[column].split("|") != sorted(set(row[column].split("|")))]  # fmt: skip
    assert wrong(lists) == []


def test_every_date_is_one_and_lies_in_the_past() -> None:
    for table, row in EVERY:
        for column in ("period", "until", "as_of", "in_force", "ended"):
            written = row.get(column)
            if not written or (table == "trade" and column == "period"):
                continue
            assert re.fullmatch(DAY, written), (label((table, row)), column)
            date.fromisoformat(written if len(written) == 10 else f"{written}-01-01"[:10])
            assert written <= LAST_KNOWN.isoformat(), (label((table, row)), column)


def test_nothing_is_published_before_it_happened() -> None:
    early = [
        (table, row)
        for table, row in EVERY
        if latest(row["as_of"]) < (row["until"] if table == "exercises" else row["period"])[:10]
    ]
    assert wrong(early) == []


def test_a_treaty_is_in_force_after_it_was_signed_and_ends_after_that() -> None:
    for row in ROWS["treaties"]:
        dates = [row[column] for column in ("period", "in_force", "ended") if row[column]]
        assert dates == sorted(dates), row["name"]


# -- trade -----------------------------------------------------------------------------------------------------------


def test_trade_is_of_whole_years_in_a_unit_and_of_one_direction() -> None:
    for row in ROWS["trade"]:
        period = re.fullmatch(FISCAL, row["period"])
        assert period is None or int(period[2]) == (int(period[1]) + 1) % 100
        assert period or re.fullmatch(r"\d{4}", row["period"])
        assert row["direction"] in {"exports", "imports", "turnover"}
        assert row["unit"] in {"billion US dollars", "billion euros", "million tonnes", "billion cubic metres"}
        assert bool(row["item"]) == (row["quantity"] != "trade")
        assert row["value"] > 0
        assert row["reporter"] in about()["reporters"]


def test_one_reporter_uses_one_unit_for_a_flow() -> None:
    units = defaultdict(set)
    for row in ROWS["trade"]:
        units[row["a"], row["b"], row["quantity"], row["item"], row["reporter"]].add(row["unit"])
    assert [flow for flow, used in units.items() if len(used) > 1] == []


def test_exports_and_imports_make_the_turnover() -> None:
    flows: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for row in ROWS["trade"]:
        if row["quantity"] == "trade":
            flows[row["a"], row["b"], row["period"]][row["direction"]] = row["value"]
    whole = {key: flow for key, flow in flows.items() if len(flow) == 3}
    assert len(whole) > 100
    assert [
        (key, flow) for key, flow in whole.items() if abs(flow["turnover"] - flow["exports"] - flow["imports"]) > 0.151
    ] == []
    assert all("turnover" in flow for flow in flows.values())


def test_china_and_russia_are_covered_by_both_customs_services() -> None:
    years = {
        reporter: sorted(int(row["period"]) for row in ROWS["trade"] if row["reporter"] == reporter
            and {row["a"], row["b"]} == {"CHN", "RUS"} and row["direction"] == "turnover")
        for reporter in ("General Administration of Customs of China", "Federal Customs Service of Russia")
    }  # fmt: skip
    assert years["General Administration of Customs of China"] == list(range(2000, 2025))
    assert years["Federal Customs Service of Russia"] == list(range(2000, 2022))


def test_imports_are_those_of_correlates_of_war_where_it_covers_them(shared: Path) -> None:
    """COW takes a flow from the importer's statistics, so imports compare, while exports and turnover are mirrored.

    China's imports count here only from Russia: COW adds to the others what came by way of Hong Kong.
    """
    path = shared / "data/structure/cow_trade/cow_trade_ddy.parquet"
    table = pq.read_table(path, filters=[("year", ">=", 2000)])
    flows = {(row["ccode1"], row["ccode2"], row["year"]): row["flow1"] for row in table.to_pylist()}
    compared, off = 0, []
    for row in ROWS["trade"]:
        if row["quantity"] != "trade" or row["direction"] != "imports" or "euro" in row["unit"]:
            continue
        if row["a"] == "CHN" and row["b"] != "RUS":
            continue
        key = (COW.get(row["a"]), COW.get(row["b"]), int(row["period"][:4]))
        if len(row["period"]) == 4 and (million := flows.get(key)):
            compared += 1
            if abs(row["value"] * 1000 / million - 1) > NEAR:
                off.append((label(("trade", row)), million))
    assert compared >= 50
    assert off == []


# -- meetings, exercises, sanctions ----------------------------------------------------------------------------------


def test_leaders_met_while_they_were_in_office(book: ActorBook) -> None:
    for row in ROWS["meetings"]:
        day = date.fromisoformat(row["period"])
        for side in ("a", "b"):
            names = {name for term in book.holders(row[side], HEADS, day) for name in (term.name, *term.aliases)}
            assert row[f"{side}_leader"] in names, label(("meetings", row))


def test_nobody_meets_in_two_places_on_a_day() -> None:
    places = defaultdict(set)
    for row in ROWS["meetings"]:
        for side in ("a", "b"):
            places[row[f"{side}_leader"], row["period"]].add(row["place"])
    assert {who: where for who, where in places.items() if len(where) > 1} == {}


def test_a_pair_of_leaders_has_one_order() -> None:
    pairs = {(row["a"], row["b"]) for row in ROWS["meetings"]}
    assert {pair for pair in pairs if pair[::-1] in pairs} == set()


def test_exercises_have_china_and_russia_and_end_after_they_begin() -> None:
    assert [row["name"] for row in ROWS["exercises"] if not {"CHN", "RUS"} <= set(row["participants"].split("|"))] == []
    assert [row["name"] for row in ROWS["exercises"] if row["until"] < row["period"]] == []
    months = [row["period"][:7] for row in ROWS["exercises"]]
    assert months == sorted(months)


def test_exercises_of_a_name_with_a_year_took_place_in_it() -> None:
    named = [(row["name"], year[0], row["period"]) for row in ROWS["exercises"]
        if (year := re.search(r"20\d\d", row["name"]))]  # fmt: skip
    assert len(named) > 30
    assert [one for one in named if not one[2].startswith(one[1])] == []


@pytest.mark.parametrize("patrol", ["air", "naval"])
def test_joint_patrols_are_numbered_without_a_gap(patrol: str) -> None:
    numbers = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"]
    names = [row["name"] for row in ROWS["exercises"] if row["kind"] == f"{patrol} patrol"]
    assert names == [f"{number} joint {patrol} patrol" for number in numbers[: len(names)]]
    assert len(names) >= 6


def test_where_absence_means_none_the_years_are_told() -> None:
    for name, entry in about()["tables"].items():
        assert entry["absence"] in {"zero", "missing"}
        assert bool(entry.get("coverage")) == (entry["absence"] == "zero"), name


def test_packages_of_the_european_union_come_in_order() -> None:
    dates = [row["period"] for row in ROWS["sanctions"] if row["name"].endswith("package") and row["sender"] == "EU"]
    assert dates == sorted(dates)
    assert len(dates) == 19


# -- votes -----------------------------------------------------------------------------------------------------------


def test_votes_listed_do_not_exceed_the_totals() -> None:
    totals = {row["resolution"]: (row["period"], row["yes"], row["no"], row["abstain"]) for row in ROWS["votes"]}
    assert all((row["period"], row["yes"], row["no"], row["abstain"]) == totals[row["resolution"]]
        for row in ROWS["votes"])  # fmt: skip
    for resolution, (_, *total) in totals.items():
        listed = Counter(row["vote"] for row in ROWS["votes"] if row["resolution"] == resolution)
        assert all(listed[how] <= all_ for how, all_ in zip(("yes", "no", "abstain"), total, strict=True))
        assert sum(total) <= 193
        assert listed["no"] >= 1


def test_votes_are_those_of_the_shared_roll_calls(shared: Path, book: ActorBook) -> None:
    """Only the resolution of 2014 is among them; the emergency session is not."""
    table = pq.read_table(shared / "data/structure/un_votes_cow/un_votes_cow_1946_2022.parquet")
    roll = {row["ccode"]: row["vote"] for row in table.filter(table["resid"].to_numpy() == 68061).to_pylist()}
    counted = Counter(roll.values())
    rows = [row for row in ROWS["votes"] if row["resolution"] == "A/RES/68/262"]
    assert (rows[0]["yes"], rows[0]["no"], rows[0]["abstain"]) == (counted[1], counted[3], counted[2])
    for row in rows:
        code = next(int(one.value) for one in book.entities[row["state"]].cow if one.holds(date(2014, 3, 27)))
        assert {1: "yes", 2: "abstain", 3: "no"}[roll[code]] == row["vote"], row["state"]
