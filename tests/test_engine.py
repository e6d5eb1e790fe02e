"""The engine: the same codings in the same order, whoever makes them, and no document lost with another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from comity import engine
from comity.coders import CODERS
from comity.engine import BATCH_CHARACTERS, BATCH_DOCUMENTS, CoderSpec
from comity.errors import DataError, InputError
from comity.model import Coding, Document

SENTENCES = (
    "China and Russia signed an agreement on Tuesday.",
    "France condemned Russia.",
    "Nothing happened.",
    "India may sanction Pakistan.",
    'Xi Jinping called Putin "a true friend".',
)
DOCUMENTS = [Document(str(n), f"{SENTENCES[n % len(SENTENCES)]} Report {n}.") for n in range(2 * BATCH_DOCUMENTS + 5)]


@pytest.mark.parametrize("coder", sorted(CODERS.keys() - {"remote"}))
def test_a_coder_codes_the_same_in_one_and_in_two_processes(coder: str) -> None:
    alone = list(engine.run(CoderSpec(coder), DOCUMENTS))
    assert [coding.document for coding in alone] == DOCUMENTS
    assert [coding.rejected for coding in alone] == [None] * len(DOCUMENTS)
    assert any(coding.events for coding in alone)
    assert list(engine.run(CoderSpec(coder), DOCUMENTS, processes=2)) == alone
    assert list(engine.run(CoderSpec(coder), DOCUMENTS[:3], processes=2)) == alone[:3]


def test_documents_are_taken_only_as_they_are_needed() -> None:
    taken = 0

    def documents() -> Iterator[Document]:
        nonlocal taken
        for taken, document in enumerate(DOCUMENTS * 100, 1):  # noqa: B007
            yield document

    codings = engine.run(CoderSpec(), documents())
    next(codings)
    assert taken <= BATCH_DOCUMENTS + 1
    codings.close()  # type: ignore[attr-defined]


def test_nothing_gives_nothing_and_builds_no_coder(tmp_path: Path) -> None:
    assert list(engine.run(CoderSpec(actors=(tmp_path / "absent.yml",)), [])) == []


def test_batches_are_cut_by_number_and_by_length() -> None:
    short = [Document(str(n), "x") for n in range(BATCH_DOCUMENTS + 1)]
    assert [len(batch) for batch in engine.batches(short)] == [BATCH_DOCUMENTS, 1]
    long = Document("long", "x" * (BATCH_CHARACTERS + 1))
    assert [len(batch) for batch in engine.batches([short[0], long, short[1]])] == [1, 1, 1]


def test_a_document_that_cannot_be_coded_takes_no_other_with_it() -> None:
    class Picky:
        def code(self, documents: Sequence[Document]) -> list[Coding]:
            if any("nest" in document.text for document in documents):
                raise RecursionError("too\ndeep")
            return [Coding(document) for document in documents]

    batch = [Document("a", "words"), Document("b", "a nest"), Document("c", "words")]
    assert [coding.rejected for coding in engine.code_batch(Picky(), batch)] == [
        None,
        "the coder failed with RecursionError: too deep",
        None,
    ]


def test_what_cannot_be_is_said_at_once() -> None:
    with pytest.raises(InputError, match=r"no coder 'slow': choose one of full"):
        CoderSpec("slow")
    with pytest.raises(InputError, match="0 processes"):
        list(engine.run(CoderSpec(), DOCUMENTS, processes=0))


def test_a_changed_actor_file_is_loaded_anew(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    report = [Document("a", "Ruritania condemned France.")]
    own.write_text("- {code: RUR, kind: state, name: Ruritania}\n")
    (before,) = engine.run(CoderSpec(actors=(own,)), report)
    own.write_text("- {code: RTN, kind: state, name: Ruritania}\n")
    (after,) = engine.run(CoderSpec(actors=(own,)), report)
    assert [coding.events[0].actor.code for coding in (before, after)] == ["RUR", "RTN"]
    own.write_text("- {code: RTN}\n")
    with pytest.raises(DataError, match=r"own\.yml"):
        list(engine.run(CoderSpec(actors=(own,)), report))
