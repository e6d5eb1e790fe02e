"""Datasets fetched from a server: kept with the digest and the address, a new content as a new vintage."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from comity.datasets import catalogue
from comity.errors import InputError
from comity.observatory import Observatory
from commands import run
from publishers import GOOD, HEADER
from server import Handler, publisher

FIRST = "\n".join([HEADER, *GOOD, ""]).encode()
SECOND = "\n".join([HEADER, *GOOD[:2], ""]).replace(",2011", ",2021").encode()
SYSTEM = b"stateabb,ccode,year,version\nUSA,2,1816,2016\n"
STATES = b"""stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version
USA,2,United States of America,1816,1,1,2016,12,31,2016
"""


def test_a_fetched_file_is_kept_with_its_digest_and_address(tmp_path: Path) -> None:
    with publisher(lambda to, _: to.file(FIRST)) as server, Observatory(tmp_path / "c.duckdb") as observatory:
        (arrival,) = observatory.fetch("cow_nmc", address=server.address)
        (told,) = [one for one in observatory.datasets() if one["name"] == "cow_nmc"]
        assert (arrival.new, arrival.vintage.kept, arrival.replaced) == (True, 3, None)
        assert arrival.vintage.digest == arrival.fetched.digest == hashlib.sha256(FIRST).hexdigest()
        assert told["loaded"][0]["fetched_from"] == server.address
    assert (tmp_path / "c.downloads" / "cow_nmc" / "NMC.csv").read_bytes() == FIRST


def test_people_see_where_a_file_came_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = str(tmp_path / "c.duckdb")
    with publisher(lambda to, _: to.file(FIRST)) as server:
        run(capsys, "load", "cow_nmc", "--from", server.address, "--db", db)
        _, out, _ = run(capsys, "datasets", "cow_nmc", "--db", db)
        assert f"    NMC.csv: SHA-256 {hashlib.sha256(FIRST).hexdigest()}, from {server.address}" in out
    assert any(line.startswith("    cite: Singer") for line in out)
    _, out, _ = run(capsys, "datasets", "cow_alliances", "--db", db)
    assert any(line.startswith("    not fetched: its maintainer") for line in out)


def test_what_has_not_changed_is_kept_already(tmp_path: Path) -> None:
    with publisher(lambda to, _: to.file(FIRST)) as server, Observatory(tmp_path / "c.duckdb") as observatory:
        observatory.fetch("cow_nmc", address=server.address)
        (arrival,) = observatory.fetch("cow_nmc", address=server.address)
        assert (arrival.new, arrival.fetched.state) == (False, "same")


def test_changed_content_is_a_new_vintage_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = str(tmp_path / "c.duckdb")

    def answer(to: Handler, count: int) -> None:
        to.file(FIRST, '"1"') if count == 1 else to.file(SECOND, '"2"')

    with publisher(answer) as server:
        assert run(capsys, "load", "cow_nmc", "--from", server.address, "--db", db)[0] == 0
        status, out, _ = run(capsys, "load", "cow_nmc", "--from", server.address, "--db", db)
    assert status == 0
    assert out[0].startswith("2 rows of National Material Capabilities, 2012 to 2012; fetched from http://127.0.0.1:")
    assert "is another than that of" in out[1]
    assert "new vintage and takes the place of NMC.csv" in out[1]


def test_a_mirror_has_the_files_under_their_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"/m/cow_states/states2016.csv": STATES, "/m/cow_states/system2016.csv": SYSTEM}
    with publisher(lambda to, _: to.file(files[to.path])) as server:
        monkeypatch.setenv("COMITY_MIRROR", f"http://127.0.0.1:{server.server_port}/m")
        status, out, _ = run(capsys, "load", "cow_states", "--db", str(tmp_path / "c.duckdb"), "--json")
    rows = [json.loads(line) for line in out]
    assert status == 0
    assert [(row["part"], row["kept"], row["fetched"]["state"]) for row in rows] == [
        ("cow_states", 1, "new"),
        ("cow_states_years", 1, "new"),
    ]


def test_one_archive_with_two_files_is_fetched_once(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("DirectContiguity320/contdird.csv", "state1no,state2no,year,conttype\n2,20,2016,1\n")
        archive.writestr(
            "DirectContiguity320/contdir.csv", "statelno,statehno,conttype,begin,end\n2,20,1,192001,201612\n"
        )
        archive.writestr("DirectContiguity320/contdirs.csv", "statea,stateb\n")
    with publisher(lambda to, _: to.file(packed.getvalue())) as server, Observatory(tmp_path / "c.duckdb") as one:
        arrivals = one.fetch("cow_contiguity", address=f"http://127.0.0.1:{server.server_port}/")
        assert [arrival.vintage.part for arrival in arrivals] == ["cow_contiguity", "cow_contiguity_spells"]
        assert [entry["path"] for entry in server.asked] == ["/DirectContiguity320.zip"]
        assert arrivals[0].fetched.digest != arrivals[0].vintage.digest


def test_a_broken_second_file_keeps_nothing_of_the_first(tmp_path: Path) -> None:
    files = {"/states2016.csv": STATES, "/system2016.csv": SYSTEM.replace(b"2,1816", b"999,1816")}
    with publisher(lambda to, _: to.file(files[to.path])) as server, Observatory(tmp_path / "c.duckdb") as observatory:
        with pytest.raises(InputError, match="999"):
            observatory.fetch("cow_states", address=f"http://127.0.0.1:{server.server_port}/")
        assert all(not one["loaded"] for one in observatory.datasets())


def test_what_is_gone_says_where_to_look(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with publisher(lambda to, _: to.send(404)) as server:
        status, out, told = run(capsys, "load", "cow_nmc", "--from", server.address, "--db", str(tmp_path / "c.duckdb"))
    assert (status, out, told.count("\n")) == (1, [], 1)
    assert f"{server.address} is not there any more (404 Not Found)" in told
    assert "https://correlatesofwar.org/data-sets/national-material-capabilities/" in told
    assert "comity load cow_nmc FILE" in told


def test_a_page_in_place_of_the_data_is_told(tmp_path: Path) -> None:
    page = b"<html><head><title>Log in</title></head></html>"
    told = r'gives a web page \("Log in"\) in place of the data.*load cow_nmc FILE'
    with (
        publisher(lambda to, _: to.send(200, page, Content_Type="text/html")) as server,
        Observatory(tmp_path / "c.duckdb") as observatory,
        pytest.raises(InputError, match=told),
    ):
        observatory.fetch("cow_nmc", address=server.address)


def test_what_is_not_fetched_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, told = run(capsys, "load", "cow_alliances", "--db", str(tmp_path / "c.duckdb"))
    assert status == 1
    assert "cow_alliances is not fetched: its maintainer asks that no program hand it on" in told
    assert "comity load cow_alliances FILE" in told


def test_a_file_and_an_address_are_too_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, told = run(capsys, "load", "cow_nmc", "x.csv", "--from", "https://example.org/x.csv")
    assert (status, "give one of them" in told) == (1, True)


def test_an_address_of_a_dataset_is_protected_and_none_is_given_where_a_hand_is_needed() -> None:
    both = [one.name for one in catalogue().values() if one.downloads and one.by_hand]
    addresses = [each.address for one in catalogue().values() for each in one.downloads]
    assert both == []
    assert addresses
    assert [one for one in addresses if not one.startswith("https://") or " " in one] == []
