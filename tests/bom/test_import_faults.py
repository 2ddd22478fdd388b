"""Whatever fails in the middle of a change, the store is as it was; nothing is half there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event
from sqlalchemy.exc import OperationalError

from bom.importing.files import import_bytes
from bom.importing.ingest import SourceFile, store_member
from bom.importing.prepared import prepare
from bom.importing.row_numbers import RowNumbers
from bom.models import ComplianceAnswer
from bom.usages.load import load_usages
from bom.usages.table import read_table

from .factories import Shelf, ticking
from .stored import fingerprint, unguarded, unlike_their_files

TERMINAL = "SHAI_20240819100500_TERMINAL-310_001.xml"
CABLE = "SHAI_20240819100500_CABLE-401_001.xml"
HEADER = b"parent,child,quantity,unit\n"


@pytest.fixture
def fixtures(root: Path) -> Path:
    return root / "fixtures" / "chemsherpa"


@contextmanager
def failing_at(shelf: Shelf, number: int) -> Iterator[None]:
    """The N-th statement fails; so does the commit, if it is what comes N-th."""
    left = number

    def fail(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise OperationalError("disk full", {}, sqlite3.OperationalError("disk full"))

    names = ("before_cursor_execute", "commit")
    for name in names:
        event.listen(shelf.database.engine, name, fail)
    try:
        yield
    finally:
        for name in names:
            event.remove(shelf.database.engine, name, fail)


def state(shelf: Shelf) -> str:
    with shelf.session() as session:
        return fingerprint(session)


def failures_until_it_completes(shelf: Shelf, change: Callable[[], Any]) -> int:
    """Lets the first statement fail, then the second …; each time nothing may have changed."""
    before, number = state(shelf), 0
    while True:
        number += 1
        try:
            with failing_at(shelf, number):
                change()
        except OperationalError:
            assert state(shelf) == before, f"statement {number} left something behind"
            continue
        assert state(shelf) != before
        return number - 1


def test_whichever_statement_of_an_import_fails_the_store_is_as_before(
    shelf: Shelf, fixtures: Path
) -> None:
    import_bytes(shelf.database.writers, (fixtures / CABLE).read_bytes(), CABLE)
    data = (fixtures / TERMINAL).read_bytes()
    read = prepare(data, TERMINAL)
    source = SourceFile(TERMINAL, read.sha256, data)
    numbers = RowNumbers()

    def change() -> None:
        with shelf.database.writers.begin() as session:
            store_member(session, read.members[0], source=source, numbers=numbers, clock=ticking)

    assert failures_until_it_completes(shelf, change) > 10
    with shelf.session() as session:
        assert unlike_their_files(session) == []


def test_whichever_statement_of_a_bom_load_fails_the_store_is_as_before(shelf: Shelf) -> None:
    load = lambda content: load_usages(  # noqa: E731
        shelf.database.writers, read_table(HEADER + content, "bom.csv"), clock=ticking
    )
    load(b"LAMP,BASE,1,each\nLAMP,CABLE,2,m\n")
    changed = b"LAMP,BASE,2,each\nLAMP,SCREW,4,each\nBASE,SCREW,1,each\n"
    assert failures_until_it_completes(shelf, lambda: load(changed)) > 5


def test_a_missing_answer_does_not_escape_the_comparison_with_the_file(
    shelf: Shelf, fixtures: Path
) -> None:
    import_bytes(shelf.database.writers, (fixtures / TERMINAL).read_bytes(), TERMINAL)
    with shelf.session() as session:
        assert unlike_their_files(session) == []
    with shelf.database.writers.begin() as session:
        unguarded(session, "compliance_answer")
        last = ComplianceAnswer.number == 0
        session.execute(delete(ComplianceAnswer).where(last))
    with shelf.session() as session:
        assert unlike_their_files(session) == ["TERMINAL-310"]
