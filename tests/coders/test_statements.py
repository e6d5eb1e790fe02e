"""What sentences claim that data can check; every text is ours, in ``statements.txt``, by construction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from comity.actors import ActorBook
from comity.coders import claims
from comity.coders.language import load_language
from comity.coders.reading import Reader
from comity.model import Claim, Document

Told = tuple[str, str, frozenset[str], str | None]


def lines() -> Iterator[tuple[str, str, str]]:
    construction = ""
    for line in (Path(__file__).parent / "statements.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            construction = line.removeprefix("## ")
        elif " | " in line:
            told, text = line.split(" | ", 1)
            yield construction, told, text.replace(" // ", "\n\n")


def wanted(told: str) -> set[Told]:
    fields = [item.split() for item in told.split("; ") if item != "-"]
    return {
        (kind, quantity, frozenset(parties.split(",")), None if period == "?" else period)
        for kind, quantity, parties, period in fields
    }


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(ActorBook.load(), load_language())


def claimed(reader: Reader, text: str) -> list[Claim]:
    document = Document("x", text, published=date(2024, 5, 15))
    one = reader.read(document)
    return list(claims.find(one.sentences, one.mentions, one.text, document, one.dated, one.about))


@pytest.mark.parametrize("construction", dict.fromkeys(construction for construction, _, _ in lines()))
def test_a_text_claims_just_what_it_says(reader: Reader, construction: str) -> None:
    texts = {text: wanted(told) for kind, told, text in lines() if kind == construction}
    assert {
        text: {
            (one.kind, one.quantity, frozenset(filter(None, (one.subject, one.partner))), one.period)
            for one in claimed(reader, text)
        }
        for text in texts
    } == texts


@pytest.mark.parametrize(
    ("text", "subject", "partner", "value", "unit"),
    [
        ("German exports to Poland rose to 90 billion euros in 2022.", "DEU", "POL", "90", "billion euros"),
        ("Oil imports from Russia to India rose by 8 percent in 2022.", "RUS", "IND", "8", "percent"),
        ("China's imports of Russian oil rose in 2023.", "RUS", "CHN", None, None),
        ("Polish trade with Ukraine rose 5% to a record $12 billion in 2023.", "POL", "UKR", "$12", "billion"),
    ],
)
def test_a_claim_has_its_seller_first_and_its_figure(
    reader: Reader, text: str, subject: str, partner: str, value: str | None, unit: str | None
) -> None:
    one = claimed(reader, text)[0]
    assert (one.subject, one.partner, one.value, one.unit) == (subject, partner, value, unit)
    assert text[one.evidence.start : one.evidence.end] == one.evidence.text
