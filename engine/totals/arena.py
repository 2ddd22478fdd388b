"""The compiled loops with the memory they work in."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

import numpy as np

from engine.exact import IntArray
from engine.totals.holdings import MOST, Holdings
from engine.totals.memory import Sums, Walk, sums_for, unsigned, walk_for
from engine.totals.pages import expect_materials, expect_parts

__all__ = ["Arena", "kernels"]


@dataclass(frozen=True, slots=True)
class Arena:
    """For one caller at a time; a worker keeps one per thread.

    Attributes:
        columns: substance, whole, rest as they are carried; int64 [3, substances].
    """

    walk: Walk
    sums: Sums
    columns: IntArray

    @classmethod
    def of(cls, holdings: Holdings) -> Arena:
        """Room for any product of a portfolio: 28 bytes per node, 41 per substance."""
        columns = np.zeros((3, holdings.substances), dtype=np.int64)
        return cls(walk_for(holdings.nodes), sums_for(holdings.substances), columns)

    def explode(self, holdings: Holdings, root: int) -> tuple[IntArray, IntArray] | None:
        """As `passes.exploded`."""
        expect_parts(holdings.held, root)
        found, fits = kernels().explode(root, holdings.held, self.walk, MOST)
        return (self.walk.order[:found].copy(), self.walk.units[:found].copy()) if fits else None

    def add_up(
        self, holdings: Holdings, nodes: IntArray, units: IntArray
    ) -> tuple[IntArray, IntArray, IntArray] | None:
        """As `passes.added_up`."""
        expect_materials(holdings.held, nodes)
        held = unsigned(holdings.held)
        fits = kernels().add_up(nodes.view(np.uint64), units, held, self.sums, float(MOST))
        found = kernels().carry(self.sums, *self.columns.view(np.uint64))
        number, whole, rest = self.columns[:, :found].copy()
        return (number, whole, rest) if fits else None


def kernels() -> ModuleType:
    """The loops; numba is imported with them, and nowhere else."""
    from engine.totals import product_loops as loops  # noqa: PLC0415

    return loops
