"""Nodes of the graph: company parts first, then what their declarations hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from bom.portfolio.carried import Carried
from bom.portfolio.columns import NOT_TOLD, Trees, column_of
from bom.portfolio.company import Company
from bom.portfolio.evidence import Evidences
from bom.resolution import KnownPart
from engine.arrays import BoolArray, Kind, Nodes
from engine.evidence import NOTHING_DECLARED
from engine.exact import ABSENT, ExactColumn, IntArray

__all__ = ["Graph", "graph_of"]


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes before they are put in topological order.

    Attributes:
        members: node of each company part, by part id.
        declared_node: node under which each declared part's tree hangs, by part id. It is the
            part's own node, or one beside it where our bill of materials says what it is made of.
        used_node: node to which usages of a part lead, by part id: its own, or for a mixture with a
            transfer the material that it becomes.
        of_row: node of each row of `Trees`.
    """

    nodes: Nodes
    labels: list[str]
    members: Mapping[int, int]
    declared_node: Mapping[int, int]
    used_node: Mapping[int, int]
    of_row: IntArray

    def carried_nodes(self, carried: Carried) -> tuple[int, ...]:
        """Nodes of the materials that mixtures become."""
        return tuple(self.used_node[part.part_id] for part in carried.parts)


def graph_of(
    company: Company,
    trees: Trees,
    evidences: Evidences,
    carried: Carried,
    *,
    explicit: frozenset[int],
) -> Graph:
    """Number the nodes and fill their columns.

    Args:
        company: the parts and what connects them.
        trees: the speaking declarations, in the order of the company's declared members.
        evidences: what silence means in each of them.
        carried: the mixtures that become materials.
        explicit: part ids that were asked for by themselves.
    """
    members = {part.part_id: node for node, part in enumerate(company.members)}
    declared = [part for part in company.members if part.speaking is not None]
    both = [part for part in declared if part.has_usages]
    declared_node = {part.part_id: members[part.part_id] for part in declared}
    declared_node |= {part.part_id: len(members) + i for i, part in enumerate(both)}
    first_carried = len(members) + len(both)
    first_inner = first_carried + len(carried.parts)
    materials = {part.part_id: first_carried + i for i, part in enumerate(carried.parts)}
    of_row = _numbered(trees, declared, declared_node, first_inner)
    total = first_inner + len(of_row) - len(declared)
    standing = _standing(company, explicit)
    beside = {declared_node[part.part_id] for part in both}
    beside |= {members[part_id] for part_id in standing}
    labels = [part.part_number for part in (*company.members, *both, *carried.parts)]
    labels += [""] * (total - first_inner)
    for row, name in enumerate(trees.names):
        if of_row[row] >= first_inner:
            labels[of_row[row]] = name
    for node in beside:
        labels[node] += " (own declaration)"
    nodes = _nodes(company, trees, evidences, of_row, total)
    _mark_units(nodes, company, beside)
    nodes = _with_materials(nodes, carried, evidences, first_carried)
    nodes.is_boundary[:first_inner] = True
    return Graph(nodes, labels, members, declared_node, members | materials, of_row)


def _numbered(
    trees: Trees,
    declared: list[KnownPart],
    declared_node: Mapping[int, int],
    first_inner: int,
) -> IntArray:
    rows = len(trees.kind)
    products = trees.places.starts[:-1]
    is_inner = np.ones(rows, dtype=np.bool_)
    is_inner[products] = False
    of_row = np.cumsum(is_inner) + first_inner - 1
    of_row[products] = [declared_node[part.part_id] for part in declared]
    return np.asarray(of_row, dtype=np.int64)


def _standing(company: Company, explicit: frozenset[int]) -> set[int]:
    """Declared parts that appear only beside a bill of materials, never as a usage's child."""
    used = {part.part_id for found in company.candidates.values() for part in found}
    own = {
        own.part_id for part in company.members for own in company.directory.own_declarations(part)
    }
    return own - used - explicit


def _nodes(
    company: Company, trees: Trees, evidences: Evidences, of_row: IntArray, total: int
) -> Nodes:
    kind = np.full(total, Kind.PART, dtype=np.int8)
    is_article = np.zeros(total, dtype=np.bool_)
    counts = np.full(total, ABSENT, dtype=np.int64)
    evidence = np.full(total, NOTHING_DECLARED, dtype=np.int64)
    kind[of_row] = trees.kind
    is_article[of_row] = _articles(trees)
    counts[of_row] = trees.mass.counts
    beyond = {int(of_row[row]): value for row, value in trees.mass.beyond.items()}
    numbers = [evidences.of(part) for part in company.members if part.speaking is not None]
    sizes = np.diff(trees.places.starts)
    evidence[of_row] = np.repeat(np.asarray(numbers, dtype=np.int64), sizes)
    undeclared = [node for node, part in enumerate(company.members) if not part.is_known]
    is_article[undeclared] = True
    none = np.zeros(total, dtype=np.bool_)
    mass = ExactColumn(counts, 1, beyond)
    return Nodes(kind, is_article, mass, evidence, none.copy(), none.copy())


def _articles(trees: Trees) -> BoolArray:
    # A part whose flag was not written is an article unless it holds parts: the smaller
    # denominator is the one that cannot hide anything.
    is_part = trees.kind == Kind.PART
    holds_parts = np.zeros(len(trees.kind), dtype=np.bool_)
    inner = is_part & (trees.parent != np.arange(len(trees.kind)))
    holds_parts[trees.parent[inner]] = True
    told = trees.is_article != NOT_TOLD
    return np.asarray(np.where(told, trees.is_article == 1, is_part & ~holds_parts), dtype=np.bool_)


def _mark_units(nodes: Nodes, company: Company, beside: set[int]) -> None:
    for node, part in enumerate(company.members):
        nodes.is_unit[node] = not part.has_usages and node not in beside


def _with_materials(nodes: Nodes, carried: Carried, evidences: Evidences, first: int) -> Nodes:
    """Make the nodes of carried mixtures what they are: units that are one material each.

    No article is declared around them: what a mixture is applied to is not told.
    """
    for place, part in enumerate(carried.parts, first):
        nodes.kind[place] = Kind.MATERIAL
        nodes.is_unit[place] = True
        nodes.evidence[place] = evidences.of(part)
    masses = dict(enumerate(carried.masses, first))
    odd = {**nodes.mass.beyond, **masses}
    return replace(nodes, mass=column_of(nodes.mass.counts, iter(odd.items()), 1))
