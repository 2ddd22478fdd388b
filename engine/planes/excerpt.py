"""Some parts of a structure with what stands inside them, as a structure of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from engine.arrays import BomArrays, Claims, Constituents, Kind, Nodes, Usages
from engine.evidence import NOTHING_DECLARED, Evidence
from engine.exact import ExactColumn, IntArray
from engine.masses import Masses
from engine.planes.parts import Numbers, Parts
from engine.planes.weights import whole_masses
from engine.topology import csr_starts

__all__ = ["Excerpt", "excerpt"]

_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A structure that holds some parts, each alone.

    Attributes:
        part: numbers of the parts.
        root: node of each in `bom`.
    """

    bom: BomArrays
    part: Numbers
    root: IntArray


def excerpt(bom: BomArrays, parts: Parts, chosen: Numbers) -> Excerpt:
    """Cut parts out, so that they can be judged as they are judged in the whole.

    What a part holds of other parts stays as a bare node with their mass: it weighs, and says
    nothing. Everything else about a part lies inside of it.

    Args:
        bom: the whole.
        parts: its parts.
        chosen: numbers of the parts to cut out.
    """
    wanted = np.zeros(len(parts), dtype=bool)
    wanted[chosen] = True
    inside = np.flatnonzero(wanted[parts.around])
    usages = _cut(bom.usages, np.flatnonzero(wanted[parts.around[bom.usages.parent]]))
    is_part = parts.node[parts.around[usages.child]] == usages.child
    held = np.unique(usages.child[is_part])
    # Bare nodes come first, for they stand below everything; a part may be cut out and be held.
    new, bare = _numbers(inside, len(held), bom), _numbers(held, 0, bom)
    parent = new[usages.parent]
    child = np.where(is_part, bare[usages.child], new[usages.child])
    rows = np.flatnonzero(wanted[parts.around[bom.constituents.material]])
    constituents = _constituents(bom.constituents, rows, new)
    evidences, evidence = _evidences(bom, inside)
    cut = replace(
        bom,
        nodes=_nodes(bom, held, inside, evidence),
        usages=replace(usages, parent=parent, child=child),
        constituents=constituents,
        claims=_claims(bom.claims, rows, len(bom.constituents)),
        evidences=evidences,
        height=np.concatenate([np.zeros_like(held), bom.height[inside]]),
        children=csr_starts(parent, len(held) + len(inside)),
        contents=csr_starts(constituents.material, len(held) + len(inside)),
        answers=tuple(
            replace(answer, node=int(new[answer.node]))
            for answer in bom.answers
            if new[answer.node] >= 0
        ),
        provenance=_moved(bom.provenance, new),
        context=_moved(bom.context, new),
    )
    return Excerpt(cut, chosen, new[parts.node[chosen]])


def _numbers(nodes: IntArray, first: int, bom: BomArrays) -> IntArray:
    """New number of each of some nodes by its old one, -1 for the others."""
    new = np.full(len(bom.nodes), -1, dtype=np.int64)
    new[nodes] = first + np.arange(len(nodes))
    return new


def _cut(usages: Usages, rows: IntArray) -> Usages:
    return Usages(
        usages.parent[rows],
        usages.child[rows],
        usages.quantity.take(rows),
        usages.alternative[rows],
    )


def _nodes(bom: BomArrays, held: IntArray, inside: IntArray, evidence: IntArray) -> Nodes:
    nodes, none = bom.nodes, np.zeros(len(held), dtype=bool)
    return Nodes(
        np.concatenate([np.full(len(held), Kind.PART, dtype=np.int8), nodes.kind[inside]]),
        np.concatenate([none, nodes.is_article[inside]]),
        _joined(_bare_masses(bom, held), nodes.mass.take(inside)),
        np.concatenate([np.full(len(held), NOTHING_DECLARED), evidence]),
        np.concatenate([none, nodes.is_unit[inside]]),
        np.concatenate([~none, nodes.is_boundary[inside]]),
    )


def _bare_masses(bom: BomArrays, held: IntArray) -> ExactColumn:
    """Masses of parts whose contents are left behind, summed up where none was stated."""
    stated = bom.nodes.mass.take(held)
    derived = np.flatnonzero(~stated.known)
    if not len(derived):
        return stated
    whole = whole_masses(bom).take(held)
    counts = np.where(whole.known, whole.value, stated.counts)
    # What is no whole number of nanograms, or missing, is added up by itself.
    open_ = derived[~whole.known[derived]]
    masses = Masses(bom, np.zeros(0), np.zeros(0))
    few = ExactColumn.of((masses.exact(int(held[row])) for row in open_), stated.scale)
    counts[open_] = few.counts
    beyond = {int(open_[row]): value for row, value in few.beyond.items()}
    return ExactColumn(counts, stated.scale, {**stated.beyond, **beyond})


def _joined(one: ExactColumn, other: ExactColumn) -> ExactColumn:
    behind = {row + len(one): value for row, value in other.beyond.items()}
    counts = np.concatenate([one.counts, other.counts])
    return ExactColumn(counts, one.scale, {**one.beyond, **behind})


def _constituents(held: Constituents, rows: IntArray, new: IntArray) -> Constituents:
    place = np.full(len(held), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    return Constituents(
        new[held.material[rows]],
        held.substance[rows],
        held.low.take(rows),
        held.high.take(rows),
        held.amount[rows],
        held.intentional[rows],
        _moved(held.written, place),
        _moved(held.masses, place),
    )


def _claims(claims: Claims, rows: IntArray, constituents: int) -> Claims:
    place = np.full(constituents, -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    kept = place[claims.constituent] >= 0
    return Claims(place[claims.constituent[kept]], claims.exemption[kept])


def _evidences(bom: BomArrays, inside: IntArray) -> tuple[tuple[Evidence, ...], IntArray]:
    """The evidences in use, and their numbers: answers make one for every declaration."""
    evidence = bom.nodes.evidence[inside]
    used, place = np.unique(evidence[evidence != NOTHING_DECLARED], return_inverse=True)
    new = np.full(len(inside), NOTHING_DECLARED, dtype=np.int64)
    new[evidence != NOTHING_DECLARED] = place
    return tuple(bom.evidences[number] for number in used.tolist()), new


def _moved(told: Mapping[int, _Told], new: IntArray) -> dict[int, _Told]:
    return {int(new[old]): one for old, one in told.items() if new[old] >= 0}
