"""Which bytes are which characters: the encodings that every reader decodes alike, as UTF-8.

Source:
    XML 1.0, 2.8 and 4.3.3. Japanese tools declare Shift_JIS and write Windows' CP932, whose
    circled digits and 髙 a strict Shift_JIS decoder refuses.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator
from typing import Final

from chemsherpa.errors import Refused

__all__ = ["as_utf8"]

_DECLARATION: Final = re.compile(
    r"""<\?xml\s+version\s*=\s*(["'])1\.0\1"""
    r"""(\s+encoding\s*=\s*(["'])(?P<encoding>[A-Za-z][A-Za-z0-9._-]*)\3)?"""
    r"""(\s+standalone\s*=\s*(["'])(yes|no)\6)?\s*\?>"""
)
_OPENING: Final = re.compile(r"<\?xml\s")
_LONGEST_DECLARATION: Final = 200
_PIECE: Final = 1 << 20
_UTF8: Final = frozenset({"utf-8", "utf8"})
_UTF16: Final = frozenset({"utf-16", "utf-16le", "utf-16be"})
_CP932: Final = frozenset(
    {"shift_jis", "shift-jis", "sjis", "x-sjis", "cp932", "ms932", "windows-31j", "csshiftjis"}
)


def as_utf8(data: bytes) -> bytes:
    """The document in UTF-8, otherwise untouched; the XML declaration stays as it was written.

    Raises:
        Refused: `xml-encoding`, and `xml-not-well-formed` for another XML version.
    """
    codec = _codec(data)
    pieces = _decoded(data, codec)
    if codec == "utf-8":
        # It comes back as it was: cutting or rewriting would hide what a strict parser sees.
        deque(pieces, maxlen=0)
        return data
    return b"".join(piece.encode() for piece in pieces)


def _decoded(data: bytes, codec: str) -> Iterator[str]:
    """The characters in pieces: as one string, one rare sign makes four bytes of each."""
    decoder = codecs.getincrementaldecoder(codec)()
    for start in range(0, len(data), _PIECE):
        held = len(decoder.getstate()[0])
        end = start + _PIECE
        try:
            yield decoder.decode(data[start:end], final=end >= len(data))
        except UnicodeDecodeError as error:
            at = start - held + error.start
            line = data.count(b"\n", 0, at) + 1
            raise Refused("xml-encoding.undecodable", line=line, byte=at, codec=codec) from error


def _codec(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Refused("xml-encoding.utf-32", line=1)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _agreed("utf-16", _declared(_head(data, "utf-16")), _UTF16)
    if b"\0" in data[:4]:
        raise Refused("xml-encoding.no-mark", line=1)
    if data.startswith(codecs.BOM_UTF8):
        return _agreed("utf-8", _declared(_head(data, "utf-8-sig")), _UTF8)
    declared = _declared(_head(data, "latin-1"))
    if declared is None or declared in _UTF8:
        return "utf-8"
    if declared in _CP932:
        return "cp932"
    raise Refused("xml-encoding.unknown", line=1, encoding=declared)


def _head(data: bytes, codec: str) -> str:
    return data[: 2 * _LONGEST_DECLARATION].decode(codec, "ignore")[:_LONGEST_DECLARATION]


def _declared(head: str) -> str | None:
    if not _OPENING.match(head):
        return None
    match = _DECLARATION.match(head)
    if match is None:
        raise Refused("xml-not-well-formed.declaration", line=1)
    encoding = match["encoding"]
    return None if encoding is None else encoding.lower()


def _agreed(codec: str, declared: str | None, allowed: frozenset[str]) -> str:
    if declared is not None and declared not in allowed:
        raise Refused("xml-encoding.contradiction", line=1, codec=codec, encoding=declared)
    return codec
