"""An SQLite store while it is being written to: the pages of one instant, by SQLite itself."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from bom.backup.errors import BackupDamaged

__all__ = ["copy_into", "file_of"]


def file_of(address: URL) -> Path:
    """The file of a store."""
    return Path(address.database or "")


def copy_into(source: Path, target: Path) -> None:
    """Copy a store as it is at one instant, and look whether the copy is sound.

    Copying the file would leave out what lies in the write-ahead log: of 500 rows none arrived.
    All pages in one step: between two steps a writer would make the copy begin again, for ever
    under load. Writers wait that long, half a second for a gigabyte on a local disk.

    Raises:
        BackupDamaged: pages or references of the copy are broken, so they are in the store.
    """
    with closing(sqlite3.connect(source)) as store, closing(sqlite3.connect(target)) as copy:
        store.backup(copy, pages=-1)
        # One file, with nothing beside it that could be forgotten.
        copy.execute("PRAGMA journal_mode = DELETE")
        damage = [row[0] for row in copy.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
        damage += [
            f"{row[0]} refers to nothing" for row in copy.execute("PRAGMA foreign_key_check")
        ]
    if damage:
        raise BackupDamaged(
            f"the store {source.name} is damaged: {'; '.join(map(str, damage[:5]))}",
            hint="restore the last backup that is whole",
        )
    with target.open("rb") as written:
        os.fsync(written.fileno())
