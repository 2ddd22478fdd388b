"""One case of a verdict with its exact numbers, and the cases in which nothing was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import numpy as np

from engine.arrays import NOTHING_DECLARED, UNIDENTIFIED, Amount, Evidence, Kind
from engine.coverage import units_behind
from engine.evaluate import Evaluation
from engine.exemptions import Ruling, rulings_of
from engine.explain import explain
from engine.line import Line, Ratio
from engine.outcomes import Outcome
from engine.product import Product
from engine.relatives import rules_like
from engine.statements import Statement
from engine.verdict import Case, CaseSubstance
from regulations.context import Fit, fit
from regulations.model import Effect, Entry, Member, Threshold, Trust
from regulations.substances import SubstanceId

__all__ = ["case_of", "stated_case", "unseen_cases"]

_NOTHING: Final[Mapping[SubstanceId, Member]] = MappingProxyType({})


def case_of(
    evaluation: Evaluation,
    product: Product,
    cell: int,
    names: Mapping[SubstanceId, str],
    *,
    explained: bool,
) -> Case:
    """A cell with exact numbers; with the reasoning of the second run when asked."""
    line = evaluation.line
    node, rule = int(line.cells.node[cell]), int(line.cells.rule[cell])
    entry, threshold = line.rules.entries[rule], line.rules.thresholds[rule]
    outcome = Outcome(int(evaluation.outcomes[cell]))
    low, high = _ratios(evaluation, cell)
    rulings = rulings_of(line, cell) if entry.exemption_lists else ()
    is_weighed = not np.isnan(evaluation.compared.shares.high[cell])
    substances = tuple(_substances(line, cell, names, is_weighed=bool(is_weighed)))
    return Case(
        list_id=entry.list_id,
        entry=entry,
        threshold=threshold,
        outcome=outcome,
        path=product.path(node),
        substances=substances,
        low=None if low is None else low.share,
        high=None if high is None else high.share,
        numerator=None if low is None else low.numerator,
        denominator=line.masses.exact(node),
        ruling=_telling(rulings, outcome),
        basis="composition",
        trust=_trust(entry, threshold, _members(line, rule), substances),
        reason=_reason(line, cell, outcome, rulings),
        trace=explain(line.bom, line.rules, node, rule) if explained else None,
    )


def stated_case(evaluation: Evaluation, product: Product, statement: Statement) -> Case:
    """A case that rests on the supplier's own answer."""
    rules = evaluation.line.rules
    entry, threshold = rules.entries[statement.rule], rules.thresholds[statement.rule]
    outcome = Outcome.CONFLICT if statement.is_conflict else statement.outcome
    return Case(
        list_id=entry.list_id,
        entry=entry,
        threshold=threshold,
        outcome=outcome,
        path=product.path(statement.answer.node),
        substances=(),
        low=None,
        high=None,
        numerator=None,
        denominator=None,
        ruling=None,
        basis="answer",
        trust=max(Trust.D, _trust(entry, threshold)),
        reason=f"{statement.answer.told}; by itself: {statement.outcome.word}",
    )


def unseen_cases(evaluation: Evaluation, product: Product) -> Iterator[Case]:
    """`not_present` per (unit, entry) whose silence proves it; `not_applicable` per entry."""
    line, bom = evaluation.line, product.bom
    units = np.flatnonzero(product.inside & bom.nodes.is_unit)
    seen = _cells_by_unit(evaluation, product)
    seen |= {(statement.node, statement.rule) for statement in evaluation.statements}
    for unit in units.tolist():
        mixed = bom.nodes.kind[unit] == Kind.MIXTURE
        evidence = NOTHING_DECLARED if mixed else int(bom.nodes.evidence[unit])
        for rule in np.flatnonzero(evaluation.covered[evidence]).tolist():
            if (unit, rule) not in seen:
                yield _bare(line, rule, product.path(unit), bom.evidences[evidence])
    yield from _not_yet(evaluation, product)


def _not_yet(evaluation: Evaluation, product: Product) -> Iterator[Case]:
    rules = evaluation.line.rules
    judged = {(entry.list_id, entry.id) for entry in rules.entries}
    for list_id in rules.lists:
        for entry in rules.catalog.get(list_id).entries:
            if (list_id, entry.id) in judged or not entry.thresholds:
                continue
            first = min(threshold.in_force_from for threshold in entry.thresholds)
            yield Case(
                list_id, entry, entry.thresholds[0], Outcome.NOT_APPLICABLE,
                product.path(product.root), (), None, None, None, None, None,
                "law", _trust(entry, entry.thresholds[0]),
                f"not in force on {rules.as_of} for this product; first limit {first}",
            )  # fmt: skip


