"""The rollup as products of sparse matrices, a level at a time, both limbs exact."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.exact import PARTS_PER_BILLION

from .flat import CHECK, Flat, Totals, checksum

__all__ = ["Sparse"]


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
    def checksum(whole: Any, rest: Any) -> int:
        """As `flat.checksum`, limb by limb, for the products drop zeros of either."""
        found = 0
        for limb, worth in ((whole, PARTS_PER_BILLION), (rest, 1)):
            part = np.repeat(np.arange(limb.shape[0]), np.diff(limb.indptr))
            whole_ng, billionths = (limb.data, 0 * part) if worth > 1 else (0 * part, limb.data)
            rows = Totals(part, limb.indices.astype(np.int64), whole_ng, billionths)
            found += checksum(rows)[1]
        return found % CHECK
