"""Data files in YAML, those that ship with comity and the user's own, read the same way.

Only ``true`` and ``false`` are booleans, as in YAML 1.2: the prepositions ``on`` and ``off``, the word ``no`` and the
country code ``NO`` stay what they are.

>>> parse("[on, off, no, yes, true]", "example.yml")
['on', 'off', 'no', 'yes', True]
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from comity.errors import DataError


class _Loader(yaml.CSafeLoader):
    """YAML's safe loader, without the booleans that YAML 1.2 dropped."""


_Loader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if first in "tTfF" or rule[0] != "tag:yaml.org,2002:bool"]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def parse(text: str, where: str) -> Any:
    """Read YAML text; ``where`` is its file, for the message.

    Raises:
        DataError: it is no YAML; the message says where it breaks.
    """
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise DataError(f"{where}: {error}") from error


def load(*path: str) -> Any:
    """Read one of the YAML files below ``comity/data``."""
    try:
        text = files("comity").joinpath("data", *path).read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{'/'.join(path)}: {error}") from error
    return parse(text, "/".join(path))