def _bare(line: Line, rule: int, path: tuple[str, ...], evidence: Evidence) -> Case:
    """`not_present`, by the declarant's own answer where he gave one."""
    entry, threshold = line.rules.entries[rule], line.rules.thresholds[rule]
    answer = dict(evidence.below).get((entry.list_id, entry.id))
    trust = _trust(entry, threshold)
    return Case(
        entry.list_id, entry, threshold, Outcome.NOT_PRESENT, path, (), None, None, None, None,
        None, "answer" if answer else "silence", max(Trust.D, trust) if answer else trust,
        answer or evidence.told,
    )  # fmt: skip


def _cells_by_unit(evaluation: Evaluation, product: Product) -> set[tuple[int, int]]:
    cells = evaluation.line.cells
    seen: set[tuple[int, int]] = set()
    for cell in np.flatnonzero(product.inside[cells.node]).tolist():
        rule = int(cells.rule[cell])
        seen |= {(unit, rule) for unit in units_behind(evaluation.line, product, cell)}
    return seen


def _ratios(evaluation: Evaluation, cell: int) -> tuple[Ratio | None, Ratio | None]:
    """Exact low and high; None where a mass is missing or the amount was not told."""
    line, shares = evaluation.line, evaluation.compared.shares
    low = None if np.isnan(shares.low[cell]) else line.ratio(cell, high=False)
    return low, line.ratio(cell, high=True) if np.isfinite(shares.high[cell]) else None


def _substances(
    line: Line, cell: int, names: Mapping[SubstanceId, str], *, is_weighed: bool
) -> Iterator[CaseSubstance]:
    rule = int(line.cells.rule[cell])
    members = _members(line, rule)
    found: dict[SubstanceId | None, CaseSubstance] = {}
    shown: dict[SubstanceId, SubstanceId] = {}
    for row in line.rows(cell):
        number = int(line.bom.constituents.substance[line.cells.constituent[row]])
        substance = None if number == UNIDENTIFIED else line.bom.substances[number]
        # Declared by its CAS number here and by its EC number there, it is still one substance.
        key = None if substance is None else line.rules.identity.chosen(substance)
        if substance is not None and key is not None:
            substance = shown[key] = min(substance, shown.get(key, substance))
        factor, mass = line.factor(cell, row), _mass(line, cell, row, is_weighed=is_weighed)
        before = found.get(key)
        if before is not None:
            mass = None if mass is None or before.mass is None else before.mass + mass
        member = None if substance is None else members.get(substance)
        name = "unidentified" if substance is None else member.name if member else ""
        if substance is not None:
            name = names.get(substance) or name
        found[key] = CaseSubstance(substance, name, mass, factor)
    yield from found.values()


def _mass(line: Line, cell: int, row: int, *, is_weighed: bool) -> Fraction | None:
    """Nanograms of the declared substance itself in one node, before any element factor."""
    node, constituent = int(line.cells.node[cell]), int(line.cells.constituent[row])
    weight = line.weight(node, row)
    # Without a weight of its own the material is all of the node, or it was never weighed.
    if weight is None and (is_weighed or line.bom.constituents.material[constituent] == node):
        weight = line.masses.exact(node)
    if weight is None or line.bom.constituents.amount[constituent] != Amount.SHARE:
        return None
    return weight * line.counted_share(cell, row, high=True) / line.factor(cell, row)


def _reason(line: Line, cell: int, outcome: Outcome, rulings: tuple[Ruling, ...]) -> str:
    """Why a case is open: the first of the causes that applies."""
    if outcome is not Outcome.POSSIBLE:
        return ""
    causes = (*_causes_of_place(line, cell), *_causes_of_law(line, cell), *_of_amount(line, cell))
    first = next((why for holds, why in causes if holds), "")
    if not first and any(ruling.is_open for ruling in rulings):
        return "the declared range holds the limit of the exemption"
    return first or "the declared range holds the limit"


_Causes = Iterator[tuple[bool, str]]


