"""Some nodes with everything below them, as a structure of its own: as large as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from engine.arrays import UNIDENTIFIED, BomArrays, Claims, Constituents, Nodes
from engine.evidence import NOTHING_DECLARED
from engine.exact import IntArray
from engine.topology import csr_starts

__all__ = ["Below", "below"]

_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Below:
    """A structure cut out of a larger one; its nodes, rows and substances keep their order.

    Attributes:
        node: number in the larger structure of each of its nodes, ascending.
    """

    bom: BomArrays
    node: IntArray

    def number(self, node: int) -> int:
        """Number here of a node of the larger structure."""
        return int(np.searchsorted(self.node, node))


def below(bom: BomArrays, roots: Iterable[int]) -> Below:
    """Cut some nodes out with all that they hold; alone they are judged as in the whole.

    Args:
        bom: the whole; of it only the rows below the roots are looked at, and its statements.
        roots: nodes.
    """
    node = _reached(bom, roots)
    usages, held = bom.usages, _rows(bom.children, node)
    rows = _rows(bom.contents, node)
    constituents, substances = _constituents(bom, rows, node)
    evidences, evidence = _numbered(bom.nodes.evidence[node], NOTHING_DECLARED)
    parent = np.searchsorted(node, usages.parent[held])
    cut = replace(
        bom,
        nodes=_nodes(bom.nodes, node, evidence),
        usages=replace(
            usages,
            parent=parent,
            child=np.searchsorted(node, usages.child[held]),
            quantity=usages.quantity.take(held),
            alternative=usages.alternative[held],
        ),
        constituents=constituents,
        claims=_claims(bom.claims, rows),
        substances=tuple(bom.substances[number] for number in substances),
        evidences=tuple(bom.evidences[number] for number in evidences),
        height=bom.height[node],
        children=csr_starts(parent, len(node)),
        contents=csr_starts(constituents.material, len(node)),
        answers=tuple(
            replace(answer, node=place)
            for answer in bom.answers
            if (place := _place(node, answer.node)) is not None
        ),
        provenance=_kept(bom.provenance, node),
        context=_kept(bom.context, node),
    )
    return Below(cut, node)


def _reached(bom: BomArrays, roots: Iterable[int]) -> IntArray:
    inside = np.zeros(len(bom.nodes), dtype=np.bool_)
    level = np.unique(np.fromiter(roots, dtype=np.int64))
    while len(level):
        inside[level] = True
        children = np.unique(bom.usages.child[_rows(bom.children, level)])
        level = children[~inside[children]]
    return np.flatnonzero(inside)


def _rows(starts: IntArray, keys: IntArray) -> IntArray:
    """The rows of some keys, one key after the other."""
    lengths = starts[keys + 1] - starts[keys]
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts[keys] - before, lengths) + np.arange(int(lengths.sum()))


def _nodes(nodes: Nodes, chosen: IntArray, evidence: IntArray) -> Nodes:
    return replace(
        nodes,
        kind=nodes.kind[chosen],
        is_article=nodes.is_article[chosen],
        mass=nodes.mass.take(chosen),
        evidence=evidence,
        is_unit=nodes.is_unit[chosen],
        is_boundary=nodes.is_boundary[chosen],
    )


def _constituents(bom: BomArrays, rows: IntArray, node: IntArray) -> tuple[Constituents, list[int]]:
    held = bom.constituents
    substances, substance = _numbered(held.substance[rows], UNIDENTIFIED)
    cut = replace(
        held,
        material=np.searchsorted(node, held.material[rows]),
        substance=substance,
        low=held.low.take(rows),
        high=held.high.take(rows),
        amount=held.amount[rows],
        intentional=held.intentional[rows],
        written=_kept(held.written, rows),
        masses=_kept(held.masses, rows),
    )
    return cut, substances


def _numbered(column: IntArray, none: int) -> tuple[list[int], IntArray]:
    """The numbers in use, ascending, and the column in terms of them."""
    used = np.unique(column[column != none])
    return used.tolist(), np.where(column == none, none, np.searchsorted(used, column))


def _claims(claims: Claims, rows: IntArray) -> Claims:
    place = np.minimum(np.searchsorted(rows, claims.constituent), max(len(rows) - 1, 0))
    kept = rows[place] == claims.constituent if len(rows) else np.zeros(len(place), dtype=np.bool_)
    return Claims(place[kept], claims.exemption[kept])


def _kept(told: Mapping[int, _Told], chosen: IntArray) -> dict[int, _Told]:
    if not told:
        return {}
    return {place: told[old] for place, old in enumerate(chosen.tolist()) if old in told}


def _place(ascending: IntArray, wanted: int) -> int | None:
    place = int(np.searchsorted(ascending, wanted))
    return place if place < len(ascending) and ascending[place] == wanted else None
