"""The second, slow, honest run: one cell by fractions and plain recursion, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from engine.arrays import UNIDENTIFIED, Amount, BomArrays, Kind
from engine.context import placed
from engine.exemptions import Ruling, rule_on
from engine.outcomes import Outcome
from engine.recount import Fact, facts_of, is_judged_here, mass_of, share_of
from engine.rules import RuleSet
from regulations.model import Breached, Effect, Entry, Level
from regulations.quantities import decimal_text

__all__ = ["Explanation", "explain"]

_ABOVE = {
    Effect.RESTRICT: Outcome.EXCEEDED,
    Effect.DECLARE: Outcome.DECLARE,
    Effect.CONTROL: Outcome.CONTROLLED,
    Effect.INFORM: Outcome.INFORM,
    Effect.REVIEW: Outcome.POSSIBLE,
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Outcome of one (node, entry) with everything it rests on.

    Attributes:
        share_low, share_high: over the node's denominator, 1 = all; None where unknowable.
        denominator: nanograms; None where no mass is known.
        rulings: what became of the exemptions claimed.
        steps: the reasoning in sentences, in order.
    """

    outcome: Outcome
    facts: tuple[Fact, ...]
    share_low: Fraction | None
    share_high: Fraction | None
    denominator: Fraction | None
    rulings: tuple[Ruling, ...]
    steps: tuple[str, ...]


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
        return Explanation(Outcome.NOT_PRESENT, (), None, None, None, (), ("nothing declared",))
    denominator = mass_of(bom, node)
    low = share_of(bom, node, facts, denominator, high=False)
    high = share_of(bom, node, facts, denominator, high=True)
    cell = _Cell(bom, rules, entry, _Limit(threshold.fraction, threshold.breached), node, facts)
    outcome = _compared(cell, low, high)
    outcome, rulings = _excused(cell, outcome, low)
    outcome = placed(outcome, entry, bom.context, node)
    steps = (*_derived(cell), *_steps(cell, low, high, rulings, outcome))
    return Explanation(outcome, facts, low, high, denominator, rulings, steps)


_UNDECIDED = (Outcome.POSSIBLE, Outcome.NO_DATA)


@dataclass(frozen=True, slots=True)
class _Limit:
    fraction: Fraction
    breached: Breached

    def is_beyond(self, share: Fraction) -> bool:
        at = self.breached is Breached.AT_OR_ABOVE
        return share >= self.fraction if at else share > self.fraction


@dataclass(frozen=True, slots=True)
class _Cell:
    bom: BomArrays
    rules: RuleSet
    entry: Entry
    limit: _Limit
    node: int
    facts: tuple[Fact, ...]


def _compared(cell: _Cell, low: Fraction | None, high: Fraction | None) -> Outcome:
    bom, above = cell.bom, _ABOVE[cell.entry.effect]
    if low is not None and cell.limit.is_beyond(low):
        outcome = above
    elif low is None or high is None:
        outcome = Outcome.BELOW if _none_reaches(cell) else Outcome.NO_DATA
    else:
        untold = any(bom.constituents.amount[f.constituent] == Amount.UNKNOWN for f in cell.facts)
        outcome = Outcome.POSSIBLE if untold or cell.limit.is_beyond(high) else Outcome.BELOW
    if cell.entry.intentional:
        outcome = _by_intention(cell, outcome, above)
    return Outcome.POSSIBLE if outcome is above and _is_unplaced(cell) else outcome


def _is_unplaced(cell: _Cell) -> bool:
    """A mixture that is not yet part of an article, a material around which none was declared."""
    kind = cell.bom.nodes.kind[cell.node]
    if kind == Kind.MIXTURE:
        return True
    bare = kind == Kind.MATERIAL and not cell.bom.nodes.is_article[cell.node]
    return cell.entry.level is Level.ARTICLE and bare


def _by_intention(cell: _Cell, outcome: Outcome, above: Outcome) -> Outcome:
    constituents = cell.bom.constituents
    told = [
        (int(constituents.intentional[row]), int(constituents.substance[row]))
        for row in (fact.constituent for fact in cell.facts)
    ]
    if any(purpose == 1 and substance != UNIDENTIFIED for purpose, substance in told):
        return above
    silent = any(purpose == -1 for purpose, _ in told)
    return Outcome.POSSIBLE if silent and outcome is Outcome.BELOW else outcome


def _none_reaches(cell: _Cell) -> bool:
    """Whether no material of the article reaches the limit, nor what has a mass by itself."""
    sums: dict[int, Fraction] = {}
    for fact in cell.facts:
        if fact.high is None:
            return False
        sums[fact.material] = sums.get(fact.material, Fraction(0)) + fact.high
    weighed = tuple(fact for fact in cell.facts if fact.mass is not None)
    told = share_of(cell.bom, cell.node, weighed, mass_of(cell.bom, cell.node), high=True)
    return not any(cell.limit.is_beyond(share) for share in (*sums.values(), told or Fraction(0)))


