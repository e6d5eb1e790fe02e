"""Observatories with published data: small tables made by hand, and the real files where they are at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comity import Observatory

ATOP = "mem1,mem2,year,defense,offense,neutral,nonagg,consul"
CONTIGUITY = "dyad,state1no,state1ab,state2no,state2ab,year,conttype,version"
NMC = "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version"
DYADS = (
    "dispnum,ccode1,ccode2,year,cowmidonset,sidea1,sidea2,orig1,orig2,hiact1,hiact2,hostlev1,hostlev2,fatality1,"
    "fatality2"
)
DISPUTES = "dispnum,styear,stmon,outcome,settle,fatality,mindur,maxdur,hiact,hostlev,recip"
PARTS = "dispnum,ccode,styear,stmon,stday,endyear,endmon,endday,sidea,fatality,hiact,hostlev,orig"

REAL = [
    ("atop", "atop/atop_alliance.parquet"),
    ("cow_nmc", "cow_nmc/cow_nmc.parquet"),
    ("cow_trade", "cow_trade/cow_trade_ddy.parquet"),
    ("cow_igo", "cow_igo/cow_igo_ndy.parquet"),
    ("cow_mid", "mid/cow_mid_dirdisps.parquet"),
    ("cow_mid", "mid/cow_mid_disps.parquet"),
    ("archigos", "archigos/archigos.parquet"),
    ("cow_contiguity", "raw_published/cow/contdir.csv"),
    ("cow_contiguity", "raw_published/cow/contdird.csv"),
    ("cow_states", "raw_published/cow/majors2024.csv"),
    ("ideal_points", "ideal_points/IdealpointestimatesAll_Apr2020.csv"),
    ("un_votes", "un_votes_cow/un_votes_cow_1946_2022.parquet"),
]

Filled = Callable[..., Observatory]


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Filled]:
    """Make an observatory with tables of text: ``filled(atop=[...rows...])``; a second file of a dataset ends in _2."""
    opened: list[Observatory] = []

    def make(**tables: tuple[str, list[str]]) -> Observatory:
        observatory = Observatory(tmp_path / "small.duckdb")
        opened.append(observatory)
        for name, (header, rows) in tables.items():
            path = tmp_path / f"{name}.csv"
            path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
            observatory.load(name.removesuffix("_2"), path)
        return observatory

    yield make
    for one in opened:
        one.__exit__(None, None, None)


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    """An observatory with the real files; tests that need it are not run without them."""
    folder = Path(__file__).parents[3] / "shared" / "data" / "structure"
    if not folder.is_dir():
        pytest.skip("the shared development data are not beside this project")
    with Observatory(tmp_path_factory.mktemp("real") / "real.duckdb") as observatory:
        for name, file in REAL:
            observatory.load(name, folder / file)
        yield observatory
