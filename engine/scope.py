"""Which denominator counts: the homogeneous material, the article that keeps its shape, others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from engine.arrays import UNIDENTIFIED, BomArrays, BoolArray
from engine.boundary import NOWHERE, Boundary, boundary_of
from engine.evidence import NOBODY
from engine.exact import FloatArray, IntArray
from engine.relatives import relatives
from engine.rules import LEVELS, RuleSet
from engine.suspects import suspects
from regulations.membership import Counted
from regulations.model import Level

__all__ = ["Cells", "in_scope"]


@dataclass(frozen=True, slots=True)
class Cells:
    """Every (node, rule) for which something was declared, and the constituents behind it.

    `rows` of cell c are `starts[c]:starts[c + 1]`.

    Attributes:
        node, rule: int64 [cells], sorted by node, then rule.
        bare: nothing of the rule's level, such as an article, was declared around the material.
        constituent: row of `BomArrays.constituents`, int64 [rows].
        factor: mass counted per mass of the substance, float64 [rows].
        certain: False where the factor is only an upper bound, bool [rows].
        units: how many of the row's material one node of the cell holds, float64 [rows].
    """

    node: IntArray
    rule: IntArray
    bare: BoolArray
    starts: IntArray
    constituent: IntArray
    factor: FloatArray
    certain: BoolArray
    units: FloatArray

    def __len__(self) -> int:
        return len(self.node)


@dataclass(frozen=True, slots=True)
class _Rows:
    node: IntArray
    rule: IntArray
    constituent: IntArray
    factor: FloatArray
    certain: BoolArray
    units: FloatArray
    primary: BoolArray
    bare: BoolArray

    def where(self, mask: BoolArray | IntArray) -> _Rows:
        return _Rows(*(getattr(self, name)[mask] for name in _Rows.__slots__))


def in_scope(bom: BomArrays, rules: RuleSet) -> Cells:
    """Pair every constituent with the rules that count it and find the node to divide by.

    Base material flagged as an article is its own denominator; any other material takes the
    smallest enclosing article part, whose numerator then holds the base material too (a coated
    article is judged with its coating). An assembly is never the denominator of an article level;
    `engine.boundary` finds that of every level.

    Source:
        Regulation (EC) No 1907/2006, Art. 7(2), 33; Case C-106/14: once an article, always an
        article. Directive 2011/65/EU, Art. 3(20): homogeneous material.
    """
    rows = _counted_rows(bom, rules)
    if bom.constituents.written:
        rows = rows.where(~_vouched(bom, rules, rows))
    level = rules.level[rows.rule]
    parts: list[_Rows] = []
    for number in np.unique(level).tolist():
        some, kind = rows.where(level == number), LEVELS[number]
        if kind is Level.HOMOGENEOUS_MATERIAL:
            parts.append(some)
        else:
            parts += _placed(some, boundary_of(bom, kind), is_coated=kind is Level.ARTICLE)
    return _grouped(parts or [rows], len(rules))


def _counted_rows(bom: BomArrays, rules: RuleSet) -> _Rows:
    """Constituents × the rules that count them; an unidentified one may be what any counts."""
    alike = relatives(bom, rules)
    listed = [
        rules.membership.entries_of(substance) + _possible(alike.get(substance, frozenset()))
        for substance in bom.substances
    ]
    # The last place is what the number UNIDENTIFIED, -1, reaches; five hundred rules are spelt out
    # only where something does, or they cost a leaf a fifth of its verdict.
    is_open = bool(np.any(bom.constituents.substance == UNIDENTIFIED))
    listed.append(tuple(Counted(r, Fraction(1)) for r in range(len(rules))) if is_open else ())
    flat = [one for some in listed for one in some]
    lengths = np.array([len(counted) for counted in listed], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    substance = bom.constituents.substance
    times = lengths[substance]
    constituent = np.repeat(np.arange(len(substance), dtype=np.int64), times)
    within = np.arange(len(constituent)) - np.repeat(np.cumsum(times) - times, times)
    place = starts[substance][constituent] + within
    yes = np.ones(len(constituent), dtype=bool)
    return _Rows(
        node=bom.constituents.material[constituent],
        rule=np.array([one.entry for one in flat], dtype=np.int64)[place],
        constituent=constituent,
        factor=np.array([float(one.factor) for one in flat])[place],
        certain=np.array([not one.is_upper_bound for one in flat], dtype=bool)[place],
        units=np.ones(len(constituent)),
        primary=yes,
        bare=~yes,
    )


def _possible(rules: frozenset[int]) -> tuple[Counted, ...]:
    """At most all of a substance counts for a rule that only its name brings in."""
    return tuple(Counted(rule, Fraction(1), is_upper_bound=True) for rule in sorted(rules))


def _vouched(bom: BomArrays, rules: RuleSet, rows: _Rows) -> BoolArray:
    """Unidentified constituents that a full declaration vouches for.

    Who declares everything says that nothing reportable hides in what nobody can identify; but a
    number one slip away from a listed one, or the name of a listed one, says otherwise.
    """
    full = np.array([evidence.full_material for evidence in (*bom.evidences, NOBODY)], dtype=bool)
    vouched = full[bom.nodes.evidence[rows.node]]
    vouched &= bom.constituents.substance[rows.constituent] == UNIDENTIFIED
    vouched &= np.isin(rows.constituent, np.fromiter(bom.constituents.written, dtype=np.int64))
    written = bom.constituents.written
    meant = suspects(rules, set(written.values()))
    keys = [row * len(rules) + rule for row, text in written.items() for rule in meant[text]]
    named = np.isin(rows.constituent * len(rules) + rows.rule, np.array(keys, dtype=np.int64))
    vouched &= ~named
    return np.asarray(vouched)


def _placed(rows: _Rows, around: Boundary, *, is_coated: bool) -> list[_Rows]:
    """Rows for the node they count in, and companions: base material inside a coated article."""
    material = rows.node
    own, outer = around.own[material], around.outer[material]
    is_base, bare = own == material, own == NOWHERE
    no = np.zeros(len(material), dtype=bool)
    primary = replace(
        rows,
        node=np.where(bare, material, own),
        units=np.where(is_base | bare, 1.0, around.units[material]),
        bare=bare,
    )
    if not is_coated:
        return [primary]
    companions = replace(rows, node=outer, units=around.units[material], primary=no, bare=no)
    return [primary, companions.where(is_base & (outer != NOWHERE))]


def _grouped(parts: list[_Rows], rules: int) -> Cells:
    rows = _Rows(*(np.concatenate([getattr(p, name) for p in parts]) for name in _Rows.__slots__))
    key = rows.node * rules + rows.rule
    order = np.lexsort((rows.constituent, key))
    rows, key = rows.where(order), key[order]
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if len(key) else key
    if len(first):
        # A base material alone is judged by itself; its coated article only gets a cell when
        # something of the rule stands outside the base material.
        judged = np.logical_or.reduceat(rows.primary, first)
        lengths = np.diff(np.append(first, len(key)))
        rows = rows.where(np.repeat(judged, lengths))
        first = np.cumsum(lengths[judged]) - lengths[judged]
    return Cells(
        node=rows.node[first],
        rule=rows.rule[first],
        bare=np.logical_or.reduceat(rows.bare, first) if len(first) else rows.bare,
        starts=np.append(first, len(rows.node)),
        constituent=rows.constituent,
        factor=rows.factor,
        certain=rows.certain,
        units=rows.units,
    )
