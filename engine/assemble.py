"""Columns become arrays: ordered from below to above, and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.arrays import BomArrays, Claims, Constituents, Kind, Nodes, Usages
from engine.errors import InvalidStructure
from engine.evidence import Answer, Evidence
from engine.exact import IntArray
from engine.topology import csr_starts, heights
from regulations.substances import SubstanceId

__all__ = ["assemble"]


def assemble(
    *,
    nodes: Nodes,
    usages: Usages,
    constituents: Constituents,
    claims: Claims,
    substances: tuple[SubstanceId, ...],
    exemptions: tuple[tuple[str, str], ...],
    evidences: tuple[Evidence, ...],
    answers: tuple[Answer, ...] = (),
    provenance: Mapping[int, tuple[str, ...]] | None = None,
    context: Mapping[int, frozenset[str]] | None = None,
    names: Mapping[SubstanceId, str] | None = None,
) -> tuple[BomArrays, IntArray]:
    """Order the columns and check them once; later steps check nothing.

    Returns:
        The arrays, and for every old node number its new one.

    Raises:
        CyclicStructure: with the old node numbers of the cycle.
        InvalidStructure: columns that do not fit together.
    """
    _check(nodes, usages, constituents)
    height = heights(usages.parent, usages.child, len(nodes))
    order = np.argsort(height, kind="stable")
    new = np.empty_like(order)
    new[order] = np.arange(len(order))
    usages, constituents, back = _renumbered(usages, constituents, new)
    arrays = BomArrays(
        nodes=_ordered(nodes, order),
        usages=usages,
        constituents=constituents,
        claims=replace(claims, constituent=back[claims.constituent]),
        substances=substances,
        exemptions=exemptions,
        evidences=evidences,
        height=height[order],
        children=csr_starts(usages.parent, len(nodes)),
        contents=csr_starts(constituents.material, len(nodes)),
        answers=tuple(replace(answer, node=int(new[answer.node])) for answer in answers),
        provenance={int(new[node]): told for node, told in (provenance or {}).items()},
        context={int(new[node]): words for node, words in (context or {}).items()},
        names=names or {},
    )
    return arrays, new


def _ordered(nodes: Nodes, order: IntArray) -> Nodes:
    return Nodes(
        nodes.kind[order],
        nodes.is_article[order],
        nodes.mass.take(order),
        nodes.evidence[order],
        nodes.is_unit[order],
        nodes.is_boundary[order],
    )


def _renumbered(
    usages: Usages, constituents: Constituents, new: IntArray
) -> tuple[Usages, Constituents, IntArray]:
    by_parent = np.argsort(new[usages.parent], kind="stable")
    by_material = np.argsort(new[constituents.material], kind="stable")
    place = np.empty_like(by_material)
    place[by_material] = np.arange(len(by_material))
    return (
        Usages(
            new[usages.parent][by_parent],
            new[usages.child][by_parent],
            usages.quantity.take(by_parent),
            usages.alternative[by_parent],
        ),
        Constituents(
            new[constituents.material][by_material],
            constituents.substance[by_material],
            constituents.low.take(by_material),
            constituents.high.take(by_material),
            constituents.amount[by_material],
            constituents.intentional[by_material],
            {int(place[row]): text for row, text in constituents.written.items()},
            {int(place[row]): ends for row, ends in constituents.masses.items()},
        ),
        place,
    )


def _check(nodes: Nodes, usages: Usages, constituents: Constituents) -> None:
    ends = np.concatenate([usages.parent, usages.child, constituents.material])
    if len(ends) and (ends.min() < 0 or ends.max() >= len(nodes)):
        raise InvalidStructure("a usage or constituent names a node that does not exist")
    if np.any(nodes.kind[usages.parent] != Kind.PART):
        raise InvalidStructure("only parts hold other nodes")
    if np.any(nodes.kind[constituents.material] == Kind.PART):
        raise InvalidStructure("substances stand in materials, not in parts")
    times = np.bincount(usages.child, minlength=len(nodes))
    if np.any((times > 1) & ~nodes.is_boundary):
        raise InvalidStructure("only parts of the company's own bill of materials are shared")
    # Below one nanogram the count is zero and the mass stands beside the column.
    zero = np.flatnonzero(nodes.mass.counts == 0).tolist()
    if any(not nodes.mass.exact(node) for node in zero):
        raise InvalidStructure("a mass of zero is an error of the input")
