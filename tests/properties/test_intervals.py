"""Ranges against every corner of them: certain, possible or excluded, nothing else."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from itertools import product as corners
from random import Random
from typing import Any

import pytest

from bom.structures.arrays import structure_arrays
from bom.structures.structure import parse_structure
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.outcomes import Outcome
from tests.judging import mass, structure
from tests.strategies import seeded
from tests.written_catalog import catalog_of
from tests.written_law import DEHP, EARLIER, entry

LIST = "company-prohibited"
CATALOG = catalog_of({LIST: (entry("x", "restrict", "article", "0.001", DEHP),)})
RULES = compile_rules(CATALOG, [LIST], as_of=date(2024, 6, 1))
GRAMS = (1, 2, 4)


def drawn(rng: Random) -> list[tuple[Fraction, Fraction]]:
    """Least and most percent in three materials of 1, 2 and 4 g."""
    found = []
    for _ in GRAMS:
        least = Fraction(rng.choice((0, 50, 90, 100, 110, 200)), 1000)
        found.append((least, least + Fraction(rng.choice((0, 0, 10, 100)), 1000)))
    return found


def outcome(ends: list[tuple[Fraction, Fraction]]) -> str:
    rows = [{"cas": DEHP, "percent": {"min": str(float(a)), "max": str(float(b))}} for a, b in ends]
    materials = [{"id": f"m{n}", "mass": mass(f"{grams} g"), "substances": [row]}
                 for n, (grams, row) in enumerate(zip(GRAMS, rows, strict=True))]  # fmt: skip
    tree: dict[str, Any] = structure({"part_number": "p", "materials": materials})
    found = structure_arrays(parse_structure(json.dumps(tree)), CATALOG)
    (only,) = evaluate(found.arrays, RULES).outcomes.tolist()
    return Outcome(only).word


def by_corners(ends: list[tuple[Fraction, Fraction]]) -> str:
    shares = {
        sum(g * p for g, p in zip(GRAMS, corner, strict=True)) / sum(GRAMS) / 100
        > Fraction(1, 1000)
        for corner in corners(*ends)
    }
    return {(True,): "exceeded", (False,): "below"}.get(tuple(shares), "possible")


@pytest.mark.parametrize("seed", range(40))
def test_a_range_is_certain_possible_or_excluded_as_its_corners_are(seed: int) -> None:
    ends = drawn(seeded(seed))
    assert outcome(ends) == by_corners(ends)


def test_the_drawn_ranges_come_to_all_three() -> None:
    assert RULES.as_of > EARLIER
    assert {by_corners(drawn(seeded(seed))) for seed in range(40)} == {
        "exceeded",
        "possible",
        "below",
    }
