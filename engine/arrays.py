"""The bill of materials as flat arrays: frozen, checked once, topologically ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from engine.evidence import Answer, Evidence
from engine.exact import ExactColumn, IntArray
from regulations.substances import SubstanceId

__all__ = [
    "UNIDENTIFIED",
    "Amount",
    "BomArrays",
    "BoolArray",
    "Claims",
    "Constituents",
    "Kind",
    "Nodes",
    "Usages",
]

BoolArray = NDArray[np.bool_]

UNIDENTIFIED = -1
"""Substance number of a constituent that no register knows: it may be anything."""


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
