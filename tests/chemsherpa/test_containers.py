"""Archives: what is opened, what is left aside, what is refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from chemsherpa import Limits, Refused, Status, read
from chemsherpa.archive.container import open_container

Archive = Callable[..., bytes]


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        open_container(data, "a.shai", limits=Limits())
    return caught.value.code


def names(data: bytes) -> list[str]:
    return [m.name for m in open_container(data, "a.shai", limits=Limits()).members]


def named(raw: bytes, *, flags: int = 0, extra: bytes = b"") -> bytes:
    """A stored member whose name is exactly these bytes; `zipfile` would write it its own way."""
    body = b"<a/>"
    head = struct.pack("<HHHHIIIHH", flags, 0, 0, 33, zlib.crc32(body), 4, 4, len(raw), len(extra))
    local = b"PK\x03\x04\x14\x00" + head + raw + extra
    central = b"PK\x01\x02\x14\x00\x14\x00" + head + struct.pack("<HHHII", 0, 0, 0, 0, 0)
    directory = central + raw + extra
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(local) + len(body), 0)
    return local + body + directory + b"PK\x05\x06" + end


def unicode_path(raw: bytes, name: str, *, crc: int | None = None) -> bytes:
    value = struct.pack("<BI", 1, zlib.crc32(raw) if crc is None else crc) + name.encode()
    return struct.pack("<HH", 0x7075, len(value)) + value


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_come_back_byte_for_byte(method: int, screw: bytes, archive: Archive) -> None:
    container = open_container(
        archive({"a.xml": screw, "sub/b.XML": b"<b/>"}, method=method), "a", limits=Limits()
    )
    assert [(m.name, m.data) for m in container.members] == [
        ("a.xml", screw),
        ("sub/b.XML", b"<b/>"),
    ]


def test_a_stream_writer_that_tells_sizes_afterwards_is_read(screw: bytes) -> None:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    buffer = Unseekable()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.xml", screw)
    assert buffer.getvalue()[6] & 8
    assert read(buffer.getvalue(), "a.shai").members[0].status is Status.ACCEPTED


def test_other_members_and_resource_forks_are_left_aside_with_a_notice(
    screw: bytes, archive: Archive
) -> None:
    members = {"a.xml": screw, "readme.txt": b"hello", "__MACOSX/._a.xml": b"\0\5\x16", "sub/": b""}
    (reading,) = read(archive(members), "a.shai").members
    assert reading.status is Status.ACCEPTED
    assert [(f.code, f.where) for f in reading.findings[:2]] == [
        ("member-ignored", "readme.txt"),
        ("member-ignored", "__MACOSX/._a.xml"),
    ]


def test_one_bad_member_does_not_lose_the_others(screw: bytes, archive: Archive) -> None:
    file = read(archive({"bad.xml": b"<Main", "good.xml": screw}), "a.shai")
    assert [(m.member_name, m.status) for m in file.members] == [
        ("bad.xml", Status.REJECTED),
        ("good.xml", Status.ACCEPTED),
    ]
    assert file.members[1].xml == screw


def test_names_are_decoded_from_windows_and_mac_before_they_are_judged() -> None:
    # The second byte of ソ in CP932 is a backslash.
    assert names(named("部品ソ.xml".encode("cp932"))) == ["部品ソ.xml"]
    assert names(named("部品.xml".encode())) == ["部品.xml"]
    assert names(named("部品.xml".encode(), flags=0x800)) == ["部品.xml"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"/a.xml",
        b"../a.xml",
        b"sub/../a.xml",
        b"sub//a.xml",
        b"./a.xml",
        b"C:a.xml",
        b"sub\\a.xml",
        b"a\0.xml",
        b"a\n.xml",
        "a\u202elmx.xml".encode(),
        "a\u200b.xml".encode(),
        b"a" * 256,
        b"\xff\xff.xml",
    ],
)
def test_names_that_lead_out_or_hide_are_refused(raw: bytes) -> None:
    assert refusal(named(raw)) == "zip-name"


def test_a_name_that_breaks_its_utf8_promise_is_refused() -> None:
    assert refusal(named("部品.xml".encode("cp932"), flags=0x800)) == "zip-name"


def test_a_second_unicode_name_must_be_the_same_name() -> None:
    raw = b"a.xml"
    assert names(named(raw, extra=unicode_path(raw, "a.xml"))) == ["a.xml"]
    assert refusal(named(raw, extra=unicode_path(raw, "b.xml"))) == "zip-name"
    assert refusal(named(raw, extra=unicode_path(raw, "a.xml", crc=1))) == "zip-name"
    assert refusal(named(raw, extra=2 * unicode_path(raw, "a.xml"))) == "zip-name"
    assert refusal(named(raw, extra=b"\x75\x70\x01\x00\x01")) == "zip-name"


def test_extra_fields_that_do_not_fit_are_refused() -> None:
    assert refusal(named(b"a.xml", extra=b"\x99\x99\x05\x00")) == "zip-damaged"
    assert refusal(named(b"a.xml", extra=b"\x99")) == "zip-damaged"
    assert refusal(named(b"a.xml", extra=b"\x01\x00\x00\x00")) == "zip-zip64"


def test_bytes_before_between_or_after_the_members_are_refused(
    screw: bytes, archive: Archive
) -> None:
    data = archive({"a.xml": screw})
    assert refusal(b"PK\x03\x04" + data) == "zip-damaged"
    assert refusal(data + b"\0") == "zip-damaged"
    assert refusal(data + data) == "zip-damaged"
    commented = data[:-2] + struct.pack("<H", 22) + data[-22:]
    assert refusal(commented) == "zip-damaged"


def commented(data: bytes, comment: bytes, *, length: int | None = None) -> bytes:
    told = len(comment) if length is None else length
    return data[:-2] + struct.pack("<H", told) + comment


@pytest.mark.parametrize("comment", [b"x", "承認済み".encode(), b"x" * 0xFFFF, b"PK\x01\x02"])
def test_an_archive_may_have_a_comment_of_exactly_its_length(
    comment: bytes, screw: bytes, archive: Archive
) -> None:
    data = archive({"a.xml": screw})
    assert names(commented(data, comment)) == ["a.xml"]
    assert refusal(commented(data, comment[:-1], length=len(comment))) == "zip-damaged"
    assert refusal(commented(data, comment + b"x", length=len(comment))) == "zip-damaged"


def test_a_comment_that_looks_like_a_second_end_is_refused(screw: bytes, archive: Archive) -> None:
    data, other = archive({"a.xml": screw}), archive({"b.xml": screw})
    assert refusal(commented(data, other)) == "zip-damaged"
    assert refusal(commented(data, other[-22:])) == "zip-damaged"
    assert refusal(commented(data, other[-22:] + b"x")) == "zip-damaged"
    assert refusal(commented(data, b"PK\x05\x06")) == "zip-damaged"
    inner = commented(data, data[-22:])
    assert refusal(inner[:-2] + struct.pack("<H", 1) + b"x") == "zip-damaged"


def test_a_zip64_locator_is_seen_although_the_end_record_looks_small(
    screw: bytes, archive: Archive
) -> None:
    data = archive({"a.xml": screw})
    assert refusal(data[:-22] + b"PK\x06\x07" + bytes(16) + data[-22:]) == "zip-zip64"


def test_local_headers_and_directory_must_agree(screw: bytes, archive: Archive) -> None:
    data = archive({"a.xml": screw})
    for offset in (6, 8, 14, 18, 22, 30):
        changed = bytearray(data)
        changed[offset] ^= 0x02
        assert refusal(bytes(changed)) == "zip-damaged"


def test_data_that_differs_from_its_checksum_is_refused(archive: Archive) -> None:
    data = archive({"a.xml": b"<a>0.0011</a>"}, method=zipfile.ZIP_STORED)
    assert refusal(data.replace(b"0.0011", b"0.0001")) == "zip-damaged"


def test_bytes_before_the_directory_are_refused(screw: bytes, archive: Archive) -> None:
    data = archive({"a.xml": screw})
    directory = data.index(b"PK\x01\x02")
    moved = data[:directory] + b"hidden" + data[directory:]
    at = len(moved) - 6
    moved = moved[:at] + struct.pack("<I", directory + 6) + moved[at + 4 :]
    with pytest.raises(Refused) as caught:
        open_container(moved, "a.shai", limits=Limits())
    assert caught.value.finding.key == "zip-damaged.gap"


def test_an_archive_without_declaration_says_so(archive: Archive) -> None:
    with pytest.raises(Refused) as caught:
        open_container(archive({"readme.txt": b"hello", "xml/": b""}), "a.shai", limits=Limits())
    assert caught.value.finding.key == "not-a-declaration.no-xml"


@pytest.mark.parametrize(
    ("magic", "kind"),
    [
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "seven-zip"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
    ],
)
def test_other_containers_are_named(magic: bytes, kind: str) -> None:
    with pytest.raises(Refused) as caught:
        open_container(magic + bytes(100), "a.shai", limits=Limits())
    assert caught.value.finding.key == f"not-a-declaration.{kind}"


def test_encryption_is_told_as_such(screw: bytes, archive: Archive) -> None:
    data = bytearray(archive({"a.xml": screw}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(data)) == "zip-encrypted"
