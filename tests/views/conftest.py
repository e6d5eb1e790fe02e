"""One scene for all tests of the dossier: China and Russia in eight reports, with everything that can happen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from comity.actors import ActorBook
from comity.model import Coding
from comity.views.dossier import Dossier, dossier
from scenes import act, claim, kept, quote, report

WRITTEN = date(2025, 1, 31)

CALL = act("CHN", "RUS", mode="phone", on="2020-03-01", contexts=("diplomatic",))
SCENE = [
    report("a", "2020-03-02", CALL, act("RUS", "CHN", "AID", on="2020-03-01", contexts=("economic",)), source="Wire"),
    report("b", "2020-03-03", CALL, quote("CHN", "RUS", "steady friends", name="Xi Jinping"), source="Post"),
    report(
        "c",
        "2020-06-02",
        act("CHN", "RUS", "COOPERATE", on="2020-06-01", contexts=("military",), mutual=True),
        act("USA", "RUS", "SANCTION", on="2020-06-01"),
        act("JPN", "CHN", "ACCUSE", on="2020-06-01", modality="negated"),
    ),
    report(
        "d",
        "2022-02-05",
        act("RUS", "CHN", mode="visit", on="2022-02-04"),
        claim("CHN", "RUS"),
        act("CHN", "RUS", on="2022-05-09", modality="future"),
        act("CHN", "RUS", "AID", modality="future"),
        url="https://example.org/d",
    ),
    report(
        "e",
        "2022-05-10",
        act("RUS", "CHN", on="2022-05-09"),
        act("CHN", "RUS", "SUPPORT", on="2001", modality="historical"),
        source="Post",
    ),
    report(
        "f",
        "2022-07-01",
        act("CHN", "RUS", "AID", modality="negated"),
        act("CHN", "RUS", "AID", modality="hypothetical"),
    ),
    report(
        "g",
        "2024-01-05",
        act("CHN", "RUS", "ACCUSE"),
        act("RUS", "CHN", "REJECT", on="2024"),
        claim("RUS", "CHN", "supported", ("100 in 2024, 90 in 2023 (made for this test)",)),
        source=None,
    ),
    report("h", "2024-02-05", act("CHN", "USA"), source="Post"),
]


@pytest.fixture(scope="session")
def book() -> ActorBook:
    return ActorBook.load()


def write_up(
    folder: Path, book: ActorBook, codings: list[Coding], a: str = "CHN", b: str = "RUS", **span: date
) -> Dossier:
    tables = kept(folder, codings, involving=(a, b))
    return dossier(tables, book, a, b, since=span.get("since"), until=span.get("until"), written=WRITTEN)


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    return kept(tmp_path_factory.mktemp("scene"), SCENE, involving=("CHN", "RUS"))


@pytest.fixture(scope="session")
def scene(tables: dict[str, pa.Table], book: ActorBook) -> Dossier:
    return dossier(tables, book, "CHN", "RUS", written=WRITTEN)


@pytest.fixture(scope="session")
def page(scene: Dossier) -> str:
    return scene.html()
