"""Random structure files, aimed at limits and at what is hard to get right."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from regulations.quantities import MASS_UNITS, SHARE_UNITS
from tests.written_law import EXEMPTIONS, SUBSTANCES

__all__ = ["random_tree"]

LIMITS = ("0.001", "0.0001", "0.003", "0.002", "0.0005", "0.04", "0.85")
DECLARED: tuple[dict[str, Any], ...] = (
    {"full_material_declaration": True},
    {"full_material_declaration": True},
    {"lists": [{"list": "eu-reach-candidate-list", "version": "1"}]},
    {"lists": [{"list": "eu-reach-candidate-list", "version": "2"},
               {"list": "eu-rohs", "version": "1"}]},
    {"lists": [{"list": "company-prohibited", "version": "1"}]},
    {"full_material_declaration": False},
)  # fmt: skip
UNNAMED = (
    {"name": "trade secret"},
    {"name": "LEAD monoxide"},
    {"name": "resin, CAS 1317-36-8"},
    {"cas": "999999-99-8", "name": "far from every member"},
    {"cas": "7439-29-1", "name": "two digits from lead"},
    {"cas": "1317-36-9"},
)
NUDGES = (0, 0, 0, Fraction(1, 10**12), -Fraction(1, 10**12))


def random_tree(rng: Random) -> dict[str, Any]:
    """A structure file of up to four levels; numbers are decimal texts, units are mixed."""
    is_small = rng.random() < 0.2
    tree = {"format": "chemgate-structure/1", "part": _part(rng, 3 if is_small else 0)}
    if is_small:
        # Where everything is told, what is exempt or clean is not drowned by what is unknown.
        tree["declared"] = DECLARED[0]
    elif rng.random() < 0.5:
        tree["declared"] = rng.choice(DECLARED)
    if rng.random() < 0.3:
        tree["annual_tonnes"] = {rng.choice(SUBSTANCES): rng.choice(("1", "1.000000001", "7"))}
    return tree


def _part(rng: Random, depth: int) -> dict[str, Any]:
    part: dict[str, Any] = {"part_number": f"p{rng.randrange(4)}"}
    if rng.random() < 0.35:
        part["declared"] = rng.choice(DECLARED)
    if rng.random() < 0.5:
        part["mass"] = _mass(rng)
    if rng.random() < 0.4:
        part["is_article"] = rng.random() < 0.6
    if rng.random() < 0.15:
        part["context"] = ["laminate"]
    inner = rng.choice((0, 1, 2)) if depth < 3 else 0
    if inner:
        held = [{"quantity": rng.choice(("1", "2", "0.15", "1000")), "part": _part(rng, depth + 1)}
                for _ in range(inner)]  # fmt: skip
        if rng.random() < 0.15:
            held.append({"quantity": "3", "part": held[0]["part"]})
        part["parts"] = held
    if not inner and rng.random() < 0.25:
        part["substances"] = _substances(rng, None)
    elif rng.random() < 0.85:
        part["materials"] = [_material(rng, part) for _ in range(rng.choice((0, 1, 1, 2, 3)))]
    return part


def _material(rng: Random, part: dict[str, Any]) -> dict[str, Any]:
    material: dict[str, Any] = {"id": f"m{rng.randrange(3)}"}
    if rng.random() < 0.75:
        material["mass"] = _mass(rng)
    if rng.random() < 0.35:
        material["is_article"] = rng.random() < 0.6
    if rng.random() < 0.1:
        material["context"] = ["laminate"]
    ratio = None
    if "mass" in part and "mass" in material and rng.random() < 0.6:
        ratio = _nanograms(part["mass"]) / _nanograms(material["mass"])
    material["substances"] = _substances(rng, ratio)
    return material


def _substances(rng: Random, ratio: Fraction | None) -> list[dict[str, Any]]:
    return [_substance(rng, ratio) for _ in range(rng.choice((0, 1, 1, 2, 3)))]


def _substance(rng: Random, ratio: Fraction | None) -> dict[str, Any]:
    kind = rng.random()
    substance: dict[str, Any] = {"cas": rng.choice(SUBSTANCES)}
    if kind < 0.06:
        substance = dict(rng.choice(UNNAMED))
    elif kind < 0.12:
        substance = {"group": "pbde"}
    substance |= _amount(rng, ratio)
    if rng.random() < 0.4:
        claims = rng.sample([*EXEMPTIONS, "nobody-knows"], rng.choice((1, 1, 2)))
        substance["exemption"] = claims if len(claims) > 1 else claims[0]
    if rng.random() < 0.4:
        substance["intentionally_added"] = rng.random() < 0.3
    return substance


def _amount(rng: Random, ratio: Fraction | None) -> dict[str, Any]:
    kind = rng.random()
    if kind < 0.07:
        return {}
    if kind < 0.2:
        return {"mass": {"value": str(rng.randrange(1, 10**6)), "unit": "ng"}}
    unit = rng.choice(list(SHARE_UNITS))
    share = _share(rng, ratio)
    if rng.random() < 0.2:
        least, most = share, min(share * rng.choice((1, 2, 10)), Fraction(1))
        return {unit: {"min": _text(least, unit), "max": _text(most, unit)}}
    return {unit: _text(share, unit)}


def _share(rng: Random, ratio: Fraction | None) -> Fraction:
    """At a limit of the material or of its article, or a hair beside it."""
    share = Fraction(rng.choice(LIMITS)) * (1 + rng.choice(NUDGES))
    share *= rng.choice((1, 1, 1, 1 / Fraction("0.92832"), Fraction(1, 2), Fraction(1, 3), 0, 2))
    if ratio is not None and share * ratio <= 1:
        share *= ratio
    return min(share, Fraction(1))


def _text(share: Fraction, unit: str) -> str:
    """Sixteen decimals, so that every limit and its neighbours can be written."""
    whole, rest = divmod(int(share * SHARE_UNITS[unit] * 10**16), 10**16)
    return f"{whole}.{rest:016}".rstrip("0").rstrip(".")


def _mass(rng: Random) -> dict[str, str]:
    grams = rng.choice((1, 2, 4, 8, 10, 1000, rng.randrange(1, 10**6)))
    unit = rng.choice(("ug", "mg", "g"))
    return {"value": str(grams), "unit": unit}


def _nanograms(mass: dict[str, str]) -> Fraction:
    return Fraction(mass["value"]) * MASS_UNITS[mass["unit"]]
