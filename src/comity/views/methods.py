"""How the measured figures of a dossier are computed, from the docstrings of the measures."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable

from comity.measures import ALL
from comity.views.model import Method, Section

PAGE = "docs/measures.md"
"""The page of the documentation that has all of a measure, with a worked example."""


def methods(sections: Iterable[Section], a: str, b: str) -> tuple[Method, ...]:
    """The measures that the sections name, each once, in reading order."""
    named: dict[str, None] = {}
    for section in sections:
        for table in section.tables:
            named |= dict.fromkeys(table.measures)
        named |= dict.fromkeys(figure.basis.measure for figure in section.figures() if figure.basis)
    return tuple(method(name, a, b) for name in named)


def method(name: str, a: str, b: str) -> Method:
    """What the docstring of a measure says.

    >>> found = method("capability_ratio", "CHN", "RUS")
    >>> found.formulas[0].splitlines()[0], found.command
    ('share1 = cinc1 / (cinc1 + cinc2)', 'comity measure capability_ratio --pair CHN,RUS')
    """
    module, _, function = ALL[name].partition(":")
    text = inspect.getdoc(getattr(importlib.import_module(module), function)) or ""
    blocks = re.split(r"\n\n(?=\S)", text)
    formulas = tuple(inspect.cleandoc(block[2:]) for block in blocks if block.startswith("::\n"))
    return Method(
        name=name,
        what=_plain(blocks[0]),
        formulas=formulas,
        misleads=_after("**When it misleads:**", blocks),
        sources=_after("Source", blocks),
        command=f"comity measure {name} --pair {a},{b}",
    )


def _after(mark: str, blocks: list[str]) -> str:
    block = next((one for one in blocks if one.startswith(mark)), "")
    return _plain(re.sub(r"^(\*\*When it misleads:\*\*|Sources?:)\s*", "", block))


def _plain(text: str) -> str:
    """A paragraph of a docstring without its markup, on one line."""
    text = re.sub(r":(?:func|mod):`[~]?(?:[\w.]+\.)?(\w+)`", r"\1", text)
    return " ".join(re.sub(r"``([^`]+)``", r"\1", text).split())
