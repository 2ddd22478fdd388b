"""ZIP archives read strictly: one layout, every field checked against its copy, all data verified.

Python's `zipfile` takes overlapping members, duplicate names, second archives hidden in comments
and bombs; two readers of one file must never see two contents. So the structure is read here:
local headers must tile the file from its first byte to the directory without gap or overlap.

Source:
    PKWARE APPNOTE 6.3.10, sections 4.3 (records), 4.4 (fields), 4.5 and 4.6.9 (extra fields).
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from typing import Final

from chemsherpa.archive.zip_names import check_duplicates, check_extra, decoded_name
from chemsherpa.errors import Refused
from chemsherpa.limits import Limits

__all__ = ["ZipMember", "read_zip"]

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_DESCRIPTOR: Final = struct.Struct("<III")
_END_MARK: Final = re.compile(rb"PK\x05\x06")
_LONGEST_COMMENT: Final = 0xFFFF
_DESCRIPTOR_MARK: Final = b"PK\x07\x08"
_ZIP64_LOCATOR_BYTES: Final = 20

_FLAG_ENCRYPTED: Final = 0x0001 | 0x0040 | 0x2000
_FLAG_DESCRIPTOR: Final = 0x0008
_FLAG_UTF8: Final = 0x0800
# Bits 1 and 2 only tell how hard the deflater tried.
_FLAGS_READ: Final = 0x0006 | _FLAG_DESCRIPTOR | _FLAG_UTF8
_STORED: Final = 0
_DEFLATED: Final = 8
_UNIX: Final = 3
_TYPE_MASK: Final = 0o170000
_PLAIN_TYPES: Final = (0, 0o100000)
_FOLDER_TYPES: Final = (0, 0o040000)
_SIZE_IN_ZIP64: Final = 0xFFFFFFFF
_COUNT_IN_ZIP64: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A member, unpacked and verified; a folder has a name that ends in a slash and no data."""

    name: str
    data: bytes

    @property
    def is_folder(self) -> bool:
        """Whether it only names a folder."""
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def read_zip(data: bytes, *, limits: Limits) -> tuple[ZipMember, ...]:
    """All members in the order of the directory.

    Raises:
        Refused: the codes `zip-…`.
    """
    count, start, end = _directory(data, limits=limits)
    entries = _entries(data, count, start, end)
    check_duplicates([entry.name for entry in entries])
    _check_sizes(entries, limits=limits)
    spans = _checked_spans(data, entries, directory=start)
    return tuple(
        ZipMember(entry.name, _unpacked(entry, data[begin : begin + entry.packed]))
        for entry, begin in zip(entries, spans, strict=True)
    )


def _directory(data: bytes, *, limits: Limits) -> tuple[int, int, int]:
    at = _end_at(data)
    locator = data[max(at - _ZIP64_LOCATOR_BYTES, 0) :][:4]
    _, disk, first, here, count, size, start, _ = _END.unpack_from(data, at)
    if locator == b"PK\x06\x07" or count == _COUNT_IN_ZIP64 or _SIZE_IN_ZIP64 in (size, start):
        raise Refused("zip-zip64.archive")
    if count > limits.members or size > limits.directory_bytes:
        raise Refused(
            "zip-limit",
            members=count,
            size=size,
            most_members=limits.members,
            most_size=limits.directory_bytes,
        )
    if disk or first or here != count:
        raise Refused("zip-damaged.contradiction")
    if start + size != at:
        raise Refused("zip-damaged.directory-place")
    return count, start, at


def _end_at(data: bytes) -> int:
    """Where the end record stands, after which nothing comes but its own comment.

    Some readers look for it from the last byte backwards, some forwards, and not all measure the
    comment. So there must be one record that all of them find: the last mark in the file, its
    comment exactly as long as it says, and no earlier mark whose comment would fit as well. Tools
    that write a comment (a shop's or a tool's name) are read; it is no part of the declaration.
    """
    earliest = max(len(data) - _END.size - _LONGEST_COMMENT, 0)
    marks = [match.start() for match in _END_MARK.finditer(data, earliest)]
    fitting = [at for at in marks if _reaches_the_end(data, at)]
    if not fitting or fitting[-1] != marks[-1]:
        raise Refused("zip-damaged.truncated")
    if len(fitting) > 1:
        raise Refused("zip-damaged.contradiction")
    return fitting[0]


def _reaches_the_end(data: bytes, at: int) -> bool:
    after = at + _END.size
    return after <= len(data) and after + _END.unpack_from(data, at)[-1] == len(data)


def _entries(data: bytes, count: int, start: int, end: int) -> list[_Entry]:
    entries = []
    at = start
    for _ in range(count):
        entry, at = _central(data, at, end)
        entries.append(entry)
    if at != end:
        raise Refused("zip-damaged.directory-count")
    return entries


