"""Event files made by hand, in their publishers' exact layouts: no row of them is anybody's data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

POLECAT = (
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\tActor Country\t"
    "Actor COW\tPrimary Actor Sector\tActor Sectors\tActor Title\tActor Name Raw\tWikipedia Actor ID\tRecipient Name\t"
    "Recipient Country\tRecipient COW\tPrimary Recipient Sector\tRecipient Sectors\tRecipient Title\t"
    "Recipient Name Raw\tWikipedia Recipient ID\tPlacename\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\t"
    "GeoNames ID\tRaw Placename\tFeature Type\tSource\tPublication Date\tStory People\tStory Organizations\t"
    "Story Locations\tLanguage\tVersion"
)
PHOENIX = (
    "eid,story_date,year,month,day,source,source_root,source_agent,source_others,target,target_root,target_agent,"
    "target_others,code,root_code,quad_class,goldstein,joined_issues,lat,lon,placename,statename,countryname,aid,process"
)
ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
GED = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)


def polecat_row(number: int, **cells: str) -> str:
    row = {
        "Event ID": f"20240516-{number}-abc", "Event Date": "2024-05-16", "Event Type": "CONSULT",
        "Event Mode": "visit", "Intensity": "4.0", "Quad Code": "VERBAL COOPERATION", "Contexts": "diplomatic;economic",
        "Actor Name": "Vladimir Putin", "Actor Country": "RUS", "Actor COW": "365", "Primary Actor Sector": "GOV",
        "Actor Sectors": "GOV", "Recipient Name": "Xi Jinping", "Recipient Country": "CHN", "Recipient COW": "710",
        "Primary Recipient Sector": "GOV", "Recipient Sectors": "GOV", "Placename": "Beijing", "Country": "CHN",
        "Latitude": "39.9", "Longitude": "116.4", "Source": "An agency", "Publication Date": "2024-05-16",
        "Language": "en", "Version": "NGEC_coder-Vers001-b1-Run-001",
    }  # fmt: skip
    return "\t".join((row | cells).get(name, "None") for name in POLECAT.split("\t"))


def phoenix_row(number: int, **cells: str) -> str:
    row = {
        "eid": f"NYT{number}", "story_date": "2/21/1972", "year": "1972", "month": "2", "day": "21", "source": "USAGOV",
        "source_root": "USA", "source_agent": "GOV", "target": "CHNGOV", "target_root": "CHN", "target_agent": "GOV",
        "code": "42", "root_code": "4", "quad_class": "1", "goldstein": "1.9", "placename": "Beijing",
        "countryname": "CHN", "aid": f"{9000 + number}", "process": "petrarch2",
    }  # fmt: skip
    return ",".join((row | cells).get(name, "") for name in PHOENIX.split(","))


def acled_row(number: int, **cells: str) -> str:
    row = {
        "event_id_cnty": f"UKR{number}", "event_date": "24 February 2022", "year": "2022", "time_precision": "1",
        "disorder_type": "Political violence", "event_type": "Battles", "sub_event_type": "Armed clash",
        "actor1": "Military Forces of Russia (2000-)", "inter1": "External/Other forces",
        "actor2": "Military Forces of Ukraine (2019-)", "inter2": "State forces", "country": "Ukraine", "iso": "804",
        "location": "Kharkiv", "latitude": "49.9", "longitude": "36.2", "geo_precision": "1", "source": "A newspaper",
        "source_scale": "National", "notes": '"Our own words, with a comma"', "fatalities": "3",
    }  # fmt: skip
    return ",".join((row | cells).get(name, "") for name in ACLED.split(","))


def ged_row(number: int, **cells: str) -> str:
    row = {
        "id": str(500_000 + number), "relid": f"UKR-2022-1-{number}", "year": "2022", "active_year": "1",
        "code_status": "Clear", "type_of_violence": "1", "conflict_name": "Russia - Ukraine",
        "dyad_name": "Government of Russia (Soviet Union) - Government of Ukraine",
        "side_a": "Government of Russia (Soviet Union)", "side_b": "Government of Ukraine", "number_of_sources": "1",
        "where_prec": "1", "where_coordinates": "Kharkiv town", "latitude": "49.9", "longitude": "36.2",
        "country": "Ukraine", "country_id": "369", "region": "Europe", "event_clarity": "1", "date_prec": "1",
        "date_start": "2022-02-24 00:00:00.000", "date_end": "2022-02-24 00:00:00.000", "deaths_a": "1",
        "deaths_b": "2", "deaths_civilians": "0", "deaths_unknown": "0", "best": "3", "high": "4", "low": "3",
        "gwnoa": "365", "gwnob": "369",
    }  # fmt: skip
    return ",".join((row | cells).get(name, "") for name in GED.split(","))


HEADERS = {"polecat": POLECAT, "phoenix": PHOENIX, "acled": ACLED, "ucdp_ged": GED}
ROWS: dict[str, Callable[..., str]] = {
    "polecat": polecat_row, "phoenix": phoenix_row, "acled": acled_row, "ucdp_ged": ged_row,
}  # fmt: skip
NAMES = {"polecat": "ngecEvents.DV.2024.txt", "phoenix": "PhoenixNYT_1945-2018.csv", "acled": "export.csv",
         "ucdp_ged": "GEDEvent_v25_1.csv"}  # fmt: skip


def write(folder: Path, name: str, rows: list[str], encoding: str = "utf-8") -> Path:
    path = folder / NAMES[name]
    path.write_bytes("\n".join([HEADERS[name], *rows, ""]).encode(encoding))
    return path
