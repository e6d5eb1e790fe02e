"""Sentences from templates: the words stand in ``templates/prose.yml``, the figures come from the measures.

In a template ``{name}`` stands for a figure or word, ``{name:act|acts}`` for the singular or plural that goes with the
figure of that name.
"""

from __future__ import annotations

import functools
import re
from importlib.resources import files
from typing import Any

import yaml

from comity.views.model import Figure, Sentence

_SLOT = re.compile(r"\{(\w+)(?::([^|}]*)\|([^}]*))?\}")


@functools.cache
def prose() -> dict[str, Any]:
    """All words of the dossier."""
    text = files("comity").joinpath("views", "templates", "prose.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def words(group: str, key: str | None) -> str:
    """A word of a group (``types``, ``quads`` ...); what the group does not know is shown as it is, in plain spelling.

    >>> words("modalities", "negated"), words("modes", "some-new_mode")
    ('not done or denied', 'some new mode')
    """
    return str(prose()[group].get(key) or (key or "").replace("_", " ").replace("-", " "))


def say(template: str, **values: Figure | str | int) -> Sentence:
    """Fill the template of this name.

    >>> say("few", acts=Figure(1, "1", "acts"))[2]
    ' act is too few for a trend or a balance; read them one by one.'
    """
    return fill(str(prose()["sentences"][template]), **values)


def fill(text: str, **values: Figure | str | int) -> Sentence:
    """Fill a template given as text."""
    parts: list[str | Figure] = []
    at = 0
    for slot in _SLOT.finditer(text):
        parts.append(text[at : slot.start()])
        value = values[slot[1]]
        if slot[2] is not None:
            number = value.value if isinstance(value, Figure) else value
            parts.append(slot[2] if number == 1 else slot[3])
        else:
            parts.append(value if isinstance(value, Figure) else str(value))
        at = slot.end()
    parts.append(text[at:])
    return _joined(parts)


def plain(sentence: Sentence) -> str:
    """The sentence as text, figures as they are written."""
    return "".join(part.text if isinstance(part, Figure) else part for part in sentence)


def _joined(parts: list[str | Figure]) -> Sentence:
    out: list[str | Figure] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        else:
            out.append(part)
    return tuple(part for part in out if part != "" or isinstance(part, Figure))
