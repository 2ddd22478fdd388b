"""Nothing that a file says is missing from the declaration."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lxml import etree

from chemsherpa import Declaration, Limits, Scheme, Status, read
from chemsherpa.document import Raw
from chemsherpa.reader import read_declarations
from chemsherpa.safe_xml import parse

BOOLEANS = ("isArticle", "isFMD", "aboveComplianceThreshold", "aboveThresholdLevel", "response")
INTERPRETED = {
    *BOOLEANS,
    "isSCIPComplete",
    "declarationComplete",
    "unitOfMeasure",
    "unitType",
    "mode",
    "nameOfSectional",
    # Stamp and tool decide how the rest is read; changing them changes more than themselves.
    "schemaDatabaseVersion",
}


def strings(value: object) -> Iterator[str]:
    """Every text in the document, Booleans as XML writes them."""
    if isinstance(value, Raw):
        for node in etree.fromstring(value.xml).iter(etree.Element):
            yield from (str(text) for text in node.attrib.values())
            yield (node.text or "").strip()
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, str):
        yield value


def document(data: bytes) -> Declaration:
    (member,) = read(data, "a.xml").members
    assert member.document is not None, member.findings
    return member.document


def samples(shared: Path) -> list[Path]:
    files = sorted((shared / "samples" / "chemsherpa").glob("*.xml"))
    assert len(files) == 18
    return files + sorted((shared / "samples" / "iec62474").glob("GENERATED_pairwise*.xml"))


def test_every_attribute_and_text_of_every_sample_is_in_the_document(shared: Path) -> None:
    for file in samples(shared):
        data = file.read_bytes()
        kept = Counter(strings(document(data)))
        written: Counter[str] = Counter()
        for node in parse(data, limits=Limits()).iter(etree.Element):
            written.update(str(value) for value in node.attrib.values())
            written.update([(node.text or "").strip()])
        del written[""]
        assert written - kept == Counter(), file.name


def test_a_text_put_anywhere_into_a_file_is_found_in_the_document(shared: Path) -> None:
    """Counting cannot tell one “0.1” from another; a text that occurs once can."""
    for file in samples(shared):
        root = parse(file.read_bytes(), limits=Limits())
        expected = set()
        for number, node in enumerate(root.iter(etree.Element)):
            for name in node.attrib:
                if name not in INTERPRETED and etree.QName(node).localname != "ToolNameVersionID":
                    text = f"text {number} {name}"
                    node.set(name, text)
                    expected.add(text)
        assert expected <= set(strings(read_declarations(root)[0])), file.name


def test_the_files_of_the_official_tool_have_no_findings_at_all(shared: Path) -> None:
    for file in samples(shared)[:18]:
        (member,) = read(file.read_bytes(), file.name).members
        assert member.status is Status.ACCEPTED, (file.name, member.findings)


def test_comment_fields_come_out_by_name(shared: Path) -> None:
    folder = shared / "samples" / "chemsherpa"
    light = document((folder / "SHAI_20241029165808_Touch_light_001.xml").read_bytes())
    assert light.scheme is Scheme.CHEMSHERPA_AI
    assert light.part_number == "Touch_light"
    assert light.manufacturer == light.comment.manufacturer == "SHERPA CORPORATION"
    assert light.comment.scip is not None
    assert light.comment.scip.article_category == "106007"
    assert light.response is not None
    assert light.response.approved_on == "2024-09-30"
    (dehp,) = [answer for answer in light.answers if answer.entry == "00038"]
    assert (dehp.above, dehp.use, dehp.place, dehp.material_code) == (
        True,
        "2.被覆",
        "Wire:Core wire",
        "P514",
    )
    assert len(light.answers) == 196
    assert light.declared.composition[0].version == "2.10.00"


def test_a_mixture_is_read_as_one(declarations: dict[str, bytes]) -> None:
    adhesive = document(declarations["ADHESIVE-500"])
    assert adhesive.scheme is Scheme.CHEMSHERPA_CI
    assert adhesive.mass is None
    assert adhesive.comment.contains_declarable is True
    assert [(s.identity, s.voluntary, s.use_description) for s in adhesive.substances] == [
        ("25068-38-6", True, ""),
        ("14808-60-7", False, ""),
        ("108-88-3", False, "1"),
    ]


def test_another_program_that_writes_the_chemsherpa_stamp_is_read_as_chemsherpa(
    declarations: dict[str, bytes],
) -> None:
    for part_number, scheme in [
        ("SCREW-M3", Scheme.CHEMSHERPA_AI),
        ("ADHESIVE-500", Scheme.CHEMSHERPA_CI),
    ]:
        data = declarations[part_number].replace(b'identity="chemSHERPA-', b'identity="other-')
        assert document(data).scheme is scheme
        plain = data.replace(b'"X8.00ex2.0"', b'"X8.21"')
        assert document(plain).scheme is Scheme.IEC62474


def test_generic_comments_are_just_comments(screw: bytes) -> None:
    data = screw.replace(b'identity="chemSHERPA-AI', b'identity="other').replace(
        b'"X8.00ex2.0"', b'"X8.21"'
    )
    generic = document(data)
    material = generic.parts[0].materials[0]
    assert (material.use_code, material.remark, material.comment) == (
        "",
        "1@@JISG4315@@",
        material.comment,
    )
    assert generic.comment.manufacturer == ""
    assert generic.manufacturer == "Tsukikage Fasteners Co., Ltd."
    assert material.substances[0].voluntary is None


def insert(data: bytes, before: bytes, xml: str) -> bytes:
    assert before in data
    return data.replace(before, xml.encode() + before, 1)


def test_what_chemsherpa_never_writes_has_its_place_too(screw: bytes) -> None:
    data = insert(screw, b"</BusinessInfo>", '<Attachment fileName="a.pdf" fileType="pdf"/>')
    data = insert(data, b"</Product>", '<SafeUse safeUseInformation="wear gloves"/>')
    data = insert(data, b"</ProductPart>", '<SafeUse safeUseInformation="cut with care"/>')
    data = insert(data, b"<Compliance>", '<ProductID name="other name"/>')
    kept = document(data)
    assert kept.main.business.attachments[0].file_name == "a.pdf"
    assert kept.product.safe_uses[0].information == "wear gloves"
    assert kept.parts[-1].safe_uses[0].information == "cut with care"
    assert [each.name for each in kept.product.ids] == [kept.name, "other name"]


def test_a_signature_is_kept_as_it_stands(screw: bytes) -> None:
    kept = document(insert(screw, b"<ToolNameVersionID", "<Signature><x>text</x></Signature>"))
    assert kept.main.signature is not None
    assert kept.main.signature.path == "/Main/Signature"
    assert "<x>text</x>" in kept.main.signature.xml


def test_attributes_of_other_namespaces_are_kept_by_name(screw: bytes) -> None:
    schema = "http://std.iec.ch/iec62474 declaration.xsd"
    stamped = insert(screw, b' charaLocal="', f' xsi:schemaLocation="{schema}"')
    (foreign,) = document(stamped).main.foreign
    assert (foreign.element, foreign.value) == ("Main", schema)
    assert foreign.name.endswith("}schemaLocation")


def test_a_request_is_read_beside_the_response(screw: bytes) -> None:
    person = " ".join(f"{name}={quoteattr('x')}" for name in ("name", "title", "email", "phone"))
    request = (
        f'<Request date="2024-01-01" respondByDate="2024-02-01"><Contact {person}/>'
        '<RequestCompany name="buyer"/><RequestContent><Include>'
        '<Sectional nameOfSectional="Composition"/></Include>'
        '<DSLforCompliance identity="DSL" authority="IEC62474" version="D31.00"/>'
        "</RequestContent></Request>"
    )
    kept = document(insert(screw, b"<Response ", request))
    assert kept.response is not None
    assert kept.request is not None
    assert (kept.request.respond_by, kept.request.company_info.name) == ("2024-02-01", "buyer")
    assert kept.request.content is not None
    assert [each.version for each in kept.request.content.compliance_lists] == ["D31.00"]


def test_every_product_of_a_file_is_a_declaration_of_its_own(screw: bytes) -> None:
    start, end = screw.index(b"  <Product "), screw.index(b"</Product>") + len(b"</Product>\r\n")
    second = screw[start:end].replace(b"SCREW-M3", b"SCREW-M4")
    twice = screw[:end] + second + screw[end:]
    first, other = read(twice, "two.xml").members
    assert first.document is not None
    assert other.document is not None
    assert (first.member_name, other.member_name) == ("two.xml", "two.xml#2")
    assert (first.document.part_number, other.document.part_number) == ("SCREW-M3", "SCREW-M4")
    assert first.sha256 == read(twice, "other name.xml").members[0].sha256 != other.sha256
    assert other.document.alone.main.products == (other.document.product,)
    assert other.document.line > first.document.line


def test_a_declaration_without_sections_is_read_and_told() -> None:
    data = (
        b'<Main xmlns="http://std.iec.ch/iec62474" schemaDatabaseVersion="X8.21">'
        b'<BusinessInfo mode="Requester/responder"/>'
        b'<Product unitType="each"><ProductID identifier="A"/></Product></Main>'
    )
    (member,) = read(data, "request.xml").members
    assert member.document is not None
    assert member.document.response is None
    assert [finding.code for finding in member.findings] == ["declares-nothing"]


def test_substances_keep_every_id_and_list(screw: bytes) -> None:
    more = (
        '<SubstanceID><ListID identity="EC" authority="ECHA" version="1"/>'
        '<EntryID entryIdentity="231-111-4" entryDescription="d"/></SubstanceID>'
        '<DsgID><EntryID entryIdentity="G1"/></DsgID>'
    )
    substance = document(insert(screw, b'<MassPercent massPercent="9"', more)).parts[0].materials[0]
    nickel = substance.substances[0]
    assert nickel.identity == "7440-02-0"
    assert [entry.identity for entry in nickel.ids] == ["7440-02-0", "231-111-4"]
    assert nickel.ids[1].list is not None
    assert nickel.ids[1].list.authority == "ECHA"
    assert [entry.identity for entry in nickel.group_ids] == ["G1"]
