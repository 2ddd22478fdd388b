"""How much of a product is known: by parts and by mass, per list."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.arrays import BoolArray, Kind
from engine.evaluate import Evaluation
from engine.evidence import NOTHING_DECLARED
from engine.exact import IntArray
from engine.line import Line
from engine.outcomes import Outcome
from engine.product import Product

__all__ = ["COMPLETE", "Coverage", "Known", "known_units", "least", "list_coverage", "units_behind"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of what is known, 1 = all; `by_mass` is None where masses are missing.

    Attributes:
        by_part: known units over all units; a unit is a part that somebody declares, or should,
            counted once however often it is used.
        by_mass: their mass in the product over the mass of the product.
    """

    by_part: Fraction
    by_mass: Fraction | None


COMPLETE = Coverage(Fraction(1), Fraction(1))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of each unit of a product: bool [units, rules]."""

    units: IntArray
    known: BoolArray


def known_units(evaluation: Evaluation, product: Product) -> Known:
    """Whether the outcome of every (unit, rule) of a product is known.

    A unit is known for a rule when its silence covers the rule's entry and nothing inside it
    lacks the data to decide. “Possible” is an answer: it leaves the status open, not the data.
    """
    bom = product.bom
    units = np.flatnonzero(product.inside & bom.nodes.is_unit)
    mixed = bom.nodes.kind[units] == Kind.MIXTURE
    known = evaluation.covered[np.where(mixed, NOTHING_DECLARED, bom.nodes.evidence[units])]
    cells = evaluation.line.cells
    lacking = (evaluation.outcomes == Outcome.NO_DATA) & product.inside[cells.node]
    place = {unit: row for row, unit in enumerate(units.tolist())}
    for cell in np.flatnonzero(lacking).tolist():
        # An article may hold several units; each that brings something in lacks the answer.
        for unit in units_behind(evaluation.line, product, cell):
            if unit in place:
                known[place[unit], cells.rule[cell]] = False
    return Known(units, known)


def list_coverage(
    evaluation: Evaluation, product: Product, known: Known, position: int
) -> Coverage:
    """Coverage of one list: that of its least covered entry, by part and by mass apart."""
    columns = known.known[:, evaluation.line.rules.list_of == position]
    if not columns.shape[1] or not len(known.units):
        return COMPLETE
    distinct = np.unique(columns, axis=1)
    by_part = [Fraction(int(column.sum()), len(column)) for column in distinct.T]
    by_mass = [_mass_share(evaluation, product, known.units[c], known.units) for c in distinct.T]
    told = [share for share in by_mass if share is not None]
    return Coverage(min(by_part), min(told) if len(told) == len(by_mass) else None)


def least(coverages: list[Coverage]) -> Coverage:
    """The least of several, by part and by mass apart; complete when there is none."""
    if not coverages:
        return COMPLETE
    masses = [c.by_mass for c in coverages if c.by_mass is not None]
    return Coverage(
        min(c.by_part for c in coverages),
        min(masses) if len(masses) == len(coverages) else None,
    )


def _mass_share(
    evaluation: Evaluation, product: Product, known: IntArray, units: IntArray
) -> Fraction | None:
    if len(known) == len(units):
        return Fraction(1)
    covered = _mass(evaluation, product, known)
    whole = _mass(evaluation, product, units)
    if whole is None:
        # An undeclared part has no mass of its own, but the product may have one.
        whole = evaluation.line.masses.exact(product.root)
    if covered is None or not whole:
        return None
    return min(covered / whole, Fraction(1))


def _mass(evaluation: Evaluation, product: Product, units: IntArray) -> Fraction | None:
    total = Fraction(0)
    for unit in units.tolist():
        mass = evaluation.line.masses.exact(unit)
        if mass is None or product.uncounted[unit]:
            return None
        total += mass * product.count[unit]
    return total


def units_behind(line: Line, product: Product, cell: int) -> set[int]:
    """Units whose constituents a cell counts."""
    rows = line.cells.constituent[line.rows(cell)]
    materials = np.unique(line.bom.constituents.material[rows])
    return {product.unit_around(material) for material in materials.tolist()}
