"""Our schema says what the official one says; where it does not, the reason stands here."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from bom.usages.units import unit_code
from chemsherpa import Limits, Status, read
from chemsherpa.safe_xml import parse
from regulations.quantities import MASS_UNITS

from .schema_mutants import INSTANCE, NAMESPACE, XS, Mutant, Roots, instances, mutants

XMLDSIG = "http://www.w3.org/TR/xmldsig-core/xmldsig-core-schema.xsd"
OF_SAMPLES, OF_INSTANCES = 2_000, 1_000
SEED = "IEC 62474"

# Name of the decision, and why our schema does not say the same.
DECISIONS = {
    "signature": "kept as it stands and never verified, so what is in it need not be right",
    "instance-type": "xsi:type names a type of the official schema; the reader goes by the "
    "element's name, so a document that needs it is refused",
}

NUMBERS = frozenset({"numberOfUnits", "mass", "massPercent"})

Steps = tuple[str, ...]


@pytest.fixture(scope="module")
def official_tree(shared: Path) -> etree._Element:
    bundled = Path(xmlschema.__file__).parent / "schemas" / "DSIG" / "xmldsig-core-schema.xsd"
    (path,) = (shared / "schemas").glob("*.xsd")
    text = path.read_bytes().replace(XMLDSIG.encode(), bundled.as_uri().encode())
    return etree.fromstring(text)


@pytest.fixture(scope="module")
def official(official_tree: etree._Element) -> etree.XMLSchema:
    return etree.XMLSchema(official_tree)


@pytest.fixture(scope="module")
def ours(root: Path) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(root / "chemsherpa" / "schemas" / "declaration.xsd"))


@pytest.fixture(scope="module")
def samples(shared: Path) -> Roots:
    files = [*(shared / "samples" / "chemsherpa").iterdir()]
    files += (shared / "samples" / "iec62474").glob("*.xml")
    return {file.name: parse(file.read_bytes(), limits=Limits()) for file in sorted(files)}


def decision(root: etree._Element, official: etree.XMLSchema, ours: etree.XMLSchema) -> str | None:
    """Which decision explains that the schemas differ: without its cause they must agree."""
    bare = copy.deepcopy(root)
    if bare.xpath("//@xsi:type", namespaces={"xsi": INSTANCE}):
        etree.strip_attributes(bare, f"{{{INSTANCE}}}type")
        name = "instance-type"
    else:
        for signature in bare.findall(f"{{{NAMESPACE}}}Signature"):
            bare.remove(signature)
        name = "signature"
    return name if official.validate(bare) == ours.validate(bare) else None


def compared(
    found: Iterator[Mutant], official: etree.XMLSchema, ours: etree.XMLSchema
) -> tuple[Counter[bool], Counter[str]]:
    """How often the official schema accepts, and how often each decision was met.

    A disagreement that no decision explains fails here.
    """
    verdicts: Counter[bool] = Counter()
    decisions: Counter[str] = Counter()
    for mutant in found:
        verdict = official.validate(mutant.root)
        verdicts[verdict] += 1
        if ours.validate(mutant.root) != verdict:
            reason = decision(mutant.root, official, ours)
            assert reason in DECISIONS, mutant.name
            decisions[reason] += 1
    return verdicts, decisions


def test_both_schemas_accept_every_file_of_the_official_tool(
    official: etree.XMLSchema, ours: etree.XMLSchema, samples: Roots
) -> None:
    from_tool = [name for name in samples if name.startswith(("SHAI", "SHCI"))]
    assert len(from_tool) == 18
    for name in from_tool:
        assert official.validate(samples[name]), name
        assert ours.validate(samples[name]), name


def test_both_schemas_agree_on_generic_declarations(
    official: etree.XMLSchema, ours: etree.XMLSchema, samples: Roots
) -> None:
    verdicts = {name: ours.validate(root) for name, root in samples.items()}
    assert verdicts == {name: official.validate(root) for name, root in samples.items()}
    assert set(verdicts.values()) == {True, False}


def test_both_schemas_agree_on_two_thousand_changed_samples(
    official: etree.XMLSchema, ours: etree.XMLSchema, samples: Roots
) -> None:
    found = mutants(samples, count=OF_SAMPLES, seed=SEED)
    verdicts, _ = compared(found, official, ours)
    assert min(verdicts.values()) > OF_SAMPLES * 0.3, verdicts


def test_both_schemas_agree_on_documents_that_use_every_element(
    official: etree.XMLSchema, ours: etree.XMLSchema, official_tree: etree._Element
) -> None:
    made = instances(official_tree, count=60, seed=SEED)
    for name, root in made.items():
        assert official.validate(root), (name, official.error_log)
        assert ours.validate(root), name
    used = {etree.QName(node).localname for root in made.values() for node in root.iter("*")}
    assert {str(node.get("name")) for node in official_tree.iter(XS + "element")} <= used
    found = mutants(made, count=OF_INSTANCES, seed=SEED)
    verdicts, decisions = compared(found, official, ours)
    assert min(verdicts.values()) > OF_INSTANCES * 0.2, verdicts
    assert decisions["signature"] > 0


def test_a_type_named_by_the_document_is_a_decided_disagreement(
    official: etree.XMLSchema, ours: etree.XMLSchema, samples: Roots
) -> None:
    root = copy.deepcopy(next(samples[name] for name in samples if name.startswith("SHAI")))
    root.set(f"{{{INSTANCE}}}type", "Main")
    _, decisions = compared(iter([Mutant("xsi:type", root)]), official, ours)
    assert decisions == {"instance-type": 1}


def declared(schema: xmlschema.XMLSchema10) -> dict[Steps, tuple[object, ...]]:
    """Every element and attribute by its path: how often, of which kind, with which values.

    An element within itself (`ProductPart`) is walked once.
    """
    found: dict[Steps, tuple[object, ...]] = {}

    def walk(element: xmlschema.XsdElement, path: Steps, position: int) -> None:
        found[path] = (element.min_occurs, element.max_occurs, position, element.type.mixed)
        for name, attribute in element.attributes.items():
            kind = attribute.type
            values = tuple(sorted(kind.enumeration or ()))
            found[*path, f"@{name}"] = (attribute.use, kind.root_type.name, values)
        for number, child in enumerate(element.type.content.iter_elements()):
            name = child.local_name
            if name != "Signature" and path.count(name) < 2:
                walk(child, (*path, name), number)

    walk(schema.elements["Main"], ("Main",), 0)
    return found


def test_both_schemas_declare_the_same_paths_orders_uses_and_values(
    root: Path, shared: Path
) -> None:
    (path,) = (shared / "schemas").glob("*.xsd")
    official = declared(xmlschema.XMLSchema10(path.read_bytes().decode("utf-8-sig"), allow="local"))
    own = root / "chemsherpa" / "schemas" / "declaration.xsd"
    assert declared(xmlschema.XMLSchema10(own.read_text())) == official
    assert len(official) > 1_000


STAMPS = ["X8.00", "X8.00ex1.0", "X8.00ex2.0", "X8.10", "X8.20", "X8.21", "X8.21-120240831"]


@pytest.mark.parametrize("stamp", STAMPS)
def test_every_version_of_the_family_is_read_as_a_view_of_the_last(
    stamp: str, screw: bytes
) -> None:
    data = screw.replace(b'"X8.00ex2.0"', f'"{stamp}"'.encode(), 1)
    assert f'="{stamp}"'.encode() in data
    (member,) = read(data, "a.xml").members
    assert member.document is not None, member.findings
    assert member.status is not Status.REJECTED


def test_every_unit_of_the_official_schema_can_be_computed_with(
    official_tree: etree._Element,
) -> None:
    values = {
        str(kind.get("name")): [str(one.get("value")) for one in kind.iter(XS + "enumeration")]
        for kind in official_tree.iter(XS + "simpleType")
    }
    assert len(values) == 7
    assert sum(map(len, values.values())) == 31
    assert set(values["unitOfMeasure"]) <= set(MASS_UNITS)
    assert [unit_code(unit) for unit in values["unitType"]] == values["unitType"]


def test_a_file_with_any_value_of_the_official_schema_is_read_into_its_declaration(
    official_tree: etree._Element,
) -> None:
    """The values that nothing computes with are kept as they stand."""
    values = {str(one.get("value")) for one in official_tree.iter(XS + "enumeration")}
    seen = set()
    for name, root in instances(official_tree, count=60, seed=SEED).items():
        root.set("schemaDatabaseVersion", "X8.21")
        for node in root.iter("*"):
            for number in NUMBERS & set(node.attrib):
                node.set(number, "1")
        reading = read(etree.tostring(root), name)
        for member in reading.members:
            assert member.document is not None, member.findings
            seen |= {value for value in values if repr(value) in repr(member.document)}
    assert values == seen
