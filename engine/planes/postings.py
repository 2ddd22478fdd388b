"""The ways back: from a substance to the parts that hold it, from a part to those that hold it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import BoolArray
from engine.planes.leaves import Leaves
from engine.planes.parts import Numbers, Parts, spans
from engine.topology import csr_starts

__all__ = ["Postings", "above_of", "postings_of"]


@dataclass(frozen=True, slots=True)
class Postings:
    """`part[starts[k]:starts[k + 1]]` are the parts in which key k stands, in order."""

    starts: Numbers
    part: Numbers

    def of(self, keys: Numbers) -> Numbers:
        """The parts of some keys, one key after the other."""
        first = self.starts[keys]
        return self.part[spans(first, self.starts[keys + 1] - first)]

    def mark(self, keys: Numbers, marks: BoolArray) -> None:
        """Mark the parts of some keys, bool [parts]."""
        marks[self.of(keys)] = True


def postings_of(leaves: Leaves) -> Postings:
    """Substance → plain parts that hold it, each once."""
    columns, substances = leaves.columns, len(leaves.bom.substances)
    rows = np.diff(columns.rows[columns.materials[columns.articles]])
    # Numbers of 16 bits are sorted by their digits, in a tenth of the time of longer ones.
    order = np.argsort(columns.substance, kind="stable")
    key = columns.substance[order]
    part = np.repeat(np.arange(len(rows), dtype=np.int32), rows)[order]
    first = np.ones(len(part), dtype=bool)
    first[1:] = (part[1:] != part[:-1]) | (key[1:] != key[:-1])
    starts = csr_starts(key[first].astype(np.int64), substances)
    return Postings(starts.astype(np.int32), part[first])


def above_of(parts: Parts) -> Postings:
    """Part → parts that hold it."""
    holds = np.repeat(np.arange(len(parts), dtype=np.int32), np.diff(parts.starts))
    order = np.argsort(parts.child, kind="stable")
    starts = csr_starts(parts.child.astype(np.int64), len(parts))
    return Postings(starts.astype(np.int32), holds[order])
