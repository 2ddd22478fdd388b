"""What every part holds, laid out for the walk: parts in parts, materials in parts, shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import UNIDENTIFIED, Amount, BomArrays, BoolArray, Kind
from engine.exact import ABSENT, ExactColumn, IntArray
from engine.topology import csr_starts

__all__ = [
    "FIRST",
    "LAST",
    "LEFT_OUT",
    "MOST",
    "NO_SHARE",
    "SHARE_BITS",
    "WEIGHT",
    "Held",
    "Holdings",
    "Leftovers",
    "Narrow",
    "holdings_of",
    "parted",
    "whole_nanograms",
    "whole_pieces",
]

Narrow = NDArray[np.int32]
"""Numbers of nodes: half the width for what there is most of."""

LEFT_OUT: Final = -1
"""In the place of a number that integers cannot hold; `Leftovers` says what stands there."""

MOST: Final = 2**61
"""Greatest count, mass in nanograms or sum that the kernels take: two of them still fit a word."""

FIRST: Final = 0
LAST: Final = 1
WEIGHT: Final = 2
"""Columns of `Held.block`."""

SHARE_BITS: Final = 32
"""The share stands in the lower half of a content, the substance in the upper."""

NO_SHARE: Final = 2**SHARE_BITS - 1
"""`LEFT_OUT` in the lower half."""

_MOST_SHARE: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What only fractions can add: (usage of a material, its constituent), by the part that holds.

    Attributes:
        starts: `starts[i]:starts[i + 1]` are those of part i; int64 [nodes + 1].
        usage, row: rows of `BomArrays.usages` and of its `constituents`.
    """

    starts: IntArray
    usage: IntArray
    row: IntArray


class Held(NamedTuple):
    """The columns that the loops walk; a tuple, because that is what numba can take apart.

    Attributes:
        parts: where each part's parts start in `child`; int64 [nodes + 1].
        child: part held; int32.
        pieces: how many, whole; `LEFT_OUT` where it is no whole number or not told; int64.
        blocks: where each part's materials start in `block`; int64 [nodes + 1].
        block: of every material held the first and the last row of its constituents in `content`,
            and nanograms of it in one unit of the part, side by side; int64 [materials held, 3].
        content: what each constituent is and how much of its material; see `parted`; int64.
    """

    parts: IntArray
    child: Narrow
    pieces: IntArray
    blocks: IntArray
    block: IntArray
    content: IntArray


@dataclass(frozen=True, slots=True)
class Holdings:
    """Contents of every part, per unit of it. Alternative usages are left out: masses do not pass.

    Attributes:
        held: what integers hold.
        left: what they do not.
        substances: how many substances there are.
    """

    held: Held
    left: Leftovers
    substances: int

    @property
    def nodes(self) -> int:
        """How many nodes there are, materials too."""
        return len(self.held.parts) - 1

    @property
    def nbytes(self) -> int:
        """Memory of all columns."""
        left = self.left
        return sum(one.nbytes for one in (*self.held, left.starts, left.usage, left.row))


def holdings_of(bom: BomArrays) -> Holdings:
    """Lay a portfolio out, a pass per column: nothing here is per part."""
    usages, nodes = bom.usages, len(bom.nodes)
    is_part = bom.nodes.kind[usages.child] == Kind.PART
    pieces = whole_pieces(usages.quantity)
    carries = ~usages.alternative & (pieces != 0)
    parts, held = np.flatnonzero(carries & is_part), np.flatnonzero(carries & ~is_part)
    weight = _weights(bom, held, pieces)
    plain = held[weight != LEFT_OUT]
    share, material = _shares(bom), usages.child[plain]
    columns = Held(
        parts=csr_starts(usages.parent[parts], nodes),
        child=usages.child[parts].astype(np.int32),
        pieces=pieces[parts],
        blocks=csr_starts(usages.parent[plain], nodes),
        block=np.stack(
            (bom.contents[material], bom.contents[material + 1], weight[weight != LEFT_OUT]), axis=1
        ),
        content=bom.constituents.substance << SHARE_BITS | share & NO_SHARE,
    )
    left = _leftovers(bom, held, weight == LEFT_OUT, share == LEFT_OUT)
    return Holdings(columns, left, len(bom.substances))


def parted(content: IntArray) -> tuple[IntArray, IntArray]:
    """Index of `BomArrays.substances`, and parts per billion of the material.

    The upper end of a range; `LEFT_OUT` where there is no number, or it is no such integer.
    """
    share = content & NO_SHARE
    return content >> SHARE_BITS, np.where(share == NO_SHARE, LEFT_OUT, share)


def whole_pieces(quantity: ExactColumn) -> IntArray:
    """Quantities that are whole numbers, `LEFT_OUT` for the others and for those not told."""
    whole, rest = np.divmod(quantity.counts, quantity.scale)
    whole[(rest != 0) | (quantity.counts == ABSENT)] = LEFT_OUT
    whole[_beyond(quantity)] = LEFT_OUT
    return np.asarray(whole)


def whole_nanograms(bom: BomArrays) -> IntArray:
    """Declared masses, `LEFT_OUT` for those not told and those finer than a nanogram; a copy."""
    mass = bom.nodes.mass.counts.copy()
    mass[mass == ABSENT] = LEFT_OUT
    mass[_beyond(bom.nodes.mass)] = LEFT_OUT
    return mass


def _weights(bom: BomArrays, held: IntArray, pieces: IntArray) -> IntArray:
    """Nanograms of the material of each usage in one unit of its part."""
    of_one, times = whole_nanograms(bom)[bom.usages.child[held]], pieces[held]
    fits = (of_one != LEFT_OUT) & (times != LEFT_OUT)
    # A float tells the size of a product well enough to keep far away from the end of a word.
    fits &= of_one.astype(np.float64) * times < MOST
    return np.where(fits, of_one * times, LEFT_OUT)


def _shares(bom: BomArrays) -> IntArray:
    held, share = bom.constituents, bom.constituents.high.counts
    fits = (held.amount == Amount.SHARE) & (held.substance != UNIDENTIFIED)
    fits &= (share != ABSENT) & (share <= _MOST_SHARE)
    fits[_beyond(held.high)] = False
    return np.where(fits, share, LEFT_OUT)


def _beyond(column: ExactColumn) -> IntArray:
    return np.fromiter(column.beyond, dtype=np.int64, count=len(column.beyond))


def _leftovers(bom: BomArrays, held: IntArray, heavy: BoolArray, open_rows: BoolArray) -> Leftovers:
    """All rows of a material without an integer weight; of the others those without a share."""
    child = bom.usages.child[held]
    before = np.concatenate([[0], np.cumsum(open_rows)])
    open_in = before[bom.contents[1:]] - before[bom.contents[:-1]]
    asked = np.flatnonzero(heavy | (open_in[child] > 0))
    lengths = np.diff(bom.contents)[child[asked]]
    usage = np.repeat(held[asked], lengths)
    offset = np.repeat(bom.contents[child[asked]] - (np.cumsum(lengths) - lengths), lengths)
    row = np.arange(len(usage), dtype=np.int64) + offset
    kept = np.repeat(heavy[asked], lengths) | open_rows[row]
    usage, row = usage[kept], row[kept]
    return Leftovers(csr_starts(bom.usages.parent[usage], len(bom.nodes)), usage, row)
