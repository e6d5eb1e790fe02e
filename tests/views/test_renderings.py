"""The page, the Markdown and the JSON: whole, safe, and readable for everyone."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html as lxml_html

from comity.actors import ActorBook
from comity.views.dossier import Dossier
from scenes import act, claim, quote, report

from .conftest import write_up

EVIL = "</style><script>alert(1)</script><img src=x onerror=alert(2)> \u202egnp.exe [a](javascript:x) | *b* {{ 7 * 7 }}"


@pytest.fixture(scope="session")
def tree(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


def anchors(tree: lxml_html.HtmlElement) -> dict[str, lxml_html.HtmlElement]:
    return {element.get("id"): element for element in tree.iter() if element.get("id")}


def test_no_name_is_given_twice_and_every_link_within_the_page_resolves(tree: lxml_html.HtmlElement) -> None:
    names = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    assert [name for name, number in names.items() if number > 1] == []
    targets = {link.get("href")[1:] for link in tree.iter("a") if link.get("href").startswith("#")}
    assert targets - set(names) == set()
    used = set(re.findall(r"url\(#([^)]+)\)", lxml_html.tostring(tree, encoding="unicode")))
    assert used - set(names) == set()


def test_every_figure_leads_to_all_its_sentences_within_two_clicks(scene: Dossier, tree: lxml_html.HtmlElement) -> None:
    known = anchors(tree)
    entries = {proof.id: f"e{proof.number}" for proof in scene.evidence}
    entries |= {one.id: f"r{one.number}" for one in scene.reports}
    groups = {
        frozenset(link.get("href")[1:] for link in element.iter("a"))
        for name, element in known.items()
        if re.fullmatch(r"f\d+", name)
    }
    for figure in scene.figures():
        wanted = frozenset(entries[one] for one in figure.evidence)
        assert wanted <= set(known)
        if len(wanted) > 1:
            assert wanted in groups
    links = [link for link in tree.iter("a") if link.get("class") == "n"]
    assert len(links) > 100
    for link in links:
        target = known[link.get("href")[1:]]
        steps = [target] if target.get("id")[0] in "er" else [known[one.get("href")[1:]] for one in target.iter("a")]
        if target.tag != "section":
            assert all(step.xpath(".//blockquote") or step.getparent().get("class") == "reports" for step in steps)
    for proof in scene.evidence:
        assert " ".join(proof.tellings[0].text.split()) in " ".join(known[entries[proof.id]].text_content().split())


def test_nothing_runs_and_nothing_is_fetched(tree: lxml_html.HtmlElement, page: str) -> None:
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert tags & {"script", "iframe", "object", "embed", "img", "link", "form", "base", "use", "image"} == set()
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in ("src", "srcset", "action", "formaction", "data", "{http://www.w3.org/1999/xlink}href")
            assert "javascript:" not in value.lower()
            if name == "href" and not value.startswith("#"):
                assert element.xpath("ancestor::ol[@class='reports']")
    css = "".join(style.text for style in tree.iter("style"))
    assert not re.search(r"@import|url\(|expression\(", css)
    assert "default-src 'none'" in page
    assert [link.get("href") for link in tree.xpath("//ol[@class='reports']//a")] == ["https://example.org/d"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, book: ActorBook) -> Dossier:
    items = [
        act("CHN", "RUS", "AID", on="2024-05-01", sentence=f"CHN helped RUS {EVIL}."),
        quote("CHN", "RUS", EVIL, name=EVIL),
        claim("CHN", "RUS", "supported", (EVIL,)),
    ]
    codings = [
        report(f"{EVIL} {n}", "2024-05-02", *items, source=EVIL, title=f"{EVIL} {n}", url=url)
        for n, url in enumerate(
            [
                "javascript:alert(1)",
                "https://example.org/\u202ea",
                'https://example.org/"onmouseover=x',
                "data:text/html,x",
            ]
        )
    ]
    return write_up(tmp_path_factory.mktemp("hostile"), book, codings)


def test_words_of_others_stay_words_on_the_page(hostile: Dossier) -> None:
    page = hostile.html()
    tree = lxml_html.document_fromstring(page)
    assert list(tree.iter("script", "img")) == []
    assert [element for element in tree.iter() for name in element.attrib if name.startswith("on")] == []
    assert [link.get("href") for link in tree.iter("a") if not link.get("href").startswith("#")] == []
    assert "<script>alert(1)</script>" in tree.text_content()
    assert "{{ 7 * 7 }}" in tree.text_content()
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
    assert len(list(tree.iter("style"))) == 1


def test_words_of_others_stay_words_in_markdown(hostile: Dossier) -> None:
    text = hostile.markdown()
    assert "<script" not in text.replace("\\<script", "")
    # Links lead to web pages, or to how a measure is computed.
    assert not re.search(r"(?<!\\)\]\((?!<https?://|#[a-z_]+\))", text)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)


def test_the_summary_brings_no_control_characters_to_a_terminal(tmp_path: Path, book: ActorBook) -> None:
    codings = [report(f"r{n}", "2024-05-02", act("CHN", "RUS"), source="\x1b[2J\u202eWire") for n in range(2)]
    text = " ".join(write_up(tmp_path, book, codings).summary())
    assert "one source, \ufffd[2J\ufffdWire" in text


def test_a_page_for_everyone(tree: lxml_html.HtmlElement) -> None:
    assert tree.get("lang") == "en"
    assert tree.findtext(".//title") == "China and Russia: Mixed in words; deeds too few to judge"
    levels = [int(element.tag[1]) for element in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [len(list(tree.iter(name))) for name in ("header", "main", "nav", "footer")] == [1, 1, 1, 1]
    skip = tree.find(".//body").find("a")
    assert (skip.get("class"), skip.get("href")) == ("skip", "#main")
    for table in tree.iter("table"):
        assert table.find("caption").text_content().strip()
        assert {cell.get("scope") for cell in table.iter("th")} <= {"col", "row"}
        widths = {len(row) for row in table.iter("tr")}
        assert len(widths) == 1
    for drawing in tree.iter("svg"):
        assert drawing.get("role") == "img"
        assert len(drawing.get("aria-label")) > 20
    assert len(list(tree.iter("svg"))) == len(list(tree.iter("figure"))) == 8
    for time in tree.iter("time"):
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", time.get("datetime"))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_read(scheme: int) -> None:
    css = files("comity").joinpath("views", "templates", "dossier.css").read_text(encoding="utf-8")
    block = re.findall(r":root \{(.*?)\}", css, re.S)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for name in ("ink", "quiet", "link", "light-coop", "coop", "light-conf", "conf"):
        assert contrast(colours[name], colours["paper"]) >= 4.5 - 1.5 * name.startswith("light"), name
    for name in ("target", "marked", "tint"):
        assert contrast(colours["ink"], colours[name]) >= 4.5, name


def test_marks_of_the_charts_stand_out_from_the_paper_and_from_each_other() -> None:
    for path in files("comity").joinpath("views", "charts").iterdir():
        for colours in re.findall(r'"range": \[("#[^]]*)\]', path.read_text(encoding="utf-8")):
            named = re.findall(r"#[0-9a-f]{6}", colours)
            assert all(contrast(colour, "#ffffff") >= 3 for colour in named), path.name
            assert len(set(named)) == len(named)
            # Words and deeds of one kind differ in lightness, so that they are told apart without colour.
            assert all(contrast(light, dark) >= 1.8 for light, dark in zip(named[::2], named[1::2], strict=True))


def test_tables_of_the_markdown_are_well_formed(scene: Dossier) -> None:
    text = scene.markdown()
    blocks = re.findall(r"(?:^\|.*\n)+", text, re.M)
    assert len(blocks) == sum(len(section.tables) for section in scene.sections)
    for block in blocks:
        lines = block.splitlines()
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1
        assert re.fullmatch(r"(\| --- )+\|", lines[1])
    assert text.count("\n# ") == 0
    assert "[d](" not in text
    assert "[Report d](<https://example.org/d>)" in text
    assert all(f"**\\[{proof.number}\\] " in text for proof in scene.evidence)


def test_the_keys_of_the_json(scene: Dossier) -> None:
    found = json.loads(scene.json())
    assert list(found) == [
        "title", "headline", "a", "b", "since", "until", "written", "version", "span", "summary", "key_figures",
        "sections", "evidence", "reports", "method", "methods",
    ]  # fmt: skip
    assert found["a"] == {"code": "CHN", "name": "China"}
    assert found["written"] == "2025-01-31"
    assert set(found["key_figures"][0]) == {"value", "text", "about", "evidence", "section", "basis"}
    keys = {"key", "title", "prose", "charts", "tables", "acts", "quotes", "claims"}
    assert all(set(section) == keys for section in found["sections"])
    assert [section["key"] for section in found["sections"]] == [
        "summary", "cooperation", "timeline", "profile", "initiative", "say_do", "quotes", "claims", "calendar",
        "unreal", "reactions", "coverage",
    ]  # fmt: skip
    series = {section["key"]: section for section in found["sections"]}["cooperation"]["tables"][0]
    assert set(series["rows"][0]) == {
        "period", "reports", "verbal_coop", "material_coop", "verbal_conf", "material_conf", "acts", "net",
    }  # fmt: skip
    assert series["rows"][1]["acts"] is None
    assert set(found["evidence"][0]) == {
        "id", "number", "kind", "date", "heading", "modality", "codes", "tellings", "events", "more", "dated",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["html", "markdown", "json"])
def test_an_empty_store_gives_a_whole_dossier(tmp_path: Path, book: ActorBook, form: str) -> None:
    text = getattr(write_up(tmp_path, book, []), form)()
    assert "No report was read" in text
    assert "does not mean that nothing happened" in text
    assert text.endswith("\n")


def test_the_drawings_are_kept_beside_their_specification(scene: Dossier, tree: lxml_html.HtmlElement) -> None:
    specs = [json.loads(code.text_content()) for code in tree.xpath("//pre/code")]
    assert specs == [chart.spec for section in scene.sections for chart in section.charts]
