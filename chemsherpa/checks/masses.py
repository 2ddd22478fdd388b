"""Do the masses add up? The standard's own arithmetic, checked with exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, TypeAlias

from chemsherpa.checks.exact_amounts import number, weight
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.document import Declaration, Material, Part, Substance
from chemsherpa.findings import Finding, found
from chemsherpa.walk import PRODUCT, materials_of, parts_of, spoken_answers_of, substance_lists_of
from regulations.quantities import MASS_UNITS, decimal_text

__all__ = ["mass_sums", "percent_ranges", "percent_sums", "substance_masses", "zero_masses"]

_WHOLE: Final = Fraction(100)
_Node: TypeAlias = Declaration | Part


def mass_sums(declaration: Declaration, rules: ContentRules = USUAL) -> Iterator[Finding]:
    """A mass that differs from the sum of what it contains, each times its number of units.

    Only a node whose every child tells a mass is judged; a part's own substances have none.

    Source:
        chemSHERPA: product = Σ part x units, part = Σ sub-part x units or Σ material; exact in
        all files of the official tool. Masses are for one unit of their node.
    """
    nodes: Iterator[tuple[str, _Node]] = iter([(PRODUCT, declaration), *parts_of(declaration)])
    for path, node in nodes:
        told = weight(node.mass)
        masses = [
            *(_of_part(part) for part in node.parts),
            *(weight(material.mass) for material in node.materials),
        ]
        summed = _sum(masses)
        if told and summed is not None and abs(told - summed) > rules.mass_tolerance * told:
            amounts = _amounts(told, summed, rules)
            yield found("mass-sum.contents", path, node.line, **amounts)


def substance_masses(declaration: Declaration, rules: ContentRules = USUAL) -> Iterator[Finding]:
    """Substances with masses of their own that weigh more than their material.

    Less is wrong only in a full material declaration: other compositions name what is managed.

    Source:
        IEC 62474 `Substance/Mass`, for one unit of the material's part; `Composition@isFMD`.
    """
    is_full = bool(declaration.declared.full_material)
    for path, material in materials_of(declaration):
        told = weight(material.mass)
        summed = _sum([weight(substance.mass) for substance in material.substances])
        if not told or summed is None:
            continue
        excess = summed - told
        if max(excess, -excess if is_full else excess) > rules.mass_tolerance * told:
            amounts = _amounts(told, summed, rules)
            yield found("mass-sum.substances", path, material.line, **amounts)


def _amounts(told: Fraction, summed: Fraction, rules: ContentRules) -> dict[str, str]:
    tolerance = decimal_text(rules.mass_tolerance * _WHOLE)
    return {"told": _mg(told), "summed": _mg(summed), "tolerance": tolerance}


def _sum(masses: list[Fraction | None]) -> Fraction | None:
    """What they come to, None where there are none or one of them is not told."""
    if not masses or None in masses:
        return None
    return sum((mass for mass in masses if mass is not None), Fraction(0))


def _of_part(part: Part) -> Fraction | None:
    mass = weight(part.mass)
    return None if mass is None else mass * number(part.number_of_units)


def _mg(value: Fraction) -> str:
    return decimal_text(value / MASS_UNITS["mg"])


def zero_masses(declaration: Declaration) -> Iterator[Finding]:
    """A product, part or material that weighs nothing; a share of it cannot be computed.

    Source:
        Our rule: nothing weighs nothing; the mass counts as absent.
    """
    nodes: Iterator[tuple[str, _Node | Material]] = iter(
        [(PRODUCT, declaration), *parts_of(declaration), *materials_of(declaration)]
    )
    for path, node in nodes:
        if weight(node.mass) == 0:
            yield found("mass-zero", path, node.line)


def percent_ranges(declaration: Declaration) -> Iterator[Finding]:
    """A percentage of nothing, or of more than everything.

    Source:
        chemSHERPA: 0 < % ≤ 100.
    """
    for path, substances in substance_lists_of(declaration):
        for position, substance in enumerate(substances, 1):
            if substance.share is None:
                continue
            told = substance.share.percent
            value = number(told)
            # A range may begin at nothing; its upper end says how much it may be.
            if value == 0 and substance.share.range_max is None:
                where = f"{path}/Substance[{position}]"
                yield found("percent-range.zero", where, substance.line, name=substance.name or "")
            elif value > _WHOLE:
                where = f"{path}/Substance[{position}]"
                yield found("percent-range.above", where, substance.line, percent=told)
    for path, _, answer in spoken_answers_of(declaration):
        if answer.share is not None and number(answer.share.percent) > _WHOLE:
            yield found("percent-range.above", path, answer.line, percent=answer.share.percent)


def percent_sums(declaration: Declaration, rules: ContentRules = USUAL) -> Iterator[Finding]:
    """Substances of one material, or of one mixture, that make more than all of it.

    Less is wrong only in a full material declaration, where nothing may be left unnamed.

    Source:
        chemSHERPA: Σ % ≤ 100 within a material; IEC 62474 `Composition@isFMD`.
    """
    is_full = bool(declaration.declared.full_material)
    for path, substances in substance_lists_of(declaration):
        shares = _shares(substances)
        if any(share > _WHOLE for share in shares):
            continue
        total = sum(shares, Fraction(0))
        line = substances[0].line or None
        if total > _WHOLE:
            yield found("percent-sum.above", path, line, total=decimal_text(total))
        elif (
            is_full
            and len(shares) == len(substances)
            and _WHOLE - total > rules.mass_tolerance * _WHOLE
        ):
            yield found("percent-sum.below", path, line, total=decimal_text(total))


def _shares(substances: tuple[Substance, ...]) -> list[Fraction]:
    return [number(one.share.percent) for one in substances if one.share]
