"""From an evaluation to the verdict on one product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np

from engine.arrays import NOBODY, NOTHING_DECLARED, BoolArray, Evidence, Kind
from engine.cases import case_of, stated_case, unseen_cases
from engine.coverage import Known, known_units, least, list_coverage
from engine.duties import by_every_number, duties_of, tonnage_gaps
from engine.evaluate import Evaluation
from engine.outcomes import TOLD, Outcome, status_of, worst_status
from engine.product import Product
from engine.statements import Denial
from engine.verdict import Case, Conflict, Duty, Gap, ListVerdict, PartVerdict
from regulations.quantities import decimal_text
from regulations.substances import SubstanceId

__all__ = ["Question", "judge"]

_PARTS_PER_MILLION: Final = 10**6
_EXPLAINED: Final = (*TOLD, Outcome.BELOW)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a product besides the law of the day.

    Attributes:
        explain: also cases that came out clean, and the reasoning of each.
        tonnes: tonnes per year by substance, for Art. 7(2).
        names: names of declared substances.
        gaps: what the source of the structure already knows to be ambiguous.
    """

    explain: bool = False
    tonnes: Mapping[SubstanceId, Fraction] = field(default_factory=dict)
    names: Mapping[SubstanceId, str] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    assumptions: tuple[str, ...] = ()


def judge(evaluation: Evaluation, product: Product, question: Question) -> PartVerdict:
    """The verdict on one product: every number from the evaluation, every word from the law."""
    rules = evaluation.line.rules
    known = known_units(evaluation, product)
    lists = tuple(_lists(evaluation, product, known))
    # A tonnage given for one number of a substance holds for all of them.
    tonnes = by_every_number(question.tonnes, rules.identity)
    cases = tuple(_sorted(_cases(evaluation, product, question)))
    duties = tuple(_distinct(duties_of(cases, rules.as_of, tonnes)))
    gaps = (
        *_gaps(evaluation, product, known),
        *question.gaps,
        *tonnage_gaps(cases, rules.as_of, tonnes),
    )
    counted = [one for one in lists if one.binding] or list(lists)
    return PartVerdict(
        as_of=rules.as_of,
        status=worst_status([one.status for one in counted]),
        coverage=least([one.coverage for one in counted]),
        lists=lists,
        cases=cases,
        duties=duties,
        gaps=tuple(dict.fromkeys(gaps)),
        conflicts=tuple(_conflicts(evaluation, product)),
        assumptions=question.assumptions,
        names=question.names,
    )


def _lists(evaluation: Evaluation, product: Product, known: Known) -> Iterator[ListVerdict]:
    rules = evaluation.line.rules
    for position, list_id in enumerate(rules.lists):
        yield ListVerdict(
            list_id,
            rules.versions[list_id],
            status_of(int(evaluation.flags[product.root, position])),
            list_coverage(evaluation, product, known, position),
            rules.catalog.get(list_id).binding,
        )


def _cases(evaluation: Evaluation, product: Product, question: Question) -> Iterator[Case]:
    told = _EXPLAINED if question.explain else TOLD
    inside = product.inside[evaluation.line.cells.node]
    for cell in np.flatnonzero(inside & np.isin(evaluation.outcomes, told)).tolist():
        yield case_of(evaluation, product, cell, question.names, explained=question.explain)
    for statement in evaluation.statements:
        if product.inside[statement.answer.node]:
            yield stated_case(evaluation, product, statement)
    if question.explain:
        yield from unseen_cases(evaluation, product)


def _sorted(cases: Iterator[Case]) -> list[Case]:
    """Worst first; then by list, entry and path, so that equal inputs give equal bytes."""
    return sorted(cases, key=lambda c: (-c.outcome, c.list_id, c.entry.id, c.path))


def _distinct(duties: Iterator[Duty]) -> list[Duty]:
    """One per (article, substance, duty), with the greatest share found there."""
    found: dict[tuple[str, tuple[str, ...], str, str, str], Duty] = {}
    for duty in duties:
        key = (duty.duty, duty.path, duty.list_id, duty.entry, duty.substance)
        kept = found.get(key)
        if kept is None or (duty.share or 0) > (kept.share or 0):
            found[key] = duty
    return [found[key] for key in sorted(found)]


