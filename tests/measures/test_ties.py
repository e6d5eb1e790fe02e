"""Votes of three datasets, sanctions of two lists, agreements, missions and influence, on tables of a few rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from comity import Observatory
from comity.errors import InputError
from comity.measures.defence_agreements import defence_agreements
from comity.measures.diplomatic_representation import diplomatic_representation
from comity.measures.influence_capacity import influence_capacity
from comity.measures.sanctions_pressure import KINDS, sanctions_pressure
from comity.measures.un_similarity import un_similarity
from comity.measures.voting_distance import voting_distance
from layouts import FILES

LIBRARY = (
    "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,title,agenda_title,subjects\n"
    "1,CHN,CHINA,Y,1999-11-01,54,A/RES/54/1,ONE,A,B\n1,RUS,RUSSIA,N,1999-11-01,54,A/RES/54/1,ONE,A,B\n"
    "2,CHN,CHINA,Y,2000-02-01,54,A/RES/54/2,TWO,A,B\n2,RUS,RUSSIA,Y,2000-02-01,54,A/RES/54/2,TWO,A,B\n"
    "3,CHN,CHINA,A,2000-09-20,ES-10,A/RES/ES-10/9,THREE,A,B\n3,RUS,RUSSIA,Y,2000-09-20,ES-10,A/RES/ES-10/9,THREE,A,B\n"
    "4,CHN,CHINA,X,2000-11-02,55,A/RES/55/4,FOUR,A,B\n4,RUS,RUSSIA,Y,2000-11-02,55,A/RES/55/4,FOUR,A,B\n"
)


def layout(name: str) -> Any:
    return next(one for one in FILES if one.name == name)


def test_the_librarys_votes_lie_in_the_session_that_was_open(tmp_path: Path) -> None:
    path = tmp_path / "ga_voting.csv"
    path.write_text(LIBRARY, encoding="utf-8")
    with Observatory(tmp_path / "c.duckdb") as observatory:
        observatory.load("undl_votes", path)
        found = observatory.measure("un_similarity", [("CHN", "RUS")])
        last = observatory.measure("un_similarity", [("CHN", "RUS")], last=1999).to_pylist()
        ties = observatory.measure("network", by="votes").to_pylist()
    rows = [(row["year"], row["n"], row["agree"]) for row in found.to_pylist()]
    assert rows == [(1999, 2, 0.5), (2000, 1, 0.5)]
    assert [(row["year"], row["n"]) for row in last] == [(1999, 2)]
    assert b"undl_votes" in found.schema.metadata[b"datasets"]
    assert ties == []  # two votes are too few for a tie


def test_the_packages_votes_need_its_roll_calls(tmp_path: Path) -> None:
    with Observatory(tmp_path / "c.duckdb") as observatory:
        observatory.load("unvotes", layout("un_votes.csv").write(tmp_path))
        with pytest.raises(InputError, match="comity load un_votes FILE"):
            observatory.measure("un_similarity")
        observatory.load("unvotes", layout("un_roll_calls.csv").write(tmp_path))
        rows = observatory.measure("un_similarity").to_pylist()
    assert {(row["a"], row["b"], row["year"], row["s_abs"]) for row in rows} == {
        ("RUS", "USA", 1975, -1.0), ("RUS", "YMD", 1975, 0.0), ("USA", "YMD", 1975, 0.0),
    }  # fmt: skip


def test_voetens_votes_come_first_where_several_are_loaded() -> None:
    voeten = pa.table({"resid": [1001, 1001], "ccode": [2, 365], "year": [1946] * 2, "vote": [1, 3]})
    library = pa.table({"resolution_id": [1, 1], "state": ["USA", "RUS"], "vote": ["Y", "Y"], "session": ["1"] * 2,
                        "date": pa.array(["1946-11-01"] * 2).cast(pa.date32())})  # fmt: skip
    tables = {"undl_votes": library, "un_votes": voeten}
    assert un_similarity(tables, [("USA", "RUS")])["agree"].to_pylist() == [0.0]


def test_a_line_is_drawn_only_of_those_who_voted_often_enough() -> None:
    often = {2: [1] * 10, 200: [1] * 9 + [2], 365: [3] * 10, 710: [3] * 8 + [2] * 2, 740: [1] * 9}
    rows = [{"resid": at, "ccode": one, "year": 1980, "vote": vote} for one, cast in often.items()
            for at, vote in enumerate(cast)]  # fmt: skip
    found = voting_distance({"un_votes": pa.Table.from_pylist(rows)}).to_pylist()
    assert {code for row in found for code in (row["a"], row["b"])} == {"USA", "GBR", "RUS", "CHN"}
    points = {row["a"]: row["point1"] for row in found} | {row["b"]: row["point2"] for row in found}
    assert points["USA"] > points["GBR"] > 0 > points["CHN"] > points["RUS"]
    assert sum(points.values()) == pytest.approx(0)
    assert voting_distance({"un_votes": pa.Table.from_pylist(rows[:20])}).num_rows == 0


def eusanct(*rows: tuple[str, int, int, int, int]) -> pa.Table:
    names = ("sender", "ccode", "year", "threat", "sanction")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


def test_sanctions_of_the_union_are_those_of_its_members_of_the_year() -> None:
    table = eusanct(("EU", 365, 2003, 1, 0), ("EU", 365, 2004, 1, 1), ("US", 365, 2004, 0, 0), ("UN", 365, 2004, 0, 0))
    rows = sanctions_pressure({"eusanct": table}, [("POL", "RUS"), ("DEU", "RUS"), ("USA", "RUS")]).to_pylist()
    told = {(row["a"], row["year"]): (row["eusanct_threat"], row["eusanct"], row["eusanct_un"]) for row in rows}
    assert told == {
        ("DEU", 2003): (1, 0, None), ("DEU", 2004): (1, 1, 0), ("POL", 2003): (None, None, None),
        ("POL", 2004): (1, 1, 0), ("USA", 2003): (None, None, None), ("USA", 2004): (0, 0, 0),
    }  # fmt: skip
    assert {row["breadth"] for row in rows} == {None}


def test_two_lists_of_sanctions_stand_side_by_side_and_neither_is_zero_outside_its_years() -> None:
    case = {"sender": "USA", "target": "RUS", "year": 2014, **dict.fromkeys(KINDS, 0), "travel": 1}
    tables = {
        "gsdb": pa.Table.from_pylist([case]),
        "eusanct": eusanct(("US", 365, 2013, 0, 0), ("US", 365, 2014, 1, 1)),
    }
    rows = sanctions_pressure(tables, [("USA", "RUS"), ("USA", "CHN")]).to_pylist()
    assert [(row["b"], row["year"], row["breadth"], row["senders"], row["eusanct"]) for row in rows] == [
        ("CHN", 2013, None, None, None), ("CHN", 2014, 0, 0, None),
        ("RUS", 2013, None, None, 0), ("RUS", 2014, 1, 1, 1),
    ]  # fmt: skip


def test_agreements_are_read_either_way_round_and_the_two_readings_stay_apart() -> None:
    kinds = ("agreement", "general", "sector", "agreement_wide", "general_wide", "sector_wide")
    rows = [
        {"ccode1": one, "ccode2": other, "year": 2005, **dict.fromkeys(kinds, 0), "agreement": n, "agreement_wide": 1}
        for one, other, n in ((365, 710, 1), (365, 750, 1), (710, 750, 0), (2, 750, 1))
    ]  # fmt: skip
    table = pa.Table.from_pylist(rows)
    (found,) = defence_agreements({"dcad": table}, [("IND", "CHN")]).to_pylist()
    assert (found["agreement"], found["agreement_wide"], found["shared_partners"]) == (0, 1, 1)
    assert (found["partners1"], found["partners2"]) == (2, 1)
    assert defence_agreements({"dcad": table}, [("USA", "CHN")]).num_rows == 0
    assert defence_agreements({"dcad": table}).num_rows == 4


def test_missions_are_counted_where_it_is_known_and_only_in_the_years_of_the_data() -> None:
    rows = [(2, 365, 3, 3), (2, 710, 0, 0), (365, 710, 9, None)]
    table = pa.table({"ccode1": [one for one, *_ in rows], "ccode2": [one for _, one, *_ in rows], "year": [1970] * 3,
                      "at1": [row[2] for row in rows], "at2": pa.array([row[3] for row in rows], pa.int64()),
                      "exchange": [1, 0, 1]})  # fmt: skip
    exchange = {"cow_diplomatic_exchange": table}
    (found,) = diplomatic_representation(exchange, [("CHN", "RUS")]).to_pylist()
    assert (found["at1"], found["at2"], found["lower"], found["exchange"]) == (None, 9, None, 1)
    assert (found["missions1"], found["share1"], found["missions2"], found["share2"]) == (0, 0.0, 2, 1.0)
    assert diplomatic_representation(exchange, [("CHN", "RUS")], first=1971, last=1974).num_rows == 0


def test_the_soviet_unions_influence_is_russias_and_what_is_not_known_is_no_share() -> None:
    names = ("sender", "target", "year", "fbic", "bandwidth", "dependence")
    rows = [
        ("SUN", "POL", 1985, 0.6, 0.5, 0.8),
        ("USA", "POL", 1985, 0.2, 0.3, 0.3),
        ("CHN", "POL", 1985, None, None, None),
    ]
    table = {"fbic": pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])}
    russian, chinese = influence_capacity(table, [("RUS", "POL"), ("CHN", "POL")]).to_pylist()[::-1]
    assert (round(russian["share"], 2), russian["rank"], russian["balance"]) == (0.75, 1, None)
    assert (chinese["share"], chinese["rank"]) == (None, None)


def test_alliances_of_a_users_own_file_are_compared_and_the_strongest_of_a_year_counts(tmp_path: Path) -> None:
    with Observatory(tmp_path / "c.duckdb") as observatory:
        observatory.load("cow_alliances", layout("alliance_v4.1_by_directed_yearly.csv").write(tmp_path))
        pairs = [("RUS", "AUH"), ("USA", "CAN"), ("CHN", "RUS"), ("USA", "RUS")]
        rows = observatory.measure("alliance_similarity_cow", pairs).to_pylist()
        panel = observatory.panel("dyad-year", since=1895, until=1896, pairs=[("RUS", "AUH")]).add("cow_alliances")
    levels = {(row["a"], row["b"], row["year"]): row["level"] for row in rows}
    assert levels["RUS", "AUH", 1895] == 3  # a defence pact until June, an entente and non-aggression since July
    assert levels["USA", "CAN", 1950] == 3
    assert (levels["CHN", "RUS", 2002], levels["USA", "RUS", 2002]) == (2, 0)
    assert panel.to_arrow()["defense"].to_pylist() == [1, 0]
