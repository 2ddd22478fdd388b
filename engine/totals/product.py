"""One product added up on demand: the page to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.arrays import BomArrays, Kind
from engine.exact import PARTS_PER_BILLION, IntArray
from engine.planes.backend import Backend, chosen
from engine.totals.arena import Arena
from engine.totals.holdings import Holdings
from engine.totals.leftovers import Beside, all_by_fractions, leftovers
from engine.totals.passes import Columns, added_up, exploded

__all__ = ["Exploded", "ProductTotals", "explode", "totals_of"]


@dataclass(frozen=True, slots=True)
class Exploded:
    """Parts of a product, each after all that hold it, the root first.

    Attributes:
        nodes: int64 [parts].
        units: of each in one root, int64 [parts]; `LEFT_OUT` where only `Fraction` can tell.
    """

    nodes: IntArray
    units: IntArray


@dataclass(frozen=True, slots=True)
class ProductTotals:
    """Every substance of one product, exact.

    Attributes:
        number: index of `BomArrays.substances`, ascending; int64 [substances].
        whole: nanograms; int64.
        rest: billionths of a nanogram beside them, below 10**9; int64.
        beside: what integers could not hold, to be added; see `masses`.
    """

    number: IntArray
    whole: IntArray
    rest: IntArray
    beside: Beside

    def masses(self) -> dict[int, Fraction | None]:
        """Nanograms by substance; None where the mass of one place is not known."""
        found: dict[int, Fraction | None] = {
            one: Fraction(whole * PARTS_PER_BILLION + rest, PARTS_PER_BILLION)
            for one, whole, rest in zip(
                self.number.tolist(), self.whole.tolist(), self.rest.tolist(), strict=True
            )
        }
        for one, mass in self.beside.masses.items():
            found[one] = found.get(one, Fraction(0)) + mass  # type: ignore[operator]
        return found | dict.fromkeys(self.beside.untold)

    @property
    def unidentified(self) -> Mapping[int, Fraction | None]:
        """Nanograms of each constituent that no register knows, by its row."""
        return self.beside.unidentified


def totals_of(
    bom: BomArrays,
    holdings: Holdings,
    root: int,
    *,
    arena: Arena | None = None,
    backend: Backend = Backend.AUTO,
) -> ProductTotals:
    """Explode one product and add up its substances.

    Costs the usages and constituents below the root, never the portfolio or the ways through it.

    Args:
        bom: the arrays that `holdings` was made of.
        holdings: their contents.
        root: a node.
        arena: working memory to use again; one is made where none is given.
        backend: who counts; both give the same.
    """
    if bom.nodes.kind[root] != Kind.PART:
        return _fractional(bom, root)
    arena = arena or Arena.of(holdings)
    found = explode(bom, holdings, root, arena=arena, backend=backend)
    columns = _columns(holdings, found, arena, backend) if found else None
    if found is None or columns is None:
        return _fractional(bom, root)
    return ProductTotals(*columns, leftovers(bom, holdings, found.nodes, found.units))


def explode(
    bom: BomArrays,
    holdings: Holdings,
    root: int,
    *,
    arena: Arena,
    backend: Backend = Backend.AUTO,
) -> Exploded | None:
    """Parts below a root and the units of each; None where a number leaves the integers."""
    if chosen(backend, len(holdings.held.content)) is Backend.NUMBA:
        pair = arena.explode(holdings, root)
    else:
        pair = exploded(holdings, bom.height, root)
    return Exploded(*pair) if pair else None


def _columns(holdings: Holdings, found: Exploded, arena: Arena, backend: Backend) -> Columns | None:
    if chosen(backend, len(holdings.held.content)) is Backend.NUMBA:
        return arena.add_up(holdings, found.nodes, found.units)
    return added_up(holdings, found.nodes, found.units)


def _fractional(bom: BomArrays, root: int) -> ProductTotals:
    none = np.zeros(0, dtype=np.int64)
    return ProductTotals(none, none, none, all_by_fractions(bom, root))
