"""Write the generated pages of the documentation: ``python -m docs.generate``.

A page is a function without arguments that returns Markdown; name it here and it is written, and held up to date by
``tests/test_codebook.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docs import codebook, commands, data, facts, measures

HERE = Path(__file__).parent
PAGES: dict[str, Callable[[], str]] = {
    "codebook.md": codebook.page,
    "commands.md": commands.page,
    "data.md": data.page,
    "facts.md": facts.page,
    "measures.md": measures.page,
}


def main() -> None:
    """Write every page beside this module."""
    for name, write in PAGES.items():
        HERE.joinpath(name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
