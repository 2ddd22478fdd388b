"""What breaks the schema is explained with place, line and reason."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from lxml import etree

from chemsherpa import Limits
from chemsherpa.safe_xml import parse
from chemsherpa.schema_check import check_schema

from .schema_mutants import INSTANCE, Roots, mutants


@pytest.fixture(scope="module")
def ours(root: Path) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(root / "chemsherpa" / "schemas" / "declaration.xsd"))


@pytest.fixture(scope="module")
def samples(shared: Path) -> Roots:
    files = sorted((shared / "samples" / "chemsherpa").glob("SHCI*.xml"))
    return {file.name: parse(file.read_bytes(), limits=Limits()) for file in files}


def test_whatever_is_invalid_is_also_explained(ours: etree.XMLSchema, samples: Roots) -> None:
    found = mutants(samples, count=400, seed="explained")
    broken = [mutant for mutant in found if not ours.validate(mutant.root)][:100]
    assert len(broken) == 100
    for mutant in broken:
        findings = check_schema(mutant.root)
        assert findings, mutant.name
        assert all(finding.code == "schema-invalid" for finding in findings)
        assert all(finding.where.startswith("/") for finding in findings)


def test_an_error_is_told_with_path_line_and_reason(screw: bytes) -> None:
    data = screw.replace(b' massPercent="9"', b"")
    (finding,) = check_schema(parse(data, limits=Limits()))
    assert finding.where == (
        "/Main/Product/Composition/ProductPart[1]/Material[1]/Substance[1]/MassPercent"
    )
    assert finding.line == screw[: screw.index(b' massPercent="9"')].count(b"\n") + 1
    assert "massPercent" in finding.message


@pytest.mark.parametrize("name", ["schemaLocation", "noNamespaceSchemaLocation"])
def test_a_schema_named_by_the_document_is_not_followed(
    name: str, screw: bytes, tmp_path: Path
) -> None:
    lenient = tmp_path / "lenient.xsd"
    lenient.write_text('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>')
    root = parse(screw.replace(b' unitType="each"', b""), limits=Limits())
    root.set(f"{{{INSTANCE}}}{name}", f"http://std.iec.ch/iec62474 {lenient.as_uri()}")
    assert [finding.code for finding in check_schema(root)] == ["schema-invalid"]


def test_an_unknown_instance_type_is_a_finding_and_no_crash(screw: bytes) -> None:
    root = parse(screw, limits=Limits())
    root[0].set(f"{{{INSTANCE}}}type", "nobody:knows")
    assert {finding.code for finding in check_schema(root)} == {"schema-invalid"}


def test_the_schema_says_where_it_comes_from(root: Path) -> None:
    folder = root / "chemsherpa" / "schemas"
    source = tomllib.loads((folder / "SOURCE.toml").read_text())
    assert (folder / source["schema"]["file"]).is_file()
    assert source["schema"]["author"] == "this project"


def test_a_large_invalid_file_is_explained_in_seconds_with_path_and_line(screw: bytes) -> None:
    misplaced = b"\n<x/>" * 200_000
    data = screw.replace(b"<Composition", misplaced + b"<Composition", 1)
    started = time.perf_counter()
    findings = check_schema(parse(data, limits=Limits()))
    assert time.perf_counter() - started < 10
    assert findings[0].where == "/Main/Product/x"
    assert findings[0].line == screw[: screw.index(b"<Composition")].count(b"\n") + 2
    assert "not expected" in findings[0].message


@pytest.mark.parametrize("prefix", ["", "p:"])
def test_what_only_libxml2_rejects_is_explained_by_libxml2(prefix: str) -> None:
    """A half percent sign in a URI is fine for xmlschema."""
    name = "xmlns:p" if prefix else "xmlns"
    text = (
        f'<{prefix}Main {name}="http://std.iec.ch/iec62474" schemaDatabaseVersion="X8.21">'
        f'<{prefix}BusinessInfo mode="Distribution">'
        f'<{prefix}Attachment fileName="a" fileType="b" fileURL="a%e"/></{prefix}BusinessInfo>'
        f'<{prefix}Product unitType="each"><{prefix}ProductID/></{prefix}Product></{prefix}Main>'
    )
    (finding,) = check_schema(parse(text.encode(), limits=Limits()))
    assert finding.where == "/Main/BusinessInfo/Attachment[1]"
    assert "anyURI" in finding.message
