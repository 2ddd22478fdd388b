"""Columns of exact non-negative numbers: integers in arrays, the rare others beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from regulations.quotient import Quotient, Ratio

__all__ = ["ABSENT", "PARTS_PER_BILLION", "ExactColumn", "FloatArray", "IntArray"]

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

ABSENT: Final = -1
"""The count of a row without a value; zero is a value."""

PARTS_PER_BILLION: Final = 10**9
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ExactColumn:
    """Numbers `counts / scale`, exact; `ABSENT` where there is none.

    Attributes:
        counts: int64 [n].
        scale: counts per one (1 for nanograms, 10**9 for shares and quantities).
        beyond: rows whose value the scale cannot hold, by row; `counts` is its floor there.

    Nearly every declared decimal fits (13 real declarations: all). The rest are decided by
    their fraction, never rounded.
    """

    counts: IntArray
    scale: int
    beyond: Mapping[int, Fraction] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Iterable[Fraction | None], scale: int) -> ExactColumn:
        """From fractions; the slow door, for files. Rows of a store come as integers already."""
        counts: list[int] = []
        beyond: dict[int, Fraction] = {}
        for row, value in enumerate(values):
            if value is None:
                counts.append(ABSENT)
                continue
            scaled = value * scale
            floor = min(scaled.numerator // scaled.denominator, _MOST)
            if floor != scaled:
                beyond[row] = value
            counts.append(floor)
        return cls(np.asarray(counts, dtype=np.int64), scale, beyond)

    @classmethod
    def absent(cls, length: int, scale: int) -> ExactColumn:
        """A column without values."""
        return cls(np.full(length, ABSENT, dtype=np.int64), scale)

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Where there is a value."""
        return np.asarray(self.counts != ABSENT)

    def floats(self) -> FloatArray:
        """The values as float64, each within one rounding of the truth; NaN where absent."""
        values = self.counts / self.scale
        values[~self.known] = np.nan
        for row, value in self.beyond.items():
            values[row] = float(value)
        return values

    def exact(self, row: int) -> Fraction | None:
        """The value of one row, None where absent."""
        if row in self.beyond:
            return self.beyond[row]
        count = int(self.counts[row])
        return None if count == ABSENT else Fraction(count, self.scale)

    def exacts(self, rows: Sequence[int] | IntArray) -> list[Fraction | None]:
        """The values of some rows."""
        return [self.exact(int(row)) for row in rows]

    def ratios(self, rows: IntArray | slice = slice(None)) -> list[Ratio | None]:
        """The values of some rows, else of all, without reducing any: integers where they are."""
        counts = self.counts[rows]
        whole, rest = np.divmod(counts, self.scale)
        found: list[Ratio | None] = [
            None if count == ABSENT else units if not left else Quotient(count, self.scale)
            for count, units, left in zip(
                counts.tolist(), whole.tolist(), rest.tolist(), strict=True
            )
        ]
        if self.beyond:
            for place, row in enumerate(np.arange(len(self))[rows].tolist()):
                if row in self.beyond:
                    found[place] = self.beyond[row]
        return found

    def take(self, rows: IntArray) -> ExactColumn:
        """The column in another order, or a part of it."""
        if not self.beyond:
            return ExactColumn(self.counts[rows], self.scale)
        wanted = np.isin(rows, np.fromiter(self.beyond, dtype=np.int64))
        beyond = {int(new): self.beyond[int(rows[new])] for new in np.flatnonzero(wanted)}
        return ExactColumn(self.counts[rows], self.scale, beyond)
