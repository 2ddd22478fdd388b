"""A product cut out of a portfolio is judged as it is judged in it."""

from __future__ import annotations

import numpy as np

from engine.below import below
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.outcomes import Status, statuses_of
from engine.planes.told import part_statuses
from regulations.catalog import bundled
from tests.benchmarks.portfolio import AS_OF, portfolio

PARTS = 2_000


def test_a_product_alone_has_the_flags_that_it_has_among_others() -> None:
    bom, parts = portfolio(PARTS)
    rules = compile_rules(bundled(), bundled().binding(), as_of=AS_OF)
    whole = evaluate(bom, rules).flags
    for part in parts[:: PARTS // 20].tolist():
        cut = below(bom, [part])
        assert cut.node[cut.number(part)] == part
        assert cut.node.max() == part
        assert np.array_equal(evaluate(cut.bom, rules).flags, whole[cut.node])


def test_several_products_share_what_they_share() -> None:
    bom, parts = portfolio(PARTS)
    chosen = sorted(parts.tolist())[-5:]
    cut = below(bom, chosen)
    each = [set(below(bom, [part]).node.tolist()) for part in chosen]
    assert set(cut.node.tolist()) == set.union(*each)
    assert len(cut.node) < sum(len(one) for one in each)


def test_statuses_of_parts_are_those_of_their_flags() -> None:
    bom, parts = portfolio(PARTS)
    rules = compile_rules(bundled(), bundled().binding(), as_of=AS_OF)
    words = tuple(Status)
    told = statuses_of(evaluate(bom, rules).flags[parts]).tolist()
    expected = [tuple(words[one] for one in row) for row in told]
    assert part_statuses(bom, rules, parts.tolist()) == expected
    assert len(set(expected)) > 1
