"""The document model has a field for every element and attribute of the standard's schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from chemsherpa.document import Main
from chemsherpa.document.grammar import AttributeRule, ElementRule, grammar_of

XSD = "{http://www.w3.org/2001/XMLSchema}"
# Kept as XML: taken apart it would sign nothing any more.
KEPT_WHOLE = {"Signature"}
MOST_RECURSION = 2


@dataclass
class Schema:
    """The complex types of a schema by name, and how many of each kind were met."""

    types: dict[str, etree._Element]
    paths: set[str] = field(default_factory=set)
    attributes: set[tuple[str, str]] = field(default_factory=set)
    elements: set[tuple[str, str]] = field(default_factory=set)

    def children(self, name: str) -> Iterator[tuple[str, str, bool, bool]]:
        """Name, type, whether many, whether required."""
        for each in self.types[name].iter(f"{XSD}element"):
            kind = str(each.get("type")).rpartition(":")[2]
            many = each.get("maxOccurs", "1") != "1"
            yield str(each.get("name")), kind, many, each.get("minOccurs", "1") != "0"

    def own_attributes(self, name: str) -> dict[str, tuple[str, bool]]:
        """Type and whether required, by name."""
        return {
            str(each.get("name")): (
                str(each.get("type")).rpartition(":")[2],
                each.get("use") == "required",
            )
            for each in self.types[name].iter(f"{XSD}attribute")
        }


def schema_of(path: Path) -> Schema:
    root = etree.parse(path).getroot()
    types = {}
    for each in root.iter(f"{XSD}complexType"):
        holder = each.getparent()
        assert holder is not None
        types[str(each.get("name") or holder.get("name"))] = each
    return Schema(types)


def compare(schema: Schema, kind: str, form: type[Any], path: str) -> None:
    grammar = grammar_of(form)
    compare_attributes(schema, kind, grammar.attributes, path)
    rules = {rule.name: rule for rule in grammar.elements}
    expected = [each for each in schema.children(kind) if each[0] not in KEPT_WHOLE]
    assert list(rules) == [name for name, *_ in expected], path
    for name, child, many, required in expected:
        schema.elements.add((kind, name))
        schema.paths.add(f"{path}/{name}")
        compare_element(schema, rules[name], child, f"{path}/{name}", many=many, required=required)


def compare_element(
    schema: Schema, rule: ElementRule, kind: str, path: str, *, many: bool, required: bool
) -> None:
    assert rule.is_many == many, path
    if rule.form is None:
        assert required, path
        assert not list(schema.children(kind)), path
        compare_attributes(schema, kind, rule.within, path)
        return
    if not many:
        assert rule.is_required == required, path
    if path.split("/").count(path.rpartition("/")[2]) <= MOST_RECURSION:
        compare(schema, kind, rule.form, path)


def compare_attributes(
    schema: Schema, kind: str, rules: tuple[AttributeRule, ...], path: str
) -> None:
    expected = schema.own_attributes(kind)
    assert {rule.name for rule in rules} == set(expected), path
    for rule in rules:
        told, required = expected[rule.name]
        assert (rule.kind == "truth") == (told == "boolean"), f"{path}/@{rule.name}"
        assert rule.is_required == required, f"{path}/@{rule.name}"
        schema.attributes.add((kind, rule.name))
        schema.paths.add(f"{path}/@{rule.name}")


def covered(path: Path) -> Schema:
    schema = schema_of(path)
    compare(schema, "Main", Main, "/Main")
    return schema


def official_schema(shared: Path) -> Path:
    (path,) = (shared / "schemas").glob("*.xsd")
    return path


def test_every_path_of_the_official_schema_has_its_field_in_the_model(shared: Path) -> None:
    path = official_schema(shared)
    schema = covered(path)
    declared = schema_of(path)
    every_attribute = {
        (kind, name) for kind in declared.types for name in declared.own_attributes(kind)
    }
    every_element = {
        (kind, name)
        for kind in declared.types
        for name, *_ in declared.children(kind)
        if name not in KEPT_WHOLE
    }
    assert schema.attributes == every_attribute
    assert schema.elements == every_element
    # Counted in the schema's text: 44 types, 119 attributes, 120 elements, the signature being one.
    assert (len(declared.types), len(every_attribute), len(every_element)) == (44, 119, 119)
    assert len(schema.paths) > 1000


def test_the_comparison_sees_a_field_that_is_missing(shared: Path) -> None:
    schema = schema_of(official_schema(shared))
    etree.SubElement(schema.types["Attachment"], f"{XSD}attribute", name="new", type="xsd:string")
    with pytest.raises(AssertionError, match="Attachment"):
        compare(schema, "Main", Main, "/Main")


def test_the_comparison_sees_a_child_in_another_order(shared: Path) -> None:
    schema = schema_of(official_schema(shared))
    (sequence,) = schema.types["Material"].iterchildren(f"{XSD}sequence")
    sequence.append(sequence[0])
    with pytest.raises(AssertionError, match="Material"):
        compare(schema, "Main", Main, "/Main")