def _causes_of_place(line: Line, cell: int) -> _Causes:
    """What is unclear about where and what the cell counts."""
    rows, constituents = line.cells.constituent[line.rows(cell)], line.bom.constituents
    mixed = line.bom.nodes.kind[line.cells.node[cell]] == Kind.MIXTURE
    yield bool(mixed), "what of the mixture ends up in an article is not declared"
    yield bool(line.cells.bare[cell]), "no article is declared around the material"
    unidentified = bool(np.any(constituents.substance[rows] == UNIDENTIFIED))
    yield unidentified, "a declared substance is unidentified and may be this one"
    untold = bool(np.any(constituents.amount[rows] == Amount.UNKNOWN))
    yield untold, "it is present, the amount was not told"


def _causes_of_law(line: Line, cell: int) -> _Causes:
    """What the law leaves open, or asks about and nobody told."""
    entry = line.rules.entries[int(line.cells.rule[cell])]
    told = line.bom.context.get(int(line.cells.node[cell]), frozenset())
    like = "no member list names it, but its name says that it belongs to the group"
    yield _is_relative(line, cell), like
    reviewed = entry.effect is Effect.REVIEW
    yield reviewed, "numbers or conditions of this law are not in the data; it has to be looked at"
    is_open = fit(entry.context, told) is Fit.OPEN
    yield is_open, "the law is only for some uses or materials, and which this is was not told"


def _of_amount(line: Line, cell: int) -> _Causes:
    """What is unclear about how much counts."""
    paired = "its number is paired with this one in a register, but not with this one alone"
    yield _is_alike(line, cell), paired
    many = "it is named by a group, number of many or alloy that may hold this one"
    yield _stands_for_many(line, cell), many
    certain = bool(np.all(line.cells.certain[line.rows(cell)]))
    yield not certain, "how much of the element the declared compound holds is not known"


def _is_relative(line: Line, cell: int) -> bool:
    rule = int(line.cells.rule[cell])
    names = line.bom.names
    return any(
        rule in rules_like(line.rules, one, names.get(one, "")) for one in _known(line, cell)
    )


def _is_alike(line: Line, cell: int) -> bool:
    """Whether the cell counts a number that may be that of a member, and may not."""
    members, identity = _members(line, int(line.cells.rule[cell])), line.rules.identity
    others = (one for one in _known(line, cell) if one not in members)
    return any(not members.keys().isdisjoint(identity.perhaps(one)) for one in others)


def _stands_for_many(line: Line, cell: int) -> bool:
    """Whether the cell counts something that is no member of its entry, only kin of one."""
    members = _members(line, int(line.cells.rule[cell]))
    return any(substance not in members for substance in _known(line, cell))


def _known(line: Line, cell: int) -> list[SubstanceId]:
    """The substances behind a cell, without what no register knows."""
    numbers = line.bom.constituents.substance[line.cells.constituent[line.rows(cell)]]
    return [line.bom.substances[number] for number in numbers.tolist() if number != UNIDENTIFIED]


def _members(line: Line, rule: int) -> dict[SubstanceId, Member]:
    """Members of an entry by every number that they have."""
    own = {member.substance: member for member in line.rules.entries[rule].members}
    others = {
        number: member
        for listed, member in own.items()
        for number in line.rules.identity.numbers_of(listed)
    }
    return others | own


def _telling(rulings: tuple[Ruling, ...], outcome: Outcome) -> Ruling | None:
    """The claim that decided: the one that holds, or why none excuses all of what is declared."""
    if not rulings or outcome is not Outcome.EXEMPTION_INVALID:
        return rulings[0] if rulings else None
    failed = [ruling for ruling in rulings if ruling.reason]
    return failed[0] if failed else replace(rulings[0], reason="it is not claimed for the rest")


def _trust(
    entry: Entry,
    threshold: Threshold,
    members: Mapping[SubstanceId, Member] = _NOTHING,
    substances: tuple[CaseSubstance, ...] = (),
) -> Trust:
    """The weakest of everything the case rests on."""
    counted = [members.get(one.substance) for one in substances if one.substance]
    # A group or alloy counts by what it may hold: derived or from knowledge, so the weaker is said.
    trusts = [Trust.K if member is None else member.trust for member in counted]
    return max([entry.source.trust, threshold.trust, *trusts])
