"""The whole content of a list, as the loader of the law reads it: what is drafted and published."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

from regulations.checks import check
from regulations.errors import InvalidListData
from regulations.header import Header, read_header
from regulations.loader import load_list
from regulations.model import SubstanceList
from regulations.tables import Problem

__all__ = ["Edition"]

_LIST_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILE: Final = re.compile(r"[a-z0-9_-]+\.(csv|toml)")
_NOTHING: Final[Mapping[str, SubstanceList]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Edition:
    """One content of a list: `list.toml`, `entries.csv` and the other tables, byte for byte.

    Attributes:
        files: content by file name, sorted by name.
        sha256: of names and contents; two editions with equal files are the same edition.
    """

    list_id: str
    files: Mapping[str, bytes] = field(compare=False, repr=False)
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        # Both names become paths below; one that a foreign file brought must not leave the folder.
        if not _LIST_ID.fullmatch(self.list_id):
            raise InvalidListData(
                f"“{self.list_id[:80]}” cannot be the id of a list",
                hint="lower case letters, digits and single hyphens, such as eu-rohs",
            )
        for name in self.files:
            if not _FILE.fullmatch(name):
                raise InvalidListData(
                    f"{self.list_id}: “{name[:80]}” is no file of a list",
                    hint="list.toml, entries.csv, members.csv, thresholds.csv, exemptions.csv",
                )
        files = MappingProxyType({name: self.files[name] for name in sorted(self.files)})
        object.__setattr__(self, "files", files)
        object.__setattr__(self, "sha256", _digest(files))

    @classmethod
    def of_folder(cls, path: Path) -> Edition:
        """The edition in a folder that is named like its list.

        Raises:
            InvalidListData: the folder's name is no list id, or a table of it cannot be opened.
        """
        try:
            return cls(
                path.name,
                {
                    file.name: file.read_bytes()
                    for file in sorted(path.iterdir())
                    if file.suffix in {".csv", ".toml"}
                },
            )
        except OSError as error:
            told = error.strerror or type(error).__name__
            raise InvalidListData(f"{path.name}: {told}") from error

    def header(self) -> Header:
        """Its `list.toml`.

        Raises:
            InvalidListData: it is absent, no TOML, or says something that is not understood.
        """
        with self._unpacked() as folder:
            return read_header(folder)

    def problems(self) -> tuple[Problem, ...]:
        """Everything that the data lints find in it, by file and row."""
        with self._unpacked() as folder:
            return check(folder)

    def load(self, known: Mapping[str, SubstanceList] = _NOTHING) -> SubstanceList:
        """The list that it describes.

        Args:
            known: the lists that its `needs` name.

        Raises:
            InvalidListData: the first thing in it that cannot be trusted, with file, row, column.
        """
        with self._unpacked() as folder:
            return load_list(folder, known=known)

    @contextmanager
    def _unpacked(self) -> Iterator[Path]:
        # The loader and the lints read folders; a file system in memory would be a second reader.
        with TemporaryDirectory(prefix="chemgate-list-") as parent:
            folder = Path(parent) / self.list_id
            folder.mkdir()
            for name, content in self.files.items():
                (folder / name).write_bytes(content)
            yield folder


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in files.items():
        # Lengths keep a name and a content from running into each other.
        digest.update(f"{len(name)}:{name}{len(content)}:".encode() + content)
    return digest.hexdigest()
