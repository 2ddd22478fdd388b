"""Do the masses add up? The standard's own arithmetic, checked with exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from chemsherpa.document import Declaration, Mass, Material, Part
from chemsherpa.findings import Finding, Severity
from chemsherpa.walk import PRODUCT, materials_of, parts_of, substance_lists_of
from regulations.quantities import MASS_UNITS, decimal_text, exact_decimal, nanograms

__all__ = ["mass_sums", "percent_sums", "zero_masses"]

_TOLERANCE: Final = Fraction(1, 1000)
"""Of the declared mass; the official tool's own tolerance is not public."""

_WHOLE: Final = Fraction(100)


def mass_sums(declaration: Declaration) -> Iterator[Finding]:
    """A mass that differs from the sum of what it contains, each times its number of units.

    Only a node whose every child tells a mass is judged; a part's own substances have none.

    Source:
        chemSHERPA: product = Σ part x units, part = Σ sub-part x units or Σ material; exact in
        all files of the official tool. Masses are for one unit of their node.
    """
    yield from _sum(
        PRODUCT,
        declaration.mass,
        declaration.parts,
        declaration.materials,
        line=declaration.line,
    )
    for path, part in parts_of(declaration):
        yield from _sum(path, part.mass, part.parts, part.materials, line=part.line)


def _sum(
    path: str,
    mass: Mass | None,
    parts: tuple[Part, ...],
    materials: tuple[Material, ...],
    *,
    line: int,
) -> Iterator[Finding]:
    told = _nanograms(mass)
    masses = [*(_of_part(part) for part in parts), *(_nanograms(m.mass) for m in materials)]
    summed = sum((value for value in masses if value is not None), Fraction(0))
    if not told or not masses or None in masses:
        return
    if abs(told - summed) > _TOLERANCE * told:
        yield Finding(
            Severity.WARNING,
            "mass-sum",
            path,
            line,
            f"declared {_mg(told)} mg, but its contents add up to {_mg(summed)} mg",
            "check units (mg, g) and numbers of units; the declared mass stays the denominator",
        )


def _nanograms(mass: Mass | None) -> Fraction | None:
    return None if mass is None else nanograms(exact_decimal(mass.value), mass.unit)


def _of_part(part: Part) -> Fraction | None:
    mass = _nanograms(part.mass)
    return None if mass is None else mass * exact_decimal(part.number_of_units)


def _mg(value: Fraction) -> str:
    return decimal_text(value / MASS_UNITS["mg"])


def zero_masses(declaration: Declaration) -> Iterator[Finding]:
    """A product, part or material that weighs nothing; a share of it cannot be computed.

    Source:
        Our rule: nothing weighs nothing; the mass counts as absent.
    """
    nodes: Iterator[tuple[str, Declaration | Part | Material]] = iter(
        [(PRODUCT, declaration), *parts_of(declaration), *materials_of(declaration)]
    )
    for path, node in nodes:
        if node.mass is not None and exact_decimal(node.mass.value) == 0:
            yield Finding(
                Severity.ERROR,
                "mass-zero",
                path,
                node.line,
                "the declared mass is zero and counts as not declared",
                "declare a mass above zero, in mg if it is small",
            )


def percent_sums(declaration: Declaration) -> Iterator[Finding]:
    """Substances of one material, or of one mixture, that make more than all of it.

    Source:
        chemSHERPA: 0 < % ≤ 100 and Σ % ≤ 100 within a material.
    """
    for path, substances in substance_lists_of(declaration):
        total = sum((exact_decimal(s.share.percent) for s in substances if s.share), Fraction(0))
        if total > _WHOLE:
            yield Finding(
                Severity.ERROR,
                "percent-sum",
                path,
                substances[0].line or None,
                f"the substances make {decimal_text(total)} % of it",
                "percentages are of this material alone, not of the part or product",
            )
