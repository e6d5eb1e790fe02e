"""Every publisher's text file, damaged in the ways in which files are: what comes in is kept, set apart, or refused."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from comity import datasets
from comity.errors import InputError

FILES = [
    ("cow_nmc", "raw_published/cow/NMC_5_0.csv", ","),
    ("cow_nmc", "raw_published/cow/NMC-60-abridged.csv", ","),
    ("cow_contiguity", "raw_published/cow/contdir.csv", ","),
    ("cow_states", "raw_published/cow/states2016.csv", ","),
    ("cow_states", "raw_published/cow/system2016.csv", ","),
    ("cow_states", "raw_published/cow/majors2024.csv", ","),
    ("ideal_points", "ideal_points/IdealpointestimatesAll_Apr2020.csv", ","),
    ("cow_wars", "raw_published/cow/directed_dyadic_war.csv", ","),
    ("gw_states", "geo/gw_states.csv", ","),
    ("gw_states", "states_pkg/gwstates.csv", ","),
    ("gdelt", "events/sparkgdelt_events.csv", "\t"),
    ("gdelt", "events/sparkgdelt_events1.csv", "\t"),
    ("gdelt", "events/sparkgdelt_mentions.csv", "\t"),
    ("icews", "events/icews_events.2018.sample.tab", "\t"),
]
ROWS = 300
HEADLESS = {"gdelt"}


@pytest.fixture(params=FILES, ids=lambda one: Path(one[1]).name)
def published(request: pytest.FixtureRequest, shared: Path) -> tuple[str, list[bytes], str]:
    name, file, delimiter = request.param
    lines = (shared / "data" / "structure" / file).read_bytes().splitlines(keepends=True)
    return name, lines[: ROWS + 1], delimiter


def accounted(name: str, path: Path, rows: int) -> datasets.Loaded | None:
    """The file as it is loaded, all its rows kept or set apart; None where it is refused."""
    try:
        loaded = datasets.load(name, path)
    except InputError:
        return None
    assert loaded.read == loaded.rows.num_rows + loaded.rejected.num_rows == rows
    assert all(row["reason"] for row in loaded.rejected.to_pylist())
    return loaded


def rows_of(name: str, lines: list[bytes]) -> int:
    return len(lines) - (name not in HEADLESS)


def test_cut_off_anywhere(published: tuple[str, list[bytes], str], tmp_path: Path) -> None:
    name, lines, _ = published
    whole = b"".join(lines)
    rng = random.Random(7)
    for at in [rng.randrange(1, len(whole)) for _ in range(12)]:
        path = tmp_path / f"cut-{at}"
        path.write_bytes(whole[:at])
        accounted(name, path, rows_of(name, whole[:at].splitlines()))


def test_every_row_twice(published: tuple[str, list[bytes], str], tmp_path: Path) -> None:
    name, lines, _ = published
    head, body = ([], lines) if name in HEADLESS else (lines[:1], lines[1:])
    body = [line if line.endswith(b"\n") else line + b"\n" for line in body]
    path = tmp_path / "twice"
    path.write_bytes(b"".join([*head, *body, *body]))
    loaded = accounted(name, path, 2 * len(body))
    assert loaded is not None
    assert loaded.rejected.num_rows >= len(body)


def test_columns_shifted(published: tuple[str, list[bytes], str], tmp_path: Path) -> None:
    name, lines, delimiter = published
    mark = delimiter.encode()
    head, body = ([], lines) if name in HEADLESS else (lines[:1], lines[1:])
    shifted = [b"0" + mark + line.rstrip(b"\r\n").rpartition(mark)[0] + b"\n" for line in body]
    path = tmp_path / "shifted"
    path.write_bytes(b"".join([*head, *shifted]))
    assert accounted(name, path, len(body)) is None


def test_saved_as_utf_16(published: tuple[str, list[bytes], str], tmp_path: Path) -> None:
    name, lines, _ = published
    path = tmp_path / "wide"
    path.write_bytes(b"".join(lines).decode("latin-1").encode("utf-16"))
    with pytest.raises(InputError, match="UTF-16"):
        datasets.load(name, path)


def test_saved_with_a_mark_and_other_line_ends(published: tuple[str, list[bytes], str], tmp_path: Path) -> None:
    name, lines, _ = published
    plain, marked = tmp_path / "plain", tmp_path / "marked"
    plain.write_bytes(b"".join(lines))
    marked.write_bytes(b"\xef\xbb\xbf" + b"".join(line.rstrip(b"\r\n") + b"\r\n" for line in lines))
    rows = rows_of(name, lines)
    first, second = accounted(name, plain, rows), accounted(name, marked, rows)
    assert first is not None
    assert second is not None
    assert first.rows.equals(second.rows)
