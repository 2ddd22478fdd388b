"""The same product written in other units, amounts and orders is the same product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from regulations.quantities import MASS_UNITS, SHARE_UNITS, decimal_text
from tests.judging import SVHC, judged, structure
from tests.strategies import seeded

from .effort import SOME

CAS = ("7439-92-1", "1317-36-8", "117-81-7", "7440-43-9", "7440-50-8", "69029-84-1", "117-81-8")
LISTS = ("eu-rohs", SVHC, "company-prohibited")
SHARES = ("0.001", "0.001000000000001", "0.000999999999999", "0.0001", "0.3", "0", "0.02")


@dataclass(frozen=True, slots=True)
class Pen:
    """How a writer puts numbers down: always in one unit, or in any."""

    rng: Random
    mass_unit: str = ""
    share_unit: str = ""

    def mass(self, nanograms: int) -> dict[str, str]:
        unit = self.mass_unit or self.rng.choice(list(MASS_UNITS))
        return {"value": decimal_text(Fraction(nanograms, MASS_UNITS[unit])), "unit": unit}

    def share(self, share: str) -> dict[str, str]:
        unit = self.share_unit or self.rng.choice(list(SHARE_UNITS))
        return {unit: decimal_text(Fraction(share) * SHARE_UNITS[unit])}


def written(seed: int, pen: Pen) -> dict[str, Any]:
    """The product of a seed, by one pen."""
    return structure(_part(seeded(seed), pen, depth=0), full=bool(seed % 2))


def _part(rng: Random, pen: Pen, *, depth: int) -> dict[str, Any]:
    part: dict[str, Any] = {"part_number": f"p{rng.randrange(100)}"}
    inner = rng.choice((0, 1, 2)) if depth < 2 else 0
    if inner:
        part["parts"] = [
            {"quantity": rng.choice(("1", "2", "0.15")), "part": _part(rng, pen, depth=depth + 1)}
            for _ in range(inner)
        ]
    if rng.random() < 0.4:
        part["mass"] = pen.mass(rng.randrange(1, 10**11))
    if rng.random() < 0.9:
        part["materials"] = [_material(rng, pen) for _ in range(rng.choice((1, 2)))]
    return part


def _material(rng: Random, pen: Pen) -> dict[str, Any]:
    material: dict[str, Any] = {"id": f"m{rng.randrange(100)}", "is_article": rng.random() < 0.2}
    weighed = rng.random() < 0.8
    nanograms = rng.randrange(1, 10**8) * 1000
    if weighed:
        material["mass"] = pen.mass(nanograms)
    material["substances"] = [
        _substance(rng, pen, nanograms) for _ in range(rng.choice((0, 1, 2, 3)))
    ]
    return material


def _substance(rng: Random, pen: Pen, nanograms: int) -> dict[str, Any]:
    substance: dict[str, Any] = {"cas": rng.choice(CAS)}
    kind, share = rng.random(), rng.choice(SHARES)
    if kind < 0.3:
        substance["mass"] = pen.mass(nanograms // 1000)
    elif kind < 0.9:
        substance |= pen.share(share)
    if rng.random() < 0.3:
        substance["exemption"] = rng.choice(("6(c)", "6(a)", "7(a)", "99"))
    return substance


def said(tree: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Everything a verdict says that is not the order of its lines, and every share behind it."""
    example = judged(tree, date(2024, 1, 1), LISTS)
    verdict, evaluation, product = example.verdict, example.evaluation, example.product
    lines: list[tuple[Any, ...]] = [
        (case.path, case.list_id, case.entry.id, case.outcome, case.low, case.high,
         case.denominator, case.reason)
        for case in verdict.cases
    ]  # fmt: skip
    cells, line = evaluation.line.cells, evaluation.line
    for cell, (node, rule) in enumerate(zip(cells.node.tolist(), cells.rule.tolist(), strict=True)):
        ends = tuple(line.share(cell, high=high) for high in (False, True))
        lines.append((product.path(node), rule, int(evaluation.outcomes[cell]), *ends))
    lines += [(one.list_id, one.status, one.coverage) for one in verdict.lists]
    lines.append((verdict.status, verdict.coverage, example.rollup.mass))
    return sorted(lines, key=repr)


@given(st.integers(0, 2**32), st.sampled_from(["ng", "ug", "mg", "g", "kg"]))
@SOME
def test_a_product_in_kilograms_is_the_product_in_milligrams(seed: int, unit: str) -> None:
    plain = written(seed, Pen(seeded(0), "mg", "percent"))
    assert said(written(seed, Pen(seeded(0), unit, "ppm"))) == said(plain)


@given(st.integers(0, 2**32))
@SOME
def test_a_product_in_mixed_units_is_the_same_product(seed: int) -> None:
    plain = written(seed, Pen(seeded(0), "mg", "percent"))
    assert said(written(seed, Pen(seeded(seed)))) == said(plain)
