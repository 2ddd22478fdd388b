"""A backup is one zip: the store, and what it held when it was written."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, MetaData
from sqlalchemy.engine import make_url

from bom.backup import postgresql_dump
from bom.backup.contents import Contents, contents_of
from bom.backup.errors import BackupDamaged, BackupRefused
from bom.backup.sqlite_copy import copy_into, file_of
from bom.database import open_database
from bom.history import Clock, utc_now
from bom.instants import instant_text

__all__ = ["Backup", "back_up", "restore"]

_FORMAT: Final = "chemgate-backup/1"
_RECEIPT: Final = "backup.json"
_STORES: Final = {"sqlite": "store.sqlite", "postgresql": "store.pgdump"}


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup.

    Attributes:
        kind: `sqlite` or `postgresql`; it goes back into the same.
        taken_at: an instant; what was committed before it began is inside.
        size: bytes of the file.
    """

    kind: str
    taken_at: str
    size: int
    contents: Contents


def back_up(url: str, file: Path, *, clock: Clock = utc_now) -> Backup:
    """Write a store into a new file, while others read and write.

    The file appears under its name when it is whole, readable by its owner alone: it holds what
    suppliers keep secret.

    Raises:
        BackupRefused: the file is there already, or cannot be written.
        BackupDamaged: the store is.
        ToolMissing: PostgreSQL's programs are not on this machine.
    """
    address, taken_at = make_url(url), instant_text(clock())
    with _new_file(file) as part:
        with tempfile.TemporaryDirectory(dir=file.absolute().parent) as folder:
            kind = address.get_backend_name()
            store = Path(folder) / _STORES[kind]
            contents = _taken(address, store)
            _pack(part, store, {"kind": kind, "taken_at": taken_at}, contents)
        size = part.stat().st_size
    return Backup(kind, taken_at, size, contents)


def restore(file: Path, url: str) -> Backup:
    """Fill an empty store from a backup, and compare all of it with what was written.

    Raises:
        BackupRefused: the store is not empty, or of another kind.
        BackupDamaged: the file is no backup, or what came out is not what went in; then nothing
            is left on SQLite, and on PostgreSQL a database that must not be used.
        ToolMissing: PostgreSQL's programs are not on this machine, or refused the file.
    """
    address = make_url(url)
    with _opened(file) as archive:
        told = _receipt(archive, file)
        backup = Backup(told["kind"], told["taken_at"], file.stat().st_size, told["contents"])
        if backup.kind != address.get_backend_name():
            raise BackupRefused(
                f"{file.name} holds a store of {backup.kind}, not of {address.get_backend_name()}",
                hint="restore it to the same kind of database",
            )
        _put(archive, address, backup)
    return backup


def _taken(address: URL, target: Path) -> Contents:
    if address.get_backend_name() == "sqlite":
        if not file_of(address).is_file():
            raise BackupRefused(f"there is no store {file_of(address).name}")
        copy_into(file_of(address), target)
        return _contents(address.set(database=str(target)))
    with closing(open_database(_text(address))) as database, database.readers() as session:
        connection = session.connection()
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        # The dump and the numbers see one state, whatever is written meanwhile.
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        postgresql_dump.dump(address, target, snapshot=snapshot)
        return contents_of(connection)


def _put(archive: zipfile.ZipFile, address: URL, backup: Backup) -> None:
    if backup.kind == "sqlite":
        with _new_file(file_of(address)) as part:
            _unpack(archive, backup.kind, part)
            _compare(backup, _contents(address.set(database=str(part))))
        return
    _require_empty(address)
    with tempfile.TemporaryDirectory() as folder:
        dumped = Path(folder) / _STORES[backup.kind]
        _unpack(archive, backup.kind, dumped)
        postgresql_dump.load(address, dumped)
    _compare(backup, _contents(address))


def _compare(backup: Backup, found: Contents) -> None:
    different = found.differences(backup.contents)
    if different:
        raise BackupDamaged(
            f"what was restored is not what was written: {'; '.join(different[:5])}",
            hint="take an older backup, and keep this one to find out why",
        )


def _contents(address: URL) -> Contents:
    with closing(open_database(_text(address))) as database, database.readers() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        return contents_of(connection)


def _require_empty(address: URL) -> None:
    with closing(open_database(_text(address))) as database, database.readers() as session:
        found = MetaData()
        found.reflect(session.connection())
    if found.tables:
        raise BackupRefused(
            f"the database {address.database} holds {len(found.tables)} tables",
            hint="nothing is overwritten: create an empty database and restore into that",
        )


def _text(address: URL) -> str:
    return address.render_as_string(hide_password=False)


def _pack(part: Path, store: Path, head: dict[str, str], contents: Contents) -> None:
    receipt = {"format": _FORMAT, **head, "contents": contents.to_json()}
    # A dump is packed already; of an SQLite store a tenth remains.
    method = zipfile.ZIP_DEFLATED if store.suffix == ".sqlite" else zipfile.ZIP_STORED
    with zipfile.ZipFile(part, "w", method, compresslevel=1) as archive:
        archive.write(store, store.name)
        archive.writestr(_RECEIPT, json.dumps(receipt, ensure_ascii=False, indent=1))


def _unpack(archive: zipfile.ZipFile, kind: str, target: Path) -> None:
    try:
        with archive.open(_STORES[kind]) as packed, target.open("wb") as store:
            shutil.copyfileobj(packed, store, 1 << 20)
    except (KeyError, zipfile.BadZipFile, EOFError, ValueError) as wrong:
        raise BackupDamaged(f"the store in the backup cannot be read: {wrong}") from wrong


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as wrong:
        raise BackupDamaged(
            f"{file.name} is no backup: {wrong}", hint="chemgate backup FILE writes one"
        ) from wrong
    with archive:
        yield archive


def _receipt(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    try:
        told = json.loads(archive.read(_RECEIPT))
        is_ours = told["format"] == _FORMAT and told["kind"] in _STORES
        receipt = {**told, "contents": Contents.from_json(told["contents"])}
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as wrong:
        raise _unreadable(file) from wrong
    if not is_ours:
        raise _unreadable(file)
    return receipt


def _unreadable(file: Path) -> BackupDamaged:
    return BackupDamaged(
        f"{file.name} does not say what it holds", hint="chemgate backup FILE writes one that does"
    )


@contextmanager
def _new_file(file: Path) -> Iterator[Path]:
    """A file that gets its name when the block is done, unless somebody has taken it."""
    if file.exists():
        raise BackupRefused(f"{file.name} is there already", hint="nothing is overwritten")
    try:
        handle, name = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}.")
    except OSError as wrong:
        raise BackupRefused(f"{file.name} cannot be written: {wrong.strerror}") from wrong
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        # A link, unlike a rename, refuses a name that was taken meanwhile.
        os.link(part, file)
    except FileExistsError as taken:
        raise BackupRefused(f"{file.name} is there already") from taken
    finally:
        part.unlink(missing_ok=True)
