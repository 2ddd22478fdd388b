"""Third-party worked examples as structure files, without adding anything to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["DUTY_OF", "LIST_OF", "STAND_INS", "fmd_structure", "golden_structure"]

LIST_OF = {
    "EU_ROHS": "eu-rohs",
    "REACH_ART33": "eu-reach-candidate-list",
    "REACH_ART7_2": "eu-reach-candidate-list",
}
DUTY_OF = {"REACH_ART33": "reach_art33", "REACH_ART7_2": "reach_art7_2"}

# The source leaves the flame retardant unnamed; any listed one must give the same answer.
STAND_INS = {"SVHC-FR": "25637-99-4"}


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
