import gzip
import io
import json
import sys
import tracemalloc
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.errors import InputError
from comity.model import Document, Rejection
from comity.sources import read
from comity.sources.raw import LARGEST_REPORT

TEXT = "China and Russia signed an agreement on Tuesday."


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def only(path: Path | str, **how: date) -> Document | Rejection:
    (one,) = read(path, **how)
    return one


def refused(path: Path) -> str:
    one = only(path)
    assert isinstance(one, Rejection)
    assert str(path) in one.location
    return one.reason


def test_a_text_file_is_one_report_with_the_day_it_is_given(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", TEXT)
    assert only(path, published=date(2024, 5, 16)) == Document(str(path), TEXT, published=date(2024, 5, 16))
    assert only(path) == Document(str(path), TEXT)


@pytest.mark.parametrize("data", [b"", b"  \n\t\n", b" " * 9000])
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.csv", "a"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    assert refused(put(tmp_path, name, data)) == "the file is empty"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04\x14\0\0\0", bytes(range(256)) * 20])
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.csv", "a"])
def test_binary_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    assert "binary" in refused(put(tmp_path, name, data))


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl"])
def test_twenty_megabytes_of_one_line_are_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, b"Russia attacked Ukraine and " * 750_000)
    tracemalloc.start()
    reason = refused(path)
    assert "MB" in reason
    assert tracemalloc.get_traced_memory()[1] < 5 * LARGEST_REPORT
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("cp1252", b"")]
)
def test_encodings(tmp_path: Path, encoding: str, mark: bytes) -> None:
    one = only(put(tmp_path, "a.txt", mark + "Erdoğan".replace("ğ", "é").encode(encoding)))
    assert isinstance(one, Document)
    assert one.text == "Erdoéan"


def test_bytes_of_no_encoding_are_refused_with_their_place(tmp_path: Path) -> None:
    assert "byte 6" in refused(put(tmp_path, "a.txt", b"China \x81\x8d met Russia"))


def test_line_ends_are_made_one(tmp_path: Path) -> None:
    one = only(put(tmp_path, "a.txt", "One.\r\nTwo.\rThree."))
    assert isinstance(one, Document)
    assert one.text == "One.\nTwo.\nThree."


PAGE = """<!doctype html><html lang="en"><head><title><script>alert(1)</script>Talks</title>
<meta property="article:published_time" content="2024-05-16T10:00:00Z"><script>alert(2)</script></head><body>
<nav>Home News Sport</nav><article><h1>Talks in Beijing</h1>{}</article></body></html>"""


def test_a_page_gives_its_text_and_day_and_no_script(tmp_path: Path) -> None:
    body = "".join(f"<p>{TEXT} This is paragraph {n} of a longer article about it.</p>" for n in range(8))
    one = only(put(tmp_path, "a.html", PAGE.format(body + "<script>alert(3)</script>")))
    assert isinstance(one, Document)
    assert one.published == date(2024, 5, 16)
    assert TEXT in one.text
    assert "alert" not in one.text
    assert "Home News" not in one.text


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    assert "no text" in refused(put(tmp_path, "a.html", "<html><body><script>1</script></body></html>"))


def test_a_broken_line_is_refused_by_its_number_and_the_others_are_read(tmp_path: Path) -> None:
    good = json.dumps({"id": "x", "text": TEXT, "published": "2024-05-16", "desk": "asia"})
    path = put(tmp_path, "a.jsonl", f'{good}\n\n{{"text": "bro\n[1]\n{{"title": "t"}}\n{{"text": " "}}\n{good}')
    found = list(read(path))
    kept = [one for one in found if isinstance(one, Document)]
    lost = [one for one in found if isinstance(one, Rejection)]
    assert [one.id for one in kept] == ["x", "x"]
    assert kept[0].extra == {"desk": "asia"}
    assert [one.location.rpartition(" ")[2] for one in lost] == ["3", "4", "5", "6"]
    assert "no JSON" in lost[0].reason
    assert "bro" in lost[0].excerpt
    assert "not an object" in lost[1].reason
    assert "no column" in lost[2].reason
    assert "empty" in lost[3].reason


