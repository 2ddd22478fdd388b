"""From the paths that somebody gave to the files that may hold declarations, in order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bom.findings import found
from chemsherpa.findings import Finding
from chemsherpa.limits import Limits

__all__ = ["DeclarationFile", "declaration_files"]

_SUFFIXES: Final = frozenset({".shai", ".shci", ".xml", ".zip"})
"""What counts as a declaration inside a folder; a file given by name is read whatever its name."""


@dataclass(frozen=True, slots=True)
class DeclarationFile:
    """A path to answer for; `problem` says why there is nothing to read below it."""

    path: Path
    problem: Finding | None = None

    @property
    def shown(self) -> str:
        """The path as text; bytes that are no UTF-8 are replaced, so that it can be stored."""
        return os.fsencode(self.path).decode("utf-8", "replace")

    def content(self) -> bytes | Finding:
        """The bytes of the file, or why it has none."""
        if self.problem is not None:
            return self.problem
        # One byte more than the reader takes: it refuses the file, and we never hold a huge one.
        try:
            with self.path.open("rb") as file:
                return file.read(Limits().file_bytes + 1)
        except OSError as wrong:
            return found("unreadable-file", detail=wrong.strerror or "the file cannot be read")


def declaration_files(paths: Sequence[Path]) -> Iterator[DeclarationFile]:
    """Every path given; a folder is walked in sorted order. Nothing is read yet."""
    for path in paths:
        if not path.is_dir():
            yield DeclarationFile(path)
            continue
        files = _walk(path)
        yield from (DeclarationFile(file) for file in files)
        if not files:
            yield DeclarationFile(path, found("no-declaration"))


def _walk(folder: Path) -> list[Path]:
    files = [
        Path(base) / name
        for base, _, names in os.walk(folder)
        for name in names
        if Path(name).suffix.lower() in _SUFFIXES
    ]
    return sorted(files, key=lambda path: path.relative_to(folder).parts)
