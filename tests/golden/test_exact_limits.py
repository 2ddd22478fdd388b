"""19 999 articles that hold exactly 0.1 %: not one of them is above."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import BomArrays, Claims, Constituents, Kind, Nodes, Usages
from engine.assemble import assemble
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.evidence import Evidence
from engine.exact import PARTS_PER_BILLION, ExactColumn
from engine.outcomes import Outcome
from regulations.catalog import bundled
from regulations.substances import IdType, SubstanceId
from tests.judging import SVHC

CASES = 19_999
MG = 10**6
DEHP = SubstanceId(IdType.CAS, "117-81-7")
ABOVE = {SVHC: Outcome.DECLARE, "eu-rohs": Outcome.EXCEEDED}
LITTLE = Fraction(1, 10**12)


def portfolio(nudge: Fraction, *, of_article: bool) -> BomArrays:
    """Articles of 0.1 to 1999.9 mg, each with one material; DEHP told as a mass.

    Args:
        nudge: relative distance from the limit.
        of_article: the material is half of its article and holds 0.2 %, so that the article's
            mass decides; else it is all of it.
    """
    whole = [Fraction(place * MG, 10) for place in range(1, CASES + 1)]
    material = [mass / 2 if of_article else mass for mass in whole]
    shares = [mass / 1000 * (1 + nudge) / own for mass, own in zip(whole, material, strict=True)]
    each, one = np.arange(CASES), ExactColumn.of([Fraction(1)] * CASES, PARTS_PER_BILLION)
    column = ExactColumn.of(shares, PARTS_PER_BILLION)
    arrays, _ = assemble(
        nodes=Nodes(
            np.repeat(np.array([Kind.PART, Kind.MATERIAL], dtype=np.int8), CASES),
            np.repeat([True, False], CASES),
            ExactColumn.of([*whole, *material], 1),
            np.zeros(2 * CASES, dtype=np.int64),
            np.repeat([True, False], CASES),
            np.zeros(2 * CASES, dtype=bool),
        ),
        usages=Usages(each, each + CASES, one, np.zeros(CASES, dtype=bool)),
        constituents=Constituents(
            each + CASES,
            np.zeros(CASES, dtype=np.int64),
            column,
            column,
            np.zeros(CASES, dtype=np.int8),
            np.full(CASES, -1, dtype=np.int8),
        ),
        claims=Claims(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)),
        substances=(DEHP,),
        exemptions=(),
        evidences=(Evidence(full_material=True),),
    )
    return arrays


def flagged(nudge: Fraction, list_id: str, *, of_article: bool) -> int:
    rules = compile_rules(bundled(), [list_id], as_of=date(2024, 1, 1))
    outcomes = evaluate(portfolio(nudge, of_article=of_article), rules).outcomes
    assert len(outcomes) == CASES
    return int((outcomes == ABOVE[list_id]).sum())


@pytest.mark.parametrize("of_article", [True, False])
@pytest.mark.parametrize(("nudge", "expected"), [(Fraction(0), 0), (LITTLE, CASES), (-LITTLE, 0)])
def test_no_article_at_exactly_the_limit_is_above_and_every_trillionth_more_is(
    nudge: Fraction, expected: int, *, of_article: bool
) -> None:
    assert flagged(nudge, SVHC, of_article=of_article) == expected


@pytest.mark.parametrize(("nudge", "expected"), [(Fraction(0), 0), (LITTLE, CASES), (-LITTLE, 0)])
def test_no_material_at_exactly_the_limit_is_above_and_every_trillionth_more_is(
    nudge: Fraction, expected: int
) -> None:
    assert flagged(nudge, "eu-rohs", of_article=False) == expected


def test_plain_floats_get_hundreds_of_these_wrong() -> None:
    tenths = np.arange(1, CASES + 1)
    whole, part = tenths / 10, tenths / 10_000
    assert int((part / whole * 100 > 0.1).sum()) == 382
    assert int((part * 1e6 / whole > 1000).sum()) > 2000
