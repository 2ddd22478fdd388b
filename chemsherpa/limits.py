"""How much we read of what a stranger sent; every limit is far above any honest declaration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["Limits"]

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on containers and XML; the largest values seen in real files stand in brackets.

    One file at all these limits at once takes 1.5 s and 340 MB, the interpreter's 45 MB included.

    Attributes:
        file_bytes: one file, and one member unpacked (98 KiB).
        members: files in a container; the official tool writes at most 100 products.
        directory_bytes: the container's table of contents.
        total_bytes: all members unpacked.
        ratio: unpacked over packed size of a member (31), judged from `ratio_from_bytes` on.
        depth: nested elements (8).
        attributes: per element (20).
        characters: in one attribute value, text or comment (252).
        attachment_characters: in `Attachment@data`, base64 of a document (none seen: the official
            tool writes no attachments); libxml2 reads no longer attribute than this.
        elements: in one document, comments and instructions included (1 000); each with
            a line of its own takes 250 bytes of memory.
        attributes_in_all: in one document (2 500); each takes 240 bytes.
        namespaces: declarations in one document (2).
    """

    file_bytes: int = 64 * _MIB
    members: int = 100
    directory_bytes: int = 64 * _KIB
    total_bytes: int = 256 * _MIB
    ratio: int = 200
    ratio_from_bytes: int = _MIB
    depth: int = 64
    attributes: int = 64
    characters: int = 64 * _KIB
    attachment_characters: int = 10_000_000
    elements: int = 250_000
    attributes_in_all: int = 500_000
    namespaces: int = 16
