"""Which bytes are which characters: the encodings that every reader decodes alike, as UTF-8.

Source:
    XML 1.0, 2.8 and 4.3.3. Japanese tools declare Shift_JIS and write Windows' CP932, whose
    circled digits and 髙 a strict Shift_JIS decoder refuses.
"""

from __future__ import annotations

import codecs
import re
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
    try:
        text = data.decode(codec)
        # UTF-8 comes back as it was: cutting or rewriting would hide what a strict parser sees.
        return data if codec == "utf-8" else text.encode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(
            f"byte {error.start} is not {codec}, which the file declares or implies", line=line
        ) from error


def _refused(message: str, *, line: int | None = 1) -> Refused:
    return Refused(
        "xml-encoding", message, line=line, hint="save it as UTF-8, as the chemSHERPA tool does"
    )


def _codec(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _refused("the file is UTF-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _agreed("utf-16", _declared(_head(data, "utf-16")), _UTF16)
    if b"\0" in data[:4]:
        raise _refused("the file is UTF-16 or UTF-32 without byte order mark")
    if data.startswith(codecs.BOM_UTF8):
        return _agreed("utf-8", _declared(_head(data, "utf-8-sig")), _UTF8)
    declared = _declared(_head(data, "latin-1"))
    if declared is None or declared in _UTF8:
        return "utf-8"
    if declared in _CP932:
        return "cp932"
    raise _refused(f"the declared encoding “{declared[:40]}” is not read")


def _head(data: bytes, codec: str) -> str:
    return data[: 2 * _LONGEST_DECLARATION].decode(codec, "ignore")[:_LONGEST_DECLARATION]


def _declared(head: str) -> str | None:
    if not _OPENING.match(head):
        return None
    match = _DECLARATION.match(head)
    if match is None:
        raise Refused(
            "xml-not-well-formed",
            "the XML declaration is not one of XML 1.0",
            line=1,
            hint="export the file again",
        )
    encoding = match["encoding"]
    return None if encoding is None else encoding.lower()


def _agreed(codec: str, declared: str | None, allowed: frozenset[str]) -> str:
    if declared is not None and declared not in allowed:
        raise _refused(f"the byte order mark says {codec}, the declaration {declared[:40]}")
    return codec
