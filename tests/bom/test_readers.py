"""Processes that read: their answers come in order, and one that dies loses only its file."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bom.importing import files as import_files
from bom.importing import readers
from bom.importing.declaration_files import DeclarationFile
from bom.importing.files import import_paths
from bom.importing.known_files import Candidate
from bom.importing.prepared import PreparedFile, prepare
from bom.importing.read_ahead import Begun, read_ahead
from bom.importing.readers import ReaderPool, SameProcess

from .factories import Shelf
from .fragile import DEADLY, fragile, stillborn


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReaderPool]:
    monkeypatch.setattr(readers, "prepare", fragile)
    made = ReaderPool(2)
    yield made
    made.close()


def test_a_file_that_kills_its_reader_is_lost_and_the_others_are_not(pool: ReaderPool) -> None:
    datas = [b"a", DEADLY, b"b", b"c", DEADLY, b"d"]
    pending = [pool.begin(data, f"{place}.xml") for place, data in enumerate(datas)]
    answers = [wait() for wait in pending]
    assert [answer is None for answer in answers] == [data == DEADLY for data in datas]
    assert pool.begin(b"e", "e.xml")() == prepare(b"e", "e.xml")


def test_a_reader_killed_from_outside_costs_no_file(pool: ReaderPool) -> None:
    assert pool.begin(b"a", "a.xml")() is not None
    for child in multiprocessing.active_children():
        child.kill()
    pending = [pool.begin(b"b", f"{place}.xml") for place in range(8)]
    assert all(wait() is not None for wait in pending)


def test_where_no_process_can_live_this_one_reads(
    pool: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_settle_in", stillborn)
    pending = [pool.begin(b"a", f"{place}.xml") for place in range(3)]
    assert [wait() for wait in pending] == [prepare(b"a", f"{place}.xml") for place in range(3)]
    assert pool.begin(b"b", "b.xml")() == prepare(b"b", "b.xml")


def test_a_lost_file_is_named_in_the_report(
    shelf: Shelf, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "prepare", fragile)
    monkeypatch.setattr(import_files, "_FEW", 1)
    good = next((root / "fixtures" / "chemsherpa").glob("*LENS*.xml"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xml").write_bytes(DEADLY)
    (tmp_path / "in" / good.name).write_bytes(good.read_bytes())
    report = import_paths(shelf.database.writers, [tmp_path / "in"], dry_run=False, workers=2)
    stored, lost = report.files
    assert stored.members[0].status == "accepted"
    assert (lost.members[0].status, lost.members[0].name) == ("rejected", None)
    assert [finding.code for finding in lost.members[0].findings] == ["reader-lost"]
    assert lost.sha256 is not None


class Counting(SameProcess):
    """Knows how many files were begun and not asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = self.most = self.bytes = self.most_bytes = 0

    def begin(self, data: bytes, name: str) -> Callable[[], PreparedFile]:
        self.waiting += 1
        self.bytes += len(data)
        self.most = max(self.most, self.waiting)
        self.most_bytes = max(self.most_bytes, self.bytes)

        def answer() -> PreparedFile:
            self.waiting -= 1
            self.bytes -= len(data)
            return prepare(b"", name)

        return answer


@pytest.mark.parametrize(("size", "most_bytes"), [(10, 1_000), (8_000_000, 90_000_000)])
def test_only_so_many_files_are_held_at_once(tmp_path: Path, size: int, most_bytes: int) -> None:
    file = tmp_path / "a.xml"
    file.write_bytes(b"x" * size)
    counting = Counting()
    files = [DeclarationFile(file)] * 100
    names = 0
    for one in read_ahead(files, counting, lambda _: {}):
        assert isinstance(one, Begun)
        assert isinstance(one.candidate, Candidate)
        one.pending()
        names += 1
    assert names == 100
    assert counting.most <= 48
    assert counting.most_bytes <= most_bytes
