"""The reading that the Court rejected, beside the one that counts: the whole product as divisor."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.evaluate import Evaluation
from engine.product import Product
from regulations.model import Level

__all__ = ["WholeProduct", "whole_product"]


@dataclass(frozen=True, slots=True)
class WholeProduct:
    """What an entry would come to if an assembly were an article.

    Attributes:
        numerator: nanograms of everything that the entry counts anywhere in the product.
        denominator: nanograms of the product.
        breaches: whether that share would lie beyond the limit.
    """

    numerator: Fraction
    denominator: Fraction
    breaches: bool

    @property
    def share(self) -> Fraction:
        """Numerator over denominator, 1 = all."""
        return self.numerator / self.denominator


def whole_product(evaluation: Evaluation, product: Product, cell: int) -> WholeProduct | None:
    """The rejected reading of a cell; None where it is the same, or a mass is missing.

    Source:
        Case C-106/14 (10 September 2015): the limit applies to each article in a complex object,
        not to the object as a whole.
    """
    line, rule = evaluation.line, int(evaluation.line.cells.rule[cell])
    mass = line.masses.exact(product.root)
    is_same = int(line.cells.node[cell]) == product.root
    if line.rules.entries[rule].level is not Level.ARTICLE or is_same or not mass:
        return None
    inside = product.inside[line.cells.node] & (line.cells.rule == rule)
    counted: dict[int, Fraction | None] = {}
    for other in np.flatnonzero(inside).tolist():
        for row in line.rows(other):
            # Base material counts in itself and in its coated article; here it counts once.
            counted[int(line.cells.constituent[row])] = _mass(evaluation, product, other, row)
    known = [each for each in counted.values() if each is not None]
    if len(known) < len(counted):
        return None
    total = sum(known, Fraction(0))
    return WholeProduct(total, mass, line.rules.breaches(total / mass, rule))


def _mass(evaluation: Evaluation, product: Product, cell: int, row: int) -> Fraction | None:
    """Nanograms that a row counts in one product; None where a mass or a quantity is missing."""
    line, constituents = evaluation.line, evaluation.line.bom.constituents
    constituent = int(line.cells.constituent[row])
    material = int(constituents.material[constituent])
    if product.uncounted[material]:
        return None
    count = Fraction(product.count[material])
    told = constituents.masses.get(constituent)
    if told is not None:
        return told[1] * line.factor(cell, row) * count
    mass = line.masses.exact(material)
    share = line.counted_share(cell, row, high=True)
    return None if mass is None else mass * share * count
