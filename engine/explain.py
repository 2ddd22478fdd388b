"""The second, slow, honest run: one cell by fractions and plain recursion, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from engine.arrays import BomArrays
from engine.context import placed
from engine.fact import Fact
from engine.outcomes import Outcome
from engine.reasons import nothing_declared, reasons_of
from engine.recheck import Cell, compared, excused, holds_all, is_unplaced, rulings_on
from engine.recount import facts_of, is_judged_here
from engine.reweigh import mass_of, most_of
from engine.rules import RuleSet
from engine.rulings import Ruling
from regulations.context import Fit, fit
from regulations.sentences import Saying

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Outcome of one (node, entry) with everything it rests on.

    Attributes:
        node: the denominator.
        bare: the outcome before the use and matter of the thing were looked at.
        fit: whether the law holds for what was told of them.
        share_low, share_high: over the node's denominator, 1 = all; None where unknowable.
        denominator: nanograms; None where no mass is known.
        most: nanograms that the node weighs at most; None where nothing bounds it.
        is_unplaced: no article or other denominator of the level was declared around it.
        holds_all: the facts stand in every material of a node without a mass.
        rulings: what became of the exemptions claimed.
        claimed: the same by fact.
        reasons: the reasoning in sentences, in order, in any language.
    """

    node: int
    outcome: Outcome
    bare: Outcome
    facts: tuple[Fact, ...]
    fit: Fit = Fit.APPLIES
    share_low: Fraction | None = None
    share_high: Fraction | None = None
    denominator: Fraction | None = None
    most: Fraction | None = None
    is_unplaced: bool = False
    holds_all: bool = False
    rulings: tuple[Ruling, ...] = ()
    claimed: tuple[tuple[Ruling, ...], ...] = ()
    reasons: tuple[Saying, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The reasons in English."""
        return tuple(reason.message for reason in self.reasons)


def explain(bom: BomArrays, rules: RuleSet, node: int, rule: int) -> Explanation:
    """Recompute one cell.

    Args:
        bom: the structure.
        rules: the rules of the day.
        node: the denominator: a material, or an article.
        rule: number of the rule.
    """
    entry, threshold = rules.entries[rule], rules.thresholds[rule]
    facts = tuple(facts_of(bom, rules, entry, node))
    if not is_judged_here(bom, entry, node, facts):
        nothing = Outcome.NOT_PRESENT
        return Explanation(node, nothing, nothing, (), reasons=(nothing_declared(),))
    mass, most = mass_of(bom, node), most_of(bom, node)
    cell = Cell(bom, rules, entry, threshold, node, facts, mass, most)
    low, high = (cell.share(facts, high=end) for end in (False, True))
    bare, rulings = excused(cell, compared(cell))
    outcome = placed(bare, entry, bom.context, node)
    return Explanation(
        node,
        outcome,
        bare,
        facts,
        fit(entry.context, bom.context.get(node, frozenset()), unless=entry.unless),
        low,
        high,
        mass,
        most,
        is_unplaced(cell),
        holds_all(cell),
        rulings,
        tuple(rulings_on(cell, fact) for fact in facts),
        reasons_of(cell, (low, high), rulings, outcome),
    )
