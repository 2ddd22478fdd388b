"""Declarations changed in one place: small wrongs that a schema must tell from small rights."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

NAMESPACE = "http://std.iec.ch/iec62474"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
FOREIGN = "urn:somebody:else"

Roots = dict[str, etree._Element]
Change = Callable[[etree._Element, random.Random], None]

ATTRIBUTES = [
    "comment", "isArticle", "name", "massRangeMin", "isFMD", "version", "regIndex", "nameLocal",
    "otherType", "language", "description", "isSCIPComplete", "numberOfUnits", "effectiveDate",
]  # fmt: skip
ELEMENTS = [
    "Mass", "MassPercent", "Material", "Substance", "ProductPart", "ProductID", "SafeUse",
    "Attachment", "Exemptions", "EntryID", "ListID", "QueryList", "Compliance", "Identifier",
]  # fmt: skip
VALUES = [
    "", "true", "0", "1.5", "-1", "NaN", "INF", "1e5", "0x10", "1,5", "mg", "kg", "each", "Each",
    "m^2", "l", "Other", "other", "brand", "Distribution", "Composition", "2024-02-29",
    "2024-02-30", "2024-2-3", "2024-02-29Z", "http://[", "YQ==", "Y=Q=", " true ", "承認",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed copy; `name` tells what was done to which document."""

    name: str
    root: etree._Element


def drop_attribute(node: etree._Element, rng: random.Random) -> None:
    if node.attrib:
        del node.attrib[rng.choice(sorted(node.attrib))]


def change_value(node: etree._Element, rng: random.Random) -> None:
    if node.attrib:
        node.set(rng.choice(sorted(node.attrib)), rng.choice(VALUES))


def bend_value(node: etree._Element, rng: random.Random) -> None:
    if node.attrib:
        name = rng.choice(sorted(node.attrib))
        value = node.get(name, "")
        node.set(
            name, rng.choice([value.upper(), f" {value} ", value + "x", value[1:], "-" + value])
        )


def rename_attribute(node: etree._Element, rng: random.Random) -> None:
    if node.attrib:
        value = node.attrib.pop(rng.choice(sorted(node.attrib)))
        node.set(rng.choice(ATTRIBUTES), value)


def add_attribute(node: etree._Element, rng: random.Random) -> None:
    node.set(rng.choice(ATTRIBUTES), rng.choice(["1", "x", "true", "2024-01-31"]))


def add_foreign_attribute(node: etree._Element, rng: random.Random) -> None:
    node.set(f"{{{rng.choice([FOREIGN, NAMESPACE])}}}name", "x")


def add_instance_attribute(node: etree._Element, rng: random.Random) -> None:
    name = rng.choice(["nil", "schemaLocation", "noNamespaceSchemaLocation", "other"])
    node.set(f"{{{INSTANCE}}}{name}", rng.choice(["true", "false", "urn:a urn:b"]))


def rename(node: etree._Element, rng: random.Random) -> None:
    node.tag = f"{{{NAMESPACE}}}{rng.choice(ELEMENTS)}"


def change_case(node: etree._Element, _rng: random.Random) -> None:
    node.tag = f"{{{NAMESPACE}}}{etree.QName(node).localname.lower()}"


def change_namespace(node: etree._Element, rng: random.Random) -> None:
    name = etree.QName(node).localname
    node.tag = rng.choice([name, f"{{{FOREIGN}}}{name}"])


def add_foreign_element(node: etree._Element, rng: random.Random) -> None:
    node.insert(rng.randrange(len(node) + 1), etree.Element(f"{{{FOREIGN}}}Note"))


def add_element(node: etree._Element, rng: random.Random) -> None:
    node.append(etree.Element(f"{{{NAMESPACE}}}{rng.choice(ELEMENTS)}"))


def add_remark(node: etree._Element, rng: random.Random) -> None:
    node.append(rng.choice([etree.Comment("x"), etree.ProcessingInstruction("x", "y")]))


def add_text(node: etree._Element, rng: random.Random) -> None:
    node.text = rng.choice(["text", " ", "\u3000", "\r\n"])


def swap(node: etree._Element, _rng: random.Random) -> None:
    following = node.getnext()
    if following is not None:
        following.addnext(node)


def reverse_children(node: etree._Element, _rng: random.Random) -> None:
    node[:] = reversed(node)


def remove(node: etree._Element, _rng: random.Random) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def unwrap(node: etree._Element, _rng: random.Random) -> None:
    parent = node.getparent()
    if parent is not None:
        at = parent.index(node)
        parent[at : at + 1] = list(node)


def repeat(node: etree._Element, rng: random.Random) -> None:
    if node.getparent() is not None:
        for _ in range(rng.randint(1, 3)):
            node.addnext(copy.deepcopy(node))


