"""Files over the network, from a real server on this machine that misbehaves in the ways in which servers do."""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from comity.datasets.archives import unpack
from comity.datasets.fetching import Fetched, Patience, fetch
from comity.errors import InputError, UnreadableInput
from server import Handler, publisher

DATA = b"stateabb,ccode,year\n" + b"".join(b"USA,2,%d\n" % year for year in range(1816, 9000))
QUICK = Patience(connect=10, read=20, tries=4, pause=0.01, longest=3)


def whole(found: Fetched, data: bytes = DATA) -> bool:
    return found.path.read_bytes() == data and found.digest == hashlib.sha256(data).hexdigest()


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_comes_whole_with_its_digest(tmp_path: Path) -> None:
    seen: list[int] = []
    with publisher(lambda to, _: to.file(DATA)) as server:
        found = fetch(server.address, tmp_path, patience=QUICK, progress=seen.append)
    assert whole(found)
    assert (found.path.name, found.size, found.state, found.told) == ("NMC.csv", len(DATA), "new", ())
    assert seen[-1] == len(DATA)
    assert left(tmp_path) == {"NMC.csv", "NMC.csv.json"}
    assert server.asked[0]["user-agent"].startswith("comity/")


def test_what_is_here_is_not_sent_twice(tmp_path: Path) -> None:
    with publisher(lambda to, _: to.file(DATA)) as server:
        fetch(server.address, tmp_path, patience=QUICK)
        again = fetch(server.address, tmp_path, patience=QUICK)
    assert whole(again)
    assert again.state == "same"
    assert server.asked[1]["if-none-match"] == '"one"'


def test_new_content_under_the_same_address_says_so(tmp_path: Path) -> None:
    newer = DATA.replace(b"USA", b"RUS")
    with publisher(lambda to, count: to.file(DATA) if count == 1 else to.file(newer, '"two"')) as server:
        fetch(server.address, tmp_path, patience=QUICK)
        again = fetch(server.address, tmp_path, patience=QUICK)
    assert whole(again, newer)
    assert again.state == "changed"


def test_the_same_content_without_any_mark_is_the_same(tmp_path: Path) -> None:
    with publisher(lambda to, _: to.send(200, DATA)) as server:
        fetch(server.address, tmp_path, patience=QUICK)
        assert fetch(server.address, tmp_path, patience=QUICK).state == "same"


def test_a_cut_connection_is_taken_up_where_it_broke(tmp_path: Path) -> None:
    def answer(to: Handler, count: int) -> None:
        if count == 1:
            to.send(200, DATA[:20_000], length=len(DATA), ETag='"one"')
        else:
            to.file(DATA)

    with publisher(answer) as server:
        found = fetch(server.address, tmp_path, patience=QUICK)
    assert whole(found)
    assert (server.asked[1]["range"], server.asked[1]["if-range"]) == ("bytes=20000-", '"one"')
    assert len(found.told) == 1


def test_a_later_call_goes_on_with_what_is_left(tmp_path: Path) -> None:
    def cut(to: Handler, count: int) -> None:
        to.send(200, DATA[:20_000], length=len(DATA), ETag='"one"') if count == 1 else to.send(500)

    with publisher(cut) as server, pytest.raises(InputError, match=r"in 4 tries.*500.*20,000 bytes that are here"):
        fetch(server.address, tmp_path, patience=QUICK)
    port = server.server_port
    assert left(tmp_path) == {"NMC.csv.part", "NMC.csv.part.json"}
    with publisher(lambda to, _: to.file(DATA)) as server:
        note = tmp_path / "NMC.csv.part.json"
        note.write_text(note.read_text().replace(str(port), str(server.server_port)))
        found = fetch(server.address, tmp_path, patience=QUICK)
    assert whole(found)
    assert server.asked[0]["range"] == "bytes=20000-"
    assert left(tmp_path) == {"NMC.csv", "NMC.csv.json"}


def test_content_that_changes_on_the_way_is_begun_anew(tmp_path: Path) -> None:
    newer = DATA.replace(b"USA", b"RUS")

    def answer(to: Handler, count: int) -> None:
        if count == 1:
            to.send(200, DATA[:20_000], length=len(DATA), ETag='"one"')
        else:
            to.file(newer, '"two"')

    with publisher(answer) as server:
        found = fetch(server.address, tmp_path, patience=QUICK)
    assert whole(found, newer)
    assert any("has changed at its publisher" in one for one in found.told)


