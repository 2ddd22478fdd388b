"""The substances behind a case: which, how much of each, and the factor that they count with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from engine.arrays import UNIDENTIFIED, Amount
from engine.case_trust import members_of
from engine.line import Line
from engine.verdict import CaseSubstance
from regulations.substances import SubstanceId

__all__ = ["case_substances"]


def case_substances(
    line: Line, cell: int, names: Mapping[SubstanceId, str], *, is_weighed: bool
) -> Iterator[CaseSubstance]:
    """One per substance, by whatever numbers it was declared.

    Args:
        line: the cells.
        cell: the case.
        names: declared names of substances.
        is_weighed: whether every mass is known that the share needs.
    """
    rule = int(line.cells.rule[cell])
    members = members_of(line.rules, rule)
    found: dict[SubstanceId | None, CaseSubstance] = {}
    shown: dict[SubstanceId, SubstanceId] = {}
    for row in line.rows(cell):
        number = int(line.bom.constituents.substance[line.cells.constituent[row]])
        substance = None if number == UNIDENTIFIED else line.bom.substances[number]
        # Declared by its CAS number here and by its EC number there, it is still one substance.
        key = None if substance is None else line.rules.identity.chosen(substance)
        if substance is not None and key is not None:
            substance = shown[key] = min(substance, shown.get(key, substance))
        factor, mass = line.factor(cell, row), _mass(line, cell, row, is_weighed=is_weighed)
        before = found.get(key)
        if before is not None:
            mass = None if mass is None or before.mass is None else before.mass + mass
        member = None if substance is None else members.get(substance)
        name = "unidentified" if substance is None else member.name if member else ""
        if substance is not None:
            name = names.get(substance) or name
        found[key] = CaseSubstance(substance, name, mass, factor)
    yield from found.values()


def _mass(line: Line, cell: int, row: int, *, is_weighed: bool) -> Fraction | None:
    """Nanograms of the declared substance itself in one node, before any element factor."""
    node, constituent = int(line.cells.node[cell]), int(line.cells.constituent[row])
    weight = line.weight(node, row)
    # Without a weight of its own the material is all of the node, or it was never weighed.
    if weight is None and (is_weighed or line.bom.constituents.material[constituent] == node):
        weight = line.masses.exact(node)
    if weight is None or line.bom.constituents.amount[constituent] != Amount.SHARE:
        return None
    return weight * line.counted_share(cell, row, high=True) / line.factor(cell, row)
