"""A trace holds all that its outcome rests on: a checker that knows only the JSON agrees.

600 random cells here; `make nightly` takes 10 000 (`CHEMGATE_TRACES`).
"""

from __future__ import annotations

import json
import os

from api.wire.trace import trace_json
from engine.cases import case_of
from engine.outcomes import Outcome
from tests.strategies import random_draft, seeded
from tests.toy_law import AS_OF
from tests.trace_checker import recomputed

from .outcomes import RULES, judged

CELLS = int(os.environ.get("CHEMGATE_TRACES", "600"))


def test_a_checker_that_knows_only_the_trace_comes_to_the_same_outcome() -> None:
    checked, seen, seed = 0, set(), 0
    while checked < CELLS:
        evaluation, product = judged(random_draft(seeded(seed)))
        cells = evaluation.line.cells
        for cell in range(len(cells)):
            if not product.inside[cells.node[cell]]:
                continue
            case = case_of(evaluation, product, cell, {}, explained=True)
            trace = json.loads(json.dumps(trace_json(case, "1")))
            outcome = recomputed(trace, AS_OF.isoformat(), set(RULES.categories))
            told = Outcome(int(evaluation.outcomes[cell])).word
            assert outcome == told == trace["outcome"], f"seed {seed} cell {cell}"
            seen.add(told)
            checked += 1
        seed += 1
    assert seen >= {"below", "exempt", "declare", "controlled", "possible", "no_data",
                    "exemption_invalid", "exceeded"}  # fmt: skip


def test_a_trace_that_was_tampered_with_no_longer_comes_to_its_outcome() -> None:
    evaluation, product = judged(random_draft(seeded(1)))
    outcomes = evaluation.outcomes.tolist()
    cell = next(
        place
        for place, outcome in enumerate(outcomes)
        if outcome == Outcome.EXCEEDED and product.inside[evaluation.line.cells.node[place]]
    )
    trace = trace_json(case_of(evaluation, product, cell, {}, explained=True), "1")
    for counted in trace["counted"]:
        counted["exact"] |= {"low": "0", "high": "0", "least_ng": None, "most_ng": None}
        counted["intentionally_added"] = False
    assert recomputed(trace, AS_OF.isoformat(), set(RULES.categories)) == "below"
