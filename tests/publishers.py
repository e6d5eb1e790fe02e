"""Files in publishers' layouts, made by hand for tests."""

from __future__ import annotations

from pathlib import Path

HEADER = "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version"
GOOD = [
    "USA,2,2012,655388,1569,88695,3118690,314111,148713,0.1393526,2011",
    "RUS,365,2012,58765,956,70426,1092834,143169,67459,0.0400789,2011",
    "CHN,710,2012,102643,2285,731040,3953092,1377064,551111,0.2181169,2011",
]
EVENT = [
    "410412347", "20140218", "201402", "2014", "2014.1315", *[""] * 10, "GOV", "PRESIDENT", *[""] * 5, "GOV", "", "",
    "0", "043", "043", "04", "1", "2.8", "5", "1", "5", "-4.47", *["0", *[""] * 7], *["0", *[""] * 7], "4", "Pretoria",
    "SF", "SF03", "77359", "-30.3", "25.3", "-1299321", "20150218230000", "http://example.org/a",
]  # fmt: skip


def nmc(folder: Path, rows: list[str], header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "NMC.csv"
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return path


def gdelt(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "20150218.export.CSV"
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def event(number: int, **changes: str) -> list[str]:
    row = [str(number), *EVENT[1:]]
    for name, value in changes.items():
        row[{"date": 1, "quad": 29, "goldstein": 30, "latitude": 56}[name]] = value
    return row
