"""The engine against a second opinion that shares nothing with it but the question.

5 000 random structure files here; `make nightly` takes 100 000 (`CHEMGATE_ORACLE`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest

from bom.structures.arrays import structure_arrays
from bom.structures.structure import parse_structure
from engine.compile import compile_rules
from engine.evaluate import Evaluation, evaluate
from engine.judge import Question, judge
from engine.outcomes import Outcome
from engine.product import Product, product_of
from engine.rules import RuleSet
from tests.oracle import Told, told
from tests.strategies import seeded
from tests.written_catalog import written_catalog
from tests.written_law import AS_OF, DEHP, LAW
from tests.written_trees import random_tree

STRUCTURES = int(os.environ.get("CHEMGATE_ORACLE", "5000"))
SHARES_OF_WORK = 10
DAYS = (AS_OF, AS_OF, date(2024, 5, 31), date(2020, 12, 1), date(2026, 1, 1))
CATALOG = written_catalog()
RULES: dict[tuple[date, str], RuleSet] = {}
Tree = dict[str, Any]


def rules_of(day: date, category: str) -> RuleSet:
    if (day, category) not in RULES:
        RULES[day, category] = compile_rules(
            CATALOG, tuple(LAW.entries), as_of=day, categories=frozenset({category})
        )
    return RULES[day, category]


def engine_told(tree: Tree, day: date, category: str) -> Told:
    """What the engine says, in the oracle's words."""
    found = structure_arrays(parse_structure(json.dumps(tree)), CATALOG)
    evaluation = evaluate(found.arrays, rules_of(day, category))
    product = product_of(found.arrays, found.root, found.labels)
    verdict = judge(evaluation, product, Question(names=found.names, tonnes=found.tonnes))
    return Told(
        cells=_cells(evaluation, product),
        statuses={one.list_id: one.status.value for one in verdict.lists},
        by_part={one.list_id: one.coverage.by_part for one in verdict.lists},
        duties={(one.duty, one.path, one.entry, one.substance) for one in verdict.duties},
    )


def _cells(evaluation: Evaluation, product: Product) -> dict[tuple[Any, str, str], str]:
    cells, entries = evaluation.line.cells, evaluation.line.rules.entries
    found = [
        ((product.path(node), entries[rule].list_id, entries[rule].id), Outcome(outcome).word)
        for node, rule, outcome in zip(
            cells.node.tolist(), cells.rule.tolist(), evaluation.outcomes.tolist(), strict=True
        )
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


def asked(rng: Random) -> tuple[Tree, date, str]:
    return random_tree(rng), rng.choice(DAYS), rng.choice(("1", "8"))


@pytest.mark.parametrize("share", range(SHARES_OF_WORK))
def test_the_engine_says_what_the_oracle_says(share: int) -> None:
    times = STRUCTURES // SHARES_OF_WORK
    for seed in range(share * times, (share + 1) * times):
        tree, day, category = asked(seeded(seed))
        assert engine_told(tree, day, category) == told(tree, LAW, day, category), f"seed {seed}"


def test_the_random_structures_come_to_every_outcome_and_every_status() -> None:
    outcomes, statuses, duties = set(), set(), set()
    for seed in range(600):
        found = told(*asked(seeded(seed))[:1], LAW, *asked(seeded(seed))[1:])
        outcomes |= set(found.cells.values())
        statuses |= set(found.statuses.values())
        duties |= {duty for duty, *_ in found.duties}
    assert outcomes == {"below", "exempt", "declare", "controlled", "possible", "no_data",
                        "exemption_invalid", "exceeded"}  # fmt: skip
    assert statuses == {"non_compliant", "unknown", "compliant_with_exemption", "compliant"}
    assert duties == {"reach_art33", "scip", "reach_art7_2", "company_controlled"}


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row | {"percent": "0.1000000000001"},
        lambda row: row | {"percent": {"min": "0", "max": "0.2"}},
        lambda row: row | {"percent": "3", "exemption": "any"},
    ],
    ids=["a hair above", "a range around it", "an exemption"],
)
def test_the_oracle_is_no_echo_and_sees_each_change(change: Callable[[Tree], Tree]) -> None:
    def tree(row: Tree) -> Tree:
        material = {"id": "m", "substances": [row]}
        part = {"part_number": "p", "materials": [material]}
        return {"declared": {"full_material_declaration": True}, "part": part}

    row = {"cas": "7439-92-1", "percent": "0.1"}
    cell = (("p", "m"), "eu-rohs", "lead")
    before, after = (told(tree(one), LAW, AS_OF, "1").cells[cell] for one in (row, change(row)))
    assert before == "below"
    assert after in {"exceeded", "possible", "exempt"}


def test_a_clean_row_without_a_mass_never_takes_back_what_the_weighed_ones_may_hold() -> None:
    # The article says that it weighs less than its material does: the stated mass stands.
    heavy = {"id": "heavy", "mass": {"value": "100", "unit": "g"},
             "substances": [{"cas": DEHP, "percent": {"min": "0", "max": "0.09"}}]}  # fmt: skip
    clean = {"id": "clean", "substances": [{"cas": DEHP, "percent": "0"}]}
    part = {"part_number": "p", "mass": {"value": "10", "unit": "g"}, "materials": [heavy, clean]}
    tree = {"format": "chemgate-structure/1", "declared": {"full_material_declaration": True},
            "part": part}  # fmt: skip
    found = engine_told(tree, AS_OF, "1")
    assert found.cells[("p",), "eu-reach-candidate-list", "dehp"] == "no_data"
    assert found.statuses["eu-reach-candidate-list"] == "unknown"
