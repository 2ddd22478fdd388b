"""Rule cases by others as structure files: their facts, nothing added."""

from __future__ import annotations

from typing import Any

from tests.judging import mass, structure

__all__ = ["structure_of"]

# The cases say “an SVHC” and “another”; any two entries that are no group will do.
SVHC_A, SVHC_B = "117-81-7", "85-68-7"
LEAD, CADMIUM, CHROMIUM, HEXAVALENT = "7439-92-1", "7440-43-9", "7440-47-3", "18540-29-9"
DEHP, CONGENERS = "117-81-7", ("1163-19-5", "32536-52-0", "32534-81-9")


def structure_of(case: dict[str, Any]) -> dict[str, Any]:
    """One case as a structure with a full declaration, unless it says that nothing is declared."""
    given = case["input"]
    if "articles" in given:
        parts = [_article(one, place) for place, one in enumerate(given["articles"])]
        return structure(_product(parts))
    if "total" in given:
        return structure(
            {"part_number": "product", "mass": mass(given["total"]),
             "substances": [{"cas": SVHC_A, "mass": mass(given["mass"])}]}
        )  # fmt: skip
    if "mass" in given:
        value = {"value": given["mass"], "unit": "g"}
        return structure({"part_number": "product", "mass": value, "substances": []})
    if "composition" in given:
        return structure({"part_number": "product"}, full=False)
    materials = given.get("materials", [given])
    return structure({"part_number": "product", "materials": [_material(one) for one in materials]})


def _product(parts: list[dict[str, Any]]) -> dict[str, Any]:
    held = [{"quantity": "1", "part": part} for part in parts]
    return {"part_number": "product", "is_article": False, "parts": held}


def _article(given: dict[str, Any], place: int) -> dict[str, Any]:
    part: dict[str, Any] = {"part_number": given.get("name", f"article {place}")}
    if given["mass"] is not None:
        part["mass"] = mass(given["mass"])
    if "materials" in given:
        part["materials"] = [
            {"id": f"m{n}", "mass": mass(one["mass"]), "substances": _amounts(one)}
            for n, one in enumerate(given["materials"])
        ]
    elif "parts_of_same_svhc" in given:
        shares = given["parts_of_same_svhc"]
        part["materials"] = _in_thirds(shares, given["mass"])
    else:
        part["substances"] = _amounts(given)
    return part


def _in_thirds(shares: list[str], whole: str) -> list[dict[str, Any]]:
    """The article in equal materials: 1 g in three cannot be written, so 0.3, 0.3 and 0.4 g."""
    value, unit = whole.split()
    if value != "1" or len(shares) != 3:
        raise AssertionError(whole)
    masses = ("0.3", "0.3", "0.4")
    return [
        {"id": f"m{n}", "mass": {"value": own, "unit": unit},
         "substances": [{"cas": SVHC_A, "mass": mass(share)}]}
        for n, (own, share) in enumerate(zip(masses, shares, strict=True))
    ]  # fmt: skip


def _amounts(given: dict[str, Any]) -> list[dict[str, Any]]:
    if "svhc_range" in given:
        low, high = (mass(text) for text in given["svhc_range"])
        span = {"min": low["value"], "max": high["value"], "unit": low["unit"]}
        return [{"cas": SVHC_A, "mass": span}]
    if "svhc_a" in given:
        return [
            {"cas": SVHC_A, "mass": mass(given["svhc_a"])},
            {"cas": SVHC_B, "mass": mass(given["svhc_b"])},
        ]
    if given["svhc"].startswith("present"):
        return [{"cas": SVHC_A}]
    return [{"cas": SVHC_A, "mass": mass(given["svhc"])}]


def _material(given: dict[str, Any]) -> dict[str, Any]:
    name = given.get("material") or given.get("name") or given["product"]
    return {"id": name, "substances": list(_shares(given))}


def _shares(given: dict[str, Any]) -> list[dict[str, Any]]:
    words = {
        "pb_mass_percent": LEAD,
        "cd_mass_percent": CADMIUM,
        "chromium_metal": CHROMIUM,
        "cr6": HEXAVALENT,
        "dehp": DEHP,
        "pb": LEAD,
    }
    found = [
        {"cas": cas, "percent": given[word].removesuffix(" %")}
        for word, cas in words.items()
        if word in given
    ]
    congeners = given.get("pbde_congeners", [given["pbde"]] if "pbde" in given else [])
    found += [
        {"cas": cas, "percent": share.removesuffix(" %")}
        for cas, share in zip(CONGENERS, congeners, strict=False)
    ]
    if "exemption" in given:
        found[0]["exemption"] = given["exemption"]
    return found
