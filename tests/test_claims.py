"""Claims from the sentence to the verdict, wherever codings leave the observatory; every sentence is ours."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from comity import observatory
from comity.cli import app
from comity.errors import InputError
from comity.model import Claim, Document
from comity.observatory import Observatory

RECORD = "Trade between China and Russia reached a record 240 billion dollars in 2023."
FELL = "Trade between China and Russia fell in 2023."
CUSTOMS = "General Administration of Customs of China: "
PUBLISHED = date(2024, 2, 1)


def checked(folder: Path, text: str, published: date | None = PUBLISHED) -> list[Claim]:
    file = folder / "report.txt"
    file.write_text(text, encoding="utf-8")
    return [claim for _, claim in observatory.check([file], published=published)]


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        (RECORD, "supported", "240.1 billion US dollars in 2023, the most since 2000"),
        (FELL, "contradicted", "26.2 percent more than in 2022 (190.3)"),
        ("Exports from China to Russia rose to 111 billion dollars in 2023.", "supported", "111 billion US dollars"),
        ("China's imports of Russian oil rose in 2023.", "supported", "from Russia to China was 107 million"),
        ("Trade between China and Russia fell in the first half of 2023.", "not_covered", "part of a year"),
        ("Trade between China and Russia reached 1.7 trillion yuan in 2023.", "not_covered", "not converted"),
        ("Joint exercises of China and Russia have become more frequent.", "supported", "a year in 2021 to 2023"),
        ("Trade between India and Russia rose in 2023-24.", "supported", "65.7 billion US dollars in 2023-24"),
        ("Trade between the United States and China fell in 2023.", "supported", "the United States and China"),
        ("Trade between Chad and Fiji fell in 2023.", "not_covered", "There are no figures on trade between"),
    ],
)  # fmt: skip
def test_a_sentence_gets_its_verdict_with_the_figures(tmp_path: Path, text: str, verdict: str, told: str) -> None:
    (claim,) = checked(tmp_path, text)
    assert claim.verdict == verdict, claim.basis
    assert told in " ".join(claim.basis)
    assert all("[comity facts 1" in line for line in claim.basis)


@pytest.mark.parametrize(
    "text",
    [
        "China and Russia promised to expand their trade.",
        "Trade between China and Russia is to grow to 300 billion dollars by 2030.",
        "Trade between China and Russia did not fall in 2023.",
        "Trade between China and Russia could fall in 2025.",
    ],
)
def test_promises_aims_and_denials_are_no_claims(tmp_path: Path, text: str) -> None:
    assert checked(tmp_path, text) == []


def test_both_customs_services_are_shown_and_the_source_that_is_named_decides(tmp_path: Path) -> None:
    sentence = "Trade between China and Russia reached 29 billion dollars in 2005{}."
    (plain,) = checked(tmp_path, sentence.format(""))
    (sourced,) = checked(tmp_path, sentence.format(", according to Chinese customs"))
    assert (plain.verdict, sourced.verdict) == ("not_covered", "supported")
    for claim in (plain, sourced):
        assert "29.1 billion US dollars" in claim.basis[0]
        assert "Federal Customs Service of Russia" in claim.basis[1]
        assert "20.3 billion US dollars" in claim.basis[1]


def test_codings_and_the_store_and_the_dossier_carry_the_verdict(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(RECORD, encoding="utf-8")
    (coding,) = observatory.code([file], published=PUBLISHED)
    assert [claim.verdict for claim in coding.claims] == ["supported"]
    with Observatory(tmp_path / "comity.duckdb") as kept:
        kept.keep([Document("a", RECORD, published=PUBLISHED), Document("b", FELL, published=PUBLISHED)])
        rows = kept.tables()["claims"].to_pylist()
        assert [row["verdict"] for row in rows] == ["supported", "contradicted"]
        assert rows[0]["basis"][0].startswith(CUSTOMS)
        kept.rebuild()
        assert kept.tables()["claims"].to_pylist() == rows
        assert kept.check().to_pylist() == rows
        record = json.loads(kept.dossier("CHN", "RUS", written=date(2024, 3, 1)).json())
    (section,) = [one for one in record["sections"] if one["key"] == "claims"]
    assert [claim["verdict"] for claim in section["claims"]] == ["supported", "contradicted"]
    assert section["claims"][0]["basis"][0].startswith(CUSTOMS)


def test_the_command_prints_one_claim_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.txt"
    file.write_text(f"{RECORD} {FELL}", encoding="utf-8")
    app(["check", str(file), "--published", "2024-02-01", "--json"], result_action="return_value")
    told = capsys.readouterr()
    records = [json.loads(line) for line in told.out.splitlines()]
    assert [record["verdict"] for record in records] == ["supported", "contradicted"]
    assert told.err == "cite: The comity authors: comity facts, version 1, shipped with comity.\n"
    assert records[0]["document"]["published"] == "2024-02-01"
    app(["check", str(file), "--published", "2024-02-01"], result_action="return_value")
    printed = capsys.readouterr().out
    assert "supported: record trade CHN-RUS 2023 240 billion dollars" in printed
    assert f"  - {CUSTOMS}trade between China and Russia was 240.1 billion US dollars" in printed
    assert printed.splitlines()[-1] == "cite: The comity authors: comity facts, version 1, shipped with comity."


def test_what_cannot_be_read_is_told_after_the_claims_of_the_others(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "missing.txt"
    good.write_text(RECORD, encoding="utf-8")
    found = observatory.check([bad, good], published=PUBLISHED)
    assert next(found)[1].verdict == "supported"
    with pytest.raises(InputError, match=r"missing\.txt"):
        next(found)


def test_no_claim_of_the_sample_reports_is_contradicted_by_the_facts() -> None:
    with as_file(files("comity").joinpath("data", "demo", "reports.jsonl")) as path:
        found = [(document, claim) for document, claim in observatory.check([path])]
    assert [claim.evidence.text for _, claim in found if claim.verdict == "contradicted"] == []
    assert sum(claim.verdict == "supported" for _, claim in found) >= 9
    assert all(claim.verdict != "unchecked" and claim.basis for _, claim in found)
