"""Our schema says what the official one says; the explanation names place and line."""

from __future__ import annotations

import copy
import random
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from chemsherpa import Limits
from chemsherpa.safe_xml import parse
from chemsherpa.schema_check import check_schema

XMLDSIG = "http://www.w3.org/TR/xmldsig-core/xmldsig-core-schema.xsd"
INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
MUTANTS = 600
SEED = 62474


@pytest.fixture(scope="module")
def official(shared: Path) -> etree.XMLSchema:
    bundled = Path(xmlschema.__file__).parent / "schemas" / "DSIG" / "xmldsig-core-schema.xsd"
    (path,) = (shared / "schemas").glob("*.xsd")
    text = path.read_bytes().replace(XMLDSIG.encode(), bundled.as_uri().encode())
    return etree.XMLSchema(etree.fromstring(text))


@pytest.fixture(scope="module")
def ours(root: Path) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(root / "chemsherpa" / "schemas" / "declaration.xsd"))


@pytest.fixture(scope="module")
def samples(shared: Path) -> dict[str, etree._Element]:
    files = [*(shared / "samples" / "chemsherpa").iterdir()]
    files += (shared / "samples" / "iec62474").glob("*.xml")
    return {file.name: parse(file.read_bytes(), limits=Limits()) for file in sorted(files)}


def test_both_schemas_accept_every_file_of_the_official_tool(
    official: etree.XMLSchema, ours: etree.XMLSchema, samples: dict[str, etree._Element]
) -> None:
    from_tool = [name for name in samples if name.startswith(("SHAI", "SHCI"))]
    assert len(from_tool) == 18
    for name in from_tool:
        assert official.validate(samples[name]), name
        assert ours.validate(samples[name]), name


def test_both_schemas_agree_on_generic_declarations(
    official: etree.XMLSchema, ours: etree.XMLSchema, samples: dict[str, etree._Element]
) -> None:
    verdicts = {name: ours.validate(root) for name, root in samples.items()}
    assert verdicts == {name: official.validate(root) for name, root in samples.items()}
    assert set(verdicts.values()) == {True, False}


Change = Callable[[etree._Element, random.Random], None]


def drop_attribute(node: etree._Element, rng: random.Random) -> None:
    if node.attrib:
        del node.attrib[rng.choice(sorted(node.attrib))]


def change_attribute(node: etree._Element, rng: random.Random) -> None:
    if node.attrib:
        values = ["", "true", "mg", "kg", "1.5", "-1", "NaN", "2024-02-30", "Each", "m^2", "Other"]
        node.set(rng.choice(sorted(node.attrib)), rng.choice(values))


def add_attribute(node: etree._Element, rng: random.Random) -> None:
    names = ["comment", "isArticle", "name", "massRangeMin", "isFMD", "foo", "version", "regIndex"]
    node.set(rng.choice(names), rng.choice(["1", "x", "true"]))


def rename(node: etree._Element, rng: random.Random) -> None:
    names = ["Mass", "MassPercent", "Material", "Substance", "Foo", "ProductPart", "SafeUse"]
    node.tag = f"{{http://std.iec.ch/iec62474}}{rng.choice(names)}"


def change_namespace(node: etree._Element, _rng: random.Random) -> None:
    node.tag = etree.QName(node).localname


def swap(node: etree._Element, _rng: random.Random) -> None:
    following = node.getnext()
    if following is not None:
        following.addnext(node)


def remove(node: etree._Element, _rng: random.Random) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def repeat(node: etree._Element, _rng: random.Random) -> None:
    if node.getparent() is not None:
        node.addnext(copy.deepcopy(node))


def add_text(node: etree._Element, _rng: random.Random) -> None:
    node.text = "text"


def move(node: etree._Element, rng: random.Random) -> None:
    if node.getparent() is not None:
        within = set(node.iter())
        others = list(outside_signatures(node.getroottree().getroot()))
        rng.choice([other for other in others if other not in within]).append(copy.deepcopy(node))


CHANGES: list[Change] = [
    drop_attribute,
    change_attribute,
    add_attribute,
    rename,
    change_namespace,
    swap,
    remove,
    repeat,
    add_text,
    move,
]


def outside_signatures(root: etree._Element) -> list[etree._Element]:
    # A signature's inside is free in ours, on purpose.
    return [
        node
        for node in root.iter(etree.Element)
        if not any("Signature" in str(up.tag) for up in (node, *node.iterancestors()))
    ]


def mutants(samples: dict[str, etree._Element]) -> Iterator[tuple[str, etree._Element]]:
    rng = random.Random(SEED)  # noqa: S311  # a fixed seed on purpose
    small = {name: root for name, root in samples.items() if name.startswith(("SHCI", "GEN"))}
    for number in range(MUTANTS):
        # Half of them from small and generic files, where a change meets rarer elements.
        pool = small if number % 2 else samples
        name = rng.choice(sorted(pool))
        root = copy.deepcopy(pool[name])
        change = rng.choice(CHANGES)
        change(rng.choice(outside_signatures(root)), rng)
        yield f"{number} {change.__name__} {name}", root


def test_both_schemas_agree_on_mutants(
    official: etree.XMLSchema, ours: etree.XMLSchema, samples: dict[str, etree._Element]
) -> None:
    verdicts = {True: 0, False: 0}
    for name, root in mutants(samples):
        verdict = official.validate(root)
        assert ours.validate(root) == verdict, name
        verdicts[verdict] += 1
    assert min(verdicts.values()) > MUTANTS // 10


def test_whatever_is_invalid_is_also_explained(
    ours: etree.XMLSchema, samples: dict[str, etree._Element]
) -> None:
    small = {name: root for name, root in samples.items() if name.startswith("SHCI")}
    explained = 0
    for name, root in mutants(small):
        if ours.validate(root) or explained == 100:
            continue
        explained += 1
        findings = check_schema(root)
        assert findings, name
        assert all(finding.code == "schema-invalid" for finding in findings)
        assert all(finding.where.startswith("/") for finding in findings)
    assert explained == 100


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
    root.set(INSTANCE + name, f"http://std.iec.ch/iec62474 {lenient.as_uri()}")
    assert [finding.code for finding in check_schema(root)] == ["schema-invalid"]


def test_an_unknown_instance_type_is_a_finding_and_no_crash(screw: bytes) -> None:
    root = parse(screw, limits=Limits())
    root[0].set(INSTANCE + "type", "nobody:knows")
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
