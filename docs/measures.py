"""The measures as a page, made from the docstrings of the functions that compute them."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from comity.measures import RECORD, similarity

INTRODUCTION = """\
# Measures of the record

What `comity measure NAME` computes from published data, with formula, source, a worked example, and when it misleads.
The page is made from the docstrings in `src/comity/measures` by `make docs`; the examples run as tests. Every value
that the tests can check against publications and against values computed elsewhere is reproduced to its last digit.

```sh
comity measure un_similarity --pair CHN,RUS --from 2010
comity measure trade_dependence --pair CHN,DEU --json
comity measure capabilities -o cinc.parquet
```

In Python, `Observatory("comity.duckdb").measure("un_similarity", [("CHN", "RUS")], first=2010)` gives the same rows as
an Arrow table; its schema's metadata name the datasets with their versions, and their citations.

Rows have `a`, `b` and `year`, as they apply. A pair is measured the way round in which it is given; without a pair all
pairs are, once each. A figure that is not defined, or rests on something that is not known, is empty.
"""

SHARED = """\
# What they rest on

The similarity of two portfolios, from the table of how often their positions meet.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    for name, path in RECORD.items():
        module, _, function = path.partition(":")
        found = importlib.import_module(module)
        yield from _entry(name, getattr(found, function))
        yield f"Needs: {', '.join(dict.fromkeys(_datasets(found)))}.\n"
    yield SHARED
    for measure in (similarity.s_score, similarity.kappa, similarity.pi, similarity.tau_b):
        yield from _entry(measure.__name__, measure)


def _datasets(module: Any) -> Iterator[str]:
    yield from (f"`{one}`" for one in module.NEEDS.values())
    yield from (f"and, where it is loaded, `{one}`" for one in getattr(module, "MAY", {}).values())


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
            out.append(re.sub(r"``([^`]+)``", r"`\1`", block))
    return "\n\n".join(out)