@pytest.mark.parametrize("lie", ["another place", "another length", "another mark"])
def test_a_server_that_goes_on_with_something_else_is_not_believed(tmp_path: Path, lie: str) -> None:
    span = {"another place": "bytes 0-9/{}", "another length": "bytes 20000-29999/999999"}.get(
        lie, "bytes 20000-{}/{}"
    )  # fmt: skip

    def answer(to: Handler, count: int) -> None:
        if count == 1:
            to.send(200, DATA[:20_000], length=len(DATA), ETag='"one"')
        elif count == 2:
            last = [len(DATA) - 1, len(DATA)]
            told = span.format(*last[-span.count("{}") :]) if "{}" in span else span
            to.send(206, b"x" * 10, Content_Range=told, ETag='"two"' if lie == "another mark" else '"one"')
        else:
            to.file(DATA)

    with publisher(answer) as server:
        found = fetch(server.address, tmp_path, patience=QUICK)
    assert whole(found)
    assert "range" not in server.asked[2]


def test_what_nobody_vouches_for_is_begun_anew(tmp_path: Path) -> None:
    def answer(to: Handler, count: int) -> None:
        if count == 1:
            to.send(200, DATA[:20_000], length=len(DATA), ETag='W/"weak"')
        else:
            to.send(200, DATA)

    with publisher(answer) as server:
        assert whole(fetch(server.address, tmp_path, patience=QUICK))
    assert "range" not in server.asked[1]


def test_a_server_that_cannot_go_on_is_not_taken_for_a_change(tmp_path: Path) -> None:
    def answer(to: Handler, count: int) -> None:
        to.send(200, DATA[:20_000] if count == 1 else DATA, length=len(DATA), ETag='"one"')

    with publisher(answer) as server:
        found = fetch(server.address, tmp_path, patience=QUICK)
    assert whole(found)
    assert found.told[-1] == "the server cannot go on in the middle, so it is begun anew"


def test_more_than_the_server_has_is_begun_anew(tmp_path: Path) -> None:
    def answer(to: Handler, count: int) -> None:
        if count == 1:
            to.send(200, DATA[:20_000], length=len(DATA), ETag='"one"')
        elif count == 2:
            to.send(416)
        else:
            to.file(DATA)

    with publisher(answer) as server:
        assert whole(fetch(server.address, tmp_path, patience=QUICK))


@pytest.mark.parametrize(("status", "form"), [(429, "seconds"), (503, "date")])
def test_a_busy_server_is_waited_for_as_long_as_it_asks(tmp_path: Path, status: int, form: str) -> None:
    moments: list[float] = []

    def answer(to: Handler, count: int) -> None:
        moments.append(time.monotonic())
        if count == 1:
            # A date has whole seconds, so two of them from now are between one and two.
            until = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
            to.send(status, Retry_After="1" if form == "seconds" else until)
        else:
            to.file(DATA)

    with publisher(answer) as server:
        assert whole(fetch(server.address, tmp_path, patience=QUICK))
    assert moments[1] - moments[0] >= 0.9


def test_a_server_that_asks_for_too_long_is_left_alone(tmp_path: Path) -> None:
    with publisher(lambda to, _: to.send(429, Retry_After="3600")) as server:
        with pytest.raises(InputError, match=r"asks to be left alone for 3,600 seconds .*429.*same command again"):
            fetch(server.address, tmp_path, patience=QUICK)
        assert len(server.asked) == 1


def test_a_failing_server_is_asked_a_few_times_only(tmp_path: Path) -> None:
    with publisher(lambda to, _: to.send(502)) as server:
        with pytest.raises(InputError, match=r"could not be fetched in 4 tries, at the last the server failed \(502"):
            fetch(server.address, tmp_path, patience=QUICK)
        assert len(server.asked) == 4


