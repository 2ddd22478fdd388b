"""Both databases behave alike: what a reader sees, and what a writer must wait for."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bom.importing.ingest import SourceFile, is_stored, store
from bom.models import Declaration
from tests import postgres_server

from .factories import Shelf, declaration, reading, ticking


def test_what_is_rolled_back_was_never_there(shelf: Shelf) -> None:
    found = reading(declaration("A"))
    source = SourceFile("a.xml", found.sha256, found.xml)
    with shelf.database.writers() as session:
        store(session, found, source=source, clock=ticking)
        session.rollback()
    with shelf.session() as session:
        assert not is_stored(session, found.sha256)


def test_an_open_writer_does_not_stop_readers(shelf: Shelf) -> None:
    shelf.put(declaration("A"))
    with shelf.database.writers() as writer, writer.begin(), shelf.session() as reader:
        writer.execute(select(Declaration.id))
        assert reader.execute(select(func.count()).select_from(Declaration)).scalar_one() == 1


def test_where_there_is_no_postgresql_the_tests_say_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(postgres_server, "_DEBIAN", tmp_path)
    monkeypatch.setattr(postgres_server, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(postgres_server.Absent, match="install postgresql"):
        postgres_server.programs()
