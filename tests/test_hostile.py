"""Input that means harm or is broken: each has a clear reason, in bounded time, and takes nothing else with it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.cli import main
from comity.model import Document, Rejection
from comity.observatory import Observatory, code
from comity.sources import html, read
from comity.sources.page import MEMORY, SECONDS
from comity.sources.raw import LARGEST_ARRAY, UnreadableText, decode
from comity.sources.rows import document
from comity.store import Store

TREATY = "China and Russia signed a treaty on Monday."
ROW = json.dumps({"text": TREATY})
PAGE = "<html><head><title>{title}</title></head><body><article><h1>Talks</h1>{body}</article></body></html>"


def page(body: str, title: str = "Talks") -> bytes:
    return PAGE.format(title=title, body=body).encode()


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


REFUSED: dict[str, tuple[bytes | str, str]] = {
    "empty.txt": ("", "the file is empty"),
    "line.txt": (b"Russia attacked Ukraine and " * 750_000, "larger than 4 MB"),
    "line.html": (b"<p>" + b"Russia attacked Ukraine and " * 750_000, "larger than 4 MB"),
    "binary.txt": (bytes(range(256)) * 9, "binary data"),
    "paper.pdf": (b"%PDF-1.7\nstream", "a PDF"),
    "letter.txt": (b"{\\rtf1\\ansi Dear", "a rich text file"),
    "crawl.warc": (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "a web archive (WARC)"),
    "feed.xml": ("<?xml version='1.0'?><rss version='2.0'><channel><item/></channel></rss>", "a news feed"),
    "none.txt": (b"Erdo\xc4\x9fan met Orb\x81n.", "neither UTF-8 (byte 16) nor Windows-1252"),
    "mark.txt": (b"\xff\xfeC\x00h", "begins as UTF-16-LE and is not"),
    "deep.html": ("<html><body>" + "<div>" * 5000 + TREATY + "</div>" * 5000, "no text of a report"),
    "deep.json": ("[" * 100_000, "nested too deeply"),
    "deep.jsonl": ('{"text": "x", "x": ' + "[" * 5000 + "]" * 5000 + "}", "no JSON"),
    "nested.jsonl": ('{"text": "x", "x": ' + "[" * 600 + "]" * 600 + "}", "nested too deeply"),
    "no-text.csv": ("a,b\n1,2\n3,4\n", "no column for the text (text, body, content ...), only a, b"),
    "unquoted.csv": (f"title,text\nTalks,{TREATY}, they said\n", "3 values under 2 columns"),
    "number.jsonl": ('{"text": 5}', "the text is no text but 5"),
    "day.jsonl": (f'{{"text": "{TREATY}", "published": "1/2/24"}}', "is no date: write it as 2024-05-16"),
    "broken.parquet": (b"PAR1 and then nothing", "no whole Parquet file"),
    "bomb.txt.gz": (gzip.compress(b"a" * 50_000_000), "larger than 4 MB"),
    "cut.txt.gz": (gzip.compress(TREATY.encode() * 99)[:40], "breaks off or is damaged"),
}


def test_a_folder_of_everything_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, (data, _) in REFUSED.items():
        put(tmp_path / "all" / "below", name, data)
    good = {
        "all/a.txt": TREATY,
        "all/b.jsonl": f"{ROW}\n{ROW}\n{{bro\n{ROW}\n",
        "all/below/c.csv": f'title|text\n"a ""b"""|"{TREATY}"\n',
        "all/below/d.txt.gz": gzip.compress(TREATY.encode()),
        "all/e.html": page(f"<p>{TREATY}</p><p>France praised Germany on the same day for its help.</p>"),
    }
    for name, content in good.items():
        put(tmp_path, name, content)
    (tmp_path / "all" / "loop").symlink_to(tmp_path / "all", target_is_directory=True)
    (tmp_path / "all" / "self").symlink_to(tmp_path / "all" / "self")
    os.mkfifo(tmp_path / "all" / "pipe")
    with Observatory("x.duckdb") as observatory:
        first = observatory.read(["all"])
        again = observatory.read(["all"])
        kept = observatory.tables()
    assert (first.seen, again.new, again.unchanged) == (7, 0, 7)
    assert kept["events"].num_rows >= first.new
    reasons = {row["location"]: row["reason"] for row in kept["rejected"].to_pylist()}
    for name, (_, reason) in REFUSED.items():
        assert any(place.startswith(f"all/below/{name}") and reason in why for place, why in reasons.items()), name
    assert "no JSON" in reasons["all/b.jsonl, line 3"]
    assert "is not followed" in reasons["all/loop"]
    assert "too many levels" in reasons["all/self"]
    assert "a pipe" in reasons["all/pipe"]
    assert len(reasons) == kept["rejected"].num_rows == len(REFUSED) + 4


@pytest.mark.parametrize(
    ("encoded", "text", "named"),
    [
        ("Orbán met Putin.".encode("latin-1"), "Orbán met Putin.", "cp1252"),
        ("Erdoğan met Putin.".encode("utf-16"), "Erdoğan met Putin.", "utf-16-le"),
        ("Erdoğan met ".encode() + "Orbán.".encode("latin-1"), "Erdoğan met Orbán.", "utf-8 and cp1252"),
        (b"\xef\xbb\xbfChina", "China", "utf-8"),
    ],
)
def test_other_encodings_are_read(encoded: bytes, text: str, named: str) -> None:
    assert decode(encoded) == (text, named)


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_bytes_are_text_or_refused_and_never_half_characters(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except UnreadableText:
        return
    text.encode("utf-8")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.datetimes() | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["text", "id", "title", "published", "url"]) | st.text(), ANYTHING, max_size=6))
