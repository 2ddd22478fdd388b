"""The lists are kept in the store as they were, each content once."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from bom.list_rows import store_lists
from bom.models import ListEntry, SubstanceList
from regulations.catalog import bundled

from .factories import Shelf


def test_the_bundled_lists_are_stored_once(shelf: Shelf) -> None:
    lists = bundled().lists.values()
    with shelf.database.writers.begin() as session:
        assert store_lists(session, lists) == len(bundled().lists)
        assert store_lists(session, lists) == 0
        stored = session.execute(select(func.count()).select_from(ListEntry)).scalar_one()
    assert stored == sum(len(each.entries) for each in lists)


def test_changed_data_is_a_new_row_and_the_old_one_stays(shelf: Shelf) -> None:
    first = next(iter(bundled().lists.values()))
    with shelf.database.writers.begin() as session:
        store_lists(session, [first])
        store_lists(session, [replace(first, sha256="0" * 64)])
        assert len(session.execute(select(SubstanceList.id)).all()) == 2
