"""ER-6: a product of 100 000 nodes is added up in a moment, and no place is worked out unasked."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import BomArrays, Claims, Constituents, Kind, Nodes, Usages
from engine.assemble import assemble
from engine.evidence import Evidence
from engine.exact import PARTS_PER_BILLION, ExactColumn
from engine.product import product_of
from engine.roll_up import Rollup, roll_up
from tests.toy_law import SUBSTANCES

ASSEMBLIES, LEAVES = 200, 49_900
NODES = 1 + ASSEMBLIES + 2 * LEAVES
TWICE, SHARE = Fraction(2), Fraction(1, 1000)
SECONDS, MEGABYTES = 1.0, 100
"""A rollup takes 0.15 s and 25 MB."""


@pytest.fixture(scope="module")
def machine() -> tuple[BomArrays, int]:
    """A root with assemblies of leaf parts, two of each; leaf n holds n + 1 ng of a material."""
    leaf = np.arange(LEAVES)
    kind = np.zeros(NODES, dtype=np.int8)
    first = 1 + ASSEMBLIES  # leaf parts, then their materials in the same order
    kind[first + LEAVES :] = Kind.MATERIAL
    top = np.zeros(ASSEMBLIES, dtype=np.int64)
    parent = np.concatenate([top, 1 + leaf % ASSEMBLIES, first + leaf])
    child = np.concatenate([1 + np.arange(ASSEMBLIES), first + leaf, first + LEAVES + leaf])
    masses = [None] * (first + LEAVES) + [Fraction(n + 1) for n in range(LEAVES)]
    none, zeros = np.zeros(0, dtype=np.int64), np.zeros(LEAVES, dtype=np.int8)
    bom, new = assemble(
        nodes=Nodes(kind, kind == Kind.PART, ExactColumn.of(masses, 1),
                    np.zeros(NODES, dtype=np.int64), kind == Kind.PART, kind == Kind.PART),
        usages=Usages(parent, child, column(TWICE for _ in parent), np.zeros(len(parent), bool)),
        constituents=Constituents(first + LEAVES + leaf, leaf % 9, column(SHARE for _ in leaf),
                                  column(SHARE for _ in leaf), zeros, zeros),
        claims=Claims(none, none),
        substances=SUBSTANCES,
        exemptions=(),
        evidences=(Evidence(full_material=True),),
    )  # fmt: skip
    return bom, int(new[0])


def column(values: Iterable[Fraction]) -> ExactColumn:
    return ExactColumn.of(values, PARTS_PER_BILLION)


def rolled(machine: tuple[BomArrays, int]) -> Rollup:
    bom, root = machine
    return roll_up(product_of(bom, root, ["x"] * NODES), {})


def test_er6_a_hundred_thousand_nodes_are_added_up_within_a_second(
    machine: tuple[BomArrays, int],
) -> None:
    rolled(machine)
    taken = []
    for _ in range(3):
        before = time.process_time()
        rollup = rolled(machine)
        taken.append(time.process_time() - before)
    assert min(taken) < SECONDS
    # Two in each assembly, two assemblies of a kind, two of its material in each part.
    for place, one in enumerate(SUBSTANCES[:9]):
        expected = 8 * SHARE * sum(n + 1 for n in range(LEAVES) if n % 9 == place)
        assert {total.substance: total.mass for total in rollup.substances}[one] == expected


def test_er6_its_memory_is_bounded_because_places_wait_until_they_are_asked_for(
    machine: tuple[BomArrays, int],
) -> None:
    tracemalloc.start()
    rollup = rolled(machine)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEGABYTES * 10**6
    assert sum(total.mass or 0 for total in rollup.substances) == 4 * SHARE * LEAVES * (LEAVES + 1)
