"""A portfolio's bits against `evaluate` over the same arrays: equal for every part and list.

Some portfolios here; `CHEMGATE_PLANES` sets how many.
"""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np

from engine.arrays import BomArrays
from engine.compiled import is_available
from engine.evaluate import evaluate
from engine.outcomes import statuses_of
from engine.planes.backend import Backend
from engine.planes.judge import Judged, judge_portfolio
from engine.planes.law import law_of
from engine.planes.leaves import leaves_of
from engine.planes.plane import Plane, planes_of
from engine.rules import RuleSet
from tests.portfolios import odd_portfolio, random_law
from tests.strategies import random_draft, seeded
from tests.toy_law import toy_rules

PORTFOLIOS = int(os.environ.get("CHEMGATE_PLANES", "60"))
BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]


def judged_alike(bom: BomArrays, rules: RuleSet) -> Judged:
    """The portfolio, after every backend gave the bits that `evaluate` gives."""
    leaves = leaves_of(bom)
    law = law_of(rules, leaves)
    flags = evaluate(bom, rules).flags[leaves.parts.node]
    for backend in BACKENDS:
        judged = judge_portfolio(leaves, law, backend)
        assert np.array_equal(judged.planes.bits, planes_of(flags)), backend
    assert np.array_equal(judged.planes.statuses(), statuses_of(flags))
    return judged


def test_random_portfolios_get_the_bits_that_evaluate_gives_them() -> None:
    seen, plain, hard = 0, 0, 0
    for seed in range(PORTFOLIOS):
        rng = seeded(seed)
        bom, _ = odd_portfolio(rng).arrays()
        rules = random_law(rng, lists=rng.choice((1, 3, 70))) if seed % 3 else toy_rules()
        judged = judged_alike(bom, rules)
        seen |= int(np.bitwise_or.reduce(np.any(judged.planes.bits, axis=(1, 2)) << np.arange(7)))
        hard += len(judged.hard)
        plain += judged.planes.bits.shape[2] - len(judged.hard)
    # Conflicts are rare here: the structures of the next test have more of them.
    assert seen | 1 << Plane.CONFLICT == 2 ** len(Plane) - 1
    assert min(plain, hard) > PORTFOLIOS


def test_structures_in_which_hardly_anything_is_plain_come_out_the_same() -> None:
    rules = toy_rules()
    for seed in range(PORTFOLIOS // 2):
        draft = random_draft(seeded(seed), parts=4)
        # What is around a part of the company is not the part's business, nor are its words.
        draft.nodes = [
            replace(node, words=frozenset()) if node.is_boundary else node for node in draft.nodes
        ]
        bom, _ = draft.arrays()
        judged_alike(bom, rules)


def test_the_fewer_oddities_the_fewer_parts_need_the_slow_way_and_none_changes_an_answer() -> None:
    slow = {0.0: 0, 1.0: 0}
    for odd in slow:
        for seed in range(PORTFOLIOS // 10):
            rng = seeded(1000 + seed)
            bom, _ = odd_portfolio(rng, odd=odd).arrays()
            slow[odd] += len(judged_alike(bom, random_law(rng)).hard)
    assert slow[0.0] < slow[1.0]