def _central(data: bytes, at: int, end: int) -> tuple[_Entry, int]:
    if at + _CENTRAL.size > end or data[at : at + 4] != b"PK\x01\x02":
        raise Refused("zip-damaged.directory-short")
    fields = _CENTRAL.unpack_from(data, at)
    made_by, flags, method = fields[1], fields[3], fields[4]
    crc, packed, size, name_bytes, extra_bytes, comment_bytes, disk = fields[7:14]
    attributes, offset = fields[15:]
    name_at = at + _CENTRAL.size
    extra_at = name_at + name_bytes
    after = extra_at + extra_bytes + comment_bytes
    if after > end:
        raise Refused("zip-damaged.entry-length")
    raw_name = data[name_at:extra_at]
    name = decoded_name(raw_name, is_utf8=bool(flags & _FLAG_UTF8))
    _check_method(name, flags, method)
    check_extra(data[extra_at : extra_at + extra_bytes], name=name, raw_name=raw_name)
    if disk or _SIZE_IN_ZIP64 in (packed, size, offset):
        raise Refused("zip-zip64.disk", where=name)
    _check_type(name, made_by=made_by, attributes=attributes, size=size)
    return _Entry(name, raw_name, flags, method, crc, packed, size, offset), after


def _check_method(name: str, flags: int, method: int) -> None:
    if flags & _FLAG_ENCRYPTED:
        raise Refused("zip-encrypted", where=name)
    if method not in (_STORED, _DEFLATED) or flags & ~_FLAGS_READ:
        raise Refused("zip-method", where=name, method=method, flags=f"{flags:#06x}")


def _check_type(name: str, *, made_by: int, attributes: int, size: int) -> None:
    kind = (attributes >> 16) & _TYPE_MASK if made_by >> 8 == _UNIX else 0
    is_folder = name.endswith("/")
    if kind not in (_FOLDER_TYPES if is_folder else _PLAIN_TYPES) or (is_folder and size):
        raise Refused("zip-special-file", where=name)


def _check_sizes(entries: list[_Entry], *, limits: Limits) -> None:
    for entry in entries:
        tight = entry.size > limits.ratio_from_bytes and entry.size > limits.ratio * entry.packed
        if entry.size > limits.file_bytes or tight:
            raise Refused("zip-bomb.member", where=entry.name, packed=entry.packed, size=entry.size)
    if sum(entry.size for entry in entries) > limits.total_bytes:
        raise Refused("zip-bomb.total", most=limits.total_bytes)


def _checked_spans(data: bytes, entries: list[_Entry], *, directory: int) -> list[int]:
    """Where each member's data begins; the members must tile the file up to the directory."""
    begins: dict[int, int] = {}
    expected = 0
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.offset != expected:
            raise Refused("zip-damaged.overlap", where=entry.name)
        begin = _checked_local(data, entry, directory=directory)
        begins[entry.offset] = begin
        expected = begin + entry.packed + _descriptor_bytes(data, entry, begin + entry.packed)
    if expected != directory:
        raise Refused("zip-damaged.gap")
    return [begins[entry.offset] for entry in entries]


def _checked_local(data: bytes, entry: _Entry, *, directory: int) -> int:
    if entry.offset + _LOCAL.size > directory or data[entry.offset :][:4] != b"PK\x03\x04":
        raise Refused("zip-damaged.member-place", where=entry.name)
    fields = _LOCAL.unpack_from(data, entry.offset)
    flags, method, sizes, name_bytes, extra_bytes = fields[2], fields[3], fields[6:9], *fields[9:]
    name_at = entry.offset + _LOCAL.size
    begin = int(name_at + name_bytes + extra_bytes)
    told = (entry.crc, entry.packed, entry.size)
    later = bool(flags & _FLAG_DESCRIPTOR) and sizes == (0, 0, 0)
    same = (flags, method) == (entry.flags, entry.method) and (later or sizes == told)
    if not same or data[name_at : name_at + name_bytes] != entry.raw_name:
        raise Refused("zip-damaged.member-contradiction", where=entry.name)
    if begin + entry.packed > directory:
        raise Refused("zip-damaged.member-length", where=entry.name)
    check_extra(data[name_at + name_bytes : begin], name=entry.name, raw_name=entry.raw_name)
    return begin


def _descriptor_bytes(data: bytes, entry: _Entry, at: int) -> int:
    if not entry.flags & _FLAG_DESCRIPTOR:
        return 0
    told = _DESCRIPTOR.pack(entry.crc, entry.packed, entry.size)
    for descriptor in (_DESCRIPTOR_MARK + told, told):
        if data.startswith(descriptor, at):
            return len(descriptor)
    raise Refused("zip-damaged.descriptor", where=entry.name)


def _unpacked(entry: _Entry, packed: bytes) -> bytes:
    data = packed if entry.method == _STORED else _inflated(entry, packed)
    # Checked over the whole member before a parser sees its first byte.
    if len(data) != entry.size or zlib.crc32(data) != entry.crc:
        raise Refused("zip-damaged.checksum", where=entry.name)
    return data


def _inflated(entry: _Entry, packed: bytes) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(packed, entry.size + 1)
    except zlib.error as error:
        raise Refused("zip-damaged.packing", where=entry.name) from error
    if not inflater.eof or inflater.unused_data:
        raise Refused("zip-damaged.data-end", where=entry.name)
    return data
