"""Edges of the graph: inside declarations, along usages, and to declarations that stand beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

import numpy as np

from bom.errors import UnitMismatch
from bom.portfolio.columns import Trees, column_of, value_of
from bom.portfolio.company import Company, UsageLine
from bom.portfolio.graph import Graph
from bom.resolution import KnownPart
from bom.usages.units import EACH, UNITS, conversion
from engine.arrays import Usages
from engine.exact import ABSENT, PARTS_PER_BILLION, IntArray

__all__ = ["Ambiguity", "Links", "UnitConflict", "declared_unit", "declared_units", "links_of"]

_GRAM: Final = "g"


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A usage whose child may be one of several parts; the first candidate carries the mass."""

    parent: int
    candidates: tuple[int, ...]
    text: str

    def renumbered(self, new: IntArray) -> Ambiguity:
        """With the node numbers of the assembled arrays."""
        nodes = tuple(int(new[node]) for node in self.candidates)
        return replace(self, parent=int(new[self.parent]), candidates=nodes)


@dataclass(frozen=True, slots=True)
class UnitConflict:
    """A usage whose unit cannot be converted to the one that its child is declared by."""

    parent: int
    child: int
    text: str

    def renumbered(self, new: IntArray) -> UnitConflict:
        """With the node numbers of the assembled arrays."""
        return replace(self, parent=int(new[self.parent]), child=int(new[self.child]))


@dataclass(frozen=True, slots=True)
class Links:
    """All edges, and what was doubtful about them."""

    usages: Usages
    ambiguities: tuple[Ambiguity, ...]
    unit_conflicts: tuple[UnitConflict, ...]


@dataclass(slots=True)
class _Edges:
    parent: list[int] = field(default_factory=list)
    child: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    odd: dict[int, Fraction] = field(default_factory=dict)
    alternative: list[bool] = field(default_factory=list)
    ambiguities: dict[tuple[int, tuple[int, ...]], Ambiguity] = field(default_factory=dict)
    conflicts: list[UnitConflict] = field(default_factory=list)

    def add(
        self, parent: int, child: int, amount: int | Fraction | None, *, alternative: bool
    ) -> None:
        if isinstance(amount, Fraction):
            self.odd[len(self.parent)] = amount
        self.parent.append(parent)
        self.child.append(child)
        self.counts.append(amount if isinstance(amount, int) else ABSENT)
        self.alternative.append(alternative)


def links_of(company: Company, trees: Trees, graph: Graph) -> Links:
    """Collect every edge; the order follows the parts' identities, not the time of loading."""
    edges = _Edges()
    for line in _in_order(company):
        _add_usage(edges, line, company.candidates[line.child_id], graph)
    for parent, child in _beside(company, graph):
        edges.add(parent, child, PARTS_PER_BILLION, alternative=True)
    inner = np.flatnonzero(trees.parent != np.arange(len(trees.parent)))
    column = trees.quantity.take(inner)
    offset = len(edges.parent)
    odd = edges.odd | {offset + row: value for row, value in column.beyond.items()}
    counts = np.concatenate([np.asarray(edges.counts, dtype=np.int64), column.counts])
    usages = Usages(
        _joined(edges.parent, graph.of_row[trees.parent[inner]]),
        _joined(edges.child, graph.of_row[inner]),
        column_of(counts, iter(odd.items()), PARTS_PER_BILLION),
        np.concatenate(
            [np.asarray(edges.alternative, dtype=np.bool_), np.zeros(len(inner), dtype=np.bool_)]
        ),
    )
    return Links(usages, tuple(edges.ambiguities.values()), tuple(edges.conflicts))


def declared_unit(part: KnownPart) -> str:
    """What one unit of the part is; our own assemblies and undeclared parts are pieces."""
    if part.has_usages or part.speaking is None:
        return EACH
    return part.speaking.unit_type or EACH


def declared_units(part: KnownPart) -> frozenset[str]:
    """Units that a usage of the part may count in; a mixture is used by mass as well.

    Source:
        chemSHERPA-CI writes `each` for every mixture and no mass, so its own unit says nothing.
    """
    own = declared_unit(part)
    return frozenset({own, _GRAM}) if part.is_mixture else frozenset({own})


def _in_order(company: Company) -> list[UsageLine]:
    place = {part.part_id: node for node, part in enumerate(company.members)}
    return sorted(company.usages, key=lambda line: (place[line.parent_id], line[5:], line[2:5:2]))


def _add_usage(
    edges: _Edges, line: UsageLine, candidates: tuple[KnownPart, ...], graph: Graph
) -> None:
    parent = graph.members[line.parent_id]
    nodes = tuple(graph.used_node[part.part_id] for part in candidates)
    if len(candidates) > 1:
        names = "; ".join(" ".join(filter(None, part.identity)) for part in candidates)
        text = f"{line.part_number} may be any of: {names}"
        edges.ambiguities.setdefault((parent, nodes), Ambiguity(parent, nodes, text))
    for rank, (part, child) in enumerate(zip(candidates, nodes, strict=True)):
        try:
            amount = _used(line, part)
        except UnitMismatch as wrong:
            amount = None
            text = f"{line.part_number}: {wrong.message}"
            edges.conflicts.append(UnitConflict(parent, child, text))
        edges.add(parent, child, amount, alternative=rank > 0)


def _used(line: UsageLine, part: KnownPart) -> int | Fraction | None:
    """How many units of the part; grams of a mixture, None where its pieces are not weighed."""
    if not part.is_mixture or part.has_usages:
        return _amount(line, declared_unit(part))
    if UNITS[line.unit] == UNITS[_GRAM]:
        return _amount(line, _GRAM)
    _amount(line, declared_unit(part))
    return None


def _amount(line: UsageLine, unit: str) -> int | Fraction | None:
    factor = conversion(line.unit, unit)
    if factor == 1 and line.quantity_ppb is not None:
        return line.quantity_ppb
    value = value_of(line.quantity)
    return None if value is None else value * factor


def _beside(company: Company, graph: Graph) -> Iterator[tuple[int, int]]:
    direct = {
        (line.parent_id, part.part_id)
        for line in company.usages
        for part in company.candidates[line.child_id]
    }
    for node, part in enumerate(company.members):
        if not part.has_usages:
            continue
        if graph.declared_node.get(part.part_id, node) != node:
            yield node, graph.declared_node[part.part_id]
        for own in company.directory.own_declarations(part):
            if (part.part_id, own.part_id) not in direct:
                yield node, graph.members[own.part_id]


def _joined(numbers: list[int], more: IntArray) -> IntArray:
    return np.concatenate([np.asarray(numbers, dtype=np.int64), more])