@pytest.mark.parametrize("value", ["05/06/2024", "soon", "2024-13-01", 7])
def test_a_day_that_is_none_is_refused(tmp_path: Path, value: object) -> None:
    assert "is no date" in refused(put(tmp_path, "a.jsonl", json.dumps({"text": TEXT, "published": value})))


def test_a_report_without_a_day_has_none(tmp_path: Path) -> None:
    one = only(put(tmp_path, "a.jsonl", json.dumps({"text": TEXT})))
    assert isinstance(one, Document)
    assert one.published is None


def test_json_array_and_lines_under_the_name_of_json(tmp_path: Path) -> None:
    rows = [{"text": TEXT}, {"text": TEXT + " Again."}]
    for data in (json.dumps(rows, indent=1), "\n".join(map(json.dumps, rows))):
        assert [type(one) for one in read(put(tmp_path, "a.json", data))] == [Document, Document]
    assert "no JSON" in refused(put(tmp_path, "b.json", "[{"))


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_rows_of_csv(tmp_path: Path, name: str, mark: str) -> None:
    lines = [
        mark.join(("Headline", "date", "body")),
        mark.join(("Talks", "2024-05-16", f'"{TEXT}"')),
        mark.join(("a", "b")),
    ]
    good, short = read(put(tmp_path, name, "\r\n".join(lines).encode("utf-8-sig")))
    assert isinstance(good, Document)
    assert (good.title, good.published, good.text) == ("Talks", date(2024, 5, 16), TEXT)
    assert isinstance(short, Rejection)
    assert short.location.endswith("line 3")


def test_csv_of_another_encoding_and_with_too_large_a_field(tmp_path: Path) -> None:
    rows = b"text\n" + "Orbán met Putin.\n".encode("cp1252") + b"x" * (LARGEST_REPORT + 10) + b"\nLast.\n"
    first, large, last = read(put(tmp_path, "a.csv", rows))
    assert isinstance(first, Document)
    assert first.text == "Orbán met Putin."
    assert isinstance(large, Rejection)
    assert isinstance(last, Document)


def test_a_csv_without_a_column_for_the_text_is_refused(tmp_path: Path) -> None:
    assert "no column for the text" in refused(put(tmp_path, "a.csv", "a,b\n1,2\n"))
    assert "header without rows" in refused(put(tmp_path, "b.csv", "text,published\n"))


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [TEXT, None], "published": [date(2024, 5, 16)] * 2, "n": [1, 2]}), path)
    good, empty = read(path)
    assert good == Document(f"{path}, row 1", TEXT, published=date(2024, 5, 16), extra={"n": 1})
    assert isinstance(empty, Rejection)
    assert "no whole Parquet" in refused(put(tmp_path, "b.parquet", path.read_bytes()[:-20]))


def test_packed_and_damaged_files(tmp_path: Path) -> None:
    packed = gzip.compress(TEXT.encode() * 400)
    one = only(put(tmp_path, "a.txt.gz", packed))
    assert isinstance(one, Document)
    assert "damaged" in refused(put(tmp_path, "b.txt.gz", packed[: len(packed) // 2]))


def test_a_folder_is_read_in_order_and_its_hidden_files_are_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt"):
        put(tmp_path, name, name)
    (tmp_path / "below").mkdir()
    put(tmp_path / "below", "c.txt", "c")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    found = list(read(tmp_path))
    assert [one.text for one in found if isinstance(one, Document)] == ["a.txt", "b.txt", "c"]
    assert [one.location for one in found if isinstance(one, Rejection)] == [str(tmp_path / "loop")]


def test_an_empty_folder_and_a_missing_file(tmp_path: Path) -> None:
    assert "no files" in refused(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        list(read(tmp_path / "nothing.txt"))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps({"text": TEXT}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line + b"\n" + line)))
    assert [one.text for one in read("-") if isinstance(one, Document)] == [TEXT, TEXT]
