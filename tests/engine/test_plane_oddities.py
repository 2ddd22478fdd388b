"""What columns of whole numbers cannot hold is judged the exact way, and found when it changes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import Amount
from engine.evaluate import evaluate
from engine.evidence import Answer, Evidence
from engine.planes.judge import judge_portfolio
from engine.planes.law import law_of
from engine.planes.leaves import leaves_of
from engine.planes.plane import planes_of
from engine.planes.postings import postings_of
from regulations.model import Effect, Level
from tests.portfolios import compiled_law, odd_portfolio
from tests.strategies import Draft, RowDraft, UsageDraft, seeded
from tests.toy_law import OXIDE, entry, member

from .test_scope_and_limits import ARTICLE, MATERIAL, G, row

DUTY = ("list-0", "oxide")
OWN = replace(ARTICLE, is_boundary=True, mass=Fraction(G))
RULES = compiled_law([[entry(*DUTY, Effect.DECLARE, Level.ARTICLE, "0.001", member(OXIDE))]])


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(full_material=True),
        Evidence(full_material=True, below=((DUTY, "below"),)),
        Evidence(full_material=True, above=frozenset({DUTY})),
    ],
    ids=["no answer", "an answer below", "an answer above"],
)
def test_an_answered_part_gets_the_bits_of_the_exact_way(evidence: Evidence) -> None:
    draft = Draft([OWN, MATERIAL], [UsageDraft(0, 1)], [row(1, OXIDE, "0.5")], (evidence,))
    bom, new = draft.arrays()
    if evidence.above:
        bom = replace(bom, answers=(Answer(int(new[0]), DUTY),))
    leaves = leaves_of(bom)
    judged = judge_portfolio(leaves, law_of(RULES, leaves))
    flags = evaluate(bom, RULES).flags[leaves.parts.node]
    assert np.array_equal(judged.planes.bits, planes_of(flags))
    assert len(judged.hard) == int(bool(evidence.below or evidence.above))


@pytest.mark.parametrize("purpose", [-1, 0, 1])
def test_what_was_told_of_its_purpose_gets_the_bits_of_the_exact_way(purpose: int) -> None:
    ban = entry(*DUTY, Effect.RESTRICT, Level.ARTICLE, "0.001", member(OXIDE), intentional=True)
    rules, everything = compiled_law([[ban]]), (Evidence(full_material=True),)
    rows = [row(1, OXIDE, "0.0001", intentional=purpose)]
    bom, _ = Draft([OWN, MATERIAL], [UsageDraft(0, 1)], rows, everything).arrays()
    leaves = leaves_of(bom)
    judged = judge_portfolio(leaves, law_of(rules, leaves))
    flags = evaluate(bom, rules).flags[leaves.parts.node]
    assert np.array_equal(judged.planes.bits, planes_of(flags))


@pytest.mark.parametrize("seed", range(3))
def test_every_plain_part_that_holds_a_substance_is_found_by_it_and_once(seed: int) -> None:
    leaves = leaves_of(odd_portfolio(seeded(seed), leaves=30).arrays()[0])
    columns, found = leaves.columns, postings_of(leaves)
    held: dict[int, set[int]] = {}
    for part in range(len(leaves.parts)):
        articles = columns.articles[part : part + 2]
        first, last = columns.rows[columns.materials[articles]].tolist()
        for substance in columns.substance[first:last].tolist():
            held.setdefault(substance, set()).add(part)
    assert held
    for key in range(len(leaves.bom.substances)):
        assert found.of(np.array([key])).tolist() == sorted(held.get(key, set()))


@pytest.mark.parametrize(
    "oddity",
    [
        row(1, None, "0.5", written=("999", "secret")),
        row(1, OXIDE, "0.5", amount=Amount.UNKNOWN),
        row(1, OXIDE, "0.5", amount=Amount.MASS_ONLY),
        row(1, OXIDE, "0.5", "0.6"),
        row(1, OXIDE, None),
        row(1, OXIDE, "1/3"),
        row(1, OXIDE, "0.5", "0.5000000000001"),
    ],
    ids=["unidentified", "untold", "only a mass", "range", "absent", "fine", "finely ranged"],
)
def test_a_row_with_one_oddity_goes_the_exact_way_and_one_without_does_not(
    oddity: RowDraft,
) -> None:
    plain = row(1, OXIDE, "0.5")
    for rows, is_hard in (([plain], False), ([oddity], True), ([plain, oddity], True)):
        bom, _ = Draft([OWN, MATERIAL], [UsageDraft(0, 1)], rows).arrays()
        leaves = leaves_of(bom)
        assert leaves.hard.tolist() == [is_hard]
        judged = judge_portfolio(leaves, law_of(RULES, leaves))
        flags = evaluate(bom, RULES).flags[leaves.parts.node]
        assert np.array_equal(judged.planes.bits, planes_of(flags))
