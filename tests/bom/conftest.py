"""A fresh store for every test: SQLite always, PostgreSQL where there is a server."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stores import Stores

from .factories import Shelf, shelf_of

Shelves = Callable[[], Shelf]


@pytest.fixture
def shelves(stores: Stores) -> Shelves:
    """Opens an empty store as often as it is called."""
    return lambda: shelf_of(stores)


@pytest.fixture
def shelf(shelves: Shelves) -> Shelf:
    return shelves()
