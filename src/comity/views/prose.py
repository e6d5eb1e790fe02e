"""Sentences from templates: the words stand in ``templates/prose.yml``, the figures come from the measures.

In a template ``{name}`` stands for a figure or word, ``{name:act|acts}`` for the singular or plural that goes with the
figure of that name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from comity import datafiles
from comity.views.model import Figure, Sentence

_SLOT = re.compile(r"\{(\w+)(?::([^|}]*)\|([^}]*))?\}")


@functools.cache
def prose() -> dict[str, Any]:
    """All words of the dossier."""
    text = files("comity").joinpath("views", "templates", "prose.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = datafiles.parse(text, "views/templates/prose.yml")
    return loaded


def words(group: str, key: str | None) -> str:
    """A word of a group (``types``, ``quads`` ...); what the group does not know is shown as it is, in plain spelling.

    >>> words("modalities", "negated"), words("modes", "some-new_mode")
    ('not done or denied', 'some new mode')
    """
    return str(prose()[group].get(key) or (key or "").replace("_", " ").replace("-", " "))


def say(template: str, **values: Figure | Sentence | str | int) -> Sentence:
    """Fill the template of this name.

    >>> plain(say("few", acts=Figure(1, "1", "acts")))
    '1 act is too few for a trend or a balance; read them one by one.'
    """
    return capitalised(fill(str(prose()["sentences"][template]), **values))


def fill(text: str, **values: Figure | Sentence | str | int) -> Sentence:
    """Fill a template given as text."""
    parts: list[str | Figure] = []
    at = 0
    for slot in _SLOT.finditer(text):
        parts.append(text[at : slot.start()])
        value = values[slot[1]]
        if slot[2] is not None:
            number = value.value if isinstance(value, Figure) else value
            parts.append(slot[2] if number == 1 else slot[3])
        elif isinstance(value, tuple):
            parts += value
        else:
            parts.append(value if isinstance(value, Figure) else str(value))
        at = slot.end()
    parts.append(text[at:])
    return _joined(parts)


def clauses(group: str, figures: Mapping[str, Figure], **values: str) -> Sentence:
    """The clauses of a group whose figure ``n`` is not zero, as a list in words.

    >>> plain(clauses("acts", {"verbal_coop": Figure(2, "2", ""), "verbal_conf": Figure(0, "0", "")}))
    '2 of cooperation in words'
    """
    templates: dict[str, str] = prose()["clauses"][group]
    known = [key for key in templates if key in figures and figures[key].value]
    said = [fill(templates[key], n=figures[key], **values) for key in known]
    parts: list[str | Figure] = []
    for place, clause in enumerate(said):
        last = ", and " if len(said) > 2 else " and "
        parts += ["" if not place else last if place == len(said) - 1 else ", ", *clause]
    return _joined(parts)


def capitalised(sentence: Sentence) -> Sentence:
    """The sentence with its first letter as a capital.

    >>> capitalised(("the United States acted.",))
    ('The United States acted.',)
    """
    first = sentence[0] if sentence else ""
    return (first[:1].upper() + first[1:], *sentence[1:]) if isinstance(first, str) else sentence


def paragraph(*sentences: Sentence | None) -> Sentence:
    """Sentences set one after another; None stands for one that has nothing to say."""
    parts: list[str | Figure] = []
    for sentence in sentences:
        if sentence:
            parts += [" ", *sentence] if parts else sentence
    return _joined(parts)


def the(name: str) -> str:
    """A name as it stands within a sentence, with the article that usage wants.

    >>> the("United States"), the("China"), the("NATO"), the("Shanghai Cooperation Organization")
    ('the United States', 'China', 'NATO', 'the Shanghai Cooperation Organization')
    """
    articles = prose()["articles"]
    tokens = name.split()
    wants = name in articles["whole"] or (
        len(tokens) > 1 and (tokens[0] in articles["begins"] or tokens[-1] in articles["ends"])
    )
    return f"the {name}" if wants else name


def day(written: str | None) -> str:
    """A date as people write it, no more precise than it is.

    >>> day("2001-07-16"), day("2001-07"), day("2001"), day(None)
    ('16 July 2001', 'July 2001', '2001', 'no date')
    """
    if not written:
        return "no date"
    year, *rest = written.split("-")
    month = [prose()["months"][int(rest[0]) - 1]] if rest else []
    return " ".join([*(str(int(one)) for one in rest[1:]), *month, year])


def period(first: str, last: str) -> str:
    """Two periods as a span.

    >>> period("2001", "2004"), period("2001-01", "2001-03"), period("2001", "2001")
    ('2001–2004', 'January 2001 to March 2001', '2001')
    """
    if first == last:
        return day(first)
    return f"{first}–{last}" if len(first) == 4 else f"{day(first)} to {day(last)}"


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
