"""The portfolio as it is now: mapped from files where they are current, else read and written."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from bom.lists.law_book import read_law_book
from bom.portfolio.snapshot import Snapshot, read_snapshot
from bom.snapshots.folder import DamagedSnapshot, Folder, open_folder, write_folder
from bom.snapshots.frozen import freeze, thaw
from bom.snapshots.touched import Touched, touched_since
from regulations.substances import IdType

__all__ = ["current_snapshot", "home_of", "mapped_snapshot", "pointed_at"]

_PLACE: Final = "CHEMGATE_SNAPSHOTS"
_POINTER: Final = "current.json"
_WORTH_FILES: Final = 2_000
"""Reading so many nodes takes as long as writing thirty files and reading them once."""

_LOG: Final = logging.getLogger(__name__)


def home_of(url: str | URL, environment: Mapping[str, str] = os.environ) -> Path:
    """Folder of the snapshots of a store.

    `$CHEMGATE_SNAPSHOTS`, else beside the file of an SQLite store, else where programs keep what
    they can make again. The name tells two stores apart, and no password.
    """
    address = make_url(url)
    named = sha256(address.render_as_string(hide_password=True).encode()).hexdigest()[:16]
    if _PLACE in environment:
        return Path(environment[_PLACE]) / named
    file = address.database if address.get_backend_name() == "sqlite" else None
    if file and file != ":memory:" and not file.startswith("file:"):
        return Path(f"{address.database}.snapshots")
    state = environment.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "chemgate" / named


def current_snapshot(
    session: Session, home: Path, *, engine_version: str, least: int = _WORTH_FILES
) -> Snapshot:
    """The whole portfolio as of the session's last change.

    Args:
        session: of `Database.readers`, so that all queries see one state.
        home: folder of the snapshots; one that cannot be written costs only the time of reading.
        engine_version: files of another one are made again.
        least: nodes from which on files are quicker than rows.
    """
    with suppress(DamagedSnapshot):
        return _mapped(session, home, engine_version)
    found = read_snapshot(session)
    if len(found.labels) < least:
        return found
    header = {"engine_version": engine_version, **_state(session, found.recorded_at)}
    try:
        _point(home, _write(home, found, header))
    except OSError as refused:
        _LOG.warning("the snapshot cannot be kept in files: %s", refused.strerror)
    return found


def mapped_snapshot(
    session: Session, home: Path, *, engine_version: str
) -> tuple[Snapshot, Touched]:
    """The snapshot in the files, though parts were touched since, and what was.

    Args:
        session: of `Database.readers`, so that all queries see one state.
        home: folder of the snapshots.
        engine_version: as in `current_snapshot`.

    Raises:
        DamagedSnapshot: there is none, it is of another store or version, or it is damaged.
    """
    folder = open_folder(home / pointed_at(home))
    then = folder.header.get("recorded_at")
    wanted = {"engine_version": engine_version, **_state(session, then)}
    if {key: folder.header.get(key) for key in wanted} != wanted:
        raise DamagedSnapshot("of another store or version")
    since = touched_since(session, then)
    if since.is_foreign:
        raise DamagedSnapshot("of another store")
    try:
        # A publication touches no part: what was declared is the same under every law.
        return replace(thaw(folder.columns, folder.tree), recorded_at=since.recorded_at), since
    except (KeyError, TypeError, ValueError) as wrong:
        raise DamagedSnapshot(str(wrong)) from wrong


def pointed_at(home: Path) -> str:
    """Name of the folder that is current.

    Raises:
        DamagedSnapshot: there is none.
    """
    try:
        return Path(str(json.loads((home / _POINTER).read_bytes())["portfolio"])).name
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise DamagedSnapshot("no pointer") from wrong


def _mapped(session: Session, home: Path, engine_version: str) -> Snapshot:
    """The snapshot in the files, as it is now.

    Raises:
        DamagedSnapshot: there is none, it is of another state or version, or it is damaged.
    """
    found, since = mapped_snapshot(session, home, engine_version=engine_version)
    if since.numbers:
        raise DamagedSnapshot("of another state")
    return found


def _state(session: Session, recorded_at: str | None) -> dict[str, Any]:
    """What has to be the same for files to be believed."""
    # The numbers of many (SN) that some list names decide what is identified.
    known = sorted(str(one) for one in read_law_book(session).named() if one.id_type is IdType.SN)
    digest = sha256(" ".join(known).encode()).hexdigest()
    return {"recorded_at": recorded_at, "numbers_of_many": digest}


def _write(home: Path, snapshot: Snapshot, header: dict[str, Any]) -> str:
    columns, tree = freeze(snapshot)
    return write_folder(home, Folder(columns, header, tree)).name


def _point(home: Path, name: str) -> None:
    """Name the current folder, whole or not at all; the one before stays for who reads it."""
    before = ""
    with suppress(DamagedSnapshot):
        before = pointed_at(home)
    with tempfile.NamedTemporaryFile("w", dir=home, prefix="half-", delete=False) as file:
        json.dump({"portfolio": name}, file)
    # A temporary file is its maker's alone; workers may run as somebody else.
    Path(file.name).chmod(0o644)
    Path(file.name).replace(home / _POINTER)
    for other in home.iterdir():
        # Files that somebody has mapped live on until he lets go of them.
        if other.is_dir() and len(other.name) == len(name) and other.name not in {name, before}:
            shutil.rmtree(other, ignore_errors=True)
