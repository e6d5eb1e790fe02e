"""How fast the coders are: reports of 576 words per CPU second, on reports written for the demo.

They are denser in events than news is, so news is coded faster.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from comity.actors import ActorBook
from comity.coders.fast import FastCoder
from comity.coders.full import FullCoder
from comity.model import Document
from comity.ontology import load_ontology

WORDS = 576


def documents(count: int) -> Iterator[Document]:
    """Reports of 576 words, made of the paragraphs that ship with comity."""
    resource = files("comity").joinpath("data", "demo", "reports.jsonl")
    texts = [json.loads(line)["text"] for line in resource.read_text(encoding="utf-8").splitlines()]
    at = 0
    for number in range(count):
        parts: list[str] = []
        while sum(len(part.split()) for part in parts) < WORDS:
            parts.append(texts[at % len(texts)])
            at += 1
        words = "\n".join(parts).split(" ")
        yield Document(f"speed-{number}", " ".join(words[:WORDS]), published=date(2024, 6, 15))


def speed(count: int = 60) -> dict[str, float]:
    """Reports per CPU second of each coder, start-up apart."""
    book, ontology = ActorBook.load(), load_ontology()
    batch = list(documents(count))
    figures = {}
    for name, coder in (("full", FullCoder(book, ontology)), ("fast", FastCoder(book, ontology))):
        coder.code(batch[:4])
        begin = time.process_time()
        coder.code(batch)
        figures[f"{name} coder, reports per CPU second"] = round(count / (time.process_time() - begin), 1)
    return figures
