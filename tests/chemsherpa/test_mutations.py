"""Seeded damage: nothing but a reading ever comes back, and nothing changed comes back as sound.

500 containers, 500 documents and 500 noises here; `make nightly` takes 10 000 of each.
"""

from __future__ import annotations

import os
import random
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest

from chemsherpa import FileReading, Limits, Status, read
from chemsherpa.safe_xml import parse

ROUNDS = int(os.environ.get("CHEMGATE_MUTATIONS", "500"))
TOKENS = [
    b"<", b">", b"&", b'"', b"\0", b"NaN", b"<!DOCTYPE a>", b"<!--", b"]]>", b"\xff", b"-", b"@",
    b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04", b"\xff\xff\xff\xff", b"\x01\x00\x00\x00",
]  # fmt: skip
# What an editor, a converter or a careless hand leaves in a document that stays well-formed.
SMALL_WORDS = [
    b"1", b"0", b".", b" ", b"&#49;", b"&#x33;", b"&amp;", b"&lt;", b"\t", b"\r\n", "鉛".encode(),
    "\u3000".encode(), "e\u0301".encode(), "\U0001f600".encode(), b"&#10;", b"\xef\xbb\xbf",
]  # fmt: skip


def rounds(seed: str) -> Iterator[random.Random]:
    for number in range(ROUNDS):
        yield random.Random(f"{seed}/{number}")


