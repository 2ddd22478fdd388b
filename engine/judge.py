"""From an evaluation to the verdict on one product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

import numpy as np

from engine.cases import case_of, stated_case
from engine.coverage import Known, known_units, least, list_coverage
from engine.duties import by_every_number, duties_of, tonnage_gaps
from engine.equivalents import Place, choice_of
from engine.evaluate import Evaluation
from engine.gaps import gaps_of
from engine.outcomes import TOLD, Outcome, status_of, worst_status
from engine.product import Product
from engine.sources import Sources, Stated
from engine.statements import Denial, Statement
from engine.unseen import unseen_cases
from engine.unweighed import least_share
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
        sources: where the constituents were declared, for people who ask why.
        equivalents: places for which several parts may be meant.
        gaps: what the source of the structure already knows to be ambiguous.
    """

    explain: bool = False
    tonnes: Mapping[SubstanceId, Fraction] = field(default_factory=dict)
    names: Mapping[SubstanceId, str] = field(default_factory=dict)
    sources: Sources = field(default_factory=dict)
    equivalents: tuple[Place, ...] = ()
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
        *gaps_of(evaluation, product, known),
        *question.gaps,
        *tonnage_gaps(cases, rules.as_of, tonnes),
    )
    counted = [one for one in lists if one.binding] or list(lists)
    places = [place for place, one in enumerate(lists) if one in counted]
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
        choice=choice_of(evaluation, product, question.equivalents, places),
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
        case = case_of(evaluation, product, cell, question.names, explained=question.explain)
        yield replace(case, stated=_stated(product, case, question.sources))
    for statement in evaluation.statements:
        if product.inside[statement.answer.node]:
            yield stated_case(evaluation, product, statement)
    if question.explain:
        yield from unseen_cases(evaluation, product)


def _stated(product: Product, case: Case, sources: Sources) -> tuple[Stated | None, ...]:
    """Where each fact of a trace was declared; None where nobody knows."""
    if case.trace is None:
        return ()
    first = product.bom.contents
    return tuple(
        sources[fact.material][fact.constituent - int(first[fact.material])]
        if fact.material in sources
        else None
        for fact in case.trace.facts
    )


def _sorted(cases: Iterator[Case]) -> list[Case]:
    """Worst first; then by list, entry and path, so that equal inputs give equal bytes."""
    return sorted(cases, key=lambda c: (-c.outcome, c.list_id, c.entry.id, c.path))


def _distinct(duties: Iterator[Duty]) -> list[Duty]:
    """One per (article, substance, duty), with the greatest share found there."""
    rising = sorted(duties, key=lambda duty: duty.share or 0)
    found = {(one.duty, one.path, one.list_id, one.entry, one.substance): one for one in rising}
    return [found[key] for key in sorted(found)]


def _conflicts(evaluation: Evaluation, product: Product) -> Iterator[Conflict]:
    """Both sides of the ledger: answered above and not found, answered below and found."""
    for statement in evaluation.statements:
        if not statement.is_conflict or not product.inside[statement.answer.node]:
            continue
        yield _contradicted(evaluation, product, statement)
    for denial in evaluation.denials:
        if product.inside[denial.node]:
            entry = evaluation.line.rules.entries[denial.rule]
            yield Conflict(
                product.path(denial.node),
                entry.list_id,
                entry.id,
                denial.told,
                _computed(evaluation, product, denial),
                denial.outcome,
                denial.source,
            )


def _contradicted(evaluation: Evaluation, product: Product, statement: Statement) -> Conflict:
    """A statement “above” and what speaks against it."""
    answer, bom = statement.answer, evaluation.line.bom
    other = "the composition holds nothing above the limit"
    if not answer.has_composition:
        # Then only another paper can contradict it, and one that was declared.
        other = dict(bom.evidences[bom.nodes.evidence[answer.node]].below)[answer.entry]
    return Conflict(
        product.path(answer.node),
        *answer.entry,
        answer.told,
        other,
        statement.outcome,
        answer.source,
    )


def _computed(evaluation: Evaluation, product: Product, denial: Denial) -> str:
    """What the composition says against an answer “below”, with number and place."""
    share = least_share(evaluation.line, denial.cell)
    limit = evaluation.line.rules.limits[denial.rule]
    path = product.path(int(evaluation.line.cells.node[denial.cell]))
    return f"{_ppm(share)} ppm in {' › '.join(path)}, limit {_ppm(limit)} ppm"


def _ppm(share: Fraction) -> str:
    return decimal_text(share * _PARTS_PER_MILLION, digits=6)
