"""Which breaches are excused on that day, for that product, at that content."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BoolArray
from engine.compare import Breach, Compared
from engine.exact import FloatArray, IntArray
from engine.line import Line
from engine.rulings import Ruling, by_content, rule_on
from engine.unweighed import contents, may_breach, must_breach
from regulations.model import Entry

__all__ = ["Excuse", "apply_exemptions", "rulings_of"]


class Excuse(IntEnum):
    """What the claims in a cell come to; undecided where it depends on an amount not told."""

    NOT_CLAIMED = 0
    EXEMPT = 1
    INVALID = 2
    UNDECIDED = 3


@dataclass(frozen=True, slots=True)
class _Claimed:
    """Claims met in breaching cells, one per (row of a cell, claim)."""

    cell: IntArray
    row: IntArray
    ruling: IntArray


def apply_exemptions(line: Line, compared: Compared) -> NDArray[np.int8]:
    """`Excuse` of every cell, int8 [cells].

    A cell is exempt when what stands in it without a valid claim does not breach by itself. A
    claim is valid for its entry, category and day, and while the content of the homogeneous
    material stays within the exemption's own limits: “up to 4 %” counts all lead of the copper
    alloy, and the alloy alone, whatever the entry divides by. Where one end of a declared range is
    within and the other is not, nothing is decided; nor where the annex is carried without rows.

    Source:
        Directive 2011/65/EU, Art. 4(6), 5(5), Annex III and IV.
    """
    excuse = np.full(len(line.cells), Excuse.NOT_CLAIMED, dtype=np.int8)
    claimed, rulings = _claimed(line, compared)
    if not len(claimed.cell):
        return excuse
    cells = np.unique(claimed.cell)
    certain, thinkable = _holds(line, claimed, rulings)
    exempt = ~_rest_breaches(line, _rows(line, claimed.row[certain]), cells, high=True)
    invalid = _rest_breaches(line, _rows(line, claimed.row[thinkable]), cells, high=False)
    excuse[cells] = np.select(
        [exempt, invalid], [Excuse.EXEMPT, Excuse.INVALID], default=Excuse.UNDECIDED
    )
    return excuse


def rulings_of(line: Line, cell: int) -> tuple[Ruling, ...]:
    """What became of every claim in one cell, valid ones first; for people who ask why."""
    entry = line.rules.entries[int(line.cells.rule[cell])]
    claims, found = line.bom.claims, []
    for row in line.rows(cell):
        here = claims.exemption[claims.constituent == line.cells.constituent[row]]
        for number in here.tolist():
            ruling = rule_on(line.bom.exemptions[number], entry, line.rules)
            if _relevant(ruling, entry):
                found.append(_with_content(ruling, line, cell, row))
    distinct = {(one.exemption, one.list_id, one.reason): one for one in found}
    return tuple(distinct[key] for key in sorted(distinct, key=lambda key: (bool(key[2]), key)))


def _relevant(ruling: Ruling, entry: Entry) -> bool:
    return ruling.list_id in entry.exemption_lists


def _claimed(line: Line, compared: Compared) -> tuple[_Claimed, list[Ruling]]:
    cells, claims = line.cells, line.bom.claims
    cell_of = np.repeat(np.arange(len(cells)), np.diff(cells.starts))
    breaching = compared.breach != Breach.BELOW
    row = np.flatnonzero(breaching[cell_of])
    order = np.argsort(claims.constituent, kind="stable")
    sorted_claims = claims.constituent[order]
    first = np.searchsorted(sorted_claims, cells.constituent[row], side="left")
    times = np.searchsorted(sorted_claims, cells.constituent[row], side="right") - first
    rows = np.repeat(row, times)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
    exemption = claims.exemption[order[np.repeat(first, times) + offset]]
    pairs = np.stack([cells.rule[cell_of[rows]], exemption], axis=1)
    distinct, ruling = np.unique(pairs, axis=0, return_inverse=True)
    rulings = [
        rule_on(line.bom.exemptions[number], line.rules.entries[rule], line.rules)
        for rule, number in distinct.tolist()
    ]
    relevant = np.array(
        [
            _relevant(r, line.rules.entries[rule])
            for r, (rule, _) in zip(rulings, distinct, strict=True)
        ],
        dtype=bool,
    )
    keep = relevant[ruling] if rulings else np.zeros(0, dtype=bool)
    return _Claimed(cell_of[rows][keep], rows[keep], ruling[keep]), rulings


def _holds(line: Line, claimed: _Claimed, rulings: list[Ruling]) -> tuple[BoolArray, BoolArray]:
    """Whether each claim holds at every, and at some, amount that was declared."""
    valid = np.array([not ruling.reason for ruling in rulings], dtype=bool)[claimed.ruling]
    unchecked = np.array([ruling.is_open for ruling in rulings], dtype=bool)[claimed.ruling]
    upper = _limits(rulings, "upper", np.inf)[claimed.ruling]
    lower = _limits(rulings, "lower", 0.0)[claimed.ruling]
    low, high = (ends[claimed.row] for ends in contents(line))
    certain = valid & (high <= upper) & (low >= lower)
    thinkable = valid & (low <= upper) & (high >= lower)
    near = ~np.isfinite(high)  # at most the whole material, which may be little enough
    for share, limit in ((high, upper), (low, upper), (high, lower), (low, lower)):
        with np.errstate(invalid="ignore"):  # infinity minus infinity
            near |= np.isfinite(limit) & (np.abs(share - limit) <= limit * 1e-9)
    for place in np.flatnonzero(valid & near).tolist():
        ruling = rulings[int(claimed.ruling[place])]
        found = _with_content(ruling, line, int(claimed.cell[place]), int(claimed.row[place]))
        certain[place], thinkable[place] = not found.reason, not found.reason or found.is_open
    return np.asarray(certain), np.asarray(thinkable | unchecked)


def _rows(line: Line, rows: IntArray) -> BoolArray:
    marked = np.zeros(len(line.cells.constituent), dtype=bool)
    marked[rows] = True
    return marked


def _limits(rulings: list[Ruling], name: str, absent: float) -> FloatArray:
    values = [getattr(ruling.row, name, None) for ruling in rulings]
    return np.array([absent if value is None else float(value) for value in values])


def _rest_breaches(line: Line, covered: BoolArray, cells: IntArray, *, high: bool) -> BoolArray:
    """Whether the rows without a valid claim breach on their own."""
    counts = np.add.reduceat(covered, line.cells.starts[:-1], dtype=np.int64)[cells]
    lengths = np.diff(line.cells.starts)[cells]
    breaches = counts == 0
    # Cells of which only a part is claimed are few: one alloy with a claimed and an unclaimed
    # compound of the same element. They are decided exactly, one by one.
    for place in np.flatnonzero((counts > 0) & (counts < lengths)).tolist():
        cell = int(cells[place])
        rows = [row for row in line.rows(cell) if not covered[row]]
        breaches[place] = (may_breach if high else must_breach)(line, cell, rows)
    return np.asarray(breaches)


def _with_content(ruling: Ruling, line: Line, cell: int, row: int) -> Ruling:
    if ruling.row is None or (ruling.row.upper, ruling.row.lower) == (None, None):
        return ruling
    low, high = (line.content(cell, row, high=end) for end in (False, True))
    return by_content(ruling, low, high)
