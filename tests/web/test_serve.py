"""The observatory in a browser, asked over HTTP on the loopback: pages, and who is refused."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import html as lxml_html

from comity.cli import main
from comity.observatory import Observatory
from comity.store import Store
from comity.web.server import Server, serving
from comity.web.site import Site
from scenes import act, report

pytestmark = pytest.mark.filterwarnings("ignore:Cyclopts application invoked")

DAYS = [date(2024, 1, 1) + timedelta(7 * week) for week in range(12)]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    def links(self) -> list[str]:
        return [str(link.get("href")) for link in lxml_html.document_fromstring(self.text).iter("a")]

    def words(self) -> str:
        body = lxml_html.document_fromstring(self.text).find("body")
        return " ".join(" ".join(body.itertext()).split())


class Browser:
    def __init__(self, server: Server) -> None:
        self.port = server.server_port

    def __call__(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {"Host": f"127.0.0.1:{self.port}"} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in given.items():
            if value:
                connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        found = Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
        connection.close()
        return found


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weekly talks of CHN and RUS, until they stop; a forecast of them that was wrong, and one that is open."""
    path = tmp_path_factory.mktemp("web") / "scene.duckdb"
    with Store(path) as store:
        store.append(
            report(f"w{week}", str(day), act("CHN", "RUS", on=str(day)), act("FRA", "DEU", "AID", on=str(day)))
            for week, day in enumerate(DAYS)
        )
        store.append([report("odd", str(DAYS[0]), act("FRA", "<script>alert(1)</script>", on=str(DAYS[0])))])
    with Observatory(path) as observatory:
        observatory.forecast("CHN", "RUS", by="CHN", horizons=(14,), kinds=("CONSULT",))
    quiet = [report(f"q{day}", str(day), act("FRA", "DEU", "AID", on=str(day))) for day in (DAYS[-1] + timedelta(30),)]
    between = report("b", str(DAYS[-1] + timedelta(3)), act("FRA", "DEU", "AID", on=str(DAYS[-1] + timedelta(3))))
    with Store(path) as store:
        store.append([between, *quiet])
    with Observatory(path) as observatory:
        observatory.forecast("CHN", "RUS", by="CHN", horizons=(30,), kinds=("verbal_coop",))
    return path


@pytest.fixture(scope="module")
def browser(db: Path) -> Iterator[Browser]:
    with serving(Site(db), 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Browser(server)
        server.shutdown()
        thread.join()


def test_the_first_page_lists_pairs_data_and_the_record(browser: Browser) -> None:
    page = browser("/")
    assert page.status == 200
    pairs = [link for link in page.links() if link.startswith("/")]
    assert pairs[:2] == ["/DEU/FRA", "/CHN/RUS"]
    told = page.words()
    assert "China and Russia" in told
    assert "CHN – RUS 12 1 January 2024 18 March 2024" in told
    assert "No published dataset is loaded" in told
    assert "Wrong calls, the worst first" in told
    assert "CHN → RUS talks" in told
    assert "not seen" in told
    assert "Open, the next to be over first" in told
    assert "<script" not in page.text


def test_a_pair_has_its_dossier(browser: Browser) -> None:
    page = browser("/CHN/RUS")
    assert page.status == 200
    title = lxml_html.document_fromstring(page.text).findtext(".//h1")
    assert title == "China and Russia"
    assert page.links()[:2] == ["#main", "/"]
    until = browser("/CHN/RUS?until=2024-01-31")
    assert "31 January 2024" in until.words()


def test_names_lead_to_codes(browser: Browser) -> None:
    for asked in ("/China/Russia", "/chn/RUS", "/?a=China&b=Russia", "/?a=+CHN&b=Moscow"):
        answer = browser(asked)
        assert (answer.status, answer.headers["Location"]) == (303, "/CHN/RUS")
    assert browser("/?a=China&b=Russia&since=2024-02-01").headers["Location"] == "/CHN/RUS?since=2024-02-01"


@pytest.mark.parametrize("path", ["/", "/CHN/RUS", "/nothing"])
def test_nothing_runs_nothing_is_fetched_and_nobody_may_frame_it(browser: Browser, path: str) -> None:
    page = browser(path)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    tree = lxml_html.document_fromstring(page.text)
    assert not tree.xpath("//script | //iframe | //img | //link[@rel='stylesheet'] | //*[@src]")
    assert "Python" not in page.headers["Server"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/favicon.ico", "/CHN", "/CHN/RUS/USA", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "/CHN/Atlantis", "/CHN/%00", "/CHN/%ff", "/<script>alert(1)</script>/RUS", "//evil.example/CHN",
        "http://evil.example/CHN", "/" + "A" * 5000 + "/RUS", "/CHN/RUS%0d%0aSet-Cookie:%20a=b", "*",
        "/?" + "a=b&" * 50,
    ],
)  # fmt: skip
def test_a_hostile_path_is_not_found(browser: Browser, path: str) -> None:
    answer = browser(path)
    assert answer.status == 404
    assert "<script>" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert browser("/").status == 200


@pytest.mark.parametrize("path", ["/CHN/CHN", "/CHN/RUS?since=yesterday", "/CHN/RUS?since=2024-02-01&until=2024-01-01"])
def test_what_cannot_be_shown_says_why(browser: Browser, path: str) -> None:
    answer = browser(path)
    assert answer.status == 400
    assert "All pairs" in answer.words()


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "", "127.0.0.1.evil.example:{port}"]
)
def test_only_who_names_this_machine_is_answered(browser: Browser, host: str) -> None:
    answer = browser("/", Host=host.format(port=browser.port))
    assert answer.status == 403
    assert "China" not in answer.text
    assert browser("/", Host=f"localhost:{browser.port}").status == 200


def test_another_site_is_refused(browser: Browser) -> None:
    assert browser("/", Sec_Fetch_Site="cross-site").status == 403
    assert browser("/", Sec_Fetch_Site="same-origin").status == 200


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_pages_can_be_read_and_nothing_else(browser: Browser, method: str) -> None:
    answer = browser("/", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET")


def test_it_listens_on_the_loopback_alone(browser: Browser) -> None:
    with socket.socket() as other:
        other.settimeout(5)
        # All of 127/8 is this machine; a server on all addresses would answer here too.
        assert other.connect_ex(("127.0.0.2", browser.port)) != 0


def test_what_is_read_meanwhile_is_there_when_the_page_is_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "new.duckdb"
    with Store(path) as store:
        store.append([report("a", "2024-01-01", act("CHN", "RUS", on="2024-01-01"))])
    site = Site(path)
    assert "/PER/USA" not in site.page("/").html
    with Store(path) as store:
        store.append([report("b", "2024-01-02", act("USA", "PER", on="2024-01-02"))])
    assert "/PER/USA" in site.page("/").html


def test_a_file_that_is_written_to_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "busy.duckdb"
    Store(path).close()
    site = Site(path)
    assert site.page("/").status == 200
    path.write_bytes(b"no database")
    assert site.page("/").status == 500


def test_a_port_that_is_taken(db: Path, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["serve", "--port", str(browser.port), "--db", str(db)])
    told = capsys.readouterr()
    assert (left.value.code, told.out) == (1, "")
    assert f"port {browser.port} is taken" in told.err


def test_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["serve", "--port", "0", "--db", str(tmp_path / "none.duckdb")])
    assert left.value.code == 1
    assert "does not exist" in capsys.readouterr().err


def test_ctrl_c_ends_it(db: Path) -> None:
    command = [sys.executable, "-m", "comity", "serve", "--port", "0", "--db", str(db)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out.strip(), err) == (0, "ended", "")
