"""Every limit is met by a file that is one too much; the same file within it is read further."""

from __future__ import annotations

import dataclasses
import io
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from chemsherpa import Limits, Refused, read
from chemsherpa.archive.container import open_container
from chemsherpa.safe_xml import parse


def archive(*members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for number, data in enumerate(members):
            file.writestr(f"{number}.xml", data)
    return buffer.getvalue()


def packed_ratio(data: bytes) -> int:
    (info,) = zipfile.ZipFile(io.BytesIO(data)).infolist()
    return -(-info.file_size // info.compress_size)


TIGHTLY_PACKED = archive(b"<a> " + b"<b/>" * 24_998 + b"</a>")
ATTACHMENT = b'<Main xmlns="http://std.iec.ch/iec62474"><Attachment data="YWJj"/></Main>'
# The limit, the most that a file needs, the file, and the code when one less is allowed.
CASES: list[tuple[str, int, bytes, str]] = [
    ("file_bytes", 7, b"<a></a>", "file-limit"),
    ("members", 2, archive(b"<a/>", b"<b/>"), "zip-limit"),
    ("directory_bytes", 2 * (46 + 5), archive(b"<a/>", b"<b/>"), "zip-limit"),
    ("total_bytes", 9, archive(b"<a/>", b"<bb/>"), "zip-bomb"),
    ("ratio", packed_ratio(TIGHTLY_PACKED), TIGHTLY_PACKED, "zip-bomb"),
    ("ratio_from_bytes", 100_000, TIGHTLY_PACKED, "zip-bomb"),
    ("depth", 3, b"<a><b><c/><c/></b></a>", "xml-limit"),
    ("attributes", 2, b'<a x="1" y="2"/>', "xml-limit"),
    ("attributes_in_all", 3, b'<a x="1" y="2"><b z=""/></a>', "xml-limit"),
    ("characters", 5, "<a>\n  <b x='1髙3４5'/></a>".encode(), "xml-limit"),
    ("attachment_characters", 4, ATTACHMENT, "xml-limit"),
    ("elements", 4, b"<a><b/><b/><!-- x --></a>", "xml-limit"),
    ("namespaces", 2, b'<a xmlns="u"><b xmlns:p="p"/></a>', "xml-limit"),
]
# Tight enough that only the limit in question decides.
TIGHT = {
    "ratio": {"ratio_from_bytes": 1000},
    "ratio_from_bytes": {"ratio": 100},
    "attachment_characters": {"characters": 40},
}


def refusal(data: bytes, limits: Limits) -> str | None:
    try:
        for member in open_container(data, "a", limits=limits).members:
            parse(member.data, limits=limits)
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize(("name", "needed", "data", "code"), CASES, ids=[case[0] for case in CASES])
def test_a_limit_refuses_what_needs_one_more(
    name: str, needed: int, data: bytes, code: str
) -> None:
    limits = replace(Limits(), **TIGHT.get(name, {}))
    assert refusal(data, replace(limits, **{name: needed})) is None
    assert refusal(data, replace(limits, **{name: needed - 1})) == code


def test_every_limit_has_a_case() -> None:
    assert sorted(case[0] for case in CASES) == sorted(f.name for f in dataclasses.fields(Limits))


def test_real_files_stay_far_below_every_limit(shared: Path) -> None:
    largest = dict.fromkeys(("file_bytes", "depth", "attributes", "characters", "elements"), 0)
    for file in sorted((shared / "samples" / "chemsherpa").glob("SH*.xml")):
        data = file.read_bytes()
        nodes = list(parse(data, limits=Limits()).iter("*"))
        seen = {
            "file_bytes": len(data),
            "depth": max(1 + sum(1 for _ in node.iterancestors()) for node in nodes),
            "attributes": max(len(node.attrib) for node in nodes),
            "characters": max(len(value) for node in nodes for value in node.attrib.values()),
            "elements": len(nodes),
        }
        largest = {name: max(value, seen[name]) for name, value in largest.items()}
    allowed = dataclasses.asdict(Limits())
    assert all(3 * value <= allowed[name] for name, value in largest.items()), largest


@pytest.mark.parametrize(
    "inner",
    [
        b"<a>" + b"x" * 70_000 + b"</a>",
        b"<a><![CDATA[" + b"<" * 70_000 + b"]]></a>",
        b"<!--" + b"<" * 70_000 + b"-->",
        b"<?a " + b"<" * 70_000 + b"?>",
        b'<a b="' + b"x" * 70_000 + b'"/>',
        b'<Attachment name="' + b"x" * 70_000 + b'"/>',
        b'<Other data="' + b"x" * 70_000 + b'"/>',
    ],
    ids=["text", "cdata", "comment", "instruction", "attribute", "not data", "not attachment"],
)
def test_a_long_text_is_seen_wherever_it_hides(inner: bytes) -> None:
    data = b'<Main xmlns="http://std.iec.ch/iec62474">' + inner + b"</Main>"
    assert refusal(data, Limits()) == "xml-limit"
    assert refusal(data.replace(b"x" * 9_000, b"").replace(b"<" * 9_000, b""), Limits()) is None


def with_attachment(screw: bytes, data: bytes) -> bytes:
    element = b'<Attachment fileName="a.pdf" fileType="pdf" data="' + data + b'"/>'
    return screw.replace(b"</BusinessInfo>", element + b"</BusinessInfo>", 1)


def test_a_test_report_of_seven_megabytes_may_lie_within_the_declaration(screw: bytes) -> None:
    data = with_attachment(screw, b"YWJj" * 2_500_000)
    started = time.process_time()
    (member,) = read(data, "a.xml").members
    assert time.process_time() - started < 2
    assert member.document is not None, member.findings
    (member,) = read(with_attachment(screw, b"YWJj" * 2_500_001), "a.xml").members
    assert [finding.code for finding in member.findings] == ["xml-limit"]


def test_a_long_attachment_that_is_no_base64_is_refused_in_time_and_in_few_words(
    screw: bytes,
) -> None:
    started = time.process_time()
    (member,) = read(with_attachment(screw, b"YWJj" * 2_000_000 + b"Y"), "a.xml").members
    assert time.process_time() - started < 2
    assert {finding.code for finding in member.findings} == {"schema-invalid"}
    assert all(len(finding.message) < 1_000 for finding in member.findings)


@pytest.mark.parametrize(
    "data",
    [
        b"<a>" + b"x<!---->" * 240_000 + b"</a>",
        b"<a>" + b"x<b/>" * 200_000 + b"</a>",
        b"<a>" + b"<b>x<c/></b>" * 120_000 + b"</a>",
        b"<a>" + b"<b>x</b>" * 240_000 + b"</a>",
        b"<a " + b" ".join(b'a%d=""' % number for number in range(200_000)) + b"/>",
        b"<a>" + b"<a>" * 60 + b"<b/>" * 240_000 + b"</a>" * 60 + b"</a>",
    ],
    ids=["comments", "mixed wide", "mixed often", "texts", "attributes", "deep and wide"],
)
def test_the_checks_are_linear_whatever_is_built_to_slow_them(data: bytes) -> None:
    started = time.process_time()
    refusal(data, Limits())
    assert time.process_time() - started < 2


def test_no_more_than_fifty_numbers_of_one_file_are_complained_of(screw: bytes) -> None:
    start, end = screw.index(b"<ProductPart "), screw.rindex(b"</ProductPart>") + 14
    part = screw[start:end].replace(b'mass="', b'mass="-')
    assert part.count(b'mass="-') > 0
    (member,) = read(screw[:start] + part * 60 + screw[end:], "a.xml").members
    assert [finding.code for finding in member.findings] == ["value-mass"] * 50
