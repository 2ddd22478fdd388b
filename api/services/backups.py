"""A store into a file and back."""

from __future__ import annotations

from pathlib import Path

from api.services.stores import has_no_file, reached
from bom.backup.archive import Backup, back_up, restore
from bom.errors import StoreOutOfDate

__all__ = ["backed_up", "restored"]


def backed_up(url: str, file: Path) -> Backup:
    """Write a store of any revision into a new file.

    Raises:
        StoreOutOfDate: there is no store.
        InvalidStoreUrl, StoreUnreachable: there is none at that address.
        BackupRefused, BackupDamaged, ToolMissing: it cannot be done, and why.
    """
    if has_no_file(url):
        raise StoreOutOfDate("there is no store to back up", hint="look at --db and $CHEMGATE_DB")
    with reached(url):
        return back_up(url, file)


def restored(url: str, file: Path) -> Backup:
    """Fill an empty store; an older one wants `db upgrade` afterwards.

    Raises:
        InvalidStoreUrl, StoreUnreachable: nothing that can hold a store answers there.
        BackupRefused, BackupDamaged, ToolMissing: it cannot be done, and why.
    """
    with reached(url):
        return restore(file, url)