@settings(max_examples=200, deadline=None)
def test_any_row_is_a_report_that_can_be_written_or_refused(row: dict[str, Any]) -> None:
    one = document(row, "here", None)
    if isinstance(one, Document):
        json.dumps(dict(one.extra), ensure_ascii=False, allow_nan=False).encode("utf-8")
        f"{one.id}{one.title}{one.url}{one.text}".encode()
    else:
        assert one.reason
        one.excerpt.encode("utf-8")


def test_values_that_json_cannot_hold_are_kept_as_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    columns = {"at": datetime(2024, 1, 1), "n": Decimal("1.5"), "raw": b"\xff", "share": float("nan")}
    pq.write_table(pa.table({name: [value] for name, value in {"text": TREATY, **columns}.items()}), "a.parquet")
    put(tmp_path, "b.jsonl", '{"text": "China praised Russia \\ud83d.", "x": NaN}\n')
    put(tmp_path, os.fsdecode(b"\xff.txt"), f"{TREATY} Again.")
    main(["code", ".", "--json"])
    rows = [json.loads(line, parse_constant=pytest.fail) for line in capsys.readouterr().out.splitlines()]
    about = {row["document"]["id"]: row["document"] for row in rows}
    assert set(about) == {"a.parquet, row 1", "b.jsonl, line 1", "\ufffd.txt"}
    assert (about["a.parquet, row 1"]["at"], about["a.parquet, row 1"]["n"]) == ("2024-01-01T00:00:00", "1.5")
    assert all(row["events"] for row in rows)
    main(["read", "."])
    with Store("comity.duckdb", read_only=True) as store:
        assert store.counts()["reports"] == 3


def test_one_reason_for_a_whole_file_without_a_text(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": list(range(5000))}), tmp_path / "a.parquet")
    put(tmp_path, "a.csv", "a,b\n" + "1,2\n" * 5000)
    assert [one.reason for one in read(tmp_path) if isinstance(one, Rejection)] == [
        "no column for the text (text, body, content ...), only a, b",
        "no column for the text (text, body, content ...), only a",
    ]


def test_an_array_too_large_for_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.write(b"[")
        file.truncate(LARGEST_ARRAY + 10)
    (one,) = read(put(tmp_path, "b.json", b"[" + b" " * (LARGEST_ARRAY + 10)))
    assert isinstance(one, Rejection)
    assert "give it as JSON lines" in one.reason


def test_a_page_runs_no_script_and_shows_none(tmp_path: Path) -> None:
    body = f"<p onclick='alert(1)'>{TREATY}</p><script>alert(2)</script><img src=x onerror=alert(3)>" + (
        "<p>France praised Germany on the same day for the help that it gave.</p>"
    )
    path = put(tmp_path, "a.html", page(body, title="<script>alert(0)</script>Talks"))
    (one,) = read(path)
    assert isinstance(one, Document)
    assert TREATY in one.text
    assert "alert" not in f"{one.title}{one.text}{one.source}"


def test_a_page_that_declares_its_encoding_is_read_in_it(tmp_path: Path) -> None:
    body = "<p>Ministr spraw zagranicznych Sikorski: „zażółć gęślą jaźń” i jeszcze kilka słów, by starczyło.</p>" * 3
    text = (
        page(body).decode().replace("<head>", '<head><meta charset="iso-8859-2">').replace("„", '"').replace("”", '"')
    )
    for encoding in ("iso-8859-2", "utf-8"):
        (one,) = read(put(tmp_path, "a.html", text.encode(encoding)))
        assert isinstance(one, Document)
        assert "zażółć gęślą jaźń" in one.text


def test_a_page_that_takes_too_long_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    attributes = " ".join(f"a{n}=1" for n in range(200_000))
    put(tmp_path, "a.html", f"<html><body><p {attributes}>{TREATY}</p></body></html>")
    put(tmp_path, "b.html", page(f"<p>{TREATY}</p><p>France praised Germany on the same day for its help.</p>"))
    put(tmp_path, "c.html", page(f"<p>{TREATY}</p>" * 20_000))
    before = os.times()
    slow, good, long = read(tmp_path)
    spent = os.times()
    assert isinstance(slow, Rejection)
    assert slow.reason == f"the page took more than {SECONDS} seconds or {MEMORY // 1024**2} MB to take apart"
    assert isinstance(good, Document)
    assert isinstance(long, Rejection)
    assert "characters of text, more than one report" in long.reason or "took more than" in long.reason
    children = spent.children_user + spent.children_system - before.children_user - before.children_system
    assert children < 2 * SECONDS + 5


def test_the_reader_of_pages_has_a_limit_of_memory() -> None:
    hungry = (
        "from comity.sources import page\npage._limit_memory()\n"
        "try:\n    bytearray(page.MEMORY)\nexcept MemoryError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", hungry], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"


def test_the_reader_of_pages_imports_nothing_from_the_folder_of_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("json.py", "trafilatura.py", "lxml.py"):
        put(tmp_path, name, "open('owned', 'w')")
    html._READER.close()
    put(tmp_path, "a.html", page(f"<p>{TREATY}</p><p>France praised Germany on the same day for its help.</p>"))
    (one,) = read("a.html")
    assert isinstance(one, Document)
    assert not Path("owned").exists()


def test_a_text_that_breaks_the_coder_takes_no_other_with_it(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "China (" * 3000)
    put(tmp_path, "b.txt", "\u200bChina\u00a0and Russia\u2028signed a treaty.\u202e" + "\u0301" * 500)
    put(tmp_path, "c.txt", TREATY)
    *_, last = code([tmp_path])
    assert last.rejected is None
    assert last.events