def test_a_passing_failure_passes(tmp_path: Path) -> None:
    with publisher(lambda to, count: to.send(500) if count < 3 else to.file(DATA)) as server:
        assert whole(fetch(server.address, tmp_path, patience=QUICK))


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (404, r"/data/NMC.csv is not there any more \(404 Not Found\): go to the page"),
        (410, r"is not there any more \(410 Gone\): go to the page"),
        (401, r"may be to register \(401 Unauthorized\): go to the page"),
        (403, r"may be to register \(403 Forbidden\): go to the page"),
        (400, r"answers 400 Bad Request in place of the file: go to the page"),
        (204, r"answers 204 No Content in place of the file"),
        (511, r"this network wants you to log in first"),
    ],
)
def test_what_is_not_given_says_what_to_do(tmp_path: Path, status: int, told: str) -> None:
    with publisher(lambda to, _: to.send(status)) as server:
        with pytest.raises(InputError, match=told):
            fetch(server.address, tmp_path, instead="go to the page", patience=QUICK)
        assert len(server.asked) == 1
    assert left(tmp_path) == set()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!DOCTYPE html><html><head><title>Hotel\n Wi-Fi</title></head><body>Log in</body></html>", "text/html"),
        (b"\xef\xbb\xbf\n <HTML><title>Hotel Wi-Fi</title>", "text/csv"),
        (b"<!-- portal --><p>Log in</p><title>Hotel Wi-Fi</title>", "text/html; charset=utf-8"),
    ],
)
def test_a_log_in_page_is_not_taken_for_the_data(tmp_path: Path, body: bytes, kind: str) -> None:
    told = r'gives a web page \("Hotel Wi-Fi"\) in place of the data'
    with (
        publisher(lambda to, _: to.send(200, body, Content_Type=kind)) as server,
        pytest.raises(UnreadableInput, match=told),
    ):
        fetch(server.address, tmp_path, patience=QUICK)
    assert left(tmp_path) == set()


def test_a_log_in_page_does_not_touch_what_is_begun(tmp_path: Path) -> None:
    def answer(to: Handler, count: int) -> None:
        if count == 1:
            to.send(200, DATA[:20_000], length=len(DATA), ETag='"one"')
        elif count == 2:
            to.send(200, b"<html><title>Hotel Wi-Fi</title></html>", Content_Type="text/html")
        else:
            to.file(DATA)

    with publisher(answer) as server:
        with pytest.raises(UnreadableInput, match="Hotel"):
            fetch(server.address, tmp_path, patience=QUICK)
        assert (tmp_path / "NMC.csv.part").read_bytes() == DATA[:20_000]
        assert whole(fetch(server.address, tmp_path, patience=QUICK))
    assert server.asked[2]["range"] == "bytes=20000-"


def test_data_that_a_server_calls_a_page_are_data(tmp_path: Path) -> None:
    with publisher(lambda to, _: to.send(200, DATA, Content_Type="text/html")) as server:
        assert whole(fetch(server.address, tmp_path, patience=QUICK))


def test_a_silent_server_is_not_waited_for(tmp_path: Path) -> None:
    with publisher(lambda to, _: time.sleep(1)) as server:
        waits = Patience(connect=2, read=0.1, tries=2, pause=0.01)
        with pytest.raises(InputError, match="in 2 tries, at the last nothing came for too long"):
            fetch(server.address, tmp_path, patience=waits)


def test_a_trickle_counts_as_a_broken_connection(tmp_path: Path) -> None:
    def trickle(to: Handler, _: int) -> None:
        to.send_response(200)
        to.send_header("Content-Length", str(len(DATA)))
        to.end_headers()
        for at in range(100):
            to.wfile.write(DATA[at : at + 1])
            to.wfile.flush()
            time.sleep(0.02)

    with publisher(trickle) as server:
        waits = Patience(connect=2, read=0.3, tries=1, pause=0.01, slowest=1000)
        with pytest.raises(InputError, match="fewer than 1000 bytes a second came"):
            fetch(server.address, tmp_path, patience=waits)


def test_a_redirect_is_followed_and_the_name_stays(tmp_path: Path) -> None:
    def answer(to: Handler, count: int) -> None:
        to.send(302, Location="/elsewhere/x81.bin") if count == 1 else to.file(DATA)

    with publisher(answer) as server:
        found = fetch(server.address, tmp_path, patience=QUICK)
    assert whole(found)
    assert (found.path.name, server.asked[1]["path"]) == ("NMC.csv", "/elsewhere/x81.bin")


@pytest.mark.parametrize(
    ("where", "told"), [("/data/NMC.csv", "from one address to the next"), ("ftp://127.0.0.1/x", "no web address")]
)
def test_a_redirect_that_leads_nowhere_is_told(tmp_path: Path, where: str, told: str) -> None:
    with publisher(lambda to, _: to.send(302, Location=where)) as server, pytest.raises(InputError, match=told):
        fetch(server.address, tmp_path, patience=QUICK)


