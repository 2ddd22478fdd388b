"""Whom a list's newer versions hit; with `CHEMGATE_BENCH=1` over a million constituents.

Judging by both laws takes what `test_evaluate` measures, twice; comparing them must be small
beside it, so that a regulatory team can look as often as it likes.
"""

from __future__ import annotations

import os
import time
from datetime import date
from typing import Any

import pytest

from engine.compile import compile_rules
from engine.evaluate import Evaluation, evaluate
from engine.impact import Consequence, impact_of
from engine.rules import RuleSet
from regulations.catalog import bundled

from .portfolio import portfolio

PARTS, ROUNDS = (90_000, 15) if os.environ.get("CHEMGATE_BENCH") else (20_000, 3)
EARLIER, LATER = date(2015, 1, 1), date(2026, 2, 4)


def rules(day: date) -> RuleSet:
    return compile_rules(bundled(), bundled().binding(), as_of=day)


@pytest.fixture(scope="module")
def judged() -> tuple[Evaluation, Evaluation, float]:
    """Both evaluations, and the seconds that they took together."""
    bom, _ = portfolio(PARTS)
    laws = rules(EARLIER), rules(LATER)
    started = time.perf_counter()
    before, after = (evaluate(bom, law) for law in laws)
    return before, after, time.perf_counter() - started


def test_comparing_two_laws_costs_less_than_judging_by_them(
    benchmark: Any, judged: tuple[Evaluation, Evaluation, float]
) -> None:
    before, after, seconds = judged
    impact = benchmark.pedantic(impact_of, (before, after), rounds=ROUNDS, warmup_rounds=1)
    seen = {Consequence(number) for number in set(impact.consequence.tolist())}
    assert seen >= {Consequence.NEWLY_AFFECTED, Consequence.NEWLY_NOT_COVERED}
    assert len(impact.entries) > 100
    benchmark.extra_info["constituents"] = len(before.line.bom.constituents)
    benchmark.extra_info["seconds_to_judge_twice"] = round(seconds, 2)
    if benchmark.stats is not None:
        assert benchmark.stats.stats.median < seconds
