"""More data never lowers coverage, whatever it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.arrays import Amount
from engine.coverage import Coverage
from engine.evidence import NOTHING_DECLARED
from engine.judge import Question, judge
from tests.strategies import Draft, drafts, seeded

from .effort import EXAMPLES
from .outcomes import judged

FEW = settings(max_examples=max(EXAMPLES // 3, 1), deadline=None)

FULL, LAW = 0, 1
"""Places in `tests.strategies.EVIDENCES`."""


def declared(draft: Draft, rng: Random) -> None:
    """Somebody speaks where nobody did, or says all where he said less."""
    silent = [n for n, node in enumerate(draft.nodes) if node.evidence != FULL]
    for place in silent[:1] and rng.sample(silent, rng.randint(1, len(silent))):
        before = draft.nodes[place]
        says = rng.choice((FULL, LAW)) if before.evidence == NOTHING_DECLARED else FULL
        draft.nodes[place] = replace(before, evidence=says)


def weighed(draft: Draft, rng: Random) -> None:
    """A leaf is put on the scales."""
    holders = {usage.parent for usage in draft.usages}
    for place, node in enumerate(draft.nodes):
        if node.mass is None and place not in holders and rng.random() < 0.5:
            mass = Fraction(rng.randrange(1, 10**12))
            draft.nodes[place] = replace(node, mass=mass)


def measured(draft: Draft, rng: Random) -> None:
    """An amount becomes known, also as nothing at all."""
    for place, row in enumerate(draft.rows):
        if row.amount == Amount.UNKNOWN and rng.random() < 0.7:
            share = Fraction(rng.randrange(1001), 1000) * rng.choice((0, 1, Fraction(1, 1000)))
            draft.rows[place] = replace(row, low=share, high=share, amount=Amount.SHARE)


def counted(draft: Draft, rng: Random) -> None:
    """It is told how many of something are used."""
    for place, usage in enumerate(draft.usages):
        if usage.quantity is None:
            draft.usages[place] = replace(usage, quantity=Fraction(rng.choice((1, 2, 1000))))


@pytest.mark.parametrize("more", [declared, weighed, measured, counted])
@given(draft=drafts(), seed=st.integers(0, 2**32))
@FEW
def test_more_data_never_lowers_the_share_of_parts_that_are_known(
    more: Callable[[Draft, Random], None], draft: Draft, seed: int
) -> None:
    told = draft.copy()
    more(told, seeded(seed))
    for less, better in zip(coverages(draft), coverages(told), strict=True):
        assert better.by_part >= less.by_part


@given(draft=drafts(), seed=st.integers(0, 2**32))
@FEW
def test_a_declaration_more_never_lowers_the_share_of_mass_that_is_known(
    draft: Draft, seed: int
) -> None:
    told = draft.copy()
    declared(told, seeded(seed))
    for less, better in zip(coverages(draft), coverages(told), strict=True):
        # Nothing known weighs nothing; what is known may be something that nobody has weighed.
        assert None in (less.by_mass, better.by_mass) or better.by_mass >= less.by_mass  # type: ignore[operator]


def coverages(draft: Draft) -> Iterator[Coverage]:
    """Of the part and of every list."""
    verdict = judge(*judged(draft), Question())
    yield verdict.coverage
    yield from (one.coverage for one in verdict.lists)
