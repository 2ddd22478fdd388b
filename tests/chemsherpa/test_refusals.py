"""Every refusal code is reached by a file that a user could send."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chemsherpa import FileReading, Limits, Severity, Status, read
from regulations.language import Language
from regulations.sentences import sentences

Archive = Callable[..., bytes]
Build = Callable[[bytes, Archive], bytes]

DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'
SMALL = Limits(file_bytes=64 * 1024)


def replaced(old: bytes, new: bytes) -> Build:
    def build(screw: bytes, _archive: Archive) -> bytes:
        assert old in screw
        return screw.replace(old, new, 1)

    return build


def constant(data: bytes) -> Build:
    return lambda _screw, _archive: data


def zipped(name: str = "a.xml", **changes: object) -> Build:
    """An archive of one member whose ZipInfo is changed before it is written."""

    def build(screw: bytes, _archive: Archive) -> bytes:
        buffer = io.BytesIO()
        info = zipfile.ZipInfo(name)
        for attribute, value in changes.items():
            setattr(info, attribute, value)
        with zipfile.ZipFile(buffer, "w") as file:
            file.writestr(info, screw)
        return buffer.getvalue()

    return build


def patched(offset_in_directory: int, layout: str, value: int) -> Build:
    """A sound archive with one field of its only directory entry overwritten."""

    def build(screw: bytes, archive: Archive) -> bytes:
        data = bytearray(archive({"a.xml": screw}))
        struct.pack_into(layout, data, data.index(b"PK\x01\x02") + offset_in_directory, value)
        return bytes(data)

    return build


def with_duplicate(screw: bytes, archive: Archive) -> bytes:
    return archive({"a.xml": screw, "A.XML": screw})


def with_nested(screw: bytes, archive: Archive) -> bytes:
    return archive({"inner.shai": archive({"a.xml": screw})})


def bomb(_screw: bytes, archive: Archive) -> bytes:
    return archive({"a.xml": bytes(4 * 1024 * 1024)})


def deep(_screw: bytes, _archive: Archive) -> bytes:
    return b"<a>" * 100 + b"</a>" * 100


SCREW_MASS = b'mass="0.95"'
CASES: list[tuple[str, Build]] = [
    ("file-limit", constant(b"<a>" + b" " * 70_000 + b"</a>")),
    ("zip-bomb", bomb),
    ("zip-limit", lambda s, archive: archive({f"{n}.xml": s[:9] for n in range(101)})),
    ("zip-damaged", lambda s, archive: archive({"a.xml": s})[:-1]),
    ("zip-method", zipped(compress_type=zipfile.ZIP_BZIP2)),
    ("zip-name", zipped(name="../a.xml")),
    ("zip-duplicate", with_duplicate),
    ("zip-encrypted", patched(8, "<H", 1)),
    ("zip-special-file", zipped(create_system=3, external_attr=0o120777 << 16)),
    ("zip-zip64", patched(20, "<I", 0xFFFFFFFF)),
    ("zip-nested", with_nested),
    ("xml-encoding", replaced(b'"utf-8"', b'"euc-jp"')),
    ("xml-doctype", replaced(DECLARATION, DECLARATION + b"<!DOCTYPE Main>")),
    ("xml-entity", replaced(DECLARATION, DECLARATION + b'<!DOCTYPE Main [<!ENTITY a "b">]>')),
    ("xml-not-well-formed", replaced(b"</Product>", b"")),
    ("xml-limit", deep),
    ("xml-mixed-content", constant(b"<CASNumber>7439-<!--x-->92-1</CASNumber>")),
    ("not-a-declaration", constant(b"")),
    ("version-unsupported", replaced(b'"X8.00ex2.0"', b'"X6.01ex1.0"')),
    ("schema-invalid", replaced(b' unitType="each"', b' unitType="dozen"')),
    ("value-mass", replaced(SCREW_MASS, b'mass="NaN"')),
    ("value-percent", replaced(b'massPercent="9"', b'massPercent="-9"')),
    ("value-units", replaced(b'numberOfUnits="1"', b'numberOfUnits="0"')),
]


def only_code(reading: FileReading) -> str:
    (member,) = reading.members
    assert member.status is Status.REJECTED
    assert member.document is None
    (code,) = {finding.code for finding in member.findings}
    assert all(finding.severity is Severity.ERROR for finding in member.findings)
    return code


@pytest.mark.parametrize(("code", "build"), CASES, ids=[code for code, _ in CASES])
def test_a_file_is_refused_with_its_own_code(
    code: str, build: Build, screw: bytes, archive: Archive
) -> None:
    limits = SMALL if code == "file-limit" else Limits()
    assert only_code(read(build(screw, archive), "sent.xml", limits=limits)) == code


def test_every_documented_code_has_a_case() -> None:
    told = sentences("chemsherpa").values()
    assert {one.code for one in told if one.kind == "refused"} == {code for code, _ in CASES}


@pytest.mark.parametrize(("code", "build"), CASES, ids=[code for code, _ in CASES])
def test_a_refusal_has_a_reason_and_a_hint_in_both_languages(
    code: str, build: Build, screw: bytes, archive: Archive
) -> None:
    limits = SMALL if code == "file-limit" else Limits()
    for finding in read(build(screw, archive), "sent.xml", limits=limits).members[0].findings:
        english, japanese = (finding.said(language) for language in Language)
        assert english.reason != japanese.reason
        assert english.hint != japanese.hint
        assert all((english.reason, english.hint, japanese.reason, japanese.hint))


@pytest.mark.parametrize("text", ["NaN", "INF", "-INF", "-1", "1e5", "+1", "0.1E-3", "1" * 30])
def test_a_mass_that_is_no_plain_number_is_refused_with_path_and_line(
    text: str, screw: bytes
) -> None:
    data = screw.replace(SCREW_MASS, f'mass="{text}"'.encode(), 1)
    (finding,) = read(data, "a.xml").members[0].findings
    assert finding.code == "value-mass"
    assert finding.where == "/Main/Product/ProductID/Mass"
    assert finding.line == screw[: screw.index(SCREW_MASS)].count(b"\n") + 1


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Office"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"part,quantity\r\n1,2\r\n", "text"),
        (b"<!DOCTYPE html><html><body>log in</body></html>", "HTML"),
        (b"<html><body>log in</body></html>", "HTML"),
        (b'<MainDeclaration xmlns="http://webstds.ipc.org/175x/2.0"/>', "IPC-1752A"),
        (b'<MainDeclaration xmlns="https://webstds.ipc.org/175x/1752B/1752B"/>', "IPC-1752B"),
        (b"<DESCRIPTOR><V>AIS-temp</V></DESCRIPTOR>", "JAMP AIS"),
        (b"<DESCRIPTOR><V>MSDSplus</V></DESCRIPTOR>", "JAMP MSDSplus"),
        (b'<Main xmlns="urn:evil"/>', "urn:evil"),
        (b"<invoice/>", "invoice"),
    ],
)
def test_other_files_are_named_for_what_they_look_like(data: bytes, looks_like: str) -> None:
    (member,) = read(data, "sent").members
    assert member.member_name is None
    assert [finding.code for finding in member.findings] == ["not-a-declaration"]
    assert looks_like in member.findings[0].message


def test_an_excel_workbook_is_named_although_it_is_a_zip_of_xml(archive: Archive) -> None:
    data = archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    (member,) = read(data, "list.xlsx").members
    assert "Excel" in member.findings[0].message


def test_limits_are_enforced_one_by_one() -> None:
    tight = Limits(
        depth=2, attributes=2, attributes_in_all=4, characters=8, elements=5, namespaces=1
    )
    for data, what in [
        (b"<a><b><c/></b></a>", "levels"),
        (b'<a x="1" y="2" z="3"/>', "attributes on one"),
        (b"<a>" + b'<b x="1" y="2"/>' * 3 + b"</a>", "attributes in all"),
        (b'<a x="123456789"/>', "attribute"),
        (b"<a>123456789</a>", "text"),
        (b"<a><!--123456789--></a>", "text"),
        (b"<a>" + b"<b/>" * 5 + b"</a>", "elements"),
        (b'<a xmlns:p="p" xmlns:q="q"/>', "namespaces"),
    ]:
        (finding,) = read(data, "a.xml", limits=tight).members[0].findings
        assert finding.code == "xml-limit"
        assert what in finding.message


def test_a_bomb_built_on_the_spot_is_refused_before_it_is_unpacked(
    tmp_path: Path, archive: Archive
) -> None:
    path = tmp_path / "bomb.shai"
    path.write_bytes(archive({"a.xml": bytes(100 * 1024 * 1024)}))
    assert path.stat().st_size < 200 * 1024
    assert only_code(read(path.read_bytes(), path.name)) == "zip-bomb"


def test_many_members_that_are_each_allowed_are_refused_together(archive: Archive) -> None:
    data = archive({f"{n}.xml": b"x" * 1000 for n in range(3)})
    assert only_code(read(data, "a.shai", limits=replace(Limits(), total_bytes=2500))) == "zip-bomb"
