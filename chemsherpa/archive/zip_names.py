"""Names inside an archive: decoded once, refused when they lie; they are only shown, never used.

Source:
    PKWARE APPNOTE 6.3.10, 4.4.4 (bit 11), 4.5.2 (extra fields), 4.6.9 (Unicode path).
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from typing import Final

from chemsherpa.errors import Refused

__all__ = ["check_duplicates", "check_extra", "decoded_name"]

_MOST_CHARACTERS: Final = 255
_ZIP64: Final = 0x0001
_UNICODE_PATH: Final = 0x7075
_HEADER: Final = struct.Struct("<HH")
_PATH_HEADER: Final = struct.Struct("<BI")
# Control, format (bidi, zero width), surrogate, private, unassigned, line and paragraph signs.
_HIDING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def decoded_name(raw: bytes, *, is_utf8: bool) -> str:
    """The member's name.

    Without the UTF-8 flag Japanese Windows writes CP932, macOS writes UTF-8; UTF-8 is tried first
    because CP932 text is hardly ever valid UTF-8. CP932 must be decoded before the name is
    judged: the second byte of “ソ” is a backslash.

    Raises:
        Refused: `zip-name`.
    """
    for encoding in ("utf-8",) if is_utf8 else ("utf-8", "cp932"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        _check_name(name)
        return name
    raise Refused("zip-name.encoding")


def _check_name(name: str) -> None:
    shown = name[:_MOST_CHARACTERS].encode("unicode_escape").decode("ascii")
    if not 0 < len(name) <= _MOST_CHARACTERS:
        raise Refused("zip-name.length", where=shown[:80], count=len(name))
    if any(unicodedata.category(character) in _HIDING for character in name):
        raise Refused("zip-name.hidden", where=shown)
    folders = name.removesuffix("/").split("/")
    if "\\" in name or ":" in name or any(part.strip(" .") == "" for part in folders):
        raise Refused("zip-name.path", where=shown)


def check_duplicates(names: list[str]) -> None:
    """Refuse names that a file system could take for one another.

    Raises:
        Refused: `zip-duplicate`.
    """
    seen: set[str] = set()
    for name in names:
        key = unicodedata.normalize("NFC", name).casefold()
        if key in seen:
            raise Refused("zip-duplicate", where=name)
        seen.add(key)


def check_extra(extra: bytes, *, name: str, raw_name: bytes) -> None:
    """Refuse extra fields that would give other readers another name or size.

    Raises:
        Refused: `zip-damaged`, `zip-name`, `zip-zip64`.
    """
    at = 0
    tags: set[int] = set()
    while at < len(extra):
        if at + _HEADER.size > len(extra):
            raise Refused("zip-damaged.extra-cut", where=name)
        tag, size = _HEADER.unpack_from(extra, at)
        at += _HEADER.size + size
        if at > len(extra):
            raise Refused("zip-damaged.extra-length", where=name)
        if tag == _ZIP64:
            raise Refused("zip-zip64.member", where=name)
        if tag == _UNICODE_PATH:
            _check_unicode_path(extra[at - size : at], name=name, raw_name=raw_name)
            if tag in tags:
                raise Refused("zip-name.two-unicode", where=name)
        tags.add(tag)


def _check_unicode_path(field: bytes, *, name: str, raw_name: bytes) -> None:
    if len(field) < _PATH_HEADER.size:
        raise Refused("zip-name.unicode-cut", where=name)
    _, crc = _PATH_HEADER.unpack_from(field)
    if crc != zlib.crc32(raw_name) or field[_PATH_HEADER.size :] != name.encode():
        raise Refused("zip-name.two-names", where=name)
