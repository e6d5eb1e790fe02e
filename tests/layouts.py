"""Files of our own in the layouts of publishers whose files are not at hand, and small enough to be read by eye.

The figures in them are made up, but for the states. ``FILES`` has for each: the dataset, the name of the file, its
text, the table that it becomes, how many rows that has, and how many of them are set apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """One file; ``cells`` says that a row of the file becomes several of the table, one for each of some columns."""

    dataset: str
    name: str
    text: str
    part: str
    rows: int
    apart: int = 0
    cells: bool = False
    delimiter: str = ","
    head: int = 0
    encoding: str = "utf-8"

    def write(self, folder: Path, text: str | None = None) -> Path:
        path = folder / self.name
        path.write_bytes((self.text if text is None else text).encode(self.encoding))
        return path


INTRA_4 = """\
WarNum,WarName,WarType,CcodeA,SideA,CcodeB,SideB,Intnl,StartMonth1,StartDay1,StartYear1,EndMonth1,EndDay1,EndYear1,StartMonth2,StartDay2,StartYear2,EndMonth2,EndDay2,EndYear2,TransFrom,WhereFought,Initiator,Outcome,TransTo,SideADeaths,SideBDeaths,Version
990,Made-up Revolt,4,710,China,-8,Rebels,0,1,2,1990,3,4,1991,-8,-8,-8,-8,-8,-8,-8,7,China,1,-8,1000,-9,4.1
991,Second Revolt,5,365,Russia,-8,Hill People,1,1,2,1994,3,4,1996,1,1,1999,6,1,2003,-8,2,Hill People,6,-8,-9,2000,4.1
991,Second Revolt,5,-8,-8,369,Ukraine,1,1,2,1994,3,4,1996,-8,-8,-8,-8,-8,-8,-8,2,Hill People,6,-8,-8,300,4.1
992,Unfinished,4,645,Iraq,-8,Rebels,0,1,2,2003,-7,-7,-7,-8,-8,-8,-8,-8,-8,-8,6,Rebels,5,-8,-9,-9,4.1
"""

INTRA_5 = """\
WarNum,WarName,V5RegionNum,WarType,CcodeA,SideA,CcodeB,SideB,Intnl,StartMo1,StartDy1,StartYr1,EndMo1,EndDy1,EndYr1,StartMo2,StartDy2,StartYr2,EndMo2,EndDy2,EndYr2,StartMo3,StartDy3,StartYr3,EndMo3,EndDy3,EndYr3,StartMo4,StartDy4,StartYr4,EndMo4,EndDy4,EndYr4,WDuratDays,WDuratMo,TransFrom,TransTo,Initiator,Outcome,DeathsSideA,DeathsSideB,TotalBDeaths,Version
990,Made-up Revolt,7,4,710,China,-8,Rebels,0,1,2,1990,3,4,1991,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,426,14,-8,-8,China,1,1000,-9,-9,5.1
991,Second Revolt,2,5,365,Russia,-8,Hill People,1,1,2,1994,3,4,1996,1,1,1999,6,1,2003,1,1,2005,2,2,2006,-8,-8,-8,-8,-8,-8,2000,66,-8,-8,Hill People,6,-9,2000,-9,5.1
992,Unfinished,6,4,645,Iraq,-8,Rebels,0,1,2,2003,-7,-7,-7,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-8,-9,-9,-8,-8,Rebels,5,-9,-9,-9,5.1
"""

GW = """\
gwno\tabbrev\tname\tstart\tend
2\tUSA\tUnited States of America\t1816-01-01\t2020-12-31
260\tGFR\tGerman Federal Republic\t1949-09-21\t2020-12-31
710\tCHN\tChina\t1816-01-01\t2020-12-31
"""

GW_OLD = """\
31\tBHM\tBahamas\t10:07:1973\t31:12:2017
31\tBHM\tBahamas Once\t01:01:1900\t31:12:1901
437\tCDI\tCôte D'Ivoire\t07:08:1960\t31:12:2017
"""

DIPLOMATS = """\
ccode1,ccode2,year,DR_at_1,DR_at_2,DE,version
2,365,2000,3,3,1,2006.1
2,731,2000,0,0,0,2006.1
2,710,2005,3,3,1,2006.1
2,40,2005,9,9,1,2006.1
"""

DCA = """\
ccode1,abbrev1,ccode2,abbrev2,year,dcaGeneralV1,dcaGeneralV2,dcaSectorV1,dcaSectorV2,dcaAnyV1,dcaAnyV2
365,RUS,710,CHN,1993,1,1,0,0,1,1
365,RUS,750,IND,2010,1,1,1,1,1,1
2,USA,40,CUB,1980,0,0,0,0,0,NA
"""

FILES = [
    Layout("cow_wars", "Intra-StateWarData_v4.1.csv", INTRA_4, "cow_wars_intra", 4),
    Layout("cow_wars", "INTRA-STATE_State_participants v5.1 CSV.csv", INTRA_5, "cow_wars_intra", 3),
    Layout("gw_states", "ksgmdw.txt", GW, "gw_states", 3, delimiter="\t"),
    Layout("gw_states", "iisystem.dat", GW_OLD, "gw_states", 3, delimiter="\t", head=-1, encoding="latin-1"),
    Layout("cow_diplomatic_exchange", "Diplomatic_Exchange_2006v1.csv", DIPLOMATS, "cow_diplomatic_exchange", 4),
    Layout("dcad", "DCAD-v1.0-dyadic.csv", DCA, "dcad", 3),
]
