"""Files of our own in the layouts of publishers, small enough to be read by eye.

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
    Layout("archigos", "archigos.csv", "archigos", 3),
    Layout("lead", "LEAD.csv", "lead", 3),
    Layout("atop", "atop5_1ddyr.csv", "atop", 4),
    Layout("capitals", "cow_capitals.csv", "cow_capitals", 3),
    Layout("capitals", "gw_capitals.csv", "gw_capitals", 3),
    Layout("cow_alliances", "alliance_v4.1_by_directed_yearly.csv", "cow_alliances", 5),
    Layout("cow_contiguity", "contdird.csv", "cow_contiguity", 3),
    Layout("cow_contiguity", "contdir.csv", "cow_contiguity_spells", 3),
    Layout("cow_igo", "state_year_formatv3.csv", "cow_igo_states", 5),
    Layout("cow_igo", "cow_igo_ndy.csv", "cow_igo", 3),
    Layout("cow_igo", "cow_igo_sy.csv", "cow_igo_states", 3),
    Layout("cow_mid", "MIDA 5.0.csv", "cow_mid_disputes", 3),
    Layout("cow_mid", "MIDB 5.0.csv", "cow_mid_participants", 4),
    Layout("cow_mid", "cow_mid_dirdisps.csv", "cow_mid", 3),
    Layout("cow_nmc", "NMC-70-abridged.csv", "cow_nmc", 3),
    Layout("cow_states", "states2016.csv", "cow_states", 3),
    Layout("cow_states", "system2016.csv", "cow_states_years", 3),
    Layout("cow_states", "majors2024.csv", "cow_majors", 3),
    Layout("cow_trade", "Dyadic_COW_4.0.csv", "cow_trade", 3),
    Layout("cow_trade", "National_COW_4.0.csv", "cow_trade_totals", 3),
    Layout("democracy", "cw_democracy.csv", "democracy", 3),
    Layout("democracy", "gw_democracy.csv", "democracy_gw", 3),
    Layout("gdp_estimates", "cw_gdppop.csv", "gdp_estimates", 3),
    Layout("gdp_estimates", "gw_gdppop.csv", "gdp_estimates_gw", 3),
    Layout("gml_mid", "gml_dirdisp.csv", "gml_mid", 3),
    Layout("gml_mid", "gml_part.csv", "gml_mid_participants", 3),
    Layout("gml_mid", "gml_mid_disps.csv", "gml_mid_disputes", 3),
    Layout("ideal_points", "IdealpointestimatesAll_Jun2024.csv", "ideal_points", 3),
    Layout("minimum_distance", "cow_mindist.csv", "minimum_distance", 3),
    Layout("rivalries", "tss_rivalries.csv", "rivalries", 3, 1),
    Layout("rivalries", "td_rivalries.csv", "rivalries_td", 3, 1),
    Layout("sdp_gdp", "cow_sdp_gdp.csv", "sdp_gdp", 3, 1),
    Layout("ucdp_acd", "UcdpPrioConflict_v25_1.csv", "ucdp_acd", 5, 1, cells=True),
    Layout("un_votes", "UNVotes.csv", "un_votes", 5),
    Layout("unvotes", "un_votes.csv", "unvotes", 4),
    Layout("unvotes", "un_roll_calls.csv", "unvotes_roll_calls", 2),
    Layout("unvotes", "un_roll_call_issues.csv", "unvotes_issues", 2),
    Layout("gdelt", "20150218.export.CSV", "gdelt", 3, delimiter="\t", head=-1),
    Layout("gdelt", "20150218230000.mentions.CSV", "gdelt_mentions", 2, delimiter="\t", head=-1),
    Layout("icews", "events.2018.tab", "icews", 3, delimiter="\t"),
    Layout("cow_wars", "Inter-StateWarData_v4.0.csv", "cow_wars", 3),
    Layout("cow_wars", "directed_dyadic_war.csv", "cow_wars_dyads", 3),
    Layout("cow_wars", "cow_war_inter.csv", "cow_wars_inter_years", 3),
    Layout("cow_wars", "cow_war_intra.csv", "cow_wars_intra_years", 3),
]
