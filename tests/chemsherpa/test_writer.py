"""What was read is written again: the same content always, the same bytes where they are known."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from chemsherpa import Declaration, Limits, Scheme, Status, read
from chemsherpa.document import ListRef
from chemsherpa.pack import MOST_PRODUCTS, member_name, pack
from chemsherpa.reader import read_declarations
from chemsherpa.safe_xml import parse
from chemsherpa.schema_check import check_schema
from chemsherpa.writer import COMPATIBLE_TOOLS, Mode, own_tool, write

from .generated import generated

XMLDSIG = "http://www.w3.org/TR/xmldsig-core/xmldsig-core-schema.xsd"
GENERATED = 150
STAMP = datetime(2026, 11, 21, 9, 30, 0)  # noqa: DTZ001 - file names carry local time


def declared(data: bytes) -> Declaration:
    (found,) = read_declarations(parse(data, limits=Limits()))
    return found


def nameless(declaration: Declaration) -> Declaration:
    """Without the writing tool, the one thing that honest mode changes."""
    return replace(declaration, main=replace(declaration.main, tool_id=None))


@pytest.fixture(scope="module")
def official(shared: Path) -> etree.XMLSchema:
    bundled = Path(xmlschema.__file__).parent / "schemas" / "DSIG" / "xmldsig-core-schema.xsd"
    (path,) = (shared / "schemas").glob("*.xsd")
    text = path.read_bytes().replace(XMLDSIG.encode(), bundled.as_uri().encode())
    return etree.XMLSchema(etree.fromstring(text))


def test_files_of_the_official_tool_are_written_byte_for_byte(
    shared: Path, official: etree.XMLSchema
) -> None:
    files = sorted((shared / "samples" / "chemsherpa").glob("*.xml"))
    assert len(files) == 18
    for file in files:
        data = file.read_bytes()
        written = write(declared(data), mode=Mode.COMPATIBLE)
        assert official.validate(etree.fromstring(written)), file.name
        assert written == data, file.name


def test_our_own_fixtures_are_written_byte_for_byte(declarations: dict[str, bytes]) -> None:
    for number, data in declarations.items():
        assert write(declared(data), mode=Mode.COMPATIBLE) == data, number


def test_by_default_a_file_says_that_we_wrote_it(declarations: dict[str, bytes]) -> None:
    for data in declarations.values():
        original = declared(data)
        written = write(original)
        again = declared(written)
        assert again.main.tool_id == own_tool()
        assert again.scheme is original.scheme
        assert nameless(again) == nameless(original)
        changed = [
            (old, new)
            for old, new in zip(data.split(b"\r\n"), written.split(b"\r\n"), strict=True)
            if old != new
        ]
        assert len(changed) == 1
        assert b"<ToolNameVersionID" in changed[0][1]


def test_compatible_mode_claims_the_official_tool_only_when_asked(screw: bytes) -> None:
    ours = declared(write(declared(screw)))
    assert declared(write(ours)).tool.startswith("chemgate-")
    claimed = declared(write(ours, mode=Mode.COMPATIBLE))
    assert claimed.main.tool_id == COMPATIBLE_TOOLS[Scheme.CHEMSHERPA_AI]


def test_the_generic_files_of_others_are_read_as_they_are_written(
    shared: Path, official: etree.XMLSchema
) -> None:
    files = sorted((shared / "samples" / "iec62474").glob("GENERATED_pairwise*.xml"))
    assert len(files) == 3
    for file in files:
        original = declared(file.read_bytes())
        written = write(original, mode=Mode.COMPATIBLE)
        assert official.validate(etree.fromstring(written)), official.error_log
        assert declared(written) == original
        assert write(declared(written), mode=Mode.COMPATIBLE) == written


@pytest.mark.parametrize("richness", [0.15, 0.5, 0.8])
def test_whatever_the_standard_allows_is_read_as_it_was_written(richness: float) -> None:
    rng = random.Random(f"round trip {richness}")
    for number in range(GENERATED // 3):
        made = generated(rng, richness=richness)
        written = write(made, mode=Mode.COMPATIBLE)
        root = parse(written, limits=Limits())
        assert check_schema(root) == (), number
        (found,) = read_declarations(root)
        assert nameless(found) == nameless(replace(made, scheme=found.scheme)), number
        assert write(found, mode=Mode.COMPATIBLE) == written


def test_the_official_schema_accepts_whatever_we_generate(official: etree.XMLSchema) -> None:
    rng = random.Random("official")
    for _ in range(GENERATED // 3):
        written = write(generated(rng, richness=0.6), mode=Mode.COMPATIBLE)
        assert official.validate(etree.fromstring(written)), official.error_log


def test_generated_declarations_reach_every_part_of_the_grammar() -> None:
    rng = random.Random("reach")
    seen: set[str] = set()
    for _ in range(GENERATED):
        root = etree.fromstring(write(generated(rng, richness=0.8)))
        seen |= {etree.QName(each).localname for each in root.iter(etree.Element)}
    assert {"AverageReusedContent", "IntermediateComplexObject", "CountryInformation"} <= seen
    assert {"QueryID", "MaterialClass", "CompositionThreshold", "SafeUseID"} <= seen
    assert {"RequestContent", "Attachment", "OtherNames", "InstanceID", "DsgID"} <= seen


def test_values_with_line_ends_and_signs_come_back_unchanged(screw: bytes) -> None:
    original = declared(screw)
    odd = 'a "b" <c> & d\r\ne\tf'
    product = replace(original.product, family=odd)
    made = replace(original, main=replace(original.main, products=(product,)))
    assert declared(write(made)).product.family == odd


def test_a_signature_is_written_back_and_still_told(screw: bytes) -> None:
    signed = screw.replace(
        b"<ToolNameVersionID", b"<Signature><x>text</x></Signature><ToolNameVersionID"
    )
    original = declared(signed)
    again = declared(write(original))
    assert again.main.signature == original.main.signature is not None
    (member,) = read(write(original), "a.xml").members
    assert "signature-unchecked" in {finding.code for finding in member.findings}


def test_a_container_is_read_as_what_was_packed(declarations: dict[str, bytes]) -> None:
    originals = [declared(data) for data in declarations.values()]
    (archive,) = pack(originals, stamp=STAMP, mode=Mode.COMPATIBLE)
    members = read(archive, "export.shai").members
    assert [member.document for member in members] == originals
    assert {member.status for member in members} <= {
        Status.ACCEPTED,
        Status.ACCEPTED_WITH_FINDINGS,
    }
    assert pack(originals, stamp=STAMP, mode=Mode.COMPATIBLE) == (archive,)


def test_more_than_a_hundred_products_make_several_containers(screw: bytes) -> None:
    archives = pack([declared(screw)] * (MOST_PRODUCTS + 1), stamp=STAMP)
    counts = []
    for archive in archives:
        with zipfile.ZipFile(io.BytesIO(archive)) as file:
            counts.append(len(file.namelist()))
    assert counts == [MOST_PRODUCTS, 1]


def test_member_names_follow_the_tool_and_keep_to_safe_characters(screw: bytes) -> None:
    assert member_name(declared(screw), 7, stamp=STAMP) == "SHAI_20261121093000_SCREW-M3_007.xml"
    odd = declared(screw.replace(b'"SCREW-M3"', '"../ネジ 3/4"'.encode()))
    assert member_name(odd, 1, stamp=STAMP) == "SHAI_20261121093000_..-3-4_001.xml"


def test_a_file_without_tool_stays_without_when_no_tool_would_write_it(screw: bytes) -> None:
    original = declared(screw)
    main = replace(original.main, tool_id=None, schema_version="X8.21")
    generic = replace(original, main=main, scheme=Scheme.IEC62474)
    assert b"ToolNameVersionID" not in write(generic, mode=Mode.COMPATIBLE)
    theirs = replace(main, tool_id=ListRef("mine", "me", "1"))
    assert b'identity="mine"' in write(replace(generic, main=theirs), mode=Mode.COMPATIBLE)
