"""A part of the drill in every test run: killed, full; nothing partial, nothing lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.postgres_server import DURABLE, Server, server

from .broken_stores import (
    Unmountable,
    filled_up,
    killed,
    mounted,
    nearly_full,
    on_small_disk,
    written,
)

KILLS = int(os.environ.get("CHEMGATE_SERVER_KILLS", "1"))
FILES = 24


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return written(tmp_path, FILES)


@pytest.fixture
def own_server(postgres: Server) -> Server:
    """Skips where there is none, or only one that belongs to somebody else."""
    if postgres.folder is None:
        pytest.skip("the server that is named belongs to somebody else")
    return postgres


def test_a_killed_server_leaves_no_part_of_a_declaration_and_the_next_import_takes_the_rest(
    own_server: Server, files: Path
) -> None:
    assert own_server.folder is not None
    with server(**DURABLE) as running:
        seen = killed(running, files, kills=KILLS)
    assert seen.broken == []
    assert set(seen.told) <= {"store-gone", "done"}


def test_a_full_disk_of_the_server_is_told_and_what_came_before_it_stays(
    own_server: Server, files: Path
) -> None:
    assert own_server.folder is not None
    try:
        with mounted("90m") as place, server(**DURABLE) as running:
            url = on_small_disk(running, place)
            seen = filled_up(url, files, nearly_full(place, room=300_000).unlink)
    except Unmountable as refused:
        pytest.skip(f"no disk of our own: {refused}")
    assert (seen.told, seen.broken) == (["store-full"], [])
