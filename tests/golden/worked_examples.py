"""Third-party worked examples as structure files, without adding anything to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bom.structure import parse_structure
from bom.structure_arrays import Structure, structure_arrays
from engine.compile import DEFAULT_CATEGORIES, compile_rules
from engine.evaluate import Evaluation, evaluate
from engine.judge import Question, judge
from engine.outcomes import Status, status_of
from engine.product import Product, product_of
from engine.roll_up import Rollup, roll_up
from engine.verdict import PartVerdict
from regulations.catalog import bundled

__all__ = ["Example", "examples", "fmd_structure", "golden_structure", "judged"]

LIST_OF = {"EU_ROHS": "eu-rohs", "REACH_ART33": "eu-reach-candidate-list",
           "REACH_ART7_2": "eu-reach-candidate-list"}
DUTY_OF = {"REACH_ART33": "reach_art33", "REACH_ART7_2": "reach_art7_2"}

# The source leaves the flame retardant unnamed; any listed one must give the same answer.
STAND_INS = {"SVHC-FR": "25637-99-4"}


@dataclass(frozen=True, slots=True)
class Example:
    """A judged structure and the ways to ask it."""

    structure: Structure
    evaluation: Evaluation
    product: Product
    verdict: PartVerdict
    rollup: Rollup

    def node(self, label: str) -> int:
        return self.structure.root if label == "@unit" else self.structure.labels.index(label)

    def status(self, label: str, list_id: str) -> Status:
        position = self.evaluation.line.rules.lists.index(list_id)
        return status_of(int(self.evaluation.flags[self.node(label), position]))

    def duties(self, duty: str, label: str) -> set[str]:
        at = self.structure.labels[self.node(label)]
        return {d.substance for d in self.verdict.duties if d.duty == duty and at in d.path}


def judged(tree: dict[str, Any], as_of: date, lists: list[str], category: str | None) -> Example:
    catalog = bundled()
    structure = structure_arrays(parse_structure(json.dumps(tree)), catalog)
    categories = frozenset({category}) if category else DEFAULT_CATEGORIES
    rules = compile_rules(catalog, lists, as_of=as_of, categories=categories)
    evaluation = evaluate(structure.arrays, rules)
    product = product_of(structure.arrays, structure.root, structure.labels)
    question = Question(names=structure.names, tonnes=structure.tonnes)
    elements = [entry for entry in catalog.get("eu-rohs").entries if entry.element]
    return Example(
        structure, evaluation, product, judge(evaluation, product, question),
        roll_up(product, structure.names, elements),
    )


def golden_structure(node: dict[str, Any], *, exemptions: list[str] | str | None) -> dict[str, Any]:
    """A golden input node as a structure file; every declaration there is a full one."""
    tree: dict[str, Any] = {
        "format": "chemgate-structure/1",
        "declared": {"full_material_declaration": True},
        "part": _part(node, exemptions),
    }
    if "annual_substance_tonnes" in node:
        tonnes = node["annual_substance_tonnes"]
        tree["annual_tonnes"] = {
            STAND_INS.get(s["cas"], s["cas"]): str(tonnes) for s in node["substances"]
        }
    return tree


def _part(node: dict[str, Any], exemptions: list[str] | str | None) -> dict[str, Any]:
    part: dict[str, Any] = {"part_number": node["id"], "name": node.get("name", "")}
    if "mass" in node:
        part["mass"] = _texts(node["mass"])
    children = node.get("children", [])
    materials = [c for c in children if c["type"] == "material"]
    parts = [c for c in children if c["type"] != "material"]
    if materials:
        part["materials"] = [_material(m, exemptions) for m in materials]
    if parts:
        part["parts"] = [
            {"quantity": str(c.get("qty", 1)), "part": _part(c, exemptions)} for c in parts
        ]
    if not children:
        part["substances"] = [_substance(s, exemptions) for s in node.get("substances", [])]
    return part


def _material(node: dict[str, Any], exemptions: list[str] | str | None) -> dict[str, Any]:
    material: dict[str, Any] = {"id": node["id"], "name": node.get("name", "")}
    if "mass" in node:
        material["mass"] = _texts(node["mass"])
    material["substances"] = [_substance(s, exemptions) for s in node.get("substances", [])]
    return material


def _substance(row: dict[str, Any], exemptions: list[str] | str | None) -> dict[str, Any]:
    cas = row.get("cas")
    substance: dict[str, Any] = {"name": row.get("name", "")}
    if cas in {"PBB", "PBDE"}:
        substance["group"] = cas.lower()
    elif cas:
        substance["cas"] = STAND_INS.get(cas, cas)
    for theirs, ours in (("pct", "percent"), ("ppm", "ppm")):
        if theirs in row:
            substance[ours] = str(row[theirs])
    if "mass" in row:
        substance["mass"] = _texts(row["mass"])
    claim = row.get("rohs_exemption")
    if claim and exemptions != "ignored" and (exemptions is None or claim in exemptions):
        substance["exemption"] = claim
    return substance


def fmd_structure(path: Path, *, exemptions: list[str] | str | None) -> dict[str, Any]:
    """A vendor's full material sheet as a structure file, claims where the vendor states them."""
    sheet = json.loads(path.read_text(encoding="utf-8"))
    claims = {
        (c["material"], c["substance"]): c["id"]
        for c in sheet["stated"].get("exemptions", [])
        if isinstance(c, dict)
    }
    materials = [
        {
            "id": m["name"],
            "name": m["name"],
            "mass": {"value": str(m["mass_mg"]), "unit": "mg"},
            "substances": [
                _substance(s | {"rohs_exemption": claims.get((m["name"], s["cas"]))}, exemptions)
                for s in m["substances"]
            ],
        }
        for m in sheet["materials"]
    ]
    part = {"part_number": sheet["id"], "name": sheet["part"], "materials": materials}
    return {
        "format": "chemgate-structure/1",
        "declared": {"full_material_declaration": True},
        "part": part,
    }


def _texts(mass: dict[str, Any]) -> dict[str, str]:
    return {"value": str(mass["value"]), "unit": mass["unit"]}


def examples(cases: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every expectation with its case."""
    for case in cases:
        for expectation in case["expect"]:
            yield case, expectation
