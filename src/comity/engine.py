"""Run a coder over many documents: in this process, or over its cores.

The unit of work is a batch of documents. Codings come in the order of the documents, the same ones however many
processes make them. A document that the coder cannot manage becomes a coding with the reason; the others of its batch
are coded all the same.
"""

from __future__ import annotations

import functools
import importlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comity.coders import CODERS, Coder
from comity.errors import ComityError, DataError, InputError
from comity.model import Coding, Document

if TYPE_CHECKING:
    from comity.actors import ActorBook
    from comity.coders.endpoint import Endpoint

Batch = tuple[Document, ...]
Stamps = tuple[int | None, ...]

BATCH_DOCUMENTS = 32
BATCH_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class CoderSpec:
    """What a process needs to build a coder: its name in ``comity.coders.CODERS``, and the user's own actor files.

    ``endpoint`` is the model that the remote coder asks; without one, the environment names it.
    """

    name: str = "full"
    actors: tuple[Path, ...] = ()
    endpoint: Endpoint | None = None

    def __post_init__(self) -> None:
        if self.name not in CODERS:
            raise InputError(f"there is no coder {self.name!r}: choose one of {', '.join(CODERS)}")

    def book(self) -> ActorBook:
        """Load the actors, the user's own among them.

        Raises:
            DataError: an actor file is broken; the message names the file and, where there is one, the entry.
        """
        from comity.actors import ActorBook

        try:
            return ActorBook.load(*self.actors)
        except (TypeError, AttributeError, KeyError, ValueError) as error:
            names = ", ".join(str(path) for path in self.actors)
            raise DataError(
                f"{names}: no actor file ({error}): it is a list of entities, each with code, kind and name, "
                "as docs/architecture.md shows"
            ) from error

    def build(self) -> Coder:
        """Load the actors, the ontology and the coder; this takes seconds."""
        from comity.ontology import load_ontology

        module, _, name = CODERS[self.name].partition(":")
        about = (self.endpoint,) if self.endpoint else ()
        made: Coder = getattr(importlib.import_module(module), name)(self.book(), load_ontology(), *about)
        return made


def run(spec: CoderSpec, documents: Iterable[Document], processes: int = 1) -> Iterator[Coding]:
    """Code documents in order, never holding more than a few batches of them.

    ``processes`` above 1 starts that many workers, each with a coder of its own (some 300 MB); coders and workers stay
    for the next run, until this process ends. Raises ``DataError`` where an actor file is broken, and ``ComityError``
    where a worker dies, as it does when memory runs out. The remote coder works in this process alone, so that its
    budget is one.
    """
    if processes < 1:
        raise InputError(f"{processes} processes cannot code anything: give 1 or more")
    todo = batches(documents)
    coded = _here(spec, todo) if processes == 1 or spec.name == "remote" else _apart(spec, todo, processes)
    for codings in coded:
        yield from codings


def batches(documents: Iterable[Document]) -> Iterator[Batch]:
    """Cut a stream into batches of at most 32 documents, or fewer where they are long.

    >>> [len(batch) for batch in batches(Document(str(n), "x" * 90_000) for n in range(5))]
    [2, 2, 1]
    """
    batch: list[Document] = []
    size = 0
    for document in documents:
        if batch and (len(batch) == BATCH_DOCUMENTS or size + len(document.text) > BATCH_CHARACTERS):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(document)
        size += len(document.text)
    if batch:
        yield tuple(batch)


def code_batch(coder: Coder, batch: Sequence[Document]) -> list[Coding]:
    """Code a batch; where that fails, code one by one to lose no more than the document at fault.

    >>> class Picky:
    ...     def code(self, documents):
    ...         return [Coding(document) for document in documents if document.text or 1 / 0]
    >>> [coding.rejected for coding in code_batch(Picky(), [Document("a", "words"), Document("b", "")])]
    [None, 'the coder failed with ZeroDivisionError: division by zero']
    """
    try:
        return list(coder.code(batch))
    except Exception as error:
        if len(batch) == 1:
            words = " ".join(str(error).split())
            return [Coding(batch[0], rejected=f"the coder failed with {type(error).__name__}: {words}".rstrip(": "))]
    return [coding for document in batch for coding in code_batch(coder, (document,))]


def _here(spec: CoderSpec, todo: Iterator[Batch]) -> Iterator[list[Coding]]:
    for batch in todo:
        yield code_batch(_coder(spec, _stamps(spec)), batch)


def _apart(spec: CoderSpec, todo: Iterator[Batch], processes: int) -> Iterator[list[Coding]]:
    pool, stamps = _pool(processes), _stamps(spec)
    waiting: deque[Future[list[Coding]]] = deque()
    try:
        for batch in todo:
            with _interrupts_held():
                waiting.append(pool.submit(_code_in_worker, spec, stamps, batch))
            # One batch in each worker, and one more to be ready when it is done: memory stays flat.
            if len(waiting) >= 2 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        _pool.cache_clear()
        raise ComityError("a worker died, perhaps for want of memory: use fewer processes (--processes 1)") from error
    finally:
        for future in waiting:
            future.cancel()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start workers deaf to Ctrl-C, which a terminal sends to all of them: this process alone decides when to end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@functools.lru_cache(maxsize=1)
def _pool(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))


@functools.lru_cache(maxsize=1)
def _coder(spec: CoderSpec, stamps: Stamps) -> Coder:
    return spec.build()


def _stamps(spec: CoderSpec) -> Stamps:
    """When the user's actor files were last changed, so that a changed one is loaded anew."""
    return tuple(path.stat().st_mtime_ns if path.exists() else None for path in spec.actors)


def _code_in_worker(spec: CoderSpec, stamps: Stamps, batch: Batch) -> list[Coding]:
    return code_batch(_coder(spec, stamps), batch)
