"""A folder of column files that never changes, and is believed only when every byte is right."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from bom.snapshots.frozen import Columns, Tree

__all__ = ["FORMAT", "DamagedSnapshot", "Folder", "open_folder", "write_folder"]

FORMAT: Final = 2
"""Counted up whenever a reader of before would misread what is written now."""

_HEADER: Final = "header.json"
_TREE: Final = "tree.json"
_SMALL: Final = 1 << 16
"""Columns below are read at once: a mapping costs a page and a handle each."""


class DamagedSnapshot(Exception):
    """The files are not what was written; they are made again from the rows, never believed."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds.

    Attributes:
        header: JSON values that say what the content was made from.
        tree: JSON values of what is no column.
    """

    columns: Columns
    header: dict[str, Any]
    tree: Tree


def write_folder(home: Path, folder: Folder) -> Path:
    """Write the files beside the others, named by their content; whole there already = left alone.

    They get their name when all are written: a reader never sees half a folder, and what a crash
    leaves behind is no name that anybody looks for.
    """
    home.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix="half-", dir=home))
    try:
        digests = {
            name: _saved(half, name, folder.columns[name]) for name in sorted(folder.columns)
        }
        digests[_TREE] = _stored(half / _TREE, _json(folder.tree))
        header = _json({**folder.header, "format": FORMAT, "files": digests})
        named = home / hashlib.sha256(header).hexdigest()
        (half / _HEADER).write_bytes(header)
        half.chmod(0o755)
        if not _is_whole(named):
            # Of the same name and yet not the same bytes: damaged, and nobody may read it again.
            shutil.rmtree(named, ignore_errors=True)
            half.replace(named)
        return named
    finally:
        shutil.rmtree(half, ignore_errors=True)


def open_folder(path: Path) -> Folder:
    """Map the columns, after every file was found to be what the header says.

    Raises:
        DamagedSnapshot: a byte is wrong, a file is missing, or another program wrote it.
    """
    try:
        written = (path / _HEADER).read_bytes()
        if hashlib.sha256(written).hexdigest() != path.name:
            raise DamagedSnapshot("the header is not the one that was written")
        header = json.loads(written)
        if header["format"] != FORMAT:
            raise DamagedSnapshot(f"format {header['format']}, ours is {FORMAT}")
        files = header.pop("files")
        for name, digest in files.items():
            _verify(path / _file(name), digest)
        columns = {name: _mapped(path / _file(name)) for name in files if name != _TREE}
        return Folder(columns, header, json.loads((path / _TREE).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise DamagedSnapshot(f"{path.name}: {wrong}") from wrong


def _is_whole(path: Path) -> bool:
    try:
        open_folder(path)
    except DamagedSnapshot:
        return False
    return True


def _file(name: str) -> str:
    return name if name == _TREE else f"{name}.npy"


def _saved(folder: Path, name: str, column: np.ndarray) -> str:
    path = folder / _file(name)
    with path.open("wb") as file:
        np.save(file, column, allow_pickle=False)
    return _digest(path)


def _stored(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _verify(path: Path, digest: str) -> None:
    if _digest(path) != digest:
        raise DamagedSnapshot(f"{path.name} is not what was written")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mapped(path: Path) -> np.ndarray:
    if path.stat().st_size < _SMALL:
        column = np.load(path, allow_pickle=False)
        column.flags.writeable = False
        return np.asarray(column)
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False)).view(np.ndarray)


def _json(value: Tree | dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
