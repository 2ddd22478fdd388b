"""Twenty ways in which a file arrives broken; each must be refused and named, none may stop."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

__all__ = ["CORRUPTIONS", "zipped"]

_NAMESPACE: Final = b"http://std.iec.ch/iec62474"
_DOCTYPE: Final = b'<!DOCTYPE Main [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\r\n<Main '


def zipped(data: bytes, name: str = "SHAI_20240819100500_A_001.xml") -> bytes:
    """The data as the only member of an archive, as the official tool packs it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


def _replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def corrupt(data: bytes) -> bytes:
        assert old in data, old
        return data.replace(old, new, 1)

    return corrupt


def _flipped(data: bytes) -> bytes:
    packed = bytearray(zipped(data))
    packed[len(packed) // 2] ^= 0xFF
    return bytes(packed)


def _encrypted(data: bytes) -> bytes:
    packed = bytearray(zipped(data))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    return bytes(packed)


CORRUPTIONS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "cut in the middle": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "a note": lambda _: "お世話になっております。添付します。".encode(),
    "a login page": lambda _: b"<html><body><form action='/login'/></body></html>",
    "a DOCTYPE": _replaced(b"<Main ", _DOCTYPE),
    "another namespace": _replaced(_NAMESPACE, b"http://example.com/other"),
    "an unknown element": _replaced(b"<Include>", b"<Included /><Include>"),
    "no part number": _replaced(b'identifier="', b'identified="'),
    "a mass that is no number": _replaced(b'<Mass mass="', b'<Mass mass="NaN'),
    "a negative mass": _replaced(b'<Mass mass="', b'<Mass mass="-'),
    "a mass in pounds": _replaced(b'unitOfMeasure="', b'unitOfMeasure="lb'),
    "a broken character": _replaced(b"<Include>", b"<Include>\xe3\x81"),
    "a NUL": _replaced(b"<Include>", b"<Include>\x00"),
    "a second root": lambda data: data + b"<Main/>",
    "an attribute twice": _replaced(b'isArticle="true"', b'isArticle="true" isArticle="true"'),
    "an open tag": _replaced(b"</Include>", b""),
    "an unknown encoding": _replaced(b'encoding="utf-8"', b'encoding="utf-7"'),
    "a damaged archive": _flipped,
    "an encrypted archive": _encrypted,
    "an archive in an archive": lambda data: zipped(zipped(data), "inner.shai"),
}
"""By what is wrong: a whole declaration in, what arrives out."""
