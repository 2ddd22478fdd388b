"""Which breaches are excused on that day, for that product, at that content."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BoolArray
from engine.compare import Breach, Compared
from engine.exact import FloatArray, IntArray
from engine.line import Line
from engine.rules import RuleSet
from regulations.model import Entry, Exemption
from regulations.quantities import decimal_text

__all__ = ["Excuse", "Ruling", "apply_exemptions", "rule_on", "rulings_of"]


class Excuse(IntEnum):
    """What the claims in a cell come to; undecided where it depends on an amount not told."""

    NOT_CLAIMED = 0
    EXEMPT = 1
    INVALID = 2
    UNDECIDED = 3


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the law says of one claim for one entry: the row that applies, or why none does.

    Attributes:
        is_open: the reason holds for one end of what was declared, not for the other.
    """

    list_id: str
    exemption: str
    row: Exemption | None
    reason: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Claimed:
    """Claims met in breaching cells, one per (row of a cell, claim)."""

    cell: IntArray
    row: IntArray
    ruling: IntArray


def apply_exemptions(line: Line, compared: Compared) -> NDArray[np.int8]:
    """`Excuse` of every cell, int8 [cells].

    A cell is exempt when what stands in it without a valid claim does not breach by itself. A
    claim is valid for its entry, category and day, and while the content of the whole cell stays
    within the exemption's own limits: “up to 4 %” counts all lead of the copper alloy. Where one
    end of a declared range is within and the other is not, nothing is decided.

    Source:
        Directive 2011/65/EU, Art. 4(6), 5(5), Annex III and IV.
    """
    excuse = np.full(len(line.cells), Excuse.NOT_CLAIMED, dtype=np.int8)
    claimed, rulings = _claimed(line, compared)
    if not len(claimed.cell):
        return excuse
    cells = np.unique(claimed.cell)
    certain, thinkable = _holds(line, compared, claimed, rulings)
    exempt = ~_rest_breaches(line, _rows(line, claimed.row[certain]), cells, high=True)
    invalid = _rest_breaches(line, _rows(line, claimed.row[thinkable]), cells, high=False)
    excuse[cells] = np.select(
        [exempt, invalid], [Excuse.EXEMPT, Excuse.INVALID], default=Excuse.UNDECIDED
    )
    return excuse


def rulings_of(line: Line, cell: int) -> tuple[Ruling, ...]:
    """What became of every claim in one cell, valid ones first; for people who ask why."""
    entry = line.rules.entries[int(line.cells.rule[cell])]
    constituents = line.cells.constituent[line.rows(cell)]
    numbers = line.bom.claims.exemption[np.isin(line.bom.claims.constituent, constituents)]
    claims = {line.bom.exemptions[number] for number in numbers.tolist()}
    found = [rule_on(claim, entry, line.rules) for claim in sorted(claims)]
    judged = [_with_content(ruling, line, cell) for ruling in found if _relevant(ruling, entry)]
    return tuple(sorted(judged, key=lambda r: (bool(r.reason), r.exemption)))


def rule_on(claim: tuple[str, str], entry: Entry, rules: RuleSet) -> Ruling:
    """Whether one claim holds for an entry by substance, category and date; content aside."""
    known = rules.exemptions.get(claim, ())
    if not known:
        return Ruling(*claim, None, "no exemption of that number is known")
    fitting = [e for e in known if not e.elements or entry.element in e.elements]
    if not fitting:
        return Ruling(*claim, known[0], "it is for another substance")
    scoped = [e for e in fitting if not e.categories or rules.categories <= e.categories]
    if not scoped:
        return Ruling(*claim, fitting[0], "it is for other EEE categories")
    on_day = [e for e in scoped if _in_force(e, rules)]
    if not on_day:
        return Ruling(*claim, scoped[-1], _when(scoped, rules))
    return Ruling(*claim, on_day[0])


def _relevant(ruling: Ruling, entry: Entry) -> bool:
    return ruling.list_id in entry.exemption_lists


def _claimed(line: Line, compared: Compared) -> tuple[_Claimed, list[Ruling]]:
    cells, claims = line.cells, line.bom.claims
    cell_of = np.repeat(np.arange(len(cells)), np.diff(cells.starts))
    # Without any mass ratio there is nothing to hold against an exemption's own limits.
    breaching = compared.breach != Breach.BELOW
    breaching &= ~np.isnan(compared.shares.low)
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


def _holds(
    line: Line, compared: Compared, claimed: _Claimed, rulings: list[Ruling]
) -> tuple[BoolArray, BoolArray]:
    """Whether each claim holds at every, and at some, amount that was declared."""
    valid = np.array([not ruling.reason for ruling in rulings], dtype=bool)[claimed.ruling]
    upper = _limits(rulings, "upper", np.inf)[claimed.ruling]
    lower = _limits(rulings, "lower", 0.0)[claimed.ruling]
    high, low = compared.shares.high[claimed.cell], compared.shares.low[claimed.cell]
    certain = valid & (high <= upper) & (low >= lower)
    thinkable = valid & (low <= upper) & (high >= lower)
    near = ~np.isfinite(high)  # at most the whole material, which may be little enough
    for share, limit in ((high, upper), (low, upper), (high, lower), (low, lower)):
        with np.errstate(invalid="ignore"):  # infinity minus infinity
            near |= np.isfinite(limit) & (np.abs(share - limit) <= limit * 1e-9)
    for place in np.flatnonzero(valid & near).tolist():
        ruling = rulings[int(claimed.ruling[place])]
        found = _with_content(ruling, line, int(claimed.cell[place]))
        certain[place], thinkable[place] = not found.reason, not found.reason or found.is_open
    return np.asarray(certain), np.asarray(thinkable)


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
        rest = line.share(cell, high=high, rows=rows)
        breaches[place] = line.rules.breaches(rest, int(line.cells.rule[cell]))
    return np.asarray(breaches)


def _in_force(exemption: Exemption, rules: RuleSet) -> bool:
    return exemption.in_force_from <= rules.as_of and (
        exemption.in_force_until is None or rules.as_of < exemption.in_force_until
    )


def _when(rows: list[Exemption], rules: RuleSet) -> str:
    ended = [e.in_force_until for e in rows if e.in_force_until and e.in_force_until <= rules.as_of]
    if ended:
        last = next(e for e in rows if e.in_force_until == max(ended))
        return f"it expired on {last.expires_on}"
    return f"it starts on {min(e.in_force_from for e in rows)}"


def _with_content(ruling: Ruling, line: Line, cell: int) -> Ruling:
    if ruling.reason or ruling.row is None:
        return ruling
    upper, lower = ruling.row.upper, ruling.row.lower
    low, high = line.share(cell, high=False), line.share(cell, high=True)
    if upper is not None and high > upper:
        reason, is_open = f"it allows up to {_ppm(upper)} ppm", low <= upper
    elif lower is not None and low < lower:
        reason, is_open = f"it asks for at least {_ppm(lower)} ppm", high >= lower
    else:
        return ruling
    return replace(ruling, reason=reason, is_open=is_open)


def _ppm(share: Fraction) -> str:
    return decimal_text(share * 10**6)