def mutated(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        at = rng.randrange(len(changed))
        action = rng.randrange(6)
        if action == 0:
            changed[at] = rng.randrange(256)
        elif action == 1:
            del changed[at : at + rng.randint(1, 40)]
        elif action == 2:
            changed[at:at] = rng.choice(TOKENS)
        elif action == 3:
            changed[at:at] = changed[at : at + rng.randint(1, 200)]
        elif action == 4:
            changed[at] ^= 1 << rng.randrange(8)
        else:
            del changed[at:]
        if not changed:
            break
    return bytes(changed)


def nudged(data: bytes, rng: random.Random) -> bytes:
    """One bit of a header, of the directory or of the end record, where readers differ most."""
    marks = (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06")
    start = rng.choice([at for at in range(len(data) - 3) if data[at : at + 4] in marks])
    changed = bytearray(data)
    changed[min(start + rng.randrange(60), len(data) - 1)] ^= 1 << rng.randrange(8)
    return bytes(changed)


def reworded(data: bytes, rng: random.Random) -> bytes:
    """Changed within attribute values and between elements only, so that most stays readable."""
    quotes = [at for at, byte in enumerate(data) if byte == ord('"')]
    ends = [at for at in range(len(data) - 1) if data[at : at + 2] == b">\r"]
    for _ in range(rng.randint(1, 3)):
        if rng.random() < 0.8:
            at = rng.choice(quotes) + rng.choice([0, 1])
            word = rng.choice(SMALL_WORDS)
        else:
            at = rng.choice(ends) + 1
            word = rng.choice([b"<!-- x -->", b"<?x y?>", b"\n\n", b"<![CDATA[ ]]>", b"&#32;"])
        data = data[:at] + word + data[at:]
    return data


def assert_whole(reading: FileReading) -> None:
    assert isinstance(reading, FileReading)
    assert reading.members
    for member in reading.members:
        assert (member.document is None) == (member.status is Status.REJECTED)
        assert (member.status is Status.REJECTED) <= bool(member.findings)


def elements(root: ET.Element) -> list[tuple[object, ...]]:
    """Name, attributes and own text of every element, in document order."""
    return [
        (node.tag, sorted(node.attrib.items()), (node.text or "").strip(" \t\r\n"))
        for node in root.iter()
        if isinstance(node.tag, str)
    ]


def by_another_parser(data: bytes) -> ET.Element:
    """What expat says of the same bytes."""
    return ET.fromstring(data, ET.XMLParser(encoding="utf-8"))  # noqa: S314


@pytest.mark.parametrize("change", [mutated, reworded])
def test_a_changed_document_that_is_accepted_says_what_its_bytes_say(
    change: Callable[[bytes, random.Random], bytes], declarations: dict[str, bytes]
) -> None:
    """Two parsers agree on every name, value and text, and their trees on the declaration.

    The second tree is written out anew and read again: equal declarations mean that nothing but
    these names, values and texts went into the first.
    """
    statuses: Counter[Status] = Counter()
    for rng in rounds(change.__name__):
        data = change(declarations[rng.choice(sorted(declarations))], rng)
        reading = read(data, "changed.xml")
        assert_whole(reading)
        (member,) = reading.members
        statuses[member.status] += 1
        if member.document is not None:
            other = by_another_parser(data)
            assert elements(parse(data, limits=Limits())) == elements(other)
            again = read(ET.tostring(other, encoding="utf-8", xml_declaration=True), "changed.xml")
            assert again.members[0].document == member.document
    assert {Status.ACCEPTED, Status.REJECTED} <= set(statuses)


class Unseekable(BytesIO):
    """A pipe: sizes follow each member."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise OSError


class WindowsName(zipfile.ZipInfo):
    """A name as Japanese Windows writes it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  # zipfile's own name
        return self.filename.encode("cp932"), self.flag_bits


def containers(members: dict[str, bytes]) -> list[bytes]:
    """The same members stored, deflated, streamed, with a comment, and named by Windows."""
    kinds: list[tuple[BytesIO, int, type[zipfile.ZipInfo], bytes]] = [
        (BytesIO(), zipfile.ZIP_STORED, zipfile.ZipInfo, b""),
        (BytesIO(), zipfile.ZIP_DEFLATED, zipfile.ZipInfo, b""),
        (Unseekable(), zipfile.ZIP_DEFLATED, zipfile.ZipInfo, b""),
        (BytesIO(), zipfile.ZIP_DEFLATED, zipfile.ZipInfo, "承認済み".encode()),
        (BytesIO(), zipfile.ZIP_DEFLATED, WindowsName, b""),
    ]
    for buffer, method, info, comment in kinds:
        with zipfile.ZipFile(buffer, "w", method) as file:
            file.comment = comment
            for name, data in members.items():
                file.writestr(info(name), data, method)
    return [buffer.getvalue() for buffer, *_ in kinds]


def test_a_changed_container_gives_its_members_unchanged_or_nothing(
    declarations: dict[str, bytes],
) -> None:
    """A member that is accepted has the name and, byte for byte, the content that was packed."""
    members = {"部品.xml": declarations["SCREW-M3"], "sub/b.xml": declarations["LABEL-240"]}
    sound = containers(members)
    for data in sound:
        assert {m.member_name: m.xml for m in read(data, "a.shai").members} == members
    accepted = 0
    for rng in rounds("containers"):
        change = rng.choice([mutated, nudged])
        reading = read(change(rng.choice(sound), rng), "changed.shai")
        assert_whole(reading)
        for member in reading.members:
            if member.document is not None:
                accepted += 1
                assert member.xml == members[str(member.member_name)]
    assert accepted > ROUNDS // 20


def test_a_changed_field_of_a_container_never_changes_what_is_read(screw: bytes) -> None:
    """Every bit of the headers of one small archive, one after the other."""
    (sound,) = containers({"a.xml": screw})[1:2]
    packed = sound.index(b"PK\x01\x02")
    accepted = 0
    for at in [*range(35), *range(packed, len(sound))]:
        for bit in range(8):
            data = bytearray(sound)
            data[at] ^= 1 << bit
            for member in read(bytes(data), "a.shai").members:
                if member.document is not None:
                    accepted += 1
                    assert (member.member_name, member.xml) == ("a.xml", screw), (at, bit)
    # Dates, versions and attributes of the file may change; nobody reads them.
    assert accepted > 100


def test_random_bytes_behind_every_magic_are_refused() -> None:
    for rng in rounds("noise"):
        magic = rng.choice([b"", b"PK\x03\x04", b"PK\x05\x06", b"<", b"<?xml ", b"\xff\xfe"])
        assert_whole(read(magic + rng.randbytes(rng.randrange(300)), "noise"))


def test_every_beginning_of_a_file_is_refused(screw: bytes) -> None:
    """A download that broke off."""
    step = max(1, len(screw) // 200)
    for end in range(0, len(screw) - 1, step):
        assert read(screw[:end], "cut.xml").members[0].status is Status.REJECTED