def _excused(
    cell: _Cell, outcome: Outcome, low: Fraction | None
) -> tuple[Outcome, tuple[Ruling, ...]]:
    if outcome not in (Outcome.EXCEEDED, *_UNDECIDED) or low is None:
        return outcome, ()
    high = _alone(cell, *cell.facts, high=True)
    rulings: dict[tuple[str, str], Ruling] = {}
    rest, least = Fraction(0), Fraction(0)
    claimed: list[Ruling] = []
    for fact in cell.facts:
        own = [_ruling(cell, claim, low, high) for claim in _claims(cell, fact.constituent)]
        rulings |= {(ruling.list_id, ruling.exemption): ruling for ruling in own}
        if not any(not ruling.reason for ruling in own):
            rest += _alone(cell, fact, high=True)
        if any(not ruling.reason or ruling.is_open for ruling in own):
            claimed += own
        else:
            least += _alone(cell, fact, high=False)
    if not rulings:
        return outcome, ()
    found = tuple(sorted(rulings.values(), key=lambda r: (bool(r.reason), r.exemption)))
    if any(not ruling.reason for ruling in found) and not cell.limit.is_beyond(rest):
        return Outcome.EXEMPT, found
    if outcome in _UNDECIDED:
        return outcome, found
    if claimed and not cell.limit.is_beyond(least):
        return Outcome.POSSIBLE, found
    return Outcome.EXEMPTION_INVALID, found


def _claims(cell: _Cell, constituent: int) -> list[tuple[str, str]]:
    claims = cell.bom.claims
    return [
        cell.bom.exemptions[int(number)]
        for row, number in zip(claims.constituent, claims.exemption, strict=True)
        if row == constituent and cell.bom.exemptions[int(number)][0] in cell.entry.exemption_lists
    ]


def _ruling(cell: _Cell, claim: tuple[str, str], low: Fraction, high: Fraction) -> Ruling:
    ruling = rule_on(claim, cell.entry, cell.rules)
    row = ruling.row
    if ruling.reason or row is None:
        return ruling
    if row.upper is not None and high > row.upper:
        reason = f"it allows up to {_ppm(row.upper)} ppm"
        return Ruling(*claim, row, reason, is_open=low <= row.upper)
    if row.lower is not None and low < row.lower:
        reason = f"it asks for at least {_ppm(row.lower)} ppm"
        return Ruling(*claim, row, reason, is_open=high >= row.lower)
    return ruling


def _alone(cell: _Cell, *facts: Fact, high: bool) -> Fraction:
    """Share of some facts; what was not told is all of its material, or all there is."""
    told = tuple(
        fact if fact.high is not None else replace(fact, high=fact.factor) for fact in facts
    )
    share = share_of(cell.bom, cell.node, told, mass_of(cell.bom, cell.node), high=high)
    return Fraction(1) if share is None else share


def _derived(cell: _Cell) -> tuple[str, ...]:
    """By what arithmetic the materials that count came out of mixtures."""
    materials = dict.fromkeys(fact.material for fact in cell.facts)
    told = cell.bom.provenance
    return tuple(step for material in materials for step in told.get(material, ()))


def _steps(
    cell: _Cell,
    low: Fraction | None,
    high: Fraction | None,
    rulings: tuple[Ruling, ...],
    outcome: Outcome,
) -> tuple[str, ...]:
    side = "at or above" if cell.limit.breached is Breached.AT_OR_ABOVE else "above"
    counted = ", ".join(_counted(cell, fact) for fact in cell.facts)
    steps = [
        f"counts {cell.entry.element or cell.entry.name}: {counted}",
        f"divides by the {cell.entry.level.value.replace('_', ' ')}",
        f"finds {_between(low, high)}",
        f"compares with {_ppm(cell.limit.fraction)} ppm, breached {side} it",
    ]
    for ruling in rulings:
        until = f", ends {ruling.row.expires_on}" if ruling.row and ruling.row.expires_on else ""
        fails = "may not hold" if ruling.is_open else "does not hold"
        verdict = f"{fails}: {ruling.reason}" if ruling.reason else f"holds{until}"
        steps.append(f"exemption {ruling.exemption} ({ruling.list_id}) {verdict}")
    steps.append(f"concludes {outcome.word}: {cell.entry.citation}")
    return tuple(steps)


def _counted(cell: _Cell, fact: Fact) -> str:
    number = int(cell.bom.constituents.substance[fact.constituent])
    name = "unidentified" if number == UNIDENTIFIED else str(cell.bom.substances[number])
    factor = "" if fact.factor == 1 else f" × {decimal_text(fact.factor)}"
    return f"{name}{factor}"


def _between(low: Fraction | None, high: Fraction | None) -> str:
    if low is None or high is None:
        return "no ratio, because a mass is missing"
    if low == high:
        return f"{_ppm(low)} ppm"
    return f"{_ppm(low)} to {_ppm(high)} ppm"


def _ppm(share: Fraction) -> str:
    return decimal_text(share * 10**6, digits=12)
