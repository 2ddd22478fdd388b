"""Transfers into the store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from api.services.stores import ready
from bom.assembly.transfers import LoadedTransfer, load_transfer
from bom.database import open_database
from bom.errors import InvalidTransfer

__all__ = ["load_transfer_file"]


def load_transfer_file(url: str, path: Path) -> LoadedTransfer:
    """Load what becomes of a mixture.

    Raises:
        InvalidTransfer: the file cannot be read, or not be understood.
    """
    try:
        content = path.read_bytes()
    except OSError as wrong:
        reason = wrong.strerror or type(wrong).__name__
        raise InvalidTransfer(f"{path.name}: {reason}", where="/", hint="check the path") from wrong
    ready(url)
    with closing(open_database(url)) as database:
        return load_transfer(database.writers, content, path.name)
