"""The attacks too large to keep as files, built on the spot under the names of the corpus."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

MEGABYTE = 1_000_000
HEAD = b'<?xml version="1.0" encoding="utf-8"?><Main xmlns="http://std.iec.ch/iec62474">'
TAIL = b"</Main>"


def document(inner: bytes) -> bytes:
    return HEAD + inner + TAIL


def archive_of(*sizes: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for number, size in enumerate(sizes):
            with file.open(f"{number}.xml", "w") as member:
                for _ in range(size // MEGABYTE):
                    member.write(bytes(MEGABYTE))
    return buffer.getvalue()


def directory_of(
    entries: int, *, comment: bytes = b"", counted: int | None = None, locator: bytes = b""
) -> bytes:
    """One member, named by the directory as often as told."""
    head = struct.pack("<HHHHIIIHH", 0, 0, 0, 33, zlib.crc32(b"x"), 1, 1, 5, 0)
    local = b"PK\x03\x04\x14\x00" + head + b"a.xml" + b"x"
    told = struct.pack("<HHHII", len(comment), 0, 0, 0, 0)
    central = (b"PK\x01\x02\x14\x00\x14\x00" + head + told + b"a.xml" + comment) * entries
    count = min(entries if counted is None else counted, 0xFFFF)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(central), len(local), 0)
    return local + central + locator + b"PK\x05\x06" + end


def end_record_64(entries: int) -> bytes:
    fields = (44, 45, 45, 0, 0, entries, entries, 46 * entries, 36)
    record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", *fields)
    return record + b"PK\x06\x07" + struct.pack("<IQI", 0, 36 + 51 * entries, 1)


LARGE: dict[str, Callable[[], bytes]] = {
    "xml/31_unclosed_200k.xml": lambda: HEAD + b"<a>" * 200_000,
    "xml/32_attr_9MB.xml": lambda: document(b'<a b="' + b"x" * 9 * MEGABYTE + b'"/>'),
    "xml/33_attr_11MB.xml": lambda: document(b'<a b="' + b"x" * 11 * MEGABYTE + b'"/>'),
    "xml/34_text_9MB.xml": lambda: document(b"<a>" + b"x" * 9 * MEGABYTE + b"</a>"),
    "xml/35_text_11MB.xml": lambda: document(b"<a>" + b"x" * 11 * MEGABYTE + b"</a>"),
    "xml/36_comment_11MB.xml": lambda: document(b"<!--" + b"x" * 11 * MEGABYTE + b"-->"),
    "xml/37_pi_11MB.xml": lambda: document(b"<?a " + b"x" * 11 * MEGABYTE + b"?>"),
    "xml/38_attrs_200k_one_element.xml": lambda: document(
        b"<a" + b"".join(b' a%d=""' % number for number in range(200_000)) + b"/>"
    ),
    "xml/39_nsdecl_100k_one_element.xml": lambda: document(
        b"<a" + b"".join(b' xmlns:a%d="u"' % number for number in range(100_000)) + b"/>"
    ),
    "xml/41_siblings_1M.xml": lambda: document(b"<a/>" * MEGABYTE),
    "xml/43_uniq_names_300k.xml": lambda: document(
        b"".join(b"<a%d/>" % number for number in range(300_000))
    ),
    "zip/01_bomb_1GB_1entry.zip": lambda: archive_of(1000 * MEGABYTE),
    "zip/02_bomb_many_50x20MB.zip": lambda: archive_of(*[20 * MEGABYTE] * 50),
    "zip/70_cd_60k_entries.zip": lambda: directory_of(60_000),
    "zip/71_cd_500k_zip64.zip": lambda: directory_of(500_000, locator=end_record_64(500_000)),
    "zip/72_cd_comments_64k_x500.zip": lambda: directory_of(500, comment=b"x" * 65_000),
    "zip/76_zip64_locator_in_cd_comment_300k.zip": lambda: directory_of(
        300_000, counted=1, locator=end_record_64(300_000)
    ),
}
