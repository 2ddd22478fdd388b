"""The seam for other formats: who can read a file that is no IEC 62474 into the same model.

This package knows the IEC family only. Other packages hand their readers in, and share its
container, its parser, its limits and its way to refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chemsherpa.document import Declaration
from chemsherpa.findings import Finding
from chemsherpa.names import Element

__all__ = ["NO_OTHERS", "BytesReader", "Formats", "Told", "TreeReader"]

Told = tuple[Declaration, tuple[Finding, ...]]
"""A declaration, and what its reader has to say about it."""

TreeReader = Callable[[Element], tuple[Told, ...]]
"""Reads a safely parsed tree; may raise `Refused`."""

BytesReader = Callable[[bytes, str], tuple[Told, ...]]
"""Reads a whole file of a given name; may raise `Refused`."""


@dataclass(frozen=True, slots=True)
class Formats:
    """Other formats, each recognised by what is in the file, never by its extension alone.

    Attributes:
        of_tree: the reader for a root element, None when it is nobody's.
        of_bytes: the reader for bytes and a file name, asked before anything is unpacked.
    """

    of_tree: Callable[[Element], TreeReader | None]
    of_bytes: Callable[[bytes, str], BytesReader | None]


NO_OTHERS = Formats(of_tree=lambda _root: None, of_bytes=lambda _data, _name: None)
"""IEC 62474 and chemSHERPA alone."""
