"""Comparing again, by another way than the arrays: one cell, its facts, the rules of law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from engine.arrays import Amount, BomArrays, Kind
from engine.enclosure import is_of
from engine.fact import Fact
from engine.outcomes import Outcome
from engine.reweigh import share_of
from engine.rules import RuleSet
from engine.rulings import Ruling, by_content, rule_on
from regulations.model import Breached, Effect, Entry, Threshold

__all__ = ["Cell", "compared", "excused", "holds_all", "is_unplaced", "rulings_on"]

_ABOVE: Final = {
    Effect.RESTRICT: Outcome.EXCEEDED,
    Effect.DECLARE: Outcome.DECLARE,
    Effect.CONTROL: Outcome.CONTROLLED,
    Effect.INFORM: Outcome.INFORM,
    Effect.REVIEW: Outcome.POSSIBLE,
}
_UNDECIDED: Final = (Outcome.POSSIBLE, Outcome.NO_DATA)


@dataclass(frozen=True, slots=True)
class Cell:
    """One (node, entry) with what counts in it.

    Attributes:
        mass: nanograms of the node, None where it or a part's is missing.
        most: nanograms that it weighs at most, None where nothing bounds it.
    """

    bom: BomArrays
    rules: RuleSet
    entry: Entry
    threshold: Threshold
    node: int
    facts: tuple[Fact, ...]
    mass: Fraction | None
    most: Fraction | None

    def is_beyond(self, share: Fraction) -> bool:
        """Whether a share lies beyond the limit, on the side that the law says."""
        if self.threshold.breached is Breached.AT_OR_ABOVE:
            return share >= self.threshold.fraction
        return share > self.threshold.fraction

    def share(self, facts: Sequence[Fact], *, high: bool) -> Fraction | None:
        """Share of some facts; the least is over the most that the node can weigh."""
        return share_of(facts, self.mass if high else self.most, high=high)


def compared(cell: Cell) -> Outcome:
    """The outcome before exemptions and context."""
    high = cell.share(cell.facts, high=True)
    bom, above = cell.bom, _ABOVE[cell.entry.effect]
    if _must(cell, cell.facts):
        outcome = above
    elif high is None:
        outcome = Outcome.NO_DATA if _may(cell, cell.facts) else Outcome.BELOW
    else:
        untold = any(bom.constituents.amount[f.constituent] == Amount.UNKNOWN for f in cell.facts)
        outcome = Outcome.POSSIBLE if untold or cell.is_beyond(high) else Outcome.BELOW
    if cell.entry.intentional:
        outcome = _by_intention(cell, outcome, above)
    return Outcome.POSSIBLE if outcome is above and is_unplaced(cell) else outcome


def is_unplaced(cell: Cell) -> bool:
    """A mixture that is not yet part of an article, a material around which none was declared."""
    kind = cell.bom.nodes.kind[cell.node]
    if kind == Kind.MIXTURE:
        return True
    return bool(kind == Kind.MATERIAL) and not is_of(cell.bom, cell.entry.level, cell.node)


def _by_intention(cell: Cell, outcome: Outcome, above: Outcome) -> Outcome:
    if any(fact.intentional == 1 and fact.substance is not None for fact in cell.facts):
        return above
    silent = any(fact.intentional == -1 for fact in cell.facts)
    return Outcome.POSSIBLE if silent and outcome is Outcome.BELOW else outcome


def holds_all(cell: Cell) -> bool:
    """Whether the facts stand in every material of a node that has no mass of its own."""
    first, last = cell.bom.children[cell.node], cell.bom.children[cell.node + 1]
    held = set(cell.bom.usages.child[first:last].tolist())
    return held == {fact.material for fact in cell.facts} and cell.mass is None


def _must(cell: Cell, facts: tuple[Fact, ...]) -> bool:
    """Whether some facts breach for sure: over the greatest mass, or in each material alone."""
    low = cell.share(facts, high=False)
    if low is not None and cell.is_beyond(low):
        return True
    if {fact.material for fact in facts} != {fact.material for fact in cell.facts}:
        return False
    alone = _alone(facts, high=False).values()
    return holds_all(cell) and all(share is not None and cell.is_beyond(share) for share in alone)


def _may(cell: Cell, facts: tuple[Fact, ...]) -> bool:
    """Whether some facts may breach: a material alone, or what has a mass by itself."""
    amounts = {one.amount for one in facts}
    high = cell.share(facts, high=True)
    if high is not None and Amount.UNKNOWN not in amounts:
        return cell.is_beyond(high)
    weighed = [one for one in facts if cell.share([one], high=True) is not None]
    shares = (*_alone(facts, high=True).values(), cell.share(weighed, high=True))
    beyond = any(share is not None and cell.is_beyond(share) for share in shares)
    return beyond or amounts != {Amount.SHARE} or _must(cell, facts)


def _alone(facts: Iterable[Fact], *, high: bool) -> dict[int, Fraction | None]:
    """Counted share of each material by itself; None where only a mass was told."""
    sums: dict[int, Fraction | None] = {}
    for fact in facts:
        share = fact.high if high else fact.low
        before = sums.get(fact.material, Fraction(0))
        sums[fact.material] = None if share is None or before is None else before + share
    return sums


def excused(cell: Cell, outcome: Outcome) -> tuple[Outcome, tuple[Ruling, ...]]:
    """The outcome once the exemptions are heard that were claimed for what counts."""
    if outcome not in (Outcome.EXCEEDED, *_UNDECIDED):
        return outcome, ()
    rulings: dict[tuple[bool, str, str, str], Ruling] = {}
    rest, sure = list(cell.facts), list(cell.facts)
    for fact in cell.facts:
        own = rulings_on(cell, fact)
        rulings |= {(bool(r.reason), r.exemption, r.list_id, r.reason): r for r in own}
        if any(not ruling.reason for ruling in own):
            rest.remove(fact)
        if any(not ruling.reason or ruling.is_open for ruling in own):
            sure.remove(fact)
    found = tuple(rulings[key] for key in sorted(rulings))
    if not found:
        return outcome, ()
    if len(rest) < len(cell.facts) and not (rest and _may(cell, tuple(rest))):
        return Outcome.EXEMPT, found
    if outcome in _UNDECIDED:
        return outcome, found
    if len(sure) < len(cell.facts) and not (sure and _must(cell, tuple(sure))):
        return Outcome.POSSIBLE, found
    return Outcome.EXEMPTION_INVALID, found


def rulings_on(cell: Cell, fact: Fact) -> tuple[Ruling, ...]:
    """What became of every exemption claimed for a fact that the entry lets anybody claim."""
    claims = cell.bom.claims
    named = (
        cell.bom.exemptions[int(number)]
        for row, number in zip(claims.constituent, claims.exemption, strict=True)
        if row == fact.constituent
    )
    return tuple(_ruling(cell, one, fact) for one in named if one[0] in cell.entry.exemption_lists)


def _ruling(cell: Cell, claim: tuple[str, str], fact: Fact) -> Ruling:
    """A claim for a fact, held against the content of the fact's homogeneous material."""
    same = [one for one in cell.facts if one.material == fact.material]
    low = sum((one.low for one in same), Fraction(0))
    high = sum((one.factor if one.high is None else one.high for one in same), Fraction(0))
    return by_content(rule_on(claim, cell.entry, cell.rules), low, high)