def test_too_long_a_file_is_not_fetched(tmp_path: Path) -> None:
    told = "bytes long, and at most 1,000 are expected"
    with publisher(lambda to, _: to.file(DATA)) as server, pytest.raises(InputError, match=told):
        fetch(server.address, tmp_path, limit=1000, patience=QUICK)
    assert left(tmp_path) == set()


def test_too_long_a_file_that_hides_its_length_is_stopped(tmp_path: Path) -> None:
    def answer(to: Handler, _: int) -> None:
        to.send_response(200)
        to.send_header("Connection", "close")
        to.end_headers()
        to.wfile.write(DATA)
        to.close_connection = True

    with publisher(answer) as server, pytest.raises(InputError, match="is longer than 1,000 bytes"):
        fetch(server.address, tmp_path, limit=1000, patience=QUICK)
    assert left(tmp_path) == set()


def test_nobody_there(tmp_path: Path) -> None:
    with publisher(lambda to, _: to.file(DATA)) as server:
        address = server.address
    with pytest.raises(InputError, match=r"in 3 tries, at the last no connection came about"):
        fetch(address, tmp_path, patience=QUICK)


@pytest.mark.parametrize("address", ["NMC.csv", "ftp://example.org/x", "file:///etc/passwd", "https://", "http://["])
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError, match="is no address"):
        fetch(address, tmp_path)


@pytest.mark.parametrize(
    ("path", "name"),
    [("/a/../../etc/passwd", "passwd"), ("/%2e%2e%2fetc%2fpasswd", "passwd"), ("/", "data"), ("/a%00b?x=/y", "a_b")],
)
def test_an_address_cannot_choose_the_folder(tmp_path: Path, path: str, name: str) -> None:
    with publisher(lambda to, _: to.file(DATA)) as server:
        found = fetch(f"http://127.0.0.1:{server.server_port}{path}", tmp_path, patience=QUICK)
    assert found.path == tmp_path / name


def archive(folder: Path, **members: bytes) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


def test_the_named_file_comes_out_of_an_archive(tmp_path: Path) -> None:
    path = archive(tmp_path, **{"a/MIDA 5.0.csv": b"a", "a/MIDB 5.0.csv": b"b", "__MACOSX/a/MIDB 5.0.csv": b"junk"})
    assert unpack(path, "midb *.csv").read_bytes() == b"b"
    assert unpack(path, None) == path


def test_a_file_comes_out_of_an_archive_in_an_archive(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("NMC-70.csv", "data")
    path = archive(tmp_path, **{"NMCv7/extended.zip": b"other", "NMCv7/NMC-v7.zip": inner.getvalue()})
    assert unpack(path, "NMC-v7.zip/NMC-70.csv").read_text() == "data"
    with pytest.raises(UnreadableInput, match=r"NMC-v7.zip holds 0 files called x.csv; in it are NMC-70.csv"):
        unpack(path, "NMC-v7.zip/x.csv")


def test_a_mirror_may_serve_the_file_itself(tmp_path: Path) -> None:
    plain = tmp_path / "x.csv"
    plain.write_bytes(DATA)
    assert unpack(plain, "x.csv") == plain


def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = archive(folder, **{"../../evil.csv": b"x", "/etc/other.csv": b"y"})
    assert unpack(path, "evil.csv") == folder / "evil.csv"
    assert unpack(path, "other.csv") == folder / "other.csv"
    assert left(tmp_path) == {"in"}


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"a.csv": b"", "b.csv": b""}, r"holds 2 files called \*.csv; in it are a.csv, b.csv"),
        ({"readme.txt": b""}, r"holds 0 files called \*.csv; in it are readme.txt"),
        ({"a.csv": b"0" * 100_000}, r"a.csv is longer than 10,000 bytes unpacked"),
    ],
)
def test_an_archive_without_the_one_file_says_what_is_in_it(
    tmp_path: Path, members: dict[str, bytes], told: str
) -> None:
    with pytest.raises(UnreadableInput, match=told):
        unpack(archive(tmp_path, **members), "*.csv", limit=10_000)
    assert left(tmp_path) == {"all.zip"}


def test_a_damaged_archive_is_told(tmp_path: Path) -> None:
    path = archive(tmp_path, **{"a.csv": bytes(range(256)) * 50})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableInput, match=r"all.zip is a damaged archive"):
        unpack(path, "a.csv")
