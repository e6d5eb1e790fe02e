"""Files in publishers' layouts, whole and damaged: read as they are meant, or refused with what is wrong; none lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from comity import datasets
from comity.errors import InputError
from layouts import FILES, Layout


def named(one: Layout) -> str:
    return f"{one.dataset}: {one.name}"


def rows_of(dataset: str, name: str, folder: Path) -> list[dict[str, Any]]:
    """The rows that one of the files becomes."""
    (one,) = [each for each in FILES if (each.dataset, each.name) == (dataset, name)]
    rows: list[dict[str, Any]] = datasets.load(dataset, one.write(folder)).rows.to_pylist()
    return rows


def lines_of(one: Layout) -> tuple[list[str], list[str]]:
    """The lines to the header, which may be none, and those of the data."""
    lines = one.text.splitlines(keepends=True)
    return lines[: one.head + 1], lines[one.head + 1 :]


def accounted(one: Layout, path: Path) -> datasets.Loaded | None:
    """The file as it is loaded, each row kept or set apart with a reason; None where it is refused in so many words."""
    try:
        loaded = datasets.load(one.dataset, path)
    except InputError as error:
        return None if str(error).startswith(f"{one.dataset}: ") else pytest.fail(str(error))
    assert loaded.read == loaded.rows.num_rows + loaded.rejected.num_rows
    assert all(row["reason"] for row in loaded.rejected.to_pylist())
    return loaded


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_is_read_whole(tmp_path: Path, one: Layout) -> None:
    loaded = datasets.load(one.dataset, one.write(tmp_path))
    assert (loaded.part.name, loaded.read, loaded.rejected.num_rows) == (one.part, one.rows, one.apart)
    assert loaded.read == loaded.rows.num_rows + loaded.rejected.num_rows


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_cut_off_anywhere_is_accounted_for(tmp_path: Path, one: Layout) -> None:
    whole = one.text
    for at in range(1, len(whole), max(len(whole) // 40, 1)):
        loaded = accounted(one, one.write(tmp_path, whole[:at]))
        if loaded is not None and not one.cells and not one.summed:
            head, _ = lines_of(one)
            cut = whole[:at].splitlines()
            assert loaded.read <= len(cut) - len(head)


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_with_every_row_twice_keeps_each_once(tmp_path: Path, one: Layout) -> None:
    head, body = lines_of(one)
    once = datasets.load(one.dataset, one.write(tmp_path))
    twice = accounted(one, one.write(tmp_path, "".join([*head, *body, *body])))
    if one.summed:
        assert twice is None
        return
    assert twice is not None
    assert twice.read == 2 * once.read
    assert sorted(map(str, twice.rows.to_pylist())) == sorted(map(str, once.rows.to_pylist()))


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_with_shifted_columns_is_refused(tmp_path: Path, one: Layout) -> None:
    head, body = lines_of(one)
    mark = one.delimiter
    shifted = ["0" + mark + line.rstrip("\n").rpartition(mark)[0] + "\n" for line in body]
    assert accounted(one, one.write(tmp_path, "".join([*head, *shifted]))) is None


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_whose_header_is_another_is_refused(tmp_path: Path, one: Layout) -> None:
    if one.head < 0:
        pytest.skip("there is no header")
    lines = one.text.splitlines(keepends=True)
    lines[one.head] = one.delimiter.join(f"c{n}" for n in range(lines[one.head].count(one.delimiter) + 1)) + "\n"
    if one.dataset != "gw_states":
        assert accounted(one, one.write(tmp_path, "".join(lines))) is None


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_file_saved_as_utf_16_is_refused(tmp_path: Path, one: Layout) -> None:
    path = tmp_path / one.name
    path.write_bytes(one.text.encode("utf-16"))
    with pytest.raises(InputError, match=r"UTF-16|has no line that begins"):
        datasets.load(one.dataset, path)


@pytest.mark.parametrize("one", FILES, ids=named)
def test_a_mark_at_the_beginning_and_other_line_ends_change_nothing(tmp_path: Path, one: Layout) -> None:
    plain = datasets.load(one.dataset, one.write(tmp_path)).rows
    path = tmp_path / one.name
    text = one.text.replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    assert datasets.load(one.dataset, path).rows.equals(plain)
    path.write_bytes(one.text.replace("\n", "\r").encode(one.encoding))
    assert datasets.load(one.dataset, path).rows.equals(plain)


# -- what the files mean ---------------------------------------------------------------------------------------------


def test_a_civil_war_ends_with_its_last_spell_and_one_that_goes_on_has_no_end(tmp_path: Path) -> None:
    for name, last in (("Intra-StateWarData_v4.1.csv", 2003), ("INTRA-STATE_State_participants v5.1 CSV.csv", 2006)):
        rows = rows_of("cow_wars", name, tmp_path)
        ends = {(row["warnum"], row["ccode_a"]): row["endyear"] for row in rows}
        assert (ends[990, 710], ends[991, 365], ends[992, 645]) == (1991, last, None)
    assert rows[0]["deaths_b"] is None


def test_days_of_independence_are_read_in_either_form(tmp_path: Path) -> None:
    new = {row["abbreviation"]: row for row in rows_of("gw_states", "ksgmdw.txt", tmp_path)}
    old = {row["name"]: row for row in rows_of("gw_states", "iisystem.dat", tmp_path)}
    assert str(new["GFR"]["begin"]) == "1949-09-21"
    assert str(old["Côte D'Ivoire"]["begin"]) == "1960-08-07"


def test_a_rank_that_is_none_of_the_three_stays_apart(tmp_path: Path) -> None:
    rows = rows_of("cow_diplomatic_exchange", "Diplomatic_Exchange_2006v1.csv", tmp_path)
    assert [(row["at1"], row["exchange"]) for row in rows] == [(3, 1), (0, 0), (3, 1), (9, 1)]
