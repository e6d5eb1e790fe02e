"""The measures as a page, made from the docstrings of the functions that compute them."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from comity.measures import DIRECTED, INSTEAD, MEASURES, RECORD, SYSTEM, frustration, similarity

INTRODUCTION = """\
# Measures

What `comity measure NAME` computes, with formula, source, a worked example, and when it misleads. The page is made from
the docstrings in `src/comity/measures` by `make docs`; the examples run as tests. Every value that the tests can check
against publications and against values computed elsewhere is reproduced to its last digit.

```sh
comity measure un_similarity --pair CHN,RUS --from 2010
comity measure conduct --pair CHN,RUS --by month --json
comity measure change_points --pair USA,CHN --events gdelt
comity measure blocs --by treaties --from 2018 --to 2018
comity measure capabilities -o cinc.parquet
```

In Python, `Observatory("comity.duckdb").measure("un_similarity", [("CHN", "RUS")], first=2010)` gives the same rows as
an Arrow table; its schema's metadata name the datasets with their versions, and their citations.

Rows have `a`, `b` and `year`, as they apply. A pair is measured the way round in which it is given; without a pair all
pairs are, once each. A figure that is not defined, or rests on something that is not known, is empty.

- [Of the record](#measures-of-the-record): treaties, votes, capabilities, trade, organisations
- [Directed](#directed-measures-of-the-record): what one state owes, sells or does to another
- [Of the system](#measures-of-the-system): networks, blocs, balance, polarity
- [Of events](#measures-of-events): what a pair says and does to each other
- [What they rest on](#what-they-rest-on)
"""

GROUPS = (
    ("Measures of the record", RECORD, ""),
    ("Directed measures of the record", DIRECTED, ""),
    (
        "Measures of the system",
        SYSTEM,
        "`--by` names the network: `votes`, `treaties`, `trade` or `events` (`--events` says whose).",
    ),
    (
        "Measures of events",
        MEASURES,
        "They take the observatory's own events, or those of a loaded dataset (`--events gdelt`), of one pair. "
        "`--from` and `--to` are years, `--by` is `year`, `month` or `span`.",
    ),
)

SHARED = """\
# What they rest on

The similarity of two portfolios, from the table of how often their positions meet; the balance of a signed network.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    for title, group, said in GROUPS:
        yield f"# {title}\n"
        if said:
            yield f"{said}\n"
        for name, path in group.items():
            module, _, function = path.partition(":")
            found = importlib.import_module(module)
            yield from _entry(name, getattr(found, function))
            if needs := _needs(found):
                yield f"{needs}.\n"
    yield SHARED
    for measure in (similarity.s_score, similarity.kappa, similarity.pi, similarity.tau_b):
        yield from _entry(measure.__name__, measure)
    for measure in (frustration.balance, frustration.triangles, frustration.walk_balance):
        yield from _entry(measure.__name__, measure)


def _needs(module: Any) -> str:
    """What has to be loaded, and what is used besides where it is."""
    needs = [_or_others(part, one) for part, one in getattr(module, "NEEDS", {}).items()]
    if any_of := getattr(module, "ANY", ()):
        needs.append(" or ".join(dict.fromkeys(f"`{module.MAY[one]}`" for one in any_of)))
    for network, parts in getattr(module, "NETWORKS", {}).items():
        needs += [f"by {network} {_or_others(part, one)}" for part, one in parts.items() if one != "events"]
    text = ", ".join(dict.fromkeys(needs))
    besides = [*getattr(module, "MAY", {}).values()]
    for parts in getattr(module, "NETWORK_MAY", {}).values():
        besides += parts.values()
    more = ", ".join(f"`{one}`" for one in dict.fromkeys(besides) if f"`{one}`" not in text)
    return "; ".join(filter(None, (f"Needs: {text}" if text else "", f"where loaded also {more}" if more else "")))


def _or_others(part: str, dataset: str) -> str:
    """A dataset, and those that take its place where it is not loaded."""
    others = dict.fromkeys(one for parts in INSTEAD.get(part, ()) for one in parts.values())
    return " or ".join(f"`{one}`" for one in (dataset, *others))


def _entry(name: str, measure: Callable[..., Any]) -> Iterator[str]:
    yield f"## {name}\n"
    yield markdown(inspect.getdoc(measure) or "") + "\n"


def markdown(docstring: str) -> str:
    """A docstring as Markdown: blocks after ``::`` and examples are fenced, code is in single backticks.

    >>> print(markdown("Mean of ``x``.\\n\\n::\\n\\n    sum(x) / n\\n\\nSource: nobody."))
    Mean of `x`.
    <BLANKLINE>
    ```text
    sum(x) / n
    ```
    <BLANKLINE>
    Source: nobody.
    """
    out = []
    for block in re.split(r"\n\n(?=\S)", docstring):
        if block.startswith("::\n"):
            out.append(f"```text\n{inspect.cleandoc(block[2:])}\n```")
        elif block.startswith(">>>"):
            out.append(f"```pycon\n{block}\n```")
        else:
            plain = re.sub(r":(?:func|mod):`[~]?(?:[\w.]+\.)?(\w+)`", r"`\1`", block)
            out.append(re.sub(r"``([^`]+)``", r"`\1`", plain))
    return "\n\n".join(out)
