"""Which denominator counts: the homogeneous material, or the article that keeps its shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from engine.arrays import NOBODY, UNIDENTIFIED, BomArrays, BoolArray, Kind
from engine.exact import FloatArray, IntArray
from engine.relatives import relatives
from engine.rules import RuleSet
from engine.suspects import suspects
from regulations.membership import Counted

__all__ = ["NOWHERE", "Articles", "Cells", "articles", "in_scope", "only_parents"]

NOWHERE = -1
"""No node: a material around which no article was declared, a part with several parents."""


@dataclass(frozen=True, slots=True)
class Articles:
    """Where each material belongs, by node; `NOWHERE` for parts and where there is none.

    Attributes:
        own: smallest enclosing article of a material, itself when it is base material.
        outer: smallest enclosing article *part*; the coated article of a base material.
        units: how many of the material there are in one `outer`, float64.
    """

    own: IntArray
    outer: IntArray
    units: FloatArray


@dataclass(frozen=True, slots=True)
class Cells:
    """Every (node, rule) for which something was declared, and the constituents behind it.

    `rows` of cell c are `starts[c]:starts[c + 1]`.

    Attributes:
        node, rule: int64 [cells], sorted by node, then rule.
        bare: the rule counts per article, and no article was declared around the material.
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
    article is judged with its coating). An assembly is never a denominator.

    Source:
        Regulation (EC) No 1907/2006, Art. 7(2), 33; Case C-106/14: once an article, always an
        article. Directive 2011/65/EU, Art. 3(20): homogeneous material.
    """
    rows = _counted_rows(bom, rules)
    if bom.constituents.written:
        rows = rows.where(~_vouched(bom, rules, rows))
    per_article = rules.is_article_level[rows.rule]
    around = articles(bom)
    parts = [rows.where(~per_article), *_per_article(bom, rows.where(per_article), around)]
    return _grouped(parts, len(rules))


def articles(bom: BomArrays) -> Articles:
    """The article boundary around every material, by climbing one level per pass."""
    nodes = bom.nodes
    parent, quantity = only_parents(bom)
    materials = np.flatnonzero(nodes.kind != Kind.PART)
    at = np.where(nodes.is_boundary[materials], NOWHERE, parent[materials])
    units = quantity[materials].copy()
    climbing = (at != NOWHERE) & ~nodes.is_article[at]
    while np.any(climbing):
        low = at[climbing]
        units[climbing] *= quantity[low]
        at[climbing] = np.where(nodes.is_boundary[low], NOWHERE, parent[low])
        climbing &= (at != NOWHERE) & ~nodes.is_article[at]
    outer = np.full(len(nodes), NOWHERE, dtype=np.int64)
    outer[materials] = at
    inside = np.ones(len(nodes))
    inside[materials] = units
    own = outer.copy()
    base = materials[nodes.is_article[materials]]
    own[base] = base
    return Articles(own, outer, inside)


def only_parents(bom: BomArrays) -> tuple[IntArray, FloatArray]:
    """The one parent of every node and the quantity in it; `NOWHERE` for none or several.

    A quantity that was not told is NaN, so that no mass ratio can be made of it.
    """
    usages, nodes = bom.usages, len(bom.nodes)
    times = np.bincount(usages.child, minlength=nodes)
    parent = np.full(nodes, NOWHERE, dtype=np.int64)
    quantity = np.ones(nodes)
    parent[usages.child] = usages.parent
    quantity[usages.child] = usages.quantity.floats()
    parent[times != 1] = NOWHERE
    return parent, quantity


def _counted_rows(bom: BomArrays, rules: RuleSet) -> _Rows:
    """Constituents × the rules that count them; an unidentified one may be what any counts."""
    alike = relatives(bom, rules)
    listed = [
        rules.membership.entries_of(substance) + _possible(alike.get(substance, frozenset()))
        for substance in bom.substances
    ]
    # The last place is what the number UNIDENTIFIED, -1, reaches.
    listed.append(tuple(Counted(rule, Fraction(1)) for rule in range(len(rules))))
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


def _per_article(bom: BomArrays, rows: _Rows, around: Articles) -> list[_Rows]:
    """Rows for the article itself, and companions: base material inside a coated article."""
    material = rows.node
    own, outer = around.own[material], around.outer[material]
    is_base, bare = bom.nodes.is_article[material], own == NOWHERE
    no = np.zeros(len(material), dtype=bool)
    primary = replace(
        rows,
        node=np.where(bare, material, own),
        units=np.where(is_base | bare, 1.0, around.units[material]),
        bare=bare,
    )
    companions = replace(rows, node=outer, units=around.units[material], primary=no, bare=no)
    return [primary, companions.where(is_base & (outer != NOWHERE))]


def _grouped(parts: list[_Rows], rules: int) -> Cells:
    rows = _Rows(*(np.concatenate([getattr(p, name) for p in parts]) for name in _Rows.__slots__))
    key = rows.node * max(rules, 1) + rows.rule
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
        bare=np.logical_or.reduceat(rows.bare, first) if len(first) else rows.bare[:0],
        starts=np.append(first, len(rows.node)),
        constituent=rows.constituent,
        factor=rows.factor,
        certain=rows.certain,
        units=rows.units,
    )
