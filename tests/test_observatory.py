"""The observatory from Python: what it reads, keeps, explains and refuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from comity import Document, InputError, Observatory, Reading, StoreError, UnknownActor, code
from comity.engine import BATCH_DOCUMENTS
from comity.health import doctor
from comity.observatory import CONTEXT
from comity.store import TABLES, Cursor

TREATY = "China and Russia signed a treaty on Monday."


def documents(number: int, first: int = 0) -> Iterable[Document]:
    return (Document(f"d{n}", f"{TREATY} It was the {n}th.", published=date(2024, 5, 16)) for n in range(first, number))


@pytest.fixture
def observatory(tmp_path: Path) -> Iterable[Observatory]:
    with Observatory(tmp_path / "comity.duckdb") as opened:
        yield opened


def test_documents_at_hand_are_kept_once(observatory: Observatory) -> None:
    assert observatory.keep(documents(3)) == Reading(seen=3, new=3, events=3)
    assert observatory.keep(documents(4)) == Reading(seen=4, new=1, unchanged=3, events=1)
    assert observatory.counts()["events"] == 4
    assert set(observatory.tables()) == set(TABLES)


def test_progress_counts_what_is_kept_batch_by_batch(observatory: Observatory, tmp_path: Path) -> None:
    number = 2 * BATCH_DOCUMENTS + 3
    folder = tmp_path / "reports"
    folder.mkdir()
    for one in documents(number):
        (folder / f"{one.id}.txt").write_text(one.text)
    (folder / "a.txt").touch()
    told: list[Reading] = []
    total = observatory.read([folder], progress=told.append)
    assert [now.seen for now in told] == [BATCH_DOCUMENTS, 2 * BATCH_DOCUMENTS, number]
    assert told[-1] == total == Reading(seen=number, new=number, rejected=1, events=number)
    assert observatory._store.cursors() == [Cursor(str(folder), number, finished=True)]


def test_an_interrupted_reading_keeps_whole_batches_and_goes_on(observatory: Observatory, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = [f'{one.id},"{one.text}"\n' for one in documents(2 * BATCH_DOCUMENTS)]
    path.write_text("id,text\n" + "".join(rows))

    def stop(now: Reading) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        observatory.read([path], progress=stop)
    assert observatory._store.cursors() == [Cursor(str(path), BATCH_DOCUMENTS, finished=False)]
    (check,) = [check for check in observatory.doctor() if check.name == "reading"]
    assert not check.good
    assert f"after {BATCH_DOCUMENTS} reports" in check.finding
    done = observatory.read([path])
    assert (done.new, done.unchanged) == (BATCH_DOCUMENTS, BATCH_DOCUMENTS)
    assert all(check.good for check in observatory.doctor())


def test_the_others_are_kept_where_a_location_is_missing(observatory: Observatory, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TREATY)
    with pytest.raises(InputError, match=r"gone.*and 1 more that could not be opened"):
        observatory.read([tmp_path / "gone", tmp_path / "a.txt", tmp_path / "gone too"])
    assert observatory.counts()["reports"] == 1


def test_code_keeps_nothing_and_gives_reasons_in_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TREATY)
    (tmp_path / "b.txt").touch()
    (tmp_path / "c.txt").write_text(TREATY)
    assert [coding.rejected for coding in code([tmp_path])] == [None, "the file is empty", None]
    assert len(list(tmp_path.iterdir())) == 3


def test_an_explanation_shows_the_words_around(observatory: Observatory) -> None:
    observatory.keep([Document("a", f"{'Before. ' * 60}{TREATY}{' After.' * 60}")])
    event = observatory.tables()["events"].to_pylist()[0]
    explanation = observatory.explain(event["id"][:6])
    assert explanation.event["evidence_text"] == TREATY
    assert explanation.before.endswith("Before. ")
    assert explanation.after.startswith(" After.")
    assert len(explanation.before) == len(explanation.after) == CONTEXT


def test_a_dossier_needs_two_actors_that_are_known(observatory: Observatory) -> None:
    observatory.keep(documents(1))
    assert observatory.dossier("China", "Russian Federation").b.code == "RUS"
    with pytest.raises(UnknownActor, match="Atlantis"):
        observatory.dossier("CHN", "Atlantis")
    with pytest.raises(InputError, match="same actor"):
        observatory.dossier("CHN", "China")
    with pytest.raises(InputError, match="lies after"):
        observatory.dossier("CHN", "RUS", since=date(2024, 2, 1), until=date(2024, 1, 1))


def test_rebuilding_uses_the_actors_of_today(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    own.write_text("- {code: RUR, kind: state, name: Ruritania}\n")
    db = tmp_path / "comity.duckdb"
    with Observatory(db) as plain:
        plain.keep([Document("a", "Ruritania condemned France.")])
        assert plain.counts()["events"] == 0
    with Observatory(db, actors=[own]) as with_own:
        done: list[int] = []
        assert with_own.rebuild(done.append) == 1
        assert done[-1] == 1
        assert with_own.tables()["events"]["actor"].to_pylist() == ["RUR"]


def test_many_may_look_and_none_may_write(tmp_path: Path) -> None:
    db = tmp_path / "comity.duckdb"
    with pytest.raises(StoreError, match="does not exist"):
        Observatory(db, read_only=True)
    with Observatory(db) as writer:
        writer.keep(documents(1))
    with Observatory(db, read_only=True) as one, Observatory(db, read_only=True) as other:
        assert one.counts() == other.counts()
    with pytest.raises(StoreError), Observatory(db, read_only=True) as reader:
        reader.keep(documents(2))


def test_damage_that_shows_only_when_it_is_read_is_told(tmp_path: Path) -> None:
    db = tmp_path / "comity.duckdb"
    with Observatory(db) as observatory:
        observatory.keep(documents(40))
    data = bytearray(db.read_bytes())
    at = data.index(b"It was the")
    data[at : at + 4] = b"XXXX"
    db.write_bytes(data)
    *_, last = doctor(db)
    assert (last.name, last.good) == ("file", False)
    assert "is damaged" in last.finding
    with pytest.raises(StoreError, match="is damaged: go back to a copy"), Observatory(db) as broken:
        broken.tables()