def _gaps(evaluation: Evaluation, product: Product, known: Known) -> Iterator[Gap]:
    bom, rules = product.bom, evaluation.line.rules
    for unit in known.units.tolist():
        evidence = int(bom.nodes.evidence[unit])
        outcome, reason = "not_covered", ""
        if bom.nodes.kind[unit] == Kind.MIXTURE:
            outcome, reason = "no_data", _of_mixture(product, unit)
        elif evidence == NOTHING_DECLARED:
            outcome, reason = "no_data", "nobody declared this part"
        else:
            reason = bom.evidences[evidence].told or "the declaration names no list"
        silent = ~evaluation.covered[NOTHING_DECLARED if outcome == "no_data" else evidence]
        told = NOBODY if outcome == "no_data" else bom.evidences[evidence]
        for position, list_id in enumerate(rules.lists):
            of_list = rules.list_of == position
            entries = int((silent & of_list).sum())
            if entries:
                why = _answered(reason, told, silent, of_list)
                yield Gap(product.path(unit), outcome, list_id, entries, why)
    yield from _massless(evaluation, product)


def _answered(reason: str, told: Evidence, silent: BoolArray, of_list: BoolArray) -> str:
    """A reason with how much of the list the declarant's own answers settle."""
    if not told.below and not told.above:
        return reason
    known = int((of_list & ~silent).sum())
    return f"{reason}; known are {known} of {int(of_list.sum())} entries"


def _of_mixture(product: Product, unit: int) -> str:
    """Why a mixture leaves everything open."""
    told = product.bom.provenance.get(unit)
    name = product.labels[unit]
    return "; ".join(told) if told else f"the mixture {name} needs a declared transfer to say more"


def _massless(evaluation: Evaluation, product: Product) -> Iterator[Gap]:
    cells, rules = evaluation.line.cells, evaluation.line.rules
    lacking = (evaluation.outcomes == Outcome.NO_DATA) & product.inside[cells.node]
    counts: defaultdict[tuple[tuple[str, ...], str], int] = defaultdict(int)
    for cell in np.flatnonzero(lacking).tolist():
        entry = rules.entries[int(cells.rule[cell])]
        counts[product.path(int(cells.node[cell])), entry.list_id] += 1
    for (path, list_id), entries in sorted(counts.items()):
        yield Gap(path, "no_data", list_id, entries, "a mass is missing that would decide")


def _conflicts(evaluation: Evaluation, product: Product) -> Iterator[Conflict]:
    """Both sides of the ledger: answered above and not found, answered below and found."""
    for statement in evaluation.statements:
        if not statement.is_conflict or not product.inside[statement.answer.node]:
            continue
        list_id, name = statement.answer.entry
        path = product.path(statement.answer.node)
        computed = "the composition holds nothing above the limit"
        yield Conflict(path, list_id, name, statement.answer.told, computed, statement.outcome)
    for denial in evaluation.denials:
        if product.inside[denial.node]:
            entry = evaluation.line.rules.entries[denial.rule]
            computed = _computed(evaluation, product, denial)
            yield Conflict(
                product.path(denial.node), entry.list_id, entry.id, denial.told, computed,
                denial.outcome,
            )  # fmt: skip


def _computed(evaluation: Evaluation, product: Product, denial: Denial) -> str:
    """What the composition says against an answer “below”, with number and place."""
    share = evaluation.line.share(denial.cell, high=False)
    limit = evaluation.line.rules.limits[denial.rule]
    path = product.path(int(evaluation.line.cells.node[denial.cell]))
    return f"{_ppm(share)} ppm in {' › '.join(path)}, limit {_ppm(limit)} ppm"


def _ppm(share: Fraction) -> str:
    return decimal_text(share * _PARTS_PER_MILLION, digits=6)
