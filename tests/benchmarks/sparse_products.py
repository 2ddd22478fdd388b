"""The rollup as products of sparse matrices, a level at a time, both limbs exact."""

from __future__ import annotations

from typing import Any

import numpy as np

from .flat import CHECK, Flat, Totals, checksum

__all__ = ["Sparse"]

STEP = 1 << 22
"""Rows whose columns are widened at once."""


class Sparse:
    """scipy.sparse on one core; the matrices of usages are made before anything is timed."""

    def __init__(self, flat: Flat, leaves: Totals, substances: int) -> None:
        from scipy import sparse  # noqa: PLC0415 - a rival only, missing in most installations

        self._sparse: Any = sparse
        counts = np.bincount(flat.level)
        shape = (int(counts[0]), substances)
        where = (leaves.part, leaves.substance)
        self._leaves = [
            sparse.csr_array((limb, where), shape=shape) for limb in (leaves.whole, leaves.rest)
        ]
        self._usages, low = [], int(counts[0])
        for level, count in enumerate(counts[1:].tolist(), start=1):
            rows = flat.level[flat.parent] == level
            pairs = (flat.parent[rows] - low, flat.child[rows])
            self._usages.append(sparse.csr_array((flat.pieces[rows], pairs), shape=(count, low)))
            low += count

    def rollup(self, limb: int) -> Any:
        """Totals of all parts of one limb: 0 whole nanograms, 1 billionths, not carried."""
        total = self._leaves[limb]
        for usages in self._usages:
            total = self._sparse.vstack([total, usages @ total], format="csr")
        return total

    @staticmethod
    def checksum(total: Any, limb: int) -> int:
        """As `flat.checksum`, of one limb, for the products drop zeros of either."""
        part, found = np.repeat(np.arange(total.shape[0]), np.diff(total.indptr)), 0
        for low in range(0, len(part), STEP):
            rows = slice(low, low + STEP)
            told, none = total.data[rows], np.zeros_like(total.data[rows])
            some = Totals(
                part[rows],
                total.indices[rows].astype(np.int64),
                *((none, told) if limb else (told, none)),
            )
            found += checksum(some)[1]
        return found % CHECK
