"""Cases in which nothing was found: why it is believed, how far, and what is not law yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.evidence import Answer, Evidence
from engine.judge import Question, judge
from engine.outcomes import Outcome
from engine.product import product_of
from engine.rules import RuleSet
from engine.verdict import Case
from regulations.model import Entry, Threshold, Trust
from tests.strategies import Draft, UsageDraft
from tests.toy_law import AS_OF, LEAD, toy_catalog

from .test_scope_and_limits import ARTICLE, MATERIAL, row

LAW, PB, CD = "toy-law", ("toy-law", "lead"), ("toy-law", "cd")


def law(*limits: Threshold, trust: Trust = Trust.D) -> RuleSet:
    """Lead as it stands, and cadmium with other limits."""
    toy = toy_catalog()
    lead, cadmium, *_ = toy.lists[LAW].entries
    entries = (lead, replace(cadmium, thresholds=limits or cadmium.thresholds))
    trusted = tuple(_trusted(one, trust) for one in entries)
    lists = {**toy.lists, LAW: replace(toy.lists[LAW], entries=trusted)}
    return compile_rules(toy.with_lists(lists), [LAW], as_of=AS_OF)


def _trusted(entry: Entry, trust: Trust) -> Entry:
    limits = tuple(replace(one, trust=trust) for one in entry.thresholds)
    return replace(entry, source=replace(entry.source, trust=trust), thresholds=limits)


def limits_from(*days: date) -> Sequence[Threshold]:
    (limit,) = toy_catalog().lists[LAW].entries[1].thresholds
    return [replace(limit, in_force_from=day) for day in days]


def cases(
    rules: RuleSet, evidence: Evidence, *answers: Answer, explain: bool = True, lead: str = "0"
) -> list[Case]:
    rows = [row(1, LEAD, lead)] if lead != "0" else []
    bom, new = Draft([ARTICLE, MATERIAL], [UsageDraft(0, 1)], rows, (evidence,)).arrays()
    bom = replace(bom, answers=tuple(replace(one, node=int(new[0])) for one in answers))
    product = product_of(bom, int(new[0]), ["m", "p"])
    return list(judge(evaluate(bom, rules), product, Question(explain=explain)).cases)


def test_what_is_not_law_yet_is_told_with_its_first_day() -> None:
    later = law(*limits_from(date(2031, 1, 1), date(2030, 1, 1)))
    found = {one.entry.id: one for one in cases(later, Evidence(full_material=True))}
    assert (found["cd"].outcome, found["cd"].basis) == (Outcome.NOT_APPLICABLE, "law")
    assert found["cd"].reason == (
        "not in force on 2024-06-01 for this product; first limit 2030-01-01"
    )
    assert (found["lead"].outcome, found["lead"].basis) == (Outcome.NOT_PRESENT, "silence")


def test_nobody_who_does_not_ask_is_told_of_what_was_not_found() -> None:
    assert cases(law(), Evidence(full_material=True), explain=False) == []


@pytest.mark.parametrize("trust", [Trust.A, Trust.D, Trust.K])
def test_an_answer_is_trusted_like_an_answer_and_silence_like_the_law(trust: Trust) -> None:
    told = Evidence(full_material=True, told="all", below=((PB, "lead below"),))
    found = {one.entry.id: one for one in cases(law(trust=trust), told)}
    assert (found["cd"].trust, found["cd"].reason) == (trust, "all")
    assert (found["lead"].trust, found["lead"].reason) == (max(trust, Trust.D), "lead below")


@pytest.mark.parametrize("lead", ["0.0001", "0.5"])
def test_what_was_found_or_answered_above_is_never_told_as_absent(lead: str) -> None:
    everything = Evidence(full_material=True, above=frozenset({CD}))
    above = Answer(0, CD, has_composition=False)
    found = cases(law(), everything, above, lead=lead)
    assert sorted(one.entry.id for one in found) == ["cd", "lead"]
    assert Outcome.NOT_PRESENT not in {one.outcome for one in found}
