"""Whose answer a product waits for: unknown while one is open, clear once all are told."""

from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Kind
from engine.awaited import awaited
from engine.boundary import declared_around
from engine.evaluate import Evaluation, evaluate
from engine.evidence import NOTHING_DECLARED
from engine.outcomes import FAILING, UNSETTLED, Status, status_of, worst_status
from engine.product import Product, product_of
from engine.witness import own_flags
from tests.properties.outcomes import RULES
from tests.strategies import Draft, NodeDraft, UsageDraft, random_draft, seeded


def drawn(seed: int) -> tuple[Evaluation, Product]:
    bom, new = random_draft(seeded(seed), parts=5).arrays()
    return evaluate(bom, RULES), product_of(bom, int(new[0]), [""] * len(new))


def once_told(evaluation: Evaluation, product: Product, parts: set[int]) -> Status:
    """The status of the product, were all that is open in some parts told and in order."""
    own = own_flags(evaluation, product.inside)
    inside = np.flatnonzero(product.inside)
    told = np.isin(declared_around(product.bom, inside), list(parts))
    own[inside[told]] &= np.uint16(0xFFFF ^ UNSETTLED)
    bits = np.bitwise_or.reduce(own[inside], axis=0)
    return worst_status([status_of(int(one)) for one in bits])


@pytest.mark.parametrize("seed", range(60))
def test_all_answers_settle_a_product_and_none_can_be_spared(seed: int) -> None:
    evaluation, product = drawn(seed)
    waits = set(awaited(evaluation, product))
    is_red = bool(np.any(evaluation.flags[product.root] & FAILING))
    assert once_told(evaluation, product, waits) is not Status.UNKNOWN
    for one in waits:
        left = once_told(evaluation, product, waits - {one})
        assert left is (Status.NON_COMPLIANT if is_red else Status.UNKNOWN)
    status = once_told(evaluation, product, set())
    assert (status is Status.UNKNOWN) == (bool(waits) and not is_red)


def test_some_products_are_one_answer_away_and_some_more() -> None:
    counts = {min(len(awaited(*drawn(seed))), 2) for seed in range(60)}
    assert counts == {0, 1, 2}


def holding(*silent: int) -> tuple[Evaluation, Product]:
    """A product of two modules that hold parts 3 to 6, some of which nobody declared."""
    module = NodeDraft(Kind.PART)
    told = [
        NodeDraft(
            Kind.PART,
            is_article=True,
            evidence=NOTHING_DECLARED if number in silent else 0,
            is_unit=True,
            is_boundary=True,
        )
        for number in range(3, 7)
    ]
    usages = [(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6), (2, 3)]
    bom, new = Draft([module] * 3 + told, [UsageDraft(*one) for one in usages]).arrays()
    words = [""] * len(new)
    for number, node in enumerate(new.tolist()):
        words[node] = str(number)
    return evaluate(bom, RULES), product_of(bom, int(new[0]), words)


@pytest.mark.parametrize("silent", [(3,), (6,), (4, 5), (3, 4, 6), ()])
def test_an_answer_from_each_of_those_named_settles_it_and_from_fewer_does_not(
    silent: tuple[int, ...],
) -> None:
    evaluation, product = holding(*silent)
    named = {int(product.path(part)[-1]) for part in awaited(evaluation, product)}
    assert named == set(silent)
    assert is_unknown(evaluation, product) is bool(silent)
    for one in silent:
        assert is_unknown(*holding(*named - {one})) is (len(silent) > 1)


def is_unknown(evaluation: Evaluation, product: Product) -> bool:
    bits = evaluation.flags[product.root]
    return worst_status([status_of(int(one)) for one in bits]) is Status.UNKNOWN