def move(node: etree._Element, rng: random.Random) -> None:
    if node.getparent() is not None:
        within = set(node.iter())
        others = [one for one in node.getroottree().getroot().iter("*") if one not in within]
        rng.choice(others).append(copy.deepcopy(node))


# Changes that a schema mostly allows stand several times: about half of all mutants stay valid.
CHANGES: list[Change] = [
    *[change_value] * 4, *[bend_value] * 5, *[drop_attribute] * 4, *[remove] * 3, *[repeat] * 3,
    *[swap] * 2, *[reverse_children] * 2, *[add_text] * 2, *[add_instance_attribute] * 2,
    rename_attribute, add_attribute, add_foreign_attribute, rename, change_case,
    change_namespace, add_foreign_element, add_element, add_remark, unwrap, move,
]  # fmt: skip


def mutants(roots: Roots, *, count: int, seed: str) -> Iterator[Mutant]:
    """Copies with one or two changes, the same ones for the same seed."""
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")  # a fixed seed on purpose
        name = rng.choice(sorted(roots))
        root = copy.deepcopy(roots[name])
        done = []
        for _ in range(rng.choice([1, 1, 1, 1, 2])):
            change = rng.choice(CHANGES)
            change(rng.choice(_one_of_each_kind(root, rng)), rng)
            done.append(change.__name__)
        yield Mutant(f"{number} {'+'.join(done)} {name}", root)


def _one_of_each_kind(root: etree._Element, rng: random.Random) -> list[etree._Element]:
    # 400 answers in one file must not hide its only Request: each name is met as often as others.
    kinds: dict[str, list[etree._Element]] = {}
    for node in root.iter("*"):
        kinds.setdefault(node.tag, []).append(node)
    return [rng.choice(nodes) for nodes in kinds.values()]


XS = "{http://www.w3.org/2001/XMLSchema}"
PLAIN = {"string": "x", "boolean": "true", "float": "1.5", "date": "2024-01-31"}
PLAIN |= {"base64Binary": "YQ==", "anyURI": "http://example.com/"}


class Instances:
    """Documents made from a schema: every element and attribute it names occurs in some of them.

    Reads only what the official schema uses: named types, sequences, attributes, enumerations.
    """

    def __init__(self, schema: etree._Element) -> None:
        self._types = {node.get("name"): node for node in schema if node.get("name")}

    def root(self, rng: random.Random) -> etree._Element:
        """One valid document."""
        main = etree.Element(f"{{{NAMESPACE}}}Main", nsmap={None: NAMESPACE})
        self._fill(main, self._types["Main"], rng, depth=1)
        return main

    def _fill(
        self, node: etree._Element, kind: etree._Element, rng: random.Random, *, depth: int
    ) -> None:
        for attribute in kind.iterchildren(XS + "attribute"):
            if attribute.get("use") == "required" or rng.random() < 0.7:
                node.set(attribute.get("name", ""), self._value(attribute.get("type", ""), rng))
        for particle in kind.iterfind(f"{XS}sequence/{XS}element"):
            for _ in range(_occurrences(particle, rng, is_deep=depth > 5)):
                child = etree.SubElement(node, f"{{{NAMESPACE}}}{particle.get('name')}")
                if particle.get("type") == "ds:SignatureType":
                    child.append(_signature())
                    child[:] = child[0][:]
                else:
                    self._fill(child, self._types[particle.get("type")], rng, depth=depth + 1)

    def _value(self, name: str, rng: random.Random) -> str:
        if name.startswith("xsd:"):
            return PLAIN[name.removeprefix("xsd:")]
        values = [one.get("value", "") for one in self._types[name].iter(XS + "enumeration")]
        return rng.choice(values)


def _occurrences(particle: etree._Element, rng: random.Random, *, is_deep: bool) -> int:
    least = int(particle.get("minOccurs", "1"))
    if is_deep or rng.random() < 0.4:
        return least
    return rng.choice([1, 2]) if particle.get("maxOccurs") == "unbounded" else 1


def _signature() -> etree._Element:
    return etree.fromstring(
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>'
        '<CanonicalizationMethod Algorithm="urn:c"/><SignatureMethod Algorithm="urn:s"/>'
        '<Reference><DigestMethod Algorithm="urn:d"/><DigestValue>YQ==</DigestValue></Reference>'
        "</SignedInfo><SignatureValue>YQ==</SignatureValue></Signature>"
    )


def instances(schema: etree._Element, *, count: int, seed: str) -> Roots:
    """As many valid documents, by number."""
    made = Instances(schema)
    return {
        f"instance-{number}": made.root(random.Random(f"{seed}/{number}"))
        for number in range(count)
    }
