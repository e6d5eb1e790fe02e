"""Files of our own in the layouts of publishers whose files are not at hand, small enough to be read by eye.

They lie in ``in_layout``, a folder for each dataset. The figures in them are made up; the states are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "in_layout"


@dataclass(frozen=True, slots=True)
class Layout:
    """One file: the table that it becomes, how many rows that has, and how many of them are set apart.

    ``cells`` says that a row of the file becomes several of the table, one for each of some columns, and ``summed``
    that rows of the file are added up; ``head`` is the line of the header, or -1.
    """

    dataset: str
    name: str
    part: str
    rows: int
    apart: int = 0
    cells: bool = False
    summed: bool = False
    delimiter: str = ","
    head: int = 0
    encoding: str = "utf-8"

    @property
    def text(self) -> str:
        return (FOLDER / self.dataset / self.name).read_bytes().decode(self.encoding)

    def write(self, folder: Path, text: str | None = None) -> Path:
        path = folder / self.name
        path.write_bytes((self.text if text is None else text).encode(self.encoding))
        return path


FILES = [
    Layout("cow_wars", "Intra-StateWarData_v4.1.csv", "cow_wars_intra", 4),
    Layout("cow_wars", "INTRA-STATE_State_participants v5.1 CSV.csv", "cow_wars_intra", 3),
    Layout("gw_states", "ksgmdw.txt", "gw_states", 3, delimiter="\t"),
    Layout("gw_states", "iisystem.dat", "gw_states", 3, delimiter="\t", head=-1, encoding="latin-1"),
    Layout("cow_diplomatic_exchange", "Diplomatic_Exchange_2006v1.csv", "cow_diplomatic_exchange", 4),
    Layout("dcad", "DCAD-v1.0-dyadic.csv", "dcad", 3),
    Layout("gsdb", "GSDB_V4_dyadic.csv", "gsdb", 5),
    Layout("gsdb", "GSDB_V4.csv", "gsdb_cases", 2),
    Layout("sipri_tiv", "import-export-values_2021-2023.csv", "sipri_tiv", 18, 3, cells=True, head=9),
    Layout("sipri_tiv", "import-export-values_world.csv", "sipri_tiv", 8, 2, cells=True, head=5),
    Layout("sipri_tiv", "TIV-Export-SUN-1989-1991.csv", "sipri_tiv", 12, 3, cells=True, head=4),
    Layout("sipri_register", "trade-register.csv", "sipri_register", 4, head=11),
    Layout("colt", "Diplometrics_COLT.csv", "colt", 4),
    Layout("jmed", "jmeDataPublic.csv", "jmed", 4),
    Layout("comtrade", "TradeData.csv", "comtrade", 6, 1),
    Layout("baci", "BACI_HS92_Y2023_V202501.csv", "baci", 4, summed=True),
    Layout("world_bank", "API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", "world_bank_population", 12, 3, cells=True, head=4),
    Layout("maddison", "mpd2023_full.csv", "maddison", 7),
    Layout("polity", "p5v2018.csv", "polity", 6),
    Layout("vdem", "V-Dem-CY-Core-v15.csv", "vdem", 4),
    Layout("undl_votes", "2026_02_06_ga_voting.csv", "undl_votes", 3),
    Layout("fbic", "FBIC.csv", "fbic", 3),
    Layout("eusanct", "EUSANCT_Dataset_Dyadic.csv", "eusanct", 3),
]
