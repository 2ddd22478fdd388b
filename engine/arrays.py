"""The bill of materials as flat arrays: frozen, checked once, topologically ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import InvalidStructure
from engine.exact import ExactColumn, IntArray
from engine.topology import csr_starts, heights
from regulations.substances import SubstanceId

__all__ = [
    "NOBODY",
    "NOTHING_DECLARED",
    "UNIDENTIFIED",
    "Amount",
    "Answer",
    "BomArrays",
    "BoolArray",
    "Claims",
    "Constituents",
    "Evidence",
    "Kind",
    "Nodes",
    "Usages",
    "assemble",
]

BoolArray = NDArray[np.bool_]

UNIDENTIFIED = -1
"""Substance number of a constituent that no register knows: it may be anything."""

NOTHING_DECLARED = -1
"""Evidence number of a node about which nobody said anything."""


class Kind(IntEnum):
    """What a node is."""

    PART = 0
    MATERIAL = 1
    MIXTURE = 2  # a chemical product: says nothing about an article without a declared transfer


class Amount(IntEnum):
    """How much of a constituent was told."""

    SHARE = 0  # `low`..`high` of its material
    UNKNOWN = 1  # present, amount not told
    MASS_ONLY = 2  # a mass, but the material's own mass is absent


@dataclass(frozen=True, slots=True)
class Evidence:
    """What silence means below a node.

    Attributes:
        full_material: the declarant says that nothing reportable is missing.
        scheme_until: a chemSHERPA composition covers its managed lists up to that day.
        lists: (list id, day of its version) whose entries silence covers.
        told: the sentence for people, e.g. “chemSHERPA list 2.10.00”.
        below: (list id, entry id) of the entries answered “below”, each with the answer for people.
        above: those answered “above”; the answers themselves are `BomArrays.answers`.
        partly: those of `below` that were asked about only in some uses, so that the answer proves
            nothing for another list.
        certified: those of `below` that a certificate or test report says, not the supplier's own
            answer.
    """

    full_material: bool = False
    scheme_until: date | None = None
    lists: tuple[tuple[str, date], ...] = ()
    told: str = ""
    below: tuple[tuple[tuple[str, str], str], ...] = ()
    above: frozenset[tuple[str, str]] = frozenset()
    partly: frozenset[tuple[str, str]] = frozenset()
    certified: frozenset[tuple[str, str]] = frozenset()


NOBODY: Final = Evidence()
"""The evidence where nothing was declared."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """Columns of length n.

    Attributes:
        kind: `Kind`.
        is_article: the declared article flag.
        mass: nanograms of one unit of the node (scale 1).
        evidence: what silence means in this node, index of `BomArrays.evidences`.
        is_unit: the nodes that coverage counts: a part that somebody declares, or should.
        is_boundary: a part of the company's own bill of materials; the search for the article
            around a material ends here, because the part may be used in many products. No other
            node may have two parents.
    """

    kind: NDArray[np.int8]
    is_article: BoolArray
    mass: ExactColumn
    evidence: IntArray
    is_unit: BoolArray
    is_boundary: BoolArray

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, slots=True)
class Usages:
    """“Parent holds `quantity` of child”; quantity at scale 10**9.

    Attributes:
        alternative: verdicts pass, masses do not: a second candidate for the same place.
    """

    parent: IntArray
    child: IntArray
    quantity: ExactColumn
    alternative: BoolArray

    def __len__(self) -> int:
        return len(self.parent)


@dataclass(frozen=True, slots=True)
class Constituents:
    """Substances in materials.

    Attributes:
        material: node of the material or mixture.
        substance: index of `BomArrays.substances`, or `UNIDENTIFIED`.
        low, high: share of the material, scale 10**9; equal unless a range was declared.
        amount: `Amount`.
        intentional: 1 added on purpose, 0 not, -1 not told.
        written: declared id and name of unidentified constituents, by row.
        masses: least and most nanograms in one material, by row, where `amount` is `MASS_ONLY`.
    """

    material: IntArray
    substance: IntArray
    low: ExactColumn
    high: ExactColumn
    amount: NDArray[np.int8]
    intentional: NDArray[np.int8]
    written: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    masses: Mapping[int, tuple[Fraction, Fraction]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.material)


@dataclass(frozen=True, slots=True)
class Claims:
    """Exemptions claimed: row of the constituent, index of `BomArrays.exemptions`."""

    constituent: IntArray
    exemption: IntArray


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement, beside the composition, that an entry is above its limit in a declared part.

    Attributes:
        node: the declared part.
        entry: (list id, entry id).
        exemptions: claimed with the answer, as (list id, exemption id).
        has_composition: False where the answer is all that was declared.
        has_same_limit: False where the question had another limit than the entry, so that
            “above” there proves no more than presence.
        told: the statement for people, e.g. “DSL 00021 above threshold”.
        source: whose statement it is: `answer`, the supplier's own, or `certificate`.
    """

    node: int
    entry: tuple[str, str]
    exemptions: tuple[tuple[str, str], ...] = ()
    has_composition: bool = True
    has_same_limit: bool = True
    told: str = ""
    source: str = "answer"


@dataclass(frozen=True, slots=True)
class BomArrays:
    """A portfolio or one product, ready to be judged.

    Children come before parents (`usages.child < usages.parent`); usages are sorted by parent,
    constituents by material. `children[i]:children[i+1]` are the usages of node i,
    `contents[i]:contents[i+1]` its constituents.

    Attributes:
        provenance: by node, in sentences: by what arithmetic a material came out of a mixture, or
            why a mixture says nothing.
        context: words told of a node's use and matter, with those of everything around it; nodes
            of which nothing was told are absent.
        names: declared names of substances, where one was given.
    """

    nodes: Nodes
    usages: Usages
    constituents: Constituents
    claims: Claims
    substances: tuple[SubstanceId, ...]
    exemptions: tuple[tuple[str, str], ...]
    evidences: tuple[Evidence, ...]
    height: IntArray
    children: IntArray
    contents: IntArray
    answers: tuple[Answer, ...] = ()
    provenance: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    context: Mapping[int, frozenset[str]] = field(default_factory=dict)
    names: Mapping[SubstanceId, str] = field(default_factory=dict)


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
