"""Findings that two people have accepted for a while: told as they are, counted as exempt.

A justification speaks about a known finding and no more. The case stays with its outcome, numbers
and citation; only the status of the list counts it as an exemption that holds. What is unknown
stays unknown, a contradiction stays one, and a finding that counts another substance or a greater
share than was justified is not meant.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

import numpy as np

from engine.arrays import BomArrays
from engine.evaluate import Evaluation
from engine.outcomes import Outcome
from engine.settle import settle
from engine.statements import Denial, Statement
from regulations.substances import SubstanceId

__all__ = ["Accepted", "Scope", "above", "accepted_in", "with_accepted"]

_JUSTIFIABLE: Final = (Outcome.EXCEEDED, Outcome.EXEMPTION_INVALID)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a justification covers.

    Attributes:
        number: of the justification.
        part_ids: the parts that it names.
        substances: a finding that counts any other is not meant.
        up_to: share of the finding's own denominator, below 1 = all; what is above is not meant.
        last_day: on which it counts.
    """

    number: int
    part_ids: frozenset[int]
    list_id: str
    entry: str
    substances: frozenset[SubstanceId]
    up_to: Fraction
    last_day: date


@dataclass(frozen=True, slots=True)
class Accepted:
    """A cell of an evaluation and the justification that covers it."""

    cell: int
    scope: Scope


def accepted_in(
    evaluation: Evaluation, scopes: Sequence[Scope], part_of: Mapping[int, int]
) -> tuple[Accepted, ...]:
    """The findings that are covered, in the order of cells.

    Args:
        evaluation: of a product or of the portfolio.
        scopes: the justifications in force; of several that cover a finding the one that lasts
            longest is told.
        part_of: part id of each node that stands for a part of the company.
    """
    if not scopes:
        return ()
    cells, rules = evaluation.line.cells, evaluation.line.rules
    longest = sorted(scopes, key=lambda scope: (scope.last_day, -scope.number), reverse=True)
    found = []
    for cell in np.flatnonzero(np.isin(evaluation.outcomes, _JUSTIFIABLE)).tolist():
        entry = rules.entries[int(cells.rule[cell])]
        named = [s for s in longest if (s.list_id, s.entry) == (entry.list_id, entry.id)]
        if not named:
            continue
        owner = _owner(evaluation.line.bom, int(cells.node[cell]), part_of)
        for scope in named:
            if owner in scope.part_ids and _covers(evaluation, cell, scope):
                found.append(Accepted(cell, scope))
                break
    return tuple(found)


def with_accepted(evaluation: Evaluation, accepted: Sequence[Accepted]) -> Evaluation:
    """The same evaluation whose statuses count the accepted findings as exempt.

    Its outcomes stay: what was found is told as it was found.
    """
    if not accepted:
        return evaluation
    counted = evaluation.outcomes.copy()
    counted[[one.cell for one in accepted]] = Outcome.EXEMPT
    told: tuple[Statement | Denial, ...] = (*evaluation.statements, *evaluation.denials)
    return replace(evaluation, flags=settle(evaluation.line, counted, evaluation.covered, told))


def above(bom: BomArrays, nodes: Collection[int]) -> set[int]:
    """Some nodes and everything that holds them."""
    marked = np.zeros(len(bom.nodes), dtype=np.bool_)
    marked[list(nodes)] = True
    while True:
        reached = marked.copy()
        reached[bom.usages.parent[marked[bom.usages.child]]] = True
        if (reached == marked).all():
            return set(np.flatnonzero(marked).tolist())
        marked = reached


def _covers(evaluation: Evaluation, cell: int, scope: Scope) -> bool:
    line = evaluation.line
    # Where a mass is missing the high end is all of it, and no justification reaches so far.
    if line.share(cell, high=True) > scope.up_to:
        return False
    rows = line.cells.constituent[line.rows(cell)]
    numbers = line.bom.constituents.substance[rows].tolist()
    # -1: an unidentified substance is none that anybody could have justified.
    return all(n >= 0 and line.bom.substances[n] in scope.substances for n in numbers)


def _owner(bom: BomArrays, node: int, part_of: Mapping[int, int]) -> int | None:
    """The part in whose own declaration a node stands.

    Only parts of the company have several parents; below one of them each node has one.
    """
    at = node
    while at not in part_of:
        above = bom.usages.parent[bom.usages.child == at]
        if not len(above):
            return None
        at = int(above[0])
    return part_of[at]
