"""The whole portfolio against every bundled list, beside a recursive query for some of its parts.

Guards against a Python loop over parts: with one, the query wins. How much slower the query is
depends on what is below a part, 33 nodes on average here; the arrays judge every node once.
`CHEMGATE_BENCH=1` takes more rounds, and a hundred thousand parts.
"""

from __future__ import annotations

import os
import sys
import time
from types import FrameType
from typing import Any

import numpy as np
import pytest

from engine.arrays import BomArrays
from engine.compile import compile_rules
from engine.evaluate import Evaluation, evaluate
from engine.exact import IntArray
from engine.outcomes import Outcome, Status, statuses_of
from engine.rules import RuleSet
from regulations.catalog import bundled

from .portfolio import AS_OF, portfolio
from .recursive_sql import load, status_of_part

PARTS, ASKED, ROUNDS = (
    (100_000, 1_000, 15) if os.environ.get("CHEMGATE_BENCH") else (20_000, 500, 3)
)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return compile_rules(bundled(), bundled().binding(), as_of=AS_OF)


@pytest.fixture(scope="module")
def large() -> tuple[BomArrays, IntArray]:
    return portfolio(PARTS)


def words(evaluation: Evaluation, nodes: IntArray) -> list[Status]:
    """Overall status of some nodes: the worst over the lists."""
    worst = statuses_of(evaluation.flags[nodes]).max(axis=1)
    return [tuple(Status)[number] for number in worst.tolist()]


def test_a_portfolio_is_judged_as_a_recursive_query_judges_it(
    benchmark: Any, large: tuple[BomArrays, IntArray], rules: RuleSet
) -> None:
    bom, parts = large
    evaluation = benchmark.pedantic(evaluate, (bom, rules), rounds=ROUNDS, warmup_rounds=1)
    asked = np.random.default_rng(1).choice(parts, ASKED, replace=False)
    database = load(bom, rules)
    started = time.perf_counter()
    answers = [status_of_part(database, node) for node in asked.tolist()]
    per_part = (time.perf_counter() - started) / ASKED
    assert words(evaluation, asked) == answers
    assert len(set(answers)) == 3
    benchmark.extra_info["constituents"] = len(bom.constituents)
    benchmark.extra_info["sql_ms_per_part"] = round(per_part * 1000, 3)
    if benchmark.stats is not None:
        ratio = per_part / (benchmark.stats.stats.median / PARTS)
        benchmark.extra_info["times_faster_per_part"] = round(ratio)
        assert ratio > 5


def test_the_portfolio_has_ties_and_all_kinds_of_answers(
    large: tuple[BomArrays, IntArray], rules: RuleSet
) -> None:
    bom, parts = large
    evaluation = evaluate(bom, rules)
    at_limit = evaluation.compared.shares.high == rules.limit[evaluation.line.cells.rule]
    assert np.count_nonzero(at_limit) > PARTS // 100
    found = {Outcome(number) for number in np.unique(evaluation.outcomes).tolist()}
    assert {Outcome.BELOW, Outcome.POSSIBLE, Outcome.DECLARE, Outcome.EXCEEDED} <= found
    assert len(set(words(evaluation, parts))) == 3


def calls_of(bom: BomArrays, rules: RuleSet) -> int:
    """Python functions called by one evaluation."""
    count = 0

    def counting(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        evaluate(bom, rules)
    finally:
        sys.setprofile(before)
    return count


def test_ten_times_the_parts_take_hardly_more_python(
    rules: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Ties are decided one by one on purpose; without them nothing may grow with the parts.
    monkeypatch.setattr("tests.benchmarks.portfolio.TIES", 0.0)
    few, many = (calls_of(portfolio(parts)[0], rules) for parts in (2_000, 20_000))
    assert many < 1.1 * few + 500
