"""How much of the entries of law a declared composition holds: exact, and never more than certain.

The engine judges; this only tells a supplier that two statements of one file cannot both be true.
So every bound is taken on its safe side: what may be there or not counts for neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from chemsherpa.checks.exact_amounts import number, weight
from chemsherpa.checks.listed import identified, law
from chemsherpa.document import Declaration, Material, Part, Substance
from chemsherpa.walk import PRODUCT, materials_of, parts_of, substance_lists_of
from regulations.membership import Counted

__all__ = ["Held", "HeldMaterial", "held_in"]

_PERCENT: Final = 100
_NOTHING: Final = Fraction(0)
_Bounds = tuple[Fraction, Fraction]


@dataclass(slots=True)
class HeldMaterial:
    """One material, by place of the entry in `law().entries`.

    Attributes:
        least: share of the material, 1 = all of it, that surely counts for the entry.
        most: share that may count for it; a group or unverified compound counts whole.
        is_open: holds a substance without number or without amount; anything may be in it.
        excused: entries for one of whose substances an exemption, or “none”, is stated.
    """

    path: str
    material: Material
    least: dict[int, Fraction] = field(default_factory=dict)
    most: dict[int, Fraction] = field(default_factory=dict)
    is_open: bool = False
    excused: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """A whole composition.

    Attributes:
        materials: those with substances, in file order.
        articles: per article, the share of it that surely counts for each entry; its own
            materials only, so the true share may be greater.
        is_complete: every substance stands in a material and has a number and an amount.
    """

    materials: tuple[HeldMaterial, ...]
    articles: tuple[tuple[str, Mapping[int, Fraction]], ...]
    is_complete: bool


def held_in(declaration: Declaration) -> Held:
    """What the composition holds of every entry that counts one of its substances.

    Source:
        Our rule: numerator and denominator are data of the entry; an article's share is that of
        the smallest article that encloses the material.
    """
    materials = tuple(
        _material(path, one) for path, one in materials_of(declaration) if one.substances
    )
    by_path = {one.path: one for one in materials}
    loose = sum(1 for _ in substance_lists_of(declaration)) - len(materials)
    articles = tuple(
        (path, _of_article(path, node, by_path)) for path, node in _articles(declaration)
    )
    is_complete = not loose and not any(one.is_open for one in materials)
    return Held(materials, articles, is_complete)


def _articles(declaration: Declaration) -> Iterator[tuple[str, Declaration | Part]]:
    if declaration.is_article:
        yield f"{PRODUCT}/Composition", declaration
    yield from ((path, part) for path, part in parts_of(declaration) if part.is_article)


def _material(path: str, material: Material) -> HeldMaterial:
    held = HeldMaterial(path, material)
    for substance in material.substances:
        identity, bounds = identified(substance.identity), _bounds(substance, material)
        if identity is None or bounds is None:
            held.is_open = True
        for counted in law().entries_of(identity) if identity else ():
            _count(held, substance, counted, bounds)
    return held


def _count(
    held: HeldMaterial, substance: Substance, counted: Counted, bounds: _Bounds | None
) -> None:
    if substance.exemption_sets:
        held.excused |= {counted.entry}
    if bounds is not None:
        _add(held.most, counted.entry, bounds[1] * counted.factor)
        if not counted.is_upper_bound:
            _add(held.least, counted.entry, bounds[0] * counted.factor)


def _add(shares: dict[int, Fraction], entry: int, share: Fraction) -> None:
    shares[entry] = shares.get(entry, _NOTHING) + share


def _bounds(substance: Substance, material: Material) -> _Bounds | None:
    """Least and greatest share of the material; None where no amount is told."""
    share = substance.share
    if share is not None:
        told = number(share.percent)
        low = told if share.range_min is None else number(share.range_min)
        high = told if share.range_max is None else number(share.range_max)
        return min(low, told) / _PERCENT, max(high, told) / _PERCENT
    if substance.mass is None or substance.mass.range_max is not None:
        return None
    whole, part = weight(material.mass), weight(substance.mass)
    return (part / whole, part / whole) if whole and part is not None else None


def _of_article(
    path: str, node: Declaration | Part, by_path: Mapping[str, HeldMaterial]
) -> Mapping[int, Fraction]:
    found: dict[int, Fraction] = {}
    whole = weight(node.mass)
    for position, material in enumerate(node.materials, 1):
        held, mass = by_path.get(f"{path}/Material[{position}]"), weight(material.mass)
        if whole and held is not None and mass is not None:
            for entry, share in held.least.items():
                _add(found, entry, share * mass / whole)
    return found
