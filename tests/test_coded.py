"""What event datasets tell of a pair: in the dossier, apart from what comity coded, each row with its source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.observatory import Observatory
from comity.views.model import Dossier
from event_files import ROWS, write

KEY = "event_data"


def phoenix(folder: Path, *days: str, code: str = "173") -> Path:
    """A file of Phoenix: China coerces, or does something else to, the United States on each of these days."""
    rows = [ROWS["phoenix"](number, story_date=day, code=code, root_code=code[:2]) for number, day in enumerate(days)]
    return write(folder, "phoenix", rows)


def years(made: Dossier, name: str) -> list[tuple[object, ...]]:
    (table,) = [one for one in made.section(KEY).tables if one.key == f"{KEY}_{name}"]
    return [tuple(getattr(cell, "value", cell) for cell in row) for row in table.rows]


def test_a_dataset_alone_fills_a_dossier(tmp_path: Path) -> None:
    with Observatory(tmp_path / "comity.duckdb") as observatory:
        observatory.load("phoenix", phoenix(tmp_path, "2/21/1972", "2/22/1972", "3/1/1973"))
        made = observatory.dossier("USA", "CHN", written=date(2025, 1, 1))
        assert made.headline == "Nothing known from reports; event datasets tell of the two"
        assert made.span == "21 February 1972 to 1 March 1973"
        assert made.evidence == ()
        assert made.key_figures[0].value == 0
        assert [row[:6] for row in years(made, "phoenix")] == [("1972", 0, 0, 0, 2, 2), ("1973", 0, 0, 0, 1, 1)]
        (rows,) = [one.rows for one in made.section(KEY).tables if one.key == f"{KEY}_phoenix_rows"]
        assert [row[0] for row in rows] == ["phoenix:NYT0", "phoenix:NYT1", "phoenix:NYT2"]
        assert all("evidence" not in row for row in rows)
        for text in (made.html(), made.markdown(), made.json()):
            assert "phoenix:NYT1" in text


def test_days_bound_what_datasets_tell(tmp_path: Path) -> None:
    with Observatory(tmp_path / "comity.duckdb") as observatory:
        observatory.load("phoenix", phoenix(tmp_path, "2/21/1972", "2/22/1972", "3/1/1973"))
        made = observatory.dossier("USA", "CHN", since=date(1973, 1, 1), until=date(1973, 12, 31))
        assert [row[:6] for row in years(made, "phoenix")] == [("1973", 0, 0, 0, 1, 1)]
        assert KEY not in {one.key for one in observatory.dossier("USA", "CHN", since=date(1974, 1, 1)).sections}


def test_events_of_ones_own_and_of_a_dataset_stand_apart(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("China and the United States signed a treaty on 1 May 2024.\n", encoding="utf-8")
    with Observatory(tmp_path / "comity.duckdb") as observatory:
        observatory.read([report], published=date(2024, 5, 2))
        before = observatory.dossier("USA", "CHN", written=date(2025, 1, 1))
        observatory.load("phoenix", phoenix(tmp_path, "2/21/1972"))
        after = observatory.dossier("USA", "CHN", written=date(2025, 1, 1))
    assert after.evidence == before.evidence != ()
    assert after.key_figures == before.key_figures
    assert after.headline == before.headline
    own = [one for one in before.sections if one.key != "summary"]
    assert [one for one in after.sections if one.key not in ("summary", KEY)] == own


def test_each_dataset_stands_by_itself(tmp_path: Path) -> None:
    with Observatory(tmp_path / "comity.duckdb") as observatory:
        observatory.load("phoenix", phoenix(tmp_path, "2/21/1972", code="042"))
        rows = [ROWS["polecat"](number, **{"Actor Country": "USA;GBR"}) for number in range(2)]
        observatory.load("polecat", write(tmp_path, "polecat", rows))
        made = observatory.dossier("USA", "CHN", written=date(2025, 1, 1))
    assert [row[:2] + row[5:6] for row in years(made, "phoenix")] == [("1972", 1, 1)]
    assert [row[:2] + row[5:6] for row in years(made, "polecat")] == [("2024", 2, 2)]


def test_a_change_of_level_names_its_rows(tmp_path: Path) -> None:
    quiet = [f"{month}/5/{year}" for year in (1990, 1991, 1992) for month in range(1, 13)]
    loud = [f"{month}/{day}/1993" for month in range(1, 13) for day in range(1, 16)]
    others = [ROWS["phoenix"](1000 + number, story_date=f"{1 + number % 12}/9/{1990 + number // 12 % 4}",
                              target="RUSGOV", target_root="RUS") for number in range(480)]  # fmt: skip
    rows = [ROWS["phoenix"](number, story_date=day, code="173", root_code="17")
            for number, day in enumerate([*quiet, *loud])]  # fmt: skip
    with Observatory(tmp_path / "comity.duckdb") as observatory:
        observatory.load("phoenix", write(tmp_path, "phoenix", [*rows, *others]))
        made = observatory.dossier("USA", "CHN", written=date(2025, 1, 1))
    (changes,) = [one.rows for one in made.section(KEY).tables if one.key == f"{KEY}_phoenix_changes"]
    found = {(row[0], row[2]): str(row[-1]) for row in changes if row[1] == "conflict in deeds"}
    telling = found["January 1993", "in hindsight"].split(", ")
    (shown,) = [one.rows for one in made.section(KEY).tables if one.key == f"{KEY}_phoenix_rows"]
    assert len(telling) == 3
    assert set(telling) <= {row[0] for row in shown}


def test_a_real_file_alone_gives_a_dossier_its_events(shared: Path, tmp_path: Path) -> None:
    with Observatory(tmp_path / "comity.duckdb") as observatory:
        observatory.load("icews", shared / "data" / "structure" / "events" / "icews_events.2018.sample.tab")
        made = observatory.dossier("PRK", "USA", written=date(2025, 1, 1))
    ((year, *_, events, by_a, by_b, attention, share, _),) = years(made, "icews")
    assert (year, events, by_a, by_b, attention) == ("2018", 295, 131, 164, 776)
    assert share == pytest.approx(295 / 776)
    assert "Yonhap English News" in made.html()
