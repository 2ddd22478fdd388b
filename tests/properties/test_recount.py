"""The arrays against plain recursion in fractions: the same answer for every cell there can be.

Four thousand structures here; `make nightly` takes a hundred thousand (`CHEMGATE_STRUCTURES`).
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings

from engine.arrays import BomArrays
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.evidence import Evidence
from engine.explain import explain
from engine.outcomes import Outcome
from engine.rules import RuleSet
from regulations.catalog import bundled
from tests.strategies import Draft, drafts, random_draft, seeded

from .outcomes import RULES

STRUCTURES = int(os.environ.get("CHEMGATE_STRUCTURES", "1000"))
TOGETHER, SHARES_OF_WORK = 4, 4


def differences(bom: BomArrays, rules: RuleSet) -> list[tuple[int, str, str, str]]:
    """Every (node, rule) on which the two runs disagree, also where only one finds a cell."""
    evaluation = evaluate(bom, rules)
    cells = evaluation.line.cells
    found = np.full((len(bom.nodes), len(rules)), Outcome.NOT_PRESENT, dtype=np.int8)
    found[cells.node, cells.rule] = evaluation.outcomes
    return [
        (node, rules.entries[rule].id, Outcome(int(found[node, rule])).word, again.word)
        for node in range(len(bom.nodes))
        for rule in range(len(rules))
        if (again := explain(bom, rules, node, rule).outcome) != found[node, rule]
    ]


@pytest.mark.parametrize("share", range(SHARES_OF_WORK))
def test_thousands_of_random_structures_come_out_the_same_when_recounted(share: int) -> None:
    times = STRUCTURES // TOGETHER // SHARES_OF_WORK
    for seed in range(share * times, (share + 1) * times):
        bom, _ = random_draft(seeded(seed), parts=TOGETHER).arrays()
        assert differences(bom, RULES) == [], f"seed {seed}"


@given(drafts())
@settings(max_examples=40, deadline=None)
def test_any_structure_comes_out_the_same_when_recounted(draft: Draft) -> None:
    bom, _ = draft.arrays()
    assert differences(bom, RULES) == []


def test_random_structures_come_out_the_same_under_the_bundled_law() -> None:
    lists = bundled().binding()
    rules = compile_rules(bundled(), lists, as_of=date(2026, 11, 21))
    told = (Evidence(full_material=True), Evidence(), Evidence(), Evidence())
    for seed in range(12):
        draft = random_draft(seeded(seed))
        bom, _ = replace(draft, evidences=told).arrays()
        assert differences(bom, rules) == [], f"seed {seed}"
