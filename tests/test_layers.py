"""Who may import whom: the order of docs/architecture.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "comity"
LAYERS = (
    {"errors", "model"},
    {"records", "datafiles"},
    {"ontology", "actors"},
    {"states"},
    {"sources", "coders", "datasets"},
    {"store", "engine", "exports"},
    {"vintages", "eventdata"},
    {"eventtables"},
    {"measures"},
    {"views", "forecast", "published", "figures", "health"},
    {"coded", "panel", "structure", "listed", "gold", "overview"},
    {"surroundings", "disputes"},
    {"observatory"},
    {"web"},
    {"cli"},
    {"__main__"},
)
RANK = {room: rank for rank, layer in enumerate(LAYERS) for room in layer}
FILES = sorted(path for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py")


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} if node.module != "comity" else {f"comity.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("comity.")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_room_imports_only_rooms_below_it(path: Path) -> None:
    own = room(path)
    allowed = {name for name, rank in RANK.items() if rank < RANK[own]} | {own}
    if own == "model":
        allowed -= {"errors"}
    assert imported(path) <= allowed


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_file_is_a_drawer(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


def test_data_holds_no_python() -> None:
    assert not list((SOURCE / "data").rglob("*.py"))


def test_what_every_command_imports_is_light() -> None:
    heavy = {"scipy", "pandas", "polars", "networkx", "lightgbm", "statsmodels", "onnxruntime", "spacy"}
    look = f"import sys; from comity import Observatory; print(*({heavy!r} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
